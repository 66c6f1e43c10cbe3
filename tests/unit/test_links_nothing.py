"""A list that names nothing says why; what came in its place is rejected by name, as in place of an article."""

import json

import pytest

from pipelines.lists.read import first_asks, read_list
from pipelines.models import ListEndpoint, NothingListed, Rejected, Rejection, Source, WhyNothing

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
API = f"{SITE}/api/notice?page=1"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
MENU = "".join(
    f"<li><a href='/{name}/'>{name}</a></li>" for name in ("首页", "政务公开", "政务服务", "互动交流", "数据发布")
)
ROWS = [
    {"bt": f"关于做好第{n}批民生实事项目公示的通知", "url": f"/a/{n}.html", "rq": f"2026-09-{n:02}"}
    for n in range(1, 9)
]


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>通知公告</title>{head}</head><body>{body}</body></html>"


def whole(body: str) -> str:
    return page(f"<ul>{MENU}</ul>{body}<p>主办：某某市人民政府办公室　地址：某某市人民路1号　邮编：410000</p>")


def nothing(text: str, url: str = LIST) -> NothingListed:
    found = read_list(text, url, SOURCE)
    assert (found.articles, found.next_pages) == ((), ())
    assert found.nothing is not None
    return found.nothing


def described(text: str, **table: str) -> NothingListed | None:
    endpoint = ListEndpoint(f"{SITE}/api/notice?page={{page}}", **table)
    source = Source("example", lists=(endpoint,), allowed_domains=("www.example.gov.cn",))
    (ask,) = first_asks(source)
    return read_list(text, ask.url, source, ask).nothing


def rejection(text: str, url: str = API) -> tuple[Rejection, str]:
    with pytest.raises(Rejected) as caught:
        read_list(text, url, SOURCE)
    return caught.value.reason, caught.value.detail


JSON = json.dumps({"code": 200, "data": {"list": ROWS, "total": 80}}, ensure_ascii=False)
CUT = {
    "in a title": JSON[: JSON.index("第5批") + 2],
    "between rows": JSON[: JSON.index("},", 400) + 2],
    "before its last bracket": JSON[:-1],
    "of JSONP": f"callback({JSON[:-30]}",
    "of a variable": f"var rows = {JSON[:-30]}",
    "after a mark": "\ufeff" + JSON[:300],
}


@pytest.mark.parametrize("kind", CUT)
def test_json_that_is_cut_is_rejected_with_its_length(kind: str) -> None:
    text = CUT[kind]
    assert rejection(text) == (
        Rejection.UNDECODABLE,
        f"JSON that breaks off after {len(text.strip(chr(0xFEFF))):,} characters",
    )


def test_broken_json_is_rejected_with_the_place_where_it_breaks() -> None:
    assert rejection('{"data": [], "total": 3}<br>Warning: mysqli') == (
        Rejection.UNDECODABLE,
        "JSON that cannot be read at character 24: '<br>Warning: mysqli'",
    )


