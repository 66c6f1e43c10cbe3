"""Articles in folders of their own: the day of a row and a number decide, the shape of the address does not."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipelines.lists.columns.groups import groups_among
from pipelines.lists.read import read_list
from pipelines.lists.rows.anchors import anchors_of
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/03/index.html"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
NAMES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
COLUMNS = "".join(
    f"<li><a href='/zwgk/0{n}/index.html'>{name}</a></li>" for n, name in enumerate(["政策", "规划", "人事"])
)


def listed(addresses: list[str], row: str = "<li><a href='{url}'>{name}</a><i>2026-09-1{n}</i></li>") -> list[str]:
    rows = "".join(row.format(url=url, name=NAMES[n], n=n) for n, url in enumerate(addresses))
    page = read_list(f"<body><ul class=menu>{COLUMNS}</ul><ul>{rows}</ul></body>", LIST, SOURCE)
    return [one.url.removeprefix(SITE) for one in page.articles]


@pytest.mark.parametrize(
    "pattern",
    [
        "/zwgk/03/8{}/index.html",
        "/zwgk/03/{}/",
        "/zwgk/03/0fa3c9b{}/index.shtml",
        "/zwgk/03/tz0{}/index.htm",
        "/zwgk/03/2026/09/1{}/1/",
        "/zwgk/03/202609/0{}/index.html",
        "/zwgk/03/0f3c2a1e-77b0-4c1d-9e0f-3a5b6c7d8e0{}/index.shtml",
        "/zwgk/03/20260911/00{}afc/index.shtml",
    ],
)
def test_dated_rows_at_folders_with_a_number_are_articles(pattern: str) -> None:
    addresses = [pattern.format(n) for n in range(4)]
    assert listed(addresses) == addresses
    assert listed(addresses, "<li><a href='{url}'>{name}</a></li>") == []


def test_columns_next_to_a_day_are_no_articles() -> None:
    short = "<li><a href='{url}'>县农业局</a><i>2026-09-1{n}</i></li>"
    assert listed([f"/xxgk/1{n}/" for n in range(4)], short) == []
    kind = "<li>[<a href='/zwgk/0{n}/'>通知</a>] <a href='{url}'>{name}</a><i>2026-09-1{n}</i></li>"
    addresses = [f"/zwgk/03/t2026091{n}_1.html" for n in range(4)]
    assert listed(addresses, kind) == addresses


def test_why_dated_rows_were_left_is_said_truly() -> None:
    rows = "".join(f"<li><a href='/zwgk/tz{c}/'>{NAMES[n]}</a><i>2026-09-1{n}</i></li>" for n, c in enumerate("abcd"))
    groups = groups_among(anchors_of(LexborHTMLParser(f"<ul>{rows}</ul>"), LIST), LIST, SOURCE)
    assert [group.why_no_list for group in groups] == ["dated, but too few of its addresses can be an article's"]
