"""Article templates of different content systems. Each takes a Text and gives the page's HTML.

`standard_tags` are the <meta> names of the national guide for government sites (政府网站发展指引); some templates
carry them, some do not, as on the real web.
"""

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from sample_site import chrome
from sample_site.chrome import CITY, PORTAL, House
from sample_site.texts import IN_TABLES, Text

INDENT = "　　"


def standard_tags(text: Text) -> str:
    tags = {
        "SiteName": CITY.name,
        "SiteDomain": CITY.domain,
        "SiteIDCode": "9907000001",
        "ArticleTitle": text.title,
        "PubDate": when(text),
        "ContentSource": text.issuer,
        "ColumnName": text.columns[-1],
        "ColumnType": "政务动态",
    }
    return "".join(f'<meta name="{name}" content="{escape(reported)}">' for name, reported in tags.items())


def when(text: Text) -> str:
    return f"{text.published} {text.time}" if text.time else text.published


def page(text: Text, body: str, *, head: str = "", charset: str = "", house: House = CITY) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head>'
        f"{meta}{head}<title>{escape(text.title)}_{text.columns[-1]}_{house.name}</title>"
        "<script>function doZoom(n) { document.getElementById('zoom').style.fontSize = n + 'px'; }</script>"
        "<style>.nav li { float: left } .sub { display: none; position: absolute }</style></head>"
        f"<body>{chrome.navigation(house)}{body}{chrome.footer(house)}</body></html>"
    )


def file_address(text: Text, number: int) -> str:
    return f"/files/{text.slug}-{number}.{text.attachments[number].rpartition('.')[2]}"


def attachments(text: Text) -> str:
    if not text.attachments:
        return ""
    rows = "".join(
        f'<p><a href="{file_address(text, i)}">{escape(name)}</a></p>' for i, name in enumerate(text.attachments)
    )
    return f'<div class="fujian">{rows}</div>'


def table(rows: list[str], cell: str = "td") -> str:
    lines = "".join(
        "<tr>" + "".join(f"<{cell}>{escape(c)}</{cell}>" for c in row.split("\t")) + "</tr>" for row in rows
    )
    return f'<table border="1" cellspacing="0">{lines}</table>'


def centred(reported: str) -> str:
    return f'<p align="center">{reported}</p>'


def picture(style: str = "") -> str:
    return f'<img src="/images/a.jpg" width="600"{style}>'


def blocks(
    text: Text, paragraph: Callable[[str], str], heading: Callable[[str], str], caption: Callable[[str], str]
) -> Iterator[str]:
    """The body block by block; the rows of one table together, a picture above each caption."""
    for kind, group in groupby(text.blocks, key=lambda block: "table" if block[0] in IN_TABLES else block[0]):
        reported = [block[1] for block in group]
        if kind == "table":
            yield table(reported)
            continue
        render = {"text": paragraph, "heading": heading, "caption": caption, "number": centred}[kind]
        yield from (render(escape(line)) for line in reported)


def trs(text: Text) -> str:
    """拓尔思 TRS: .TRS_Editor with a style of its own inside, paragraphs indented by full-width spaces."""
    body = "".join(
        blocks(
            text,
            lambda t: f'<p align="justify">{INDENT}{t}</p>\n',
            lambda t: f"<p><strong>{INDENT}{t}</strong></p>\n",
            lambda t: f'<p align="center">{picture()}</p><p align="center">{t}</p>\n',
        )
    )
    number = f"<span>文号：{text.document_number}</span>" if text.document_number else ""
    inner = (
        f'{chrome.breadcrumb(text.columns)}<div class="xl-title"><h1>{escape(text.title)}</h1></div>'
        f'<div class="xl-info">来源：{text.issuer}　发布日期：{when(text)}　{number}</div>{chrome.tools()}'
        f'<div class="TRS_Editor"><style type="text/css">.TRS_Editor P {{ line-height: 2 }}</style>{body}</div>'
        f"{attachments(text)}{chrome.editor()}{chrome.neighbours()}{chrome.share()}"
    )
    return page(text, inner, head=standard_tags(text), charset="utf-8")


