"""Articles are distinguished from navigation on list pages of the shapes that content systems make."""

from datetime import date

import pytest

from pipelines.lists.read import ListedLink, read_list
from pipelines.models import ListPage, Rejected, Source

SITE = "http://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))

NAVIGATION = """
<div class="nav"><ul>
<li><a href="/">网站首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/hdjl/">互动交流</a></li>
<li><a href="/zwgk/tzgg/">通知公告</a></li><li><a href="/zjxh/index.html">走进本区</a></li>
</ul></div>
<div class="path">您现在的位置：<a href="/">首页</a> &gt;
<a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/tzgg/">通知公告</a></div>
"""
FOOTER = """
<div class="foot"><a href="/wzdt/">网站地图</a> <a href="http://www.gov.cn/">中国政府网</a>
<a href="https://beian.miit.gov.cn/">粤ICP备05012345号</a><a href="javascript:void(0)">设为首页</a></div>
"""
TITLES = (
    "关于开展2023年农村危房改造工作的通知",
    "区人民政府办公室关于春节放假安排的公告",
    "关于公布第三批行政许可事项目录的通告",
)
ADDRESSES = tuple(f"{LIST}202306/t20230{n}07_10{n}.html" for n in (1, 2, 3))
DAYS = (date(2023, 1, 7), date(2023, 2, 7), date(2023, 3, 7))
EXPECTED = tuple(ListedLink(url, title, day) for url, title, day in zip(ADDRESSES, TITLES, DAYS, strict=True))


def page(body: str) -> str:
    return f"<html><head><title>通知公告</title></head><body>{NAVIGATION}{body}{FOOTER}</body></html>"


def rows(template: str) -> str:
    return "".join(
        template.format(url=url, title=title, day=day, short=f"{day:%m-%d}", month=f"{day:%Y-%m}", dd=f"{day:%d}")
        for url, title, day in zip(ADDRESSES, TITLES, DAYS, strict=True)
    )


