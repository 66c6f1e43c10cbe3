"""A day that belongs to a title stays in it where the row states its own next to the link."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
NAMES = [
    "全体教师会议（3月17日）",
    "重大气象信息快报（2023年5月6日）",
    "今日菜价 3月17日",
    "行政处罚公示（2021-03-05）",
    "【3月17日】地质灾害气象风险预警",
    "一周天气预报（3月17日—3月23日）",
]
ROWS = [
    "<li><a href='{url}'>{title}</a> [{day}]</li>",
    "<li><span>{day}</span><a href='{url}' title='{title}'>{title}</a></li>",
    "<li><a href='{url}'><font>{title}</font></a><i>{day}</i></li>",
    "<li><h3><a href='{url}'>{title}</a></h3><p>发布时间：{day}</p></li>",
]
TWICE = [
    "<li><a href='{url}'>{title} {day}</a><i>{day}</i></li>",
    "<li><a href='{url}'>{title}<span>[{day}]</span></a><i>{day}</i></li>",
    "<li><a href='{url}'>{title}({day} 07:35:01)</a><i>{day}</i></li>",
    "<li><a href='{url}'>{title}[{day}]</a></li>",
    "<li><a href='{url}'>[{day}] {title}</a></li>",
]


def titles(row: str, title: str) -> list[str]:
    rows = [
        row.format(url=f"t_{n}01.html", title=one, day=f"2021-03-{25 - n}")
        for n, one in enumerate(["关于做好项目申报工作的通知", title, "拟推荐人选名单公示"])
    ]
    return [link.title for link in read_list(f"<ul>{''.join(rows)}</ul>", LIST, SOURCE).articles]


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("title", NAMES)
def test_a_day_at_an_end_of_a_title_stays_where_the_row_has_its_own(title: str, row: str) -> None:
    assert titles(row, title)[1] == title


@pytest.mark.parametrize("row", TWICE)
def test_the_row_s_day_in_the_link_is_none_of_the_title(row: str) -> None:
    assert titles(row, "关于开展申报工作的说明")[1] == "关于开展申报工作的说明"
