"""Lists that scripts fill in, and the addresses that the scripts ask.

大汉 jpage     <script type="text/xml"><datastore><nextgroup><![CDATA[<a href="…/dataproxy.jsp?page=2…">]]></nextgroup>
               <recordset><record><![CDATA[<li><a href=…>…]]></record>…: the rows as XML in the page, and the same
               <datastore> from /module/web/jpage/dataproxy.jsp
广东 gkmlpt    /gkmlpt/index#COLUMN shows what /gkmlpt/api/all/COLUMN?page=1&sid=SITE answers:
               {"total": 123, "articles": [{"title", "url", "display_publish_time", …}, …]}
others         JSON or JSONP with a title and an address in each row, whatever the keys are called
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipelines.frontier import ListedLink
from pipelines.lists.anchors import anchors_of
from pipelines.lists.dates import day_in
from pipelines.lists.json_rows import as_json, has_more, rows_in
from pipelines.lists.nodes import folded
from pipelines.lists.pagers import page_number, with_page_number
from pipelines.lists.urls import absolute

__all__ = ["Answer", "answered", "embedded"]

RECORD = re.compile("<record>", re.IGNORECASE)
END_OF_RECORD = re.compile("</record>", re.IGNORECASE)
CDATA = re.compile(r"\s*<!\[CDATA\[|\]\]>\s*$")
NEXT_GROUP = re.compile("<nextgroup>", re.IGNORECASE)
HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,2000})[\"']", re.IGNORECASE)
TOTAL = re.compile(r"totalRecord['\"]?\s*[:=]\s*['\"]?(\d{1,8})|<totalrecord>\s*(\d{1,8})", re.IGNORECASE)
TOTAL_PAGES = re.compile(r"<totalpage>\s*(\d{1,6})", re.IGNORECASE)
PROXY = re.compile(r"[\"']([^\"'\s]{1,300}dataproxy\.jsp[^\"'\s]*)[\"']")
PROXY_FIELDS = ["col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype"]
PER_PAGE = re.compile(r"perPage['\"]?\s*[:=]\s*['\"]?(\d{1,4})", re.IGNORECASE)
GKMLPT = re.compile(r"^(?P<site>.*/gkmlpt)/(?:index|policy)?", re.IGNORECASE)
SITE_NUMBER = re.compile(r"\bSID['\"]?\s*[:=]\s*['\"]?(\d{1,12})")


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a list and the addresses of the rows that come next."""

    listed: tuple[ListedLink, ...] = ()
    next_pages: tuple[str, ...] = ()


def answered(text: str, url: str) -> Answer | None:
    """What an endpoint of a list answers; None when the text is a page for people."""
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if start.startswith("<") and "<datastore" in start.lower() and "<html" not in start.lower():
        return Answer(tuple(records(text, url)), next_records(text, url))
    answer = as_json(text)
    if answer is None:
        return None
    listed = tuple(rows_in(answer, url))
    return Answer(listed, next_answer(answer, listed, url))


def embedded(text: str, url: str) -> Answer:
    """The rows that a page holds for its scripts, and the endpoint that they ask."""
    if "<datastore" in text.lower():
        return Answer(tuple(records(text, url)), next_records(text, url))
    if "dataproxy.jsp" in text:
        return Answer((), first_records(text, url, 1))
    site = GKMLPT.match(url)
    if site and "/content/" not in url and (number := SITE_NUMBER.search(text)):
        column = urlsplit(url).fragment
        return Answer((), (f"{site['site']}/api/all/{column if column.isdecimal() else 0}?page=1&sid={number[1]}",))
    return Answer()


def records(text: str, url: str) -> Iterator[ListedLink]:
    for row in rows_of(text):
        if "href" not in row:
            continue
        tree = LexborHTMLParser(row)
        anchors = anchors_of(tree, url)
        if anchors and tree.body is not None:
            best = max(anchors, key=lambda anchor: len(anchor.title))
            yield ListedLink(best.url, best.title, day_in(folded(tree.body)))


def rows_of(text: str) -> list[str]:
    """The HTML of each record, by plain cuts: a pattern for whole records would take hours on a page of starts only."""
    rows = [END_OF_RECORD.split(part, maxsplit=1)[0] for part in RECORD.split(text)[1:]]
    return [CDATA.sub("", row) if "<![CDATA[" in row[:200] else unescape(row) for row in rows]


def next_records(text: str, url: str) -> tuple[str, ...]:
    """By the next group's link where the data names it, else by counting on from what is here."""
    group = NEXT_GROUP.search(text)
    link = HREF.search(text, group.end(), group.end() + 4000) if group else None
    if link:
        found = absolute(url, unescape(link[1]))
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
    """The endpoint's address as the page's own script puts it together (it posts; a GET is answered alike)."""
    proxy = PROXY.search(text)
    if proxy is None:
        return ()
    address = absolute(url, unescape(proxy[1]))
    if address is None or "startrecord=" in address or "page=" in urlsplit(address).query:
        return (address,) if address else ()
    per_page = PER_PAGE.search(text)
    window = max(start - 1, 3 * int(per_page[1]) if per_page else 45)
    fields = {"startrecord": str(start), "endrecord": str(start + window - 1)}
    if per_page:
        fields["perpage"] = per_page[1]
    for name in PROXY_FIELDS:
        told = re.search(rf"\b{name}['\"]?\s*[:=]\s*['\"]?([^'\"&,;}}\s]{{1,100}})", text)
        if told:
            fields[name] = told[1]
    return (urlsplit(address)._replace(query=urlencode(fields)).geturl(),)


def next_answer(answer: Any, listed: tuple[ListedLink, ...], url: str) -> tuple[str, ...]:
    """The same address with the next page's number, while the rows so far are fewer than the answer's own total."""
    page = page_number(url)
    if page is None or not listed or not has_more(answer, page, len(listed)):
        return ()
    return (with_page_number(url, page + 1),)
