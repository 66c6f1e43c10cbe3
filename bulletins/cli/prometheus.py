"""The standing of the sources as a text file for node_exporter's textfile collector.

The format is four rules (a line of help, one of type, escaped labels, a number), so it is written here; a test reads
the file back by the format's grammar.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipelines.health import State
from pipelines.health.standing import Standing
from pipelines.models import Outcome

__all__ = ["NEVER", "exposition", "write_exposition"]

Sample = tuple[Mapping[str, str], float]

METRICS = {
    "bulletins_source_state": "1 for the state that the source is in, judged when this file was written.",
    "bulletins_last_run_timestamp_seconds": "When the source's last run began.",
    "bulletins_last_run_pages": "Pages that the last run fetched, by their fate.",
    "bulletins_last_run_failed_requests": "Requests of the last run that got no page, by what happened.",
    "bulletins_last_run_duration_seconds": "How long the last run took.",
    "bulletins_last_run_bytes": "Bytes of the bodies that the last run fetched.",
    "bulletins_newest_bulletin_timestamp_seconds": "When the source's newest bulletin was first seen.",
    "bulletins_newest_bulletin_day_timestamp_seconds": "The newest day of publication that a page states.",
    "bulletins_stored": "Bulletins of the source in the store.",
    "bulletins_frontier_left": "Addresses of the source that are still to be asked for.",
}
NEVER = "never crawled"


def exposition(standings: Sequence[Standing]) -> str:
    """Every metric in one order, its sources in theirs: two files differ only where something has changed."""
    found: dict[str, list[Sample]] = {name: [] for name in METRICS}
    for standing in sorted(standings, key=lambda standing: standing.source):
        for name, labels, value in samples(standing):
            found[name].append(({"source": standing.source} | dict(labels), value))
    lines = []
    for name, of_metric in found.items():
        lines += [f"# HELP {name} {METRICS[name]}", f"# TYPE {name} gauge"]
        lines += [f"{name}{{{labelled(labels)}}} {number(value)}" for labels, value in of_metric]
    return "\n".join(lines) + "\n"


def samples(standing: Standing) -> Iterator[tuple[str, Mapping[str, str], float]]:
    for state in (*State, NEVER):
        yield "bulletins_source_state", {"state": state}, (standing.state or NEVER) == state
    held = standing.holdings
    yield "bulletins_stored", {}, held.bulletins
    yield "bulletins_frontier_left", {}, held.left
    if held.arrived_at is not None:
        yield "bulletins_newest_bulletin_timestamp_seconds", {}, held.arrived_at.timestamp()
    if held.newest is not None:
        day = datetime.combine(held.newest, datetime.min.time(), UTC)
        yield "bulletins_newest_bulletin_day_timestamp_seconds", {}, day.timestamp()
    run = standing.last
    if run is None:
        return
    yield "bulletins_last_run_timestamp_seconds", {}, run.started_at.timestamp()
    yield "bulletins_last_run_duration_seconds", {}, run.seconds
    yield "bulletins_last_run_bytes", {}, run.bytes
    # a fate that did not occur is a zero: an alert on a series that is not there never fires
    fates = {outcome: 0 for outcome in Outcome if outcome is not Outcome.REJECTED} | run.fates
    for fate, pages in sorted(fates.items()):
        outcome, _, reason = fate.partition(": ")
        yield "bulletins_last_run_pages", {"fate": outcome, "reason": reason}, pages
    for name, requests in sorted(run.unanswered.items()):
        yield "bulletins_last_run_failed_requests", {"failure": name}, requests


def labelled(labels: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{escaped(value)}"' for name, value in labels.items())


def escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def write_exposition(path: Path, standings: Sequence[Standing]) -> None:
    """Written beside its name, then renamed: the collector reads a whole file or the one before. Raises OSError."""
    # the collector reads every *.prom there is
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(exposition(standings), "utf-8")
    partial.chmod(0o644)  # it runs as another user
    partial.replace(path)
