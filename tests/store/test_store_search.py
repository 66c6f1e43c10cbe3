"""The search index follows the current revisions through edits, undo and rebuild, in the writing transaction."""

from dataclasses import replace
from datetime import date
from itertools import takewhile

import pytest
from store_pages import URL, fetch, page, reading

from pipelines.models import CleanDocument, Paragraph
from pipelines.search.query import read_query
from pipelines.store import Filters, Store


def said(title: str, *texts: str, published: date | None = date(2020, 6, 7), url: str = URL) -> CleanDocument:
    plain = replace(reading(url).document, title=title, published=published, paragraphs=tuple(map(Paragraph, texts)))
    return CleanDocument(document=plain, removals=(), variants=(), fingerprint=None)


def numbers(store: Store, query: str, filters: Filters = Filters(), *, ranked: bool = False) -> list[int]:  # noqa: B008
    count, hits = store.search(read_query(query), filters, ranked=ranked)
    assert count == len(hits)
    return [hit.number for hit in hits]


LEFT = {
    "sqlite": 'SELECT count(*) FROM search_index WHERE search_index MATCH \'"关" * OR "全" * OR "特" * OR "新" *\'',
    "postgresql": "SELECT count(*) FROM search_index",
}
BY_OTHER_RULES = {
    "sqlite": (
        "INSERT INTO search_index(search_index) VALUES ('delete-all')",
        "INSERT INTO search_index(rowid, text) VALUES (1, 'other rules')",
    ),
    "postgresql": ("UPDATE search_index SET words = 'other rules'",),
}


def in_step(store: Store) -> None:
    """Every entry can be taken out with the words that the store says it has, and nothing is left over."""
    from pipelines.store.engine.transactions import catch_up, transaction
    from pipelines.store.search import index as search_index

    with transaction(store.engine, writing=True) as connection:
        assert list(search_index.differences(connection)) == []
        for number in range(1, 20):
            search_index.drop_entry(connection, number)
        catch_up(connection)
        left = connection.exec_driver_sql(LEFT[connection.dialect.name]).scalar()
        connection.rollback()
    assert left == 0


def test_removed_paragraphs_are_not_found(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    _, [hit] = store.search(read_query("平安社区"))
    assert hit.paragraphs == ("一、总体要求", "全区建成234个平安社区。", "全区建成235个平安社区。", "特此通知。")


def test_an_edited_bulletin_is_found_by_its_new_words_only(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), said("防汛", "旧的话。"))
    fetch(store, run, page(body=b"2"), said("防汛", "新的话。"))
    assert (numbers(store, "旧的"), numbers(store, "新的")) == ([], [1])
    in_step(store)


def test_a_page_recorded_late_leaves_the_newest_in_the_index(store: Store) -> None:
    run = store.begin_run("crawl")
    early, late = store.keep(run, page()), store.keep(run, page(body=b"2"))
    store.record_outcome(late, said("防汛", "新的话。"))
    store.record_outcome(early, said("防汛", "旧的话。"))
    assert (numbers(store, "旧的"), numbers(store, "新的")) == ([], [1])
    in_step(store)


def test_undo_adds_the_paragraph_into_the_index(store: Store) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    store.undo(1, 2)
    _, [hit] = store.search(read_query("平安社区"))
    assert len(hit.paragraphs) == 5
    in_step(store)


def test_a_rebuild_makes_the_same_index(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), said("防汛", "旧的话。"))
    store.rebuild(lambda _: said("防汛", "重读的话。"))
    assert (numbers(store, "旧的"), numbers(store, "重读")) == ([], [1])
    in_step(store)


