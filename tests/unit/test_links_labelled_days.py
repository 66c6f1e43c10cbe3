"""Which days of a row are another thing's by what they are called, part of a number, or in an attribute."""

import pytest

from pipelines.lists.days.day_labels import Names, named_by
from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
TITLES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")
OWN = ["2026-07-20", "2026-07-19", "2026-07-18", "2026-07-17"]
NONE = ["None"] * 4


def days_of(pattern: str, head: str = "") -> list[str]:
    """Return the days of rows by a pattern: {a} the link, {d} the row's day, {e} another one, {n} eight figures."""
    rows = "".join(
        pattern.format(a=f'<a href="t2026_{n}.html">{title}</a>', d=day, e=f"2026-08-0{n}", n=f"2026080{n}")
        for n, (title, day) in enumerate(zip(TITLES, OWN, strict=True), 1)
    )
    tag = "table" if "<tr" in pattern else "ul"
    page = read_list(f"<html><body><h2>通知公告</h2><{tag}>{head}{rows}</{tag}></body></html>", LIST, SOURCE)
    return [str(one.listed) for one in page.articles]


OTHERS = ["截标时间", "竞价开始", "听证时间", "公示期至", "立案日期", "來信時間", "出生年月", "笔试日期"]
PUBLISHED = [
    "公告时间",
    "公示时间",
    "挂网时间",
    "上传时间",
    "發佈日期",
    "公佈日期",
    "上网时间",
    "录入时间",
    "日期",
    "时间",
]


@pytest.mark.parametrize("name", [*OTHERS, "印发日期"])
@pytest.mark.parametrize(
    "row", ["{a}<i>%s：{e}</i><b>{d}</b>", "{a}<b>{d}</b><i>%s:{e}</i>", "{a}<u>%s：</u>{e}<b>发布：{d}</b>"]
)
def test_a_day_that_is_called_something_else_loses(name: str, row: str) -> None:
    assert days_of(f"<li>{row % name}</li>") == OWN


@pytest.mark.parametrize("name", OTHERS)
def test_a_day_of_something_else_alone_is_no_day_of_the_row(name: str) -> None:
    assert days_of(f"<li>{{a}}<i>{name}：{{e}}</i></li>") == NONE
    assert days_of("<tr><td>{a}</td><td>{e}</td></tr>", f"<tr><th>标题</th><th>{name}</th></tr>") == NONE


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_column_of_publication_wins_over_one_of_something_else(name: str) -> None:
    for other in ("听证时间", "印发日期"):
        head = f"<tr><th>标题</th><th>{other}</th><th>{name}</th></tr>"
        assert days_of("<tr><td>{a}</td><td>{e}</td><td>{d}</td></tr>", head) == OWN


@pytest.mark.parametrize("name", [*PUBLISHED, "更新时间", "成文日期", "公开标准日期", "来源", "责任科室", "Posted on"])
def test_a_day_alone_stays_where_its_name_may_be_of_publication_or_names_no_time(name: str) -> None:
    assert days_of(f"<li>{{a}}<i>{name}：{{d}}</i></li>") == OWN


def test_a_period_begins_with_publication_where_nothing_else_is_dated() -> None:
    assert days_of("<li>{a}<i>征集时间：{d} 至 2026-09-30</i></li>") == OWN
    assert days_of("<li>{a}<i>征集开始：{d}</i><i>征集结束：2026-09-30</i></li>") == OWN
    assert days_of("<li>{a}<i>公示期：{e}至2026-09-30</i><b>{d}</b></li>") == OWN
    assert days_of("<li>{a}<i>公示时间：{e} 至 2026-09-30</i><b>{d}</b></li>") == OWN


NUMBERS = [
    "索引号：11440700-{e}", "GD-{e}-001", "MZ{e}", "¥{n}.00", "阅读：{n}", "点击量 {n}", "<u>浏览</u> {n}",
    "成交价：2026.7.1万元", "1970-01-01", "{n}元", "库存：{n}",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_or_a_sum_is_no_day(number: str) -> None:
    assert days_of(f"<li>{{a}}<i>{number}</i></li>") == NONE
    assert days_of(f"<li>{{a}}<i>{number}</i><b>{{d}}</b></li>") == OWN


@pytest.mark.parametrize(
    "line", ["市教育局 {d}", "新华社-{d}", "{d}T10:00:00", "{d}-2026-12-01", "admin {d}", "{d} 33次", "来源：{d}"]
)
def test_what_stands_next_to_a_day_makes_it_no_number(line: str) -> None:
    assert days_of(f"<li>{{a}}<i>{line}</i></li>") == OWN


@pytest.mark.parametrize(
    "prose",
    [
        "2026年5月1日，市政府召开常务会议，研究有关工作。",
        "2026年5月1日上午，市长到企业调研……",
        "张某，男，1980年1月1日出生，现任局长。",
        "2026年08月10日 09点30分前提交",
    ],
)
def test_a_day_in_a_sentence_is_none_of_the_row(prose: str) -> None:
    assert days_of(f"<li>{{a}}<p>{prose}</p></li>") == NONE
    assert days_of(f"<li>{{a}}<p>{prose}</p><b>{{d}} 09:12:33</b></li>") == OWN


def test_a_day_in_front_of_a_summary_is_the_row_s() -> None:
    assert days_of("<li>{a}<p>{d} 为进一步规范管理，现通知如下。</p></li>") == OWN


@pytest.mark.parametrize(("shown", "days"), [("距报名截止还有3天", NONE), ("报名中", NONE), ("上周", OWN), ("", OWN)])
def test_an_attribute_has_the_day_where_its_element_shows_nothing_else(shown: str, days: list[str]) -> None:
    assert days_of(f'<li>{{a}}<i data-time="{{d}} 17:00:00">{shown}</i></li>') == days


@pytest.mark.parametrize("mark", ["class", "itemprop"])
def test_of_two_times_the_one_called_published_counts(mark: str) -> None:
    published, updated = f"<time {mark}=datePublished datetime={{d}}>a</time>", f"<time {mark}=updated>{{e}}</time>"
    for times in (published + updated, updated + published):
        assert days_of(f"<li>{{a}}<p>{times}</p></li>") == OWN
    assert days_of("<li>{a}<time class=updated datetime={d}>a</time></li>") == OWN


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ("發 佈 日 期：", Names.PUBLICATION),
        ("【听证时间】", Names.OTHER_DAY),
        ("时间 ", Names.ANY_DAY),
        ("市教育局 ", Names.NOTHING),
        ("第三批：", Names.UNKNOWN),
        ("Closing date: ", Names.OTHER_DAY),
        ("点击量 ", Names.FIELD),
    ],
)
def test_what_the_text_before_a_day_names(before: str, names: Names) -> None:
    assert named_by(before) is names
