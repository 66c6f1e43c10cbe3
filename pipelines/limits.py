"""What the operating system lets a process write, named as its owner can change it."""

import errno
import resource

__all__ = ["file_limit", "named", "why_not_written"]


def file_limit() -> int | None:
    """Return how many bytes a file of this process may have at most; None: any number."""
    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return None if limit == resource.RLIM_INFINITY else limit


def named(limit: int) -> str:
    """Name a limit in words; it goes on in the sentence of who met it."""
    return f"no file of this process may grow beyond {limit:,} bytes (`ulimit -f`, LimitFSIZE= of a unit)"


def why_not_written(error: OSError) -> str:
    """Say in words why a file could not be written: `File too large` alone names no limit that could be raised."""
    limit = file_limit()
    # pyarrow gives the number within its text only
    if limit is not None and (error.errno == errno.EFBIG or f"errno {errno.EFBIG}]" in str(error)):
        return named(limit)
    return error.strerror or str(error)
