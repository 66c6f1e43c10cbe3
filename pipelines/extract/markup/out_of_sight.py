"""What an element's own style puts out of sight: far beyond the page's edge, in a box without height, cut away, or in
type of no size.

Links that nobody shall see stand there. Such a text is hidden as any other, and may be uncovered as any other
(reveal.py).
"""

import re
from collections.abc import Iterable

__all__ = ["is_out_of_sight", "may_be_sizeless", "stays_sizeless"]

STYLE = re.compile(r" style=\"([^\"]*)\"")
FAR = re.compile(r"-(?:9\d\d|\d{4,})")  # of any unit; nearer by are pictures that slide in
FLAT = re.compile(r"(?:0(?:\.0+)?(?:px|pt|em|rem|%)?|1px)(?:\s|$|!)")
CUT_AWAY = re.compile(r"rect\((?:\s*[01](?:px|em)?[\s,]*){4}\)|inset\((?:50|100)%")
SIDES = ("left", "top", "right")
SIZELESS = re.compile(r"font-size: ?0(?:\.0+)?(?:px|pt|em|rem|%)?(?=[\s;\"!])")
SIGNS = ("font-size:0", "font-size: 0")
STYLED = re.compile(r" (?:class|style|size)=\"")
SIZED = ("img", "table")
MAX_INSIDE = 20_000  # characters of the element


def is_out_of_sight(attributes: str) -> bool:
    """Whether an element's style hides it without saying so."""
    found = STYLE.search(attributes)
    if found is None:
        return False
    pairs = (part.partition(":") for part in found[1].lower().split(";"))
    values = {name.strip(): value.strip() for name, _, value in pairs}
    if values.get("position", "").startswith(("absolute", "fixed")):
        if any(FAR.match(values.get(side, "")) for side in SIDES):
            return True
        if any(CUT_AWAY.match(values.get(name, "")) for name in ("clip", "clip-path")):
            return True
    if any(FAR.match(values.get(name, "")) for name in ("text-indent", "margin-left")):
        return True
    if not any(values.get(name, "").startswith("hidden") for name in ("overflow", "overflow-y")):
        return False
    is_flat = any(FLAT.match(values.get(name, "")) for name in ("height", "max-height"))
    return is_flat and not any(name.startswith("padding") for name in values)  # which keeps a picture's proportions


def may_be_sizeless(attributes: str) -> bool:
    """Whether an element's type has no size, unless something in it gives that back."""
    return any(sign in attributes for sign in SIGNS) and SIZELESS.search(attributes) is not None


def stays_sizeless(tag: str, following: Iterable[tuple[str, str, str]]) -> bool:
    """Whether nothing up to an element's end may give its type a size back.

    `following`: the tokens from its own on, each a tag's name, its attributes and the text behind it.
    """
    length, closing = 0, f"/{tag}"
    for number, (name, attributes, text) in enumerate(following):
        if number and name == closing:
            return True
        length += len(attributes) + len(text)
        if length > MAX_INSIDE or (number and (name in SIZED or name.startswith(tag) or STYLED.search(attributes))):
            return False
    return False
