"""Links of a row that say nothing: icons next to the title's link, and those that are the row's own."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/tzgg/"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("example.gov.cn",))
TITLES = [
    "关于组织申报省级专项资金的通知",
    "临江区水库除险加固工程中标结果公告",
    "2026年度部门预算公开说明",
    "关于公布行政许可事项清单的公告",
]
DAY = "2026-07-0{number}"


def rows(row: str) -> str:
    numbered = (
        row.format(title=title, number=number, day=DAY.format(number=number)) for number, title in enumerate(TITLES, 1)
    )
    return f"<html><body><h2>通知公告</h2><div class='list'>{''.join(numbered)}</div></body></html>"


ICONS = {
    "in the day's element": '<div class="row"><a href="/up/{number}.pdf">{title}</a><span><a class="icon" href="get_{number}.jhtml">&nbsp;</a><span>{day}</span></span></div>',
    "a picture before the day": '<li><a href="/art/{number}.html">{title}</a><a href="/get_{number}.html"><img src="d.png"></a><span>{day}</span></li>',
    "before the title": '<li><a href="/get_{number}.html"><i class="down"></i></a><a href="/art/{number}.html">{title}</a><em>{day}</em></li>',
    "in a cell of its own": '<table><tr><td><a href="/art/{number}.html">{title}</a></td><td><a href="/get_{number}.html"> </a></td><td>{day}</td></tr></table>',
}
OWN = {
    "laid over the row": '<div class="card"><b>{title}</b><i>{day}</i><a class="over" href="/art/{number}.html" title="{title}"></a></div>',
    "a picture to the same address": '<div class="card"><a href="/art/{number}.html"><img src="p.jpg"></a><p><a href="/art/{number}.html">{title}</a></p><i>{day}</i></div>',
    "a picture with the title": '<li><a href="/art/{number}.html"><img src="p.jpg" alt="{title}"></a><i>{day}</i></li>',
}


@pytest.mark.parametrize("row", [*ICONS.values(), *OWN.values()], ids=[*ICONS, *OWN])
def test_the_day_of_a_row_is_not_that_of_its_icon(row: str) -> None:
    page = read_list(rows(row), LIST, SOURCE).articles
    assert [(link.title, str(link.listed)) for link in page] == [
        (title, DAY.format(number=number)) for number, title in enumerate(TITLES, 1)
    ]
    assert not any("get_" in link.url for link in page)
