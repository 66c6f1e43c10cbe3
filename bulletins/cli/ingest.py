"""`bulletins ingest`: pages that somebody else fetched, through the same door as a crawl."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from bulletins.cli.group import store_option, workers_option
from bulletins.cli.summary import fell_in_words, print_ended_run, print_totals
from bulletins.cli.terminal import meter, out, safe
from pipelines import archive
from pipelines import sources as source_files
from pipelines.archive import saved_html
from pipelines.exit_codes import Exit
from pipelines.internal_errors import ends_run, in_words
from pipelines.models import Page
from pipelines.recording import READER, CallOf, calls_of, reader_of
from pipelines.store import Found, Mark, Reader, ReadResult, Recordable, Store, open_store
from pipelines.workers import Call, Workers

__all__ = ["ingest", "rebuild"]

BATCH = 20  # pages in one transaction: the disk is asked to be sure once for all of them
SAVED = "saved"  # the source of a saved file when none is named


@click.command(
    epilog="""\b
Examples:
  bulletins ingest page.html                    one saved page
  bulletins ingest saved/ --source xinhui       all pages below a folder, read as the source says
  bulletins ingest crawl.warc.gz                anybody's WARC or ARC file

The same file again changes nothing. A page saved by a browser keeps its address; any other gets its file's URI.
"""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@click.option("--source", metavar="NAME", help=f"File the pages under this source  [default: by host, or '{SAVED}']")
@workers_option
@store_option
def ingest(paths: tuple[Path, ...], source: str | None, workers: int | None, store_url: str) -> int:
    """Read saved pages: .html files (also .gz), folders of them, WARC and ARC files."""
    files = list(saved_html.files_below(paths))
    if not files:
        raise click.UsageError(f"no .html, .warc or .arc file in {', '.join(map(str, paths))}")
    with open_store(store_url) as store, Workers(READER, workers) as pool:
        call_of = calls_of(source_files.source_or_default, store)
        carry_on(store, pool, call_of)
        with store.run_of("ingest") as run, meter("ingest", len(files)) as progress:
            record(store, pool, keep(store, run, files, source, progress.step), call_of)
        view = print_ended_run(store, run)
    if view.fell:
        click.echo(f"bulletins: {fell_in_words(view.fell)}", err=True)
    if not view.failures and not view.fell:
        return Exit.OK
    return Exit.SUSPICIOUS if view.fetched > view.fell else Exit.FAILED


def carry_on(store: Store, pool: Workers, call_of: CallOf) -> None:
    """Record the outcomes of pages that a run had kept and not read when it was killed."""
    record(store, pool, store.unread(), call_of)


def record(store: Store, pool: Workers, kept: Iterable[tuple[int, Page]], call_of: CallOf) -> None:
    """Read kept pages, and record what they come to, in the order in which they were kept."""
    urls: dict[int, str] = {}

    def calls() -> Iterator[Call[int, Recordable]]:
        for number, page in kept:
            urls[number] = page.url
            yield call_of(number, page)

    batch: list[tuple[int, str, ReadResult]] = []
    for number, found in pool.in_order(calls()):
        batch.append((number, urls.pop(number), found))
        if len(batch) == BATCH:
            store.record_or_reject(batch)
            batch = []
    if batch:
        store.record_or_reject(batch)


def keep(
    store: Store, run: int, files: Iterable[Path], source: str | None, reported: Callable[[str], None]
) -> Iterator[tuple[int, Page]]:
    """Commit the pages of files, and yield those that are to be read, with their numbers."""

    def unreadable(file: Path, error: object) -> None:
        """Report a file, or a record of one, that gave no page: on stderr, and in the run."""
        click.echo(f"bulletins: {error}", err=True)
        store.note_failure(run, source or SAVED, file.resolve().as_uri(), str(error))

    batch: list[Page] = []

    def body_of(url: str, fetched_at: datetime) -> bytes | None:
        waiting = (page.body for page in batch if (page.url, page.fetched_at) == (url, fetched_at))
        body = next(waiting, None)
        return store.body_of(url, fetched_at) if body is None else body

    def commit(some: Sequence[Page]) -> Sequence[tuple[int, Page]]:
        """Store pages and return those that are to be read, with their numbers; one that cannot be written must not
        take the others with it."""
        try:
            numbers = store.keep_many(run, some)
            unread = store.unread_of(numbers)
            return [(number, page) for number, page in zip(numbers, some, strict=True) if number in unread]
        except Exception as error:
            if ends_run(error):
                raise
            if len(some) > 1:
                return [kept for page in some for kept in commit([page])]
            reason = f"not storable: {in_words(error)}"
            click.echo(f"bulletins: {some[0].url}: {reason}", err=True)
            store.note_failure(run, some[0].source, some[0].url, reason)
            return []

    for page in pages_of(files, source, reported, unreadable, body_of):
        batch.append(page)
        if len(batch) == BATCH:
            yield from commit(batch)
            batch.clear()
    yield from commit(batch)


def print_skipped(file: Path, skipped: Counter[str]) -> None:
    """Print what an archive holds apart from pages."""
    if skipped:
        reported = ", ".join(f"{n:,} {what}" for what, n in skipped.most_common())
        out.print(safe(f"{file.name}: {skipped.total():,} records hold no page: {reported}"), markup=False)


def pages_of(
    files: Iterable[Path],
    source: str | None,
    reported: Callable[[str], None],
    unreadable: Callable[[Path, object], None],
    body_of: Callable[[str, datetime], bytes | None],
) -> Iterator[Page]:
    for file in files:
        try:
            if saved_html.is_archive(file):
                skipped: Counter[str] = Counter()
                yield from archive.read_warc(file, source, partial(unreadable, file), body_of, skipped)
                print_skipped(file, skipped)
            else:
                yield saved_html.read_saved(file, source or SAVED)
        except (saved_html.SavedPageError, archive.ArchiveError) as error:
            unreadable(file, error)
        reported(file.name)


# `bulletins rebuild`: all that is derived, again from the raw pages, without fetching.


@click.command(
    epilog="""\b
