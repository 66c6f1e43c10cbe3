"""Rows whose address does not say what it leads to, whose days are several, whose titles are cut."""

from datetime import UTC, date, datetime

import pytest

from pipelines.lists.read import links_of, read_list
from pipelines.models import ListPage, Page, Role, Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/index.html"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("example.gov.cn",))
TITLES = ("关于开展农村危房改造工作的通知", "区人民政府办公室关于春节放假的公告", "关于公布行政许可事项目录的通告")
DAYS = ("2026-09-16", "2026-09-15", "2026-08-28")
MENU = """<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/125207/index.html">政务公开</a></li>
<li><a href="/zwgk/125213/index.html">法定主动公开内容目录</a></li><li><a href="/hdjl/130001/">互动交流平台入口</a></li></ul></div>"""
FOOT = """<div class="footer"><p>网站标识码：4401830001 <a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44010602000123">
粤公网安备44010602000123号</a> 更新于2026-09-16</p><ul><li><a href="/bzxx/20190304_1.html">关于我们和使用帮助</a><span>2019-03-04</span></li>
<li><a href="http://www.gov.cn/">中国政府网</a></li></ul></div>"""


def read(body: str, url: str = LIST) -> ListPage:
    text = f"<html><head><title>通知公告</title></head><body>{MENU}<div class='main'>{body}</div>{FOOT}</body></html>"
    return read_list(text, url, SOURCE)


def listed(body: str, url: str = LIST) -> list[tuple[str, str, str]]:
    return [(one.url.removeprefix(SITE), one.title, str(one.listed or "")) for one in read(body, url).articles]


def rows(row: str, addresses: list[str]) -> str:
    return "".join(row.format(u=u, t=t, d=d) for u, t, d in zip(addresses, TITLES, DAYS, strict=True))


@pytest.mark.parametrize(
    "addresses",
    [
        [f"/zwgk/tzgg/20260916123456{n}/index.html" for n in range(3)],
        [f"/goutongjiaoliu/113456/113469/581585{n}/index.html" for n in range(3)],
        [f"/fgw/zc/zxzc/be842d3c1f0a4b5c9d7e6f5a4b3c2d{n}0/index.shtml" for n in range(3)],
        [f"/customs/302249/302266/67890{n}2/" for n in range(3)],
        [f"/art/2026/9/art_{n}55123/content.html" for n in range(3)],
    ],
    ids=["long number", "short number", "hexadecimal", "folder alone", "named"],
)
@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='{u}'>{t}</a><span>{d}</span></li>",
        "<table><tr><td width=15></td><td><font class=s><a href='{u}' title='{t}' istitle=true>{t}</a></font><span class=hui12>{d}</span></td></tr></table>",
        "<dl><dt><a href='{u}'>{t}</a></dt><dd>{d}</dd></dl>",
    ],
    ids=["list", "tables", "terms"],
)
def test_an_article_in_a_folder_of_its_own_is_known_by_its_dated_row(row: str, addresses: list[str]) -> None:
    assert listed(rows(row, addresses)) == list(zip(addresses, TITLES, DAYS, strict=True))


def test_a_menu_of_columns_with_numbers_is_no_list() -> None:
    assert listed("<p>各栏目的公开内容与往年相同，按年度归档</p>") == []


def test_the_column_of_a_row_is_not_taken_for_its_article() -> None:
    row = "<li><a href='/zwgk/125213/index.html'>[公告]</a><a href='{u}'>{t}</a><span>{d}</span></li>"
    addresses = [f"/zwgk/tzgg/t2026091{n}_8{n}.html" for n in range(3)]
    assert listed(rows(row, addresses)) == list(zip(addresses, TITLES, DAYS, strict=True))


