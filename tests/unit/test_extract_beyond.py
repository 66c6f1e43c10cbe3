"""What stands below the article's element: a line that speaks to visitors is no text, whatever its length."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, in_p, page

from pipelines.extract import extract
from pipelines.models import Document, Rejected, Rejection

TITLE = "关于北河路停水的通知"
SHORT = ["因管道检修，5月24日8时至18时北河路停水。"]
SIGNED = [*SHORT, "县自来水公司", "2024年5月22日"]
LONG = [
    "为保障供水安全，县自来水公司定于五月底前更换北河路老旧管道，请沿线用户提前储水。",
    "施工期间每日二十二时至次日六时停水，恢复供水后如水质浑浊，请放水片刻后再使用。",
    "沿线学校、医院由供水车保障用水，具体时间由各街道另行告知。",
]
BROWSERS = "为取得较好的浏览效果，请使用谷歌浏览器80版及以上、火狐浏览器78版及以上访问本站，屏幕宽度不低于1366像素。"
POLICY = "本栏目的信息由各单位主动公开，如需获取其他信息，可以向各单位提出申请，我们将在规定期限内答复。"
LEADER = "李某，女，汉族，1972年5月生，大学学历。现任县委副书记、副县长，负责教育、卫生、文化等方面工作。"
OTHERS = {
    "a line": f"<div><p>{BROWSERS}</p></div>",
    "a footer": f"<div class='footer'><p>{BROWSERS}</p></div>",
    "two lines": f"<div class='db'><p>县人民政府办公室主办</p><p>{POLICY}</p></div>",
    "a column": f"<div class='left'><h3>副县长</h3><p>{LEADER}</p></div>",
    "running text": f"<marquee>{POLICY}</marquee>",
}


def texts(main: str, below: str = "", title: str = TITLE) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul>{main}{below}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


def article(lines: list[str], head: str = "", inside: str = "") -> str:
    return f"<div class='main'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22 来源：县水务局</div>{head}<div class='con'>{in_p(lines)}</div>{inside}</div>"


@pytest.mark.parametrize("below", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("lines", [SHORT, SIGNED, LONG], ids=["short", "signed", "long"])
def test_other_text_below_the_article_is_no_body(lines: list[str], below: str) -> None:
    assert texts(article(lines), below) == lines


def test_a_box_next_to_a_known_container_is_no_body() -> None:
    main = f"<div class='main'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22</div><div id='zoom'>{in_p(LONG)}</div><div class='robot'><p>您好，我是机器人小江，您可以向我咨询用水政策、办事指南等问题。</p><ul><li>水费怎么交？</li></ul></div></div>"
    assert texts(main) == LONG


def test_an_old_table_page_ends_where_the_table_with_its_head_does() -> None:
    head = f"<tr><td align='center'><b>{TITLE}</b></td></tr><tr><td>发布时间：2024-5-22 点击：87次</td></tr>"
    main = f"<table><tr><td><marquee>欢迎各界朋友来我县考察投资！</marquee></td></tr></table><table><tr><td>{'通知公告'}</td><td><table>{head}<tr><td>{in_p(LONG[:2])}</td></tr></table></td></tr></table>"
    foot = "<table><tr><td>地址：临江县运河街<br>电话：5550100 乘车路线：乘1路、3路、5路公交车到水务局站下车</td></tr></table>"
    assert texts(main, foot, title="临江县水务局") == LONG[:2]


# What may be the text's own


def test_a_text_below_a_summary_in_the_head_stays() -> None:
    main = f"<div class='top'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22</div><p>北河路停水，请提前储水。</p></div><div class='nr'>{in_p(LONG)}</div>"
    assert texts(main)[-3:] == LONG


@pytest.mark.parametrize("article_ends", ["</div>", ""])
def test_a_signed_text_below_a_summary_stays(article_ends: str) -> None:
    main = f"<div class='top'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22</div><div class='zy'>摘要：北河路停水，请提前储水。</div>{article_ends}<div class='nr'>{in_p(SIGNED)}</div>"
    assert texts(main)[-3:] == SIGNED


def test_sections_below_an_opening_stay() -> None:
    main = f"<div class='top'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22</div><p>{LONG[0]}</p></div>"
    below = f"<div class='s1'><h2>停水时间</h2><p>{SHORT[0]}</p></div><div class='s2'><h2>用水保障</h2><p>{LONG[2]}</p></div>"
    assert {SHORT[0], LONG[2]} < set(texts(main, below))


def test_a_text_below_what_the_head_says_in_brackets_stays() -> None:
    main = f"<div class='top'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22</div><p>（2024年5月20日县人民政府第三次常务会议讨论通过）</p></div><div class='nr'>{in_p(LONG[:1])}</div>"
    assert LONG[0] in texts(main)


@pytest.mark.parametrize("last", ["现将用水须知印发给你们。", "用水须知如下："])
def test_what_the_text_announces_stays(last: str) -> None:
    below = f"<div class='fj'><p>{'附件：用水须知' if '印发' in last else '用水须知'}</p>{in_p(LONG[1:])}</div>"
    assert texts(article([LONG[0], last]), below)[-2:] == LONG[1:]


def test_an_answer_below_a_question_stays() -> None:
    main = f"<div class='q'><h1>{TITLE}</h1><ul><li>时间：2024-05-22 10:00:00</li><li>内容：北河路停水，请问何时恢复供水？</li></ul><ul><li>回复：您好，因主管道检修停水，现已恢复供水，感谢您的支持。</li></ul></div>"
    assert any("现已恢复供水" in text for text in texts(main))


def test_a_text_that_goes_on_below_a_container_closed_too_early_stays() -> None:
    assert texts(article(LONG[:2], inside="</div>"), f"<p>{LONG[2]}</p><div class='db'><p>{BROWSERS}</p></div>") == LONG


# An article whose text a script or a frame brings, or that has none

FEET = {
    "disclaimer": "<div class='ft'><p>免责声明：本站部分信息来源于网络，仅供参考，如涉及版权问题请与我们联系。</p><p>本站由县融媒体中心负责维护，未经授权不得复制或建立镜像。</p></div>",
    "hint": f"<div class='ft'><p>{BROWSERS}</p></div>",
    "owner": "<div class='db'><p>主办：临江县人民政府办公室　承办：县大数据中心</p><p>电话：5550100　邮箱：ljx@example.com</p><p>网站标识码：3300000001</p></div>",
    "fields": "<footer><ul><li>地址：临江县运河街1号</li><li>电话：5550100</li></ul></footer>",
}
CONTAINER = "<div id='zoom'>{}</div>"


def read(place: str, foot: str) -> Document:
    main = f"<div class='main'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22 来源：县水务局</div>{place}</div>"
    html = f"<html><head><meta charset='utf-8'><title>{TITLE}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul>{main}{foot}</body></html>"
    return extract(page(html), ANY)


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET.keys())
@pytest.mark.parametrize(
    "inside", ["<div id='show'></div><script src='/d.js'></script>", "<iframe src='inner.html'></iframe>"]
)
def test_the_foot_of_the_page_is_no_body_of_an_empty_article(inside: str, foot: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read(CONTAINER.format(inside), foot)
    assert rejected.value.reason in (Rejection.NO_BODY, Rejection.NAVIGATION)


@pytest.mark.parametrize("foot", [FEET["owner"], FEET["fields"]])
def test_a_place_without_a_known_name_is_empty_too_above_the_frame(foot: str) -> None:
    with pytest.raises(Rejected):
        read("<div class='nr'><div id='show'></div></div>", foot)


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET.keys())
@pytest.mark.parametrize(
    ("inside", "flag"),
    [
        ("<p><img src='1.jpg'></p><p><img src='2.jpg'></p>", "text in images"),
        ("<video src='1.mp4'></video>", "text in attachments"),
        ("<object data='1.pdf'></object>", "text in attachments"),
    ],
)
def test_pictures_and_files_above_the_foot_of_the_page_are_the_body(inside: str, flag: str, foot: str) -> None:
    document = read(CONTAINER.format(inside), foot)
    assert (document.paragraphs, document.flags, document.confidence <= 0.5) == ((), (flag,), True)


def test_a_text_below_an_empty_place_is_read_with_doubt() -> None:
    document = read(CONTAINER.format(""), f"<div class='nr'>{in_p(LONG)}</div>")
    assert [paragraph.text for paragraph in document.paragraphs] == LONG
    assert document.confidence <= 0.75


@pytest.mark.parametrize(
    "between",
    ["<div class='clear'></div>", "<div class='share'><div class='bshare'></div></div>", "<div id='tools'></div>"],
)
def test_an_empty_element_in_the_head_makes_no_article_empty(between: str) -> None:
    assert [paragraph.text for paragraph in read(between, f"<div class='nr'>{in_p(SIGNED)}</div>").paragraphs] == SIGNED


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='main'><div class='hd'><h1>{t}</h1>{i}<div class='abs'>{a}</div></div><div class='bd'><p>{b}</p></div></div>",
        "<div class='main'><h1>{t}</h1>{i}<div id='zoom'><p>{a}</p></div><div class='note'><p>{b}</p></div></div>",
        "<div class='main'><div class='art'><h1>{t}</h1>{i}<div class='con'><p>{a}</p></div></div><div class='lx'><p>{b}</p></div></div>",
    ],
    ids=["below a summary", "below a container", "whom to ask"],
)
def test_a_single_paragraph_next_to_the_article_in_one_element_stays(markup: str) -> None:
    line = "<div class='info'>发布时间：2024-05-22 来源：县水务局</div>"
    said = "请沿线用户提前储水，咨询电话：0319-8161234。"
    assert texts(markup.format(t=TITLE, i=line, a=SHORT[0], b=said)) == [*SHORT, said]


@pytest.mark.parametrize("summary", ["<div class='zy'>{}</div>", "<p>摘要：{}</p>"])
@pytest.mark.parametrize(
    "element", ["<div>{}</div>", "<div class='nr'><p>{}</p></div>", "<section><p>{}</p></section>"]
)
def test_a_single_paragraph_below_a_summary_in_the_head_stays(element: str, summary: str) -> None:
    said = summary.format(SHORT[0])
    head = f"<div class='hd'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22 来源：县水务局</div>{said}</div>"
    assert texts(head, element.format("".join(LONG)))[1:] == ["".join(LONG)]


@pytest.mark.parametrize("element", ["<div><h3>热点</h3><p>{}</p></div>", "<div><a href='/a'>{}</a></div>"])
def test_another_column_below_a_short_text_in_the_head_is_no_body(element: str) -> None:
    head = f"<div class='hd'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22 来源：县水务局</div><p>{SHORT[0]}</p></div>"
    assert texts(head, element.format("".join(LONG))) == SHORT
