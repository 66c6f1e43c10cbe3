"""The next page of a list, one small function for each way that sites say it.

<a href="…">下一页</a>, <link rel="next">             most sites
1 <a>2</a> <a>3</a>                                  numbers only
createPageHTML(20, 0, "index", "shtml")              written by a script

Pagers without words are in pipelines/lists/pagers/pager_elements.py, those that post a form in
form_pagers.py. A calendar, whose months go on for ever, is no pager.
"""

import json
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from math import ceil
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipelines.lists.data.json_rows import SIZE_NAME, as_number, more_name, more_of
from pipelines.lists.data.script_data import closing, literal_at
from pipelines.lists.page_numbers import (
    comes_after,
    counted_up,
    is_below_its_name,
    is_same_list,
    number_below,
    page_number,
    this_number,
)
from pipelines.lists.pagers.pager_elements import (
    LOADS_MORE,
    filled_in,
    is_next_to,
    of_attribute,
    of_choice,
    of_icon,
    of_more,
)
from pipelines.lists.rows.anchors import Anchor
from pipelines.lists.scripts.page_functions import led_to
from pipelines.lists.scripts.scripted_links import address_in, address_returned, reckoned
from pipelines.lists.urls import absolute, names_a_file

__all__ = [
    "NEXT",
    "THIS_PAGE",
    "TOTAL_SHOWN",
    "counted_by_widget",
    "frames",
    "is_pager",
    "next_pages",
    "sent_on",
    "this_page_of",
    "written_pager",
]

NEXT = re.compile(
    r"^\W*(?:下\s*一?\s*[页頁]|后\s*一?\s*[页頁]|次\s*[页頁]|next(?:\s*page)?)\W*$|^[>›»]$", re.IGNORECASE
)
PAGER = re.compile(
    r"^[\W\d]*$|^\W*(?:[上下前后首尾末次]\s*一?\s*[页頁]|第\s*\d+\s*[页頁]|next|prev(?:ious)?|first|last|more|更多|查看更多|返回\w*)\W*$",
    re.IGNORECASE,
)
REFRESH = re.compile(r"^\s*(\d{1,3})(?:\.\d*)?\s*[;,]\s*url\s*=\s*['\"]?([^'\"\s>]+)", re.IGNORECASE)
MAX_REFRESH = 10  # seconds: a page that leads on, not a ticker that loads itself again
DAY_KEYS = frozenset(
    ("year", "month", "day", "date", "y", "m", "d", "ym", "ymd", "yearmonth", "nian", "yue", "ri", "rq")
)
DAY_IN_PATH = re.compile(r"/(?:19|20)\d\d[/-]?(?:1[0-2]|0?[1-9])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?(?=/|$|\.\w+$)")
SHOWN_NUMBER = re.compile(r"^[\[(（【<«]?\s?(?:第\s?)?(\d{1,4})\s?[页頁]?\s?[\])）】>»]?$")
DISABLED = "a[class*=disab], [class*=disab] > a"
MAX_FRAMES = 5
CREATE_PAGE = re.compile(r"\bcreate_?page(?:html)?\w{0,10}\s*\(", re.IGNORECASE)
OBJECT_PAGER = re.compile(r"\bpager\s*\(\s*(?=\{)", re.IGNORECASE)
WIDGET = re.compile(r"(?<![\w$])[\w$]{0,40}pag[\w$]{0,40}(?:\s{0,9}\.\s{0,9}[\w$]{1,40})?\s{0,9}\(", re.IGNORECASE)

# Begins at a character that is there once: spaces in front would be run through from each of them again
TOTAL_SHOWN = re.compile(r"共\s*(\d{1,6})\s*页|\d{1,6}\s*/\s*(\d{1,6})\s*页")
COUNT_PAGE = re.compile(r"\bvar\s+countPage\s*=\s*['\"]?(\d{1,6})")
CURRENT_PAGE = re.compile(r"\bvar\s+currentPage\s*=\s*['\"]?(\d{1,6})")
VARIABLE = re.compile(
    r"(?:\b(?:var|let|const)\s+|,\s*)([A-Za-z_$][\w$]{0,60})\s*=\s*(?:(?:parseInt|Number)\s*\(\s*)?"
    r"(?:['\"]?(\d{1,8})['\"]?|['\"]([\w./-]{1,60})['\"])\s*(?=[;,)\n])"
)
ROUNDED_UP = re.compile(
    r"\b([A-Za-z_$][\w$]{0,60})\s*=\s*Math\s*\.\s*ceil\s*\(\s*([\w$]{1,60})\s*/\s*([\w$]{1,60})\s*\)"
)
THIS_PAGE = re.compile(r"^(?:cur\w*|pno|now\w*|page_?(?:no|num|number|index)|page|index|current_?page)$", re.IGNORECASE)
PARAMETERS = re.compile(
    r"function\s*[\w$]*\s*\(\s*([\w$]{1,40})|\(?\s*([A-Za-z_$][\w$]{0,40})\s*(?:,[\w\s,$]{0,60})?\)?\s*=>"
)
PART_OF_PARAMETER = r"\b{}\s*\.\s*[\w$]+(?:\s*\(\s*\))?"
OF_THIS = re.compile(r"\bthis\s?\.\s?([A-Za-z_$][\w$]{0,40})(?!\s*\()")
USUAL_SIZE = 10  # rows of a page where a widget is not given how many
NAME = re.compile(r"[A-Za-z_$]")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
MAX_CALL = 6000  # characters
MAX_CALLS = 20
MAX_SENDING = 1000  # characters of a script that does nothing but send on
MAX_SHOWN = 60  # characters of a call
MAX_VARIABLES = 500


