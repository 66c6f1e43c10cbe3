"""Texts that a page does not show: put out of sight by a style, or said again for browsers without scripts."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, TITLE, page

from pipelines.extract import extract

BODY = "".join(f"<p>　　{sentence}</p>" for sentence in SENTENCES)
LINKS = '<a href="http://a.example/">某某棋牌平台大全</a>，<a href="http://b.example/">注册即送，信誉第一。</a>'
UNSEEN = [
    "display:none",
    "position:absolute;left:-9999px",
    "position: fixed; top: -1000em",
    "text-indent:-9999px",
    "margin-left: -9999px",
    "height:0;overflow:hidden",
    "overflow: hidden; width: 1px; max-height: 1px",
    "font-size:0",
    "line-height:0;font-size: 0px;",
    "position:absolute;clip:rect(0 0 0 0)",
    "position:absolute;clip-path:inset(50%)",
]
SEEN = [
    "position:absolute;left:-20px",
    "left:-9999px",
    "text-indent:-21pt;margin-left:21pt",
    "height:0;padding-bottom:56%;overflow:hidden",
    "overflow:hidden;line-height:0",
    "margin-bottom:-9999px;padding-bottom:9999px",
    "overflow:hidden;height:auto",
    "font-size:0.9em",
]


def texts(body: str, around: str = "") -> list[str]:
    head = f"<h1>{TITLE}</h1><div>发布时间：2020-03-12 来源：市应急管理局</div>"
    whole = f"<div {around}>{body}</div>"
    html = f"<html><head><title>{TITLE}</title></head><body><ul>{NAVIGATION}</ul>{head}{whole}{FOOTER}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("around", ["", 'id="zoom"'])
@pytest.mark.parametrize("style", UNSEEN)
def test_links_that_nobody_sees_are_no_text(style: str, around: str) -> None:
    assert texts(f'{BODY}<div style="{style}">{LINKS}</div>', around) == SENTENCES


@pytest.mark.parametrize("style", UNSEEN)
def test_a_text_out_of_sight_is_read_where_it_is_all_there_is(style: str) -> None:
    assert texts(f'<div style="{style}">{BODY}</div>') == SENTENCES


@pytest.mark.parametrize("style", SEEN)
def test_other_styles_hide_nothing(style: str) -> None:
    assert (
        texts(f'{BODY}<p style="{style}">　　本办法由市应急管理局负责解释。</p>')[-1]
        == "本办法由市应急管理局负责解释。"
    )


@pytest.mark.parametrize("inner", ['<span style="font-size:16px">{}</span>', '<span class="t">{}</span>'])
def test_type_may_have_its_size_back(inner: str) -> None:
    body = "".join(f'<p style="font-size:0">{inner.format(sentence)}</p>' for sentence in SENTENCES)
    assert texts(body) == SENTENCES


@pytest.mark.parametrize("around", ["", 'id="zoom"'])
@pytest.mark.parametrize(
    "again", [f"<p>{SENTENCES[0]}</p>", BODY, f"<p>{SENTENCES[0][:20]}…</p>"], ids=["its first lines", "all", "cut"]
)
def test_a_text_said_again_without_scripts_counts_once(again: str, around: str) -> None:
    assert texts(f"<noscript>{again}</noscript>{BODY}", around) == SENTENCES
    assert texts(f"{BODY}<noscript>{again}</noscript>", around) == SENTENCES


def test_the_rest_of_a_text_with_a_link_in_it_is_read() -> None:
    rest = f'<p>　　{SENTENCES[-1]}<a href="/law.html">办法</a></p>'
    body = "".join(f"<p>　　{sentence}</p>" for sentence in SENTENCES[:-1])
    said = texts(f'{body}<div style="display:none">{rest}</div>', 'id="zoom"')
    assert said == [*SENTENCES[:-1], f"{SENTENCES[-1]}办法"]
