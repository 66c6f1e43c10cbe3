"""Where the day of a row stands: between the rows of a flat list, in the columns of a table, in a calendar leaf."""

from datetime import date

import pytest

from pipelines.lists.data.row_keys import RowKeys, as_day
from pipelines.lists.dates import counted_from, day_in, is_a_day
from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
NAMES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
DAYS = ("2026-09-15", "2026-09-11", "2026-08-30", "2026-08-04")


def days_of(body: str) -> list[str]:
    page = read_list(f"<html><body><h2>通知公告</h2>{body}</body></html>", LIST, SOURCE)
    assert [one.url for one in page.articles] == [f"{LIST}t2026_{101 + i}.html" for i in range(len(page.articles))]
    return [str(one.listed) for one in page.articles]


def link(number: int) -> str:
    return f'<a href="t2026_{101 + number}.html">{NAMES[number]}</a>'


def rows(pattern: str, days: tuple[str, ...] = DAYS) -> str:
    """Return a row by the pattern for each name: A is its link, D its day."""
    return "".join(pattern.replace("A", link(i)).replace("D", day) for i, day in enumerate(days))


FLAT = [
    "<dt>D</dt><dd>A</dd>",
    "<dt>A</dt><dd>D</dd>",
    "<i>D</i>A",
    "A<i>D</i>",
    "<i>D</i>A<div class=dash></div>",
    "<h5>D</h5><p>A</p>",
    "<div class=t>发布时间：D</div><div>A</div>",
    "D A <em>图</em>",
    "D A<br>",
    "A D<br>",
]


@pytest.mark.parametrize("pattern", FLAT)
def test_days_of_a_flat_list_go_to_the_side_where_the_list_begins_or_ends_with_one(pattern: str) -> None:
    assert days_of(f"<div class=list>{rows(pattern)}</div>") == list(DAYS)


def test_days_in_table_rows_before_or_after_the_rows_of_links() -> None:
    before, after = "<tr><td>D</td></tr><tr><td>A</td></tr>", "<tr><td>A</td></tr><tr><td>D</td></tr>"
    assert days_of(f"<table>{rows(before)}</table>") == days_of(f"<table>{rows(after)}</table>") == list(DAYS)


def test_a_row_of_a_flat_list_without_a_day_takes_no_other_row_s() -> None:
    before = [f"<dt>{day}</dt><dd>{link(i)}</dd>" for i, day in enumerate(DAYS)]
    before[2] = f"<dd>{link(2)}</dd>"
    after = [f"<dt>{link(i)}</dt><dd>{day}</dd>" for i, day in enumerate(DAYS)]
    after[1] = f"<dt>{link(1)}</dt>"
    assert days_of(f"<dl>{''.join(before)}</dl>") == [DAYS[0], DAYS[1], "None", DAYS[3]]
    assert days_of(f"<dl>{''.join(after)}</dl>") == [DAYS[0], "None", DAYS[2], DAYS[3]]


def test_the_page_s_own_day_above_a_flat_list_is_no_row_s() -> None:
    for pattern in ("A<i>D</i>", "<i>D</i>A"):
        flat = f"<div><b>更新：2026-09-20</b>{rows(pattern)}<b>统计至2026-09-20</b></div>"
        assert days_of(flat) == list(DAYS)


def test_a_day_above_several_rows_is_not_the_next_day_s() -> None:
    flat = f"<h4>{DAYS[0]}</h4><p>{link(0)}</p><p>{link(1)}</p><h4>{DAYS[2]}</h4><p>{link(2)}</p><p>{link(3)}</p>"
    found = days_of(f"<div>{flat}</div>")
    assert (found[0], found[2]) == (DAYS[0], DAYS[2])
    assert found[1] in ("None", DAYS[0])


DEADLINES = ("2026-12-31", "2026-12-20", "2026-11-30", "2026-10-31")


