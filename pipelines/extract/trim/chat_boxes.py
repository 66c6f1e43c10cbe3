"""Boxes of a chat in or next to a text: a robot greets the visitor, and below stands what he may ask it.

It is known by what it has: an element of its own with a line that greets and offers to be asked, questions below it
that nobody answers, and no other sentence.
"""

import re

from pipelines.extract.body.find import Body
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import PAGE, Block, Element, Tree
from pipelines.extract.words.line_patterns import SENTENCE_MARK

__all__ = ["chat_boxes"]

FIRST = "您你Hh嗨哈亲欢“"
HAS_FIRST = re.compile(f"<[{FIRST}]")  # among all lines
GREETS = re.compile(r"\W*(?:您好|你好|嗨|哈喽|亲|欢迎您?|hi\b|hello\b)", re.IGNORECASE)
SPEAKS = re.compile(r"有什么(?:可以|能)|[您你]可以.{0,4}(?:问|向)我|(?:为|帮)[您你](?:服务|解答|解决)|请(?:直接)?输入")
MAX_GREETING = 120  # characters
MAX_NAME = 12
MAX_LABEL = 4  # 发送
MAX_QUESTION = 40
FEWEST = 2  # lines next to the greeting: its name, what may be asked
MOST = 20
ABOVE = 8


def chat_boxes(tree: Tree, body: Body) -> set[int]:
    """Return the blocks of the body that stand in such a box."""
    if HAS_FIRST.search(tree.said) is None:
        return set()
    found: set[int] = set()
    above = max(0, body.first - ABOVE)  # a body may begin in one
    begun = [n for n, block in enumerate(tree.blocks[above : body.end], above) if block.text[0] in FIRST]
    for number in begun:
        if number not in found and is_greeting(tree.blocks[number]):
            box = box_around(tree, body, number)
            if box is not None:
                found.update(range(max(box.first, body.first), min(box.end, body.end)))
    return found


def is_greeting(block: Block) -> bool:
    text = block.text
    return len(text) <= MAX_GREETING and GREETS.match(text) is not None and SPEAKS.search(text) is not None


def box_around(tree: Tree, body: Body, number: int) -> Element | None:
    """Return the smallest element around a greeting that holds other lines too, if it is a box and not the text."""
    box = tree.blocks[number].element
    while box.parent is not None and box.end - box.first <= FEWEST:
        box = box.parent
    holds_body = box.first <= body.first and box.end >= body.end
    if box.tag in PAGE or box.end - box.first > MOST or holds_body or known_container(box):
        return None
    below = [tree.blocks[other] for other in range(number + 1, box.end)]
    is_named = all(is_name(tree.blocks[other]) for other in range(box.first, number))
    is_asked = any(map(may_be_asked, below)) and all(may_be_asked(block) or is_label(block) for block in below)
    return box if is_named and is_asked else None


def is_name(block: Block) -> bool:
    """What stands above the greeting: who speaks, and no day of a letter."""
    return block.linked > 0 or (len(block.text) <= MAX_NAME and not any(map(str.isdigit, block.text)))


def may_be_asked(block: Block) -> bool:
    """A question, or an item of a list of them; no sentence that states something."""
    text = block.text
    if block.linked:
        return True
    is_short = len(text) <= MAX_QUESTION and SENTENCE_MARK.search(text.rstrip("？?！!")) is None
    return is_short and (block.element.tag == "li" or text.endswith(("？", "?")))


def is_label(block: Block) -> bool:
    return len(block.text) <= MAX_LABEL or (len(block.text) <= MAX_NAME and block.text.endswith(("：", ":")))
