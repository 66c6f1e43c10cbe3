"""How many pages or rows a pager says that there are, whatever words stand before the number.

共1,234条记录   为您找到结果约412个   共[300]条   数据总量 300   Total: 300   页码：1/20   共二十页

In an element that is called a pager a number with what it counts says enough; elsewhere it has to be called a sum.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from pipelines.lists.titles import folded

__all__ = ["counted_in_pagers"]

COUNT = r"(\d{1,3}(?:[,，\s]\d{3}){1,2}|\d{1,7})(?!\d)"
OPENS, CLOSES = r"[\s\[【『「（(:：]{0,3}", r"[\s\]】』」）)]{0,2}"
PAGES, ROWS = r"[页頁]|pages?\b", r"[条條篇项項则則筆笔个個件]|(?:records?|results?|items?|entries|rows)\b"
# neither the size of a page (每页15条, 15条/页) nor this page (第3页)
COUNTED = re.compile(
    rf"(?<![\d第每前后後上下,，.\-])(?<!每页)(?<!每頁)(?<!到\s)(?<!到){COUNT}{CLOSES}(?:(?P<pages>{PAGES})|(?P<rows>{ROWS}))(?!\s?/)",
    re.IGNORECASE,
)
SUM = re.compile(
    rf"[共总總合][^\d\s,，。;；]{{0,6}}{OPENS}{COUNT}{CLOSES}(?:(?P<pages>{PAGES})|(?P<rows>{ROWS}))(?!\s?/)"
)
IN_CHINESE = re.compile(r"[共总總]\s?[有计計]?\s?([一二三四五六七八九十百]{1,5})\s?[页頁]")
ALONE = re.compile(rf"(?:[总總合共][^\d\s]{{0,6}}|\b(?:total|results?|records?))\s?[:：]?\s?{COUNT}$", re.IGNORECASE)
OF_PAGES = re.compile(r"(?<![\d/.-])(\d{1,5})\s?(?:/|of)\s?(\d{1,5})(?![\d/.-])")
PAGERS = "[class*=pag i], [id*=pag i]"
MAX_PAGERS = 50
MAX_TEXT = 120  # characters of a pager
MAX_BELOW = 80  # characters right below the rows
DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")}


def counted_in_pagers(tree: LexborHTMLParser, below: str, here: int | None, rows: int | None) -> str:
    """Return what a pager, or the text right `below` the rows, says of more pages than this one, the one with the
    number `here`, or of more than its `rows` (None: it may be the last, whose number of rows says nothing)."""
    if here is None:
        return ""
    texts = [text for node in tree.css(PAGERS)[:MAX_PAGERS] if len(text := folded(node)) <= MAX_TEXT]
    for text in dict.fromkeys(texts):
        if (of_pages := OF_PAGES.search(text)) and int(of_pages[1]) == here:
            return of_pages[0] if here < int(of_pages[2]) else ""
        if said := next(more_said(text, here, rows), ""):
            return said
    return next(sums(below[:MAX_BELOW], here, rows), "")


def more_said(text: str, here: int, rows: int | None) -> Iterator[str]:
    for found in COUNTED.finditer(text):
        if is_more(found, here, rows):
            yield found[0]
    if (alone := ALONE.search(text)) and rows is not None and rows < number_in(alone[1]):
        yield alone[0]
    yield from sums(text, here, rows)


def sums(text: str, here: int, rows: int | None) -> Iterator[str]:
    yield from (found[0] for found in SUM.finditer(text) if is_more(found, here, rows))
    if (pages := IN_CHINESE.search(text)) and here < chinese_number(pages[1]):
        yield pages[0]


def is_more(found: re.Match[str], here: int, rows: int | None) -> bool:
    number = number_in(found[1])
    return here < number if found["pages"] else rows is not None and rows < number


def number_in(count: str) -> int:
    return int(re.sub(r"\D", "", count))


def chinese_number(words: str) -> int:
    """二十 -> 20, 一百二十 -> 120; 0 for what is no number."""
    hundreds, mark, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    number = DIGITS.get(hundreds, 1) * 100 if mark else 0
    return number + (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)
