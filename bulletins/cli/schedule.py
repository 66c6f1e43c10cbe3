"""`bulletins schedule`: what systemd, cron or Kubernetes needs to crawl the sources when their files say so."""

import re
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from bulletins.schedules import Job, Place, ScheduleError, crontab, grouped, manifests, units
from bulletins.schedules.jobs import DEFAULT_STORE, WRITTEN_BY, minutes_from_china
from pipelines import sources as source_files
from pipelines.exit_codes import Exit, Failure
from pipelines.models import Source
from pipelines.sources.checking import NAME
from pipelines.store import StoreAddressError
from pipelines.store.engine.databases import database_of

__all__ = ["schedule"]

MAX_CRAWLERS = 100
# Where a password is for the program only
SECRETS = (
    "PGPASSWORD in /etc/bulletins/environment (systemd) or in the Secret `bulletins` (Kubernetes),"
    " or in ~/.pgpass of whoever crawls (cron)"
)
# Options that mean something to one scheduler only
ONLY_FOR = {
    "notify": ("systemd", "cron"),
    "program": ("systemd", "cron"),
    "zone": ("cron",),
    "cron_tz": ("cron",),
    "image": ("kubernetes",),
    "crawlers": ("kubernetes",),
}


@click.command(
    epilog="""\b
Examples:
  bulletins schedule --systemd --output /etc/systemd/system
  bulletins schedule --cron --user bulletins --output /etc/cron.d
  bulletins schedule --kubernetes --source xinhui | kubectl apply --server-side -f -
  bulletins schedule --kubernetes --store postgresql://crawler@db.example/bulletins --crawlers 3

Schedules are China time. systemd, Kubernetes and cronie (--cron-tz) know the zone; for any other cron the times are
said in the machine's zone, or refused where that cannot be exact. docs/deploy.md says how to install each. The same
units on several machines share the work where the store is on a server; its password stands in none of them.
"""
)
@click.option("--systemd", is_flag=True, help="A hardened service and a timer for each schedule.")
@click.option("--cron", is_flag=True, help="A crontab; with --user, one for /etc/cron.d.")
@click.option("--kubernetes", is_flag=True, help="CronJobs, with their settings and the store's volume claim.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write files there  [default: print them]",
)
@click.option(
    "--store",
    "store_url",
    envvar="BULLETINS_STORE",
    default=DEFAULT_STORE,
    show_default=True,
    metavar="URL",
    help="The store of the scheduled crawls (or BULLETINS_STORE in the environment).",
)
@click.option(
    "--contact",
    envvar="BULLETINS_CONTACT",
    default="",
    metavar="TEXT",
    help="Whom a webmaster can ask, for example an address (or BULLETINS_CONTACT in the environment).",
)
@click.option(
    "--user",
    default="",
    metavar="USER",
    help="Who crawls  [default: bulletins in systemd, the crontab's owner in cron, 10001 in Kubernetes]",
)
@click.option(
    "--program", default="", metavar="PATH", help="Where `bulletins` is installed  [default: the one that runs now]"
)
@click.option(
    "--notify",
    default="",
    metavar="COMMAND",
    help="Called when a run fails, with its name  [default: the journal in systemd, a mail in cron]",
)
@click.option("--zone", default="", metavar="ZONE", help="The zone of the machine with cron  [default: this one's]")
@click.option("--cron-tz", is_flag=True, help="The cron is cronie, which understands CRON_TZ.")
@click.option("--image", default="", metavar="NAME", help="The container image  [default: bulletins:VERSION]")
@click.option(
    "--crawlers",
    type=click.IntRange(1, MAX_CRAWLERS),
    metavar="N",
    help="Pods of each job that share its sources; a store on a server only  [default: 1]",
)
@click.pass_context
def schedule(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    output: Path | None,
    store_url: str,
    contact: str,
    user: str,
    program: str,
    notify: str,
    zone: str,
    cron_tz: bool,
    image: str,
    crawlers: int | None,
    **kinds: bool,
) -> int:
    """Write what a scheduler needs to crawl the sources when their files say so."""
    kind = chosen_kind(kinds, ctx.params)
    place = Place(
        program=program or str(Path(sys.executable).with_name("bulletins")),
        python="" if program else str(Path(sys.executable).resolve()),
        store=whole_store(store_url, is_here=not program and kind != "kubernetes"),
        sources=str(source_files.sources_folder().absolute()),
        contact=contact,
        user=user,
        notify=words(notify),
        image=image or f"bulletins:{version('bulletins')}",
        crawlers=crawlers or 1,
    )
    jobs = grouped(scheduled(chosen_sources(names)))
    if not contact:
        click.echo("bulletins: no --contact: webmasters will not know whom to ask", err=True)
    try:
        files = WRITERS[kind](jobs, place, None if cron_tz else zone)
    except ScheduleError as error:
        raise Failure(str(error), Exit.USAGE) from error
    if output is None:
        click.echo(printed(files), nl=False)
        return Exit.OK
    write(files, output)
    if not names:
        name_stale(files, output)
    return Exit.OK


def chosen_kind(kinds: Mapping[str, bool], reported: Mapping[str, object]) -> str:
    chosen = [kind for kind, wanted in kinds.items() if wanted]
    if len(chosen) != 1:
        raise click.UsageError("say one of --systemd, --cron, --kubernetes")
    for option, only in ONLY_FOR.items():
        if reported[option] and chosen[0] not in only:
            raise click.UsageError(f"--{option.replace('_', '-')} goes with --{' or --'.join(only)}")
    if reported["zone"] and reported["cron_tz"]:
        raise click.UsageError("--zone or --cron-tz, not both: cronie needs no zone")
    return chosen[0]


