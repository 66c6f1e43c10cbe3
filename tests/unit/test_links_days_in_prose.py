"""A day that a row's summary mentions is not the row's own, where the row shows one in another place."""

from datetime import date

import pytest

from pipelines.lists.dates import counted_from
from pipelines.lists.days.published import day_of_row
from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))

SUMMARIES = [
    "自2026年10月1日起施行。",
    "根据2025年12月11日常务会议精神，现将有关事项公告如下",
    "自<b>2026年10月1日</b>起施行",
    "请于2026年10月1日 09点30分前递交文件。",
    "成绩将于2026年10月1日公布。",
    "2026年10月1日，全市各公园免费开放……",
    "报名自2026年10月1日开始。",
]
LINES = [
    "<span>{} 18:03 来源：市教育局</span>",
    "<span>{} 18:03:11 | 市教育局</span>",
    "<span>市教育局 {} 阅读（33）</span>",
    "<div>作者：张三 时间：{} 点击：33</div>",
    "<div><span>来源：市教育局</span> | <span>时间：{}</span></div>",
    "<small>日期：</small>{} 18:03:11<small> 点击：</small>33",
    "<span>{}</span>",
    "<span>市教育局{}</span>",
]


def days(rows: list[str]) -> list[date | None]:
    items = [f'<li><a href="content_{n}.html">关于第{n}号工程的公告</a>{row}</li>' for n, row in enumerate(rows, 100)]
    page = read_list(f"<body><ul>{''.join(items)}</ul></body>", LIST, SOURCE)
    return [row.listed for row in page.articles]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("summary", SUMMARIES)
def test_the_day_of_a_row_is_none_that_its_summary_mentions(summary: str, line: str) -> None:
    rows = [f"<p>{summary}</p>{line.format(f'2026-09-{number}')}" for number in (20, 19, 18)]
    assert days(rows) == [date(2026, 9, number) for number in (20, 19, 18)]


def test_one_row_with_such_a_summary_is_dated_like_the_others() -> None:
    rows = [
        f"<p>{SUMMARIES[0] if number == 19 else '现公告如下。'}</p>2026-09-{number} 来源：某局"
        for number in (20, 19, 18)
    ]
    assert days(rows) == [date(2026, 9, number) for number in (20, 19, 18)]


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (["市政府办于2026年9月20日发布"], date(2026, 9, 20)),
        (["张三 于 2026-09-20 发布"], date(2026, 9, 20)),
        (["发布时间：2026-09-20，来源：市教育局"], date(2026, 9, 20)),
        (["市教育局2026-09-20", "时间：2026-10-01 地点：市第一中学大礼堂"], date(2026, 9, 20)),
    ],
)
def test_a_day_in_words_counts_where_a_row_has_no_other(texts: list[str], day: date) -> None:
    assert day_of_row(texts) == day


OF_THE_FETCH = [
    "<p>昨日，县委召开会议。</p>",
    "<p><b>昨日</b>，县委召开会议</p>",
    "<br>今日，我县启动演练",
    "<p>3天前，该项目开工……</p>",
    "<p>刚刚，预警发布！</p>",
    "<p>“昨天”“今天”三个展区开放</p>",
    "<p>《昨日》一书首发</p>",
    "<p>今日：天气晴</p>",
    "<span>3个月前</span>",
    "<span>2 周前</span>",
]


@pytest.mark.parametrize("row", OF_THE_FETCH)
def test_a_word_for_a_day_in_a_sentence_or_not_to_the_day_is_no_day(row: str) -> None:
    with counted_from(date(2026, 11, 30)):
        assert days([row] * 3) == [None] * 3
        assert days([f"{row}<span>2026-09-20</span>"] * 3) == [date(2026, 9, 20)] * 3


@pytest.mark.parametrize("shown", ["昨天 10:30", "县府办 · 昨天", "[昨天]", "时间：昨天", "1天前 阅读 20"])
def test_such_a_word_by_itself_is_a_day(shown: str) -> None:
    with counted_from(date(2026, 11, 30)):
        assert days([f"<p>县委召开会议，研究工作。</p><span>{shown}</span>"] * 3) == [date(2026, 11, 29)] * 3


@pytest.mark.parametrize(
    "period",
    ["2026年1-9月", "2026年1—12月", "2026.1-9", "2026/1－6", "2026年 1-3 月", "2026年10-12月", "2026年7-9"],
)
def test_a_period_of_months_is_no_day(period: str) -> None:
    assert days([f"<span>{period}</span>"] * 3) == [None] * 3
    assert days([f"<span>{period}</span><span>2026-10-08</span>"] * 3) == [date(2026, 10, 8)] * 3
