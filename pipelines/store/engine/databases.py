"""Which database a store's address names."""

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from pipelines.store.engine.database import Database
from pipelines.store.engine.errors import StoreAddressError, shown
from pipelines.store.engine.postgres import Postgres
from pipelines.store.engine.sqlite import Sqlite

__all__ = ["database_of"]

EXAMPLES = "sqlite:///data/bulletins.db, postgresql://user@host/database"
KINDS: dict[str, type[Database]] = {"sqlite": Sqlite, "postgresql": Postgres}


def database_of(url: str) -> Database:
    """Return the database of a store, without looking at it. Raises StoreAddressError for what is no store's URL."""
    try:
        where = make_url(url)
        kind = where.get_backend_name()
    except (sa.exc.ArgumentError, ValueError) as error:
        raise StoreAddressError(f"not a store's URL: {url!r} (examples: {EXAMPLES})") from error
    if kind not in KINDS:
        raise StoreAddressError(f"{shown(where)}: no store can be there (examples: {EXAMPLES})")
    return KINDS[kind](where)
