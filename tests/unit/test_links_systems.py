"""List pages as real content systems write them: the articles come, and nothing of what stands around them."""

from datetime import date

import pytest

from pipelines.lists.read import ListedLink, ListPage, read_list
from pipelines.models import Source
from pipelines.text.charset import decode

SITE = "http://www.example.gov.cn"
SOURCE = Source(name="example", allowed_domains=("www.example.gov.cn",))
FIRST, SECOND, THIRD = (
    "关于2023年城市道路冬季养护安排的通知",
    "区人民政府办公室关于清明节放假的公告",
    "关于征集老旧小区改造意见的公示",
)
NAVIGATION = """
<div class="header"><ul class="menu">
<li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/zwfw/">政务服务</a></li>
<li><a href="/hdjl/index.html">互动交流</a></li><li><a href="/zjwm/2019/0312/1234.html">走进我们</a></li></ul></div>"""
FOOTER = """
<div class="links"><a href="http://www.gov.cn/">中国政府网</a><a href="http://www.prov.gov.cn/">省人民政府</a></div>
<div class="foot"><a href="/bzxx/20190304_1.html">联系我们</a><a href="/bzxx/20190304_2.html">使用帮助</a>
<a href="http://beian.miit.gov.cn">某ICP备05012345号</a><a href="javascript:window.close()">关闭</a></div>"""


def listed(url: str, body: str, source: Source = SOURCE) -> ListPage:
    text = f"<html><head><title>通知公告_某某区人民政府</title></head><body>{NAVIGATION}{body}{FOOTER}</body></html>"
    return read_list(text, SITE + url, source)


def reported(page: ListPage) -> list[tuple[str, str, str]]:
    """Address, title and day of each article, short enough to be read in a test."""
    return [(one.url.removeprefix(SITE), one.title, str(one.listed or "")) for one in page.articles]


def test_trs_rows_with_relative_addresses() -> None:
    body = f"""<div class="gl_list"><UL>
    <LI><span>2023-11-02</span><A href="./202311/t20231102_801.html" target="_blank" title="{FIRST}">关于2023年城市道路…</A></LI>
    <LI><span>2023-04-01</span><A href="./202304/t20230401_802.html" target="_blank" title="{SECOND}">区人民政府办公室…</A></LI>
    </UL></div><script>createPageHTML(8, 0, "index", "html");</script>"""
    assert reported(listed("/zwgk/tzgg/", body)) == [
        ("/zwgk/tzgg/202311/t20231102_801.html", FIRST, "2023-11-02"),
        ("/zwgk/tzgg/202304/t20230401_802.html", SECOND, "2023-04-01"),
    ]


def test_hanweb_rows_in_tables_without_ends() -> None:
    body = f"""<TABLE width="100%"><TR><TD><A HREF="/art/2023/11/2/art_61_9001.html" class="bt_link">{FIRST}</A>
    <TD align=right>[2023-11-02]<TR><TD><A HREF="/art/2023/4/1/art_61_9002.html" class="bt_link">{SECOND}</A>
    <TD align=right>[2023-04-01]</TABLE>"""
    assert reported(listed("/col/col61/index.html", body)) == [
        ("/art/2023/11/2/art_61_9001.html", FIRST, "2023-11-02"),
        ("/art/2023/4/1/art_61_9002.html", SECOND, "2023-04-01"),
    ]


def test_kaipu_rows_with_a_mark_before_each() -> None:
    body = f"""<div class="list-right"><ul class="navjz clearfix">
    <li class="clearfix"><i class="icon"></i><a href="/zwgk/content/1000123.html" title="{FIRST}" class="left">{FIRST}</a>
    <span class="right date">2023-11-02</span></li><li class="clearfix"><i class="icon"></i>
    <a href="/zwgk/content/1000124.html" title="{SECOND}" class="left">{SECOND}</a><span class="right date">2023-04-01</span>
    </li><li class="lm_line"></li></ul></div>"""
    assert reported(listed("/zwgk/column/77", body)) == [
        ("/zwgk/content/1000123.html", FIRST, "2023-11-02"),
        ("/zwgk/content/1000124.html", SECOND, "2023-04-01"),
    ]


