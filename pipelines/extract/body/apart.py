"""What stands apart from the article by its markup: readers' comments, and other `<article>` elements."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import accumulate, takewhile

from pipelines.extract.markup.names import is_called_said
from pipelines.extract.markup.tree import Element, Stretch, Tree, first_of

__all__ = ["articles_apart", "below_text", "comments", "unname_what_is_introduced"]

ENOUGH = 60.0  # weight of the text above comments
SHORT = 12  # blocks of a stream above comments may be the article
MUCH_MORE = 3  # times what stands in the article with the heading: that one holds only the head
FEWEST = 2  # like elements: one by itself may be the text
MAX_SHARE = 0.5  # of the article's weight may stand in one inside it that is apart
INTRODUCES = 12  # characters of a line with a colon, at least
OF_READERS = re.compile("评论|評論|跟帖|留言板|[Cc]omment")


def unname_what_is_introduced(tree: Tree) -> None:
    """Take, in place, the names of comments and replies from elements that a line of the text introduces, next to it:
    …共收到意见4条。具体如下： What came in upon a consultation is the text itself."""
    if "：<" not in tree.said and ":<" not in tree.said:
        return
    done = 0
    introducing = [
        number
        for number, block in enumerate(tree.blocks[:-1])
        if block.text[-1] in "：:" and len(block.text) >= INTRODUCES
    ]
    for number in introducing:
        block = tree.blocks[number]
        if number < done or block.hidden or block.is_link:
            continue
        outer = block.element.parent
        children = [] if outer is None else outer.children
        places = range(bisect_left(children, number + 1, key=first_of), len(children))
        below = (child for child in map(children.__getitem__, places) if child.end > child.first)
        around = next(below, None)
        if around is None or around.first != number + 1:
            continue
        if OF_READERS.search(block.text) or any(at.block == number + 1 and at.element is outer for at in tree.images):
            continue
        waiting = [around, *takewhile(partial(is_like, around), below)]
        done = max(one.end for one in waiting)
        while waiting:
            element = waiting.pop()
            waiting.extend(element.children)
            if is_called_said(element):
                element.attributes = ""


def is_like(one: Element, other: Element) -> bool:
    """Of one tag, and one name."""
    return one.tag == other.tag and (one.attributes == other.attributes or one.identity == other.identity)


def comments(named: Sequence[Element], weights: Sequence[float], heading: int | None) -> list[Element]:
    """Return those of the `named` elements that hold several elements of one tag, below an article.

    `named` say readers' comments, and stand in page order.
    """
    if not named:
        return []
    above = heading or 0
    totals = [0.0, *accumulate(max(0.0, weight) for weight in weights)]
    found: list[Element] = []
    looked_at = above + 1  # up to this block: what holds none has none inside either
    for element in named:
        if element.first < looked_at or totals[element.first] - totals[above] < ENOUGH:
            continue
        looked_at = element.end
        if has_like_children(element):
            found.append(element)
    return found


def below_text(teaser: Stretch, said: Sequence[Element]) -> Stretch:
    """Comments, each below a link with its author's name, look like teasers; what stands above them does not."""
    begins = (one.first for one in said if 0 < one.first - teaser.first <= SHORT and one.first < teaser.end)
    return Stretch(next(begins, teaser.first), teaser.end)


def has_like_children(element: Element) -> bool:
    """The element, or one in it, has several children of one tag that hold text."""
    waiting = [element]
    while waiting:
        kinds: dict[str, int] = defaultdict(int)
        inner = waiting.pop()
        for child in inner.children:
            if child.tag in ("div", "li", "article", "section", "dl", "tr") and child.end > child.first + 1:
                kinds[child.tag] += 1
        if max(kinds.values(), default=0) >= FEWEST:
            return True
        waiting.extend(inner.children)
    return False


def articles_apart(tree: Tree, totals: Sequence[float]) -> list[Element]:
    """Return the `<article>` elements, two or more, next to the page's own one or inside it.

    The page's own holds its only `h1`, or weighs more than all others together. Those next to it are teasers, those
    inside it comments, as HTML says of nested ones.
    """
    articles = [element for element in tree.sought["article"] if element.end > element.first]
    if len(articles) <= FEWEST:
        return []
    main = main_article(tree, articles, totals)
    if main is None:
        return []
    around = {main, *main.ancestors()}
    most = MAX_SHARE * weight_of(main, totals)
    if max(own_weights(articles, totals)) > MUCH_MORE * weight_of(main, totals):
        return []
    others = [
        element
        for element in articles
        if element not in around and (not main.first <= element.first < main.end or weight_of(element, totals) <= most)
    ]
    return others if len(others) >= FEWEST else []


def main_article(tree: Tree, articles: Sequence[Element], totals: Sequence[float]) -> Element | None:
    headings = [one for one in tree.sought["heading"] if one.tag == "h1" and one.end > one.first]
    outer: list[Element] = []
    for one in articles:
        if not outer or one.first >= outer[-1].end:
            outer.append(one)
    if len(headings) == 1:
        holding = [one for one in outer if one.first <= headings[0].first < one.end]
        if holding and weight_of(holding[0], totals) >= ENOUGH:
            return holding[0]
    heaviest = max(outer, key=lambda one: weight_of(one, totals))
    rest = sum(weight_of(one, totals) for one in outer if one is not heaviest)
    return heaviest if weight_of(heaviest, totals) > max(ENOUGH, rest) else None


def own_weights(articles: Sequence[Element], totals: Sequence[float]) -> list[float]:
    """Return the weight of each article, which come in page order, without those in it."""
    own = [weight_of(one, totals) for one in articles]
    around: list[int] = []
    for number, one in enumerate(articles):
        while around and articles[around[-1]].end <= one.first:
            around.pop()
        if around:
            own[around[-1]] -= weight_of(one, totals)
        around.append(number)
    return own


def weight_of(element: Element, totals: Sequence[float]) -> float:
    return totals[element.end] - totals[element.first]