def next_pages(
    tree: LexborHTMLParser, anchors: Sequence[Anchor], text: str, url: str, rows: Container[str] = ()
) -> tuple[str, ...]:
    """Return the address of the page that comes next, or none on the last one. `rows`: those that the page lists."""
    is_written, found = written_pager(text, url)
    if not is_written:
        found = (
            of_link(tree, url)
            or of_next(anchors, url, rows)
            or of_attribute(tree, url, NEXT)
            or of_icon(tree, text, url)
            or of_choice(tree, text, url)
            or of_numbers(anchors, url)
            or of_more(tree, anchors, url)
            or of_address(tree, anchors, url, rows)
        )
    found = found or of_refresh(tree, url)
    return (found,) if found and found != url and not only_counts_days(found, url) else ()


def only_counts_days(found: str, url: str) -> bool:
    """Whether the address differs from this page's in its year, month or day alone: a calendar goes on for ever."""
    here, there = urlsplit(url), urlsplit(found)
    if here.path != there.path:
        days = DAY_IN_PATH.search(there.path)
        return bool(days) and DAY_IN_PATH.sub("", here.path).rstrip("/") == DAY_IN_PATH.sub("", there.path).rstrip("/")
    changed = {key.lower() for key, _ in set(parse_qsl(here.query)) ^ set(parse_qsl(there.query))}
    return bool(changed) and changed <= DAY_KEYS


def frames(tree: LexborHTMLParser, base: str) -> tuple[str, ...]:
    """Return the pages that this one shows in frames: where it lists nothing itself, its list is there."""
    found = (absolute(base, node.attributes.get("src")) for node in tree.css("iframe[src], frame[src]"))
    return tuple(dict.fromkeys(url for url in found if url))[:MAX_FRAMES]


def is_pager(text: str) -> bool:
    """Whether a link's text is a page number, 下一页, 更多 and the like."""
    return PAGER.match(text) is not None


def of_link(tree: LexborHTMLParser, url: str) -> str | None:
    link = tree.css_first('link[rel="next"]')
    return absolute(url, link.attributes.get("href")) if link else None


def of_next(anchors: Sequence[Anchor], url: str, rows: Container[str]) -> str | None:
    """Return a link that is called next: one to an address like this page's, else one below the rows of this list.

    What leads elsewhere and stands below other rows, or above all, belongs to a list in a box of its own.
    """
    near = elsewhere = None
    is_below = not rows
    for anchor in anchors:
        if NEXT.match(anchor.text) or NEXT.match(anchor.title):
            if anchor.url == url:
                continue
            if is_next_to(anchor.url, url) or is_below_its_name(anchor.url, url):
                near = near or anchor.url
            elif is_below:
                elsewhere = elsewhere or anchor.url
        elif anchor.listed or anchor.url in rows:
            is_below = not rows or anchor.url in rows
    return near or elsewhere


def of_address(tree: LexborHTMLParser, anchors: Sequence[Anchor], url: str, rows: Container[str]) -> str | None:
    """Return the link below the rows, whatever it is called (Older posts), to the address of the page after this one;
    None where several may be."""
    is_below = False
    found: set[str] = set()
    for anchor in anchors:
        if anchor.url in rows:
            is_below = True
        elif is_below and not anchor.listed and comes_after(anchor.url, url) and not leads_back(anchor.text):
            found.add(anchor.url)
    if found:
        found -= {absolute(url, node.attributes.get("href")) for node in tree.css(DISABLED)}
    return found.pop() if len(found) == 1 else None


def leads_back(text: str) -> bool:
    """Whether a link of a pager is called another page than the next: 上一页, 尾页, 3."""
    return is_pager(text) and re.search(r"\w", text) is not None and not LOADS_MORE.match(text)


