"""Every link of a page with what a reader sees of it: its title, the date in its row, and where it stands.

A row is the largest element around a link that holds no other link's address: `<li>`, `<tr>`, `<dd>` or whatever a site
uses. Its date may also stand outside, between this link and the next (lists made of `<br>`, or `<dt>` beside `<dd>`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["Anchor", "absolute", "anchors_of", "base_of", "day_in", "folded", "tells_a_day"]

DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
# calendar leaves: the day large, year and month small, in either order
LEAF_DAY_FIRST = re.compile(r"(?<![\d-])(\d{1,2})\s+((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})(?!\d)")
LEAF_DAY_LAST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?月?\s+(\d{1,2})(?![\d-])")
LEAF_YEAR_LAST = re.compile(r"(?<![\d-])(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?\s+((?:19|20)\d\d)(?!\d)")
WITHOUT_YEAR = re.compile(r"(?<![\d-])(?:0?[1-9]|1[0-2])\s?[-/.月]\s?(?:0[1-9]|[12]\d|3[01])(?![\d-])")
DAY_AT_AN_END = re.compile(
    r"^[\s\[(（【]*(?:(?:19|20)\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[\s\])）】]+|"
    r"[\s\[(（【]+(?:(?:19|20)\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[\s\])）】]*$"
)
ROW_TAGS = frozenset(
    ["a", "b", "dd", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "label", "li", "p", "span"]
).union(["strong", "tbody", "td", "tr", "u"])
# a row's own mark says nothing of the list: stripes, the first and last row, the one under the mouse
ROW_MARK = re.compile(
    r"\b(?:odd|even|first|last|active|current|on|cur|hover|line|clearfix|fix|cl)\b|\d+", re.IGNORECASE
)
HIGHEST = 40  # ancestors looked at; real pages stand 10 to 25 deep, and a hostile one 100,000
LINKS_OF_A_ROW = 4  # to one address: picture, title, 详细
LONGEST_TEXT = 2000  # characters of a link or row that are looked at
LONGEST_ROW = 600  # characters; what is longer is no row of a list
AROUND = 4  # siblings before or after a row that may hold its date


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link. `nearby` is the text of its row (or beside it) without the title; `place` its chain of ancestors."""

    url: str
    text: str
    title: str
    nearby: str
    place: tuple[str, ...]


def anchors_of(tree: LexborHTMLParser, base: str) -> list[Anchor]:
    """The links to http(s) addresses in page order; an address may occur more than once."""
    found = [(node, url) for node in tree.css("a[href]") if (url := absolute(base, node.attributes.get("href")))]
    within: dict[int, list[str]] = defaultdict(list)  # the addresses of an element's links
    for node, url in found:
        for above in ancestors(node):
            within[above.mem_id].append(url)
    anchors = []
    for node, url in found:
        text = folded(node)
        title = " ".join((node.attributes.get("title") or "").split())
        anchors.append(Anchor(url, text, best_title(text, title), nearby(node, within), place(node)))
    return anchors


def absolute(base: str, href: str | None) -> str | None:
    """The http(s) address that a link names, without its fragment; None for any other link."""
    href = (href or "").strip()
    if not href or href[0] == "#":
        return None
    try:
        url = urlsplit(urljoin(base, href.replace("\\", "/")))
        has_host = bool(url.hostname)
    except ValueError:
        return None
    return url._replace(fragment="").geturl() if url.scheme in ("http", "https") and has_host else None


def base_of(tree: LexborHTMLParser, url: str) -> str:
    base = tree.css_first("base[href]")
    return (absolute(url, base.attributes.get("href")) or url) if base else url


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(HIGHEST):
        if above is None or above.tag in ("body", "html"):
            return
        yield above
        above = above.parent


def folded(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())[:LONGEST_TEXT]


def best_title(text: str, title: str) -> str:
    """The title attribute is whole where the text is cut (…); the date inside a link is no part of its title."""
    shown = DAY_AT_AN_END.sub("", text).strip()
    return title if len(title) > len(shown) or (title and title in shown) else shown


def nearby(node: LexborNode, within: dict[int, list[str]]) -> str:
    row = node
    for above in ancestors(node):
        links = within[above.mem_id]
        if len(links) > LINKS_OF_A_ROW or len(set(links)) > 1 or above.tag in ("ul", "ol", "table"):
            break
        row = above
    inside = folded(row)
    if len(inside) > LONGEST_ROW:
        return ""
    if tells_a_day(inside):
        return inside
    return outside(row, within, after=True) or outside(row, within, after=False)


def outside(row: LexborNode, within: dict[int, list[str]], *, after: bool) -> str:
    """The date that stands between this row and the next (or the one before), never across a line break."""
    beside = row
    for _ in range(AROUND):
        following = beside.next if after else beside.prev
        if following is None or following.tag in ("br", "a", "hr") or following.mem_id in within:
            return ""
        beside = following
        text = folded(beside) if beside.tag != "-text" else " ".join((beside.text() or "").split())
        if len(text) <= LONGEST_ROW and tells_a_day(text):
            return text
    return ""


def place(node: LexborNode) -> tuple[str, ...]:
    """Tags, classes and ids from the link upwards: rows of one list share it, whatever their own marks."""
    chain = []
    for above in ancestors(node):
        named = "" if above.tag in ROW_TAGS else f"{above.attributes.get('class') or ''}#{above.id or ''}"
        chain.append(f"{above.tag} {' '.join(ROW_MARK.sub('', named).split())}")
    return tuple(chain)


def tells_a_day(text: str) -> bool:
    """True also for a day without its year ([06-07]), which is evidence of a list but no date."""
    return day_in(text) is not None or WITHOUT_YEAR.search(text) is not None


def day_in(text: str) -> date | None:
    """The first day told in the text, also as a calendar leaf (`07 2020-06`)."""
    for pattern, order in (
        (DAY, (1, 2, 3)),
        (LEAF_DAY_FIRST, (2, 3, 1)),
        (LEAF_DAY_LAST, (1, 2, 3)),
        (LEAF_YEAR_LAST, (3, 1, 2)),
    ):
        match = pattern.search(text)
        if match:
            try:
                return date(*(int(match[part]) for part in order))
            except ValueError:
                continue
    return None
