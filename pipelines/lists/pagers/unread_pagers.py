"""What on a list leads on to further pages, in a way that only its scripts know: what a message says of it.

<a href="javascript:pageTo(2)">下一页</a>, a button with a name that a script listens to, 1 2 3 without addresses,
加载更多, an element of Vue that makes a pager, a script that counts pages on as the reader scrolls.

A link that is called next says nothing on a page that may be the last, nor where it does nothing at all.
"""

import re
from collections import defaultdict
from collections.abc import Collection

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.pagers.form_pagers import CALL
from pipelines.lists.pagers.next_page import NEXT, SHOWN_NUMBER, only_counts_days
from pipelines.lists.pagers.pager_elements import LOADS, LOADS_MORE
from pipelines.lists.rows.anchors import base_of
from pipelines.lists.titles import folded
from pipelines.lists.urls import absolute

__all__ = ["unread_pager"]

PARTS = "a, button, li, span, [onclick], [id*=more i], [class*=more i], input[type=button]"
MADE_BY_SCRIPTS = "el-pagination, a-pagination, van-pagination, v-pagination, n-pagination"
DISABLED = re.compile(r"disab|\bgr[ae]y", re.IGNORECASE)
SCROLLED = re.compile(r"\bscroll(?:top)?\b", re.IGNORECASE)
COUNTED_ON = re.compile(
    r"\+\+\s{0,3}\w{0,20}page\w{0,10}|\w{0,20}page\w{0,10}\s{0,3}(?:\+\+|\+=\s{0,3}1\b)", re.IGNORECASE
)
ASKS = re.compile(r"\bajax\b|\bgetJSON\b|\$\.(?:get|post)\b|\bfetch\s?\(|XMLHttpRequest|\baxios\b|\.load\s?\(")
MAX_BEHIND = 400  # characters of a script behind the name of what is clicked
MAX_PARTS = 5000
MAX_LABEL = 20  # characters
MAX_CALLED = 60


def unread_pager(tree: LexborHTMLParser, url: str, titles: Collection[str], here: int | None, *, is_first: bool) -> str:
    """Return what leads on from the page with the number `here`, in its own words; empty where nothing does."""
    parts = [(node, label) for node in tree.css(PARTS)[:MAX_PARTS] if (label := folded(node) or value_of(node))]
    base = base_of(tree, url)
    short = [(node, label) for node, label in parts if len(label) <= MAX_LABEL]
    named = (one for one in short if (NEXT.match(one[1]) or LOADS_MORE.match(one[1])) and not is_disabled(one[0]))
    said = (led_on(node, label, base, url, here, is_first=is_first) for node, label in named)
    if found := next((one for one in said if one), ""):
        return found
    if here is None:
        return ""
    below = max((i for i, (_, label) in enumerate(parts) if label in titles), default=-1) + 1
    return numbers_in_a_row(parts[below:], here) or (made_by_scripts(tree) if is_first else "")


def led_on(node: LexborNode, label: str, base: str, url: str, here: int | None, *, is_first: bool) -> str:
    """Say what a link called next does; empty where it does nothing, leads to this page or to one before it."""
    href, click = node.attributes.get("href") or "", node.attributes.get("onclick") or ""
    is_next = NEXT.match(label) is not None
    if is_next and is_first and (found := absolute(base, href)):
        return f"{label}: {found[:MAX_CALLED]}" if found != url and not only_counts_days(found, url) else ""
    called = " ".join(f"{href if href[:11].lower() == 'javascript:' else ''} {click}".split())
    if call := CALL.search(called):
        return f"{label}: {called[:MAX_CALLED]}" if here is not None and int(call[1]) > here else ""
    leads_nowhere = not href or href[:1] == "#" or href[:11].lower() == "javascript:"
    # 更多 alone leads to the column of a block, or a script that listens to it asks for more
    asks = leads_nowhere and is_first and not is_next and asks_when_clicked(node)
    if not is_first or not (is_next or asks or LOADS.search(f"{label} {called}")):
        return ""
    if "(" in called and "void" not in called.lower():
        return f"{label}: {called[:MAX_CALLED]}"
    # what a script listens to has a name
    named = node.attributes.get("id") or (None if is_next else node.attributes.get("class"))
    return f"{label} ({named[:MAX_CALLED]})" if named and leads_nowhere else ""


def asks_when_clicked(node: LexborNode) -> bool:
    """Whether a script of the page that knows an element by its id asks the server for something right after that."""
    name = node.attributes.get("id")
    top = node
    while name and top.parent is not None:
        top = top.parent
    for script in top.css("script:not([src])") if name else ():
        code = script.text() or ""
        at = max(
            code.find(f"{known_by}{name}{quote}") for quote in "'\"" for known_by in (f"{quote}#", f"ById({quote}")
        )
        if at >= 0 and ASKS.search(code, at, at + MAX_BEHIND):
            return True
    return False


def numbers_in_a_row(parts: list[tuple[LexborNode, str]], here: int) -> str:
    """Say which numbers stand next to each other below the rows, this page's and the next among them."""
    together: dict[int, set[int]] = defaultdict(set)
    for node, label in parts:
        shown = SHOWN_NUMBER.match(label) if len(label) <= MAX_LABEL else None
        if shown and not (
            absolute("http://a/", node.attributes.get("href")) or node.css_first("a[href^='/'], a[href*='.']")
        ):
            box = node.parent
            for around in (box, box.parent if box is not None else None):
                if around is not None:
                    together[around.mem_id].add(int(shown[1]))
    numbers = next((one for one in together.values() if {here, here + 1} <= one), None)
    return " ".join(map(str, sorted(numbers)[:5])) if numbers else ""


def made_by_scripts(tree: LexborHTMLParser) -> str:
    element = tree.css_first(MADE_BY_SCRIPTS)
    if element is not None:
        return f"<{element.tag}>"
    for script in tree.css("script:not([src])"):
        code = script.text() or ""
        if SCROLLED.search(code) and (counted := COUNTED_ON.search(code)):
            return f"{counted[0]} as it is scrolled"
    return ""


def value_of(node: LexborNode) -> str:
    return (node.attributes.get("value") or "").strip() if node.tag == "input" else ""


def is_disabled(node: LexborNode) -> bool:
    above = node.parent
    marks = [node.attributes.get("class") or "", (above.attributes.get("class") or "") if above is not None else ""]
    return "disabled" in node.attributes or any(map(DISABLED.search, marks))
