"""Each engine of search answers as a scan of the folded texts does, and puts its answers in the same order."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import takewhile

import pytest
import sqlalchemy as sa
from amounts import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from search_engines import ENGINES, Text, best_first, empty_store, fill, find, newest_first
from sqlalchemy.engine import Engine
from store_pages import fetch, page, reading

from pipelines.models import CleanDocument, Paragraph
from pipelines.search.asks import ANYWHERE, Combined, Operator, Phrase, Wanted, can_rank
from pipelines.search.fold import fold
from pipelines.search.query import read_query
from pipelines.search.words import COLUMNS, words_of
from pipelines.store import Filters, open_store
from pipelines.store.engine.transactions import LATER, catch_up, transaction
from pipelines.store.schema.tables import Base
from pipelines.store.search import gin_query, index
from pipelines.store.search.query import search

# few characters, so that questions hit; of each sort that could go wrong
ALPHABET = "中中国國年月aA 　2２.％%，,、。”\"'-*(（）)[]^$+?|\\_\n😀é\ufe0f㎡𠀀…"
strings = st.text(ALPHABET, max_size=12)
days = st.none() | st.dates(date(2020, 6, 1), date(2020, 6, 5))
texts = st.builds(
    Text,
    paragraphs=st.lists(strings, max_size=3).map(tuple),
    title=strings,
    issuer=st.none() | strings,
    document_number=st.none() | strings,
    columns=st.lists(strings, max_size=2).map(tuple),
    published=days,
)
columns = st.just(ANYWHERE) | st.sets(st.sampled_from(COLUMNS), min_size=1).map(tuple)
phrases = st.builds(Phrase, strings.map(fold).filter(bool), columns)


def combinations(parts: st.SearchStrategy[Wanted]) -> st.SearchStrategy[Wanted]:
    return st.builds(Combined, st.sampled_from(Operator), st.lists(parts, min_size=2, max_size=3).map(tuple))


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store of an engine with nothing in it."""
    with empty_store(request.param, tmp_path_factory.mktemp("store")) as made:
        yield made


def filled(engine: Engine, some: list[Text]) -> None:
    with transaction(engine, writing=True) as connection:
        fill(connection, some)


@settings(max_examples=examples(400))
@given(st.lists(texts, min_size=1, max_size=6), st.recursive(phrases, combinations, max_leaves=5))
def test_it_finds_what_a_scan_finds_in_the_same_order(engine: Engine, some: list[Text], wanted: Wanted) -> None:
    filled(engine, some)
    assert find(engine, wanted) == newest_first(wanted, some)


@settings(max_examples=examples(200))
@given(st.lists(texts, min_size=1, max_size=6), st.data())
def test_whatever_stands_in_a_text_is_found(engine: Engine, some: list[Text], data: st.DataObject) -> None:
    lines = [line for text in some for line in text.lines()["text"] if line]
    if not lines:
        return
    line = data.draw(st.sampled_from(lines))
    start = data.draw(st.integers(0, len(line) - 1))
    piece = line[start : data.draw(st.integers(start + 1, len(line)))].strip()
    if piece:
        filled(engine, some)
        expected = newest_first(Phrase(piece), some)
        assert expected
        assert find(engine, Phrase(piece)) == expected


# FTS5 may count a word of a branch that does not answer (A OR (B AND C), a text with A and B), so no such question here
flat = phrases | st.builds(Combined, st.sampled_from([Operator.AND, Operator.OR]), st.tuples(phrases, phrases))


@settings(max_examples=examples(200))
@given(st.lists(texts, min_size=1, max_size=6, unique=True), flat)
def test_the_best_come_first(engine: Engine, some: list[Text], wanted: Wanted) -> None:
    filled(engine, some)
    found = find(engine, wanted, ranked=True)
    if can_rank(wanted):
        assert sorted(found) == sorted(newest_first(wanted, some))
        assert best_first(wanted, some, found)
    else:
        assert found == newest_first(wanted, some)


def corpus() -> list[Text]:
    """Texts with what recurs in bulletins: offices, days, numbers, one word in nearly all."""
    offices, deeds = (
        ("江门市新会区人民政府", "市生态环境局", "区应急管理局"),
        ("防汛防旱", "扫黑除恶", "环保督察", "招聘人员"),
    )
    some = []
    for number in range(60):
        office, deed = offices[number % 3], deeds[number % 4]
        body = (
            f"各镇（街），区直各单位：现将{deed}工作有关事项通知如下。",
            *(
                f"{each}、{office}要做好{deed}工作，人人参与，人人负责；{number * each}号前报送。"
                for each in range(number % 7)
            ),
            f"{office}\t2020年{number % 12 + 1}月{number % 28 + 1}日",
        )
        some.append(
            Text(
                body,
                title=f"关于做好{deed}工作的通知",
                issuer=office,
                document_number=f"新府〔2020〕{number}号",
                columns=("政务公开", deed),
                published=None if number % 9 == 0 else date(2020, number % 12 + 1, number % 28 + 1),
                source=number % 2 + 1,
            )
        )
    return some


