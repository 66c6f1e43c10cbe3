"""A PostgreSQL server of the tests' own: in a temporary folder, reached by a socket only, gone when they end."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg

__all__ = ["Server", "missing", "name_of", "running"]

USER = "bulletins"
SETTINGS = {  # a test's store need not outlive the machine, and each test makes a database
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}
MAX_START = 60.0  # seconds that a server may take to answer, on a machine that has much else to do


@cache
def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; None: there is none on this machine."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    return Path(found).resolve().parent if found else None


def missing() -> str | None:
    """Return why no server can be started here, for a test that is skipped; None: one can."""
    return None if programs() else "PostgreSQL is not installed (Debian: postgresql)"


class Server:
    """A running server. `url(name)` is the address of a database in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *command: str) -> list[str]:
        """Return a command line as the user that may run PostgreSQL: root may not."""
        found = programs()
        assert found is not None
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        return [*as_user, str(found / command[0]), *command[1:]]

    def create(self) -> None:
        """Make the server's folder of data. Raises CalledProcessError."""
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--username={USER}")
        subprocess.run(  # noqa: S603  # a program of the machine's, with our own arguments
            self.run("initdb", "--pgdata", str(self.folder / "data"), *options), check=True, capture_output=True
        )

    def start(self) -> None:
        """Start the server and wait until it answers. Raises TimeoutError."""
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # the same
                self.run("postgres", "-D", str(self.folder / "data"), "-k", str(self.folder), *settings),
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + MAX_START
        while True:
            try:
                psycopg.connect(self.dsn("postgres")).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise TimeoutError((self.folder / "log").read_text()[-2000:]) from error
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """End the server; its open connections are cut."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
            self.process.wait(MAX_START)

    def kill(self) -> None:
        """End the server as a power cut would: kill -9 of all its processes at once."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.process.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), 9)
        self.process.wait()

    def dsn(self, database: str) -> str:
        return f"host={self.folder} user={USER} dbname={database}"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run a statement that stands for itself, such as CREATE DATABASE."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]  # a literal for psycopg; the names here are ours

    def create_database(self, template: str | None = None) -> str:
        """Make a database of a new name, empty or as a copy of another one; its URL."""
        name = f"test_{uuid4().hex[:16]}"
        self.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template} STRATEGY file_copy" if template else ""))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away, whoever is connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")


def name_of(url: str) -> str:
    """Return the name of the database of a URL."""
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def running() -> Iterator[Server]:
    """A server for as long as the block lasts."""
    # not below pytest's folder: a socket's path may have 107 bytes
    folder = Path(tempfile.mkdtemp(prefix="bulletins-pg-"))
    folder.chmod(0o755)
    server = Server(folder)
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
