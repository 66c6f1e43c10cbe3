"""Lists of plainer kinds: pagers whose numbers end the address, rows of templates, rows in one cell."""

from datetime import date

import pytest

from pipelines.lists.read import read_list
from pipelines.models import ListPage, Source

SITE = "https://www.example.gov.cn"
TITLES = ("关于做好森林防火工作的通知", "城区供热管网改造的通告", "关于表彰优秀教师的决定")
ROWS = "".join(f'<li><a href="/d/{900 + n}.html">{t}</a><span>2026-11-2{n}</span></li>' for n, t in enumerate(TITLES))


def read(rows: str, path: str = "/n/list") -> ListPage:
    url = f"{SITE}{path}"
    source = Source(name="example", start_urls=(url,), allowed_domains=("example.gov.cn",))
    return read_list(f"<html><head><title>公告</title></head><body>{rows}</body></html>", url, source)


@pytest.mark.parametrize("path", ["/n/list", "/notice/list/77"])
@pytest.mark.parametrize(
    "pager",
    [
        '<b>1</b><a href="LIST/2">2</a><a href="LIST/3">3</a>',
        '<a href="LIST">1</a><a href="LIST/2">2</a><a href="LIST/3">3</a>',
        '<a href="LIST/1">1</a><a href="LIST/2">2</a>',
        '<i>1</i><a href="LIST/2">2</a>…<a href="LIST/19">19</a>',
    ],
)
def test_a_number_behind_the_address_of_a_list_is_that_of_its_page(pager: str, path: str) -> None:
    found = read(f"<ul>{ROWS}</ul>{pager.replace('LIST', path)}", path)
    assert [ask.url for ask in found.next_pages] == [f"{SITE}{path}/2"]


@pytest.mark.parametrize("month", ["/news/2026/11", "/news/2026/9"])
def test_the_days_of_a_month_are_no_pages(month: str) -> None:
    days = "".join(f'<td><a href="{month}/{day}">{day}</a></td>' for day in range(1, 29))
    assert read(f"<ul>{ROWS}</ul><table><tr>{days}</tr></table>", month).next_pages == ()


@pytest.mark.parametrize("blank", ["[url]", "%url%", "[info:link]"])
def test_a_row_that_a_template_was_to_fill_in_is_none(blank: str) -> None:
    found = read(f'<ul><li><a href="{blank}">[title]</a><span>[date]</span></li>{ROWS}</ul>')
    assert [one.title for one in found.articles] == list(TITLES)


@pytest.mark.parametrize(
    ("shown", "day"), [("[11-2{}]", date(2026, 11, 20)), ("(2026-11-2{})", date(2026, 11, 20)), ("[10-1{}]", None)]
)
def test_rows_in_one_cell_have_the_year_that_their_attribute_says(shown: str, day: date | None) -> None:
    rows = "<br>".join(
        f'<a href="s.asp?id=70{n}" title="文章标题：{title}&#10;作者：佚名&#10;更新时间：2026-11-2{n} 10:11:12">{title}</a>'
        f"&nbsp;<font color=red>{shown.format(n)}</font>"
        for n, title in enumerate(TITLES)
    )
    found = read(f"<table><tr><td>{rows}</td></tr></table>").articles
    assert (found[0].title, found[0].listed) == (TITLES[0], day)
