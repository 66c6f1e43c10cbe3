"""What stands elsewhere in an answer gives no rows where its main place is empty, or has rows without an address."""

import json
from typing import Any

import pytest

from pipelines.lists.read import read_list
from pipelines.models import ListPage, Source, WhyNothing

SITE = "http://www.example.gov.cn"
API = f"{SITE}/api/list?page=1"
SOURCE = Source("example", start_urls=(API,), allowed_domains=("www.example.gov.cn",))


def rows(folder: str, count: int = 3) -> list[dict[str, str]]:
    return [
        {"title": f"关于第{n}批民生实事项目公示的通知", "url": f"{folder}{n}.html", "time": f"2026-02-{n}"}
        for n in range(11, 11 + count)
    ]


HOT, OWN = rows("/xwzx/t8"), rows("/zwgk/tzgg/t9", 6)
BARE = [{"id": n, "title": f"关于第{n}批公示的公告", "publishTime": f"2026-03-{n}"} for n in range(11, 14)]
USER = {"title": "张三", "url": "/user/1.html"}


def read(answer: Any) -> ListPage:
    return read_list(json.dumps(answer, ensure_ascii=False), API, SOURCE)


EMPTY = {
    "data.list": {"data": {"list": [], "total": 0}, "hot": HOT},
    "data.rows": {"code": 200, "recommend": HOT, "data": {"rows": []}},
    "data": {"code": 0, "data": [], "hot": {"list": HOT, "total": 3}},
    "records": {"total": 0, "records": [], "top": HOT},
    "result.dataList": {"user": USER, "result": {"dataList": []}},
    "results": {"results": [], "user": USER},
}


@pytest.mark.parametrize("place", EMPTY)
def test_an_empty_main_place_lists_nothing_and_is_named(place: str) -> None:
    page = read(EMPTY[place])
    assert page.articles == page.off_site == ()
    assert page.nothing
    assert (page.nothing.reason, page.nothing.detail) == (WhyNothing.SAID, f"{place} is []")


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"list": BARE, "hot": HOT}},
        {"hot": HOT, "data": {"list": BARE, "total": 3}},
        {"top": HOT, "list": BARE},
    ],
)
def test_rows_of_the_main_place_without_an_address_are_named_by_their_keys(answer: Any) -> None:
    page = read(answer)
    assert page.articles == ()
    assert page.nothing
    assert page.nothing.reason is WhyNothing.NO_ROWS
    assert "the keys id, title, publishTime" in page.nothing.detail


KEPT = {
    "an empty list of another name": ({"files": [], "errors": [], "data": OWN}, 6),
    "two main places": ({"data": [], "articles": OWN}, 6),
    "one in the other": ({"data": {"list": [], "newsList": OWN}}, 6),
    "a counted box": ({"unread": {"total": 0, "list": []}, "data": OWN}, 6),
    "no main place": ({"zdxx": OWN, "tips": []}, 6),
    "one object": ({"data": {**OWN[0], "files": [], "list": []}}, 1),
    "one object next to an empty list": ({"errors": [], "data": OWN[0]}, 1),
    "notices without an address": ({"data": {"list": OWN}, "popups": BARE}, 6),
    "columns in the main place": ({"list": [{"id": 1, "name": "通知公告"}], "zdxx": OWN}, 6),
}


@pytest.mark.parametrize("kind", KEPT)
def test_rows_stay_where_the_main_place_holds_them_or_says_nothing(kind: str) -> None:
    answer, count = KEPT[kind]
    page = read(answer)
    assert len(page.articles) == count
    assert page.nothing is None


@pytest.mark.parametrize("answer", [{"data": {"list": [], "total": 0, "hot": HOT}}, {"list": [], "zdxx": OWN}])
def test_rows_next_to_an_empty_main_place_that_may_be_its_own_have_a_note(answer: Any) -> None:
    page = read(answer)
    assert len(page.articles) in (3, 6)
    assert page.nothing
    assert page.nothing.reason is WhyNothing.OTHERS
