"""A list page -> the articles it leads to, and its next pages. Pure: text in, addresses out.

Sites build lists in a dozen ways; what they share is repetition. Links are grouped by where they stand in the page, and
a group is a list of articles when its links look like articles: a date beside each, addresses that name one document,
titles of some length, below the list's own column. Navigation has none of these. Lists that scripts fill in are read
by crawler/endpoints.py, and crawler/pagers.py finds the next pages.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.anchors import Anchor, anchors_of, base_of, day_in, tells_a_day
from crawler.endpoints import answered, embedded
from crawler.pagers import is_pager, next_pages
from pipelines.extract.guard import guard
from pipelines.records import Ask, ListEndpoint, Source

__all__ = ["ListPage", "ListedLink", "first_asks", "on_site", "read_list"]

NOT_A_PAGE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|ceb|zip|rar|7z|txt|csv|jpe?g|png|gif|bmp|webp|mp[34]|avi|wmv|flv|css|js|apk|exe|ico)$",
    re.IGNORECASE,
)
# the addresses that content systems give to one document: t20200607_1.html, art_12_345.html, content_123.htm, ?id=12
DOCUMENT_NUMBER = re.compile(r"\d{3,}|[0-9a-f]{16,}|(?:id|article|news|info|aid)=\w*\d", re.IGNORECASE)
LIST_ADDRESS = re.compile(
    r"(?:^|/)(?:index|list|xlist|common_list|default|node|col|more|main|home)(?:[_-]?\d*)(?:\.\w+)?$|/$", re.IGNORECASE
)
COLUMN_NUMBER = re.compile(r"(?:col|node|list|channel|column)[_/=]?(\d{3,})", re.IGNORECASE)
LONG_TITLE = 8  # characters: columns are called by fewer, articles by more


@dataclass(frozen=True, slots=True)
class ListedLink:
    """An article as the list names it. Title and date are evidence, not truth: lists cut and misdate."""

    url: str
    title: str
    listed: date | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a list page leads to, in page order, each address once.

    `next_pages` may lead in circles. `column` is what the list calls itself; `off_site` are rows of the list that lead
    to hosts which the source does not watch.
    """

    articles: tuple[ListedLink, ...]
    next_pages: tuple[Ask, ...]
    column: str = ""
    off_site: tuple[ListedLink, ...] = ()


def first_asks(source: Source) -> tuple[Ask, ...]:
    """Where a source begins: its list pages, and the first page of each list that only scripts get."""
    return (
        *(Ask(url) for url in source.start_urls),
        *(page_of(endpoint, endpoint.first_page) for endpoint in source.lists),
    )


def page_of(endpoint: ListEndpoint, number: int) -> Ask:
    return Ask(endpoint.url.replace("{page}", str(number)), endpoint.method)


def read_list(text: str, url: str, source: Source, ask: Ask | None = None) -> ListPage:
    """Read a list page (HTML, XML, JSON or JSONP) that `url` answered to `ask` (None: to a plain GET of it).

    `url` carries the fragment of the address asked for. Raises Rejected (too large) for a page that no browser would
    show; of anything else comes at worst nothing.
    """
    answer = answered(text, url)
    if answer is not None:
        links = [ListedLink(listed.url, listed.title, listed.day) for listed in answer.listed]
        return ListPage(chosen(links, source, ()), on_source(answer.next_pages, url, source))
    guard(text)
    tree = LexborHTMLParser(text)
    anchors = anchors_of(tree, base_of(tree, url))
    island = embedded(text, url)
    pages = island.next_pages or next_pages(tree, anchors, text, url)
    links = [ListedLink(listed.url, listed.title, listed.day) for listed in island.listed]
    links += [ListedLink(a.url, a.title, day_in(a.nearby)) for a in articles_among(anchors, url, source)]
    return ListPage(chosen(links, source, (url, *pages, *source.start_urls)), on_source(pages, url, source))


