"""Repeats out, facts kept: the judge of two paragraphs, and a page's way to one without repeats, with receipts.

language -> edits -> verdict (the judge) -> lines -> evidence -> runs, sketches -> reading
-> receipts -> page (the pass over a page); pieces (a receipt as a reader sees it)
"""

from pipelines.dedup.edits import difference, similarity
from pipelines.dedup.notation import skeleton_key
from pipelines.dedup.page import Repeats, dedup, removed, repeats, undo
from pipelines.dedup.pieces import MARKS, Piece, marked_up, pieces_of, whole
from pipelines.dedup.verdict import Verdict, judge

__all__ = [
    "MARKS",
    "Piece",
    "Repeats",
    "Verdict",
    "dedup",
    "difference",
    "judge",
    "marked_up",
    "pieces_of",
    "removed",
    "repeats",
    "similarity",
    "skeleton_key",
    "undo",
    "whole",
]
