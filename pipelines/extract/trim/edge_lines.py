"""Lines at the edges of a body that are the page's by what they are made of and by what stands next to them.

A row of fields with a counter and a button (核发：… 点击数：21 【收藏本页】), a label with nothing behind it (分享：,
附件：), headlines of other pages below the last sentence.
"""

import re
from collections.abc import Container, Iterator, Sequence

from pipelines.extract.body.find import Body
from pipelines.extract.body.link_boxes import ANNOUNCES, HEADLINES, is_headline
from pipelines.extract.body.own_lines import COLONS
from pipelines.extract.body.short_body import is_of_picture
from pipelines.extract.markup.tree import Block, Tree, holds_file, links_in
from pipelines.extract.trim.boxes import LITTLE
from pipelines.extract.words.line_patterns import (
    FULL_DATE,
    SENTENCE_ENDS,
    SENTENCE_MARK,
    is_cut_anywhere,
    is_meta_line,
    simplified,
)

__all__ = ["edge_lines", "is_below_link"]

MAX_ROW = 60  # characters
FIELD = re.compile(r"[\u4e00-\u9fff]{2,6}\s*[:：]\s*[^\s:：【】\[\]]*")
COUNTER = re.compile(r"(?:浏览|点击|阅读|访问)(?:次数|量|率|数)?\s*[:：]\s*\d*(?![^\s【\[|])")
# How often the page was read: 本文累计阅读量：12. 访问量 and 累计 need words that say it is of this page
THIS = "本该該此这這"
OF_PAGE = rf"(?:[{THIS}](?:[文页頁篇条條]|网页|页面|公告|条?(?:信息|新闻|消息|内容))|[{THIS}]?(?:文章|全文|资料))"
COUNTED = re.compile(
    rf"\W*(?:{OF_PAGE}[已总總共累计計被]{{0,4}}(?:浏览|点击|阅读|点阅|访问)[总總]?(?:[次人]?[数數]|人次|[次人量率])?"
    r"|(?:浏览|点击|阅读|点阅)(?:次?[数數]|人次|[量率])?)"
    r"\s*[:：]\s*[\d,，.]{1,12}\s*[万萬]?\+?\s*[次人]?\W*"
)
COUNT = re.compile(r"[^，。：:]{2,20}[:：]\s*[\d,.]+\s*[^\d\s.、。，]{0,4}")  # of anything
MAX_COUNT = 30  # characters
MAX_LABEL = 8  # characters
MAX_BUTTON = 10  # characters
ARROWS = (">>", "»", "＞＞")
NOTHING = re.compile(r"[(（]\s*[)）]$")  # a place for a number that a script writes
# What the page asks whoever read it, and the answers to choose from
ASKS_READER = re.compile(
    r"(?:[本该此这][页文篇条]|[本该此](?:信息|内容|网站|次服务)).{0,14}(?:满意|有帮助|有用|评价)\S{0,4}[?？]"
    r"|^\W*(?:我要|请您?)(?:评价|评分|打分)\W*(?:[非十]常|很)?满意"
)
# What a paper says of itself below each of its articles
OF_PAPER = re.compile(r"^\W*(?:新闻|报料|爆料)热线\s*[:：]|^\W*下载\W?[\u4e00-\u9fff]{2,10}\W?(?:APP|App|客户端)\W")
FILES = re.compile(r"\W*(?:相关|全部)?附\s*件(?:下载|列表)?\s*[:：]?\W*")
NEAR = 10  # blocks below the body among which a label's files may stand


def is_below_link(block: Block) -> bool:
    """Whether a line about the text with a day has a link before it, the site's: [县政府网] 发布时间：2026-09-01."""
    name, _, rest = block.text.partition(" ")
    if not 0 < block.linked <= len(name) or len(rest) > MAX_ROW or FULL_DATE.search(rest) is None:
        return False
    return is_meta_line(rest)


