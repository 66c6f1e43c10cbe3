"""Jobs -> systemd units: a service and a timer each, and one service that reports a failed run.

A service sees a read-only machine with one writable folder, the store's. Where the program, the sources or the store
lie under /home or /tmp, what would hide those folders is left out.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from bulletins.schedules.jobs import INTERRUPTED, LOCKED, MAX_RUN_HOURS, WRITTEN_BY, Job, Place, ScheduleError
from pipelines.sources.cron import on_calendar

__all__ = ["units"]

FAILED_UNIT = "bulletins-failed@.service"
STATE = PurePosixPath("/var/lib")
HOMES = tuple(PurePosixPath(home) for home in ("/home", "/root", "/run/user"))
TEMPORARY = tuple(PurePosixPath(folder) for folder in ("/tmp", "/var/tmp"))  # noqa: S108  # looked at, never written
PLAIN = re.compile(r"[A-Za-z0-9_@+=:,./-]+")

# What neither a crawl nor a message to somebody needs
HARDENED = """\
ProtectSystem=strict
ProtectHome={home}
PrivateTmp={temporary}
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service"""

SERVICE = """\
{written_by}: {expression} China time, {sources}
[Unit]
Description=Crawl {sources}
Wants=network-online.target
After=network-online.target
OnFailure=bulletins-failed@%n.service
# Looked for again as long as another run has the source; that alone is no failure
StartLimitIntervalSec=0

[Service]
# Not oneshot, which may not be started again by its exit code
Type=exec
User={user}
{environment}
# What is said here wins over the above: PGPASSWORD or PGPASSFILE of a store on a server, a proxy
EnvironmentFile=-/etc/bulletins/environment
ExecStart={command}

# {locked}: another run has the source or its host, call again later. {interrupted}: a person or a signal stopped it
SuccessExitStatus={locked} {interrupted}
RestartForceExitStatus={locked}
RestartSec=15min
RuntimeMaxSec={longest}h
# A crawl ends by itself some 20 seconds after the first SIGTERM. It alone is signalled: pages are still read meanwhile
KillMode=mixed
TimeoutStopSec=60s

{folder}
UMask=0027
{hardened}
ProtectProc=invisible
PrivateIPC=yes
RemoveIPC=yes
KeyringMode=private
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX{netlink}
{memory_execution}SystemCallFilter=~@privileged @resources
MemoryMax={memory}
TasksMax={tasks}
Nice=5
"""

TIMER = """\
{written_by}: {expression} China time, {sources}
[Unit]
Description=When to crawl {sources}

[Timer]
{events}
# One that was missed while the machine was off is made up for
Persistent=yes
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
"""

FAILED = """\
{written_by}: reports that the unit named after the @ has failed
[Unit]
Description=Report the failed %i

[Service]
Type=oneshot
User={user}
EnvironmentFile=-/etc/bulletins/environment
ExecStart={command} %i
TimeoutStartSec=60s

UMask=0077
{hardened}
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
MemoryMax=256M
TasksMax=32
"""

TO_THE_JOURNAL = ("/usr/bin/logger", "--priority", "user.err", "--tag", "bulletins", "failed:")


def units(jobs: Sequence[Job], place: Place) -> dict[str, str]:
    """Return the units' texts by their file names. Raises ScheduleError."""
    files: dict[str, str] = {}
    for job in jobs:
        files[f"bulletins-{job.name}.service"] = service(job, place)
        files[f"bulletins-{job.name}.timer"] = timer(job)
    if files:
        files[FAILED_UNIT] = failed(place)
    return files


def service(job: Job, place: Place) -> str:
    paths = [place.program, place.python, place.sources, *place.store_paths]
    return SERVICE.format(
        written_by=WRITTEN_BY,
        expression=job.expression,
        sources=plain_text(", ".join(job.sources)),
        user=user(place),
        environment="\n".join(f"Environment={quoted(f'{n}={v}')}" for n, v in place.environment.items()),
        command=command((place.program, *place.crawl(job.sources))),
        folder=writable(place.store_file),
        hardened=hardened(paths),
        locked=LOCKED,
        interrupted=INTERRUPTED,
        longest=MAX_RUN_HOURS,
        # a browser compiles what it runs, looks at the network's devices, and is many programs
        netlink=" AF_NETLINK" if job.browser else "",
        memory_execution="" if job.browser else "MemoryDenyWriteExecute=yes\n",
        memory="3G" if job.browser else "1G",
        tasks=512 if job.browser else 128,
    )


def timer(job: Job) -> str:
    return TIMER.format(
        written_by=WRITTEN_BY,
        expression=job.expression,
        sources=plain_text(", ".join(job.sources)),
        events="\n".join(f"OnCalendar={event}" for event in on_calendar(job.cron)),
    )


def failed(place: Place) -> str:
    words = place.notify or TO_THE_JOURNAL
    return FAILED.format(written_by=WRITTEN_BY, user=user(place), command=command(words), hardened=hardened(words[:1]))


def user(place: Place) -> str:
    return plain_text(place.user or "bulletins")


def writable(store: PurePosixPath | None) -> str:
    if store is None:
        return "# The store is on a server: no folder of this machine is written"
    folder = store.parent
    if folder.is_relative_to(STATE) and folder != STATE:
        # made, and given to the user, by systemd
        return f"StateDirectory={quoted(str(folder.relative_to(STATE)))}\nStateDirectoryMode=0750"
    return f"ReadWritePaths={quoted(str(folder))}"


def hardened(paths: Iterable[str]) -> str:
    """Return the settings that shut a service off from the machine.

    Folders that hold one of the paths are not hidden; they stay read-only.
    """
    at_home, temporary = (
        any(PurePosixPath(path).is_relative_to(folder) for path in paths for folder in folders)
        for folders in (HOMES, TEMPORARY)
    )
    return HARDENED.format(home="read-only" if at_home else "yes", temporary="no" if temporary else "yes")


def command(words: Sequence[str]) -> str:
    program, *arguments = words
    if not program.startswith("/") or "$" in program:
        raise ScheduleError(f"{program!r}: a unit needs the program's whole path, without $")
    return " ".join([quoted(program), *(quoted(word).replace("$", "$$") for word in arguments)])


def quoted(value: str) -> str:
    """Return one word of a unit file: systemd takes away the quotes and reads \\ and %. Raises ScheduleError."""
    if "\0" in value:
        raise ScheduleError(f"{value!r}: no unit file can say this")
    if PLAIN.fullmatch(value):
        return value
    return '"' + "".join(escaped(letter) for letter in value) + '"'


def escaped(letter: str) -> str:
    if letter in '\\"':
        return f"\\{letter}"
    if letter == "%":
        return "%%"
    return letter if letter >= " " and letter != "\x7f" else f"\\x{ord(letter):02x}"


def plain_text(value: str) -> str:
    """Return a value that systemd does not unquote. Raises ScheduleError where it could be read as something else."""
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_., -]*", value):
        raise ScheduleError(f"{value!r}: letters, digits, - _ . only")
    return value
