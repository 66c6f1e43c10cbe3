"""The next page is found in each way that content systems say it, and there is none after the last."""

import json
from datetime import date

import pytest

from pipelines.lists.read import ListedLink, read_list
from pipelines.models import Source

SITE = "http://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source(name="example", allowed_domains=("www.example.gov.cn",))


def next_pages(text: str, url: str = LIST) -> tuple[str, ...]:
    return tuple(ask.url for ask in read_list(text, url, SOURCE).next_pages)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('createPageHTML(20, 0, "index", "shtml");', "index_1.shtml"),
        ('createPageHTML(20, 7, "index", "shtml");', "index_8.shtml"),
        ("createPageHTML(20,0,'index','html',400);", "index_1.html"),
        ("createPageHTML('page_div',20, 1,'list','shtml',300);", "list_2.shtml"),
        ("createPageHTML('page_div', 20, 19, 'common_list', 'html', 300)", "common_list_20.html"),
        ("createPageHTML1(3, 1, 'index', 'htm')", "index_2.htm"),
        ("createPageHTML(3, 1, './index', 'htm')", "index_2.htm"),
        ('var currentPage = 0;var countPage = 9;document.write("<a href=\'index_"+nextPage+".htm\'>")', "index_1.htm"),
    ],
)
def test_trs_pagers_name_the_next_page(call: str, expected: str) -> None:
    assert next_pages(f"<script>{call}</script>") == (LIST + expected,)


@pytest.mark.parametrize(
    "call",
    [
        'createPageHTML(20, 19, "index", "shtml");',
        'createPageHTML(1, 0, "index", "shtml");',
        "createPageHTML('page_div',20,20,'list','shtml',300);",
        "createPageHTML('page_div',0,1,'list','shtml',0);",
        "var currentPage = 8; var countPage = 9;",
    ],
)
def test_trs_pagers_end(call: str) -> None:
    assert next_pages(f"<script>{call}</script>") == ()


def test_an_old_trs_script_goes_on_from_the_name_of_its_page() -> None:
    text = "<script>var countPage = 9; var currentPage = 3;</script>"
    assert next_pages(text, f"{LIST}list_3.shtml") == (f"{LIST}list_4.shtml",)


@pytest.mark.parametrize("words", ["下一页", "下一页 >", "下页", "后一页", "下一頁", "Next", "»", "[下一页]"])
def test_the_next_page_by_its_name(words: str) -> None:
    assert next_pages(f"<a href='?page=1'>上一页</a><a href='?page=3'>{words}</a>") == (f"{LIST}?page=3",)


def test_a_dead_next_link_on_the_last_page_is_no_next_page() -> None:
    assert next_pages("<a href='javascript:;'>下一页</a><a href='#'>下一页</a>") == ()


@pytest.mark.parametrize(
    ("pager", "url", "expected"),
    [
        ("<span>1</span><a href='?page=2'>2</a><a href='?page=3'>3</a>", LIST, (f"{LIST}?page=2",)),
        ("<a href='?page=1'>1</a><b>2</b><a href='?page=3'>3</a>", f"{LIST}?page=2", (f"{LIST}?page=3",)),
        ("<a href='?page=1'>1</a><a href='?page=2'>2</a><b>3</b>", f"{LIST}?page=3", ()),
        ("<a href='list_1.htm'>1</a><b>2</b><a href='list_3.htm'>3</a>", f"{LIST}list_2.htm", (f"{LIST}list_3.htm",)),
        ("<a href='/zxft/12.html'>12</a><a href='/zxft/13.html'>13</a>", LIST, ()),
    ],
    ids=["first", "middle", "last", "in the name", "numbers of something else"],
)
def test_pagers_of_numbers(pager: str, url: str, expected: tuple[str, ...]) -> None:
    assert next_pages(f"<div class='page'>{pager}</div>", url) == expected


def test_a_next_link_off_the_site_is_not_followed() -> None:
    assert next_pages("<a href='http://evil.example/2'>下一页</a>") == ()


def test_a_page_that_only_sends_on_is_followed() -> None:
    assert next_pages('<meta http-equiv="Refresh" content="0; url=index_list.html">') == (f"{LIST}index_list.html",)


JPAGE = """<html><body><div id="77"><script type="text/xml"><datastore>
<nextgroup><![CDATA[
<a href="/module/web/jpage/dataproxy.jsp?page=2&amp;webid=1&amp;columnid=12&amp;unitid=34"></a>
]]></nextgroup>
<recordset>
<record><![CDATA[
<li><a href="/art/2023/6/7/art_12_101.html" title="关于做好防汛工作的通知">关于做好…</a><span>2023-06-07</span></li>
]]></record>
<record><![CDATA[<li><a href="/art/2023/6/8/art_12_102.html">夏粮收购公告</a><span>2023-06-08</span></li>]]></record>
</recordset></datastore></script></div></body></html>"""
JPAGE_ARTICLES = (
    ListedLink(f"{SITE}/art/2023/6/7/art_12_101.html", "关于做好防汛工作的通知", date(2023, 6, 7)),
    ListedLink(f"{SITE}/art/2023/6/8/art_12_102.html", "夏粮收购公告", date(2023, 6, 8)),
)


def test_jpage_rows_are_read_from_the_island_in_the_page() -> None:
    assert read_list(JPAGE, f"{SITE}/col/col12/index.html", SOURCE).articles == JPAGE_ARTICLES