@pytest.mark.parametrize(
    "name", ["P1{n}.pdf", "fujian{n}.doc", "t{n}.docx", "down/{n}.xls", "{n}.wps", "{n}.ofd", "zb{n}.zip"]
)
@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='{u}'>{t}</a><span>{d}</span></li>",
        "<tr><td><a href='/jg/bgt/'>办公厅</a></td><td><a href='{u}'>{t}</a></td><td>{d}</td></tr>",
        "<div class=item><span>{d}</span><p><a href='{u}'>{t}</a></p></div>",
    ],
    ids=["list", "table", "boxes"],
)
def test_rows_that_lead_to_files_are_items(row: str, name: str) -> None:
    addresses = [f"/zwgk/zfgb/{name.format(n=n)}" for n in range(2)] + ["/zwgk/zfgb/t20260828_3.html"]
    body = rows(row, addresses)
    assert listed(f"<table>{body}</table>" if row.startswith("<tr") else body) == list(
        zip(addresses, TITLES, DAYS, strict=True)
    )


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='{u}'>{t}</a> <a href='/f/{d}.pdf'>[附件下载]</a> <em>{d}</em></li>",
        "<div class=r><p><a href='{u}'>{t}</a></p><p><a href='/f/{d}.doc'>申请表格填写说明.doc</a></p><i>{d}</i></div>",
        "<tr><td><a href='{u}'>{t}</a></td><td>{d}</td><td><a href='/f/{d}.pdf'>PDF版全文下载</a></td></tr>",
    ],
    ids=["list", "boxes", "table"],
)
def test_a_file_in_an_articles_row_is_no_item(row: str) -> None:
    addresses = [f"/zwgk/tzgg/t2026091{n}_8{n}.html" for n in range(3)]
    body = rows(row, addresses)
    assert listed(f"<table>{body}</table>" if row.startswith("<tr") else body) == list(
        zip(addresses, TITLES, DAYS, strict=True)
    )


def test_pictures_and_programs_are_never_items() -> None:
    body = "".join(
        f"<li><a href='/p/{n}.{e}'>{TITLES[0]}</a>2026-09-16</li>" for n, e in enumerate(("jpg", "apk", "mp4"))
    )
    assert listed(f"<ul>{body}</ul>") == []


DAYS_SHOWN = {
    "2026-09-16": "2026-09-16",
    "２０２６－０９－１６": "2026-09-16",
    "２０２６年９月１６日": "2026-09-16",
    "26-09-16": "2026-09-16",
    "[26/09/16]": "2026-09-16",
    "20260916": "2026-09-16",
    "2026.9.16": "2026-09-16",
    "民國115年9月16日": "2026-09-16",
    "中華民國115年09月16日": "2026-09-16",
    "115-09-16": "2026-09-16",
    "115/09/16": "2026-09-16",
    "今天": "2026-09-16",
    "今天 08:30": "2026-09-16",
    "昨天": "2026-09-15",
    "3天前": "2026-09-13",
    "5小时前": "2026-09-16",
    "刚刚": "2026-09-16",
}


@pytest.mark.parametrize(("shown", "day"), DAYS_SHOWN.items())
def test_days_as_lists_show_them(shown: str, day: str) -> None:
    text = f"<ul><li><a href='/zwgk/tzgg/t1_81.html'>{TITLES[0]}</a><span>{shown}</span></li></ul>"
    page = Page("example", LIST, LIST, datetime(2026, 9, 15, 20, tzinfo=UTC), 200, (), text.encode(), Role.LIST)
    found = links_of(page, SOURCE)
    assert [str(one.listed) for one in found.articles] == [day]


def test_yesterday_is_no_date_where_nobody_knows_today() -> None:
    assert listed(f"<li><a href='/zwgk/tzgg/t1_81.html'>{TITLES[0]}</a><span>昨天</span></li>")[0][2] == ""


