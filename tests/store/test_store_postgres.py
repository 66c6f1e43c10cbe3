"""A store on PostgreSQL: made once, known from a stranger's, its errors named, its runs known to go on or not."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from postgres import Server, execute
from store_pages import URL, fetch, page, reading, rows

from bulletins.cli.group import bulletins
from pipelines.dedup.copies import Publication, precedence
from pipelines.exit_codes import guarded
from pipelines.models import Outcome, Source
from pipelines.store import (
    ConnectionLost,
    NoStoreYet,
    NotOurStore,
    Store,
    StoreAddressError,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreVersionError,
    open_store,
    open_to_read,
    restore,
    upgrade,
)
from pipelines.store.engine import databases, opening, postgres_connections
from pipelines.store.engine.errors import RunTakenOver, WritersCrossed
from pipelines.store.engine.postgres import Postgres
from pipelines.store.engine.postgres_errors import in_words
from pipelines.store.schema.tables import Runs, RunSources

KINDS = {
    "53100": StoreFull,
    "53400": StoreFull,
    "55P03": StoreLocked,
    "40P01": WritersCrossed,
    "40001": WritersCrossed,
    "XX001": StoreDamaged,
    "XX002": StoreDamaged,
    "08006": ConnectionLost,
    "08003": ConnectionLost,
    "57P01": ConnectionLost,
    "57P03": ConnectionLost,
    "53300": ConnectionLost,
    "25006": StoreReadOnly,
    "42501": StoreReadOnly,
    "42P01": StoreVersionError,
    "23505": WritersCrossed,
}


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


# Made, known, refused


def test_several_programs_may_make_the_same_store_at_once(bare: str) -> None:
    together, errors = threading.Barrier(4), []

    def make() -> None:
        together.wait()
        try:
            with open_store(bare) as made:
                made.begin_run("crawl")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_store(bare) as made:
        assert len(made.runs()) == 4


def test_both_ways_to_write_its_address_lead_to_it(url: str) -> None:
    with open_store(url) as one, open_store(url.replace("+psycopg", "")) as other:
        run = one.begin_run("crawl")
        assert [found.number for found in other.runs()] == [run]


def test_a_database_of_somebody_else_is_not_touched(bare: str) -> None:
    execute(bare, "CREATE TABLE accounts (id int)")
    for call in (open_store, open_to_read, upgrade):
        with pytest.raises(NotOurStore, match=r"not a store of bulletins \(accounts\); it was not touched"):
            call(bare)
    assert execute(bare, "SELECT count(*) FROM pg_class WHERE relname = 'pages'") == [(0,)]


def test_what_an_extension_has_made_is_nobodys(bare: str) -> None:
    execute(bare, "CREATE EXTENSION pg_stat_statements")
    with open_store(bare) as made:
        assert made.totals().pages == 0


def test_a_store_that_should_be_there_is_not_made(bare: str) -> None:
    for call in (lambda: open_store(bare, create=False), lambda: open_to_read(bare), lambda: upgrade(bare)):
        with pytest.raises(NoStoreYet, match="no store there yet"):
            call()
    assert execute(bare, "SELECT count(*) FROM pg_class WHERE relname = 'pages'") == [(0,)]


def test_a_store_may_be_in_a_schema_of_its_own(bare: str) -> None:
    execute(bare, "CREATE TABLE accounts (id int)", "CREATE SCHEMA bulletins")
    with open_store(f"{bare}&options=-csearch_path%3Dbulletins") as made:
        fetch(made, made.begin_run("crawl"), page(), reading())
        assert list(made.verify()) == []
    assert execute(bare, "SELECT count(*) FROM bulletins.bulletin_texts") == [(1,)]


def test_another_schema_version_is_named(url: str) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreVersionError, match="newer bulletins"):
        open_store(url)


@pytest.mark.parametrize(
    ("address", "kind", "why"),
    [
        ("postgresql://nobody@127.0.0.1:1/x", ConnectionLost, "refused"),
        ("postgresql://nobody@/x?host=/nowhere", ConnectionLost, "No such file"),
        ("postgresql+psycopg2://nobody@/x", StoreAddressError, r"postgresql\+psycopg://"),
        ("mysql://nobody@h/x", StoreAddressError, "no store can be there"),
    ],
)
def test_an_address_where_no_store_is_is_one_clear_line(address: str, kind: type[StoreError], why: str) -> None:
    with pytest.raises(kind, match=why) as error:
        open_store(address)
    assert "\n" not in str(error.value)


def test_a_database_that_is_not_there_is_named(postgres_server: Server) -> None:
    with pytest.raises(StoreAddressError, match='"none" does not exist') as error:
        open_store(postgres_server.url("none"))
    assert error.value.configuration


def test_without_psycopg_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreAddressError, match=r"pip install 'bulletins\[postgres\]'"):
        open_store("postgresql://user@host/database")


@contextmanager
def asked_for_passwords() -> Iterator[Server]:
    """A server that asks for passwords, with a user `reader` of the password `open sesame`."""
    server = Server()
    try:
        name = "postgres"
        execute(server.url(name), "CREATE ROLE reader LOGIN PASSWORD 'open sesame'", "ALTER ROLE postgres PASSWORD 'x'")
        (server.data / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        server.halt(signal.SIGINT)
        server.start()
        yield server
    finally:
        server.stop()


def test_a_password_comes_from_the_environment_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with asked_for_passwords() as server:
        url = server.url("postgres").replace("//postgres@", "//reader:open%20says%20me@")
        for address in (url, f"{url.replace(':open%20says%20me', '')}&password=open+says+me"):
            with pytest.raises(StoreAddressError) as error:
                open_store(address)
            assert "open" not in str(error.value)
            assert "password" in str(error.value)
        monkeypatch.setenv("PGPASSWORD", "open sesame")
        with pytest.raises(NoStoreYet):
            open_to_read(url.replace(":open%20says%20me", ""))


@pytest.mark.parametrize("call", [["upgrade"], ["show", "7"], ["stats"], ["list", "--source", "none"]])
def test_no_command_prints_a_password(url: str, call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for address in (url.replace("//postgres@", "//postgres:sesame@"), f"{url}&password=sesame"):
        guarded(lambda address=address: bulletins.main([*call, "--store", address], "b", standalone_mode=False))  # type: ignore[misc]
        said = capsys.readouterr()
        assert (said.out or said.err) != ""
        assert "sesame" not in said.out + said.err


# Who may write


def test_who_may_only_read_is_kept_from_writing(url: str) -> None:
    with open_store(url) as store:
        fetch(store, store.begin_run("crawl"), page(), reading())
    execute(url, "CREATE ROLE analyst LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst")
    try:
        theirs = url.replace("//postgres@", "//analyst@")
        with pytest.raises(StoreReadOnly, match="may not write"):
            open_store(theirs)
        with open_to_read(theirs) as store:
            assert store.totals().bulletins == 1
            assert list(store.verify()) == []
    finally:
        execute(url, "DROP OWNED BY analyst", "DROP ROLE analyst")


def test_a_store_that_is_looked_at_cannot_be_written(url: str) -> None:
    with open_to_read(url) as store, pytest.raises(StoreReadOnly):
        store.begin_run("crawl")
    with open_to_read(url) as store:
        assert store.runs() == []


def test_a_store_is_made_in_the_schema_that_comes_first_whatever_lies_further_on(url: str) -> None:
    """Every table of one in `public` was taken for its own."""
    with open_store(url) as first:
        fetch(first, first.begin_run("crawl"), page(), reading())
    execute(url, "CREATE ROLE gov LOGIN", "CREATE SCHEMA gov AUTHORIZATION gov", "CREATE TABLE gov.note (id int)")
    try:
        theirs = url.replace("//postgres@", "//gov@")
        with pytest.raises(NotOurStore, match="note"):
            open_store(theirs)
        execute(url, "DROP TABLE gov.note")
        with open_store(theirs) as store:
            assert store.totals().bulletins == 0
            fetch(store, store.begin_run("crawl"), page(URL + "?theirs"), reading(URL + "?theirs"))
        with open_store(theirs) as store, open_to_read(url) as first:
            assert (store.totals().bulletins, first.totals().bulletins) == (1, 1)
            assert list(store.verify()) == []
    finally:
        execute(url, "DROP OWNED BY gov CASCADE", "DROP ROLE gov")


def test_a_lease_is_read_committed_whatever_the_database_is_set_to(url: str) -> None:
    [(name,)] = execute(url, "SELECT current_database()")
    execute(url, f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    with open_store(url) as store:
        asked = sa.update(Runs).values(state=Runs.state).returning(sa.func.current_setting("transaction_isolation"))
        store.begin_run("crawl")
        assert isinstance(store.database, Postgres)
        assert [tuple(row) for row in store.database.at_once(asked, {})] == [("read committed",)]


def test_a_writer_that_waits_too_long_is_reported(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres_connections.SETTINGS, "lock_timeout", "50ms")
    with open_store(store.url) as other, store.writing(), pytest.raises(StoreLocked, match="another program"):
        other.begin_run("crawl")


def test_reading_sees_one_moment(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    with open_to_read(store.url) as looked_at, looked_at.reading() as connection:
        count = sa.text("SELECT count(*) FROM pages")
        before = connection.scalar(count)
        fetch(store, run, page(body=b"2"), reading(last="特此公告。"))
        assert (before, connection.scalar(count)) == (1, 1)


# Errors


@pytest.mark.parametrize("code", KINDS)
def test_errors_go_by_their_sqlstate(code: str) -> None:
    error = psycopg.errors.lookup(code)("server: something\nDETAIL: more")
    found = in_words(error, "postgresql://u@h/d")
    assert type(found) is KINDS[code]
    assert str(found).startswith("postgresql://u@h/d: server: something")
    assert "\n" not in str(found)


def test_a_run_whose_session_the_server_has_ended_writes_no_more(store: Store, url: str) -> None:
    run = store.begin_run("crawl", [Source(name="example")])
    number = store.keep(run, page())
    before = rows(store)
    execute(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2",
    )
    with pytest.raises(ConnectionLost, match=f"run {run} goes on"):
        store.record_outcome(number, reading())
    assert rows(store) == before
    with open_store(url) as other:
        assert [(found.state, found.finished_at is None) for found in other.runs()] == [("killed", True)]
        other.begin_run("ingest")
        assert other.record_outcome(number, reading()) == Outcome.NEW
        assert [found.state for found in other.runs()] == ["running", "killed"]


def test_connections_that_the_server_has_closed_are_opened_again(store: Store, url: str) -> None:
    assert store.runs() == []
    execute(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bulletins'")
    assert store.runs() == []


def test_a_server_that_is_killed_loses_nothing_that_was_committed() -> None:
    server = Server(synchronous_commit="on")
    try:
        with open_store(server.database("crashes")) as store:
            run = store.begin_run("crawl", [Source(name="example")])
            number = store.keep(run, page())
            server.kill()
            with pytest.raises(ConnectionLost):
                store.record_outcome(number, reading())
            server.start()
            assert store.runs()[0].state == "killed"  # nobody holds its lock
            assert list(store.unread()) == [(number, page())]
            assert store.record_outcome(number, reading()) == Outcome.NEW
            assert store.runs()[0].state == "running"  # it has taken it again
            assert list(store.verify()) == []
    finally:
        server.stop()


def test_a_run_that_was_taken_for_dead_while_the_server_was_away_writes_no_more() -> None:
    server = Server(synchronous_commit="on")
    try:
        with open_store(server.database("crashes")) as store:
            run = store.begin_run("crawl", [Source(name="example")])
            number = store.keep(run, page())
            server.kill()
            server.start()
            with open_store(store.url) as other:
                other.begin_run("crawl", [Source(name="example")])
            for _ in range(2):
                with pytest.raises(RunTakenOver, match=rf"run {run} (was taken for dead|goes on)"):
                    store.record_outcome(number, reading())
    finally:
        server.stop()


A_RUN = """
import sys
from pipelines.store import open_store
store = open_store(sys.argv[1])
print(store.begin_run("ingest"), flush=True)
sys.stdin.read()
"""


def test_a_run_of_a_program_that_is_killed_is_known_at_once(store: Store) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-c", A_RUN, store.url], stdin=-1, stdout=-1, text=True, env=environment
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "1\n"
        assert [found.state for found in store.runs()] == ["running"]
        program.kill()
        program.wait()
        until = time.monotonic() + 60  # the server notices when it looks at the socket, which is at once
        while [found.state for found in store.runs()] == ["running"] and time.monotonic() < until:
            time.sleep(0.05)
    assert [found.state for found in store.runs()] == ["killed"]


# Backups and schemas


def test_backups_are_made_by_its_own_programs(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreAddressError, match="pg_dump --format=custom") as error:
        store.backup(tmp_path / "kept")
    assert f"{tmp_path}/kept" in str(error.value)
    with pytest.raises(StoreAddressError, match=r"pg_restore .*--dbname='postgresql://"):
        restore(tmp_path / "kept", store.url)


def test_the_lines_that_are_printed_back_up_and_restore(
    postgres_server: Server, url: str, bare: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(url) as store:
        fetch(store, store.begin_run("crawl"), page(), reading())
        before = rows(store)
    kept = postgres_server.folder / "it's kept;$(exit 9)"
    for command, of in (("backup", url), ("restore", bare)):
        call = [command, str(kept), "--store", of.replace("//postgres@", "//postgres:geheim@")]
        assert guarded(lambda call=call: bulletins.main(call, "bulletins", standalone_mode=False))  # type: ignore[misc]
        said = capsys.readouterr().err
        assert "geheim" not in said
        done = postgres_server.paste(said[said.index(" pg_") :])
        assert done.returncode == 0, done.stderr
    with open_store(bare) as restored:
        assert rows(restored) == before
        assert list(restored.verify()) == []


def test_what_a_store_lacks_is_found(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE verdicts")
        connection.exec_driver_sql("ALTER TABLE failures DROP COLUMN error CASCADE")
    found = [finding.what for finding in store.verify()]
    assert len(found) == 1
    assert found[0].startswith("it lacks failures.error, verdicts,")


NEXT = f"{int(opening.SCHEMA) + 1:04}"
NEXT_STEP = f"""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{NEXT}", "{opening.SCHEMA}", None, None

