"""The value of an attribute as a page's text has it between the quotes -> the value that the page means.

Needed only where markup is read without a parser: a parser's values are what the page means already, and what is read
twice turns `&currentPage=2` into `¤tPage=2`.
"""

import re
from html import unescape
from html.entities import html5

__all__ = ["attribute_value"]

# possessive: of &ltx= no shorter name is tried
REFERENCE = re.compile(r"&(?:#\w{1,10};?|([A-Za-z]\w{1,31}+(?:;|(?!=))))", re.ASCII)


def attribute_value(raw: str) -> str:
    """Return a raw value with its references to characters read as browsers do: &amp;copy=1 and &copy=1 are both a
    field of an address, for a name without its semicolon counts only where neither a letter, a figure nor = follows."""
    return REFERENCE.sub(character, raw) if "&" in raw else raw


def character(reference: re.Match[str]) -> str:
    return unescape(reference[0]) if reference[1] is None else html5.get(reference[1], reference[0])