@pytest.mark.parametrize(
    "text",
    ["粤ICP备20041225号", "电话 0750-6390000", "第26-09-167号", "10.26.09.16", "编号2026091612", "成交价115.09.16.3"],
)
def test_numbers_of_other_things_are_no_days(text: str) -> None:
    assert listed(f"<li><a href='/zwgk/tzgg/t1_81.html'>{TITLES[0]}</a><span>{text}</span></li>") in (
        [],
        [("/zwgk/tzgg/t1_81.html", TITLES[0], "")],
    )


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='{u}'>{t}</a><i>成文日期：2026-01-02</i><i>发布日期：{d}</i></li>",
        "<li><a href='{u}'>{t}</a><i>发布日期：{d}</i><i>成文日期：2026-01-02</i></li>",
        "<li><a href='{u}'>{t}</a><i>公开时间：{d}</i><i>截止时间：2026-12-30</i></li>",
        "<li><a href='{u}'>{t}</a><i>2026-01-02</i><i>{d}</i></li>",
        "<li><a href='{u}'>{t}</a><i>{d}</i><i>2026-01-02</i></li>",
        "<li><a href='{u}'>{t}</a><i>{d} 至 2026-12-30</i></li>",
        "<li><a href='{u}'>{t}</a><p>请于2026年12月30日前将材料报送我局办公室，逾期不予受理。</p><i>{d}</i></li>",
        "<li><a href='{u}'>{t}</a><div style='display:none'>发布日期：2020-01-01</div><i>{d}</i></li>",
    ],
    ids=[
        "named last",
        "named first",
        "with a deadline",
        "later last",
        "later first",
        "range",
        "in a summary",
        "hidden",
    ],
)
def test_of_several_days_of_a_row_the_one_of_publication_counts(row: str) -> None:
    addresses = [f"/zwgk/tzgg/t1_8{n}.html" for n in range(3)]
    assert [day for _, _, day in listed(rows(row, addresses))] == list(DAYS)


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("<th>名称<th>成文日期<th>发布日期", "<td><a href='{u}'>{t}</a><td>2026-01-02<td>{d}"),
        ("<th>名称<th>公开日期<th>生成日期", "<td><a href='{u}'>{t}</a><td>{d}<td>2026-12-31"),
        ("<td>序号<td>标题<td>发布时间<td>截止时间", "<td>1<td><a href='{u}'>{t}</a><td>{d}<td>2026-12-31"),
    ],
)
def test_the_column_of_a_table_that_is_headed_so_holds_the_day(heads: str, cells: str) -> None:
    addresses = [f"/zwgk/tzgg/t1_8{n}.html" for n in range(3)]
    body = f"<table><tr>{heads}</tr>{rows(f'<tr>{cells}</tr>', addresses)}</table>"
    assert [day for _, _, day in listed(body)] == list(DAYS)


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='{u}' title='{t}'>关于开展农村危房改造工...</a>2026-09-16</li>",
        "<li><a href='{u}' title='关于开展农村…'>{t}</a>2026-09-16</li>",
        "<li><a href='{u}' title='{t}'>关于开展农村危房改造工作的…</a>2026-09-16</li>",
        "<li><a href='{u}'>关于开展农村危房改造工......</a><a href='{u}'>{t}</a>2026-09-16</li>",
    ],
)
def test_a_cut_title_loses_to_the_whole_one(row: str) -> None:
    assert listed(row.format(u="/zwgk/tzgg/t1_81.html", t=TITLES[0]))[0][1] == TITLES[0]


@pytest.mark.parametrize(
    "mark",
    ["?from=list", "?v=1789516800000", "?t=20260916123000", "?spm=list_page", "?_=1789516800", "?utm_source=home"],
)
def test_how_a_visitor_came_makes_no_other_bulletin(mark: str) -> None:
    row = "<li><a href='/zwgk/tzgg/t1_818.html{m}'>{t}</a>2026-09-16</li>"
    found = listed(f"<ul>{row.format(m=mark, t=TITLES[0])}{row.format(m='', t=TITLES[0])}</ul>")
    assert found == [("/zwgk/tzgg/t1_818.html", TITLES[0], "2026-09-16")]


@pytest.mark.parametrize(
    "address", ["/view.jsp?id=12&v=2", "/info?t=20260916123000", "/view?from=818", "/doc?ref=81234"]
)
def test_what_names_a_document_stays_in_its_address(address: str) -> None:
    assert listed(f"<ul><li><a href='{address}'>{TITLES[0]}</a>2026-09-16</li></ul>")[0][0] == address


