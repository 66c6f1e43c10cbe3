"""What can be wrong with an archive as a whole; one broken record in it is only a warning."""

__all__ = ["ArchiveError", "ArchiveNotWritten"]


class ArchiveError(Exception):
    """This file is no archive, or cannot be read or written; or stored bytes are damaged. The message names which."""


class ArchiveNotWritten(ArchiveError):
    """The archive cannot be written there, for want of room or rights. What was there before is as it was."""
