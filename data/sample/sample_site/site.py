"""The whole site: addresses -> responses, and the truth of what must be read out of each article.

Two hosts: "a" is 云溪市's own site, "b" a portal that re-publishes. The truth is made from the texts, never from a
reading of the pages.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from sample_site import chrome, layouts, listings
from sample_site.listings import Row
from sample_site.texts import Text, all_texts

HTML = "text/html"


@dataclass(frozen=True)
class Response:
    """What the server answers. `visits` are the answers to the first, second … request; the last one stays."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    location: str | None = None

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Article:
    """One article page, with what must be read out of it; `rejected` names why it must not be stored."""

    host: str
    path: str
    text: Text
    html: str
    encoding: str
    content_type: str = HTML
    bom: bool = False
    layout: str = ""
    rejected: str | None = None

    @property
    def response(self) -> Response:
        mark = b"\xef\xbb\xbf" if self.bom else b""
        return Response(mark + self.html.encode(self.encoding), self.content_type)


@dataclass
class Site:
    """`pages` by (host, address); `starts` the list pages to begin at, by host."""

    pages: dict[tuple[str, str], tuple[Response, ...]] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    rejected: dict[str, str] = field(default_factory=dict)
    starts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, host: str, path: str, *responses: Response) -> None:
        self.pages[host, path] = responses

    def add_article(self, article: Article, *later: Response) -> None:
        self.articles.append(article)
        self.add(article.host, article.path, article.response, *later)


# How each template is served: (encoding, content type, BOM). Header, meta and bytes disagree as they do on real sites
SERVED: dict[str, tuple[str, str, bool]] = {
    "trs": ("utf-8", "text/html; charset=utf-8", False),
    "zoom": ("gb18030", "text/html", False),  # says gb2312, holds more
    "ucap": ("utf-8", "text/html", True),
    "v_news": ("utf-8", "text/html", False),  # no charset anywhere
    "nested_td": ("gb18030", "text/html; charset=ISO-8859-1", False),  # a server's default over gb2312
    "line_breaks": ("gb18030", "text/html; charset=utf-8", False),  # the header is wrong, the page says nothing
    "plain": ("utf-8", "text/html; charset=utf-8", False),
    "two_copies": ("utf-8", "text/html; charset=UTF-8", False),
}


def article(host: str, path: str, text: Text, layout: Callable[[Text], str]) -> Article:
    encoding, content_type, bom = SERVED[layout.__name__]
    return Article(host, path, text, layout(text), encoding, content_type, bom, layout.__name__)


def row(made: Article) -> Row:
    return Row(
        made.text.title, made.path, made.text.published, made.text.document_number or "", made.text.index_number or ""
    )


def compact(day: str) -> str:
    return day.replace("-", "")


@cache
def build() -> Site:
    """The site, the same every time."""
    site = Site()
    texts = all_texts()
    special = {t.slug: t for t in texts if t.slug in ("two-columns", "images-only", "repeated-section", "traditional")}
    ordinary = [t for t in texts if t.slug not in special]
    notices, others = ordinary[:14], ordinary[14:]
    catalogue, moves, gk, news = others[:6], others[6:12], others[12:17], others[17:]

    add_notices(site, notices, special)
    add_catalogue(site, catalogue)
    add_moves(site, moves, special)
    add_column(site, gk)
    add_news(site, news, special)
    add_reposts(site, [notices[0], moves[0], moves[1], gk[0]], [notices[1], moves[2]])
    site.add(
        "a", "/robots.txt", Response(b"User-agent: *\nDisallow: /zwgk/tzgg/inner/\nDisallow: /search\n", "text/plain")
    )
    site.starts = {
        "a": (
            "/zwgk/tzgg/index.shtml",
            "/zfxxgk/list.html",
            "/col/col1501/index.html",
            "/gkmlpt/api/all/2001?page=1&sid=760001",
            "/xwzx/list.jsp?page=1",
        ),
        "b": ("/news/list_1.html",),
    }
    return site


def add_notices(site: Site, texts: list[Text], special: dict[str, Text]) -> None:
    """通知公告, TRS: the ordinary notices, then everything that goes wrong on a real site."""
    shapes = (layouts.trs, layouts.plain, layouts.two_copies, layouts.line_breaks)
    made = [
        article(
            "a", f"/zwgk/tzgg/{compact(t.published)[:6]}/t{compact(t.published)}_{1000 + i}.shtml", t, shapes[i % 4]
        )
        for i, t in enumerate([*texts, special["two-columns"]])
    ]
    edited = replace(
        texts[2],
        blocks=(*texts[2].blocks, ("text", "更正：本通知附表第二项的联系电话改为0750-0000168，其他内容不变。")),
    )
    for i, one in enumerate(made):
        later = (article("a", one.path, edited, layouts.two_copies).response,) if i == 2 else ()
        site.add_article(one, *later)
    rows = [row(one) for one in made]
    # the same address in a second list, and the same text under a second address
    twin = article(
        "a", f"/zwgk/zdly/t{compact(special['two-columns'].published)}_1900.shtml", special["two-columns"], layouts.trs
    )
    site.add_article(twin)
    rows += [row(twin), *add_broken(site, texts[0])]
    for path, (kind, text) in listings.trs_list("/zwgk/tzgg/", "通知公告", rows, 9).items():
        site.add("a", path, Response(text.encode(), kind))
    for name in {name for t in (*texts, *special.values()) for name in attachment_files(t)}:
        site.add("a", name, Response(FILES[name.rpartition(".")[2]], "application/octet-stream"))


