"""`bulletins sources try`: one list page and one article, and what is understood of them, field by field."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

import click

from bulletins.cli.terminal import out, safe
from pipelines import sources as source_files
from pipelines.clean import read
from pipelines.exit_codes import Exit, Failure
from pipelines.extract import explain
from pipelines.lists.explain import explain_list
from pipelines.lists.read import first_asks
from pipelines.models import Ask, Document, ListedLink, ListPage, Page, Rejected, Role, Source

__all__ = ["try_source"]

MAX_SHOWN = 200  # characters of a field
FIRST_AND_LAST = 2  # paragraphs that are shown
COMMON_LABELS = frozenset(("www", "gov", "com", "org", "net", "edu", "cn", "hk", "tw", "mo"))


@dataclass(frozen=True, slots=True)
class Tried:
    """What was asked for and came: `article` None where no list named one, or it did not come, as `failures` say."""

    source: Source
    ask: Ask
    listed: Page | None
    found: ListPage | Rejected | None
    article: Page | None
    failures: Sequence[tuple[str, str]]


@click.command("try")
@click.argument("name", metavar="NAME|URL")
def try_source(name: str) -> int:
    """Fetch one list page and one article of a source, politely, and show what is understood of them.

    Nothing is stored. It ends with a piece of TOML to paste into the source's file.
    """
    tried = ask_for_both(source_files.from_name_or_url(name))
    out.print("\n".join(map(safe, report(tried))), markup=False)
    if tried.listed is None:
        raise Failure(f"{tried.ask.url}: {why_none(tried, tried.ask.url)}", Exit.FAILED)
    document = document_of(tried)
    is_understood = isinstance(tried.found, ListPage) and isinstance(document, Document) and not tried.found.unturned
    return Exit.OK if is_understood else Exit.SUSPICIOUS


def ask_for_both(source: Source) -> Tried:
    # Scrapy is loaded only when there is something to fetch
    from bulletins.cli.fetch import fetch_list_and_article

    first = first_asks(source)[0]
    pages, failures = fetch_list_and_article(source)
    listed = next((page for page in pages if page.role is Role.LIST), None)
    article = next((page for page in pages if page.role is Role.ARTICLE), None)
    found = read(listed, source, ask=first) if listed is not None else None
    known = found if isinstance(found, ListPage | Rejected) else None
    return Tried(source, first, listed, known, article, failures)


def why_none(tried: Tried, url: str) -> str:
    return next((error for at, error in tried.failures if at == url), "no answer")


def document_of(tried: Tried) -> Document | Rejected | None:
    if tried.article is None:
        return None
    told = explain(tried.article, tried.source)
    if told.document is None and told.reason is not None:
        return Rejected(told.reason, told.detail)
    return told.document


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


def of_article(tried: Tried) -> Iterator[str]:
    """The fields of the article, each of them, and where the list says something else."""
    page, document = tried.article, document_of(tried)
    if page is None:
        wanted = tried.found.articles[0].url if isinstance(tried.found, ListPage) and tried.found.articles else ""
        yield f"{wanted}: {why_none(tried, wanted)}" if wanted else "none: the list page leads to none"
        return
    yield f"{'address':<16} {page.url}"
    if not isinstance(document, Document):
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


def link_to(tried: Tried, page: Page) -> ListedLink | None:
    links = tried.found.articles if isinstance(tried.found, ListPage) else ()
    return next((link for link in links if link.url in (page.url, page.requested_url)), None)


def shown(value: object) -> str:
    """A field in a line; `-` for what was not found."""
    if isinstance(value, tuple):
        return ("; ".join(getattr(one, "name", None) or str(one) for one in value) or "-")[:MAX_SHOWN]
    return "-" if value in (None, "") else str(value)[:MAX_SHOWN]


def as_toml(tried: Tried) -> Iterator[str]:
    """A source's file as it could begin: what is known as keys, what is guessed as comments."""
    source, document = tried.source, document_of(tried)
    is_bare = source.title == urlsplit(tried.ask.url).hostname
    name = name_from(tried.ask.url) if is_bare else source.name
    title = (document.site_name if isinstance(document, Document) else None) or ("" if is_bare else source.title)
    yield f"# data/sources/{name}.toml"
    yield f"name = {quoted(name)}"
    yield f"title = {quoted(title)}"
    if source.start_urls:
        yield f"start_urls = [{', '.join(map(quoted, source.start_urls))}]"
    if not isinstance(tried.found, ListPage):
        yield "# browser = true    # if a script fills the page in"
        return
    shapes = list(dict.fromkeys(shape_of(link.url) for link in tried.found.articles))
    if len(shapes) == 1:
        yield f"# follow = ['{shapes[0]}']    # only if other links are taken for articles"
    elif not shapes:
        yield "# follow = ['…']    # a pattern of the articles' addresses, if they stand on the page"
    if tried.found.unturned:
        yield f"# the list says {tried.found.unturned}, and no next page was understood:"
        yield "# [[lists]]    # {page} where the page's number stands, or max_list_pages = 1"
        yield f"# url = {quoted(with_page(tried.ask.url))}"
        yield "# first_page = 2"
    yield "# tried = true    # once you have crawled it and looked at what came"


def quoted(text: str) -> str:
    """A string as TOML writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def name_from(url: str) -> str:
    """www.xinhui.gov.cn -> xinhui"""
    labels = [label for label in (urlsplit(url).hostname or "").split(".") if label not in COMMON_LABELS]
    found = re.sub(r"[^a-z0-9-]", "", labels[-1]) if labels else ""
    return "site" if not found.strip("-") or found.isdecimal() else found


def shape_of(url: str) -> str:
    """A pattern of an article's path: its numbers as any numbers."""
    path = re.escape(urlsplit(url).path.rpartition("/")[2] or urlsplit(url).path)
    return re.sub(r"\d+", r"\\d+", path.replace("\\-", "-")) + "$"


def with_page(url: str) -> str:
    """A guess at where a page's number stands."""
    folder, _, file = url.partition("?")[0].rpartition("/")
    stem, dot, ending = file.rpartition(".")
    return f"{folder}/{stem or 'index'}_{{page}}{dot or '.'}{ending or 'html'}"
