"""PostgreSQL's errors as ours, by their SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html

Where no connection could be made the driver gives no code, only a line: its own, in English, or the server's, in the
server's language.
"""

from typing import Any

from pipelines.store.engine.database import SECONDS_TO_WAIT_FOR_A_WRITER
from pipelines.store.engine.errors import (
    ConnectionLost,
    StoreAddressError,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreVersionError,
    ValueRefused,
    WritersCrossed,
)

__all__ = ["OTHER_SCHEMA", "driver_errors", "in_words", "lost_by", "unreached"]

LOST = ("08", "57P")  # connection exceptions, and an operator's intervention
LOCKED = "55P03"
# Deadlock, serialization failure, and what two have added at once that is to be there once
CROSSED = ("40P01", "40001", "23505", "23P01")
FULL = ("53100", "53400")  # the disk, a configured limit
TOO_MANY = "53300"  # connections
UNREACHED = "OperationalError"  # the driver's own: where it has no code, there is no connection
DAMAGED = ("XX001", "XX002", "58030")  # data, index, input or output
READ_ONLY = ("25006", "42501")  # a server that stands by, a user without the right
REFUSED = ("22", "54")  # data exceptions, limits of the program (a row of an index, a field)
OTHER_SCHEMA = ("42P01", "42703")  # no such table, no such column
# What the driver says of a server that is not there, or that cannot take anybody now
AWAY = (
    "refused",
    "no such file",
    "timeout",
    "timed out",
    "could not translate",
    "failed to resolve",
    "unreachable",
    "no route",
    "closed the connection",
    "reset by peer",
    "the database system is",  # starting up, shutting down, in recovery mode, not yet accepting connections
    "too many",
    "remaining connection slots",
)


def in_words(error: BaseException | None, name: str, *, is_lost: bool = False) -> StoreError:
    """PostgreSQL's error over a store as ours. `name`: the store's address without its password; `is_lost`: the
    connection is closed."""
    code = getattr(error, "sqlstate", None) or ""
    line = f"{name}: {first_line(error)}"
    if is_lost or code.startswith(LOST) or code == TOO_MANY:
        return ConnectionLost(f"{line}; what was committed before is whole. Run again once the server answers")
    if code in FULL:
        return StoreFull(f"{line}; what was committed before is whole. Free some room, run again")
    if code == LOCKED:
        return StoreLocked(f"{line}: another program has been writing for {SECONDS_TO_WAIT_FOR_A_WRITER} s")
    if code in CROSSED:
        return WritersCrossed(f"{line}: another program wrote the same at the same time; call again")
    if code in DAMAGED:
        return StoreDamaged(f"{line}; restore a backup, and look at the server's log")
    if code in READ_ONLY:
        return StoreReadOnly(f"{line}: this user may not write to it, or the server only stands by")
    if code in OTHER_SCHEMA:
        return StoreVersionError(f"{line}; `bulletins upgrade` says what the store lacks and what can be done")
    if code.startswith(REFUSED):
        return ValueRefused(line)
    return unreached(error, name) if not code and type(error).__name__ == UNREACHED else StoreError(line)


def driver_errors() -> type[Exception]:
    """Return the class of the driver's errors; where a store is on PostgreSQL, the driver is there."""
    import psycopg

    return psycopg.Error


def lost_by(error: BaseException, connection: Any) -> bool:
    """Whether an error means that a connection of the driver's, which was there, has broken."""
    # of one that was there the driver alone says (without a code) but that it broke
    return connection is None or connection.closed or getattr(error, "sqlstate", None) is None


def unreached(error: BaseException | None, name: str) -> StoreError:
    """Return the error of a connection that the driver could not make, or that broke."""
    said = first_line(error)
    if any(words in said.lower() for words in AWAY):
        return ConnectionLost(f"{name}: {said}; what was committed before is whole")
    way = "PGPASSWORD or a pgpass file holds the password, and `createdb` makes the database"
    return StoreAddressError(f"{name}: {said} ({way})")


def first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    # of several addresses of one host the last one's reason
    return lines[0] if len(lines) == 1 or not lines[0].endswith(":") else f"{lines[0]} {lines[1].strip()}"
