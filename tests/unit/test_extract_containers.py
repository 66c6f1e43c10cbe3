"""Containers with a name that content systems give to the body: which they are, and what stands next to them."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, in_p, page

from pipelines.extract import extract

TITLE = "关于城区道路停车收费的通告"
LONG = "为规范城区停车秩序，县人民政府决定自六月一日起对城区主要道路停车实行收费管理，请广大市民自觉遵守，共同维护良好秩序。"
FEES = ["收费标准：", "小型车每小时2元", "监督电话：12345678"]
SIGNED = ["临江县交通运输局", "2024年5月20日"]
NAMES = ["张某三", "李某四", "王某五"]
ENDS = [FEES, SIGNED, NAMES, FEES + SIGNED]
HEAD = f"<h1>{TITLE}</h1><div class='info'>2024-05-22 来源：县交通运输局</div>"
CONTAINERS = ["TRS_Editor", "v_news_content", "article-content", "pages_content"]

ends = pytest.mark.parametrize("end", ENDS, ids=["fees", "signature", "names", "fees and signature"])
containers = pytest.mark.parametrize("container", CONTAINERS)


def texts(main: str) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul><div class='w'>{main}</div><div class='foot'>主办：临江县人民政府 网站标识码：1234567890</div></body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@ends
@pytest.mark.parametrize("names", [("vsbcontent_start", "vsbcontent_end"), ("article-content", ""), ("zoom", "x")])
@pytest.mark.parametrize(
    "place", ["<div id='cc'>{}</div>", "<div id='vsb_content'><div class='v_news_content'>{}</div></div>", "{}"]
)
def test_a_paragraph_with_such_a_name_is_one_of_the_text(place: str, names: tuple[str, str], end: list[str]) -> None:
    first, last = names
    lines = f"<p class='{first}'>{LONG}</p>{in_p(end[:-1])}<p class='{last}'>{end[-1]}</p>"
    assert texts(HEAD + place.format(lines)) == [LONG, *end]
    lines = f"<p class='{last}'>{end[0]}</p>{in_p(end[1:])}<p class='{first}'>{LONG}</p>"
    assert texts(HEAD + place.format(f"<div>{lines}</div>")) == [*end, LONG]


def test_a_paragraph_alone_may_be_the_container() -> None:
    lines = "<br>".join([LONG, *FEES])
    assert texts(f"{HEAD}<p class='zoom'>{lines}</p><div>责任编辑：李某</div>") == [LONG, *FEES]


@ends
@containers
@pytest.mark.parametrize("below", ["<div class='{}'>", "<div class='x'>", "<div>"])
def test_short_lines_next_to_one_are_of_the_text(container: str, below: str, end: list[str]) -> None:
    lines = f"<div class='{container}'><p>{LONG}</p></div>{below.format(container)}{in_p(end)}</div>"
    assert texts(f"{HEAD}<div class='detail'><div class='box'>{lines}</div></div>") == [LONG, *end]


@ends
@containers
def test_a_text_in_several_of_one_name(container: str, end: list[str]) -> None:
    parts = (["各镇人民政府：", "各有关单位："], [LONG], end)
    lines = "".join(f"<div class='{container}'>{in_p(part)}</div>" for part in parts)
    assert texts(HEAD + lines) == [said for part in parts for said in part]


@containers
@pytest.mark.parametrize(
    "other",
    [
        "<div class='views'>浏览次数：123</div>",
        "<div>责任编辑：李某</div>",
        "<div class='share'>分享到：</div>",
        "<div><p>扫一扫在手机打开当前页</p></div>",
        "<div><p>附件：</p></div><div><p>相关文件：</p><ul></ul></div>",
        "<div><a href='javascript:window.print()'>打印本页</a> <a href='javascript:window.close()'>关闭窗口</a></div>",
        "<div><h3>相关新闻</h3><ul><li><a href='2.html'>我县召开会议部署防汛工作</a></li></ul></div>",
    ],
)
def test_the_pages_own_lines_next_to_one_are_not(container: str, other: str) -> None:
    text = f"<div class='{container}'>{in_p([LONG, *FEES])}</div>"
    assert texts(f"{HEAD}<div class='detail'>{text}{other}</div>") == [LONG, *FEES]
    assert texts(f"{HEAD}<div class='detail'>{other}{text}</div>") == [LONG, *FEES]