def test_ucap_rows_with_title_and_date_in_spans_of_the_link() -> None:
    body = f"""<div class="xxgk"><ul>
    <li><a href="/11342/202311/5b0c8d1e2f.shtml"><span class="rt">2023-11-02</span><span class="lt">{FIRST}</span></a></li>
    <li><a href="/11342/202304/6a7b8c9d0e.shtml"><span class="rt">2023-04-01</span><span class="lt">{SECOND}</span></a></li>
    </ul></div>"""
    assert reported(listed("/11342/list.shtml", body)) == [
        ("/11342/202311/5b0c8d1e2f.shtml", FIRST, "2023-11-02"),
        ("/11342/202304/6a7b8c9d0e.shtml", SECOND, "2023-04-01"),
    ]


def test_rows_of_the_central_government_site() -> None:
    body = f"""<div class="news_box"><div class="list list_1 list_2"><ul>
    <li><h4><a href="/zhengce/zhengceku/202311/content_6900001.htm" target="_blank">{FIRST}</a>
    <span class="date"> 2023-11-02 </span></h4></li>
    <li class="line"></li>
    <li><h4><a href="/zhengce/zhengceku/202304/content_6900002.htm" target="_blank">{SECOND}</a>
    <span class="date"> 2023-04-01 </span></h4></li></ul></div></div>"""
    assert reported(listed("/zhengce/zuixin/home.htm", body)) == [
        ("/zhengce/zhengceku/202311/content_6900001.htm", FIRST, "2023-11-02"),
        ("/zhengce/zhengceku/202304/content_6900002.htm", SECOND, "2023-04-01"),
    ]


def test_rows_that_open_a_window() -> None:
    body = f"""<table id="list"><tr><th>标题</th><th>日期</th></tr>
    <tr onclick="window.open('info.jsp?infoid=331')"><td>1</td><td>{FIRST}</td><td>2023-11-02</td></tr>
    <tr onclick="window.open('info.jsp?infoid=332')"><td>2</td><td>{SECOND}</td><td>2023-04-01</td></tr></table>"""
    assert reported(listed("/portal/list.jsp?type=7", body)) == [
        ("/portal/info.jsp?infoid=331", FIRST, "2023-11-02"),
        ("/portal/info.jsp?infoid=332", SECOND, "2023-04-01"),
    ]


def test_links_that_call_a_function_of_the_page() -> None:
    body = f"""<script type="text/javascript">
    function goHome() {{ location.href = "/"; }}
    function openInfo(id, kind) {{
      var url = "/portal/info.do?infoid=" + id + "&kind=" + kind;
      window.open(url);
    }}</script><table>
    <tr><td><a href="javascript:openInfo('331', 2)"><span>{FIRST}</span></a></td><td>2023-11-02</td></tr>
    <tr><td><a href="#" onclick="openInfo('332', 2);return false;"><span>{SECOND}</span></a></td><td>2023-04-01</td></tr>
    </table>"""
    assert reported(listed("/portal/list.do", body)) == [
        ("/portal/info.do?infoid=331&kind=2", FIRST, "2023-11-02"),
        ("/portal/info.do?infoid=332&kind=2", SECOND, "2023-04-01"),
    ]


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("show('1')", "function show(a) { window.open(base(a)); }"),
        ("show(this)", "function show(a) { window.open('/info.do?id=' + a); }"),
        ("show('1')", "function other(a) { window.open('/info.do?id=' + a); }"),
        ("show('1')", "function show(a) { window.open('/info.do?id=' + a.id); }"),
        ("show('1')", "function show(a) { alert('/info.do?id=' + a); }"),
    ],
    ids=["made by a call", "of the link itself", "of no function here", "of a part", "opens nothing"],
)
def test_a_call_that_cannot_be_read_leads_nowhere(call: str, body: str) -> None:
    row = f'<ul><li><a href="javascript:{call}">{FIRST}</a>2023-11-02</li></ul>'
    assert reported(listed("/portal/list.do", f"{row}<script>{body}</script>")) == []


def test_cards_with_picture_and_summary() -> None:
    def card(number: int, title: str, day: str) -> str:
        return f"""<div class="card"><a href="/zwdt/content/post_{number}.html"><div class="pic"><img src="/{number}.jpg"></div>
        <div class="txt"><h3>{title}</h3><p>近日，区住建局召开会议，对下一步工作进行安排部署，要求各单位切实抓好落实。</p>
        <span>{day}</span></div></a></div>"""

    body = f'<div class="cards">{card(81, FIRST, "2023-11-02")}{card(82, SECOND, "2023-04-01")}</div>'
    assert reported(listed("/zwdt/index.html", body)) == [
        ("/zwdt/content/post_81.html", FIRST, "2023-11-02"),
        ("/zwdt/content/post_82.html", SECOND, "2023-04-01"),
    ]


