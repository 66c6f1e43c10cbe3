"""What else a page shows in the shape of an article: streams of teasers, and whole articles below the first.

Both are told by structure that repeats. A teaser is a headline that is a link and some lines of the page it leads to;
another article begins as the first did, with a heading of the same kind and a line with a date.
"""

from collections import defaultdict
from collections.abc import Sequence

from pipelines.extract.dates import first_moment
from pipelines.extract.line_patterns import is_meta_line
from pipelines.extract.names import known_container
from pipelines.extract.title import agrees, bare
from pipelines.extract.tree import Block, Element, Tree, common_element

__all__ = ["TEASER_LINK", "is_teaser_list", "is_teaser_stream", "other_articles", "teased_blocks"]

TEASER_LINK = 8  # characters: a keyword linked inside prose is shorter, a headline longer
FEWEST_TEASERS = 4
MAX_BETWEEN = 3  # blocks from a headline to the last line of its summary: day, site and picture stand between
LEAD = 4  # blocks below a heading among which the line with the date stands
SHORTEST_TITLE = 6  # characters; 留言内容 and 回复内容 are no titles of articles
ENOUGH = 30.0  # weight of an article that is one
MOST_OF_BLOCK = 0.6
MOST_OF_PROSE = 0.7


def is_headline(block: Block) -> bool:
    """A block that is a link, as long as a headline and no sentence."""
    return block.linked >= TEASER_LINK and block.linked > len(block.text) * MOST_OF_BLOCK


def teased_blocks(tree: Tree, weights: list[float]) -> list[float]:
    """The weight of each block that is prose right below a headline that links elsewhere, 0.0 for the others."""
    found = [0.0] * len(tree.blocks)
    since = MAX_BETWEEN + 1
    for number, block in enumerate(tree.blocks):
        if is_headline(block):
            since = 0
            continue
        since += 1
        if weights[number] <= 0:
            continue
        if since <= MAX_BETWEEN:
            found[number] = weights[number]
            since = MAX_BETWEEN + 1  # one summary each: further paragraphs are an article's
    return found


def is_teaser_stream(teased: Sequence[float], weight: float) -> bool:
    """Of an element of whose prose, of this weight, such summaries are the most: `teased` as `teased_blocks` gives."""
    return sum(teased) >= weight * MOST_OF_PROSE and sum(map(bool, teased)) >= FEWEST_TEASERS


def is_teaser_list(element: Element, tree: Tree) -> bool:
    """Small children of one kind, most of them led by a headline that is a link."""
    children = [child for child in element.children if child.end > child.first]
    if len(children) < FEWEST_TEASERS or children[0].tag == "p":
        return False
    kind = (children[1].tag, children[1].identity)
    like = [child for child in children if (child.tag, child.identity) == kind and child.end - child.first <= 6]
    if len(like) < len(children) * 0.6:
        return False
    led = sum(
        any(block.linked >= TEASER_LINK for block in tree.blocks[child.first : child.first + 2]) for child in like
    )
    return led >= len(children) * 0.6


def other_articles(tree: Tree, weights: list[float]) -> list[tuple[int, int]]:
    """The stretches of blocks, as (first, end), that belong to other articles of the page; usually there are none.

    The article meant is the one whose heading `<title>` repeats, else the first.
    """
    for starts in starts_by_kind(tree):
        stretches = list(zip(starts, [*starts[1:], common_element(tree, starts[0], starts[-1] + 1).end], strict=True))
        own = own_article(tree, stretches)
        if own is None:
            continue
        first, end = stretches[own]
        prose = [sum(w for w in weights[a:b] if w > 0) for a, b in stretches]
        if prose[own] < ENOUGH or max(prose[:own] + prose[own + 1 :]) < ENOUGH:
            continue
        return [(a, b) for a, b in ((starts[0], first), (end, stretches[-1][1])) if a < b]
    return []


def starts_by_kind(tree: Tree) -> list[list[int]]:
    """For each kind of heading that begins several articles, the numbers of these headings."""
    kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, block in enumerate(tree.blocks):
        element = block.element
        if (
            is_marked(element)
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
    return element.tag in ("h1", "h2", "h3") or "title" in element.identity


def has_lead(tree: Tree, number: int) -> bool:
    """A line with a day stands right below this heading."""
    return any(
        is_meta_line(block.text) and first_moment(block.text) is not None
        for block in tree.blocks[number + 1 : number + 1 + LEAD]
        if not block.linked
    )


def own_article(tree: Tree, stretches: list[tuple[int, int]]) -> int | None:
    """The number of the article that `<title>` names, else the first; None for the parts of one, in its container."""
    page_title = bare(tree.title)
    names = [bare(tree.blocks[first].text) for first, _ in stretches]
    named = next((at for at, name in enumerate(names) if agrees(name, page_title)), None)
    if named is not None:
        return named
    around = common_element(tree, stretches[0][0], stretches[-1][0] + 1)
    return None if any(known_container(element) for element in (around, *around.ancestors())) else 0
