"""The command group: commands by name, each imported when it is called."""

import importlib
from collections.abc import Callable
from typing import Any

import click

__all__ = ["bulletins", "lazily", "reference", "store_option", "workers_option"]

EXIT_CODES = """\b
Exit codes, the same for all commands:
  0  all well                  3   every source failed, or the run could not go on
  1  a source failed or is     75  locked by another run: call again later
     suspicious                78  configuration wrong (source file, store)
  2  usage error               130 interrupted (what was committed is whole)
"""
WIDTH = 100


class LazyGroup(click.Group):
    """A group whose commands are `module:attribute`, imported on use: `--help` needs no parser and no store."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, str]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self.places.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=EXIT_CODES,
)
@click.version_option(package_name="bulletins")
def bulletins() -> None:
    """Watch Chinese government bulletin pages and trust what you read out of them.

    \b
    bulletins crawl https://www.example.gov.cn/tzgg/    any list page, no configuration
    bulletins show 1                                    the first bulletin, repeats marked
    bulletins ingest saved-pages/ archive.warc.gz       pages somebody else fetched

    Everything goes to one store: --store, or BULLETINS_STORE, or sqlite:///data/bulletins.db.
    """


def lazily(place: str, name: str, summary: str) -> None:
    """Register the command at `module:attribute` under a name; the module is imported when it is called."""
    bulletins.places[name] = (place, summary)


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--store",
        "store_url",
        envvar="BULLETINS_STORE",
        default="sqlite:///data/bulletins.db",
        show_default=True,
        metavar="URL",
        help="The store, as an SQLAlchemy URL (or BULLETINS_STORE in the environment).",
    )(command)


def workers_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--workers",
        type=click.IntRange(0, 256),
        metavar="N",
        help="Read in N processes; one more writes. 0: all in one process.  [default: as many as cores]",
    )(command)


lazily("bulletins.cli.crawl:crawl", "crawl", "Fetch the list pages of sources and the bulletins they lead to.")


lazily("bulletins.cli.crawl:demo", "demo", "Crawl the sample site and show what was stored and removed.")


lazily("bulletins.cli.ingest:ingest", "ingest", "Read saved pages: .html files, folders, WARC files.")


lazily("bulletins.cli.show:show", "show", "Show one bulletin, what was kept and what was removed.")


lazily("bulletins.cli.table:table", "table", "Show the tables of a bulletin, or write one as CSV for Excel.")


lazily("bulletins.cli.listing:listing", "list", "List the newest bulletins.")


lazily("bulletins.cli.copies:copies", "copies", "Show where else a bulletin stands, its versions and quotations.")


lazily("bulletins.cli.copies:series", "series", "Show the issues of what is published again and again.")


lazily("bulletins.cli.copies:where", "where", "Show where a paragraph stands, and who had it first.")


lazily("bulletins.cli.diff:diff", "diff", "Show what changed between two revisions of a bulletin.")


lazily("bulletins.cli.search:search", "search", "Search titles and texts, in Chinese too.")


lazily("bulletins.cli.serve:serve", "serve", "Look at the bulletins in a browser.")


lazily("bulletins.cli.summary:stats", "stats", "Count what is stored, removed and rejected.")


lazily("bulletins.cli.runs:runs", "runs", "Show what each run came to, by source; or one run in full.")


lazily("bulletins.cli.report:report_command", "report", "Write a run's report as one HTML page.")


lazily("bulletins.cli.health:health", "health", "Judge every source: is it well, and if not, why.")


lazily("bulletins.cli.extract:extract_command", "extract", "Read one page or list and explain what was taken and left.")


lazily("bulletins.cli.dedup:dedup", "dedup", "Explain what was removed from a bulletin, differences marked.")


lazily("bulletins.cli.audit:audit", "audit", "Judge removals and copies drawn at random; how often they are right.")


lazily("bulletins.cli.learned:undo", "undo", "Put a removed paragraph back, for good.")


lazily("bulletins.cli.learned:volatile", "volatile", "Show the counters and clocks that are no revisions.")


lazily("bulletins.cli.learned:boilerplate", "boilerplate", "Learn the lines that are a site's template.")


lazily("bulletins.cli.ingest:rebuild", "rebuild", "Make all that is derived again from the raw pages.")


lazily("bulletins.cli.export:export", "export", "Write bulletins as CSV, JSON Lines or Parquet, raw pages as WARC.")


lazily("bulletins.cli.sources:sources", "sources", "List, check or try the sources.")


lazily("bulletins.cli.schedule:schedule", "schedule", "Write systemd units, a crontab or Kubernetes manifests.")


lazily("bulletins.cli.maintenance:upgrade", "upgrade", "Bring a store to this version's schema.")


lazily("bulletins.cli.maintenance:verify", "verify", "Check the store against itself.")


lazily("bulletins.cli.maintenance:backup", "backup", "Write the whole store to a new file, while it is in use.")


lazily("bulletins.cli.maintenance:restore_command", "restore", "Put a backup in the store's place.")


lazily("bulletins.cli.copy_store:copy_store_command", "copy-store", "Copy a store to another database, or back.")


# docs/commands.md, made of what each command says of itself: `make docs`. A test holds the file to it.


def reference() -> str:
    """Return every command's --help, one after the other, as Markdown."""
    parts = ["# Commands\n", "What `bulletins COMMAND --help` says, made by `make docs`.\n"]
    # a command keeps the help option it was first asked for, so the names must be those that the program gives it
    names = bulletins.context_settings["help_option_names"]
    for name, command in commands():
        context = click.Context(
            command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=names
        )
        parts.append(f"## {name}\n\n```\n{command.get_help(context).strip()}\n```\n")
    parts.append(f"## Exit codes\n\n```\n{EXIT_CODES.replace(chr(8), '').strip()}\n```\n")
    return "\n".join(parts)


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(bulletins)
    found: list[tuple[str, click.Command]] = []
    for name in sorted(bulletins.places):
        command = bulletins.get_command(context, name)
        if command is None:
            continue
        found.append((f"bulletins {name}", command))
        if isinstance(command, click.Group):
            found += [(f"bulletins {name} {inner}", c) for inner, c in sorted(command.commands.items())]
    return found
