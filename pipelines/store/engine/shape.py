"""Has a store the tables and columns that the number of its schema stands for?

A store that a state between two releases made may say a number and lack what came later under that number. No migration
can mend that, and what fails for it would only name the first table that it misses.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search.query import CHARACTERS, INDEX

__all__ = ["lacking", "ways_on"]

SHOWN = 6  # that a message names
# FTS5's own tables, in whatever shape this SQLite gives them, and Alembic's
INNER = (f"{INDEX}_", f"{CHARACTERS}_", "sqlite_", "alembic_")
# What `bulletins export --warc` reads
ARCHIVE = {"contents", "dictionaries", "pages", "sources"}
COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
    " ORDER BY t.name, c.cid"
)


def lacking(connection: Connection, make: Callable[[Connection], object]) -> list[str]:
    """The tables, and the columns of other tables as `table.column`, that a store does not have; empty: it has all.

    `make` makes the schema that the store is held against in an empty database.
    """
    engine = sa.create_engine("sqlite://")
    try:
        with engine.connect() as empty, empty.begin():
            make(empty)
            wanted = columns(empty)
    finally:
        engine.dispose()
    found = columns(connection)
    tables = {name for name, _ in found}
    missing = [
        name if name not in tables else f"{name}.{column}" for name, column in wanted if (name, column) not in found
    ]
    return list(dict.fromkeys(missing))


def columns(connection: Connection) -> dict[tuple[str, str], None]:
    rows = connection.exec_driver_sql(COLUMNS).all()
    return dict.fromkeys((table, column) for table, column in rows if not table.startswith(INNER))


def ways_on(missing: list[str], *, is_current: bool) -> str:
    """What a store lacks, why, and what can be done, for a line that begins with its name.

    `is_current`: it says the number of this program's schema, so that this program opens it.
    """
    names = ", ".join(missing[:SHOWN]) + (f" and {len(missing) - SHOWN:,} more" if len(missing) > SHOWN else "")
    if is_current and ARCHIVE.isdisjoint(name.partition(".")[0] for name in missing):
        way = "`bulletins export --warc FILE` saves its pages, and `bulletins ingest FILE` reads them into a new store"
    else:
        way = "only the version that made it can read it; restore a backup, or crawl into a new store"
    return f"it lacks {names}, so an unreleased version made it and no upgrade leads on; {way}"
