"""Text that goes on below links in its own element: the names of annexes, a signature and its day."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, page

from pipelines.extract import extract

TITLE = "关于公布春季体育活动结果的公示"
PARAGRAPH = "按照《县教育局关于举办2024年春季体育活动的通知》要求，本次活动通过网络报名，全县共有三十三所学校参加，经各学校认真组织、层层选拔，我局组织专家评审，共评出一等奖十项、二等奖二十项、优秀组织单位六家。"
SHORT = ["现将活动结果予以公示（见附件）。", "联系人：张某，0555-1234567。"]
NAMES = ["获奖学校名单", "获奖教师名单", "优秀组织单位名单"]
SIGNED = ["临江县教育局", "2024年3月5日"]
OTHERS = "<p><a href='/a/1.html'>县教育局召开春季开学工作会议</a></p><p><a href='/a/2.html'>县教育局检查校园食堂</a></p><p><a href='/a/3.html'>全县教师培训班开班</a></p>"
FOOT = "<div class='foot'>主办：临江县教育局 网站标识码：1234567890</div>"


def texts(lines: str, wrap: str = "<div class='cont'>{}</div>") -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县教育局</title></head><body><ul class='nav'>{NAVIGATION}</ul><div class='box'><h1>{TITLE}</h1>{wrap.format(lines)}<div class='tools'><a href='javascript:window.print()'>打印本页</a></div></div>{FOOT}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


def in_tag(lines: list[str], tag: str = "p") -> str:
    return "".join(f"{line}<br>" if tag == "br" else f"<{tag}>{line}</{tag}>" for line in lines)


def linked(names: list[str], href: str) -> list[str]:
    return [f'{at}.<a href="{href}">{name}</a>' for at, name in enumerate(names, 1)]


TEXT = [PARAGRAPH, *SHORT]
NUMBERED = [f"{at}.{name}" for at, name in enumerate(NAMES, 1)]


@pytest.mark.parametrize("href", ["javascript:down(1)", "#", "/files/a.doc", "/down/b?id=12"])
@pytest.mark.parametrize("tag", ["p", "div", "br"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_annexes_and_a_signature_end_the_text(count: int, tag: str, href: str) -> None:
    lines = [*TEXT, "附件：", *linked(NAMES[:count], href), *SIGNED]
    assert texts(in_tag(lines, tag)) == [*TEXT, "附件：", *NUMBERED[:count], *SIGNED]


def test_annexes_end_a_text_without_a_signature() -> None:
    lines = [*TEXT, "附件：", *linked(NAMES, "javascript:;")]
    assert texts(in_tag(lines)) == [*TEXT, "附件：", *NUMBERED]


def test_links_to_other_pages_below_a_text_are_not_its_own() -> None:
    assert texts(in_tag(TEXT) + OTHERS) == TEXT


def test_dated_links_are_rows_of_a_list() -> None:
    rows = "".join(f"<p><a href='/a/{at}.html'>县教育局召开第{at}次会议 2024-03-0{at}</a></p>" for at in range(1, 4))
    assert texts(in_tag(TEXT) + rows + in_tag(SIGNED)) == TEXT


def test_a_list_of_files_apart_from_a_signed_text_is_not_its_own() -> None:
    files = "<div>附件：<br><a href='/down?id=1'>关于举办春季体育活动的通知</a></div>"
    assert texts(f"<div>{in_tag([*TEXT, *SIGNED])}</div>{files}") == [*TEXT, *SIGNED]
