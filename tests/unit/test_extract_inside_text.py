"""Lines with a day that a head has as well: below a sentence, above parts of a text, or first of its paragraphs."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from extract_pages import FOOTER, NAVIGATION, in_p

from pipelines.extract import extract
from pipelines.models import Document, Page, Source

TITLE = "关于北门水厂检修的通知"
SITE = "青山县水务局"
TEXT = ["北门片区各用户：", "因水厂检修，6月8日9时至15时停水，请提前储水。"]
HEADS = ["", "<div class='ly'>发布时间：2024-06-07 来源：县水务局</div>", "<div class='rq'>2024-06-07</div>"]
DAYS = [
    "青山县自来水公司 2024-06-06",
    "2024-06-06",
    "2024年6月6日（星期四）",
    "2024年6月6日 星期四",
    "2024年6月6日17:30",
    "2024年6月6日17时30分",
    "发布时间：2024年6月6日",
    "发布单位：青山县自来水公司 发布时间：2024年6月6日",
]
FIELDS = [
    "检修时间：2024年6月8日9:00-15:00",
    "生产日期：2024年6月1日",
    "开标时间：2024-06-08 09:30",
    "首次公告日期：2024年05月02日",
    "会议时间：2024年6月8日",
    "联系人：周敏 2024-06-08",
]


def in_lines(lines: list[str]) -> str:
    return "<br>".join(lines)


def document_page(lines: list[str], head: str, name: str, lay: Callable[[list[str]], str], title: str = TITLE) -> str:
    return whole(f"<h1>{TITLE}</h1>{head}<div class='{name}'>{lay(lines)}</div>", title)


def whole(content: str, title: str = TITLE) -> str:
    return f"<html><head><title>{title}</title></head><body>{NAVIGATION}{content}{FOOTER}</body></html>"


def read(html: str) -> Document:
    address = "http://www.example.gov.cn/tzgg/content_8812.html"
    page = Page("example", address, address, datetime(2024, 7, 1, tzinfo=UTC), 200, (), html.encode())
    return extract(page, Source(name="example"))


def paragraphs(html: str) -> list[str]:
    return [paragraph.text for paragraph in read(html).paragraphs]


@pytest.mark.parametrize("lay", [in_p, in_lines])
@pytest.mark.parametrize("name", ["nr", "TRS_Editor"])
@pytest.mark.parametrize("below", [[], ["联系电话：0571-8000000"], ["附件：停水区域示意图"]])
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("day", DAYS)
def test_closing_day_of_a_short_text_is_none_of_the_head(
    day: str, head: str, below: list[str], name: str, lay: Callable[[list[str]], str]
) -> None:
    lines = [*TEXT, day, *below]
    for title in (TITLE, SITE):
        html = document_page(lines, head, name, lay, title)
        assert paragraphs(html) == lines
        assert read(html).title == TITLE


@pytest.mark.parametrize("lay", [in_p, in_lines])
@pytest.mark.parametrize("name", ["nr", "TRS_Editor"])
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("field", FIELDS)
def test_text_may_begin_with_a_day_of_its_own(
    field: str, head: str, name: str, lay: Callable[[list[str]], str]
) -> None:
    lines = [field, "停水范围：北门片区各小区。", "停水原因：水厂检修。"]
    html = document_page(lines, head, name, lay)
    assert paragraphs(html) == lines
    assert read(html).published == (date(2024, 6, 7) if head else None)


@pytest.mark.parametrize("name", ["nr", "TRS_Editor"])
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(
    "days",
    [
        ["2024-05-01", "2024-05-12", "2024-05-20"],
        ["2024年5月1日 星期三", "2024年5月12日 星期日"],
        ["周敏 2024-05-01", "郑涛 2024-05-12"],
        ["县水务局 2024-05-01", "县住建局 2024-05-12"],
        ["2024-05-01 10:02", "2024-05-12 11:00"],
    ],
)
@pytest.mark.parametrize(
    "text", ["第{}次会议研究供水工作。", "第{}次会议研究供水、排水和防汛等工作，听取各部门情况汇报，部署下一步任务。"]
)
def test_days_above_parts_of_a_text_are_its_own(text: str, days: list[str], head: str, name: str) -> None:
    lines = [line for number, day in enumerate(days, 1) for line in (day, text.format(number))]
    html = document_page(lines, head, name, in_p)
    assert paragraphs(html) == lines
    assert read(html).published == (date(2024, 6, 7) if head else None)


@pytest.mark.parametrize("line", ["2024-06-07", "县水务局 2024-06-07", "2024-06-07 星期五", "入库时间：2024-06-07"])
@pytest.mark.parametrize("closing", [[], ["青山县自来水公司 2024-06-06"], ["2024年6月6日 星期四", "附件：示意图"]])
def test_day_above_the_text_is_of_the_head(line: str, closing: list[str]) -> None:
    html = document_page([*TEXT, *closing], f"<div>{line}</div>", "nr", in_p)
    assert paragraphs(html) == [*TEXT, *closing]
    assert read(html).published == date(2024, 6, 7)


def test_days_that_the_text_names_are_no_day_of_publication_next_to_one_above_it() -> None:
    lines = [
        "现将原公告更正如下，请各供应商知悉，其余内容不变。",
        "公告日期：2024年5月2日",
        "更正内容见附件，特此更正。",
    ]
    assert read(document_page(lines, HEADS[2], "nr", in_p)).published == date(2024, 6, 7)
    meeting = [
        "定于下周召开供水工作会议，请有关单位派员参加。",
        "时间：2024年6月12日上午9:00",
        "地点：县水务局三楼会议室。",
    ]
    assert read(document_page(meeting, "", "TRS_Editor", in_p)).published is None


def test_day_of_another_page_above_the_heading_is_not_this_ones() -> None:
    rows = "<ul><li><a href='/1.html'>关于停气的通知</a> 2024-06-09</li><li><a href='/2.html'>关于停电的通知</a> 2024-06-08</li></ul>"
    text = "因水厂检修，6月8日9时至15时停水，请提前储水，由此带来的不便敬请谅解，感谢大家的支持。"
    html = whole(f"<div class='zc'>{rows}</div><h1>{TITLE}</h1><div>来源：县水务局</div><div>{in_p([text])}</div>")
    assert read(html).published is None


def test_line_of_any_field_with_the_day_of_publication_ends_the_head() -> None:
    head = "<p>发布人：青山招标有限公司 发布时间：2024年06月07日 11:05</p>"
    lines = [
        "一、项目基本情况",
        "首次公告日期：2024年05月02日",
        "二、更正信息",
        "更正日期：2024年06月07日",
        "三、其他事宜：无",
    ]
    html = document_page(lines, head, "nr", in_p, "更正公告")
    document = read(html)
    assert [paragraph.text for paragraph in document.paragraphs] == lines
    assert (document.title, document.published) == (TITLE, date(2024, 6, 7))


@pytest.mark.parametrize("hour", ["香港時間19時25分", "19:25"])
@pytest.mark.parametrize("said", [2, 3])
def test_a_day_and_an_hour_below_a_short_text_take_nothing_of_it(said: int, hour: str) -> None:
    lines = [f"今日第{number}次检查涉及三名居民，均无大碍。" for number in range(1, said + 1)]
    text = f'<span id="press">{"<br><br>".join(f"　　{line}" for line in lines)}<br><br></span>'
    body = f"<div>关于一宗食物中毒个案</div>{text}<div>完</div><div>2026年4月3日（星期五）<br>{hour}</div>"
    html = f"<html><title>关于一宗食物中毒个案</title><body>{body}<div><a href=/>回主页</a></div></body></html>"
    document = read(html)
    assert [paragraph.text for paragraph in document.paragraphs][: said + 1] == [*lines, "完"]
    assert document.title == "关于一宗食物中毒个案"
