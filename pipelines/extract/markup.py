"""The well-formed markup that lexbor serialises: its tokens, its attributes, and what each tag does to the text."""

import re

__all__ = [
    "BLOCK_TAGS",
    "BOLD",
    "HANDLED",
    "MARKED",
    "TOKEN",
    "UNREAD",
    "VOID",
    "attributes_of",
    "is_hidden",
    "unescape",
]

UNREAD = re.compile(
    "<(script|style|noscript|iframe|object|svg|math|select|button|textarea|template)(?![a-z])", re.IGNORECASE
)
BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ucapcontent", "ucaptitle", "ul",
))  # fmt: skip
VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
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


def is_hidden(attributes: str) -> bool:
    # the plain look first: the pattern costs ten times as much, and few elements are hidden
    told = "isplay" in attributes or "isibility" in attributes or " hidden" in attributes or "DISPLAY" in attributes
    return told and HIDDEN.search(attributes) is not None


def attributes_of(raw: str) -> dict[str, str]:
    return {name.lower(): unescape(value) for name, value in ATTRIBUTE.findall(raw)}


def unescape(text: str) -> str:
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&quot;", '"').replace("&amp;", "&")
