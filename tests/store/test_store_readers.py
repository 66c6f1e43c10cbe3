"""A role with the rights that the docs name reads all of a store on a server, writes nothing, and may make a mirror."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from filled_store import fill
from postgres import Server, execute
from store_users import READ, run

from pipelines.exit_codes import Exit
from pipelines.store import open_store, open_to_read
from pipelines.store.admin.mirror import refresh_mirror
from pipelines.store.engine.database import phrases_of
from pipelines.store.schema.views import create_views, drop_views, views

DOCS = (Path(__file__).parents[2] / "docs" / "postgresql.md").read_text(encoding="utf-8")
GRANTS = "".join(re.findall(r"```sql\n(.*?)```", DOCS, re.DOTALL))
FILES_ONLY = {"serve", "backup"}  # a server's own programs are named for these; tests/store/test_store_postgres.py
NEED_NO_STORE = {"extract", "sources", "schedule"}


@pytest.fixture(scope="module")
def url(postgres_server: Server) -> Iterator[str]:
    """A store as the role sees it, which was granted what the docs say."""
    name = f"granted{next(postgres_server.names)}"
    owner = postgres_server.database(name)
    with open_store(owner) as store:
        fill(store)
    assert GRANTS.count(";") == 5
    execute(owner, GRANTS.replace("DATABASE bulletins", f"DATABASE {name}").replace("ROLE crawler", "ROLE postgres"))
    yield owner.replace("//postgres@", "//analyst@")
    execute(owner, "DROP OWNED BY analyst", "DROP ROLE analyst")
    postgres_server.drop(name)


@pytest.mark.parametrize("command", sorted(READ.keys() - FILES_ONLY - NEED_NO_STORE))
def test_a_role_that_may_look_calls_what_reads(url: str, command: str, tmp_path: Path) -> None:
    arguments = [argument.format(folder=tmp_path, saved="") for argument in READ[command]]
    assert run(command, *arguments, "--store", url) in (Exit.OK, Exit.SUSPICIOUS if command == "health" else Exit.OK)


@pytest.mark.parametrize("call", [("rebuild",), ("upgrade",), ("crawl", "http://127.0.0.1:9/")])
def test_it_writes_nothing(url: str, call: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*call, "--store", url) == Exit.CONFIGURATION
    assert "may not write" in capsys.readouterr().err


def test_it_makes_a_mirror_and_brings_it_up_to_date(url: str, tmp_path: Path) -> None:
    file = tmp_path / "mirror.db"
    assert refresh_mirror(url, file).whole
    execute(url.replace("//analyst@", "//postgres@"), "UPDATE bulletins SET first_seen = first_seen WHERE id = 1")
    assert (refresh_mirror(url, file).written, refresh_mirror(url, file).whole) == (1, False)
    assert not refresh_mirror(url.replace("//analyst@", "//postgres@"), file).whole, "the same store, asked by another"


def test_views_that_an_upgrade_makes_again_are_its_to_read(url: str) -> None:
    owner = url.replace("//analyst@", "//postgres@")
    with open_store(owner) as store, store.writing() as connection:
        drop_views(connection)
        create_views(connection)
    with open_to_read(url) as store, store.reading() as connection:
        for view in views(phrases_of(connection)):
            assert connection.scalar(sa.text(f"SELECT count(*) FROM {view}")) is not None  # noqa: S608  # our own
