"""Open, create and upgrade a store; know one that is not ours before touching it.

Also here: what tables and columns a store lacks.
"""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines.store.engine.database import MIRROR, Database, behind, reported
from pipelines.store.engine.databases import database_of, in_memory
from pipelines.store.engine.errors import NoStoreYet, StoreError, StoreReadOnly, StoreVersionError
from pipelines.store.engine.transactions import transaction
from pipelines.store.schema.tables import Base
from pipelines.store.schema.views import create_views, drop_views
from pipelines.store.search.index import create_index, ensure_current

__all__ = [
    "SCHEMA",
    "check_version",
    "create_all",
    "create_schema",
    "create_tables",
    "engine_to_read",
    "is_mirror",
    "lacking",
    "leave",
    "migrate",
    "open_engine",
    "upgrade",
    "ways_on",
]

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SCHEMA = max(path.name[:4] for path in MIGRATIONS.glob("versions/[0-9]*.py"))  # the newest revision
SHOWN = 6  # that a message names

# What `bulletins export --warc` reads
ARCHIVE = {"contents", "dictionaries", "pages", "sources"}


def open_engine(url: str, *, create: bool = True) -> Engine:
    """Return an engine on a store of this version; a missing one is created if `create`. Raises StoreError."""
    database = database_of(url)
    is_new = database.is_to_be_made(create=create)
    database.check_writable(is_new=is_new)
    engine = database.connect()
    try:
        if is_new:
            create_schema(engine)
        check_version(engine)
        check_no_mirror(engine)
    except BaseException as error:
        engine.dispose()
        database.clear_away()
        if isinstance(error, sa.exc.DBAPIError):
            raise reported(error, database) from error
        raise
    return engine


def engine_to_read(url: str) -> Engine:
    """Return an engine on a store of this version by which nothing can be written. Raises StoreError."""
    database = database_of(url)
    check_there(database)
    engine = database.connect_to_read()
    try:
        check_version(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def check_there(database: Database) -> None:
    if database.is_to_be_made(create=False):
        raise NoStoreYet(f"{database.name}: no store there yet; `bulletins crawl` or `ingest` makes one")


def leave(engine: Engine) -> None:
    """Close all connections of a store, so that others can go on with it."""
    behind(engine).leave(engine)


def create_schema(engine: Engine) -> None:
    behind(engine).make(engine, create_all)


def create_all(connection: Connection) -> None:
    """Make all of an empty store."""
    create_tables(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
    )
    connection.execute(sa.text("INSERT INTO alembic_version VALUES (:schema)"), {"schema": SCHEMA})
    create_views(connection)


def create_tables(connection: Connection) -> None:
    # not by what is visible: a schema further on in the path may hold another store
    Base.metadata.create_all(connection, checkfirst=False)
    create_index(connection)


def check_version(engine: Engine) -> None:
    found = version(engine)
    if found == SCHEMA:
        return
    name = behind(engine).name
    mend = (
        "it was written by a newer bulletins: install that version"
        if found > SCHEMA
        else f"run `bulletins upgrade --store {name}`"
    )
    raise StoreVersionError(f"{name}: its schema is version {found}, this program's is {SCHEMA}; {mend}")


def is_mirror(connection: Connection) -> bool:
    """Whether a store is the mirror of another one (admin/mirror.py)."""
    return sa.inspect(connection).has_table(MIRROR)


def check_no_mirror(engine: Engine) -> None:
    """Raise StoreReadOnly for a mirror: what anybody else writes there would go with the next refresh."""
    database = behind(engine)
    if database.file() is None:
        return
    with transaction(engine, writing=False) as connection:
        if is_mirror(connection):
            of = connection.scalar(sa.select(sa.column("of")).select_from(sa.table(MIRROR)))
            raise StoreReadOnly(f"{database.name}: a mirror of {of}, which only `bulletins export --sqlite` writes")


def version(engine: Engine) -> str:
    """Return the schema's number; empty before the first migration."""
    with transaction(engine, writing=False) as connection:
        return version_of(connection)


def version_of(connection: Connection) -> str:
    """As `version`; empty too where the table that holds it is missing."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def upgrade(url: str) -> None:
    """Bring a store to this version's schema, in one transaction: a step that fails leaves the old one. Raises
    StoreError, also when there is no store."""
    from alembic.util import CommandError

    database = database_of(url)
    check_there(database)
    database.check_writable(is_new=False)
    engine = database.connect(upgrading=True)
    try:
        if version(engine) > SCHEMA:
            check_version(engine)
        with transaction(engine, writing=True) as connection:
            check_shape(connection, database)
            drop_views(connection)
            upgrade_by_steps(connection, database)
            create_views(connection)
            ensure_current(connection)
            for table, _, of in database.referring_to_none(connection):
                raise StoreError(f"{database.name}: the upgrade would leave {table} without {of}; not done")
    except CommandError as error:
        raise StoreVersionError(
            f"{database.name}: no way from its schema, version {version(engine)}: {error}"
        ) from error
    finally:
        leave(engine)


def check_shape(connection: Connection, database: Database) -> None:
    """Before a step is taken. Raises StoreVersionError for a store without the tables that its number stands for."""
    found = version_of(connection)
    missing = lacking(connection, lambda empty: migrate(empty, found) if found else None)
    if missing:
        why = ways_on(missing, is_current=found == SCHEMA)
        raise StoreVersionError(f"{database.name}: its schema says version {found}, but {why}; nothing was changed")


def upgrade_by_steps(connection: Connection, database: Database) -> None:
    """Raises StoreVersionError where a step finds other tables than the store's number stands for; CommandError."""
    found = version_of(connection)
    try:
        migrate(connection, "head")
    except sa.exc.DBAPIError as error:
        if not database.is_other_schema(error):
            raise
        raise StoreVersionError(
            f"{database.name}: its schema says version {found or 'nothing'}, but its tables are others ({error.orig}):"
            " an unreleased version made it, no upgrade leads on, only that version can read it; nothing was changed"
        ) from error


def migrate(connection: Connection, revision: str) -> None:
    """Take the steps to a schema's number. Raises CommandError, and sqlalchemy's errors."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


# Whether a store has the tables and columns that the number of its schema stands for


def lacking(connection: Connection, make: Callable[[Connection], object]) -> list[str]:
    """Return the tables, and the columns of other tables as `table.column`, that a store does not have; empty: it has
    all.

    `make` makes the schema that the store is held against, in an empty database.
    """
    database, found = behind(connection), behind(connection).table_columns(connection)
    with in_memory() as empty:
        make(empty)
        wanted = [each for each in behind(empty).table_columns(empty) if not each[0].startswith(database.inner)]
    tables = {name for name, _ in found}
    missing = [
        name if name not in tables else f"{name}.{column}" for name, column in wanted if (name, column) not in found
    ]
    return list(dict.fromkeys(missing))


def ways_on(missing: list[str], *, is_current: bool) -> str:
    """Return what a store lacks, why, and what can be done, for a line that begins with its name.

    `is_current`: it says the number of this program's schema, so that this program opens it.
    """
    names = ", ".join(missing[:SHOWN]) + (f" and {len(missing) - SHOWN:,} more" if len(missing) > SHOWN else "")
    if is_current and ARCHIVE.isdisjoint(name.partition(".")[0] for name in missing):
        way = "`bulletins export --warc FILE` saves its pages, and `bulletins ingest FILE` reads them into a new store"
    else:
        way = "only the version that made it can read it; restore a backup, or crawl into a new store"
    return f"it lacks {names}, so an unreleased version made it and no upgrade leads on; {way}"
