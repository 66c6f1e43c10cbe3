"""A list page -> the articles it leads to, and its next pages. Pure: text in, addresses out.

Sites build lists in a dozen ways; what they share is repetition. Links are grouped by where they stand in the tree
(their chain of tags and classes), and a group is a list of articles when its members look like articles: a date
beside each, an address like one, a title of some length. Navigation fails on all three. Lists that scripts fill in
(XML islands, JSON) are read in pagers.py, which also finds the next pages.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pagers import embedded_lists, listed_in_json, next_pages
from pipelines.records import Source

__all__ = ["ListPage", "ListedLink", "read_list"]

DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
SHORT_DATE = re.compile(r"(?<![\d-])(\d{1,2})-(\d{1,2})(?![\d-])")
# the addresses that content systems give to articles: t20200607_1.html, art_12_345.html, content_123.html, /2020/06/07/…
ARTICLE_ADDRESS = re.compile(
    r"/t?(?:19|20)\d{6}[_/]|/(?:art|art_\d+|content|post|info|detail|show|article)[_/]?\w*\d{3,}|"
    r"/(?:19|20)\d\d[-/]?\d{1,2}(?:[-/]\d{1,2})?/|[?&](?:id|infoid|articleid|aid|newsid|contentid)=\w*\d",
    re.IGNORECASE,
)
NOT_A_PAGE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|jpe?g|png|gif|bmp|mp[34]|avi|wmv|flv|css|js|xml|rss|apk|exe)$",
    re.IGNORECASE,
)
PAGER_TEXT = re.compile(
    r"^[\s\d<>«»‹›.…]*$|[上下首尾末]\s*一?\s*[页頁]|^(?:next|prev(?:ious)?|first|last|more|更多)\W*$", re.IGNORECASE
)
LIST_ADDRESS = re.compile(r"(?:^|/)(?:index|list|default|node)(?:_\w+)?(?:\.\w+)?$|/$", re.IGNORECASE)
SHORTEST_TITLE = 6
ENOUGH = 1.0  # the sum of the three signs, each 0 to 1, that makes a group a list


@dataclass(frozen=True, slots=True)
class ListedLink:
    """An article as the list names it: the title and date beside the link are evidence, not truth."""

    url: str
    title: str
    listed: date | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a list page leads to, in page order, each address once."""

    articles: tuple[ListedLink, ...]
    next_pages: tuple[str, ...]


def read_list(text: str, url: str, source: Source) -> ListPage:
    """Read a list page (HTML, JSON, JSONP or XML) that was fetched from `url`. Never raises."""
    listed = listed_in_json(text, url)
    if listed is not None:
        links = [ListedLink(urljoin(url, href), title, day_in(told)) for href, title, told in listed]
        return ListPage(chosen(links, source), next_pages(None, text, url))
    tree = LexborHTMLParser(text)
    groups = grouped(tree, base_of(tree, url))
    links = [link for fragment in embedded_lists(text) for link in linked(LexborHTMLParser(fragment), url)]
    followed = [re.compile(pattern) for pattern in source.follow]
    for group in groups.values():
        if followed:
            links += [link for link in group if any(pattern.search(link.url) for pattern in followed)]
        elif likeness(group, url) >= ENOUGH:
            links += group
    pages = next_pages(tree, text, url)
    return ListPage(chosen(links, source, without={url, *pages, *source.start_urls}), pages)


def chosen(links: Iterable[ListedLink], source: Source, without: Iterable[str] = ()) -> tuple[ListedLink, ...]:
    """Each address once, on the source's hosts, none that it skips. The longest title of an address is its title."""
    skipped = [re.compile(pattern) for pattern in source.skip]
    found: dict[str, ListedLink] = {}
    for link in links:
        address = link.url.partition("#")[0]
        if address in without or NOT_A_PAGE.search(urlsplit(address).path):
            continue
        if not on_site(address, source) or any(pattern.search(address) for pattern in skipped):
            continue
        before = found.get(address)
        if before is None or len(link.title) > len(before.title):
            found[address] = ListedLink(address, link.title, link.listed or (before.listed if before else None))
    return tuple(found.values())


def on_site(url: str, source: Source) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in source.allowed_domains)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    base = tree.css_first("base[href]")
    return urljoin(url, base.attributes.get("href") or "") if base else url


def linked(tree: LexborHTMLParser, base: str) -> Iterator[ListedLink]:
    """Every link to a page, with its title and the date beside it."""
    for anchor in tree.css("a[href]"):
        link = as_link(anchor, base)
        if link is not None:
            yield link


def grouped(tree: LexborHTMLParser, base: str) -> dict[tuple[str, ...], list[ListedLink]]:
    """The links by the place where they stand: tags and classes of their ancestors."""
    groups: dict[tuple[str, ...], list[ListedLink]] = defaultdict(list)
    for anchor in tree.css("a[href]"):
        link = as_link(anchor, base)
        if link is not None:
            groups[place(anchor)].append(link)
    return groups


def as_link(anchor: LexborNode, base: str) -> ListedLink | None:
    href = (anchor.attributes.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = urljoin(base, href)
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")):
        return None
    text = " ".join(anchor.text(deep=True).split())
    title = " ".join((anchor.attributes.get("title") or "").split())
    title = title if len(title) > len(text) else text
    if PAGER_TEXT.search(title):
        return None
    return ListedLink(url, title, day_beside(anchor))


def place(anchor: LexborNode) -> tuple[str, ...]:
    """The chain of tags and classes from the link upwards: rows of one list share it, whatever their number."""
    chain: list[str] = []
    node = anchor.parent
    while node is not None and node.tag not in ("body", "html", "-undef", None) and len(chain) < 12:
        # zebra stripes and the first or last row carry classes of their own
        is_row = node.tag in ("li", "tr", "td", "dd", "dt", "p", "span", "strong", "b", "font", "h3", "h4", "h5")
        chain.append(node.tag if is_row else f"{node.tag}.{node.attributes.get('class') or ''}#{node.id or ''}")
        node = node.parent
    return tuple(chain)


def day_beside(anchor: LexborNode) -> date | None:
    """The date in the link's own row: in the link, or in the nearest ancestor that holds no other link's title."""
    node: LexborNode | None = anchor
    for _ in range(4):
        if node is None or node.tag in ("ul", "ol", "table", "tbody", "body"):
            return None
        told = node.text(deep=True)
        if len(told) > 400:
            return None
        day = day_in(told)
        if day is not None:
            return day
        node = node.parent
    return None


def day_in(told: str) -> date | None:
    found = DATE.search(told)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def likeness(group: list[ListedLink], url: str) -> float:
    """How much a group of links looks like a list of articles: the sum of three shares, 0 to 3."""
    titled = [
        link for link in group if len(link.title) >= SHORTEST_TITLE and not LIST_ADDRESS.search(path_of(link.url))
    ]
    if not titled:
        return 0.0
    share = len(titled) / len(group)
    dated = sum(link.listed is not None for link in titled) / len(group)
    addressed = sum(bool(ARTICLE_ADDRESS.search(link.url)) for link in titled) / len(group)
    below = sum(same_column(link.url, url) for link in titled) / len(group)
    long = sum(len(link.title) >= 10 for link in titled) / len(group)
    return dated + addressed + 0.5 * share * below + 0.4 * long - 0.1


def path_of(url: str) -> str:
    return urlsplit(url).path


def same_column(url: str, list_url: str) -> bool:
    column = path_of(list_url).rpartition("/")[0]
    return len(column) > 1 and path_of(url).startswith(column + "/")
