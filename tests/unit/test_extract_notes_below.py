"""Short lines below the text's element: its own where nothing names their place, the template's where it has a name."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, in_p, page

from pipelines.extract import extract

TITLE = "关于开展夏季消防检查的通知"
LINES = [
    "为保障夏季消防安全，县消防救援大队定于六月起对全县商场、宾馆、学校开展检查，现将有关事项通知如下。",
    "各单位要对照清单先行自查，对检查发现的隐患立即整改，整改情况于六月底前书面报送大队。",
]
NOTES = {
    "whom to ask": ["联系人：李某", "联系电话：0555-1234567", "地址：临江县滨江路1号"],
    "one": ["咨询电话：0555-1234567"],
    "buyer": ["采购人：临江县消防救援大队", "采购代理机构：某某招标有限公司"],
    "remark": ["备注：以上日期如有变动另行告知。"],
    "open": ["（此件公开发布）"],
    "office": ["临江县消防救援大队办公室"],
    "copies": ["抄送：县委办公室。", "临江县消防救援大队办公室2024年5月20日印发"],
}
TAGS = {
    "paragraphs": "{}",
    "div": "<div>{}</div>",
    "section": "<section>{}</section>",
    "table": "<table><tr><td>{}</td></tr></table>",
}
BELOW = "<div class='pn'><p>上一篇：<a href='/1.html'>县消防救援大队召开会议</a></p></div>"


def texts(inside: str, place: str = "<div class='main'>{}</div>") -> list[str]:
    head = f"<h1>{TITLE}</h1><div class='info'>2024-05-22 来源：县消防救援大队</div>"
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul>{place.format(head + inside)}<div class='foot'>主办：临江县人民政府 网站标识码：1234567890</div></body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS.keys())
@pytest.mark.parametrize("container", ["con", "TRS_Editor", "v_news_content"])
@pytest.mark.parametrize("notes", NOTES.values(), ids=NOTES.keys())
def test_nameless_lines_below_the_text_are_its_own(notes: list[str], container: str, tag: str) -> None:
    found = texts(f"<div class='{container}'>{in_p(LINES)}</div>{tag.format(in_p(notes))}{BELOW}")
    assert found == [*LINES, *notes]


@pytest.mark.parametrize("notes", NOTES.values(), ids=NOTES.keys())
def test_rows_of_a_layout_are_such_lines(notes: list[str]) -> None:
    rows = f"<table><tr><td>{in_p(LINES)}</td></tr><tr><td>{in_p(notes)}</td></tr></table>"
    assert texts(rows) == [*LINES, *notes]


ENDS_OF_DOCUMENTS = {
    "whom to ask": ["联系人：李某", "联系电话：0555-1234567"],
    "with an address": ["联 系 人：李某、王某", "电话：0555-1234567", "地址：临江县滨江路1号"],
    "buyer": ["采购人：临江县教育局", "采购代理机构：某某招标有限公司"],
    "how public": ["（此件主动公开）"],
}


@pytest.mark.parametrize("name", ["contact", "luokuan", "tail", "article-end"])
@pytest.mark.parametrize("container", ["con", "TRS_Editor"])
@pytest.mark.parametrize("notes", ENDS_OF_DOCUMENTS.values(), ids=ENDS_OF_DOCUMENTS.keys())
def test_what_a_document_ends_with_is_its_own_in_a_part_with_a_name(
    notes: list[str], container: str, name: str
) -> None:
    for part in (f"<div class='{name}'>{in_p(notes)}</div>", f"<div><div id='{name}'>{in_p(notes)}</div></div>"):
        assert texts(f"<div class='{container}'>{in_p(LINES)}</div>{part}{BELOW}") == [*LINES, *notes]


OTHERS = [
    "<div class='who'><p>发布人：李某</p><p>审核人：王某</p></div>",
    "<div class='who'><p>责任人：李某</p><p>浏览次数：1234567</p></div>",
    "<div class='site'><p>地址：临江县滨江路1号</p><p>电话：0555-1234567</p></div>",
    "<div class='site'><p>联系人：<a href='/c'>在线客服</a></p><p>电话：0555-1234567</p></div>",
    "<div class='say'><p>（扫一扫关注我们）</p></div>",
    "<div class='tel'><p>值班电话：0555-1234567</p></div>",
    "<div><p class='tel'>值班电话：0555-1234567</p></div>",
    "<div><p>微信扫一扫</p></div>",
    "<div><p>本页地址：<a href='http://www.example.cn/1.html'>查看</a></p></div>",
    "<div><h4>有关新闻</h4><p>县里召开会议</p></div>",
    "<div><p>临江发布：关注我们</p><img src='/qr.png'></div>",
    "<div><p>相关附件</p></div>",
    "<p>原文链接：<a href='http://a.example.cn/1.html'>http://a.example.cn/1.html</a></p>",
]


@pytest.mark.parametrize("other", OTHERS)
def test_parts_of_the_template_are_not(other: str) -> None:
    assert texts(f"<div class='con'>{in_p(LINES)}</div>{other}{BELOW}") == LINES


def test_lines_of_the_whole_page_are_not() -> None:
    main = f"<div class='con'>{in_p(LINES)}</div><p>值班电话：0555-1234567</p>"
    assert texts(main, place="{}") == LINES
