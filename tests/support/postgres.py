"""A PostgreSQL server of the tests' own: its files in a temporary folder, a socket in the same, no port, no fsync.

    url = shared_server().database()                     an empty database
    url = shared_server().database(template="filled")    a copy of another one

The server refuses to run as root, so root starts it as the user `postgres` (or `nobody`). It is stopped by its process
number at the end of the program that started it, and where `setpriv` is installed also when that program is killed.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

__all__ = ["Server", "execute", "programs", "shared_server"]

DEBIAN = Path("/usr/lib/postgresql")  # its programs are not on PATH
MEMORY_DISK = Path("/dev/shm")  # noqa: S108  # only a folder of this program's own below it is written to
NOBODYS_WORK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = NOBODYS_WORK | {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "lc_messages": "C",
    "log_min_messages": "warning",
}
USER = "postgres"  # the superuser inside the server
PATIENCE = 120  # seconds for a start or a stop on a loaded machine; nobody waits as long on one that is not


def programs() -> Path | None:
    """Return the folder of initdb and postgres, the newest where there are several; None where none is installed."""
    installed = sorted(
        (folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()),
        key=lambda folder: int("".join(filter(str.isdigit, folder.parent.name)) or 0),
    )
    if installed:
        return installed[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Server:
    """A server with a folder of its own. Begins at once; `stop` ends it and removes its files.

    `settings`: more of postgresql.conf. Raises FileNotFoundError where PostgreSQL is not installed.
    """

    def __init__(self, **settings: str) -> None:
        found = programs()
        if found is None:
            raise FileNotFoundError("no initdb in /usr/lib/postgresql/*/bin or on PATH")
        self.programs = found
        self.settings = SETTINGS | settings
        self.names = count(1)
        self.process: subprocess.Popen[bytes] | None = None
        # a socket's path has 107 bytes at most, so this is no folder of pytest's
        room = MEMORY_DISK if os.access(MEMORY_DISK, os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="bulletins-pg-", dir=room))
        self.account: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = other_user()
            self.account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        atexit.register(self.stop)
        made = self.run(
            "initdb", "--no-sync", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C.UTF-8",
            "--pgdata", str(self.data),
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        self.start()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run one of PostgreSQL's programs as the server's user, to its end."""
        return subprocess.run(  # noqa: S603  # PostgreSQL's own programs, with what tests say
            [self.programs / program, *arguments],
            cwd=self.folder,
            env=os.environ | {"PGHOST": str(self.folder), "PGUSER": USER, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            **self.account,
        )

    def paste(self, line: str) -> "subprocess.CompletedProcess[str]":
        """Run a line as a person does who has it from a screen: in a shell, with PostgreSQL's programs on PATH."""
        return subprocess.run(  # noqa: S602  # a shell is what it is about
            line,
            shell=True,
            cwd=self.folder,
            env=os.environ | {"LC_ALL": "C.UTF-8", "PATH": f"{self.programs}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            **self.account,
        )

    def start(self) -> None:
        """Start the server, and wait until it answers.

        Where its predecessor was killed, the memory of that one may still be held by a process of it that has not
        noticed; the server then ends, and is started again.
        """
        until = time.monotonic() + PATIENCE
        while True:
            self.process = self.begun()
            while self.process.poll() is None:
                if self.run("pg_isready", "--quiet").returncode == 0:
                    return
                assert time.monotonic() < until, self.log.read_text(errors="replace")
                time.sleep(0.05)
            assert time.monotonic() < until, self.log.read_text(errors="replace")
            time.sleep(0.2)

    def begun(self) -> "subprocess.Popen[bytes]":
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        guard = [tool, "--pdeathsig", "INT"] if (tool := shutil.which("setpriv")) else []
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  # PostgreSQL itself
                [*guard, str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.folder), *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for the tests
                **self.account,
            )

    def halt(self, number: signal.Signals) -> None:
        """Send a signal to the server and wait for its end: SIGINT closes connections and all is written, SIGQUIT and
        SIGKILL leave it to the next `start` to recover."""
        if self.process is None:
            return
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        self.process = None

    def kill(self) -> None:
        """End the server as a crash would (kill -9). Its processes end by themselves; `start` waits for them."""
        self.halt(signal.SIGKILL)

    def stop(self) -> None:
        """End the server and remove its files."""
        self.halt(signal.SIGINT)
        atexit.unregister(self.stop)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Return the address of a database, for SQLAlchemy with psycopg."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def database(self, name: str | None = None, *, template: str = "template0") -> str:
        """Make a database, a copy of `template`, and return its address. Nobody may be connected to a template."""
        name = name or f"test{next(self.names)}"
        made = self.run("createdb", "--template", template, "--encoding=UTF8", "--locale=C.UTF-8", name)
        assert made.returncode == 0, made.stderr
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        dropped = self.run("dropdb", "--force", "--if-exists", name)
        assert dropped.returncode == 0, dropped.stderr


def other_user() -> pwd.struct_passwd:
    """Return the account to which root leaves the server."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


def execute(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Execute statements past the store; the rows of the last."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@cache
def shared_server() -> Server:
    """Return the server that all tests of this process share. Skips the test where PostgreSQL is not installed."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (initdb)")
    return Server()