def test_an_index_made_by_other_rules_is_made_again(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), said("防汛", "旧的话。"))
    with store.writing() as connection:
        for statement in BY_OTHER_RULES[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("UPDATE search_signature SET signature = 'other'")
    fetch(store, run, page(body=b"2"), said("防汛", "新的话。"))
    assert (numbers(store, "other"), numbers(store, "新的")) == ([], [1])
    in_step(store)


@pytest.fixture
def several(store: Store) -> Store:
    run = store.begin_run("crawl")
    days = (date(2020, 6, 7), None, date(2019, 1, 1), date(2020, 6, 8))
    for number, day in enumerate(days):
        url = f"{URL}?{number}"
        from_source = replace(page(url), source="xinhui" if number % 2 else "example")
        texts = ("扫黑除恶。", f"第{number}号。")
        fetch(store, run, from_source, said("扫黑" if number == 2 else "通知", *texts, published=day, url=url))
    return store


def test_the_newest_come_first_and_those_without_a_date_last(several: Store) -> None:
    assert numbers(several, "扫黑除恶") == [4, 1, 3, 2]


def test_the_best_come_first(several: Store) -> None:
    assert numbers(several, "扫黑", ranked=True)[0] == 3


FILTERS = {
    "source": (Filters(source="xinhui"), [4, 2]),
    "no such source": (Filters(source="nobody"), []),
    "since, that day too": (Filters(since=date(2020, 6, 7)), [4, 1]),
    "until, that day too": (Filters(until=date(2020, 6, 7)), [1, 3]),
    "both": (Filters(since=date(2019, 1, 1), until=date(2019, 12, 31)), [3]),
    "issuer": (Filters(issuer="本网"), [4, 1, 3, 2]),
    "another issuer": (Filters(issuer="新会区"), []),
    "column, in part, Traditional": (Filters(column="政務"), [4, 1, 3, 2]),
    "column, not across two": (Filters(column="公开通知"), []),
    "document number": (Filters(document_number="〔2020〕3号"), [4, 1, 3, 2]),
    "another document number": (Filters(document_number="〔2020〕33号"), []),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters(several: Store, name: str) -> None:
    filters, expected = FILTERS[name]
    assert numbers(several, "扫黑除恶", filters) == expected


def test_the_fields_of_a_filter_are_not_text(several: Store) -> None:
    assert numbers(several, "本网") == []
    assert numbers(several, "来源:本网 标题:扫黑") == [3]
    assert numbers(several, "标题:(扫黑 OR 通知)") == [4, 1, 3, 2]


def test_pages_of_hits(several: Store) -> None:
    count, hits = several.search(read_query("扫黑"), limit=2, offset=1)
    assert (count, [hit.number for hit in hits]) == (4, [1, 3])


def test_many_answers_come_in_the_same_order_as_few(several: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {query: numbers(several, query) for query in ("扫黑除恶", "扫 通知", "黑")}
    monkeypatch.setattr("pipelines.store.search.fts5_query.ASKING", 0)
    assert {query: numbers(several, query) for query in few} == few
    narrow = Filters(source="example", since=date(2019, 1, 1), until=date(2019, 12, 31))
    assert numbers(several, "扫黑除恶", narrow) == [3]


def test_what_is_asked_one_by_one_is_combined_as_the_query_says(
    several: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = {"黑 -1号": [4, 1, 3], "(3 OR 2号) 扫": [4, 3], "扫黑 3": [4], "恶 -(3 OR 2号)": [1, 2]}
    assert {query: numbers(several, query) for query in queries} == queries
    monkeypatch.setattr("pipelines.store.search.fts5_query.ASKING", 0)
    assert {query: numbers(several, query) for query in queries} == queries


def test_the_newest_of_many_are_no_copies(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.store.search.fts5_query.ASKING", 0)
    run = store.begin_run("crawl")
    for number in range(2):
        url = f"{URL}?{number}"
        fetch(store, run, page(url), said("通知", "扫黑除恶。", url=url))
    assert numbers(store, "扫黑除恶") == [1]
    assert numbers(store, "扫黑除恶", Filters(copies=True)) == [2, 1]


def test_the_day_of_the_newest_revision_counts(several: Store) -> None:
    newer = said("扫黑", "扫黑除恶。", "第2号。", published=date(2020, 7, 1), url=f"{URL}?2")
    fetch(several, several.begin_run("crawl"), page(f"{URL}?2", b"3"), newer)
    assert numbers(several, "扫黑除恶") == [3, 4, 1, 2]
    assert numbers(several, "扫黑除恶", Filters(since=date(2020, 7, 1))) == [3]
    in_step(several)


def test_merging_changes_no_answer(several: Store) -> None:
    bites = sum(1 for _ in takewhile(lambda _: several.merge_index(1), range(100)))
    assert bites < 100  # PostgreSQL does it in one
    assert bites or several.engine.dialect.name == "postgresql"
    assert numbers(several, "扫黑除恶") == [4, 1, 3, 2]
    in_step(several)


@pytest.mark.parametrize("query", ["区，人民", "人，人", "人人", "民同", "区人", "区，民"])
def test_what_paragraphs_or_punctuation_part_is_not_together(store: Store, query: str) -> None:
    fetch(store, store.begin_run("crawl"), page(), said("通知", "本区，人", "人民，同", "同意"))
    assert numbers(store, query) == []


@pytest.mark.parametrize("query", ["本区，人", "区，人", "民，同", "人民，同", "标题:知", "正文:人", "正文:民"])
def test_what_stands_on_both_sides_of_punctuation_is_found(store: Store, query: str) -> None:
    fetch(store, store.begin_run("crawl"), page(), said("通知", "本区，人", "人民，同", "同意"))
    assert numbers(store, query) == [1]


def test_a_bulletin_is_found_once_and_its_copies_when_asked_for(store: Store) -> None:
    run = store.begin_run("crawl")
    for number, source in enumerate(("example", "example", "xinhui")):
        url = f"{URL}?{number}"
        fetch(store, run, replace(page(url), source=source), said("通知", "扫黑除恶。", url=url))
    assert numbers(store, "扫黑除恶") == [1]
    assert numbers(store, "扫黑除恶", ranked=True) == [1]
    assert numbers(store, "扫黑除恶", Filters(since=date(2020, 1, 1))) == [1]
    assert numbers(store, "扫黑除恶", Filters(copies=True)) == [3, 2, 1]
    # what stands on a source is that source's, though another published it first
    assert numbers(store, "扫黑除恶", Filters(source="xinhui")) == [3]
    assert numbers(store, "扫黑除恶", Filters(source="example")) == [1]
    assert [line.number for line in store.bulletins("xinhui")] == [3]
    assert [line.number for line in store.bulletins("example")] == [1]


def test_a_page_that_is_recorded_late_adds_its_source_into_the_index(store: Store) -> None:
    """The first page of a bulletin says whose it is, also when another was recorded before it."""
    run = store.begin_run("crawl")
    first = store.keep(run, replace(page(body=b"1"), source="first"))
    second = store.keep(run, replace(page(body=b"2"), source="second"))
    store.record_outcome(second, said("防汛", "全区开展防汛检查。"))
    store.record_outcome(first, said("防汛", "全区开展防汛检查，一次。"))
    found = {name: numbers(store, "防汛", Filters(source=name)) for name in ("first", "second")}
    assert found == {"first": [1], "second": []}