def articles_among(anchors: Sequence[Anchor], url: str, source: Source) -> list[Anchor]:
    """The links to articles, told by the source's patterns where it has some, else by the evidence of their groups."""
    if source.follow:
        patterns = [re.compile(pattern) for pattern in source.follow]
        return [anchor for anchor in anchors if any(pattern.search(anchor.url) for pattern in patterns)]
    groups: dict[tuple[str, ...], list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if anchor.title and not is_pager(anchor.text) and on_site(anchor.url, source):
            groups[anchor.place].append(anchor)
    found = best_lists([group for group in (group_of(alike, url) for alike in groups.values()) if group.is_list])
    wanted = {id(anchor) for group in found for anchor in group.anchors}
    return [anchor for anchor in anchors if id(anchor) in wanted and names_a_document(anchor.url)]


@dataclass(frozen=True, slots=True)
class Group:
    """Links that stand alike, and the shares (0 to 1) of them that look like articles."""

    anchors: tuple[Anchor, ...]
    dated: float
    numbered: float
    titled: float
    below: float

    @property
    def is_list(self) -> bool:
        if self.dated >= 0.5:
            return self.numbered >= 0.5 or self.titled >= 0.5
        return len(self.anchors) >= 3 and self.numbered >= 0.6 and self.titled >= 0.6


def group_of(anchors: Sequence[Anchor], list_url: str) -> Group:
    documents = [anchor for anchor in anchors if names_a_document(anchor.url)]
    return Group(
        anchors=tuple(anchors),
        dated=sum(tells_a_day(a.nearby) for a in documents) / len(anchors),
        numbered=sum(bool(DOCUMENT_NUMBER.search(after_host(a.url))) for a in documents) / len(anchors),
        titled=sum(len(a.title) >= LONG_TITLE for a in anchors) / len(anchors),
        below=sum(in_column(a.url, list_url) for a in anchors) / len(anchors),
    )


def best_lists(groups: list[Group]) -> list[Group]:
    """A page also shows 热点, 推荐 and the newest of other columns: its own list is dated, and of its own column."""
    dated = [group for group in groups if group.dated >= 0.5] or groups
    return [group for group in dated if group.below >= 0.5] or dated


def names_a_document(url: str) -> bool:
    """False for the addresses of columns, home pages and files."""
    parts = urlsplit(url)
    if NOT_A_PAGE.search(parts.path):
        return False
    return bool(parts.query and DOCUMENT_NUMBER.search(parts.query)) or not LIST_ADDRESS.search(parts.path or "/")


def after_host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def in_column(url: str, list_url: str) -> bool:
    """Below the list's folder, or carrying the number of its column (col1234 -> art_1234_99.html)."""
    here, there = urlsplit(list_url), urlsplit(url)
    folder = here.path.rpartition("/")[0]
    if len(folder) > 1 and there.path.startswith(f"{folder}/"):
        return True
    number = COLUMN_NUMBER.search(after_host(list_url))
    return bool(number and re.search(rf"(?<!\d){number[1]}(?!\d)", after_host(url)))


def chosen(links: Iterable[ListedLink], source: Source, without: Iterable[str]) -> tuple[ListedLink, ...]:
    """Each address once, with its longest title; only pages of the source's hosts, and none that it skips."""
    skipped = [re.compile(pattern) for pattern in source.skip]
    never = set(without)
    found: dict[str, ListedLink] = {}
    for link in links:
        if link.url in never or NOT_A_PAGE.search(urlsplit(link.url).path) or not on_site(link.url, source):
            continue
        if any(pattern.search(link.url) for pattern in skipped):
            continue
        before = found.get(link.url, link)
        title = max(before.title, link.title, key=len)
        found[link.url] = ListedLink(link.url, title, before.listed or link.listed)
    return tuple(found.values())


def on_source(pages: Iterable[str], url: str, source: Source) -> tuple[Ask, ...]:
    return tuple(dict.fromkeys(Ask(page) for page in pages if page != url and on_site(page, source)))


def on_site(url: str, source: Source) -> bool:
    """Whether the address is on one of the source's hosts or below one."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in source.allowed_domains)
