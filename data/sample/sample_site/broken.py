"""What goes wrong on a real site: addresses that a list leads to and that hold no bulletin, or not at first."""

from collections.abc import Iterator
from dataclasses import replace

from sample_site import chrome, layouts
from sample_site.listings import Row
from sample_site.pages import Response, Site, article
from sample_site.texts import Text

__all__ = ["add_broken"]


def add_broken(site: Site, good: Text, good_path: str) -> Iterator[Row]:
    """`good` is a text that stands at `good_path`: an address has moved there, another has more of it."""
    around = chrome.navigation() + chrome.footer()
    gone = "<div class='err'>您访问的页面不存在或已被删除！</div>"
    login = (
        "<form action='/login' method='post'>用户登录 用户名<input name='u'> "
        "密码<input type='password' name='p'><button>登录</button></form>"
    )
    for number, title, reason, answer in (
        (4040, "关于废止部分规范性文件的公告", "http error", Response(html("<h1>404 Not Found</h1>"), status=404)),
        (4041, "关于征集意见的公告（已撤回）", "page not found", Response(html(around + gone, "页面不存在"))),
        (4042, "关于系统升级维护的公告", "empty page", Response(b"")),
        (4043, "云溪市政务公开工作要点一览", "navigation only", Response(html(around))),
        (4044, "关于内部资料查询的说明", "login wall", Response(html(around + login, "用户登录"))),
    ):
        path = f"/zwgk/tzgg/202605/t20260520_{number}.shtml"
        site.add("a", path, answer)
        site.rejected[path] = reason
        yield Row(title, path, "2026-05-20")

    # first an error of the server, then the page: it must be asked for again
    more = replace(good, slug="flaky", title=f"{good.title}（补充）")
    flaky = article("a", "/zwgk/tzgg/202605/t20260521_4045.shtml", more, layouts.trs)
    site.add_article(flaky)
    site.add("a", flaky.path, Response(html("<h1>500 Internal Server Error</h1>"), status=500), flaky.response)
    yield flaky.row

    moved = "/zwgk/tzgg/202605/t20260522_4046.shtml"
    site.add("a", moved, Response(b"", status=302, location=good_path))
    site.redirected[moved] = good_path
    yield Row(f"{good.title}（旧址）", moved, "2026-05-22")

    inner = "/zwgk/tzgg/inner/t20260523_4047.shtml"
    site.add("a", inner, Response(html("robots.txt forbids this page")))
    site.forbidden.append(inner)
    yield Row("内部通报（不对外）", inner, "2026-05-23")


def html(inner: str, title: str = "云溪市人民政府门户网站") -> bytes:
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{inner}</body></html>".encode()
