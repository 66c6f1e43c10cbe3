"""What the article behind a link is called.

Mostly the link's text. But lists cut it (the whole title is then an attribute), put picture, summary and date into the
link as well, or write only 查看 there and the title next to it.

The questions that every reader of lists asks of a node (its text, what it stands in) are here too.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.extract.markup.tree import PAGE
from pipelines.lists.dates import is_a_day, states_a_day
from pipelines.lists.urls import names_a_file

__all__ = [
    "CHINESE",
    "LONG_TITLE",
    "MAX_PARTS",
    "MAX_TEXT",
    "SAYS_NOTHING",
    "ancestors",
    "folded",
    "innermost_parts",
    "is_cut",
    "is_prose",
    "longest",
    "particulars",
    "parts_of",
    "texts_in",
    "title_in",
    "title_of",
    "whole",
    "whole_in",
    "without_number",
    "without_window",
    "words_of",
]

CELLS = "td, th, dt, dd, li, p, div, span, h2, h3, h4, strong, b"
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
# title="標題(另開新視窗)", "另開視窗：標題": what accessible pages say of a link, and nothing of what it leads to
PANE = "(?:視窗|视窗|窗口|窗體|分頁|標籤頁|标签页)"
OPEN = "(?:[開开][啟启]?|打[開开])"
WINDOW = (
    rf"(?:另外?{OPEN}(?:新的?)?{PANE}|[在於于以]?新的?{PANE}[中內内]?{OPEN}|{OPEN}新的?{PANE}"
    "|(?:will )?open(?:s|ed)?(?: in)?(?: an?)? (?:new|another) (?:window|tab))"
)
IN_BRACKETS = rf"[(（\[【] ?(?:{WINDOW}|新{PANE}|new (?:window|tab)) ?[)）\]】]"
WINDOW_NOTE = re.compile(
    rf"^(?:{IN_BRACKETS} ?|{WINDOW}(?:(?: ?[:：,，_-] ?| |(?=[連链])|$)(?:[連链][結接]?[至到] ?[:：]? ?)?))"
    rf"|(?:{IN_BRACKETS}|(?: ?[,，;；。_|-] ?| |(?=另外?[開开])){WINDOW})$",
    re.IGNORECASE,
)
OF_WINDOWS = ("窗", "分頁", "籤頁", "签页", "indow", "tab")
LONG_TITLE = 8  # characters: columns are called by fewer, articles by more
QUOTES = "\"'“”‘’「《"
MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
CUT = re.compile(r"(?:…|\.{2,}|。{2,})\W*$")
WORD = re.compile(r"\w")
CHINESE = re.compile(r"[\u3400-\u9fff]{2}")
HIGHEST = 40  # ancestors looked at; real pages stand 10 to 25 deep, and a hostile one 100,000
MIN_STEM, MAX_ELEMENTS = 4, 40  # characters that a cut title shares with the whole one; elements of a row
CODE = re.compile(r"[=;({]")  # one of these is in any script, and in few titles
UNSHOWN = ("script", "style")
MAX_WRAPPERS = 6  # elements, one in another, that only wrap the parts of the last
MAX_TEXT = 2000  # characters of a link or row that are looked at


def title_of(node: LexborNode, shown: str, row: LexborNode, *, alone: bool) -> str:
    """`shown` is what shown_title gave; `alone`: no other link of its row leads to the same address."""
    reported = attribute_title(node)
    is_part = reported and reported in shown and not is_broken_off(reported, shown, node)
    title = reported if is_part or shows_title(row, reported) else whole(shown, reported)
    if not SAYS_NOTHING.match(title) or not (alone or is_button_of(row)):
        return title
    found = picture_words(node) or longest(unlinked(leaves(row)), without=folded(node))
    words = picture_words(row) if not found or is_prose(found) else ""
    return (words if len(words) >= LONG_TITLE else found) or title


def shows_title(row: LexborNode, reported: str) -> bool:
    """Whether a link of a row shows what others say in an attribute: these lead there from a picture, or a summary."""
    if len(reported) < LONG_TITLE or is_cut(reported):
        return False
    return any(folded(link) == reported for link in row.css("a")[:MAX_PARTS])


def is_button_of(row: LexborNode) -> bool:
    """Whether no link of a row says anything, but for its picture: that of the article, and 查看 below it."""
    return picture_words(row) != "" and all(SAYS_NOTHING.match(folded(link)) for link in row.css("a")[:MAX_PARTS])


def is_broken_off(reported: str, shown: str, node: LexborNode) -> bool:
    """Whether an attribute ends within what the link shows: title="关于"放管服"改革", or title="某县" of 某县通知."""
    if not shown.startswith(reported):
        return False
    after = shown[len(reported) : len(reported) + 1]
    if not (after.isalnum() or after in QUOTES):
        return False
    return after != "" and any(f"{reported}{after}" in " ".join(text.split()) for text in texts_in(node))


def is_cut(title: str) -> bool:
    """Whether a list has cut the title: 关于…"""
    return CUT.search(title) is not None


def whole(title: str, other: str) -> str:
    """Return the one of two titles of one thing that is not cut (关于…); the longer where neither is."""
    cut, other_cut = is_cut(title), is_cut(other)
    shorter, longer = sorted((title, other), key=len)
    is_above_summary = len(shorter) >= LONG_TITLE and is_prose(longer) and not is_prose(shorter)
    if is_above_summary and not longer.startswith(CUT.sub("", shorter).strip()):
        return shorter
    if cut != other_cut and title and other:
        return other if cut else title
    if title.replace(" ", "") == other.replace(" ", ""):
        return min(title, other, key=len)
    return max(title, other, key=len)


def is_prose(text: str) -> bool:
    """Whether a text is sentences, as a title is not: several, or one of parts."""
    return "。" in text and ("，" in text or text.count("。") > 1)


def whole_in(row: LexborNode, cut: str) -> str:
    """Return the title that an attribute of a row holds whole, where it begins as the one that is cut; else that one.

    Whatever the attribute is called: title of the <li>, data-title, alt of a picture.
    """
    stem = CUT.sub("", cut).strip()
    if len(stem) < MIN_STEM:
        return cut
    for node in (row, *row.css("*")[:MAX_ELEMENTS]):
        for value in node.attributes.values():
            text = without_window(" ".join((value or "")[:MAX_TEXT].split()))
            if text.startswith(stem) and len(text) > len(stem) and not is_cut(text):
                return text
    return cut


def without_number(title: str, number: int) -> str:
    """Return a title without the number of its row's day, where that stands before or after it: 22 关于…"""
    alone = rf"0?{number}\s?[日号]?"
    bracketed = rf"[\[【]\s?{alone}\s?[\]】]"
    return re.sub(rf"^{bracketed}\s*|^{alone}\s+|\s*{bracketed}$|\s+{alone}$", "", title, count=1)


