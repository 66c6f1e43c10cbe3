"""The columns of the site: which texts stand in each, in which templates, and the lists that lead to them."""

from collections.abc import Sequence
from dataclasses import replace

from sample_site import chrome, layouts, listings
from sample_site.broken import add_broken
from sample_site.pages import SERVED, Article, Response, Site, article
from sample_site.texts import Text
from sample_site.traditional import traditional

__all__ = ["add_catalogue", "add_gkmlpt", "add_moves", "add_news", "add_notices", "add_reposts"]

TWIN_COLUMNS = ("政务公开", "重点领域信息公开")


def add_notices(site: Site, texts: Sequence[Text], in_two_columns: Text) -> None:
    """通知公告, TRS: the ordinary notices, then everything that goes wrong on a real site."""
    shapes = (layouts.trs, layouts.plain, layouts.two_copies, layouts.line_breaks)
    made = []
    for i, text in enumerate([*texts, in_two_columns]):
        day = text.published.replace("-", "")
        shape = layouts.zoom if "人事信息" in text.columns else shapes[i % 4]
        made.append(article("a", f"/zwgk/tzgg/{day[:6]}/t{day}_{1000 + i}.shtml", text, shape))
    for one in made:
        later = (edited(one),) if one.text.slug == "road-closure" else ()
        site.add_article(one, *later)
    broken = list(add_broken(site, texts[0], made[0].path))
    site.add_lists("a", listings.trs_list("/zwgk/tzgg/", "通知公告", [*(one.row for one in made), *broken], 9))


def edited(one: Article) -> Response:
    """The page after its authority has put a date right: what a second visit finds."""
    blocks = tuple((kind, reported.replace("8月5日24时", "8月18日24时")) for kind, reported in one.text.blocks)
    correction = ("text", "更正：因支座更换工期延长，第二阶段结束时间由2026年8月5日调整为8月18日，其他内容不变。")
    text = replace(one.text, blocks=(*blocks, correction))
    return article(one.host, one.path, text, getattr(layouts, one.layout)).response


def add_catalogue(site: Site, texts: Sequence[Text], in_two_columns: Text) -> None:
    """政府信息公开目录: a table; its longest article in two parts, and a notice once more under a second column."""
    made = [article("a", f"/zfxxgk/content/post_{3000 + i}.html", t, layouts.ucap) for i, t in enumerate(texts)]
    day = in_two_columns.published.replace("-", "")
    twin = replace(in_two_columns, columns=TWIN_COLUMNS)
    made.append(article("a", f"/zwgk/zdly/t{day}_1900.shtml", twin, layouts.trs))
    for one in made:
        site.add_article(one)
    spread_over_two(site, max(made, key=lambda one: len(one.text.blocks)))
    rows = [one.row for one in made]
    site.add_lists("a", listings.table_list("/zfxxgk/list.html", "政府信息公开目录", rows))


def spread_over_two(site: Site, one: Article) -> None:
    """Serve an article as its site would spread it over two pages: the second half behind 下一页."""
    middle = len(one.text.blocks) // 2
    second = one.path.replace(".html", "_1.html")
    halves = (
        (one.path, one.text.blocks[:middle], second, "下一页"),
        (second, one.text.blocks[middle:], one.path, "上一页"),
    )
    for path, blocks, other, label in halves:
        html = getattr(layouts, one.layout)(replace(one.text, blocks=blocks))
        pager = f'<div class="pager"><a href="{other}">{label}</a></div>'
        part = replace(one, path=path, html=html.replace(chrome.share(), pager + chrome.share()))
        site.add(one.host, path, part.response)


def add_moves(site: Site, texts: Sequence[Text]) -> None:
    """工作动态, 大汉 jpage. Its list also names a notice that 通知公告 has: an address in two lists is fetched once."""
    shapes = (layouts.nested_td, layouts.v_news)
    made = []
    for i, text in enumerate(texts):
        year, month, day = (int(part) for part in text.published.split("-"))
        made.append(article("a", f"/art/{year}/{month}/{day}/art_1501_{2000 + i}.html", text, shapes[i % 2]))
    twice = next(one for one in site.articles if one.text.slug == "two-columns")
    for one in made:
        site.add_article(one)
    rows = [one.row for one in [*made, twice]]
    site.add_lists("a", listings.jpage_list(1501, "工作动态", rows, 6))


def add_gkmlpt(site: Site, texts: Sequence[Text]) -> None:
    made = [article("a", f"/gkmlpt/content/1/1{i}/post_{5000 + i}.html", t, layouts.ucap) for i, t in enumerate(texts)]
    for one in made:
        site.add_article(one)
    site.add_lists("a", listings.gkmlpt_list(2001, [one.row for one in made], 4))


def add_news(site: Site, texts: Sequence[Text], pictures: Text, in_traditional: Text) -> None:
    """部门动态: templates of several years, one article of images only, one in Traditional Chinese."""
    shapes = (layouts.zoom, layouts.v_news, layouts.zoom, layouts.nested_td)
    made = [article("a", f"/xwzx/content.jsp?id={301 + i}", t, shapes[i % 4]) for i, t in enumerate(texts)]
    html = traditional(
        layouts.line_breaks(in_traditional).replace(
            "<html><head>", '<html><head><meta http-equiv="Content-Type" content="text/html; charset=big5">'
        )
    )
    encoding, content_type, bom = SERVED["big5"]
    address = "/xwzx/content.jsp?id=390"
    made.append(Article("a", address, in_traditional, html, encoding, content_type, bom, "big5"))
    body = "".join(f'<p align="center"><img src="/images/long{i}.jpg" width="900"></p>' for i in range(3))
    images = article("a", "/xwzx/content.jsp?id=391", pictures, layouts.trs)
    made.append(replace(images, html=images.html.replace("</style></div>", f"</style>{body}</div>"), layout="images"))
    for one in made:
        site.add_article(one)
    site.add_lists("a", listings.query_list("/xwzx/list.jsp", "部门动态", [one.row for one in made], 8))


def add_reposts(site: Site, word_for_word: Sequence[Text], framed: Sequence[Text]) -> None:
    """The portal: bulletins word for word, and with a lead-in and a sign-off of its own."""
    texts = [(7000 + i, text) for i, text in enumerate(word_for_word)]
    for i, text in enumerate(framed):
        lead = ("text", f"东岭省政务要闻网讯　记者从{text.issuer}获悉，该单位近日发布消息，全文如下：")
        end = ("text", "（责任编辑 闻知）")
        texts.append((7100 + i, replace(text, blocks=(lead, *text.blocks, end))))
    made = [
        article("b", f"/news/2026/content_{number}.html", replace(text, columns=("要闻", "地方")), layouts.portal)
        for number, text in texts
    ]
    for one in made:
        site.add_article(one)
    site.add_lists("b", listings.next_link_list("/news/", "地方要闻", [one.row for one in made], 4))
