"""`bulletins export`: the raw pages, for any replay tool or archive job."""

from collections.abc import Iterator
from pathlib import Path

import click

from pipelines import archive
from pipelines.cli.exits import Exit
from pipelines.cli.group import store_option
from pipelines.cli.terminal import meter
from pipelines.records import Page
from pipelines.store import open_store

__all__ = ["export"]


@click.command(
    epilog="""\b
Examples:
  bulletins export --warc pages.warc.gz
  bulletins export --warc xinhui.warc.gz --source xinhui

The file is called FILE.partial until it is whole. `bulletins ingest FILE` reads it back.
"""
)
@click.option("--warc", "warc", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--source", metavar="NAME", help="Only this source's pages  [default: all]")
@store_option
def export(warc: Path, source: str | None, store_url: str) -> int:
    """Write the raw pages, bytes and headers as served, to a WARC 1.1 file."""
    with open_store(store_url, create=False) as store, meter("export", store.count_pages(source)) as progress:

        def told() -> Iterator[Page]:
            for _, page in store.pages(source):
                progress.step()
                yield page

        written = archive.write_warc(warc, told())
    click.echo(f"{warc}: {written:,} pages")
    return Exit.OK
