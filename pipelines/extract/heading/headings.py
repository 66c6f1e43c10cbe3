"""The texts above a body that may be its heading, and which of several is."""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.extract.heading.page_titles import ABOUT, bare, share_of
from pipelines.extract.heading.subtitles import NAMES_SUBTITLE
from pipelines.extract.heading.titles_set_apart import BELOW_TITLE
from pipelines.extract.markup.tree import HEADINGS, Element, Tree

__all__ = ["Heading", "heads_nothing", "highest"]

WAY_GOES_ON = (">", "＞", "»", "›")


class Heading(NamedTuple):
    """A text that may be the heading; `marked`: by its tag or its name; `mixed`: with links in it, as the way to a page
    has."""

    text: str
    marked: bool
    element: Element
    mixed: bool = False


def heads_nothing(heading: Heading) -> bool:
    """Whether a heading is named a subtitle, begins as one does (——…, （试行）) or ends as a way to a page does."""
    if heading.text.endswith(WAY_GOES_ON) or BELOW_TITLE.match(heading.text):
        return True
    return NAMES_SUBTITLE.search(heading.element.identity) is not None


def highest(tree: Tree, headings: Sequence[Heading], first: int, end: int) -> str:
    """The last of the headings above block `first`, the text's, or the highest by its tag of those that stand next to
    it in one element: a subtitle stands below the title, and the heading of a part stands one element further in. One
    in the text only where it is higher than all above it."""
    above = [heading for heading in headings if heading.element.first < first]
    inside = [heading for heading in headings if heading.element.first >= first and heading.element.tag in HEADINGS]
    if inside and not above:
        above = [min(inside, key=tag_of)]
    elif inside and tag_of(min(inside, key=tag_of)) < min(map(tag_of, above)):
        return min(inside, key=tag_of).text
    last = (above or headings)[-1]
    if last.element.tag not in HEADINGS:
        return last.text
    around = [h for h in above if h.element.parent is last.element.parent and h.element.tag in HEADINGS]
    found = min(reversed(around), key=tag_of)
    outer = next((heading for heading in above if heads_part(heading, found)), None)
    if outer is None:
        return found.text
    text = bare("".join(block.text for block in tree.blocks[first:end] if not block.hidden))
    return outer.text if ABOUT <= share_of(outer.text, text) >= share_of(found.text, text) else found.text


def heads_part(outer: Heading, heading: Heading) -> bool:
    """Whether a heading right above another is higher by its tag, and heads the part that the other stands in."""
    if outer.element.end != heading.element.first or outer.element.tag not in HEADINGS or outer.mixed:
        return False
    return tag_of(outer) < tag_of(heading) and any(outer.element.parent is one for one in heading.element.ancestors())


def tag_of(heading: Heading) -> str:
    return heading.element.tag if heading.element.tag in HEADINGS else HEADINGS[-1]
