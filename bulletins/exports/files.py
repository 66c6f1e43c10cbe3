"""Files and folders that come whole or not at all: written next to their names, then renamed; one writer at a time.

FOLDER/.NAME.partial.lock is held (flock) while NAME.partial is written, and removed with it. The system frees the lock
of a process that is killed; what it left lies next to a lock that nobody holds, and so is known as ours and as left.
"""

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.limits import why_not_written

__all__ = ["ExportError", "atomically", "refuse_special", "reserved"]


class ExportError(Exception):
    """The files cannot be written there. What was there before is as it was."""


@contextmanager
def atomically(targets: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield where to write what is to become these files or folders: NAME.partial, renamed when the block ends well.

    When it does not, be it by Ctrl-C, nothing is left of them; what is left by one that was killed goes with the next
    export there. A file is replaced; a folder never is, unless it is empty. Raises ExportError.
    """
    partials = [partial_of(target) for target in targets]
    for target in targets:
        refuse_special(target)
    with reserved(targets):
        try:
            for partial in partials:
                take_away(partial)
            yield partials
            for partial in partials:
                to_disk(partial)
            for target, partial in zip(targets, partials, strict=True):
                partial.replace(target)
        finally:
            for partial in partials:
                with suppress(OSError):
                    take_away(partial)


@contextmanager
def reserved(targets: Sequence[Path]) -> Iterator[None]:
    """Hold these targets for one writer, their folders made where they are missing, and gone again if it fails.

    Raises ExportError, also for an OSError of the block.
    """
    new_folders = [target.parent for target in targets if not target.parent.exists()]
    try:
        for folder in new_folders:
            folder.mkdir(parents=True, exist_ok=True)
        with alone(targets, new_folders):
            yield
    except Held as error:
        raise ExportError(str(error)) from error
    except OSError as error:
        raise ExportError(f"{error.filename or targets[0]}: {why_not_written(error)}") from error
    finally:
        for folder in new_folders:
            with suppress(OSError):  # something is in it: all went well
                folder.rmdir()


def refuse_special(target: Path) -> None:
    """Refuse (ExportError) what is there and neither a regular file nor a folder: a rename would put a file in the
    place of a device, a pipe, or of a link instead of where it leads."""
    with suppress(OSError):
        mode = target.lstat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise ExportError(f"{target}: is no regular file ({kind_of(mode)}); it was not touched")


def kind_of(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symbolic link; name the file that it leads to"
    return "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"


def to_disk(partial: Path) -> None:
    """Flush files: what is renamed must be on the disk first, or a power cut leaves names of files without their bytes.

    After all is written: of thousands of small files each one by itself would take longer than the writing.
    """
    for path in partial.rglob("*") if partial.is_dir() else [partial]:
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


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
