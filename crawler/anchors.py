"""Every link of a page with what a reader sees of it: its title, the date in its row, and where it stands.

A row is the largest element around a link that holds no other link's address: `<li>`, `<tr>`, `<dd>` or whatever a site
uses. Its date may also stand outside, between this link and the next (lists made of `<br>`, or `<dt>` beside `<dd>`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.addresses import absolute, without_session
from crawler.scripted import opened_by

__all__ = [
    "Anchor",
    "absolute",
    "ancestors",
    "anchors_of",
    "base_of",
    "day_in",
    "folded",
    "tells_a_day",
    "without_session",
]

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
CLICKED = "a, [onclick], [data-href]"
BUTTONS = frozenset(("input", "button", "select", "option", "body", "form", "label", "img", "textarea"))
NAMED_BY = ("data-href", "data-url", "data-link")
BLOCKS = "p, div, td, dd, li, h1, h2, h3, h4, h5, h6"
HEADINGS = "h1, h2, h3, h4, h5, h6, [class*=tit], [class*=Tit]"
CELLS = "td, th, dt, dd, li, p, div, span, h2, h3, h4, strong, b"
MOST_PARTS = 12  # of a link or row that may be its title; a card holds some five
SAYS_NOTHING = re.compile(
    r"^\W*(?:点击|点此|查看|浏览|阅读)*(?:详细|详情|全文|原文|内容|信息|更多|查看|浏览|阅读|下载|进入|打开|here|more|view|detail)?\W*$",
    re.IGNORECASE,
)
# title="标题：关于…的通知 作者：… 更新时间：…": some systems write all they know into the attribute
NAMES_TITLE = re.compile(r"^(?:文章|信息|新闻)?标\s*题\s*[:：]\s*")
AFTER_TITLE = re.compile(
    r"\s*(?:作\s*者|点击数?|浏览(?:次数)?|(?:发布|更新|添加|发表)(?:时间|日期)|日期|来源)\s*[:：].*$"
)
NOT_A_DAY = re.compile(r"[^\d\s\-/.年月日时分:：\[\]()（）【】|·]")
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


def anchors_of(tree: LexborHTMLParser, base: str, script: str = "") -> list[Anchor]:
    """The links to http(s) addresses in page order, those that a script opens (`script`: the page's text) among them.

    An address may occur more than once.
    """
    opened = opened_by(script)
    found = [(node, url) for node in tree.css(CLICKED) if (url := address_of(node, base, opened))]
    within: dict[int, list[str]] = defaultdict(list)  # the addresses of an element's links
    for node, url in found:
        within[node.mem_id].append(url)
        for above in ancestors(node):
            within[above.mem_id].append(url)
    # what is clicked and holds links is no row of its own, but a box around them
    return [anchor_of(node, url, within) for node, url in found if node.tag == "a" or len(within[node.mem_id]) == 1]


def address_of(node: LexborNode, base: str, opened: Callable[[str], str | None]) -> str | None:
    if node.tag in BUTTONS:
        return None
    attributes = node.attributes
    href = (attributes.get("href") or "").strip()
    if node.tag == "a" and (url := absolute(base, href)):
        return url
    calls = (href if href[:11].lower() == "javascript:" else "", attributes.get("onclick") or "")
    told = next((address for call in calls if call and (address := opened(call))), None)
    named = next((value for name in NAMED_BY if (value := attributes.get(name))), None)
    return absolute(base, told or named)


def anchor_of(node: LexborNode, url: str, within: dict[int, list[str]]) -> Anchor:
    text = folded(node)
    row = row_of(node, within)
    title = best_title(headline(node) or text, attribute_title(node))
    if SAYS_NOTHING.match(title) and len(within[row.mem_id]) == 1:
        title = longest(leaves(row), without=text) or title
    return Anchor(url, text, title, nearby(row, within), place(node))


def headline(node: LexborNode) -> str:
    """The title in a link that holds more: a card with picture and summary, a row that is clicked as a whole."""
    if node.tag == "tr":
        return longest(node.css("td"))
    blocks = inner(node, BLOCKS)
    if not blocks:
        return ""
    parts = [text for part in inner(node, HEADINGS) if (text := folded(part)) and not is_a_day(text)]
    texts = [text for part in blocks if len(text := folded(part)) > 4 and not is_a_day(text)]
    return next(iter(parts), "") or next(iter(texts), "")


def inner(node: LexborNode, selector: str) -> list[LexborNode]:
    return [part for part in node.css(selector)[: MOST_PARTS + 1] if part.mem_id != node.mem_id]


def leaves(row: LexborNode) -> list[LexborNode]:
    cells = row.css(CELLS)[:MOST_PARTS]
    around = {above.mem_id for cell in cells for above in ancestors(cell)}
    return [cell for cell in cells if cell.mem_id not in around]


def longest(cells: Iterable[LexborNode], without: str = "") -> str:
    texts = [folded(cell) for cell in islice(cells, MOST_PARTS)]
    return max((text for text in texts if text != without and not is_a_day(text)), key=len, default="")


def is_a_day(text: str) -> bool:
    return NOT_A_DAY.search(text) is None


def attribute_title(node: LexborNode) -> str:
    told = " ".join((node.attributes.get("title") or "").split())[:LONGEST_TEXT]
    return AFTER_TITLE.sub("", NAMES_TITLE.sub("", told)) if NAMES_TITLE.match(told) else told


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


def row_of(node: LexborNode, within: dict[int, list[str]]) -> LexborNode:
    """The largest element around a link that holds no other link's address."""
    row = node
    for above in ancestors(node):
        links = within[above.mem_id]
        if len(links) > LINKS_OF_A_ROW or len(set(links)) > 1 or above.tag in ("ul", "ol", "table"):
            break
        row = above
    return row


def nearby(row: LexborNode, within: dict[int, list[str]]) -> str:
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