def columns(pattern: str, deadlines: tuple[str, ...] = DEADLINES) -> str:
    """Return rows by the pattern, in which A is the link, D its day and E the day on which it ends."""
    return "".join(
        pattern.replace("A", link(i)).replace("D", day).replace("E", deadlines[i]) for i, day in enumerate(DAYS)
    )


HEADED = [
    "<p><b>标题</b><b>截止日期</b><b>发布日期</b></p>{}|<p><b>A</b><b>E</b><b>D</b></p>",
    "<div><i>名称</i><i>公开日期</i><i>有效期至</i></div>{}|<div><i>A</i><i>D</i><i>E</i></div>",
    "<ul><li>标题</li><li>截止时间</li><li>发布时间</li></ul>{}|<ul><li>A</li><li>E</li><li>D</li></ul>",
    "<ol class=h><li>项目</li><li>报名结束</li><li>发布时间</li></ol><div>{}</div>|<ul><li>A</li><li>E</li><li>D</li></ul>",
    "<div class=h><p><i>标题</i><i>结束</i><i>发布日</i></p></div><div>{}</div>|<p><i>A</i><i>E</i><i>D</i></p>",
    "<table><tr><td>标题</td><td>截止日期</td><td>发布日期</td></tr></table><table>{}</table>|<tr><td>A</td><td>E</td><td>D</td></tr>",
]


@pytest.mark.parametrize("headed", HEADED)
def test_a_row_of_heads_names_the_columns_whatever_they_are_made_of(headed: str) -> None:
    table, _, pattern = headed.partition("|")
    assert days_of(f"<ul><li><a href=/xxgk/>政务公开</a></li></ul>{table.format(columns(pattern))}") == list(DAYS)


def test_what_stands_above_rows_without_being_their_heads_names_nothing() -> None:
    pattern = "<p><i>A</i><i>D</i></p>"
    for above in (
        "<p><i>截止日期</i></p>",
        "<p><i>共4条</i><i>第1页</i></p>",
        "<p><i>2026-09-20</i><i>截止日期</i></p>",
    ):
        assert days_of(f"<div>{above}{rows(pattern)}</div>") == list(DAYS)


@pytest.mark.parametrize("called", ["截止日期：", "报名截止时间:", "征集截止 ", "活动结束：", "有效期至", "施行日期："])
def test_a_deadline_alone_is_no_day_of_publication(called: str) -> None:
    assert days_of(f"<ul>{rows(f'<li>A<em>{called}D</em></li>')}</ul>") == ["None"] * 4
    both = days_of(f"<ul>{columns(f'<li>A<em>{called}E</em><em>D</em></li>')}</ul>")
    assert both == list(DAYS)


def test_a_day_still_to_come_is_no_day_of_publication() -> None:
    with counted_from(date(2026, 9, 20)):
        assert days_of(f"<ul>{columns('<li>A<em>开标：E</em></li>')}</ul>") == ["None"] * 4
        assert days_of(f"<ul>{columns('<li>A<em>E</em><em>D</em></li>')}</ul>") == list(DAYS)


def test_of_two_published_days_the_first_counts_and_one_on_which_it_was_sent_is_less() -> None:
    assert days_of(f"<ul>{columns('<li>A<i>发文日期：E</i><i>发布日期：D</i></li>')}</ul>") == list(DAYS)
    assert days_of(f"<ul>{rows('<li>A<i>发文日期：D</i></li>')}</ul>") == list(DAYS)


LEAVES = [
    "<b>{d}</b><i>{y}-{m}</i>",
    "<b>{d}</b><i>{y}年{m}月</i>",
    "<b>{m}-{d}</b><i>{y}</i>",
    "<b>{y}</b><i>{m}-{d}</i>",
    "<b>{y}</b><i>{m}月{d}日</i>",
    "<i>{y}/{m}</i><b>{d}</b>",
    "<b>{d}</b><i>{m}月</i><u>{y}</u>",
    "<b>{m}月</b><i>{d}</i><u>{y}</u>",
    "<b>{d}日</b><i>{y}年{m}月</i>",
]


