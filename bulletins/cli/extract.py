"""`bulletins extract`: read one page and say why it was read so. How a maintainer repairs a source."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from bulletins.cli.fetch import fetch
from bulletins.cli.group import store_option
from bulletins.cli.terminal import out, safe
from pipelines import sources as source_files
from pipelines.archive import saved_html
from pipelines.clean import read
from pipelines.exit_codes import Exit, Failure
from pipelines.extract import as_html, as_text, explain, extract
from pipelines.lists.explain import explain_list
from pipelines.lists.read import ask_for, first_asks
from pipelines.models import ListedLink, ListPage, Page, Rejected, Rejection, Role, Source
from pipelines.store import NoStoreYet, open_to_read

__all__ = ["extract_command"]

# what a saved answer is instead of a list, for which --list shows a list of nothing
IN_PLACE_OF_A_LIST = (
    Rejection.EMPTY,
    Rejection.UNDECODABLE,
    Rejection.SITE_NOTICE,
    Rejection.SERVER_ERROR,
    Rejection.NOT_FOUND,
    Rejection.LOGIN,
    Rejection.BLOCKED,
)


@click.command(
    "extract",
    epilog="""\b
Examples:
  bulletins extract page.html                          the paragraphs, one a line
  bulletins extract page.html --explain                which evidence decided, each block kept or cut and why
  bulletins extract page.html --explain --html why.html    the same as one coloured page
  bulletins extract http://www.example.gov.cn/a.html   the page that the store has kept, else the one on the web
  bulletins extract list.html --url http://www.example.gov.cn/tzgg/ --list    where a list page leads
  bulletins extract list.html --url http://www.example.gov.cn/tzgg/ --list --explain
                                                       which groups of links were taken or left, and which pager
  bulletins extract answer.json --url http://www.example.gov.cn/api?page=1 --list --source my.toml
                                                       an endpoint's answer, read as [[lists]] in my.toml says
""",
)
@click.argument("page", metavar="FILE|URL")
@click.option("--source", metavar="NAME|TOML", help="Read it as this source says.")
@click.option("--url", metavar="URL", help="The address that a saved file came from.")
@click.option("--list", "as_list", is_flag=True, help="Read it as a list page: where does it lead?")
@click.option("--json", "as_object", is_flag=True, help="With --list: one JSON object.")
@click.option("--explain", "why", is_flag=True, help="Which evidence decided: each block, or each group of links.")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the explanation here."
)
@store_option
def extract_command(
    page: str,
    source: str | None,
    url: str | None,
    as_list: bool,
    as_object: bool,
    why: bool,
    html: Path | None,
    store_url: str,
) -> int:
    """Read one page: its paragraphs, or with --list where it leads; with --explain why it was read so."""
    if as_object and not as_list:
        raise click.UsageError("--json goes with --list")
    if as_list and html is not None:
        raise click.UsageError("--html goes with the pages of articles, not with --list")
    if url is not None and not source_files.is_web(url):
        raise click.UsageError(f"--url {url}: not the address of a web page (http:// or https://)")
    named = source_files.load(source) if source is not None else None
    found = from_store(page, store_url) if "://" in page else from_file(Path(page), url)
    if found is None:
        found = fetch(page, named or source_files.from_url(page))
    if as_list or (why and html is None and is_list(found, named)):
        listed, of = replace(found, role=Role.LIST), named or source_of_list(found)
        return print_why(explain_list(listed, of)) if why else print_links(page, listed, of, as_object)
    return print_article(page, found, named or source_files.source_or_default(found.source), why, html)


def is_list(page: Page, named: Source | None) -> bool:
    """Whether a page was asked for as a list page, or is one of those that its source begins with."""
    begins = named is not None and page.requested_url in [ask.url for ask in first_asks(named)]
    return page.role is Role.LIST or begins


def source_of_list(page: Page) -> Source:
    """Return a list page's source; without one it is a source of its own, as for `bulletins crawl URL`."""
    known = source_files.source_or_default(page.source)
    if known.allowed_domains or not source_files.is_web(page.requested_url):
        return known
    return source_files.from_url(page.requested_url)


