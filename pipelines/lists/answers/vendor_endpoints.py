"""Lists that scripts fill in, and the addresses that the scripts ask.

大汉 jpage     <script type="text/xml"><datastore><nextgroup><![CDATA[<a href="…/dataproxy.jsp?page=2…">]]></nextgroup>
               <recordset><record><![CDATA[<li><a href=…>…]]></record>…: the rows as XML in the page, and the same
               <datastore> from /module/web/jpage/dataproxy.jsp
广东 gkmlpt    /gkmlpt/index#COLUMN shows what /gkmlpt/api/all/COLUMN?page=1&sid=SITE answers:
               {"total": 123, "articles": [{"title", "url", "display_publish_time", …}, …]}
大汉 unitbuild <script src="…/unitbuild.js" url="/api-gateway/…/build/unit" queryData="{'webId':'…','tagId':'…'}">:
               {"data": {"html": "<ul>…</ul><div class=pagination count=484 pageNo=1 rows=8>"}}
新华            <div data="datasource:5a1b…" preview="ds_">, getJSON('./list.json'): a file next to the page
others         JSON or JSONP with a title and an address in each row, whatever the keys are called
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipelines.frontier import ListedLink
from pipelines.lists.data.held_rows import values_held
from pipelines.lists.data.json_columns import of_asked_size, why_apart
from pipelines.lists.data.json_rows import (
    JsonRows,
    Keys,
    as_json,
    as_number,
    has_more,
    lists_of,
    more_name,
    more_of,
    next_named,
    numbers_in,
    own_lists,
)
from pipelines.lists.data.script_data import read_json, states_of
from pipelines.lists.data.value_columns import rows_of_columns
from pipelines.lists.dates import day_in
from pipelines.lists.page_numbers import next_offset, page_number, with_page_number
from pipelines.lists.rows.anchors import anchors_of
from pipelines.lists.scripts.quoted_rows import PLACE, row_address
from pipelines.lists.titles import folded
from pipelines.lists.urls import absolute, is_part_of_a_page
from pipelines.models import NothingListed
from pipelines.text.attributes import attribute_value

__all__ = [
    "Answer",
    "addresses_in_scripts",
    "answered",
    "asked_by_scripts",
    "asked_for_a_place",
    "embedded",
    "next_unit",
]

RECORD = re.compile("<record>", re.IGNORECASE)
END_OF_RECORD = re.compile("</record>", re.IGNORECASE)
CDATA = re.compile(r"\s*<!\[CDATA\[|\]\]>\s*$")
NEXT_GROUP = re.compile("<nextgroup>", re.IGNORECASE)
END_OF_GROUP = re.compile("</nextgroup>", re.IGNORECASE)
MAX_GROUP = 4000  # characters
HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,2000})[\"']", re.IGNORECASE)
TOTAL = re.compile(r"totalRecord['\"]?\s*[:=]\s*['\"]?(\d{1,8})|<totalrecord>\s*(\d{1,8})", re.IGNORECASE)
TOTAL_PAGES = re.compile(r"<totalpage>\s*(\d{1,6})", re.IGNORECASE)
PROXY = re.compile(r"[\"']([^\"'\s]{1,300}dataproxy\.jsp[^\"'\s]*)[\"']")
PROXY_FIELDS = ["col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype"]
PER_PAGE = re.compile(r"perPage['\"]?\s*[:=]\s*['\"]?(\d{1,4})", re.IGNORECASE)
GKMLPT = re.compile(r"^(?P<site>.*/gkmlpt)/(?:index|policy)?", re.IGNORECASE)
UNIT_OF_ROWS = re.compile(r"列表|内容|分页|信息|栏目|list|page", re.IGNORECASE)
MAX_UNITS = 4  # that a page is made of and may hold its list
ON_TOP = 2  # rows that stay on top of a list
JSON_FILE = re.compile(
    r"""(?:getJSON|\.get|fetch|["']GET["']\s*,|\burl\s*[:=]|\b(?:var|let|const)\s+[\w$]{1,40}\s*=)\s*\(?\s*"""
    r"""["'`]([^"'`\s$]{1,300}\.json(?:\?[^"'`\s$]{0,300})?)["'`]""",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"""(?:\.(?:get|post|ajax|getJSON|load|request)|\bfetch|\baxios|\$http)\s?\(\s?["'`]([^"'`\s]{2,300})["'`]"""
    r"""|\.open\s?\(\s?["'](?:GET|POST)["']\s?,\s?["']([^"'\s]{2,300})["']"""
    r"""|\b\w{0,20}(?:url|api)\w{0,10}\s?[:=]\s?["'`]([^"'`\s]{2,300})["'`]""",
    re.IGNORECASE,
)
MAX_CODE = 300_000  # characters of a script
MAX_ASKED = 12
MAX_CALLBACK = 300  # characters after what is asked, in which its answer is shown
PLACES = ":is(div, section, ul, ol, tbody)"
MAX_NAMED = 5
DATA_SOURCE = re.compile(r"datasource:([\w-]{8,64})")
SITE_NUMBER = re.compile(r"\bSID['\"]?\s*[:=]\s*['\"]?(\d{1,12})")


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a list, the addresses of the rows that come next, and what makes some of them doubtful."""

    listed: tuple[ListedLink, ...] = ()
    next_pages: tuple[str, ...] = ()
    doubt: NothingListed | None = None  # of rows that stand in several lists of a script


def answered(text: str, url: str) -> Answer | None:
    """Return what an endpoint of a list answers; None when the text is a page for people."""
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if start.startswith("<") and "<datastore" in start.lower() and "<html" not in start.lower():
        return Answer(tuple(records(text, url)), next_records(text, url))
    answer = as_json(text)
    if answer is None:
        return None
    lists = of_asked_size(own_lists(lists_of(answer, url)), url)
    listed = tuple(link for rows in lists for link in rows.links)
    return Answer(listed, next_answer(answer, listed, url))


def embedded(text: str, url: str) -> Answer:
    """Return the rows that a page holds for its scripts, and the endpoint that they ask."""
    if "<datastore" in text.lower():
        return Answer(tuple(records(text, url)), next_records(text, url))
    if "dataproxy.jsp" in text:
        return Answer((), first_records(text, url, 1))
    site = GKMLPT.match(url)
    if site and "/content/" not in url and (number := SITE_NUMBER.search(text)):
        column = urlsplit(url).fragment
        return Answer((), (f"{site['site']}/api/all/{column if column.isdecimal() else 0}?page=1&sid={number[1]}",))
    return Answer()


def asked_by_scripts(tree: LexborHTMLParser, text: str, url: str, *, rows: int) -> Answer:
    """Return what a page shows by script: rows that a script holds, else what scripts would ask.

    A page that has `rows` of its own may still show other lists next to its own one, which is made of a unit. Where
    there are only a few of them they may be what stays on top of a list that a script holds.
    """
    held = held_by_scripts(tree, url) if rows <= ON_TOP else None
    if rows:
        asked = tuple(units(tree, url, named=True))[:MAX_UNITS]
        return replace(held, next_pages=asked) if held and len(held.listed) > rows else Answer((), asked)
    held = held or held_otherwise(tree, text, url)
    if held is not None:
        return held
    return Answer((), tuple(units(tree, url) or files_asked(tree, text, url))[:MAX_UNITS])


def held_by_scripts(tree: LexborHTMLParser, url: str) -> Answer | None:
    """Return the rows of the first list that a script holds, and of others whose rows have the same keys: what stays on
    top, or one list for each kind. None: no script holds a list."""
    states = [state for _, state in states_of(tree)]
    found = held_in(states, url, Keys())
    if found is None and states and (address := row_address(tree)):
        return held_in(states, url, Keys(link=address))
    return found


def held_otherwise(tree: LexborHTMLParser, text: str, url: str) -> Answer | None:
    """Return the rows that scripts hold in several lists, one for each part of a row, or that stand elsewhere in a page
    for them. None: nothing does."""
    columns = rows_of_columns(list(states_of(tree)))
    return held_in(columns, url, Keys()) or held_in(values_held(tree, text), url, Keys())


def held_in(states: Iterable[Any], url: str, names: Keys) -> Answer | None:
    first: tuple[Any, frozenset[str] | None] | None = None
    listed: list[ListedLink] = []
    found: list[JsonRows] = []
    for state in states:
        keys = keys_of(state)
        if first is not None and (keys is None or keys != first[1]):
            continue
        if lists := own_lists([rows for rows in lists_of(state, url, names) if rows.is_list]):
            first = first or (state, keys)
            listed += [link for rows in lists for link in rows.links]
            found += lists
    if first is None:
        return None
    return Answer(tuple(listed), next_answer(first[0], tuple(listed), url), why_apart(found, "a script"))


def keys_of(state: Any) -> frozenset[str] | None:
    """Return the keys of the rows where a value is a list of them, and nothing else."""
    if not isinstance(state, list) or not state or not all(isinstance(row, dict) for row in state):
        return None
    return frozenset(state[0])


def units(tree: LexborHTMLParser, url: str, *, named: bool = False) -> list[str]:
    """The endpoints of 大汉 unitbuild; where some are called what lists are called, these (`named`: only these)."""
    found = []
    for node in tree.css("[querydata][url]"):
        query = read_json(node.attributes.get("querydata") or "")
        address = absolute(url, node.attributes.get("url"))
        if isinstance(query, dict) and address:
            fields = {str(name): "" if value is None else str(value) for name, value in query.items()}
            mark = "&" if "?" in address else "?"
            found.append((fields.get("tagId", ""), f"{address}{mark}{urlencode(fields)}"))
    of_rows = [address for name, address in found if UNIT_OF_ROWS.search(name)]
    return of_rows or ([] if named else [address for _, address in found])


def files_asked(tree: LexborHTMLParser, text: str, url: str) -> list[str]:
    """Return the JSON files that stand next to a page and hold its rows."""
    names = [match[1] for match in JSON_FILE.finditer(text)]
    for node in tree.css("[data^='datasource:']"):
        source = DATA_SOURCE.match(node.attributes.get("data") or "")
        if source:
            names.append(f"{node.attributes.get('preview') or 'ds_'}{source[1]}.json")
    return [address for name in dict.fromkeys(names) if (address := absolute(url, name))]


def addresses_in_scripts(tree: LexborHTMLParser, url: str) -> list[str]:
    """Return what a page's scripts ask for, as far as it stands there in quotes; not what they load or open."""
    found = units(tree, url)
    for node in tree.css("script:not([src])"):
        text = (node.text() or "")[:MAX_CODE]
        matches = list(islice(ASKED.finditer(text), MAX_ASKED * 10))
        named = [match[3] for match in matches if match[3]]
        # many addresses under one name are rows, not what is asked for
        names = [match[1] or match[2] for match in matches if not match[3]] + (named if len(named) <= MAX_NAMED else [])
        found += [address for name in names if (address := absolute(url, name))]
    found += files_asked(tree, "", url)
    return [address for address in dict.fromkeys(found) if not is_part_of_a_page(address)][:MAX_ASKED]


def asked_for_a_place(tree: LexborHTMLParser, url: str) -> str:
    """Return what a script asks to fill an empty element of the page that no other line of a script fills; empty: none
    does so."""
    code = "\n".join((node.text() or "")[:MAX_CODE] for node in tree.css("script:not([src])"))
    for asked in islice(ASKED.finditer(code), MAX_ASKED):
        filled = PLACE.search(code, asked.end(), asked.end() + MAX_CALLBACK)
        name = (filled[1] or filled[2]) if filled else ""
        if name and len(re.findall(rf"[\"'#]{re.escape(name)}[\"']", code)) == 1:
            place = tree.css_first(f'{PLACES}[id="{name}"]')
            if place is not None and not folded(place):
                return absolute(url, asked[1] or asked[2] or asked[3]) or ""
    return ""


def next_unit(fragment: str, answer: Any, url: str, rows: int) -> tuple[str, ...]:
    """The same endpoint with the next page's number, while what the fragment counts says that there is one."""
    query = dict(parse_qsl(urlsplit(url).query))
    asked = read_json(query.get("paramJson", "")) or {}
    is_unit = is_of_units(url, query)
    if not rows or not (is_unit or page_number(url)) or not isinstance(asked, dict):
        return ()
    turn = as_number(asked.get("pageNo")) if is_unit else page_number(url)
    for node in LexborHTMLParser(fragment).css("[class*=pag], [id*=pag]")[:20]:
        numbers = {name: n for name, value in node.attributes.items() if (n := as_number(value)) is not None}
        if more_of(numbers, turn, rows):
            return (turned(url, query, asked, turn or numbers.get("pageno") or 1, numbers.get("rows") or rows),)
    if has_more(answer, turn or 1, rows):
        return (turned(url, query, asked, turn or 1, rows),)
    return ()


def is_of_units(url: str, query: dict[str, str]) -> bool:
    """Whether this is the endpoint of unitbuild, whose pageId is the number of a column."""
    return urlsplit(url).path.endswith("/build/unit") or "tplSetId" in query or "paramJson" in query


def turned(url: str, query: dict[str, str], asked: dict[str, Any], page: int, size: int) -> str:
    if not is_of_units(url, query):
        return with_page_number(url, page + 1)
    param = json.dumps({**asked, "pageNo": page + 1, "pageSize": asked.get("pageSize", size)}, separators=(",", ":"))
    return urlsplit(url)._replace(query=urlencode({**query, "paramJson": param})).geturl()


def records(text: str, url: str) -> Iterator[ListedLink]:
    for row in rows_of(text):
        if "href" not in row.lower():
            continue
        tree = LexborHTMLParser(row)
        anchors = anchors_of(tree, url)
        if anchors and tree.body is not None:
            best = max(anchors, key=lambda anchor: len(anchor.title))
            yield ListedLink(best.url, best.title, best.listed or day_in(folded(tree.body)))


def rows_of(text: str) -> list[str]:
    """Return the HTML of each record, by plain cuts: a pattern for whole records would take hours on a page of starts
    only."""
    rows = [END_OF_RECORD.split(part, maxsplit=1)[0] for part in RECORD.split(text)[1:]]
    return [CDATA.sub("", row) if "<![CDATA[" in row[:200] else unescape(row) for row in rows]


def next_records(text: str, url: str) -> tuple[str, ...]:
    """By the next group's link where the data names it, else by counting on from what is here."""
    group = NEXT_GROUP.search(text)
    end = END_OF_GROUP.search(text, group.end(), group.end() + MAX_GROUP) if group else None
    link = HREF.search(text, group.end(), end.start() if end else group.end() + MAX_GROUP) if group else None
    if link:
        found = absolute(url, attribute_value(link[1]))
        return (found,) if found else ()
    here = sum(1 for _ in RECORD.finditer(text))
    if not here:
        return ()
    query = dict(parse_qsl(urlsplit(url).query))
    total, pages = TOTAL.search(text), TOTAL_PAGES.search(text)
    if query.get("startrecord", "").isdecimal() and query.get("endrecord", "").isdecimal():
        first, last = int(query["startrecord"]), int(query["endrecord"])
        if total and last >= int(total[1] or total[2]):
            return ()
        window = last - first + 1
        following = {**query, "startrecord": str(last + 1), "endrecord": str(last + window)}
        return (urlsplit(url)._replace(query=urlencode(following)).geturl(),)
    page = page_number(url)
    if page is not None and "dataproxy" in url:
        return (with_page_number(url, page + 1),) if pages and page < int(pages[1]) else ()
    return first_records(text, url, here + 1) if total and here < int(total[1] or total[2]) else ()


def first_records(text: str, url: str, start: int) -> tuple[str, ...]:
    """Return the endpoint's address as the page's own script builds it (it posts; a GET gets the same answer)."""
    proxy = PROXY.search(text)
    if proxy is None:
        return ()
    address = absolute(url, attribute_value(proxy[1]))
    if address is None or "startrecord=" in address or "page=" in urlsplit(address).query:
        return (address,) if address else ()
    per_page = PER_PAGE.search(text)
    window = max(start - 1, 3 * int(per_page[1]) if per_page else 45)
    fields = {"startrecord": str(start), "endrecord": str(start + window - 1)}
    if per_page:
        fields["perpage"] = per_page[1]
    for name in PROXY_FIELDS:
        reported = re.search(rf"\b{name}['\"]?\s*[:=]\s*['\"]?([^'\"&,;}}\s]{{1,100}})", text)
        if reported:
            fields[name] = reported[1]
    return (urlsplit(address)._replace(query=urlencode(fields)).geturl(),)


def next_answer(answer: Any, listed: tuple[ListedLink, ...], url: str) -> tuple[str, ...]:
    """The address that the answer names, else the same with the next page's number, while the rows so far are fewer
    than the answer's own total."""
    named = absolute(url, next_named(answer)) if listed else None
    if named and named != url:
        return (named,)
    page = page_number(url)
    if page is None:
        total = max((n for name, n in numbers_in(answer, 0).items() if more_name(name) == "total"), default=0)
        following = next_offset(url, len(listed), total)
        return (following,) if following else ()
    # where the first page is called 0, the next is the second
    if not listed or not has_more(answer, max(page, 1), len(listed)):
        return ()
    return (with_page_number(url, page + 1),)
