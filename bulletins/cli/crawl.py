"""`bulletins crawl`: fetch, keep, read, store; then say what came of it."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletins.cli.group import store_option
from bulletins.cli.health import notify_of_run
from bulletins.cli.summary import as_json, print_run, print_totals
from bulletins.cli.terminal import meter, out, safe
from pipelines import sources as source_files
from pipelines.exit_codes import Exit
from pipelines.frontier import Scope
from pipelines.models import Ask, Role, Source
from pipelines.run_log import run_log
from pipelines.store import NoStoreYet, Planned, Totals, open_to_read

if TYPE_CHECKING:
    from crawler.run import Report
import importlib
import os
import shutil
import sys
import sysconfig

from bulletins.cli.show import print_bulletin
from pipelines.exit_codes import Failure
from pipelines.store import open_store

__all__ = ["crawl", "crawl_and_print", "demo"]

MAX_LIMIT = 100_000_000  # no site has as many; a larger number is a slip, and fits no column of the store
SAMPLES = (  # in a checkout, of an installed wheel
    Path(__file__).resolve().parents[2] / "data" / "sample",
    Path(sysconfig.get_path("data")) / "share" / "bulletins" / "sample",
)


# One port for every call: the address names a bulletin, and a second demo should find the first one's
PORT = 18650


@click.command(
    epilog="""\b
Examples:
  bulletins crawl xinhui                            one source of data/sources
  bulletins crawl --all                             every source there
  bulletins crawl https://www.example.gov.cn/tzgg/  any list page, no configuration
  bulletins crawl xinhui --since 2024-01-01         no article that its list dates before
  bulletins crawl xinhui --limit 20                 at most 20 articles; the next run goes on
  bulletins crawl xinhui --dry-run                  what would be asked for, and why
  bulletins crawl --all --log-file crawl.jsonl      one line a page: outcome, reason, bytes, ms

