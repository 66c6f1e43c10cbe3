"""The breadcrumb: 您现在的位置：首页 > 政务公开 > 最新动态 -> ("政务公开", "最新动态").

A page may hold several (of the desktop and the mobile copy, one of a template that says 详情页 alone): the first, in
order of how surely it is one, that names a column.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from pipelines.extract.heading.title import CUT_SHORT, SITE, SUFFIX
from pipelines.extract.markup.tree import Block, Element, Link, Tree, elements_from, identity_of, links_in
from pipelines.extract.words.line_patterns import FULL_DATE, SENTENCE_MARK
from pipelines.text.charset import fold

__all__ = ["columns", "is_named", "is_trail", "leads_to"]

# The label, with a colon or right before the home page, or by itself: 当前位置首页/…
PLACE = re.compile(
    r"^.{0,12}?(?:位置|所在)[^:：]{0,4}[:：是]\s*|^.{0,8}?(?:位置|所在)\W{0,3}(?=\w{0,6}?(?:首\s*页|主页|首頁))"
    r"|^(?:您|现在|当前|目前|所在|的){0,4}位置\W*$|^(?:location|you are here)\s*[:：]\s*",
    re.IGNORECASE,
)
STARTS_AT_HOME = re.compile(
    r"^\W*(?:返回|回到)?\s*(?:网站)?(?:首\s*页|主页|首頁|home)\s*(>|＞|»|›|→|/|\\|-|·|—|::|≫|》|\|)", re.IGNORECASE
)
# A quick look, to spare most lines the rest
MAY_BE_TRAIL = re.compile(r"[:：>＞»›→≫]|位置|所在|[首主]\s*[页頁]|[Hh][Oo][Mm][Ee]")
NAMED = re.compile(
    r"crumb|position|location|weizhi|dqwz|curr?ent[-_]?pos|(?:^|[\s_-])(?:wz|path|place|lujing|sitepath|dangqian|bread|addr|where)(?=[\s_-]|$)"
)
STRONG = re.compile(r"\s*(?:[>＞»›→≫]+|::|->)\s*")
# These stand in names of columns too, so only where nothing stronger does
WEAK = re.compile(r"\s*(?:》(?!的)|\\|—+>?|-{2,}>?)\s*|\s+[/·|-]\s+|(?<=[\u4e00-\u9fff])\s*/\s*(?=[\u4e00-\u9fff])")
HOME = re.compile(
    r"^\W*(?:(?:网站|本站|返回|门户|本网|站点)?\s*(?:首\s*页|主\s*页|首頁|主頁)|home|.{2,20}(?:门户网站?|政府网站?|网首页|首页|人民政府网?))\W*$",
    re.IGNORECASE,
)
# 正文, 详情页, 信息详情, 查看内容 …: made of these words alone, with one that says "the text itself"
LEAF = re.compile(
    r"^\W*(?=.*(?:正文|详[情细]|查看|浏览|阅读|细览|全文|内容|显示|文章|列表|当前页)|\W*$)(?:信息|公开|文章|新闻|资讯|稿件|内容|具体|正文|详情|详细|查看|浏览|阅读|细览|全文|显示|列表|当前|页面?)*\W*$"
)
# 正文 and what stands right behind its element: no column begins so
LEAF_FIRST = re.compile(r"\W*正文")
STARTS_WITH_MARK = re.compile(r"^[>＞»›→≫]+\s*[^\W\d]")
# 正文：TITLE as the last of them
LEAF_LABEL = re.compile(r"^\W*(?:正文|详情|内容|文章|标题)\s*[:：]\s*(?=\S)")
BACK = re.compile(r"^返回(?:上一[页级])?$")  # a button before the trail
OPEN_END = re.compile(r"[>＞»›→≫/]\s*$")  # more follows
TEMPLATE = re.compile(r"\{\{|\$\{|<%|\}\}")  # a name that a script was to fill in
TRAILER = re.compile(r"\s*(?:字号|字体|【|\[|打印|分享|浏览|发布时间|来源).*$")
LABEL = re.compile(r"\w\s*[:：]")
WAY_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}\s*[:：]\s*")
MAX_LENGTH = 24  # characters: no column has a longer name; the last crumb is sometimes the title
MAX_TRAIL = 200
MAX_NAME = 40  # characters of a name in a line that is a trail, in any language
MARK = re.compile(r"[>＞»›→≫》/|\\]|\s[-—·]\s|::")
MAX_BLOCKS = 12
MAX_LINKS = 8
ROOT = re.compile(r"^/?(?:(?:index|default|main)\.\w{2,5})?$", re.IGNORECASE)  # path of a site's home page
HOME_ONLY = re.compile(r"^\W*(?:(?:网站|本站|本网|门户)?(?:首\s*页|主页|首頁)|home)\W*$", re.IGNORECASE)


class Trail(NamedTuple):
    """Blocks that may hold the breadcrumb: tree.blocks[first:end]."""

    first: int
    end: int


def columns(tree: Tree, body_first: int, title: str, site_name: str | None) -> tuple[str, ...]:
    """Return the columns from the site down to that of this page, without home page, 正文 and the title itself."""
    own = site_name or site_in_title(tree.title)
    for trail in trails(tree, body_first):
        names = crumbs(trail, tree)
        if len(names) > 1 and HOME_ONLY.match(names[1]):  # 跳至内容 before it
            names = names[1:]
        if len(names) > 1 and leads_home(names[0], trail, tree):
            names = names[1:]
        if names == [own] and any(link.text == own and is_below_root(link) for link in links_of(trail, tree)):
            own = None
        names = named_columns(names, title, own)
        if names:
            return tuple(names)
    named = tree.metas.get("columnname", "")
    if not named or len(named) > MAX_LENGTH or TEMPLATE.search(named) or named == title:
        return ()
    return tuple(linked_trail(tree, body_first, named)) or (named,)


def leads_home(name: str, trail: Trail, tree: Tree) -> bool:
    """Whether the first link of a trail bears this name and leads to the root of a site, whatever it is called."""
    first = next(iter(links_of(trail, tree)), None)
    return first is not None and first.text == name and has_own_path(first) and not is_below_root(first)


def has_own_path(link: Link) -> bool:
    return link.href.startswith("/") or "://" in link.href


def is_below_root(link: Link) -> bool:
    """Whether a link leads to a page below the root of a site."""
    return has_own_path(link) and (ROOT.match(path_of(link)) is None or "?" in link.href)


def named_columns(names: list[str], title: str, site_name: str | None) -> list[str]:
    if names and (HOME.match(names[0]) or names[0] == site_name):
        names = names[1:]
    names = [LEAF_LABEL.sub("", name) for name in names]
    names = [
        name
        for name in names
        if not (LEAF.match(name) or LEAF_FIRST.match(name)) and name != title and not TEMPLATE.search(name)
    ]
    if names and is_of_title(names[-1], title):
        names = names[:-1]
    names = [name for name in names if len(name) <= MAX_LENGTH and not HOME_ONLY.match(name)]
    return [name for name, _ in groupby(names)]


def is_of_title(name: str, title: str) -> bool:
    """The title's beginning, as a trail gives it that has no room for more."""
    start = CUT_SHORT.sub("", name)
    return len(name) > 6 and start in title and (len(name) > len(title) * 0.5 or start != name)


