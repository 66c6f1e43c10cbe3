"""The next page of an article that a site spreads over several: 下一页 in words, as a picture or a mark, or the number
after that of this page."""

import re
from collections.abc import Iterator

from pipelines.extract.body.find import Body
from pipelines.extract.markup.tree import Link, Picture, Tree, links_in

__all__ = ["AFTER_BODY", "links_to_next"]

WORDS = r"下一?[页頁]|后一页|下页|next(?:\s?page)?"
NEXT = re.compile(rf"^\W*(?:(?P<words>{WORDS})|(?P<number>\d{{1,2}}))\W*$", re.IGNORECASE)
# What the markup of a picture holds that leads to the next page
PICTURE_SIGNS = ("next_page", "nextpage", "page_next", 'alt="下一页"', "alt='下一页'")
OF_NUMBERS = re.compile(r"[\W\d_页頁数第共上下一首末尾]*")
AFTER_BODY = 15  # blocks: how far below the body a pager or a list of files still belongs to it


def links_to_next(tree: Tree, body: Body) -> Iterator[Link]:
    """Yield the links that may lead to the next page, the surest first."""
    last = body.end + AFTER_BODY
    numbered: list[tuple[int, Link]] = []
    for link in links_in(tree, body.first, last + 1):
        if (found := NEXT.match(link.text)) and not link.href.startswith("#"):
            if found["words"]:
                yield link
            elif in_row(tree, link):
                numbered.append((int(found["number"]), link))
    near = [p.href for p in tree.images if p.href and body.first <= p.block <= last and shows_next(p)]
    if near:
        yield from (link for link in links_in(tree, body.first, last + 1) if link.href in near)
    if numbered:
        linked = {number for number, _ in numbered}
        here = next(number for number in range(1, len(linked) + 2) if number not in linked)
        yield from (link for number, link in numbered if number == here + 1)


def shows_next(picture: Picture) -> bool:
    return any(sign in picture.attributes.lower() for sign in PICTURE_SIGNS)


def in_row(tree: Tree, link: Link) -> bool:
    """Whether a link stands in a row of numbers of pages and nothing else."""
    return link.block < len(tree.blocks) and OF_NUMBERS.fullmatch(tree.blocks[link.block].text) is not None
