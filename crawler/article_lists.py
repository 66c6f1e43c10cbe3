"""Which links of a list page are its articles, told from navigation by evidence.

Sites build lists in a dozen ways; what they share is repetition. Links that stand alike form a group. A group is a list
of articles when its links look like articles: a date beside each, addresses that name one document, titles of some
length, below the list's own column. Navigation has none of these.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.anchors import Anchor, tells_a_day
from crawler.pagers import is_pager
from pipelines.records import Source

__all__ = ["NOT_A_PAGE", "articles_among", "names_a_document", "on_site"]

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


def articles_among(anchors: Sequence[Anchor], url: str, source: Source) -> list[Anchor]:
    """The rows of the page's own lists, those to other hosts among them.

    They are told by the source's patterns where it has some, else by the evidence of their groups.
    """
    if source.follow:
        patterns = [re.compile(pattern) for pattern in source.follow]
        return [anchor for anchor in anchors if any(pattern.search(anchor.url) for pattern in patterns)]
    places: dict[tuple[str, ...], list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if anchor.title and not is_pager(anchor.text):
            places[anchor.place].append(anchor)
    groups = [group_of(alike, url, source) for alike in places.values()]
    wanted = {id(anchor) for group in best_lists([g for g in groups if g.is_list]) for anchor in group.anchors}
    return [anchor for anchor in anchors if id(anchor) in wanted and names_a_document(anchor.url)]


@dataclass(frozen=True, slots=True)
class Group:
    """Links that stand alike, and the shares (0 to 1) of them that look like articles."""

    anchors: tuple[Anchor, ...]
    dated: float
    numbered: float
    titled: float
    below: float
    ours: float

    @property
    def is_list(self) -> bool:
        if self.dated >= 0.5:
            return self.numbered >= 0.5 or self.titled >= 0.5
        return self.ours >= 0.5 and len(self.anchors) >= 3 and self.numbered >= 0.6 and self.titled >= 0.6


def group_of(anchors: Sequence[Anchor], list_url: str, source: Source) -> Group:
    documents = [anchor for anchor in anchors if names_a_document(anchor.url)]
    ours = [anchor for anchor in anchors if on_site(anchor.url, source)]
    return Group(
        anchors=tuple(anchors),
        dated=sum(tells_a_day(a.nearby) for a in documents) / len(anchors),
        numbered=sum(bool(DOCUMENT_NUMBER.search(after_host(a.url))) for a in documents) / len(anchors),
        titled=sum(len(a.title) >= LONG_TITLE for a in anchors) / len(anchors),
        below=sum(in_column(a.url, list_url) for a in ours) / len(anchors),
        ours=len(ours) / len(anchors),
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


def on_site(url: str, source: Source) -> bool:
    """Whether the address is on one of the source's hosts or below one."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in source.allowed_domains)
