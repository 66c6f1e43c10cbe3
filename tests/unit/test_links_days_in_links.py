"""A day in an element of its own within a link, next to the title: every form that lists write is read, and cut off."""

from collections.abc import Callable
from datetime import date

import pytest

from pipelines.lists.dates import counted_from
from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/tzgg/"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("example.gov.cn",))
TITLES = ("关于2026年森林防火工作的通知", "城区供水管网改造的通告", "国土计划施行细则修正草案公听会")
DAYS = (date(2026, 11, 25), date(2026, 11, 24), date(2026, 11, 22))
NUMERALS = {25: "二十五", 24: "二十四", 22: "二十二"}
FORMS: dict[str, Callable[[date], str]] = {
    "year of the republic": lambda day: f"115-{day:%m-%d}",
    "named so": lambda day: f"民國115年{day.month}月{day.day}日",
    "run together": lambda day: f"{day:%Y%m%d}",
    "numerals": lambda day: f"二〇二六年十一月{NUMERALS[day.day]}日",
    "weekday": lambda day: f"{day} 星期三",
    "weekday in brackets": lambda day: f"{day.year}年{day.month}月{day.day}日（周三）",
    "for machines": lambda day: f"{day}T09:00:00+08:00",
    "spaced": lambda day: f"{day:%Y - %m - %d}",
    "half of the day": lambda day: f"{day} 上午 09:12",
    "English": lambda day: f"{day.day} Nov 2026",
    "American": lambda day: f"Nov {day.day}, 2026",
    "counted": lambda day: f"{(date(2026, 11, 26) - day).days}天前",
    "named": lambda day: f"發布日期：115-{day:%m-%d}",
    "in brackets": lambda day: f"（{day:%Y%m%d}）",
}
LINKS = {
    "two elements": '<a href="URL"><span>TITLE</span><span>DAY</span></a>',
    "day first": '<a href="URL"><span>DAY</span><span>TITLE</span></a>',
    "behind text": '<a href="URL">TITLE<i class="date">DAY</i></a>',
    "apart from text": '<a href="URL">TITLE <i>DAY</i></a>',
    "before text": '<a href="URL"><em class="time">DAY</em>TITLE</a>',
    "before an arrow": '<a href="URL"><b>TITLE</b><b>DAY</b><i>&gt;</i></a>',
    "wrapped": '<a href="URL"><span><u>TITLE</u><u>DAY</u></span></a>',
}


def listed(links: list[str]) -> list[tuple[str, str, date | None]]:
    rows = "".join(f"<li>{link}</li>" for link in links)
    with counted_from(date(2026, 11, 26)):
        found = read_list(
            f"<html><head><title>通知公告</title></head><body><ul>{rows}</ul></body></html>", LIST, SOURCE
        )
    return [(one.url, one.title, one.listed) for one in found.articles]


@pytest.mark.parametrize("address", ["/n/50{}.html", "/news/50{}/"], ids=["page", "folder"])
@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_day_next_to_the_title_is_read_and_no_part_of_it(
    form: Callable[[date], str], link: str, address: str
) -> None:
    expected = [(f"{SITE}{address.format(n)}", title, DAYS[n]) for n, title in enumerate(TITLES)]
    links = [
        link.replace("URL", address.format(n)).replace("TITLE", title).replace("DAY", form(DAYS[n]))
        for n, title in enumerate(TITLES)
    ]
    assert listed(links) == expected


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<b>今天</b>起全市恢复供水的公告", "今天 起全市恢复供水的公告"),
        ("全市恢复供水的公告就在<b>今天</b>", "全市恢复供水的公告就在 今天"),
        ("<b>民國115年11月20日</b>起施行之規定", "民國115年11月20日 起施行之規定"),
        ("<b>2026-11-20至2026-11-22</b>停水的公告", "2026-11-20至2026-11-22 停水的公告"),
        ("<span>截止日期：20261122</span><span>关于申报项目的通知</span>", "截止日期：20261122 关于申报项目的通知"),
    ],
)
def test_a_day_that_is_set_off_in_a_title_stays_in_it(inside: str, title: str) -> None:
    links = [
        f'<a href="/n/500.html">{inside}</a><span>2026-11-25</span>',
        f'<a href="/n/501.html">{TITLES[1]}</a><span>2026-11-24</span>',
    ]
    assert listed(links)[0] == (f"{SITE}/n/500.html", title, DAYS[0])
