"""The next pages of a list, and the lists that scripts fill in, one small function for each shape seen on real sites.

createPageHTML(total, current, "index", "shtml")   TRS: index.shtml, index_1.shtml, …
<a …>下一页</a>, ?page=2                            most others
<script type="text/xml"><datastore>… CDATA …       大汉 jpage: rows and the address of the next group as XML
{"articles": [{"url": …, "title": …}]}             广东 gkmlpt, and JSON endpoints at large
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

__all__ = ["embedded_lists", "listed_in_json", "next_pages"]

CREATE_PAGE = re.compile(
    r"createPage(?:HTML)?\w*\s*\(\s*(?:['\"][^'\"]*['\"]\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*['\"]([\w\-]+)['\"]\s*,\s*['\"](\w+)['\"]"
)
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[.*?href=[\"']([^\"']+)[\"']", re.DOTALL | re.IGNORECASE)
NEXT_TEXT = re.compile(r"^\s*(?:下\s*一\s*[页頁]|后一页|次頁|next(?:\s*page)?|[>›»]+)\s*[>›»]*\s*$", re.IGNORECASE)
PAGE_KEYS = ("page", "pageno", "pagenum", "pageindex", "p", "currpage", "curpage", "pn")
GKMLPT = re.compile(r"SID\s*[:=]\s*['\"]?(\d+)")
JSONP = re.compile(r"^\s*[\w.$]+\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$", re.DOTALL)
URL_KEYS = ("url", "link", "href", "docpuburl", "linkurl", "puburl", "articleurl", "shareurl")
TITLE_KEYS = ("title", "doctitle", "name", "subject", "articletitle")
DATE_KEYS = (
    "date",
    "pubdate",
    "docpubtime",
    "display_publish_time",
    "publish_time",
    "publishtime",
    "pubtime",
    "created_at",
    "time",
)
DEEPEST = 8  # levels of a JSON answer that are looked through


def next_pages(tree: LexborHTMLParser | None, text: str, url: str) -> tuple[str, ...]:
    """Absolute addresses of the page or pages that come next; empty on the last one."""
    if tree is None:
        found = next_of_json(text, url)
    else:
        found = (
            next_of_script(text, url) or next_group(text, url) or next_of_anchor(tree, url) or next_of_query(tree, url)
        )
    return tuple(dict.fromkeys(page for page in found if page != url))


def next_of_script(text: str, url: str) -> list[str]:
    call = CREATE_PAGE.search(text)
    if call is None:
        return []
    total, current = int(call[1]), int(call[2])
    return [urljoin(url, f"{call[3]}_{current + 1}.{call[4]}")] if current + 1 < total else []


def next_group(text: str, url: str) -> list[str]:
    found = NEXT_GROUP.search(text)
    return [urljoin(url, found[1].replace("&amp;", "&"))] if found else []


def next_of_anchor(tree: LexborHTMLParser, url: str) -> list[str]:
    for anchor in tree.css("a[href]"):
        href = (anchor.attributes.get("href") or "").strip()
        told = anchor.text(deep=True) or anchor.attributes.get("title") or ""
        if NEXT_TEXT.match(told) and href and not href.startswith(("#", "javascript:")):
            return joined(url, href)
    return []


def next_of_query(tree: LexborHTMLParser, url: str) -> list[str]:
    """A link to this same list whose page number is one more."""
    here, path = page_number(url), urlsplit(url).path
    for anchor in tree.css("a[href*='=']"):
        for there in joined(url, (anchor.attributes.get("href") or "").strip()):
            if urlsplit(there).path == path and page_number(there) == here + 1:
                return [there]
    return []


def joined(url: str, href: str) -> list[str]:
    try:
        return [urljoin(url, href)]
    except ValueError:
        return []


def page_number(url: str) -> int:
    """The number in ?page=N (and its other names); 1 when there is none."""
    for key, value in parse_qsl(urlsplit(url).query):
        if key.lower() in PAGE_KEYS and value.isdecimal():
            return int(value)
    return 1


def next_of_json(text: str, url: str) -> list[str]:
    """The same address with the next page's number, as long as the answer held articles and its own total says more."""
    answer = as_json(text)
    if not isinstance(answer, dict) or not listed_in_json(text, url):
        return []
    page, total, size = page_number(url), answer.get("total"), len(list(articles_in(answer, 0)))
    if isinstance(total, int) and page * max(size, 1) >= total:
        return []
    parts = urlsplit(url)
    query = [(k, v) for k, v in parse_qsl(parts.query) if k.lower() not in PAGE_KEYS]
    key = next((k for k, _ in parse_qsl(parts.query) if k.lower() in PAGE_KEYS), "page")
    return [urlunsplit(parts._replace(query=urlencode([*query, (key, str(page + 1))])))]


def embedded_lists(text: str) -> Iterator[str]:
    """The rows of XML islands (<record><![CDATA[ … ]]></record>), as HTML fragments."""
    if "<![CDATA[" not in text:
        return
    without_pager = re.sub(r"<nextgroup>.*?</nextgroup>", "", text, flags=re.DOTALL | re.IGNORECASE)
    for row in CDATA.finditer(without_pager):
        if "href" in row[1]:
            yield row[1]


def listed_in_json(text: str, url: str) -> list[tuple[str, str, str]] | None:
    """(address, title, date) of each article in a JSON or JSONP answer; None when the text is neither."""
    answer = as_json(text)
    return None if answer is None else list(articles_in(answer, 0))


def as_json(text: str) -> Any:
    wrapped = JSONP.match(text) if text.lstrip()[:1] not in "{[" else None
    bare = wrapped[1] if wrapped else text.lstrip("\ufeff \t\r\n")
    if bare[:1] not in ("{", "["):
        return None
    try:
        return json.loads(bare)
    except (ValueError, RecursionError):
        return None


def articles_in(answer: Any, depth: int) -> Iterator[tuple[str, str, str]]:
    if depth > DEEPEST:
        return
    if isinstance(answer, list):
        for part in answer:
            yield from articles_in(part, depth + 1)
    if not isinstance(answer, dict):
        return
    told = {str(key).lower(): value for key, value in answer.items()}
    address, title = first_text(told, URL_KEYS), first_text(told, TITLE_KEYS)
    if address and title:
        yield address, title, first_text(told, DATE_KEYS)
        return
    for part in answer.values():
        yield from articles_in(part, depth + 1)


def first_text(told: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((told[key].strip() for key in keys if isinstance(told.get(key), str) and told[key].strip()), "")
