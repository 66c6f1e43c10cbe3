"""Every link of a page with what a reader sees of it: its title, the date in its row, and where it stands.

A row is the largest element around a link that holds no other document's address: `<li>`, `<tr>`, `<dd>` or whatever a
site uses. Its date may also stand outside, between this link and the next (lists made of `<br>`, or `<dt>` next to
`<dd>`). Links that a script opens are links like others (pipelines/lists/scripts/scripted_links.py).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.dates import (
    day_in,
    day_without_year,
    days_in,
    is_a_day,
    states_a_day,
)
from pipelines.lists.days.above_rows import element_next_to
from pipelines.lists.days.day_orders import has_open_order, ordered_as
from pipelines.lists.days.day_parts import day_in_a_box
from pipelines.lists.days.days_elsewhere import day_in_attributes, show_machine_days
from pipelines.lists.days.published import day_of_row
from pipelines.lists.days.row_days import MAX_ROW, RowDays, Within
from pipelines.lists.rows.counting_links import counting_links
from pipelines.lists.rows.days_in_titles import with_its_day
from pipelines.lists.rows.icons import icons_among
from pipelines.lists.rows.link_parts import marks_of
from pipelines.lists.rows.list_headings import ListHeadings
from pipelines.lists.rows.row_companions import companions_among
from pipelines.lists.rows.shown_titles import shown_title
from pipelines.lists.rows.summaries import MIN_SUMMARY, title_above_summary
from pipelines.lists.rows.unseen_rows import hide_unseen, is_unseen
from pipelines.lists.scripts.scripted_links import opened_by
from pipelines.lists.titles import (
    ancestors,
    folded,
    is_cut,
    particulars,
    texts_in,
    title_of,
    whole,
    whole_in,
    without_number,
)
from pipelines.lists.urls import absolute, has_folder_of_its_own, names_a_document, names_a_file

__all__ = ["UNSEEN", "Anchor", "anchors_of", "base_of", "rows_by_list"]

ROW_TAGS = frozenset(
    ["a", "b", "dd", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "label", "li", "p", "span"]
).union(["strong", "tbody", "td", "tr", "u"])
# a row's own mark says nothing of the list: stripes, the first and last row, the one under the mouse
ROW_MARK = re.compile(
    r"\b(?:odd|even|first|last|active|current|on|cur|hover|line|clearfix|fix|cl)\b|\d+", re.IGNORECASE
)
CLICKED = "a, [onclick], [data-href], [data-url], [data-link]"
UNSEEN = " (unseen)"
UNNAMED = (" #", " ")  # ends of what an element without class and id is called
NEVER_A_LINK = frozenset(("select", "option", "body", "form", "label", "img", "textarea"))
IN_TABLES = ("td", "tr", "tbody", "table")
MAX_NESTED = 8  # elements between a title and the row of a table
NAMED_BY = ("data-href", "data-url", "data-link")
NAMED = re.compile(r"[^\W\d_]{2}")  # a calendar's cell is a number
ATTACHMENT = re.compile(r"^\W*附\s*[件表录：:]")  # what belongs to a bulletin that another row names
LINKS_OF_A_ROW = 4  # to one address: picture, title, 详细
MAX_DAYS = 3  # of a row: when it was written, made public, comes into force


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link. `nearby` is the text of its row (or next to it) without the title; `place` its chain of ancestors.

    `listed` is the row's day of publication, `shared` one that stands above it and others. `head` is what the list
    around it is called, and the number of the box in which that heading stands; empty: nothing is above it.
    `is_document`: the address, or its row where the address does not say, shows that it is one document's. `next_to`:
    the address of the title next to which it stands in its row; empty: it may be a title itself. `counted`:
    the number with which the link begins in an element of its own, as do those that count the rows. `marks`: words at
    its ends in elements of their own. `box`: the number of the element in which its row stands.
    """

    url: str
    text: str
    title: str
    nearby: str
    place: tuple[str, ...]
    listed: date | None = None
    is_document: bool = False
    head: tuple[str, int] = ("", 0)
    next_to: str = ""
    shared: date | None = None
    counted: int | None = None
    marks: tuple[str, ...] = ()
    box: int = 0