Use it after an upgrade that reads better, or after a source's file has changed. Nothing is fetched; bulletins keep
their numbers; the same version and sources give the same rows. List pages are read again too: articles and further
pages that were not seen in them before are fetched by the next crawl, and what no list names any more stays.

It goes on in batches, while others read and write: each bulletin is as it was read before until its batch is written,
then as it is read now. Stopped anywhere, it carries on from there when it is called again, or from the beginning where
the program, a source's file or the learned lines are others by then. With --at-once all is one transaction: stopped
anywhere, the store is as it was, and nobody else writes while it does.
"""
)
@click.option("--search", "search_only", is_flag=True, help="Only the search index, from the texts that are stored.")
@click.option("--restart", is_flag=True, help="From the beginning, whatever a rebuild that was stopped had done.")
@click.option("--at-once", is_flag=True, help="In one transaction: all of it, or nothing.")
@workers_option
@store_option
def rebuild(search_only: bool, restart: bool, at_once: bool, workers: int | None, store_url: str) -> int:
    """Make bulletins, revisions, paragraphs and receipts again from the raw pages."""
    if restart and at_once:
        raise click.UsageError("--at-once always begins at the beginning: leave --restart out")
    if search_only:
        with open_store(store_url, create=False) as store:
            store.reindex()
        return Exit.OK
    with open_store(store_url, create=False) as store, Workers(READER, workers) as pool:
        reader = reader_of(pool, store, source_files.source_or_default, source_files.source_of_lists)
        with meter("rebuild", store.count_pages()) as progress:
            if at_once:
                rebuilt = store.rebuild(reader, progress.step)
            else:
                if not restart:
                    print_carried_on(store.stopped_rebuild(), reader)
                rebuilt = store.rebuild_in_batches(reader, lambda n: progress.step(count=n), restart=restart)
        print_totals(store.totals())
        print_lists(rebuilt.lists)
    if rebuilt.fell:
        click.echo(f"bulletins: {fell_in_words(rebuilt.fell)}", err=True)
        return Exit.SUSPICIOUS
    return Exit.OK


def print_carried_on(mark: Mark | None, reader: Reader) -> None:
    """Print on stderr that a rebuild which was stopped is carried on, or why it is not."""
    if mark is None:
        return
    begun = f"the rebuild begun {mark.started_at:%Y-%m-%d %H:%M} UTC and stopped after {mark.pages:,} pages"
    if mark.reading == reader.reading:
        click.echo(f"bulletins: carrying on {begun}; --restart begins again", err=True)
    else:
        why = "the program, a source's file or the learned lines are others now"
        click.echo(f"bulletins: {begun} is not carried on, since {why}; from the beginning", err=True)


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