@pytest.mark.parametrize("row", ["<p>{t}</p><em>{d}</em>{a}", "<b>{d}</b><p>{t}</p>{a}", "<p>{t}</p>{a}<em>{d}</em>"])
def test_a_title_next_to_its_link_is_no_label_of_the_day(row: str) -> None:
    names = ("道路改造工程实施方案", "行政许可实施公示", "网站更新公告", "2026年9月9日起失效文件公示")
    body = "".join(
        f"<li>{row.format(t=name, d=day, a=f'<a href=t2026_{101 + i}.html>查看详情&gt;</a>')}</li>"
        for i, (name, day) in enumerate(zip(names, DAYS, strict=True))
    )
    assert days_of(f"<ul>{body}</ul>") == list(DAYS)


@pytest.mark.parametrize("called", ["文章标题：", ""])
def test_what_an_attribute_says_behind_the_title_has_the_day_where_the_row_has_none(called: str) -> None:
    body = "".join(
        f'<li><a href="t2026_{101 + i}.html" title="{called}{name}&#13;&#10;作    者：管理员&#13;&#10;更新时间：{day} 10:22:03">{name[:7]}…</a></li>'
        for i, (name, day) in enumerate(zip(NAMES, DAYS, strict=True))
    )
    assert days_of(f"<ul>{body}</ul>") == list(DAYS)
    page = read_list(f"<html><body><ul>{body}</ul></body></html>", LIST, SOURCE)
    assert tuple(one.title for one in page.articles) == NAMES


@pytest.mark.parametrize("leaf", LEAVES)
@pytest.mark.parametrize("title", ["2026年部门预算公开", "关于2026年09月安排的通知", "15个项目的公示"])
def test_a_calendar_leaf_keeps_its_numbers_where_the_title_has_them_too(leaf: str, title: str) -> None:
    one = f"<div>{leaf.format(y=2026, m='09', d='15')}</div>"
    for made in (
        "<li>{leaf}<a href=t2026_{n}.html>{title}</a></li>",
        "<li><a href=t2026_{n}.html>{leaf}<h4>{title}</h4></a></li>",
    ):
        body = "".join(made.format(leaf=one, n=101 + i, title=f"{title}（{name}）") for i, name in enumerate("甲乙丙"))
        assert days_of(f"<ul>{body}</ul>") == ["2026-09-15"] * 3


def test_a_machine_s_day_is_taken_whatever_is_shown() -> None:
    for shown in ("", "上周", "3天前", "热", "2026-09-13"):
        times = f"<li>A<time datetime='DT01:00:00Z'>{shown}</time></li>"
        assert days_of(f"<ul>{rows(times)}</ul>") == list(DAYS)
    evening = "<li>A<time datetime='2026-09-14T16:30:00Z'></time></li>"
    assert set(days_of(f"<ul>{rows(evening)}</ul>")) == {"2026-09-15"}
    assert set(days_of(f"<ul>{rows('<li>A<time datetime=PT3M>上周</time></li>')}</ul>")) == {"None"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("26年9月5日", date(2026, 9, 5)),
        ("成立26年9月5日", None),
        ("115年9月15日", date(2026, 9, 15)),
        ("中華民國一百一十五年九月十五日", date(2026, 9, 15)),
        ("民國一一五年九月五日", date(2026, 9, 5)),
        ("民国九十八年十月一日", date(2009, 10, 1)),
        ("第115年度9月份", None),
        ("Sep 15, 2026", date(2026, 9, 15)),
        ("15 September 2026", date(2026, 9, 15)),
        ("Tue, 15 Sep 2026 10:00", date(2026, 9, 15)),
        ("15/Sep/2026", date(2026, 9, 15)),
        ("2026-Sep-15", date(2026, 9, 15)),
        ("Sept. 5th, 2026", date(2026, 9, 5)),
        ("Tue Sep 15 10:12:33 CST 2026", date(2026, 9, 15)),
        ("Maybe 15, 2026", None),
        ("March 2026", None),
        ("Sep 31, 2026", None),
        ("2026 1.5", None),
    ],
)
def test_days_of_other_ways_of_writing(text: str, day: date | None) -> None:
    assert day_in(text) == day


