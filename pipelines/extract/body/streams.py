"""What else a page shows in the shape of an article: streams of teasers, and whole articles below the first.

Both are found by structure that repeats. A teaser is a headline that is a link and some lines of the page it leads to;
another article begins as the first did, with a heading of the same kind and a line with a date.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence

from pipelines.extract.heading.page_titles import WIDE, agrees, bare
from pipelines.extract.markup.names import is_called_otherwise, known_container
from pipelines.extract.markup.tree import NAMES_FILE, Block, Element, Stretch, Tree, common_element, is_file, links_in
from pipelines.extract.words.dates import first_moment
from pipelines.extract.words.line_patterns import is_meta_line

__all__ = [
    "FEWEST_TEASERS",
    "TEASER_LINK",
    "item_list",
    "other_articles",
    "page_heading",
    "page_targets",
    "teaser_list",
    "teaser_streams",
]

TEASER_LINK = 8  # characters: a keyword linked inside prose is shorter, a headline longer
FEWEST_TEASERS = 4
MAX_BETWEEN = 3  # blocks from a headline to the last line of its summary: day, site and picture stand between
LEAD = 4  # blocks below a heading among which the line with the date stands
SHORTEST_TITLE = 6  # characters; 留言内容 and 回复内容 are no titles of articles
ENOUGH = 30.0  # weight of an article that is one
MAX_OF_BLOCK = 0.6
LEAST_OF_LINE = 0.25
LEAST_OF_NUMBERED = 0.7  # in `<ol>`, which numbers parts of a text as often as headlines
MAX_STRAYS = 60.0  # weight of other prose from one teaser to the next: notes about advertisements
SHARE_OF_STRAYS = 0.35  # of the weight of a stream of teasers may be other prose
MAX_OF_ITEM = 6  # blocks
MOST = 0.6  # of the children of one kind, or of the prose
MAX_TITLE = 60  # characters
BUTTON = 8  # characters: 更多, 查看详情
SENTENCE_ENDS = ("。", "；", "！", "？", "：", "，", ".", "!", "?", ".”", "?”", "!”", '."')
# A script that opens a page: by an address, or by a call with a number
OPENS_PAGE = re.compile(
    r" (?:data-(?:href|url|link)=\"[^\"#]|role=\"link\""
    r"|onclick=\"[^\"]*(?:location|href|open\(|\((?:'|&quot;)?[\w/.-]*\d))"
)
UNFOLDS = re.compile(r" onclick=\"[^\"]*(?:toggle|fold|slide|show|expand|collapse|tab)", re.IGNORECASE)
TO_PAGE = -6.0  # weight of a link at most, unless it recurs as buttons do
HIGH_HEADINGS = frozenset(("h1", "h2", "h3"))
LOW_HEADINGS = frozenset(("h3", "h4", "h5", "h6"))
PARAGRAPH = 10.0  # weight: less is a label or a counter


def is_headline(block: Block) -> bool:
    """A block that is a link, as long as a headline and no sentence."""
    return block.linked >= TEASER_LINK and block.linked > len(block.text) * MAX_OF_BLOCK


def is_head_of_link(tree: Tree, number: int) -> bool:
    """A heading that is no link, above a paragraph that ends in one: 更多."""
    block = tree.blocks[number]
    if block.element.tag not in LOW_HEADINGS or number + 1 >= len(tree.blocks):
        return False
    below = tree.blocks[number + 1]
    return 0 < below.linked <= BUTTON and below.linked < len(below.text) / 2 and is_short_line(block.text)


def headlines_among(tree: Tree, weights: list[float], own: Container[int], numbers: Iterable[int]) -> set[int]:
    """Return those of the blocks that lead to other pages: by a link, or as the head of a paragraph with one."""
    blocks = tree.blocks
    return {
        number
        for number in numbers
        if (weights[number] <= TO_PAGE and is_headline(blocks[number]))
        or (blocks[number].element.tag in LOW_HEADINGS and is_head_of_link(tree, number) and number not in own)
    }


def teaser_streams(tree: Tree, weights: list[float], own: Container[int] = ()) -> list[Stretch]:
    """Return where headlines that link elsewhere, each with a paragraph of its text, follow one another.

    `own` are the article's own lines: there a heading without a link leads to no other page.
    Other prose among them is an article's, unless it is little: notes about advertisements.
    """
    may_be_summed_up: set[int] = set()
    paragraphs = [number for number, weight in enumerate(weights) if weight >= PARAGRAPH]
    for number in paragraphs:
        may_be_summed_up.update(range(number - MAX_BETWEEN, number))
    found = closed_teasers(tree, [number for number in paragraphs if tree.blocks[number].linked], own)
    headlines = headlines_among(tree, weights, own, [number for number in may_be_summed_up if number >= 0])
    if len(headlines) < FEWEST_TEASERS:
        return found
    headlines = headlines_among(tree, weights, own, range(len(tree.blocks)))
    run: list[int] = []  # the summaries
    begin = 0
    strays = since_summary = 0.0
    since = MAX_BETWEEN + 1
    for number, block in enumerate([*tree.blocks, None]):
        if number in headlines:
            begin = begin if run else number
            since = 0
            continue
        since = since + 1 if block is not None and block.element.tag not in ("h1", "h2") else MAX_BETWEEN + 1
        if block is not None and weights[number] < PARAGRAPH:
            continue
        if block is not None and since <= MAX_BETWEEN:
            run.append(number)
            strays, since_summary, since = strays + since_summary, 0.0, MAX_BETWEEN + 1
            continue
        since_summary += weights[number] if block is not None else 0.0
        if block is None or since_summary > MAX_STRAYS:
            if len(run) >= FEWEST_TEASERS and strays <= SHARE_OF_STRAYS * sum(weights[at] for at in run):
                found.append(Stretch(begin, run[-1] + 1))
            run, strays, since_summary = [], 0.0, 0.0
    return [stretch for stretch in found if not in_container(tree, stretch)]


def closed_teasers(tree: Tree, linked: Iterable[int], own: Container[int]) -> list[Stretch]:
    """Return the stretches of paragraphs of one kind that each begin below or with a headline and end with a link to
    the same page: 【详细】. `linked` are those with links; none is one of the article's `own`."""
    closed = [number for number in linked if number not in own and is_closed(tree, number)]
    if len(closed) < 2:
        return []
    runs: list[list[int]] = []
    run: list[int] = []
    for number in closed:
        if run and not is_in_turn(tree.blocks[run[-1]].element, tree.blocks[number].element):
            runs.append(run)
            run = []
        run.append(number)
    stretches = (Stretch(run[0], run[-1] + 1) for run in [*runs, run] if len(run) > 1)
    return [stretch for stretch in stretches if not in_container(tree, stretch)]


