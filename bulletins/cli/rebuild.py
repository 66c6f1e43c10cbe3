"""`bulletins rebuild`: all that is derived, again from the raw pages, without fetching."""

from functools import cache

import click

from bulletins.cli.group import store_option
from bulletins.cli.summary import fell_in_words, print_totals
from bulletins.cli.terminal import meter
from pipelines import sources as source_files
from pipelines.clean import read
from pipelines.exit_codes import Exit
from pipelines.models import Page
from pipelines.store import Settled, open_store

__all__ = ["rebuild"]


@click.command(
    epilog="""\b
Use it after an upgrade that reads better, or after a source's file has changed. Nothing is fetched; bulletins keep
their numbers; the same version and sources give the same rows. It is one transaction: stopped anywhere, the store
is as it was.
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
            fell = store.rebuild(read_page, progress.step)
        print_totals(store.totals())
    if fell:
        click.echo(f"bulletins: {fell_in_words(fell)}", err=True)
        return Exit.SUSPICIOUS
    return Exit.OK
