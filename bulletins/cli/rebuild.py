"""`bulletins rebuild`: all that is derived, again from the raw pages, without fetching."""

from functools import cache

import click

from bulletins.cli.group import store_option
from bulletins.cli.summary import fell_in_words, print_totals
from bulletins.cli.terminal import meter, out, safe
from pipelines import sources as source_files
from pipelines.clean import read
from pipelines.exit_codes import Exit
from pipelines.models import Ask, Page, Source
from pipelines.store import Found, ListReader, Settled, open_store

__all__ = ["rebuild"]


@click.command(
    epilog="""\b
Use it after an upgrade that reads better, or after a source's file has changed. Nothing is fetched; bulletins keep
their numbers; the same version and sources give the same rows. List pages are read again too: articles and further
pages that were not seen in them before are fetched by the next crawl, and what no list names any more stays. It is
one transaction: stopped anywhere, the store is as it was.
"""
)
@click.option("--search", "search_only", is_flag=True, help="Only the search index, from the texts that are stored.")
@store_option
def rebuild(search_only: bool, store_url: str) -> int:
    """Make bulletins, revisions, paragraphs and receipts again from the raw pages."""
    if search_only:
        with open_store(store_url, create=False) as store:
            store.reindex()
        return Exit.OK
    source_of = cache(source_files.source_or_default)
    with open_store(store_url, create=False) as store:
        boilerplate_of = cache(store.boilerplate)

        def read_page(page: Page) -> Settled:
            return read(page, source_of(page.source), boilerplate_of(page.source))

        with meter("rebuild", store.count_pages()) as progress:
            rebuilt = store.rebuild(read_page, progress.step, ListReader(read_list, source_files.source_of_lists))
        print_totals(store.totals())
        print_lists(rebuilt.lists)
    if rebuilt.fell:
        click.echo(f"bulletins: {fell_in_words(rebuilt.fell)}", err=True)
        return Exit.SUSPICIOUS
    return Exit.OK


def read_list(page: Page, source: Source, ask: Ask) -> Settled:
    return read(page, source, ask=ask)


def print_lists(found: Found) -> None:
    """Print what the list pages, read again, led to: nothing where nothing is new."""
    new = {
        "articles": found.articles,
        "further list pages": found.next_pages,
        "rows off the allowed sites": found.off_site,
        "corrected titles, dates or columns": found.corrected,
    }
    said = ", ".join(f"{n:,} {what}" for what, n in new.items() if n)
    if said:
        out.print(f"list pages read again ({found.lists:,}) lead to {said}", markup=False)
    if found.articles or found.next_pages:
        out.print("what is new is fetched by the next `bulletins crawl`", markup=False)
    for name in found.unknown:
        click.echo(f"bulletins: {safe(name)}: no file describes this source, so its list pages were left", err=True)
