"""Columns that are empty, next to which a page shows the hottest or newest of others: these are not their rows."""

import re
from collections.abc import Sequence, Set
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.extract.rejections.reasons import speaks_of_itself
from pipelines.lists.columns.groups import FOOTER, MAX_LONE, MORE, in_column
from pipelines.lists.columns.ways import ways_to
from pipelines.lists.days.above_rows import holds_a_place
from pipelines.lists.rows.anchors import Anchor
from pipelines.lists.rows.list_headings import OWN_NAME
from pipelines.lists.titles import ancestors, folded
from pipelines.lists.urls import UNFILLED, absolute

__all__ = ["SAYS_EMPTY", "is_apart", "is_empty_below", "is_empty_column", "own_headings", "without_others"]

SAYS_EMPTY = re.compile(
    r"(?:暂无|暂時無|没有|沒有|无|未(?:找到|查询到|查到|检索到))[^\s,，。;；]{0,8}?(?:数据|資料|资料|信息|內容|内容|记录|紀錄|文章|结果|列表)"
    r"|共\s?0\s?[条條篇项項页頁]|\b(?:no|0) (?:data|records?|results?|entries|items|rows)\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"(?:整理|建设|完善|更新|准备|筹备|录入)(?:之)?中|(?:加载|载入|读取)中|正在(?:加载|载入|读取)|敬请期待|稍后(?:再来|开放)"
)
HEADINGS = "h1, h2, h3, h4, h5, [class*=tit i], [class*=head i], [class*=name i]"
ASIDE = "aside "
LEVELS = 3  # above a heading, within which its own list stands
MAX_HEADINGS = 200
MAX_LINKS = 50
MAX_SAID = 60  # characters with which a column says that it is empty


def is_empty_column(tree: LexborHTMLParser, name: str, rows: Sequence[Anchor], url: str) -> bool:
    """Whether the box under the page's own name (`name`) holds no row, and all `rows` stand apart from it.

    Rows of the column's own folder, or that nothing sets apart, are its rows whatever else the page says.
    """
    if not rows or not is_apart(rows, name) or 2 * sum(in_column(row.url, url) for row in rows) >= len(rows):
        return False
    return is_empty_below(tree, name, rows)


def without_others(tree: LexborHTMLParser, base: str, name: str, rows: list[Anchor], url: str) -> list[Anchor]:
    """Return the one or two rows of the column's own folder that are all that stands below the page's own name, without
    the rows that stand apart; all rows where it is otherwise."""
    own = [row for row in rows if in_column(row.url, url)]
    if not 0 < len(own) <= MAX_LONE or len(own) == len(rows):
        return rows
    if not is_apart([row for row in rows if not in_column(row.url, url)], name):
        return rows
    addresses = {row.url for row in own}
    return own if any(links_below(heading, base) == addresses for heading in own_headings(tree, name)) else rows


def links_below(heading: LexborNode, base: str) -> set[str | None]:
    """Return where what stands below a heading leads."""
    title = folded(heading)
    for box in islice(ancestors(heading), LEVELS):
        links = [link for link in box.css("a[href]")[:MAX_LINKS] if folded(link) not in ("", title)]
        if links:
            return {absolute(base, link.attributes.get("href")) for link in links}
    return set()


def is_apart(rows: Sequence[Anchor], name: str) -> bool:
    """Whether all rows stand under a name that is not the page's, or where a page keeps what is not its own."""
    return len(name) >= 2 and all(
        is_of_another_name(row.head[0], name)
        or any(part.startswith(ASIDE) or FOOTER.search(part) for part in row.place)
        for row in rows
    )


def is_of_another_name(head: str, name: str) -> bool:
    head = MORE.sub("", head)
    return bool(OWN_NAME.match(head)) and name not in head and not speaks_of_itself(head)


def is_empty_below(tree: LexborHTMLParser, name: str, rows: Sequence[Anchor] = ()) -> bool:
    """Whether nothing stands in the box under the page's own name, or under the way that leads to it.

    Other things than a list stand below a way too: where `rows` come after it, only what is said there decides.
    """
    ways = ways_to(tree, name)
    if any(stands_above_nothing(node, ways) for node in own_headings(tree, name)):
        return True
    titles = {row.text for row in rows}
    return any(
        not names_another(way, name)
        and stands_above_nothing(way, ways, by_words=bool(titles) and any_after(way, titles))
        for way in ways
    )


def own_headings(tree: LexborHTMLParser, name: str) -> list[LexborNode]:
    """Return what looks like a heading and is the page's own name."""
    return [node for node in tree.css(HEADINGS)[:MAX_HEADINGS] if MORE.sub("", folded(node)) == name]


def stands_above_nothing(heading: LexborNode, ways: Sequence[LexborNode], *, by_words: bool = False) -> bool:
    """Whether what a heading names is an empty list, or a short text that says so (`by_words`: such a text alone).

    `ways`: what leads to the page, which may stand next to the heading.
    """
    title = folded(heading)
    steps = {link.mem_id for way in ways for link in way.css("a")}
    for box in islice(ancestors(heading), LEVELS):
        if any(link.mem_id not in steps and is_link(link, title) for link in box.css("a")[:MAX_LINKS]):
            return False
        said = folded(box).replace(title, " ", 1)
        for way in ways:
            said = said.replace(folded(way), " ", 1)
        said = said.strip()
        if len(said) <= MAX_SAID and (SAYS_EMPTY.search(said) or NOT_YET.search(said)):
            return True
        if not by_words and holds_a_place(box):
            return True
    return False


def names_another(way: LexborNode, name: str) -> bool:
    """Whether the box around a way holds a heading of another name, which what stands there may be below."""
    box = way.parent
    heads = box.css(HEADINGS)[:MAX_HEADINGS] if box is not None else ()
    return any(folded(head) and not folded(head).endswith(name) for head in heads)


def is_link(node: LexborNode, title: str) -> bool:
    """Whether a link may be a row's: it has words, none that a script fills in, and they are not those above it."""
    text = folded(node)
    return text != title and re.search(r"\w", text) is not None and not UNFILLED.search(text)


def any_after(node: LexborNode, titles: Set[str]) -> bool:
    """Whether a link with one of these texts comes after an element."""
    for around in (node, *ancestors(node)):
        after = around.next
        while after is not None:
            if after.tag != "-text" and any(link.text(deep=True).strip() in titles for link in after.css("a")):
                return True
            after = after.next
    return False
