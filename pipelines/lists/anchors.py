"""Every link of a page with what a reader sees of it: its title, the date in its row, and where it stands.

A row is the largest element around a link that holds no other document's address: `<li>`, `<tr>`, `<dd>` or whatever a
site uses. Its date may also stand outside, between this link and the next (lists made of `<br>`, or `<dt>` beside
`<dd>`). Links that a script opens are links like others (pipelines/lists/scripted_links.py).
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.dates import tells_a_day
from pipelines.lists.nodes import ancestors, folded
from pipelines.lists.scripted_links import opened_by
from pipelines.lists.titles import shown_title, title_of
from pipelines.lists.urls import absolute, names_a_document

__all__ = ["Anchor", "anchors_of", "base_of"]

ROW_TAGS = frozenset(
    ["a", "b", "dd", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "label", "li", "p", "span"]
).union(["strong", "tbody", "td", "tr", "u"])
# a row's own mark says nothing of the list: stripes, the first and last row, the one under the mouse
ROW_MARK = re.compile(
    r"\b(?:odd|even|first|last|active|current|on|cur|hover|line|clearfix|fix|cl)\b|\d+", re.IGNORECASE
)
CLICKED = "a, [onclick], [data-href]"
NEVER_A_LINK = frozenset(("select", "option", "body", "form", "label", "img", "textarea"))
NAMED_BY = ("data-href", "data-url", "data-link")
LINKS_OF_A_ROW = 4  # to one address: picture, title, 详细
LONGEST_ROW = 600  # characters; what is longer is no row of a list
AROUND = 4  # siblings before or after a row that may hold its date

Within = defaultdict[int, list[str]]  # an element's number -> the addresses of the links in it, its own among them


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
    documents = {url for url in dict.fromkeys(url for _, url in found) if names_a_document(url)}
    every = links_within(found)
    # links to a row's column, office or file do not part its title from its date
    of_documents = links_within([(node, url) for node, url in found if url in documents])
    return [
        anchor_of(node, url, of_documents if url in documents else every)
        for node, url in found
        # what is clicked and holds links is no row of its own, but a box around them
        if node.tag == "a" or len(every[node.mem_id]) == 1
    ]


def links_within(found: list[tuple[LexborNode, str]]) -> Within:
    within: Within = defaultdict(list)
    for node, url in found:
        within[node.mem_id].append(url)
        for above in ancestors(node):
            within[above.mem_id].append(url)
    return within


def address_of(node: LexborNode, base: str, opened: Callable[[str], str | None]) -> str | None:
    if node.tag in NEVER_A_LINK:
        return None
    attributes = node.attributes
    href = (attributes.get("href") or "").strip()
    if node.tag == "a" and (url := absolute(base, href)):
        return url
    calls = (href if href[:11].lower() == "javascript:" else "", attributes.get("onclick") or "")
    told = next((address for call in calls if call and (address := opened(call))), None)
    named = next((value for name in NAMED_BY if (value := attributes.get(name))), None)
    return absolute(base, told or named)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    base = tree.css_first("base[href]")
    return (absolute(url, base.attributes.get("href")) or url) if base else url


def anchor_of(node: LexborNode, url: str, within: Within) -> Anchor:
    row = row_of(node, within)
    shown = shown_title(node)
    title = title_of(node, shown, row, alone=len(within[row.mem_id]) == 1)
    return Anchor(url, folded(node) or title, title, nearby(row, shown, within), place(node))


def row_of(node: LexborNode, within: Within) -> LexborNode:
    row = node
    for above in ancestors(node):
        links = within[above.mem_id]
        if len(links) > LINKS_OF_A_ROW or len(set(links)) > 1 or above.tag in ("ul", "ol", "table"):
            break
        row = above
    return row


def nearby(row: LexborNode, shown: str, within: Within) -> str:
    inside = folded(row)
    if len(inside) > LONGEST_ROW:
        return ""
    # 关于2023年6月1日停水的通知: the day in a title is not that of the row
    beside = inside.replace(shown, " ", 1) if shown else inside
    if tells_a_day(beside):
        return beside
    return outside(row, within, after=True) or outside(row, within, after=False)


def outside(row: LexborNode, within: Within, *, after: bool) -> str:
    """The date that stands between this row and the next (or the one before), never across a line break."""
    beside = row
    for _ in range(AROUND):
        following = beside.next if after else beside.prev
        if following is None or following.tag in ("br", "hr") or following.mem_id in within:
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
