"""RSS 2.0, RSS 1.0 (RDF), Atom, sitemaps and indexes of sitemaps -> the articles they name.

A site that gives one out saves everybody the reading of its list pages. Sitemaps name everything that a site has: what
is no article is left, and the newest come first, since a crawl may not reach the end.

Their XML is parsed here, safely whoever wrote it.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html.entities import html5

from lxml import etree

from pipelines.china_time import CHINA
from pipelines.frontier import ListedLink
from pipelines.lists.answers.broken_xml import with_references, without_stray_tags
from pipelines.lists.data.row_keys import as_title
from pipelines.lists.dates import day_in
from pipelines.lists.urls import absolute
from pipelines.models import Rejected, Rejection

__all__ = ["Feed", "elements", "name_of", "parsed", "read_feed", "text_of", "unpacked"]

ROOT = re.compile(r"<(?:\w{1,20}:)?(rss|rdf|feed|urlset|sitemapindex)[\s>]", re.IGNORECASE)
A_PAGE = re.compile(r"<(?:html|head|body|div|table|script|meta|ul|a|p)[\s>]", re.IGNORECASE)
FURTHEST_ROOT = 20_000  # characters before the root: declarations, a stylesheet, a licence
MAX_SITEMAPS = 50  # of an index: one for each month of some years; those of the last years hold what is new
LARGEST = 16 * 1024 * 1024  # bytes of an unpacked body
GZIP = b"\x1f\x8b"
BASE = "{http://www.w3.org/XML/1998/namespace}base"

# a sitemap may hold 50,000 addresses with five elements each, every one with its end
MAX_TAGS = 1_000_000
FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

# without a DOCTYPE all but five are undefined; feeds write those of HTML all the same
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w{0,30});")
MAX_TEXT = 5000  # characters of an element


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed or sitemap names. `is_sitemap`: all pages of a site, articles or not."""

    listed: tuple[ListedLink, ...]
    next_pages: tuple[str, ...] = ()
    title: str = ""
    is_sitemap: bool = False


def unpacked(body: bytes) -> bytes:
    """Return the body of a .gz file, to the limit that holds for every body; any other body as it is."""
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, LARGEST)
    except zlib.error:
        return body


def read_feed(text: str, url: str) -> Feed | None:
    """None when the text is no feed. Raises Rejected (too large)."""
    root = ROOT.search(text, 0, FURTHEST_ROOT) if text[:200].lstrip("\ufeff \t\r\n").startswith("<") else None
    if root is None or A_PAGE.search(text, 0, root.start()):
        return None
    feed = parsed(text, root.start())
    if feed is None:
        return Feed(())
    if name_of(feed) == "sitemapindex":
        return Feed((), tuple(link.url for link in newest_first(addresses(feed, "sitemap", url)))[:MAX_SITEMAPS])
    if name_of(feed) == "urlset":
        return Feed(tuple(newest_first(addresses(feed, "url", url))), is_sitemap=True)
    return read_entries(feed, url)


def read_entries(feed: etree._Element, url: str) -> Feed:
    base = absolute(url, feed.get(BASE)) or url
    channel = next((one for one in elements(feed) if name_of(one) == "channel"), feed)
    # RSS 1.0 has its items next to the channel, the others within it
    rows = [
        one for above in dict.fromkeys((channel, feed)) for one in elements(above) if name_of(one) in ("item", "entry")
    ]
    listed = tuple(link for row in rows if (link := entry(row, base)))
    following = (one.get("href") for one in elements(channel) if name_of(one) == "link" and one.get("rel") == "next")
    return Feed(
        listed,
        tuple(page for href in following if (page := absolute(base, href))),
        as_title(reported(channel, "title")),
    )


def entry(row: etree._Element, base: str) -> ListedLink | None:
    address = absolute(absolute(base, row.get(BASE)) or base, link_of(row))
    title = as_title(reported(row, "title"))
    day = next(
        (
            day
            for name in ("pubdate", "published", "date", "issued", "updated")
            if (day := stated_day(reported(row, name)))
        ),
        None,
    )
    return ListedLink(address, title or address, day) if address else None


def link_of(row: etree._Element) -> str:
    links = [one for one in elements(row) if name_of(one) == "link"]
    for link in links:
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return link.get("href") or ""
    written = next((text for link in links if (text := text_of(link))), "")
    guid = next((one for one in elements(row) if name_of(one) == "guid"), None)
    if not written and guid is not None and guid.get("isPermaLink", "true").lower() == "true":
        return text_of(guid)
    return written


def addresses(feed: etree._Element, name: str, base: str) -> Iterator[ListedLink]:
    for row in elements(feed):
        if name_of(row) == name and (address := absolute(base, reported(row, "loc"))):
            yield ListedLink(address, "", stated_day(reported(row, "lastmod")))


def newest_first(links: Iterator[ListedLink]) -> list[ListedLink]:
    """Those without a day come last, in the order of the file."""
    return sorted(links, key=lambda link: link.listed or date.min, reverse=True)


def reported(row: etree._Element, name: str) -> str:
    return text_of(next((one for one in elements(row) if name_of(one) == name), None))


def stated_day(text: str) -> date | None:
    """Return the day in China: Wed, 07 Jun 2023 20:30:00 GMT is the 8th there."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text[:60])
            return (moment.astimezone(CHINA) if moment.tzinfo else moment).date()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return day_in(text[:60])


# XML from anywhere -> lxml elements: no entity is expanded, nothing is loaded, broken markup is read as far as it goes


def parsed(text: str, start: int = 0) -> etree._Element | None:
    """Return the element that begins at or after `start`; None when there is none.

    Raises Rejected (too large) for what would fill the memory.
    """
    if len(text) > LARGEST or text.count("<") > MAX_TAGS:
        raise Rejected(Rejection.TOO_LARGE, f"XML of {len(text)} characters and {text.count('<')} tags")
    first = FIRST_ELEMENT.search(text, start)
    if first is None:
        return None
    code = with_references(ENTITY.sub(character, NO_XML.sub(" ", text[first.start() :])))
    root, is_nested = element_of(code)
    return root if is_nested else element_of(without_stray_tags(code))[0]


def element_of(code: str) -> tuple[etree._Element | None, bool]:
    """Return the element of XML, None where nothing could be kept, and whether its tags close one another."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(code.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    return root, not parser.error_log.filter_types(etree.ErrorTypes.ERR_TAG_NAME_MISMATCH)


def character(entity: re.Match[str]) -> str:
    """Return the character that HTML calls so; nothing for a name that only a DOCTYPE could explain."""
    return html5.get(f"{entity[1]};", "").replace("&", "&amp;").replace("<", "&lt;")


def elements(above: etree._Element) -> list[etree._Element]:
    """Return the elements directly within."""
    return [one for one in above if isinstance(one.tag, str)]


def name_of(element: etree._Element) -> str:
    """Return the name in small letters, without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def text_of(element: etree._Element | None) -> str:
    """Return all text within, white space folded."""
    if element is None:
        return ""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > MAX_TEXT:
            break
    return " ".join("".join(pieces)[:MAX_TEXT].split())
