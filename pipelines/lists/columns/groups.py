"""Which links of a list page are its articles, distinguished from navigation by evidence.

Sites build lists in a dozen ways; what they share is repetition. Links in like places form a group. A group is a list
of articles when its links look like articles: a date next to each, addresses that name one document, titles of some
length, below the list's own column. Navigation has none of these.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from pipelines.lists.columns.sibling_columns import without_columns
from pipelines.lists.dates import states_a_day
from pipelines.lists.pagers.next_page import is_pager
from pipelines.lists.rows.anchors import UNSEEN, Anchor
from pipelines.lists.rows.list_headings import OWN_NAME
from pipelines.lists.rows.row_companions import make_of
from pipelines.lists.titles import LONG_TITLE
from pipelines.lists.urls import DOCUMENT_NUMBER, UNFILLED, after_host
from pipelines.models import Source

__all__ = ["Group", "articles_among", "best_lists", "groups_among", "on_site"]

COLUMN_NUMBER = re.compile(r"(?:col|node|list|channel|column)[_/=]?(\d{3,})", re.IGNORECASE)
# /24261/list.htm, whose articles are at /04/95/c24261a328853/page.htm; the folder of a year names no column
COLUMN_FOLDER = re.compile(r"/(?!(?:19|20)\d\d(?:\d\d)?/)(\d{3,})/[^/]*$")
HEADING = re.compile(r"h[1-6] ")
FOOTER = re.compile(r"^footer |[ #](?:foot|copyright)(?:er)?(?:[\s_#-]|$)", re.IGNORECASE)
HOST = re.compile(r"https?://([a-z\d.-]+)(?::\d{1,5})?(?:[/?#]|$)", re.ASCII)  # most need no more looking at
MAX_LONE = 2  # links: three are a list
MORE = re.compile(r"[\W\d_]*(?:更多|more)[\W_]*$|^[\W_]+|[\W_]+$", re.IGNORECASE)
OF_A_LIST = re.compile(r"(?:\s?[A-Za-z][A-Za-z\s.&']{0,30}|列表)$")


def articles_among(
    anchors: Sequence[Anchor], url: str, source: Source, title: str = "", names: Sequence[str] = ()
) -> list[Anchor]:
    """Return the rows of the page's own lists, those to other hosts among them. `title`: what the page is called;
    `names`: what else its <title> says, one of which it is called where a list is.

    The source's patterns decide where it has some, else the evidence of their groups.
    """
    if source.follow:
        patterns = [re.compile(pattern) for pattern in source.follow]
        return [anchor for anchor in anchors if any(pattern.search(anchor.url) for pattern in patterns)]
    groups = groups_among(anchors, url, source)
    lists = [group for group in groups if group.is_list] or [g for g in groups if counts_down(g, url)]
    may_be = (title, *names[:1]) if title else names
    title = next((name for name in may_be if any(is_called(group.head[0], name) for group in lists)), title)
    lists = best_lists(lists, title)
    best = called_so(
        [
            anchor
            for group in (*lists, *headlines_among(groups, lists), *lone_among(groups, lists))
            for anchor in group.anchors
        ],
        title,
        url,
    )
    wanted, titles = {id(anchor) for anchor in best}, {anchor.url for anchor in best if anchor.is_document}
    return [a for a in anchors if a.is_document and (a.next_to in titles if a.next_to else id(a) in wanted)]


def groups_among(anchors: Sequence[Anchor], url: str, source: Source) -> list["Group"]:
    """Return the links in like places, group by group, in page order; those of pagers, without a title and next to one
    in none. Links to the columns next to the list's own are in none either."""
    places: dict[tuple[str, ...], list[Anchor]] = defaultdict(list)
    for anchor in outside_of_footers(without_columns(anchors, url)):
        if anchor.title and not anchor.next_to and not is_pager(anchor.text) and not UNFILLED.search(anchor.title):
            places[anchor.place].append(anchor)
    for place in [place for place in places if any(part.endswith(UNSEEN) for part in place)]:
        shown = tuple(part.removesuffix(UNSEEN) for part in place)
        if shown in places and not is_of_another_column(places[place], places[shown], url):
            places[shown] += places.pop(place)
    return [group for together in places.values() for group in without_menu(together, url, source)]