@pytest.mark.parametrize(
    "row",
    [
        "<li v-for='item in list'><a :href='item.url' href='/detail/{{item.id}}'>{{item.title}}</a>2026-09-16</li>",
        "<li><a href='/detail/1001.html'>{{ item.title }}</a><span>2026-09-16</span></li>",
        "<li><a href='${row.url}'>${row.title}</a>2026-09-16</li>",
        "<li><a href='/d/<%=id%>.html'>&lt;%=title%&gt;</a>2026-09-16</li>",
    ],
)
def test_what_a_script_was_to_fill_in_is_no_link(row: str) -> None:
    assert listed(f"<ul>{row}</ul>") == []


def test_the_row_that_a_call_opens_by_its_address() -> None:
    row = """<li><a onclick="isDownLoad(this,'{u}')" title='{t}'>{t}</a><span>{d}</span></li>"""
    addresses = [f"/xxfb/tzggx/202609/t2026091{n}_73728.html" for n in range(3)]
    assert listed(f"<ul>{rows(row, addresses)}</ul>") == list(zip(addresses, TITLES, DAYS, strict=True))


def test_nothing_of_the_foot_is_a_row_off_the_site() -> None:
    assert read(f"<ul><li><a href='/zwgk/tzgg/t1_81.html'>{TITLES[0]}</a>2026-09-16</li></ul>").off_site == ()


def test_rows_in_a_panel_that_is_not_shown_yet_stay() -> None:
    row = "<li><a href='{u}'>{t}</a><span>{d}</span></li>"
    addresses = [f"/zwgk/tzgg/t1_8{n}.html" for n in range(3)]
    assert len(listed(f"<ul style='display:none'>{rows(row, addresses)}</ul>")) == 3


@pytest.mark.parametrize("how", ["hidden", "style='display:none'"])
@pytest.mark.parametrize(
    "row",
    [
        "<li><p><a href='{u}'>{t}</a></p><div {how}><a href='{u}?p=/idx/7.html'>索引号</a><i>2027-01-02</i></div><b>{d}</b></li>",
        "<li><b>{d}</b><div {how}>2027-01-02 <a href='/idx/{u}'>014/2026</a></div><a href='{u}'>{t}</a></li>",
        "<li><a href='{u}'>{t}</a><b>{d}</b><em {how}><i>2027-01-02</i><a href='/idx/{u}'>索引号</a></em></li>",
    ],
    ids=["before the day", "before the title", "at the end"],
)
def test_the_day_next_to_a_hidden_link_is_not_the_rows(row: str, how: str) -> None:
    addresses = [f"/zwgk/tzgg/t1_8{n}.html" for n in range(3)]
    found = listed(f"<ul>{rows(row.replace('{how}', how), addresses)}</ul>")
    assert [day for url, _, day in found if url in addresses] == list(DAYS)
    assert not any("2027" in str(day) for _, _, day in found)


def test_of_two_rows_in_a_box_the_hidden_one_keeps_its_day() -> None:
    row = "<dd><div><a href='{u}'>{t}</a> {d}</div><div hidden><a href='/zwgk/tzgg/t2_{d}.html'>{t}之二</a> 2026-01-02</div></dd>"
    addresses = [f"/zwgk/tzgg/t1_8{n}.html" for n in range(3)]
    found = listed(f"<script>toggle()</script><dl>{rows(row, addresses)}</dl>")
    assert [str(day) for url, _, day in found if url not in addresses] == ["2026-01-02"] * 3


UNSEEN = ["hidden", "style='display: none'", "style='color:red;DISPLAY:none'", "style='visibility:hidden'"]
ROW = "<li><a href='{u}'>{t}</a><span>{d}</span></li>"
SHOWN = [f"/zwgk/tzgg/t1_8{n}.html" for n in range(3)]
UNSEEN_ROW = f"<li {{how}}><a href='/zwgk/tzgg/t1_11.html'>{TITLES[0]}</a><span>2020-01-01</span></li>"


