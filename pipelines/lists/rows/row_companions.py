"""Links next to the title in the rows of a list: what explains it, its office or column, its comments.

    <li><a href="content_8860.html">关于…的通知</a><a href="jd/300.html">【解读】</a><span>2026-11-27</span></li>

Taken for rows of their own they would have the title's day. What they are called decides nothing: rows of one make
have their links in like places, and a place whose texts or addresses recur from row to row, or whose texts are all
short next to titles that are long, is not that of the titles.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from selectolax.lexbor import LexborNode

from pipelines.lists.dates import is_a_day, states_a_day
from pipelines.lists.titles import LONG_TITLE, SAYS_NOTHING, ancestors, folded
from pipelines.lists.urls import after_host

__all__ = ["COUNTED", "MANY", "companions_among", "make_of"]

MAX_LINKS = 8  # to different addresses in one row
MAX_NODES = 32  # links in one row, several of them to one address
MAX_ROWS = 1000  # of one list that are looked at
COUNTED = re.compile(r"[\W\d_]+")  # 评论(0) and 评论(12) say the same
DIGITS = re.compile(r"[\da-f]{16,}|\d+", re.IGNORECASE)
MANY = 2 / 3  # of the texts in one place at most may differ where they recur, at least where they are titles

MUCH = 1.5  # as long are titles that are all the same next to the names of offices
MIN_ITEMS = 3
MIN_FLAT = 4  # links

Place = tuple[object, ...]
Row = list[tuple[LexborNode, LexborNode, str]]  # its element (or its link, where it has none), a link, the address


@dataclass(frozen=True, slots=True)
class RowLink:
    """What leads to one address in a row: the links themselves, the longest text of them, and where that stands."""

    nodes: tuple[LexborNode, ...]
    row: int
    url: str
    text: str
    place: Place
    has_day: bool  # next to it, in an element that holds no other link

    @property
    def said(self) -> str:
        return COUNTED.sub("", self.text)

    @property
    def make(self) -> str:
        return make_of(self.url)


def make_of(url: str) -> str:
    """Return an address as it is but for its numbers and folders."""
    return DIGITS.sub("0", after_host(url).rpartition("/")[2])


def companions_among(
    found: Sequence[tuple[LexborNode, str]], within: Mapping[int, list[str]]
) -> dict[int, tuple[str, bool]]:
    """Return the links that stand next to a title in its row: number -> the title's address, and whether this one leads
    to a page of its own, as titles do.

    `found`: the links that can be a document's; `within`: their addresses, by the elements around them.
    """
    rows = {number for number, urls in within.items() if 1 < len(urls) <= MAX_NODES and 1 < len(set(urls)) <= MAX_LINKS}
    parents: set[int] = set()
    for node, _ in found if rows else ():
        for above in ancestors(node):
            if above.mem_id in rows:
                if above.parent is not None:
                    parents.add(above.parent.mem_id)
            elif len(within.get(above.mem_id, ())) > MAX_NODES:
                break
    lists: dict[int, dict[int, Row]] = defaultdict(lambda: defaultdict(list))
    for node, url in found if parents else ():
        inner = node
        for above in ancestors(node):
            if above.mem_id in parents:
                lists[above.mem_id][inner.mem_id].append((inner, node, url))
            inner = above
    companions: dict[int, tuple[str, bool]] = {}
    for together in (*(list(of_list.values()) for of_list in lists.values()), *rows_of_lines(found)):
        for link, title, is_own in companions_of(together[:MAX_ROWS]):
            companions.update((node.mem_id, (title.url, is_own)) for node in link.nodes)
    return companions


def rows_of_lines(found: Sequence[tuple[LexborNode, str]]) -> Iterator[list[Row]]:
    """Yield the rows of each list whose rows are lines that <br> ends."""
    flat: dict[int, list[tuple[LexborNode, str]]] = defaultdict(list)
    for node, url in found:
        if node.parent is not None:
            flat[node.parent.mem_id].append((node, url))
    for links in flat.values():
        around = links[0][0].parent
        if len(links) < MIN_FLAT or around is None or around.css_first("br") is None:
            continue
        line = 0
        lines: dict[int, int] = {}
        for part in around.iter():
            line += part.tag == "br"
            lines[part.mem_id] = line
        rows: dict[int, Row] = defaultdict(list)
        for node, url in links:
            rows[lines[node.mem_id]].append((node, node, url))
        yield list(rows.values())


def companions_of(rows: Sequence[Row]) -> Iterator[tuple[RowLink, RowLink, bool]]:
    """Yield the links of one list's rows that are not its titles, each with its row's title."""
    if len(rows) < 2 or len({row[0][0].tag for row in rows}) > 1:
        return
    counts = [len({url for *_, url in row}) for row in rows]
    if not 1 < max(counts) <= MAX_LINKS or any(is_list(row) for row in rows):
        return
    links = [links_of_row(number, row) for number, row in enumerate(rows)]
    places: dict[Place, list[RowLink]] = defaultdict(list)
    for row in links:
        for link in row:
            places[link.place].append(link)
    titles = place_of_titles(places, len(rows))
    if titles is None:
        return
    make = Counter(link.make for link in places[titles]).most_common(1)[0][0]
    times = Counter(said for row in links for said in {link.said for link in row})
    without_title = {
        place for place, here in places.items() if place != titles and goes_with_titles(here, places[titles], len(rows))
    }
    owned = Counter(url for row in links for url in {link.url for link in row})
    for row in links:
        own = [link for link in row if link.place not in without_title]
        if not own:
            continue
        title = max(own, key=lambda link: len(link.text))
        for link in row:
            # a mark in front of some titles shifts the places: it recurs, and its address is of another make
            is_mark = times[link.said] > 1 and link.make != make == title.make and len(link.text) < len(title.text)
            if link is not title and (link.place in without_title or is_mark):
                yield link, title, link.make == make and owned[link.url] == 1 and not is_a_day(link.text)


def is_list(row: Row) -> bool:
    """Whether what may be a row holds rows of its own: links in three items or lines of a table."""
    items = set()
    for inner, node, _ in row if len(row) >= MIN_ITEMS else ():
        for above in (node, *ancestors(node)):
            if above.mem_id == inner.mem_id:
                break
            if above.tag in ("li", "tr", "dt"):
                items.add(above.mem_id)
                break
    return len(items) >= MIN_ITEMS


def links_of_row(number: int, row: Row) -> list[RowLink]:
    """Return the links of a row, one for each address, in the order in which they stand."""
    by_address: dict[str, list[tuple[LexborNode, Place]]] = defaultdict(list)
    seen: Counter[Place] = Counter()
    for inner, node, url in row:
        place = place_in(inner, node)
        by_address[url].append((node, (*place, seen[place])))
        seen[place] += 1
    several = len(by_address) > 1
    found = []
    for url, nodes in by_address.items():
        node, place = max(nodes, key=lambda one: len(text_of(one[0])))
        has_day = several and has_own_day(row[0][0], node)
        found.append(RowLink(tuple(one for one, _ in nodes), number, url, text_of(node), place, has_day))
    return found


def text_of(node: LexborNode) -> str:
    return folded(node) or " ".join((node.attributes.get("title") or node.attributes.get("value") or "").split())


def place_in(row: LexborNode, node: LexborNode) -> Place:
    """Return where a link stands in its row: the tags around it, and in a table the number of its cell."""
    place: list[object] = []
    inner = node
    for above in ancestors(node):
        if inner.mem_id == row.mem_id:
            break
        if above.mem_id == row.mem_id:
            if row.tag == "tr":
                place.append(next((i for i, cell in enumerate(row.iter()) if cell.mem_id == inner.mem_id), 0))
            break
        place.append(above.tag)
        inner = above
    return tuple(place)


def has_own_day(row: LexborNode, node: LexborNode) -> bool:
    """Whether a day stands next to a link, within an element of the row that holds no other link."""
    inner = node
    for above in ancestors(node):
        if above.mem_id == row.mem_id or len(above.css("a")) > 1:
            break
        inner = above
    return inner.mem_id != node.mem_id and states_a_day(folded(inner).replace(folded(node), " ", 1))


def place_of_titles(places: Mapping[Place, Sequence[RowLink]], rows: int) -> Place | None:
    """Return the place that most rows have, in which the longest texts stand and differ from row to row.

    Where no texts differ (查看 in each row, 空气质量日报 on each day) it is the only one whose addresses do. Where they
    are the same, but much longer than those that differ (行政处罚决定书 of each office), it is theirs.
    """
    own = [place for place, here in places.items() if 2 * len(here) >= rows and not one_leads_for_many(here)]
    named = [place for place in own if len({link.said for link in places[place]}) > MANY * len(places[place])]
    longest = max((words(places[place]) for place in named), default=0)
    same = [place for place in own if place not in named and says_more(places[place], longest)] if named else []
    return max(same or named, key=lambda place: usual(places[place]), default=own[0] if len(own) == 1 else None)


def says_more(links: Sequence[RowLink], length: float) -> bool:
    """Whether the texts of one place are titles next to others of this length."""
    return words(links) >= MUCH * length and not any(SAYS_NOTHING.match(link.text) for link in links)


def one_leads_for_many(links: Sequence[RowLink]) -> bool:
    """Whether the addresses of one place recur from row to row: those of columns and offices."""
    return len(links) > 1 and len({link.url for link in links}) <= MANY * len(links)


def usual(links: Sequence[RowLink]) -> float:
    return median(len(link.text) for link in links)


def words(links: Sequence[RowLink]) -> float:
    return median(len(link.said) for link in links)


def goes_with_titles(here: Sequence[RowLink], titles: Sequence[RowLink], rows: int) -> bool:
    """Whether what stands in one place of the rows goes with the titles: it recurs, or is short next to long ones."""
    length = usual(titles)
    if one_leads_for_many(here) or all(is_a_day(link.text) for link in here):
        return True
    if usual(here) >= length or (is_dated(here) and is_dated(titles)):
        return False
    if any(len(links) > 1 and len({link.said for link in links}) <= MANY * len(links) for links in (here, titles)):
        return True
    return rows > 2 and length >= LONG_TITLE and all(len(link.text) < LONG_TITLE for link in here)


def is_dated(links: Sequence[RowLink]) -> bool:
    return 2 * sum(link.has_day for link in links) >= len(links)