def chosen_sources(names: Sequence[str]) -> list[Source]:
    if not names:
        return source_files.load_all()
    for name in names:
        if not NAME.fullmatch(name) or name.endswith(".toml"):
            raise click.UsageError(f"--source {name!r}: a source's name (`bulletins sources` lists them)")
    return [source_files.load(name) for name in dict.fromkeys(names)]


def scheduled(sources: Sequence[Source]) -> list[Source]:
    """Return those with a schedule; the others are named on stderr. Raises Failure when there is none."""
    for source in sources:
        if not source.schedule:
            click.echo(f"bulletins: {source.name}: no schedule in its file; only crawled when called", err=True)
    found = [source for source in sources if source.schedule]
    if not found:
        raise Failure("no source has a schedule: there is nothing to write", Exit.CONFIGURATION)
    return found


def whole_store(url: str, *, is_here: bool) -> str:
    """Return the store's address as it means the same from every folder. A password is for no unit's or crontab's
    readers. `is_here`: the program that crawls is this one.
    """
    if has_password(url):
        raise click.UsageError(f"--store: leave the password out, and give it as {SECRETS}; docs/postgresql.md")
    try:
        database_of(url)
    except StoreAddressError as error:
        if is_here or not isinstance(error.__cause__, ImportError):
            raise click.UsageError(
                f"--store {url!r}: {error}; an address such as {DEFAULT_STORE}, that outlives one run"
            ) from error
    _, is_file, path = url.partition("sqlite:///")
    return f"sqlite:///{Path(path).absolute()}" if is_file else url


def has_password(url: str) -> bool:
    """Whether there may be a password in an address, also in one that nobody could read."""
    if url.startswith("sqlite"):
        return False
    place, _, query = url.partition("?")
    return re.search(r":[^/].*@", place) is not None or re.search(r"(^|&)(ssl)?password=", query) is not None


def words(command: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(command))
    except ValueError as error:
        raise click.UsageError(f"--notify: {error}") from error


def systemd_files(jobs: Sequence[Job], place: Place, _: str | None) -> dict[str, str]:
    return units(jobs, place)


def cron_files(jobs: Sequence[Job], place: Place, zone: str | None) -> dict[str, str]:
    # Debian's cron reads no file of /etc/cron.d with a dot in its name: one without a user's column is safe there
    name = "bulletins" if place.user else "bulletins.crontab"
    if zone is None:
        return {name: crontab(jobs, place, None)}
    there = zone or zone_of_this_machine()
    return {name: crontab(jobs, place, there, minutes_from_china(there, datetime.now(UTC)))}


def kubernetes_files(jobs: Sequence[Job], place: Place, _: str | None) -> dict[str, str]:
    folder = source_files.sources_folder()
    texts = {f"{name}.toml": (folder / f"{name}.toml").read_text("utf-8") for job in jobs for name in job.sources}
    return {"bulletins.yaml": manifests(jobs, place, texts)}


WRITERS: dict[str, Callable[[Sequence[Job], Place, str | None], dict[str, str]]] = {
    "systemd": systemd_files,
    "cron": cron_files,
    "kubernetes": kubernetes_files,
}


def zone_of_this_machine(etc: Path = Path("/etc")) -> str:
    """Return the zone that cron reads the clock in: the machine's, whatever TZ says here."""
    clock = etc / "localtime"
    if not clock.exists():
        return "UTC"  # so the C library takes it
    folder, in_zones, name = str(clock.resolve()).partition("/zoneinfo/")
    if not in_zones:
        raise Failure(f"{clock} does not show the zone's name: give --zone", Exit.USAGE)
    # Debian's cron heeds this one too, depending on what starts it
    reported = (etc / "timezone").read_text("utf-8").strip() if (etc / "timezone").is_file() else name
    if Path(f"{folder}/zoneinfo/{reported}").resolve() != clock.resolve():
        raise Failure(f"{clock} says {name}, {etc / 'timezone'} {reported}: give --zone", Exit.USAGE)
    return name


def printed(files: Mapping[str, str]) -> str:
    """Return one file as it is, for a pipe; several with their names, as `systemctl cat` shows them."""
    if len(files) == 1:
        return next(iter(files.values()))
    return "\n".join(f"# {name}\n{text}" for name, text in files.items())


def write(files: Mapping[str, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            # no scheduler reads a name that begins with a dot
            partial = folder / f".{name}.partial"
            partial.write_text(text, "utf-8")
            partial.chmod(0o644)  # cron reads no file that others may write
            partial.replace(folder / name)
            click.echo(str(folder / name))
    except OSError as error:
        raise Failure(f"{error.filename}: {error.strerror}", Exit.USAGE) from error


def name_stale(files: Mapping[str, str], folder: Path) -> None:
    """Say which files of an earlier call no source asks for any more. A timer that runs is for a person to stop."""
    for path in sorted(folder.glob("bulletins-*")):
        if path.name not in files and path.is_file() and path.read_text("utf-8", "replace").startswith(WRITTEN_BY):
            click.echo(f"bulletins: {path}: no longer scheduled; stop and remove it", err=True)
