"""Articles that come wrapped, unwrapped before the page is parsed: text -> text that can be read as it stands.

A body in `srcdoc`, in a `<textarea>` or in a template is markup that a script or the browser shows; a file in a frame
(`<iframe src=x.pdf>`, a viewer with its address in the query) is a link to it; an endpoint's JSON with one article is
that article, with its title, day and source in the tags that pages have for them. So is the state from which a script
draws a page, where the page itself has no body.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from html import escape, unescape
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from pipelines import china_time
from pipelines.extract.markup.limits import places_of, special_tags
from pipelines.extract.markup.tree import NAMES_FILE, is_file
from pipelines.extract.words.dates import first_moment
from pipelines.models import Rejected, Rejection
from pipelines.text.attributes import attribute_value

__all__ = [
    "ATTRIBUTE", "EMBEDDED", "MARKUP", "MAX_LENGTH", "PLACEHOLDER", "as_hidden", "frames_of", "is_json", "of_json",
    "of_state", "unwrapped",
]  # fmt: skip

EMBEDDED = "data-shown-in-the-page"  # marks the link that stands for a frame with a file
MAX_LENGTH = 2_000_000  # characters, and
MAX_HOLDERS = 60  # tags: what is beyond is no article, and would take long
FRAMES = frozenset(("iframe", "embed", "object", "video", "audio", "source"))
HOLDERS = frozenset(("textarea", "template", "noscript", "xmp", "text script"))
ATTRIBUTE = r"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+"
FRAME = re.compile(rf"<(?:iframe|embed|object|video|audio|source)\b({ATTRIBUTE})>", re.IGNORECASE)
INPUT = re.compile(rf"<input\b({ATTRIBUTE})>", re.IGNORECASE)
FIELD_BEGINS = 200  # characters in which its value begins
SRCDOC = re.compile(r"\bsrcdoc\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
VALUE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
ADDRESSES = ("src", "data", "data-src", "data-url", "href")
TYPE = r"type\s*=\s*[\"']?text/(?:html|plain|template|x-[\w-]*template|ng-template)"
HELD = re.compile(
    rf"<(textarea|template|noscript|xmp)\b{ATTRIBUTE}>(.*?)</\1\s*>"
    rf"|<script\b(?=[^>]*\b{TYPE}){ATTRIBUTE}>(.*?)</script\s*>",
    re.IGNORECASE | re.DOTALL,
)
VIEWERS = ("PDFObject.embed", "getDocument(", "viewer.html")
SCRIPTED_FILE = re.compile(
    r"(?:PDFObject\.embed|getDocument|viewer\.html)[^;\n]{0,80}?[\"'=]([^\"'\s<>=]{1,300}\.(?:pdf|ofd))"
    r"(?:[\"']\s*,\s*[\"']#?([\w-]{1,40})[\"'])?",
    re.IGNORECASE,
)
# What stands before a file's ending: an attribute of an element that shows it, or a call by a name that says so
SHOWN_BY = re.compile(
    r"<(?:div|span|img|p|section|article|li|td|canvas)\b[^<>]*\s([\w:-]+)\s*=\s*[\"']([^\"'<>\s]*)$", re.IGNORECASE
)
CALLED_BY = re.compile(r"\b\w*(?:pdf|ofd|preview|viewer)\w*\s*\(\s*[\"']([^\"'<>\s]*)$", re.IGNORECASE)
NO_ADDRESS = frozenset(("title", "alt", "href", "value", "content", "name", "class", "id", "style"))
MAX_BEFORE = 600  # characters of a tag or a call before a file's ending
SHOWN_ENDING = re.compile(r"\.(?:pdf|ofd)")  # of files of the kinds that viewers show
FILE_ENDING = re.compile(r"\.(?:pdf|ofd)[\"']")
MARKUP = re.compile(r"</(?:p|div|td|span|section)\s*>|<br\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\{\{|\$\{|<%")

# An endpoint's JSON
BEGINS_JSON = re.compile(r"\s*(?:[\w.$]{1,60}\s*\(\s*)?([{\[])\s*[\"{\[\]}]")
TITLE = re.compile(r"title|subject|headline|biaoti|标题", re.IGNORECASE)
DAY = re.compile(r"pub|release|issue|show|display|发布|date|time", re.IGNORECASE)
PUBLISHED = re.compile(r"pub|release|issue|发布", re.IGNORECASE)
ORIGIN = re.compile(r"source|origin|laiyuan|来源", re.IGNORECASE)
LEAST_BODY = 60  # characters of a value that is an article's text; fewer where name and markup say so
LEAST_MARKED = 15
TEXT = re.compile(r"content|body|text|html|detail|zhengwen|正文|内容", re.IGNORECASE)
# What a script draws its page from: window.__NUXT__={…}, <script id="__NEXT_DATA__" type="application/json">{…}
STATE = re.compile(
    r"(?:\b__[A-Z_]{2,30}__\s*=|<script\b[^<>]{0,200}\btype\s*=\s*[\"']?application/json\b[^<>]{0,200}>)\s*(?=[{\[])"
)
MAX_STATES = 10
# In an object as JavaScript writes it: texts in quotes stay, names before a colon get quotes
IN_OBJECT = re.compile(r'"(?:[^"\\]|\\.)*+"|(?<=[{,])\s*([A-Za-z_$][\w$]*)\s*(?=:)|\b(undefined|void 0)\b|!([01])')
PAGE_TITLE = re.compile(r"<title[^<>]{0,100}>([^<]{1,500})", re.IGNORECASE)
LEAST_TITLE = 6  # characters: a shorter one may be a column's name
MAX_FIELD = 200  # characters of a title or a source
MAX_DEPTH = 12
MILLISECONDS = 100_000_000_000  # a number beyond that is no time in seconds


def unwrapped(text: str, tags: Mapping[str, list[int]]) -> str:
    """Return the page with bodies that it keeps in other tags, and links to the files that it shows, in their place.

    `tags`: where those of the page's tags begin that may hold such a thing (limits.special_tags).
    """
    if len(text) > MAX_LENGTH:
        return text
    whole = at_tags(places_of(tags, HOLDERS), HELD, held, text)
    if whole is not text:
        text, tags = whole, special_tags(whole)
    fields = [at for at in places_of(tags, ("input",)) if may_hold(text, at)]
    whole = at_tags(fields, INPUT, hidden_field, text)
    if SHOWN_ENDING.search(whole):  # in half the time that `in` takes for the two
        whole = with_named_files(with_scripted_files(whole))
    if whole is not text:
        tags = special_tags(whole)
    return at_tags(places_of(tags, FRAMES), FRAME, frame, whole)


def may_hold(text: str, at: int) -> bool:
    """A quick look at the beginning of a field, for most are those of a search."""
    begins = text[at : at + FIELD_BEGINS]
    return "&lt;" in begins or '"<' in begins or "'<" in begins


def at_tags(
    places: list[int], whole: re.Pattern[str], instead: Callable[[re.Match[str]], str | None], text: str
) -> str:
    """Replace what `whole` matches at these places by what `instead` gives, None for what stays.

    Too many of them are no page's, and all stay.
    """
    if len(places) > MAX_HOLDERS:
        return text
    pieces: list[str] = []
    copied = done = 0
    for place in places:
        found = whole.match(text, place) if place >= done else None
        if found is None:
            continue
        done = found.end()
        other = instead(found)
        if other is not None:
            pieces += [text[copied:place], other]
            copied = done
    return "".join([*pieces, text[copied:]]) if pieces else text


def with_scripted_files(text: str) -> str:
    """The page with a link where a script of a viewer shows a file: in the element that it names, else before it."""
    if not any(viewer in text for viewer in VIEWERS):
        return text
    lowered = text.lower()
    if sum(lowered.count(viewer.lower()) for viewer in VIEWERS) > MAX_HOLDERS:  # as for tags
        return text
    for found in SCRIPTED_FILE.finditer(text):
        place = re.search(rf"\bid\s*=\s*[\"']?{found[2]}[\"'\s>][^>]*>?", text) if found[2] else None
        at = place.end() if place else text.rfind("<script", 0, text.find(found[0]))
        text = text[:at] + link_to(found[1]) + text[at:] if at >= 0 else text
    return text


def with_named_files(text: str) -> str:
    """The page with a link where an element that is no link, or a call of a script, names a file to show.

    `<div pdfsrc="/x.pdf">` and `showPdf("/x.pdf")` are a viewer's, whatever it is called.
    """
    pieces, done = [], 0
    for number, ending in enumerate(FILE_ENDING.finditer(text)):
        if number >= MAX_HOLDERS:
            return text
        before = text[max(done, ending.start() - MAX_BEFORE) : ending.start()]
        found = SHOWN_BY.search(before)
        if found and not found[1].lower().startswith("on") and found[1].lower() not in NO_ADDRESS:
            address, at = found[2], text.find(">", ending.end()) + 1
        elif (found := CALLED_BY.search(before)) and text.rfind("<script", 0, ending.start()) > text.rfind(
            "</script", 0, ending.start()
        ):
            address, at = found[1], text.rfind("<script", 0, ending.start())
        else:
            continue
        if at >= max(done, 1):
            pieces += [text[done:at], link_to(address + ending[0][:-1])]
            done = at
    return "".join([*pieces, text[done:]]) if pieces else text


def held(found: re.Match[str]) -> str | None:
    """A body that a script takes out of the tag around it: hidden there, for only how much it says makes it one."""
    inner = found[2] if found[1] else found[3]
    markup = unescape(inner) if (found[1] or "").lower() == "textarea" else inner
    if not MARKUP.search(markup) or PLACEHOLDER.search(markup):
        return None
    return as_hidden(markup)


def hidden_field(found: re.Match[str]) -> str | None:
    """A body that waits in a field nobody sees: `<input type="hidden" value="&lt;p&gt;…">`."""
    values = {name.lower(): attribute_value(a or b or c) for name, a, b, c in VALUE.findall(found[1])}
    markup = values.get("value", "")
    if values.get("type", "").lower() != "hidden" or not MARKUP.search(markup) or PLACEHOLDER.search(markup):
        return None
    return as_hidden(markup)


def as_hidden(markup: str) -> str:
    return f'<div style="display:none">{markup}</div>'


def frame(found: re.Match[str]) -> str | None:
    """What the frame shows, in its place: its own document, or a link to its file."""
    own = SRCDOC.search(found[1]) if "srcdoc" in found[1].lower() else None
    if own:
        return f"<div>{attribute_value(own[1] or own[2] or '')}</div>"
    if not NAMES_FILE.search(found[1]):
        return None
    shown = next((file for address in addresses(found[1]) if (file := file_in(address))), None)
    return f"{link_to(shown)}{found[0]}" if shown else None


def link_to(file: str) -> str:
    return f'<a href="{escape(file)}" {EMBEDDED}=""></a>'


def addresses(attributes: str) -> list[str]:
    found = {name.lower(): attribute_value(a or b or c) for name, a, b, c in VALUE.findall(attributes)}
    return [found[name] for name in ADDRESSES if found.get(name)]


def file_in(address: str) -> str | None:
    """The file that an address leads to, by itself or by what it gives a viewer (`viewer.html?file=/x.pdf`)."""
    if is_file(address):
        return address
    try:
        values = [value for _, value in parse_qsl(urlsplit(address).query)]
        return next((urljoin(address, value) for value in values if is_file(value)), None)
    except ValueError:
        return None


def frames_of(text: str) -> list[str]:
    """Return the addresses of pages that a page shows in frames, in page order."""
    if "<iframe" not in text.lower():
        return []
    found = (found for frame in FRAME.finditer(text) for found in addresses(frame[1]))
    return [address for address in found if not address.lower().startswith(("about:", "javascript:", "data:"))]


# An endpoint's answer with one article


def is_json(body: bytes) -> bool:
    """Whether bytes begin as JSON does, or as a call with it (JSONP)."""
    return BEGINS_JSON.match(body[:400].removeprefix(codecs.BOM_UTF8).decode("latin-1")) is not None


def of_json(text: str) -> str | None:
    """Return a page with the article that a JSON answer holds; None where the text is no JSON.

    Raises Rejected (not html) for JSON without an article, or with several of which none says more than the others.
    """
    begins = BEGINS_JSON.match(text[:400])
    if begins is None:
        return None
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, begins.start(1))
    except (ValueError, RecursionError):
        raise Rejected(Rejection.NOT_HTML, "begins as JSON and is none") from None
    found = list(articles(value, 0))
    found.sort(key=lambda record: len(body_of(record)), reverse=True)
    if not found or len(body_of(found[0])) <= sum(len(body_of(record)) for record in found[1:]):
        raise Rejected(Rejection.NOT_HTML, f"JSON with {len(found) or 'no'} articles")
    return page_of(found[0])


def of_state(text: str) -> str | None:
    """Return a page with the article from which a script would draw this one; None where its scripts hold none, or no
    single one with a day or with the page's own title: those of a list are no article."""
    found: list[dict[str, Any]] = []
    for opening in islice(STATE.finditer(text), MAX_STATES):
        with suppress(ValueError, RecursionError):
            found += articles(object_at(text, opening.end()), 0)
    is_one = len({body_of(record) for record in found}) == 1
    return page_of(found[0]) if is_one and (day_of(found[0]) or is_titled(text, found[0])) else None