def upgrade():
    with op.batch_alter_table("bulletins") as table:
        table.add_column(sa.Column("withdrawn", sa.Text(), nullable=True))
"""


@pytest.mark.parametrize("fault", ["", "    op.execute('no SQL')\n"])
def test_later_steps_are_taken_whole_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    import shutil

    copied = tmp_path / "migrations"
    shutil.copytree(opening.MIGRATIONS, copied)
    (copied / "versions" / f"{NEXT}_next.py").write_text(NEXT_STEP + fault)
    fetch(store, store.begin_run("crawl"), page(), reading())
    before = rows(store)
    monkeypatch.setattr(opening, "MIGRATIONS", copied)
    with monkeypatch.context() as later:
        later.setattr(opening, "SCHEMA", NEXT)
        if fault:
            with pytest.raises(StoreError):
                upgrade(store.url)
        else:
            upgrade(store.url)
            open_store(store.url).close()
    assert rows(store) == before
    with store.reading() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        assert version == (opening.SCHEMA if fault else NEXT)
        assert connection.exec_driver_sql("SELECT count(*) FROM bulletin_texts").scalar() == 1


# What its types must hold


def test_addresses_as_long_as_lists_give_them_are_stored(store: Store) -> None:
    rest = os.urandom(1900).hex()
    one, other = (f"{URL}?{rest}{n}" for n in (1, 2))
    run = store.begin_run("crawl")
    for url in (one, other):
        assert fetch(store, run, page(url, url.encode()), reading(url)) == Outcome.NEW
    assert fetch(store, run, page(one, one.encode()), reading(one)) == Outcome.UNCHANGED
    assert [store.bulletin(url) is not None for url in (one, other)] == [True, True]
    newest = store.newest_page(one)
    assert newest is not None
    assert newest.url == one


def test_more_bytes_than_an_integer_holds_are_counted(store: Store) -> None:
    run = store.begin_run("crawl", [Source(name="example")])
    with store.writing() as connection:
        connection.execute(sa.update(RunSources).values(bytes=5_000_000_000))
    found = store.run(run)
    assert found is not None
    assert [of.bytes for of in found.sources] == [5_000_000_000]


def test_a_page_without_a_time_of_day_comes_after_all_others_whatever_the_collation(postgres_server: Server) -> None:
    """`~` comes before every figure by the collations of languages."""
    name = f"in_english{next(postgres_server.names)}"
    made = postgres_server.run(
        "createdb", "--template=template0", "--locale-provider=icu", "--icu-locale=en", "--encoding=UTF8", name
    )
    assert made.returncode == 0, made.stderr
    try:
        with open_store(postgres_server.url(name)) as store:
            run = store.begin_run("crawl")
            for second, url in enumerate((f"{URL}?without", f"{URL}?at-nine")):
                clean = reading(url)
                at = datetime(2020, 6, 7, 1, tzinfo=UTC) if second else None
                clean = replace(clean, document=replace(clean.document, published_at=at))
                fetch(store, run, page(url, url.encode(), second), clean)
            with store.reading() as connection:
                order = connection.scalars(sa.text("SELECT url FROM bulletins ORDER BY precedence")).all()
            assert order == [f"{URL}?at-nine", f"{URL}?without"]
            assert [line.url for line in store.bulletins()] == [f"{URL}?at-nine"]
    finally:
        postgres_server.drop(name)


def test_a_precedence_has_a_bound() -> None:
    seen = datetime(2026, 1, 2, tzinfo=UTC)
    long, longer = (precedence(Publication(url="http://h/" + "长" * n, first_seen=seen)) for n in (4000, 4001))
    assert long != longer
    assert max(len(each.encode()) for each in (long, longer)) < 2600


def test_the_kinds_of_databases_are_two() -> None:
    assert sorted(databases.KINDS) == ["postgresql", "sqlite"]
