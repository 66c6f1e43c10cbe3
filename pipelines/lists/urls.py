"""Addresses as links name them -> absolute ones, the same for each visit; and which of them can be one document's.

Servers that keep a visit in the address give every visitor other ones: one article would be stored once for each crawl.
"""

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

__all__ = [
    "DOCUMENT_NUMBER",
    "UNFILLED",
    "UNSENDABLE",
    "absolute",
    "after_host",
    "has_folder_of_its_own",
    "is_part_of_a_page",
    "looks_like_an_address",
    "names_a_document",
    "names_a_file",
    "without_session",
    "without_visit",
]

MAX_ADDRESS = 4000  # characters; what is longer holds a picture or an attack, and no server takes it
CACHED = 2048  # addresses: the menu of a site stands on each of its pages, and a row's address is asked about often
# most links are a path that needs no resolving, on a server and in a folder that need none
PLAIN = re.compile(r"(?:\./|/)?(?:[\w~-][\w~.-]*/)*[\w~-][\w~.-]*/?", re.ASCII)
ORDINARY = re.compile(
    r"(https?://[a-z\d][a-z\d.-]*(?::\d{1,4})?)((?:/[\w~-][\w~.-]*)*/)?[\w~.-]*(?:[?#].*)?", re.ASCII | re.DOTALL
)
# what a row may lead to in place of a page, to be kept as it is
FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|ceb|zip|rar|7z|txt|csv)$", re.IGNORECASE)
PART_OF_A_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|webp|svg|mp[34]|avi|wmv|flv|css|js|apk|exe|ico|woff2?|ttf)$", re.IGNORECASE
)
# the addresses that content systems give to one document: t20200607_1.html, art_12_345.html, content_123.htm, ?id=12
DOCUMENT_NUMBER = re.compile(r"\d{3,}|[0-9a-f]{16,}|(?:id|article|news|info|aid)=\w*\d", re.IGNORECASE)
LIST_ADDRESS = re.compile(
    r"(?:^|/)(?:index|list|xlist|common_list|default|node|col|more|main|home)(?:[_-]?\d*)(?:\.\w+)?$|/$", re.IGNORECASE
)
# …/202609161234560/index.html, …/5a1b…e3f/: a folder for each document, where columns may have numbers as well
FOLDER = re.compile(
    r"/(?!col|node|list|channel)(?:[\w-]*?(\d{3,}|[0-9a-f]{16,}))/(?:(?:index|content|default|c)\.\w{2,6})?$",
    re.IGNORECASE,
)
# …/87/index.html, …/0fa3c9b1/, …/tz03/index.html: only a row with a day can say that this is no column
FOLDER_WITH_NUMBER = re.compile(
    r"/(?!col|node|list|channel|page)(?=[\w-]*\d)[\w-]+/(?:(?:index|content|default|c)\.\w{2,6})?$", re.IGNORECASE
)
LONG_NUMBER = re.compile(r"^(?:\d{12,}|(?=.*\d)[0-9a-f]{20,})$", re.IGNORECASE)
# {{item.url}}, ${url}, <%=url%>, [url] or %url% alone: what a script was to fill in
UNFILLED = re.compile(
    r"\{\{|\}\}|\$\{|<%|%7B%7B|\[\[|#\{|^\[[A-Za-z][A-Za-z\d_.:]{1,30}\]$|^%[A-Za-z_]{2,30}%$", re.IGNORECASE
)
# Where a visitor came from, and what keeps a page out of caches: nothing of the document
WHENCE = re.compile(
    r"^(?:from|src|source|ref|referer|referrer|spm|utm_\w+|share\w*)=(?:[a-z_.-]{0,30}|[\w.-]*[a-z][\w.-]*)$",
    re.IGNORECASE,
)
AT_A_TIME = re.compile(
    r"^(?:v|ver|t|ts|_|_t|time|timestamp|r|rnd|rand|random|nocache)="
    r"(?:0\.\d{4,}|1\d{9}(?:\d{3})?|20\d{6}(?:\d{2,9})?|20\d\d-\d\d-\d\d[\w:%+.-]*)?$|"
    # names that are given to nothing else: any number
    r"^(?:_|_t|timestamp|rnd|rand|random|nocache)=\d{1,20}$",
    re.IGNORECASE,
)
AN_ADDRESS = re.compile(
    r"^(?:https?:)?//\w|^\.{0,2}/[\w.~%?=&/-]|^[\w./-]{1,300}\.(?:s?html?|jspx?|aspx?|php|do|action)(?:[?#]|$)",
    re.IGNORECASE,
)
# Half of a letter beyond the 16-bit ones, as scripts cut texts: no server and no store takes it, nor a NUL
UNSENDABLE = re.compile("[\0\ud800-\udfff]")
IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;?#]*", re.IGNORECASE)
# ASP.NET without cookies: /(S(lit3py55t21z5v55vlm25s55))/list.aspx
ASP_NET = re.compile(r"/\((?:[A-Z]\([\w-]{8,200}\)){1,4}\)(?=/)")
IN_QUERY = re.compile(
    r"^(?:(?:jsessionid|phpsessid|asp\.?net_sessionid|cftoken|zenid)=|aspsessionid\w*=|"
    # names that sites give to other things as well (gkmlpt's sid is the number of the site): only a long token counts
    r"(?:sid|s|session|sessionid|session_id|sessid)=(?:[0-9a-f]{32,128}|[\w-]*![\w!-]{8,}$))",
    re.IGNORECASE,
)


