"""`bulletins runs`: what each run came to, and one of them in full."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

import click
from click.core import ParameterSource
from rich.markup import escape
from rich.table import Table

from bulletins.cli.group import store_option
from bulletins.cli.listing import require_source
from bulletins.cli.run_undo import record_of, redo, undo
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit
from pipelines.health import SourceRun, State
from pipelines.models import Outcome
from pipelines.store import RunView, open_to_read

__all__ = ["run_as_json", "runs"]

NOT_READ_YET = "not read yet"
STYLES = {State.SUSPICIOUS: "yellow", State.FAILED: "red", State.KILLED: "yellow", State.DISK_FULL: "red"}
STYLES[State.INTERNAL_ERROR] = "red"


class Runs(click.Group):
    """`runs` shows the newest runs, `runs 12` one of them; `runs undo 12` is a command of its own."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        return one_run(cmd_name) if found is None and cmd_name.isdecimal() else found


source_option = click.option("--source", metavar="NAME", help="Only this source's  [default: all]")
json_option = click.option("--json", "as_object", is_flag=True, help="One JSON list, or one object for one run.")


@click.group(
    cls=Runs,
    invoke_without_command=True,
    subcommand_metavar="[RUN | COMMAND …]",
    epilog="""\b
Examples:
  bulletins runs                          the newest runs, a line for each source
  bulletins runs --source xinhui          one source's
  bulletins runs 12                       one run in full: outcomes, failures, verdicts
  bulletins runs undo 12                  take back what it changed
  bulletins runs --json | jq '.[].sources[] | select(.state == "failed")'
""",
)
@source_option
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="How many runs.")
@json_option
@store_option
@click.pass_context
def runs(ctx: click.Context, source: str | None, limit: int, as_object: bool, store_url: str) -> int:
    """Show what each run came to, by source; or one run in full."""
    if ctx.invoked_subcommand is not None:
        given = [name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE]
        if given and ctx.invoked_subcommand in runs.commands:
            raise click.UsageError(f"options of `runs {ctx.invoked_subcommand}` stand after that word")
        return Exit.OK
    with open_to_read(store_url) as store:
        require_source(store, source)
        found = store.runs(limit, source)
    if as_object:
        click.echo(json.dumps([run_as_json(run, source) for run in found], ensure_ascii=False, indent=2))
    else:
        print_runs(found, source)
    return Exit.OK


runs.add_command(undo)
runs.add_command(redo)


def one_run(name: str) -> click.Command:
    """Return the command that shows the run of this number. Options may stand before the number as well as after it."""

    @click.command(name)
    @source_option
    @json_option
    @store_option
    @click.pass_context
    def show_run(ctx: click.Context, source: str | None, as_object: bool, store_url: str) -> int:
        before = ctx.parent.params if ctx.parent else {}
        is_said_here = ctx.get_parameter_source("store_url") is ParameterSource.COMMANDLINE
        only = before.get("source") if source is None else source
        with open_to_read(store_url if is_said_here else before.get("store_url", store_url)) as store:
            require_source(store, only)
            run = store.run(int(name)) if 0 < int(name) < 2**63 else None
        if run is None:
            raise click.UsageError(f"no run {name[:20]}")
        if as_object or before.get("as_object"):
            click.echo(json.dumps(run_as_json(run, only), ensure_ascii=False, indent=2))
        else:
            print_in_full(run, only)
        return Exit.OK

    return show_run


ROOM_FOR_ALL = 110  # characters


def sources_of(run: RunView, only: str | None) -> Iterator[tuple[str, SourceRun | None, dict[str, int]]]:
    """Yield for each source its name, its row, and its outcomes: as counted at its end, or where none are yet so far.

    Pages that were not crawled (`bulletins ingest`) have outcomes and no row.
    """
    rows = {row.source: row for row in run.sources}
    for name in sorted(rows.keys() | {source for source, _, _ in run.fates}):
        if only not in (None, name):
            continue
        row = rows.get(name)
        so_far = {
            (f"{outcome}: {reason}" if reason else outcome or NOT_READ_YET): pages
            for (source, outcome, reason), pages in run.fates.items()
            if source == name
        }
        yield name, row, so_far if row is None or not row.fates else row.fates


