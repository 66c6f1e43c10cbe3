"""Digests and 64-bit fingerprints of paragraphs: what repeats are looked up by.

The fingerprint is the simhash of the PyPI library of that name, over character 3-grams, with the hash function below:
`reference(text)` is that library's own answer, and `fingerprints(texts)` gives the same values for a whole page at
once. Chinese writes no spaces between words, so 3-grams of characters stand for words; punctuation and white space
are left out, because they change most between two copies of one text.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "SHORTEST",
    "digest",
    "fingerprint",
    "fingerprints",
    "gram_hash",
    "hamming",
    "hashed_grams",
    "letter_counts",
    "letters",
    "normal_form",
    "reference",
    "to_signed",
    "traced_normal_form",
]

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]

GRAM = 3
# Ten 3-grams. With fewer, single characters decide most bits, and unrelated short lines come out near each other.
SHORTEST = 12
REMEMBERED_LENGTH = 1000  # characters
ROWS = 1 << 13  # 3-grams summed at a time: 512 kB of intermediate arrays, which stays in the processor's cache

INVISIBLE = "\u2060"  # stands for every character that shows nothing
FIGURES = frozenset("0123456789零〇一二三四五六七八九十百千万亿%‰")


@cache
def _folding() -> dict[int, str]:
    """One character to one character, so that offsets can be traced back."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width ASCII
    # PDF text layers carry Kangxi radicals (⽅ for 方) and compatibility ideographs in place of ordinary characters.
    for code in [*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0xFE50, 0xFE6C), *range(0xFF61, 0xFF66)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    similar = {
        '"': "“”„‟″〝〞「」『』«»",
        "'": "‘’‚‛′`´",
        "-": "‐‑‒–—―─━−",
        "~": "〜∼",
        "·": "•‧∙⋅・･",
        "[": "【〔",
        "]": "】〕",
        "¥": "￥",
    }
    table |= {ord(mark): one for one, marks in similar.items() for mark in marks}
    # Zero-width spaces and joiners, direction marks, variation selectors, soft hyphen, byte order mark.
    for codes in (range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070), range(0xFE00, 0xFE10)):
        table |= dict.fromkeys(codes, INVISIBLE)
    return table | dict.fromkeys([0xAD, 0xFEFF], INVISIBLE)


LIST_BORDER = re.compile(r"[,。;:!?、()\[\]\"'《》\t\n]")
LIST_REACH = 16  # characters on each side: room for two names, or for one word that shows a sentence
# A figure with neither white space nor the text's edge on its other side.
FIGURE_BEFORE = re.compile(r"[^\s\d.,][\d.,]+\Z")
FIGURE_AFTER = re.compile(r"[\d.,]+[^\s\d.,]")
SPACE = re.compile(rf"[\s{INVISIBLE}]+")


def _space_kept(space: re.Match[str]) -> str:
    """A tab separates cells of a row, a space two figures or the names of a list; between other Chinese it is
    nothing."""
    text, start, end = space.string, space.start(), space.end()
    if "\t" in space[0]:
        return "\t" * space[0].count("\t")  # an empty cell moves what stands behind it to another column
    if not space[0].strip(INVISIBLE):
        return ""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if not (before.isascii() and after.isascii()):
        return " " if _in_a_list_of_names(text, start, end) else ""
    if before.isdigit() and after.isdigit() and _in_a_row_of_figures(text, start, end):
        return "\t"
    return " " if before.isalnum() and after.isalnum() else ""


def _in_a_list_of_names(text: str, start: int, end: int) -> bool:
    """高明 远山 方正 between two marks is three names; a space that a page's source has amid a sentence is nothing.

    Names have two to four characters. A word of one is a name spaced out (王 军), two of four are a slogan.
    """
    if not (text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()):
        return False
    left = LIST_BORDER.split(text[max(0, start - LIST_REACH) : start].replace(INVISIBLE, ""))[-1].split()
    right = LIST_BORDER.split(text[end : end + LIST_REACH].replace(INVISIBLE, ""), maxsplit=1)[0].split()
    words = left[-2:] + right[:2]  # the nearest ones are whole
    return all(2 <= len(word) <= 4 and word.isalpha() and not word.isascii() for word in words) and (
        min(map(len, words)) < 4
    )


