"""Inside the body found: which blocks stay. Every block gets a verdict with its reason, in page order."""

import re
from dataclasses import dataclass

from pipelines.extract.body import Body
from pipelines.extract.labels import is_directory
from pipelines.extract.line_patterns import is_cut_anywhere, is_meta_line, is_tail_start
from pipelines.extract.tree import Block, Tree

__all__ = ["KEPT", "Verdict", "judge_blocks", "squeeze"]

KEPT = ""
LEADING = 14  # blocks: how far down the lines about the text may reach
LITTLE = 12.0  # weight: a heading with a comma in it is not yet the text
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is empty (KEPT) for a kept block, else the rule that cut it."""

    number: int
    why: str


def squeeze(text: str) -> str:
    return SPACE.sub("", text)


def judge_blocks(tree: Tree, body: Body, title: str) -> list[Verdict]:
    """One verdict for each block of the body."""
    numbers = range(body.first, body.end)
    fields = header_tables(tree, body)
    whole = table_blocks(tree) - fields
    reasons = {number: reason_alone(tree.blocks[number], number in whole) for number in numbers}
    lead = lead_end(tree, body, whole)
    for number in range(body.first, lead):
        reasons[number] = reasons[number] or "above the text: title and lines about it"
    for number in numbers:
        if number >= min(lead + 3, body.end) or (reasons[number] and number >= lead) or number in whole:
            break
        if is_page_heading(tree.blocks[number], title):
            reasons[number] = reasons[number] or "the page's heading"
    for number in fields:
        reasons[number] = reasons[number] or "table of the public-information directory"
    tail = tail_start(tree, body, whole)
    for number in range(tail, body.end):
        reasons[number] = reasons[number] or f"after “{tree.blocks[tail].text[:20]}”"
    return [Verdict(number, reasons[number]) for number in numbers]


def table_blocks(tree: Tree) -> set[int]:
    """What stands in the rows of tables of data: there a word is never a button, and nothing ends the body."""
    return {number for table in tree.tables if table.is_whole for number in range(table.first, table.end)}


def reason_alone(block: Block, in_table: bool) -> str:
    if block.hidden:
        return "hidden on the page"
    if not in_table and is_cut_anywhere(block.text):
        return "button, share or editor line"
    return KEPT


def header_tables(tree: Tree, body: Body) -> set[int]:
    """The blocks of a table of 索引号, 发布机构, 成文日期 … that stands inside the body's element, above the text."""
    found: set[int] = set()
    for element in tree.elements:
        if element.tag not in ("table", "dl", "ul") or not body.first <= element.first < body.first + LEADING:
            continue
        numbers = range(element.first, min(element.end, body.end))  # one that begins in the body may end below it
        if len(numbers) < body.end - body.first and is_directory([tree.blocks[number].text for number in numbers]):
            found.update(numbers)
    return found


def lead_end(tree: Tree, body: Body, whole: set[int]) -> int:
    """The block after the last line about the text (source, date, type size) that stands above all prose."""
    end = body.first
    above = 0.0
    limit = 0.15 * sum(weight for weight in body.weights.blocks[body.first : body.end] if weight > 0)
    for number in range(body.first, min(body.end, body.first + LEADING)):
        block = tree.blocks[number]
        if number in whole:
            break
        if not is_meta_line(block.text):
            above += max(0.0, body.weights.blocks[number])
        if above > max(limit, LITTLE):
            break
        if is_meta_line(block.text) and not block.hidden:
            end = number + 1
    return end


def is_page_heading(block: Block, title: str) -> bool:
    """The title as the page's heading. A title in the body's own paragraphs (a document's) is body."""
    if not title or squeeze(block.text) not in squeeze(title):
        return False
    heading = block.element.tag in ("h1", "h2", "h3") or "title" in block.element.identity
    return heading and len(block.text) >= min(6, len(title))


def tail_start(tree: Tree, body: Body, whole: set[int]) -> int:
    """Where the body turns to something else: a line such as 相关新闻 with little prose after it."""
    total = sum(weight for weight in body.weights.blocks[body.first : body.end] if weight > 0)
    for number in range(body.first + 1, body.end):
        if number in whole or not is_tail_start(tree.blocks[number].text):
            continue
        after = sum(weight for weight in body.weights.blocks[number + 1 : body.end] if weight > 0)
        if after <= total * 0.25:
            return number
    return body.end
