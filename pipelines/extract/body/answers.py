"""Answers to letters in elements that are named as readers' comments are (class="reply", class="comment")."""

import re
from collections.abc import Iterable

from pipelines.extract.body.letters import heads_answer, is_answer, is_sentence, part_begun_by
from pipelines.extract.markup.names import is_called_said
from pipelines.extract.markup.tree import HEADINGS, Block, Element, Stretch, Tree, elements_from
from pipelines.extract.words.line_patterns import is_meta_line

__all__ = ["answered_letter", "unname_answers"]

# 网友您好, 王先生：您反映的问题收悉; readers speak to the editor
OF_READER = "[^<]{0,6}(?:小编|编辑|作者|记者|楼主)"
TO_SOMEBODY = "[^<。？！?!]{0,15}(?:[您你]好|您(?:的|所)?(?:反映|咨询|来信|留言|诉求|提出|提问))"
SPOKEN_TO = f"(?!{OF_READER}){TO_SOMEBODY}"
SPEAKS_TO = re.compile(SPOKEN_TO)
NAMED_AND_DATED = (
    r"[\u4e00-\u9fff]{2,20}\s?(?:[于：:]\s?)?20\d\d\s?[-./年]\s?\d\d?\s?[-./月]\s?\d\d?日?"
    r"\s?(?:\d\d?[:：]\d\d(?:[:：]\d\d)?)?\s?(?:回复|答复)?(?=<|$)"
)
LABEL = "(?:答复|回复|回答|解答)|(?:办理|处理|反馈|受理)(?:单位|部门|机构|人|时间|日期|内容|结果|情况|意见)"
BEGINNING = rf"[^<\w]{{0,3}}(?:{LABEL})|{SPOKEN_TO}|{NAMED_AND_DATED}"
MAY_ANSWER, LINE_MAY_ANSWER = re.compile(BEGINNING), re.compile(f"<(?:{BEGINNING})")  # the latter among all lines
SIGNS = ("您", "你好", "请问")  # one of these stands where letters have their words
IN_LETTERS = re.compile("[您你]好|请问|您(?:反映|咨询|提出|的(?:来信|留言|问题|诉求|提问))")
ASKS = re.compile("[？?]$|请问|能否|能不能")
OF_ONESELF = re.compile("请问|[您你]好|我(?![市县省区国局委院镇乡校党军州])")
MAX_LABEL = 40  # characters of a line that heads an answer
FIRST_LINES = 2  # of an answer, among which it says what it is
MAX_QUESTION = 10  # blocks from the heading to the answer


def unname_answers(tree: Tree) -> None:
    """Take, in place, the name of comments or replies from the only element that answers a letter, and from those
    around and in it.

    The letter stands right above it, below a heading or the page's trail. The answer says whose it is, or when it was
    given; or it speaks to somebody who asked something, and asks nothing.
    """
    boxes = {box for number in may_answer(tree) if (box := box_of_answer(tree, number)) is not None}
    if len(boxes) != 1:
        return
    box = boxes.pop()
    question = question_above(tree, box.first)
    if not any(map(is_sentence, question)):
        return
    said = tree.blocks[box.first : box.end]
    is_signed = any(is_answer(block.text) or heads_answer(block.text) for block in said[:FIRST_LINES])
    if is_signed or (is_question(question) and not any_with(ASKS, said)):
        for element in (*box.ancestors(), *elements_from(tree, box.first, box.end)):
            if is_called_said(element):
                element.attributes = ""


def may_answer(tree: Tree) -> list[int]:
    """Return the numbers of the lines that may begin an answer where the page has words of letters."""
    if not any(sign in tree.said for sign in SIGNS):
        return []
    if IN_LETTERS.search(tree.said) is None or LINE_MAY_ANSWER.search(tree.said) is None:
        return []
    return [
        number
        for number, block in enumerate(tree.blocks)
        if not block.linked and not block.hidden and MAY_ANSWER.match(block.text)
    ]


def box_of_answer(tree: Tree, number: int) -> Element | None:
    """Return the innermost element with such a name that begins with this block, if the block may begin an answer and
    the element says something."""
    block = tree.blocks[number]
    if not (SPEAKS_TO.match(block.text) or is_answer(block.text) or heads_answer(block.text)):
        return None
    around = (one for one in (block.element, *block.element.ancestors()) if is_called_said(one))
    box = next(around, None)
    if box is None or number >= box.first + FIRST_LINES or not any(map(is_sentence, tree.blocks[box.first : box.end])):
        return None
    return box


def question_above(tree: Tree, number: int) -> list[Block]:
    """Return the lines between a heading, or links, and a block; none where neither is near, or a line about a text or
    something hidden stands between."""
    found: list[Block] = []
    for block in reversed(tree.blocks[max(0, number - MAX_QUESTION) : number]):
        if block.element.tag in HEADINGS or block.text in tree.title or block.linked:
            return found
        if block.hidden or (is_meta_line(block.text) and "来源" in block.text):
            return []
        found.append(block)
    return []


def answered_letter(tree: Tree) -> Stretch | None:
    """Return a question without a label right below the page's heading, with the part of the page next to it that one
    line heads as its answer (回复内容, 县住建局 2024-03-12); None where there is none, or several."""
    labels = [number for number in may_answer(tree) if heads_part(tree.blocks[number])]
    question = question_above(tree, labels[0]) if len(labels) == 1 else []
    if not is_question(question):
        return None
    first = labels[0] - len(question)
    answer = part_begun_by(tree, labels[0], first)
    said = tree.blocks[labels[0] + 1 : answer.end]
    if any(block.linked or block.hidden for block in said) or not any(map(is_sentence, said)):
        return None
    return None if any_with(ASKS, said) else Stretch(first, answer.end)


def heads_part(block: Block) -> bool:
    text = block.text
    if len(text) > MAX_LABEL or is_sentence(block):
        return False
    return is_answer(text) or ("20" in text and heads_answer(text))


def is_question(blocks: Iterable[Block]) -> bool:
    """Whether somebody asks something for himself, in a sentence."""
    said = [block for block in blocks if is_sentence(block)]
    return any_with(ASKS, said) and any_with(OF_ONESELF, said)


def any_with(pattern: re.Pattern[str], blocks: Iterable[Block]) -> bool:
    return any(pattern.search(block.text) for block in blocks)