def object_at(text: str, at: int) -> Any:
    """Return what a script assigns there, as JSON or with names that have no quotes.

    Raises ValueError where it is neither.
    """
    decoder = json.JSONDecoder(strict=False)
    try:
        return decoder.raw_decode(text, at)[0]
    except ValueError:
        end = text.find("</script", at)
        return decoder.raw_decode(IN_OBJECT.sub(as_json, text[at : end if end > 0 else None]))[0]


def as_json(found: re.Match[str]) -> str:
    name, nothing, truth = found.groups()
    if name:
        return f'"{name}"'
    return "null" if nothing else {"0": "true", "1": "false"}.get(truth, found[0])


def is_titled(text: str, record: dict[str, Any]) -> bool:
    """Whether the page's own title begins with that of the record."""
    title, named = "".join(field_of(record, TITLE).split()), PAGE_TITLE.search(text)
    return named is not None and len(title) >= LEAST_TITLE and "".join(unescape(named[1]).split()).startswith(title)


def articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Give the records with a title and a text, from the outside in."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        if body_of(value) and field_of(value, TITLE):
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from articles(one, depth + 1)


def body_of(record: dict[str, Any]) -> str:
    """The longest of its values that is a text of paragraphs, or empty."""
    texts = (
        value
        for name, value in record.items()
        if isinstance(value, str) and len(value) >= LEAST_MARKED
        if (MARKUP.search(value) and (len(value) >= LEAST_BODY or TEXT.search(name)))
        or (len(value) >= LEAST_BODY and "\n" in value.strip())
    )
    return max(texts, key=len, default="")


