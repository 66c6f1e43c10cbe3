"""`bulletins runs undo` and `redo`: take back what a run changed, and restore it."""

import getpass
import json
from collections import Counter
from collections.abc import Sequence

import click
from rich.markup import escape

from bulletins.cli.group import store_option
from bulletins.cli.listing import require_source
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit, Failure
from pipelines.models import Outcome
from pipelines.store import CannotUndo, Change, Store, Undo, open_store, open_to_read

__all__ = ["record_of", "redo", "undo"]

SHOWN = 20  # bulletins; the others are counted
BOTH = (Outcome.NEW, Outcome.REVISED)
RUN = click.IntRange(1, 2**63 - 1)

by_option = click.option("--by", metavar="NAME", help="Who does it, kept in the record  [default: this user]")


@click.command(
    epilog="""\b
Examples:
  bulletins runs undo 12 --dry-run            what it would change
  bulletins runs undo 12                      all that run 12 changed
  bulletins runs undo 12 --source xinhui      of one source only
  bulletins runs undo 12 --only revised       its revisions; new bulletins stay
  bulletins runs redo 12                      put it back

The revision of before is current again; a bulletin that the run added is in no list any more. Nothing is
deleted: raw pages stay, and `bulletins show N --revision R` shows what was taken back. The addresses are due at once.
The same text does not come back by itself, not with later crawls and not with `bulletins rebuild`.
"""
)
@click.argument("run", type=RUN, metavar="RUN")
@click.option("--source", metavar="NAME", help="Only this source's  [default: all]")
@click.option(
    "--only",
    type=click.Choice([str(outcome) for outcome in BOTH]),
    help="Only what the run added, or only what it revised  [default: both]",
)
@click.option("--dry-run", is_flag=True, help="Change nothing: show what would be taken back.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@by_option
@store_option
def undo(
    run: int, source: str | None, only: str | None, dry_run: bool, as_object: bool, by: str | None, store_url: str
) -> int:
    """Take back what a run changed: the revisions of before are current again."""
    kinds = BOTH if only is None else (Outcome(only),)
    with open_to_read(store_url) if dry_run else open_store(store_url, create=False) as store:
        require_source(store, source)
        try:
            found = store.to_undo(run, source, kinds) if dry_run else store.undo_run(run, who(by), source, kinds)
        except CannotUndo as error:
            raise Failure(str(error), Exit.USAGE) from error
        if as_object:
            print_as_object(run, found, dry_run=dry_run)
        elif found:
            print_changes(found, "would be taken back" if dry_run else "is taken back")
        else:
            out.print(nothing(store, run), markup=False)
    return Exit.OK


@click.command()
@click.argument("run", type=RUN, metavar="RUN")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@by_option
@store_option
def redo(run: int, as_object: bool, by: str | None, store_url: str) -> int:
    """Put back what was taken back of a run."""
    with open_store(store_url, create=False) as store:
        if store.run(run) is None:
            raise Failure(f"no run {run}; `bulletins runs` shows what there is", Exit.USAGE)
        found = store.redo_run(run, who(by))
    if as_object:
        print_as_object(run, found)
    elif found:
        print_changes(found, "is back")
    else:
        out.print(f"nothing of run {run} is taken back")
    return Exit.OK


def who(by: str | None) -> str:
    """Return the name for the record: as given, else the user's."""
    if by:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"  # a container may have no name for its user


def print_changes(found: Sequence[Change], what: str) -> None:
    for change in found[:SHOWN]:
        out.print(
            f"{change.bulletin}: revision {change.revision} ({change.outcome}) {what}; {stands(change)}"
            f"  {escape(safe(change.title))}"
        )
    if len(found) > SHOWN:
        out.print(f"and {len(found) - SHOWN:,} more; --json has all")
    counts = Counter(str(change.outcome) for change in found)
    said = ", ".join(f"{n:,} {outcome}" for outcome, n in sorted(counts.items()))
    out.print(f"{len({change.bulletin for change in found}):,} bulletins; {said}")


def stands(change: Change) -> str:
    if change.after is None:
        return "it has no other revision and is in no list"
    again = "stays" if change.after == change.before else "is"
    return f"revision {change.after} {again} current"


def nothing(store: Store, run: int) -> str:
    record = store.run(run)
    held = [undo for undo in record.undos if undo.redone_at is None] if record else []
    if not held:
        return f"run {run} changed nothing that could be taken back"
    return f"there is nothing left to take back of run {run}: {record_of(held[-1])}"


def record_of(undo: Undo) -> str:
    """Return the record of an undo, in one line."""
    said = f"{undo.pages:,} pages taken back by {undo.undone_by}, {undo.undone_at.astimezone():%Y-%m-%d %H:%M}"
    if undo.redone_at is None:
        return said
    return f"{said}; put back by {undo.redone_by}, {undo.redone_at.astimezone():%Y-%m-%d %H:%M}"


def print_as_object(run: int, found: Sequence[Change], *, dry_run: bool = False) -> None:
    rows = [
        {
            "bulletin": change.bulletin,
            "url": change.url,
            "source": change.source,
            "title": change.title,
            "outcome": str(change.outcome),
            "revision": change.revision,
            "current_before": change.before,
            "current_after": change.after,
        }
        for change in found
    ]
    click.echo(json.dumps({"run": run, "dry_run": dry_run, "changes": rows}, ensure_ascii=False, indent=2))