FILES = {
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "docx": b"PK\x05\x06" + bytes(18),
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "xlsx": b"PK\x05\x06" + bytes(18),
    "zip": b"PK\x05\x06" + bytes(18),
}


def attachment_files(text: Text) -> list[str]:
    return [f"/files/{text.slug}-{i}.{name.rpartition('.')[2]}" for i, name in enumerate(text.attachments)]


def add_broken(site: Site, good: Text) -> Iterable[Row]:
    """Addresses that a list leads to and that hold no bulletin, each with the reason that must be told."""

    def broken(name: str, title: str, reason: str, *responses: Response) -> Row:
        path = f"/zwgk/tzgg/202605/t20260520_{name}.shtml"
        site.add("a", path, *responses)
        site.rejected[path] = reason
        return Row(title, path, "2026-05-20")

    def html(inner: str, title: str = "云溪市人民政府门户网站") -> bytes:
        return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{inner}</body></html>".encode()

    around = chrome.navigation() + chrome.footer()
    yield broken(
        "4040", "关于废止部分规范性文件的公告", "http error", Response(html("<h1>404 Not Found</h1>"), status=404)
    )
    yield broken(
        "4041",
        "关于征集意见的公告（已撤回）",
        "page not found",
        Response(html(f"{around}<div class='err'>您访问的页面不存在或已被删除！</div>", "页面不存在")),
    )
    yield broken("4042", "关于系统升级维护的公告", "empty page", Response(b""))
    yield broken("4043", "云溪市政务公开工作要点一览", "navigation only", Response(html(around)))
    yield broken(
        "4044",
        "关于内部资料查询的说明",
        "login wall",
        Response(
            html(
                f"{around}<form action='/login'>用户登录 用户名<input name='u'> 密码<input type='password' name='p'><button>登录</button></form>",
                "用户登录",
            )
        ),
    )
    # first an error of the server, then the page: it must be asked for again
    flaky = article(
        "a",
        "/zwgk/tzgg/202605/t20260521_4045.shtml",
        replace(good, slug="flaky", title=f"{good.title}（补充）"),
        layouts.trs,
    )
    site.articles.append(flaky)
    site.add("a", flaky.path, Response(html("<h1>500 Internal Server Error</h1>"), status=500), flaky.response)
    yield row(flaky)
    moved = "/zwgk/tzgg/202605/t20260522_4046.shtml"
    site.add(
        "a",
        moved,
        Response(b"", status=302, location=next(a.path for a in site.articles if a.text.title == good.title)),
    )
    yield Row(f"{good.title}（旧址）", moved, "2026-05-22")
    yield Row("内部通报（不对外）", "/zwgk/tzgg/inner/t20260523_4047.shtml", "2026-05-23")
    site.add("a", "/zwgk/tzgg/inner/t20260523_4047.shtml", Response(html("robots.txt forbids this page")))


def in_two_parts(site: Site, one: Article) -> None:
    """Serve an article as its site would spread it over two pages: the second half behind 下一页."""
    middle = len(one.text.blocks) // 2
    second = one.path.replace(".html", "_1.html")
    halves = (
        (one.path, one.text.blocks[:middle], second, "下一页"),
        (second, one.text.blocks[middle:], one.path, "上一页"),
    )
    for path, blocks, other, label in halves:
        html = getattr(layouts, one.layout)(replace(one.text, blocks=blocks))
        pager = f'<div class="pager"><a href="{other}">{label}</a></div>'
        part = replace(one, path=path, html=html.replace(chrome.share(), pager + chrome.share()))
        site.add(one.host, path, part.response)


def add_catalogue(site: Site, texts: list[Text]) -> None:
    made = [article("a", f"/zfxxgk/content/post_{3000 + i}.html", t, layouts.ucap) for i, t in enumerate(texts)]
    for one in made:
        site.add_article(one)
        if one is max(made, key=lambda made: len(made.text.blocks)):
            in_two_parts(site, one)
        for name in attachment_files(one.text):
            site.add("a", name, Response(FILES[name.rpartition(".")[2]], "application/octet-stream"))
    for path, (kind, text) in listings.table_list(
        "/zfxxgk/list.html", "政府信息公开目录", [row(one) for one in made]
    ).items():
        site.add("a", path, Response(text.encode(), kind))