def is_closed(tree: Tree, number: int) -> bool:
    """Whether a paragraph ends with a link to the page to which the headline leads that it begins with, or that stands
    right above it."""
    links = links_in(tree, max(0, number - 1), number + 1)
    text = tree.blocks[number].text
    if len(links) < 2 or links[-1].block != number or not links[-1].text or not text.endswith(links[-1].text):
        return False
    first = next(link for link in links if link.href == links[-1].href)
    if first is links[-1] or len(first.text) < TEASER_LINK:
        return False
    return text.startswith(first.text) if first.block == number else tree.blocks[first.block].is_link


def is_in_turn(one: Element, other: Element) -> bool:
    """Whether two elements are of one kind and in one element, or the first ones of two such."""
    if one.parent is not other.parent and one.parent is not None and other.parent is not None:
        one, other = one.parent, other.parent
    return one.tag == other.tag and one.identity == other.identity and one.parent is other.parent


def in_container(tree: Tree, stretch: Stretch) -> bool:
    """The whole stretch stands in a container known to hold bodies: a digest, say."""
    around = common_element(tree, *stretch)
    return any(map(known_container, (around, *around.ancestors())))


def teaser_list(element: Element, tree: Tree) -> Stretch | None:
    """Return where the small children of one kind stand, when most of these are led by a headline that is a link."""
    children = [child for child in element.children if child.end > child.first]
    if len(children) < FEWEST_TEASERS or children[0].tag == "p":
        return None
    kind = (children[-2].tag, children[-2].identity)
    like = [child for child in children if (child.tag, child.identity) == kind and child.end - child.first <= 6]
    if len(like) < len(children) * 0.6:
        return None
    least = LEAST_OF_NUMBERED if element.tag == "ol" else LEAST_OF_LINE
    led = [c for c in like if any(leads(block, least) for block in tree.blocks[c.first : c.first + 2])]

    return Stretch(led[0].first, led[-1].end) if len(led) >= len(children) * 0.6 else None


def leads(block: Block, least: float) -> bool:
    """A link as long as a headline; where words stand apart a name is as long, so there it is `least` of its line."""
    if block.linked < TEASER_LINK:
        return False
    return block.linked >= len(block.text) * least or WIDE.search(block.text) is not None


def item_list(
    element: Element, tree: Tree, weights: list[float], page_links: Callable[[], Sequence[int]]
) -> Stretch | None:
    """Return where children of one kind stand that are each a headline, a summary and a way to another page; None
    where there are no such children.

    The way may be any link in the item or a script; `page_links` gives the blocks of such links, in order. In `<aside>`
    and elements named for something else the items alone are enough.
    """
    if element.tag in ("table", "tbody", "tr") or (element.children[0].tag == element.children[-1].tag == "p"):
        return None
    children = [child for child in element.children if 2 <= child.end - child.first <= MAX_OF_ITEM]
    if len(children) < FEWEST_TEASERS:
        return None
    kinds: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for child in children:
        kinds[child.tag, child.identity].append(child)
    items = max(kinds.values(), key=len, default=[])
    if len(items) < FEWEST_TEASERS:
        return None
    complete = [item for item in items if is_item(item, tree, weights)]
    if len(complete) < FEWEST_TEASERS:
        return None
    enough = len(complete)
    if element.tag != "aside" and not is_called_otherwise(element):
        targets = page_links()
        enough = sum(leads_elsewhere(item, targets) for item in complete)
    whole = sum(weights[at] for at in range(element.first, element.end) if weights[at] > 0)
    inside = sum(weights[at] for item in complete for at in range(item.first, item.end) if weights[at] > 0)
    if enough < FEWEST_TEASERS or enough < len(items) * MOST or inside < whole * MOST:
        return None
    return Stretch(items[0].first, items[-1].end)


