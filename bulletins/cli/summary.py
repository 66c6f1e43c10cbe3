"""A run's result, and what the store holds: the outcomes add up to the pages, where the user sees it."""

import json
from collections import Counter
from collections.abc import Sequence

import click
from rich.markup import escape
from rich.table import Table

from bulletins.cli.group import store_option
from bulletins.cli.terminal import out, safe
from pipelines.exit_codes import Exit
from pipelines.health.runs import is_note
from pipelines.models import Outcome
from pipelines.store import OfSource, RunView, Store, Totals, open_to_read

__all__ = ["fell_in_words", "print_run", "print_totals", "stats"]

FAILURES_SHOWN = 5
MONTHS_SHOWN = 12


def print_run(run: RunView) -> None:
    sources = sorted({source for source, _, _ in run.fates} | {source for source, _, _ in run.failures})
    met = list(by_outcome(run))
    table = Table("source", "pages", *met, "failed", box=None, header_style="bold", title_justify="left")
    for name in table.columns[1:]:
        name.justify = "right"
    for source in sources:
        counts: Counter[Outcome | None] = Counter()
        for (of, outcome, _), pages in run.fates.items():
            counts[outcome] += pages if of == source else 0
        failed = sum(of == source and not is_note(error) for of, _, error in run.failures)
        table.add_row(
            source, str(counts.total()), *(str(counts[outcome] or "·") for outcome in met), str(failed or "·")
        )
    out.print(table)
    unread = sum(pages for (_, outcome, _), pages in run.fates.items() if outcome is None)
    outcomes = " + ".join(f"{n} {o}" for o, n in by_outcome(run).items())
    out.print(
        f"run {run.number} {run.state}: {run.fetched} pages = {outcomes or 0}"
        + (f" + {unread} not read yet" if unread else "")
    )
    for (source, outcome, reason), pages in run.fates.items():
        if outcome == Outcome.REJECTED:
            out.print(f"  [dim]{source}: {pages} rejected: {reason}[/dim]")
    for source, url, error in run.failures[:FAILURES_SHOWN]:
        at = url if is_note(error) else f"no answer from {url}"
        out.print(f"  {source}: {at}: {error}", style="yellow", markup=False)
    if len(run.failures) > FAILURES_SHOWN:
        out.print(f"  … and {len(run.failures) - FAILURES_SHOWN} more")


def by_outcome(run: RunView) -> dict[Outcome, int]:
    counts: Counter[Outcome] = Counter()
    for (_, outcome, _), pages in run.fates.items():
        if outcome is not None:
            counts[outcome] += pages
    return {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}


def print_totals(totals: Totals) -> None:
    removed = sum(totals.paragraphs_removed.values())
    reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(totals.paragraphs_removed.items()))
    out.print(f"bulletins   {totals.bulletins:,} ({totals.revisions:,} revisions, from {totals.pages:,} pages)")
    out.print(f"paragraphs  {totals.paragraphs_kept:,} kept, {removed:,} removed" + (f": {reasons}" if reasons else ""))
    out.print(f"variants    {totals.variants:,} pairs that differ in a fact; both kept")
    out.print(f"recurrences {totals.recurrences:,} paragraphs said again of something else; both kept")
    share = f" ({totals.compressed_bytes / totals.raw_bytes:.0%})" if totals.raw_bytes else ""
    out.print(f"raw pages   {totals.raw_bytes / 1e6:,.1f} MB, kept in {totals.compressed_bytes / 1e6:,.1f} MB{share}")
    out.print(f"store       {totals.store_bytes / 1e6:,.1f} MB, the raw pages in it")


@click.command()
@click.option("--run", "number", type=int, metavar="N", help="One run's outcomes  [default: the newest]")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@store_option
def stats(number: int | None, as_object: bool, store_url: str) -> int:
    """Count what is stored and removed, by source and month, and the outcomes of a run."""
    with open_to_read(store_url) as store:
        run, totals, sources = store.run(number), store.totals(), store.by_source()
    if run is None:
        raise click.UsageError(f"no run {number}" if number is not None else "no run yet")
    if as_object:
        reported = as_json(run, totals) | {"by_source": [source_as_json(of) for of in sources]}
        click.echo(json.dumps(reported, ensure_ascii=False, indent=2))
    else:
        print_run(run)
        print_totals(totals)
        print_sources(sources)
    return Exit.OK


def print_sources(sources: Sequence[OfSource]) -> None:
    """Print each bulletin once: by source, and by month of all sources together."""
    if not sources:
        return
    table = Table("source", "bulletins", "edited", "gone", "removed", "newest", box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    months: Counter[str | None] = Counter()
    for of in sources:
        months.update(of.months)
        counts = (of.bulletins, of.edited, of.gone, sum(of.removed.values()))
        shown = (f"{n:,}" if n else "·" for n in counts)
        table.add_row(escape(safe(of.source)), *shown, str(of.newest or "—"))
    out.print()
    out.print(table)
    undated = months.pop(None, 0)
    last = sorted(month for month in months if month)[-MONTHS_SHOWN:]
    reported = [f"{months[month]:,} in {month}" for month in last] + (
        [f"{undated:,} without a date"] if undated else []
    )
    out.print(f"published   {', '.join(reported)}")


def as_json(run: RunView, totals: Totals) -> dict[str, object]:
    return {
        "run": {
            "number": run.number,
            "command": run.command,
            "state": run.state,
            "started_at": run.started_at.isoformat(),
            "finished_at": run.finished_at.isoformat() if run.finished_at else None,
            "fetched": run.fetched,
            "fates": [
                {"source": source, "outcome": outcome, "reason": reason, "pages": pages}
                for (source, outcome, reason), pages in run.fates.items()
            ],
            "failures": [{"source": source, "url": url, "error": error} for source, url, error in run.failures],
        },
        "bulletins": totals.bulletins,
        "revisions": totals.revisions,
        "pages": totals.pages,
        "paragraphs_kept": totals.paragraphs_kept,
        "paragraphs_removed": totals.paragraphs_removed,
        "variants": totals.variants,
        "recurrences": totals.recurrences,
        "raw_bytes": totals.raw_bytes,
        "compressed_bytes": totals.compressed_bytes,
        "store_bytes": totals.store_bytes,
    }


def source_as_json(of: OfSource) -> dict[str, object]:
    return {
        "source": of.source,
        "title": of.title,
        "bulletins": of.bulletins,
        "edited": of.edited,
        "gone": of.gone,
        "newest": of.newest.isoformat() if of.newest else None,
        "months": [{"month": month, "bulletins": n} for month, n in of.months.items()],
        "removed": of.removed,
    }


def fell_in_words(pages: int) -> str:
    of = "1 page" if pages == 1 else f"{pages:,} pages"
    return f"internal error: {of} could not be read for it; their bytes are kept, the log has the traceback"


def print_ended_run(store: Store, run: int) -> RunView:
    """Print a run that has just ended, with what the store now holds; return the run."""
    view = store.run(run)
    assert view is not None  # noqa: S101  # the caller began this run
    print_run(view)
    print_totals(store.totals())
    return view
