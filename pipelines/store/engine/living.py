"""Which runs go on: each holds a lock until it ends, and the lock of one that was killed is free at once.

Next to a store that is a file the operating system holds them:

    .bulletins.db.runs    its byte N is locked by run N, whatever the file holds,
                          and byte 0 by what only one program may do at a time

A lock of an open file (OFD), not of a process: another handle of the same process may come and go without taking it
along, and asking for one takes none.
"""

import fcntl
import os
import stat
import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import Connection

from pipelines.store.engine.errors import StoreError, StoreLocked

__all__ = ["Claims", "FileLiving", "Living", "is_living"]

NO_RUN = 0  # runs are numbered from 1
ROOM = 1 << 18  # bytes that the file takes up, so that on a full disk a run can still write why it ended
FLOCK = struct.Struct("hhqqi4x")  # of 64-bit Linux: type, whence, start, length, process


class Claims(ABC):
    """What the runs of this program keep others from, by names: exclusively, or shared with who else shares it."""

    @abstractmethod
    def take(self, name: str, *, shared: bool = False) -> bool:
        """Take what nobody else has, until it is given back or this program ends; False: somebody has it. What a
        program has it may take again. Raises StoreError."""

    @abstractmethod
    def give_back(self, name: str, *, shared: bool = False) -> None:
        """Give back what was taken once. Raises nothing: what a lost connection held is free."""


class Living(ABC):
    """The runs that this program has begun in a store and not ended."""

    claims: Claims | None = None  # None: files next to the store say what is taken (crawler/locks.py)

    @abstractmethod
    def begin(self, run: int) -> None:
        """Hold the lock of a run until it is ended, or this program is. Raises StoreError."""

    @abstractmethod
    def alone(self, what: str) -> AbstractContextManager[None]:
        """Do something that one program at a time may do. Raises StoreLocked, StoreError."""

    @abstractmethod
    def end(self, run: int) -> None:
        """Give the lock back."""

    @abstractmethod
    def check(self, connection: Connection) -> frozenset[int]:
        """Return the runs whose locks had to be taken again, which may have been taken for dead meanwhile; mostly none.

        Asked in each transaction that writes. Raises RunTakenOver where the lock of a run is not held any more.
        """

    @abstractmethod
    def confirm(self, *, alive: bool) -> None:
        """Say what was found of the runs that `check` named: they go on, or this program gives all locks back."""

    @abstractmethod
    def free_room(self) -> None:
        """Give back the room that was kept for the end of a run on a disk that has filled."""

    @abstractmethod
    def close(self) -> None:
        """Give back all."""


def file_next_to(store: Path) -> Path:
    store = store.resolve()
    return store.with_name(f".{store.name}.runs")


class FileLiving(Living):
    """Locks in a file next to the store."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.handle: int | None = None

    def begin(self, run: int) -> None:
        try:
            self.hold(run)
        except OSError as error:
            raise StoreError(f"{self.store}: no lock next to it: {error.strerror or error}") from error

    def hold(self, byte: int) -> None:
        if self.handle is None:
            self.handle = opened(self.store)
        fcntl.fcntl(self.handle, fcntl.F_OFD_SETLK, lock(fcntl.F_WRLCK, byte))

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Hold the byte of no run meanwhile."""
        try:
            self.hold(NO_RUN)
        except BlockingIOError as error:
            raise StoreLocked(f"{self.store}: another {what} is under way; call again when it has ended") from error
        except OSError as error:
            raise StoreError(f"{self.store}: no lock next to it: {error.strerror or error}") from error
        try:
            yield
        finally:
            self.end(NO_RUN)

    def end(self, run: int) -> None:
        if self.handle is not None:
            fcntl.fcntl(self.handle, fcntl.F_OFD_SETLK, lock(fcntl.F_UNLCK, run))

    def check(self, connection: Connection) -> frozenset[int]:
        """Return nothing: the system takes no such lock away."""
        return frozenset()

    def confirm(self, *, alive: bool) -> None:
        """Do nothing: `check` names none."""

    def free_room(self) -> None:
        if self.handle is not None:
            with suppress(OSError):
                os.ftruncate(self.handle, 0)

    def close(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def opened(store: Path) -> int:
    handle = os.open(file_next_to(store), os.O_RDWR | os.O_CREAT, 0o666)
    with suppress(OSError):  # made by another user, who has seen to it
        found = store.stat()
        os.fchmod(handle, stat.S_IMODE(found.st_mode))  # who may read the store may ask who is at it
        os.posix_fallocate(handle, 0, ROOM)
        os.fchown(handle, found.st_uid, found.st_gid)  # as SQLite does: root must not shut the owner out
    return handle


def lock(kind: int, run: int) -> bytes:
    return FLOCK.pack(kind, os.SEEK_SET, run, 1, 0)


def is_living(store: Path, run: int) -> bool:
    """False when the run holds no lock: it was killed. True also where this user may not ask."""
    try:
        handle = os.open(file_next_to(store), os.O_RDONLY)
    except FileNotFoundError:
        return False  # a copy of a store, say
    except OSError:
        return True
    try:
        held = fcntl.fcntl(handle, fcntl.F_OFD_GETLK, lock(fcntl.F_RDLCK, run))
    finally:
        os.close(handle)
    return bool(FLOCK.unpack(held)[0] != fcntl.F_UNLCK)
