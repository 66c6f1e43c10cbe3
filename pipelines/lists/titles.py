"""What the article behind a link is called.

Mostly the link's text. But lists cut it (the whole title is then an attribute), put picture, summary and date into the
link as well, or write only 查看 there and the title next to it.

The questions that every reader of lists asks of a node (its text, what it stands in) are here too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.extract.short_scripts import texts_in_quotes
from pipelines.lists.dates import is_a_day, states_a_day, without_day
from pipelines.lists.day_parts import day_of_parts, month_alone
from pipelines.lists.urls import names_a_file

__all__ = [
    "MAX_TEXT",
    "SAYS_NOTHING",
    "ancestors",
    "folded",
    "is_cut",
    "particulars",
    "shown_title",
    "texts_in",
    "title_in",
    "title_of",
    "whole",
    "whole_in",
    "without_number",
]

BLOCKS = "p, div, td, dd, li, h1, h2, h3, h4, h5, h6"
HEADINGS = "h1, h2, h3, h4, h5, h6, [class*=tit], [class*=Tit]"
CELLS = "td, th, dt, dd, li, p, div, span, h2, h3, h4, strong, b"
MAX_DAY_PARTS = 3  # elements in which a day may stand
MAX_PARTS = 12  # of a link or row that may be its title; a card holds some five
SAYS_NOTHING = re.compile(
    r"^\W*(?:点击|点此|查看|浏览|阅读)*(?:详细|详情|全文|原文|内容|信息|更多|查看|浏览|阅读|下载|进入|打开|here|more|view|detail){0,3}\W*$",
    re.IGNORECASE,
)

# title="标题：关于…的通知 作者：… 更新时间：…": some systems write all they know into the attribute
NAMES_TITLE = re.compile(r"^(?:文章|信息|新闻)?标\s*题\s*[:：]\s*")
AFTER_TITLE = re.compile(
    r"\s*(?:作\s*者|点击数?|浏览(?:次数)?|(?:发布|更新|添加|发表)(?:时间|日期)|日期|来源)\s*[:：].*$"
)
MARKS = "·•●■□◆◇▪▶►◎※>» \u3000"  # in front of titles
CUT = re.compile(r"(?:…|\.{2,}|。{2,})\W*$")
WORD = re.compile(r"\w")
CHINESE = re.compile(r"[\u3400-\u9fff]{2}")
HIGHEST = 40  # ancestors looked at; real pages stand 10 to 25 deep, and a hostile one 100,000
MIN_STEM, MAX_ELEMENTS = 4, 40  # characters that a cut title shares with the whole one; elements of a row
CODE = re.compile(r"[=;({]")  # one of these is in any script, and in few titles
UNSHOWN = ("script", "style")
MAX_TEXT = 2000  # characters of a link or row that are looked at


def title_of(node: LexborNode, shown: str, row: LexborNode, *, alone: bool) -> str:
    """`shown` is what shown_title gave; `alone`: no other link of its row leads to the same address."""
    reported = attribute_title(node)
    title = reported if reported and reported in shown else whole(shown, reported)
    if not alone or not SAYS_NOTHING.match(title):
        return title
    return picture_words(node) or longest(unlinked(leaves(row)), without=folded(node)) or title


def is_cut(title: str) -> bool:
    """Whether a list has cut the title: 关于…"""
    return CUT.search(title) is not None


def whole(title: str, other: str) -> str:
    """Return the one of two titles of one thing that is not cut (关于…); the longer where neither is."""
    cut, other_cut = is_cut(title), is_cut(other)
    if cut != other_cut and title and other:
        return other if cut else title
    return max(title, other, key=len)


def whole_in(row: LexborNode, cut: str) -> str:
    """Return the title that an attribute of a row holds whole, where it begins as the one that is cut; else that one.

    Whatever the attribute is called: title of the <li>, data-title, alt of a picture.
    """
    stem = CUT.sub("", cut).strip()
    if len(stem) < MIN_STEM:
        return cut
    for node in (row, *row.css("*")[:MAX_ELEMENTS]):
        for value in node.attributes.values():
            text = " ".join((value or "")[:MAX_TEXT].split())
            if text.startswith(stem) and len(text) > len(stem) and not is_cut(text):
                return text
    return cut


def shown_title(node: LexborNode) -> str:
    """Return what a reader sees of the title, without marks and days around it."""
    text = (
        headline(node)
        or without_parts_of_a_day(node)
        or folded(node)
        or (node.attributes.get("value") or "")[:MAX_TEXT]
        or handed_to_a_script(node)
    )
    return without_day(text.lstrip(MARKS))


def handed_to_a_script(node: LexborNode) -> str:
    """Return the longest text that a script in a link is given: showTitle("关于…的通知")."""
    texts = (text for script in node.css("script")[:MAX_PARTS] for text in texts_in_quotes(script.text() or ""))
    return max((" ".join(text.split())[:MAX_TEXT] for text in texts if CHINESE.search(text)), key=len, default="")


def headline(node: LexborNode) -> str:
    """Return the title in a link that holds more: a card with picture and summary, a row that is clicked as a whole."""
    if node.tag == "tr":
        return longest(node.css("td"))
    blocks = inner(node, BLOCKS)
    if not blocks:
        return ""
    parts = [text for part in inner(node, HEADINGS) if (text := folded(part)) and not is_a_day(text)]
    texts = [text for part in blocks if len(text := folded(part)) > 4 and not is_a_day(text)]
    return next(iter(parts), "") or next(iter(texts), "")


def without_parts_of_a_day(node: LexborNode) -> str:
    """Return the text of a link without a day in elements of its own at one of its ends; empty where none stands
    there."""
    first = node.child
    if first is None or first.next is None:
        return ""
    texts = [text for part in islice(texts_in(node), MAX_PARTS) if (text := " ".join(part.split()))]
    for count in range(min(MAX_DAY_PARTS, len(texts) - 1), 1, -1):
        if is_day_in_parts(texts[:count]):
            return " ".join(texts[count:])
        if is_day_in_parts(texts[-count:]):
            return " ".join(texts[:-count])
    return ""


def without_number(title: str, number: int) -> str:
    """Return a title without the number of its row's day, where that stands before or after it: 22 关于…"""
    alone = rf"0?{number}\s?[日号]?"
    bracketed = rf"[\[【]\s?{alone}\s?[\]】]"
    return re.sub(rf"^{bracketed}\s*|^{alone}\s+|\s*{bracketed}$|\s+{alone}$", "", title, count=1)


