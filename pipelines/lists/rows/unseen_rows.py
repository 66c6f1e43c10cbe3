"""What a page hides within its lists: the particulars of a row, a row that nobody is to see.

    <li>…<div style="display:none">索引号：…</div></li>            a pop-up
    <li style="display:none"><a href="content_1.html">…</a></li>    one among rows that are shown

The panels of a list behind tabs are hidden too, and so are the rows that a script uncovers part by part: they stay
wherever the page has a script at all.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.dates import states_a_day
from pipelines.lists.titles import MAX_PARTS, ancestors, folded
from pipelines.lists.urls import names_a_document, names_a_file

__all__ = ["hide_unseen", "is_unseen"]

HIDDEN = "[hidden], [style*='none' i], [style*='hidden' i]"
HIDES = re.compile(r"(?:display\s?:\s?none|visibility\s?:\s?hidden)", re.IGNORECASE)
NEVER_HIDDEN = "form, input, select, script, textarea"  # what pagers and scripts use, seen or not
MAX_HIDDEN = 2000
MIN_SHOWN = 3  # rows next to one that is hidden
CONTROLS = "a:not([href]), a[href^='#'], a[href^='javascript' i], button, [onclick]"
MAX_CONTROLS = 500
# what may change a page in ways that nobody reads
CHANGES = (
    "script:not([type*='json' i]), label[for], details, [onclick], [onload], [onmouseover], a[href^='javascript' i]"
)
MAX_NAME = 10  # characters of a control
UNFOLDS = re.compile(r"更多|展开|全部|加载|\b(?:more|all|load)\b", re.IGNORECASE)
UNCOVERS = re.compile(r"display|visib|hidden|toggle|classList|\.\s?(?:show|fadeIn|slide\w*|css|\w+Class)\s?\(")

Links = Sequence[tuple[LexborNode, str]]


def hide_unseen(tree: LexborHTMLParser, found: Links) -> dict[str, str] | None:
    """Take hidden parts out which lead to no document that is not linked elsewhere, and rows that are hidden by
    themselves; None where there are none. `found`: the links of the page.

    What links in them are called is kept, by their addresses: a pop-up has the title whole that its row cuts.
    """
    boxes = {
        node.mem_id: node
        for node in tree.css(HIDDEN)[:MAX_HIDDEN]
        if is_unseen(node) and not node.css_first(NEVER_HIDDEN)
    }
    if not boxes:
        return None
    inside: dict[int, list[str]] = defaultdict(list)
    shown = set()
    for node, url in found:
        around = [above.mem_id for above in (node, *ancestors(node)) if above.mem_id in boxes]
        for number in around:
            inside[number].append(url)
        if not around:
            shown.add(url)
    removed = {
        number
        for number, box in boxes.items()
        if box.tag not in ("a", "html", "body") and not any(leads(url) and url not in shown for url in inside[number])
    }
    removed |= single_rows(boxes, inside, tree)
    # what is taken out with the box around it must not be touched again
    outermost = [boxes[n] for n in removed if not any(above.mem_id in removed for above in ancestors(boxes[n]))]
    names = {url: folded(node) for node, url in found if any(above.mem_id in removed for above in ancestors(node))}
    for box in outermost:
        box.decompose()
    without_days([box for number, box in boxes.items() if number not in removed and len(set(inside[number])) == 1])
    return names if outermost else None


def is_unseen(box: LexborNode) -> bool:
    attributes = box.attributes
    return "hidden" in attributes or HIDES.search(attributes.get("style") or "") is not None


def leads(url: str) -> bool:
    return names_a_document(url) or names_a_file(url)


def single_rows(
    boxes: Mapping[int, LexborNode], inside: Mapping[int, Sequence[str]], tree: LexborHTMLParser
) -> set[int]:
    """Return the hidden boxes that are the only hidden row of a list each, where no script uncovers its last ones, and
    those that are one of several, where nothing at all can uncover them.

    `inside`: the addresses in each box.
    """
    hidden: dict[int, list[tuple[LexborNode, int]]] = defaultdict(list)  # the rows of each list
    for number, box in boxes.items():
        if len({url for url in inside[number] if leads(url)}) != 1:
            continue
        row = box
        while row.parent is not None and len(list(islice(row.parent.iter(), 2))) == 1:
            row = row.parent
        if row.parent is not None and row.tag != "body":
            hidden[row.parent.mem_id].append((row, number))
    uncovered = cache(lambda: uncovers(tree))
    can_change = cache(lambda: uncovered() or tree.css_first(CHANGES) is not None)
    found: set[int] = set()
    for rows in hidden.values():
        if is_among_shown([row for row, _ in rows], uncovered if len(rows) == 1 else can_change, alone=len(rows) == 1):
            found.update(number for _, number in rows)
    return found


def is_among_shown(rows: Sequence[LexborNode], uncovered: Callable[[], bool], *, alone: bool) -> bool:
    """Whether three or more rows of the list of hidden ones are shown, and nothing uncovers these.

    A row alone with a shown one after it is uncovered by nothing.
    """
    siblings = list(rows[0].parent.iter()) if rows[0].parent is not None else []
    numbers = {row.mem_id for row in rows}
    here = next(at for at, one in enumerate(siblings) if one.mem_id == rows[0].mem_id)
    shown = [
        at
        for at, one in enumerate(siblings)
        if one.mem_id not in numbers and one.tag == rows[0].tag and one.css_first("a[href]")
    ]
    return len(shown) >= MIN_SHOWN and ((alone and shown[-1] > here) or not uncovered())


def uncovers(tree: LexborHTMLParser) -> bool:
    """Whether something on a page shows what is hidden: 查看更多, or a script."""
    if any(UNCOVERS.search(script.text() or "") for script in tree.css("script:not([src])")):
        return True
    names = (folded(node) for node in tree.css(CONTROLS)[:MAX_CONTROLS])
    return any(len(name) <= MAX_NAME and UNFOLDS.search(name) for name in names)


def without_days(boxes: Sequence[LexborNode]) -> None:
    """Take the days out of hidden parts of rows, each with one link of its own: of a row that shows another day, the
    hidden one is none. Three or more rows of a list have such a part, next to the title and of another make."""
    rows: dict[int, list[LexborNode]] = defaultdict(list)  # the hidden parts in the rows of each list
    for box in boxes:
        row = box.parent
        if row is not None and row.parent is not None and states_a_day(folded(box)) and shows_another_day(row, box):
            rows[row.parent.mem_id].append(box)
    for parts in rows.values():
        if len({part.parent.mem_id for part in parts if part.parent is not None}) < MIN_SHOWN:
            continue
        for text in [text for part in parts for text in part.traverse(include_text=True) if text.tag == "-text"]:
            if states_a_day(text.text() or "") and not any(above.tag == "a" for above in islice(ancestors(text), 3)):
                text.decompose()


def shows_another_day(row: LexborNode, box: LexborNode) -> bool:
    """Whether a row has one title and a day next to its hidden part, and the title is in no element of that one's kind.

    Two elements of one kind, of which the page shows one, are two rows.
    """
    shown = [part for part in islice(row.iter(), MAX_PARTS) if part.mem_id != box.mem_id and not is_unseen(part)]
    titles = [part for part in shown if part.tag == "a" or part.css_first("a[href]") is not None]
    if len(titles) != 1 or titles[0].tag == box.tag or len(titles[0].css("a[href]")) > 1:
        return False
    return any(states_a_day(folded(part)) for part in shown)
