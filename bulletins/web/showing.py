"""Texts of strangers as HTML: escaped, what cannot be seen made visible, differences and hits marked."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from pipelines.dedup import difference, whole
from pipelines.models import Edit

__all__ = ["both_sides", "plain", "shown", "shown_pieces"]

# What a browser would obey instead of showing: control characters, marks that turn the reading direction, and those
# without width, in which two names can differ unseen. Tab and line feed are how the store writes cells and lines.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
MAX_LENGTH = 20_000  # characters of one paragraph on a page; the whole stands in the text and in the JSON


def shown(text: object) -> Markup:
    """Return text for a page. An unseen character is shown as its number, its name on hovering."""
    reported = str(text)
    cut = len(reported) > MAX_LENGTH
    made = Markup("").join(pieces_of(reported[:MAX_LENGTH]))
    return made + Markup('<span class="cut">… {:,}</span>').format(len(reported) - MAX_LENGTH) if cut else made


def pieces_of(text: str) -> Iterable[Markup]:
    done = 0
    for found in UNSEEN.finditer(text):
        character = found.group()
        yield escape(text[done : found.start()])
        name = unicodedata.name(character, "CONTROL CHARACTER")
        yield Markup('<span class="unseen" title="{}">U+{:04X}</span>').format(name, ord(character))
        done = found.end()
    yield escape(text[done:])


def plain(text: object) -> str:
    """Return the same for places that hold no markup: a title, an attribute."""
    return UNSEEN.sub("�", str(text))


def shown_pieces(pieces: Iterable[tuple[str, bool]]) -> Markup:
    """Return the search's (text, marked) pieces for a page."""
    return Markup("").join(Markup("<mark>{}</mark>").format(shown(t)) if hit else shown(t) for t, hit in pieces)


def both_sides(earlier: str, later: str) -> tuple[Markup, Markup]:
    """Return two texts, what only one has marked, whole figures at a time: <del> in the earlier, <ins> in the later."""
    if earlier == later:
        return shown(earlier), shown(later)
    return marked(earlier, difference(earlier, later), "del"), marked(later, difference(later, earlier), "ins")


def marked(text: str, edits: Sequence[Edit], tag: str) -> Markup:
    made: list[Markup] = []
    done = 0
    for edit in whole(text, edits):
        made.append(shown(text[done : edit.at]))
        if edit.kept:
            made.append(Markup(f"<{tag}>") + shown(edit.kept) + Markup(f"</{tag}>"))  # noqa: S704  # a tag of ours
        done = edit.at + len(edit.kept)
    made.append(shown(text[done:]))
    return Markup("").join(made)