def rows_by_list(anchors: Sequence[Anchor]) -> list[list[int]]:
    """Return the numbers of the rows of each list of a page: those at one place."""
    lists: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, anchor in enumerate(anchors):
        lists[anchor.place].append(number)
    return list(lists.values())


def anchors_of(tree: LexborHTMLParser, base: str, script: str = "") -> list[Anchor]:
    """Return the links to http(s) addresses in page order, those that a script opens (`script`: the page's text) among
    them.

    An address may occur more than once. What a page hides within a row (a pop-up with the row's particulars) is taken
    out of the tree.
    """
    opened = opened_by(script)
    if not script or "<time" in script:
        show_machine_days(tree)
    found = [(node, url) for node in tree.css(CLICKED) if (url := address_of(node, base, opened))]
    hidden = hide_unseen(tree, found)
    if hidden is not None:
        found = [(node, url) for node in tree.css(CLICKED) if (url := address_of(node, base, opened))]
    if counting := counting_links(found):
        found = [(node, url) for node, url in found if node.mem_id not in counting]
    names: dict[int, str] = {}
    days = RowDays()
    heads = ListHeadings()
    documents = {url for url in dict.fromkeys(url for _, url in found) if names_a_document(url)}
    documents |= folders_of_their_own(found, documents)
    every = links_within(found)
    # links to a row's column, office or file do not part its title from its date
    to_documents = [(node, url) for node, url in found if url in documents]
    if icons := icons_among(to_documents, found, every):
        to_documents = [(node, url) for node, url in to_documents if node.mem_id not in icons]
        documents -= {url for node, url in found if node.mem_id in icons}
    of_documents = links_within(to_documents)
    companions = companions_among(to_documents, of_documents)
    if companions:
        without_other_days(node for node, _ in to_documents if node.mem_id in companions)
        to_documents = [(node, url) for node, url in to_documents if node.mem_id not in companions]
        of_documents = links_within(to_documents)
    files = {node.mem_id for node, url in found if names_a_file(url) and not is_attached(node, of_documents)}
    if files:
        of_documents = links_within([*to_documents, *((node, url) for node, url in found if node.mem_id in files)])
    shown = " ".join(texts_in(tree.body)) if tree.body is not None and has_open_order(script) else ""
    with ordered_as(shown, base):
        return [
            companion_of(node, url, *companions[node.mem_id])
            if node.mem_id in companions
            else anchor_of(
                node,
                url,
                of_documents if url in documents or node.mem_id in files else every,
                is_file=node.mem_id in files,
                is_folder=url in documents and has_folder_of_its_own(url),
                also_called=(hidden or {}).get(url, ""),
                names=names,
                days=days,
                heads=heads,
            )
            for node, url in found
            # what is clicked and holds links is no row of its own, but a box around them
            if node.tag == "a" or len(every[node.mem_id]) == 1
        ]


def folders_of_their_own(found: list[tuple[LexborNode, str]], documents: set[str]) -> set[str]:
    """Addresses such as …/ID/index.html that stand in one row of the page only, and not next to a document there."""
    open_ones = [(node, url) for node, url in found if url not in documents and has_folder_of_its_own(url)]
    if not open_ones:
        return set()
    of_documents = links_within([(node, url) for node, url in found if url in documents])
    times = Counter(url for _, url in open_ones)
    columns = {url for node, url in open_ones if is_attached(node, of_documents)}
    return {url for url, count in times.items() if count <= LINKS_OF_A_ROW and url not in columns}


