"""Repeats out, facts kept: the judge of two paragraphs, and a page's way to one without repeats, with receipts.

language -> edits -> verdict (the judge) -> lines -> evidence -> runs, sketches -> reading
-> receipts -> page (the pass over a page)
"""

from pipelines.dedup.edits import difference, similarity
from pipelines.dedup.page import Repeats, dedup, removed, repeats, undo
from pipelines.dedup.skeleton import skeleton_key
from pipelines.dedup.verdict import Verdict, judge

__all__ = [
    "Repeats",
    "Verdict",
    "dedup",
    "difference",
    "judge",
    "removed",
    "repeats",
    "similarity",
    "skeleton_key",
    "undo",
]