@pytest.mark.parametrize("how", UNSEEN)
@pytest.mark.parametrize("row", [UNSEEN_ROW, f"<li><p {{how}}>{UNSEEN_ROW[10:-5]}</p></li>"], ids=["row", "its part"])
@pytest.mark.parametrize("is_last", [True, False])
def test_a_row_that_is_hidden_among_others_is_none(how: str, row: str, *, is_last: bool) -> None:
    shown, unseen = rows(ROW, SHOWN), row.format(how=how)
    assert [url for url, *_ in listed(f"<ul>{shown + unseen if is_last else unseen + shown}</ul>")] == SHOWN


@pytest.mark.parametrize(
    "below",
    [
        "<a href='javascript:;'>查看更多</a>",
        "<button type=button>展开全部</button>",
        "<script>$('.more').click(function(){ $('li').show(); });</script>",
    ],
)
def test_the_last_row_of_a_list_that_a_script_uncovers_stays(below: str) -> None:
    assert len(listed(f"<ul>{rows(ROW, SHOWN)}{UNSEEN_ROW.format(how='hidden')}</ul>{below}")) == 4


SEVERAL = [f"/zwgk/tzgg/t1_7{n}.html" for n in range(3)]


@pytest.mark.parametrize("how", UNSEEN)
@pytest.mark.parametrize("place", ["before", "between", "behind"])
def test_several_rows_that_nothing_can_uncover_are_none(how: str, place: str) -> None:
    unseen = rows(ROW, SEVERAL).replace("<li>", f"<li {how}>")
    lists = {
        "before": unseen + rows(ROW, SHOWN),
        "between": rows(ROW, SHOWN).replace("<li>", unseen + "<li>", 2).replace(unseen, "", 1),
        "behind": rows(ROW, SHOWN) + unseen,
    }
    assert [url for url, *_ in listed(f"<ul>{lists[place]}</ul>")] == SHOWN


@pytest.mark.parametrize(
    "other",
    [
        "<script src=pages.js></script>",
        "<script>turn(1)</script>",
        "<p onclick='next()'>下一组</p>",
        "<label for=m>其他</label>",
        "<a>查看更多</a>",
    ],
)
def test_several_hidden_rows_stay_where_something_may_uncover_them(other: str) -> None:
    unseen = rows(ROW, SEVERAL).replace("<li>", "<li hidden>")
    assert len(listed(f"<ul>{unseen}{rows(ROW, SHOWN)}</ul>{other}")) == 6


def test_two_shown_rows_among_hidden_ones_are_no_list_by_themselves() -> None:
    unseen = rows(ROW, SEVERAL).replace("<li>", "<li hidden>")
    shown = rows(ROW, SHOWN).rpartition("<li>")[0]
    assert len(listed(f"<ul>{unseen}{shown}</ul>")) == 5


def test_a_day_with_its_own_date_object() -> None:
    found = read(f"<ul><li><a href='/zwgk/tzgg/t1_81.html'>{TITLES[0]}</a>2026-09-16</li></ul>").articles
    assert found[0].listed == date(2026, 9, 16)


def test_articles_in_folders_stay_next_to_many_others() -> None:
    row = "<li><a href='{u}'>{t}</a><span>{d}</span></li>"
    addresses = [f"/zwgk/tzgg/5815{n}59/index.html" for n in range(3)]
    hot = "".join(f"<p><a href='/xwzx/t2026_{n}00.html'>某地召开第{n}次会议部署下一步工作</a></p>" for n in range(30))
    assert listed(f"<ul>{rows(row, addresses)}</ul><div class='hot'>{hot}</div>") == list(
        zip(addresses, TITLES, DAYS, strict=True)
    )


def test_a_pop_up_gives_the_title_whole_that_its_row_cuts() -> None:
    row = "<tr><td><a href='{u}'>关于开展农村…</a><div style='display: none'>标题：<a href='{u}'>{t}</a></div></td><td>{d}</td></tr>"
    body = f"<table>{row.format(u='/zwgk/tzgg/t1_81.html', t=TITLES[0], d=DAYS[0])}</table>"
    assert listed(body) == [("/zwgk/tzgg/t1_81.html", TITLES[0], DAYS[0])]


