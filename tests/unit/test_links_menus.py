"""A menu next to the rows, in a box of the same make, is none of the rows, and takes none of them away."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/rsc/tzgg.htm"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
ENTRIES = [
    ("xwdt.htm", "新闻动态"),
    ("tzgg/a.htm", "通知公告"),
    ("zxjj.htm", "专项资助"),
    ("bszn.htm", "办事指南及相关下载"),
]
BOXES = [
    "<div class=side1><div class=side1b>{menu}</div></div><div class=side2><div class=side2b>{rows}</div></div>",
    "<div class=box><div class=list2>{rows}</div></div><div class=box><div class=list1>{menu}</div></div>",
    "<div class=box><div class=con>{menu}</div></div><div class=box><div class=con>{rows}</div></div>",
    "<div id=c1>{menu}</div><div id=c2>{rows}</div>",
]
MADE = {
    "<ul>{}</ul>": "<li><a href='{}'>{}</a>{}</li>",
    "<table>{}</table>": "<tr><td><a href='{}'>{}</a></td><td>{}</td></tr>",
    "{}": "<p><a href='{}'>{}</a>{}</p>",
}


def listed(body: str) -> list[str]:
    page = f"<html><head><title>通知公告</title></head><body><div class=main>{body}</div></body></html>"
    return [link.url.removeprefix(SITE) for link in read_list(page, LIST, SOURCE).articles]


@pytest.mark.parametrize("count", [1, 2, 3, 6])
@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("boxes", BOXES)
def test_a_menu_in_a_box_of_the_rows_make_is_left_and_the_rows_are_taken(boxes: str, made: str, count: int) -> None:
    row = MADE[made]
    rows = [f"/info/1031/30{80 + n}.htm" for n in range(count)]
    menu = "".join(row.format(url, title, "") for url, title in ENTRIES)
    own = "".join(
        row.format(url, f"关于做好第{n}批项目申报工作的通知", f"<i>2026-0{n + 1}-10</i>") for n, url in enumerate(rows)
    )
    assert listed(boxes.format(menu=made.format(menu), rows=made.format(own))) == rows


@pytest.mark.parametrize("count", [1, 2, 5])
def test_rows_without_days_in_a_list_of_several_boxes_stay(count: int) -> None:
    """Every few rows stand in a <ul> of their own, and those of the last have no days."""
    parts = [
        "".join(
            f"<li><a href='/info/1031/{part}0{n}1.htm'>关于做好第{part}{n}批项目申报工作的通知</a>"
            f"{f'<i>2026-0{n + 1}-10</i>' if part < 4 else ''}</li>"
            for n in range(5 if part < 4 else count)
        )
        for part in (1, 2, 3, 4)
    ]
    assert len(listed("".join(f"<ul class=list{n}>{part}</ul>" for n, part in enumerate(parts)))) == 15 + count


def test_rows_that_are_boxes_stay_where_one_of_them_has_no_day_nor_number() -> None:
    rows = "".join(
        f"<ul class=row{n}><li><a href='/info/{'rules' if n == 2 else n + 300}.htm'>第{n}批公示</a></li>"
        f"<li>{'' if n == 2 else f'2026-0{n + 1}-10'}</li></ul>"
        for n in range(6)
    )
    assert len(listed(rows)) == 6
