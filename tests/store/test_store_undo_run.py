"""A run that a person takes back: what was before is current again, nothing is deleted, and it can be put back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from simulated_crawl import LIST, NOW, Answer, answered, article, begin, crawl, end, links, outcomes
from store_pages import ask, fetch, notice, page, reading, rows
from strange_pages import healthy

from pipelines.dedup import dedup
from pipelines.frontier import Scope
from pipelines.health import RunState
from pipelines.models import CleanDocument, Document, Outcome, Page, Paragraph, Rejected, Rejection, Role
from pipelines.search.query import read_query
from pipelines.store import CannotUndo, Fetched, Store, open_store, open_to_read, restore

FULL = Scope(full=True)
LATER = NOW + timedelta(days=90)
WRONG = "全区建成999个平安社区，数据有误。"
# what an undo is a record of by itself
RECORDS = ("undos", "undone_pages")


def wrong() -> dict[str, Answer]:
    return healthy(WRONG)


@pytest.fixture
def twice(store: Store) -> Store:
    """A store in which run 2 revised what run 1 stored, wrongly."""
    crawl(store, healthy())
    crawl(store, wrong(), LATER, FULL)
    return store


def texts(store: Store) -> list[str]:
    found = ask(store, "SELECT text FROM all_bulletin_texts ORDER BY url")
    return [str(text).split("\n")[-1] for (text,) in found]


def without_records(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {name: some for name, some in rows(store).items() if name not in RECORDS}


def findings(store: Store) -> list[object]:
    """What the store has to say against itself; bodies here are made up, and lists have none."""
    return list(store.verify())


def test_the_revisions_of_before_are_current_again(twice: Store) -> None:
    changes = twice.undo_run(2, "王芳")
    assert texts(twice) == ["特此通知，请遵照执行。"] * 5
    assert [(change.before, change.after, change.outcome) for change in changes] == [(2, 1, Outcome.REVISED)] * 5
    assert findings(twice) == []


def test_what_was_taken_back_is_read_all_the_same_and_says_so(twice: Store) -> None:
    twice.undo_run(2, "王芳")
    view = twice.bulletin(1, 2)
    assert view is not None
    assert view.undone is not None
    assert (view.paragraphs[-1].text, view.undone.run, view.undone.undone_by) == (WRONG, 2, "王芳")
    assert view.current == 1


def test_the_pages_of_the_run_are_counted_as_undone(twice: Store) -> None:
    twice.undo_run(2, "王芳")
    run = twice.run(2)
    assert run is not None
    assert run.sources[0].fates == {"listed": 1, "undone": 5}
    assert twice.count_pages() == 12


def test_searches_find_what_is_current(twice: Store) -> None:
    twice.undo_run(2, "王芳")
    assert [twice.search(read_query(words))[0] for words in ("数据有误", "遵照执行")] == [0, 5]


def test_the_record_is_with_the_run_and_in_the_views(twice: Store) -> None:
    twice.undo_run(2, "王芳")
    run = twice.run(2)
    assert run is not None
    [undo] = run.undos
    assert (undo.run, undo.undone_by, undo.pages, undo.redone_at) == (2, "王芳", 5, None)
    assert ask(twice, "SELECT run, undone_by, pages FROM run_undos") == [(2, "王芳", 5)]
    assert ask(twice, "SELECT revision, current_revision, run FROM undone_revisions") == [(2, 1, 2)] * 5
    undone = "SELECT revision, is_current, undone_at IS NOT NULL FROM revision_texts WHERE bulletin = 1 ORDER BY 1"
    assert ask(twice, undone) == [(1, 1, 0), (2, 0, 1)]


def test_a_second_time_changes_nothing(twice: Store) -> None:
    twice.undo_run(2, "王芳")
    before = rows(twice)
    assert twice.undo_run(2, "李强") == []
    assert rows(twice) == before


def test_a_look_ahead_changes_nothing_and_says_what_would(twice: Store) -> None:
    before = rows(twice)
    looked = twice.to_undo(2)
    assert rows(twice) == before
    assert looked == twice.undo_run(2, "王芳")


def test_put_back_all_is_as_it_was(twice: Store) -> None:
    before = without_records(twice)
    twice.undo_run(2, "王芳")
    assert len(twice.redo_run(2, "李强")) == 5
    after = without_records(twice)
    asked_again = ("frontier",)  # due at once, without validators
    assert {name for name in before if before[name] != after[name]} <= set(asked_again)
    assert ask(twice, "SELECT redone_by FROM undos") == [("李强",)]
    assert findings(twice) == []


def test_what_is_put_back_can_be_taken_back_again(twice: Store) -> None:
    for _ in range(2):
        twice.undo_run(2, "王芳")
        twice.redo_run(2, "王芳")
    assert len(twice.undo_run(2, "王芳")) == 5
    assert texts(twice) == ["特此通知，请遵照执行。"] * 5


def test_a_bulletin_that_the_run_added_first_is_in_no_list_any_more(twice: Store) -> None:
    twice.undo_run(2, "王芳")
    changes = twice.undo_run(1, "王芳")
    assert [(change.outcome, change.after) for change in changes] == [(Outcome.NEW, None)] * 5
    assert (twice.bulletins(), twice.search(read_query("通知"))[0], twice.totals().bulletins) == ([], 0, 0)
    view = twice.bulletin(1, 1)
    assert view is not None
    assert view.current is None
    assert findings(twice) == []


def test_only_what_was_revised_or_only_what_is_new(store: Store) -> None:
    site = healthy()
    crawl(store, {**site, LIST: Answer(b"some", links=links(1, 2))})
    crawl(store, wrong(), LATER, FULL)
    assert [change.outcome for change in store.undo_run(2, "王芳", only=[Outcome.REVISED])] == ["revised"] * 2
    assert [change.outcome for change in store.undo_run(2, "王芳", only=[Outcome.NEW])] == ["new"] * 3


def test_only_one_source(twice: Store) -> None:
    assert twice.undo_run(2, "王芳", source="another") == []
    assert len(twice.undo_run(2, "王芳", source="example")) == 5


def test_the_addresses_are_due_at_once_and_asked_without_validators(twice: Store) -> None:
    twice.undo_run(2, "王芳")
    right = healthy("更正：请于月底前报送。")
    asked = crawl(twice, right, LATER + timedelta(days=400))
    assert sorted(asked) == sorted(right)
    assert texts(twice) == ["更正：请于月底前报送。"] * 5
    assert [line.revision for line in twice.bulletins()] == [3] * 5


def test_the_same_text_does_not_come_back_by_itself(twice: Store) -> None:
    twice.undo_run(2, "王芳")
    site = {
        url: Answer(answer.body + b" ", document=answer.document, links=answer.links) for url, answer in wrong().items()
    }
    crawl(twice, site, LATER + timedelta(days=400))
    assert outcomes(twice, article(1)) == ["new", "undone", "undone"]
    assert texts(twice) == ["特此通知，请遵照执行。"] * 5


def test_a_later_visit_that_saw_the_same_goes_with_it(store: Store) -> None:
    crawl(store, healthy())
    crawl(store, wrong(), LATER, FULL)
    crawl(store, wrong(), LATER + timedelta(days=1), FULL)
    store.undo_run(2, "王芳")
    assert outcomes(store, article(1)) == ["new", "undone", "undone"]
    assert findings(store) == []


def test_a_run_that_is_not_the_newest_leaves_what_came_after(store: Store) -> None:
    crawl(store, healthy())
    crawl(store, wrong(), LATER, FULL)
    crawl(store, healthy("更正：请于月底前报送。"), LATER + timedelta(days=1), FULL)
    changes = store.undo_run(2, "王芳")
    assert [(change.before, change.after) for change in changes] == [(3, 3)] * 5
    assert texts(store) == ["更正：请于月底前报送。"] * 5
    view = store.bulletin(1)
    assert view is not None
    assert view.revision_before == 1


def test_a_run_under_way_is_refused(store: Store) -> None:
    crawl(store, healthy())
    work = begin(store, LATER, FULL)
    with pytest.raises(CannotUndo, match="has not ended yet"):
        store.undo_run(work.run, "王芳")
    end(store, work)


def test_a_run_with_pages_that_nobody_read_is_refused(store: Store) -> None:
    crawl(store, healthy())
    work = begin(store, LATER, FULL)
    [lease] = work.lease(1, LATER, FULL, [Role.ARTICLE])
    work.record([Fetched(lease, answered(lease, LATER, wrong()[lease.ask.url]))], LATER)
    store.finish_run(work.run, RunState.STOPPED)
    with pytest.raises(CannotUndo, match="1 of its pages are not read yet"):
        store.to_undo(work.run)


def test_there_has_to_be_such_a_run(store: Store) -> None:
    with pytest.raises(CannotUndo, match="no run 7"):
        store.undo_run(7, "王芳")


def said_by(kept: Page) -> CleanDocument | Outcome:
    if kept.role is Role.LIST:
        return Outcome.LISTED
    said = {a.body: a.document for site in (healthy(), wrong()) for a in site.values() if a.document is not None}
    return dedup(said[kept.body])


@pytest.mark.parametrize("runs", [(2,), (2, 1)])
def test_a_rebuild_keeps_it(twice: Store, runs: tuple[int, ...]) -> None:
    for run in runs:
        twice.undo_run(run, "王芳")
    before = rows(twice)
    twice.rebuild(said_by)
    after = rows(twice)
    assert {name for name in before if before[name] != after[name]} == set()


@pytest.mark.sqlite("PostgreSQL has its own programs for backups")
def test_a_backup_has_it(twice: Store, tmp_path: Path) -> None:
    twice.undo_run(2, "王芳")
    before = rows(twice)
    twice.backup(tmp_path / "kept.db")
    restore(tmp_path / "kept.db", f"sqlite:///{tmp_path / 'again.db'}")
    with open_store(f"sqlite:///{tmp_path / 'again.db'}") as again:
        assert rows(again) == before


def test_copies_and_series_follow(store: Store) -> None:
    run = store.begin_run("crawl")
    first, second = "http://www.example.cn/1", "http://www.example.org/2"
    fetch(store, run, page(first, b"1"), notice(first))
    other = CleanDocument(
        Document(second, "关于举办展览的通知", (Paragraph("展览将于七月一日在市博物馆开幕，免费开放。"),))
    )
    fetch(store, run, page(second, b"2"), other)
    store.finish_run(run)
    before = without_records(store)
    run = store.begin_run("crawl")
    fetch(store, run, page(second, b"3"), notice(second))
    store.finish_run(run)
    assert ask(store, "SELECT copy_of FROM bulletins ORDER BY id") == [(None,), (1,)]
    store.undo_run(run, "王芳")
    assert ask(store, "SELECT copy_of FROM bulletins ORDER BY id") == [(None,), (None,)]
    after = without_records(store)
    for name in ("texts", "text_keys", "relations", "copied", "bulletins"):
        assert after[name] == before[name], name


def test_an_undone_bulletin_that_was_gone_is_gone_still(store: Store) -> None:
    crawl(store, healthy())
    crawl(store, {**healthy(), article(1): Answer(b"404", 404)}, LATER, FULL)
    crawl(store, wrong(), LATER + timedelta(days=1), FULL)
    store.undo_run(3, "王芳")
    gone = ask(store, "SELECT gone_since FROM bulletins WHERE id = 1")
    assert gone[0][0] is not None
    assert findings(store) == []


def test_putting_a_paragraph_back_leaves_it_taken_back(store: Store) -> None:
    run = store.begin_run("crawl")
    line = "全区建成234个平安社区，受到上级表彰，各镇街要再接再厉。"
    for n, texts_of in enumerate(((line, line, "特此通知。"), (line, line, WRONG)), 1):
        said = dedup(Document(article(1), "通报", tuple(map(Paragraph, texts_of))))
        run = store.begin_run("crawl")
        fetch(store, run, page(article(1), b"%d" % n), said)
        store.finish_run(run)
    store.undo_run(run, "王芳")
    assert store.undo(1, 1)
    assert store.search(read_query("数据有误"))[0] == 0
    assert texts(store) == ["特此通知。"]
    assert findings(store) == []


def test_what_missed_it_while_it_was_undone_says_so_when_it_is_put_back(store: Store) -> None:
    run = store.begin_run("ingest")
    fetch(store, run, page(), reading())
    store.finish_run(run)
    store.undo_run(run, "王芳")
    later = store.begin_run("ingest")
    missed = replace(page(second=1), status=404)
    assert fetch(store, later, missed, Rejected(Rejection.HTTP_ERROR, "status 404")) is Outcome.REJECTED
    store.finish_run(later)
    store.redo_run(run, "李强")
    assert ask(store, "SELECT outcome FROM pages ORDER BY id") == [("new",), ("gone",)]
    assert ask(store, "SELECT count(*) FROM bulletins WHERE gone_since IS NOT NULL") == [(1,)]
    assert findings(store) == []


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store whose database finds nothing wrong at the end."""
    with open_store(store_url) as opened:
        yield opened
    with open_to_read(store_url) as looked_at, looked_at.reading() as connection:
        assert list(looked_at.database.faults(connection)) == []
        assert list(looked_at.database.referring_to_none(connection)) == []
