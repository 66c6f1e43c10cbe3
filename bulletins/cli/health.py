"""`bulletins health`: how every source stands now, for people, for Prometheus, and for who is to be told."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from bulletins.cli.group import store_option
from bulletins.cli.notify import hooks, message, tell_hooks
from bulletins.cli.prometheus import NEVER, write_exposition
from bulletins.cli.runs import coloured, local
from bulletins.cli.terminal import out, safe
from bulletins.exports import ExportError, refuse_special
from pipelines import sources as source_files
from pipelines.exit_codes import Exit, Failure
from pipelines.health import Holdings
from pipelines.health.standing import Standing, standing
from pipelines.store import Store, open_to_read

__all__ = ["health", "standings"]


@click.command(
    epilog="""\b
Examples:
  bulletins health                                      every source: its state, and why
  bulletins health xinhui --json
  bulletins health --prometheus /var/lib/node_exporter/bulletins.prom
  bulletins health --notify mailto://me:password@mail.example.org
  BULLETINS_NOTIFY='json://hooks.example.org/bulletins' bulletins health

Exit code 1 when a source is suspicious or failed. docs/operations.md says what each rule is and how to react.
"""
)
@click.argument("names", nargs=-1, metavar="[SOURCE…]")
@click.option("--json", "as_object", is_flag=True, help="One JSON list.")
@click.option(
    "--prometheus",
    "exposition",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write them here for node_exporter's textfile collector (a name that ends with .prom).",
)
@click.option(
    "--notify",
    "told",
    multiple=True,
    metavar="URL",
    help="Tell this address of apprise when something is wrong; may be repeated (or BULLETINS_NOTIFY in the "
    "environment, where no list of processes shows it).",
)
@click.option("--notify-always", "always", is_flag=True, help="Tell it also when all is well.")
@store_option
def health(
    names: tuple[str, ...],
    as_object: bool,
    exposition: Path | None,
    told: tuple[str, ...],
    always: bool,
    store_url: str,
) -> int:
    """Judge every source afresh: by its last run, its own history, its schedule and what its file expects."""
    with open_to_read(store_url) as store:
        found = standings(store, names, datetime.now(UTC))
    if as_object:
        click.echo(json.dumps([as_json(one) for one in found], ensure_ascii=False, indent=2))
    else:
        print_standings(found)
    wrong = [one for one in found if one.is_wrong]
    if wrong or always:
        title = f"bulletins: {len(wrong)} of {len(found)} sources need a look" if wrong else "bulletins: all well"
        tell_hooks(hooks(told), title, message({one.source: (one.state, one.why) for one in wrong or found}))
    if exposition is not None:
        try:
            refuse_special(exposition)
            write_exposition(exposition, found)
        except OSError as error:
            raise Failure(f"{exposition}: {error.strerror or error}", Exit.FAILED) from error
        except ExportError as error:
            raise Failure(str(error), Exit.FAILED) from error
    return Exit.SUSPICIOUS if wrong else Exit.OK


def standings(store: Store, names: Sequence[str], now: datetime) -> list[Standing]:
    """Every source that was ever crawled, and those with a file that never were; only the named ones if some are."""
    crawled = store.crawled()
    has_files = not names and source_files.sources_folder().is_dir()
    described = {source.name: source for source in source_files.load_all()} if has_files else {}
    for name in names:
        if name not in crawled:
            described[name] = source_files.load(name)  # or there is no such source
    return [
        standing(
            described.get(name) or source_files.source_or_default(name),
            store.source_runs(name),
            store.holdings(name, now),
            now,
        )
        for name in sorted(set(names) or {*crawled, *described})
    ]


def print_standings(found: Sequence[Standing]) -> None:
    table = Table("source", "state", "last run", "last new", "newest", "left", box=None, header_style="bold")
    for column in table.columns:
        column.no_wrap = True
    table.columns[-1].justify = "right"
    for one in found:
        table.add_row(
            escape(safe(one.source)),
            coloured(one.state) if one.state else NEVER,
            local(one.last.started_at) if one.last else "—",
            f"{one.holdings.arrived_at.astimezone():%Y-%m-%d}" if one.holdings.arrived_at else "—",
            newest(one.holdings),
            str(one.holdings.left),
        )
    out.print(table)
    for one in found:
        if one.state is not None and one.why:
            out.print(f"{safe(one.source)}: {one.state}: {safe(one.why)}", markup=False)


def newest(held: Holdings) -> str:
    """The newest day that a page states."""
    if held.newest is not None:
        return str(held.newest)
    return "date not stated" if held.bulletins else "—"


def as_json(one: Standing) -> dict[str, object]:
    last, held = one.last, one.holdings
    return {
        "source": one.source,
        "state": one.state or NEVER,
        "why": one.why,
        "last_run": last.run if last else None,
        "last_run_at": last.started_at.isoformat() if last else None,
        "last_run_state": last.state if last else None,
        "last_new_at": held.arrived_at.isoformat() if held.arrived_at else None,
        "newest": held.newest.isoformat() if held.newest else None,
        "bulletins": held.bulletins,
        "left": held.left,
    }