def texts_in(node: LexborNode) -> Iterator[str]:
    """Yield the pieces of text in an element, without those of scripts."""
    for part in node.traverse(include_text=True):
        if part.tag == "-text" and (part.parent is None or part.parent.tag not in UNSHOWN):
            yield part.text() or ""


def attribute_title(node: LexborNode) -> str:
    return title_and_particulars(node)[0]


def particulars(node: LexborNode) -> str:
    """Return what the attribute of a link says behind its title: 作者：… 更新时间：2026-09-16 10:22:03."""
    return title_and_particulars(node)[1]


def title_and_particulars(node: LexborNode) -> tuple[str, str]:
    reported = without_window(" ".join((node.attributes.get("title") or "").split())[:MAX_TEXT])
    if "<" in reported:
        reported = MARKUP.sub("", reported).strip()
    if ":" not in reported and "：" not in reported:
        return reported, ""
    names_it = NAMES_TITLE.match(reported)
    after = AFTER_TITLE.search(reported, names_it.end() if names_it else 1)
    # 来源：… ends some titles; only what says a day as well is none of the title
    if after is None or not (names_it or states_a_day(after[0])):
        return reported[names_it.end() if names_it else 0 :], ""
    return reported[names_it.end() if names_it else 0 : after.start()], after[0]


def without_window(text: str) -> str:
    """Return what a link says without the note that it opens another window: 標題(另開新視窗)."""
    return WINDOW_NOTE.sub("", text).strip() if any(word in text for word in OF_WINDOWS) else text


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
    named = [text for text in texts if text != without and not is_a_day(text)]
    return max(named, key=lambda text: (len(text) >= LONG_TITLE and not is_prose(text), len(text)), default="")


# Nodes of the page's tree, for every reader of lists: their text, and what they stand in


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(HIGHEST):
        if above is None or above.tag in PAGE:
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


def words_of(node: LexborNode) -> str:
    """Return the words of an element, or of a text between elements, in one line."""
    return folded(node) if node.tag != "-text" else " ".join((node.text() or "").split())


def parts_of(box: LexborNode, most: int) -> list[tuple[LexborNode, str]]:
    """Return the first elements and texts in an element that say something, `most` at most, with their words."""
    parts: list[tuple[LexborNode, str]] = []
    child = box.child
    while child is not None and len(parts) < most:
        if words := words_of(child):
            parts.append((child, words))
        child = child.next
    return parts


def innermost_parts(box: LexborNode, most: int) -> list[tuple[LexborNode, str]]:
    """Return the parts of the first element, from the outside in, that does more than wrap another; none where that is
    too deep."""
    for _ in range(MAX_WRAPPERS):
        parts = parts_of(box, most)
        if len(parts) != 1 or parts[0][0].tag == "-text":
            return parts
        box = parts[0][0]
    return []
