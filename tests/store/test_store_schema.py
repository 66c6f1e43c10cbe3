"""docs/schema.md is true: every table, view and column is in it, with its type, and every query runs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from filled_store import fill
from store_pages import URL

from bulletins.cli.audit_print import item_as_json, rate_as_json
from bulletins.cli.bulletin_json import as_json
from bulletins.cli.diff import as_json as comparison_as_json
from bulletins.cli.diff import texts_of
from pipelines.revisions.differences import changed_paragraphs
from pipelines.store import Store, open_store
from pipelines.store.engine.sqlite import Sqlite
from pipelines.store.schema.views import views

pytestmark = pytest.mark.sqlite(
    "types as SQLite has them; test_store_engines.py holds the other engine to the same rows"
)

VIEWS = views(Sqlite.phrases)

DOCS = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
SECTIONS = {
    name: re.findall(r"^\| (\w+) \| ([\w()]+) \|", text, re.MULTILINE)[1:]
    for name, text in re.findall(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", DOCS, re.MULTILINE | re.DOTALL)
}
QUERIES = re.findall(r"```sql\n(.*?)```", DOCS, re.DOTALL)
STORED_AS = {
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "integer",
    "DOUBLE": "real",
    "BLOB": "blob",
    "TEXT": "text",
    "DATE": "text",
    "JSON": "text",
    "VARCHAR": "text",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with something in every table and view."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/bulletins.db") as store:
        fill(store)
        yield store


def test_every_table_and_view_is_described(store: Store) -> None:
    with store.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE 'search_index%'"  # FTS5's own, in whatever shape this SQLite gives them
            " AND name NOT LIKE 'search_characters%'"
        )
        assert sorted(SECTIONS) == sorted(set(found.scalars()) - {"alembic_version"})


@pytest.mark.parametrize("name", SECTIONS)
def test_every_column_is_described_in_its_order(store: Store, name: str) -> None:
    with store.reading() as connection:
        found = connection.exec_driver_sql(f"PRAGMA table_info({name})").all()
    assert [column for column, _ in SECTIONS[name]] == [row.name for row in found]


@pytest.mark.parametrize("name", SECTIONS)
def test_every_type_is_the_one_described(store: Store, name: str) -> None:
    with store.reading() as connection:
        declared = [(row.name, row.type) for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")]
        reported = {column: STORED_AS[kind.split("(")[0]] for column, kind in SECTIONS[name]}
        for column, kind in reported.items():
            found = set(connection.exec_driver_sql(f'SELECT DISTINCT typeof("{column}") FROM {name}').scalars())  # noqa: S608  # names from our own docs
            assert found <= {kind, "null"}, column
    if name not in VIEWS:
        assert SECTIONS[name] == declared


@pytest.mark.parametrize("name", SECTIONS)
def test_a_column_that_may_be_null_says_so(store: Store, name: str) -> None:
    with store.reading() as connection:
        nullable = [row.name for row in connection.exec_driver_sql(f"PRAGMA table_info({name})") if not row.notnull]
        if name in VIEWS:
            nulls = f'SELECT count(*) - count("{{}}") FROM {name}'  # noqa: S608  # names from our own docs
            nullable = [c for c in nullable if connection.exec_driver_sql(nulls.format(c)).scalar()]
    section = DOCS[DOCS.index(f"### `{name}`") :]
    silent = [column for column in nullable if "NULL" not in meaning(section, column)]
    assert silent == []


def meaning(section: str, column: str) -> str:
    found = re.search(rf"^\| {column} \| [\w()]+ \| (.*) \|$", section, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_runs_and_finds_something(store: Store, query: str) -> None:
    with store.reading() as connection:
        assert connection.exec_driver_sql(query).first() is not None


def test_every_view_has_a_query() -> None:
    views = DOCS[DOCS.index("# Views") : DOCS.index("# Tables")]
    assert views.count("```sql") == views.count("### ")


def test_every_key_of_the_json_is_described(store: Store) -> None:
    view = store.bulletin(2)
    assert view is not None
    reported = as_json(view, store.copies(2))
    section = DOCS[DOCS.index("# One bulletin as JSON") : DOCS.index("# Two revisions as JSON")]
    assert re.findall(r"^\| (\w+) \| \w+ \|", section, re.MULTILINE)[1:] == list(reported)
    recurs = store.bulletin(URL + "?recurs")
    assert recurs is not None
    reported["recurs"] = as_json(recurs)["recurs"]
    for key in ("removals", "variants", "recurs", "attachments", "copies", "listings"):
        rows = reported[key]
        assert isinstance(rows, list)
        described = re.sub(r"\([^)]*\)", "", meaning(section, key)).removeprefix("of objects: ").split(", ")
        assert [name.strip() for name in described] == list(rows[0])


def test_every_key_of_an_audit_is_described(store: Store) -> None:
    audit = {"seed": 1, "sample": [item_as_json(item) for item in store.draw(9, 1, again=True)]}
    audit |= rate_as_json(store.precision())
    section = DOCS[DOCS.index("# An audit as JSON") :]
    assert re.findall(r"^\| (\w+) \| \w+ \|", section, re.MULTILINE)[1:] == list(audit)
    described = re.sub(r"\([^)]*\)", "", meaning(section, "sample")).removeprefix("of objects: ").split(", ")
    assert [name.strip() for name in described] == list(audit["sample"][0])


def test_every_key_of_a_comparison_is_described(store: Store) -> None:
    old, new = store.bulletin(1, 1), store.bulletin(1)
    assert old is not None
    assert new is not None
    reported = comparison_as_json(old, new, (), changed_paragraphs(texts_of(old), texts_of(new)))
    section = DOCS[DOCS.index("# Two revisions as JSON") : DOCS.index("# An audit as JSON")]
    assert re.findall(r"^\| (\w+) \| \w+ \|", section, re.MULTILINE)[1:] == list(reported)
    paragraphs = reported["paragraphs"]
    assert isinstance(paragraphs, list)
    described = re.sub(r"\([^)]*\)", "", meaning(section, "paragraphs")).removeprefix("of objects: ").split(", ")
    assert [name.strip() for name in described] == list(paragraphs[0])


LOOKED_UP = """
pages.run_id pages.source_id pages.content_id pages.bulletin_id pages.outcome pages.state pages.url
contents.dictionary_id contents.sha256 bulletins.source_id bulletins.url bulletins.first_seen failures.run_id
failures.source_id revisions.page_id revisions.published revisions.issuer revisions.document_number
revisions.index_number revisions.office revisions.subject removals.reason paragraphs.bulletin_id
frontier.source_id frontier.parent_id frontier.run_id frontier.page_id listings.article_id listings.list_id
run_sources.run_id run_sources.source_id verdicts.bulletin_id verdicts.of_id
bulletins.text_id bulletins.copy_of text_keys.key text_keys.text_id relations.text_id relations.of_id copied.text_id
"""


@pytest.mark.parametrize("column", LOOKED_UP.split())
def test_what_is_looked_up_or_faceted_has_an_index(store: Store, column: str) -> None:
    table, name = column.split(".")
    with store.reading() as connection:
        query = f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {name} = 1"  # noqa: S608  # names from above
        plan = connection.exec_driver_sql(query).one()
    assert "USING INDEX" in plan.detail or "USING PRIMARY KEY" in plan.detail
