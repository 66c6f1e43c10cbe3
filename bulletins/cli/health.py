"""`bulletins health`: the state of every source now, for people, for Prometheus, and for who is to be notified."""

import json
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from bulletins.cli.group import store_option
from bulletins.cli.runs import coloured, local
from bulletins.cli.terminal import out, safe
from bulletins.exports import ExportError, refuse_special
from pipelines import sources as source_files
from pipelines.exit_codes import Exit, Failure
from pipelines.health import Holdings, State
from pipelines.health.judging import UNWELL, SourceStatus, status_of
from pipelines.models import Outcome
from pipelines.store import Store, open_to_read

__all__ = [
    "NEVER",
    "exposition",
    "health",
    "hooks",
    "message",
    "notify_hooks",
    "notify_of_run",
    "standings",
    "write_exposition",
]

Sample = tuple[Mapping[str, str], float]

METRICS = {
    "bulletins_source_state": "1 for the state that the source is in, judged when this file was written.",
    "bulletins_last_run_timestamp_seconds": "When the source's last run began.",
    "bulletins_last_run_pages": "Pages that the last run fetched, by their outcome.",
    "bulletins_last_run_failed_requests": "Requests of the last run that got no page, by the failure.",
    "bulletins_last_run_duration_seconds": "How long the last run took.",
    "bulletins_last_run_bytes": "Bytes of the bodies that the last run fetched.",
    "bulletins_newest_bulletin_timestamp_seconds": "When the source's newest bulletin was first seen.",
    "bulletins_newest_bulletin_day_timestamp_seconds": "The newest day of publication that a page states.",
    "bulletins_stored": "Bulletins of the source in the store.",
    "bulletins_frontier_left": "Addresses of the source that are still to be asked for.",
}
NEVER = "never crawled"


