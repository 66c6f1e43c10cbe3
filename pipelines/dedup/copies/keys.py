"""What two bulletins must share before they are compared at all."""

import hashlib
from dataclasses import dataclass

from pipelines.dedup import skeleton_key
from pipelines.dedup.copies.texts import Comparable, site_of
from pipelines.dedup.copies.titles import bare_title, series_name
from pipelines.text.fingerprint import letter_counts, normal_form

__all__ = ["FEW", "MANY", "Key", "Likeness", "keys", "likeness", "paragraph_key", "series_key", "text_key"]

TELLING = 24  # letters of a paragraph that nobody writes twice by chance
MOST = 400  # keys of one text, of its longest paragraphs: a page of ten thousand rows is found by these as well
CORE = 3
FEW = 8
MANY = 64


@dataclass(frozen=True, slots=True)
class Key:
    """`most`: how many of the others that were published first are compared by it. `position`: of the paragraph that it
    is the key of; None: of the whole text or its title."""

    most: int
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what other bulletins are found that say the same as a text (`text_key`) or may share something (`keys`)."""

    text: int
    keys: dict[int, Key]


def likeness(text: Comparable) -> Likeness:
    """Make all that a text is found by."""
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


def keys(text: Comparable) -> dict[int, Key]:
    """Each key of a text.

    One for each paragraph that is long enough to identify something, one for the title, one for the three longest
    paragraphs together, and one for these under this title. A paragraph that ten texts have is a formula or widely
    copied; a text that ten sites have under one title is a copy.
    """
    plain = [normal_form(paragraph.text) for paragraph in text.paragraphs]
    first = dict(zip(reversed(plain), reversed(text.positions), strict=True))
    sizes = dict(zip(plain, letter_counts(plain), strict=True))
    longest = sorted(sizes, key=lambda line: (-sizes[line], line))[:MOST]
    found: dict[int, Key] = {}
    for line in sorted((line for line in longest if sizes[line] >= TELLING), key=first.__getitem__):
        key = skeleton_key(line)
        if key is not None:
            found.setdefault(key, Key(FEW, first[line]))
    title, core = skeleton_key(text.title), skeleton_key("".join(longest[:CORE]))
    wholes = {"title": title, "core": core}
    found |= {hashed(f"{of} {key}"): Key(FEW) for of, key in wholes.items() if key is not None}
    return found if core is None else found | {hashed(f"whole {core} {bare_title(text.title)}"): Key(MANY)}


def paragraph_key(paragraph: str) -> int | None:
    """The key that a paragraph is found by wherever it stands; None: it has too few letters."""
    plain = normal_form(paragraph)
    return skeleton_key(plain) if letter_counts([plain])[0] >= TELLING else None


def series_key(url: str, title: str) -> int:
    """A signed 64-bit number, equal for the bulletins of one site whose titles differ in figures and days only."""
    return hashed(f"series {site_of(url)} {series_name(title)}")


def hashed(told: str) -> int:
    made = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)
