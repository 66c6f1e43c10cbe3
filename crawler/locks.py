"""One crawl of a source at a time, and one run at a host. Whoever holds the locks (the operating system, or the server
of the store) frees those of a dead run at once.

    .bulletins.db.xinhui.lock          next to the store: a run is crawling the source xinhui
    .bulletins.db.hosts/gov.cn.lock    runs are at hosts below gov.cn (shared), or one is at all of it (exclusive)

A source may fetch from its hosts and all below them, as crawler/download/url_guard.py has it. So whoever is at
www.example.gov.cn keeps out who wants all of example.gov.cn, and nobody else.

For a store on a server the server holds them, for all machines that crawl into it: with the connection by which a run
shows that it goes on. So a host is one run's, and is never asked by two machines at once.
"""

import asyncio
import fcntl
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from pipelines.exit_codes import Exit, Failure
from pipelines.models import Source
from pipelines.store import Claims, Store

__all__ = ["FileLocks", "Locked", "Locks", "ServerLocks", "hosts_locked", "hosts_once_free", "locked", "locks_of"]

MAX_WAIT = 300.0  # seconds that a run waits for a host: most scheduled crawls are over by then
LOOK = 1.0  # seconds between two looks at whether a host is free


class Locked(Failure):
    """Another run is crawling this source, or is at its host. Nothing of it was fetched; call again later."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Exit.LOCKED)


class Locks(ABC):
    """Where the locks of a store are. `are_shared`: also with runs on other machines."""

    are_shared: bool

    def __init__(self, name: str) -> None:
        self.name = name  # of the store, as it may be printed

    @abstractmethod
    def source(self, name: str) -> AbstractContextManager[object]:
        """Hold the lock of a source. Raises Locked, when it is entered."""

    @abstractmethod
    def host(self, host: str, *, shared: bool) -> AbstractContextManager[object]:
        """Hold the lock of a host. Raises Locked, when it is entered."""

    def source_is_taken(self, name: str) -> Locked:
        return Locked(f"{name}: another run is crawling it into {self.name}")

    def host_is_taken(self, host: str) -> Locked:
        return Locked(f"another run is crawling {host} into {self.name}")


def locks_of(store: Store, store_url: str) -> Locks:
    return FileLocks(store_url) if store.claims is None else ServerLocks(store.claims, store.database.name)


class FileLocks(Locks):
    """Locks of files next to the store, which the operating system holds."""

    are_shared = False

    @contextmanager
    def source(self, name: str) -> Iterator[None]:
        with ExitStack() as held:
            try:
                held.enter_context(FileLock(self.next_to(f"{name}.lock"), timeout=0))
            except Timeout as error:
                raise self.source_is_taken(name) from error
            yield

    @contextmanager
    def host(self, host: str, *, shared: bool) -> Iterator[None]:
        folder = self.next_to("hosts")
        folder.mkdir(exist_ok=True)
        with (folder / f"{quote(host, safe='')[:200]}.lock").open("a") as file:
            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise self.host_is_taken(host) from error
            yield

    def next_to(self, what: str) -> Path:
        place = Path(self.name.partition("sqlite:///")[2]).resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        return place.with_name(f".{place.name}.{what}")


class ServerLocks(Locks):
    """Locks that the server of the store holds."""

    are_shared = True

    def __init__(self, claims: Claims, name: str) -> None:
        super().__init__(name)
        self.claims = claims

    @contextmanager
    def source(self, name: str) -> Iterator[None]:
        if not self.claims.take(f"source {name}"):
            raise self.source_is_taken(name)
        try:
            yield
        finally:
            self.claims.give_back(f"source {name}")

    @contextmanager
    def host(self, host: str, *, shared: bool) -> Iterator[None]:
        if not self.claims.take(f"host {host}", shared=shared):
            raise self.host_is_taken(host)
        try:
            yield
        finally:
            self.claims.give_back(f"host {host}", shared=shared)


@contextmanager
def locked(locks: Locks, sources: Sequence[Source]) -> Iterator[None]:
    """Hold the lock of every source, or none of them. Raises Locked."""
    with ExitStack() as held:
        for source in sorted(sources, key=lambda s: s.name):
            held.enter_context(locks.source(source.name))
        yield


async def hosts_once_free(locks: Locks, sources: Sequence[Source], is_over: Callable[[], bool]) -> ExitStack:
    """The same as `hosts_locked`, after a wait where another run is there. Raises Locked, at once when `is_over`."""
    deadline = time.monotonic() + MAX_WAIT
    while True:
        try:
            return hosts_locked(locks, sources)
        except Locked:
            if is_over() or time.monotonic() >= deadline:
                raise
        await asyncio.sleep(LOOK)


def hosts_locked(locks: Locks, sources: Sequence[Source]) -> ExitStack:
    """Return the hosts of these sources, all of them, until the stack is closed. Raises Locked."""
    with ExitStack() as held:
        for host, shared in sorted(wanted(sources).items()):
            held.enter_context(locks.host(host, shared=shared))
        return held.pop_all()


def wanted(sources: Sequence[Source]) -> dict[str, bool]:
    """Return the hosts to be locked, and whether that is to be shared with others."""
    hosts = {host for source in sources for host in source.allowed_domains}
    above = {host.split(".", dots)[-1] for host in hosts for dots in range(1, host.count(".") + 1)}
    return dict.fromkeys(above, True) | dict.fromkeys(hosts, False)
