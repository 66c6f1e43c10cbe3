"""Rows that show only the number of their day: month and year stand in elements of their own, or above the rows."""

from datetime import date

import pytest

from pipelines.lists.dates import counted_from
from pipelines.lists.days.day_parts import month_alone
from pipelines.lists.read import read_list
from pipelines.models import ListPage, Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
NAMES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
NUMBERS = ("22", "18", "09", "3")
IN_SEPTEMBER = ["2026-09-22", "2026-09-18", "2026-09-09", "2026-09-03"]
UNKNOWN = ["None"] * 4


def page_of(body: str) -> ListPage:
    with counted_from(date(2026, 11, 20)):
        return read_list(f"<html><body><h2>通知公告</h2>{body}</body></html>", LIST, SOURCE)


def days_of(body: str) -> list[str]:
    page = page_of(body)
    assert [one.title for one in page.articles] == list(NAMES[: len(page.articles)])
    return [str(one.listed) for one in page.articles]


def read_days(body: str) -> list[str]:
    return [str(one.listed) for one in page_of(body).articles]


def rows(pattern: str, numbers: tuple[str, ...] = NUMBERS, first: int = 0, path: str = "t_70{}.html") -> str:
    """Return a row by the pattern for each number: A is its link, D the number."""
    links = (f'<a href="{path.format(first + i)}">{NAMES[first + i]}</a>' for i in range(len(numbers)))
    return "".join(pattern.replace("A", link).replace("D", day) for link, day in zip(links, numbers, strict=True))


@pytest.mark.parametrize(
    "head",
    [
        "2026年9月",
        "2026-09",
        "2026.09",
        "2026年09月份",
        "二〇二六年九月",
        "【2026/9】",
        "2026年9月（4）",
        "2026年9月 共4条",
    ],
)
@pytest.mark.parametrize(
    "row", ["<li>A<span>D日</span></li>", "<li><span>D</span>A</li>", "<li>A<b>D日 10:30</b></li>"]
)
def test_a_month_above_the_rows_is_theirs(head: str, row: str) -> None:
    assert days_of(f"<h3>{head}</h3><ul>{rows(row)}</ul>") == IN_SEPTEMBER


@pytest.mark.parametrize("head", ["九月", "9月"])
def test_a_month_without_its_year_has_that_of_the_heading_above_or_of_the_address(head: str) -> None:
    row = "<li>A<span>D日</span></li>"
    assert days_of(f"<h2>2026年</h2><h3>{head}</h3><ul>{rows(row)}</ul>") == IN_SEPTEMBER
    assert days_of(f"<h3>{head}</h3><ul>{rows(row, path='/2026/09/t_70{}.html')}</ul>") == IN_SEPTEMBER
    assert days_of(f"<h3>{head}</h3><ul>{rows(row)}</ul>") == UNKNOWN


@pytest.mark.parametrize(
    "head",
    [
        '<div><a href="javascript:;">2026年9月</a></div>',
        '<p><b><a href="/zwgk/202609/">2026年9月</a></b></p>',
        '<a href="#">2026年9月</a>',
    ],
)
def test_a_month_above_the_rows_may_be_a_link(head: str) -> None:
    row = "<li>A<span>D日</span></li>"
    assert days_of(f"<div>{head}<ul>{rows(row)}</ul></div>") == IN_SEPTEMBER
    other = head.replace("2026年9月", "2026年8月").replace("202609", "202608")
    both = f"<div>{head}<ul>{rows(row, NUMBERS[:2])}</ul>{other}<ul>{rows(row, NUMBERS[2:], first=2)}</ul></div>"
    assert days_of(both) == ["2026-09-22", "2026-09-18", "2026-08-09", "2026-08-03"]
    assert days_of(f"<div>{head}{other}<ul>{rows(row)}</ul></div>") == UNKNOWN


@pytest.mark.parametrize("parts", ["<i>2026</i>A<i>09</i><b>D</b>", "<i>2026</i><i>13</i><b>D</b>A"])
def test_three_numbers_apart_or_without_a_month_are_no_day(parts: str) -> None:
    assert days_of(f"<ul>{rows(f'<li>{parts}</li>')}</ul>") == UNKNOWN


@pytest.mark.parametrize(
    "around",
    [
        "<h3>2026年9月</h3><ul>{}</ul><h3>2026年8月</h3><ul>{}</ul>",
        "<ul><li>2026年9月</li>{}<li>2026年8月</li>{}</ul>",
        "<ul><li><b>2026年9月</b><ul>{}</ul></li><li><b>2026年8月</b><ul>{}</ul></li></ul>",
    ],
)
def test_each_row_is_of_the_nearest_month(around: str) -> None:
    row = "<li>A<span>D</span></li>"
    body = around.format(rows(row, NUMBERS[:2]), rows(row, NUMBERS[2:], first=2))
    assert days_of(body) == ["2026-09-22", "2026-09-18", "2026-08-09", "2026-08-03"]


