"""Bodies that a script puts into an empty element of the page, and those in hidden fields."""

import json
from html import escape
from urllib.parse import quote

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, TITLE, page

from pipelines.extract import extract
from pipelines.models import Rejected

BODY = "".join(f"<p>　　{sentence}</p>" for sentence in SENTENCES)
IN_QUOTES = json.dumps(BODY, ensure_ascii=False).replace("</", "<\\/")
ESCAPED = json.dumps(BODY).replace("<", "\\u003c")
PLACE = '<div id="show">正在加载…</div>'


def script(code: str) -> str:
    return f"<script>{code}</script>"


def texts(body: str) -> list[str]:
    head = f"<h1>{TITLE}</h1><div>发布时间：2020-03-12 来源：市应急管理局</div>"
    html = f"<html><head><title>{TITLE}</title></head><body><ul>{NAVIGATION}</ul>{head}{body}{FOOTER}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


PLACED = {
    "by jQuery": PLACE + script(f'var text = {IN_QUOTES}; $("#show").html(text);'),
    "when the page is ready": PLACE + script(f"$(function(){{var t={ESCAPED};$('#show').append(t)}})"),
    "by innerHTML": PLACE + script(f'var t={IN_QUOTES};document.getElementById("show").innerHTML=t'),
    "into a named element": PLACE + script(f'var e=document.querySelector("#show");e.innerHTML={IN_QUOTES}'),
    "by another script above": script(f"var t={IN_QUOTES}") + PLACE + script("$('#show').html(t)"),
    "of a record": PLACE + script(f'var d={{"title":"甲","content":{IN_QUOTES}}};$("#show").html(d.content)'),
    "joined": PLACE + script("var t='';" + "".join(f"t+='<p>{s}</p>';" for s in SENTENCES) + "$('#show').html(t)"),
    "encoded": PLACE + script(f'var t="{quote(BODY)}";$("#show").html(decodeURIComponent(t))'),
    "by names of markup": PLACE + script(f"var t='{escape(BODY)}';$('#show').html(decoded(t))"),
    "in backticks": PLACE + script(f"$('#show').html(`\n{BODY}\n`)"),
    "by Vue": '<div v-html="info.text"></div>' + script(f"new Vue({{data: {{info: {{text: {IN_QUOTES}}}}}}})"),
    "written": f"<div>{script(f'var t={IN_QUOTES};' + 'x();' * 600 + 'document.write(t)')}</div>",
    "a hidden field": f'<input type="hidden" id="t" value="{escape(BODY)}">{PLACE}',
    "its markup as it is": f"<input id='t' value='{BODY}' type='hidden'>{PLACE}",
}


@pytest.mark.parametrize("placed", PLACED.values(), ids=PLACED)
def test_a_body_that_a_script_puts_there_is_read(placed: str) -> None:
    assert texts(placed) == SENTENCES


OTHER = "{text:'<p>另一篇。</p><p>短。</p>'}"
NOT_ARTICLES = {
    "what a page says when nothing came": PLACE + script("f(function(){$('#show').html('<p>加载失败，请重试。</p>')})"),
    "what a program says to visitors": PLACE + script("$('#show').html('<p>浏览器过旧。</p><p>请升级后再来。</p>')"),
    "a row of a list": PLACE + script("t+='<p>'+name+'，欢迎咨询。</p><p>电话</p>';$('#show').html(t)"),
    "several records": PLACE + script(f"d=[{{text:{IN_QUOTES}}},{OTHER}];$('#show').html(d[0].text)"),
    "of an element that is not there": script(f"var t={IN_QUOTES};$('#other').html(t)"),
    "a text that nothing shows": script(f"var t={IN_QUOTES};save(t);$('#other').html('')"),
    "a field without a text": '<input type="hidden" value="&lt;b&gt;1&lt;/b&gt;">',
}  # fmt: skip


@pytest.mark.parametrize("other", NOT_ARTICLES.values(), ids=NOT_ARTICLES)
def test_what_else_scripts_put_there_is_no_body(other: str) -> None:
    with pytest.raises(Rejected):
        texts(other)
    assert texts(f"<div>{BODY}</div>{other}") == SENTENCES


@pytest.mark.parametrize("placed", PLACED.values(), ids=PLACED)
def test_a_body_that_the_page_shows_as_well_counts_once(placed: str) -> None:
    assert texts(f"<div>{BODY}</div>{placed}") == SENTENCES
    assert texts(f'<div id="zoom">{BODY}{placed}</div>') == SENTENCES


def test_scripts_without_an_end_cost_no_more_than_one() -> None:
    endless = "<script>" * 20_000 + "$('#a').html('<p>甲。</p>')" * 1000
    assert texts(f"<div>{BODY}</div>{endless}") == SENTENCES
