"""Titles that a list cuts and an attribute holds whole, and which of JSON's keys holds the title."""

import json

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
WHOLE = "关于开展既有住宅加装电梯补贴申报工作的通知"

CUT = [
    "<li title='{whole}'><a href=t2026_10{n}.html>关于开展既有住宅…</a><i>2026-09-15</i></li>",
    "<li><a href=t2026_10{n}.html data-title='{whole}'>关于开展既有住宅......</a><i>2026-09-15</i></li>",
    "<li><a href=t2026_10{n}.html><img alt='{whole}'>关于开展既有住宅..</a><i>2026-09-15</i></li>",
    "<tr><td><a href=t2026_10{n}.html>关于开展既有住宅…</a></td><td tip='{whole}'>2026-09-15</td></tr>",
]


def titles(text: str) -> list[str]:
    return [one.title for one in read_list(text, LIST, SOURCE).articles]


@pytest.mark.parametrize("row", CUT)
def test_a_cut_title_is_whole_in_any_attribute_of_its_row(row: str) -> None:
    rows = "".join(row.format(n=n, whole=f"{WHOLE}（{n}）") for n in range(3))
    made = f"<table>{rows}</table>" if row[:3] == "<tr" else f"<ul>{rows}</ul>"
    assert titles(made) == [f"{WHOLE}（{n}）" for n in range(3)]


def test_an_attribute_that_begins_otherwise_or_is_cut_as_well_is_not_taken() -> None:
    for other in ("示例县人民政府", "关于开展既有住宅加装电…", "关于开展既有住宅"):
        rows = "".join(CUT[0].format(n=n, whole=other) for n in range(3))
        assert titles(f"<ul>{rows}</ul>") == ["关于开展既有住宅…"] * 3


@pytest.mark.parametrize("called", ["title", "bt", "mc", "k"])
@pytest.mark.parametrize("around", ["_source", "source", "doc"])
def test_the_object_that_has_the_address_is_the_row(called: str, around: str) -> None:
    rows = [
        {
            "_index": "news_v1",
            "type": "doc",
            "id": str(n),
            around: {called: f"{WHOLE}（{n}）", "url": f"/a/t_{n}01.html", "day": "2026-09-15"},
        }
        for n in range(3)
    ]
    assert titles(json.dumps({"hits": {"total": {"value": 3}, "hits": rows}})) == [f"{WHOLE}（{n}）" for n in range(3)]


def test_a_summary_of_sentences_is_no_title() -> None:
    for summary in (
        "为贯彻落实有关要求，{}一事，现说明如下。",
        "近日，县里印发了{}，请各乡镇、各部门认真学习，抓好落实，确保见效",
    ):
        rows = [
            {"xxbt": f"{WHOLE}（{n}）", "nrzy": summary.format(WHOLE), "xxlj": f"/a/t_{n}01.html"} for n in range(3)
        ]
        assert titles(json.dumps({"rows": rows})) == [f"{WHOLE}（{n}）" for n in range(3)]


def test_a_total_within_an_object_is_noted() -> None:
    rows = [{"_source": {"title": f"{WHOLE}（{n}）", "url": f"/a/t_{n}01.html"}} for n in range(3)]
    said = [
        read_list(json.dumps({"hits": {"total": {"value": total}, "hits": rows}}), LIST, SOURCE).unturned
        for total in (3, 90)
    ]
    assert said == ["", "more than the 3 rows that it holds"]


@pytest.mark.parametrize(
    "note",
    [
        "{}(另開新視窗)",
        "{}（新窗口打开）",
        "{}[另開視窗]",
        "{} - opens in a new window",
        "另開視窗：{}",
        "另開新視窗，連結至{}",
        "{}另開新分頁",
    ],
)
@pytest.mark.parametrize("shown", [17, 9], ids=["whole", "cut"])
def test_a_note_that_a_link_opens_a_window_is_no_part_of_its_title(shown: int, note: str) -> None:
    title = "公告修正食品添加物使用範圍部分條文"
    text = title if shown == len(title) else f"{title[:shown]}…"
    links = f'<li><a href="t20260916_1.html" title="{note.format(title)}">{text}</a> 2026-09-16</li>'
    links += f'<li><a href="t20260915_2.html">{note.format(title)}</a> 2026-09-15</li>'
    assert [one.title for one in read_list(f"<ul>{links}</ul>", LIST, SOURCE).articles] == [title, title]


@pytest.mark.parametrize(
    "title", ["新窗口服务启用的公告", "关于（综合窗口）开放时间的通知", "打开新窗口服务群众", "New window policy"]
)
def test_a_title_that_speaks_of_windows_is_whole(title: str) -> None:
    links = f'<li><a href="t20260916_1.html" title="{title}">{title}</a> 2026-09-16</li>'
    assert [one.title for one in read_list(f"<ul>{links}</ul>", LIST, SOURCE).articles] == [title]