def site_in_title(title: str) -> str | None:
    """Return the site's name at the end of <title>, where there is one."""
    parts = [part.strip() for part in SUFFIX.split(title) if part.strip()]
    return parts[-1] if len(parts) > 1 and SITE.search(parts[-1]) else None


def trails(tree: Tree, body_first: int) -> list[Trail]:
    """Return where the breadcrumb may stand: the surest kind first, what is hidden last."""
    by_words: list[Trail] = []
    by_home: list[Trail] = []
    for number, block in enumerate(tree.blocks[: max(body_first + 4, 1)]):
        text = block.text
        if MAY_BE_TRAIL.search(text) is None or len(text) >= MAX_TRAIL:
            continue
        labelled = "位置" in text or "所在" in text or ":" in text or "：" in text
        if labelled and is_place(text):
            by_words.append(around(number, block, tree))
        elif starts_at_home(text) or (STARTS_WITH_MARK.match(text) and follows_icon(block, tree)):
            by_home.append(Trail(number, number + 1))
        elif labelled and block.linked and is_labelled_way(number, tree):
            by_words.append(Trail(number, number + 1))
    by_name = [
        Trail(element.first, element.end)
        for element in elements_from(tree, 0, body_first + 1)
        if element.attributes and 0 < element.end - element.first <= MAX_BLOCKS and is_named(element.attributes)
        if not element.first <= body_first < element.end  # what is body is no trail
    ]
    return sorted([*by_words, *by_home, *by_name], key=lambda trail: tree.blocks[trail.first].hidden)


