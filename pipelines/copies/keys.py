"""What two bulletins must share before they are compared at all."""

import hashlib
from dataclasses import dataclass

from pipelines.copies.texts import Comparable
from pipelines.copies.titles import bare_title, series_name
from pipelines.dedup import skeleton_key
from pipelines.fingerprint import letter_counts, normal_form

__all__ = ["FEW", "MANY", "Likeness", "keys", "likeness", "series_key", "text_key"]

TELLING = 24  # letters of a paragraph that nobody writes twice by chance
MOST = 400  # keys of one text, of its longest paragraphs: a page of ten thousand rows is found by these as well
CORE = 3
FEW = 8
MANY = 64


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what other bulletins are found that say the same as a text (`text_key`) or may share something (`keys`)."""

    text: int
    keys: dict[int, int]


def likeness(text: Comparable) -> Likeness:
    return Likeness(text_key(text), keys(text))


def text_key(text: Comparable) -> int:
    """A signed 64-bit number, equal for bulletins that say the same to the letter, paragraph by paragraph: width and
    white space are folded, nothing else is. Such bulletins have the same keys too."""
    told = (
        normal_form(text.title),
        normal_form(text.document_number or ""),
        *map(normal_form, sorted(text.attachments)),
        "",
        *(normal_form(paragraph.text) for paragraph in text.paragraphs),
    )
    return hashed("\n".join(told))


def keys(text: Comparable) -> dict[int, int]:
    """Each key of a text, and how many of the others that were published first are compared with it.

    One for each paragraph that is long enough to tell something, one for the title, one for the three longest
    paragraphs together, and one for these under this title. A paragraph that ten texts have is a formula or widely
    copied; a text that ten sites have under one title is a copy.
    """
    plain = list(dict.fromkeys(normal_form(paragraph.text) for paragraph in text.paragraphs))
    sizes = dict(zip(plain, letter_counts(plain), strict=True))
    longest = sorted(sizes, key=lambda told: (-sizes[told], told))[:MOST]
    telling = [skeleton_key(told) for told in longest if sizes[told] >= TELLING]
    title, core = skeleton_key(text.title), skeleton_key("".join(longest[:CORE]))
    found = dict.fromkeys((key for key in telling if key is not None), FEW)
    wholes = {"title": title, "core": core}
    found |= {hashed(f"{of} {key}"): FEW for of, key in wholes.items() if key is not None}
    return found if core is None else found | {hashed(f"whole {core} {bare_title(text.title)}"): MANY}


def series_key(source: str, title: str) -> int:
    """A signed 64-bit number, equal for the bulletins of one source whose titles differ in figures and days only."""
    return hashed(f"series {source} {series_name(title)}")


def hashed(told: str) -> int:
    made = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)