def test_cards_whose_picture_title_and_more_are_links_of_their_own() -> None:
    def card(number: int, title: str, day: str) -> str:
        link = f"/zwdt/content/post_{number}.html"
        return f"""<div class="item"><a href="{link}"><img src="/{number}.jpg" alt=""></a><div><h4><a href="{link}">{title}</a></h4>
        <p>近日，区住建局召开会议，对下一步工作进行安排部署。<a href="{link}">[查看详情]</a></p><i>{day}</i></div></div>"""

    body = card(81, FIRST, "2023-11-02") + card(82, SECOND, "2023-04-01")
    assert reported(listed("/zwdt/index.html", body)) == [
        ("/zwdt/content/post_81.html", FIRST, "2023-11-02"),
        ("/zwdt/content/post_82.html", SECOND, "2023-04-01"),
    ]


def test_a_title_next_to_a_link_that_only_says_view() -> None:
    body = f"""<table><tr><td>1</td><td>{FIRST}</td><td>2023-11-02</td><td><a href="/gk/detail?id=41">查看</a></td></tr>
    <tr><td>2</td><td>{SECOND}</td><td>2023-04-01</td><td><a href="/gk/detail?id=42">查看</a></td></tr></table>"""
    assert reported(listed("/gk/list", body)) == [
        ("/gk/detail?id=41", FIRST, "2023-11-02"),
        ("/gk/detail?id=42", SECOND, "2023-04-01"),
    ]


def test_a_title_attribute_that_holds_author_and_time_as_well() -> None:
    body = f"""<table><tr><td><a href="/Article/201.html" title="文章标题：{FIRST}&#13;&#10;作&nbsp;&nbsp;者：佚名&#13;&#10;更新时间：2023-11-2 9:30:00">{FIRST[:8]}…</a></td>
    <td>2023-11-02</td></tr></table>"""
    assert reported(listed("/Article/tzgg/", body)) == [("/Article/201.html", FIRST, "2023-11-02")]


def test_hot_and_related_blocks_next_to_the_list_are_left() -> None:
    hot = "".join(
        f'<li><em>{n}</em><a href="/ztzl/content_55{n}.html">热门阅读的一篇较长文章标题{n}</a></li>'
        for n in range(1, 6)
    )
    related = "".join(
        f'<li><a href="/xwzx/content_66{n}.html">相关推荐的另一篇文章标题第{n}篇</a><span>2023-10-0{n}</span></li>'
        for n in (1, 2)
    )
    body = f"""<div class="left"><h3>热点</h3><ol>{hot}</ol></div><div class="right"><ul class="infolist">
    <li><a href="/zwgk/tzgg/content_771.html">{FIRST}</a><span>2023-11-02</span></li>
    <li><a href="/zwgk/tzgg/content_772.html">{SECOND}</a><span>2023-04-01</span></li></ul>
    <div class="tj"><h3>推荐</h3><ul class="tjlist">{related}</ul></div></div>"""
    assert reported(listed("/zwgk/tzgg/list.html", body)) == [
        ("/zwgk/tzgg/content_771.html", FIRST, "2023-11-02"),
        ("/zwgk/tzgg/content_772.html", SECOND, "2023-04-01"),
    ]


def test_terms_and_descriptions() -> None:
    body = f"""<dl class="list"><dt><a href="/xx/202311/t1_331.htm">{FIRST}</a></dt><dd>发布日期：2023年11月2日　来源：住建局</dd>
    <dt><a href="/xx/202304/t1_332.htm">{SECOND}</a></dt><dd>发布日期：2023年4月1日　来源：办公室</dd></dl>"""
    assert reported(listed("/xx/", body)) == [
        ("/xx/202311/t1_331.htm", FIRST, "2023-11-02"),
        ("/xx/202304/t1_332.htm", SECOND, "2023-04-01"),
    ]


def test_rows_of_divs_with_their_column_as_a_link() -> None:
    def row(number: int, title: str, day: str) -> str:
        return f"""<div class="news-row row-{number}"><div class="c1"><a href="/tzgg/">[通知公告]</a></div>
        <div class="c2"><a href="/view/{number}.html">{title}</a></div><div class="c3">{day}</div></div>"""

    body = f'<div class="news">{row(4410, FIRST, "2023-11-02")}{row(4411, SECOND, "2023-04-01")}</div>'
    assert reported(listed("/tzgg/", body)) == [
        ("/view/4410.html", FIRST, "2023-11-02"),
        ("/view/4411.html", SECOND, "2023-04-01"),
    ]