def starts_at_home(text: str) -> bool:
    """Whether a line is a trail from the home page; one with | is a menu, unless it ends with 正文."""
    home = STARTS_AT_HOME.match(text)
    return home is not None and (home[1] != "|" or LEAF_FIRST.match(text.rpartition("|")[2]) is not None)


@lru_cache(maxsize=4096)  # as in names.py
def is_named(attributes: str) -> bool:
    return "breadcrumb" in attributes.lower() or NAMED.search(identity_of(attributes)) is not None  # aria-label


def is_place(text: str) -> bool:
    label = PLACE.match(text)
    if label is None:
        return False
    if "位置" in text or "所在" in text or "here" in text.lower():
        return True
    return STARTS_AT_HOME.match(text[label.end() :]) is not None  # Location: Beijing is none


def is_trail(text: str) -> bool:
    """Whether a line is nothing but names of columns from the home page down, with marks between them."""
    if len(text) > MAX_TRAIL or SENTENCE_MARK.search(text) is not None or text.endswith("."):
        return False
    rest = PLACE.sub("", text)
    return STARTS_AT_HOME.match(rest) is not None and all(len(name) <= MAX_NAME for name in MARK.split(rest))


def leads_to(text: str, name: str) -> bool:
    """Whether a line is nothing but a trail from the home page, or after a label, down to the page of this name."""
    if len(text) > MAX_TRAIL:
        return False
    steps = [step.strip(" :：") for step in MARK.split(PLACE.sub("", OPEN_END.sub("", text)))]
    if len(steps) < 2 or steps[-1] != name or any(len(step) > MAX_NAME for step in steps):
        return False
    return is_place(text) or HOME.match(steps[0]) is not None


def follows_icon(block: Block, tree: Tree) -> bool:
    """Whether a link without words to the root of the site stands in the same element: the home page as an icon."""
    return any(
        link.element is block.element and not link.text and ROOT.match(path_of(link)) and "?" not in link.href
        for link in tree.links
    )


def around(number: int, block: Block, tree: Tree) -> Trail:
    """The label may stand in an element of its own, next to the list of crumbs."""
    text = PLACE.sub("", block.text)
    if (separators(text) and not OPEN_END.search(text)) or linked_names(text, number, tree):
        return Trail(number, number + 1)
    wider: Element | None = block.element
    for _ in range(3):
        if wider is None or wider.end - wider.first > MAX_BLOCKS:
            break
        if wider.end > number + 1:
            return Trail(number, up_to_text(number + 1, wider.end, tree))
        wider = wider.parent
    return Trail(number, number + 1)


def up_to_text(first: int, end: int, tree: Tree) -> int:
    """Return where the names of a trail end in blocks[first:end]: no name is a sentence, or has a label or a day."""
    for number in range(first, end):
        block = tree.blocks[number]
        if FULL_DATE.search(block.text):
            return number
        if not block.linked and (SENTENCE_MARK.search(block.text) or LABEL.search(LEAF_LABEL.sub("", block.text))):
            return number
    return end


def linked_names(text: str, number: int, tree: Tree) -> list[str]:
    """Return the links that a block's text, without its label, is made of, and what it says after them (正文), where
    nothing stands between them but blanks, pictures and empty tags."""
    links = [link.text for link in links_in(tree, number, number + 1) if link.text]
    rest = text.strip()
    for name in links:
        if not rest.startswith(name):
            return []
        rest = rest[len(name) :].strip()
    return [*links, rest] if len(links) > 1 and len(rest) <= MAX_LENGTH else []


def is_labelled_way(number: int, tree: Tree) -> bool:
    """Whether a line is a label of any name and links with marks between them that lead down: 栏目：公开 > 公告."""
    label = WAY_LABEL.match(tree.blocks[number].text)
    names = STRONG.split(tree.blocks[number].text[label.end() :]) if label else []
    links = [link.text for link in links_in(tree, number, number + 1) if link.text]
    return len(links) > 1 and names[: len(links)] == links and len(names) <= len(links) + 1


