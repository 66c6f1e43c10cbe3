"""Links to the columns next to the list's own: their addresses differ from the list page's in numbers only.

    /list/3.html, the list          /list/1.html 工作动态     /list/2.html 政策法规     columns next to it
                                    /news/101.html           2026-09-22               its rows

A menu in the same bare markup as the list would stand among its rows.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.lists.dates import states_a_day
from pipelines.lists.rows.anchors import Anchor
from pipelines.lists.titles import LONG_TITLE

__all__ = ["without_columns"]

NUMBER = re.compile(r"\d+")
OF_ANY_FOLDER = re.compile(
    r"(?:index|default|main|content|detail|page|info|view|show|article)\w*(?:\.|$)|$", re.IGNORECASE
)
MIN_ROWS = 3


def without_columns(anchors: Sequence[Anchor], url: str) -> Sequence[Anchor]:
    """Return the links of the list at `url` without those to the columns next to it; all of them where the addresses
    of its rows are of no other shape."""
    own = shape_of(url)
    if "0" not in own:
        return anchors
    if page := named_page(url):  # /c12/zwgklist.shtml and /c13/zwgklist.shtml: no article is called as the list is
        named = {id(anchor) for anchor in anchors if anchor.is_document and named_page(anchor.url) == page}
        if named and not any(id(anchor) in named and is_dated(anchor) for anchor in anchors):
            anchors = [anchor for anchor in anchors if id(anchor) not in named]
    columns = {id(anchor) for anchor in anchors if anchor.is_document and shape_of(anchor.url) == own}
    if not columns or any(id(anchor) in columns and is_dated(anchor) for anchor in anchors):
        return anchors
    rows = [anchor for anchor in anchors if anchor.is_document and id(anchor) not in columns]
    dated = sum(is_dated(anchor) for anchor in rows)
    titled = sum(len(anchor.title) >= LONG_TITLE for anchor in rows)
    is_short = all(len(anchor.title) < LONG_TITLE for anchor in anchors if id(anchor) in columns)
    if dated >= MIN_ROWS or (titled >= MIN_ROWS and is_short):
        return [anchor for anchor in anchors if id(anchor) not in columns]
    return anchors


def shape_of(url: str) -> str:
    """Return an address without its host, each number in it as 0."""
    address = urlsplit(url)
    return NUMBER.sub("0", f"{address.path}?{address.query}")


def named_page(url: str) -> str:
    """Return the name of the page in its folder; empty where it has none, one with a number, or one of any folder."""
    address = urlsplit(url)
    name = address.path.rpartition("/")[2]
    return "" if address.query or NUMBER.search(name) or OF_ANY_FOLDER.match(name) else name


def is_dated(anchor: Anchor) -> bool:
    return anchor.listed is not None or states_a_day(anchor.nearby)
