"""What is taken along from `bulletins serve`: all of it, or a word that it is not."""

# ruff: noqa: S608  # statements of our own

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.client import IncompleteRead
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

pytest.importorskip("datasette", reason="the extra `serve` is not installed")

from large_store import large_store
from store_users import served
from web_pages import Pages, pages_of

from bulletins.web.questions import QUESTIONS
from pipelines.store.engine.sqlite import Sqlite
from pipelines.store.schema.views import views

VIEWS = views(Sqlite.phrases)

MANY = 3_200
LINK = re.compile(r'href="(/store/[^"]+\.(?:csv|json)[^"]*)"')
RECIPES = (Path(__file__).parents[2] / "docs" / "viewing.md").read_text(encoding="utf-8")
FETCHED = re.compile(r"http://127\.0\.0\.1:8650(/store/[^\s\"'`]+)")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("downloads") / "bulletins.db"
    large_store(path, MANY)
    return path


@pytest.fixture(scope="module")
def pages(path: Path) -> Iterator[Pages]:
    with pages_of(f"sqlite:///{path}") as pages:
        yield pages


def counted(path: Path, sql: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()[0])


def rows_in(pages: Pages, address: str) -> int:
    text = pages.text(address.replace("&amp;", "&"))
    if ".csv" in address:
        return len(list(csv.reader(io.StringIO(text)))) - 1
    if "_nl=" in address:
        return len([json.loads(line) for line in text.splitlines()])
    made = json.loads(text)
    return len(made["rows"] if isinstance(made, dict) else made)


@pytest.mark.parametrize("name", VIEWS)
def test_every_link_of_a_view_gives_all_its_rows(pages: Pages, path: Path, name: str) -> None:
    links = LINK.findall(pages.text(f"/store/{name}"))
    assert len(links) == 2
    assert {rows_in(pages, link) for link in links} == {counted(path, f"SELECT 1 FROM {name}")}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_link_of_a_question_gives_all_its_rows(pages: Pages, name: str) -> None:
    links = LINK.findall(pages.text(f"/questions/{name}?days=0"))
    csv_rows, json_rows = (rows_in(pages, link) for link in links)
    assert csv_rows == json_rows > 0


def test_the_links_of_a_filtered_page_further_down_give_all_that_the_filter_leaves(pages: Pages, path: Path) -> None:
    html = pages.text(
        "/store/bulletins?source_id=2&_sort=url&_size=20&_next=http:~2F~2Fexample~2Eorg~2F100,100&_facet=series"
    )
    expected = counted(path, "SELECT 1 FROM bulletins WHERE source_id = 2")
    assert [rows_in(pages, link) for link in LINK.findall(html)[:2]] == [expected, expected]


def test_the_sql_page_says_that_more_rows_exist_and_its_links_give_them(pages: Pages) -> None:
    html = pages.text("/store/-/query?sql=SELECT id, url FROM bulletins WHERE id <> :not&not=5")
    assert "结果多于 1,000 行" in html
    assert [rows_in(pages, link) for link in LINK.findall(html)] == [MANY - 1, MANY - 1]


def test_the_sql_behind_a_table_asks_for_all_its_rows(pages: Pages) -> None:
    html = pages.text("/store/bulletins?source_id=2")
    (link,) = re.findall(r'href="(/store/-/query\?[^"]+)">SQL', html)
    assert "limit" not in link
    assert "结果多于 1,000 行" in pages.text(link.replace("&amp;", "&"))


def test_the_words_that_a_table_was_searched_for_stay_in_its_box(pages: Pages) -> None:
    assert 'name="_search" value="平安|教育"' in pages.text("/store/bulletin_texts?_search=平安|教育")


@pytest.mark.parametrize("words", ["作者:张三", "(平安", "source:example 平安"])
def test_what_a_search_box_cannot_read_is_an_error(pages: Pages, words: str) -> None:
    assert pages.get(f"/store/bulletin_texts?_search={words}").status_code == 400


def test_the_sql_page_counts_rows_where_it_shows_all(pages: Pages) -> None:
    assert ">7 行 <" in pages.text("/store/-/query?sql=SELECT id FROM bulletins LIMIT 7")


def test_a_part_that_is_asked_for_says_so_in_the_files_name(pages: Pages) -> None:
    answer = pages.get("/store/bulletin_texts.csv?_size=10")
    assert answer.headers["content-disposition"].endswith("bulletin_texts-first-10-of-more.csv")
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 11
    assert json.loads(pages.text("/store/bulletin_texts.json?_size=10"))["truncated"] is True


