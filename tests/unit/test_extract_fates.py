"""Pages without a bulletin: each leaves with its named reason, and nothing but Rejected is ever raised."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from dataclasses import replace

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, article, in_p, page

from pipelines.extract import challenge, extract
from pipelines.models import Page, Rejected, Rejection, Source


def outcome(fetched: Page, source: Source = ANY) -> Rejection:
    with pytest.raises(Rejected) as rejected:
        extract(fetched, source)
    return rejected.value.reason


def in_frame(text: str) -> str:
    return f"<html><head><title>临江市人民政府</title></head><body><ul>{NAVIGATION}</ul><div>{text}</div>{FOOTER}</body></html>"


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_error_status(status: int) -> None:
    assert outcome(page(article(in_p(SENTENCES)), status=status)) is Rejection.HTTP_ERROR


@pytest.mark.parametrize("body", [b"", b"  \r\n\t ", b"\xef\xbb\xbf", b"\0\0\0"])
def test_empty(body: bytes) -> None:
    assert outcome(page(body)) is Rejection.EMPTY


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n<", None),
        (b"\x1f\x8b<", "application/gzip"),
        (b"body { color: red } /* < */", "text/css"),
        ("只有文字，没有标签。".encode(), "text/plain"),
    ],
)
def test_not_html(body: bytes, content_type: str | None) -> None:
    assert outcome(page(body, content_type=content_type)) is Rejection.NOT_HTML


@pytest.mark.parametrize(
    ("body", "content_type", "url"),
    [
        (b"%PDF-1.4 ...", "application/pdf", None),
        (b"%PDF-1.4 <...", "text/html", None),
        (b"PK\x03\x04<", "application/octet-stream", None),
        (b"\xd0\xcf\x11\xe0<", "text/html", None),
        (b"{\\rtf1\\ansi <", None, None),
        (b"\x89PNG\r\n<", "image/png", "http://www.example.gov.cn/tzgg/W020260302.PNG"),
    ],
)
def test_what_is_a_file_is_named_so(body: bytes, content_type: str | None, url: str | None) -> None:
    found = page(body, content_type=content_type)
    found = replace(found, url=url or found.url, requested_url=url or found.requested_url)
    assert outcome(found) is Rejection.FILE


@pytest.mark.parametrize(
    "text",
    [
        "您访问的页面不存在！",
        "404 Not Found",
        "抱歉，该文章已被删除",
        "对不起，您要查看的信息不存在或已被删除。",
        "页面找不到了",
    ],
)
def test_soft_404_in_the_sites_frame(text: str) -> None:
    assert outcome(page(in_frame(f"<p>{text}</p>"))) is Rejection.NOT_FOUND


@pytest.mark.parametrize(
    "text", ["请先登录", "<p>用户登录</p><form><input type='password' name='p'></form>", "您尚未登录，登录后方可查看"]
)
def test_login_wall(text: str) -> None:
    assert outcome(page(in_frame(text))) is Rejection.LOGIN


TITLE_OF_NOTICE = "关于启用网上办事系统的通知"
LEAD = "<p class='info'>发布日期：2020-03-01　来源：市人社局</p>"


def notice(body: str, lead: str = LEAD, bar: str = "") -> Page:
    return page(
        f"<html><head><title>{TITLE_OF_NOTICE}_临江市</title></head><body>{bar}<ul>{NAVIGATION}</ul>"
        f"<div><h1>{TITLE_OF_NOTICE}</h1>{lead}<div>{body}</div></div>{FOOTER}</body></html>"
    )


@pytest.mark.parametrize("lead", [LEAD, "<p>2020-03-01</p>", ""])
@pytest.mark.parametrize(
    "text",
    [
        "请先登录后注册。",
        "请登录系统办理。",
        "自2020年3月1日起启用新系统，请登录系统办理。",
        "考生请先登录报名系统，逾期不予受理。",
        "未登录系统的单位视为放弃。",
        "登录后方可查询成绩。",
    ],
)
def test_a_bulletin_may_say_where_to_log_in(text: str, lead: str) -> None:
    assert [one.text for one in extract(notice(f"<p>{text}</p>", lead), ANY).paragraphs] == [text]


def test_steps_of_a_bulletin_and_a_bar_above_it_are_no_wall() -> None:
    steps = ["用户登录", "填报单位信息，上传附件。", "提交审核，等待短信通知。"]
    bar = "<div>您尚未登录，请先登录</div>"
    document = extract(notice("".join(f"<p>{step}</p>" for step in steps), bar=bar), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == steps


@pytest.mark.parametrize(
    "text",
    [
        "请先登录后查看该内容",
        "您尚未登录，请登录",
        "登录后才能查看全文",
        "对不起，您无权访问该页面",
        "<form><p>用户登录</p><label>用户名</label><input><label>密码</label><input type='password'></form>",
    ],
)
def test_a_login_wall_in_the_place_of_a_bulletins_text(text: str) -> None:
    assert outcome(notice(f"<p>{text}</p>")) is Rejection.LOGIN
    with pytest.raises(Rejected):
        extract(notice(f"<p>{text}</p>", lead=""), ANY)


@pytest.mark.parametrize(
    "html",
    [
        "<html><script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script></html>",
        "<html><head><script>$_ts=window['$_ts'];</script></head><body></body></html>",
        "<html><body>请开启JavaScript并刷新该页.<script>eval(1)</script></body></html>",
        "<html><title>访问被拦截</title><body>您的请求已被拦截，网站防火墙</body></html>",
        "<html><script>var dynamicurl='/WZWSREL3p3Z2s=';var wzwsquestion='x'</script><body></body></html>",
        "<html><script src='/C2/probe.js'></script><body><noscript>请启用 JavaScript 后继续访问</noscript></body></html>",
    ],
)
def test_blocked_by_a_challenge(html: str) -> None:
    assert outcome(page(html)) is Rejection.BLOCKED


FILLED = {
    "state": "<script>window.__INITIAL_STATE__={'list':[{'title':'关于公布第三批行政许可事项目录的通知','url':'/1.html'},{'title':'关于公布第二批目录的公告'}]}</script>",
    "escaped": f"<script>var list=[{{'title':'{chr(92)}u5173{chr(92)}u4e8e{chr(92)}u516c{chr(92)}u5e03','t':'{(chr(92) + 'u901a') * 20}'}}]</script>",
    "asked for": "<ul id=rows></ul><script>$.getJSON('./list.json', draw)</script>",
    "a unit": "<script src='/unitbuild.js' url='/build/unit' queryData=\"{'tagId':'列表'}\"></script>",
    "an empty element": "<div id=root></div><script src='/static/main.js'></script>",
}


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("said", ["You need to enable JavaScript to run this app.", "请开启浏览器JavaScript功能"])
def test_a_page_that_scripts_fill_is_no_wall_for_what_it_says_to_browsers_without_them(kind: str, said: str) -> None:
    challenge(page(f"<html><title>通知公告</title><body><noscript>{said}</noscript>{FILLED[kind]}</body></html>"))
    with pytest.raises(Rejected):
        challenge(page(f"<html><title>安全验证</title><body><noscript>{said}</noscript>{FILLED[kind]}</body></html>"))


def test_navigation_only() -> None:
    assert outcome(page(in_frame(""))) is Rejection.NAVIGATION


@pytest.mark.parametrize(
    "entry",
    [
        '<li><a href="/{n}.html">临江市召开第{n}次安全生产工作会议</a><span>2020-03-{n}</span></li>',
        '<tr><td><a href="/{n}.html">关于公布第{n}批非物质文化遗产名录的通知</a></td><td>2020-03-{n}</td></tr>',
        '<p><a href="/{n}.html">关于开展第{n}次检查的通知</a> [2020-03-{n}]</p>',
        '<li><h3><a href="/{n}.html">临江市召开第{n}次安全生产工作会议</a></h3><p>3月{n}日，我市召开安全生产工作会议，市长出席会议并讲话，会议部署了下一步工作。</p></li>',
    ],
    ids=["ul", "table", "inline", "teasers"],
)
def test_list_page(entry: str) -> None:
    entries = "".join(entry.format(n=number) for number in range(10, 30))
    wrapped = f"<table>{entries}</table>" if entry.startswith("<tr") else f"<ul>{entries}</ul>"
    assert outcome(page(in_frame(f"<h2>通知公告</h2>{wrapped}"))) is Rejection.NAVIGATION


def test_a_page_of_nothing_readable() -> None:
    assert outcome(page("<html><body><div id='app'></div></body></html>")) is Rejection.NO_BODY


def test_undecodable() -> None:
    noise = b"<p>" + bytes(range(0x80, 0x100)) * 20
    assert outcome(page(noise, content_type="text/html")) in (Rejection.UNDECODABLE, Rejection.NO_BODY)


def test_too_large() -> None:
    assert outcome(page(b"<p>" + b"a " * 9_000_000)) is Rejection.TOO_LARGE


def test_too_many_tags() -> None:
    assert outcome(page("<p>x" * 400_000)) is Rejection.TOO_LARGE


def test_nested_too_deep() -> None:
    assert outcome(page("<div>" * 100_000 + "x")) is Rejection.TOO_LARGE


def test_a_selector_that_is_no_css() -> None:
    assert outcome(page(article(in_p(SENTENCES))), Source(name="test", content=("div[",))) is Rejection.FAILED


def test_an_article_about_a_missing_page_is_an_article() -> None:
    html = article(in_p(["市政务网改版后，部分市民反映您访问的页面不存在，技术人员已完成修复。", *SENTENCES]))
    assert extract(page(html), ANY).title == "临江市开展春季森林防火专项检查"


OPENING = "为方便企业和群众办事，市人社局决定自2020年3月1日起启用网上办事系统，现就有关事项通知如下。"


@pytest.mark.parametrize("lead", [LEAD, "<p>2020-03-01</p>", ""])
@pytest.mark.parametrize(
    "wall",
    [
        f"<p>{OPENING}</p><p>登录后查看全文</p>",
        f"<p>{OPENING[:20]}……</p><p>请先登录后查看全文</p>",
        f"<p>{OPENING[:30]}...</p><p>您尚未登录，请登录后继续阅读。</p>",
        f"<p>{OPENING}</p><div><a href='/login'>登录</a>后阅读全文</div>",
        f"<p>{OPENING}</p><p>剩余内容请登录后查看</p><p><a href='/login'>登录</a> <a href='/reg'>注册</a></p>",
        f"<div>{OPENING}</div><div class=wall>登录即可阅读完整内容</div>",
        f"<p>{OPENING}</p><p>阅读全文需登录账号</p><form><input name=u><input type=password></form>",
        f"<p>一、{OPENING}</p><p>二、{OPENING[:18]}…</p><p>请登录后查看更多内容</p>",
    ],
)
def test_an_opening_whose_rest_is_to_be_logged_in_for(wall: str, lead: str) -> None:
    assert outcome(notice(wall, lead)) is Rejection.LOGIN


@pytest.mark.parametrize(
    "rest",
    [
        ["请登录市人社局网站查看全文。"],
        ["请登录网上办事系统后阅读办事指南全文。"],
        ["登录后方可阅读全文。", "临江市人力资源和社会保障局", "2020年3月1日"],
        ["登录后可查看全文，账号由各单位统一发放，初始密码为单位代码。", "联系电话：0000-1234567。"],
        ["各单位登录后请及时修改密码。"],
        ["用户登录后即可办理更多业务。"],
    ],
)
def test_a_whole_notice_may_say_what_is_read_after_a_login(rest: list[str]) -> None:
    said = [OPENING, *rest]
    document = extract(notice("".join(f"<p>{line}</p>" for line in said)), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == said


@pytest.mark.parametrize("said", [[OPENING], [OPENING, "各单位应于月底前完成注册，并指定专人负责。"]])
def test_a_notice_below_which_comments_ask_to_log_in_is_whole(said: list[str]) -> None:
    below = "<div class=comments>登录后查看更多评论</div>"
    document = extract(notice("".join(f"<p>{line}</p>" for line in said) + below), ANY)
    assert [paragraph.text for paragraph in document.paragraphs][: len(said)] == said


def test_a_notice_with_a_file_is_no_opening() -> None:
    body = f"<p>{OPENING}</p><p>登录后查看全文</p><p><a href='/a.doc'>附件：通知全文.doc</a></p>"
    assert extract(notice(body), ANY).paragraphs[0].text == OPENING
