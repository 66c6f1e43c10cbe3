"""Lists at /24261/list.htm, whose articles carry the number of their column in addresses of their own."""

from datetime import date

import pytest

from pipelines.lists.columns.groups import in_column
from pipelines.lists.read import read_list
from pipelines.models import ListedLink, Source

SITE = "https://cs.example.edu.cn"
LIST = f"{SITE}/24261/list.htm"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("cs.example.edu.cn",))
TITLE = "<title>学生活动_某某大学计算机学院</title>"
SIDE = "".join(
    f"<li><span class='news_title'><a href='/cd/15/c24257a70786{n}/page.htm'>关于第{n}期冬令营报名的通知</a></span><span>11-1{n}</span></li>"
    for n in range(1, 6)
)


def read(rows: str) -> tuple[ListedLink, ...]:
    side = f"<div class='side'><h3>重要通知</h3><ul class='news_list'>{SIDE}</ul></div>"
    own = f"<div class='main'><ul class='news_list list2'>{rows}</ul></div>"
    return read_list(f"<html><head>{TITLE}</head><body>{side}{own}</body></html>", LIST, SOURCE).articles


def test_undated_rows_of_the_column_are_the_list_next_to_dated_ones_of_another() -> None:
    row = "<li><div class='news_title'><a href='/04/95/c24261a32885{n}/page.htm'>第{n}届院系杯棋牌赛圆满落幕</a></div></li>"
    found = read("".join(row.format(n=n) for n in range(6)))
    assert [link.url for link in found] == [f"{SITE}/04/95/c24261a32885{n}/page.htm" for n in range(6)]


def test_the_folder_of_a_year_or_a_month_is_no_column() -> None:
    assert not in_column(f"{SITE}/art/2026/9/1/art_99_2.html", f"{SITE}/zwgk/2026/index.html")
    assert not in_column(f"{SITE}/c/202609/t1.html", f"{SITE}/zwgk/202609/index.html")
    assert in_column(f"{SITE}/12/ee/c24258a266990/page.htm", f"{SITE}/24258/list2.htm")
    assert not in_column(f"{SITE}/12/ee/c242581a266990/page.htm", f"{SITE}/24258/list2.htm")


@pytest.mark.parametrize("said", ["2020 年 9 月 25 日， 林教授参加技术大会", "2020年9月25日，林教授参加技术大会"])
def test_a_title_that_begins_with_when_it_happened_gives_no_day(said: str) -> None:
    row = "<li><div class='t'><a href='/04/95/c24261a32885{n}/page.htm' title='{said}'>{said}{n}</a></div></li>"
    assert [link.listed for link in read("".join(row.format(n=n, said=said) for n in range(6)))] == [None] * 6


def test_a_summary_that_leads_to_the_article_is_no_title() -> None:
    address = "/12/ee/c24261a26699{n}/page.htm"
    row = (
        f"<li><div class='i'><a href='{address}' title='第{{n}}期安全冬令营举行'><img src='{{n}}.jpg'></a></div><div class='w'>"
        f"<div class='t'><a href='{address}' title='第{{n}}期安全冬令营举行'>第{{n}}期安全冬令营举行</a></div><div class='m'>2026-02-1{{n}}</div>"
        f"<div class='s'><a href='{address}' title='第{{n}}期安全冬令营举行'>为促进中学生的技能交流，培养人才，在教务处的大{{n}}</a></div>"
        f"<a class='more' href='{address}'>全文》</a></div></li>"
    )
    found = read("".join(row.format(n=n) for n in range(6)))
    assert [(link.title, link.listed) for link in found] == [
        (f"第{n}期安全冬令营举行", date(2026, 2, 10 + n)) for n in range(6)
    ]
