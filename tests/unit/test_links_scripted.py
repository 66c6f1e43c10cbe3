"""Lists that scripts fill in, without a word of configuration: what they ask, what they hold, whatever the keys are."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.lists.read import first_asks, read_list
from pipelines.models import ListEndpoint, ListPage, Source, WhyNothing

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/index.html"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("example.gov.cn",))
TITLES = ("关于开展农村危房改造工作的通知", "区人民政府办公室关于春节放假的公告", "关于公布行政许可事项目录的通告")
DAYS = ("2026-09-16", "2026-09-15", "2026-08-28")
ADDRESSES = tuple(f"/zwgk/tzgg/t2026091{n}_81{n}.html" for n in range(3))
EXPECTED = [(f"{SITE}{u}", t, d) for u, t, d in zip(ADDRESSES, TITLES, DAYS, strict=True)]
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
MENU = "<ul><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li><li><a href='/zw/zfxxgkzn/index.html'>政府信息公开指南</a></li></ul>"


def reported(page: ListPage) -> list[tuple[str, str, str]]:
    return [(one.url, one.title, str(one.listed or "")) for one in page.articles]


def asked(text: str, url: str = LIST) -> list[str]:
    return [ask.url for ask in read_list(text, url, SOURCE).next_pages]


def rows(**named: str) -> list[dict[str, Any]]:
    """Rows with these keys for link, title and day."""
    return [
        {named.get("link", "url"): u, named.get("title", "title"): t, named.get("day", "date"): d}
        for u, t, d in zip(ADDRESSES, TITLES, DAYS, strict=True)
    ]


# 大汉 unitbuild


def unit(query: str, attributes: str = "") -> str:
    return f"<div id='list'></div><script src='/script/AuthorizedRead/unitbuild.js' url='{UNIT}' queryData=\"{query}\" {attributes}></script>"


@pytest.mark.parametrize(
    "query",
    [
        "{'parseType':'bulidstatic','webId':'29e9','tplSetId':'5c30','pageType':'column','tagId':'内容区域','editType':'null','pageId':'dedef'}",
        "{&quot;parseType&quot;:&quot;bulidstatic&quot;,&quot;webId&quot;:&quot;29e9&quot;,&quot;tplSetId&quot;:&quot;5c30&quot;,&quot;tagId&quot;:&quot;信息列表&quot;,&quot;pageId&quot;:&quot;dedef&quot;}",
        "{parseType:'buildstatic',webId:'29e9',tplSetId:'5c30',tagId:'ajax分页',pageId:'dedef',}",
    ],
    ids=["quotes of one kind", "of the other", "bare keys"],
)
def test_the_unit_that_a_page_is_made_of_is_asked(query: str) -> None:
    (found,) = asked(f"<html><body>{MENU}{unit(query)}</body></html>")
    fields = parse_qs(urlsplit(found).query)
    assert (urlsplit(found).path, fields["webId"], fields["tplSetId"], fields["pageId"]) == (
        UNIT,
        ["29e9"],
        ["5c30"],
        ["dedef"],
    )


def test_of_several_units_those_of_the_list_are_asked() -> None:
    text = "".join(
        unit(f"{{'webId':'1','tplSetId':'2','tagId':'{tag}','pageId':'9'}}")
        for tag in ("页头", "当前栏目_list", "页脚")
    )
    assert [parse_qs(urlsplit(one).query)["tagId"] for one in asked(text)] == [["当前栏目_list"]]


FRAGMENTS = {
    "lists in a list": "<ul class='l'>{}</ul>",
    "table": "<table class='l'>{}</table>",
    "boxes": "<div class='l'>{}</div>",
}
FRAGMENT_ROWS = {
    "lists in a list": "<ul><li class='l'><a href='{u}' title='{t}'>{c}</a></li><li class='r'>{d}</li></ul>",
    "table": "<tr><td><a href='{u}' title='{t}'>{c}</a></td><td>{d}</td></tr>",
    "boxes": "<div class='r'><a href='{u}'><p>{t}</p><span>{d}</span></a></div>",
}


@pytest.mark.parametrize("kind", FRAGMENTS)
@pytest.mark.parametrize(
    ("pager", "page"),
    [
        ("<div class='pagination' count='484' pageNo='1' rows='3' id='pg'></div>", 2),
        ("<div class='pageing' totalcount='484' pagesize='3' pageno='1'></div>", 2),
        ("<div class='pagination' count='3' pageNo='1' rows='3'></div>", None),
        ("<div class='page' pagecount='1' pageno='1'></div>", None),
    ],
)
def test_a_units_answer_is_read_and_its_pager_followed(kind: str, pager: str, page: int | None) -> None:
    body = "".join(
        FRAGMENT_ROWS[kind].format(u=u, t=t, c=f"{t[:6]}…", d=d)
        for u, t, d in zip(ADDRESSES, TITLES, DAYS, strict=True)
    )
    text = json.dumps({"success": True, "code": "200", "data": {"html": FRAGMENTS[kind].format(body) + pager}})
    url = f"{SITE}{UNIT}?webId=29e9&tplSetId=5c30&tagId=%E5%88%97%E8%A1%A8&pageId=1229187636"
    found = read_list(text, url, SOURCE)
    assert reported(found) == EXPECTED
    params = [json.loads(parse_qs(urlsplit(one.url).query)["paramJson"][0]) for one in found.next_pages]
    assert params == ([{"pageNo": page, "pageSize": 3}] if page else [])


def test_a_units_later_pages_go_on_from_their_own_number() -> None:
    row = f"<li><a href='{ADDRESSES[0]}'>{TITLES[0]}</a>2026-09-16</li><div class='pagination' count='25' pageNo='1' rows='10'></div>"
    url = f"{SITE}{UNIT}?tplSetId=5c30&pageId=9&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A10%7D"
    (following,) = asked(json.dumps({"data": {"html": row}}), url)
    assert json.loads(parse_qs(urlsplit(following).query)["paramJson"][0]) == {"pageNo": 3, "pageSize": 10}


@pytest.mark.parametrize("query", ["", "?pageId=12", "?webId=29e9&pageId=dedefc44"])
def test_a_unit_is_known_by_its_address_whatever_it_is_asked_with(query: str) -> None:
    row = f"<li><a href='{ADDRESSES[0]}'>{TITLES[0]}</a>2026-09-16</li><div class='pagination' count='25' pageNo='1' rows='10'></div>"
    (following,) = asked(json.dumps({"data": {"html": row}}), f"{SITE}{UNIT}{query}")
    assert parse_qs(urlsplit(following).query)["paramJson"] == ['{"pageNo":2,"pageSize":10}']


# Files of JSON next to the page


@pytest.mark.parametrize(
    ("script", "file"),
    [
        ("$.getJSON('./list.json', function(d){ show(d); })", "/zwgk/tzgg/list.json"),
        ('$.getJSON("../ZCFG.json?v=1", fill)', "/zwgk/ZCFG.json?v=1"),
        ("$.ajax({type:'get', url:'/data/tzgg.json', dataType:'json'})", "/data/tzgg.json"),
        ("fetch('./a/b.json').then(r => r.json())", "/zwgk/tzgg/a/b.json"),
        ("xhr.open('GET', 'rows.json', true)", "/zwgk/tzgg/rows.json"),
    ],
)
def test_a_file_that_the_script_reads_is_asked(script: str, file: str) -> None:
    assert asked(f"<html>{MENU}<script>{script}</script></html>") == [SITE + file]


def test_a_datasource_of_xinhua_is_the_file_next_to_the_page() -> None:
    text = f"<html>{MENU}<ul data='datasource:0f3b5ad1c2f94b4c8b3a' datatype='ds' preview='ds_'></ul></html>"
    assert asked(text) == [f"{SITE}/zwgk/tzgg/ds_0f3b5ad1c2f94b4c8b3a.json"]


def test_a_page_with_rows_of_its_own_needs_no_file() -> None:
    row = f"<ul><li><a href='{ADDRESSES[0]}'>{TITLES[0]}</a>2026-09-16</li></ul>"
    assert asked(f"{row}<script>$.getJSON('/weather.json')</script>") == []


# Keys


@pytest.mark.parametrize(
    "named",
    [
        {"link": "publishUrl", "title": "showTitle", "day": "publishTime"},
        {"link": "contentUrl", "title": "contentTitle", "day": "releaseTime"},
        {"link": "chnldocurl", "title": "DOCTITLE", "day": "docreltime"},
        {"link": "lj", "title": "bt", "day": "fbsj"},
        {"link": "href", "title": "wzbt", "day": "timeShow"},
        {"link": "staticPath", "title": "name", "day": "publishedTimeStr"},
        {"link": "pageUrl", "title": "infoName", "day": "rq"},
    ],
    ids=lambda named: named["link"],
)
@pytest.mark.parametrize(
    "around",
    ["{}", '{{"data": {{"total": 90, "page": 1, "rows": 3, "results": {}}}}}', '{{"code": 0, "datasource": {}}}'],
)
def test_keys_are_known_by_what_stands_there(named: dict[str, str], around: str) -> None:
    more = {
        "id": 8800, "channelName": "通知公告", "siteName": "某区人民政府门户网站", "summary": "近日，区住建局召开会议，对下一步工作进行安排部署。" * 4,
        "titleImage": "/img/a.jpg", "channelUrl": "/zwgk/tzgg/", "createTime": "2020-01-01 08:00:00", "updateTime": "2026-11-01", "editor": "张三",
    }  # fmt: skip
    found = [{**more, **row, "id": 8800 + n} for n, row in enumerate(rows(**named))]
    text = around.format(json.dumps(found, ensure_ascii=False))
    assert reported(read_list(text, f"{SITE}/api/list", SOURCE)) == EXPECTED


@pytest.mark.parametrize(
    "value",
    [
        1789516800000,
        "1789516800000",
        1789516800,
        "20260916",
        20260916,
        "20260916083000",
        "2026-09-16T08:30:00.000+08:00",
        "2026/09/16 08:30",
    ],
)
def test_days_in_any_form(value: object) -> None:
    row = {"title": TITLES[0], "url": ADDRESSES[0], "publishTime": value}
    assert reported(read_list(json.dumps({"list": [row]}), f"{SITE}/api/list", SOURCE)) == EXPECTED[:1]


def test_a_row_whose_address_stands_in_a_part_of_it() -> None:
    found = [{"title": r["title"], "time": r["date"], "urls": {"pc": r["url"], "wap": f"/m{r['url']}"}} for r in rows()]
    assert reported(read_list(json.dumps(found), f"{SITE}/api/list", SOURCE)) == EXPECTED


def test_a_menu_and_the_hottest_in_an_answer_are_no_rows() -> None:
    hot = [{"title": "某地召开会议部署下一步工作", "url": "/xwzx/t20260901_77.html", "date": "2026-09-01"}]
    menu = [{"name": "政府信息公开指南", "url": "/zw/zn/index.html"}, {"name": "政务服务", "url": "/zwfw/"}]
    apart = json.dumps({"menu": menu, "hot": hot, "page": {"total": 300, "list": rows()}})
    together = json.dumps({"total": 300, "hot": hot, "list": rows(), "menu": menu})
    assert reported(read_list(together, f"{SITE}/api/list", SOURCE)) == EXPECTED
    assert reported(read_list(apart, f"{SITE}/api/list", SOURCE)) == EXPECTED


# JSON that only scripts read


@pytest.mark.parametrize(
    "text",
    [
        '{"count":"3","docs":[\n{"title":"%s","url":"%s","time":"2026-09-16","content":"第一段\n\t第二段"},\n]}',
        "{count:3,docs:[{title:'%s',url:'%s',time:'2026-09-16'},]}",
        "var data = [{title: '%s', url: '%s', time: '2026-09-16', run: function(a){ return {b: 1}; }}];",
        '/**/jQuery1_2({"docs":[{"title":"%s","url":"%s","time":"2026-09-16",},]});',
        '\ufeff\r\n\r\n{"docs":[{"title":"%s" /* cut */,"url":"%s","time":"2026-09-16","content":"it\\\'s"}]}',
    ],
    ids=["line breaks", "bare keys", "a variable", "a call", "comment and escape"],
)
def test_lenient_json(text: str) -> None:
    assert (
        reported(read_list(text % (TITLES[0], ADDRESSES[0]), f"{SITE}/was5/web/search?page=1", SOURCE)) == EXPECTED[:1]
    )


@pytest.mark.parametrize(
    ("query", "following"),
    [
        ("channelid=1&prepage=3&page=1", "channelid=1&prepage=3&page=2"),
        ("pageNumber=1&pageSize=3", "pageNumber=2&pageSize=3"),
        ("_pageSize=3&_page=1", "_pageSize=3&_page=2"),
        ("start=0&limit=3", "start=3&limit=3"),
        ("offset=30", "offset=33"),
        ("start=90&limit=3", None),
    ],
)
def test_endpoints_that_count_pages_or_rows_are_asked_on(query: str, following: str | None) -> None:
    text = json.dumps({"totalCount": 93, "rows": rows()})
    assert asked(text, f"{SITE}/api/list?{query}") == ([f"{SITE}/api/list?{following}"] if following else [])


def test_pages_and_rows_are_known_by_their_relation() -> None:
    text = json.dumps({"ttlpage": 12, "ttlrow": 35, "id": 881, "data": rows()})
    assert asked(text, f"{SITE}/api/list?pageno=1") == [f"{SITE}/api/list?pageno=2"]


# The state of a page

STATE = {
    "menu": [{"title": "政府信息公开指南和目录", "url": "/zwgk/zn"}, {"title": "首页", "url": "/"}],
    "user": None,
    "notice": {"total": 300, "list": rows(link="path", day="publishTime")},
}
NUXT = (
    'window.__NUXT__=(function(a,b,c,d){return {layout:"default",data:[{notice:{total:300,list:['
    + ",".join(
        f'{{id:{n},path:"{u.replace("/", chr(92) + "u002F")}",title:{"a" if not n else json.dumps(t)},publishTime:"{d}",top:c}}'
        for n, (u, t, d) in enumerate(zip(ADDRESSES, TITLES, DAYS, strict=True))
    )
    + f']}}}}],state:{{}},serverRendered:!0}}}}({json.dumps(TITLES[0])},"x",null,{{}}));'
)


def numbered(value: Any) -> str:
    """As Nuxt 3 writes it: every value once, its parts by number."""
    found: list[Any] = []

    def put(one: Any) -> int:
        at = len(found)
        found.append(None)
        if isinstance(one, dict):
            found[at] = {key: put(part) for key, part in one.items()}
        elif isinstance(one, list):
            found[at] = [put(part) for part in one]
        else:
            found[at] = one
        return at

    put(value)
    return json.dumps(found)


STATES = {
    "vue": f"<script>window.__INITIAL_STATE__={json.dumps(STATE)};(function(){{var s;}}())</script>",
    "next": f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"pageProps": STATE}})}</script>',
    "nuxt 2": f"<script>{NUXT}</script>",
    "nuxt 3": f'<script type="application/json" id="__NUXT_DATA__">{numbered({"data": STATE})}</script>',
    "a variable": f"<script>var menu=[];var listData = {json.dumps(STATE['notice'])};show(listData);</script>",
    "a text": f"<script>window.S = JSON.parse({json.dumps(json.dumps(STATE))});</script>",
}


@pytest.mark.parametrize("script", STATES.values(), ids=STATES.keys())
def test_the_rows_that_a_page_holds_for_its_script(script: str) -> None:
    assert reported(read_list(f"<html><div id='app'></div>{script}</html>", LIST, SOURCE)) == EXPECTED


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("vue", "notice.list"),
        ("vue", "__INITIAL_STATE__.notice.list"),
        ("next", "props.pageProps.notice.list"),
        ("nuxt 2", "data.0.notice.list"),
        ("nuxt 3", "data.notice.list"),
    ],
)
def test_they_are_reached_by_the_rows_of_a_described_list(kind: str, path: str) -> None:
    source = Source(
        name="e", allowed_domains=SOURCE.allowed_domains, lists=(ListEndpoint(LIST, rows=path, title="title"),)
    )
    ask = first_asks(source)[0]
    assert reported(read_list(f"<html>{STATES[kind]}</html>", LIST, source, ask)) == EXPECTED


def test_a_menu_in_the_state_is_no_list() -> None:
    text = f"<script>window.__INITIAL_STATE__={json.dumps({'menu': STATE['menu']})}</script>"
    assert reported(read_list(f"<html>{MENU}{text}</html>", LIST, SOURCE)) == []


MILLION = 1_000_000


@pytest.mark.timeout(120)  # each takes a second or less
@pytest.mark.parametrize(
    "script",
    [
        "=" + "[" * MILLION,
        "={a:'" * 200_000,
        "x=[1," * 200_000,
        "={a:f(," * 200_000,
        "=[/*" * 200_000,
        "page(" * 200_000,
        "__NUXT__=(function(a){return {" * 30_000,
        "JSON.parse('" * 100_000,
        "getJSON('" * 100_000,
    ],
)
def test_hostile_scripts_take_no_more_time_than_their_size(script: str) -> None:
    assert read_list(f"<script>{script}</script>", LIST, SOURCE).articles == ()


@pytest.mark.timeout(120)
def test_numbers_that_name_one_another_end() -> None:
    text = json.dumps([[n + 1] * 9 for n in range(40)])
    assert read_list(f"<script id=__NUXT_DATA__ type=application/json>{text}</script>", LIST, SOURCE).articles == ()


# Several lists of one page


@pytest.mark.parametrize("first", [1, 2])
@pytest.mark.parametrize("between", ["", "</script><p>更多</p><script>"], ids=["one script", "two scripts"])
def test_lists_of_one_make_are_one(first: int, between: str) -> None:
    """What stays on top, or each kind by itself."""
    some = rows()
    script = f"var top={json.dumps(some[:first])};{between}var list={json.dumps(some[first:])};"
    assert reported(read_list(f"<html><body><script>{script}</script></body></html>", LIST, SOURCE)) == EXPECTED


def test_a_list_of_another_make_is_another() -> None:
    others = [{"name": "本周热点新闻排行第一名", "href": "/news/t20260901_99.html", "time": "2026-09-01"}]
    script = f"var list={json.dumps(rows())};var hot={json.dumps(others)};"
    assert reported(read_list(f"<html><body><script>{script}</script></body></html>", LIST, SOURCE)) == EXPECTED


UNNAMED = {
    "an element of window": 'window["__STATE__"]={rows}',
    "Vue": "new Vue({{el: '#app', methods: {{go(i) {{ this.i = i }}}}, data: {{list: {rows}}}}})",
    "a call": "draw('#list', {rows}, 20)",
    "a part of a call": "table.render({{elem: '#t', done: function () {{}}, data: {rows}}})",
    "Next.js": "self.__next_f.push([1,{streamed}])",
    "Next.js, in pieces": "self.__next_f.push([1,{first}]);self.__next_f.push([1,{second}])",
}
HELD_ROWS = [
    {"title": f"关于公布第{n}批行政许可事项目录的通知", "url": f"/tzgg/8{n}.html", "time": f"2026-09-{n}"}
    for n in range(11, 16)
]


@pytest.mark.parametrize("kind", UNNAMED)
def test_rows_are_read_wherever_they_stand_in_a_script(kind: str) -> None:
    rows = json.dumps(HELD_ROWS, ensure_ascii=False)
    line = f'5:["$","div",null,{{"list":{rows}}}]\n6:I[12,[]]\n'
    code = UNNAMED[kind].format(
        rows=rows, streamed=json.dumps(line), first=json.dumps(line[:50]), second=json.dumps(line[50:])
    )
    page = read_list(f"<title>通知公告</title><div id=app></div><script>{code}</script>", LIST_OF_STATE, OF_STATE)
    assert [(link.title, str(link.listed)) for link in page.articles] == [(r["title"], r["time"]) for r in HELD_ROWS]
    assert page.nothing is None


def test_menus_given_to_a_function_are_no_rows() -> None:
    code = "menu([{name:'首页',url:'/'},{name:'政务公开',url:'/zwgk/'},{name:'办事服务',url:'/bsfw/'}])"
    assert not read_list(f"<div id=app></div><script>{code}</script>", LIST_OF_STATE, OF_STATE).articles


def test_rows_of_a_state_s_lists_that_share_no_folder_have_a_note() -> None:
    hot = [row | {"url": row["url"].replace("tzgg", "hot")} for row in HELD_ROWS]
    state = json.dumps({"hot": hot, "list": HELD_ROWS})
    page = read_list(f"<div id=app></div><script>window.__STATE__={state}</script>", LIST_OF_STATE, OF_STATE)
    assert len(page.articles) == 10
    assert page.nothing is not None
    assert page.nothing.reason is WhyNothing.OTHERS


LIST_OF_STATE = "https://www.example.gov.cn/tzgg/"
OF_STATE = Source("example", start_urls=(LIST_OF_STATE,), allowed_domains=("www.example.gov.cn",))
