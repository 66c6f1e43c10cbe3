"""The list pages and endpoints that lead to articles, in the shapes of real content systems.

Each takes rows (title, href, date, …) and gives addresses -> (content type, text).
"""

import json
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from math import ceil

from sample_site import chrome
from sample_site.chrome import CITY, PORTAL, House

__all__ = [
    "GKMLPT_START",
    "Pages",
    "Row",
    "gkmlpt_list",
    "jpage_list",
    "next_link_list",
    "query_list",
    "table_list",
    "trs_list",
    "trs_page",
]

Pages = dict[str, tuple[str, str]]  # address -> (content type, text)
# What the page for people, /gkmlpt/index#2001, asks first
GKMLPT_START = "/gkmlpt/api/all/2001?page=1&sid=760001"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    title: str
    href: str
    published: str
    document_number: str = ""
    index_number: str = ""


def frame(name: str, inner: str, house: House = CITY) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}_{house.name}</title></head><body>'
        f'{chrome.navigation(house)}{chrome.breadcrumb(("政务公开", name))}<div class="main"><div class="left"><ul>'
        '<li><a href="/nav/a/">领导之窗</a></li><li><a href="/nav/b/">机构职能</a></li><li><a href="/nav/c/">规划计划</a></li></ul>'
        f'</div><div class="right">{inner}</div></div>{chrome.footer(house)}</body></html>'
    )


def rows_as_items(rows: Sequence[Row]) -> str:
    return "".join(
        f'<li><a href="{r.href}" target="_blank" title="{escape(r.title)}">{escape(shortened(r.title))}</a><span>{r.published}</span></li>'
        for r in rows
    )


def shortened(title: str) -> str:
    """Lists cut long titles; the whole one stands in the link's title attribute."""
    return title if len(title) <= 24 else f"{title[:23]}…"


def cut(rows: Sequence[Row], size: int) -> list[Sequence[Row]]:
    return [rows[i * size : (i + 1) * size] for i in range(max(1, ceil(len(rows) / size)))]


def trs_list(folder: str, name: str, rows: Sequence[Row], size: int) -> Pages:
    """拓尔思 TRS: static pages index.shtml, index_1.shtml …, links relative to them, a pager that a script draws."""
    parts = cut(rows, size)
    return {
        f"{folder}index{f'_{i}' if i else ''}.shtml": (HTML, trs_page(folder, name, part, i, len(parts)))
        for i, part in enumerate(parts)
    }


def trs_page(folder: str, name: str, rows: Sequence[Row], number: int, total: int) -> str:
    """Page `number` (from 0) of `total`."""
    near = [replace(row, href=f"./{posixpath.relpath(row.href, folder)}") for row in rows]
    return frame(
        name,
        f'<ul class="list">{rows_as_items(near)}</ul><div class="page"><script>'
        f'createPageHTML({total}, {number}, "index", "shtml");</script></div>',
    )


def jpage_list(column: int, name: str, rows: Sequence[Row], size: int) -> Pages:
    """大汉 jpage: the first rows in an XML island, the next group behind dataproxy.jsp."""
    parts = cut(rows, size)

    def address(page: int) -> str:
        return f"/module/web/jpage/dataproxy.jsp?page={page}&webid=1&path=/&columnid={column}&unitid=5501"

    def xml(i: int, part: Sequence[Row]) -> str:
        more = f'<nextgroup><![CDATA[<a href="{address(i + 2)}"></a>]]></nextgroup>' if i + 1 < len(parts) else ""
        records = "".join(
            f'<record><![CDATA[<li><a href="{r.href}" title="{escape(r.title)}">{escape(r.title)}</a><b>{r.published}</b></li>]]></record>'
            for r in part
        )
        return f"<datastore>{more}<recordset>{records}</recordset></datastore>"

    pages: Pages = {address(i + 1): ("text/xml; charset=utf-8", xml(i, part)) for i, part in enumerate(parts) if i}
    island = f'<div id="5501"><script type="text/xml">{xml(0, parts[0])}</script></div>'
    script = f"<script>$('#5501').jpage({{totalRecord: {len(rows)}, perPage: {size}, proxyurl: '/module/web/jpage/dataproxy.jsp'}});</script>"
    return {f"/col/col{column}/index.html": (HTML, frame(name, island + script)), **pages}


def gkmlpt_list(column: int, rows: Sequence[Row], size: int) -> Pages:
    """广东 gkmlpt: a page whose script asks for the rows, an answer in JSON for each page, an empty one after the last."""
    parts = [*cut(rows, size), ()]
    settings = (
        f"window._CONFIG = {{ SID: '760001', SITE_NAME: '{CITY.name}', DOMAIN: '{CITY.domain}', BASE_URL: '/gkmlpt' }};"
    )
    start = f'<div id="app"></div><script>{settings}</script><script src="/gkmlpt/js/app.js"></script>'
    pages: Pages = {"/gkmlpt/index": (HTML, frame("政府信息公开平台", start))}
    for i, part in enumerate(parts):
        answer = {"articles": [gkmlpt_row(row, column) for row in part], "page": i + 1, "total": len(rows)}
        address = f"/gkmlpt/api/all/{column}?page={i + 1}&sid=760001"
        pages[address] = ("application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False))
    return pages


def gkmlpt_row(row: Row, column: int) -> dict[str, object]:
    return {
        "id": int(row.href.rpartition("_")[2].removesuffix(".html")),
        "cate_id": column,
        "title": row.title,
        "url": row.href,
        "post_url": "",
        "identifier": row.index_number,
        "document_number": row.document_number,
        "display_publish_time": f"{row.published} 09:00:00",
    }


def query_list(path: str, name: str, rows: Sequence[Row], size: int) -> Pages:
    """?page=N, each page with the numbers of the others."""
    parts = cut(rows, size)
    numbers = " ".join(f'<a href="{path}?page={i + 1}">{i + 1}</a>' for i in range(len(parts)))
    return {
        f"{path}?page={i + 1}": (HTML, frame(name, f"<ul>{rows_as_items(part)}</ul><p class='pager'>{numbers}</p>"))
        for i, part in enumerate(parts)
    }


def table_list(path: str, name: str, rows: Sequence[Row]) -> Pages:
    """政府信息公开目录: a table of 索引号, 名称, 文号, 成文日期."""
    lines = "".join(
        f'<tr><td>{r.index_number}</td><td><a href="{r.href}">{escape(r.title)}</a></td><td>{r.document_number}</td><td>{r.published}</td></tr>'
        for r in rows
    )
    head = "<tr><th>索引号</th><th>名称</th><th>文号</th><th>成文日期</th></tr>"
    return {path: (HTML, frame(name, f'<table class="gkml">{head}{lines}</table>'))}


def next_link_list(folder: str, name: str, rows: Sequence[Row], size: int) -> Pages:
    """A home-grown list with 上一页 and 下一页."""
    parts = cut(rows, size)
    pages: Pages = {}
    for i, part in enumerate(parts):
        following = f'<a href="{folder}list_{i + 2}.html">下一页</a>' if i + 1 < len(parts) else "下一页"
        inner = f"<dl>{''.join(f'<dd><em>{r.published}</em><a href={r.href!r}>{escape(r.title)}</a></dd>' for r in part)}</dl>"
        pages[f"{folder}list_{i + 1}.html"] = (
            HTML,
            frame(name, f"{inner}<div>共{len(parts)}页 {following} 尾页</div>", PORTAL),
        )
    return pages
