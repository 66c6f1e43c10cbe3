"""Why a source cannot be used."""

__all__ = ["NoSuchSource", "SourceError"]


class SourceError(Exception):
    """A source cannot be used: its file is wrong, or there is none of that name. One line says where and why."""


class NoSuchSource(SourceError):
    """There is no source of that name: the command line was wrong, not a file."""
