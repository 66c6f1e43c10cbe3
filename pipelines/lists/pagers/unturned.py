"""What a list says of further pages where no next page was understood: 共12页, 第1/12页, 共235条, totalPage = 12."""

import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipelines.lists.answers.described_lists import is_xml
from pipelines.lists.data.json_rows import SIZE_NAME, as_json, as_number, fragment_in, has_more, more_name, more_of
from pipelines.lists.page_numbers import is_page_key, page_number
from pipelines.lists.pagers.counted_pages import counted_in_pagers
from pipelines.lists.pagers.next_page import THIS_PAGE, counted_by_widget, this_page_of, written_pager
from pipelines.lists.pagers.unread_answers import said_to_go_on
from pipelines.lists.pagers.unread_pagers import unread_pager
from pipelines.models import Ask

__all__ = ["unturned"]

NUMBER = r"(\d{1,7})"
PAGES = "[页頁]"

# Each begins at a character that is there once: spaces in front would be run through from each of them again
CURRENT_OF_PAGES = re.compile(rf"(?<!\d){NUMBER}\s?/\s?(?:共\s?)?{NUMBER}\s?{PAGES}?|第\s?{NUMBER}\s?/\s?{NUMBER}")
CURRENT = re.compile(rf"第\s?{NUMBER}\s?{PAGES}|当前(?:第|为)?\s?{NUMBER}\s?{PAGES}")
ALL_PAGES = re.compile(rf"[共总總]\s?(?:有|计|計)?\s?[:：]?\s?{NUMBER}\s?{PAGES}|{PAGES}数\s?[:：]?\s?{NUMBER}")
ALL_ROWS = re.compile(
    rf"[共总總](?:有|计|計)?\s?[:：]?\s?{NUMBER}\s?[条條篇项項则則筆笔个個](?!\s?/)|(?:总数|总记录数?|记录总数|总条数)\s?[:：]?\s?{NUMBER}"
)
# Page 1 of 11, Showing 1 to 6 of 66 entries
OF_PAGES = re.compile(rf"\bpage\s?{NUMBER}\s?(?:of|/)\s?{NUMBER}", re.IGNORECASE)
OF_ROWS = re.compile(rf"\b\d{{1,7}}\s?(?:to|[-–])\s?{NUMBER}\s?of\s?{NUMBER}(?!\d)", re.IGNORECASE)
CURRENT_IS_LAST = re.compile(rf"(?<!\d)(\d{{1,5}})\s?/\s?(?:共\s?)?\1(?!\d)|[共总總]\s?[01]\s?{PAGES}", re.IGNORECASE)
ALONE = re.compile(r"(?<![^\s])(\d{1,5})\s?/\s?(\d{1,5})(?![^\s])")
NUMBER_IN_SCRIPT = re.compile(
    rf"(?<![\w$])([A-Za-z_$][\w$]{{1,40}})['\"]?\]?\s{{0,3}}[:=]\s{{0,3}}['\"]?{NUMBER}(?![\w.%])"
)
IN_CALL = re.compile(rf"create_?page(?:html)?\w{{0,10}}\s?\(\s?['\"]?{NUMBER}['\"]?\s?,", re.IGNORECASE)
IN_NAME = re.compile(r"[_-](\d{1,5})\.\w{1,6}$")
COUNTS = re.compile(r"[页頁条條篇项項则則筆笔个個数/]")  # in every number of pages or rows
NEAR = 400  # characters between the total and the size of a page that one pager is given
MAX_NUMBERS = 2000  # in a script
MAX_BOXES = 50  # that may be a pager
MAX_TITLES = 500  # that are taken out before the page is searched: one may well end in （共3页）


def unturned(text: str, ask: Ask, titles: Iterable[str], rows: int, *, is_first: bool) -> str:
    """Return what an answer says of pages after it, in its own words; empty where it says that it is the last, or
    nothing.

    `rows`: how many it lists; `is_first`: it begins a list. Looked at only where no next page was found.
    """
    here = max(number_of(ask) or 1, 1) if is_first else here_of(ask)
    answer = as_json(text)
    if answer is not None:
        if not (is_first and rows):
            return ""
        more = has_more(answer, here or 1, rows)
        if more is not None:
            return f"more than the {rows} rows that it holds" if more else ""
        text = fragment_in(answer)  # whose pager may say so
        said = said_to_go_on(answer, ask, rows, here or 1)
        if said or not text:
            return said
    if text.lstrip("\ufeff \t\r\n")[:1] != "<" or is_xml(text):
        return ""
    tree = LexborHTMLParser(text)
    if tree.body is None or written_pager(text, ask.url)[0]:  # a script that says that this page is the last
        return ""
    shown = " ".join(tree.body.text(deep=True, separator=" ").split())
    listed = list(titles)[:MAX_TITLES]
    last = -1
    for title in reversed(listed):  # the last one stands furthest down, so that little is left to look through
        last = max(last, shown.rfind(title, last + 1))
    below = shown[last:]
    for title in listed:
        if COUNTS.search(title):
            shown = shown.replace(title, " ")
    said = said_by_words(shown, here, rows if is_first else None) or said_by_numbers(below, here)
    said = said or said_by_scripts(tree, text, here, rows if is_first else 0)
    reported = CURRENT.search(shown)
    turn = max(here, first_number(reported)) if here and reported else here
    said = said or counted_in_pagers(tree, without_title(below, listed), turn, rows if is_first else None)
    if said or not listed or CURRENT_IS_LAST.search(shown):
        return said
    return unread_pager(tree, ask.url, set(listed), here, is_first=is_first)


