"""A store as one file, taken while it is in use, and put back: by the means of its database."""

from pathlib import Path

from sqlalchemy.engine import Engine

from pipelines.store.engine.database import behind
from pipelines.store.engine.databases import database_of
from pipelines.store.engine.opening import SCHEMA, open_engine

__all__ = ["backup", "restore"]


def backup(engine: Engine, target: Path) -> int:
    """Write the store as it is at this moment to a new file; its size in bytes. Others read and write meanwhile.

    Raises StoreError.
    """
    return behind(engine).backup(engine, target)


def restore(source: Path, url: str, *, replace: bool = False) -> None:
    """Put a backup where the store's URL says. Raises StoreError; nothing is touched unless the backup is whole.

    A store that is there is replaced only on `replace`, and only when no program uses it.
    """
    database_of(url).restore(source, newest=SCHEMA, replace=replace)
    engine = open_engine(url)
    behind(engine).leave(engine)
