"""Is one bulletin another again? Pure: two texts in, a relation with its receipts out.

described -> text_key (equal: the same text), keys (shared: worth a comparison), relate (what the two are)
"""

from pipelines.copies.comparing import Kind, Relation, relate
from pipelines.copies.keys import MANY, Likeness, keys, likeness, text_key
from pipelines.copies.texts import Comparable, Publication, precedence

__all__ = [
    "MANY",
    "Comparable",
    "Kind",
    "Likeness",
    "Publication",
    "Relation",
    "keys",
    "likeness",
    "precedence",
    "relate",
    "text_key",
]
