"""Bulletins of few words: a file that the page links to or shows, pictures; and list pages, which are none of these."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SIDE, page

from pipelines.extract import extract
from pipelines.models import Document, Rejected, Rejection

TITLE = "临江市财政局2020年度部门预算公开"
HEADING = f"<h1>{TITLE}</h1>"
LEAD = "<div class='info'>发布时间：2020-03-10　来源：市财政局</div>"
METAS = f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2020-03-10 10:00"><meta name="ContentSource" content="市财政局">'


def framed(body: str, *, head: str = "", title: str = TITLE) -> str:
    """A page with its menu and its footer around `body`."""
    return f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><ul class="nav">{NAVIGATION}</ul>{body}{FOOTER}</body></html>'


def read(html: str) -> Document:
    return extract(page(html), ANY)


WITH_A_FILE = {
    "a link": framed(f'{HEADING}{LEAD}<div class="con"><p>附件：<a href="/u/a.pdf">预算表.pdf</a></p></div>'),
    "two links by a script": framed(
        f'{HEADING}{LEAD}<div><p>附件1：<a href="/download.jsp?id=a.pdf">预算.xlsx</a></p><p>附件2：<a href="/download.jsp?id=2">说明.docx</a></p></div>'
    ),
    "a link and a signature": framed(
        f'{HEADING}{LEAD}<div><p><a href="/u/a.pdf">{TITLE}.pdf</a></p><p>临江市财政局</p><p>2020年3月10日</p></div>'
    ),
    "a frame": framed(f'{HEADING}{LEAD}<div><iframe src="/u/a.pdf" width="100%"></iframe></div>'),
    "a viewer": framed(
        f'<div class="main"><h2>{TITLE}</h2><p>2020-03-10 09:00　来源：市财政局　点击数：22</p><iframe src="/pdfjs/viewer.html?file=%2Fu%2Fa.pdf"></iframe><p>上一篇：<a href="/1.html">关于公布某某名单的公告</a></p></div>'
    ),
    "an object": framed(f'{HEADING}{LEAD}<object data="/u/a.pdf"><p>您的浏览器不支持在线阅读</p></object>'),
    "an embed, the standard tags and no line about it": framed(f'{HEADING}<embed src="/u/a.pdf">', head=METAS),
    "links below a heading that has no tag of its own": framed(
        f'<div class="bt">{TITLE}</div><div><p><a href="/u/a.pdf">预算表</a></p></div>', head=METAS
    ),
    "a script of a viewer at the page's end": framed(
        f'{HEADING}{LEAD}<div id="show"></div><div><a href="/">返回首页</a></div><script>PDFObject.embed("/u/a.pdf", "#show");</script>'
    ),
    "a directory's table above the heading": framed(
        f'<table><tr><td>索引号</td><td>11330/2020-1</td><td>发布机构</td><td>市财政局</td></tr><tr><td>成文日期</td><td>2020-02-28</td><td>发布日期</td><td>2020-03-10</td></tr></table>{HEADING}<div><a href="/u/a.pdf">{TITLE}.pdf</a></div>'
    ),
    "an icon of its kind": framed(f'{HEADING}{LEAD}<p><img src="/icon_pdf.gif"><a href="/u/a.pdf">{TITLE}.pdf</a></p>'),
}


@pytest.mark.parametrize("html", WITH_A_FILE.values(), ids=WITH_A_FILE)
def test_a_bulletin_that_is_a_file_is_kept_and_flagged(html: str) -> None:
    document = read(html)
    assert (document.title, str(document.published), document.issuer) == (TITLE, "2020-03-10", "市财政局")
    assert any("a.pdf" in attachment.url for attachment in document.attachments)
    assert document.flags == ("text in attachments",)
    assert document.confidence <= 0.5


@pytest.mark.parametrize("label", ["标题", "名称", "公文名称"])
@pytest.mark.parametrize("shown", ['<iframe src="/u/a.pdf"></iframe>', '<img src="/u/a.pdf.jpg" alt="海报">'])
def test_a_file_or_a_picture_below_the_last_line_of_the_page_is_the_bulletin(shown: str, label: str) -> None:
    document = read(
        f"<html><head><title>{TITLE}</title></head><body>{HEADING}<p>{label}：{TITLE}</p>{LEAD}<p>{shown}</p></body></html>"
    )
    assert (document.title, str(document.published), document.paragraphs) == (TITLE, "2020-03-10", ())
    assert [attachment.url.rpartition("/u/")[2] for attachment in document.attachments] == [shown.split('"')[1][3:]]


def test_a_bulletin_that_is_a_file_in_traditional_characters() -> None:
    title = "臺北市政府財政局109年度預算公開"
    document = read(
        framed(
            f'<h2>{title}</h2><ul><li>發布機關：財政局</li><li>發布日期：109年3月10日</li></ul><ul class="file"><li><a href="/f/1.pdf">109年度預算.pdf</a></li></ul>',
            title=title,
        )
    )
    assert (document.title, document.issuer, document.flags) == (title, "財政局", ("text in attachments",))


WITH_PICTURES = {
    "paragraphs": f'{HEADING}{LEAD}<div><p><img src="/u/1.jpg"></p><p><img src="/u/2.jpg" alt=""></p></div>',
    "a table": f'<table><tr><td class="title">{TITLE}</td></tr><tr><td>来源：市财政局 发布日期：2020-03-10 【打印本页】【关闭窗口】</td></tr><tr><td><img src="/u/1.jpg"><img src="/u/2.jpg"></td></tr></table>',
    "links that enlarge them": f'{HEADING}{LEAD}<p><a href="/u/1.jpg"><img src="/u/1.jpg"></a></p><p><a href="/u/2.jpg"><img src="/u/2.jpg"></a></p>',
    "loaded late, buttons below": f'<div><h1>{TITLE}</h1></div><div>{LEAD}<div><img data-src="/u/1.jpg" src="/l.gif"><img data-src="/u/2.jpg" src="/l.gif"></div><div>【打印】【关闭】</div></div>',
    "a side bar below": f'<div class="main">{HEADING}{LEAD}<p><img src="/u/1.jpg"><img src="/u/2.jpg"></p></div>{SIDE}',
}


@pytest.mark.parametrize("body", WITH_PICTURES.values(), ids=WITH_PICTURES)
def test_a_bulletin_of_pictures_gives_their_addresses(body: str) -> None:
    document = read(framed(body))
    assert (document.title, str(document.published), document.issuer) == (TITLE, "2020-03-10", "市财政局")
    assert document.flags == ("text in images",)
    assert [attachment.url.rsplit("/", 1)[1] for attachment in document.attachments] == ["1.jpg", "2.jpg"]


FILES = "".join(
    f'<li><a href="/u/{n}.pdf">某单位{n}部门预算公开说明</a><span>2020-03-0{n}</span></li>' for n in range(1, 9)
)
BANNERS = "".join(f'<a href="/zt/{n}/"><img src="/z{n}.jpg"></a>' for n in range(5))
NO_BULLETINS = {
    "a list of dated files": framed(f"<h1>部门预算公开专栏</h1><ul>{FILES}</ul>", title="部门预算公开专栏"),
    "a list of one file": framed(
        '<h1>部门预算公开专栏</h1><ul><li><a href="/u/1.pdf">某单位部门预算公开说明</a><span>2020-03-01</span></li></ul>',
        title="部门预算公开专栏",
    ),
    "one file below its day": framed(
        '<h1>部门预算公开专栏</h1><ul><li><span>2020-03-01</span><a href="/u/1.pdf">某单位部门预算公开说明</a></li></ul>',
        title="部门预算公开专栏",
    ),
    "a list of files without days": framed(
        f"<h1>部门预算公开专栏</h1><ul>{FILES}</ul>".replace("2020-03", ""), title="部门预算公开专栏"
    ),
    "banners": framed(f"<h1>临江市专题专栏集合</h1><div>{BANNERS}</div>", title="临江市专题专栏集合"),
    "an article without a body": framed(f"{HEADING}{LEAD}<div></div>"),
    "an article without a body, badges in the footer": framed(
        f'{HEADING}{LEAD}<div></div><div class="bottom"><img src="/conac.png"><p>版权所有 临江市人民政府</p></div>'
    ),
}


@pytest.mark.parametrize("html", NO_BULLETINS.values(), ids=NO_BULLETINS)
def test_a_page_of_links_files_or_banners_is_no_bulletin(html: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read(html)
    assert rejected.value.reason is Rejection.NAVIGATION
