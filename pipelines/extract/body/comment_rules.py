"""Rules for those who comment, below an article: they are many sentences, and may be more than a short notice."""

import re
from collections.abc import Sequence

from pipelines.extract.body.beyond import WHOLE
from pipelines.extract.body.companions import ANNEX
from pipelines.extract.body.own_lines import PARAGRAPH
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Stretch, Tree, branch_away
from pipelines.extract.words.line_patterns import SENTENCE_ENDS

__all__ = ["comment_rules"]

SAYING = "留言|[评評][论論]|跟帖|[发發]言|[发發]帖|言[论論]"
KINDS = (
    "须知",
    "須知",
    "规则",
    "規則",
    "规范",
    "規範",
    "规定",
    "規定",
    "守则",
    "守則",
    "公约",
    "公約",
    "协议",
    "協議",
    "提示",
)
RULES = re.compile(f"(?:{SAYING}).{{0,8}}(?:{'|'.join(KINDS)})")
TO_VISITORS = re.compile("本(?:网|站|平台)|[网網]友|您|用[户戶]|[账帐帳][号號]")
HEAD = 24  # characters at the beginning of a line that names the rules


def comment_rules(tree: Tree, weights: Sequence[float], own: Sequence[int], heading: int | None) -> list[Stretch]:
    """Return the parts below the article's `own` lines, if these say something, that name rules for comments and speak
    to visitors of the site; none where the article itself, with its `heading`, speaks of such rules."""
    if not own or not any(kind in tree.said for kind in KINDS) or RULES.search(tree.said) is None:
        return []
    said = [number for number in own if weights[number] > 0]
    if not any(weights[at] >= PARAGRAPH or tree.blocks[at].text.endswith(SENTENCE_ENDS) for at in said):
        return []
    of_article = (*own, *(() if heading is None else (heading,)))
    if RULES.search(tree.title) or any(RULES.search(tree.blocks[number].text) for number in of_article):
        return []
    last = tree.blocks[own[-1]]
    parts: list[Stretch] = []
    end = own[-1] + 1
    while end < len(tree.blocks):
        number, end = end, end + 1
        if RULES.search(tree.blocks[number].text, 0, HEAD) is None:
            continue
        part = branch_away(tree.blocks[number].element, last.element)
        if part.tag in WHOLE or known_container(part) or part.first <= own[-1]:
            continue
        end = max(end, part.end)  # each line of it would give the same part
        blocks = tree.blocks[part.first : part.end]
        if ANNEX.match(blocks[0].text) or not any(TO_VISITORS.search(block.text) for block in blocks):
            continue
        parts.append(Stretch(part.first, part.end))
    return parts
