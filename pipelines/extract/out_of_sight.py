"""What an element's own style puts out of sight: far beyond the page's edge, in a box without height, cut away, or in
type of no size.

Links that nobody shall see stand there. Such a text is hidden as any other, and may be uncovered as any other
(reveal.py).
"""

import re

__all__ = ["is_out_of_sight", "with_sizeless_type_hidden"]

STYLE = re.compile(r" style=\"([^\"]*)\"")
FAR = re.compile(r"-(?:9\d\d|\d{4,})")  # of any unit; nearer by are pictures that slide in
FLAT = re.compile(r"(?:0(?:\.0+)?(?:px|pt|em|rem|%)?|1px)(?:\s|$|!)")
CUT_AWAY = re.compile(r"rect\((?:\s*[01](?:px|em)?[\s,]*){4}\)|inset\((?:50|100)%")
SIDES = ("left", "top", "right")
SIZELESS = re.compile(r"font-size: ?0(?:\.0+)?(?:px|pt|em|rem|%)?(?=[\s;\"!])")
SIGNS = ("font-size:0", "font-size: 0")
STYLED = re.compile(r" (?:class|style|size)=\"|<(?:img|table)\b")
MAX_TAG = 1000  # characters before a style's end, and
MAX_INSIDE = 20_000  # of the element with it


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


def with_sizeless_type_hidden(html: str) -> str:
    """Return the page, as lexbor wrote it, with `hidden` on elements in type of no size, unless something in them may
    give the type its size back."""
    if not any(sign in html for sign in SIGNS):
        return html
    pieces: list[str] = []
    done = 0
    for found in SIZELESS.finditer(html):
        start = html.rfind("<", max(0, found.start() - MAX_TAG), found.start())
        name = html[start + 1 : found.start()].partition(" ")[0]
        inner = html.find(">", found.end(), found.end() + MAX_TAG) + 1
        end = html.find(f"</{name}>", inner, inner + MAX_INSIDE) if start >= done and inner else -1
        if end >= 0 and f"<{name}" not in html[inner:end] and not STYLED.search(html, inner, end):
            after = start + 1 + len(name)
            pieces += [html[done:after], ' hidden=""']
            done = after
    return "".join([*pieces, html[done:]]) if pieces else html
