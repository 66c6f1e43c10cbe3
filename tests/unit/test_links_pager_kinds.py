"""Pagers of all kinds lead to the page after this one, and on the last page nowhere."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
FOLDER = f"{SITE}/zwgk/tzgg/"
SOURCE = Source(name="example", allowed_domains=("example.gov.cn",))
ROWS = "".join(
    f"<li><a href='/zwgk/tzgg/t2026091{n}_81{n}.html'>关于公布第{n}批行政许可事项目录的通告</a><span>2026-09-1{n}</span></li>"
    for n in range(4)
)


def following(pager: str, name: str = "index.html") -> list[str]:
    text = f"<html><head><title>通知公告</title></head><body><ul>{ROWS}</ul>{pager}</body></html>"
    return [ask.url.removeprefix(FOLDER) for ask in read_list(text, FOLDER + name, SOURCE).next_pages]


NUMBERS_WITH_GAPS = [
    (
        "<b>1</b><a href='?page=2'>2</a><a href='?page=3'>3</a> … <a href='?page=40'>40</a>",
        "list.jsp",
        "list.jsp?page=2",
    ),
    ("<a>1</a><a href='p_2.html'>2</a><a href='p_3.html'>3</a>…<a href='p_40.html'>40</a>", "", "p_2.html"),
    ("<i>1</i><a href='p_2.html'>2</a><a href='p_3.html'>3</a><a href='p_40.html'>末页</a>", "", "p_2.html"),
    ("<i>1</i><a href='p_2.html'>2</a>", "", "p_2.html"),
    (
        "<a href='p.html'>1</a>…<a href='p_8.html'>8</a><b>9</b><a href='p_10.html'>10</a>…<a href='p_40.html'>40</a>",
        "x.htm",
        "p_10.html",
    ),
    (
        "[1] <a href='?page=2'>[2]</a> <a href='?page=3'>[3]</a> … <a href='?page=40'>[40]</a>",
        "list.asp",
        "list.asp?page=2",
    ),
    ("<a href='?page=1'>1</a>…<a href='?page=39'>39</a><b>40</b>", "list.asp?page=40", ""),
    ("<b>1</b><a href='t2026_2.pdf'>2</a><a href='t2026_3.pdf'>3</a>", "", ""),
    ("<a href='a7.html'>2</a><a href='b9.html'>3</a>", "", ""),
    ("<a href='/xxgk/p_2.html'>2</a><a href='/xxgk/p_3.html'>3</a>", "", ""),
    ("<b>1</b><a href='tz/20.htm'>2</a><a href='tz/19.htm'>3</a>…<a href='tz/1.htm'>21</a>", "tz.htm", "tz/20.htm"),
    ("<b>1</b><a href='/zwgk/tzgg/M0/page/2.shtml'>2</a>", "M0.shtml", "M0/page/2.shtml"),
    ("<b>1</b><a href='/zwgk/tzgg/tz/20.htm'>2</a>", "index.htm", ""),
]


@pytest.mark.parametrize(("pager", "name", "expected"), NUMBERS_WITH_GAPS)
def test_numbers_that_a_pager_leaves_out_are_not_this_page_s(pager: str, name: str, expected: str) -> None:
    assert following(pager, name) == [expected] * bool(expected)


@pytest.mark.parametrize(
    ("pager", "name", "expected"),
    [
        (
            "<a href='list.aspx?page=1'>1</a><a href='list.aspx?page=2'>2</a><a href='list.aspx?page=3'>3</a>",
            "list.aspx",
            ["list.aspx?page=2"],
        ),
        ("<b>1</b><a href='?page=2'>2</a><a href='?page=3'>3</a>", "list.jsp", ["list.jsp?page=2"]),
        (
            "<a href='list.html'>1</a><a href='list_2.html'>2</a><a href='list_3.html'>3</a>",
            "list_2.html",
            ["list_3.html"],
        ),
        ("<a href='list.html'>1</a><a href='list_2.html'>2</a><a href='list_3.html'>3</a>", "list_3.html", []),
        (
            "<a href='index.html'>1</a><a href='index_1.html'>2</a><a href='index_2.html'>3</a>",
            "index_1.html",
            ["index_2.html"],
        ),
        (
            "<a href='?start=0'>1</a><a href='?start=15'>2</a><a href='?start=30'>3</a>",
            "list?start=15",
            ["list?start=30"],
        ),
        ("<a href='?start=0'>1</a><a href='?start=15'>2</a><a href='?start=30'>3</a>", "list?start=30", []),
        ("<a href='?start=15'>2</a><a href='?start=30'>3</a>", "list", ["list?start=15"]),
        ("<a href='?c=7&pageNumber=1'>1</a><a href='?c=7&pageNumber=2'>2</a>", "list?c=7", ["list?c=7&pageNumber=2"]),
        (
            "<a href='?pageNumber=1'>1</a> … <a href='?pageNumber=4'>4</a><b>5</b><a href='?pageNumber=6'>6</a>…<a href='?pageNumber=20'>20</a>",
            "list?pageNumber=5",
            ["list?pageNumber=6"],
        ),
        (
            "<a href='tzgg.htm'>1</a><a href='tzgg/23.htm'>2</a><a href='tzgg/22.htm'>3</a><a href='tzgg/23.htm'>下页</a>",
            "tzgg.htm",
            ["tzgg/23.htm"],
        ),
    ],
    ids=[
        "all linked",
        "first not linked",
        "in the name",
        "last in the name",
        "from nought",
        "offsets",
        "last offset",
        "offset of none",
        "pageNumber",
        "gaps",
        "vsb",
    ],
)
def test_numbers(pager: str, name: str, expected: list[str]) -> None:
    assert following(f"<div class='page'>{pager}</div>", name) == expected


@pytest.mark.parametrize(
    "pager",
    [
        """<a style='cursor:pointer' onclick="queryArticleByCondition(this,'/zwgk/tzgg/11040-2.html')" tagname='/zwgk/tzgg/11040-2.html'>下一页</a>""",
        """<a title="下一页" onclick="queryArticleByCondition(this,'/zwgk/tzgg/11040-2.html')">下一页</a>""",
        """<a href="javascript:toPage('./11040-2.html')">下一页</a>""",
        """<a href="javascript:void(0)" onclick="return turn('11040-2.html', 2)">&gt;</a>""",
        """<span onclick="jump('https://www.example.gov.cn/zwgk/tzgg/11040-2.html')">下页</span>""",
    ],
)
def test_an_address_in_a_call_of_a_script_elsewhere(pager: str) -> None:
    assert following(pager) == ["11040-2.html"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Pager({size:25, current:0, prefix:'index',suffix:'htm'});", ["index_1.htm"]),
        ("Pager({size:25, current:7, prefix:'index', suffix:'.htm'})", ["index_8.htm"]),
        ('Pager({"size":"25","current":"3","prefix":"list","suffix":"shtml"});', ["list_4.shtml"]),
        ("Pager({size:25, current:24, prefix:'index',suffix:'htm'});", []),
        ('var countPage = 12; createPageHTML(countPage, 0, "index", "html");', ["index_1.html"]),
        ("var total = '12', now = 3; createPageHTML(total, now, 'index', 'htm');", ["index_4.htm"]),
        (
            'var n = 484, size = 20; var pages = Math.ceil(n/size); createPageHTML(pages, 23, "index", "html");',
            ["index_24.html"],
        ),
        ('var n = 484, size = 20; var pages = Math.ceil(n/size); createPageHTML(pages, 24, "index", "html");', []),
        ('var name="list"; createPageHTML("pages", 9, 2, name, "shtml", 300);', ["list_3.shtml"]),
        ("createPageHTML(window.total(), 1, 'index', 'html'); /* 共3页 */", ["index_2.html"]),
        (
            "laypage.render({elem:'p',count:484,limit:20,curr:1,jump:function(obj,first){if(!first){location.href='?page='+obj.curr;}}});",
            ["index.html?page=2"],
        ),
        (
            "layui.use(['laypage'], function(){ var laypage = layui.laypage; laypage.render({elem: 'p', count: 484, curr: 25, limit: 20, jump: function(o, f){ if(!f) location.href = 'list_' + o.curr + '.html'; } }); });",
            [],
        ),
        (
            "laypage({cont:'p',pages:25,curr:3,jump:function(e,first){if(!first){window.location.href='list_'+e.curr+'.html'}}});",
            ["list_4.html"],
        ),
        (
            "kkpager.generPageHtml({pno: 2, total: 25, totalRecords: 484, getHref: function(n){ return 'list_' + n + '.html'; }});",
            ["list_3.html"],
        ),
        (
            "$('#p').pagination(484,{items_per_page:20,current_page:0,callback:function(i){location.href='list_'+i+'.html';}});",
            ["list_1.html"],
        ),
        (
            "$('.p').pagination({pageCount:25,current:2,callback:function(api){location.href='?page='+api.getCurrent();}});",
            ["index.html?page=3"],
        ),
    ],
)
def test_pagers_that_a_script_writes(script: str, expected: list[str]) -> None:
    assert following(f"<div id='p'></div><script>{script}</script>") == expected


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        (
            "<select onchange='location=this.value'><option value='index.html' selected>1</option><option value='index_1.html'>2</option><option value='index_2.html'>3</option></select>",
            ["index_1.html"],
        ),
        (
            "<select><option value='/zwgk/tzgg/index.html'>第1页</option><option value='/zwgk/tzgg/index_1.html'>第2页</option></select>",
            ["index_1.html"],
        ),
        (
            "<script>function go(n){ location.href='list.jsp?page='+n; }</script><select onchange='go(this.value)'><option value=1 selected>1/3</option><option value=2>2/3</option><option value=3>3/3</option></select>",
            ["list.jsp?page=2"],
        ),
        (
            """<select onchange="window.location='list_'+this.options[this.selectedIndex].value+'.html'"><option value=1>1<option value=2 selected>2<option value=3>3</select>""",
            ["list_3.html"],
        ),
        (
            "<select onchange='location=this.value'><option value='index.html'>1</option><option value='index_1.html' selected>2</option></select>",
            [],
        ),
        (
            "<select><option value='http://www.gov.cn/'>国务院部门网站</option><option value='http://b.example.gov.cn/'>地方政府网站</option></select>",
            [],
        ),
        ("<select name=year><option value=2025>2025</option><option value=2026>2026</option></select>", []),
    ],
    ids=["values", "no choice", "a function", "joined", "last", "friends", "years"],
)
def test_a_list_to_choose_a_page_from(pager: str, expected: list[str]) -> None:
    assert following(pager) == expected


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ("<a class='page-next' href='index_1.html'><i class='icon-right'></i></a>", ["index_1.html"]),
        ("<li class='next'><a href='index_1.html'></a></li>", ["index_1.html"]),
        ("<a href='index_1.html'><img src='/images/next.gif'></a>", ["index_1.html"]),
        ("<a rel='next' href='index_1.html'><svg></svg></a>", ["index_1.html"]),
        ("<a href='index_1.html' title='下一页'><i></i></a>", ["index_1.html"]),
        ("<a class='next disabled' href='index_1.html'><i></i></a>", []),
        ("<a class='swiper-next' href='/tpxw/t1_9.html'><i></i></a>", []),
    ],
)
def test_a_next_page_that_is_only_drawn(pager: str, expected: list[str]) -> None:
    assert following(pager) == expected


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ("<div class='more' data-url='/zwgk/tzgg/more?page=2'>加载更多</div>", ["more?page=2"]),
        ("<a href='javascript:;' data-url='more.jsp?page=' data-page='2'>点击加载更多</a>", ["more.jsp?page=2"]),
        ("<button data-url='list_2.html'>查看更多</button>", ["list_2.html"]),
        ("<a href='?page=2'>加载更多</a>", ["index.html?page=2"]),
        ("<a href='/zwgk/'>更多</a>", []),
        ("<span data-url='/zwgk/zcwj/'>更多</span>", []),
    ],
)
def test_pages_that_are_added_below(pager: str, expected: list[str]) -> None:
    assert following(pager) == expected


WITHOUT_WORDS = [
    (
        "<ul class=pagination><li><a><i class=up></i></a></li><li>1 / 24</li><li><a href=2.html><i></i></a></li></ul>",
        "index.html",
        "2.html",
    ),
    ("<div class=pages><a href=1.html><i></i></a> 2/24 <a href=3.html><i></i></a></div>", "2.html", "3.html"),
    (
        "<div class=pages><a href=1.html><b></b></a><a href=4.html><b></b></a> 5/24 <a href=6.html><b></b></a><a href=24.html><b></b></a></div>",
        "5.html",
        "6.html",
    ),
    ("<div class=pages><a href=23.html><i></i></a> 24/24</div>", "24.html", ""),
    ("<div class=pages><a href=23.html><i></i></a></div>", "24.html", ""),
    (
        "<nav aria-label=分页><a rel=prev>‹</a><a aria-label=Next href=p2.html><svg></svg></a></nav>",
        "index.html",
        "p2.html",
    ),
    (
        "<div id=page><a href='#' onclick=\"window.location='2.html'\"><i class=arrow-r></i></a> <b>1</b>/21</div>",
        "index.html",
        "2.html",
    ),
    (
        "<div class=page><a href=9.html><i class=fa-angle-left></i></a><a href=11.html><i class=fa-angle-right></i></a></div>",
        "10.html",
        "11.html",
    ),
    ("<div class=page><a href=1.html><i class=fa-angle-double-right></i></a></div>", "10.html", ""),
    (
        "<a href='javascript:void(0)' go=/zwgk/tzgg/19f1bb4e-2.html onclick='turn(this)'>下一页</a>",
        "index.html",
        "19f1bb4e-2.html",
    ),
    ("<a href='javascript:void(0)' go=2 onclick='turn(this)'>下一页</a>", "index.html", ""),
]


@pytest.mark.parametrize(("pager", "name", "expected"), WITHOUT_WORDS)
def test_a_pager_without_words_is_read_by_what_it_stands_next_to(pager: str, name: str, expected: str) -> None:
    assert following(pager, name) == [expected] * bool(expected)


BLANKS = [
    ("<a data-url='/zwgk/tzgg/more_{page}.html' data-page=1>加载更多</a>", "index.html", "more_2.html"),
    ("<a data-url='more_{n}.html' data-page=2>加载更多</a>", "index.html", "more_2.html"),
    ("<a data-url='more_{p}.html'>加载更多</a>", "more_4.html", "more_5.html"),
    ("<a data-url='more_{col}_{p}.html'>加载更多</a>", "index.html", ""),
    ("<div class=pg data-total=234 data-size=10 data-url='list-{0}.html'></div>", "index.html", "list-2.html"),
    ("<div class=pg data-total=234 data-size=10 data-url='list-{0}.html'></div>", "list-24.html", ""),
    ("<div data-url='/ad/{id}.html'></div>", "index.html", ""),
]


@pytest.mark.parametrize(("pager", "name", "expected"), BLANKS)
def test_a_blank_in_an_address_is_filled_in_or_not_asked(pager: str, name: str, expected: str) -> None:
    assert following(pager, name) == [expected] * bool(expected)


RECKONED = [
    ("function(o){ location.href = o.curr==1 ? 'index.html' : 'index_'+(o.curr-1)+'.html'; }", 1, "index_1.html"),
    ("function(o){ location.href = o.curr==1 ? 'index.html' : 'index_'+(o.curr-1)+'.html'; }", 9, ""),
    ("function(o){ location.href = o.curr > 1 ? 'index_' + o.curr + '.html' : 'index.html'; }", 3, "index_4.html"),
    ("function(n){ if (n == 1) return 'list.html'; return 'list_' + n + '.html'; }", 1, "list_2.html"),
    (
        "function(n){ if (n===1) { return this.former + this.latter; } return this.former + '_' + n + this.latter; }",
        2,
        "tz_3.shtml",
    ),
    ("(p) => { location.href = `./index_${p}.html` }", 1, "index_2.html"),
    ("function(o){ location.href = o.curr == other ? 'a.html' : 'b.html'; }", 1, ""),
]


@pytest.mark.parametrize(("function", "current", "expected"), RECKONED)
def test_a_pager_s_function_is_reckoned_as_far_as_it_can_be(function: str, current: int, expected: str) -> None:
    given = f"{{ total: 90, limit: 10, curr: {current}, former: 'tz', latter: '.shtml', go: {function} }}"
    assert following(f"<div id=x></div><script>my.pagerOf({given});</script>") == [expected] * bool(expected)


def test_a_pager_that_is_given_an_address_with_a_blank() -> None:
    assert following("<script>pagination({page: 3, pageCount: 23, url: 'index_{page}.html'});</script>") == [
        "index_4.html"
    ]
    assert following("<script>pagination({page: 23, pageCount: 23, url: 'index_{page}.html'});</script>") == []


def test_a_list_of_pages_in_a_form_is_sent_with_the_next_one() -> None:
    options = "<option value=1>1</option><option value=2 selected>2</option><option value=3>3</option>"
    form = f"<form action=list.asp><input type=hidden name=cid value=7><select name=page onchange='this.form.submit()'>{options}</select></form>"
    assert following(form) == ["list.asp?cid=7&page=3"]
    assert following(form.replace(" selected", "").replace("value=3", "value=3 selected")) == []


def test_void_is_no_call_that_turns_a_page() -> None:
    form = "<form method=post action=s.do><input name=t><input type=hidden name=pageNo value=1></form>"
    turn = "<a href='javascript:void(0)' onclick='page(2)'>下一页</a><script>function page(n){f.val(n);f.submit();}</script>"
    assert following(form + turn) == ["s.do"]
