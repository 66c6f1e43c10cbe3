"""`bulletins extract`: read one page and say why it was read so. How a maintainer repairs a source."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from bulletins.cli.group import store_option
from bulletins.cli.terminal import out
from pipelines import sources as source_files
from pipelines.archive import saved_html
from pipelines.exit_codes import Exit, Failure
from pipelines.extract import as_html, as_text, explain, extract
from pipelines.models import Page, Rejected, Source
from pipelines.store import NoStoreYet, open_to_read

__all__ = ["Fetch", "extract_command"]

Fetch = Callable[[str, Source], Page]


@click.command(
    "extract",
    epilog="""\b
Examples:
  bulletins extract page.html                          the paragraphs, one a line
  bulletins extract page.html --explain                which evidence decided, each block kept or cut and why
  bulletins extract page.html --explain --html why.html    the same as one coloured page
  bulletins extract http://www.example.gov.cn/a.html   the page that the store has kept, else the one on the web
""",
)
@click.argument("page", metavar="FILE|URL")
@click.option("--source", metavar="NAME", help="Read it as this source says.")
@click.option("--explain", "why", is_flag=True, help="Which evidence decided, and each block kept or cut.")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the explanation here."
)
@store_option
@click.pass_obj
def extract_command(
    fetch: Fetch | None, page: str, source: str | None, why: bool, html: Path | None, store_url: str
) -> int:
    """Read one page: its paragraphs, or with --explain why each block was kept or cut."""
    named = source_files.load(source) if source is not None else None
    found = from_store(page, store_url) if "://" in page else from_file(Path(page))
    if found is None:
        if fetch is None:
            raise Failure(f"{page} is not in {store_url}: `bulletins crawl` its list page first", Exit.USAGE)
        found = fetch(page, named or source_files.from_url(page))
    described = named or source_files.source_or_default(found.source)
    if html is not None:
        html.write_text(as_html(explain(found, described)), "utf-8")
        click.echo(f"{html}: open it in a browser")
        return Exit.OK
    if why:
        out.print(as_text(explain(found, described)), markup=False)
        return Exit.OK
    try:
        document = extract(found, described)
    except Rejected as rejected:
        raise Failure(f"{page}: no bulletin: {rejected}", Exit.SUSPICIOUS) from rejected
    click.echo(json.dumps({"title": document.title, "published": str(document.published or "")}, ensure_ascii=False))
    for paragraph in document.paragraphs:
        click.echo(paragraph.text)
    return Exit.OK


def from_file(path: Path) -> Page:
    try:
        return saved_html.read_saved(path, "saved")
    except saved_html.SavedPageError as error:
        raise Failure(str(error), Exit.USAGE) from error


def from_store(url: str, store_url: str) -> Page | None:
    try:
        with open_to_read(store_url) as store:
            return store.newest_page(url)
    except NoStoreYet:
        return None