def is_day_in_parts(texts: Sequence[str]) -> bool:
    return all(is_a_day(text) or month_alone(text) for text in texts) and day_of_parts(texts) is not None


def texts_in(node: LexborNode) -> Iterator[str]:
    """Yield the pieces of text in an element, without those of scripts."""
    for part in node.traverse(include_text=True):
        if part.tag == "-text" and (part.parent is None or part.parent.tag not in UNSHOWN):
            yield part.text() or ""


def inner(node: LexborNode, selector: str) -> list[LexborNode]:
    first = node.child
    if first is None or (first.tag == "-text" and first.next is None):
        return []  # most links hold their title and nothing else
    return [part for part in node.css(selector)[: MAX_PARTS + 1] if part.mem_id != node.mem_id]


def attribute_title(node: LexborNode) -> str:
    return title_and_particulars(node)[0]


def particulars(node: LexborNode) -> str:
    """Return what the attribute of a link says behind its title: 作者：… 更新时间：2026-09-16 10:22:03."""
    return title_and_particulars(node)[1]


def title_and_particulars(node: LexborNode) -> tuple[str, str]:
    reported = " ".join((node.attributes.get("title") or "").split())[:MAX_TEXT]
    if ":" not in reported and "：" not in reported:
        return reported, ""
    names_it = NAMES_TITLE.match(reported)
    after = AFTER_TITLE.search(reported, names_it.end() if names_it else 1)
    # 来源：… ends some titles; only what says a day as well is none of the title
    if after is None or not (names_it or states_a_day(after[0])):
        return reported[names_it.end() if names_it else 0 :], ""
    return reported[names_it.end() if names_it else 0 : after.start()], after[0]


def picture_words(node: LexborNode) -> str:
    """Return what a picture says of itself; the name of its file is no title."""
    picture = node.css_first("img[alt]")
    words = " ".join((picture.attributes.get("alt") or "").split())[:MAX_TEXT] if picture else ""
    return words if CHINESE.search(words) else ""


def leaves(row: LexborNode) -> list[LexborNode]:
    cells = row.css(CELLS)[:MAX_PARTS]
    around = {above.mem_id for cell in cells for above in ancestors(cell)}
    return [cell for cell in cells if cell.mem_id not in around]


def unlinked(cells: Iterable[LexborNode]) -> Iterator[LexborNode]:
    """Yield the cells that do not lead to another page by a link of their own: to the row's column or office."""
    for cell in cells:
        link = cell.css_first("a[href]")
        href = (link.attributes.get("href") or "").strip() if link is not None else ""
        leads = href and href[0] != "#" and href[:11].lower() != "javascript:" and not names_a_file(href)
        if link is None or not leads or WORD.search(folded(cell).replace(folded(link), "", 1)):
            yield cell


def longest(cells: Iterable[LexborNode], without: str = "") -> str:
    texts = [folded(cell) for cell in islice(cells, MAX_PARTS)]
    return max((text for text in texts if text != without and not is_a_day(text)), key=len, default="")


# Nodes of the page's tree, for every reader of lists: their text, and what they stand in


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(HIGHEST):
        if above is None or above.tag in ("body", "html"):
            return
        yield above
        above = above.parent


def title_in(tree: LexborHTMLParser) -> str:
    """Return what a page is called in its head; empty without a name."""
    title = tree.css_first("title")
    return folded(title) if title is not None else ""


def folded(node: LexborNode) -> str:
    """Return the words of an element in one line, without those of scripts in it."""
    text = node.text(deep=True, separator=" ")
    if CODE.search(text) is not None and node.css_first(", ".join(UNSHOWN)) is not None:
        text = " ".join(texts_in(node))
    return " ".join(text.split())[:MAX_TEXT]
