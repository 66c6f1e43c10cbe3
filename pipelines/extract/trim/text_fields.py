"""Fields of a list in a text whose names a page has for itself as well: 来源：财政资金, 编辑：3名.

Their place decides: fields that no page has of itself (建设期限：…, 数量：…) or the text's paragraphs stand next to
them on both sides. A head has its fields above the text, a credit stands at its end.
"""

import re
from collections.abc import Iterator

from pipelines.extract.body.find import Body
from pipelines.extract.lines.labels import FIELD_OF
from pipelines.extract.markup.tree import Tree
from pipelines.extract.trim.boxes import LITTLE
from pipelines.extract.trim.directories import dated_above
from pipelines.extract.words.line_patterns import OFFICE, is_credit, is_cut_anywhere, is_tail_start, simplified

__all__ = ["is_field_of_text", "presents_author", "sources_of_text"]

NEAR = 5  # lines above and below that are asked
LEAST_ABOVE = 2  # fields that begin a text, for a head may have one of any name; a head above them counts for one
SEVERAL = 4  # fields that no page has of itself
MAX_FIELD = 60  # characters
AUTHOR = re.compile(r"[（(]\s*(?:本文)?作\s*者\s*[:：](.+)[)）]\W?")
LEAST_RANK = 7  # characters of an author's office and rank without a space; a name has fewer
PARTS = re.compile(r"[\s、，,；;/|]+")
BY_PRESS = re.compile("记者|通讯员|编辑|[:：]")
NAME = re.compile(r"^[\W\d一二三四五六七八九十]*([\u4e00-\u9fff]{2,8})\s*[:：]")


def sources_of_text(tree: Tree, body: Body, end: int) -> set[int]:
    """Return the blocks of the body above `end` whose 来源 is that of what the text lists."""
    named = (number for number in range(body.first, min(body.end, end)) if "源" in tree.blocks[number].text)
    return {number for number in named if is_field_of_text(tree, body, number)}


def is_field_of_text(tree: Tree, body: Body, number: int) -> bool:
    """Whether a field of a page's own by its name stands among the fields of a text. What stands right below the page's
    heading, or begins with a day, does not."""
    if not is_field(tree, number):
        return False
    plain = body.weights.plain
    below = next((at for at in lines_below(tree, body, number) if not is_open(tree, at)), None)
    above = next((at for at in lines_above(tree, body, number) if not is_open(tree, at)), None)
    if above is None or below is None:
        return False
    is_introduced = any(
        plain[at] >= LITTLE and not is_own_field(tree, at) for at in range(top_of(body, above), above + 1)
    )
    if is_own_field(tree, below):
        if not goes_on(tree, body, below) and not begins_list(tree, body, number):
            return False
        fields = sum(is_field(tree, at) for at in lines_above(tree, body, number))
        fields += bool(dated_above(tree, body))
        return (is_introduced and plain[above] >= LITTLE) or (
            is_own_field(tree, above) and (is_introduced or fields >= LEAST_ABOVE)
        )
    return is_introduced and is_own_field(tree, above) and plain[below] >= LITTLE


def presents_author(text: str) -> bool:
    """Whether a line in brackets says who the author is, beyond a name or an office: （作者：林安 临江大学教授）."""
    found = AUTHOR.fullmatch(simplified(text)) if text[0] in "（(" else None
    if found is None or BY_PRESS.search(found[1]) is not None:
        return False
    return any(len(part) >= LEAST_RANK and OFFICE.fullmatch(part) is None for part in PARTS.split(found[1].strip()))


def goes_on(tree: Tree, body: Body, number: int) -> bool:
    """Whether a text goes on below a field: with another of its own, or with a line that is no field or credit."""
    for at in lines_below(tree, body, number):
        text = tree.blocks[at].text
        if is_own_field(tree, at) or not (is_field(tree, at) or is_cut_anywhere(text) or is_tail_start(text)):
            return True
    return False


def begins_list(tree: Tree, body: Body, number: int) -> bool:
    """Whether a text is fields of its own from its first line to this one, several of them or below a head with the
    day: no credits, which follow a text."""
    lines = [at for at in range(top_of(body, number), number) if not tree.blocks[at].hidden]
    return all(is_own_field(tree, at) for at in lines) and (len(lines) >= SEVERAL or bool(dated_above(tree, body)))


def lines_above(tree: Tree, body: Body, number: int) -> Iterator[int]:
    top = max(top_of(body, number), number - NEAR)
    return (at for at in range(number - 1, top - 1, -1) if not tree.blocks[at].hidden)


def top_of(body: Body, number: int) -> int:
    """Return where the text above a line begins at the earliest: in the body, below the page's heading."""
    heading = body.weights.heading
    return body.first if heading is None or not body.first <= heading < number else heading + 1


def lines_below(tree: Tree, body: Body, number: int) -> Iterator[int]:
    return (at for at in range(number + 1, min(body.end, number + NEAR + 1)) if not tree.blocks[at].hidden)


def is_open(tree: Tree, number: int) -> bool:
    """Whether a line is a field that a page and a text may have: it says nothing of those next to it."""
    return is_field(tree, number) and not is_own_field(tree, number)


def is_field(tree: Tree, number: int) -> bool:
    text = tree.blocks[number].text
    return len(text) <= MAX_FIELD and NAME.match(simplified(text)) is not None


def is_own_field(tree: Tree, number: int) -> bool:
    """Whether it is a field that no page has of itself."""
    text = tree.blocks[number].text
    named = NAME.match(simplified(text)) if len(text) <= MAX_FIELD else None
    return named is not None and named[1] not in FIELD_OF and not is_credit(text)