@pytest.mark.parametrize(
    "pattern", ["<dt>D日</dt><dd>A</dd>", "<dd>A</dd><dt>D日</dt>", "D日 A<br>", "A D日<br>", "<i>D日</i><p>A</p>"]
)
def test_numbers_between_the_rows_of_a_flat_list_go_to_the_side_where_it_begins_or_ends(pattern: str) -> None:
    assert days_of(f"<h3>2026年9月</h3><div>{rows(pattern)}</div>") == IN_SEPTEMBER


def test_columns_of_a_table_may_hold_month_and_number() -> None:
    table = f"<tr><th>年月</th><th>日</th><th>标题</th></tr>{rows('<tr><td>2026-09</td><td>D</td><td>A</td></tr>')}"
    assert days_of(f"<table>{table}</table>") == IN_SEPTEMBER


LEAVES = [
    "<b>D</b><span>2026-09</span>",
    "<i>D</i><em>2026.09</em>",
    "<em>2026.09</em><i>D</i>",
    "<b>D日</b><span>2026年9月</span>",
    "<b>D</b><i>/</i><span>2026-09</span>",
    "<b>D</b><i>九月</i><u>2026</u>",
    "<u>2026</u><i>九月</i><b>D</b>",
    "<b>D</b><span>202609</span>",
    "<b>D</b><span>二〇二六年九月</span>",
    "<i>2026</i><i>09</i><b>D</b>",
    "<b>D</b><i>09</i><i>2026年</i>",
    "<b>D</b><i>九月 / 2026</i>",
    "<i>九月，2026年</i><b>D</b>",
    "<b>D日</b><i>9月/2026年</i>",
    "<b>D</b><i>09/2026</i>",
    "<b>D</b><i>09.2026</i>",
]


@pytest.mark.parametrize("leaf", LEAVES)
def test_parts_of_a_day_in_elements_of_a_row_are_put_together(leaf: str) -> None:
    assert days_of(f"<ul>{rows(f'<li><div>{leaf}</div>A</li>')}</ul>") == IN_SEPTEMBER
    assert days_of(f"<ul>{rows(f'<li>A<div>{leaf}</div></li>')}</ul>") == IN_SEPTEMBER


def links(inner: str) -> str:
    """Return rows that are links as a whole: T is the title in one, D its number."""
    texts = (inner.replace("D", day).replace("T", name) for name, day in zip(NAMES, NUMBERS, strict=True))
    rows = "".join(f"<li><a href='t_80{i}.html'>{text}</a></li>" for i, text in enumerate(texts))
    return f"<ul>{rows}</ul>"


@pytest.mark.parametrize(
    "inner",
    [
        "<i>D</i><em>2026.09</em><span>T</span>",
        "<em>2026-09</em><b>D</b><span>T</span>",
        "<b>D</b><span>2026-09</span>T",
        "<span>T</span><b>D</b><i>九月</i><u>2026</u>",
        "<i>2026</i><i>09</i><b>D</b><span>T</span>",
        "<b>D</b><i>09</i><i>2026</i>T",
        "<b>D</b><i>9月/2026</i><span>T</span>",
        "<div><i>D</i><em>2026-09</em></div><div>T</div>",
    ],
)
def test_parts_of_a_day_in_the_link_are_none_of_its_title(inner: str) -> None:
    assert days_of(links(inner)) == IN_SEPTEMBER


@pytest.mark.parametrize(
    "inner", ["<i>D</i><span>T</span>", "<i>D日</i> T", "T <i>D日</i>", "<div>D</div><div>T</div>"]
)
def test_a_number_in_the_link_below_its_month_is_none_of_its_title(inner: str) -> None:
    assert days_of(f"<h3>2026年9月</h3>{links(inner)}") == IN_SEPTEMBER


def test_numbers_in_elements_of_a_title_stay() -> None:
    names = ("2026年 部门预算公开目录", "22 个街道的通知与公告", "第 3 批 公示名单公告 9")
    shown = (
        "<b>2026年</b> 部门预算公开目录",
        "<b>22</b> 个街道的通知与公告",
        "第 <i>3</i> 批 <u>公示名单公告</u> <b>9</b>",
    )
    body = "".join(f"<li><a href='t_90{i}.html'>{text}</a><span>2026-09-22</span></li>" for i, text in enumerate(shown))
    found = read_list(f"<html><body><h3>2026年9月</h3><ul>{body}</ul></body></html>", LIST, SOURCE)
    assert [one.title for one in found.articles] == list(names)


@pytest.mark.parametrize("numbers", [("1", "2", "3", "4"), ("12", "30", "7", "19"), ("22", "320", "41", "9")])
def test_numbers_that_count_rows_or_stand_in_no_order_are_no_days(numbers: tuple[str, ...]) -> None:
    body = f"<h3>2026年9月</h3><ul>{rows('<li><i>D</i>A</li>', numbers)}</ul>"
    assert days_of(body) == UNKNOWN


