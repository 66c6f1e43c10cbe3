"""Who writes a file is alone at it, and what a killed writer left goes with the next one.

FOLDER/.NAME.partial.lock is held (flock) while NAME.partial is written, and removed with it. The system frees the lock
of a process that is killed; what it left lies next to a lock that nobody holds, and so is known as ours and as left.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["Held", "alone", "partial_of", "take_away"]

LOCK = ".{}.lock"
LOCKS = LOCK.format("*.partial")


class Held(Exception):
    """Another process is writing this file."""


def partial_of(target: Path) -> Path:
    """Return where to write what is to become a file or folder."""
    return target.with_name(f"{target.name}.partial")


def lock_of(partial: Path) -> Path:
    return partial.with_name(LOCK.format(partial.name))


@contextmanager
def alone(targets: Sequence[Path], new_folders: Sequence[Path] = ()) -> Iterator[None]:
    """Hold these targets against other writers, and first take away what killed ones left in their folders.

    `new_folders`: made for these targets; what lies next to them may be earlier ones, and is looked through too.
    Raises Held, and OSError where nothing can be written.
    """
    for folder in {target.parent for target in targets}:
        clear(folder)
    for folder in new_folders:
        for other in folder.parent.glob("*/"):
            clear(other)
    held: list[tuple[int, Path]] = []
    try:
        for target in targets:
            lock = lock_of(partial_of(target))
            descriptor = take(lock)
            if descriptor is None:
                raise Held(f"{target}: another export is writing it")
            held.append((descriptor, lock))
        yield
    finally:
        for descriptor, lock in held:
            with suppress(OSError):
                lock.unlink(missing_ok=True)
            os.close(descriptor)


def take(lock: Path) -> int | None:
    """Lock a file, made where it is missing; None: another process holds it. Raises OSError."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError:  # a file system without locks: all writers are alone, as far as anybody knows
            return descriptor
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), lock.stat()):
                return descriptor
        os.close(descriptor)  # its holder took it away meanwhile


def clear(folder: Path) -> None:
    """Take away what killed writers left in a folder. What cannot be taken away stays."""
    with suppress(OSError):
        for lock in folder.glob(LOCKS):
            with suppress(OSError):
                clear_one(lock)


def clear_one(lock: Path) -> None:
    descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), lock.stat()):
            take_away(lock.with_name(lock.name.removeprefix(".").removesuffix(".lock")))
            lock.unlink()
    finally:
        os.close(descriptor)


def take_away(partial: Path) -> None:
    if partial.is_dir() and not partial.is_symlink():
        shutil.rmtree(partial)
    else:
        partial.unlink(missing_ok=True)
