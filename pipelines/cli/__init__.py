"""The command `bulletins`: everything but fetching (crawler/cli.py adds the commands that fetch).

exits.py says what each exit code means and turns errors into one clear line; terminal.py shows progress on a
terminal and plain lines elsewhere; every other module is one command. A command's module is imported when
it is called, so `bulletins --help` answers at once.
"""

from pipelines.cli.group import bulletins, lazily

__all__ = ["bulletins", "lazily"]
