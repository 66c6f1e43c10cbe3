"""`bulletins sources`: which sites are watched, and whether their files are right."""

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.table import Table
from selectolax.lexbor import LexborHTMLParser

from bulletins.cli.terminal import out, safe
from pipelines import sources as source_files
from pipelines.clean import read
from pipelines.exit_codes import Exit, Failure
from pipelines.extract import explain
from pipelines.lists.answers.vendor_endpoints import addresses_in_scripts
from pipelines.lists.data.json_rows import as_json, endpoints_for, rows_place
from pipelines.lists.explain import explain_list
from pipelines.lists.read import first_asks
from pipelines.models import Ask, Document, ListedLink, ListPage, Page, Rejected, Rejection, Role, Source, WhyNothing
from pipelines.text.charset import decode

__all__ = ["sources", "try_source"]

MAX_SHOWN = 200  # characters of a field
MAX_ASKED = 3  # addresses that scripts ask
FIRST_AND_LAST = 2  # paragraphs that are shown
COMMON_LABELS = frozenset(("www", "gov", "com", "org", "net", "edu", "cn", "hk", "tw", "mo"))


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  bulletins sources                 list them
  bulletins sources check           check every file in data/sources
  bulletins sources check xinhui    check one
  bulletins sources try xinhui      fetch a list page and an article, show what is understood
  bulletins sources try https://www.example.gov.cn/tzgg/    the same without a file
""",
)
@click.pass_context
def sources(ctx: click.Context) -> None:
    """List, check or try the sources: one TOML file a site, in data/sources (or BULLETINS_SOURCES)."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_sources)


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_sources(as_json: bool) -> int:
    """List the sources."""
    found = source_files.load_all()
    if as_json:
        click.echo(json.dumps([describe(s) for s in found], ensure_ascii=False, indent=2))
        return Exit.OK
    table = Table("name", "title", "level", "tried", "begins at", box=None, header_style="bold")
    for source in found:
        tried = "yes" if source.tried else "not yet"
        table.add_row(source.name, source.title, source.level, tried, first_asks(source)[0].url)
    out.print(table)
    return Exit.OK


def describe(source: Source) -> dict[str, object]:
    return {
        "name": source.name,
        "title": source.title,
        "level": source.level,
        "tried": source.tried,
        "start_urls": list(source.start_urls),
        "lists": len(source.lists),
    }


@sources.command("check")
@click.argument("names", nargs=-1, metavar="[NAME|FILE…]")
def check(names: tuple[str, ...]) -> int:
    """Check source files: every wrong key is named with what it means. Exit code 78 when one is wrong."""
    wrong = 0
    checked = names or tuple(str(path) for path in sorted(source_files.sources_folder().glob("*.toml")))
    for name in checked:
        try:
            source = source_files.load(name)
        except source_files.SourceError as error:
            wrong += 1
            click.echo(str(error), err=True)
        else:
            click.echo(f"{source.name}: ok ({begins_at(source)}, {Path(name).name})")
    return Exit.CONFIGURATION if wrong else Exit.OK


def begins_at(source: Source) -> str:
    """Return how many list pages a source begins at, and how many lists it describes."""
    counts = {"list page": len(source.start_urls), "described list": len(source.lists)}
    reported = [f"{n} {what}{'s' if n > 1 else ''}" for what, n in counts.items() if n]
    return " and ".join(reported)


# `bulletins sources try`: one list page and one article, and what is understood of them, field by field.


@dataclass(frozen=True, slots=True)
class Tried:
    """What was asked for and came: `article` None where no list named one, or it did not come, as `failures` say."""

    source: Source
    ask: Ask
    listed: Page | None
    found: ListPage | Rejected | None
    article: Page | None
    failures: Sequence[tuple[str, str]]


def as_toml(tried: Tried) -> Iterator[str]:
    """Yield a source's file as it could begin: what is known as keys and tables, what is guessed as comments."""
    source = to_paste(tried)
    yield f"# data/sources/{source.name}.toml"
    yield from source_files.keys_as_toml(source)
    found = tried.found
    if is_scripted(found):
        yield "# browser = true    # if a script fills the page in"
    elif isinstance(found, ListPage) and found.articles and not source.follow:
        shapes = list(dict.fromkeys(shape_of(link.url) for link in found.articles))
        if len(shapes) == 1:
            yield f"# follow = ['{shapes[0]}']    # only if other links are taken for articles"
    elif isinstance(found, ListPage) and not found.articles and not source.lists:
        yield "# follow = ['…']    # a pattern of the articles' addresses, if they stand on the page"
    if not source.tried:
        yield "# tried = true    # once you have crawled it and looked at what came"
    yield from source_files.tables_as_toml(source.lists)
    if isinstance(found, ListPage):
        yield from guessed_tables(tried, found, source)


