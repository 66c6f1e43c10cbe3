"""Which database a store's address names."""

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from pipelines.store.engine.database import Database
from pipelines.store.engine.errors import StoreAddressError, shown
from pipelines.store.engine.sqlite import Sqlite

__all__ = ["database_of"]

KINDS: dict[str, type[Database]] = {"sqlite": Sqlite}


def database_of(url: str) -> Database:
    """Return the database of a store, without looking at it. Raises StoreAddressError for what is no store's URL."""
    try:
        where = make_url(url)
        kind = where.get_backend_name()
    except (sa.exc.ArgumentError, ValueError) as error:
        raise StoreAddressError(f"not a store's URL: {url!r} (an example: sqlite:///data/bulletins.db)") from error
    if kind not in KINDS:
        raise StoreAddressError(f"{shown(where)}: only sqlite:/// stores work in this version")
    return KINDS[kind](where)
