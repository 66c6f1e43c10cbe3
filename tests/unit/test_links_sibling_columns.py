"""A menu in the same bare markup as the list is none of its rows: its addresses have the shape of the list's own."""

from datetime import date

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "http://www.example.gov.cn"
SOURCE = Source(name="example", allowed_domains=("www.example.gov.cn",))
TITLES = ["关于印发防汛预案的通知", "停水通知", "关于公开招聘教师的公告", "土壤普查成果公示"]
COLUMNS = ["工作动态", "政策法规", "通知公告", "办事指南"]
SHAPES = [
    ("/list/3.html", "/list/{}.html", "/news/{}.html"),
    ("/list.asp?cid=3", "/list.asp?cid={}", "/show.asp?id={}"),
    ("/list-3-1.html", "/list-{}-1.html", "/show-3-{}-1.html"),
    ("/NewsList.aspx?ID=3", "/NewsList.aspx?ID={}", "/NewsShow.aspx?ID={}"),
    ("/channel/3", "/channel/{}", "/article/{}"),
]
MARKUP = {
    "<ul>{}</ul>": "<li><a href='{}'>{}</a> {}</li>",
    "<table><tr><td><table>{}</table></td></tr></table>": "<tr><td><a href='{}'>{}</a></td><td>{}</td></tr>",
}


def urls(page: str, url: str) -> list[str]:
    return [link.url for link in read_list(page, SITE + url, SOURCE).articles]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("box", MARKUP)
@pytest.mark.parametrize("names", [COLUMNS, ["学校概况与机构设置", "教育教学工作动态"], COLUMNS * 5])
def test_columns_next_to_dated_rows_are_none(shape: tuple[str, str, str], box: str, names: list[str]) -> None:
    own, column, article = shape
    menu = box.format("".join(MARKUP[box].format(column.format(11 + n), name, "") for n, name in enumerate(names)))
    rows = [(article.format(101 + n), title, date(2026, 9, n + 1)) for n, title in enumerate(TITLES)]
    listed = box.format("".join(MARKUP[box].format(*row) for row in rows))
    for page in (menu + listed, listed + menu):
        assert urls(f"<title>通知公告</title>{page}", own) == [SITE + row[0] for row in rows]


def test_columns_next_to_undated_rows_are_none_where_their_names_are_short() -> None:
    rows = "".join(f"<li><a href='/news/{n}.html'>关于{n}号桥封闭施工的通告</a></li>" for n in range(101, 106))
    menu = "".join(f"<li><a href='/list/{n}.html'>{name}</a></li>" for n, name in enumerate(COLUMNS, 11))
    assert urls(f"<ul>{menu}</ul><ul>{rows}</ul>", "/list/3.html") == [f"{SITE}/news/{n}.html" for n in range(101, 106)]


def test_articles_of_the_shape_of_their_list_stay() -> None:
    rows = "".join(
        f"<li><a href='/news/{n}.html'>关于{n}号桥封闭施工的通告</a> 2026-09-01</li>" for n in range(101, 106)
    )
    other = "<li><a href='/art/7.html'>关于七号桥封闭施工的通告</a> 2026-09-01</li>"
    assert len(urls(f"<ul>{rows}{other}</ul>", "/news/3.html")) == 6


def test_pages_called_as_the_list_is_are_columns() -> None:
    menu = "".join(f"<h3><a href='/c{n}/zwgklist.shtml'>政府信息公开制度第{n}号</a></h3>" for n in (11, 12, 13))
    assert urls(menu, "/c10/zwgklist.shtml") == []
    rows = "".join(
        f"<h3><a href='/c10/{n}/index.shtml'>政府信息公开制度第{n}号</a> 2026-09-01</h3>" for n in (11, 12, 13)
    )
    assert len(urls(rows, "/c10/index.shtml")) == 3