def absolute(base: str, href: str | None) -> str | None:
    """Return the http(s) address that a link names, without fragment and session; None for any other link."""
    href = (href or "").strip()
    if len(href) <= MAX_ADDRESS and PLAIN.fullmatch(href) and (place := place_of(base)) is not None:
        return (place[0] if href[0] == "/" else place[1]) + href.removeprefix("./")
    if not href or href[0] == "#" or len(href) > MAX_ADDRESS or UNSENDABLE.search(href) or UNFILLED.search(href):
        return None
    try:
        # & that was written twice as &amp; is one
        url = urlsplit(urljoin(base, href.replace("\\", "/").replace("&amp;", "&")))
        has_host = bool(url.hostname)
        _ = url.port  # raises for a port that is no number
    except ValueError:
        return None
    # a user and a password in a link are nobody's whom we know
    url = url._replace(fragment="", netloc=server_of(url.scheme, url.netloc.rpartition("@")[2].lower()))
    return without_session(url.geturl()) if url.scheme in ("http", "https") and has_host else None


@lru_cache(maxsize=64)
def place_of(base: str) -> tuple[str, str] | None:
    """Return the server of an address and its folder there, before which a plain path is written; None for an odd
    one."""
    found = ORDINARY.fullmatch(base)
    if found is None:
        return None
    scheme, marks, host = found[1].partition("://")
    server = scheme + marks + server_of(scheme, host)
    return server, server + (found[2] or "/")


def server_of(scheme: str, host: str) -> str:
    """Return the host without the port at which it is asked anyway."""
    return host.removesuffix(":443" if scheme == "https" else ":80")


def without_session(url: str) -> str:
    """Return the address without what distinguishes one visit from another; all else stays exactly as it is."""
    rest, mark, fragment = url.partition("#")
    path, question, query = rest.partition("?")
    path = ASP_NET.sub("", IN_PATH.sub("", path))
    fields = query.split("&")
    kept = [field for field in fields if not IN_QUERY.match(field)]
    if len(kept) < len(fields):
        query = "&".join(kept)
        question = "?" if kept else ""
    return f"{path}{question}{query}{mark}{fragment}"


def without_visit(url: str) -> str:
    """Return the address without fields that say how a visitor came or when (?from=list, ?v=1789516800000).

    Only where what is left still names a document: a field that is all there is may be what names it.
    """
    rest, question, query = url.partition("?")
    fields = query.split("&")
    kept = [field for field in fields if not WHENCE.match(field) and not AT_A_TIME.match(field)]
    if not question or len(kept) == len(fields):
        return url
    bare = f"{rest}?{'&'.join(kept)}" if kept else rest
    return bare if DOCUMENT_NUMBER.search(after_host(bare)) and names_a_document(bare) else url


@lru_cache(maxsize=CACHED)
def names_a_document(url: str) -> bool:
    """False for the addresses of columns, home pages and files."""
    parts = urlsplit(url)
    if names_a_file(url) or is_part_of_a_page(url):
        return False
    if (parts.query and DOCUMENT_NUMBER.search(parts.query)) or not LIST_ADDRESS.search(parts.path or "/"):
        return True
    folder = FOLDER.search(parts.path)
    return bool(folder and LONG_NUMBER.match(folder[1]))


@lru_cache(maxsize=CACHED)
def has_folder_of_its_own(url: str) -> bool:
    """…/ID/index.html: the address of a document or of a column, which only its row can decide."""
    return FOLDER_WITH_NUMBER.search(urlsplit(url).path) is not None


@lru_cache(maxsize=CACHED)
def names_a_file(url: str) -> bool:
    """A PDF, a text of an office program, an archive."""
    return FILE.search(path_of(url)) is not None


@lru_cache(maxsize=CACHED)
def is_part_of_a_page(url: str) -> bool:
    """A picture, a film, a script: nothing that is read."""
    return PART_OF_A_PAGE.search(path_of(url)) is not None


def path_of(url: str) -> str:
    """Return the path of an address, by plain cuts: long lists ask for it several times for each row."""
    bare = url.partition("#")[0].partition("?")[0]
    start = bare.find("/", bare.find("://") + 3) if "://" in bare else 0
    return bare[start:] if start >= 0 else ""


def looks_like_an_address(value: str) -> bool:
    """Whether a text that stands somewhere is an address rather than a word."""
    return len(value) <= MAX_ADDRESS and AN_ADDRESS.match(value.strip()) is not None and " " not in value.strip()


def after_host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
