"""One key for all the ways to write one text: what an index of any size can look near repeats up by.

The judge lets a copy differ in marks, white space, structure words, words typed twice, misspellings, notation, script,
lead-in and sign-off. Take all of these out, and what is left is the same in two copies: one equality in an index finds
them, where a distance of fingerprints needs many keys and still misses slips that move more bits than the keys allow
for. The key takes out more than the judge excuses (every 的, every comma): it only finds candidates; the judge decides.
"""

import hashlib
import re
from functools import cache

from pipelines.dedup.frames import without_frame
from pipelines.dedup.language import SAME_WORDS
from pipelines.dedup.notation import canonical
from pipelines.dedup.particles import PARTICLES
from pipelines.search.fold import folding
from pipelines.text.fingerprint import SHORTEST, normal_form

__all__ = ["skeleton_key"]

EXCHANGED = (frozenset("和与及與"), frozenset("都均"), frozenset("做作"))
MARKS = ",。、;:!\"'《》〈〉·…-~.()[] "


def _joined(pairs: list[frozenset[str]]) -> dict[str, str]:
    """Each word that stands for another one: the least of its group, the same in every process."""
    groups: list[frozenset[str]] = []
    for pair in pairs:
        joined = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in joined]
        groups.append(pair.union(*joined))
    return {word: min(group) for group in groups for word in group}


def _misspelt_characters() -> list[frozenset[str]]:
    same_length = [sorted(pair) for pair in SAME_WORDS if len({len(word) for word in pair}) == 1]
    return [frozenset(two) for one, other in same_length for two in zip(one, other, strict=True) if two[0] != two[1]]


WORDS = _joined([pair for pair in SAME_WORDS if len({len(word) for word in pair}) > 1])
WORD = re.compile("|".join(sorted(WORDS, key=lambda word: (-len(word), word))))
TWICE = re.compile(r"([\u4e00-\u9fff]{1,4})\1+")


@cache
def _bare() -> dict[int, str]:
    """What each character is in the key: one script, one spelling, nothing for marks and structure words."""
    plain = {ord(old): new for old, new in folding().simplified.items()}
    spelt = _joined([*EXCHANGED, *_misspelt_characters()])
    folded = {code: spelt.get(new, new) for code, new in plain.items()} | {ord(one): to for one, to in spelt.items()}
    nothing = frozenset(PARTICLES + MARKS)
    return {code: "" if new in nothing else new for code, new in folded.items()} | dict.fromkeys(map(ord, nothing), "")


def skeleton_key(text: str) -> int | None:
    """A signed 64-bit key, equal for almost all texts that the judge takes for repeats; None for a text too short."""
    plain = WORD.sub(lambda word: WORDS[word[0]], without_frame(canonical(normal_form(text))))
    bare = TWICE.sub(r"\1", plain.translate(_bare()))
    if len(bare) < SHORTEST:
        return None
    made = hashlib.blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)
