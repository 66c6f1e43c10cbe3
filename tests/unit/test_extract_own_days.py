"""A line with a day near the text's top: the text's own below a head that gives its day, or in the body's container."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, page

from pipelines.extract import extract

TITLE = "在全县招商工作会议上的讲话"
SPEECH = [
    "县长　李某某",
    "（2024年5月12日）",
    "同志们：",
    "今天会议的主要任务是总结上半年招商工作，部署下半年任务，刚才三个乡镇作了发言，讲得都很好。",
    "一要抓项目，全年引进项目六十个；二要优环境，办事只跑一次。",
]
SAYING = ["为之，则难者亦易矣。", "——2019年8月15日在县一中考察时的讲话", SPEECH[3]]
BUTTONS = [
    "",
    "　字号：<a href='javascript:doZoom(16)'>大</a> <a href='javascript:doZoom(12)'>小</a>",
    "　<a href='javascript:window.print()'>【打印】</a>",
    "　分享到：<a href='#' title='微信'>微信</a>",
]
PLACES = {
    "div": "<div><p>{}</p></div>",
    "section": "<section><section><p>{}</p></section></section>",
    "table": "<table><tr><td>{}</td></tr></table>",
    "p": "<p>{}</p>",
}


def texts(lines: list[str], place: str, head: str, container: str = "con") -> list[str]:
    body = "".join(place.format(line) for line in lines)
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul><div class='main'><h1>{TITLE}</h1>{head}<div class='{container}'>{body}</div></div><div class='foot'>主办：临江县人民政府 网站标识码：1234567890</div></body></html>"
    return ["".join(paragraph.text.split()) for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("buttons", BUTTONS)
@pytest.mark.parametrize("lines", [SPEECH, SAYING], ids=["speech", "saying"])
def test_below_a_line_with_the_day_and_buttons_it_is_the_texts(lines: list[str], buttons: str, place: str) -> None:
    head = f"<div class='info'>发布时间：2024-05-29　来源：县政府办{buttons}</div>"
    assert texts(lines, place, head) == ["".join(line.split()) for line in lines]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("container", ["js_content", "TRS_Editor", "zoom"])
def test_in_a_known_container_below_a_line_of_the_text_it_is_the_texts(container: str, place: str) -> None:
    assert texts(SPEECH, place, "<div>县政府网</div>", container)[:2] == ["县长李某某", "（2024年5月12日）"]


def test_alone_in_a_container_it_is_the_heads() -> None:
    assert texts(["2024-05-12", *SPEECH[2:]], PLACES["div"], "", "zoom") == SPEECH[2:]
