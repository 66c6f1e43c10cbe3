"""One key for all the ways to write one text: what an index of any size can look near repeats up by.

The judge lets a copy differ in marks, white space, structure words, words typed twice, spellings, lead-in and sign-off.
Take all of these out, and what is left is equal to the letter in two copies: one equality in an index finds them, where
a distance of fingerprints needs many keys and still misses slips that move more bits than the keys allow for.
The key only finds candidates; the judge decides.
"""

import hashlib
import re

from pipelines.dedup.frames import without_frame
from pipelines.dedup.language import SAME_WORDS
from pipelines.fingerprint import SHORTEST, normal_form

__all__ = ["skeleton_key"]


def _one_spelling() -> dict[int, str]:
    """Each character that stands for another one: the least of its group, the same in every process."""
    single = [pair for pair in SAME_WORDS if all(len(word) == 1 for word in pair)]
    groups: list[frozenset[str]] = []
    for pair in single:
        joined = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in joined]
        groups.append(pair.union(*joined))
    return {ord(word): min(group) for group in groups for word in group}


SAYS_NOTHING = dict.fromkeys(map(ord, "的了地得着也就在并都而则便却还又且,。、;:!\"'《》〈〉·…-~.()[] "), "")
BARE = _one_spelling() | SAYS_NOTHING
TWICE = re.compile(r"([\u4e00-\u9fff]{1,4})\1+")


def skeleton_key(text: str) -> int | None:
    """A signed 64-bit key, equal for almost all texts that the judge takes for repeats; None for a text too short."""
    bare = without_frame(normal_form(text)).translate(BARE)
    bare = TWICE.sub(r"\1", bare)
    if len(bare) < SHORTEST:
        return None
    made = hashlib.blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)