def edge_lines(tree: Tree, body: Body, kept: Sequence[int], whole: Container[int]) -> Iterator[int]:
    """Yield those of the `kept` blocks at both edges of the body that are the page's; `whole`: cells of data."""
    if not kept:
        return
    if body.weights.plain[kept[0]] < LITTLE and len(kept) > 1 and kept[0] not in whole:
        first, following = tree.blocks[kept[0]], tree.blocks[kept[1]]
        is_like = (first.element.tag, first.element.parent) == (following.element.tag, following.element.parent)
        if is_button_with_colon(first.text) and not is_like:
            yield kept[0]
    if len(kept) > 1 and kept[0] not in whole and is_counter(tree, kept[0], kept[1]):
        yield kept[0]
    end = len(kept)
    while end > 1 and kept[end - 1] not in whole and is_of_page(tree, body, kept[end - 1]):
        end -= 1
        yield kept[end]
    yield from headlines(tree, body, kept[:end])


def is_of_page(tree: Tree, body: Body, number: int) -> bool:
    """Whether the last line of a text is a row with a counter and a button, a button, or a label with nothing behind
    it."""
    text = tree.blocks[number].text
    if len(text) <= MAX_LABEL and FILES.fullmatch(text):
        below = (one for one in tree.images if number < one.block <= body.end)
        is_pictured = any(one.href is None or is_of_picture(one.href) for one in below)
        return not is_pictured and not holds_file(tree, body.first, body.end + NEAR)
    if is_counter(tree, number, number - 1):
        return True
    if len(text) <= MAX_BUTTON and (text.endswith(ARROWS) or NOTHING.search(text)):
        return True
    if len(text) <= MAX_ROW and (ASKS_READER.search(text) or is_of_paper(tree, body, number)):
        return True
    return is_button_with_colon(text) or heads_list(tree, number) or is_row_with_counter(text)


def is_counter(tree: Tree, number: int, neighbour: int) -> bool:
    """Whether a line says how often the page was read, and the line next to it (`neighbour`) is no count: figures of a
    text stand together."""
    text = tree.blocks[number].text
    if len(text) > MAX_COUNT or not ("：" in text or ":" in text) or COUNTED.fullmatch(simplified(text)) is None:
        return False
    return neighbour < 0 or COUNT.fullmatch(tree.blocks[neighbour].text) is None


def is_of_paper(tree: Tree, body: Body, number: int) -> bool:
    """Whether a line without an end, in an element of another kind than the one above, is said by a paper of itself."""
    line = tree.blocks[number]
    if OF_PAPER.match(line.text) is None or line.text.endswith(SENTENCE_ENDS) or number == body.first:
        return False
    above = tree.blocks[number - 1].element
    return (line.element.tag, line.element.parent) != (above.tag, above.parent)


def heads_list(tree: Tree, number: int) -> bool:
    """Whether a label with a colon stands right above a link to another page, with which a list begins: 阅读下一篇："""
    text = tree.blocks[number].text
    if len(text) > MAX_LABEL or not text.endswith(COLONS) or number + 2 >= len(tree.blocks):
        return False
    one, two = tree.blocks[number + 1], tree.blocks[number + 2]
    return one.is_link and two.is_link and not holds_file(tree, number + 1, number + 3)


def is_button_with_colon(text: str) -> bool:
    return len(text) <= MAX_LABEL and text.endswith(COLONS) and len(text) > 2 and is_cut_anywhere(text[:-1])


def is_row_with_counter(text: str) -> bool:
    if len(text) > MAX_ROW or COUNTER.search(text) is None or SENTENCE_MARK.search(text):
        return False
    rest = FIELD.sub("", text).strip()
    return len(rest) > 1 and is_cut_anywhere(rest)


def headlines(tree: Tree, body: Body, kept: Sequence[int]) -> Sequence[int]:
    """Return the links to other pages with which a text ends below a sentence that announces nothing."""
    first = len(kept)
    while first > 1 and is_headline(tree, kept[first - 1]) and kept[first - 1] not in body.weights.own:
        first -= 1
    above = kept[first - 1]
    if first == len(kept):
        return ()
    if max(len(kept) - first, len(links_in(tree, kept[first], kept[-1] + 1))) < HEADLINES:
        return ()
    if body.weights.plain[above] < LITTLE:
        return ()
    said = tree.blocks[above].text
    return kept[first:] if said.endswith(SENTENCE_ENDS) and ANNOUNCES.search(said) is None else ()
