"""What people took back: which pages, and so which revisions. A fact, like the removals that they put back."""

from typing import Any

import sqlalchemy as sa

from pipelines.store.schema.tables import UndonePages, table

__all__ = ["is_taken_back"]

undone_pages = table(UndonePages)


def is_taken_back(page: sa.ColumnElement[Any]) -> sa.Exists:
    """Whether an undo that holds has the page whose number this column is."""
    return sa.exists().where(undone_pages.c.page_id == page, undone_pages.c.holds)
