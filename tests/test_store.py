"""The store: kept before read, one fate a page, the same again changes nothing, stopped anywhere it is whole."""

import random
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines import store as stores
from pipelines.records import (
    Attachment,
    CleanDocument,
    Document,
    Edit,
    Outcome,
    Page,
    Paragraph,
    ParagraphKind,
    Reason,
    Rejected,
    Rejection,
    Removal,
    Role,
    Source,
    Variant,
)
from pipelines.store import NotOurStore, Store, StoreError, StoreFull, StoreVersionError, open_store
from pipelines.store.settling import canonical
from pipelines.store.tables import Base

URL = "http://www.example.gov.cn/tzgg/t1.html"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bulletins.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


def page(url: str = URL, body: bytes = b"<p>body</p>", second: int = 0, role: Role = Role.ARTICLE) -> Page:
    return Page(
        source="example",
        url=url,
        requested_url=url,
        fetched_at=datetime(2026, 1, 2, 3, 4, second, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        body=body,
        role=role,
    )


def reading(url: str = URL, last: str = "特此通知。") -> CleanDocument:
    texts = ("一、总体要求", "全区建成234个平安社区。", "全区建成234个平安社区。", "全区建成235个平安社区。", last)
    return CleanDocument(
        document=Document(
            url=url,
            title="关于防汛工作的通知",
            paragraphs=tuple(
                Paragraph(t, ParagraphKind.HEADING if i == 0 else ParagraphKind.TEXT) for i, t in enumerate(texts)
            ),
            published=date(2020, 6, 7),
            issuer="本网",
            columns=("政务公开", "通知公告"),
            document_number="新府〔2020〕3号",
            attachments=(Attachment("附件.pdf", "http://www.example.gov.cn/a.pdf"),),
            flags=("text in images",),
        ),
        removals=(Removal(2, 1, Reason.EXACT_REPEAT, 0, 1.0, (), 1, through=1, within=(0, 13)),),
        variants=(Variant(3, 1, 4, 0.9, (Edit(6, "4", "5"),)),),
        fingerprint=2**64 - 1,
    )


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def fetch(store: Store, run: int, a_page: Page, result: stores.Settled) -> Outcome:
    return store.settle(store.keep(run, a_page), result)


def test_a_new_address_is_new_and_can_be_shown_whole(store: Store) -> None:
    assert fetch(store, store.begin_run("crawl"), page(), reading()) == Outcome.NEW
    view = store.bulletin(1)
    assert view is not None
    assert view == store.bulletin(URL)
    document = reading().document
    assert (view.title, view.published, view.issuer, view.columns) == (
        document.title,
        document.published,
        document.issuer,
        document.columns,
    )
    assert [(p.position, p.kind, p.text, p.kept) for p in view.paragraphs] == [
        (i, p.kind, p.text, i != 2) for i, p in enumerate(document.paragraphs)
    ]
    assert [(r.position, r.text, r.reason, r.repeats, r.section, r.through, r.within) for r in view.removals] == [
        (2, "全区建成234个平安社区。", Reason.EXACT_REPEAT, 1, 1, 1, (0, 13))
    ]
    assert view.variants == reading().variants
    assert view.attachments == document.attachments
    assert view.flags == ("text in images",)


def test_the_same_page_again_is_unchanged_and_adds_only_its_fetch(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    before = rows(store)
    assert fetch(store, run, page(second=9), reading()) == Outcome.UNCHANGED
    after = rows(store)
    assert {name for name in before if before[name] != after[name]} == {"pages"}


def test_other_bytes_that_say_the_same_are_unchanged(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    assert fetch(store, run, page(body=b"<p>body</p><!-- visit 2 -->"), reading()) == Outcome.UNCHANGED


def test_the_same_bytes_read_otherwise_are_no_revision(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    assert fetch(store, run, page(), reading(last="a newer version reads more")) == Outcome.UNCHANGED


def test_an_edited_page_is_a_revision_and_both_texts_stay(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    assert fetch(store, run, page(body=b"edited"), reading(last="特此公告。")) == Outcome.REVISED
    old, new = store.bulletin(1, revision=1), store.bulletin(1)
    assert old is not None
    assert new is not None
    assert (old.paragraphs[-1].text, new.paragraphs[-1].text, new.revision) == ("特此通知。", "特此公告。", 2)


def test_a_rejected_page_leaves_the_bulletin_alone(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    before = store.bulletin(1)
    assert fetch(store, run, page(body=b"gone"), Rejected(Rejection.NOT_FOUND, "页面不存在")) == Outcome.REJECTED
    assert store.bulletin(1) == before


def test_the_fates_of_a_run_add_up_to_its_pages(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, page(URL + "?b", b"b"), Rejected(Rejection.EMPTY))
    fetch(store, run, page(URL + "?c", b"c"), Outcome.LISTED)
    store.keep(run, page(URL + "?d", b"d"))
    view = store.run(run)
    assert view is not None
    assert view.fates == {
        ("example", Outcome.NEW, None): 1,
        ("example", Outcome.REJECTED, "empty page"): 1,
        ("example", Outcome.LISTED, None): 1,
        ("example", None, None): 1,
    }
    assert view.fetched == 4


def test_a_page_kept_by_a_killed_run_is_found_with_its_bytes(url: str) -> None:
    with open_store(url) as first:
        number = first.keep(first.begin_run("crawl"), page(body=b"\xff\x00 bytes", role=Role.LIST))
    with open_store(url) as second:
        assert list(second.unsettled()) == [(number, page(body=b"\xff\x00 bytes", role=Role.LIST))]
        second.settle(number, reading())
        assert list(second.unsettled()) == []


def test_equal_bytes_are_kept_once(store: Store) -> None:
    run = store.begin_run("crawl")
    store.keep_many(run, [page(), page(URL + "?print=1"), page(body=b"other")])
    assert len(rows(store)["contents"]) == 2


def test_a_source_gets_a_dictionary_and_every_byte_comes_back(store: Store) -> None:
    template = bytes(range(32, 127)) * 40
    pages = [page(f"{URL}?{i}", template + str(i * 7919).encode() * 50, i % 60) for i in range(60)]
    store.keep_many(store.begin_run("crawl"), pages)
    kept = rows(store)
    assert len(kept["dictionaries"]) == 1
    assert [p for _, p in store.pages()] == pages


def test_a_failed_request_is_told_with_its_run(store: Store) -> None:
    run = store.begin_run("crawl", [Source(name="example", title="示例")])
    store.note_failure(run, "example", URL, "connection refused")
    view = store.run(run)
    assert view is not None
    assert view.failures == (("example", URL, "connection refused"),)


def test_a_settlement_that_fails_writes_nothing(store: Store) -> None:
    number = store.keep(store.begin_run("crawl"), page())
    before = rows(store)
    broken = replace(reading(), removals=reading().removals * 2)
    with pytest.raises(StoreError):
        store.settle(number, broken)
    assert rows(store) == before


def test_a_rebuild_gives_the_same_rows(store: Store) -> None:
    run = store.begin_run("crawl")
    readings = {
        b"1": reading(),
        b"2": reading(last="特此公告。"),
        b"3": reading(URL + "?b"),
        b"4": Rejected(Rejection.NO_BODY),
        b"list": Outcome.LISTED,
    }
    second = store.keep(run, page(URL + "?b", b"3"))
    for body in (b"1", b"2", b"4"):
        fetch(store, run, page(body=body), readings[body])
    store.settle(second, readings[b"3"])  # settled after a later page: its number is 2, its page is 1
    fetch(store, run, page(URL + "?list", b"list", role=Role.LIST), Outcome.LISTED)
    before = rows(store)
    store.rebuild(lambda p: readings[p.body])
    assert rows(store) == before


def test_a_rebuild_that_is_stopped_leaves_the_old_rows(store: Store) -> None:
    run = store.begin_run("crawl")
    for i in range(3):
        fetch(store, run, page(f"{URL}?{i}", str(i).encode()), reading(f"{URL}?{i}"))
    before = rows(store)
    seen = []

    def stopped(p: Page) -> CleanDocument:
        seen.append(p)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return reading(p.url)

    with pytest.raises(KeyboardInterrupt):
        store.rebuild(stopped)
    assert rows(store) == before


def test_the_number_of_a_bulletin_that_is_gone_is_not_given_again(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, page(URL + "?b", b"b"), reading(URL + "?b"))
    store.rebuild(lambda p: reading(p.url) if p.url == URL else Rejected(Rejection.NO_BODY))
    fetch(store, run, page(URL + "?c", b"c"), reading(URL + "?c"))
    assert [line.number for line in store.bulletins()] == [3, 1]


def test_two_writers_wait_for_each_other(url: str) -> None:
    open_store(url).close()
    errors: list[BaseException] = []

    def write(name: int) -> None:
        try:
            with open_store(url) as store:
                run = store.begin_run("crawl")
                for i in range(25):
                    fetch(store, run, page(f"{URL}?{name}-{i}", f"{name}-{i}".encode()), reading(f"{URL}?{name}-{i}"))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_store(url) as store:
        assert store.totals().bulletins == 75


def test_a_reader_sees_whole_pages_while_a_writer_writes(store: Store) -> None:
    with open_store(store.url) as reader:
        run = store.begin_run("crawl")
        for i in range(20):
            fetch(store, run, page(f"{URL}?{i}", str(i).encode()), reading(f"{URL}?{i}"))
            totals = reader.totals()
            assert totals.paragraphs_kept == 4 * totals.bulletins


def test_a_disk_that_fills_is_told_and_what_was_committed_stays(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    with store.engine.connect() as connection:
        size = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {size}")
    before = rows(store)
    incompressible = random.Random(0).randbytes(200_000)
    with pytest.raises(StoreFull, match="full"):
        store.keep(run, page(URL + "?big", incompressible))
    assert rows(store) == before


def test_a_database_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE t (x)")
    before = path.read_bytes()
    with pytest.raises(NotOurStore, match="not a store of bulletins"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, " * 100)
    with pytest.raises(NotOurStore, match="not a SQLite database"):
        open_store(f"sqlite:///{path}")
    assert path.read_text() == "not a database, " * 100


@pytest.mark.parametrize(("version", "mend"), [("0000", "bulletins upgrade"), ("9999", "newer bulletins")])
def test_another_schema_version_is_told_with_what_mends_it(url: str, version: str, mend: str) -> None:
    with open_store(url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (version,))
    with pytest.raises(StoreVersionError, match=mend):
        open_store(url)


def test_a_store_that_should_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store there yet"):
        open_store(f"sqlite:///{tmp_path / 'none.db'}", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["bulletins.db", "postgresql://h/db", "sqlite://", "sqlite:////proc/none/x.db"])
def test_an_address_that_cannot_be_a_store_is_one_clear_line(url: str) -> None:
    with pytest.raises(StoreError) as error:
        open_store(url)
    assert "\n" not in str(error.value)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreError) as error:
        open_store("postgresql://u:secret@h/db")
    assert "secret" not in str(error.value)


def test_a_store_that_died_while_it_was_made_can_be_made_again(tmp_path: Path, url: str) -> None:
    half = sqlite3.connect(tmp_path / "bulletins.db")
    half.execute("PRAGMA journal_mode = WAL")
    half.close()
    with open_store(url) as store:
        assert store.totals().pages == 0


def test_created_and_migrated_stores_have_the_same_schema(tmp_path: Path) -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    created, migrated = tmp_path / "created.db", tmp_path / "migrated.db"
    open_store(f"sqlite:///{created}").close()
    with open_store(f"sqlite:///{migrated}") as store, store.engine.connect() as connection:
        for kind, name in connection.exec_driver_sql(
            "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite%'"
        ).all():
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql(f"DROP {kind} {name}")
        connection.commit()
    with sqlite3.connect(migrated) as connection:
        connection.execute(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
        )
    stores.upgrade(f"sqlite:///{migrated}")
    scripts = Path(stores.__file__).with_name("migrations")
    config = Config()
    config.set_main_option("script_location", str(scripts))
    assert ScriptDirectory.from_config(config).get_current_head() == stores.SCHEMA

    def shape(path: Path) -> dict[str, object]:
        engine = sa.create_engine(f"sqlite:///{path}")
        found = sa.inspect(engine)
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
                sorted(map(repr, found.get_indexes(table))),
                sorted(map(repr, found.get_foreign_keys(table))),
                found.get_pk_constraint(table),
            )
            for table in found.get_table_names() + found.get_view_names()
        }

    assert shape(migrated) == shape(created)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("HTTP://WWW.Example.gov.cn:80/a#top", "http://www.example.gov.cn/a"),
        ("https://h:8443/a?b=1", "https://h:8443/a?b=1"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://h:no/", "http://h:no/"),
        ("file:///a/%E9.html", "file:///a/%E9.html"),
    ],
)
def test_a_bulletin_is_named_by_its_address_without_guessing(url: str, name: str) -> None:
    assert canonical(url) == name
