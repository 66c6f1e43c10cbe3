"""Which blocks of a page are its body, and in what shape they come out."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, SENTENCES, TITLE, article, in_p, page

from pipelines.extract import extract, paragraphs_of
from pipelines.models import Paragraph, ParagraphKind, Source


def texts(html: str, source: Source = ANY) -> list[str]:
    return [paragraph.text for paragraph in extract(page(html), source).paragraphs]


@pytest.mark.parametrize(
    "body",
    [
        in_p(SENTENCES),
        "<br>".join("　　" + sentence for sentence in SENTENCES),
        "<br/><br/>".join("&nbsp;&nbsp;&nbsp;&nbsp;" + sentence for sentence in SENTENCES),
        "<table><tr><td>" + "<br>".join("　　" + sentence for sentence in SENTENCES) + "</td></tr></table>",
        "　　" + "　　".join(SENTENCES),
        "<div>" + "</div><div>".join(SENTENCES) + "</div>",
        "".join(
            f'<p class="MsoNormal"><span><font>{s[:9]}</font></span><span lang="EN-US">{s[9:]}<o:p></o:p></span></p>'
            for s in SENTENCES
        ),
        "<pre>" + "\n".join("　　" + sentence for sentence in SENTENCES) + "</pre>",
        "".join(f"<section><section><p>{sentence}</p></section></section>" for sentence in SENTENCES),
    ],
    ids=["p", "br", "br with nbsp", "cell", "indent only", "div", "Word", "pre", "sections"],
)
def test_paragraphs_of_every_markup(body: str) -> None:
    assert texts(article(body)) == SENTENCES


@pytest.mark.parametrize(
    "container",
    [
        'class="TRS_Editor"',
        'id="zoom"',
        'id="UCAP-CONTENT"',
        'class="v_news_content"',
        'class="article-con"',
        'class="x1"',
    ],
)
def test_paragraphs_of_every_container(container: str) -> None:
    assert texts(article(f"<div {container}>{in_p(SENTENCES)}</div>")) == SENTENCES


def test_a_repeat_is_never_dropped() -> None:
    assert texts(article(in_p([*SENTENCES, *SENTENCES[1:3]]))) == [*SENTENCES, *SENTENCES[1:3]]


def test_a_notice_of_two_short_paragraphs_does_not_lose_to_the_navigation() -> None:
    notice = ["因管道检修，3月15日全天停水。", "特此通知。"]
    assert texts(article(in_p(notice), title="关于临时停水的通知")) == notice


def test_a_notice_of_one_sentence_next_to_a_wordy_side_bar() -> None:
    side = "<div class='box'><p>本市位于珠江三角洲西部，历史悠久，人文荟萃，是著名的侨乡，欢迎各界朋友前来投资兴业。</p></div>"
    assert texts(article(in_p(["因管道检修，3月15日全天停水。"]), title="关于临时停水的通知", aside=side)) == [
        "因管道检修，3月15日全天停水。"
    ]


def test_buttons_share_row_and_editor_are_cut() -> None:
    rows = "<p>分享到：<a href='#'>微信</a></p><p>责任编辑：张三</p><p>【打印本页】 【关闭窗口】</p><p>扫一扫在手机打开当前页</p>"
    assert texts(article(in_p(SENTENCES) + rows)) == SENTENCES


def test_lines_about_the_text_inside_its_container_are_cut() -> None:
    lead = f"<h2>{TITLE}</h2><p>来源：市应急管理局　发布时间：2020-03-12 10:20</p><p>字号：【大 中 小】</p>"
    assert texts(article(lead + in_p(SENTENCES), lead="")) == SENTENCES


def test_a_title_inside_the_document_stays() -> None:
    body = '<div class="TRS_Editor"><p align="center">临江市人民政府关于开展检查的通知</p>' + in_p(SENTENCES) + "</div>"
    assert texts(article(body))[0] == "临江市人民政府关于开展检查的通知"


def test_signature_and_date_at_the_end_stay() -> None:
    assert texts(article(in_p([*SENTENCES, "临江市人民政府", "2020年3月12日"])))[-2:] == [
        "临江市人民政府",
        "2020年3月12日",
    ]


def test_what_follows_related_links_is_cut() -> None:
    related = "<p>相关新闻：</p><p><a href='/a'>我市召开防火会议</a></p><p><a href='/b'>防火知识进校园</a></p>"
    assert texts(article(in_p(SENTENCES) + related)) == SENTENCES


def test_hidden_copies_are_not_read() -> None:
    assert texts(article(f'<div style="display:none">{in_p(SENTENCES)}</div><div>{in_p(SENTENCES)}</div>')) == SENTENCES


def test_header_table_of_the_public_information_directory_is_not_body() -> None:
    table = (
        "<table><tr><td>索 引 号：</td><td>006941234/2020-00123</td><td>主题分类：</td><td>安全生产监管</td></tr>"
        "<tr><td>发布机构：</td><td>市应急管理局</td><td>成文日期：</td><td>2020年03月10日</td></tr>"
        "<tr><td>标　　题：</td><td>关于开展春季森林防火专项检查的通知</td><td>主 题 词：</td><td></td></tr></table>"
    )
    assert texts(article(table + in_p(SENTENCES))) == SENTENCES


def test_header_table_without_colons_inside_the_container_is_not_body() -> None:
    table = (
        "<table><tr><th>索引号</th><td>006941234/2020-00123</td><th>分类</th><td>安全监管、通知</td></tr>"
        "<tr><th>发布机构</th><td>市应急管理局</td><th>成文日期</th><td>2020-03-10</td></tr>"
        "<tr><th>文号</th><td>临应急〔2020〕12号</td><th>有效性</th><td>有效</td></tr></table>"
    )
    assert texts(article(table + in_p(SENTENCES), lead="")) == SENTENCES


def test_a_table_comes_out_as_rows() -> None:
    table = (
        "<table><tr><th>镇街</th><th>检查点</th><th>隐患</th></tr><tr><td>青山镇</td><td>3</td><td>5</td></tr>"
        "<tr><td>白石镇</td><td>4</td><td>7</td></tr></table>"
    )
    found = extract(page(article(in_p(SENTENCES[:3]) + table + in_p(SENTENCES[3:]))), ANY).paragraphs
    assert found[3:6] == (
        Paragraph("镇街\t检查点\t隐患", ParagraphKind.TABLE_HEAD, 0),
        Paragraph("青山镇\t3\t5", ParagraphKind.TABLE_ROW, 0),
        Paragraph("白石镇\t4\t7", ParagraphKind.TABLE_ROW, 0),
    )


def test_headings_by_number_by_tag_and_by_bold() -> None:
    body = f"<p>一、总体情况</p>{in_p(SENTENCES[:2])}<h3>检查要求</h3>{in_p(SENTENCES[2:3])}<p><strong>下一步安排</strong></p>{in_p(SENTENCES[3:])}"
    found = extract(page(article(body)), ANY).paragraphs
    assert [paragraph.text for paragraph in found if paragraph.kind is ParagraphKind.HEADING] == [
        "一、总体情况",
        "检查要求",
        "下一步安排",
    ]


def test_a_caption_is_reported_from_text() -> None:
    body = in_p(SENTENCES[:2]) + '<p><img src="/a.jpg"></p><p>检查组在青山林场（王五 摄）</p>' + in_p(SENTENCES[2:])
    assert extract(page(article(body)), ANY).paragraphs[2] == Paragraph(
        "检查组在青山林场（王五 摄）", ParagraphKind.CAPTION
    )


def test_text_in_images_only_is_flagged() -> None:
    document = extract(page(article('<div class="TRS_Editor"><p><img src="/a.jpg"><img src="/b.jpg"></p></div>')), ANY)
    assert (document.paragraphs, document.flags) == ((), ("text in images",))


def test_a_body_that_is_one_link_to_a_file_is_read() -> None:
    document = extract(page(article('<p><a href="/f/a.pdf">附件：2020年防火检查方案.pdf</a></p>')), ANY)
    assert [attachment.url for attachment in document.attachments] == ["http://www.linjiang.gov.cn/f/a.pdf"]


def test_the_sources_own_selector_goes_first() -> None:
    source = Source(name="test", content=("div.side",))
    assert texts(article(in_p(SENTENCES)), source)[0] == "热点推荐"


def test_the_sources_drop_selector_takes_blocks_out() -> None:
    html = article(
        in_p(SENTENCES[:3])
        + '<p class="ad">本栏目由某公司冠名播出，欢迎来电咨询，详情请到服务大厅。</p>'
        + in_p(SENTENCES[3:])
    )
    assert texts(html, Source(name="test", drop=("p.ad",))) == SENTENCES


def test_lines_broken_by_width_are_joined_to_paragraphs() -> None:
    text = "　　" + "".join(SENTENCES[:3])
    lines = [text[at : at + 30] for at in range(0, len(text), 30)]
    assert texts(article("<br>".join(lines))) == ["".join(SENTENCES[:3])]


def test_english_pages_are_read() -> None:
    sentences = [
        "The city government announced on Monday that it would begin a new round of inspections in all forest areas.",
        "Officials said the inspections, which run until the end of May, cover fire breaks, patrol records and equipment.",
        "Residents are asked to report any fire, however small, to the emergency office at once.",
    ]
    html = article(
        "".join(f"<p>{s}</p>" for s in sentences), title="City begins forest inspections", lead="<p>March 12, 2020</p>"
    )
    assert texts(html) == sentences


def test_paragraphs_of_needs_nothing_but_bytes() -> None:
    assert paragraphs_of(article(in_p(SENTENCES)).encode()) == SENTENCES


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"<html></html>", b"plain words"])
def test_paragraphs_of_nothing_is_empty(body: bytes) -> None:
    assert paragraphs_of(body) == []


def test_a_side_bar_named_as_one_does_not_win_over_a_short_notice() -> None:
    about = "本市位于珠江三角洲西部，历史悠久，人文荟萃，是著名的侨乡，欢迎各界朋友前来投资兴业。"
    html = article(
        in_p(["因管道检修，3月15日全天停水，请市民提前储水。"]),
        lead="",
        aside=f"<div class='sidebar'><p>{about}</p></div>",
    )
    assert texts(html) == ["因管道检修，3月15日全天停水，请市民提前储水。"]


def test_confidence_is_low_where_the_body_is_a_small_part_of_the_prose() -> None:
    about = "<div><div><p>" + "</p></div><div><p>".join(SENTENCES) + "</p></div></div>"
    sure = extract(page(article(in_p(SENTENCES))), ANY).confidence
    unsure = extract(page(article(in_p(SENTENCES[:1]), aside=about.replace("检查", "巡查"))), ANY).confidence
    assert sure > unsure


def test_the_particulars_of_a_meeting_are_body() -> None:
    notice = [
        "时间：3月15日上午9时",
        "地点：市政府三楼会议室",
        "名称：全市防火工作会议",
        "请各单位主要负责人准时参加，不得缺席。",
    ]
    assert texts(article(in_p(notice), title="关于召开会议的通知")) == notice


def test_contacts_at_the_end_are_body() -> None:
    contacts = ["联系人：李四", "联系电话：0750-1234567", "地址：临江市人民路1号"]
    assert texts(article(in_p([*SENTENCES, *contacts]))) == [*SENTENCES, *contacts]


def test_a_list_of_attachments_in_the_body_is_body() -> None:
    files = '<p>附件：1.<a href="a.doc">检查表</a></p><p>2.<a href="b.doc">汇总表</a></p>'
    assert texts(article(in_p(SENTENCES) + files))[-2:] == ["附件：1.检查表", "2.汇总表"]


def test_laws_linked_in_the_text_do_not_hide_it() -> None:
    linked = "根据<a href='/l1'>《中华人民共和国森林法》</a>和<a href='/l2'>《森林防火条例》</a>的规定，现将有关事项公告如下："
    body = f"<p>{linked}</p>" + in_p(SENTENCES)
    assert len(texts(article(body))) == 5


LETTER = "<table><tr><td>来信人：</td><td>李**</td><td>来信时间：</td><td>2020-03-10</td></tr><tr><td>来信内容：</td><td colspan=3>您好，小区水压不足，请问二次供水改造何时启动？</td></tr><tr><td>答复单位：</td><td>市水务局</td><td>答复时间：</td><td>2020-03-12</td></tr><tr><td>答复内容：</td><td colspan=3>您好！您所在小区已列入本年第四季度改造计划，预计11月开工。</td></tr>{}</table>{}"


@pytest.mark.parametrize(
    ("row", "below"),
    [
        ("", "<div>满意度评价：<input type=radio>满意<input type=radio>不满意</div>"),
        ("<tr><td>满意度评价</td><td>非常满意 满意 不满意</td></tr>", ""),
        ("", "<div>評價：<a>滿意</a> <a>不滿意</a></div>"),
    ],
)
def test_what_a_reader_may_choose_from_below_an_answer_is_cut(row: str, below: str) -> None:
    found = texts(article(LETTER.format(row, below), lead="", title="小区二次供水改造何时启动"))
    assert found[-1].startswith("答复内容")
    assert len(found) == 4


def test_what_somebody_chose_stays() -> None:
    found = texts(article(LETTER.format("<tr><td>满意度：</td><td>满意</td></tr>", ""), lead="", title="供水改造"))
    assert found[-1].split() == ["满意度：", "满意"]


def test_a_heading_that_asks_whether_people_are_satisfied_stays() -> None:
    lines = [*SENTENCES[:2], "群众满意不满意", *SENTENCES[2:]]
    assert texts(article(in_p(lines))) == lines


@pytest.mark.parametrize("lead", ["", "<div>发布日期：2020-03-12 来源：市应急管理局</div>"])
@pytest.mark.parametrize(
    "lines",
    [
        ["时间：2020-03-15", "地点：市政府第一会议室", "参加人员：各县区主要负责人"],
        ["时间：2020-03-10 事件：召开会议", "时间：2020-03-11 事件：现场检查", "时间：2020-03-12 事件：总结通报"],
        ["名称：2020年度森林防火项目", "时间：2020-03-09", "预算：30万元"],
    ],
)
def test_fields_of_what_the_text_is_about_stay(lines: list[str], lead: str) -> None:
    assert texts(article(in_p([*lines, *SENTENCES]), lead=lead)) == [*lines, *SENTENCES]


def test_the_line_about_the_text_said_again_inside_its_container_is_cut() -> None:
    lead = "<div>发布日期：2020-03-12 来源：市应急管理局</div>"
    assert texts(article(in_p(["日期：2020-03-12", "来源：市应急管理局", *SENTENCES]), lead=lead)) == SENTENCES