def test_a_column_page_with_blocks_gives_the_articles_of_all_of_them() -> None:
    def block(name: str, folder: str, number: int, title: str) -> str:
        return f"""<div class="block"><div class="hd"><h2><a href="/zwgk/{folder}/">{name}</a></h2><a class="more" href="/zwgk/{folder}/">更多&gt;&gt;</a></div>
        <ul><li><a href="/zwgk/{folder}/t20231102_{number}.html">{title}</a><span>11-02</span></li></ul></div>"""

    body = (
        block("通知公告", "tzgg", 1, FIRST) + block("政府文件", "zfwj", 2, SECOND) + block("意见征集", "yjzj", 3, THIRD)
    )
    page = listed("/zwgk/", body)
    assert reported(page) == [
        ("/zwgk/tzgg/t20231102_1.html", FIRST, "2023-11-02"),
        ("/zwgk/zfwj/t20231102_2.html", SECOND, "2023-11-02"),
        ("/zwgk/yjzj/t20231102_3.html", THIRD, "2023-11-02"),
    ]


def test_more_is_no_next_page() -> None:
    body = f"""<div class="hd">通知公告<a href="/zwgk/tzgg/">更多&gt;&gt;</a></div><ul>
    <li><a href="/zwgk/tzgg/t20231102_1.html">{FIRST}</a><span>11-02</span></li></ul>"""
    assert listed("/zwgk/", body).next_pages == ()


def test_session_ids_are_no_part_of_an_articles_address() -> None:
    body = f"""<ul><li><a href="view.jsp;jsessionid=8A1F0C?id=5501">{FIRST}</a>2023-11-02</li>
    <li><a href="view.jsp?id=5502&PHPSESSID=0123456789abcdef0123456789abcdef">{SECOND}</a>2023-04-01</li></ul>"""
    assert reported(listed("/portal/list.jsp", body)) == [
        ("/portal/view.jsp?id=5501", FIRST, "2023-11-02"),
        ("/portal/view.jsp?id=5502", SECOND, "2023-04-01"),
    ]


def test_a_list_in_gbk_with_uppercase_tags() -> None:
    body = f"""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312"><TITLE>公告</TITLE></HEAD><BODY>
    <TABLE><TR><TD><IMG SRC="dot.gif"><A HREF="ShowArticle.asp?ArticleID=210" TARGET="_blank">{FIRST}</A></TD><TD>2023-11-2</TD></TR>
    <TR><TD><IMG SRC="dot.gif"><A HREF="ShowArticle.asp?ArticleID=211" TARGET="_blank">{SECOND}</A></TD><TD>2023-4-1</TD></TR>
    </TABLE></BODY></HTML>""".encode("gbk")
    assert reported(read_list(decode(body)[0], f"{SITE}/news/Class.asp?ClassID=3", SOURCE)) == [
        ("/news/ShowArticle.asp?ArticleID=210", FIRST, "2023-11-02"),
        ("/news/ShowArticle.asp?ArticleID=211", SECOND, "2023-04-01"),
    ]


def test_short_titles_with_days_and_numbers_are_articles() -> None:
    body = """<ul class="list"><li><a href="/zwgk/rsrm/t20231102_1.html">任免通知</a><span>2023-11-02</span></li>
    <li><a href="/zwgk/rsrm/t20230401_2.html">停水公告</a><span>2023-04-01</span></li></ul>"""
    assert reported(listed("/zwgk/rsrm/", body)) == [
        ("/zwgk/rsrm/t20231102_1.html", "任免通知", "2023-11-02"),
        ("/zwgk/rsrm/t20230401_2.html", "停水公告", "2023-04-01"),
    ]


def test_a_list_whose_rows_mostly_lead_off_the_site() -> None:
    body = f"""<ul class="list"><li><a href="http://www.gov.cn/zhengce/content_9001.htm">{FIRST}</a><span>2023-11-02</span></li>
    <li><a href="https://mp.weixin.qq.com/s/AbCdEfGh123">{SECOND}</a><span>2023-04-01</span></li>
    <li><a href="/zwgk/t20230301_3.html">{THIRD}</a><span>2023-03-01</span></li></ul>"""
    page = listed("/zwgk/", body)
    assert [one.url for one in page.articles] == [f"{SITE}/zwgk/t20230301_3.html"]