def without_menu(together: Sequence[Anchor], url: str, source: Source) -> list["Group"]:
    """Return links in like places as one group, or as two where some stand in boxes without a day and look like no
    rows: the menu next to the rows, in a box of the same make (<div class=part1>, <div class=part2>)."""
    boxes: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in together:
        boxes[anchor.box].append(anchor)
    dated = {anchor.box for anchor in together if anchor.shared or states_a_day(anchor.nearby)}
    if not dated or len(dated) == len(boxes):
        return [group_of(together, url, source)]
    # alone in its box may be a row of a list whose rows are boxes
    fewest = 2 if any(len(boxes[box]) == 1 for box in dated) else 1
    others = [group_of(boxes[box], url, source) for box in boxes if box not in dated and len(boxes[box]) >= fewest]
    menus = [group for group in others if not group.looks_like_rows]
    left = {id(anchor) for menu in menus for anchor in menu.anchors}
    return [group_of([anchor for anchor in together if id(anchor) not in left], url, source), *menus]


def is_of_another_column(hidden: Sequence[Anchor], shown: Sequence[Anchor], url: str) -> bool:
    """Whether what a page hides in boxes of a list's kind is the panel of another column: a list that a script uncovers
    part by part is hidden too."""
    return all(in_column(anchor.url, url) for anchor in shown) and not any(in_column(a.url, url) for a in hidden)


