"""The well-formed markup that lexbor serialises: its tokens, their attributes, and what each tag does to the text."""

import re
from functools import lru_cache

from pipelines.extract.markup.out_of_sight import is_out_of_sight, may_be_sizeless

__all__ = [
    "BLOCKS", "BOLD", "CLOSES", "HIDDEN", "INLINE", "LONG_ATTRIBUTES", "MARKS", "OPENS", "SIZELESS", "TOKEN", "UNREAD",
    "VOID", "attributes_of", "is_hidden", "shortened", "sight_of", "unescape",
]  # fmt: skip

VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
))  # fmt: skip
UNREAD = frozenset((
    "script", "style", "noscript", "iframe", "object", "svg", "math", "select", "button", "textarea", "template",
))  # fmt: skip
BLOCK_TAGS = (
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "legend", "li", "main", "marquee", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ucapcontent", "ucaptitle", "ul",
)  # fmt: skip
INLINE_TAGS = ("a", "b", "base", "br", "hr", "img", "input", "meta", "strong", "title")
BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"))
MARKED = BOLD.intersection(BLOCK_TAGS) | {"pre"}  # block tags that change how the text in them is read

# By the name as it stands in a token: "/div" for a tag that closes
OPENS = frozenset(BLOCK_TAGS)  # a block
CLOSES = {f"/{tag}": tag for tag in BLOCK_TAGS}  # one: this
BLOCKS = OPENS | CLOSES.keys()
INLINE = frozenset(name for tag in INLINE_TAGS for name in (tag, f"/{tag}"))  # what is looked at within a block
MARKS = {f"{slash}{tag}": step for tag in MARKED for slash, step in (("", 1), ("/", -1))}

# A tag and the text up to the next one: (name, attributes, text). lexbor writes one space before each attribute and
# quotes every value; possessive, for there is nothing to retry, and a comment is run through by its words.
TOKEN = re.compile(
    r"(?:<(/?+[a-zA-Z][^ >]*+)(?:>|((?: [^ =>]++(?:=\"[^\"]*+\")?+)*+)>)"
    r"|<!--(?:[^-]++|-(?!->))*+-->|<[^>]*>|(?=[^<]))([^<]*+)"
)
ATTRIBUTE = re.compile(r"([^\s=\"]+)(?:=\"([^\"]*)\")?")
SHOWN, HIDDEN, SIZELESS = range(3)
LONG_VALUE = 500  # characters of an attribute, in those that are LONG_ATTRIBUTES together
LONG_ATTRIBUTES = 2000  # of a block's tag: what asks them remembers the answers
HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?:=\"[^\"]*\")?(?:\s|$)", re.IGNORECASE)


def is_hidden(attributes: str) -> bool:
    """Whether an element's own attributes hide it."""
    return sight_of(attributes) == HIDDEN


@lru_cache(maxsize=4096)  # a page gives the same few styles to hundreds of elements
def sight_of(attributes: str) -> int:
    """Return whether an element's own attributes leave it SHOWN, make it HIDDEN, or set it in type of no size
    (SIZELESS): then it is hidden, unless something in it has a size."""
    # the plain looks first: the patterns cost ten times as much, and few elements are hidden
    if ":" not in attributes:
        return HIDDEN if " hidden" in attributes and HIDES.search(attributes) else SHOWN
    if (
        "isplay" in attributes or "isibility" in attributes or "DISPLAY" in attributes or " hidden" in attributes
    ) and HIDES.search(attributes):
        return HIDDEN
    if (
        "overflow" in attributes or ":-" in attributes or ": -" in attributes or "clip" in attributes
    ) and is_out_of_sight(attributes):
        return HIDDEN
    return SIZELESS if may_be_sizeless(attributes) else SHOWN


def shortened(attributes: str) -> str:
    """Return an element's attributes without long values: pictures in a style, data for a script."""
    return ATTRIBUTE.sub(lambda found: found[0] if len(found[0]) <= LONG_VALUE else found[1], attributes)


def attributes_of(raw: str) -> dict[str, str]:
    return {name.lower(): unescape(value) for name, value in ATTRIBUTE.findall(raw)}


def unescape(text: str) -> str:
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&quot;", '"').replace("&amp;", "&")
