"""Letters to an office and its answers (留言, 互动交流): the body is question and answer, with who and when."""

import re

from pipelines.extract.line_patterns import is_furniture, is_tail_start
from pipelines.extract.tree import Stretch, Tree

__all__ = ["letter"]

QUESTION = re.compile(
    r"^[\W_]*(?:留言|来信|写信|信件|咨询|提问|诉求|投诉|信访)(?:人|者|内容|时间|日期|标题|主题|编号|类型|类别)?(?:姓名)?\s*(?:[:：]|$)"
)
ANSWER = re.compile(
    r"^[\W_]*(?:答复|回复|办理|处理|受理|反馈)(?:单位|部门|机构|人|时间|日期|内容|结果|情况|意见)\s*(?:[:：]|$)"
)
MAX_LABELS = 6  # of answers: more of them are a list of letters
LINK = -5.0  # weight


def letter(tree: Tree, weights: list[float]) -> Stretch | None:
    """From the first line about a letter to the end of its answer; None when the page shows no letter, or several."""
    questions, answers = [], []
    for number, block in enumerate(tree.blocks):
        if block.hidden or block.linked:
            continue
        if QUESTION.match(block.text):
            questions.append(number)
        elif ANSWER.match(block.text):
            answers.append(number)
    if not questions or not 1 <= len(answers) <= MAX_LABELS or answers[-1] < questions[0]:
        return None
    names = [tree.blocks[number].text[:4] for number in answers]
    if len(set(names)) < len(names):
        return None
    end = answers[-1] + 1
    while end < len(tree.blocks) and weights[end] > LINK:
        block = tree.blocks[end]
        if block.hidden or is_tail_start(block.text) or is_furniture(block.text):
            break
        end += 1
    return Stretch(questions[0], end)
