"""Titles of two to five characters, which are words of any page."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, in_p, page

from pipelines.extract import extract

FIELDS = {
    "list": "<dl><dt>来源</dt><dd>市林业局</dd><dt>发布日期</dt><dd>2026-06-29</dd></dl>",
    "table": "<table><tr><td>来源</td><td>市林业局</td></tr><tr><td>发布日期</td><td>2026-06-29</td></tr></table>",
    "line": "<div class='i'>发布时间：2026-06-29 来源：市林业局</div>",
}


def title(main: str, page_title: str) -> str:
    head = f"<head><meta charset='utf-8'><title>{page_title}</title></head>"
    main = f"<div class='m'>{main}<div class='c'>{in_p(SENTENCES)}</div></div>"
    return extract(page(f"<html>{head}<body><ul>{NAVIGATION}</ul>{main}{FOOTER}</body></html>"), ANY).title


@pytest.mark.parametrize("short", ["讣告", "感谢信"])
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<p class='t'>{}</p>"])
@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("page_title", ["{}", "{}_临江市林业局"])
def test_a_line_that_says_what_title_does(page_title: str, fields: str, heading: str, short: str) -> None:
    assert title(heading.format(short) + fields, page_title.format(short)) == short


@pytest.mark.parametrize("short", ["讣告", "感谢信"])
def test_the_line_that_opens_the_articles_head_where_title_is_the_sites(short: str) -> None:
    assert title(f"<div class='tit'>{short}</div>{FIELDS['line']}", "临江市林业局") == short


def test_a_short_heading_above_the_text_of_a_paper() -> None:
    day = "<div>2026年06月29日　星期一</div>"
    assert title(f"{day}<div><h2>森林防火</h2></div>", "临江日报多媒体数字报刊平台") == "森林防火"


def test_the_day_in_a_short_heading_is_none_of_it() -> None:
    assert title("<h2>讣告<small>(2026年06月29日)</small></h2><p>来源：市林业局</p>", "讣告") == "讣告"


@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<div class='t'>{}</div>"])
def test_the_name_of_a_column_in_title_gives_way_to_the_heading(heading: str) -> None:
    whole = "全市春季森林防火检查启动"
    assert title(f"<h2>公告</h2>{heading.format(whole)}{FIELDS['line']}", "公告_临江市林业局") == whole


@pytest.mark.parametrize("below", ["<div><a>打印</a><a>关闭</a></div>", "<div>责任编辑：李明</div>", ""])
@pytest.mark.parametrize(
    "text", ["6月5日8时至17时，北街停电。", "我校李华获物理竞赛一等奖！", "白马路今起禁止货车通行"]
)
@pytest.mark.parametrize("short", ["停电通知", "喜报"])
def test_the_only_paragraph_is_not_the_title(short: str, text: str, below: str) -> None:
    info = "<div class=info><span>发布时间：2026-06-03</span><span>来源：县供电公司</span></div>"
    main = (
        f"<div class=m><h1>{short}</h1>{info}<div id=zoom><div class=TRS_Editor><p>{text}</p></div></div>{below}</div>"
    )
    head = f"<head><meta charset='utf-8'><title>{short}_清河县人民政府</title></head>"
    document = extract(page(f"<html>{head}<body><ul>{NAVIGATION}</ul>{main}{FOOTER}</body></html>"), ANY)
    assert (document.title, [paragraph.text for paragraph in document.paragraphs]) == (short, [text])