Safe to call at any time: a second call while one runs exits with code 75; a killed run is carried on by the next.
A run asks for list pages, for articles that are new, and again for those that are due: young ones often, old
ones seldom. BULLETINS_CONTACT names whom a webmaster can ask, BULLETINS_NOTIFY who is notified when a source is not
well. BULLETINS_ALLOW_PRIVATE=1 allows names inside your own network.
"""
)
@click.argument("names", nargs=-1, metavar="[SOURCE|URL…]")
@click.option("--all", "everything", is_flag=True, help="Every source in the sources' folder.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only articles that their list dates on or after this day, and those without a date.",
)
@click.option("--limit", type=click.IntRange(0, MAX_LIMIT), metavar="N", help="At most N articles of each source.")
@click.option("--full", is_flag=True, help="Look at everything again, due or not, whatever the server says of it.")
@click.option("--accept", is_flag=True, help="Take pages as they are that look like others' (after a site's relaunch).")
@click.option("--share", is_flag=True, help="For schedules: leave to others what they crawl, or have since it was due.")
@click.option("--dry-run", is_flag=True, help="Fetch nothing, not even lists: show what would be asked for, and why.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@click.option("-v", "--verbose", is_flag=True, help="One line a page on stderr: what came of it, how large, how long.")
@click.option(
    "--log-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The same as JSON Lines, with our own errors, to the end of a file.",
)
@store_option
def crawl(
    names: tuple[str, ...],
    everything: bool,
    since: datetime | None,
    limit: int | None,
    full: bool,
    accept: bool,
    share: bool,
    dry_run: bool,
    as_object: bool,
    verbose: bool,
    log_file: Path | None,
    store_url: str,
) -> int:
    """Fetch the list pages of sources and the bulletins they lead to, into the store."""
    sources = chosen_sources(names, everything)
    scope = Scope(since=since.date() if since else None, limit=limit, full=full, accept=accept)
    if dry_run:
        return print_plan(sources, store_url, scope, as_object)
    with run_log(verbose=verbose, file=log_file):
        return crawl_and_print(
            sources,
            store_url,
            scope,
            as_object=as_object,
            verbose=verbose,
            share=everything or share,
            scheduled=share,
        )


def chosen_sources(names: tuple[str, ...], everything: bool) -> list[Source]:
    if everything and names:
        raise click.UsageError("name sources, or say --all; not both")
    if everything:
        found = source_files.load_all()
        if not found:
            raise source_files.SourceError(f"{source_files.sources_folder()}: no source (*.toml) is in this folder")
        return found
    if not names:
        raise click.UsageError("name a source or a list page's URL, or say --all (`bulletins sources` lists them)")
    return [source_files.from_name_or_url(name) for name in dict.fromkeys(names)]


def crawl_and_print(
    sources: list[Source],
    store_url: str,
    scope: Scope = Scope(),  # noqa: B008  # frozen
    *,
    as_object: bool = False,
    verbose: bool = False,
    share: bool = False,
    scheduled: bool = False,
) -> int:
    # Scrapy and its reactor are loaded only now: everything above answers at once
    from crawler.run import crawl_sources, exit_of

    if verbose:  # the log's lines show how far it is
        report = crawl_sources(sources, store_url, scope=scope, share=share, scheduled=scheduled)
    else:
        with meter("crawl") as progress:
            report = crawl_sources(
                sources,
                store_url,
                lambda fetched: progress.step(fetched.page.url),
                scope=scope,
                share=share,
                scheduled=scheduled,
            )
    with open_to_read(store_url) as store:
        totals = store.totals()
    print_report(report, totals, as_object)
    notify_of_run(report.run.number, report.states)
    return exit_of(report)


def print_report(report: "Report", totals: Totals, as_object: bool) -> None:
    from crawler.run import print_unwell

    if as_object:
        verdicts = {name: {"state": state, "why": why} for name, (state, why) in report.states.items()}
        reported = {"sources": verdicts, "elsewhere": sorted(report.elsewhere)}
        click.echo(json.dumps(as_json(report.run, totals) | reported, ensure_ascii=False, indent=2))
    else:
        print_run(report.run)
        for of in report.run.sources:
            if of.left:
                out.print(f"  {of.source}: {of.left:,} addresses are left for the next run", markup=False)
        if report.elsewhere:
            names = ", ".join(sorted(report.elsewhere))
            out.print(f"  crawled by other machines: {names}", markup=False)
        print_totals(totals)
    print_unwell(report)


def print_plan(sources: list[Source], store_url: str, scope: Scope, as_object: bool) -> int:
    """Print what a crawl would ask for. Nothing is fetched, no store is made, no lock is taken."""
    from pipelines.lists.read import first_asks

    plans = {source.name: [*plan_of(source, first_asks(source), store_url, scope)] for source in sources}
    if as_object:
        rows = {name: [planned_as_json(one) for one in plan] for name, plan in plans.items()}
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return Exit.OK
    for name, plan in plans.items():
        out.print(f"{name}: {len(plan):,} requests, and whatever new articles its lists name", markup=False)
        for one in plan:
            condition = ", unless unchanged (304)" if one.conditional else ""
            out.print(f"  {one.ask.method} {safe(one.ask.url)}  ({one.why}{condition})", markup=False)
    return Exit.OK


def plan_of(source: Source, lists: Sequence[Ask], store_url: str, scope: Scope) -> Sequence[Planned]:
    try:
        with open_to_read(store_url) as store:
            return store.plan(source, lists, scope)
    except NoStoreYet:
        return [Planned(ask, Role.LIST, "list page") for ask in lists]


def planned_as_json(planned: Planned) -> dict[str, object]:
    return {
        "url": planned.ask.url,
        "method": planned.ask.method,
        "role": planned.role,
        "why": planned.why,
        "conditional": planned.conditional,
    }


# `bulletins demo`: the whole main job on the sample site, and what a newcomer wants to see of it.


@click.command()
@click.option("--port", default=PORT, show_default=True, help="Where the sample site answers on 127.0.0.1.")
@store_option
def demo(port: int, store_url: str) -> int:
    """Crawl the sample site (served on 127.0.0.1) and show what was stored and removed. Needs no network."""
    sample = next((folder for folder in SAMPLES if (folder / "sample_site").is_dir()), None)
    if sample is None:
        raise Failure(f"the sample site is not at {SAMPLES[0]}: run this from a checkout", Exit.CONFIGURATION)
    sys.path.insert(0, str(sample))
    server = importlib.import_module("sample_site.server")
    site = importlib.import_module("sample_site.site")
    os.environ["BULLETINS_ALLOW_PRIVATE"] = "1"
    with open_store(store_url) as store:
        seen_before = any(line.source.startswith("sample") for line in store.bulletins(limit=1_000))
    try:
        with server.serve(port, visited=seen_before) as running:
            out.rule("the sample site is crawled")
            # a second call is to find the notice that was edited; a day has to pass before a crawl would look again
            scope = Scope(full=seen_before)
            code = crawl_and_print(sample_sources(site.build().starts, running.base, running.portal), store_url, scope)
    except OSError as error:
        raise Failure(
            f"port {port} on 127.0.0.1: {error.strerror or error}; name another with --port", Exit.FAILED
        ) from error
    show_a_removal(store_url)
    out.rule("next")
    called = program()
    out.print("the two sources above are fictional; these work on what was stored, and on the real web:")
    for command, what in NEXT:
        out.print(f"  [bold]{called} {command:<{44 - len(called)}}[/bold] {what}")
    return code


NEXT = (
    ("list", "the newest bulletins"),
    ("show 1", "one bulletin, what was removed marked"),
    ("demo", "once more: all unchanged, but for what was edited"),
    ("rebuild", "all that is derived, again from the raw pages"),
    ("export --warc pages.warc.gz", "the raw pages, for any replay tool"),
    ("sources", "real sites that are described already"),
    ("crawl URL", "any list page, no configuration"),
)


def program() -> str:
    """Return the name by which this shell finds the program: `make demo` runs it off the path."""
    if shutil.which("bulletins"):
        return "bulletins"
    return os.path.relpath(Path(sysconfig.get_path("scripts")) / "bulletins")


def sample_sources(starts: dict[str, tuple[str, ...]], base: str, portal: str) -> list[Source]:
    """Return the sample site's two hosts as sources; nothing is delayed, for the server is ours."""
    return [
        Source(
            name="sample",
            title="云溪市人民政府（示例）",
            start_urls=tuple(base + path for path in starts["a"]),
            allowed_domains=("127.0.0.1",),
            delay=0,
            max_list_pages=20,
        ),
        Source(
            name="sample-portal",
            title="省政务要闻网（示例）",
            start_urls=tuple(portal + path for path in starts["b"]),
            allowed_domains=("localhost",),
            delay=0,
        ),
    ]


def show_a_removal(store_url: str) -> None:
    """Print the bulletin with the most removed paragraphs: where the receipts are worth a look."""
    with open_store(store_url) as store:
        views = (store.bulletin(line.number) for line in store.bulletins(limit=1_000))
        most = max((view for view in views if view), key=lambda view: len(view.removals), default=None)
    if most is not None and most.removals:
        out.rule(f"bulletin {most.number}: the repeats are marked")
        print_bulletin(most)
