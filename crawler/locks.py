"""One crawl of a source at a time, and one run at a host. The operating system holds the locks, so that those of a dead
run are free at once.

    .bulletins.db.xinhui.lock          next to the store: a run is crawling the source xinhui
    .bulletins.db.hosts/gov.cn.lock    runs are at hosts below gov.cn (shared), or one is at all of it (exclusive)

A source may fetch from its hosts and all below them, as crawler/download/url_guard.py has it. So whoever is at
www.example.gov.cn keeps out who wants all of example.gov.cn, and nobody else.
"""

import asyncio
import fcntl
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from pipelines.exit_codes import Exit, Failure
from pipelines.models import Source

__all__ = ["Locked", "hosts_locked", "hosts_once_free", "locked"]

MAX_WAIT = 300.0  # seconds that a run waits for a host: most scheduled crawls are over by then
LOOK = 1.0  # seconds between two looks at whether a host is free


class Locked(Failure):
    """Another run is crawling this source, or is at its host. Nothing of it was fetched; call again later."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Exit.LOCKED)


@contextmanager
def locked(store_url: str, sources: Sequence[Source]) -> Iterator[None]:
    """Hold the lock of every source, or none of them. Raises Locked."""
    with ExitStack() as held:
        for source in sorted(sources, key=lambda s: s.name):
            try:
                held.enter_context(FileLock(next_to(store_url, f"{source.name}.lock"), timeout=0))
            except Timeout as error:
                raise Locked(f"{source.name}: another run is crawling it into {store_url}") from error
        yield


async def hosts_once_free(store_url: str, sources: Sequence[Source], is_over: Callable[[], bool]) -> ExitStack:
    """The same as `hosts_locked`, after a wait where another run is there. Raises Locked, at once when `is_over`."""
    deadline = time.monotonic() + MAX_WAIT
    while True:
        try:
            return hosts_locked(store_url, sources)
        except Locked:
            if is_over() or time.monotonic() >= deadline:
                raise
        await asyncio.sleep(LOOK)


def hosts_locked(store_url: str, sources: Sequence[Source]) -> ExitStack:
    """Return the hosts of these sources, all of them, until the stack is closed. Raises Locked."""
    folder = next_to(store_url, "hosts")
    folder.mkdir(exist_ok=True)
    with ExitStack() as held:
        for host, how in sorted(wanted(sources).items()):
            file = held.enter_context((folder / f"{quote(host, safe='')[:200]}.lock").open("a"))
            try:
                fcntl.flock(file, how | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Locked(f"another run is crawling {host} into {store_url}") from error
        return held.pop_all()


def wanted(sources: Sequence[Source]) -> dict[str, int]:
    hosts = {host for source in sources for host in source.allowed_domains}
    above = {host.split(".", dots)[-1] for host in hosts for dots in range(1, host.count(".") + 1)}
    return dict.fromkeys(above, fcntl.LOCK_SH) | dict.fromkeys(hosts, fcntl.LOCK_EX)


def next_to(store_url: str, what: str) -> Path:
    """Return the place of a lock: next to a file store; in the temporary folder for a store on a server."""
    _, scheme, path = store_url.partition("sqlite:///")
    if scheme:
        place = Path(path).resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        return place.with_name(f".{place.name}.{what}")
    name = hashlib.sha256(f"{store_url} {what}".encode()).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"bulletins-{name}"
