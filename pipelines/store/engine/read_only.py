"""A store that is only looked at, while others go on writing: by means that hold, not by our own good will."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from pipelines.models import Page
from pipelines.store.engine.databases import database_of
from pipelines.store.engine.errors import StoreAddressError
from pipelines.store.engine.opening import check_there
from pipelines.store.raw_pages import stored_page
from pipelines.store.reading import StoreReader
from pipelines.store.schema.tables import Revisions, Sources, table

__all__ = ["file_of", "page_of", "source_titles"]


def file_of(url: str) -> Path:
    """Return the file of a store that is there. Raises StoreError, also for a store that is no file."""
    database = database_of(url)
    check_there(database)
    file = database.file()
    if file is None:
        raise StoreAddressError(f"{database.name}: this needs a store in a file, as sqlite:///bulletins.db")
    return file


def source_titles(store: StoreReader) -> dict[str, str]:
    """Return the sources that the store knows, by name, with their titles."""
    sources = table(Sources)
    with store.reading() as connection:
        found = connection.execute(sa.select(sources.c.name, sources.c.title).order_by(sources.c.name))
        return {row.name: row.title for row in found}


def page_of(engine: Engine, bulletin: int, revision: int) -> Page | None:
    """Return the page that a revision of a bulletin was read from, with its further parts. Raises StoreDamaged."""
    of_revision = (Revisions.bulletin_id == bulletin, Revisions.number == revision)
    with engine.connect() as connection:
        number = connection.scalar(sa.select(Revisions.page_id).where(*of_revision))
    return None if number is None else stored_page(engine, number)