def zoom(text: Text) -> str:
    """#zoom, no standard tags; an editor has left spans that split sentences."""

    def split(reported: str) -> str:
        middle = len(reported) // 2
        return f"<p>{INDENT}<span style='font-size:16pt'>{reported[:middle]}</span><span>{reported[middle:]}</span></p>"

    safe = (lambda t: f"<p>{INDENT}{t}</p>") if any("&" in b for _, b in text.blocks) else split
    body = "".join(
        blocks(
            text,
            safe,
            lambda t: f"<p><b>{t}</b></p>",
            lambda t: f"<p style='text-align:center'>{picture()}</p><p style='text-align:center'>{t}</p>",
        )
    )
    inner = (
        f'{chrome.breadcrumb(text.columns, "-&gt;")}<table width="1000" align="center"><tr><td><h2 align="center">'
        f"{escape(text.title)}</h2><p align='center'>发布时间：{when(text)}　　来源：{text.issuer}</p>{chrome.tools()}"
        f'<div id="zoom">{body}</div>{attachments(text)}{chrome.editor()}</td></tr></table>{chrome.share()}'
    )
    return page(text, inner, charset="gb2312")


def ucap(text: Text) -> str:
    """中国政府网 and those like it: a table of 索引号, 文号 and dates above, the body in #UCAP-CONTENT."""
    facts = (
        ("索 引 号：", text.index_number or ""),
        ("主题分类：", "综合政务\\其他"),
        ("发文机关：", text.issuer),
        ("成文日期：", chinese_day(text.published)),
        ("标　　题：", text.title),
        ("发文字号：", text.document_number or ""),
        ("发布日期：", chinese_day(text.published)),
        ("有 效 性：", "有效"),
    )
    rows = "".join(
        f"<tr><td><b>{a[0]}</b></td><td>{escape(a[1])}</td><td><b>{b[0]}</b></td><td>{escape(b[1])}</td></tr>"
        for a, b in zip(facts[::2], facts[1::2], strict=True)
    )
    body = "".join(
        blocks(
            text,
            lambda t: f'<p style="text-indent:2em">{t}</p>',
            lambda t: f'<p style="text-indent:2em"><span style="font-weight:bold">{t}</span></p>',
            lambda t: (
                f'<p style="text-align:center">{picture()}</p><p style="text-align:center"><font color="#666">{t}</font></p>'
            ),
        )
    )
    inner = (
        f'{chrome.breadcrumb(text.columns)}<div class="wrap"><table class="bd1">{rows}</table>'
        f'<h1>{escape(text.title)}</h1><div class="pages-date">{when(text)} 来源：{text.issuer}'
        f'<span>【字体：大 中 小】打印</span></div><div class="pages_content" id="UCAP-CONTENT">{body}</div>'
        f"{attachments(text)}</div>{chrome.share()}"
    )
    return page(text, inner, head=standard_tags(text), charset="utf-8")


def v_news(text: Text) -> str:
    """博达 webber: .v_news_content, pasted from Word with its classes and empty o:p."""
    body = "".join(
        blocks(
            text,
            lambda t: (
                f'<p class="MsoNormal" style="text-indent:32pt"><span lang="EN-US">&nbsp;</span><span>{t}</span><o:p></o:p></p>'
            ),
            lambda t: f'<p class="MsoNormal"><b><span>{t}</span></b><o:p></o:p></p>',
            lambda t: f'<p class="vsbcontent_img">{picture()}</p><p class="MsoCaption" align="center">{t}</p>',
        )
    )
    inner = (
        f'{chrome.breadcrumb(text.columns, "&gt;&gt;")}<form name="_newscontent_fromname"><div class="content">'
        f"<h1>{escape(text.title)}</h1><div class='info'>时间：{when(text)}　作者：　来源：{text.issuer}</div>"
        f'<div id="vsb_content"><div class="v_news_content">{body}</div></div>{attachments(text)}</div></form>{chrome.neighbours()}{chrome.share()}'
    )
    return page(text, inner)


