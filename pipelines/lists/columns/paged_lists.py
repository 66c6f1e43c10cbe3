"""Which of a page's lists its pager belongs to: the one that stands in one box with it.

    <div><ul>rows of the list</ul><div>共12页 <a href="…">下一页</a></div></div>
    <div><h3>推荐阅读</h3><ul>rows of other columns</ul></div>

Where nothing above the list says what it is called, names do not decide. Also here: what stands in an <aside>.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.columns.groups import MORE, in_column
from pipelines.lists.pagers.next_page import NEXT
from pipelines.lists.rows.anchors import Anchor
from pipelines.lists.rows.list_headings import OWN_NAME
from pipelines.lists.titles import ancestors, folded
from pipelines.lists.urls import absolute
from pipelines.models import NothingListed, WhyNothing

__all__ = ["named_apart", "of_the_paged_list"]

PARTS = "a, button, span, em, b, i, p, td, li, div"
PAGES = re.compile(r"[共总總]\s?(?:有|计|計)?\s?[:：]?\s?\d{1,7}\s?[页頁]|第\s?\d{1,7}\s?[页頁]|^(?:尾页|末页)$")
IS_A_NAME = re.compile(r"\w+$")  # not several, as in a way or a menu
ASIDE = "aside "
MAX_PARTS = 5000
MAX_LABEL = 60  # characters
MAX_PAGERS = 50


def of_the_paged_list(tree: LexborHTMLParser, base: str, rows: list[Anchor], name: str) -> list[Anchor]:
    """Return the rows without those in boxes under names of their own that stand apart from the list with the pager
    (`name`: what the page is called, as its own list may be), and without those in an <aside> next to others."""
    rows = [row for row in rows if not any(part.startswith(ASIDE) for part in row.place)] or rows
    named = {row.head for row in rows if is_of_its_own(row, name)}
    if not named or len({row.head for row in rows}) == 1:
        return rows
    pagers = pagers_of(tree)[:MAX_PAGERS]
    if not pagers:
        return rows
    others, around = rows_apart(tree, pagers, base, {row.url for row in rows})
    return [row for row in rows if row.url not in others or row.head not in named or row.head[1] in around]


def named_apart(rows: Sequence[Anchor], name: str, url: str) -> NothingListed | None:
    """Return a note on the fewer rows that stand below a name which is not the page's, next to rows below none."""
    named = [row for row in rows if is_of_its_own(row, name) and IS_A_NAME.match(MORE.sub("", row.head[0]))]
    if not named or 2 * len(named) >= len(rows) or len({row.head for row in named}) > 1:
        return None
    others = (row.head[0] for row in rows if row.head != named[0].head)
    if any(IS_A_NAME.match(head) for head in others) or any(in_column(row.url, url) for row in rows):
        return None
    name = MORE.sub("", named[0].head[0])
    return NothingListed(WhyNothing.OTHERS, f"{len(named)} of them stand below {name}, the others below no name")


def is_of_its_own(row: Anchor, name: str) -> bool:
    head = MORE.sub("", row.head[0])
    return bool(OWN_NAME.match(head)) and not (name and head.endswith(name))


def pagers_of(tree: LexborHTMLParser) -> list[LexborNode]:
    """Return what says how many pages there are, or leads to the next one."""
    found = []
    for node in tree.css(PARTS)[:MAX_PARTS]:
        text = node.text(deep=True)
        if text and len(text) <= MAX_LABEL and (NEXT.match(label := folded(node)) or PAGES.search(label)):
            found.append(node)
    return found


def rows_apart(
    tree: LexborHTMLParser, pagers: Sequence[LexborNode], base: str, addresses: set[str]
) -> tuple[set[str], set[int]]:
    """Return the addresses of the rows that share no nearest box with a pager, none where a pager is the whole page's,
    and the elements around the pagers."""
    holding: dict[int, set[str]] = defaultdict(set)
    for link in tree.css("a[href]"):
        url = absolute(base, link.attributes.get("href"))
        if url in addresses:
            for above in ancestors(link):
                holding[above.mem_id].add(url)
    shares: set[str] = set()
    around: set[int] = set()
    for pager in pagers:
        near = [above.mem_id for above in ancestors(pager)]
        around.update(near)
        shared = next((holding[number] for number in near if number in holding), None)
        if shared is None:
            return set(), around
        shares |= shared
    return set().union(*holding.values()) - shares, around
