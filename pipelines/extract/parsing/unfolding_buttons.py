"""Buttons that unfold a text: what they say is read where it heads the text, or says that there is more of it."""

import re
from collections.abc import Iterable, Sequence

from pipelines.extract.body.companions import MENTIONS
from pipelines.extract.markup.tokens import is_hidden

__all__ = ["MAX_BUTTON", "UNFOLDING", "UNFOLDS", "with_unfolding_buttons"]

BUTTON = re.compile(
    r"<button\b([^<>]*)>\s{0,20}(?:<[^<>]*>\s{0,20}){0,2}([^<>]{2,60}?)\s{0,20}(?:<[^<>]*>\s{0,20}){0,4}</button>",
    re.IGNORECASE,
)
NEXT_ELEMENT = re.compile(r"\s{0,20}(?:</[^<>]*>\s{0,20}){0,3}<\w+([^<>]*)>")
FIGURE = re.compile(r"\d+")
ID = re.compile(r"\sid=[\"']?([^\s\"'>]+)", re.IGNORECASE)
TAGS_ALONE = re.compile(r"\s*(?:<[^<>]{1,200}>\s*){0,4}")
HEADING_ABOVE = re.compile(r"<(?:h[1-6]|dt)\b[^<>]*>\s*$", re.IGNORECASE)
MAX_HEADING = 200  # characters of its tag
ASKS = ("？", "?")
UNFOLDING = "data-unfolds"  # the attribute of a line made of a button
MAX_BUTTON = 12  # characters
UNFOLDS = re.compile("展开|余下|剩余|(?:阅读|查看|显示|浏览|点击).{0,4}(?:全文|全部|更多)")


def with_unfolding_buttons(text: str, places: Sequence[int]) -> str:
    """The page's text with each `<button>` that unfolds something made a line, those that head texts, and those that
    are tabs of which one is called 解读, for buttons are not read. `places`: where they begin, in order."""
    buttons = [found for place in places if (found := BUTTON.match(text, place))]
    heads = heads_of_texts(text, buttons)
    shown = {found.start() for found in heads} if len(heads) > 1 else set()
    short = [found for found in buttons if len(found[2]) <= MAX_BUTTON]
    if "解" in text:
        shown |= tab_buttons(text, short)
    shown.update(found.start() for found in short if UNFOLDS.search(found[2]))
    pieces, done = [], 0
    for found in buttons:
        if found.start() in shown:
            pieces += [text[done : found.start()], f"<div {UNFOLDING}>{found[2]}</div>"]
            done = found.end()
    return "".join([*pieces, text[done:]]) if pieces else text


def heads_of_texts(text: str, buttons: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Return the buttons that head what they unfold, and those made as these are: what they head may be shown."""
    # without attributes it may be any button, but for its place or words
    heading = [found for found in buttons if found[1] or is_heading(text, found)]
    kinds = {FIGURE.sub("", found[1]) for found in heading if heads_what_it_unfolds(text, found)}
    return [found for found in heading if FIGURE.sub("", found[1]) in kinds] if kinds else []


def is_heading(text: str, button: re.Match[str]) -> bool:
    """Whether a button asks something or stands in a heading."""
    above = text[max(0, button.start() - MAX_HEADING) : button.start()]
    return button[2].endswith(ASKS) or HEADING_ABOVE.search(above) is not None


def heads_what_it_unfolds(text: str, button: re.Match[str]) -> bool:
    """Whether the element right below a button is hidden, or bears the name of what the button controls."""
    below = NEXT_ELEMENT.match(text, button.end())
    if below is None:
        return False
    name = ID.search(below[1])
    return is_hidden(below[1]) or (name is not None and name[1] in button[1])


def tab_buttons(text: str, buttons: Iterable[re.Match[str]]) -> frozenset[int]:
    """Return where buttons begin that stand in a row, with nothing but tags between them, of which one explains."""
    rows: list[list[re.Match[str]]] = []
    for found in buttons:
        if rows and TAGS_ALONE.fullmatch(text, rows[-1][-1].end(), found.start()):
            rows[-1].append(found)
        else:
            rows.append([found])
    named = (row for row in rows if len(row) > 1 and any(MENTIONS.search(one[2]) for one in row))
    return frozenset(one.start() for row in named for one in row)
