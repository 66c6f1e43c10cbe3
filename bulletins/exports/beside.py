"""Files and folders that come whole or not at all: written beside their names, then renamed."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bulletins.exports.alone import Held, alone, partial_of, take_away
from pipelines.limits import why_not_written

__all__ = ["ExportError", "beside", "refuse_special", "reserved"]


class ExportError(Exception):
    """The files cannot be written there. What was there before is as it was."""


@contextmanager
def beside(targets: Sequence[Path]) -> Iterator[list[Path]]:
    """Where to write what is to become these files or folders: NAME.partial, renamed when the block ends well.

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
    """Raises ExportError for what is there and neither a regular file nor a folder: a rename would put a file in the
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
    """What is renamed must be on the disk first, or a power cut leaves names of files without their bytes.

    After all is written: of thousands of small files each one by itself would take longer than the writing.
    """
    for path in partial.rglob("*") if partial.is_dir() else [partial]:
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
