"""Guides whose parts stand behind tabs, or below labels that unfold them: all of them are the text's."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

LABELS = ["受理条件", "申请材料", "办理流程"]
SAID = ["具有本市户籍，经评定符合标准的人员可以申请。", "身份证、照片。", "申请人提出申请，镇街受理，市局审核发证。"]
HIDDEN = " style='display:none'"
TABS = f"<ul class='tabs'>{''.join(f'<li>{label}</li>' for label in LABELS)}</ul>"


def texts(body: str, container: str = "class='nr'") -> list[str]:
    html = article(f"<div {container}>{body}</div>", title="护林员证办理指南")
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


def panels(said: list[str], shown: int = 0) -> str:
    return "".join(
        f"<div class='c{' on' if at == shown else ''}'{'' if at == shown else HIDDEN}>{in_p([text])}</div>"
        for at, text in enumerate(said)
    )


def accordion(said: list[str]) -> str:
    pairs = zip(LABELS, said, strict=True)
    return "".join(
        f"<h3>{label}</h3><div class='panel'{HIDDEN if at else ''}><p>{text}</p></div>"
        for at, (label, text) in enumerate(pairs)
    )


def questions(said: list[str]) -> str:
    pairs = zip(LABELS, said, strict=True)
    return "".join(
        f"<div class='q'><p class='w'>{label}</p><div class='d'{HIDDEN}>{text}</div></div>" for label, text in pairs
    )


@pytest.mark.parametrize("container", ["class='nr'", "id='zoom'"])
@pytest.mark.parametrize(
    "body",
    [
        TABS + panels(SAID),
        TABS + panels(SAID, shown=2),
        f"<div class='hd'>{TABS}</div><div class='bd'>{panels(SAID)}</div>",
        accordion(SAID),
        questions(SAID),
    ],
    ids=["tabs", "last shown", "wrapped", "accordion", "questions"],
)
def test_panels_of_one_text_are_read(body: str, container: str) -> None:
    found = texts(body, container)
    assert [text for text in SAID if text not in found] == []


@pytest.mark.parametrize("explains", ["政策解读", "图文解读"])
def test_a_text_behind_a_tab_that_explains_stays_hidden(explains: str) -> None:
    tabs = f"<ul><li>政策原文</li><li>{explains}</li></ul>"
    other = "为便于理解，现将政策的出台背景和主要内容说明如下，供各单位参考。"
    shown = f"<div class='c'>{in_p(SENTENCES)}</div><div class='c'{HIDDEN}><p>{other}</p></div>"
    assert other not in texts(tabs + shown, "id='zoom'")


@pytest.mark.parametrize(
    "hidden",
    [
        "<p><a href='/1.html'>我市召开森林防火工作会议</a></p><p><a href='/2.html'>我市举办森林防火培训班</a></p>",
        f"<p>{SENTENCES[0]}</p>",
    ],
    ids=["links", "a copy"],
)
def test_what_is_no_other_part_of_the_text_stays_hidden(hidden: str) -> None:
    body = f"<ul><li>正文</li><li>更多</li></ul><div class='c'>{in_p(SENTENCES)}</div><div class='c'{HIDDEN}>{hidden}</div>"
    assert texts(body)[-len(SENTENCES) :] == SENTENCES


def test_hidden_elements_without_labels_stay_hidden() -> None:
    other = "本页面由系统自动生成，请勿回复，如有问题请联系管理员。"
    body = f"<div class='c'>{in_p(SENTENCES)}</div><div class='c'{HIDDEN}><p>{other}</p></div>"
    assert texts(body) == SENTENCES


def test_hidden_columns_and_lines_are_no_panels() -> None:
    rows = "".join(
        f"<tr><td>{town}</td><td{HIDDEN}>441</td><td>{count}</td></tr>"
        for town, count in (("镇街", "户数"), ("青山镇", "3"), ("白石镇", "4"))
    )
    body = in_p(SENTENCES) + f"<table>{rows}</table><p>附注</p><p{HIDDEN}>由系统自动生成。</p>"
    assert not any("441" in text or "系统" in text for text in texts(body))