def is_item(item: Element, tree: Tree, weights: list[float]) -> bool:
    """A line as short as a headline, no sentence, above a paragraph."""
    first = tree.blocks[item.first]
    return is_short_line(first.text) and any(weights[at] >= PARAGRAPH for at in range(item.first + 1, item.end))


def is_short_line(text: str) -> bool:
    return SHORTEST_TITLE <= len(text) <= MAX_TITLE and not text.endswith(SENTENCE_ENDS)


def leads_elsewhere(item: Element, targets: Sequence[int]) -> bool:
    """A link to a page stands in the item, or a script of it opens one."""
    at = bisect_left(targets, item.first)
    if at < len(targets) and targets[at] < item.end:
        return True
    waiting = [item]
    while waiting:
        element = waiting.pop()
        if element.attributes and OPENS_PAGE.search(element.attributes) and not UNFOLDS.search(element.attributes):
            return True
        waiting.extend(element.children)
    return False


def page_targets(tree: Tree) -> list[int]:
    """Return the blocks at which links to other pages stand, in page order."""
    return [
        link.block
        for link in tree.links
        if not link.href.startswith(("#", "javascript:")) and not (NAMES_FILE.search(link.href) and is_file(link.href))
    ]


def other_articles(tree: Tree, weights: list[float], metas: Sequence[int]) -> list[Stretch]:
    """Return the stretches that belong to other articles of the page; usually there are none.

    The article meant is the one whose heading `<title>` repeats, else the first. `metas` are the lines about a text.
    """
    for starts in starts_by_kind(tree, metas):
        stretches = list(zip(starts, [*starts[1:], common_element(tree, starts[0], starts[-1] + 1).end], strict=True))
        own = own_article(tree, stretches)
        if own is None:
            continue
        first, end = stretches[own]
        prose = [sum(w for w in weights[a:b] if w > 0) for a, b in stretches]
        if prose[own] < ENOUGH or max(prose[:own] + prose[own + 1 :]) < ENOUGH:
            continue
        return [Stretch(a, b) for a, b in ((starts[0], first), (end, stretches[-1][1])) if a < b]
    return []


def starts_by_kind(tree: Tree, metas: Sequence[int]) -> list[list[int]]:
    """For each kind of heading that begins several articles, the numbers of these headings.

    Below each stands one of the lines about a text, `metas`.
    """
    kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
    above: set[int] = set()
    for meta in metas:
        above.update(range(max(0, meta - LEAD), meta))
    for number in sorted(above):
        block = tree.blocks[number]
        element = block.element
        if (
            (element.tag in HIGH_HEADINGS or "itle" in element.attributes)
            and is_marked(element)
            and not block.hidden
            and SHORTEST_TITLE <= len(block.text) <= 100
            and not is_headline(block)
            and has_lead(tree, number)
        ):
            kinds[element.tag, element.identity].append(number)
    found = []
    for numbers in kinds.values():
        if len({tree.blocks[number].text for number in numbers}) < 2:
            continue
        found.append(numbers)
    return found


def is_marked(element: Element) -> bool:
    return element.tag in HIGH_HEADINGS or "title" in element.identity


def has_lead(tree: Tree, number: int) -> bool:
    """A line with a day stands right below this heading."""
    return any(
        is_meta_line(block.text) and first_moment(block.text) is not None
        for block in tree.blocks[number + 1 : number + 1 + LEAD]
        if not block.linked
    )


def own_article(tree: Tree, stretches: list[tuple[int, int]]) -> int | None:
    """Return the number of the article that `<title>` names, else the first; None for the parts of one, in its
    container."""
    page_title = bare(tree.title)
    names = [bare(tree.blocks[first].text) for first, _ in stretches]
    named = next((at for at, name in enumerate(names) if agrees(name, page_title)), None)
    if named is not None:
        return named
    return None if in_container(tree, Stretch(stretches[0][0], stretches[-1][0] + 1)) else 0


def page_heading(tree: Tree) -> int | None:
    """Return the number of the first `h1` or `h2` that `<title>` repeats, rather one that is no link (the site's name);
    None where there is none."""
    headings = tree.sought["heading"]
    page_title = bare(tree.title) if headings else ""
    linked: int | None = None
    for element in headings:
        for number in range(element.first, element.end):
            block = tree.blocks[number]
            if (
                block.element is element
                and not block.hidden
                and len(block.text) >= SHORTEST_TITLE
                and agrees(bare(block.text), page_title)
            ):
                if not block.is_link:
                    return number
                linked = number if linked is None else linked
    return linked
