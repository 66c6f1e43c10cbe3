"""Rows without days at numbers below a hundred: those of documents count down from the newest, those of columns up."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
TITLES = [
    "关于做好项目申报工作的通知",
    "拟推荐人选名单公示公告",
    "关于开展人才申报工作的通知",
    "某县公共服务窗口调整说明",
]
MENU = "".join(
    f"<p><a href='/zwgk/tzgg/{n}.html'>{title}</a></p>"
    for n, title in ((3, "办事指南及相关下载"), (2, "国家法律法规和文件"), (1, "地方性法规规章汇编"))
)


def listed(numbers: list[int], path: str = "/zwgk/tzgg/list_1.html", folder: str = "/zwgk/tzgg", menu: str = "") -> int:
    url = f"{SITE}{path}"
    source = Source("example", start_urls=(url,), allowed_domains=("www.example.gov.cn",))
    rows = "".join(f"<li><a href='{folder}/{n}.html'>{TITLES[n % 4]}</a></li>" for n in numbers)
    return len(read_list(f"<title>通知公告</title>{menu}<ul>{rows}</ul>", url, source).articles)


@pytest.mark.parametrize("path", ["/zwgk/tzgg/list_1.html", "/zwgk/tzgg/", "/zwgk/tzgg/index.html"])
@pytest.mark.parametrize("numbers", [[85, 84, 82, 80], [9, 7, 5], [101, 100, 99, 98, 97]])
def test_rows_from_the_newest_down_are_listed(numbers: list[int], path: str) -> None:
    assert listed(numbers, path) == len(numbers)


def test_what_is_counted_up_stands_elsewhere_or_is_numbered_like_the_list_may_be_columns() -> None:
    assert listed([80, 82, 84, 85]) == 0
    assert listed([85, 84, 82, 80], folder="/zwgk/lm") == 0
    assert listed([5, 4, 3, 2], "/zwgk/tzgg/6.html") == 0
    assert listed([85, 84]) == 0


def test_next_to_a_list_with_numbers_nothing_is_taken_for_another() -> None:
    assert listed([185, 184, 183, 182], menu=MENU) == 4
