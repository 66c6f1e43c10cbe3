"""The next page of a list, one small function for each way that sites say it.

createPageHTML(20, 0, "index", "shtml")              TRS: pages count from 0, the second is index_1.shtml
createPageHTML('page_div', 20, 1, 'list', 'shtml', 300)   a later kind: pages count from 1, the second is list_2.shtml
var countPage = 20; var currentPage = 0;             an older TRS script, written out in the page
<a href="…">下一页</a>, <link rel="next">             most others
1 <a>2</a> <a>3</a>                                  numbers only

Pagers that post a form are in pipelines/lists/form_pagers.py. A calendar, whose months go on for ever, is no pager.
"""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from pipelines.lists.anchors import Anchor
from pipelines.lists.urls import absolute

__all__ = ["NEXT", "PAGE_KEYS", "frames", "is_pager", "next_pages", "page_number", "with_page_number"]

CREATE_PAGE = re.compile(
    r"""create_?page(?:html)?\w{0,10}\s*\(\s*(?P<box>['"][^'"]{0,100}['"]\s*,\s*)?['"]?(?P<total>\d{1,6})['"]?\s*,\s*"""
    r"""['"]?(?P<current>\d{1,6})['"]?\s*,\s*['"](?P<name>[^'"\s]{1,100})['"]\s*,\s*['"]\.?(?P<ending>\w{1,6})['"]""",
    re.IGNORECASE,
)
COUNT_PAGE = re.compile(r"\bvar\s+countPage\s*=\s*['\"]?(\d{1,6})")
CURRENT_PAGE = re.compile(r"\bvar\s+currentPage\s*=\s*['\"]?(\d{1,6})")
NEXT = re.compile(
    r"^\W*(?:下\s*一?\s*[页頁]|后\s*一?\s*[页頁]|次\s*[页頁]|next(?:\s*page)?)\W*$|^[>›»]$", re.IGNORECASE
)
PAGER = re.compile(
    r"^[\W\d]*$|^\W*(?:[上下前后首尾末次]\s*一?\s*[页頁]|第\s*\d+\s*[页頁]|next|prev(?:ious)?|first|last|more|更多|查看更多|返回\w*)\W*$",
    re.IGNORECASE,
)
REFRESH = re.compile(r"^\s*(\d{1,3})(?:\.\d*)?\s*[;,]\s*url\s*=\s*['\"]?([^'\"\s>]+)", re.IGNORECASE)
LONGEST_REFRESH = 10  # seconds: a page that leads on, not a ticker that loads itself again
PAGE_KEYS = frozenset(
    ("page", "pageno", "pagenum", "pageindex", "pageid", "currpage", "curpage", "currentpage", "cpage", "p", "pn", "pg")
)
DAY_KEYS = frozenset(
    ("year", "month", "day", "date", "y", "m", "d", "ym", "ymd", "yearmonth", "nian", "yue", "ri", "rq")
)
DAY_IN_PATH = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?(?=/|$|\.\w+$)")
MOST_FRAMES = 5


def next_pages(tree: LexborHTMLParser, anchors: Sequence[Anchor], text: str, url: str) -> tuple[str, ...]:
    """The address of the page that comes next, or none on the last one."""
    found = (
        of_create_page(text, url)
        if CREATE_PAGE.search(text)
        else of_count_page(text, url) or of_link(tree, url) or of_next(anchors, url) or of_numbers(anchors, url)
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
    """The pages that this one shows in frames: where it lists nothing itself, its list is there."""
    found = (absolute(base, node.attributes.get("src")) for node in tree.css("iframe[src], frame[src]"))
    return tuple(dict.fromkeys(url for url in found if url))[:MOST_FRAMES]


def is_pager(text: str) -> bool:
    """Whether a link's text is a page number, 下一页, 更多 and the like."""
    return PAGER.match(text) is not None


def of_create_page(text: str, url: str) -> str | None:
    call = CREATE_PAGE.search(text)
    if call is None:
        return None
    total, current = int(call["total"]), int(call["current"])
    # given the box to write into, it is the kind that counts from 1: its pages are list, list_2, list_3
    is_last = current >= total if call["box"] else current + 1 >= total
    return None if is_last else absolute(url, f"{call['name']}_{current + 1}.{call['ending']}")


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


def of_link(tree: LexborHTMLParser, url: str) -> str | None:
    link = tree.css_first('link[rel="next"]')
    return absolute(url, link.attributes.get("href")) if link else None


def of_next(anchors: Sequence[Anchor], url: str) -> str | None:
    return next((a.url for a in anchors if (NEXT.match(a.text) or NEXT.match(a.title)) and a.url != url), None)


def of_numbers(anchors: Sequence[Anchor], url: str) -> str | None:
    """The number after this page's own, which a pager shows without a link or as a link to itself."""
    numbered: dict[int, str] = {}
    for anchor in anchors:
        if anchor.text.isdecimal() and len(anchor.text) <= 4 and alike(anchor.url, url):
            numbered.setdefault(int(anchor.text), anchor.url)
    if not numbered:
        return None
    itself = next((number for number, address in numbered.items() if address == url), None)
    missing = next(number for number in range(1, len(numbered) + 2) if number not in numbered)
    current = itself or page_number(url) or missing
    return numbered.get(current + 1)


def alike(url: str, list_url: str) -> bool:
    """The same address but for a number: pages of one list."""
    here, there = urlsplit(list_url), urlsplit(url)
    if here.netloc != there.netloc:
        return False
    return here.path == there.path or without_number(there.path) == without_number(here.path)


def without_number(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/{re.sub(r'[_-]?[0-9]+', '', name.rpartition('.')[0] or name) or 'index'}"


def of_refresh(tree: LexborHTMLParser, url: str) -> str | None:
    """Where a page without links of its own sends its reader after some seconds."""
    for meta in tree.css("meta[http-equiv]"):
        told = REFRESH.match(meta.attributes.get("content") or "")
        if (meta.attributes.get("http-equiv") or "").lower() == "refresh" and told and int(told[1]) <= LONGEST_REFRESH:
            return absolute(url, told[2])
    return None


def page_number(url: str) -> int | None:
    """The number in ?page=N (and its other names)."""
    for key, value in parse_qsl(urlsplit(url).query):
        if key.lower() in PAGE_KEYS and value.isdecimal():
            return int(value)
    return None


def with_page_number(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = [
        (key, str(number) if key.lower() in PAGE_KEYS and value.isdecimal() else value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urljoin(url, urlunsplit(parts._replace(query=urlencode(query))))
