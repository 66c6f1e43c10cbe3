"""Which database a store's address names."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url

from pipelines.store.engine.database import BEHIND, Database
from pipelines.store.engine.errors import StoreAddressError, shown
from pipelines.store.engine.postgres import Postgres
from pipelines.store.engine.sqlite import Sqlite

__all__ = ["database_of", "in_memory", "name_of"]

EXAMPLES = "sqlite:///data/bulletins.db, postgresql://user@host/database"
KINDS: dict[str, type[Database]] = {"sqlite": Sqlite, "postgresql": Postgres}


@contextmanager
def in_memory() -> Iterator[Connection]:
    """Open an empty database in a transaction, to make tables in and look at them: nothing stays of it."""
    kind = KINDS["sqlite"](make_url("sqlite:///in-memory.db"))
    engine = sa.create_engine("sqlite://", execution_options={BEHIND: kind})
    try:
        with engine.connect() as empty, empty.begin():
            yield empty
    finally:
        engine.dispose()


def name_of(url: str) -> str:
    """Return a store's address as it may be printed. Raises StoreAddressError for what is no store's URL."""
    return database_of(url).name


def database_of(url: str | URL) -> Database:
    """Return the database of a store, without looking at it. Raises StoreAddressError for what is no store's URL."""
    try:
        where = make_url(url)
        kind = where.get_backend_name()
    except (sa.exc.ArgumentError, ValueError) as error:
        # what may be a password in what nobody could read is not shown
        plain = re.sub(r":[^/].*@", ":***@", str(url))
        raise StoreAddressError(f"not a store's URL: {plain!r} (examples: {EXAMPLES})") from error
    if kind not in KINDS:
        raise StoreAddressError(f"{shown(where)}: no store can be there (examples: {EXAMPLES})")
    return KINDS[kind](where)
