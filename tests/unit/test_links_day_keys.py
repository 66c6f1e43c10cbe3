"""Of several keys with days in rows for scripts, the one by which the list is sorted is that of publication."""

import json

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/api/list"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
DAYS = ["2026-09-22", "2026-09-18", "2026-09-18", "2026-09-03", "2026-08-11"]
CREATED = ["2026-09-20", "2026-09-18", "2026-09-10", "2026-09-01", "2026-08-11"]

OF_SYSTEMS = {
    "one day": ["2026-11-20 10:00:00"] * 5,
    "later than all": [f"2026-11-2{n} 10:00:00" for n in range(5)],
    "later, in the order of the rows": [f"2026-11-2{9 - n} 10:00:00" for n in range(5)],
    "in no order": ["2026-09-23", "2026-10-08", "2026-09-19", "2026-11-02", "2026-09-01"],
    "of one row": ["2026-11-20 10:00:00", "", "", "", ""],
    "seconds": [1795000000] * 5,
}


def days(*columns: tuple[str, list[str] | list[int]]) -> list[str]:
    rows = [
        {"title": f"关于第{n}号工程的公告", "url": f"/zwgk/content_{n}.html"}
        | {name: values[n] for name, values in columns}
        for n in range(len(columns[0][1]))
    ]
    return [str(row.listed) for row in read_list(json.dumps({"rows": rows}), LIST, SOURCE).articles]


@pytest.mark.parametrize("kind", OF_SYSTEMS)
@pytest.mark.parametrize("other", ["topTime", "syncTime", "auditTime", "zdsj", "hcsj", "day2"])
@pytest.mark.parametrize("own", ["date", "time", "rq", "addtime", "inputtime", "cdate", "dateStr", "publishTime"])
def test_a_day_that_a_system_gave_all_rows_is_not_theirs(own: str, other: str, kind: str) -> None:
    of_system = (other, OF_SYSTEMS[kind])
    assert days((own, DAYS), of_system) == days(of_system, (own, DAYS)) == DAYS


def test_the_later_of_two_days_near_each_other_is_that_of_publication() -> None:
    assert days(("createTime", CREATED), ("addTime", DAYS)) == DAYS
    assert days(("publishTime", DAYS), ("date", CREATED)) == DAYS


def test_a_list_of_one_day_keeps_it() -> None:
    assert days(("date", ["2026-09-22"] * 5)) == ["2026-09-22"] * 5
    assert days(("date", ["2026-09-22"] * 2), ("createTime", ["2026-09-21"] * 2)) == ["2026-09-22"] * 2


def stamped(key: str, *, seconds: bool) -> list[str | None]:
    rows = [
        {
            "title": f"关于公布第{n}批目录的通知",
            "url": f"/n/{n}.html",
            key: (1790300000 + n * 86400) * (1 if seconds else 1000),
        }
        for n in range(4)
    ]
    source = Source("example", start_urls=("https://www.example.gov.cn/a",), allowed_domains=("www.example.gov.cn",))
    page = read_list(json.dumps(rows), "https://www.example.gov.cn/a", source)
    return [link.listed and str(link.listed) for link in page.articles]


@pytest.mark.parametrize("key", ["ts", "issued", "postedAt", "t2"])
@pytest.mark.parametrize("seconds", [True, False])
def test_a_moment_since_1970_is_a_day_under_any_name(key: str, seconds: bool) -> None:
    assert stamped(key, seconds=seconds) == ["2026-09-25", "2026-09-26", "2026-09-27", "2026-09-28"]


@pytest.mark.parametrize("key", ["articleId", "sort", "orderNo", "hits", "phone"])
def test_a_number_of_a_row_is_no_moment(key: str) -> None:
    assert stamped(key, seconds=True) == [None] * 4


def test_a_title_may_be_an_object() -> None:
    rows = [
        {"id": n, "date": f"2026-09-1{n}T10:00:00", "link": f"https://www.example.gov.cn/n/{n}.html", "title": {"rendered": f"关于公布第{n}批目录的通知"}}
        for n in range(4)
    ]  # fmt: skip
    source = Source("example", start_urls=("https://www.example.gov.cn/a",), allowed_domains=("www.example.gov.cn",))
    page = read_list(json.dumps(rows), "https://www.example.gov.cn/a", source)
    assert [link.title for link in page.articles] == [f"关于公布第{n}批目录的通知" for n in range(4)]
