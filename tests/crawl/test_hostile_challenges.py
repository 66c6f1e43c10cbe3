"""A firewall's challenge is `blocked`, as an article and as a list, and nothing real is taken for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hostile_crawl import LIST, crawl_hostile, list_of
from hostile_site import HTML, Hostile, answer, hostile
from served_site import list_page

from pipelines.clean import read
from pipelines.extract import challenge
from pipelines.models import ListPage, Outcome, Page, Rejected, Rejection, Role, Source

# As such pages look, written for these tests; the long arrays of numbers and strings in them are cut short
CHALLENGES: dict[str, tuple[int, str]] = {
    "加速乐, first answer": (
        521,
        "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+(-~[]+'')+'=1700000000.12|-1|'+(1+[0]-(1));"
        "location.href=location.pathname+location.search</script>",
    ),
    "加速乐, second answer": (
        521,
        "<script>var _0x4c1a=['c2hhMjU2','bGVuZ3Ro'];(function(_0x1b2f,_0x4c1a1){while(--_0x4c1a1){_0x1b2f['push']("
        '_0x1b2f[\'shift\']());}}(_0x4c1a,0x1f3));go({"bts":["1700000000.12|0|x","D"],"chars":"abc","ct":"0f",'
        '"ha":"sha256","tn":"__jsl_clearance_s","vt":"3600","wt":"1500"})</script>',
    ),
    "加速乐 without its name": (
        521,
        "<script>var _0x4c1a=['a'];(function(_0x1b2f,_0x4c1a1){_0x1b2f(_0x4c1a1);}(_0x4c1a,1));</script>",
    ),
    "瑞数, 412": (
        412,
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>'
        '<meta content="{qqYnuLkT3N}" r="m"><script r="m">$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=53791;'
        '$_ts.cd="qcrrrqAlcGq";if($_ts.lcd)$_ts.lcd();</script><script src="/FuLRJWK/abc.4a3.js" r="m"></script>'
        "</head><body></body></html>",
    ),
    "瑞数, 202": (
        202,
        '<!DOCTYPE html><html><head><meta id="AiGM" content="d8f" r="m"></head><body>'
        '<script src="/4QbVtADbnLVI/c.FxJz.js" r="m"></script><script r="m">_$aB();</script></body></html>',
    ),
    "acw_sc__v2": (
        200,
        "<html><script>var arg1='A7F2C1D93E0B';var _0x4818=['\\x63\\x73'];(function(x){var d=new Date();"
        "function setCookie(n,v){document.cookie=n+'='+v+';path=/';}setCookie('acw_sc__v2',x);"
        "document.location.reload();})(arg1);</script></html>",
    ),
    "阿里云 slider": (
        200,
        '<!doctypehtml><html><head><meta charset="utf-8"><title>滑动验证页面</title>'
        '<meta name="aliyun_waf_aa" content="d41d8cd9"></head><body><div id="traceid"></div>'
        '<textarea id="renderData" style="display:none">{"_waf_bd8ce2ce37":"x"}</textarea>'
        '<script src="//g.example.com/captcha.js"></script></body></html>',
    ),
    "云锁": (
        200,
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><script>'
        "function stringToHex(str){return str;}function YunSuoAutoJump(){document.cookie='srcurl='+"
        "stringToHex(window.location.href)+';path=/;';self.location='/?security_verify_data='+"
        "stringToHex('1920,1080');}</script><script>setTimeout('YunSuoAutoJump()',50);</script></head></html>",
    ),
    "a script with another name": (
        200,
        "<html><head><script>var t='q8';document.cookie='wzws_cid='+t+'; path=/';"
        "window.location.reload();</script></head><body></body></html>",
    ),
    "a script that hides what it does": (
        200,
        "<script>var _0x2f1a=['\\x61'],_0x9b3c=function(_0x1){return _0x2f1a[_0x1];};_0x9b3c(0);</script>",
    ),
    "雷池": (
        468,
        "<!DOCTYPE html><html><head><title>安全检测</title><script src='/.safeline/static/js.js'></script></head>"
        "<body><div id='slg-box'></div></body></html>",
    ),
    "cloudflare": (
        403,
        '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><noscript>Enable '
        "JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={cRay:'8a'};</script></body></html>",
    ),
    "words of a firewall": (
        405,
        "<html><head><title>405</title></head><body><div>很抱歉，由于您访问的URL有可能对网站造成安全威胁，"
        "您的访问被阻断。</div><div>您的请求ID是：<b>7b2c</b></div><a href='https://waf.example.com/'>误报反馈</a>"
        "</body></html>",
    ),
    "too many visits": (200, "<html><body><p>您的访问过于频繁，请稍后再试。</p></body></html>"),
}
ROW = "<li><a href='/art/2023/6/{n}.html'>关于开展人机验证和网站防火墙升级的通知</a><span>2023-06-0{n}</span></li>"
LISTS: dict[str, str] = {
    "many rows": list_page(*(f"t202306{n:02}_{n}.html" for n in range(1, 20))),
    "one row": f"<html><title>通知公告</title><body><ul>{ROW.format(n=1)}</ul></body></html>",
    "no row": "<html><title>通知公告</title><body><h1>通知公告</h1><p>暂无信息</p></body></html>",
    "rows about firewalls": f"<html><body><ul>{ROW.format(n=1)}{ROW.format(n=2)}</ul></body></html>",
    "the shell of an application": (
        "<!DOCTYPE html><html><head><title>政务公开</title><script src='/js/chunk-vendors.4f3a.js'></script></head>"
        "<body><div id='app'></div><script>document.cookie='lang=zh';var u=location.href;</script></body></html>"
    ),
    "rows in a script": (
        "<html><body><script>document.cookie='seen=1';var rows=[{url:'/1.html',title:'关于做好汛期安全生产工作的通知'},"
        "{url:'/2.html',title:'关于公布行政许可事项清单的公告'}];var here=location.href;</script></body></html>"
    ),
    "a script that leads on": "<html><script>location.href='index_1.html';</script></html>",
    "a refresh that leads on": "<meta http-equiv='refresh' content='0;url=index_1.html'>",
    "JSON": '{"data":{"list":[{"title":"关于访问验证的通知","url":"/1","html":"<script>document.cookie=location"}]}}',
    "JSONP": 'back({"list":[{"title":"关于访问验证的通知","url":"/1.html"}]})',
    "XML": "<?xml version='1.0'?><rows><row><![CDATA[<a href='/1.html'>请开启javascript</a>]]></row></rows>",
    "a feed": "<rss><channel><title>安全验证</title><item><link>/1.html</link></item></channel></rss>",
}


def page(html: str, status: int = 200, role: Role = Role.ARTICLE) -> Page:
    url = "http://www.example.gov.cn/zwgk/1.html"
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Page("site", url, url, datetime(2026, 1, 2, tzinfo=UTC), status, headers, html.encode(), role)


def outcome(html: str, status: int, role: Role) -> object:
    came = read(page(html, status, role), Source(name="site"))
    return came.reason if isinstance(came, Rejected) else Outcome.LISTED if isinstance(came, ListPage) else came


@pytest.mark.parametrize("role", [Role.ARTICLE, Role.LIST])
@pytest.mark.parametrize("kind", CHALLENGES)
def test_a_challenge_is_blocked(kind: str, role: Role) -> None:
    status, html = CHALLENGES[kind]
    assert outcome(html, status, role) is Rejection.BLOCKED


def test_nothing_in_a_lists_place_is_rejected_by_name() -> None:
    assert outcome("", 200, Role.LIST) is Rejection.EMPTY


@pytest.mark.parametrize("kind", LISTS)
def test_a_real_list_is_listed(kind: str) -> None:
    assert outcome(LISTS[kind], 200, Role.LIST) is Outcome.LISTED


@pytest.mark.parametrize("status", [400, 403, 404, 412, 500, 503, 521])
@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr>nginx</body>",
        "<html><body><h1>Web server is down</h1><p>The web server is not reachable, error 521.</p></body></html>",
        LISTS["many rows"],
    ],
    ids=["nginx", "server down", "a page"],
)
def test_a_plain_error_is_an_http_error(html: str, status: int) -> None:
    assert outcome(html, status, Role.LIST) is Rejection.HTTP_ERROR


def test_what_is_blocked_names_its_evidence() -> None:
    status, html = CHALLENGES["瑞数, 412"]
    with pytest.raises(Rejected, match=r"blocked: status 412, challenge script: \$_ts="):
        challenge(page(html, status))


@pytest.mark.parametrize(
    "html", ["<script" * 50_000, "<a>" * 50_000, "document.cookie=" * 20_000 + "<", "_0x1234" * 50_000]
)
def test_a_page_made_to_be_slow_is_no_challenge(html: str) -> None:
    challenge(page(html))


@contextmanager
def site_that_blocks(listing: bytes) -> Iterator[Hostile]:
    pages = {LIST: listing}
    for number, (status, html) in enumerate(CHALLENGES.values(), 1):
        pages[f"{LIST}t20230601_{number}.html"] = answer(html.encode(), HTML, status=f"{status} Whatever")
    with hostile(pages) as site:
        yield site


def test_articles_behind_a_firewall_are_counted_as_blocked(tmp_path: Path) -> None:
    paths = [f"{LIST}t20230601_{number}.html" for number in range(1, len(CHALLENGES) + 1)]
    with site_that_blocks(answer(list_of(paths))) as site:
        met = crawl_hostile(tmp_path, site)
    assert met.came_of == {LIST: "listed", **dict.fromkeys(paths, "rejected: blocked")}


def test_a_source_whose_list_is_behind_a_firewall_failed(tmp_path: Path) -> None:
    status, html = CHALLENGES["瑞数, 412"]
    with site_that_blocks(answer(html.encode(), HTML, status=f"{status} Precondition Failed")) as site:
        met = crawl_hostile(tmp_path, site)
    assert met.state == ["failed", "no list page could be read: 1 blocked"]


def test_a_list_that_a_firewall_answers_with_200_is_no_list(tmp_path: Path) -> None:
    with site_that_blocks(answer(CHALLENGES["acw_sc__v2"][1].encode())) as site:
        met = crawl_hostile(tmp_path, site)
    assert (met.state[0], met.came_of) == ("failed", {LIST: "rejected: blocked"})