def of_numbers(anchors: Sequence[Anchor], url: str) -> str | None:
    """Return the number after this page's own, by numbered links to the same list, or to pages that lie next to it."""
    numbered: dict[int, str] = {}
    near: dict[int, str] = {}
    own: dict[int, str] = {}
    folder = url.partition("?")[0].rpartition("/")[0]
    for anchor in anchors:
        if shown := SHOWN_NUMBER.match(anchor.text):
            if is_same_list(anchor.url, url):
                numbered.setdefault(int(shown[1]), anchor.url)
            elif anchor.url.partition("?")[0].rpartition("/")[0] == folder and not names_a_file(anchor.url):
                near.setdefault(int(shown[1]), anchor.url)
            elif is_below_its_name(anchor.url, url) or number_below(anchor.url, url) == int(shown[1]):
                own.setdefault(int(shown[1]), anchor.url)
    if 2 in own and set(numbered.values()) == {url}:  # 1 leads to this page
        numbered, own = {}, numbered | own
    # the first page is called otherwise than those after it: /tzgg/ and /tzgg/list_2.html
    if not numbered and counted_up(near):
        numbered = near
    # a folder of its name is that of its later pages, and so is its address with a number: this is the first
    elif not numbered and 2 in own and (1 not in own or counted_up(own)):
        return own[2]
    return numbered.get(this_number(numbered, url) + 1) if numbered else None


def of_refresh(tree: LexborHTMLParser, url: str) -> str | None:
    """Return where a page without links of its own sends its reader after some seconds."""
    for meta in tree.css("meta[http-equiv]"):
        reported = REFRESH.match(meta.attributes.get("content") or "")
        if (
            (meta.attributes.get("http-equiv") or "").lower() == "refresh"
            and reported
            and int(reported[1]) <= MAX_REFRESH
        ):
            return absolute(url, reported[2])
    return None


def sent_on(tree: LexborHTMLParser, base: str) -> tuple[str, ...]:
    """Return where a page that shows nothing is sent on to by its only script, whatever may be the case."""
    scripts = tree.css("script")[:2]
    if len(scripts) != 1 or (tree.body and tree.body.text(deep=True).replace(scripts[0].text() or "", "").strip()):
        return ()
    code = scripts[0].text() or ""
    found = absolute(base, led_to(f"{code}\n}}", {})[1]) if len(code) <= MAX_SENDING else None
    return (found,) if found and found != base else ()


# Pagers that a script writes into the page, read from the call that writes them


@lru_cache(maxsize=1)  # asked for the next page, and again where none was found
def written_pager(text: str, url: str) -> tuple[bool, str | None]:
    """Whether a script writes a pager that can be read, and the address of its next page (None: this is the last)."""
    known = cache(lambda: variables(text))
    for reads, opening in ((of_create_page, CREATE_PAGE), (of_object, OBJECT_PAGER), (of_widget, WIDGET)):
        for values, call in calls_of(text, opening, known):
            is_pager, found = reads(values, call, text, url)
            if is_pager:
                return True, found
    found = of_count_page(text, url)
    return found is not None, found


def calls_of(
    text: str, opening: re.Pattern[str], known: Callable[[], dict[str, str]]
) -> Iterator[tuple[list[Any], str]]:
    """Yield what each of a page's calls is given, as values and as it stands. `known` gives the page's variables."""
    for call in islice(opening.finditer(text), MAX_CALLS):
        end = closing(text, call.end(), MAX_CALL)
        given = text[call.end() : end]
        values = literal_at(f"[{given}]", 0, known() if NAME.search(QUOTED.sub("", given)) else {}) if end else None
        if values is not None:
            yield values[0], given


def counted_by_widget(text: str, here: int) -> str:
    """Return what a widget is given that counts further pages than this one, the `here`th, with or without an address;
    empty where none does."""
    for values, call in calls_of(text, WIDGET, cache(lambda: variables(text))):
        numbers, counted = widget_numbers(values)
        named = [more_name(name) for name in numbers]
        # a total alone may be of pages or of rows; {total: 12, totalRecords: 97} says which
        is_counted = "pages" in named or named.count("total") > 1 or any(map(SIZE_NAME.match, numbers))
        turn = max(counted, 1) if counted is not None else here
        if is_counted and more_of(numbers, turn, 0):
            return " ".join(call.split())[:MAX_SHOWN]
    return ""


def widget_numbers(values: list[Any]) -> tuple[dict[str, int], int | None]:
    """Return the numbers that a widget is given, and the page's own among them."""
    numbers: dict[str, int] = {}
    for value in values:
        if isinstance(value, dict):
            numbers |= {name: n for name, part in value.items() if (n := as_number(part)) is not None}
        elif (n := as_number(value)) is not None:
            numbers.setdefault("total", n)
    return numbers, this_page_of(numbers)