ERRORS = {
    "a code": ({"code": 500, "msg": "系统异常，请联系管理员", "data": None}, "code 500: 系统异常，请联系管理员"),
    "a code as text": ({"code": "401", "message": "token已过期", "data": []}, "code 401: token已过期"),
    "a code below nothing": ({"ret": -1, "errmsg": "invalid sign"}, "ret -1: invalid sign"),
    "success": ({"success": False, "message": "参数错误", "result": None}, "success false: 参数错误"),
    "a code that may be well": ({"code": 1, "msg": "非法请求", "rows": []}, "code 1: 非法请求"),
    "Spring": ({"timestamp": 1, "status": 404, "error": "Not Found", "path": "/api"}, "status 404: Not Found"),
    "an error alone": ({"error": "Unauthorized"}, "Unauthorized"),
    "a word": ({"status": "error", "data": {}}, "status error"),
    "a head of its own": (
        {"head": {"retcode": "9999", "retmsg": "服务不可用"}, "body": {}},
        "retcode 9999: 服务不可用",
    ),
    "words alone": ({"msg": "系统繁忙，请稍后再试"}, "系统繁忙，请稍后再试"),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_an_endpoints_error_is_rejected_in_its_own_words(kind: str) -> None:
    answer, said = ERRORS[kind]
    assert rejection(json.dumps(answer, ensure_ascii=False)) == (Rejection.SERVER_ERROR, said)


EMPTY = {
    "no rows": ({"code": 200, "msg": "ok", "data": {"total": 0, "rows": []}}, "data.rows is []"),
    "success as 1": ({"code": 1, "msg": "查询成功", "data": []}, "data is []"),
    "success as 0": ({"errno": 0, "list": []}, "list is []"),
    "words": ({"code": 404, "msg": "暂无数据", "data": []}, "data is []"),
    "null": ({"code": 0, "msg": "操作成功", "data": None}, '{"code": 0, "msg": "操作成功", "data": null}'),
    "a list": ([], "it is []"),
    "a total of none": ({"total": 0}, '{"total": 0}'),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_an_answer_without_rows_says_that_it_is_empty(kind: str) -> None:
    answer, said = EMPTY[kind]
    assert nothing(json.dumps(answer, ensure_ascii=False), API) == NothingListed(WhyNothing.SAID, said)


def test_rows_without_an_address_are_named_with_their_keys() -> None:
    rows = [{"id": "8a8b", "bt": row["bt"], "rq": row["rq"]} for row in ROWS]
    assert nothing(json.dumps({"data": {"rows": rows}}), API) == NothingListed(
        WhyNothing.NO_ROWS, "the 8 rows at data.rows have the keys id, bt, rq; name `link` in a [[lists]] table"
    )


def test_an_answer_that_nobody_can_read_is_named_as_it_begins() -> None:
    found = nothing('{"code": 0, "data": "U2FsdGVkX19Yk3bQz0y2pQ=="}', API)
    assert found == NothingListed(WhyNothing.NO_ROWS, '{"code": 0, "data": "U2FsdGVkX19Yk3bQz0y2pQ=="}')


def why(text: str) -> NothingListed | Rejection | None:
    try:
        return read_list(text, API, SOURCE).nothing
    except Rejected as rejected:
        return rejected.reason


@pytest.mark.parametrize("depth", [50, 900, 970, 20_000])
@pytest.mark.parametrize(("opening", "end"), [("[", "]"), ('{"a":', "}")])
def test_an_answer_nested_deep_is_named_and_raises_nothing_else(opening: str, end: str, depth: int) -> None:
    assert why(f"{opening * depth}1{end * depth}") is not None


def test_plain_text_is_named_as_it_begins() -> None:
    assert nothing("Access denied", API) == NothingListed(WhyNothing.NO_ROWS, "neither HTML nor JSON: Access denied")


@pytest.mark.parametrize("text", ["", " \r\n", "\ufeff", "\0"])
def test_an_answer_of_nothing_is_rejected_as_empty(text: str) -> None:
    assert rejection(text)[0] is Rejection.EMPTY


SCRIPTED = {
    "a shell": (page("<div id=app></div><script src='/js/app.8a2f.js'></script>"), "nothing but /js/app.8a2f.js"),
    "a shell with words for those without scripts": (
        page(
            "<noscript>您的浏览器不支持JavaScript，请开启后访问本站</noscript><div id=root></div><script src='/m.js'></script>"
        ),
        "nothing but /m.js",
    ),
    "a shell that says wait": (
        page("<div id=app>正在加载，请稍候…</div><script src='/umi.js'></script>"),
        "nothing but /umi.js",
    ),
    "a shell with its code": (
        page("<div id=app></div><script>axios.get('/api/list', {params: {page: 1}}).then(show)</script>"),
        f"its scripts ask {SITE}/api/list",
    ),
    "Vue": (
        whole("<ul><li v-for='one in rows'><a :href='one.url'>{{one.title}}</a></li></ul>"),
        "it holds the template v-for=",
    ),
    "another template, and what it asks": (
        whole('<ul id=l>{{each rows}}<li>{{title}}</li>{{/each}}</ul><script>$.post("/xxgk/list.do",q)</script>'),
        f"its scripts ask {SITE}/xxgk/list.do",
    ),
    "an empty box": (
        whole("<ul id=list></ul><script>$.ajax({type:'get', url:'/api/notice/page', success: fill})</script>"),
        f"its 5 links are no list, its scripts ask {SITE}/api/notice/page",
    ),
    "a shell in the frame of the site": (
        page(
            "<div id=app></div><p>主办：某某市人民政府办公室　地址：某某市人民路1号　邮编：410000　网站标识码：4301000001</p>"
            "<script src='/js/list.js'></script>"
        ),
        "its 0 links are no list, it loads /js/list.js",
    ),
}


@pytest.mark.parametrize("kind", SCRIPTED)
def test_a_page_that_scripts_fill_in_says_so_and_what_they_ask(kind: str) -> None:
    text, said = SCRIPTED[kind]
    found = nothing(text)
    assert (found.reason, found.detail.partition("; ")[0]) == (WhyNothing.SCRIPT, said)
    assert "`browser = true`" in found.detail


def test_a_list_that_says_that_it_is_empty_is_taken_at_its_word() -> None:
    for words in ("暂无数据", "暂无相关信息！", "没有找到相关内容", "共0条记录", "No data"):
        assert nothing(whole(f"<div><ul></ul><p>{words}</p></div>")).reason is WhyNothing.SAID


NOTICES = {
    "maintenance": "<h2>系统维护公告</h2><p>本网站将于2026年9月20日22:00至次日6:00进行系统升级维护，期间暂停访问，敬请谅解！</p>",
    "too many": "<p>服务器当前访问人数过多，请您稍后重新访问本页面。</p>",
    "to be built": "<p>栏目建设中，敬请期待</p>",
}


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_in_a_lists_place_is_rejected_as_one(kind: str) -> None:
    assert rejection(page(NOTICES[kind]), LIST)[0] is Rejection.SITE_NOTICE


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<h1>404 Not Found</h1><p>nginx</p>", Rejection.NOT_FOUND),
        ("<p>您访问的栏目不存在</p><a href='/'>返回首页</a>", Rejection.NOT_FOUND),
        ("<form><input name=u><input type=password name=p></form><p>请登录后查看</p>", Rejection.LOGIN),
    ],
)
def test_a_missing_page_and_a_login_in_a_lists_place_are_rejected_as_such(body: str, reason: Rejection) -> None:
    assert rejection(page(body), LIST)[0] is reason


