"""The list pages and endpoints that lead to articles, in the shapes of real content systems.

Each takes rows (title, href, date, …) and gives addresses -> (content type, text).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from sample_site import chrome

Pages = dict[str, tuple[str, str]]
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    title: str
    href: str
    published: str
    document_number: str = ""
    index_number: str = ""


def frame(name: str, inner: str) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}_云溪市人民政府门户网站</title></head><body>'
        f'{chrome.navigation()}{chrome.breadcrumb(("政务公开", name))}<div class="main"><div class="left"><ul>'
        '<li><a href="/nav/a/">领导之窗</a></li><li><a href="/nav/b/">机构职能</a></li><li><a href="/nav/c/">规划计划</a></li></ul>'
        f'</div><div class="right">{inner}</div></div>{chrome.footer()}</body></html>'
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
    """拓尔思 TRS: static pages index.shtml, index_1.shtml … and a pager that a script draws."""
    parts = cut(rows, size)
    return {
        f"{folder}index{f'_{i}' if i else ''}.shtml": (
            HTML,
            frame(
                name,
                f'<ul class="list">{rows_as_items(part)}</ul><div class="page"><script>'
                f'createPageHTML({len(parts)}, {i}, "index", "shtml");</script></div>',
            ),
        )
        for i, part in enumerate(parts)
    }


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
    """广东 gkmlpt: an answer in JSON for each page, and an empty one after the last."""
    parts = [*cut(rows, size), ()]
    return {
        f"/gkmlpt/api/all/{column}?page={i + 1}&sid=760001": (
            "application/json; charset=utf-8",
            json.dumps(
                {
                    "articles": [
                        {
                            "id": int(r.href.rpartition("_")[2].removesuffix(".html")),
                            "title": r.title,
                            "url": r.href,
                            "date": r.published,
                        }
                        for r in part
                    ],
                    "page": i + 1,
                    "total": len(rows),
                },
                ensure_ascii=False,
            ),
        )
        for i, part in enumerate(parts)
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
            frame(name, f"{inner}<div>共{len(parts)}页 {following} 尾页</div>"),
        )
    return pages
