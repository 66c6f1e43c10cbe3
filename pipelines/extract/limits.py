"""Bounds on what is parsed: size, depth and attributes that would make the parser's time grow with their square.

Also here: the tokens of lexbor's well-formed output, their attributes, and what each tag does to the text.
"""

import re

from pipelines.models import Rejected, Rejection

__all__ = [
    "BLOCK_TAGS",
    "BOLD",
    "HANDLED",
    "MARKED",
    "TOKEN",
    "UNREAD",
    "VOID",
    "attributes_of",
    "guard",
    "is_hidden",
    "special_tags",
    "unescape",
]

LARGEST = 16 * 1024 * 1024  # characters; the longest real bulletin seen is below 2 million
DEEPEST = 1500  # browsers stop at 512
MAX_TAGS = 300_000  # a tag costs some 500 bytes of memory; the largest real page seen has 20,000
MANY_TAGS = 4000  # below this no nesting can cost more than some milliseconds
DENSE = 30  # separators for each tag: more of them in a page are running text, or attributes without end
MAX_ATTRIBUTES = 5000  # of one tag
VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
))  # fmt: skip

SELF_CLOSING = VOID | {"p", "li", "td", "th", "tr", "dd", "dt", "option"}
OPEN_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
WHOLE_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")
# Tags that are not read, and those that may hold an article or a file (wrapped.py). With an inner flag the engine skips
# to the next `<`, and by two letters and one branch for each first letter it leaves most of them at once
SPECIAL = re.compile(
    r"<(?=[sniombtevaxSNIOMBTEVAX][ctveofbaumiCTVEOFBAUMI])((?i:s(?:cript(?:[^>]{0,300}?\btype\s*=\s*[\"']?text/(?:html|plain|template|x-[\w-]+))?|tyle|vg|elect"
    r"|ource)|noscript|iframe|object|math|button|t(?:extarea|emplate)|embed|video|audio|xmp))(?![a-zA-Z])"
)
UNREAD = frozenset((
    "script", "style", "noscript", "iframe", "object", "svg", "math", "select", "button", "textarea", "template",
))  # fmt: skip
BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ucapcontent", "ucaptitle", "ul",
))  # fmt: skip
HANDLED = frozenset(("a", "b", "base", "br", "hr", "img", "input", "meta", "strong", "title"))
BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"))
MARKED = (BOLD & BLOCK_TAGS) | {"pre"}  # block tags that change how the text in them is read

# lexbor writes one space before each attribute and quotes every value; possessive, for there is nothing to retry.
TOKEN = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*)(?:>|((?: [^\s=>]++(?:=\"[^\"]*+\")?+)*+)>)|<!--.*?-->|<[^>]*>|([^<]++)", re.DOTALL
)
ATTRIBUTE = re.compile(r"([^\s=\"]+)(?:=\"([^\"]*)\")?")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?:=\"[^\"]*\")?(?:\s|$)", re.IGNORECASE)


def guard(text: str) -> None:
    """Raises Rejected (too large) for a page that no browser would show."""
    if len(text) > LARGEST:
        raise Rejected(Rejection.TOO_LARGE, f"{len(text)} characters, the limit is {LARGEST}")
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise Rejected(Rejection.TOO_LARGE, f"{tags} tags, the limit is {MAX_TAGS}")
    if tags > MANY_TAGS and (deepest := depth_of(text)) > DEEPEST:
        raise Rejected(Rejection.TOO_LARGE, f"tags nested {deepest} deep, the limit is {DEEPEST}")
    if text.count("=") + text.count(" ") + text.count("\n") > max(MAX_ATTRIBUTES, DENSE * tags):
        for match in WHOLE_TAG.finditer(text):
            if match.end() - match.start() > MAX_ATTRIBUTES and len(match.group().split()) > MAX_ATTRIBUTES:
                raise Rejected(Rejection.TOO_LARGE, f"a tag of more than {MAX_ATTRIBUTES} attributes")


def special_tags(text: str) -> dict[str, list[int]]:
    """Return where each tag of SPECIAL begins, by its name in lower case: "text script" for a script that is no program
    but text, which is among the scripts as well."""
    found: dict[str, list[int]] = {}
    for match in SPECIAL.finditer(text):
        found.setdefault(match[1], []).append(match.start())
    places: dict[str, list[int]] = {}
    for name, starts in found.items():
        name = name.lower()
        if name.startswith("script") and name != "script":
            places.setdefault("text script", []).extend(starts)
            name = "script"
        places.setdefault(name, []).extend(starts)
    return places


def depth_of(text: str) -> int:
    """How deep the tags of the source nest; those that close themselves do not count."""
    depth = deepest = 0
    for close, name in OPEN_TAG.findall(text):
        if name.lower() in SELF_CLOSING:
            continue
        depth = max(0, depth - 1) if close else depth + 1
        deepest = max(depth, deepest)
    return deepest


# The well-formed markup that lexbor serialises: its tokens, its attributes, and what each tag does to the text


def is_hidden(attributes: str) -> bool:
    # the plain look first: the pattern costs ten times as much, and few elements are hidden
    reported = "isplay" in attributes or "isibility" in attributes or " hidden" in attributes or "DISPLAY" in attributes
    return reported and HIDDEN.search(attributes) is not None


def attributes_of(raw: str) -> dict[str, str]:
    return {name.lower(): unescape(value) for name, value in ATTRIBUTE.findall(raw)}


def unescape(text: str) -> str:
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&quot;", '"').replace("&amp;", "&")