def test_xml_without_rows_is_named_as_it_begins() -> None:
    text = '<?xml version="1.0"?><error><code>500</code></error>'
    assert nothing(text, API) == NothingListed(WhyNothing.NO_ROWS, f"XML without rows: {text}")


def test_a_programs_error_in_a_lists_place_is_rejected_as_one() -> None:
    stack = "<pre>java.sql.SQLException: ORA-12541: TNS:no listener\n at com.x.Dao.list(Dao.java:51)</pre>"
    assert rejection(page(stack), LIST)[0] is Rejection.SERVER_ERROR


def test_a_menu_is_no_list() -> None:
    assert nothing(whole("")) == NothingListed(WhyNothing.NO_LIST, "5 links")


def test_patterns_that_fit_nothing_are_named() -> None:
    source = Source(
        "example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",), follow=(r"/art_\d+\.html$",)
    )
    found = read_list(whole("<p>本栏目公开各类通知公告，欢迎查阅</p>"), LIST, source).nothing
    assert found == NothingListed(WhyNothing.NO_SUCH_PLACE, r"none of its 5 links fits `follow` (/art_\d+\.html$)")


# What a [[lists]] table says, held against an answer

PLACES = {
    "a key that is missing": (
        {"rows": "data.rows"},
        "rows = 'data.rows': no key 'rows' at data; its keys are list, total",
    ),
    "the first key": (
        {"rows": "result.list"},
        "rows = 'result.list': no key 'result' at the top; its keys are code, data",
    ),
    "a number": ({"rows": "data.total"}, "rows = 'data.total': '80' stands there, no rows"),
    "a key in a list": (
        {"rows": "data.list.rows"},
        "rows = 'data.list.rows': a list of 8 stands at data.list, in which nothing is called 'rows'",
    ),
    "a title": ({"title": "title"}, "title = 'title': no row has title; its keys are bt, url, rq"),
    "a template": (
        {"rows": "data.list", "link": "/n/{id}.html"},
        "link = '/n/{id}.html': no row has id; its keys are bt, url, rq",
    ),
}


