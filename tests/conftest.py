"""Fixtures that several tests share, and how much `make test` tries of what `make test-all` tries."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from amounts import LONG
from hypothesis import settings
from postgres import Server, shared_server
from sqlalchemy.engine import Engine

sys.path.insert(0, str(Path(__file__).parents[1] / "data" / "sample"))

from sample_site.server import Running, serve

from pipelines.store import Store, open_store
from pipelines.store.engine import opening
from pipelines.store.engine.database import BEHIND
from pipelines.store.engine.databases import database_of

# Tables are as wide as they like, wherever the tests run
os.environ["COLUMNS"] = "200"
# The store of a test that names none: it cannot be opened, so that no test comes to data/bulletins.db of this checkout
os.environ["BULLETINS_STORE"] = "sqlite:////dev/null/a-test-names-its-store.db"

# No test depends on how fast the machine is. `default` tries some examples, new ones each time; `nightly` tries all;
# `same` too, and those are the same for a commit
settings.register_profile("default", deadline=None, max_examples=20)
settings.register_profile("nightly", deadline=None, max_examples=100)
settings.register_profile("same", deadline=None, max_examples=100, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("nightly" if LONG else "default"))

# A store waits for the disk at each transaction, 0.1 to 10 ms by the disk; in memory it does not
MEMORY_DISK = Path("/dev/shm")  # noqa: S108  # only a folder of pytest's own below it is written to
ROOM = 4 * 1024**3  # bytes; all tests together leave less than one
EXECUTABLE = not MEMORY_DISK.exists() or not os.statvfs(MEMORY_DISK).f_flag & os.ST_NOEXEC
if EXECUTABLE and os.access(MEMORY_DISK, os.W_OK) and shutil.disk_usage(MEMORY_DISK).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_DISK))

LEFT_OUT = pytest.StashKey[int]()
create_schema = opening.create_schema


@cache
def empty_store() -> sqlite3.Connection:
    """A store with nothing in it, in memory."""
    with closing(sqlite3.connect(":memory:")) as made:
        options = {BEHIND: database_of("sqlite:///none.db")}
        engine = sa.create_engine("sqlite://", creator=lambda: made, poolclass=sa.StaticPool, execution_options=options)
        create_schema(engine)
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        made.backup(copy)
    return copy


def copy_schema(engine: Engine) -> None:
    """Make a store's tables by a copy: SQLAlchemy takes fifty times as long to make them one by one."""
    if engine.dialect.name != "sqlite":
        create_schema(engine)
        return
    with engine.connect() as connection:
        file: Any = connection.connection.dbapi_connection
        empty_store().backup(file)


@pytest.fixture(autouse=True, scope="session")
def _stores_are_copies() -> Iterator[None]:
    opening.create_schema = copy_schema
    yield
    opening.create_schema = create_schema


@pytest.fixture
def made_by_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store of this test is made as a user's is, statement by statement."""
    monkeypatch.setattr(opening, "create_schema", create_schema)


# Stores on both engines. A test that asks for `store_url` or `store` runs on each; in folders other than these, and
# where it is marked `sqlite` with the reason, on SQLite alone

BOTH = ("tests/store/", "tests/crawl/")
ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "store_engine" in metafunc.fixturenames:
        is_on_both = any(folder in metafunc.definition.nodeid for folder in BOTH)
        is_on_one = not is_on_both or metafunc.definition.get_closest_marker("sqlite")
        metafunc.parametrize("store_engine", ENGINES[:1] if is_on_one else ENGINES)


@pytest.fixture(scope="session")
def postgres_server() -> Server:
    """A server with an empty store in the database `empty`."""
    server = shared_server()
    open_store(server.database("empty")).close()
    return server


@pytest.fixture
def new_database(postgres_server: Server) -> Iterator[Callable[[], str]]:
    """Makes databases with an empty store in each; they go with the test."""
    made: list[str] = []
    with psycopg.connect(f"host={postgres_server.folder} user=postgres dbname=postgres", autocommit=True) as admin:

        def make() -> str:
            made.append(f"of_test_{next(postgres_server.names)}")
            admin.execute(f"CREATE DATABASE {made[-1]} TEMPLATE empty STRATEGY file_copy")  # type: ignore[arg-type]  # our own name
            return postgres_server.url(made[-1])

        yield make
        for name in made:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]  # as above


@pytest.fixture
def bare(postgres_server: Server) -> Iterator[str]:
    """A database with nothing in it."""
    name = f"bare{next(postgres_server.names)}"
    yield postgres_server.database(name)
    postgres_server.drop(name)


@pytest.fixture
def new_store_url(store_engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives addresses for stores of the test's own, on the engine that the test runs on."""
    if store_engine == "postgresql":
        new: Callable[[], str] = request.getfixturevalue("new_database")
        return new
    numbers = count()
    return lambda: f"sqlite:///{tmp_path}/bulletins{next(numbers) or ''}.db"


@pytest.fixture
def store_url(new_store_url: Callable[[], str]) -> str:
    return new_store_url()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store of the test's own."""
    with open_store(store_url) as opened:
        yield opened


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests that are marked `long` to `make test-all`."""
    if LONG:
        return
    left = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)
    config.stash[LEFT_OUT] = len(left)
    if hasattr(config, "workeroutput"):  # a process of xdist's: the one that reports has collected nothing
        config.workeroutput["left out"] = len(left)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the count from one of xdist's processes, which have all left out the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)  # none of one that broke


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out."""
    if not LONG:
        terminalreporter.write_line(
            f"{config.stash.get(LEFT_OUT, 0)} long tests left out; of kills, days and examples some were tried:"
            " make test-all runs all"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Generator[None, Any, Any]:
    """Where every test is to run (BULLETINS_ALL_TESTS), one that is skipped has failed: its tool is missing."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("BULLETINS_ALL_TESTS"):
        report.outcome = "failed"
        report.longrepr = f"skipped where every test is to run: {report.longrepr[2]}"
    return report


@pytest.fixture
def sample() -> Iterator[Running]:
    """The sample site on 127.0.0.1, every address as if never asked for."""
    with serve() as running:
        yield running
