"""A store on a server that somebody else has set up: in another encoding, with other defaults; and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from filled_store import fill
from postgres import Server, execute
from store_pages import ask, page, rows
from store_users import run
from warc_records import http, record

from pipelines.exit_codes import Exit
from pipelines.internal_errors import ends_run
from pipelines.search.query import read_query
from pipelines.store import ConnectionLost, StoreError, open_store, open_to_read
from pipelines.store.admin.copy_store import copy_store
from pipelines.store.admin.mirror import refresh_mirror
from pipelines.store.engine import postgres_connections
from pipelines.store.engine.errors import ValueRefused

ODD = {
    "DateStyle": "German, DMY",
    "TimeZone": "Asia/Shanghai",
    "IntervalStyle": "sql_standard",
    "bytea_output": "escape",
    "standard_conforming_strings": "off",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "extra_float_digits": "0",
    "default_transaction_isolation": "serializable",
    "client_encoding": "LATIN1",
    "statement_timeout": "30s",
    "idle_session_timeout": "30s",
    "gin_fuzzy_search_limit": "1",
    "lc_messages": "C",
}


def test_what_an_administrator_sets_for_a_database_changes_nothing(
    bare: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = sa.make_url(bare).database
    execute(bare, *(f"ALTER DATABASE \"{name}\" SET {key} = '{value}'" for key, value in ODD.items()))
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with open_store(f"sqlite:///{tmp_path}/own.db") as own, open_store(bare) as store:
        fill(own)
        fill(store)
        assert rows(store)["contents"] == rows(own)["contents"]
        assert list(store.verify()) == []
        for name in ("statement_timeout", "idle_session_timeout"):
            assert ask(store, f"SHOW {name}") == [("0",)]
        for words in ("防", "平安", "防汛 OR 罚款"):
            assert store.search(read_query(words)) == own.search(read_query(words))
    refresh_mirror(bare, tmp_path / "mirror.db")
    copy_store(bare, f"sqlite:///{tmp_path}/copied.db")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "EUC_CN", "LATIN1"])
def test_a_database_in_another_encoding_is_refused_before_anything_is_made(
    postgres_server: Server, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"in_{encoding.lower()}{next(postgres_server.names)}"
    made = postgres_server.run("createdb", "--template=template0", f"--encoding={encoding}", "--locale=C", name)
    assert made.returncode == 0, made.stderr
    try:
        assert run("crawl", "http://127.0.0.1:9/", "--store", postgres_server.url(name)) == Exit.CONFIGURATION
        assert f"the database is in {encoding}, and Chinese needs UTF8" in capsys.readouterr().err
    finally:
        postgres_server.drop(name)


def test_a_server_that_is_gone_without_a_word_is_noticed(new_database: Callable[[], str]) -> None:
    """By both sides, also while something is on its way, when keepalives do not count."""
    with open_to_read(new_database()) as store, store.reading() as connection:
        driver: Any = connection.connection.dbapi_connection
        asked = driver.info.get_parameters()
    assert asked["tcp_user_timeout"] == str(postgres_connections.SECONDS_TO_ANSWER * 1000)
    assert {"tcp_user_timeout", "tcp_keepalives_idle"} <= postgres_connections.SETTINGS.keys()


# One page that the database does not take


def test_a_host_longer_than_any_costs_nothing(new_database: Callable[[], str], tmp_path: Path) -> None:
    url = new_database()
    archive = tmp_path / "long.warc"
    hosts = ("www.example.gov.cn", "a" * 5000 + ".gov.cn")
    archive.write_bytes(b"".join(record(http(), url=f"http://{host}/a.html") for host in hosts))
    assert run("ingest", str(archive), "--store", url) == Exit.OK
    with open_to_read(url) as store:
        assert sorted(source for [source] in ask(store, "SELECT name FROM sources")) == [
            "unknown",
            "www.example.gov.cn",
        ]


def test_a_value_that_it_does_not_take_is_of_one_page(new_database: Callable[[], str]) -> None:
    with open_store(new_database()) as store, pytest.raises(ValueRefused) as refused:
        store.keep(store.begin_run("crawl"), replace(page(), status=2**40))
    assert not ends_run(refused.value)
    assert ends_run(StoreError("x"))


def test_a_copy_names_the_table_whose_value_is_refused(bare: str, tmp_path: Path) -> None:
    file = f"sqlite:///{tmp_path}/own.db"
    for said, statement in (
        (r"postgresql.*: pages: ", "UPDATE pages SET status = 99999999999 WHERE id = 1"),
        (r"postgresql.*: paragraphs: .*another kind", "UPDATE paragraphs SET text = x'ff' WHERE position = 0"),
    ):
        with open_store(file) as own:
            if own.totals().pages == 0:
                fill(own)
            with own.writing() as connection:
                before = connection.exec_driver_sql("SELECT status FROM pages WHERE id = 1").scalar()
                connection.exec_driver_sql(statement)
        with pytest.raises(ValueRefused, match=said):
            copy_store(file, bare)
        with open_store(file) as own, own.writing() as connection:
            connection.exec_driver_sql("UPDATE pages SET status = ? WHERE id = 1", (before,))


def test_a_connection_that_is_lost_is_that_of_the_server(bare: str, tmp_path: Path, postgres_server: Server) -> None:
    """Though both stores are open then, and the error comes by way of the other one's transaction."""
    file = f"sqlite:///{tmp_path}/own.db"
    with open_store(file) as own:
        fill(own)

    def end(name: str, *_: object) -> None:
        if name == "paragraphs":
            database = sa.make_url(bare).database
            sessions = f"pg_stat_activity WHERE datname = '{database}'"
            execute(postgres_server.url("postgres"), f"SELECT pg_terminate_backend(pid) FROM {sessions}")  # noqa: S608

    with pytest.raises(ConnectionLost, match=r"^postgresql"):
        copy_store(file, bare, end)
    with open_store(file) as own:
        assert list(own.verify()) == []
