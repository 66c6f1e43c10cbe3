"""The fields of a page in a list at its foot: 發布日期, 更新日期 and 發布單位 below pictures, links and downloads.

Such a list is known by what it is made of and by where it stands: each of its lines is a label with its value, one of
them the day of publication, and it is a part of its own of the element that holds the text. The site's own footer has a
day as well (更新日期), next to its owner's name; a card of another document stands in one part with its title.
"""

import re
from collections.abc import Sequence

from pipelines.extract.body.find import Body
from pipelines.extract.lines.labels import Field, begins_with_name, is_label, labelled
from pipelines.extract.markup.tree import Block, Element, Tree, branch_of, common_element
from pipelines.extract.words.line_patterns import is_owner

__all__ = ["foot_of", "with_foot"]

# A quick look at all lines, to spare most pages the rest
NAMES_DAY = re.compile(
    r"[<\s][^<\w]{0,3}(?:[发發公刊登][布佈告登載载]|張貼|张贴|上[网網版])(?:日期|時間|时间|日)\s*[:：\]】<\d]"
)
LINE = re.compile(r"[^\w]{0,3}[\u4e00-\u9fff]{2,8}\s*(?:[:：\]】]|\d[\d,:./ -]*$)")
MAX_BLOCKS = 24  # of the list
MAX_LENGTH = 400  # characters of it
MAX_OTHERS = 4  # blocks of its part of the page that are none of it: buttons
MAX_OTHER = 8  # characters of one
OF_FRAME = ("footer", "aside", "nav", "header")
LEAST_FIELDS = 2
OF_PAGE = ("updated", "other")  # fields that no document has of itself


def foot_of(tree: Tree, body: Body) -> range:
    """Return the blocks of the list at the foot of the page's text."""
    if body.whole or not body.first < body.end <= len(tree.blocks):
        return range(0)
    last = tree.said.rfind(f"<{tree.blocks[body.end - 1].text}<")
    if NAMES_DAY.search(tree.said, max(0, last - MAX_LENGTH)) is None:
        return range(0)
    start = max(body.first + 1, body.end - MAX_BLOCKS)
    named = [number for number in range(start, len(tree.blocks)) if states_day(tree.blocks[number])]
    lists = {element for number in named if (element := list_around(tree, body, number)) is not None}
    if len(lists) != 1:
        return range(0)
    found = lists.pop()
    is_only = all(number < body.end or found.first <= number < found.end for number in named)
    return range(found.first, found.end) if is_only and stands_at_foot(tree, body, found) else range(0)


def with_foot(fields: dict[Field, list[str]], tree: Tree, foot: range) -> tuple[dict[Field, list[str]], bool]:
    """Return the fields with the day and the office of the list at the foot where they have none, and whether the list
    is the page's by what it says: a text may end with the day and the office of what it quotes. What stands above the
    text says the day with more right."""
    if not foot:
        return fields, False
    named = labelled(block for block in tree.blocks[foot.start : foot.stop] if not block.hidden)
    days = named.get("published", [])
    is_several = len(foot) > 1  # a text may close with one
    is_of_page = not named.keys().isdisjoint(OF_PAGE) or (is_several and fields.get("published", days) == days)
    if days:
        fields.setdefault("said", days)
    if "source" not in fields and "office" not in fields:
        fields |= {name: named[name] for name in ("source", "office") if name in named}
    return fields, is_of_page


def states_day(block: Block) -> bool:
    return not block.hidden and NAMES_DAY.search(f"<{block.text}<") is not None


def list_around(tree: Tree, body: Body, number: int) -> Element | None:
    """Return the innermost element around a line with the day that has another field as well, if it is a list of
    labels and their values and nothing else, and holds none of the text."""
    element = tree.blocks[number].element
    while element.end - element.first <= MAX_BLOCKS:
        lines = [block for block in tree.blocks[element.first : element.end] if not block.hidden]
        if len(labelled(lines)) >= LEAST_FIELDS:
            return element if ends_text(tree, body, element) and is_list(lines) else None
        if element.parent is None:
            return None
        element = element.parent
    return None


def ends_text(tree: Tree, body: Body, element: Element) -> bool:
    """Whether an element stands below the text, or as its last part but for buttons."""
    below = tree.blocks[element.end : body.end]
    return element.first > body.first and not any(len(block.text) > MAX_OTHER for block in below)


def is_list(lines: Sequence[Block]) -> bool:
    is_value = False  # the line above is a label by itself
    for block in lines:
        is_bare = block.element.tag in ("dt", "th") or is_label(block.text)
        is_field = is_bare or LINE.match(block.text) is not None or begins_with_name(block.text) is not None
        if not is_value and not is_field:
            return False
        if block.linked == len(block.text) and not is_value:
            return False
        is_value = is_bare
    return sum(len(block.text) for block in lines) <= MAX_LENGTH


def stands_at_foot(tree: Tree, body: Body, found: Element) -> bool:
    """Whether a list is a part of its own of what holds the text, above the site's footer."""
    branch = branch_of(found, common_element(tree, body.first, found.end))
    if any(one.tag in OF_FRAME for one in (found, *found.ancestors()) if one.first >= branch.first):
        return False
    others = [*tree.blocks[branch.first : found.first], *tree.blocks[found.end : branch.end]]
    if len(others) > MAX_OTHERS or any(len(block.text) > MAX_OTHER for block in others):
        return False
    return not any(is_owner(block.text) for block in tree.blocks[body.end : branch.end])
