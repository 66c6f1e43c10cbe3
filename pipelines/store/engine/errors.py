"""The errors of a store. Each message is one line that names the store and what mends it; no password is in it."""

from sqlalchemy.engine import URL

__all__ = [
    "ConnectionLost",
    "NoStoreYet",
    "NotOurStore",
    "RunTakenOver",
    "StoreAddressError",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreReadOnly",
    "StoreVersionError",
    "ValueRefused",
    "WritersCrossed",
    "shown",
]


def shown(where: URL) -> str:
    """Return a store's address as it may be printed: the password is left out, wherever it stands."""
    plain = where.difference_update_query(["password", "sslpassword"])
    return plain.render_as_string(hide_password=True)


class StoreError(Exception):
    """The store cannot be used now. What was committed before is whole, and nothing of this call was written."""

    configuration = False  # True: no run will ever work until a person changes something
    ends_run = True  # False: it is of one page, and the next one can be written


class StoreAddressError(StoreError):
    """No store is or can be at this address."""

    configuration = True


class NoStoreYet(StoreAddressError):
    """There is nothing at this address; a crawl or an ingest would make a store there."""


class NotOurStore(StoreError):
    """The file or the database is somebody else's, or none at all. It was not touched."""

    configuration = True


class StoreVersionError(StoreError):
    """The store has another schema version than this program. It was not touched."""

    configuration = True


class StoreReadOnly(StoreError):
    """This user may read the store and not write to it, or nobody may. It was not touched."""

    configuration = True


class StoreFull(StoreError):
    """The disk is full, or the store may not grow."""


class StoreLocked(StoreError):
    """Another program has been writing for longer than we wait."""


class WritersCrossed(StoreLocked):
    """Another program wrote the same at the same time, and one of the two had to give way. To call again helps."""


class ValueRefused(StoreError):
    """The database does not take a value as it is (too long, out of range): the fault of one page, not of the store."""

    ends_run = False


class StoreDamaged(StoreError):
    """Bytes in the store are not what was written there."""


class ConnectionLost(StoreError):
    """The server of the store does not answer, or has closed the connection.

    A transaction that was being committed just then may be in the store or not: what is done again is free and safe.
    """


class RunTakenOver(ConnectionLost):
    """The lock that shows that this run goes on is not held any more: others take it for dead, and may do its work.

    Nothing more of this run may be written; to call again is safe.
    """
