"""Breadcrumbs of odd frames (an open end, two copies, | between the names, 正文 and a name), and what is none."""

import pytest
from extract_pages import ANY, FOOTER, SENTENCES, in_p, page

from pipelines.extract import extract

HEADING = "<h1>关于调整停车收费标准的通知</h1>"
INFO = "<div>2026-03-12 来源：<a href=http://www.xinhuanet.com/>新华网</a></div>"
NAMES = ("政务公开", "通知公告")


def links(between: str, home: str = "首页") -> str:
    named = [("/", home), ("/zw/", NAMES[0]), ("/zw/tz/", NAMES[1])]
    return between.join(f"<a href={address}>{name}</a>" for address, name in named)


def columns(above: str, text: str = "", container: str = "c", heading: str = HEADING) -> tuple[str, ...]:
    body = f"{above}<div class=m>{heading}{INFO}<div class='{container}'>{text or in_p(SENTENCES)}</div></div>{FOOTER}"
    head = "<head><title>关于调整停车收费标准的通知_清河县人民政府</title></head>"
    return extract(page(f"<html>{head}<body>{body}</body></html>"), ANY).columns


@pytest.mark.parametrize("heading", [HEADING, "<div class=tt>关于调整停车收费标准的通知</div>"])
@pytest.mark.parametrize("box", ["<div class=place><strong>当前位置:</strong> {} > </div>", "<p>您的位置：{} &gt;</p>"])
def test_a_trail_with_an_open_end_ends_above_the_day(box: str, heading: str) -> None:
    assert columns(box.format(links(" > ")), heading=heading) == NAMES


@pytest.mark.parametrize("second", ["<a href=/b>返回</a>{}", "{}"])
@pytest.mark.parametrize("between", ["/", " &gt; "])
def test_two_copies_of_a_trail_are_one(between: str, second: str) -> None:
    copies = f"<div class=pc>当前位置：{links(' &gt; ')}</div><div class=m-path>{second.format(links(between))}</div>"
    assert columns(f"<div class=place><strong>当前位置:</strong> {copies}</div>") == NAMES


@pytest.mark.parametrize("label", ["", "当前位置："])
@pytest.mark.parametrize("between", [" | ", " &gt; ", " / ", " » "])
@pytest.mark.parametrize("behind", ["", "通知公告", "信息发布"])
def test_the_text_itself_and_a_section_s_name_behind_it_are_no_columns(behind: str, between: str, label: str) -> None:
    trail = f"<div class=n><span>{label}{links(between, '网站首页')}{between}正文</span>{behind}</div>"
    assert columns(trail) == NAMES


def test_a_menu_with_such_marks_is_no_trail() -> None:
    assert columns(f"<div class=n>{links(' | ')} | <a href=/lx/>联系我们</a></div>") == ()


@pytest.mark.parametrize("container", ["wz", "wz_content", "location", "path", "position_box"])
@pytest.mark.parametrize(
    "text", ["<p>附件</p><p>与会领导共同观看了校情片</p>", f"{in_p(SENTENCES[:1])}<p>清河县城市管理局</p>"]
)
def test_what_is_body_is_no_trail(text: str, container: str) -> None:
    assert columns("", text, container) == ()


def test_a_heading_between_the_names_and_the_home_page_is_none_of_them() -> None:
    assert columns(f"<div class=path><h2>{NAMES[1]}</h2>{links('<svg></svg>', '网站首页')}</div>") == NAMES