def is_attached(node: LexborNode, of_documents: Within) -> bool:
    """Whether a file or a column stands in the row of a document, as what belongs to it."""
    for above in ancestors(node):
        links = set(of_documents.get(above.mem_id, ()))
        if links:
            text = folded(above)
            days = len(list(islice(days_in(text), MAX_DAYS + 1)))
            is_row = above.tag in ("li", "tr", "td", "dd", "p") and days <= MAX_DAYS  # not a layout around all rows
            return len(links) == 1 and (is_row or (len(text) < MAX_ROW and days <= 1))
    return False


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
    reported = next((address for call in calls if call and (address := opened(call))), None)
    named = next((value for name in NAMED_BY if (value := attributes.get(name))), None)
    return absolute(base, reported or named)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    base = tree.css_first("base[href]")
    return (absolute(url, base.attributes.get("href")) or url) if base else url


def anchor_of(
    node: LexborNode,
    url: str,
    within: Within,
    *,
    is_file: bool,
    is_folder: bool,
    also_called: str,
    names: dict[int, str],
    days: RowDays,
    heads: ListHeadings,
) -> Anchor:
    row = row_of(node, within)
    shown = shown_title(node)
    title = title_of(node, shown, row, alone=len(within[row.mem_id]) == 1)
    if is_cut(title):
        title = whole_in(row, whole(title, also_called))
    inside = text if len(text := folded(row)) <= MAX_ROW else ""
    # 关于2023年6月1日停水的通知: the day in a title is not that of the row, nor is one at its end (…（2023年6月1日）)
    # where the row has another
    linked = folded(node)
    is_day_outside = bool(shown and inside) and states_a_day(inside.replace(linked, " ", 1))
    if is_day_outside:
        shown = linked
    if title not in linked and title in inside and states_a_day(inside.replace(title, " ", 1)):
        shown = title  # a link 查看 names nothing: the words of the title stand elsewhere in the row
    around = inside.replace(shown, " ", 1) if shown else inside
    is_dated = states_a_day(around)
    if is_dated:
        texts = list(days.texts_of(row, shown))
        listed = day_in_a_box(texts) or day_of_row(texts) or day_in(days.put_together(row, shown, around, url, within))
    else:
        outside = days.next_to(row, within) if inside else ""
        if (
            inside
            and not outside
            and (outside := days.put_together(row, shown, around, url, within))
            and not around.strip()
        ):
            title = without_number(title, int(outside[-2:]))
        around = outside or particulars(node)
        listed = day_of_row([around])
    if listed is None:
        listed = day_in_particulars(node, around)
    if listed is None and states_a_day(around):
        listed = day_without_year(around, url, days.headings.year_above(row))
    if listed is None and (spanning := days.shared.next_to(row)):
        listed, around = spanning, f"{around} {spanning}"
    is_above = True
    if listed is None and inside and not is_dated:
        below, is_below = days.below.of(row, within)
        is_above = not is_below
        if below:
            listed, around = below, f"{around} {below}"
    may_be_elsewhere = listed is None and inside and NAMED.search(title) and names_a_document(url)
    if may_be_elsewhere and (elsewhere := days.columns.next_to(row) or day_in_attributes(row, title)):
        listed, around = elsewhere, f"{around} {elsewhere}"
    if is_day_outside:
        title = with_its_day(node, title, listed)
    if len(linked) >= MIN_SUMMARY and len(within[row.mem_id]) == 1:
        title = title_above_summary(node, row, linked) or title
    if listed is not None and str(listed.year) not in around:
        around = f"{around} {listed}"  # what reads the list as a whole needs no knowledge of the page's ways
    days.remember(row, listed)
    above = days.shared.above(row) if is_above and inside and not is_dated else None
    by_row = ((is_file and not ATTACHMENT.match(title)) or is_folder) and states_a_day(around)
    is_document = names_a_document(url) or by_row
    head = heads.above(row, within) if is_document and (listed or states_a_day(around)) else ("", 0)
    text, number = folded(node) or title, counted_by(node, title)
    where = place(node, names)
    marks = marks_of(node, title)
    box = row.parent.mem_id if row.parent is not None else 0
    return Anchor(url, text, title, around, where, listed, is_document, head, "", above, number, marks, box)


