"""`bulletins crawl`: fetch, keep, read, store; then say what came of it."""

import click

from pipelines import sources as source_files
from pipelines.cli.exits import Exit, Failure
from pipelines.cli.group import store_option
from pipelines.cli.summary import print_run, print_totals
from pipelines.cli.terminal import meter
from pipelines.records import Source
from pipelines.store import open_store

__all__ = ["crawl", "crawl_and_tell"]


@click.command(
    epilog="""\b
Examples:
  bulletins crawl xinhui                            one source of data/sources
  bulletins crawl --all                             every source there
  bulletins crawl https://www.example.gov.cn/tzgg/  any list page, no configuration

Safe to call at any time: a second call while one runs leaves with 75; a killed run is carried on by the next.
BULLETINS_CONTACT names whom a webmaster can ask. BULLETINS_ALLOW_PRIVATE=1 allows names inside your own network.
"""
)
@click.argument("names", nargs=-1, metavar="[SOURCE|URL…]")
@click.option("--all", "everything", is_flag=True, help="Every source in the sources' folder.")
@store_option
def crawl(names: tuple[str, ...], everything: bool, store_url: str) -> int:
    """Fetch the list pages of sources and the bulletins they lead to, into the store."""
    return crawl_and_tell(chosen_sources(names, everything), store_url)


def chosen_sources(names: tuple[str, ...], everything: bool) -> list[Source]:
    if everything and names:
        raise click.UsageError("name sources, or say --all; not both")
    if everything:
        return source_files.load_all()
    if not names:
        raise click.UsageError("name a source or a list page's URL, or say --all (`bulletins sources` lists them)")
    return [source_files.from_name_or_url(name) for name in dict.fromkeys(names)]


def crawl_and_tell(sources: list[Source], store_url: str) -> int:
    # Scrapy and its reactor are loaded only now: everything above answers at once
    from crawler.run import State, crawl_sources
    from crawler.run_lock import Locked

    try:
        with meter("crawl") as progress:
            report = crawl_sources(sources, store_url, lambda fetched: progress.step(fetched.page.url))
    except Locked as error:
        raise Failure(str(error), Exit.LOCKED) from error
    print_run(report.run)
    with open_store(store_url) as store:
        print_totals(store.totals())
    for name, (state, why) in report.states.items():
        if state is not State.OK:
            click.echo(f"bulletins: {name}: {state}: {why}", err=True)
    states = {state for state, _ in report.states.values()}
    if report.run.state == "stopped":
        return Exit.INTERRUPTED
    if states == {State.FAILED}:
        return Exit.FAILED
    return Exit.OK if states == {State.OK} else Exit.SUSPICIOUS
