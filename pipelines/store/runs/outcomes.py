"""The outcomes of pages by what they leave in the store."""

from pipelines.models import Outcome

__all__ = ["WITH_BULLETIN", "WRITTEN"]

WRITTEN = (Outcome.NEW, Outcome.REVISED)
WITH_BULLETIN = (*WRITTEN, Outcome.UNCHANGED)
