"""Lines at the edges of a text: rows with a counter and a button, labels by themselves, headlines, who the author is."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

LINKS = "".join(
    f"<br>　　<b><a href='http://news.linjiang.cn/2020/0{n}.html'>{text}</a></b><br>"
    for n, text in enumerate(["春季造林任务全面完成", "全市护林员培训班开班了吗？", "多部门联合开展水库巡查"])
)


def read(body: str, **around: str) -> list[str]:
    return [one.text for one in extract(page(article(body, **around)), ANY).paragraphs]


@pytest.mark.parametrize(
    "row",
    [
        "<div class='son'><span>核发：lin-an </span><span>点击数：947</span> <span>【<a href='javascript:'>收藏本页</a>】</span></div>",
        "<p><span>审发：办公室</span> 浏览次数：12 <a href='#'>[打印]</a> <a href='#'>[关闭]</a></p>",
        "<div>阅读量：33　录入员：林安　【打印本页】</div>",
        "<div class='f'>附件：</div><ul></ul>",
        "<div><span>相关附件</span></div>",
        "<p>附件下载：</p>",
        "<div>附件：</div><a href='/ql/'><img src='ql.jpg'></a>",
        "<p>报名&gt;&gt;</p>",
        "<div class='m'>阅读剩余全文（<span></span>）</div>",
        "<table><tr><td><span>分享：</span></td></tr></table>",
        LINKS,
        "<p>" + LINKS.replace("<br>", "").replace("</b>", "</b></p><p>") + "</p>",
    ],
)
@pytest.mark.parametrize("apart", ["<br><br>", "<hr>"])
def test_at_the_end_they_are_the_pages(row: str, apart: str) -> None:
    assert read(in_p(SENTENCES) + apart + row) == SENTENCES


@pytest.mark.parametrize(
    "lead",
    [
        "<table><tr><td><div><span>分享：</span></div></td></tr></table>",
        "<div class='x'><span><a href='/'>[临江市林业服务网]</a></span> <span>发布时间：2020-03-12 17:06</span> <span>来源:市林业局</span><span>分享：</span></div>",
        "<div><a href='/'>临江林业网</a> <em>日期：2020-03-12</em> <em>浏览：12</em></div>",
    ],
)
def test_above_the_text_they_are_the_pages(lead: str) -> None:
    assert read(lead + in_p(SENTENCES)) == SENTENCES
    assert read(in_p(SENTENCES), lead=lead) == SENTENCES


@pytest.mark.parametrize(
    ("lines", "below"),
    [
        (["上月网站访问量：12345"], ""),
        (["投诉电话：12345 访问量：20 万人次"], ""),
        (["附件：", "1.检查表", "2.名单"], ""),
        (["附件："], "<a href='/f/1.doc'>1.检查表.doc</a>"),
        (["分享："], "<p>听各镇街的防火经验。</p>"),
    ],
)
def test_what_says_something_stays(lines: list[str], below: str) -> None:
    assert read(in_p([*SENTENCES, *lines]) + below)[: len(SENTENCES) + len(lines)] == [*SENTENCES, *lines]


@pytest.mark.parametrize(
    "links",
    [
        "<p>各版本可点击链接查看，以最新一版为准。</p>"
        + "".join(f"<p><a href='/{n}.html'>临江市防火办法第{n}版</a></p>" for n in "345"),
        "<p>相关文件如下：</p>" + "".join(f"<p><a href='/{n}.html'>临江市防火办法第{n}版</a></p>" for n in "345"),
        "".join(f"<p><a href='/{n}.html'>{n}.临江市防火办法</a></p>" for n in "123"),
        "".join(f"<p><a href='/{n}.html'>《临江市防火办法》第{n}版</a></p>" for n in "123"),
        "".join(f"<p><a href='/{n}.doc'>临江市防火办法第{n}版</a></p>" for n in "123"),
    ],
)
def test_links_that_are_announced_or_counted_stay(links: str) -> None:
    assert "防火办法" in read(in_p(SENTENCES) + links)[-1]


@pytest.mark.parametrize(
    "says",
    [
        "（作者：林安 临江大学林学院教授）",
        "(作者：林安临江市林业研究所高级工程师)",
        "（本文作者：林安，系市林业局原副局长）",
    ],
)
def test_who_the_author_is_is_said_in_the_text(says: str) -> None:
    assert read(in_p([*SENTENCES, says])) == [*SENTENCES, says]


@pytest.mark.parametrize(
    "name",
    [
        "（作者：林安）",
        "(作者：林安 周明 王芳)",
        "（作者：本报记者林安、通讯员周明）",
        "（作者：临江市应急管理局）",
        "作者：林安",
    ],
)
def test_a_name_alone_is_a_credit(name: str) -> None:
    assert read(in_p([*SENTENCES, name])) == SENTENCES


def test_fields_below_a_heading_that_is_the_texts_first_line_are_the_pages() -> None:
    title = "德清县体育中心（县少年儿童体育学校）训练、参赛等用车服务采购项目合同"
    cells = "<table><tr><th>采购人</th><td>德清县体育中心</td></tr><tr><th>合同金额</th><td>32,000元</td></tr><tr><th>合同期限</th><td>一年</td></tr></table>"
    html = f"<html><head><title></title></head><body><h4>{title}</h4><p>签署时间：2020-03-12 00:32 信息来源：湖州市公共资源交易网</p>{cells}</body></html>"
    texts = [one.text for one in extract(page(html), ANY).paragraphs]
    assert texts[0].startswith("采购人")


def test_a_label_of_a_form_at_the_end_stays() -> None:
    assert read(in_p([*SENTENCES, "申请人签名："])) == [*SENTENCES, "申请人签名："]


def test_a_label_above_links_right_below_a_text_is_the_pages() -> None:
    links = "<div><a href='/c/'>深度观察</a></div><div><a href='/d.html'>我市老旧小区改造提质增效</a></div>"
    html = f"<html><head><title>临江市开展专项检查</title></head><body><h1>临江市开展专项检查</h1><div>2020-03-12 10:20 来源：市林业局</div><div>{in_p(SENTENCES)}<div>阅读下一篇：</div></div>{links}</body></html>"
    assert [one.text for one in extract(page(html), ANY).paragraphs] == SENTENCES


COUNTERS = [
    "資料點閱次數：1234",
    "本文累计阅读量：12",
    "文章点击量：77次",
    "该页浏览次数：1,234",
    "瀏覽人次：9",
]


@pytest.mark.parametrize("counter", COUNTERS)
@pytest.mark.parametrize("line", ["<p>{}</p>", "<div class='n'>{}</div>"])
def test_how_often_the_page_was_read_is_no_text(line: str, counter: str) -> None:
    assert read(in_p(SENTENCES) + line.format(counter)) == SENTENCES
    assert read(line.format(counter) + in_p(SENTENCES)) == SENTENCES


@pytest.mark.parametrize(
    "figures",
    [
        ["发布信息数：1200条", "本文累计阅读量：30万"],
        ["网站总访问量：12万"],
        ["公众号阅读量：30万"],
        ["信息浏览量：12万"],
        ["浏览人数：1200"],
        ["全年点击量：12万"],
    ],
)
def test_what_a_text_counts_is_text(figures: list[str]) -> None:
    assert read(in_p([*SENTENCES, *figures])) == [*SENTENCES, *figures]