LAYOUTS = {
    "list with spans": "<ul class='list'>"
    + "<!-- -->".join([rows("<li><a href='{url}'>{title}</a><span>{day}</span></li>")])
    + "</ul>",
    "date before the link": "<ul>" + rows("<li><span>[{day}]</span><a href='{url}'>{title}</a></li>") + "</ul>",
    "table": "<table>" + rows("<tr><td>·</td><td><a href='{url}'>{title}</a></td><td>{day}</td></tr>") + "</table>",
    "definition list": "<dl>" + rows("<dt><a href='{url}'>{title}</a></dt><dd>{day}</dd>") + "</dl>",
    "lines with br": "<div>" + rows("<a href='{url}'>{title}</a> ({day})<br>") + "</div>",
    "lines with br, date first": "<div>" + rows("{day} <a href='{url}'>{title}</a><br>") + "</div>",
    "paragraphs": "<div>" + rows("<p><a href='{url}'>{title}</a>　{day}</p>") + "</div>",
    "date inside the link": "<ul>" + rows("<li><a href='{url}'>{title}<em>{day}</em></a></li>") + "</ul>",
    "calendar leaf": "<ul>" + rows("<li><p><b>{dd}</b><i>{month}</i></p><a href='{url}'>{title}</a></li>") + "</ul>",
    "cut text, whole title": "<ul>"
    + rows("<li><a href='{url}' title='{title}'>关于…</a><span>{day}</span></li>")
    + "</ul>",
    "picture and title linked to the same": "<ul>"
    + rows("<li><a href='{url}'><img src=a.jpg></a><h3><a href='{url}'>{title}</a></h3><p>{day}</p></li>")
    + "</ul>",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_articles_come_with_title_and_day_and_nothing_else_comes(layout: str) -> None:
    assert read_list(page(layout), LIST, SOURCE).articles == EXPECTED


def test_striped_rows_are_one_list() -> None:
    stripes = "".join(
        f"<div class='row {mark}'><a href='{url}'>{title}</a><span>{day}</span></div>"
        for mark, url, title, day in zip(("odd first", "even", "odd last"), ADDRESSES, TITLES, DAYS, strict=True)
    )
    assert read_list(page(f"<div class='list'>{stripes}</div>"), LIST, SOURCE).articles == EXPECTED


def test_a_list_of_one_article_is_read() -> None:
    body = f"<ul><li><a href='{ADDRESSES[0]}'>{TITLES[0]}</a><span>{DAYS[0]}</span></li></ul>"
    assert read_list(page(body), LIST, SOURCE).articles == EXPECTED[:1]


def test_days_without_a_year_are_evidence_but_no_date() -> None:
    body = "<ul>" + rows("<li><a href='{url}'>{title}</a><span>[{short}]</span></li>") + "</ul>"
    assert [(a.url, a.listed) for a in read_list(page(body), LIST, SOURCE).articles] == [(u, None) for u in ADDRESSES]


def test_a_list_without_any_dates_is_reported_by_titles_and_addresses() -> None:
    body = "<ul>" + rows("<li><a href='{url}'>{title}</a></li>") + "</ul>"
    assert [article.title for article in read_list(page(body), LIST, SOURCE).articles] == list(TITLES)


def test_the_newest_of_other_columns_next_to_the_list_are_left() -> None:
    aside = "".join(
        f"<li><a href='/zwgk/gzdt/t20230601_{n}.html'>我区召开第{n}次防汛工作会议部署</a><span>2023-06-01</span></li>"
        for n in range(5)
    )
    body = f"<ul class='main'>{rows('<li><a href={url}>{title}</a>{day}</li>')}</ul><ul class='aside'>{aside}</ul>"
    assert read_list(page(body), LIST, SOURCE).articles == EXPECTED


def test_hot_links_without_dates_next_to_a_dated_list_are_left() -> None:
    hot = "".join(f"<li><a href='/zwgk/tzgg/t2022_{n}00.html'>热点推荐的一篇较长的标题{n}</a></li>" for n in range(5))
    body = f"<ul class='main'>{rows('<li><a href={url}>{title}</a>{day}</li>')}</ul><ul class='hot'>{hot}</ul>"
    assert read_list(page(body), LIST, SOURCE).articles == EXPECTED


def test_articles_filed_by_column_number_are_of_their_column() -> None:
    source = Source(name="s", allowed_domains=("www.example.gov.cn",))
    main = "".join(
        f"<tr><td><a href='/art/2023/6/{n}/art_1234_{n}99.html'>征求意见第{n}号公告</a></td><td>2023-06-0{n}</td></tr>"
        for n in (1, 2)
    )
    other = "<div class='b'><a href='/art/2023/6/3/art_99_555.html'>别的栏目的一篇较长文章标题</a> 2023-06-03</div>"
    found = read_list(page(f"<table>{main}</table>{other}"), f"{SITE}/col/col1234/index.html", source)
    assert [a.url for a in found.articles] == [f"{SITE}/art/2023/6/{n}/art_1234_{n}99.html" for n in (1, 2)]


def test_attachments_and_other_sites_are_not_articles() -> None:
    body = (
        "<ul>"
        + rows("<li><a href='{url}'>{title}</a><span>{day}</span></li>")
        + "<li><a href='/zwgk/tzgg/P020230607.pdf'>附件：申请表格下载填写说明</a><span>2023-06-07</span></li>"
        + "<li><a href='http://www.other.gov.cn/t20230607_1.html'>上级部门关于同一事项的通知</a><span>2023-06-07</span></li>"
        + "</ul>"
    )
    assert read_list(page(body), LIST, SOURCE).articles == EXPECTED


def test_follow_patterns_decide_alone() -> None:
    source = Source(name="s", allowed_domains=SOURCE.allowed_domains, follow=(r"/zhengwu/\d+$",))
    body = f"<a href='/zhengwu/7'>短</a>{rows('<p><a href={url}>{title}</a>{day}</p>')}"
    assert [a.url for a in read_list(page(body), LIST, source).articles] == [f"{SITE}/zhengwu/7"]


def test_skip_patterns_hold() -> None:
    source = Source(name="s", allowed_domains=SOURCE.allowed_domains, skip=("t2023010",))
    body = "<ul>" + rows("<li><a href='{url}'>{title}</a><span>{day}</span></li>") + "</ul>"
    assert read_list(page(body), LIST, source).articles == EXPECTED[1:]


def test_a_base_address_is_honoured() -> None:
    text = f"<base href='{SITE}/base/'>" + page(
        "<ul><li><a href='t20230607_1.html'>关于停水的紧急通知</a> 2023-06-07</ul>"
    )
    assert [a.url for a in read_list(text, LIST, SOURCE).articles] == [f"{SITE}/base/t20230607_1.html"]


@pytest.mark.parametrize(
    "text",
    ["", "\0", "<", "{", "[]", "null(", "<a href='http://[::1'>x</a>", "<a href=x></a>" * 20_000],
    ids=["empty", "nul", "lone", "brace", "list", "call", "bad address", "many links"],
)
def test_broken_pages_lead_nowhere(text: str) -> None:
    assert read_or_rejected(text).next_pages == ()


def test_a_page_that_no_browser_would_show_is_rejected_by_name() -> None:
    with pytest.raises(Rejected, match="too large: tags nested 100000 deep"):
        read_list("<div>" * 100_000, LIST, SOURCE)


def read_or_rejected(text: str) -> ListPage:
    """Nothing, where something else came in the list's place."""
    try:
        return read_list(text, LIST, SOURCE)
    except Rejected:
        return ListPage(())


MILLION = 1_000_000
HOSTILE = {
    "records without an end": "<datastore>" + "<record>" * MILLION,
    "groups without an end": "<datastore>" + "<nextgroup><![CDATA[" * MILLION,
    "calls without an end": "<script>" + "createPage" * MILLION,
    "quotes": "<script>dataproxy.jsp" + "'" * MILLION,
    "brackets in a link": f"<a href=/t20230607_1.html>{'(' * MILLION}</a>2023-06-07",
    "one address many times": "<div>" + "<a href=/t20230607_1.html>x</a>2023 " * 20_000,
    "dates": "<li><a href=/t20230607_1.html>x</a>" + "2023-06-" * MILLION,
    "a callback": "callback(" + "[" * MILLION + "]" * MILLION,
    "nested lists": "[" * MILLION,
    "a long number": '{"total":2,"articles":[{"title":"a","url":"/t1.html","date":' + "9" * 4000 + "}]}",
    "a long number as text": '{"total":2,"articles":[{"title":"a","url":"/t1.html","date":"' + "9" * 9000 + '"}]}',
    "groups": "".join(
        f"<div class=a{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676 % 26)}>"
        f"<a href=/t2023{n}.html>x</a></div>"
        for n in range(17_000)
    ),
    "calls": f"<script>{'function f(a){location=' * 20_000}</script>" + "<a href='javascript:f(1)'>x</a>" * 20_000,
    "boxes that are clicked": "<div onclick=\"location='/t1.html'\">" * 1400 + "x" * MILLION,
    "forms": "<form method=post><input name=page></form>" * 20_000 + "<a href='javascript:f(1)'>下一页</a>" * 20_000,
    "angles": "<datastore><record>" + "<" * MILLION + "</record>",
}


@pytest.mark.timeout(120)  # each takes a second or less; hours, where the work grows with the square of the size
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_take_no_more_time_than_their_size(text: str) -> None:
    assert len(read_or_rejected(text).articles) <= 1


def test_an_article_page_leads_to_no_articles() -> None:
    body = (
        f"<h1>{TITLES[0]}</h1><p>发布日期：2023-01-07 来源：本网</p><p>各镇人民政府、街道办事处，区直各单位：</p>" * 3
    )
    assert read_list(page(body), ADDRESSES[0], SOURCE).articles == ()
