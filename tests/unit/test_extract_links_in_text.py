"""Short texts with links among their lines: addresses, forms, the titles of laws. The text goes on below them."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import re
from collections.abc import Callable

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, in_p, page

from pipelines.extract import extract

TITLE = "关于举办读书月活动的公告"
FIRST = "读书月活动定于4月23日在县图书馆一楼举行，凭借书证入场。"
LAST = ["报名于4月20日截止。", "临江县图书馆", "2020年4月1日"]
ADDRESS = "报名网址：<a href='http://a.gov.cn/bm'>http://a.gov.cn/bm</a>"
LAWS = ["<a href='1.html'>《临江县图书借阅办法》</a>", "<a href='2.html'>《临江县图书捐赠办法》</a>"]
OTHERS = ["<a href='3.html'>县领导调研春耕生产</a>", "<a href='4.html'>我县召开防汛工作会议</a>"]


def texts(body: str) -> list[str]:
    head = f"<h1>{TITLE}</h1><div class='s'>2020-04-02 来源：县图书馆</div>"
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul>{head}{body}{FOOTER}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


def shown(line: str) -> str:
    return re.sub("<[^>]*>", "", line)


@pytest.mark.parametrize(
    "links",
    [
        [ADDRESS],
        ["报名入口：<a href='http://a.gov.cn'>点击进入报名系统</a>"],
        ["<a href='mailto:a@a.gov.cn'>a@a.gov.cn</a>"],
        LAWS,
        [*LAWS, ADDRESS],
    ],
)
@pytest.mark.parametrize(
    "layout",
    [
        lambda lines: f"<div class='c'>{in_p(lines)}</div>",
        lambda lines: f"<div class='c'>{'<br>'.join(lines)}</div>",
        in_p,
        lambda lines: "".join(f"<div>{line}</div>" for line in lines),
        lambda lines: f"<table>{''.join(f'<tr><td>{line}</td></tr>' for line in lines)}</table>",
    ],
)
def test_a_text_goes_on_below_its_links(layout: Callable[[list[str]], str], links: list[str]) -> None:
    assert texts(layout([FIRST, *links, *LAST])) == [FIRST, *map(shown, links), *LAST]


def test_a_signature_in_other_elements_follows_a_link() -> None:
    signature = "".join(f"<div align='right'>{line}</div>" for line in LAST[1:])
    assert texts(f"<div class='c'>{in_p([FIRST, *LAWS])}{signature}</div>") == [FIRST, *map(shown, LAWS), *LAST[1:]]


@pytest.mark.parametrize("last", [[ADDRESS], ["下列文件同时废止：", *LAWS], ["附件：<a href='1.doc'>报名表.doc</a>"]])
def test_links_that_are_named_or_announced_end_a_text(last: list[str]) -> None:
    assert texts(f"<div class='c'>{in_p([FIRST, *last])}</div>") == [FIRST, *map(shown, last)]


def test_an_address_opens_a_text() -> None:
    assert texts(f"<div class='c'>{in_p([ADDRESS, FIRST])}</div>") == [shown(ADDRESS), FIRST]


def test_a_list_of_links_that_a_line_announces_is_of_the_text() -> None:
    items = "".join(f"<li>{law}</li>" for law in LAWS)
    body = f"{in_p([FIRST, '下列文件废止：'])}<ul>{items}</ul>{in_p(LAST)}"
    for layout in (body, f"<div class='c'>{body}</div>"):
        assert texts(layout) == [FIRST, "下列文件废止：", *map(shown, LAWS), *LAST]


@pytest.mark.parametrize(
    "below",
    [
        in_p(OTHERS),
        in_p([*OTHERS, "责任编辑：张三"]),
        in_p(["相关阅读：", *OTHERS]),
        f"<p>分享：</p><ul><li>{OTHERS[0]}</li><li>{OTHERS[1]}</li></ul>",
        f"<ul><li>{OTHERS[0]}</li><li>{OTHERS[1]}</li></ul>",
        f"<p>上一篇：{OTHERS[0]}</p><p>下一篇：{OTHERS[1]}</p>",
        f"<p>{OTHERS[0]} 2020-04-01</p><p>{OTHERS[1]} 2020-03-31</p>",
    ],
)
def test_links_to_other_pages_below_a_text_are_none_of_it(below: str) -> None:
    said = "".join(texts(f"<div class='c'>{in_p([FIRST, LAST[0]])}{below}</div>"))
    assert said.startswith(FIRST + LAST[0])
    assert "春耕" not in said
    assert "防汛" not in said


BOX = f"<div class='kk'><h4>相关阅读</h4><ul><li>{OTHERS[0]}</li><li>{OTHERS[1]}</li></ul></div>"


@pytest.mark.parametrize(
    "between", [BOX, "<p>分享到：微信 微博</p>", "<p>【打印】【关闭】</p>", in_p(["相关阅读", *OTHERS])]
)
def test_a_short_line_below_a_box_or_buttons_is_of_the_text(between: str) -> None:
    last = "周日照常开放。"
    assert texts(f"<div class='c'>{in_p([FIRST])}{between}{in_p([last])}</div>") == [FIRST, last]


@pytest.mark.parametrize("last", ["责任编辑：张三", "声明：本网登载此文出于传递更多信息之目的。"])
def test_what_is_about_the_text_below_buttons_is_none_of_it(last: str) -> None:
    said = texts(f"<div class='c'>{in_p([FIRST, LAST[0]])}<p>分享到：微信 微博</p>{in_p([last])}</div>")
    assert said == [FIRST, LAST[0]]


@pytest.mark.parametrize(
    "last", ["临江县图书馆办公室　　2020年4月1日印发", "2020年4月23日起施行", "（2020年4月1日县政府常务会议通过）"]
)
def test_what_happened_on_a_day_is_of_a_short_text(last: str) -> None:
    assert texts(f"<div class='c'>{in_p(['各乡镇：', FIRST, *LAST[1:], last])}</div>")[-1] == last.replace("　　", " ")
    cells = "<table><tr><td>临江县图书馆办公室</td><td>2020年4月1日印发</td></tr></table>"
    assert "2020年4月1日印发" in "".join(texts(f"<div class='c'>{in_p(['各乡镇：', FIRST, *LAST[1:]])}{cells}</div>"))
