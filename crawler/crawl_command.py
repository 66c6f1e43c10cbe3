"""`bulletins crawl`: fetch, keep, read, store; then say what came of it."""

import click
from pipelines.cli.summary import print_run

from pipelines import sources as source_files
from pipelines.cli.exits import Exit
from pipelines.cli.group import store_option
from pipelines.cli.terminal import meter
from pipelines.records import Source

__all__ = ["crawl"]


@click.command(
    epilog="""\b
Examples:
  bulletins crawl xinhui                            one source of data/sources
  bulletins crawl --all                             every source there
  bulletins crawl https://www.example.gov.cn/tzgg/  any list page, no configuration

Safe to call at any time: a second call while one runs leaves with 75; a killed run is carried on by the next.
"""
)
@click.argument("names", nargs=-1, metavar="[SOURCE|URL…]")
@click.option("--all", "everything", is_flag=True, help="Every source in the sources' folder.")
@store_option
def crawl(names: tuple[str, ...], everything: bool, store_url: str) -> int:
    """Fetch the list pages of sources and the bulletins they lead to, into the store."""
    chosen = chosen_sources(names, everything)
    return crawl_and_tell(chosen, store_url)


def chosen_sources(names: tuple[str, ...], everything: bool) -> list[Source]:
    if everything and names:
        raise click.UsageError("name sources, or say --all; not both")
    if everything:
        return list(source_files.load_all())
    if not names:
        raise click.UsageError("name a source or a list page's URL, or say --all (`bulletins sources` lists them)")
    return [source_files.from_name_or_url(name) for name in dict.fromkeys(names)]


def crawl_and_tell(sources: list[Source], store_url: str) -> int:
    # Scrapy and its reactor are loaded only now: everything above answers at once
    from crawler.run import PageSettled, crawl_sources

    with meter("crawl") as progress:
        report = crawl_sources(
            sources,
            store_url,
            on_event=lambda event: progress.step(event.url if isinstance(event, PageSettled) else ""),
        )
    print_run(store_url, report.run)
    return Exit.OK