def test_an_english_day_alone_is_no_title() -> None:
    assert is_a_day("Nov 22, 2024 10:12:33 AM")
    assert is_a_day("Fri, 22 Nov 2024")
    assert not is_a_day("Report of Nov 22, 2024")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("Sep 15, 2026 10:12:33 AM", date(2026, 9, 15)),
        ("Tue Sep 15 10:12:33 CST 2026", date(2026, 9, 15)),
        ("Mon Sep 14 17:00:00 GMT 2026", date(2026, 9, 15)),
        ("Mon Sep 14 17:00:00 GMT+08:00 2026", date(2026, 9, 14)),
        ("2026-09-14T16:30:00.000+0000", date(2026, 9, 15)),
        ("2026-09-14T16:30:00Z", date(2026, 9, 15)),
        ("2026-09-14T16:30:00+08:00", date(2026, 9, 14)),
        ("2026-09-14 16:30:00", date(2026, 9, 14)),
        ([2026, 9, 15, 10, 12, 33], date(2026, 9, 15)),
        ([2026, 9, 15], date(2026, 9, 15)),
        ([2026, 19, 15], None),
        ([1, 2, 3], None),
        ([True, 2, 3], None),
        ("/Date(1789430400000)/", date(2026, 9, 15)),
        ("/Date(1789430400000+0800)/", date(2026, 9, 15)),
        ("/Date(x)/", None),
    ],
)
def test_days_as_back_ends_write_them(value: object, day: date | None) -> None:
    assert as_day(value) == day


def test_eight_digits_are_a_day_under_any_name_but_that_of_a_number() -> None:
    row = {"NAME": NAMES[0], "HREF": "/a/1.html", "DT": "20260915", "XH": "20260101"}
    assert RowKeys([row, {**row, "DT": "20260911"}], LIST).days == ["DT"]
    assert RowKeys([row, {**row, "DT": "20269911"}], LIST).days == []


@pytest.mark.parametrize(
    ("days", "read"),
    [
        (("9/15/2026 10:22:00 AM", "9/11/2026 9:00:00 PM", "8/30/2026", "8/4/2026"), DAYS),
        (("15/09/2026", "11/09/2026", "30/08/2026", "04/08/2026"), DAYS),
        (("15.09.2026", "11.09.2026", "30.08.2026", "04.08.2026"), DAYS),
        (("09/08/2026", "09/07/2026", "08/06/2026", "08/04/2026"), ("None",) * 4),
        (("15/09/2026", "9/11/2026", "8/30/2026", "04/08/2026"), ("None",) * 4),
    ],
    ids=["month first", "day first", "points", "nobody knows", "both"],
)
def test_the_days_of_all_rows_show_whether_the_month_stands_first(days: tuple[str, ...], read: tuple[str, ...]) -> None:
    assert days_of(f"<ul>{rows('<li>A<span>D</span></li>', days)}</ul>") == list(read)


def test_rows_with_words_for_addresses_are_a_list_by_their_days_in_any_order() -> None:
    names = ("minister-opens-school", "budget-of-the-year", "road-closed-for-repairs")
    body = "".join(
        f"<li><i>{10 + n}/05/2026</i> <a href='/news/{name}'>{name.replace('-', ' ')}</a></li>"
        for n, name in enumerate(names)
    )
    page = read_list(f"<html><body><ul>{body}</ul></body></html>", f"{SITE}/news", SOURCE)
    assert [(one.title, one.listed) for one in page.articles] == [(name.replace("-", " "), None) for name in names]


