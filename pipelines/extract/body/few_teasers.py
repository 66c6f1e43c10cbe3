"""Three teasers of other pages or more, below an article and beyond its element: each a title, a summary and a link."""

from bisect import bisect_left
from collections.abc import Sequence

from pipelines.extract.body.own_lines import PARAGRAPH
from pipelines.extract.body.streams import BUTTON, MAX_OF_ITEM, is_headline, is_short_line
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Element, Stretch, Tree, branch_away, elements_from, is_file, links_in

__all__ = ["few_teasers"]

FEWEST = 3
MAX_HEADING = 8  # characters of a line above them: 推荐
ANNOUNCES = ("：", ":", "如下。", "如下")  # what follows
OF_PAGE = ("#", "javascript:")


def few_teasers(tree: Tree, weights: Sequence[float], own: Sequence[int]) -> list[Stretch]:
    """Return the parts below the `own` lines, if these have a paragraph and announce nothing, that are teasers of
    other pages."""
    said = [number for number in own if weights[number] >= PARAGRAPH]
    start = said[0] if said else None
    if start is None or sum(map(PARAGRAPH.__le__, weights[start:])) < len(said) + FEWEST:
        return []
    if tree.blocks[own[-1]].text.endswith(ANNOUNCES):
        return []
    opening = tree.blocks[start].element
    found: list[Stretch] = []
    lists = [one for one in elements_from(tree, start + 1, len(tree.blocks)) if len(one.children) >= FEWEST]
    for element in lists:
        last = element.children[-1]
        if (
            last.end - last.first == 1
            or last.end - last.first > MAX_OF_ITEM
            or element.hidden
            or (found and element.first < found[-1].end)
        ):
            continue
        at = bisect_left(own, element.first)
        if at < len(own) and own[at] < element.end:
            continue
        items = items_of(element)
        if len(items) < FEWEST or not all(is_teaser(tree, weights, item) for item in items):
            continue
        if known_container(branch_away(element, opening)) or not lead_to_pages(tree, items):
            continue
        first = items[0].first
        above = tree.blocks[first - 1]
        is_own = at > 0 and own[at - 1] == first - 1
        if not is_own and len(above.text) <= MAX_HEADING and not above.linked:
            first -= 1
        found.append(Stretch(first, items[-1].end))
    return found


def items_of(element: Element) -> list[Element]:
    """Return the children with text that are of the last one's kind, if all but one are: a heading may stand above."""
    children = [child for child in element.children if child.end > child.first]
    if len(children) < FEWEST or children[-1].tag == "p":
        return []
    items = [child for child in children if (child.tag, child.identity) == (children[-1].tag, children[-1].identity)]
    return items if len(items) >= len(children) - 1 else []


def is_teaser(tree: Tree, weights: Sequence[float], item: Element) -> bool:
    """A headline that is a link above a paragraph, or a title, a paragraph and a button that is a link."""
    if not 2 <= item.end - item.first <= MAX_OF_ITEM:
        return False
    first, last = tree.blocks[item.first], tree.blocks[item.end - 1]
    if not any(weights[number] >= PARAGRAPH for number in range(item.first + 1, item.end)):
        return False
    return is_headline(first) or (is_short_line(first.text) and last.is_link and len(last.text) <= BUTTON)


def lead_to_pages(tree: Tree, items: Sequence[Element]) -> bool:
    """Whether each leads to a page of its own."""
    links = [[link.href for link in links_in(tree, item.first, item.end)] for item in items]
    hrefs = [one[0] for one in links if one and not one[0].startswith(OF_PAGE) and not is_file(one[0])]
    return len(hrefs) == len(items) == len(set(hrefs))
