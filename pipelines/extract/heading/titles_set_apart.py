"""Titles that no tag marks as such: lines in bold or in the middle above a text, or a line by itself there."""

import re

from pipelines.extract.lines.day_lines import is_apart
from pipelines.extract.markup.tree import Block, Tree
from pipelines.extract.words.line_patterns import (
    DOCUMENT_NUMBER,
    FULL_DATE,
    is_cut_anywhere,
    is_furniture,
    is_meta_line,
    squeeze,
)

__all__ = [
    "BELOW_TITLE",
    "ENDS_LINE",
    "LEAST_SHOWN",
    "MAX_APART",
    "MAX_LENGTH",
    "NAMES_TITLE",
    "NOT_DATE",
    "SITE",
    "alone_above",
    "is_centred",
    "is_letterhead",
    "is_number",
    "set_apart",
    "unspaced",
]

SITE = re.compile(
    r"(?:[网網]|网站|門戶|门户|政府|委员会|委員會|在线|频道|首页|主页|新闻中心|日报|论坛|博客|[局厅廳部院会署办])(?:\W*20\d\d)?$|\.(?:com|cn|net|org|gov)\b|^(?:中国)?.{0,8}(?:政府网|门户)"
)
SPACE_BETWEEN = re.compile(
    r"(?<=[\u2e80-\u9fff，。：；！？、（）《》“”])\s+(?=[\u2e80-\u9fff，。：；！？、（）《》“”])"
)
NOT_DATE = re.compile(r"[^\W\d]{2}")
MAX_LENGTH = 200
OPENING = 6  # blocks around the beginning of a body among which a title is set apart, without a tag that says so
MAX_APART = 80  # characters of a line of it
NAMES_TITLE = re.compile(r"title|biaoti|(?<!\S)bt(?!\S)")
CENTRED = re.compile(r"align\s*[=:]\s*[\"']?\s*center", re.IGNORECASE)
BELOW_TITLE = re.compile(r"[（(〔—□■]|\W?第.{1,3}[章节条编部]|[一二三四五六七八九十]+、")
ENDS_LINE = ("。", "；", "：", ":", "，", "！")
LEAST_SHOWN = 4  # characters of a title that is not marked up as one
LEAST_ALONE = 6  # of one that nothing sets apart but its place


def set_apart(tree: Tree, first: int, end: int) -> str | None:
    """The title of a document whose lines are only in bold or in the middle, right above its first paragraph.

    Of a letterhead (…局文件, 水字〔2026〕9号) what stands below the number.
    """
    lines: list[str] = []
    is_whole = False  # a number or the first paragraph stands below them
    for block in tree.blocks[max(0, first - OPENING) : min(end, first + OPENING)]:
        if block.hidden:
            continue
        if DOCUMENT_NUMBER.fullmatch(squeeze(block.text)):
            is_whole = bool(lines)
        elif not is_set_apart(block):
            if lines:
                break
        elif BELOW_TITLE.match(block.text):
            break
        else:
            lines, is_whole = ([] if is_whole else lines) + [unspaced(block.text)], False
    title = "".join(line for line in lines if not is_letterhead(line))
    is_title = LEAST_SHOWN <= len(title) <= MAX_LENGTH / 2 and NOT_DATE.search(title) and not SITE.search(title)
    return title if is_title else None


def alone_above(tree: Tree, first: int) -> str | None:
    """The last line above the first paragraph of a text, where it stands in an element of its own: a headline that is
    neither marked up nor set apart."""
    shown = [block for block in tree.blocks[max(0, first - OPENING) : first + 2] if not block.hidden]
    ends = next((at for at, block in enumerate(shown) if block.text.endswith(ENDS_LINE)), 0)
    if not ends:
        return None
    block, following = shown[ends - 1], shown[ends]
    text = unspaced(block.text)
    is_alone = not block.linked and LEAST_ALONE <= len(text) <= MAX_APART and is_apart(block, following)
    if (
        not is_alone
        or FULL_DATE.search(text)
        or not NOT_DATE.search(text)
        or BELOW_TITLE.match(text)
        or SITE.search(text)
    ):
        return None
    about_page = is_meta_line(text) or is_cut_anywhere(text) or is_furniture(text) or is_letterhead(text)
    return None if about_page else text


def is_set_apart(block: Block) -> bool:
    """Whether a line is bold from end to end or in the middle, and no sentence; a cell, only by itself in its row."""
    if block.linked or len(block.text) > MAX_APART or block.text.endswith(ENDS_LINE) or is_meta_line(block.text):
        return False
    around = block.element.parent
    if block.element.tag in ("td", "th") and (around is None or len(around.children) > 1):
        return False
    return block.bold == len(block.text) or is_centred(block)


def is_centred(block: Block) -> bool:
    """Whether a line stands in the middle by its own element or the one around it."""
    return any(
        element is not None and (element.tag == "center" or CENTRED.search(element.attributes))
        for element in (block.element, block.element.parent)
    )


def is_letterhead(text: str) -> bool:
    """What stands above a document's title: the office with 文件, the number."""
    text = squeeze(text)
    office = text.removesuffix("文件")
    return (office != text and SITE.search(office) is not None) or is_number(text)


def is_number(text: str) -> bool:
    """Whether a line is the number of a document (南政字〔2026〕31号), which stands below its title."""
    return "号" in text[-3:] and DOCUMENT_NUMBER.fullmatch(text.strip("（）() ")) is not None


def unspaced(text: str) -> str:
    """A heading without the spaces that set its characters apart (公 告); a single one may part two sayings."""
    spaces = text.count(" ")
    return SPACE_BETWEEN.sub("", text) if spaces > 3 or (spaces and len(text) == 2 * spaces + 1) else text