# A comma may belong to an address (mailto://…?to=a,b): one separates where another address follows
SEPARATOR = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+.-]*://)")
KIND = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20})://")


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
    "addresses",
    multiple=True,
    metavar="URL",
    help="Notify this address of apprise when something is wrong; may be repeated (or BULLETINS_NOTIFY in the "
    "environment, where no list of processes shows it).",
)
@click.option("--notify-always", "always", is_flag=True, help="Notify it also when all is well.")
@store_option
def health(
    names: tuple[str, ...],
    as_object: bool,
    exposition: Path | None,
    addresses: tuple[str, ...],
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
        notify_hooks(hooks(addresses), title, message({one.source: (one.state, one.why) for one in wrong or found}))
    if exposition is not None:
        try:
            refuse_special(exposition)
            write_exposition(exposition, found)
        except OSError as error:
            raise Failure(f"{exposition}: {error.strerror or error}", Exit.FAILED) from error
        except ExportError as error:
            raise Failure(str(error), Exit.FAILED) from error
    return Exit.SUSPICIOUS if wrong else Exit.OK


def standings(store: Store, names: Sequence[str], now: datetime) -> list[SourceStatus]:
    """Judge every source that was ever crawled and those with a file that never were, or only the named ones.

    Raises SourceError for a name that no source has.
    """
    crawled = store.crawled()
    has_files = not names and source_files.sources_folder().is_dir()
    described = {source.name: source for source in source_files.load_all()} if has_files else {}
    for name in names:
        if name not in crawled:
            described[name] = source_files.load(name)  # or there is no such source
    return [
        status_of(
            described.get(name) or source_files.source_or_default(name),
            store.source_runs(name),
            store.holdings(name, now),
            now,
        )
        for name in sorted(set(names) or {*crawled, *described})
    ]


def print_standings(found: Sequence[SourceStatus]) -> None:
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
    """Return the newest day that a page states, in words."""
    if held.newest is not None:
        return str(held.newest)
    return "date not stated" if held.bulletins else "—"


def as_json(one: SourceStatus) -> dict[str, object]:
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


# The status of the sources as a text file for node_exporter's textfile collector.


def exposition(standings: Sequence[SourceStatus]) -> str:
    """Return every metric in one order, its sources in theirs: two files differ only where something has changed."""
    found: dict[str, list[Sample]] = {name: [] for name in METRICS}
    for status in sorted(standings, key=lambda status: status.source):
        for name, labels, value in samples(status):
            found[name].append(({"source": status.source} | dict(labels), value))
    lines = []
    for name, of_metric in found.items():
        lines += [f"# HELP {name} {METRICS[name]}", f"# TYPE {name} gauge"]
        lines += [f"{name}{{{labelled(labels)}}} {number(value)}" for labels, value in of_metric]
    return "\n".join(lines) + "\n"


def samples(status: SourceStatus) -> Iterator[tuple[str, Mapping[str, str], float]]:
    for state in (*State, NEVER):
        yield "bulletins_source_state", {"state": state}, (status.state or NEVER) == state
    held = status.holdings
    yield "bulletins_stored", {}, held.bulletins
    yield "bulletins_frontier_left", {}, held.left
    if held.arrived_at is not None:
        yield "bulletins_newest_bulletin_timestamp_seconds", {}, held.arrived_at.timestamp()
    if held.newest is not None:
        day = datetime.combine(held.newest, datetime.min.time(), UTC)
        yield "bulletins_newest_bulletin_day_timestamp_seconds", {}, day.timestamp()
    run = status.last
    if run is None:
        return
    yield "bulletins_last_run_timestamp_seconds", {}, run.started_at.timestamp()
    yield "bulletins_last_run_duration_seconds", {}, run.seconds
    yield "bulletins_last_run_bytes", {}, run.bytes
    # an outcome that did not occur is a zero: an alert on a series that is not there never fires
    outcomes = {outcome: 0 for outcome in Outcome if outcome is not Outcome.REJECTED} | run.fates
    for outcome_and_reason, pages in sorted(outcomes.items()):
        outcome, _, reason = outcome_and_reason.partition(": ")
        yield "bulletins_last_run_pages", {"fate": outcome, "reason": reason}, pages
    for name, requests in sorted(run.unanswered.items()):
        yield "bulletins_last_run_failed_requests", {"failure": name}, requests


def labelled(labels: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{escaped(value)}"' for name, value in labels.items())


def escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def write_exposition(path: Path, standings: Sequence[SourceStatus]) -> None:
    """Write next to its name, then rename: the collector reads a whole file or the one before. Raises OSError."""
    # the collector reads every *.prom there is
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(exposition(standings), "utf-8")
    partial.chmod(0o644)  # it runs as another user
    partial.replace(path)


# Messages to a webhook or by mail when something is wrong, through apprise (the extra `notify`).


def hooks(addresses: Sequence[str] = ()) -> list[str]:
    """Split these addresses, or those of BULLETINS_NOTIFY; separated by spaces or commas."""
    texts = addresses or (os.environ.get("BULLETINS_NOTIFY", ""),)
    return [part for text in texts for part in SEPARATOR.split(text.strip().strip(",")) if part]


def message(findings: Mapping[str, tuple[State | None, str]]) -> str:
    """Return the findings, one a line."""
    return "\n".join(
        f"{source}: {state or 'not crawled yet'}" + (f": {why}" if why else "")
        for source, (state, why) in findings.items()
    )


def notify_of_run(run: int, states: Mapping[str, tuple[State, str]]) -> None:
    """Notify the hooks of BULLETINS_NOTIFY of the sources that are not well; a crawl calls it at its end."""
    wrong = {name: verdict for name, verdict in states.items() if verdict[0] in UNWELL}
    if wrong:
        notify_hooks(
            hooks(), f"bulletins: run {run}: {len(wrong)} of {len(states)} sources need a look", message(wrong)
        )


def notify_hooks(addresses: Sequence[str], title: str, text: str) -> bool:
    """Send one message to every address; return whether all took it. Never raises."""
    if not addresses:
        return True
    try:
        import apprise
    except ImportError:
        click.echo("bulletins: no message was sent: install the extra `notify` (apprise)", err=True)
        return False
    with silent():
        sent = [send(apprise.Apprise, number, address, title, text) for number, address in enumerate(addresses, 1)]
    failed = [error for error in sent if error]
    for error in failed:
        click.echo(f"bulletins: {error}", err=True)
    return not failed


def send(make: Callable[[], Any], number: int, address: str, title: str, text: str) -> str | None:
    """Send one message to one address; return what went wrong, or None."""
    kind = KIND.match(address)
    name = f"hook {number} ({kind[1].lower()})" if kind else f"hook {number}"
    try:
        sender = make()
        if not sender.add(address):
            return f"{name}: not an address that apprise knows"
        return None if sender.notify(body=text, title=title) else f"{name}: the message was not taken"
    except Exception as error:
        # its text might repeat the address
        return f"{name}: the message was not sent: {type(error).__name__}"


@contextmanager
def silent() -> Iterator[None]:
    """Log nothing of apprise, nor of what it sends with, while the block lasts."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