def this_page_of(numbers: Mapping[str, int]) -> int | None:
    """Return the page's own among the numbers that a pager is given by name; None: it is not given."""
    return next((n for name, n in numbers.items() if THIS_PAGE.match(name)), None)


def variables(text: str) -> dict[str, str]:
    """Return the JSON of the numbers and words that a page's scripts give a name."""
    found: dict[str, str] = {}
    for match in VARIABLE.finditer(text):
        found.setdefault(match[1], (match[2] and str(int(match[2]))) or json.dumps(match[3]))
        if len(found) == MAX_VARIABLES:
            break
    for match in ROUNDED_UP.finditer(text):
        total, size = (
            int(v) if v.isdecimal() else as_number(json.loads(found.get(v, "null"))) for v in match.group(2, 3)
        )
        if total is not None and size:
            found[match[1]] = str(ceil(total / size))
    return found


def of_create_page(values: list[Any], call: str, text: str, url: str) -> tuple[bool, str | None]:
    # given the box to write into, it is the kind that counts from 1: its pages are list, list_2, list_3
    from_one = bool(values) and isinstance(values[0], str) and as_number(values[0]) is None
    total, current, name, ending = [*values[1 if from_one else 0 :], None, None, None, None][:4]
    page = as_number(current)
    if page is None or not isinstance(name, str) or not isinstance(ending, str):
        return False, None
    pages = as_number(total)
    if pages is None and (shown := TOTAL_SHOWN.search(text)):
        pages = int(shown[1] or shown[2])
    if pages is not None and page + (0 if from_one else 1) >= pages:
        return True, None
    return True, absolute(url, f"{name}_{page + 1}.{ending.lstrip('.')}")


def of_object(values: list[Any], call: str, text: str, url: str) -> tuple[bool, str | None]:
    given = values[0] if values and isinstance(values[0], dict) else {}
    prefix, suffix = given.get("prefix"), given.get("suffix")
    pages, page = (as_number(given.get(name)) for name in ("size", "current"))
    if not (isinstance(prefix, str) and isinstance(suffix, str) and pages is not None and page is not None):
        return False, None
    last = page + 1 >= pages or not suffix.lstrip(".").isalnum()
    return True, None if last else absolute(url, f"{prefix}_{page + 1}.{suffix.lstrip('.')}")


def of_widget(values: list[Any], call: str, text: str, url: str) -> tuple[bool, str | None]:
    """A widget that is given how many pages or rows there are and, as a function, where a page's number leads."""
    numbers, counted = widget_numbers(values)
    # widgets that count from 0 give their functions such numbers too
    from_zero = counted == 0
    turn = 1 if from_zero else counted or page_number(url) or 1
    if (page := page_number(url)) and not from_zero and counted is None:
        turn = page
    more = more_of(numbers, turn, USUAL_SIZE)
    if more is None:
        return False, None
    following = turn if from_zero else turn + 1
    named = {k: v for value in values if isinstance(value, dict) for k, v in value.items() if isinstance(v, str)}
    blanks = (filled_in(value, following, url) for value in named.values() if "{" in value)
    found = address_for(call, following, named) or next((one for one in blanks if one), None)
    return (True, absolute(url, found) if more else None) if found else (False, None)


def address_for(call: str, number: int, named: Mapping[str, str]) -> str | None:
    """Return where a call's function leads for a page: location = '?page=' + obj.curr, return 'list_' + n + '.html'.

    `named`: the texts of the object that the function is a part of (this.hrefFormer).
    """
    given: dict[str, str] = {}
    for match in list(PARAMETERS.finditer(call))[:10]:
        name = match[1] or match[2]
        given[name] = str(number)
        call = re.sub(PART_OF_PARAMETER.format(re.escape(name)), name, call)
    if not given:
        return None
    call = OF_THIS.sub(lambda part: f"'{named[part[1]]}'" if part[1] in named else part[0], call)
    call = reckoned(call, given)
    return address_in(call, given) or address_returned(call, given)


def of_count_page(text: str, url: str) -> str | None:
    count, current = COUNT_PAGE.search(text), CURRENT_PAGE.search(text)
    if count is None or current is None or int(current[1]) + 1 >= int(count[1]):
        return None
    name, _, ending = urlsplit(url).path.rpartition("/")[2].rpartition(".")
    if not name:
        reported = re.search(r"['\"](\w+)_?['\"]\s*\+.{0,60}?['\"]\.?(s?html?)['\"]", text)
        name, ending = (reported[1].rstrip("_"), reported[2]) if reported else ("index", "html")
    stem = re.sub(r"_\d+$", "", name)
    return absolute(url, f"{stem}_{int(current[1]) + 1}.{ending}")
