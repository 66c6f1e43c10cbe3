"""`bulletins crawl`: fetch, keep, read, store; then say what came of it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bulletins.cli.group import store_option
from bulletins.cli.notify import tell_of_run
from bulletins.cli.summary import as_json, print_run, print_totals
from bulletins.cli.terminal import meter, out, safe
from pipelines import sources as source_files
from pipelines.exit_codes import Exit, Failure
from pipelines.frontier import Scope
from pipelines.models import Ask, Role, Source
from pipelines.store import NoStoreYet, Planned, Totals, open_to_read

if TYPE_CHECKING:
    from crawler.run import Report

__all__ = ["crawl", "crawl_and_tell"]


MAX_LIMIT = 100_000_000  # no site has as many; a larger number is a slip, and fits no column of the store


@click.command(
    epilog="""\b
Examples:
  bulletins crawl xinhui                            one source of data/sources
  bulletins crawl --all                             every source there
  bulletins crawl https://www.example.gov.cn/tzgg/  any list page, no configuration
  bulletins crawl xinhui --since 2024-01-01         no article that its list dates before
  bulletins crawl xinhui --limit 20                 at most 20 articles; the next run goes on
  bulletins crawl xinhui --dry-run                  what would be asked for, and why

Safe to call at any time: a second call while one runs leaves with 75; a killed run is carried on by the next.
A run asks for list pages, for articles that are new, and again for those that are due: young ones often, old
ones seldom. BULLETINS_CONTACT names whom a webmaster can ask, BULLETINS_NOTIFY who is told when a source is not
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
@click.option("--dry-run", is_flag=True, help="Fetch nothing, not even lists: show what would be asked for, and why.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@store_option
def crawl(
    names: tuple[str, ...],
    everything: bool,
    since: datetime | None,
    limit: int | None,
    full: bool,
    accept: bool,
    dry_run: bool,
    as_object: bool,
    store_url: str,
) -> int:
    """Fetch the list pages of sources and the bulletins they lead to, into the store."""
    sources = chosen_sources(names, everything)
    scope = Scope(since=since.date() if since else None, limit=limit, full=full, accept=accept)
    if dry_run:
        return tell_plan(sources, store_url, scope, as_object)
    return crawl_and_tell(sources, store_url, scope, as_object=as_object)


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


def crawl_and_tell(
    sources: list[Source],
    store_url: str,
    scope: Scope = Scope(),  # noqa: B008  # frozen
    *,
    as_object: bool = False,
) -> int:
    # Scrapy and its reactor are loaded only now: everything above answers at once
    from crawler.download.browser_settings import settings_for
    from crawler.locks import Locked
    from crawler.run import crawl_sources, exit_of

    for source in sources:
        settings_for(source)  # raises SourceError where a browser is needed and there is none
    try:
        with meter("crawl") as progress:
            report = crawl_sources(sources, store_url, lambda fetched: progress.step(fetched.page.url), scope=scope)
    except Locked as error:
        raise Failure(str(error), Exit.LOCKED) from error
    with open_to_read(store_url) as store:
        totals = store.totals()
    tell_report(report, totals, as_object)
    tell_of_run(report.run.number, report.states)
    return exit_of(report)


def tell_report(report: "Report", totals: Totals, as_object: bool) -> None:
    from crawler.run import tell_wrong

    if as_object:
        verdicts = {name: {"state": state, "why": why} for name, (state, why) in report.states.items()}
        click.echo(json.dumps(as_json(report.run, totals) | {"sources": verdicts}, ensure_ascii=False, indent=2))
    else:
        print_run(report.run)
        for of in report.run.sources:
            if of.left:
                out.print(f"  {of.source}: {of.left:,} addresses are left for the next run", markup=False)
        print_totals(totals)
    tell_wrong(report)


def tell_plan(sources: list[Source], store_url: str, scope: Scope, as_object: bool) -> int:
    """What a crawl would ask for. Nothing is fetched, no store is made, no lock is taken."""
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
