"""Articles that come wrapped: bodies in other tags, an endpoint's JSON, text on a page in a frame."""

import json
from html import escape

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, TITLE, article, page

from pipelines.extract import extract
from pipelines.extract.markup import wrapped
from pipelines.extract.markup.limits import special_tags
from pipelines.models import Rejected, Rejection

BODY = "".join(f"<p>　　{sentence}</p>" for sentence in SENTENCES)


def framed(body: str) -> str:
    head = f"<h1>{TITLE}</h1><div>发布时间：2020-03-12 来源：市应急管理局</div>"
    return f"<html><head><title>{TITLE}</title></head><body><ul>{NAVIGATION}</ul>{head}{body}{FOOTER}</body></html>"


def texts(html: str, content_type: str = "text/html") -> list[str]:
    return [paragraph.text for paragraph in extract(page(html, content_type=content_type), ANY).paragraphs]


HOLDERS = {
    "srcdoc": f'<iframe srcdoc="{escape(BODY)}"></iframe>',
    "a hidden textarea": f'<textarea id="t" style="display:none">{escape(BODY)}</textarea>',
    "a textarea with its markup as it is": f"<textarea class=hide>{BODY}</textarea>",
    "template": f"<template>{BODY}</template>",
    "a script of text": f"<script id='c' type='text/template'>{BODY}</script>",
    "noscript": f"<noscript>{BODY}</noscript>",
}


@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
def test_a_body_in_another_tag_is_read(holder: str) -> None:
    assert texts(framed(f'<div id="show"></div>{holder}')) == SENTENCES


@pytest.mark.parametrize(
    "holder",
    [
        "<textarea><p>把这段代码贴到你的网站，感谢您的支持，欢迎来信交流。</p></textarea>",
        '<script type="text/template"><li><p>{{name}}，{{content}}</p></li></script>',
        "<noscript><p>您的浏览器没有启用脚本，请启用后再访问本站。</p></noscript>",
    ],
)
def test_what_else_such_tags_hold_is_no_body(holder: str) -> None:
    assert texts(framed(f"<div>{BODY}</div>{holder}")) == SENTENCES


def test_a_page_in_a_frame_is_named_in_the_rejection() -> None:
    with pytest.raises(Rejected, match=r"a frame shows /xxgk/body_12\.html"):
        extract(page(framed('<iframe src="/xxgk/body_12.html"></iframe>')), ANY)


def as_json(value: object, *, escaped: bool = False) -> str:
    text = json.dumps(value, ensure_ascii=escaped)
    return text.replace("<", "\\u003c").replace(">", "\\u003e") if escaped else text


ANSWERS = {
    "flat": as_json({"title": TITLE, "content": BODY, "pubDate": "2020-03-12", "source": "市应急管理局"}),
    "nested, milliseconds": as_json(
        {
            "code": 0,
            "data": {
                "doc": {
                    "docTitle": TITLE,
                    "docHtml": BODY,
                    "crTime": "2020-01-01 00:00:00",
                    "docPubTime": 1583978400000,
                    "docSourceName": "市应急管理局",
                },
                "related": [{"title": "关于召开会议的通知", "url": "/x.html"}],
            },
        }
    ),
    "escaped": as_json(
        {"articleTitle": TITLE, "body": BODY, "releaseTime": "2020-03-12", "origin": "市应急管理局"}, escaped=True
    ),
    "without markup": as_json(
        {"title": TITLE, "text": "\n".join(SENTENCES), "publishDate": "2020-03-12", "source": "市应急管理局"}
    ),
    "a call": f"show({as_json({'TITLE': TITLE, 'CONTENT': BODY, 'PUBTIME': '2020-03-12', 'SOURCE': '市应急管理局'})});",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_article_in_json_is_read(answer: str) -> None:
    document = extract(page(answer, content_type="application/json"), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES
    assert (document.title, str(document.published), document.issuer) == (TITLE, "2020-03-12", "市应急管理局")


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (as_json({"rows": [{"title": f"{TITLE}{n}", "content": BODY} for n in range(5)]}), "JSON with 5 articles"),
        (as_json({"code": 500, "msg": "系统繁忙，请稍后再试"}), "JSON with no articles"),
        (as_json({"content": BODY}), "JSON with no articles"),
        ('{"title": "关于', "begins as JSON and is none"),
    ],
    ids=["several", "a message", "no title", "cut short"],
)
def test_json_without_one_article_is_rejected_by_name(answer: str, detail: str) -> None:
    with pytest.raises(Rejected, match=detail) as rejected:
        extract(page(answer, content_type="application/json"), ANY)
    assert rejected.value.reason is Rejection.NOT_HTML