@pytest.mark.parametrize(
    "days",
    [
        "<span>{d}发布</span><span>2027-01-01施行</span>",
        "<span>2026-08-01成文</span><span>{d} 发布</span>",
        "<em>（{d}公布）（2026-09-20起施行）</em>",
    ],
)
def test_a_day_may_be_named_behind_it(days: str) -> None:
    addresses = [f"/zwgk/tzgg/t2026091{n}_81{n}.html" for n in range(3)]
    body = rows("<li><a href='{u}'>{t}</a>" + days + "</li>", addresses)
    assert [day for _, _, day in listed(body)] == list(DAYS)


@pytest.mark.parametrize(
    ("own", "day"), [("<em>09-05</em>", ""), ("<em>2026-09-05</em>", "2026-09-05"), ("", "2026-08-10")]
)
def test_the_day_of_a_row_wins_over_one_at_the_end_of_its_title(own: str, day: str) -> None:
    addresses = [f"/zwgk/tzgg/404{n}.html" for n in range(3)]
    body = rows("<li><a href='{u}'>{t}（2026年8月10日）</a>" + own + "</li>", addresses)
    assert [found for _, _, found in listed(body)] == [day] * 3


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("view('{n}')", 'var ctx = "/portal"; function view(id){var url = ctx + "/info?id="+id; location.href = url;}'),
        ("view('{n}','tz')", 'function view(id,c){window.open(ctx + "/info?id="+id);} const ctx="/portal";'),
        ("view({n},this)", "const view = (id, e) => { window.open(`/portal/info?id=${id}`) }"),
        ("view({n})", "$(f); window.view = function(id){ location.href='/portal/info?id='+id; }"),
        ("view({n})", "var page = {a: 1}, view = id => window.open('/portal/info?id=' + id)"),
    ],
)
def test_functions_are_read_in_each_way_of_writing_them(call: str, code: str) -> None:
    row = f'<li><a href="#" onclick="{call}">{{t}}</a><span>{{d}}</span></li>'
    body = "".join(row.format(n=7001 + n, t=t, d=d) for n, (t, d) in enumerate(zip(TITLES, DAYS, strict=True)))
    found = listed(f"<ul>{body}</ul><script>{code}</script>")
    assert found == [(f"/portal/info?id={7001 + n}", t, d) for n, (t, d) in enumerate(zip(TITLES, DAYS, strict=True))]


@pytest.mark.parametrize(
    "code",
    [
        "var ctx = '/a'; ctx = kind(); function view(id){location.href = ctx + '/info?id=' + id}",
        "var no = '1'; function view(id){var no = here(id); location.href = '/info?id=' + no}",
        "var ctx = '/a'; ctx += id; const view = id => location.href = ctx + '/info?id=' + id",
    ],
)
def test_a_name_that_may_stand_for_something_else_is_not_guessed(code: str) -> None:
    row = '<li><a href="#" onclick="view({n})">{t}</a><span>{d}</span></li>'
    body = "".join(row.format(n=7001 + n, t=t, d=d) for n, (t, d) in enumerate(zip(TITLES, DAYS, strict=True)))
    assert listed(f"<ul>{body}</ul><script>{code}</script>") == []


def test_short_titles_with_short_numbers_are_rows_where_each_has_a_day_in_the_column_s_folder() -> None:
    row = '<li><a href="{folder}c_{n}.html">{t}</a><span>2026-09-1{n}</span></li>'
    names = ("停水公告", "停电通知", "废标公告", "招标公告")
    of_column, elsewhere = (
        "".join(row.format(folder=folder, n=n, t=t) for n, t in enumerate(names)) for folder in ("", "/hd/")
    )
    assert [title for _, title, _ in listed(f"<ul>{of_column}</ul>")] == list(names)
    assert listed(f"<ul>{elsewhere}</ul>") == []
