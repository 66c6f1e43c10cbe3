"""Articles of pictures, films or files on pages whose other columns have sentences, and heads that share a line."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, page

from pipelines.extract import extract

TITLE = "代表团走访临江企业"
SIDE = '<div class="%s"><h3>%s</h3><p>市商务局负责全市商务工作，内设五个科室，现有干部三十人。</p></div>'
SIDES = {
    "another column": SIDE % ("fr", "机构简介"),
    "aside": "<aside><p>市商务局负责全市商务工作，内设五个科室，现有干部三十人。</p></aside>",
    "address": '<div class="jj"><p>地址：临江市人民路1号，电话：0755-6118587。</p><p>工作时间：周一至周五九点至五点，节假日除外。</p><p>本局欢迎来访，请提前预约登记。</p></div>',
}
PICTURES = {
    "two": '<p><img src="/a.jpg"><img src="/b.jpg"></p>',
    "film": '<video src="/a.mp4"></video>',
    "captions": '<p><img src="/a.jpg"></p><p>图为走访现场</p><p><img src="/b.jpg"></p>',
    "title": f'<p>{TITLE}。</p><p><img src="/a.jpg"></p>',
}
NEXT = '<div>上一篇：<a href="/1.html">会议召开</a></div>'
SHARED = '<div class="share">分享：</div>'


def pictured(name: str, pictures: str, side: str, below: str = "", *, first: bool = False) -> str:
    article = f"<div><h1>{TITLE}</h1><p>时间：2018-05-29 来源：市商务局</p><div {name}>{pictures}</div>{below}</div>"
    return f'<html><head><title>{TITLE}_临江市</title></head><body><a href="/">首页</a>{side + article if first else article + side}<p>主办：临江市</p></body></html>'


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("side", SIDES.values(), ids=SIDES)
@pytest.mark.parametrize("pictures", PICTURES.values(), ids=PICTURES)
@pytest.mark.parametrize(
    ("name", "below"),
    [
        ('class="TRS_Editor"', ""),
        ('id="zoom"', NEXT),
        ('class="entry"', NEXT),
        ("", NEXT),
        ('class="entry"', SHARED + NEXT),
    ],
)
def test_pictures_are_the_body_and_not_another_column(
    name: str, below: str, pictures: str, side: str, first: bool
) -> None:
    document = extract(page(pictured(name, pictures, side, below, first=first)), ANY)
    assert document.title == TITLE
    assert document.attachments
    assert not any("市商务局负责" in one.text or "地址" in one.text for one in document.paragraphs)


@pytest.mark.parametrize("below", ["", NEXT, SHARED + NEXT])
@pytest.mark.parametrize(
    "picture", ['<div class="line"><img src="/line.gif"></div>', '<div class="share"><img src="/wx.png"></div>']
)
def test_a_picture_in_a_head_is_no_body(picture: str, below: str) -> None:
    html = (
        f"<html><head><title>{TITLE}_临江市</title></head><body><div><h1>{TITLE}</h1><p>时间：2018-05-29 来源：市商务局</p>{picture}</div>"
        f"<div><p>5月29日，代表团走访了临江的三家企业，并与负责人座谈。</p></div>{below}<p>主办：临江市</p></body></html>"
    )
    texts = [one.text for one in extract(page(html), ANY).paragraphs][:1]
    assert texts == ["5月29日，代表团走访了临江的三家企业，并与负责人座谈。"]


@pytest.mark.parametrize("foot", ["<footer>%s</footer>", '<hr><footer class="article-footer"><p>%s</p></footer>'])
@pytest.mark.parametrize("around", ["<article>%s%s</article>", "<section><article>%s</article>%s</section>"])
def test_files_in_the_foot_of_an_article(foot: str, around: str) -> None:
    head = f"<h1>{TITLE}</h1><p>发布时间：2020-10-21 来源：本站</p>"
    files = foot % '<a href="/upload/a.doc">附件1：名单.doc</a>'
    html = f"<html><head><title>{TITLE}</title></head><body><ul>{'<li><a href=/x>通知</a></li>' * 9}</ul>{around % (head, files)}<footer><p>临江市 版权所有</p></footer></body></html>"
    document = extract(page(html), ANY)
    assert document.title == TITLE
    assert [one.name for one in document.attachments] == ["附件1：名单.doc"]


@pytest.mark.parametrize("heading", ['<div class="div_title">%s</div>', "<h3>%s</h3>", "<p align=center><b>%s</b></p>"])
@pytest.mark.parametrize(
    "body",
    [
        '<p align="center"><b>本文转载自省教育考试院网站，请考生留意。</b></p><p><img src="/a.jpg"></p>',
        '<p><img src="/a.jpg"></p><p><img src="/b.jpg"></p>',
    ],
)
def test_a_line_with_the_day_next_to_links_is_of_the_head(heading: str, body: str) -> None:
    menu = "".join(f'<td><a href="/{number}">学院简介</a></td>' for number in range(9))
    line = '<div><a href="/">[教育网]</a> <a href="/m">[手机版]</a> 发布时间：2019年11月15日</div><div class="vc">查看:6218</div>'
    html = f"<html><head><title>{TITLE}-教育网</title></head><body><table><tr>{menu}</tr></table>{heading % TITLE}{line}<div class='c'>{body}</div><p>版权所有 教育网</p></body></html>"
    document = extract(page(html), ANY)
    assert (document.title, str(document.published)) == (TITLE, "2019-11-15")
    assert len(document.paragraphs) == body.count("<b>")
    assert body.count("<b>") or document.attachments