def test_more_calls_of_a_viewer_than_a_page_has_give_no_files() -> None:
    calls = "".join(f'<script>PDFObject.embed("/u/{number}.pdf", "#show");</script>' for number in range(100))
    text = f'<div id="show"></div>{calls}'
    assert wrapped.unwrapped(text, special_tags(text)) == text


@pytest.mark.parametrize(
    "viewer",
    [
        '<div class="reader" data-pdf="/files/plan.pdf"></div>',
        '<span pdfsrc="/files/plan.pdf" other="{x}"></span>',
        "<img class='pdf' pdf-src='/files/plan.pdf' src='/icon.gif'>",
        '<script>showOurPdf("/files/plan.pdf", "100%", "600")</script>',
        "<script>var v = new OfdViewer('/files/plan.pdf');</script>",
    ],
)
def test_a_file_that_a_viewer_of_any_name_shows_is_an_attachment(viewer: str) -> None:
    document = extract(page(article(f"<p>{SENTENCES[0]}</p><p>{viewer}</p>")), ANY)
    assert [one.url for one in document.attachments] == ["http://www.linjiang.gov.cn/files/plan.pdf"]
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES[:1]


@pytest.mark.parametrize(
    "other",
    [
        '<span title="plan.pdf">见附件</span>',
        "<div onclick=\"log('/files/plan.pdf')\">见附件</div>",
        '<script>track("/files/plan.pdf")</script>',
    ],
)
def test_a_file_that_is_only_named_is_no_attachment(other: str) -> None:
    assert extract(page(article(f"<p>{SENTENCES[0]}</p>{other}")), ANY).attachments == ()


DRAWN = {"title": TITLE, "publishTime": "2020-03-12 10:00:00", "source": "市应急管理局", "content": BODY}
SHORT = DRAWN | {"content": "<p>现将有关事项通告如下：</p><p>禁止燃放。</p>"}


def drawn_from(state: object, how: str = "<script>window.__INITIAL_STATE__={};</script>") -> str:
    script = how.format(json.dumps(state, ensure_ascii=False))
    return f"<html><head><title>临江市人民政府</title></head><body><div id=app></div>{script}</body></html>"


@pytest.mark.parametrize(
    "how",
    [
        "<script>window.__NUXT__={};</script>",
        "<script>window.__INITIAL_STATE__ = {};(function(){{}}())</script>",
        "<script id='__NEXT_DATA__' type='application/json'>{}</script>",
    ],
)
@pytest.mark.parametrize("record", [DRAWN, SHORT])
def test_an_article_that_a_script_draws_is_read_from_its_state(how: str, record: dict[str, str]) -> None:
    document = extract(page(drawn_from({"data": [{"detail": record}], "menu": [{"title": "首页"}]}, how)), ANY)
    assert (document.title, document.issuer, str(document.published)) == (TITLE, "市应急管理局", "2020-03-12")
    assert len(document.paragraphs) == record["content"].count("</p>")


@pytest.mark.parametrize(
    "records",
    [[DRAWN, SHORT], [], [{name: value for name, value in DRAWN.items() if name != "publishTime"}], [{"title": TITLE}]],
    ids=["two", "none", "without a day", "without a text"],
)
def test_a_state_without_one_article_gives_none(records: list[dict[str, str]]) -> None:
    with pytest.raises(Rejected) as rejected:
        extract(page(drawn_from({"data": records})), ANY)
    assert rejected.value.reason is Rejection.NO_BODY


def test_a_short_article_in_json_is_read() -> None:
    document = extract(page(as_json({"code": 200, "data": SHORT}), content_type="application/json"), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == ["现将有关事项通告如下：", "禁止燃放。"]