def print_runs(found: list[RunView], only: str | None) -> None:
    # what is least asked for goes first where there is no room
    is_wide = out.width >= ROOM_FOR_ALL
    last = ("MB", "seconds") if is_wide else ()
    table = Table("run", "when", "source", "state", "pages", "outcomes", "failed", *last, box=None)
    table.header_style = "bold"
    for column in table.columns:
        column.no_wrap = column.header != "outcomes"
        column.justify = "left" if column.header in ("when", "source", "state", "outcomes") else "right"
    for run in found:
        for name, row, outcomes in sources_of(run, only):
            table.add_row(
                str(run.number),
                local(row.started_at if row else run.started_at),
                escape(safe(name)),
                (coloured(row.state) if row else f"{run.command} {run.state}") + taken_back(run),
                str(sum(outcomes.values())),
                by_outcome(outcomes),
                str(row.failures or "·") if row else "·",
                *((f"{row.bytes / 1e6:.1f}" if row else "·", f"{row.seconds:.0f}" if row else "·") if is_wide else ()),
            )
    out.print(table)


def taken_back(run: RunView) -> str:
    """Return the mark of a run of which something is taken back."""
    return ", taken back" if any(undo.redone_at is None for undo in run.undos) else ""


def by_outcome(outcomes: Mapping[str, int]) -> str:
    counts: Counter[str] = Counter()
    for outcome, pages in outcomes.items():
        counts[outcome.partition(":")[0]] += pages
    in_order = sorted(counts, key=[*Outcome, NOT_READ_YET].index)
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in in_order)


def coloured(state: str) -> str:
    style = STYLES.get(State(state)) if state in list(State) else None
    return f"[{style}]{state}[/{style}]" if style else state


def local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def print_in_full(run: RunView, only: str | None) -> None:
    ended = f", until {local(run.finished_at)}" if run.finished_at else ""
    reported = f"run {run.number}: {run.command} {run.state}, {local(run.started_at)}{ended}, version {run.version}"
    out.print(reported, markup=False)
    for record in run.undos:
        out.print(f"  {safe(record_of(record))}", markup=False)
    for name, row, outcomes in sources_of(run, only):
        out.print(f"\n[bold]{escape(safe(name))}[/bold] {coloured(row.state) if row else ''}".rstrip())
        if row is not None and row.why:
            out.print(f"  {safe(row.why)}", markup=False)
        sums = " + ".join(f"{n} {outcome}" for outcome, n in outcomes.items())
        out.print(f"  {sum(outcomes.values())} pages = {sums or 0}", markup=False)
        if row is not None and row.state is not State.RUNNING:
            print_row(row)


def print_row(row: SourceRun) -> None:
    partial = "; only a part was to be fetched" if row.partial else ""
    out.print(f"  {row.bytes:,} bytes in {row.seconds:.1f} seconds; {row.left} addresses are left{partial}")
    empty = f", {row.empty_lists} of them without any" if row.empty_lists else ""
    out.print(f"  {row.links} links to articles on {row.lists} list pages{empty}")
    if row.written:
        length = f"their median length is {row.median_length or 0} characters"
        out.print(f"  {row.written} new or revised bulletins: {row.undated} state no date; {length}")
    for failure, n in row.failed.items():
        reported = "without a page" if failure in row.unanswered else "noted"
        out.print(f"  {n} {reported}: {safe(failure)}", markup=False)
        for url, error in row.samples:
            if error.partition(":")[0] == failure:
                out.print(f"    {safe(url)}: {safe(error)}", markup=False)


def run_as_json(run: RunView, only: str | None = None) -> dict[str, object]:
    return {
        "run": run.number,
        "command": run.command,
        "version": run.version,
        "state": run.state,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "undos": [
            {
                "undone_at": undo.undone_at.isoformat(),
                "undone_by": undo.undone_by,
                "pages": undo.pages,
                "redone_at": undo.redone_at.isoformat() if undo.redone_at else None,
                "redone_by": undo.redone_by,
            }
            for undo in run.undos
        ],
        "sources": [
            {"source": name, "fetched": sum(outcomes.values()), "fates": outcomes} | (row_as_json(row) if row else {})
            for name, row, outcomes in sources_of(run, only)
        ],
    }


def row_as_json(row: SourceRun) -> dict[str, object]:
    return {
        "state": row.state,
        "why": row.why,
        "started_at": row.started_at.isoformat(),
        "partial": row.partial,
        "failed": row.failed,
        "samples": [{"url": url, "error": error} for url, error in row.samples],
        "lists": row.lists,
        "empty_lists": row.empty_lists,
        "links": row.links,
        "rejected": row.rejected,
        "undated": row.undated,
        "median_length": row.median_length,
        "left": row.left,
        "bytes": row.bytes,
        "seconds": row.seconds,
    }
