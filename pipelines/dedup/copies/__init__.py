"""Is one bulletin another again? Pure: two texts in, a relation with its receipts out.

described -> text_key (equal: the same text), keys (shared: worth a comparison), relate (what the two are)
titles (one notice or another, one series), originals (one text again: a copy or another issue)
"""

from pipelines.dedup.copies.comparing import (
    FEW,
    MANY,
    Key,
    Kind,
    Likeness,
    Relation,
    keys,
    likeness,
    paragraph_key,
    relate,
    series_key,
    series_name,
    text_key,
)
from pipelines.dedup.copies.issues import Comparable, Member, Publication, originals, precedence, site_of

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
