"""How values stand in the store: text that any database takes, moments that sort, JSON with Chinese as Chinese.

What SQLite has no type for stands there as text or as a number; PostgreSQL has types of its own for moments and JSON.
Text is compared by its code points on both: other collations say that `~` comes before `0`, and another bulletin would
be the original of its copies.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any, cast

from sqlalchemy import (
    JSON,
    TIMESTAMP,
    BigInteger,
    ColumnElement,
    Constraint,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine

from pipelines.china_time import CHINA
from pipelines.text.storable import storable

__all__ = [
    "BY_KEY_ALONE",
    "STORED_AS",
    "Base",
    "Digest",
    "Instant",
    "Json",
    "Key",
    "Number",
    "by_hash",
    "index_of_text",
    "insert",
    "least",
    "list_of",
    "table",
    "total",
    "unique_texts",
    "where_there_is",
]

POSTGRESQL = "postgresql"

BY_CODE = "C"  # PostgreSQL's collation that compares code points

# The primary keys and whatever counts or refers to them; SQLite's integers have 64 bits wherever they are needed
Number = BigInteger().with_variant(Integer(), "sqlite")
Key = Annotated[int, mapped_column(Number)]
Json = JSON().with_variant(JSONB(), POSTGRESQL)
Digest = String(64).with_variant(String(64, collation=BY_CODE), POSTGRESQL)


class Words(TypeDecorator[str]):
    """Text; a character that no database can hold becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text(collation=BY_CODE) if dialect.name == POSTGRESQL else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Instant(TypeDecorator[datetime]):
    """A moment, in UTC: a time with its zone, or ISO 8601 text (2020-06-07T01:05:00.000000Z), which sorts likewise."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return TIMESTAMP(timezone=True) if dialect.name == POSTGRESQL else String(27)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        if dialect.name == POSTGRESQL:
            return utc
        return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return None if value is None else datetime.fromisoformat(value)


class ChinaTime(TypeDecorator[datetime]):
    """A time that a page states, in China time: with its zone, or ISO 8601 text (2020-06-07T09:05:00+08:00)."""

    impl = String(25)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return TIMESTAMP(timezone=True) if dialect.name == POSTGRESQL else String(25)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        local = value.astimezone(CHINA).replace(microsecond=0)
        return local if dialect.name == POSTGRESQL else local.isoformat(timespec="seconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if isinstance(value, datetime):
            return value.astimezone(CHINA)
        return None if value is None else datetime.fromisoformat(value)


# What a field of a document is in the store, by its type in Python
STORED_AS: dict[type, Any] = {str: Words, date: Date, datetime: ChinaTime, tuple: Json}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # read by SQLAlchemy, not shared state
        datetime: Instant,
        dict[str, Any]: Json,
        list[Any]: Json,
        str: Words,
    }


def table(model: type[Base]) -> Table:
    """A model's Core table. The write path uses these: an INSERT over the model itself costs many times as much."""
    return cast(Table, model.__table__)


# Indexes of texts that may be long, as addresses. In PostgreSQL's trees a key has 2,700 bytes at the most, and a row
# with a longer one could not be written; its hashes take any


# Of a table whose rows lie in its key, where a database can do so
BY_KEY_ALONE = {"sqlite_with_rowid": False}


def unique_texts(of: str, *names: str) -> tuple[Constraint, ...]:
    """Return what keeps columns of a table from having the same values twice; a single one is looked up by it too."""
    together = " || ' ' || ".join(f"CAST({name} AS TEXT)" for name in names)
    whole = text(f"({together})") if len(names) > 1 else names[0]
    return (
        UniqueConstraint(*names).ddl_if(dialect="sqlite"),
        ExcludeConstraint((whole, "="), using="hash", name="_".join(("uq", of, *names))).ddl_if(dialect=POSTGRESQL),
    )


def by_hash(name: str, column: str) -> Index:
    """Return an index of a text that SQLite does without: there a longer one begins with the same column."""
    return Index(name, column, postgresql_using="hash").ddl_if(dialect=POSTGRESQL)


def index_of_text(name: str, column: str, *more: str) -> tuple[Index, Index]:
    """Return an index by which rows are found that have a text; `more` columns follow it where that is possible."""
    return (
        Index(name, column, *more).ddl_if(dialect="sqlite"),
        by_hash(f"{name}_hash", column),
    )


def where_there_is(name: str, column: str, *columns: str) -> Index:
    """Return an index of the rows alone in which a column has a value."""
    has_value = text(f"{column} IS NOT NULL")
    return Index(name, *(columns or (column,)), sqlite_where=has_value, postgresql_where=has_value)


# Functions of SQL that databases call otherwise


class least(GenericFunction[int]):  # noqa: N801  # as SQLAlchemy's own
    """The least of its arguments."""

    type = Integer()
    inherit_cache = True


@compiles(least, "sqlite")
def least_in_sqlite(element: least, compiler: Any, **more: Any) -> str:
    return f"min{compiler.process(element.clause_expr, **more)}"


class list_of(GenericFunction[list[Any]]):  # noqa: N801  # as SQLAlchemy's own
    """All values of a column as a JSON list, in the order of the rows; an empty one where there are none."""

    type: Any = Json
    inherit_cache = True


@compiles(list_of, "sqlite")
def list_in_sqlite(element: list_of, compiler: Any, **more: Any) -> str:
    return f"json_group_array{compiler.process(element.clause_expr, **more)}"


@compiles(list_of, POSTGRESQL)
def list_in_postgresql(element: list_of, compiler: Any, **more: Any) -> str:
    return f"coalesce(jsonb_agg{compiler.process(element.clause_expr, **more)}, '[]')"


def total(column: Any) -> ColumnElement[int]:
    """Return the sum of whole numbers as one, 0 where there are none: some databases make a decimal of it."""
    return func.coalesce(func.sum(column), 0).cast(BigInteger)