def _in_a_row_of_figures(text: str, start: int, end: int) -> bool:
    """12 34 between spaces is two figures; 每1 00公克 is a hundred with a gap typed into it."""
    before, after = FIGURE_BEFORE.search(text, max(0, start - 24), start), FIGURE_AFTER.match(text, end, end + 24)
    return before is None or after is None


def normal_form(text: str) -> str:
    """Return the text by which two paragraphs are exactly the same: width and white space folded, nothing else."""
    return _remembered_form(text) if len(text) <= REMEMBERED_LENGTH else _normal_form(text)


def _normal_form(text: str) -> str:
    return SPACE.sub(_space_kept, text.translate(_folding()))


# each stage asks again for that of a page's paragraphs; 8 MB at the most
_remembered_form = lru_cache(1024)(_normal_form)


def traced_normal_form(text: str) -> tuple[str, list[int]]:
    """Return the normal form, and for each of its characters the offset in `text`; the length of `text` closes the
    list."""
    plain = text.translate(_folding())
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for space in SPACE.finditer(plain):
        pieces.append(plain[done : space.start()])
        offsets.extend(range(done, space.start()))
        kept = _space_kept(space)
        pieces.append(kept)
        offsets.extend([space.start()] * len(kept))
        done = space.end()
    pieces.append(plain[done:])
    offsets.extend(range(done, len(plain)))
    return "".join(pieces), [*offsets, len(text)]


def digest(text: str) -> str:
    """SHA-256 of the normal form, in hex: equal for texts that are exactly the same."""
    return hashlib.sha256(normal_form(text).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _letter_table() -> NDArray[np.uint32]:
    """For each code point of the basic plane, the letter or digit that it counts as, or 0."""
    table = np.zeros(1 << 16, np.uint32)
    folding = _folding()
    for code in range(1 << 16):
        lower = folding.get(code, chr(code)).lower()
        if len(lower) == 1 and lower.isalnum():
            table[code] = ord(lower)
    return table


def letters(text: str) -> str:
    """Return what the fingerprint reads: letters, digits and ideographs in one width and case, nothing else."""
    return "".join(map(chr, _letter_codes([text])[0].tolist()))


def letter_counts(texts: Sequence[str]) -> list[int]:
    """Return how many letters each text has."""
    _, ends = _letter_codes(texts)
    return np.diff(ends, prepend=0).tolist() if texts else []


def _letter_codes(texts: Sequence[str]) -> tuple[NDArray[np.uint32], Offsets]:
    """Return the letters of all texts joined, and where each text's letters end."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    astral = codes >> 16 != 0  # rare ideographs: each counts as a letter
    plain = _letter_table()[np.where(astral, 0, codes)]
    plain = np.where(astral, codes, plain)
    kept = plain != 0
    return plain[kept], np.concatenate([[0], np.cumsum(kept)])[ends]


def _mix(keys: Hashes) -> Hashes:
    """splitmix64's last step: each bit of the key reaches each bit of the hash."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def hashed_grams(texts: Sequence[str]) -> tuple[Hashes, Offsets, Offsets]:
    """Return the hashes of all 3-grams of all texts in turn; where each text's begin, and how many it has."""
    codes, ends = _letter_codes(texts)
    lengths = np.diff(ends, prepend=0)
    if len(codes) < GRAM:
        return np.zeros(0, np.uint64), np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    wide = codes.astype(np.uint64)
    keys = wide[:-2] | wide[1:-1] << np.uint64(21) | wide[2:] << np.uint64(42)
    inside = np.ones(len(keys), bool)
    for back in (1, 2):  # 3-grams that reach over the end of a text belong to none
        reaching = ends[:-1] - back
        inside[reaching[(reaching >= 0) & (reaching < len(keys))]] = False
    counts = np.maximum(lengths - (GRAM - 1), 0)
    return _mix(keys[inside]), np.cumsum(counts) - counts, counts


def gram_hash(gram: bytes) -> int:
    """Return the hash function of one UTF-8 encoded 3-gram, in the form that the simhash library takes."""
    first, second, third = map(ord, gram.decode("utf-8")[:GRAM])  # the library tries it once on b"test"
    with np.errstate(over="ignore"):
        return int(_mix(np.array([first | second << 21 | third << 42], np.uint64))[0])


def reference(text: str) -> int | None:
    """The same fingerprint as the simhash library makes it: the definition, slow."""
    from simhash import Simhash

    plain = letters(text)
    if len(plain) < SHORTEST:
        return None
    grams = [plain[at : at + GRAM] for at in range(len(plain) - GRAM + 1)]
    return int(Simhash(grams, hashfunc=gram_hash).value)


# For each byte its eight bits, one to a byte of a 64-bit word: sums of up to 255 bits run eight at a time.
SPREAD: Hashes = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).view(np.uint64).ravel()
LANE = 255