def nested_td(text: Text) -> str:
    """Old hand-made sites: tables in tables, the body one cell of <br> lines."""
    body = "".join(
        blocks(
            text,
            lambda t: f"{INDENT}{t}<br><br>\n",
            lambda t: f"{INDENT}<strong>{t}</strong><br><br>\n",
            lambda t: f"<center>{picture(' border=0')}<br>{t}</center>\n",
        )
    )
    inner = (
        '<table width="1003" border="0" align="center"><tr><td width="200"><table><tr><td><a href="/nav/l1/">领导之窗</a>'
        '</td></tr><tr><td><a href="/nav/l2/">机构设置</a></td></tr></table></td><td><table width="100%">'
        f"<tr><td>{chrome.breadcrumb(text.columns)}</td></tr>"
        f'<tr><td align="center" class="title"><h3>{escape(text.title)}</h3></td></tr>'
        f'<tr><td align="center">发布日期：{when(text)} 来源：{text.issuer} 阅读次数：88 {chrome.tools()}</td></tr>'
        f'<tr><td><table><tr><td class="article">{body}</td></tr></table></td></tr>'
        f"<tr><td>{attachments(text)}</td></tr></table></td></tr></table>"
    )
    return page(text, inner, charset="gb2312")


def line_breaks(text: Text) -> str:
    """<br> and full-width indents in one <div>, no container that anybody knows, no charset."""
    body = "".join(
        blocks(
            text,
            lambda t: f"{INDENT}{t}<br/>",
            lambda t: f"{INDENT}<b>{t}</b><br/>",
            lambda t: f"<div align='center'>{picture()}</div><div align='center'>{t}</div>",
        )
    )
    inner = (
        f'{chrome.breadcrumb(text.columns, "»")}<div class="neirong"><div class="bt">{escape(text.title)}</div>'
        f'<div class="ly"><span>来源：{text.issuer}</span><span>发布时间：{when(text)}</span></div>'
        f'<div class="nr">{body}</div>{attachments(text)}</div>{chrome.share()}'
    )
    return page(text, inner)


def plain(text: Text) -> str:
    """A home-grown template: semantic tags, headings as <h2>, standard tags."""
    body = "".join(
        blocks(
            text,
            lambda t: f"<p>{t}</p>",
            lambda t: f"<h2>{t}</h2>",
            lambda t: f"<figure>{picture()}<figcaption>{t}</figcaption></figure>",
        )
    )
    inner = (
        f"{chrome.breadcrumb(text.columns)}<article><header><h1>{escape(text.title)}</h1><p class='meta'>"
        f"{chinese_day(text.published)}　来源：{text.issuer}</p></header><section>{body}</section>{attachments(text)}"
        f"</article>{chrome.neighbours()}{chrome.share()}"
    )
    return page(text, inner, head=standard_tags(text), charset="utf-8")


def portal(text: Text) -> str:
    """The portal's own template: no standard tags, the source behind the date."""
    body = "".join(
        blocks(
            text,
            lambda t: f"<p>{INDENT}{t}</p>",
            lambda t: f"<p><strong>{INDENT}{t}</strong></p>",
            lambda t: f"<p class='tu'>{picture()}</p><p class='tu'>{t}</p>",
        )
    )
    inner = (
        f'{chrome.breadcrumb(text.columns, "/")}<div class="artibody"><div class="left"><h1 class="biaoti">{escape(text.title)}</h1>'
        f'<div class="xinxi"><span>{when(text)}</span><span>来源：{text.issuer}</span><a href="#pinglun">评论(0)</a></div>'
        f'<div class="art_con" id="artcon">{body}</div></div>'
        '<div class="right"><h3>今日热点</h3><ul><li><a href="/hot/1.html">东岭三市联手治理白鹭河</a></li>'
        '<li><a href="/hot/2.html">高温橙色预警：这些地方午后少出门</a></li><li><a href="/hot/3.html">一碗米粉里的百亿产业</a></li></ul></div></div>'
        f"{attachments(text)}"
    )
    return page(text, inner, charset="utf-8", house=PORTAL)


def two_copies(text: Text) -> str:
    """A hidden copy of the body for the print view stands before the visible one."""
    hidden = "".join(f"<p>{escape(reported)}</p>" for _, reported in text.blocks)
    return trs(text).replace(
        '<div class="TRS_Editor">', f'<div id="printview" style="display:none">{hidden}</div><div class="TRS_Editor">'
    )


def chinese_day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{month}月{day}日"


LAYOUTS = (trs, zoom, ucap, v_news, nested_td, line_breaks, plain, portal, two_copies)
