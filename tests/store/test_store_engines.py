"""The same work on both engines makes the same rows, and the same questions have the same answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from filled_store import fill
from postgres import Server
from store_pages import URL, as_in_a_file, fetch, page, reading, rows

from bulletins.cli.group import bulletins
from pipelines.exit_codes import guarded
from pipelines.export_tables import TABLES
from pipelines.search.query import read_query
from pipelines.store import Selection, Store, open_store
from pipelines.store.engine.sqlite import Sqlite
from pipelines.store.schema.tables import Base
from pipelines.store.schema.views import views

VIEWS = views(Sqlite.phrases)
# When our own programs did something, which no two runs share
BY_OUR_CLOCK = {
    "started_at", "finished_at", "failed_at", "judged_at", "undone_at", "redone_at", "round_at", "seconds",
    "last_fetched_at",
}  # fmt: skip
DOCS = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
# What only SQLite takes, and what leaves open which rows of equal rank come first
OF_ONE = ("julianday", "json_extract", "group_concat", "columns LIKE", "GROUP BY paragraph", "max(run)", "LIMIT")
QUERIES = [
    query for query in re.findall(r"```sql\n(.*?)```", DOCS, re.DOTALL) if not any(words in query for words in OF_ONE)
]
COMMANDS = (
    ("list", "--json"),
    ("list", "--json", "--all"),
    ("list", "--json", "--gone"),
    ("show", "1", "--json"),
    ("show", "13", "--json"),
    ("show", "12", "--json"),
    ("copies", "11"),
    ("series", "1"),
    ("table", "13"),
    ("diff", "1"),
    ("search", "防汛", "--json"),
    ("search", "平安社区", "--json"),
    ("search", "罚款", "--source", "example", "--json"),
    ("volatile",),
    ("audit", "--sample", "5", "--seed", "1", "--json", "--again"),
    ("audit", "--rate"),
    ("dedup", "--explain", "1"),
    ("verify",),
)


class Both(NamedTuple):
    """The same store on each engine."""

    sqlite: Store
    postgresql: Store


@pytest.fixture(scope="module")
def both(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    name = f"filled{next(postgres_server.names)}"
    file = f"sqlite:///{tmp_path_factory.mktemp('store')}/bulletins.db"
    with open_store(file) as one, open_store(postgres_server.database(name)) as other:
        for store in (one, other):
            fill(store)
        yield Both(one, other)
    postgres_server.drop(name)


def answer(store: Store, query: str) -> list[dict[str, object]]:
    """Return rows by column, as a store in a file has their values, without what clocks say."""
    with store.reading() as connection:
        found = connection.execute(sa.text(query)).mappings()
        return [{name: plain(value) for name, value in row.items() if name not in BY_OUR_CLOCK} for row in found]


def plain(value: object) -> object:
    """Return a value with JSON read, whatever it is written like."""
    value = as_in_a_file(value)
    if isinstance(value, str) and value[:1] in ("[", "{"):
        return json.loads(value)
    return value


@pytest.mark.parametrize("table", [table.name for table in Base.metadata.sorted_tables])
def test_tables_have_the_same_rows(both: Both, table: str) -> None:
    of = Base.metadata.tables[table]
    names = [column.name for column in of.columns]

    def held(store: Store) -> list[tuple[object, ...]]:
        kept = [at for at, name in enumerate(names) if name not in BY_OUR_CLOCK]
        return sorted((tuple(row[at] for at in kept) for row in rows(store)[table]), key=repr)

    assert held(both.postgresql) == held(both.sqlite)
    assert held(both.sqlite) != [] or table in ("boilerplate", "dictionaries", "rebuilds", "restorations", "strangers",
                                                "volatile_refusals")  # fmt: skip


@pytest.mark.parametrize("view", VIEWS)
def test_views_show_the_same(both: Both, view: str) -> None:
    query = f"SELECT * FROM {view}"  # noqa: S608  # our own names
    shown = [sorted(answer(store, query), key=repr) for store in both]
    assert shown[0] == shown[1]
    assert shown[0] != []


@pytest.mark.parametrize("query", QUERIES)
def test_questions_of_the_docs_have_the_same_answers(both: Both, query: str) -> None:
    found = [sorted(answer(store, query.rstrip().rstrip(";")), key=repr) for store in both]
    assert found[0] == found[1]
    assert found[0] != []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("selection", [Selection(), Selection(since=2)], ids=["all", "since"])
def test_exports_have_the_same_rows_in_the_same_order(both: Both, table: object, selection: Selection) -> None:
    found = []
    for store in both:
        with store.export(selection) as export:
            names = [column.name for column in table.columns]  # type: ignore[attr-defined]
            chosen = export.bulletins(table)  # type: ignore[arg-type]
            exported = [dict(zip(names, row, strict=True)) for row in export.rows(table, chosen)]  # type: ignore[arg-type]
            found.append([{name: row[name] for name in names if name not in BY_OUR_CLOCK} for row in exported])
    assert found[0] == found[1]
    assert [list(map(type, row.values())) for row in found[0]] == [list(map(type, row.values())) for row in found[1]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command))
def test_commands_say_the_same(both: Both, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for store in both:
        call = [*command, "--store", store.url]
        code = guarded(lambda call=call: bulletins.main(call, "bulletins", standalone_mode=False))  # type: ignore[misc]
        said.append((code, *capsys.readouterr()))
    assert said[0] == said[1]
    assert said[0][1] != ""


@pytest.mark.parametrize("words", ["防", "平安", "防汛 OR 罚款", "title:通知", "编织袋12万条", "特此公告 -通知"])
@pytest.mark.parametrize("ranked", [False, True], ids=["newest", "best"])
def test_searches_find_the_same_in_the_same_order(both: Both, words: str, ranked: bool) -> None:
    assert both.postgresql.search(read_query(words), ranked=ranked) == both.sqlite.search(
        read_query(words), ranked=ranked
    )


def test_a_rebuild_leaves_them_the_same(store: Store) -> None:
    run = store.begin_run("crawl")
    for n in range(3):
        fetch(store, run, page(f"{URL}?{n}", b"%d" % n), reading(f"{URL}?{n}"))
    before = rows(store)
    store.rebuild(lambda kept: reading(kept.url))
    assert {name: held for name, held in rows(store).items() if before[name] != held} == {}
    assert list(store.verify()) == []