def without_title(below: str, titles: Iterable[str]) -> str:
    """Return what stands below the last row, without its title, which may count pages itself."""
    return next((below.removeprefix(title) for title in titles if title and below.startswith(title)), below)


def said_by_words(shown: str, here: int | None, rows: int | None) -> str:
    """By what a reader sees. A number of rows says nothing of a page that may be the last, and short."""
    both = CURRENT_OF_PAGES.search(shown)
    pages, total = ALL_PAGES.search(shown), ALL_ROWS.search(shown)
    if pages:
        reported = CURRENT.search(shown) or both
        return pages[0] if is_before(first_number(reported) if reported else here, first_number(pages)) else ""
    if both and re.search(f"第|共|{PAGES}", both[0]):  # 3/5 alone is a date, or half of one
        current, last = (int(number) for number in both.groups() if number)
        return both[0] if current < last else ""
    if total:
        return total[0] if rows is not None and rows < first_number(total) else ""
    english = OF_PAGES.search(shown) or OF_ROWS.search(shown)
    return english[0] if english and int(english[1]) < int(english[2]) else ""


def said_by_numbers(below: str, here: int | None) -> str:
    """By 1/12 alone, once below the rows: what stands more often, or has another number first, are days."""
    found = list(islice(ALONE.finditer(below), 2))
    is_one = len(found) == 1 and int(found[0][1]) == here
    return found[0][0] if is_one and is_before(here, int(found[0][2])) else ""


def said_by_scripts(tree: LexborHTMLParser, text: str, here: int | None, rows: int) -> str:
    """By the number of pages that a script of the page holds, or by a total of rows next to the size of a page.

    `rows`: how many the page lists; 0 where it may be the last, whose number of rows says nothing.
    """
    for script in tree.css("script"):
        code = script.text() or ""
        numbers = [(found, more_name(found[1])) for found in islice(NUMBER_IN_SCRIPT.finditer(code), MAX_NUMBERS)]
        # of a total and a size there is no doubt; what counts pages may count those that a pager shows
        for total in (found for found, counts in numbers if counts == "total"):
            sizes = (int(n[2]) for n, _ in numbers if SIZE_NAME.match(n[1]) and abs(n.start() - total.start()) < NEAR)
            if any(0 < rows <= size < int(total[2]) for size in sizes):
                return total[0]
        pages = next((found for found, counts in numbers if counts == "pages"), None) or IN_CALL.search(code)
        if pages:
            near = (n for n, _ in numbers if THIS_PAGE.match(n[1]) and abs(n.start() - pages.start()) < NEAR)
            given = next((int(n[2]) for n in near), here)
            return pages[0] if is_before(max(given or 0, here or 0) or here, int(pages[pages.lastindex or 1])) else ""
    if here is None or not rows:
        return ""
    return counted_by_element(tree, here, rows) or counted_by_fields(tree, here) or counted_by_widget(text, here)


def counted_by_fields(tree: LexborHTMLParser, here: int) -> str:
    """By a hidden field that scripts read the number of pages from: <input type=hidden id=totalPage value=17>."""
    for node in tree.css("input[type=hidden][value]")[:MAX_BOXES]:
        count = as_number(node.attributes.get("value"))
        for name in (node.attributes.get("id"), node.attributes.get("name")):
            if name and count is not None and more_name(re.split(r"[._$:]", name)[-1]) == "pages" and here < count:
                return f"{name}={count}"
    return ""


def counted_by_element(tree: LexborHTMLParser, here: int, rows: int) -> str:
    """By the box that a script makes a pager of: <div class=page data-total=97 data-pagesize=10>."""
    for node in tree.css("[data-total], [total], [class*=pag], [id*=pag], el-pagination, a-pagination, pagination")[
        :MAX_BOXES
    ]:
        given = {re.sub(r"^(?:data-|v-bind)?:?|-", "", name): value for name, value in node.attributes.items()}
        numbers = {name: n for name, value in given.items() if (n := as_number(value)) is not None}
        counted = next((name for name in numbers if more_name(name)), None)
        given_page = this_page_of(numbers)
        turn = max(here, 1 if given_page is None else given_page)
        if counted and len(numbers) > 1 and more_of(numbers, turn, rows):
            return f"{counted}={numbers[counted]}"
    return ""


def is_before(here: int | None, last: int) -> bool:
    """Of a page that nobody knows the number of nothing is missing: it may be the last."""
    return here is not None and here < last


def first_number(found: re.Match[str]) -> int:
    return next(int(number) for number in found.groups() if number)


def here_of(ask: Ask) -> int | None:
    """Return the page's number by its address or by what is posted; one of a file's name may be one less, and counts as
    the later page."""
    number = number_of(ask)
    named = IN_NAME.search(urlsplit(ask.url).path)
    return number if number is not None else int(named[1]) + 1 if named else None


def number_of(ask: Ask) -> int | None:
    """Return the page's number by a field of its address or of what is posted; None where none counts pages."""
    for key, value in (*parse_qsl(urlsplit(ask.url).query), *parse_qsl(ask.body)):
        if is_page_key(re.split(r"[._$:]", key)[-1]) and value.isdecimal() and len(value) < 8:
            return int(value)
    return page_number(ask.url)