@pytest.mark.parametrize(
    "numbers", [("4", "3", "2", "1"), ("21", "22", "23", "24"), ("30", "29", "28", "27"), ("7", "6", "5")]
)
def test_bare_numbers_that_count_by_one_are_no_days(numbers: tuple[str, ...]) -> None:
    month = "<h3>2026年9月</h3><ul>{}</ul>"
    assert days_of(month.format(rows("<li><i>D</i>A</li>", numbers))) == UNKNOWN[: len(numbers)]
    named = days_of(month.format(rows("<li><i>D日</i>A</li>", numbers)))
    assert named == [f"2026-09-{int(number):02}" for number in numbers]


@pytest.mark.parametrize("head", ["版次", "房间", "工作日", "截止日期", "有效期至", "人数"])
def test_a_column_that_its_head_calls_something_else_holds_no_days(head: str) -> None:
    row = "<tr><td>A</td><td>D</td></tr>"
    for heads in (f"<tr><td>事项</td><td>{head}</td></tr>", f"<thead><tr><th>事项</th><th>{head}</th></tr></thead>"):
        assert days_of(f"<h3>2026年9月</h3><table>{heads}{rows(row)}</table>") == UNKNOWN


@pytest.mark.parametrize("head", ["日", "日期", "发布时间", "公布日", "Date", ""])
def test_a_column_that_is_headed_as_a_day_or_not_at_all_holds_days(head: str) -> None:
    table = f"<tr><td>号</td><td>事项</td><td>{head}</td></tr>{rows('<tr><td>5</td><td>A</td><td>D</td></tr>')}"
    headless = rows("<tr><td>A</td><td>D</td></tr>")
    assert days_of(f"<h3>2026年9月</h3><table>{table.replace('号', '窗口')}</table>") == IN_SEPTEMBER
    assert days_of(f"<h3>2026年9月</h3><table>{headless}</table>") == IN_SEPTEMBER


@pytest.mark.parametrize(
    "count",
    [
        "A<i>点击</i><i>D</i>",
        "A评论：<b>D</b>",
        "A<b>D</b>次",
        "<i>热度</i><i>D</i>A",
        "<i>2026-09</i>A<i>阅读</i><b>D</b>",
    ],
)
def test_a_number_with_a_label_or_a_unit_is_no_day(count: str) -> None:
    assert days_of(f"<h3>2026年9月</h3><ul>{rows(f'<li>{count}</li>')}</ul>") == UNKNOWN
    inside = "<h3>2026年9月</h3>" + links("<span>T</span><i>点击</i><b>D</b>")
    assert "2026-09-22" not in read_days(inside)


@pytest.mark.parametrize(
    "row",
    ["<tr><td>D</td><td>A</td><td>2026-09</td></tr>", "<tr><td>A</td><td>2026年9月</td><td>共</td><td>D</td></tr>"],
)
def test_numbers_that_count_rows_are_no_days_of_a_month_elsewhere_in_the_row(row: str) -> None:
    assert days_of(f"<table>{rows(row, ('1', '2', '3', '4'))}</table>") == UNKNOWN


def test_a_deadline_s_day_below_a_month_is_none_of_publication() -> None:
    assert days_of(f"<h3>2026年9月</h3><ul>{rows('<li>A<i>截止</i><b>D日</b></li>')}</ul>") == UNKNOWN


def test_a_number_that_its_label_calls_a_day_is_one_also_next_to_a_count() -> None:
    month = "<h3>2026年9月</h3><ul>{}</ul>"
    assert days_of(month.format(rows("<li>A日期：<b>D</b></li>"))) == IN_SEPTEMBER
    assert days_of(month.format(rows("<li>A<i>[</i><b>D</b><i>]</i></li>"))) == IN_SEPTEMBER
    assert days_of(month.format(rows("<li><b>D日</b>A<i>点击</i><i>12</i></li>"))) == IN_SEPTEMBER


def test_a_number_with_other_words_or_without_a_month_is_no_day() -> None:
    assert days_of(f"<h3>2026年9月</h3><ul>{rows('<li>A<span>浏览 D</span></li>')}</ul>") == UNKNOWN
    assert days_of(f"<h3>九月的通知</h3><ul>{rows('<li>A<span>D</span></li>')}</ul>") == UNKNOWN
    assert days_of(f"<h3>2026年</h3><ul>{rows('<li>A<span>D日</span></li>')}</ul>") == UNKNOWN


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026年9月", (2026, 9)),
        ("（二○二六年十二月）", (2026, 12)),
        ("2026年九月", (2026, 9)),
        ("12月份", (None, 12)),
        ("2026年13月", None),
        ("2026-09-22", None),
        ("09", None),
        ("二十月", None),
        ("九月份通知", None),
        ("2026年9月（12篇）", (2026, 9)),
        ("2026年9月 12", None),
        ("九月 / 2026", (2026, 9)),
        ("12/2026年", (2026, 12)),
        ("9月2026年", (2026, 9)),
        ("二十月/2026", None),
        ("13/2026", None),
        ("22/09/2026", None),
    ],
)
def test_a_heading_that_is_a_month_alone_gives_it(text: str, month: tuple[int | None, int] | None) -> None:
    assert month_alone(text) == month
