"""Stores as earlier versions of the program left them."""

import sqlite3
from pathlib import Path

from pipelines.store import open_store
from pipelines.store.engine.databases import database_of
from pipelines.store.engine.opening import migrate
from pipelines.store.engine.transactions import transaction

__all__ = ["at_version", "copy_rows"]


def at_version(version: str, path: Path) -> str:
    """Make an empty store as the migration of that number left it; its URL."""
    url = f"sqlite:///{path}"
    open_store(url).close()  # for what marks the file as ours
    with sqlite3.connect(path) as database:
        for kind in ("view", "table"):
            query = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite%'"
            for (name,) in database.execute(query, (kind,)).fetchall():
                database.execute(f"DROP {kind} IF EXISTS {name}")
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    engine = database_of(url).connect(upgrading=True)
    with transaction(engine, writing=True) as connection:
        migrate(connection, version)
    engine.dispose()
    return url


def copy_rows(new: Path, old: Path) -> None:
    """Copy what both schemas have."""
    with sqlite3.connect(old) as database:
        database.execute("ATTACH ? AS new", (str(new),))
        tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        for (name,) in database.execute(tables).fetchall():
            if name == "alembic_version" or name.startswith(("search_index", "search_characters")):
                continue
            columns = [
                {row[1] for row in database.execute(f"PRAGMA {schema}.table_info({name})")}
                for schema in ("main", "new")
            ]
            both = ", ".join(f'"{column}"' for column in sorted(columns[0] & columns[1]))
            database.execute(f"DELETE FROM main.{name}")  # noqa: S608  # names from the schema
            database.execute(f"INSERT INTO main.{name} ({both}) SELECT {both} FROM new.{name}")  # noqa: S608  # likewise