def guessed_tables(tried: Tried, found: ListPage, source: Source) -> Iterator[str]:
    """Yield what a person has to complete: where rows lead, how pages are turned, what a script asks."""
    if source.lists and not source.lists[0].link and not found.articles and tried.listed is not None:
        _, rows = rows_place(as_json(text_of(tried.listed, source)))
        keys = [key for key, value in rows[0].items() if isinstance(value, str | int)] if rows else []
        own = next((key for key in keys if len({str(row.get(key)) for row in rows}) == len(rows)), "…")
        yield f"# link = '/…/{{{own}}}.html'    # a row's address as the site writes it, by its keys: {', '.join(keys)}"
    if found.unturned:
        yield f"# the list says {found.unturned}, and no next page was understood:"
        yield "# [[lists]]    # {page} where the page's number stands, or max_list_pages = 1"
        yield f"# url = {source_files.as_value(with_page(tried.ask.url))}"
        yield "# first_page = 2"
    if is_scripted(found) and tried.listed is not None:
        asked = addresses_in_scripts(LexborHTMLParser(text_of(tried.listed, source)), tried.listed.url)
        for url in asked[:MAX_ASKED]:
            yield "# [[lists]]    # its scripts ask this; `bulletins sources try` shows what it answers"
            yield f"# url = {source_files.as_value(url)}"


def is_scripted(found: ListPage | Rejected | None) -> bool:
    """Whether a browser may show what no program saw: rows of a script, or what a firewall's challenge hides."""
    if isinstance(found, ListPage):
        return found.nothing is not None and found.nothing.reason is WhyNothing.SCRIPT
    return found is not None and found.reason is Rejection.BLOCKED


def to_paste(tried: Tried) -> Source:
    """Return the source as its file is to say it: a bare address under a name, an endpoint with its rows described."""
    source, document = tried.source, document_of(tried)
    if source.title != urlsplit(tried.ask.url).hostname:
        return source
    title = (document.site_name if isinstance(document, Document) else None) or ""
    named = replace(source, name=name_from(tried.ask.url), title=title)
    if tried.listed is None or not isinstance(tried.found, ListPage):
        return named
    for endpoint in endpoints_for(text_of(tried.listed, source), tried.ask.url):
        candidate = replace(named, start_urls=(), lists=(endpoint,))
        found = read(tried.listed, candidate, ask=first_asks(candidate)[0])
        is_same = isinstance(found, ListPage) and found.articles == tried.found.articles
        if is_same and first_asks(candidate)[0].url == tried.ask.url and is_right(candidate):
            return candidate
    return named


def is_right(source: Source) -> bool:
    text = "\n".join([*source_files.keys_as_toml(source), *source_files.tables_as_toml(source.lists)])
    try:
        source_files.read_toml(text.encode(), Path(f"{source.name}.toml"))
    except source_files.SourceError:
        return False
    return True


def text_of(page: Page, source: Source) -> str:
    return decode(page.body, page.header("Content-Type"), source.encoding)[0]


def ask_for_both(source: Source) -> Tried:
    # Scrapy is loaded only when there is something to fetch
    from bulletins.cli.fetch import fetch_list_and_article

    first = first_asks(source)[0]
    pages, failures = fetch_list_and_article(source)
    listed = next((page for page in pages if page.role is Role.LIST), None)
    article = next((page for page in pages if page.role is Role.ARTICLE), None)
    found = read(listed, source, ask=first) if listed is not None else None
    known = found if isinstance(found, ListPage | Rejected) else None
    if isinstance(known, ListPage) and not known.articles and known.next_pages and article is None:
        # the page only names the endpoint that its scripts ask: that is the list
        endpoint = known.next_pages[0]
        # a process runs Twisted's loop once
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as another:
            pages, failures = another.submit(fetch_list_and_article, source, list_pages=2).result()
        answer = next((p for p in pages if p.role is Role.LIST and p.requested_url == endpoint.url), None)
        within = read(answer, source, ask=endpoint) if answer is not None else None
        if isinstance(within, ListPage) and within.articles:
            article = next((page for page in pages if page.role is Role.ARTICLE), None)
            return Tried(source, endpoint, answer, within, article, failures)
    return Tried(source, first, listed, known, article, failures)


def document_of(tried: Tried) -> Document | Rejected | None:
    if tried.article is None:
        return None
    reported = explain(tried.article, tried.source)
    if reported.document is None and reported.reason is not None:
        return Rejected(reported.reason, reported.detail)
    return reported.document