@pytest.mark.parametrize("kind", PLACES)
def test_a_place_in_a_table_where_nothing_stands_is_named_with_what_there_is(kind: str) -> None:
    table, said = PLACES[kind]
    assert described(JSON, **table) == NothingListed(WhyNothing.NO_SUCH_PLACE, said)


def test_a_selector_that_fits_nothing_is_named() -> None:
    found = described(whole("<div class=rows></div>"), rows="ul.list > li")
    assert found == NothingListed(
        WhyNothing.NO_SUCH_PLACE, "rows = 'ul.list > li': the answer is HTML, and no element of it fits that selector"
    )


def test_an_element_that_is_missing_is_named_with_those_that_are_there() -> None:
    text = '<?xml version="1.0"?><result><notice><bt>关于一</bt></notice></result>'
    assert described(text, rows="row", title="bt") == NothingListed(
        WhyNothing.NO_SUCH_PLACE,
        "rows = 'row': no element of that name; its elements are result, notice, bt",
    )


def test_an_error_goes_before_a_place_where_nothing_stands() -> None:
    with pytest.raises(Rejected, match="error of the site: code 500"):
        described('{"code": 500, "msg": "系统异常"}', rows="data.list")


def test_a_list_that_names_articles_or_leads_on_has_no_such_reason() -> None:
    leads_on = whole("<ul></ul><a href='index_1.html'>下一页</a>")
    assert (read_list(JSON, API, SOURCE).nothing, read_list(leads_on, LIST, SOURCE).nothing) == (None, None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            '<li onclick="show(this)" ><p>{t}</p><i>{d}</i></li>',
            "its 8 rows with days have no address, but call show(this)",
        ),
        (
            '<li><a href="#" onclick="view({n}, kind)">{t}</a><i>{d}</i></li>',
            "its 8 rows with days have no address, but call view(1, kind)",
        ),
        (
            '<li data-id="77{n}"><p>{t}</p><i>{d}</i></li>',
            "its 8 rows with days have no address, but data-id='771' for a script",
        ),
    ],
)
def test_rows_that_only_a_script_opens_are_named(row: str, said: str) -> None:
    body = "".join(row.format(n=n, t=one["bt"], d=one["rq"]) for n, one in enumerate(ROWS, 1))
    found = nothing(whole(f"<ul>{body}</ul>"))
    assert (found.reason, found.detail.partition("; ")[0]) == (WhyNothing.SCRIPT, said)


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("s += '<li><a href=\"' + r.url + '\">' + r.t + '</a></li>';", "<li><a href=\"' + r.url"),
        ('box.innerHTML = `<li><a href="${r.url}">${r.t}</a></li>`;', '<li><a href="${r.url}">'),
    ],
)
def test_rows_that_a_script_puts_together_are_named(code: str, begins: str) -> None:
    found = nothing(whole(f"<ul id=u></ul><script>for (r of rows) {{ {code} }}</script>"))
    assert found.reason is WhyNothing.SCRIPT
    assert found.detail.startswith(f"its script writes rows: {begins}")


def test_days_without_a_script_s_mark_are_no_rows() -> None:
    body = "".join(f"<li>{one['rq']} 第{n}场招聘会</li>" for n, one in enumerate(ROWS))
    assert nothing(whole(f"<ul>{body}</ul>")).reason is WhyNothing.NO_LIST
