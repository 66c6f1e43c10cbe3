"""Lists of the site that no page of its starts leads to: by POST, by keys of its own making, as feed and as sitemap.

They lead to articles that the ordinary lists have as well, so the truth of the site stays what it is.
"""

import gzip
import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from sample_site.listings import HTML, Row, cut, frame
from sample_site.pages import Posted, Response, Site

__all__ = ["ENDPOINT", "FEED", "POSTED", "SITEMAP", "TABLE", "add_other_lists"]

POSTED = "/xxgk/list.aspx"  # an ASP.NET pager: every page has this one address
ENDPOINT = "/api/notice/search"
FEED = "/rss/tzgg.xml"
SITEMAP = "/sitemap.xml"
# How a source describes the endpoint; BASE stands for where the site is served
TABLE = """[[lists]]
url = "BASE/api/notice/search"
json = '{"page": {page}, "size": 5}'
rows = "result.records"
link = "/xwzx/content.jsp?id={bh}"
title = "bt"
date = "fbrq"
column = "部门动态"
"""
XML = "text/xml; charset=utf-8"


def add_other_lists(site: Site) -> None:
    rows = [one.row for one in site.articles if one.host == "a"]
    add_posted(site, [row for row in rows if row.href.startswith("/zfxxgk/")], 3)
    add_endpoint(site, [row for row in rows if row.href.startswith("/xwzx/")], 5)
    add_feed(site, [row for row in rows if row.href.startswith("/zwgk/tzgg/")])
    add_sitemap(site, rows)
    site.other_starts = (POSTED, FEED, SITEMAP)


def add_posted(site: Site, rows: Sequence[Row], size: int) -> None:
    """The first page answers to GET; the others to what its pager posts."""
    parts = cut(rows, size)
    pages = tuple(Response(posted_page(part, i, len(parts)).encode(), HTML) for i, part in enumerate(parts, 1))
    site.add("a", POSTED, pages[0])
    site.posted["a", POSTED] = Posted("__EVENTARGUMENT", pages)


def posted_page(rows: Sequence[Row], number: int, total: int) -> str:
    lines = "".join(f'<tr><td><a href="{r.href}">{escape(r.title)}</a></td><td>{r.published}</td></tr>' for r in rows)
    following = (
        f"""href="javascript:__doPostBack('pager','{number + 1}')\"""" if number < total else 'disabled="disabled"'
    )
    return frame(
        "政策文件",
        f'<form method="post" action="{POSTED}" id="form1"><input type="hidden" name="__EVENTTARGET" value="">'
        '<input type="hidden" name="__EVENTARGUMENT" value="">'
        f'<input type="hidden" name="__VIEWSTATE" value="/wEPDwUKMTY0{number:04}ZGQ="><table>{lines}</table>'
        f'<div id="pager">第{number}/{total}页 <a {following}>下一页</a></div></form>',
    )


def add_endpoint(site: Site, rows: Sequence[Row], size: int) -> None:
    """JSON for JSON, under the initials that developers give to Chinese names: bh 编号, bt 标题, fbrq 发布日期."""
    answers = []
    for part in (*cut(rows, size), ()):
        records = [{"bh": row.href.rpartition("=")[2], "bt": row.title, "fbrq": row.published} for row in part]
        reported = json.dumps({"code": 0, "result": {"records": records, "zs": len(rows)}}, ensure_ascii=False)
        answers.append(Response(reported.encode(), "application/json"))
    site.posted["a", ENDPOINT] = Posted("page", tuple(answers))


def add_feed(site: Site, rows: Sequence[Row]) -> None:
    entries = "".join(
        f"<item><title><![CDATA[{row.title}]]></title><link>{row.href}</link><pubDate>{mail_date(row.published)}</pubDate></item>"
        for row in rows
    )
    reported = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>通知公告</title>{entries}</channel></rss>'
    site.add("a", FEED, Response(reported.encode(), XML))


def mail_date(day: str) -> str:
    return format_datetime(datetime.fromisoformat(f"{day}T09:00:00+08:00"))


def add_sitemap(site: Site, rows: Sequence[Row]) -> None:
    """An index of two: one as it is, one packed."""
    middle = len(rows) // 2
    site.add("a", "/sitemap_1.xml", Response(sitemap(rows[:middle]), XML))
    # without the time of packing, which would make other bytes of it each time
    site.add("a", "/sitemap_2.xml.gz", Response(gzip.compress(sitemap(rows[middle:]), mtime=0), "application/gzip"))
    children = "".join(
        f"<sitemap><loc>/{name}</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (("sitemap_1.xml", "2026-06-01"), ("sitemap_2.xml.gz", "2026-06-30"))
    )
    site.add(
        "a",
        SITEMAP,
        Response(
            f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{children}</sitemapindex>'.encode(), XML
        ),
    )


def sitemap(rows: Sequence[Row]) -> bytes:
    lines = "".join(f"<url><loc>{escape(row.href)}</loc><lastmod>{row.published}</lastmod></url>" for row in rows)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</urlset>'.encode()
