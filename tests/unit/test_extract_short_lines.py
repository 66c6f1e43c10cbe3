"""Texts of short lines (names, telephone numbers, times) against prose elsewhere on the page."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, page

from pipelines.extract import extract

TITLE = "临江市招生咨询会有关事项"
TEXTS = {
    "names": ["第一小组（3人）", "刘志明 陈红 李东", "第二小组（2人）", "王海 赵敏"],
    "telephones": ["城北供水站：0839-6621100", "城南供水站：0839-6621200", "客服热线：0839-96621"],
    "times": ["时间：5月20日上午9:30", "地点：市水利局三楼会议室", "参加人员：各股室负责人"],
}
OTHERS = ["我市老旧小区改造提质增效", "全市招商引资工作推进会召开", "市图书馆七月起延长开放时间"]
SAID = "，记者从有关部门获悉，今年以来全市各项工作扎实推进……"
COMMENTS = ["支持，这件事办得好，希望多为大家考虑。", "什么时候能通知到每家每户呀，盼着呢！"]
ELSEWHERE = {
    "teasers closed by a link": "<div><h3>编辑精选</h3><ul>"
    + "".join(
        f'<li><a href="/{n}.html">{one}</a>　{one}{SAID}<a href="/{n}.html">【详细】</a></li>'
        for n, one in enumerate(OTHERS)
    )
    + "</ul></div>",
    "teasers below headlines": "<div>"
    + "".join(
        f'<div class="q"><h5><a href="/{n}.html">{one}</a></h5><p>{one}{SAID}<a href="/{n}.html">更多</a></p></div>'
        for n, one in enumerate(OTHERS)
    )
    + "</div>",
    "stream": "<div>"
    + "".join(
        f'<div class="f"><a href="/{n}.html"><h3>{one}</h3></a><p>{one}{SAID}</p></div>'
        for n, one in enumerate([*OTHERS, "全市安全生产会议召开"])
    )
    + "</div>",
    "comments in a list": "<ul>" + "".join(f"<li><b>网友</b>：{one}<i>2小时前</i></li>" for one in COMMENTS) + "</ul>",
    "comments below a time": "".join(
        f'<div class="p"><div>网友 05-18 10:22</div><p>{one}</p></div>' for one in COMMENTS
    ),
    "survey": '<div class="d"><p>您的意见和建议，是我们改进服务的动力，感谢支持！</p></div>',
    "hidden text": '<div style="display:none"><p>本次调整的主要背景、适用范围和申报程序说明如下，供广大群众参考。</p></div>',
}


def whole(head: str, below: str, title: str = TITLE) -> str:
    return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><ul class="nav">{NAVIGATION}</ul>{head}{below}{FOOTER}</body></html>'


def texts(html: str) -> list[str]:
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("tag", ["p", "div"])
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("said", TEXTS)
def test_short_lines_below_the_head_are_the_text(said: str, elsewhere: str, tag: str) -> None:
    lines = "".join(f"<{tag}>{line}</{tag}>" for line in TEXTS[said])
    head = f'<div class="m"><h1>{TITLE}</h1><div class="i">2026-05-18 来源：市教育局</div><div class="t">{lines}</div></div>'
    assert texts(whole(head, ELSEWHERE[elsewhere])) == TEXTS[said]


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("kind", ["<div class='w'>{}</div>", "<section><div>{}</div></section>", "{}"])
def test_a_text_below_a_head_with_lines_of_its_own_stays(kind: str, count: int) -> None:
    prose = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:count])
    lines = "<div class='f'><p>供稿单位：市应急局防火股</p><p>撰写人：张小明　审核人：王大海</p></div>"
    head = f'<div class="h"><h1>六月份工作动态</h1><div class="i">2026-05-18</div>{lines}</div>'
    read = texts(whole(head, kind.format(prose), "六月份工作动态"))
    assert [text for text in read if text in SENTENCES] == SENTENCES[:count]


@pytest.mark.parametrize("lead", ["", "<p>本周要闻：</p>"])
def test_a_digest_of_paragraphs_closed_by_links_is_a_text(lead: str) -> None:
    items = "".join(
        f'<p><a href="/{n}.html">{one}</a>　{SENTENCES[n]}<a href="/{n}.html">【详细】</a></p>'
        for n, one in enumerate(OTHERS)
    )
    head = f'<div class="m"><h1>一周要闻回顾（5月第三周）</h1><div class="i">2026-05-18 来源：市教育局</div><div class="t">{lead}{items}</div></div>'
    read = "".join(texts(whole(head, "", "一周要闻回顾（5月第三周）")))
    assert all(one in read for one in OTHERS)


INVISIBLE = {
    "names": "<p>第一小组（3人）</p><p>刘志明　陈红　李东</p>",
    "telephones": "<section><p>城北供水站：0839-6621100</p></section><section><p>城南供水站：0839-6621200</p></section>",
    "table": "<table><tr><td>日期</td><td>带班领导</td></tr><tr><td>6月19日</td><td>王强</td></tr><tr><td>6月20日</td><td>刘洋</td></tr></table>",
    "pictures": '<p><img data-src="/a/640"></p><p><img data-src="/b/640"></p>',
}


@pytest.mark.parametrize("shown", ["", "<h1>值班安排</h1>"])
@pytest.mark.parametrize("held", INVISIBLE)
def test_a_container_that_is_invisible_until_the_page_is_loaded_is_the_body(held: str, shown: str) -> None:
    html = f'<html><head><meta property="og:title" content="值班安排"><title></title></head><body>{shown}<div id="js_content" style="visibility: hidden;">{INVISIBLE[held]}</div><div>微信扫一扫<br>关注该公众号</div></body></html>'
    read = extract(page(html), ANY)
    assert len(read.paragraphs) == {"names": 2, "telephones": 2, "table": 3, "pictures": 0}[held]
    assert read.flags == (("text in images",) if held == "pictures" else ())


def test_an_invisible_container_next_to_a_text_stays_unseen() -> None:
    hidden = '<div class="news_content" style="visibility:hidden"><p>模板：王海　陈红</p></div>'
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    head = f'<h1>{TITLE}</h1><div class="i">2026-05-18 来源：市教育局</div><div class="t">{body}</div>'
    assert texts(whole(head, hidden)) == SENTENCES
