"""The breadcrumb: 您现在的位置：首页 > 政务公开 > 最新动态 -> ("政务公开", "最新动态")."""

import re

from pipelines.extract.tree import Element, Tree
from pipelines.text.charset import fold

__all__ = ["columns"]

PLACE = re.compile(r"^.{0,12}?(?:位置|所在)[^:：]{0,4}[:：是]\s*|^(?:location|you are here)\s*[:：]\s*", re.IGNORECASE)
STARTS_AT_HOME = re.compile(
    r"^\W*(?:网站)?(?:首\s*页|主页|首頁|home)\s*(?:>|＞|»|›|→|/|\\|-|·|—|::|≫|》)", re.IGNORECASE
)
NAMED = re.compile(
    r"crumb|position|location|weizhi|dqwz|curr?ent[-_]?pos|(?:^|[\s_-])(?:wz|path|place|lujing|sitepath|dangqian|bread|addr|where)(?=[\s_-]|$)"
)
SEPARATOR = re.compile(
    r"\s*(?:>+|＞+|»|›|→|≫|》(?!的)|\\|::|—+>?|-{2,}>?|->)\s*|\s+[/·|-]\s+|(?<=[\u4e00-\u9fff])\s*/\s*(?=[\u4e00-\u9fff])"
)
HOME = re.compile(
    r"^\W*(?:(?:网站|本站|返回|门户|本网|站点)?(?:首\s*页|主\s*页|首頁|主頁)|home|.{2,20}(?:门户网站?|政府网站?|网首页|首页|人民政府网?))\W*$",
    re.IGNORECASE,
)
LEAF = re.compile(
    r"^\W*(?:正文|内容|内容页|详细内容|详情|文章正文|浏览文章|查看|信息内容|内容详情|文章|正文内容|文章内容|信息详情|阅读|正文页)?\W*$"
)
TRAILER = re.compile(r"\s*(?:字号|字体|【|\[|打印|分享|浏览|发布时间|来源).*$")
LONGEST = 24  # characters: no column has a longer name; the last crumb is sometimes the title


def columns(tree: Tree, body_first: int, title: str, site_name: str | None) -> tuple[str, ...]:
    """From the site down to the column of this page, without home page, 正文 and the title itself."""
    for element in trails(tree, body_first):
        names = crumbs(element, tree)
        names = [name for name in names if not LEAF.match(name) and name != title]
        if (
            names
            and title
            and len(names[-1]) > 6
            and names[-1].rstrip(".…") in title
            and len(names[-1]) > len(title) * 0.5
        ):
            names.pop()
        if names and (HOME.match(names[0]) or names[0] == site_name):
            names.pop(0)
        names = [name for name in names if len(name) <= LONGEST and not HOME_ONLY.match(name)]
        if names:
            return tuple(names)
    named = tree.metas.get("columnname", "")
    return (named,) if named and len(named) <= LONGEST else ()


HOME_ONLY = re.compile(r"^\W*(?:首\s*页|主页|首頁|home)\W*$", re.IGNORECASE)


def trails(tree: Tree, body_first: int) -> list[Element]:
    """Elements that may hold the breadcrumb, the surest kind first."""
    by_words: list[Element] = []
    by_home: list[Element] = []
    for block in tree.blocks[: max(body_first + 4, 1)]:
        text = block.text
        if len(text) < 200 and PLACE.match(text) and ("位置" in text or "所在" in text or "here" in text.lower()):
            by_words.append(around(block.element, tree))
        elif len(text) < 200 and STARTS_AT_HOME.match(text):
            by_home.append(block.element)
    by_name = [
        element
        for element in tree.elements
        if element.attributes
        and 0 < element.end - element.first <= 12
        and element.first <= body_first
        and NAMED.search(element.identity)
    ]
    return [*by_words, *by_home, *by_name]


def around(element: Element, tree: Tree) -> Element:
    """The label may stand in an element of its own, beside the list of crumbs."""
    wider = element
    for _ in range(2):
        if wider.end - wider.first > 1 or wider.parent is None or wider.parent.end - wider.parent.first > 12:
            break
        text = tree.blocks[wider.first].text
        if SEPARATOR.search(PLACE.sub("", text)):
            break
        wider = wider.parent
    return wider


def crumbs(element: Element, tree: Tree) -> list[str]:
    blocks = tree.blocks[element.first : element.end]
    parts: list[str] = []
    for block in blocks:
        text = TRAILER.sub("", PLACE.sub("", block.text))
        parts.extend(SEPARATOR.split(text))
    names = [fold(part).strip(" >＞»›/\\|:：-·→") for part in parts]
    names = [name for name in names if name]
    links = [
        link.text for link in tree.links if element.first <= link.block <= element.end and inside(link.element, element)
    ]
    links = [text for text in links if text]
    if len(names) <= 1 and len(links) > 1:
        return links
    return names


def inside(element: Element, outer: Element) -> bool:
    return element is outer or any(above is outer for above in element.ancestors())
