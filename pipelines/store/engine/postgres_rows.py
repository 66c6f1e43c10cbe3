"""Many rows for PostgreSQL in one statement: a list for each column, which the server puts together (unnest).

A statement of a set of values for each row takes several times as long, by the driver and by the server.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

__all__ = ["columns_of", "statement_of"]

Processor = Callable[[Any], Any] | None


@cache
def statement_of(table: sa.Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, tuple[Processor, ...]]:
    """Return the statement that adds rows with these columns, and what the driver needs made of each one's values."""
    preparer = dialect.identifier_preparer
    kinds = [table.c[name].type.dialect_impl(dialect) for name in names]
    lists = ", ".join(
        f"CAST(%(c{number})s AS {kind.compile(dialect).partition(' COLLATE')[0]}[])"  # a type, not a text to sort by
        for number, kind in enumerate(kinds)
    )
    columns = ", ".join(preparer.quote(name) for name in names)
    return (
        f"INSERT INTO {preparer.format_table(table)} ({columns}) SELECT * FROM unnest({lists})",  # noqa: S608  # names of our own
        tuple(kind.bind_processor(dialect) for kind in kinds),
    )


def columns_of(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], processors: Sequence[Processor]
) -> dict[str, list[Any]]:
    """Return the values of rows column by column, as the driver needs them."""
    found: dict[str, list[Any]] = {}
    for number, (name, process) in enumerate(zip(names, processors, strict=True)):
        values = [row[name] for row in rows]
        found[f"c{number}"] = values if process is None else [*map(process, values)]
    return found
