"""How values stand in the store: text that any database takes, moments that sort, JSON with Chinese as Chinese."""

from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import JSON, Date, MetaData, String, Table, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

from pipelines.china_time import CHINA
from pipelines.text.storable import storable

__all__ = ["STORED_AS", "Base", "Instant", "table"]


class Words(TypeDecorator[str]):
    """Text; a character that no database can hold becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Instant(TypeDecorator[datetime]):
    """A moment, kept as ISO 8601 text in UTC (2020-06-07T01:05:00.000000Z): it sorts and reads the same everywhere."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class ChinaTime(TypeDecorator[datetime]):
    """A time that a page states, as it states it: ISO 8601 text in China time (2020-06-07T09:05:00+08:00)."""

    impl = String(25)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(CHINA).isoformat(timespec="seconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


# What a field of a document is in the store, by its type in Python
STORED_AS: dict[type, type[TypeEngine[Any]]] = {str: Words, date: Date, datetime: ChinaTime, tuple: JSON}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON, str: Words}  # noqa: RUF012  # read by SQLAlchemy, not shared state


def table(model: type[Base]) -> Table:
    """A model's Core table. The write path uses these: an INSERT over the model itself costs many times as much."""
    return cast(Table, model.__table__)
