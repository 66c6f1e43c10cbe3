"""Boxes with the titles of other pages inside a text: none of it, and nothing of it ends there."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

OTHERS = ["我市老旧小区改造提质增效", "全市招商引资工作推进会召开", "市图书馆七月起延长开放时间"]
LIST = "".join(f'<li><a href="/{number}.html">{title}</a></li>' for number, title in enumerate(OTHERS))
DATED = "".join(f'<tr><td><a href="/{n}.html">{title}</a></td><td>06-1{n}</td></tr>' for n, title in enumerate(OTHERS))
CARDS = "".join(f'<a href="/{n}.html"><img src="{n}.jpg"><b>{title}</b></a>' for n, title in enumerate(OTHERS))
BOXES = {
    "heading and list": f'<div class="x"><h4>相关稿件</h4><ul>{LIST}</ul></div>',
    "paragraph and list": f"<p>相关链接：</p><ul>{LIST}</ul>",
    "table": f"<table><tr><td>相关报道</td></tr>{DATED}</table>",
    "rows": "<section><header>延伸阅读</header>" + LIST.replace("li>", "div>") + "</section>",
    "cards": f'<div class="x">{CARDS}</div>',
    "one line": f'<p>相关新闻：<a href="/0.html">{OTHERS[0]}</a></p>',
}
LINES = ["带班领导：王海", "值班人员：李东 陈红", "值班电话：0839-6621100", "报警电话：0839-6621119"]
NOTICE = [
    "各镇人民政府，市直有关单位：",
    "现将有关事项通知如下：",
    "一、检查时间为7月6日至10日。",
    "二、各镇于7月3日前报送自查报告。",
]


def texts(html: str) -> list[str]:
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("said", [SENTENCES, NOTICE, LINES, SENTENCES[:1]], ids=["prose", "notice", "lines", "one"])
@pytest.mark.parametrize("box", BOXES)
def test_a_box_above_the_first_line_is_no_text(box: str, said: list[str]) -> None:
    assert texts(article(BOXES[box] + in_p(said))) == said


@pytest.mark.parametrize("said", [SENTENCES, NOTICE], ids=["prose", "notice"])
@pytest.mark.parametrize("box", BOXES)
def test_a_box_between_two_lines_is_no_text_and_ends_nothing(box: str, said: list[str]) -> None:
    assert texts(article(in_p(said[:3]) + BOXES[box] + in_p(said[3:]))) == said


def test_several_boxes_are_passed() -> None:
    body = BOXES["heading and list"] + in_p(SENTENCES[:2]) + BOXES["one line"] + in_p(SENTENCES[2:])
    assert texts(article(body)) == SENTENCES


def test_a_picture_below_the_last_line_is_no_error() -> None:
    body = BOXES["heading and list"] + in_p(SENTENCES)
    assert texts(article(body).replace("</body>", "<p>\u200b<img src='a.jpg'></p></body>")) == SENTENCES


def test_titles_without_a_heading_below_a_sentence_are_no_text() -> None:
    assert (
        texts(article(in_p(SENTENCES[:3]) + f'<div class="x"><ul>{LIST}</ul></div>' + in_p(SENTENCES[3:]))) == SENTENCES
    )


@pytest.mark.parametrize(
    "above",
    ["<p>现将有关文件公布如下：</p>", "<h3>一、有关文件</h3>", "<p>请点击下列标题。</p>", "<p>有关文件见下。</p>"],
)
@pytest.mark.parametrize("at", [0, 2, 4])
def test_links_that_the_text_announces_stay(above: str, at: int) -> None:
    read = texts(article(in_p(SENTENCES[:at]) + f"{above}<ul>{LIST}</ul>" + in_p(SENTENCES[at:])))
    assert [text for text in read if text in OTHERS] == OTHERS
    assert [text for text in read if text in SENTENCES] == SENTENCES


@pytest.mark.parametrize(
    "items",
    [
        '<li><a href="/l1.html">《中华人民共和国森林法》</a></li><li><a href="/l2.html">《森林防火条例》</a></li><li><a href="/l3.html">《广东省森林防火条例》</a></li>',
        '<li><a href="/1.docx">防火责任人名单及联系电话</a></li><li><a href="/2.docx">防火物资储备情况统计表</a></li><li><a href="/3.docx">防火巡护记录汇总表</a></li>',
        '<li><a href="/1.html">1.青山林场防火责任人</a></li><li><a href="/2.html">2.白石水库防火责任人</a></li><li><a href="/3.html">3.城北林场防火责任人</a></li>',
    ],
    ids=["laws", "files", "numbered"],
)
def test_laws_files_and_counted_links_between_two_lines_stay(items: str) -> None:
    read = texts(article(in_p(SENTENCES[:2]) + f"<ul>{items}</ul>" + in_p(SENTENCES[2:])))
    assert [text for text in read if text in SENTENCES] == SENTENCES
    assert len(read) == len(SENTENCES) + 3


@pytest.mark.parametrize("at", [1, 2])
def test_a_table_of_contents_ends_no_text(at: int) -> None:
    contents = '<ul><li><a href="#a">一、检查时间</a></li><li><a href="#b">二、检查对象</a></li></ul>'
    said = [text for text in texts(article(in_p(NOTICE[:at]) + contents + in_p(NOTICE[at:]))) if text in NOTICE]
    assert said == NOTICE


@pytest.mark.parametrize(
    "foot", ["<p>责任编辑：王海</p>", "<p>声明：本网转载的文章版权归原作者所有。</p>", "<p>扫一扫在手机打开当前页</p>"]
)
@pytest.mark.parametrize("box", BOXES)
def test_what_stands_below_a_box_at_the_end_stays_out(box: str, foot: str) -> None:
    assert texts(article(in_p(SENTENCES) + BOXES[box] + foot)) == SENTENCES