def outside_of_footers(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Return the links above the page's foot, where a number and a day name nothing; all of them, where most stand
    there."""
    above = [anchor for anchor in anchors if not any(FOOTER.search(part) for part in anchor.place)]
    return above if 2 * len(above) > len(anchors) else list(anchors)


@dataclass(frozen=True, slots=True)
class Group:
    """Links in like places, and what speaks for their being articles, each as a share from 0 to 1.

    `documents` is the share of links that can name one; the rest are shares of these: a row may also name its office
    and kind by links.
    """

    anchors: tuple[Anchor, ...]
    documents: float
    dated: float
    numbered: float
    titled: float
    below: float
    ours: float

    @property
    def head(self) -> tuple[str, int]:
        """What the list is called, and the number of the box in which its heading stands; empty: it has none."""
        return next((anchor.head for anchor in self.anchors if anchor.head[0]), ("", 0))

    @property
    def is_list(self) -> bool:
        return not self.why_no_list

    @property
    def looks_like_rows(self) -> bool:
        """Whether links without days may be rows by their titles and addresses, however few they are. One by itself
        may be by either."""
        titled, numbered = self.documents * self.titled >= 0.6, self.documents * self.numbered >= 0.6
        if len(self.anchors) == 1:
            return titled or numbered
        return titled and (numbered or self.ours < 0.5)

    @property
    def why_no_list(self) -> str:
        """Why the links are no list of articles; empty: they are one."""
        if self.dated >= 0.5:
            if self.documents < 0.2:
                return "dated, but too few of its addresses can be an article's"
            # 停水公告 at content_60.html: a day next to each, in the column's own folder, says as much as both
            is_own = len(self.anchors) > 2 and min(self.dated, self.below) == 1
            if self.numbered < 0.5 and self.titled < 0.5 and not is_own:
                return "dated, but with neither numbers in the addresses nor titles of some length"
            return ""
        if len(self.anchors) < 3:
            return "no dates, and fewer than three links"
        if not self.documents:
            return "no dates, and no address that can be an article's"
        if self.ours < 0.5:
            return "no dates, and most lead to other hosts"
        if self.documents * self.numbered < 0.6:
            return "no dates, and too few addresses with the number of one document"
        return "" if self.documents * self.titled >= 0.6 else "no dates, and titles too short for articles"


def counts_down(group: Group, list_url: str) -> bool:
    """Whether links without days are numbered below the list's folder from the newest down, though with too few digits
    to be articles by these alone: /tzgg/85.html, /tzgg/84.html. Columns are counted up."""
    if len(group.anchors) < 3 or min(group.documents, group.ours, group.below) < 1 or group.titled < 0.6:
        return False
    places = [urlsplit(anchor.url).path.rpartition("/") for anchor in group.anchors]
    stems = [name.partition(".")[0] for _, _, name in places]
    own = urlsplit(list_url).path.rpartition("/")[2].partition(".")[0]
    if len({folder for folder, *_ in places}) > 1 or own.isdecimal() or not all(map(str.isdecimal, stems)):
        return False
    numbers = [int(stem) for stem in stems]
    return all(one > other for one, other in pairwise(numbers))


def group_of(anchors: Sequence[Anchor], list_url: str, source: Source) -> Group:
    documents = [anchor for anchor in anchors if anchor.is_document]
    ours = [anchor for anchor in documents if on_site(anchor.url, source)]
    count = len(documents) or 1
    rows = documents or anchors  # where none can be an article's, what is dated is said of all
    return Group(
        anchors=tuple(anchors),
        documents=len(documents) / len(anchors),
        dated=sum(states_a_day(a.nearby) for a in rows) / len(rows),
        numbered=sum(bool(DOCUMENT_NUMBER.search(after_host(a.url))) for a in documents) / count,
        titled=sum(len(a.title) >= LONG_TITLE for a in documents) / count,
        below=sum(in_column(a.url, list_url) for a in ours) / count,
        ours=len(ours) / count,
    )


def best_lists(groups: list[Group], title: str = "") -> list[Group]:
    """A page also shows 热点, 推荐 and the newest of other columns: its own list is dated, and of its own
    column; of several, the one that is called what the page is called (`title`)."""
    of_both = [group for group in groups if group.dated >= 0.5 and group.below >= 0.5]
    best = of_both or [group for group in groups if group.dated >= 0.5 or group.below >= 0.5] or groups
    # a list may be undated and the news next to it dated: both are kept then, to lose nothing, but for what is called
    # something else
    if not of_both and len(title) >= 2 and any(group.below >= 0.5 for group in best):
        best = [g for g in best if g.below or not OWN_NAME.match(g.head[0]) or title in g.head[0]]
    own = [group for group in best if is_called(group.head[0], title)]
    if not own or len(own) == len(best):
        return best
    # a box of its own under a name of its own is another column's; without a name it may be a part of this list
    boxes = {group.head[1] for group in own}
    return [g for g in best if g in own or g.head[1] in boxes or not OWN_NAME.match(g.head[0])]


def headlines_among(groups: Sequence[Group], lists: Sequence[Group]) -> Iterator[Group]:
    """Yield what stands in a heading of its own, above rows with days, without one: <h2><a href=…>关于…</a></h2>.

    It is of the rows' own column, at addresses of the same make.
    """
    makes = {make_of(anchor.url) for group in lists if group.dated >= 0.5 for anchor in group.anchors}
    for group in groups if makes else ():
        if group not in lists and min(group.documents, group.below, group.titled) == 1 and not group.dated:
            is_heading = any(HEADING.match(part) for part in group.anchors[0].place[:2])
            if is_heading and all(make_of(anchor.url) in makes for anchor in group.anchors):
                yield group


def lone_among(groups: Sequence[Group], lists: Sequence[Group]) -> Iterator[Group]:
    """Yield the one or two links that are all of the column's own, without a day, next to lists of other columns."""
    if not lists or any(group.below for group in lists):
        return
    for group in groups:
        is_own = min(group.documents, group.numbered, group.titled, group.below, group.ours) == 1
        if is_own and group not in lists and len(group.anchors) <= MAX_LONE and not group.dated:
            yield group


def called_so(rows: list[Anchor], title: str, url: str) -> list[Anchor]:
    """Return the rows without those in a box of another name, where theirs is called what the page is: two boxes may be
    of one make. Rows below the list's folder stay, and the parts of a list in more boxes."""
    own = {row.head[1] for row in rows if is_called(row.head[0], title)}
    others = {row.head[1] for row in rows if row.head[1] not in own and OWN_NAME.match(row.head[0])}
    if not own or len(others) != 1:
        return rows
    return [row for row in rows if row.head[1] in own or not OWN_NAME.match(row.head[0]) or in_column(row.url, url)]


def is_called(head: str, title: str) -> bool:
    """Whether the heading of a list is its page's name, or a way that ends in it (首页 > 通知公告), be it said in
    English as well (通知公告 NOTICE) or as the name of a list (通知公告列表)."""
    return len(title) >= 2 and OF_A_LIST.sub("", MORE.sub("", head)).endswith(title)


def in_column(url: str, list_url: str) -> bool:
    """Below the list's folder, or carrying the number of its column (col1234 -> art_1234_99.html), be it the name of
    that folder."""
    here, there = urlsplit(list_url), urlsplit(url)
    folder = here.path.rpartition("/")[0]
    if len(folder) > 1 and there.path.startswith(f"{folder}/"):
        return True
    number = COLUMN_NUMBER.search(after_host(list_url)) or COLUMN_FOLDER.search(here.path)
    return bool(number and re.search(rf"(?<!\d){number[1]}(?!\d)", after_host(url)))


def on_site(url: str, source: Source) -> bool:
    """Whether the address is on one of the source's hosts or below one."""
    ordinary = HOST.match(url)
    host = (ordinary[1] if ordinary else urlsplit(url).hostname or "").rstrip(".")
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in source.allowed_domains)
