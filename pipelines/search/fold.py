"""Text as search compares it: 中國, 中国 and ㊥国 are the same; so are Ａ, A and a, and 2020 年 and 2020年.

Each character is folded by itself, so a place in the folded text leads back to the place in the original.
"""

import hashlib
import unicodedata
from functools import cache

__all__ = ["Folded", "fold", "folded", "signature"]

HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x323B0))

# Between clauses, titles and quotations; NFKC makes ， a comma, so they stay the same. A point, a per cent sign, a
# stroke and round brackets are part of what is said.
BREAKS = frozenset(",;:!?\"'、。“”‘’《》〈〉「」『』﹁﹂【】〖〗…⋯·・‧—―～〜")


class Folded:
    """A text folded, and for each character of `text` its place in the original."""

    __slots__ = ("places", "text")

    def __init__(self, original: str) -> None:
        table = folding()
        found: list[str] = []
        places: list[int] = []
        for place, character in enumerate(original):
            for each in table[ord(character)]:
                if each != " " or (found and found[-1] != " "):
                    found.append(each)
                    places.append(place)
        if found and found[-1] == " ":
            found.pop(), places.pop()
        self.text = "".join(found)
        self.places = places


def folded(text: str) -> Folded:
    return Folded(text)


def fold(text: str) -> str:
    """Return the runs of characters in a text, one space between two of them: where a clause, title or quotation ends.

    Width and case are folded (NFKC, casefold), Traditional to Simplified; white space and control characters are gone.
    """
    return " ".join(text.translate(folding()).split())


class Folding(dict[int, str]):
    """The folding of each character met so far."""

    def __init__(self, simplified: dict[str, str]) -> None:
        self.simplified = simplified

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # … would become three points
        plain = "," if character in BREAKS else unicodedata.normalize("NFKC", character).casefold()
        kept = "".join(self.folded(c) for c in plain if not (c.isspace() or is_unseen(c)))
        self[code] = kept
        return kept

    def folded(self, character: str) -> str:
        return " " if character in BREAKS else self.simplified.get(character, character)


def is_unseen(character: str) -> bool:
    """Whether nobody types it: control and format characters, lone surrogates, variation selectors."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") or "\ufe00" <= character <= "\ufe0f"


@cache
def folding() -> Folding:
    # opencc takes a tenth of a second to start, and only search needs it
    from opencc import OpenCC

    characters = [chr(code) for block in HAN for code in block]
    # one character a line: what a character becomes must not hang on its neighbours, which a query does not have
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return Folding({old: new for old, new in zip(characters, simple, strict=True) if old != new})


@cache
def signature() -> str:
    """Return what distinguishes two sets of rules: entries of an index made by one cannot be taken out by the other."""
    rules = sorted(folding().simplified.items())
    return hashlib.sha256(f"{unicodedata.unidata_version} {sorted(BREAKS)} {rules}".encode()).hexdigest()
