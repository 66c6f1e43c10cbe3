"""An article of pictures or of a film: what stands in another column of the page is no text of it."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.extract.body.beyond import WHOLE
from pipelines.extract.body.own_lines import PARAGRAPH, is_frame_itself
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Element, Tree, block_of, branch_away, links_in
from pipelines.extract.markup.wrapped import EMBEDDED
from pipelines.extract.words.line_patterns import is_cut_anywhere

__all__ = ["pictured_article"]

MAX_CAPTION = 60  # characters next to pictures that are all there is
LINES = 2  # blocks from the text's first to the last picture
NEXT_ARTICLE = re.compile(r"^\W*[上下前后]一[篇條条则]")
LABEL = 5  # characters: a button
NEAR = 4  # blocks below the pictures among which the links to the next articles stand


def pictured_article(tree: Tree, weights: Sequence[float], heading: int | None, last: int | None) -> Element | None:
    """Return the article's element where pictures or a film stand right below the head's `last` line, with no more than
    captions, in a container known to hold texts or above the links to the next articles.

    `heading` is the block that `<title>` repeats.
    """
    if last is None:
        return None
    start = last if heading is None else heading
    for block, element in holding(tree, start + 1, last + 1 + LINES):
        place = branch_away(element, tree.blocks[start].element)
        end = max(place.end, last + 1) if place.first > start else last + 1
        if place.first > last + 1 or is_frame_itself(place) or not are_captions(tree, weights, last + 1, end):
            continue
        if block <= last and element.end > element.first:
            continue  # an icon in a line of the head
        named = place.first > start and known_inside(element, place)
        if not named and not is_followed_by_next(tree, end):
            continue
        article = place
        while article.parent is not None and article.first > start:
            article = article.parent
        if article.tag in WHOLE:
            return place if place.first > start else None
        if all(weights[number] < PARAGRAPH for number in range(end, article.end)):
            return article
    return None


def holding(tree: Tree, first: int, last: int) -> list[tuple[int, Element]]:
    """Return the places, block and element, of the pictures that lead nowhere and of the films from block `first` on,
    as far as `last`."""
    begin = bisect_left(tree.images, first, key=block_of)
    end = bisect_left(tree.images, last + 1, lo=begin, key=block_of)
    found = [(one.block, one.element) for one in tree.images[begin:end] if one.href is None and not one.element.hidden]
    links = links_in(tree, first - 1, last + 1)
    return found + [(one.block, one.element) for one in links if EMBEDDED in one.attributes]


def are_captions(tree: Tree, weights: Sequence[float], first: int, end: int) -> bool:
    if end - first >= MAX_CAPTION:  # each has a character
        return False
    lines = range(first, end)
    return all(weights[number] < PARAGRAPH for number in lines) and (
        sum(len(tree.blocks[number].text) for number in lines) < MAX_CAPTION
    )


def known_inside(element: Element, place: Element) -> bool:
    """Whether an element, or one around it up to `place`, bears a name of a container of texts."""
    around: Element | None = element
    while around is not None:
        if known_container(around):
            return True
        around = None if around is place else around.parent
    return False


def is_followed_by_next(tree: Tree, number: int) -> bool:
    """Whether links to the next articles stand right below, with nothing but buttons between."""
    for block in tree.blocks[number : number + NEAR]:
        if NEXT_ARTICLE.match(block.text):
            return True
        if not block.hidden and len(block.text) >= LABEL and not is_cut_anywhere(block.text):
            return False
    return False