def link_to(tried: Tried, page: Page) -> ListedLink | None:
    links = tried.found.articles if isinstance(tried.found, ListPage) else ()
    return next((link for link in links if link.url in (page.url, page.requested_url)), None)


def name_from(url: str) -> str:
    """Return a name for a host: www.xinhui.gov.cn -> xinhui."""
    labels = [label for label in (urlsplit(url).hostname or "").split(".") if label not in COMMON_LABELS]
    found = re.sub(r"[^a-z0-9-]", "", labels[-1]) if labels else ""
    found = found.strip("-")[:40]
    return "site" if not found or found.isdecimal() else found


def of_article(tried: Tried) -> Iterator[str]:
    """Yield a line for each field of the article, and where the list says something else."""
    page, document = tried.article, document_of(tried)
    if page is None:
        wanted = tried.found.articles[0].url if isinstance(tried.found, ListPage) and tried.found.articles else ""
        yield f"{wanted}: {why_none(tried, wanted)}" if wanted else "none: the list page leads to none"
        return
    yield f"{'address':<16} {page.url}"
    if not isinstance(document, Document):
        link = link_to(tried, page)
        if isinstance(document, Rejected) and document.reason is Rejection.FILE and link is not None:
            yield f"{'title':<16} {link.title[:MAX_SHOWN]}"
            yield f"{'published':<16} {shown(link.listed)}"
            yield f"a file, whose bytes are kept: {document.detail}"
            return
        yield f"no bulletin: {document}"
        return
    for field in fields(Document):
        if field.name not in ("url", "paragraphs"):
            yield f"{field.name:<16} {shown(getattr(document, field.name))}"
    texts = [paragraph.text for paragraph in document.paragraphs]
    yield f"{'paragraphs':<16} {len(texts)}, {sum(map(len, texts)):,} characters"
    ends = texts if len(texts) <= 2 * FIRST_AND_LAST else [*texts[:FIRST_AND_LAST], "…", *texts[-FIRST_AND_LAST:]]
    yield from (f"{'':<16} {text[:MAX_SHOWN]}" for text in ends)
    link = link_to(tried, page)
    if link is not None and link.listed and document.published and link.listed != document.published:
        yield f"the list dates it {link.listed}"


def report(tried: Tried) -> Iterator[str]:
    yield "LIST PAGE"
    if tried.listed is None:
        yield f"  {why_none(tried, tried.ask.url)}"
    else:
        yield f"  status {tried.listed.status}, {len(tried.listed.body):,} bytes"
        yield from (f"  {line}" for line in explain_list(tried.listed, tried.source, tried.ask))
    yield ""
    yield "ARTICLE"
    yield from (f"  {line}" for line in of_article(tried))
    yield ""
    yield from as_toml(tried)


def shape_of(url: str) -> str:
    """Return a pattern of an article's path: its numbers as any numbers."""
    path = re.escape(urlsplit(url).path.rpartition("/")[2] or urlsplit(url).path)
    return re.sub(r"\d+", r"\\d+", path.replace("\\-", "-")) + "$"


def shown(value: object) -> str:
    """Return a field in a line; `-` for what was not found."""
    if isinstance(value, tuple):
        return ("; ".join(getattr(one, "name", None) or str(one) for one in value) or "-")[:MAX_SHOWN]
    return "-" if value in (None, "") else str(value)[:MAX_SHOWN]


@click.command("try")
@click.argument("name", metavar="NAME|URL")
def try_source(name: str) -> int:
    """Fetch one list page and one article of a source, politely, and show what is understood of them.

    Nothing is stored. It ends with a source's file, ready to paste; what is guessed in it is a comment.
    """
    tried = ask_for_both(source_files.from_name_or_url(name))
    out.print("\n".join(map(safe, report(tried))), markup=False)
    if tried.listed is None:
        raise Failure(f"{tried.ask.url}: {why_none(tried, tried.ask.url)}", Exit.FAILED)
    document = document_of(tried)
    is_file = isinstance(document, Rejected) and document.reason is Rejection.FILE and bool(tried.article)
    is_read = isinstance(document, Document) or is_file
    is_understood = isinstance(tried.found, ListPage) and is_read and not tried.found.unturned
    return Exit.OK if is_understood else Exit.SUSPICIOUS


def why_none(tried: Tried, url: str) -> str:
    return next((error for at, error in tried.failures if at == url), "no answer")


def with_page(url: str) -> str:
    """Guess where a page's number stands."""
    folder, _, file = url.partition("?")[0].rpartition("/")
    stem, dot, ending = file.rpartition(".")
    return f"{folder}/{stem or 'index'}_{{page}}{dot or '.'}{ending or 'html'}"


sources.add_command(try_source)
