"""Rows of a list that lead nowhere, next to rows that do: what a message says of them.

<li><a href="/a/1.html">关于…</a><span>2026-11-27</span></li>
<li><a href="javascript:;">关于…</a><span>2026-11-26</span></li>          <li>关于…<span>2026-11-26</span></li>
"""

import re
from collections import defaultdict
from collections.abc import Set

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.dates import states_a_day
from pipelines.lists.days.row_days import MAX_ROW
from pipelines.lists.rows.anchors import CLICKED, address_of
from pipelines.lists.scripts.scripted_links import opened_by
from pipelines.lists.titles import folded

__all__ = ["rows_without_address"]

ROWS = "li, tr, dd, p, div"
INLINE = frozenset(("a", "b", "strong", "font", "em", "i", "u", "img"))  # what a link or a title may stand in
TITLE = re.compile(r"[^\W\d_]{4}")
PICTURE = re.compile(r"^https?://[^?#]*\.(?:jpe?g|png|gif|bmp|webp|mp4|flv|avi|wmv|mp3|swf)$", re.IGNORECASE)
MAX_SEEN = 2000  # elements
MAX_READ = 4_000_000  # characters, those of boxes in boxes each time
MIN_ROWS = 3
MAX_SAID = 30  # characters of a title


def rows_without_address(tree: LexborHTMLParser, text: str, base: str, listed: Set[str]) -> str:
    """Say how many rows with a day have no address of a page next to rows that are listed, or where none is; empty
    where all have one."""
    opened = opened_by(text)
    together: dict[tuple[object, ...], list[tuple[LexborNode, set[str | None]]]] = defaultdict(list)
    left = MAX_READ
    for row in tree.css(ROWS)[:MAX_SEEN]:
        words = row.text(deep=True) or ""
        left -= len(words)
        if left < 0:
            break
        if row.parent is not None and 0 < len(words) <= MAX_ROW and TITLE.search(words) and states_a_day(folded(row)):
            links = [row, *row.css(CLICKED)]
            urls: set[str | None] = {
                url for link in links if (url := address_of(link, base, opened)) and not PICTURE.match(url)
            }
            # a place in the page is one too
            urls.update(href for link in links if (href := link.attributes.get("href") or "")[:1] == "#" and href[1:])
            together[make_of_row(row)].append((row, urls))
    for rows in together.values():
        led = sum(bool(urls & listed) for _, urls in rows)
        lost = [row for row, urls in rows if not urls]
        if lost and len(rows) >= MIN_ROWS and (led > 1 or (not listed and len(lost) == len(rows))):
            return f"{len(lost)} of {len(rows)} rows with days lead to no page, {folded(lost[0])[:MAX_SAID]} first"
    return ""


def make_of_row(row: LexborNode) -> tuple[object, ...]:
    """Return what rows of one list share: the element around them, their tag, and the boxes in them."""
    parent = row.parent.mem_id if row.parent is not None else 0
    return (parent, row.tag, *(part.tag for part in row.iter() if part.tag not in INLINE))
