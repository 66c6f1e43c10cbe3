"""What a list page says of further pages where no next page was understood: 共12页, 第1/12页, 共235条, totalPage = 12.

So a pager of a kind that nobody has met yet leaves a word in the run and in `bulletins health`, never a silent gap.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipelines.lists.json_rows import as_json, has_more
from pipelines.lists.page_numbers import is_page_key
from pipelines.models import Ask

__all__ = ["unturned"]

NUMBER = r"(\d{1,7})"
PAGES = "[页頁]"
# Each begins at a character that is there once: spaces in front would be run through from each of them again
CURRENT_OF_PAGES = re.compile(rf"(?<!\d){NUMBER}\s?/\s?(?:共\s?)?{NUMBER}\s?{PAGES}?|第\s?{NUMBER}\s?/\s?{NUMBER}")
CURRENT = re.compile(rf"第\s?{NUMBER}\s?{PAGES}|当前(?:第|为)?\s?{NUMBER}\s?{PAGES}")
ALL_PAGES = re.compile(rf"[共总總]\s?(?:有|计|計)?\s?{NUMBER}\s?{PAGES}|{PAGES}数\s?[:：]?\s?{NUMBER}")
ALL_ROWS = re.compile(
    rf"[共总總](?:有|计|計)?\s?{NUMBER}\s?[条條篇项項则則筆笔个個](?!\s?/)|(?:总数|总记录数?|记录总数|总条数)\s?[:：]?\s?{NUMBER}"
)
IN_SCRIPT = re.compile(
    rf"(?:total_?pages?(?:num|count)?|page_?count|count_?pages?|page_?total|max_?page)['\"]?\s{{0,3}}[:=]\s{{0,3}}['\"]?{NUMBER}\b",
    re.IGNORECASE,
)
IN_CALL = re.compile(rf"create_?page(?:html)?\w{{0,10}}\s?\(\s?['\"]?{NUMBER}['\"]?\s?,", re.IGNORECASE)
IN_NAME = re.compile(r"[_-](\d{1,5})\.\w{1,6}$")
MAX_TITLES = 500  # that are taken out before the page is searched: one may well end in （共3页）


def unturned(text: str, ask: Ask, titles: Iterable[str], rows: int, *, is_first: bool) -> str:
    """What an answer says of pages after it, in its own words; empty where it says that it is the last, or nothing.

    `rows`: how many it lists; `is_first`: it begins a list. Looked at only where no next page was found.
    """
    here = 1 if is_first else here_of(ask)
    answer = as_json(text)
    if answer is not None:
        more = is_first and rows and has_more(answer, 1, rows)
        return f"more than the {rows} rows that it holds" if more else ""
    if text.lstrip("\ufeff \t\r\n")[:1] != "<":
        return ""
    tree = LexborHTMLParser(text)
    if tree.body is None:
        return ""
    shown = " ".join(tree.body.text(deep=True, separator=" ").split())
    for title in list(titles)[:MAX_TITLES]:
        shown = shown.replace(title, " ")
    return said_by_words(shown, here, rows if is_first else None) or said_by_scripts(tree, here)


def said_by_words(shown: str, here: int | None, rows: int | None) -> str:
    """By what a reader sees. A number of rows says nothing of a page that may be the last, and short."""
    both = CURRENT_OF_PAGES.search(shown)
    pages, total = ALL_PAGES.search(shown), ALL_ROWS.search(shown)
    if pages:
        told = CURRENT.search(shown) or both
        return pages[0] if is_before(first_number(told) if told else here, first_number(pages)) else ""
    if both and re.search(f"第|共|{PAGES}", both[0]):  # 3/5 alone is a date, or half of one
        current, last = (int(number) for number in both.groups() if number)
        return both[0] if current < last else ""
    return total[0] if total and rows is not None and rows < first_number(total) else ""


def said_by_scripts(tree: LexborHTMLParser, here: int | None) -> str:
    """By the number of pages that a script of the page holds."""
    for script in tree.css("script"):
        code = script.text() or ""
        found = IN_SCRIPT.search(code) or IN_CALL.search(code)
        if found:
            return found[0] if is_before(here, first_number(found)) else ""
    return ""


def is_before(here: int | None, last: int) -> bool:
    """Of a page that nobody knows the number of nothing is missing: it may be the last."""
    return here is not None and here < last


def first_number(found: re.Match[str]) -> int:
    return next(int(number) for number in found.groups() if number)


def here_of(ask: Ask) -> int | None:
    """The page's number by its address or by what is posted; one of a file's name may be one less, and counts as the
    later page."""
    for key, value in (*parse_qsl(urlsplit(ask.url).query), *parse_qsl(ask.body)):
        if is_page_key(re.split(r"[._$:]", key)[-1]) and value.isdecimal() and len(value) < 8:
            return int(value)
    named = IN_NAME.search(urlsplit(ask.url).path)
    return int(named[1]) + 1 if named else None