QUERIES = (
    "防汛", "的", "工作", "人人参与", "新会区人民政府", "扫黑除恶 -环保", "扫黑 OR 环保", "(防汛 OR 环保) 应急",
    "标题:防汛 正文:人人", "新府[2020]7号", "新府〔2020〕 7", "来源:环境 扫黑", "栏目:招聘", "文号:新府",
    "人人负责，12", "12号前", "号 -防 -扫", "标题:工", "正文:区直", "镇(街)", "2020年3月", "没有这话", "工作 -工作",
    "(扫黑 -应急) OR (环保 应急)",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_finds_what_a_scan_finds(engine: Engine, query: str) -> None:
    some = corpus()
    filled(engine, some)
    wanted = read_query(query).asks
    assert wanted is not None
    assert find(engine, wanted) == newest_first(wanted, some)
    assert sorted(find(engine, wanted, ranked=True)) == sorted(newest_first(wanted, some))


def test_recall_and_precision_are_one_for_all_lengths(engine: Engine) -> None:
    some = corpus()
    filled(engine, some)
    line = some[6].lines()["text"][1]
    for length in range(1, 7):
        for start in range(0, len(line) - length, 5):
            phrase = Phrase(line[start : start + length].strip())
            assert find(engine, phrase) == newest_first(phrase, some), phrase


def test_a_phrase_far_behind_in_a_long_text_is_found(engine: Engine) -> None:
    """Text search of PostgreSQL ends at the place 16,383."""
    numbers = tuple(f"第{number}条甲乙丙{number * 7919 % 100003}丁" for number in range(9000))
    some = [Text(numbers), Text(tuple(reversed(numbers))), Text(numbers[:-1])]
    filled(engine, some)
    assert find(engine, Phrase("第8999条甲乙丙")) == [2, 1]
    assert find(engine, Phrase("条甲乙丙0丁")) == [3, 2, 1]
    assert find(engine, Phrase("丁第1条")) == []


def test_pages_of_answers_and_their_count(engine: Engine) -> None:
    some = corpus()
    filled(engine, some)
    wanted = Phrase("工作")
    expected = newest_first(wanted, some)
    for offset in (0, 7, 59, 60, 100):
        with transaction(engine, writing=False) as connection:
            count, numbers = index.of(connection).find(
                connection, wanted, Filters(copies=True), ranked=False, limit=5, offset=offset
            )
        found = (count, list(numbers))
        assert found == (len(expected), expected[offset : offset + 5])


@pytest.mark.parametrize("ranked", [False, True])
@pytest.mark.parametrize(
    "wanted", [Phrase("工作"), Phrase("人人"), Combined(Operator.NOT, (Phrase("工作"), Phrase("扫黑")))], ids=str
)
def test_days_narrow(engine: Engine, wanted: Wanted, ranked: bool) -> None:
    some = corpus()
    filled(engine, some)
    since, until = date(2020, 3, 1), date(2020, 8, 31)
    inside = [
        number for number in newest_first(wanted, some) if (day := some[number - 1].published) and since <= day <= until
    ]
    found = find(engine, wanted, ranked=ranked, filters=Filters(since=since, until=until, copies=True))
    assert sorted(found) == sorted(inside)
    if not ranked:
        assert found == inside


def test_merging_changes_no_answer_and_comes_to_an_end(engine: Engine) -> None:
    some = corpus()
    filled(engine, some)
    wanted = Phrase("防汛")
    before = find(engine, wanted, ranked=True)
    with transaction(engine, writing=True) as connection:
        bites = sum(1 for _ in takewhile(lambda _: index.of(connection).merge(connection, 1), range(100)))
    assert bites < 100
    assert find(engine, wanted, ranked=True) == before
    assert find(engine, wanted) == newest_first(wanted, some)


def test_what_is_rolled_back_was_never_there(engine: Engine) -> None:
    filled(engine, [Text(("旧的话",))])
    with suppress(ZeroDivisionError), transaction(engine, writing=True) as connection:
        fill(connection, [Text(("新的话",))])
        catch_up(connection)
        raise ZeroDivisionError
    assert (find(engine, Phrase("旧的")), find(engine, Phrase("新的"))) == ([1], [])


def test_there_is_an_index_for_each_engine_and_an_error_for_others() -> None:
    assert {name: index.for_engine(name).__name__.rpartition(".")[2] for name in ENGINES} == {
        "sqlite": "fts5",
        "postgresql": "gin",
    }
    with pytest.raises(LookupError, match="mysql"):
        index.for_engine("mysql")


# A whole store, on both


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """A store in SQLite, with edits, copies and sources, and the same rows in PostgreSQL, indexed there."""
    with (
        open_store(f"sqlite:///{tmp_path_factory.mktemp('both')}/bulletins.db") as store,
        empty_store("postgresql", tmp_path_factory.mktemp("none")) as other,
    ):
        run = store.begin_run("crawl")
        for number, text in enumerate(corpus()):
            for source in ("example", "xinhui", "other")[: 1 + (number % 5 == 0) + (number % 10 == 0)]:
                url = f"http://{source}.gov.cn/{number}.html"
                for edition in range(1 + (number % 6 == 0)):
                    served = replace(page(url, f"{number} {edition}".encode()), source=source)
                    fetch(store, run, served, said(text, url, edition))
        copy_rows(store.engine, other)
        yield store.engine, other


def said(text: Text, url: str, edition: int) -> CleanDocument:
    document = replace(
        reading(url).document,
        title=text.title,
        published=text.published,
        issuer=text.issuer,
        document_number=text.document_number,
        columns=text.columns,
        paragraphs=tuple(map(Paragraph, (*text.paragraphs, f"第{edition}版。"))),
    )
    return CleanDocument(document, (), (), None)


def copy_rows(store: Engine, other: Engine) -> None:
    with store.connect() as old, transaction(other, writing=True) as new:
        new.exec_driver_sql("SET LOCAL session_replication_role = replica")  # rows refer to later ones
        for copied in Base.metadata.sorted_tables:
            if rows := [dict(row) for row in old.execute(sa.select(copied)).mappings()]:
                new.execute(sa.insert(copied), rows)
        index.reindex(new)


FILTERS = {
    "none": Filters(),
    "copies": Filters(copies=True),
    "source": Filters(source="xinhui"),
    "source and copies": Filters(source="example", copies=True),
    "no such source": Filters(source="nobody"),
    "days": Filters(since=date(2020, 3, 5), until=date(2020, 9, 30)),
    "source, days, issuer": Filters(source="example", since=date(2020, 2, 1), issuer="环境局"),
    "number": Filters(document_number="新府2020 第10号"),
    "column": Filters(column="政務公開"),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("ranked", [False, True], ids=["newest", "best"])
def test_both_engines_answer_the_same(both: tuple[Engine, Engine], name: str, ranked: bool) -> None:
    answers = []
    for engine in both:
        with transaction(engine, writing=False) as connection:
            answers.append(
                {
                    query: search(
                        connection, query and read_query(query).asks, FILTERS[name], ranked=ranked, limit=20, offset=5
                    )
                    for query in (None, *QUERIES)
                }
            )
    one, other = answers
    assert one == other
    assert sum(count for count, _ in one.values()) > 0 or name == "no such source"


def test_an_index_is_held_to_the_texts(both: tuple[Engine, Engine]) -> None:
    _, other = both
    with transaction(other, writing=True) as connection:
        assert list(index.differences(connection)) == []
        connection.exec_driver_sql("UPDATE search_index SET title = 'x' WHERE bulletin = 3")
        index.drop_entry(connection, 5)
        catch_up(connection)
        [what] = index.differences(connection)
        assert "2 of its rows differ" in what
        connection.exec_driver_sql("DELETE FROM search_index WHERE bulletin = 7")
        assert len(list(index.differences(connection))) == 2
        index.reindex(connection)
        catch_up(connection)
        assert list(index.differences(connection)) == []
        connection.exec_driver_sql("UPDATE search_signature SET signature = 'other'")
        assert list(index.differences(connection)) == ["it was made by other folding rules than this version's"]
        index.ensure_current(connection)
        catch_up(connection)
        assert list(index.differences(connection)) == []


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A thousand bulletins in PostgreSQL, of which all have one word and few another."""
    with empty_store("postgresql", tmp_path_factory.mktemp("none")) as engine:
        filled(
            engine,
            [Text((f"做好工作。{number}",), title="防汛" if number % 100 else "防汛扫黑") for number in range(1000)],
        )
        yield engine


@pytest.mark.parametrize("analysed", [False, True], ids=["no figures of the tables", "figures"])
@pytest.mark.parametrize("ranked", [False, True], ids=["newest", "best"])
@pytest.mark.parametrize(
    "query",
    ["工作", "工", "扫黑", "标题:防汛", "工作 防汛 -扫黑", "做好工作", "扫黑 OR 工作", "来源:局 工作", "国发[2024]1号"],
)
def test_whatever_is_asked_of_postgresql_its_indexes_answer(
    crowded: Engine, query: str, ranked: bool, analysed: bool
) -> None:
    """A plan that reads every row, or makes the keys of texts again, would take minutes in a large store."""
    wanted = read_query(query).asks
    assert wanted is not None
    asked, values = gin_query.asking(wanted, Filters(), ranked=ranked, limit=20, offset=0)
    with crowded.connect() as connection:
        if analysed:
            connection.exec_driver_sql("ANALYZE")
        connection.execute(gin_query.BEGIN)
        plan = "\n".join(connection.execute(sa.text(f"EXPLAIN {asked.text}"), values).scalars())
    assert "Bitmap Index Scan on ix_search_index_" in plan
    assert "Seq Scan on search_index" not in plan
    assert not re.search(r"(?:Join )?Filter: .*search_keys", plan)
    assert "Nested Loop" not in plan  # what is inside may be done again for each answer
    for scan in re.findall(r"Index (?:Only )?Scan using \w+ on search_index.*\n(.*)", plan):
        assert "Index Cond: (bulletin = " in scan  # one row


def test_settings_of_a_search_end_with_it(crowded: Engine) -> None:
    """What follows in the transaction is planned as ever."""
    shown = "SELECT current_setting('enable_seqscan'), current_setting('enable_nestloop'), current_setting('work_mem')"
    with crowded.connect() as connection:
        before = connection.exec_driver_sql(shown).one()
        find_here = index.of(connection).find
        assert find_here(connection, Phrase("扫黑"), Filters(), ranked=True, limit=1, offset=0)[0] == 10
        assert connection.exec_driver_sql(shown).one() == before


def test_whoever_asks_postgresql_in_sql_has_the_keys_too(crowded: Engine) -> None:
    asked = (
        "SELECT bulletin FROM search_index WHERE search_keys(words) @> search_keys('防汛扫黑')"
        " AND strpos(words, '防汛扫黑') > 0 ORDER BY bulletin"
    )
    with crowded.connect() as connection:
        assert connection.exec_driver_sql(asked).scalars().all() == [number + 1 for number in range(0, 1000, 100)]
        connection.exec_driver_sql("SET enable_seqscan = off")
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {asked}").scalars())
    assert "Bitmap Index Scan on ix_search_index_anywhere" in plan


def test_two_who_write_at_once_leave_one_index(crowded: Engine) -> None:
    """Each adds and merges in transactions of its own; neither waits for the other's to end."""
    first, second = crowded.connect(), crowded.connect()
    try:
        for number, connection in enumerate((first, second, first, second), 2001):
            connection.info.setdefault(LATER, defaultdict(list))
            words = words_of(
                {"title": "两个", "issuer": None, "document_number": None, "columns": ()}, [f"同时写第{number}份"]
            )
            index.add_entry(connection, number, 1, None, words)
            catch_up(connection)
        first.commit()
        second.commit()
    finally:
        first.close()
        second.close()
    with transaction(crowded, writing=True) as connection:
        index.merge(connection, 1)
        totals = connection.exec_driver_sql("SELECT entries, characters FROM search_totals").all()
        assert totals == connection.exec_driver_sql("SELECT count(*), sum(characters) FROM search_index").all()
    assert find(crowded, Phrase("同时写")) == [2004, 2003, 2002, 2001]


def test_whoever_does_not_own_the_index_leaves_it_to_autovacuum(crowded: Engine) -> None:
    with transaction(crowded, writing=True) as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS writer")
        connection.exec_driver_sql("CREATE ROLE writer")
        connection.exec_driver_sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writer")
        connection.exec_driver_sql("SET LOCAL ROLE writer")
        assert not index.merge(connection, 1)
        assert (
            index.of(connection).find(connection, Phrase("扫黑"), Filters(), ranked=False, limit=1, offset=0)[0] == 10
        )
        connection.exec_driver_sql("RESET ROLE")
        connection.exec_driver_sql("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM writer")
        connection.exec_driver_sql("DROP ROLE writer")