def test_jpage_names_its_next_group() -> None:
    expected = f"{SITE}/module/web/jpage/dataproxy.jsp?page=2&webid=1&columnid=12&unitid=34"
    assert next_pages(JPAGE, f"{SITE}/col/col12/index.html") == (expected,)


def test_jpage_with_an_empty_next_group_asks_for_what_comes_after_its_rows() -> None:
    group = JPAGE[JPAGE.index("<nextgroup>") : JPAGE.index("</nextgroup>")]
    script = '<script>$("#77").jpage({perPage:2,totalRecord:5,proxyUrl:"/module/web/jpage/dataproxy.jsp?unitid=34"})</script>'
    page = JPAGE.replace(group, "<nextgroup>").replace("</body>", f"{script}</body>")
    expected = f"{SITE}/module/web/jpage/dataproxy.jsp?startrecord=3&endrecord=8&perpage=2&unitid=34"
    assert next_pages(page, f"{SITE}/col/col12/index.html") == (expected,)


def test_jpage_rows_whose_day_has_no_year_have_that_of_their_address() -> None:
    page = JPAGE.replace("<span>2023-06-07</span>", "[06-07]").replace("href=", "HREF=")
    assert read_list(page, f"{SITE}/col/col12/index.html", SOURCE).articles == JPAGE_ARTICLES


def records(count: int, head: str = "") -> str:
    row = "<record><![CDATA[<a href='/art/2023/6/7/art_12_{}.html'>标题</a>]]></record>"
    return f"<datastore>{head}<recordset>{''.join(row.format(n) for n in range(count))}</recordset></datastore>"


@pytest.mark.parametrize(
    ("query", "answer", "expected"),
    [
        ("page=2&unitid=34", records(15, "<totalpage>3</totalpage>"), "page=3&unitid=34"),
        ("page=3&unitid=34", records(15, "<totalpage>3</totalpage>"), None),
        (
            "startrecord=1&endrecord=45&perpage=15",
            records(45, "<totalrecord>60</totalrecord>"),
            "startrecord=46&endrecord=90&perpage=15",
        ),
        ("startrecord=46&endrecord=90&perpage=15", records(15, "<totalrecord>60</totalrecord>"), None),
        ("startrecord=91&endrecord=135&perpage=15", records(0), None),
    ],
)
def test_the_jpage_endpoint_is_asked_on(query: str, answer: str, expected: str | None) -> None:
    endpoint = f"{SITE}/module/web/jpage/dataproxy.jsp"
    assert next_pages(answer, f"{endpoint}?{query}") == ((f"{endpoint}?{expected}",) if expected else ())


def test_the_jpage_endpoint_is_put_together_from_the_script() -> None:
    script = (
        "$('#77').jpage({totalRecord:60, perPage:15, groupSize:3, proxyUrl:'/module/jpage/dataproxy.jsp',"
        "dataParam:{col:'1',webid:'9',path:'/',columnid:'12',unitid:'34'}})"
    )
    expected = (
        f"{SITE}/module/jpage/dataproxy.jsp?startrecord=46&endrecord=90&perpage=15"
        "&col=1&webid=9&path=%2F&columnid=12&unitid=34"
    )
    assert next_pages(f"<script type='text/xml'>{records(45)}</script><script>{script}</script>") == (expected,)


GKMLPT = f"{SITE}/gkmlpt/api/all/2571?page=1&sid=755001"


def gkmlpt(total: int) -> str:
    rows = [
        {
            "id": n,
            "title": f"关于第{n}批补贴的公示",
            "url": f"{SITE}/gkmlpt/content/1/{n}/post_{n}.html",
            "display_publish_time": 1686100000,
        }
        for n in (1, 2)
    ]
    return json.dumps({"articles": rows, "total": total})


def test_gkmlpt_rows_are_read_with_their_day_in_china() -> None:
    expected = (
        ListedLink(f"{SITE}/gkmlpt/content/1/1/post_1.html", "关于第1批补贴的公示", date(2023, 6, 7)),
        ListedLink(f"{SITE}/gkmlpt/content/1/2/post_2.html", "关于第2批补贴的公示", date(2023, 6, 7)),
    )
    assert read_list(gkmlpt(2), GKMLPT, SOURCE).articles == expected


def test_gkmlpt_goes_on_while_its_total_says_more() -> None:
    assert next_pages(gkmlpt(3), GKMLPT) == (GKMLPT.replace("page=1", "page=2"),)


def test_gkmlpt_ends_with_its_total() -> None:
    assert next_pages(gkmlpt(2), GKMLPT) == ()


def test_a_gkmlpt_page_names_its_endpoint() -> None:
    text = "<html><div id=app></div><script>window._CONFIG = { LANG: 'zh', SID: '755001' }</script></html>"
    assert next_pages(text, f"{SITE}/gkmlpt/index#2571") == (GKMLPT,)


@pytest.mark.parametrize("wrapped", ["{}", "callback({});", "\ufeff{}"])
def test_json_of_any_making_is_read(wrapped: str) -> None:
    rows = {
        "d": {
            "list": [{"TITLE": "<b>关于</b>停电的通知", "LINK": "/a/t20230607_1.html", "PUBDATE": "2023-06-07 10:00"}]
        }
    }
    expected = (ListedLink(f"{SITE}/a/t20230607_1.html", "关于停电的通知", date(2023, 6, 7)),)
    assert read_list(wrapped.format(json.dumps(rows)), f"{SITE}/list.json", SOURCE).articles == expected
