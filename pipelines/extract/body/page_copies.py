"""Pages that hold their article twice (for a telephone, for the elderly), so that it counts once."""

import re
from collections import defaultdict

from pipelines.extract.body.streams import page_heading
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Block, Element, Tree, common_element
from pipelines.extract.words.line_patterns import is_cut_anywhere, is_furniture, is_meta_line

__all__ = ["BAD", "copies_of"]

BAD = -5.0  # a block at or below this weight speaks against a body
MAX_TEXTS = 500  # repeated texts that are held against each other
SENTENCE = 16  # characters: a block that is no label, button or heading of a list
MUCH = 0.3  # of the page's sentences, in characters, stand on it more than once
MAX_LONGER = 2  # lines of a copy that have more words in the article
WORD = re.compile(r"\d+|\D")
NOISE = re.compile(r"[\W_]+")


def copies_of(tree: Tree, weights: list[float]) -> list[Element]:
    """Return the outermost elements that hold a copy of the article and not the article; usually there are none."""
    texts = [block.text for block in tree.blocks if len(block.text) >= SENTENCE]
    if len(set(texts)) == len(texts):
        return []
    said = [n for n, block in enumerate(tree.blocks) if weights[n] > 0 and len(block.text) >= SENTENCE]
    places: dict[str, list[int]] = defaultdict(list)
    for number in said:
        places[tree.blocks[number].text].append(number)
    repeated = {text: numbers for text, numbers in places.items() if len(numbers) > 1}
    if not repeated:
        return []
    total = sum(len(text) * len(numbers) for text, numbers in places.items())
    if sum(len(text) * len(numbers) for text, numbers in repeated.items()) < MUCH * total:
        return []
    times = max((2, 3), key=lambda n: sum(len(text) for text, numbers in repeated.items() if len(numbers) % n == 0))
    shared = [numbers for numbers in repeated.values() if len(numbers) % times == 0]
    for turn in range(1, times):
        shared = on_both_sides(shared, turn, times)
    if sum(len(tree.blocks[numbers[0]].text) * len(numbers) for numbers in shared) < MUCH * total:
        return []
    turns = [[number for numbers in shared for number in share_of(numbers, turn, times)] for turn in range(times)]
    original, found = turns[0], []
    for again in turns[1:]:
        copy = copy_of(tree, weights, original, again)
        if copy is None:
            break
        found.append(copy[0])
        if copy[1]:  # the first is the copy: what follows is held against the second
            original = again
    return found


def on_both_sides(shared: list[list[int]], turn: int, times: int) -> list[list[int]]:
    """Those of the repeated texts that one border between two copies parts; a title, say, may recur above both."""
    borders = [(numbers[turn * len(numbers) // times - 1], numbers[turn * len(numbers) // times]) for numbers in shared]
    if not 0 < len(borders) <= MAX_TEXTS:
        return shared
    best = max((after for _, after in borders), key=lambda at: sum(before < at <= after for before, after in borders))
    return [numbers for numbers, (before, after) in zip(shared, borders, strict=True) if before < best <= after]


def share_of(numbers: list[int], turn: int, times: int) -> list[int]:
    """Return what a text that is repeated within the article too has in one of its copies."""
    each = len(numbers) // times
    return numbers[turn * each : (turn + 1) * each]


def copy_of(tree: Tree, weights: list[float], here: list[int], there: list[int]) -> tuple[Element, bool] | None:
    """Return the element of the copy, and whether it is the first of the two; None when they are no copies."""
    first, second = bounds(here), bounds(there)
    if first[1] > second[0]:
        return None
    one, other = apart(tree, first, second)
    within = one is None and len(here) > 1  # the title may stand in one element with the text and the copy
    if within:
        first = bounds(here[1:])
        one, other = apart(tree, first, second)
    if one is None or other is None or may_be_parts(tree, one, other):
        return None
    said_there, known = lines(tree, weights, second, other), everything(tree, start_of_article(one), one.end)
    other_is = is_said(said_there, known)
    one_is = is_said(lines(tree, weights, first, one), everything(tree, other.first, other.end))
    if within and not any(len(line) >= SENTENCE for line in said_there - known):  # a button more is no fuller text
        one_is = False
    heading = page_heading(tree)
    if one_is and (not other_is or (heading is not None and one.end <= heading)):
        return one, True
    return (other, False) if other_is else None


def is_said(said: set[str], region: set[str]) -> bool:
    """Whether a region says all of this; a line or two of it may have more words there, put between or behind these."""
    rest = said - region
    if len(rest) > MAX_LONGER:
        return False
    others = region - said if rest else ()
    return all(len(line) >= SENTENCE and any(has_words_of(line, other) for other in others) for line in rest)


def has_words_of(line: str, other: str) -> bool:
    """Whether another line begins with half of this one and has the rest of it, its figures whole, in its order."""
    half = len(line) // 2
    if other[:half] != line[:half]:
        return False
    words = iter(WORD.findall(other))
    return all(word in words for word in WORD.findall(line))


def may_be_parts(tree: Tree, one: Element, other: Element) -> bool:
    """Parts of one body are elements of one kind, without headings of their own or in a container that holds bodies."""
    if (one.tag, one.identity) != (other.tag, other.identity):
        return False
    around = () if one.parent is None else (one.parent, *one.parent.ancestors())
    return not (is_headed(tree, one) and is_headed(tree, other)) or any(map(known_container, around))


def is_headed(tree: Tree, element: Element) -> bool:
    """It has a heading, or a line about the text, of its own; parts of one body have none."""
    return any(
        block.element.tag in ("h1", "h2", "h3") or is_meta_line(block.text)
        for block in tree.blocks[element.first : element.end]
    )


def bounds(numbers: list[int]) -> tuple[int, int]:
    return min(numbers), max(numbers) + 1


def lines(tree: Tree, weights: list[float], stretch: tuple[int, int], region: Element) -> set[str]:
    """What the article says in a region: from the stretch in both directions up to buttons, links and furniture."""
    first, end = stretch
    while first > region.first and is_text(tree.blocks[first - 1], weights[first - 1]):
        first -= 1
    while end < region.end and is_text(tree.blocks[end], weights[end]):
        end += 1
    return {squeezed(block) for block in tree.blocks[first:end] if not block.hidden and not is_about(block)} - {""}


def start_of_article(text: Element) -> int:
    """Return where what stands above a text in one element with it begins, its title and the lines about it: a copy has
    these in its own."""
    return text.first if text.parent is None else text.parent.first


def everything(tree: Tree, first: int, end: int) -> set[str]:
    return {squeezed(block) for block in tree.blocks[first:end] if not block.hidden}


def is_text(block: Block, weight: float) -> bool:
    return weight > BAD and not is_cut_anywhere(block.text) and not is_about(block)


def is_about(block: Block) -> bool:
    return is_meta_line(block.text) or is_furniture(block.text)


def squeezed(block: Block) -> str:
    return NOISE.sub("", block.text)


def apart(tree: Tree, first: tuple[int, int], second: tuple[int, int]) -> tuple[Element | None, Element | None]:
    """Return the widest elements around two stretches of which neither holds the other; None where they share one."""
    one, other = common_element(tree, *first), common_element(tree, *second)
    above = {one, *one.ancestors()}
    while other.parent is not None and other.parent not in above:
        other = other.parent
    if other in above:
        return None, None
    while one.parent is not None and one.parent is not other.parent:
        one = one.parent
    if one.parent is not other.parent or one.parent is None:
        return None, None
    return one, other