def print_why(lines: list[str]) -> int:
    out.print("\n".join(map(safe, lines)), markup=False)
    return Exit.OK


def print_links(name: str, page: Page, source: Source, as_object: bool) -> int:
    found = read(page, source, ask=ask_for(page.requested_url, source))
    instead = found if isinstance(found, Rejected) and found.reason in IN_PLACE_OF_A_LIST else None
    if instead:
        found = ListPage(())
    if not isinstance(found, ListPage):
        raise Failure(f"{name}: no list: {found}", Exit.SUSPICIOUS)
    if found.unturned:
        click.echo(safe(f"bulletins: next page not understood: the list says {found.unturned}"), err=True)
    if not found.articles:
        nothing = instead or found.nothing
        why = f": {nothing}" if nothing else ""
        line = f"bulletins: {name}: no link to an article was found{why}; --explain says what was looked at"
        click.echo(safe(line), err=True)
    elif found.nothing:
        click.echo(safe(f"bulletins: {name}: of some rows: {found.nothing}"), err=True)
    if as_object:
        click.echo(json.dumps(links_as_json(found), ensure_ascii=False, indent=2))
        return Exit.OK
    for link in found.articles:
        click.echo(safe(f"{link.listed or '-'}\t{link.title}\t{link.url}"))
    for ask in found.next_pages:
        click.echo(safe(f"next page\t{ask.method}\t{ask.url}\t{ask.body}".rstrip()))
    return Exit.OK


def links_as_json(found: ListPage) -> dict[str, object]:
    """Return a stable form: what measures the reading of lists stands on it."""

    def rows(links: Iterable[ListedLink]) -> list[dict[str, str | None]]:
        days = ((link, link.listed.isoformat() if link.listed else None) for link in links)
        return [{"url": link.url, "title": link.title, "date": day} for link, day in days]

    return {
        "articles": rows(found.articles),
        "next_pages": [{"method": ask.method, "url": ask.url, "body": ask.body} for ask in found.next_pages],
        "off_site": rows(found.off_site),
    }


def print_article(name: str, page: Page, source: Source, why: bool, html: Path | None) -> int:
    if html is not None:
        html.write_text(as_html(explain(page, source)), "utf-8")
        click.echo(f"{html}: open it in a browser")
        return Exit.OK
    if why:
        reported = explain(page, source)
        out.print(as_text(reported), markup=False)
        if reported.reason in (Rejection.NAVIGATION, Rejection.NO_BODY):
            out.print("\nIt is no bulletin's page. Read as a list page:", markup=False)
            return print_why(
                explain_list(replace(page, role=Role.LIST), source if source.allowed_domains else source_of_list(page))
            )
        return Exit.OK
    try:
        document = extract(page, source)
    except Rejected as rejected:
        raise Failure(f"{name}: no bulletin: {rejected}", Exit.SUSPICIOUS) from rejected
    for flag in document.flags:
        click.echo(f"bulletins: {safe(name)}: {flag}", err=True)
    click.echo(json.dumps({"title": document.title, "published": str(document.published or "")}, ensure_ascii=False))
    for paragraph in document.paragraphs:
        click.echo(paragraph.text)
    return Exit.OK


def from_file(path: Path, url: str | None) -> Page:
    try:
        page = saved_html.read_saved(path, "saved")
    except saved_html.SavedPageError as error:
        raise Failure(str(error), Exit.USAGE) from error
    return page if url is None else replace(page, url=url, requested_url=url)


def from_store(url: str, store_url: str) -> Page | None:
    try:
        with open_to_read(store_url) as store:
            return store.newest_page(url)
    except NoStoreYet:
        return None
