"""An answer in JSON that names a cursor, or is as full as was asked for, says that there may be more."""

import json

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "http://www.example.gov.cn"
ROWS = [{"title": f"关于{n}号桥封闭施工的通告", "url": f"/a/{n}.html", "date": "2026-09-01"} for n in range(10)]


def said(answer: object, query: str = "") -> str:
    url = f"{SITE}/api/list{query}"
    source = Source(name="example", start_urls=(url,), allowed_domains=("www.example.gov.cn",))
    return read_list(json.dumps(answer), url, source).unturned


@pytest.mark.parametrize(
    "key",
    [
        {"nextCursor": "MTIz"},
        {"next_token": "abc"},
        {"scrollId": "abc"},
        {"lastId": 88},
        {"nextPage": 2},
        {"cursor": "a"},
    ],
)
def test_a_cursor_is_said(key: dict[str, object]) -> None:
    (name,) = key
    assert said({"list": ROWS, **key}) == f"{name}={key[name]}"
    assert said({"data": {"list": ROWS, **key}}) == f"{name}={key[name]}"


@pytest.mark.parametrize("name", ["more", "hasMore", "next"])
def test_more_is_said(name: str) -> None:
    assert said({"list": ROWS, name: True}) == "more than the 10 rows that it holds"
    assert said({"list": ROWS, name: False}) == ""


@pytest.mark.parametrize("query", ["?page=1&size=10", "?pageNo=1&pageSize=10", "?start=0&limit=10"])
def test_a_full_page_without_a_total_is_said(query: str) -> None:
    size = query.rpartition("&")[2]
    assert said({"data": ROWS}, query) == f"as many rows as were asked for ({size}), and no total"
    assert said(ROWS, query) == f"as many rows as were asked for ({size}), and no total"
    assert said({"data": ROWS[:9]}, query) == ""
    assert said({"data": ROWS, "total": 10}, query) == ""


@pytest.mark.parametrize(
    "key", [{"nextCursor": ""}, {"nextPage": 1}, {"nextPage": 0}, {"lastId": None}, {"token": "abc"}]
)
def test_an_end_is_not_said(key: dict[str, object]) -> None:
    assert said({"list": ROWS, **key}) == ""