def field_of(record: dict[str, Any], name: re.Pattern[str]) -> str:
    """The first value of such a name that is short and in one line, or empty."""
    values = (value.strip() for key, value in record.items() if name.search(key) and isinstance(value, str))
    return next((value for value in values if 1 < len(value) <= MAX_FIELD and "\n" not in value), "")


def day_of(record: dict[str, Any]) -> str:
    """When it was published: of the values that are times, one that is named for it, else the first."""
    named = [(key, moment_in(value)) for key, value in record.items() if DAY.search(key)]
    found = [(key, value) for key, value in named if value]
    return next((value for key, value in found if PUBLISHED.search(key)), found[0][1] if found else "")


def moment_in(value: Any) -> str:
    """A time as text; seconds or milliseconds since 1970 are China time."""
    if isinstance(value, str) and value.isdigit() and len(value) in (10, 13):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value > MILLISECONDS // 100:
        seconds = value / 1000 if value > MILLISECONDS else value
        return china_time.written(seconds) if seconds < 4e9 else ""
    return value if isinstance(value, str) and len(value) < 40 and first_moment(value) else ""


def page_of(record: dict[str, Any]) -> str:
    """The record as a page with the tags in which pages give title, day and source."""
    body = body_of(record)
    if not MARKUP.search(body):
        body = "".join(f"<p>{escape(line)}</p>" for line in body.splitlines())
    title, day, origin = field_of(record, TITLE), day_of(record), field_of(record, ORIGIN)
    given = {"ArticleTitle": title, "PubDate": day, "ContentSource": origin}
    metas = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in given.items() if value)
    return f'<html><head><title>{escape(title)}</title>{metas}</head><body><div id="zoom">{body}</div></body></html>'