def test_rows_to_other_hosts_are_distinguished() -> None:
    body = f"""<ul class="list"><li><a href="http://www.gov.cn/zhengce/content_9001.htm">{FIRST}</a><span>2023-11-02</span></li>
    <li><a href="/zwgk/t20230301_3.html">{THIRD}</a><span>2023-03-01</span></li></ul>"""
    assert listed("/zwgk/", body).off_site == (
        ListedLink("http://www.gov.cn/zhengce/content_9001.htm", FIRST, date(2023, 11, 2)),
    )


def test_the_footers_friends_are_no_rows_off_the_site() -> None:
    friends = "".join(
        f'<li><a href="http://www.city{n}.gov.cn/">第{n}号友好城市人民政府门户网站</a></li>' for n in range(9)
    )
    body = f"<ul><li><a href='/zwgk/t20230301_3.html'>{THIRD}</a>2023-03-01</li></ul><ul class='friends'>{friends}</ul>"
    assert listed("/zwgk/", body).off_site == ()


def test_a_list_in_a_frame_is_read_there() -> None:
    body = '<iframe id="list" src="/common/list_7.jsp?col=77" width="100%"></iframe><iframe src="about:blank"></iframe>'
    page = listed("/zwgk/tzgg/", body)
    assert [ask.url for ask in page.next_pages] == [f"{SITE}/common/list_7.jsp?col=77"]


def test_frames_next_to_a_list_are_left() -> None:
    body = f"""<ul><li><a href='/zwgk/t20230301_3.html'>{THIRD}</a>2023-03-01</li></ul><iframe src="/weather.html"></iframe>"""
    assert listed("/zwgk/", body).next_pages == ()


@pytest.mark.parametrize(
    ("pager", "url"),
    [
        ('<a href="?year=2031&month=6">下一页</a>', "/rili/?year=2031&month=5"),
        ('<a href="/rili/2031/06/">下一页</a>', "/rili/2031/05/"),
        ('<a href="/rili/2031/05/02/">»</a>', "/rili/2031/05/01/"),
        ('<a href="?date=2031-06">&gt;</a>', "/rili/?date=2031-05"),
        ('<b>1</b><a href="?day=2">2</a><a href="?day=3">3</a>', "/rili/"),
        ('<a href="?cid=4&ym=203106">下一页</a>', "/rili/?cid=4&ym=203105"),
    ],
)
def test_a_calendar_is_no_pager(pager: str, url: str) -> None:
    assert listed(url, pager).next_pages == ()


def test_a_pager_in_a_folder_of_a_month_is_one() -> None:
    page = listed("/zwgk/2023/05/index.html", '<a href="/zwgk/2023/05/index_1.html">下一页</a>')
    assert [ask.url for ask in page.next_pages] == [f"{SITE}/zwgk/2023/05/index_1.html"]


def test_a_next_page_that_a_function_opens() -> None:
    body = "<script>function goPage(n){ window.location.href='list.jsp?type=7&pageNo='+n; }</script><a href='javascript:goPage(3)'>下一页</a>"
    assert [ask.url for ask in listed("/portal/list.jsp?type=7&pageNo=2", body).next_pages] == [
        f"{SITE}/portal/list.jsp?type=7&pageNo=3"
    ]


@pytest.mark.parametrize(
    ("body", "column"),
    [
        (
            '<div class="dqwz">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="./">政策文件</a></div>',
            "政策文件",
        ),
        (
            '<div class="crumbs"><a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="/zwgk/">政务公开</a>&nbsp;&gt;&nbsp;<span>人事任免</span></div>',
            "人事任免",
        ),
        ("", "通知公告"),
    ],
    ids=["breadcrumb", "named by its class", "title"],
)
def test_a_list_is_called_by_its_breadcrumb_or_its_title(body: str, column: str) -> None:
    rows = f"<ul><li><a href='/zwgk/t20230301_3.html'>{THIRD}</a>2023-03-01</li></ul>"
    assert listed("/zwgk/", body + rows).column == column


def test_a_list_that_says_only_the_sites_name_has_no_column() -> None:
    assert read_list("<title>某某区人民政府门户网站</title><p>欢迎您", f"{SITE}/", SOURCE).column == ""


def test_an_undated_list_of_the_column_stays_next_to_dated_news_of_others() -> None:
    main = "".join(
        f'<li><a href="/flfg/gz/t4_{n}01.html">某某区城市道路养护管理规定之{n}</a></li>' for n in range(1, 5)
    )
    news = '<li><a href="/xwzx/t20231102_9.html">我区召开第三次全体会议</a><span>2023-11-02</span></li>'
    body = f'<ul class="main">{main}</ul><div class="side"><ul class="new">{news}</ul></div>'
    found = [one.url.removeprefix(SITE) for one in listed("/flfg/gz/index.html", body).articles]
    assert found[:4] == [f"/flfg/gz/t4_{n}01.html" for n in range(1, 5)]


