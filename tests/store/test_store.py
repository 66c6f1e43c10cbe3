"""The store: kept before read, one outcome a page, the same again changes nothing, stopped anywhere it is whole."""

import random
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from store_pages import URL, fetch, page, reading, rows

from pipelines.models import Outcome, Reason, Rejected, Rejection, Role, Source
from pipelines.revisions.addresses import canonical
from pipelines.store import Store, StoreDamaged, StoreError, open_store


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
    assert fetch(store, run, page(body=b"login"), Rejected(Rejection.LOGIN, "请先登录")) == Outcome.REJECTED
    assert store.bulletin(1) == before


def test_the_outcomes_of_a_run_add_up_to_its_pages(store: Store) -> None:
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


def test_a_page_kept_by_a_killed_run_is_found_with_its_bytes(store_url: str) -> None:
    with open_store(store_url) as first:
        number = first.keep(first.begin_run("crawl"), page(body=b"\xff\x00 bytes", role=Role.LIST))
    with open_store(store_url) as second:
        assert list(second.unread()) == [(number, page(body=b"\xff\x00 bytes", role=Role.LIST))]
        second.record_outcome(number, reading())
        assert list(second.unread()) == []


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


def test_a_failed_request_is_reported_with_its_run(store: Store) -> None:
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
        store.record_outcome(number, broken)
    assert rows(store) == before


def test_two_writers_wait_for_each_other(store_url: str) -> None:
    open_store(store_url).close()
    errors: list[BaseException] = []

    def write(name: int) -> None:
        try:
            with open_store(store_url) as store:
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
    with open_store(store_url) as store:
        assert store.totals().bulletins == 75


def test_a_reader_sees_whole_pages_while_a_writer_writes(store: Store) -> None:
    with open_store(store.url) as reader:
        run = store.begin_run("crawl")
        for i in range(20):
            fetch(store, run, page(f"{URL}?{i}", str(i).encode()), reading(f"{URL}?{i}"))
            totals = reader.totals()
            assert totals.paragraphs_kept == 4 * totals.bulletins


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


def test_a_page_that_has_a_outcome_keeps_it(store: Store) -> None:
    number = store.keep(store.begin_run("crawl"), page())
    store.record_outcome(number, reading())
    before = rows(store)
    assert store.record_outcome(number, Rejected(Rejection.EMPTY)) == Outcome.NEW
    assert rows(store) == before


def test_a_page_that_was_never_kept_cannot_be_recorded(store: Store) -> None:
    with pytest.raises(StoreError, match="no page 7"):
        store.record_outcome(7, reading())


def test_only_the_store_can_say_what_is_new(store: Store) -> None:
    number = store.keep(store.begin_run("crawl"), page())
    with pytest.raises(ValueError, match=r"Outcome\.NEW"):
        store.record_outcome(number, Outcome.NEW)


def test_pages_may_be_recorded_while_the_unsettled_are_gone_through(store: Store) -> None:
    pages = [page(f"{URL}?{i}", str(i).encode()) for i in range(70)]
    store.keep_many(store.begin_run("crawl"), pages)
    seen = []
    for number, unsettled in store.unread():
        seen.append(unsettled)
        store.record_outcome(number, reading(unsettled.url))
    assert seen == pages
    assert list(store.unread()) == []


def test_pages_of_one_source_only(store: Store) -> None:
    other = replace(page(URL + "?b", b"b"), source="other")
    store.keep_many(store.begin_run("crawl"), [page(), other])
    assert [p for _, p in store.pages("other")] == [other]
    assert (store.count_pages("other"), store.count_pages()) == (1, 2)


def test_the_newest_page_of_an_address(store: Store) -> None:
    store.keep_many(store.begin_run("crawl"), [page(), page(body=b"new"), page(URL + "?b", b"b")])
    assert store.newest_page(URL) == page(body=b"new")
    assert store.newest_page("http://www.example.gov.cn/none") is None


def test_the_newest_runs_come_first(store: Store) -> None:
    for command in ("crawl", "ingest", "crawl"):
        store.begin_run(command)
    assert [(run.number, run.command) for run in store.runs(limit=2)] == [(3, "crawl"), (2, "ingest")]


def test_a_run_that_ends_says_how_and_when(store: Store) -> None:
    run = store.begin_run("crawl")
    assert [(view.state, view.finished_at) for view in store.runs()] == [("running", None)]
    store.finish_run(run)
    view = store.run(run)
    assert view is not None
    assert view.state == "finished"
    assert view.finished_at is not None
    assert view.finished_at >= view.started_at


