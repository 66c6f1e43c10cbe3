"""Lines in a body that are none of its own: the article's neighbours, slots of advertising, rows of buttons."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

URL = "http://www.linjiang.gov.cn/zwgk/tzgg/content/post_77.html"
BEFORE, AFTER = "关于开展春季义务植树活动的通知", "关于表彰先进个人的决定"
A, B = f"<a href='/a/1.html'>{BEFORE}</a>", f"<a href='/a/2.html'>{AFTER}</a>"


def kept(body: str) -> list[str]:
    return [paragraph.text for paragraph in extract(page(article(body), url=URL), ANY).paragraphs]


def places(line: str) -> list[str]:
    """Return bodies with the line below, above and in the midst of the text, and below its element."""
    text = in_p(SENTENCES)
    halves = in_p(SENTENCES[:2]), in_p(SENTENCES[2:])
    return [text + line, line + text, halves[0] + line + halves[1], f"<div class='text'>{text}</div>{line}"]


NEIGHBOURS = {
    "links": f"<p>上一篇：{A}</p><p>下一篇：{B}</p>",
    "plain": f"<p>上一篇：{BEFORE}</p><p>下一篇：{AFTER}</p>",
    "none": "<p>上一篇：没有了</p><p>下一篇：暂无</p>",
    "one line": f"<p>上一篇：{A}　下一篇：{B}</p>",
    "labels in elements": f"<div><span>上一篇</span>{A}</div><div><span>下一篇</span>{B}</div>",
    "labels in lines": f"<div><div>上一篇</div><div>{BEFORE}</div><div>下一篇</div><div>{AFTER}</div></div>",
    "without titles": "<p>[上一篇] [下一篇]</p>",
    "in brackets": f"<p>【上一篇】{BEFORE}</p><p>【下一篇】{AFTER}</p>",
    "glued": f"<p>上一篇{BEFORE}</p><p>下一篇{AFTER}</p>",
    "arrows": f"<p>&lt;&lt; 上一条：{BEFORE}</p><p>下一条：{AFTER} &gt;&gt;</p>",
    "other words": f"<p>前一篇：{BEFORE}</p><p>后一篇：{AFTER}</p>",
    "of news": f"<ul><li>上一篇文章：{BEFORE}</li><li>下一篇文章：{AFTER}</li></ul>",
    "short": f"<p>上篇：{A}</p><p>下篇：{B}</p>",
    "the newest": f"<p>上一篇：{A}</p>",
    "Traditional": f"<p>上一則：{BEFORE}</p><p>下一則：{AFTER}</p>",
}


@pytest.mark.parametrize("kind", NEIGHBOURS)
def test_the_article_s_neighbours_are_cut_wherever_they_stand(kind: str) -> None:
    assert [kept(body) for body in places(NEIGHBOURS[kind])] == [SENTENCES] * 4


BUTTONS = [
    "【打印】【关闭】", "打印本页 | 关闭窗口", "[ 打印本页 ] [ 关闭窗口 ]", "【我要打印】【关闭本页】", "打印正文 收藏本页 返回上页", "【字体：大 中 小】【打印此页】【关闭此页】",
    "打印此页　顶部　关闭", "【返回顶部】【关闭窗口】【打印本文】", "发送给朋友", "【发表评论】【告诉好友】【打印此文】【关闭窗口】", "我要收藏 我要打印 我要分享", "打印此文档 关闭",
    "pdf下载 word下载", "关闭本窗口", "返回上一页", "下载打印", "收藏 打印 关闭 分享到：", "點擊列印", "转帖到：腾讯微博新浪微博搜狐微博", "查看原图 264K", "分享让更多人看到", "扫一扫在手机打开当前页", "[1] [2] [3] [4]",
]  # fmt: skip


@pytest.mark.parametrize("row", BUTTONS)
def test_a_row_of_buttons_is_cut_wherever_it_stands(row: str) -> None:
    assert [kept(body) for body in places(f"<p>{row}</p>")] == [SENTENCES] * 4


SLOTS = {
    "a label": "<div>广告</div>",
    "marks around it": "<div><span>- 推广 -</span></div>",
    "English": "<div>Advertisement</div>",
    "its box": "<div class='box'><span>广告</span><p>领峰环球八大交易优势，以专业领跑全行。</p></div>",
    "a text below": "<div><div>广告</div><div>魔兽世界公益服今日新开，纯免费。</div></div>",
    "a link behind it": "<div>广告<a href='http://x.com/'>领峰环球八大交易优势</a></div>",
    "links below": "<div>赞助商链接</div><p><a href='http://x.com/'>英国留学生注意了</a></p>",
}


@pytest.mark.parametrize("kind", SLOTS)
def test_slots_of_advertising_are_cut_wherever_they_stand(kind: str) -> None:
    assert [kept(body) for body in places(SLOTS[kind])] == [SENTENCES] * 4


STAYS = [
    ["上一篇报道介绍了试点情况，下一篇将介绍成效。"],
    ["上一篇：试点情况，见本刊第3期。", "下一篇：推广成效，见本刊第4期。"],
    ["上篇：认识论", "下篇：实践论"],
    ["前一条规定的期限，自收到之日起计算", "后一条规定的期限，自公布之日起计算"],
    ["上一年：12亿元", "下一年：13亿元"],
    ["广告投放须经市场监管部门审批。"],
    ["一、广告", "二、推广"],
    ["广告", "软件", "动漫"],
    ["推广范围"],
    ["广告费：12万元"],
    ["AD转换器参数如下", "ADS板块"],
    ["打印材料一式三份，关闭窗口前提交。"],
    ["请返回上一页重新填写。"],
    ["保存一年", "复制件", "推荐单位", "分享经验", "发送通知", "关闭煤矿12处", "转发上级文件", "下载", "顶部"],
    ["[1]张三", "[2]李四"],
]


@pytest.mark.parametrize("lines", STAYS, ids=lambda lines: lines[0])
def test_lines_of_the_text_with_such_words_stay(lines: list[str]) -> None:
    for at in (0, 2, len(SENTENCES)):
        text = [*SENTENCES[:at], *lines, *SENTENCES[at:]]
        assert kept(in_p(text)) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<h3>广告</h3>",
        "<p><b>广告</b></p>",
        "<ul><li>广告</li><li>软件</li></ul>",
        "<table><tr><th>类别</th><th>数量</th></tr><tr><td>广告</td><td>12</td></tr></table>",
    ],
)
def test_a_heading_an_item_and_a_cell_are_no_labels_of_a_slot(markup: str) -> None:
    assert "广告" in "".join(kept(in_p(SENTENCES[:2]) + markup + in_p(SENTENCES[2:])))


LISTS = [
    ("<ul><li>打印</li><li>复印</li><li>分享</li></ul>", ["打印", "复印", "分享"]),
    ("<ol><li>推荐</li><li>审查</li><li>公示</li></ol>", ["推荐", "审查", "公示"]),
    ("<p>服务项目：</p><p>打印</p><p>下载</p><p>分享</p>", ["服务项目：", "打印", "下载", "分享"]),
    ("<p>下列服务暂停：</p><p>打印</p><p>收藏</p>", ["下列服务暂停：", "打印", "收藏"]),
    ("<p>下列服务暂停：</p><ul><li>打印</li><li>收藏</li></ul>", ["下列服务暂停：", "打印", "收藏"]),
    ("<p>打印费</p><p>关闭</p><p>整改</p>", ["打印费", "关闭", "整改"]),
]


@pytest.mark.parametrize(("markup", "lines"), LISTS, ids=[" ".join(lines) for _, lines in LISTS])
def test_a_button_s_word_among_items_of_the_text_stays(markup: str, lines: list[str]) -> None:
    body = in_p(SENTENCES[:2]) + markup + in_p(SENTENCES[2:])
    assert kept(body) == [*SENTENCES[:2], *lines, *SENTENCES[2:]]


TOOLBARS = [
    "<ul><li>打印</li><li>收藏</li><li>关闭</li></ul>",
    "<ul><li>分享</li><li>大</li><li>中</li><li>小</li><li>阅读：12次</li></ul>",
    "<p>打印</p><p>关闭</p>",
    "<p>打印</p>",
    "<p>分享到：</p><p>微信</p><p>微博</p>",
    "<div><span>打印</span></div>",
]


@pytest.mark.parametrize("bar", TOOLBARS)
def test_a_toolbar_in_items_of_its_own_is_cut_wherever_it_stands(bar: str) -> None:
    assert [kept(body) for body in places(bar)] == [SENTENCES] * 4


@pytest.mark.parametrize("end", [["临江市林业局", "2020年3月12日"], ["2020年3月12日"], ["联系人：张三"]])
def test_a_toolbar_below_a_signature_is_cut(end: list[str]) -> None:
    text = [*SENTENCES, *end]
    assert kept(in_p(text) + "<p>打印</p><p>关闭</p>") == text
    assert kept(in_p(text) + "<ul><li>打印</li><li>关闭</li></ul>") == text
    assert kept(in_p(text) + "<p>打印</p><p>关闭</p><p>附件：检查表</p>") == [*text, "附件：检查表"]