def separators(text: str) -> re.Pattern[str] | None:
    """Return what parts the names in a trail: the mark after 首页 where that says so; None when nothing does."""
    if STRONG.search(text):
        return STRONG
    home = STARTS_AT_HOME.match(text)
    if home and home[1] in "-/·—|":
        return re.compile(rf"\s*{re.escape(home[1])}+\s*")
    return WEAK if WEAK.search(text) else None


def crumbs(trail: Trail, tree: Tree) -> list[str]:
    links = [link.text for link in links_of(trail, tree) if link.text]
    names: list[str] = []
    for number, block in enumerate(tree.blocks[trail.first : trail.end], trail.first):
        text = TRAILER.sub("", PLACE.sub("", block.text))
        if names and STARTS_AT_HOME.match(text) and any(map(HOME.match, names)):
            break  # another copy of it
        if PLACE.match(block.text) is None and is_labelled_way(number, tree):
            names.extend(link.text for link in links_in(tree, number, number + 1) if link.text)
            continue
        between = separators(text)
        if between:
            names.extend(rejoined(between.split(text), links, between))
        else:
            names.extend(linked_names(text, number, tree) or [text])
    names = [name for part in names if (name := fold(part).strip(" >＞»›/\\|:：-·→"))]
    if len(names) <= 1 and len(links) > 1:
        return links
    return [name for joined in names for name in unjoined(joined, links) if not BACK.match(name)]


def rejoined(names: list[str], links: list[str], between: re.Pattern[str]) -> list[str]:
    """Return the names of a trail with those whole in which its mark stands as well, as their links say."""
    for link in links:
        parts = between.split(link)
        at = next((n for n in range(len(names) - len(parts) + 1) if names[n : n + len(parts)] == parts), None)
        if len(parts) > 1 and len(parts) < len(names) and at is not None:
            names = [*names[:at], link, *names[at + len(parts) :]]
    return names


def unjoined(name: str, links: list[str]) -> list[str]:
    """Return the names that stand in one text with no mark between them: 工作动态工作动态, each in a tag of its own."""
    for link in links:
        if len(name) > len(link) > 1 and name.startswith(link):
            rest = name[len(link) :].strip()
            return [link, *unjoined(rest, links)] if rest in links or rest == link else [name]
    return [name]


def links_of(trail: Trail, tree: Tree) -> list[Link]:
    """Its links. The number of a link's block may be that of the block after the link."""
    elements = {block.element for block in tree.blocks[trail.first : trail.end]}
    return [
        link
        for link in links_in(tree, trail.first, trail.end + 1)
        if link.element in elements or any(above in elements for above in link.element.ancestors())
    ]


def linked_trail(tree: Tree, body_first: int, column: str) -> list[str]:
    """Links from 首页 down to the page's column (`ColumnName`) with pictures between them, or nothing.

    A menu begins with 首页 too, but its addresses do not lead from one into the next.
    """
    above = [link for link in links_in(tree, 0, body_first + 1) if link.text]
    for number, link in enumerate(above):
        if link.text != column or (number + 1 < len(above) and above[number + 1].element is link.element):
            continue
        run = list(back_to_home(above[: number + 1], link.element))[::-1]
        if 2 < len(run) <= MAX_LINKS and HOME.match(run[0].text) and leads_down(run):
            return [step.text for step in run[1:]]
    return []


def back_to_home(links: list[Link], element: Element) -> Iterator[Link]:
    for link in reversed(links):
        if link.element is not element:
            return
        yield link
        if HOME.match(link.text):
            return


def leads_down(links: list[Link]) -> bool:
    """Each address lies below the one before it; relative ones (../../, ../, ./) go up fewer folders each time."""
    if all(link.href.startswith(".") for link in links):
        depths = [link.href.count("../") for link in links]
        return depths == sorted(set(depths), reverse=True)
    folders = [path_of(link).rsplit("/", 1)[0] for link in links]
    return all(lower != upper and lower.startswith(upper) for upper, lower in pairwise(folders))


def path_of(link: Link) -> str:
    try:
        return urlsplit(link.href).path
    except ValueError:
        return ""
