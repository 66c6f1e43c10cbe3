"""Rows that a script writes or opens in a way that cannot be read: what a message says of them.

Nothing is listed here. Without a word of it, a page full of rows would be one on which no links look like a list. What
stands in a script as it is shown is read (pipelines/lists/scripts/quoted_rows.py).
"""

import re
from collections import defaultdict
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.dates import states_a_day

__all__ = ["MENDED_BY", "opened_rows", "rows_of_scripts"]

Opened = Callable[[str], str | None]
MENDED_BY = "`browser = true` fetches it with a browser, a [[lists]] table describes what the script asks"
OPENED_BY = "a [[lists]] table whose `link` is what the script opens for one row reads them"
MIN_ROWS = 3
MAX_ROW = 300  # characters
MAX_SEEN = 1000  # elements, and links in a row
MAX_SCRIPT = 300_000  # characters
MAX_SAID = 60
ROWS = "li, tr, dd, p, [onclick], [data-id]"
LEADS = re.compile(r"^(?!javascript:|#|about:)\s*\S", re.IGNORECASE)
# what a script can know a row by, next to onclick
NUMBERED = re.compile(r"^(?:data-)?\w{0,12}(?:id|guid|uuid|code|key|url|href)$", re.IGNORECASE)
WRITTEN = re.compile(
    r"<(?:li|tr|dd|dl|div)\b[^<\n]{0,200}>\s{0,20}(?:<[^<\n]{1,200}>\s{0,20}){0,4}?<a\s[^<\n]{0,200}\bhref"
)


def rows_of_scripts(tree: LexborHTMLParser) -> str:
    """Return what shows that a script opens or writes a page's rows; empty where nothing does."""
    return opened_rows(tree) or written_rows(tree)


def opened_rows(tree: LexborHTMLParser, opened: Opened = lambda call: None) -> str:
    """Say which rows with a day lead nowhere by themselves, and what a script knows them by.

    `opened`: the address that a call opens, where that can be read.
    """
    rows: dict[int, list[LexborNode]] = defaultdict(list)
    for node in {node.mem_id: node for node in tree.css(ROWS)[:MAX_SEEN]}.values():
        text = node.text(deep=True) or ""
        if node.parent is not None and len(text) <= MAX_ROW and states_a_day(text) and not leads(node, opened):
            rows[node.parent.mem_id].append(node)
    known = [(handles(together[0]), len(together)) for together in rows.values() if len(together) >= MIN_ROWS]
    called, count = max(known, key=lambda one: (bool(one[0]), one[1]), default=("", 0))
    return f"its {count} rows with days have no address, but {called}; {OPENED_BY}" if called else ""


def leads(node: LexborNode, opened: Opened) -> bool:
    if any(LEADS.match(link.attributes.get("href") or "") for link in node.css("a[href]")[:MAX_SEEN]):
        return True
    clicked = node.css("a[href], [onclick]")[:MAX_SEEN]
    return any(opened(one.attributes.get(name) or "") for one in clicked for name in ("onclick", "href"))


def handles(row: LexborNode) -> str:
    """Return what in a row a script opens it by: its call, else the attribute that numbers it."""
    parts = (row, *row.css("*")[:MAX_SEEN])
    for part in parts:
        attributes = part.attributes
        href = attributes.get("href") or ""
        call = attributes.get("onclick") or (href if href[:11].lower() == "javascript:" else "")
        if "(" in call and "void(" not in call:
            return f"call {' '.join(call.split())[:MAX_SAID]}"
    for part in parts:
        for name, value in part.attributes.items():
            if name not in ("id", "href") and value and NUMBERED.match(name):
                return f"{name}={value[:MAX_SAID]!r} for a script"
    return ""


def written_rows(tree: LexborHTMLParser) -> str:
    """Say how a row begins that a script of the page writes."""
    for script in tree.css("script:not([src])"):
        code = (script.text() or "")[:MAX_SCRIPT]
        found = WRITTEN.search(code) if "<a" in code else None
        if found:
            said = " ".join(code[found.start() : found.start() + MAX_SAID].split())
            return f"its script writes rows: {said}; {MENDED_BY}"
    return ""
