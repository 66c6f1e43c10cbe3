"""A rebuild in batches comes to the same rows as one in one transaction, however often it is stopped on the way."""

import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from amounts import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_crawl import LIST, NOW, SOURCE, Answer, article, crawl, links, recorded
from store_contents import recorded_in_two_orders
from store_pages import URL, ask, fetch, notice, page, reading, rows

from pipelines.models import Ask, CleanDocument, ListPage, Outcome, Page, Rejected, Rejection, Role, Source
from pipelines.search.query import read_query
from pipelines.store import ListReader, ReadResult, Store, StoreLocked, open_store
from pipelines.store.admin import rebuild_batches, unchanged
from pipelines.store.admin.kept_reading import in_turn
from pipelines.store.search.index import drop_all

Read = Callable[[Page], ReadResult]
HOUR = timedelta(hours=1)
decompress = zlib.decompress


def derived(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows but for the marks of rebuilds."""
    return {name: some for name, some in rows(store).items() if name != "rebuilds"}


def batches(store: Store, read: Read, list_reader: ListReader | None = None) -> None:
    store.rebuild_in_batches(in_turn(read, list_reader))


class Stopped(BaseException):
    """As Ctrl-C, or a kill, which no code of ours catches."""


class StoppingAfter:
    """Counts pages that are read, articles and lists, and stops before one too many."""

    def __init__(self, pages: int) -> None:
        self.left = pages

    def __call__(self, read: Read) -> Read:
        def read_or_stop(p: Page) -> ReadResult:
            self.count()
            return read(p)

        return read_or_stop

    def lists(self, reader: ListReader) -> ListReader:
        def read_or_stop(p: Page, source: Source, asked: Ask) -> ReadResult:
            self.count()
            return reader.read(p, source, asked)

        return replace(reader, read=read_or_stop)

    def count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Stopped


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_batches, "BATCH", 2)


def plain(p: Page) -> CleanDocument:
    return reading(p.url)


def fetch_some(store: Store, count: int) -> int:
    run = store.begin_run("crawl")
    for i in range(count):
        fetch(store, run, page(f"{URL}?{i}", str(i).encode(), i), reading(f"{URL}?{i}"))
    return run


def said(p: Page) -> ReadResult:
    """What a page says by the second letter of its body."""
    name, text = p.url[-1], p.body[1:2].decode()
    if text == "x":
        return Rejected(Rejection.NO_BODY)
    if text == "g":
        return Rejected(Rejection.NOT_FOUND)
    return notice(f"{URL}?{name}", *(["另行通知的有关事项，由区水务局负责解释并组织实施。"] if text == "2" else [text]))


VISITS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12xg")), min_size=1, max_size=9)


@settings(max_examples=examples(80), deadline=None)
@given(visits=VISITS, changed=st.sampled_from("12xg"), to=st.sampled_from("12xg"), size=st.integers(1, 3))
def test_the_same_rows_as_in_one_transaction_also_by_another_reading(
    tmp_path_factory: pytest.TempPathFactory, visits: list[tuple[str, str]], changed: str, to: str, size: int
) -> None:
    folder = tmp_path_factory.mktemp("store")
    pages = [page(f"{URL}?{name}", f"{name}{text}{i % 2}".encode(), i) for i, (name, text) in enumerate(visits)]

    def read_otherwise(p: Page) -> ReadResult:
        return said(replace(p, body=p.body[:1] + p.body[1:].replace(changed.encode(), to.encode())))

    with (
        pytest.MonkeyPatch.context() as patched,
        recorded_in_two_orders(folder, pages, said, random.Random(1)) as (at_once, _),
    ):
        patched.setattr(rebuild_batches, "BATCH", size)
        at_once.backup(folder / "copy.db")
        with open_store(f"sqlite:///{folder / 'copy.db'}") as in_batches:
            for read in (read_otherwise, said):
                at_once.rebuild(read)
                batches(in_batches, read)
                assert derived(in_batches) == derived(at_once)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("after", range(12))
def test_stopped_after_any_page_it_carries_on_from_its_last_batch(store: Store, after: int) -> None:
    run = store.begin_run("crawl")
    visits = [(name, text) for text in "1x2" for name in "abcd"]
    for i, (name, text) in enumerate(visits):
        p = page(f"{URL}?{name}", f"{name}{text}".encode(), i)
        fetch(store, run, p, said(p))
    before = derived(store)
    with pytest.raises(Stopped):
        batches(store, StoppingAfter(after)(said))
    mark = store.stopped_rebuild()
    assert mark is not None
    assert after - 4 <= mark.pages <= after  # what is lost is a batch, and the first of the next
    seen: list[str] = []
    done: list[int] = []

    def read(p: Page) -> ReadResult:
        seen.append(p.url)
        return said(p)

    store.rebuild_in_batches(in_turn(read), done.append)
    assert (sum(done), len(seen)) == (len(visits), len(visits) - mark.pages)
    assert store.stopped_rebuild() is None
    assert derived(store) == before


@pytest.mark.usefixtures("small_batches")
def test_readers_see_each_bulletin_whole_as_before_or_as_now(store: Store) -> None:
    fetch_some(store, 9)
    seen: list[list[str]] = []

    def read(p: Page) -> CleanDocument:
        assert {count for _, count in ask(store, "SELECT bulletin_id, count(*) FROM paragraphs GROUP BY 1")} == {5}
        texts = ask(store, "SELECT text FROM paragraphs WHERE position = 4 ORDER BY bulletin_id")
        seen.append([str(text) for (text,) in texts])
        return reading(p.url, last="特此公告。")

    batches(store, read)
    for texts in seen:
        done = texts.count("特此公告。")
        assert texts == ["特此公告。"] * done + ["特此通知。"] * (9 - done)
    assert [texts.count("特此公告。") for texts in seen] == [0, 0, 0, 2, 2, 4, 4, 6, 6]
    assert ask(store, "SELECT DISTINCT text FROM paragraphs WHERE position = 4") == [("特此公告。",)]


@pytest.mark.usefixtures("small_batches")
def test_by_another_reading_it_begins_again(store: Store) -> None:
    fetch_some(store, 6)
    with pytest.raises(Stopped):
        store.rebuild_in_batches(replace(in_turn(StoppingAfter(5)(plain)), reading="one"))
    done: list[int] = []
    store.rebuild_in_batches(replace(in_turn(plain), reading="another"), done.append)
    assert (done[0], sum(done)) == (0, 6)


@pytest.mark.usefixtures("small_batches")
def test_a_restart_begins_again(store: Store) -> None:
    fetch_some(store, 6)
    with pytest.raises(Stopped):
        batches(store, StoppingAfter(5)(plain))
    done: list[int] = []
    store.rebuild_in_batches(in_turn(plain), done.append, restart=True)
    assert (done[0], sum(done)) == (0, 6)
    assert store.stopped_rebuild() is None


@pytest.mark.usefixtures("small_batches")
def test_a_rebuild_at_once_leaves_nothing_to_carry_on(store: Store) -> None:
    fetch_some(store, 6)
    with pytest.raises(Stopped):
        batches(store, StoppingAfter(5)(plain))
    store.rebuild(plain)
    assert store.stopped_rebuild() is None


def test_two_at_once_are_kept_apart(store: Store) -> None:
    fetch_some(store, 1)
    refused = 0

    def read(p: Page) -> CleanDocument:
        nonlocal refused
        with open_store(store.url) as other:
            with pytest.raises(StoreLocked, match="another rebuild is under way"):
                other.rebuild(plain)
            with pytest.raises(StoreLocked, match="another rebuild is under way"):
                batches(other, plain)
        refused += 1
        return plain(p)

    batches(store, read)
    store.rebuild(read)
    assert refused == 2
    with open_store(store.url) as other:
        batches(other, plain)


@pytest.mark.usefixtures("small_batches")
def test_what_is_kept_and_recorded_meanwhile_stays(store: Store) -> None:
    run = fetch_some(store, 4)
    calls = 0

    def now(p: Page) -> CleanDocument:
        second = p.fetched_at.second
        return reading(p.url, last=f"其{second}" if second > 9 else "特此通知。")

    def read(p: Page) -> CleanDocument:
        nonlocal calls
        if len(p.body) == 1:  # a new visit of the first bulletin, and a new bulletin
            calls += 1
            for again in (
                page(f"{URL}?0", f"again{calls}".encode(), 10 + calls),
                page(f"{URL}?new{calls}", b"new", 20 + calls),
            ):
                fetch(store, run, again, now(again))
        return now(p)

    batches(store, read)
    before = derived(store)
    store.rebuild(now)
    assert derived(store) == before
    assert len(store.bulletins(copies=True)) == 8
    assert ask(store, "SELECT revision FROM bulletins WHERE id = 1") == [(5,)]


@pytest.mark.usefixtures("small_batches")
def test_a_bulletin_that_cannot_be_written_stays_as_it_was_and_takes_no_other_along(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fetch_some(store, 5)
    before = rows(store)["paragraphs"]
    record = rebuild_batches.record_page

    def broken(connection: object, number: int, *rest: object, **more: object) -> Outcome:
        if number == 3:
            raise KeyError("fields")
        return record(connection, number, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuild_batches, "record_page", broken)
    rebuilt = store.rebuild_in_batches(in_turn(lambda p: reading(p.url, last="特此公告。")))
    assert rebuilt.fell == 1
    assert "bulletins: 3: writing what was read again" in caplog.text
    now = rows(store)["paragraphs"]
    assert [row for row in now if row[0] == 3] == [row for row in before if row[0] == 3]
    texts = ask(store, "SELECT bulletin_id, text FROM paragraphs WHERE position = 4 ORDER BY 1")
    assert texts == [(i, "特此通知。" if i == 3 else "特此公告。") for i in range(1, 6)]
    assert list(store.verify()) == []


def test_a_part_that_comes_after_its_article_was_read_is_read_with_it(store: Store) -> None:
    run = fetch_some(store, 1)
    part = page(URL + "?2", b"more", 1, role=Role.PART)

    def read(p: Page) -> ReadResult:
        if p.role is Role.PART:
            return Outcome.JOINED
        if store.count_pages() == 1:
            store.record_outcome(store.keep_many(run, [part], 1)[0], Outcome.JOINED)
        return reading(p.url, last=f"{len(p.parts)} parts")

    batches(store, read)
    assert ask(store, "SELECT text FROM paragraphs WHERE position = 4") == [("1 parts",)]


SECOND = LIST + "2"


def site(*numbers: int) -> dict[str, Answer]:
    articles = {article(n): Answer(f"{n}".encode(), says=f"{n}") for n in (1, 2, 3, 4)}
    first = Answer(b"one" + bytes(numbers), links=links(*numbers), further=(SECOND,))
    return {LIST: first, SECOND: Answer(b"two", links=links(3, 4)), **articles}


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("stopped_after", range(7))
def test_lists_come_to_the_same_however_often_it_is_stopped(tmp_path: Path, stopped_after: int) -> None:
    mended = site(1, 2)
    mended[LIST] = replace(mended[LIST], off_site=links(9), links=links(1, 2, 5))
    by_body = {answer.body: answer for answer in (*site(1).values(), *mended.values())}

    def read(p: Page) -> ReadResult:
        return recorded(by_body[p.body], p.url, p.parts)  # type: ignore[return-value]  # what is recorded

    def read_list(p: Page, source: Source, asked: Ask) -> ReadResult:
        answer = by_body[p.body]
        return ListPage(answer.links, tuple(map(Ask, answer.further)), "通知公告", answer.off_site)

    list_reader = ListReader(read_list, lambda *_: SOURCE)
    with open_store(f"sqlite:///{tmp_path / 'one.db'}") as store:
        crawl(store, site(1))
        crawl(store, site(1, 2), NOW + HOUR)
        store.backup(tmp_path / "other.db")
        found = store.rebuild(read, list_reader=list_reader).lists
        assert (found.articles, found.off_site) == (1, 1)
        with open_store(f"sqlite:///{tmp_path / 'other.db'}") as other:
            stopping = StoppingAfter(stopped_after)
            with pytest.raises(Stopped):
                batches(other, stopping(read), stopping.lists(list_reader))
            assert other.rebuild_in_batches(in_turn(read, list_reader)).lists == found
            assert derived(other) == derived(store)


def test_of_many_visits_the_readings_are_packed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.begin_run("crawl")
    for i in range(8):
        fetch(store, run, page(body=str(i).encode(), second=i), reading(last=f"其{i // 3}"))
    monkeypatch.setattr(unchanged, "HELD", 2)
    unpacked = []
    monkeypatch.setattr(unchanged.zlib, "decompress", lambda packed: unpacked.append(len(packed)) or decompress(packed))  # type: ignore[func-returns-value]
    before = derived(store)
    batches(store, lambda p: reading(last=f"其{int(p.body) // 3}"))
    assert derived(store) == before
    assert len(unpacked) == 6


@pytest.mark.usefixtures("small_batches")
def test_what_is_read_as_before_is_not_written_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = fetch_some(store, 5)
    fetch(store, run, page(f"{URL}?1", b"1 again", 10), reading(f"{URL}?1"))
    written: list[int] = []
    write = rebuild_batches.Rebuild.write_bulletin

    def noted(self: rebuild_batches.Rebuild, connection: object, bulletin: int, *rest: object) -> int:
        written.append(bulletin)
        return write(self, connection, bulletin, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuild_batches.Rebuild, "write_bulletin", noted)
    before = derived(store)
    batches(store, plain)
    assert (written, derived(store)) == ([], before)
    batches(store, lambda p: reading(p.url, last="特此公告。" if p.url.endswith("3") else "特此通知。"))
    assert written == [4]


def test_a_search_index_that_lacks_entries_is_made_again(store: Store) -> None:
    fetch_some(store, 3)
    with store.writing() as connection:
        drop_all(connection)
    batches(store, lambda p: reading(p.url, last="特此公告。"))
    assert list(store.verify()) == []
    assert store.search(read_query("特此公告"))[0] == 1  # the others are its copies


def test_its_reader_is_asked_for_each_page_once(store: Store) -> None:
    run = store.begin_run("crawl")
    for i in range(5):
        fetch(store, run, page(f"{URL}?{i % 2}", str(i).encode(), i), reading(f"{URL}?{i % 2}", last=str(i)))
    fetch(store, run, page(URL + "?x", b"x", 9), Rejected(Rejection.NO_BODY))
    seen: list[bytes] = []

    def read(p: Page) -> ReadResult:
        seen.append(p.body)
        return Rejected(Rejection.NO_BODY) if p.body == b"x" else reading(p.url, last=p.body.decode())

    batches(store, read)
    assert seen == [b"0", b"2", b"4", b"1", b"3", b"x"]  # a bulletin with all its pages, then the others
