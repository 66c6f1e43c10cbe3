"""Is one bulletin another again? Pure: two texts in, a relation with its receipts out.

described -> text_key (equal: the same text), keys (shared: worth a comparison), relate (what the two are)
titles (one notice or another, one series), originals (one text again: a copy or another issue)
"""

from pipelines.dedup.copies.comparing import Kind, Relation, relate
from pipelines.dedup.copies.issues import Member, originals
from pipelines.dedup.copies.keys import FEW, MANY, Key, Likeness, keys, likeness, paragraph_key, series_key, text_key
from pipelines.dedup.copies.texts import Comparable, Publication, precedence, site_of
from pipelines.dedup.copies.titles import series_name

__all__ = [
    "FEW",
    "MANY",
    "Comparable",
    "Key",
    "Kind",
    "Likeness",
    "Member",
    "Publication",
    "Relation",
    "keys",
    "likeness",
    "originals",
    "paragraph_key",
    "precedence",
    "relate",
    "series_key",
    "series_name",
    "site_of",
    "text_key",
]
