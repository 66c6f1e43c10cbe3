"""XML of strangers -> lxml elements: no entity is expanded, nothing is loaded, broken markup is read as far as it goes.

Parsing begins at the first element. Whatever stands before it (a DOCTYPE with its entities, which lxml would expand in
attributes whatever it is told) is never seen by the parser.
"""

import re
from html.entities import html5

from lxml import etree

from pipelines.models import Rejected, Rejection

__all__ = ["elements", "name_of", "parsed", "text_of"]

LARGEST = 16 * 1024 * 1024  # characters
# a sitemap may hold 50,000 addresses with five elements each, every one with its end
MOST_TAGS = 1_000_000
FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# without a DOCTYPE all but five are undefined; feeds write those of HTML all the same
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w{0,30});")
LONGEST_TEXT = 5000  # characters of an element


def parsed(text: str, start: int = 0) -> etree._Element | None:
    """The element that begins at or after `start`; None when there is none.

    Raises Rejected (too large) for what would fill the memory.
    """
    if len(text) > LARGEST or text.count("<") > MOST_TAGS:
        raise Rejected(Rejection.TOO_LARGE, f"XML of {len(text)} characters and {text.count('<')} tags")
    first = FIRST_ELEMENT.search(text, start)
    if first is None:
        return None
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(ENTITY.sub(character, NO_XML.sub(" ", text[first.start() :])).encode(), parser)
    except etree.XMLSyntaxError:  # nothing that could be kept
        return None


def character(entity: re.Match[str]) -> str:
    """The character that HTML calls so; nothing for a name that only a DOCTYPE could explain."""
    return html5.get(f"{entity[1]};", "").replace("&", "&amp;").replace("<", "&lt;")


def elements(above: etree._Element) -> list[etree._Element]:
    """The elements directly within."""
    return [one for one in above if isinstance(one.tag, str)]


def name_of(element: etree._Element) -> str:
    """The name in small letters, without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def text_of(element: etree._Element | None) -> str:
    """All text within, white space folded."""
    if element is None:
        return ""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_TEXT:
            break
    return " ".join("".join(pieces)[:LONGEST_TEXT].split())
