"""Repeats out, facts kept: the judge of two paragraphs, and the pass over a page that leaves a receipt for each removal."""

from pipelines.dedup.edits import difference, similarity
from pipelines.dedup.page import dedup, undo
from pipelines.dedup.verdict import Verdict, judge

__all__ = ["Verdict", "dedup", "difference", "judge", "similarity", "undo"]