TITLE_COLUMN = "".join(f"<li>{link(n)}</li>" for n in range(4))
DAY_COLUMN = "".join(f"<li>{day}</li>" for day in DAYS)
IN_COLUMNS = {
    "lists in boxes": f"<div class=l><ul>{TITLE_COLUMN}</ul></div><div class=r><ul>{DAY_COLUMN}</ul></div>",
    "lists": f"<ul class=l>{TITLE_COLUMN}</ul><ul class=r>{DAY_COLUMN}</ul>",
    "days first": f"<ul class=r>{DAY_COLUMN}</ul><ul class=l>{TITLE_COLUMN}</ul>",
    "cells": f"<table><tr><td><ul>{TITLE_COLUMN}</ul></td><td><ul>{DAY_COLUMN}</ul></td></tr></table>",
    "lines": (
        f"<table><tr><td>{TITLE_COLUMN}</td><td>{DAY_COLUMN}</td></tr></table>".replace("<li>", "").replace(
            "</li>", "<br>"
        )
    ),
    "days in brackets": f"<div><ul>{TITLE_COLUMN}</ul></div><div>{DAY_COLUMN}</div>".replace("<li>2026", "<p>[2026"),
}


@pytest.mark.parametrize("kind", IN_COLUMNS)
def test_days_in_a_column_of_their_own_are_those_of_the_rows_next_to_it(kind: str) -> None:
    assert days_of(IN_COLUMNS[kind]) == list(DAYS)


@pytest.mark.parametrize(
    "column", [DAY_COLUMN.replace("<li>2026-08-04</li>", ""), DAY_COLUMN.replace("2026-08-04", "更多")]
)
def test_a_column_of_other_lines_has_no_days_for_the_rows(column: str) -> None:
    assert set(days_of(f"<ul class=l>{TITLE_COLUMN}</ul><ul class=r>{column}</ul>")) == {"None"}


IN_ATTRIBUTES = {
    "a row": "<li data-time='{d} 10:00:00'>{a}</li>",
    "an empty element": "<li>{a}<span data-date='{d}'></span></li>",
    "a moment": "<li data-pubtime='{d}T08:30:00+08:00'>{a}</li>",
}


@pytest.mark.parametrize("kind", IN_ATTRIBUTES)
def test_a_day_in_an_attribute_is_that_of_a_row_without_one(kind: str) -> None:
    row = IN_ATTRIBUTES[kind]
    assert days_of("".join(row.format(d=day, a=link(n)) for n, day in enumerate(DAYS))) == list(DAYS)


@pytest.mark.parametrize(
    "row",
    [
        "<li data-end-time='{d}'>{a}</li>",
        "<li data-id='20260915'>{a}</li>",
        "<li data-date='{d}' data-time='2020-01-01'>{a}</li>",
    ],
    ids=["a deadline", "a number", "two days"],
)
def test_an_attribute_of_another_kind_is_no_day(row: str) -> None:
    assert set(days_of("".join(row.format(d=day, a=link(n)) for n, day in enumerate(DAYS)))) == {"None"}


def test_the_day_that_a_row_shows_wins_over_that_of_an_attribute() -> None:
    rows_of = (f"<li data-time='2020-01-01'>{link(n)}<i>{day}</i></li>" for n, day in enumerate(DAYS))
    assert days_of("".join(rows_of)) == list(DAYS)


BOXES = {
    "the number first": "<div class='date'><span>{number} </span>2026/{month}</div>",
    "the month first": "<div class='date'><b>2026-{month}</b><i>{number}</i></div>",
    "elements of their own": "<p>{number}</p><p>2026年{month}月</p>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
@pytest.mark.parametrize(
    "summary",
    [
        "1.2012年1月6日县里新增培训项目验收通过。",
        "1. 发布时间：2016-10-27 08:44 县里完成验收",
        "2006-10-10在县里举行，验收通过。",
    ],
)
def test_a_day_in_two_parts_wins_over_one_in_the_summary(box: str, summary: str) -> None:
    row = "<li><a href='t2026_{n}.html' title='{t}'>{box}<div><h3>{t}</h3><p>{summary}</p></div></a></li>"
    rows_of = (
        row.format(
            n=n, t=f"{2112 - n}年全县大事记之{n}", summary=summary, box=box.format(number=day[8:], month=day[5:7])
        )
        for n, day in enumerate(DAYS, 101)
    )
    assert days_of("".join(rows_of)) == list(DAYS)
