"""Boxes of a chat in or next to a text: a robot that greets, and what may be asked."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, TITLE, page

from pipelines.extract import extract

BODY = "".join(f"<p>　　{sentence}</p>" for sentence in SENTENCES)
BOXES = {
    "a list": "<p>您好，我是小政，很高兴为您服务。</p><p>大家都在问：</p><ul><li>社保卡怎么补办</li></ul>",
    "links": '<b>智能小政</b><div>您好，请问有什么可以帮您？</div><a href="javascript:;">公积金如何提取</a>',
    "questions": "<div>Hi，我是“小政”，您可以这样问我：</div><p>新生儿如何落户？</p><p>医保呢？</p><span>发送</span>",
}
ANSWER = "<p>您好！您反映的问题已经解决，我们将竭诚为您服务。</p>"


def texts(body: str) -> list[str]:
    head = f"<h1>{TITLE}</h1><div>发布时间：2020-03-12 来源：市应急管理局</div>"
    whole = f"<body><ul>{NAVIGATION}</ul><div>{head}{body}</div>{FOOTER}</body>"
    html = f"<html><head><title>{TITLE}</title></head>{whole}</html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("name", ['id="zoom"', 'class="con"'])
@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_a_robot_that_greets_is_no_text(box: str, name: str) -> None:
    box = f'<div class="xz">{box}</div>'
    assert texts(f"<div {name}>{BODY}{box}</div>") == SENTENCES
    assert texts(f"<div {name}>{BODY}</div>{box}") == SENTENCES
    assert texts(f"{box}<div {name}>{BODY}</div>") == SENTENCES


@pytest.mark.parametrize(
    ("said", "last"),
    [
        (f"{ANSWER}<p>市住建局</p><p>2020-03-12</p>", "2020-03-12"),
        (
            f"{ANSWER}<ul><li>问：何时供暖？</li><li>答：11月15日起，统一供暖。</li></ul>",
            "答：11月15日起，统一供暖。",
        ),
        ("<p>您好，欢迎来电，我们为您解答下列问题。</p><p>一、如何申报？</p><p>请登录系统。</p>", "请登录系统。"),
    ],
    ids=["an answer that is signed", "questions with answers", "sections"],
)
def test_a_greeting_with_something_said_below_is_text(said: str, last: str) -> None:
    assert texts(f'<div id="zoom">{BODY}<div class="dh">{said}</div></div>')[-1] == last


def test_a_text_that_is_all_of_a_greeting_stays() -> None:
    said = ["您好，市民热线很高兴为您服务，您可以这样问我：", "医保在哪里缴费？", "新生儿如何落户？"]
    assert texts('<div id="zoom">' + "".join(f"<p>{line}</p>" for line in said) + "</div>") == said
