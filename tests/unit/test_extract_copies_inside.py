"""Copies of an article in one element with it, below its title: the title and the lines about it in them go with them."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, in_p, page

from pipelines.extract import extract

TITLE = "我市林业部门部署秋季森林防火检查工作"  # as long as a sentence
HEAD = f"<div class='tit'><h1>{TITLE}</h1></div><div class='info'>发布时间：2020-03-12 来源：市林业局</div>"
IN_DIVS = "".join(f"<div>{sentence}</div>" for sentence in SENTENCES)
COPIES = {
    "title and info": f"<div class='m'><div class='t'>{TITLE}</div><div class='i'>2020-03-12 来源：市林业局</div><div>{in_p(SENTENCES)}</div></div>",
    "heading": f"<div id='wap'><h2>{TITLE}</h2><div>{in_p(SENTENCES)}</div></div>",
    "divs": f"<section class='old'><h2>{TITLE}</h2><span>发布时间：2020-03-12</span>{IN_DIVS}</section>",
    "breaks": f"<div class='elder'><div>{TITLE}</div><div>{'<br>'.join(SENTENCES)}</div></div>",
    "lacks the last": f"<div class='m'><h2>{TITLE}</h2>{in_p(SENTENCES[:-1])}</div>",
}


def read(inside: str, place: str = "<div class='box'>{}</div>", footer: str = FOOTER) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江市</title></head><body><ul class='nav'>{NAVIGATION}</ul>{place.format(inside)}{footer}</body></html>"
    document = extract(page(html), ANY)
    assert document.title == TITLE
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
@pytest.mark.parametrize("container", ["class='TRS_Editor'", "id='zoom'", "class='nr'"])
def test_a_copy_below_the_text_is_none_of_it(container: str, copy: str) -> None:
    text = f"<div {container}>{in_p(SENTENCES)}</div>"
    assert read(HEAD + text + copy) == SENTENCES
    assert read(HEAD + text + copy + "<div class='share'>分享到：</div>") == SENTENCES


def test_a_part_that_says_more_than_the_text_is_no_copy() -> None:
    more = "另悉，市林业局将于下月举办护林员培训班，报名截至本月底。"
    text = f"<div class='TRS_Editor'>{in_p(SENTENCES)}</div>"
    copy = f"<div class='m'><h2>{TITLE}</h2>{in_p([*SENTENCES, more])}</div>"
    assert more in read(HEAD + text + copy)


@pytest.mark.parametrize("place", ["<form method='post'>{}</form>", "<div id='pc'>{}</div>"])
def test_a_copy_with_pictures_does_not_empty_the_body(place: str) -> None:
    menu = (
        "<table><tr>"
        + "".join(f"<td><a href='list.aspx?id={number}'>政务公开</a></td>" for number in range(7))
        + "</tr></table>"
    )
    said = SENTENCES[:2]
    first = f"<table><tr><td><div class='tit'><span>{TITLE}</span></div><div>发布时间：2020/3/12 08:00:00 文章来源：市林业局</div><div class='con'><span>{in_p(said)}</span></div></td></tr></table>"
    second = f"<div class='mobile'><h2>{TITLE}</h2><div>2020-03-12</div><p><img src='/1.jpg'></p>{in_p(said)}<p><img src='/2.jpg'></p></div>"
    assert read(place.format(menu + first) + second, "{}") == said
