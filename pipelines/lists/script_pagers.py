"""Pagers that a script writes into the page, read from the call that writes them.

createPageHTML(20, 0, "index", "shtml")                  TRS: pages count from 0, the second is index_1.shtml
createPageHTML('page_div', 20, 1, 'list', 'shtml', 300)  a later kind: pages count from 1, the second is list_2.shtml
createPageHTML(countPage, 0, "index", "htm")             the same with `var countPage = 20` somewhere else
Pager({size:25, current:0, prefix:'index', suffix:'htm'})             ccgp: as TRS
var countPage = 20; var currentPage = 0;                 an older TRS script, written out in the page
laypage.render({count: 484, limit: 20, curr: 1, jump: function(obj){ location.href = '?page=' + obj.curr }})
kkpager.generPageHtml({pno: 1, total: 25, getHref: function(n){ return 'list_' + n + '.html' }})
"""

import json
import re
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from pipelines.lists.json_rows import as_number, more_of
from pipelines.lists.page_numbers import page_number
from pipelines.lists.script_data import closing, literal_at
from pipelines.lists.scripted_links import address_in, address_returned
from pipelines.lists.urls import absolute

__all__ = ["TOTAL_SHOWN", "written_pager"]

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
USUAL_SIZE = 10  # rows of a page where a widget is not given how many
MAX_CALL = 6000  # characters
MAX_CALLS = 20
MAX_VARIABLES = 500


def written_pager(text: str, url: str) -> tuple[bool, str | None]:
    """Whether a script writes a pager that can be read, and the address of its next page (None: this is the last)."""
    known = None
    for reads, opening in ((of_create_page, CREATE_PAGE), (of_object, OBJECT_PAGER), (of_widget, WIDGET)):
        for number, call in enumerate(opening.finditer(text)):
            if number == MAX_CALLS:
                break
            known = variables(text) if known is None else known
            end = closing(text, call.end(), MAX_CALL)
            values = literal_at(f"[{text[call.end() : end]}]", 0, known) if end else None
            if values is None:
                continue
            is_pager, found = reads(values[0], text[call.end() : end], text, url)
            if is_pager:
                return True, found
    found = of_count_page(text, url)
    return found is not None, found


def variables(text: str) -> dict[str, str]:
    """The JSON of the numbers and words that a page's scripts give a name."""
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
    numbers: dict[str, int] = {}
    for value in values:
        if isinstance(value, dict):
            numbers |= {name: n for name, part in value.items() if (n := as_number(part)) is not None}
        elif (n := as_number(value)) is not None:
            numbers.setdefault("total", n)
    counted = next((n for name, n in numbers.items() if THIS_PAGE.match(name)), None)
    # widgets that count from 0 give their functions such numbers too
    from_zero = counted == 0
    turn = 1 if from_zero else counted or page_number(url) or 1
    if (page := page_number(url)) and not from_zero and counted is None:
        turn = page
    more = more_of(numbers, turn, USUAL_SIZE)
    if more is None:
        return False, None
    found = address_for(call, turn if from_zero else turn + 1)
    return (True, absolute(url, found) if more else None) if found else (False, None)


def address_for(call: str, number: int) -> str | None:
    """Where a call's function leads for a page: location = '?page=' + obj.curr, return 'list_' + n + '.html'."""
    given: dict[str, str] = {}
    for match in list(PARAMETERS.finditer(call))[:10]:
        name = match[1] or match[2]
        given[name] = str(number)
        call = re.sub(PART_OF_PARAMETER.format(re.escape(name)), name, call)
    return (address_in(call, given) or address_returned(call, given)) if given else None


def of_count_page(text: str, url: str) -> str | None:
    count, current = COUNT_PAGE.search(text), CURRENT_PAGE.search(text)
    if count is None or current is None or int(current[1]) + 1 >= int(count[1]):
        return None
    name, _, ending = urlsplit(url).path.rpartition("/")[2].rpartition(".")
    if not name:
        told = re.search(r"['\"](\w+)_?['\"]\s*\+.{0,60}?['\"]\.?(s?html?)['\"]", text)
        name, ending = (told[1].rstrip("_"), told[2]) if told else ("index", "html")
    stem = re.sub(r"_\d+$", "", name)
    return absolute(url, f"{stem}_{int(current[1]) + 1}.{ending}")
