"""Short texts below a summary that says as much as they do, in an element of its own."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, in_p, page

from pipelines.extract import extract
from pipelines.extract.body.summaries import is_of_one_matter

TITLE = "关于北门片区停水的通知"
SUMMARIES = [
    "因水厂检修，北门片区将于6月8日停水。",
    "县水务局发布通知，因水厂检修，6月8日9时至15时北门片区停水，请广大用户提前做好储水准备，检修结束后恢复供水。",
]
TEXT = ["北门片区6月8日9时至15时停水。", "请提前储水。", "青山县水务局", "2020年3月12日"]
HINT = "如有疑问，可拨打12345政务服务热线咨询。"
BOXES = [
    "<div class='zy'>摘要：{}</div>",
    "<blockquote>{}</blockquote>",
    "<div class='summary'><p>{}</p></div>",
    "<p class='ts'>{}</p>",
]


def texts(main: str) -> list[str]:
    head = f"<h1>{TITLE}</h1><div class=ly>来源：县水务局 2020-03-12</div>"
    html = (
        f"<html><head><title>{TITLE}</title></head><body>{NAVIGATION}<div class=main>{head}{main}{FOOTER}</body></html>"
    )
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize(
    "place", ["{}<div class=nr>{}</div></div>", "{}</div><div class=nr>{}</div>"], ids=["inside", "below"]
)
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("summary", SUMMARIES, ids=["short", "long"])
def test_a_text_shorter_than_its_summary_is_read(summary: str, box: str, place: str) -> None:
    assert texts(place.format(box.format(summary), in_p(TEXT)))[-len(TEXT) :] == TEXT


def test_what_speaks_of_something_else_below_a_short_text_is_not_summed_up() -> None:
    assert texts(f"<div class=nr>{in_p(TEXT[:1])}</div></div><div class=ts><p>{HINT}</p></div>") == TEXT[:1]


def test_two_texts_are_of_one_matter_by_what_they_share() -> None:
    assert is_of_one_matter(SUMMARIES[0], TEXT[0])
    assert not is_of_one_matter(SUMMARIES[0], HINT)
    assert not is_of_one_matter("停水。", "停水。")