def test_no_number_is_too_large_to_be_asked_for(store: Store) -> None:
    assert store.bulletin(10**30) is None


def test_once_there_is_a_dictionary_the_first_pages_use_it_as_well(store: Store) -> None:
    template = "".join(f"<a href='/c{i}'>栏目{i}</a>" for i in range(400))
    run = store.begin_run("crawl")
    for i in range(12):
        store.keep(run, page(f"{URL}?{i}", f"{template}<p>{random.Random(i).random()}</p>".encode()))
    with store.reading() as connection:
        sizes = connection.exec_driver_sql("SELECT length(compressed) FROM contents WHERE dictionary_id = 1").scalars()
        assert max(sizes) < 100
    assert len(rows(store)["contents"]) == 12


def test_a_damaged_page_keeps_nobody_from_keeping_the_next_ones(store: Store) -> None:
    run = store.begin_run("crawl")
    store.keep(run, page(f"{URL}?0"))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE contents SET compressed = substr(compressed, 1, 5)")
    for i in range(1, 20):
        store.keep(run, page(f"{URL}?{i}", f"<p>{random.Random(i).random()}</p>".encode() * 20))
    with store.reading() as connection:
        smaller = connection.exec_driver_sql("SELECT count(*) FROM contents WHERE dictionary_id = 1").scalar()
    assert smaller == 19


def test_a_body_that_is_damaged_on_the_disk_is_reported_with_its_page(store: Store) -> None:
    store.keep(store.begin_run("crawl"), page(body=b"<p>body</p>" * 50))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE contents SET compressed = substr(compressed, 1, 20)")
    with pytest.raises(StoreDamaged, match=f"page 1 .{URL}.: damaged frame"):
        list(store.pages())


def test_sql_finds_chinese_words_in_json_columns(store: Store) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    with store.reading() as connection:
        found = connection.execute(
            sa.text("SELECT CAST(columns AS TEXT) FROM revisions WHERE CAST(columns AS TEXT) LIKE '%通知公告%'")
        )
        assert [text.replace(", ", ",") for text in found.scalars()] == ['["政务公开","通知公告"]']


def test_the_time_of_a_page_stays_in_china_time_and_that_of_a_fetch_in_utc(store: Store) -> None:
    reported = datetime(2020, 6, 7, 9, 5, tzinfo=timezone(timedelta(hours=8)))
    clean = replace(reading(), document=replace(reading().document, published_at=reported))
    fetch(store, store.begin_run("crawl"), page(), clean)
    with store.reading() as connection:
        row = connection.exec_driver_sql("SELECT published, published_at, fetched_at FROM bulletin_texts").one()
    fetched = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert tuple(row) in {
        ("2020-06-07", "2020-06-07T09:05:00+08:00", "2026-01-02T03:04:00.000000Z"),
        (date(2020, 6, 7), reported, fetched),
    }
    view = store.bulletin(1)
    assert view is not None
    assert str(view.published_at) == "2020-06-07 09:05:00+08:00"


def test_what_no_database_can_hold_is_replaced_one_for_one(store: Store) -> None:
    clean = replace(reading(), document=replace(reading().document, title="a\ud800b\0c", columns=("\udfff", "x")))
    fetch(store, store.begin_run("crawl"), page(), clean)
    view = store.bulletin(1)
    assert view is not None
    assert (view.title, view.columns) == ("a\ufffdb\ufffdc", ("\ufffd", "x"))


def test_a_judgement_that_changes_is_no_revision(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    assert fetch(store, run, page(body=b"visit 2"), replace(reading(), removals=())) == Outcome.UNCHANGED


def test_parts_that_an_article_adds_along_are_kept_with_it(store: Store) -> None:
    parts = tuple(page(f"{URL}?{i}", str(i).encode(), role=Role.PART) for i in (2, 3))
    article = replace(page(), parts=parts)
    run = store.begin_run("ingest")
    assert store.keep_many(run, [article, page(URL + "?other", b"other")]) == [1, 4]
    assert list(store.unread()) == [(1, article), (4, page(URL + "?other", b"other"))]
    store.record_outcome(1, reading())
    view = store.run(run)
    assert view is not None
    assert view.fates == {
        ("example", None, None): 1,
        ("example", Outcome.JOINED, None): 2,
        ("example", Outcome.NEW, None): 1,
    }
