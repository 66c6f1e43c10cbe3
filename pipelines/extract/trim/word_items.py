"""Lines of the text that are a button's word (打印, 收藏, 关闭), known by their neighbours: items of a list.

A toolbar has buttons alone; it stands at an edge of the text. A list has other items next to such a word, or a line
above it that says what follows.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator

from pipelines.extract.body.find import Body
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.tree import Block, Element, Tree
from pipelines.extract.words.line_patterns import is_cut_anywhere, is_furniture, is_meta_line, is_tail_start

__all__ = ["word_items"]

WORD = re.compile(r"[\u4e00-\u9fff]{2}")
NAMED = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3}")  # less is a size of type or a counter
INTRODUCES = re.compile(r"[\u4e00-\u9fff]\s*[:：]$")
# What stands at the end of a text, next to a toolbar
OF_THE_END = re.compile(r"^\W*(?:附件|附[:：]|来源|责任?编|编辑|作者|分享|字[体号]|语音|听|手机|微信|QQ|新浪|腾讯)")
KINDS = ("li", "p")
MAX_ITEM = {"li": 12, "p": 5}  # characters; a longer paragraph above a toolbar may be who signed


def word_items(tree: Tree, body: Body, buttons: Collection[int], last: int) -> Iterator[int]:
    """Yield those of the article's own lines among `buttons` that are items of its text.

    `last`: the last of its own lines that stays whatever its neighbours are.
    """
    words = deque(number for number in sorted(buttons) if is_word(tree.blocks[number]))
    while words:
        run = [words.popleft()]
        while words and words[0] == run[-1] + 1 and are_of_a_kind(tree, run[-1], words[0]):
            run.append(words.popleft())
        above, below = run[0] - 1, run[-1] + 1
        listed = above in body.weights.own and introduces(tree, above, run[0])
        among_items = run[-1] < last and any(
            number in body.weights.own and are_of_a_kind(tree, run[0], number) and is_item(tree.blocks[number])
            for number in (above, below)
        )
        if listed or among_items:
            yield from run


def is_word(block: Block) -> bool:
    """A word by itself as an item of a list or a paragraph."""
    return not block.linked and not block.hidden and block.element.tag in KINDS and bool(WORD.fullmatch(block.text))


def kind_of(element: Element) -> tuple[Element | None, str, str]:
    return element.parent, element.tag, element.identity


def are_of_a_kind(tree: Tree, one: int, other: int) -> bool:
    return kind_of(tree.blocks[one].element) == kind_of(tree.blocks[other].element)


def introduces(tree: Tree, above: int, first: int) -> bool:
    """Whether the line above says what follows: 下列服务暂停："""
    line, item = tree.blocks[above], tree.blocks[first].element
    around = item.parent if item.tag == "li" else item
    if line.hidden or line.linked or around is None or line.element.parent is not around.parent:
        return False
    return INTRODUCES.search(line.text) is not None and not is_of_page(line.text)


def is_item(block: Block) -> bool:
    """A short line of the text: no button, counter, size of type, signature's day or heading of files."""
    if block.hidden or block.linked or is_of_page(block.text) or is_day_line(block.text):
        return False
    return len(block.text) <= MAX_ITEM[block.element.tag] and NAMED.search(block.text) is not None


def is_of_page(text: str) -> bool:
    if is_cut_anywhere(text) or is_meta_line(text) or is_furniture(text) or is_tail_start(text):
        return True
    return OF_THE_END.match(text) is not None