def _bit_counts(hashes: Hashes, starts: Offsets, counts: Offsets) -> Iterator[tuple[slice, NDArray[np.int64]]]:
    """How often each of the 64 bits is set among each text's hashes: (which texts, counts of shape (texts, 64))."""
    parts = -(-counts // LANE)  # a byte holds 255 at most, so longer texts are summed in parts
    first_part = np.cumsum(parts) - parts
    part_starts = np.repeat(starts - first_part * LANE, parts) + np.arange(parts.sum()) * LANE
    text = 0
    while text < len(counts):
        stop = max(text + 1, int(np.searchsorted(starts, starts[text] + ROWS)))
        begin, end = int(starts[text]), int(starts[stop - 1] + counts[stop - 1])
        edges = part_starts[first_part[text] : first_part[stop - 1] + parts[stop - 1]] - begin
        sums = np.zeros((len(edges), 64), np.int64)
        for low in range(0, len(edges), ROWS // LANE):  # only a very long text takes more than a few turns
            some = edges[low : low + ROWS // LANE]
            high = int(edges[low + len(some)]) if low + len(some) < len(edges) else end - begin
            rows = SPREAD[hashes[begin + int(some[0]) : begin + high].view(np.uint8).reshape(-1, 8)]
            lanes = np.add.reduceat(rows, some - some[0], axis=0)
            sums[low : low + len(some)] = lanes.view(np.uint8).reshape(-1, 64)
        yield slice(text, stop), np.add.reduceat(sums, first_part[text:stop] - first_part[text], axis=0)
        text = stop


def fingerprints(texts: Sequence[str]) -> list[int | None]:
    """The fingerprint of each text; None for a text of fewer than 12 letters, which is too short to judge by it."""
    found: list[int | None] = [None] * len(texts)
    hashes, _, counts = hashed_grams(texts)
    enough = counts >= SHORTEST - GRAM + 1
    hashes = hashes[np.repeat(enough, counts)]  # sums run from one start to the next: nothing may stand between
    long_enough, counts = np.flatnonzero(enough), counts[enough]
    starts = np.cumsum(counts) - counts
    for some, sums in _bit_counts(hashes, starts, counts):
        bits = np.packbits(2 * sums > counts[some, None], axis=1)
        for which, value in zip(long_enough[some].tolist(), bits.view(np.uint64).ravel().tolist(), strict=True):
            found[which] = value
    return found


def fingerprint(text: str) -> int | None:
    """Return the fingerprint of one text, or None when it is too short."""
    return fingerprints([text])[0]


def hamming(a: int, b: int) -> int:
    """In how many of the 64 bits two fingerprints differ."""
    return (a ^ b).bit_count()


def to_signed(value: int) -> int:
    """The same 64 bits as SQLite stores them: its integers are signed."""
    return value - (1 << 64) if value >= 1 << 63 else value
