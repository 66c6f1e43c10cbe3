"""Bounds on what is parsed: size, depth and attributes that would make the parser's time grow with their square."""

import re

from pipelines.extract.markup import VOID
from pipelines.models import Rejected, Rejection

__all__ = ["guard"]

LARGEST = 16 * 1024 * 1024  # characters; the longest real bulletin seen is below 2 million
DEEPEST = 1500  # browsers stop at 512
MOST_TAGS = 300_000  # a tag costs some 500 bytes of memory; the largest real page seen has 20,000
MANY_TAGS = 4000  # below this no nesting can cost more than some milliseconds
DENSE = 30  # separators for each tag: more of them in a page are running text, or attributes without end
MOST_ATTRIBUTES = 5000  # of one tag

SELF_CLOSING = VOID | {"p", "li", "td", "th", "tr", "dd", "dt", "option"}
OPEN_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
WHOLE_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")


def guard(text: str) -> None:
    """Raises Rejected (too large) for a page that no browser would show."""
    if len(text) > LARGEST:
        raise Rejected(Rejection.TOO_LARGE, f"{len(text)} characters, the limit is {LARGEST}")
    tags = text.count("<")
    if tags > MOST_TAGS:
        raise Rejected(Rejection.TOO_LARGE, f"{tags} tags, the limit is {MOST_TAGS}")
    if tags > MANY_TAGS and (deepest := depth_of(text)) > DEEPEST:
        raise Rejected(Rejection.TOO_LARGE, f"tags nested {deepest} deep, the limit is {DEEPEST}")
    if text.count("=") + text.count(" ") + text.count("\n") > max(MOST_ATTRIBUTES, DENSE * tags):
        for match in WHOLE_TAG.finditer(text):
            if match.end() - match.start() > MOST_ATTRIBUTES and len(match.group().split()) > MOST_ATTRIBUTES:
                raise Rejected(Rejection.TOO_LARGE, f"a tag of more than {MOST_ATTRIBUTES} attributes")


def depth_of(text: str) -> int:
    """How deep the tags of the source nest; those that close themselves do not count."""
    depth = deepest = 0
    for close, name in OPEN_TAG.findall(text):
        if name.lower() in SELF_CLOSING:
            continue
        depth = max(0, depth - 1) if close else depth + 1
        deepest = max(depth, deepest)
    return deepest
