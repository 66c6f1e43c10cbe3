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


def unturned(text: str, ask: Ask, titles: Iterable[str], rows: int) -> str:
    """What an answer says of pages after it, in its own words; empty where it says that it is the last, or nothing.

    `rows`: how many it lists. Looked at only where no next page was found.
    """
    answer = as_json(text)
    if answer is not None:
        more = rows and has_more(answer, number_of(ask) or 1, rows)
        return f"more than the {rows} rows that it holds" if more else ""
    if text.lstrip("\ufeff \t\r\n")[:1] != "<":
        return ""
    tree = LexborHTMLParser(text)
    if tree.body is None:
        return ""
    shown = " ".join(tree.body.text(deep=True, separator=" ").split())
    for title in list(titles)[:MAX_TITLES]:
        shown = shown.replace(title, " ")
    return said_by_words(shown, ask, rows) or said_by_scripts(tree, ask)


def said_by_words(shown: str, ask: Ask, rows: int) -> str:
    both = CURRENT_OF_PAGES.search(shown)
    pages, total = ALL_PAGES.search(shown), ALL_ROWS.search(shown)
    if pages:
        current = CURRENT.search(shown)
        here = first_number(current) if current else first_number(both) if both else here_of(ask)
        return pages[0] if here < first_number(pages) else ""
    if both and re.search(f"第|共|{PAGES}", both[0]):  # 3/5 alone is a date, or half of one
        here, last = (int(number) for number in both.groups() if number)
        return both[0] if here < last else ""
    if total:
        return total[0] if here_of(ask) * rows < first_number(total) else ""
    return ""


def said_by_scripts(tree: LexborHTMLParser, ask: Ask) -> str:
    """By the number of pages that a script of the page holds."""
    for script in tree.css("script"):
        code = script.text() or ""
        found = IN_SCRIPT.search(code) or IN_CALL.search(code)
        if found:
            return found[0] if here_of(ask) < first_number(found) else ""
    return ""


def first_number(found: re.Match[str]) -> int:
    return next(int(number) for number in found.groups() if number)


def here_of(ask: Ask) -> int:
    """The page's number as its address says; of file names it may be one less, and counts as the later page."""
    number = number_of(ask)
    if number is not None:
        return max(number, 1)
    named = IN_NAME.search(urlsplit(ask.url).path)
    return int(named[1]) + 1 if named else 1


def number_of(ask: Ask) -> int | None:
    """The number in ?page=N (and its other names), in the address or in what is posted."""
    for key, value in (*parse_qsl(urlsplit(ask.url).query), *parse_qsl(ask.body)):
        if is_page_key(re.split(r"[._$:]", key)[-1]) and value.isdecimal() and len(value) < 8:
            return int(value)
    return None