def day_in_particulars(node: LexborNode, around: str) -> date | None:
    """Return the day that the attribute of a link states behind its title, where its row shows no other: [08-11]."""
    said = particulars(node)
    day = day_of_row([said]) if said else None
    return day if day and day_without_year(around, "", day.year) in (None, day) else None


def counted_by(node: LexborNode, title: str) -> int | None:
    """Return the number in an element of its own with which a link and its title begin: <i>01</i>关于…"""
    first = node.child if title[:1].isdecimal() else None
    text = folded(first) if first is not None and first.tag != "-text" else ""
    return int(text) if text.isdecimal() and len(text) < 4 and title.startswith(f"{text} ") else None


def companion_of(node: LexborNode, url: str, title: str, is_own: bool) -> Anchor:
    """Return a link that stands next to a title (`title`: its address); `is_own`: it leads to a page of its own."""
    text = folded(node)
    return Anchor(url, text, shown_title(node), "", (), is_document=is_own, next_to=title)


def without_other_days(companions: Iterable[LexborNode]) -> None:
    """Take out of the tree the days that lead elsewhere than their row's title does: that of the last answer."""
    for node in companions:
        if is_a_day(text := folded(node)) and states_a_day(text):
            node.inner_html = ""


def row_of(node: LexborNode, within: Within) -> LexborNode:
    row = node
    for above in ancestors(node):
        links = within[above.mem_id]
        if len(links) > LINKS_OF_A_ROW or len(set(links)) > 1:
            break
        if above.tag in ("table", "ul", "ol") and not is_row_of_cells(above) and not is_in_a_cell(above, within):
            break
        row = above
    return row


def is_in_a_cell(node: LexborNode, within: Within) -> bool:
    """Whether a table or list with one row's title stands in a cell of that row, next to other rows with one title."""
    if node.parent is None or node.parent.tag != "td":
        return False
    for around in islice(ancestors(node), MAX_NESTED):
        if around.tag not in IN_TABLES or len(set(within.get(around.mem_id, ()))) > 1:
            break
        for after in (True, False) if around.tag in ("tr", "table") else ():
            near = element_next_to(around, after=after)
            if near is not None and not within.get(near.mem_id):
                near = element_next_to(near, after=after)  # a line with the day, or one that parts the rows
            if near is not None and near.tag == around.tag and len(set(within.get(near.mem_id, ()))) == 1:
                return True
    return False


def is_row_of_cells(node: LexborNode) -> bool:
    """Whether a list within others of its make is a row: <ul><li>title</li><li>day</li></ul> for each article."""
    if node.tag == "table":
        return False
    made = node.attributes.get("class")
    near = (element_next_to(node, after=True), element_next_to(node, after=False))
    is_one_of_many = any(one is not None and (one.tag, one.attributes.get("class")) == (node.tag, made) for one in near)
    return is_one_of_many and len(list(islice(node.iter(), 2))) == 2


def place(node: LexborNode, names: dict[int, str]) -> tuple[str, ...]:
    """Tags, classes and ids from the link upwards: rows of one list share it, whatever their own marks. Boxes that the
    page hides bear the mark UNSEEN. A named box in one of its own kind counts once: where nothing closes the boxes of
    a list's rows, each stands in the one before.

    `names`: those of the elements that were met before.
    """
    chain: list[str] = []
    for above in ancestors(node):
        number = above.mem_id
        if number not in names:
            named = "" if above.tag in ROW_TAGS else f"{above.attributes.get('class') or ''}#{above.id or ''}"
            mark = UNSEEN if named and is_unseen(above) else ""
            names[number] = f"{above.tag} {' '.join(ROW_MARK.sub('', named).split())}{mark}"
        if not chain or chain[-1] != names[number] or names[number].endswith(UNNAMED):
            chain.append(names[number])
    return tuple(chain)
