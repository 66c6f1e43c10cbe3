"""One crawl of a source at a time. The operating system holds the lock, so that of a dead run is free at once."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.records import Source

__all__ = ["Locked", "locked"]


class Locked(Exception):
    """Another run is crawling this source into this store. Nothing was fetched; call again later."""


@contextmanager
def locked(store_url: str, sources: Sequence[Source]) -> Iterator[None]:
    """Hold the lock of every source, or none of them. Raises Locked."""
    with ExitStack() as held:
        for source in sorted(sources, key=lambda s: s.name):
            try:
                held.enter_context(FileLock(lock_file(store_url, source.name), timeout=0))
            except Timeout as error:
                raise Locked(f"{source.name}: another run is crawling it into {store_url}") from error
        yield


def lock_file(store_url: str, source: str) -> Path:
    """Beside a file store; in the temporary folder for a store on a server."""
    _, scheme, path = store_url.partition("sqlite:///")
    if scheme:
        place = Path(path).resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        return place.with_name(f".{place.name}.{source}.lock")
    name = hashlib.sha256(f"{store_url} {source}".encode()).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"bulletins-{name}.lock"
