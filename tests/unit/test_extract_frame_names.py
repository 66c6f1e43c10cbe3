"""Headings that name the site, a column or all pages of a kind, while the article's title stands elsewhere."""

import pytest
from extract_pages import ANY, SENTENCES, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

SITE = "临江市林业局"
TITLE = "全市春季森林防火检查启动"
INFO = "<div class='i'>发布时间：2026-03-05 来源：市林业局</div>"
MENU = "".join(
    f"<li><a href='/{n}/'>{name}</a></li>" for n, name in enumerate(["首页", "通知公告", "政策文件", "新闻中心"])
)
FRAMES = [SITE, "通知公告", "政策文件详情", "文章详情页", f"{SITE}欢迎您"]
OPENING = "<p>全市春季森林防火检查启动以来，各县区认真组织，检查了林区的各个路口和重点村屯。</p>"


def read(head: str, page_title: str, text: str = OPENING) -> Document:
    main = f"<div class='m'>{head}<div class='c'>{text}{in_p(SENTENCES)}</div></div>"
    foot = f"<div class='f'><p>主办单位：{SITE}</p><p>版权所有：{SITE}</p></div>"
    html = f"<head><meta charset='utf-8'><title>{page_title}</title></head><body><ul>{MENU}</ul>{main}{foot}</body>"
    return extract(page(f"<html>{html}</html>"), ANY)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("heading", ["<h2>{}</h2>", "<h3>{}</h3>", "<div class='title'>{}</div>"])
@pytest.mark.parametrize("info", [INFO, ""], ids=["dated", "bare"])
def test_the_heading_below_the_name_of_the_frame(info: str, heading: str, frame: str) -> None:
    assert read(f"<h1>{frame}</h1>{heading.format(TITLE)}{info}", frame).title == TITLE


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    "page_title", ["{title}", "{title}-{frame}", "{frame}-{title}", "{title}_{frame}_临江市林业网"]
)
@pytest.mark.parametrize("info", [INFO, ""], ids=["dated", "bare"])
def test_the_part_of_title_where_only_the_frame_has_a_heading(info: str, page_title: str, frame: str) -> None:
    assert read(f"<h1>{frame}</h1>{info}", page_title.format(title=TITLE, frame=frame)).title == TITLE


@pytest.mark.parametrize("name", ["临江市林業局 2026", "臨江縣林業委員會", "臨江市政府機關網 2026", f"{SITE}欢迎您"])
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<h2>{}</h2>", "<div class='title'>{}</div>"])
def test_the_name_of_the_site_gives_way_though_the_text_says_it(heading: str, name: str) -> None:
    assert read(heading.format(TITLE), name, f"{OPENING}<p>{name}有关负责人介绍了检查的情况。</p>").title == TITLE


@pytest.mark.parametrize("info", [INFO, ""], ids=["dated", "bare"])
def test_the_name_of_a_column_is_the_title_where_the_page_has_no_other(info: str) -> None:
    parts = f"<h2>全市春季森林防火检查启动</h2>{OPENING}<h2>各县区认真组织检查工作</h2>"
    assert read(f"<h1>通知公告</h1>{info}", "通知公告", parts).title == "通知公告"
    assert read(f"<h1>通知公告</h1>{info}", "通知公告", f"<h3>{TITLE}</h3>{OPENING}").title == "通知公告"


def test_a_title_of_a_meeting_stays_above_who_reports_of_it() -> None:
    title = "我市召开春季防火座谈会"
    assert read(f"<h1>{title}</h1><p>临江日报记者 李四 通讯员 王五</p>{INFO}", title).title == title


def test_the_heading_of_the_page_wins_against_that_of_a_part_further_in() -> None:
    head = f"<h1>{TITLE}</h1><div class='tabs'><h2>申请办理说明</h2><ul><li><a href='#b'>附件下载</a></li></ul></div>"
    assert read(head, "临江县人民政府").title == TITLE