def test_a_file_that_has_all_is_named_after_its_table(pages: Pages) -> None:
    answer = pages.get("/store/bulletin_texts.csv?_size=max")
    assert answer.headers["content-disposition"].endswith("''bulletin_texts.csv")


@pytest.mark.parametrize(
    ("shape", "first"),
    [("_shape=array", {"id": 1}), ("_shape=arrays", [1]), ("_shape=arrayfirst", 1), ("_shape=objects", {"id": 1})],
)
def test_json_has_the_shapes_that_programs_ask_for(pages: Pages, shape: str, first: object) -> None:
    made = json.loads(pages.text(f"/store/-/query.json?sql=SELECT id FROM bulletins ORDER BY id&{shape}"))
    assert (made["rows"] if isinstance(made, dict) else made)[0] == first


def test_json_lines(pages: Pages) -> None:
    lines = pages.text(
        "/store/-/query.json?sql=SELECT id FROM bulletins ORDER BY id LIMIT 3&_shape=array&_nl=on"
    ).splitlines()
    assert [json.loads(line) for line in lines] == [{"id": 1}, {"id": 2}, {"id": 3}]


def test_programs_may_still_go_from_page_to_page(pages: Pages) -> None:
    made = json.loads(pages.text("/store/bulletins.json?_next=3190&_size=5"))
    assert ([row["id"] for row in made["rows"]], made["next"]) == ([3191, 3192, 3193, 3194, 3195], "3195")


def test_values_that_json_and_csv_do_not_have(pages: Pages) -> None:
    sql = quote("SELECT x'ff' AS a, 9e999 AS b, NULL AS c, '一,二' AS d")
    assert json.loads(pages.text(f"/store/-/query.json?sql={sql}&_shape=array")) == [
        {"a": {"$base64": True, "encoded": "/w=="}, "b": None, "c": None, "d": "一,二"}
    ]
    assert pages.text(f"/store/-/query.csv?sql={sql}").splitlines() == ["a,b,c,d", '/w==,inf,,"一,二"']


@pytest.mark.parametrize("sql", ["SELECT nothing", "DELETE FROM bulletins", "", "SELECT 1; SELECT 2"])
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_no_question_is_an_error_and_no_file(pages: Pages, sql: str, kind: str) -> None:
    assert pages.get(f"/store/-/query.{kind}?sql={sql}").status_code == 400


def test_what_breaks_off_on_the_way_does_not_end_as_a_whole_file(path: Path) -> None:
    of_one = "CASE WHEN id < 3000 THEN printf('%.*c', 900, 'x') ELSE zeroblob(90000000) END"
    sql = quote(f"SELECT id, {of_one} FROM bulletins ORDER BY id")
    with served(f"sqlite:///{path}") as address, pytest.raises(IncompleteRead):
        urlopen(f"{address}store/-/query.csv?sql={sql}", timeout=60).read()  # noqa: S310  # our own address


def test_a_head_request_has_no_body(pages: Pages) -> None:
    answer = pages.runner.run(pages.datasette.client.head("/store/bulletin_texts.csv"))
    assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize("address", FETCHED.findall(RECIPES))
def test_every_recipe_gives_all_rows(pages: Pages, path: Path, address: str) -> None:
    asked = address.replace("xinhui", "source1")
    name = asked.split("/")[2].split(".")[0]
    if name in VIEWS:
        where = "WHERE source = 'source1'" if "source=" in asked else ""
        expected = counted(path, f"SELECT 1 FROM {name} {where}")
    else:
        expected = rows_in(pages, f"/store/{name}.json?{asked.partition('?')[2]}") if name in QUESTIONS else MANY
    assert rows_in(pages, asked) == expected > 0


def test_there_are_recipes() -> None:
    assert len(FETCHED.findall(RECIPES)) >= 4


@pytest.mark.parametrize("more", ["_next=0", "_next=0&_extra=count", "_extra=columns", "_labels=on"])
def test_a_page_of_rows_says_truncated_as_long_as_more_follow(pages: Pages, more: str) -> None:
    part = json.loads(pages.text(f"/store/bulletins.json?_size=5&{more}"))
    assert (len(part["rows"]), part["next"] is not None, part["truncated"]) == (5, True, True)


def test_the_last_page_of_rows_is_not_truncated(pages: Pages) -> None:
    last = json.loads(pages.text("/store/bulletins.json?_size=1000&_next=3190"))
    assert (last["next"], last["truncated"]) == (None, False)
