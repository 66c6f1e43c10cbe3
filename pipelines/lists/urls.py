"""Addresses as links name them -> absolute ones, the same for each visit; and which of them can be one document's.

Servers that keep a visit in the address give every visitor other ones: one article would be stored once for each crawl.
"""

import re
from urllib.parse import urljoin, urlsplit

__all__ = [
    "DOCUMENT_NUMBER",
    "NOT_A_PAGE",
    "UNSENDABLE",
    "absolute",
    "after_host",
    "names_a_document",
    "without_session",
]

LONGEST_ADDRESS = 4000  # characters; what is longer holds a picture or an attack, and no server takes it
NOT_A_PAGE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|ceb|zip|rar|7z|txt|csv|jpe?g|png|gif|bmp|webp|mp[34]|avi|wmv|flv|css|js|apk|exe|ico)$",
    re.IGNORECASE,
)
# the addresses that content systems give to one document: t20200607_1.html, art_12_345.html, content_123.htm, ?id=12
DOCUMENT_NUMBER = re.compile(r"\d{3,}|[0-9a-f]{16,}|(?:id|article|news|info|aid)=\w*\d", re.IGNORECASE)
LIST_ADDRESS = re.compile(
    r"(?:^|/)(?:index|list|xlist|common_list|default|node|col|more|main|home)(?:[_-]?\d*)(?:\.\w+)?$|/$", re.IGNORECASE
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
    """The http(s) address that a link names, without fragment and session; None for any other link."""
    href = (href or "").strip()
    if not href or href[0] == "#" or len(href) > LONGEST_ADDRESS or UNSENDABLE.search(href):
        return None
    try:
        url = urlsplit(urljoin(base, href.replace("\\", "/")))
        has_host = bool(url.hostname)
        _ = url.port  # raises for a port that is no number
    except ValueError:
        return None
    # a user and a password in a link are nobody's whom we know
    url = url._replace(fragment="", netloc=url.netloc.rpartition("@")[2])
    return without_session(url.geturl()) if url.scheme in ("http", "https") and has_host else None


def without_session(url: str) -> str:
    """The address without what tells one visit from another; all else stays to the letter."""
    rest, mark, fragment = url.partition("#")
    path, question, query = rest.partition("?")
    path = ASP_NET.sub("", IN_PATH.sub("", path))
    fields = query.split("&")
    kept = [field for field in fields if not IN_QUERY.match(field)]
    if len(kept) < len(fields):
        query = "&".join(kept)
        question = "?" if kept else ""
    return f"{path}{question}{query}{mark}{fragment}"


def names_a_document(url: str) -> bool:
    """False for the addresses of columns, home pages and files."""
    parts = urlsplit(url)
    if NOT_A_PAGE.search(parts.path):
        return False
    return bool(parts.query and DOCUMENT_NUMBER.search(parts.query)) or not LIST_ADDRESS.search(parts.path or "/")


def after_host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