def test_rows_with_links_to_office_and_kind_before_the_title() -> None:
    def row(number: int, title: str, day: str) -> str:
        return f"""<tr><td>{day}</td><td><a href="/gk/zjj/">住建局</a></td><td><a href="/gk/zjj/tz/">通知</a></td>
        <td><a href="/gk/info/{number}.html">{title}</a></td></tr>"""

    body = f'<table class="gk">{row(5501, FIRST, "2023-11-02")}{row(5502, SECOND, "2023-04-01")}</table>'
    assert reported(listed("/gk/list.html", body)) == [
        ("/gk/info/5501.html", FIRST, "2023-11-02"),
        ("/gk/info/5502.html", SECOND, "2023-04-01"),
    ]


def test_rows_with_a_file_between_title_and_date() -> None:
    body = f"""<ul><li><a href="/gk/info/5501.html">{FIRST}</a> <a href="/gk/5501.pdf">[附件下载]</a> <em>2023-11-02</em></li>
    <li><a href="/gk/info/5502.html">{SECOND}</a> <a href="/gk/5502.pdf">[附件下载]</a> <em>2023-04-01</em></li></ul>"""
    assert reported(listed("/gk/list.html", body)) == [
        ("/gk/info/5501.html", FIRST, "2023-11-02"),
        ("/gk/info/5502.html", SECOND, "2023-04-01"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "· {}",
        "■{}",
        "{} 2023-11-02",
        "{}　[2023-11-02 10:30]",
        "2023-11-02 10:30:00 {}",
        "{} 发布时间：2023-11-02",
        "{}(2023年11月02日)",
    ],
)
def test_marks_and_days_in_a_link_are_no_part_of_its_title(text: str) -> None:
    body = f'<ul><li><a href="/gk/info/5501.html">{text.format(FIRST)}</a><i>2023-11-02</i></li></ul>'
    assert reported(listed("/gk/list.html", body)) == [("/gk/info/5501.html", FIRST, "2023-11-02")]


def test_a_picture_that_is_a_link_is_called_by_its_words() -> None:
    body = "".join(
        f'<div class="pic"><a href="/zt/2023110{n}/info_{n}.html"><img src="{n}.jpg" alt="{title}"></a><p>2023-11-0{n}</p></div>'
        for n, title in ((1, FIRST), (2, SECOND))
    )
    assert [title for _, title, _ in reported(listed("/zt/", body))] == [FIRST, SECOND]


@pytest.mark.parametrize(
    "pager",
    [
        """<input type="button" value="下一页" onclick="window.location.href='list_2.html'">""",
        """<button onclick="location='list_2.html'">下一页</button>""",
        '<a href="list_2.html"><img src="/images/next.gif" alt="下一页"></a>',
    ],
    ids=["input", "button", "picture"],
)
def test_a_next_page_behind_a_button(pager: str) -> None:
    body = f"<ul><li><a href='/zwgk/t20230301_3.html'>{THIRD}</a>2023-03-01</li></ul>"
    assert [ask.url for ask in listed("/zwgk/", body + pager).next_pages] == [f"{SITE}/zwgk/list_2.html"]


def test_a_day_in_the_title_is_not_that_of_the_row() -> None:
    title = "关于2023年12月1日停水的通知"
    body = f"<ul><li><a href='/zwgk/t20231102_3.html'>{title}</a><span>2023-11-02</span></li></ul>"
    assert reported(listed("/zwgk/", body)) == [("/zwgk/t20231102_3.html", title, "2023-11-02")]


def test_a_day_in_the_title_alone_is_none() -> None:
    title = "关于2023年12月1日停水的通知"
    row = f"<li><a href='/zwgk/t20231102_{{}}.html'>{title}</a></li>"
    body = f"<ul>{''.join(row.format(n) for n in (1, 2, 3))}</ul>"
    assert {day for _, _, day in reported(listed("/zwgk/", body))} == {""}


def test_friends_alone_are_no_rows_off_the_site() -> None:
    friends = "".join(
        f'<li><a href="http://www.city{n}00.gov.cn/site{n}00.html">第{n}号友好城市人民政府门户网站</a></li>'
        for n in range(1, 9)
    )
    assert listed("/zwgk/", f"<ul>{friends}</ul>").off_site == ()