def add_moves(site: Site, texts: list[Text], special: dict[str, Text]) -> None:
    """工作动态, 大汉: with the page of repeated sections."""
    shapes = (layouts.nested_td, layouts.v_news)
    made = []
    for i, t in enumerate([*texts, special["repeated-section"]]):
        year, month, day = (int(part) for part in t.published.split("-"))
        made.append(article("a", f"/art/{year}/{month}/{day}/art_1501_{2000 + i}.html", t, shapes[i % 2]))
    # the address of a notice once more: an article that two lists name is fetched once
    twice = next(a for a in site.articles if a.text.slug == "two-columns")
    for one in made:
        site.add_article(one)
    for path, (kind, text) in listings.jpage_list(1501, "工作动态", [row(one) for one in [*made, twice]], 6).items():
        site.add("a", path, Response(text.encode(), kind))


def add_column(site: Site, texts: list[Text]) -> None:
    made = [article("a", f"/gkmlpt/content/1/1{i}/post_{5000 + i}.html", t, layouts.ucap) for i, t in enumerate(texts)]
    for one in made:
        site.add_article(one)
    for path, (kind, text) in listings.gkmlpt_list(2001, [row(one) for one in made], 4).items():
        site.add("a", path, Response(text.encode(), kind))


def add_news(site: Site, texts: list[Text], special: dict[str, Text]) -> None:
    """部门动态: an article in two parts, one of images only, one in Traditional Chinese."""
    made = [article("a", f"/xwzx/content.jsp?id={301 + i}", t, layouts.zoom) for i, t in enumerate(texts)]
    for one in made:
        site.add_article(one)
    big5 = special["traditional"]
    html = layouts.line_breaks(big5).replace(
        "<html><head>", '<html><head><meta http-equiv="Content-Type" content="text/html; charset=big5">'
    )
    for simplified, traditional in BIG5_CHROME:
        html = html.replace(simplified, traditional)
    site.add_article(Article("a", "/xwzx/content.jsp?id=390", big5, encodable(html, "big5"), "big5", layout="big5"))
    pictures = special["images-only"]
    body = "".join(f'<p align="center"><img src="/images/long{i}.jpg" width="900"></p>' for i in range(3))
    one = layouts.trs(pictures).replace("</style></div>", f"</style>{body}</div>")
    site.add_article(
        Article("a", "/xwzx/content.jsp?id=391", pictures, one, "utf-8", "text/html; charset=utf-8", layout="images")
    )
    rows = [row(a) for a in [*made, *site.articles[-2:]]]
    for path, (kind, text) in listings.query_list("/xwzx/list.jsp", "部门动态", rows, 4).items():
        site.add("a", path, Response(text.encode(), kind))


# big5 has no simplified characters: the labels that a reader needs are written in traditional ones
BIG5_CHROME = (("发布时间", "發布時間"), ("来源", "來源"), ("您现在的位置", "您現在的位置"), ("首页", "首頁"))


def encodable(html: str, encoding: str) -> str:
    return "".join(c if c.encode(encoding, "ignore") else f"&#{ord(c)};" for c in html)


def add_reposts(site: Site, word_for_word: list[Text], framed: list[Text]) -> None:
    """The portal: notices word for word, and with a lead-in and a sign-off of its own."""
    made = []
    for i, t in enumerate(word_for_word):
        made.append(
            article("b", f"/news/2026/content_{7000 + i}.html", replace(t, columns=("要闻", "地方")), layouts.plain)
        )
    for i, t in enumerate(framed):
        lead = ("text", f"省政务要闻网讯　记者从{t.issuer}获悉，该单位近日发布消息，全文如下：")
        end = ("text", "（责任编辑 闻知）")
        blocks = (lead, *t.blocks, end)
        made.append(
            article(
                "b",
                f"/news/2026/content_{7100 + i}.html",
                replace(t, columns=("要闻", "地方"), blocks=blocks),
                layouts.plain,
            )
        )
    for one in made:
        site.add_article(one)
        for name in attachment_files(one.text):
            site.add("b", name, Response(FILES[name.rpartition(".")[2]], "application/octet-stream"))
    for path, (kind, text) in listings.next_link_list("/news/", "地方要闻", [row(one) for one in made], 4).items():
        site.add("b", path, Response(text.encode(), kind))


def truth() -> dict[str, dict[str, object]]:
    """What must come of every address that the lists lead to, by host and address (`a/zwgk/…`)."""
    site = build()
    told: dict[str, dict[str, object]] = {f"a{path}": {"rejected": reason} for path, reason in site.rejected.items()}
    for one in site.articles:
        t = one.text
        told[f"{one.host}{one.path}"] = {
            "title": t.title,
            "published": t.published,
            "issuer": t.issuer,
            "columns": list(t.columns),
            "document_number": t.document_number if one.layout == "ucap" else None,
            "index_number": t.index_number if one.layout == "ucap" else None,
            "paragraphs": [folded(b, kind) for kind, b in t.blocks],
            "kinds": [kind for kind, _ in t.blocks],
            "attachments": list(t.attachments),
            "layout": one.layout,
        }
    return told


def folded(told: str, kind: str) -> str:
    """White space as it is stored: runs of it, full-width too, are one space; the cells of a row stay apart."""
    return (
        "\t".join(" ".join(cell.split()) for cell in told.split("\t"))
        if kind == "table row"
        else " ".join(told.split())
    )
