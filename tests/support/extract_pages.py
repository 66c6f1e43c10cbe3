"""Small pages in the shapes that government content systems produce, for the tests of extraction."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from datetime import UTC, datetime

from pipelines.models import Page, Source

ANY = Source(name="test")
FETCHED = datetime(2026, 1, 2, tzinfo=UTC)

NAVIGATION = "".join(
    f'<li><a href="/c{number}/">{name}</a></li>'
    for number, name in enumerate(["首页", "政务要闻", "政务公开", "政务服务", "互动交流", "数据开放", "走进临江"])
)
FOOTER = """<div class="footer"><p>主办单位：临江市人民政府办公室　承办单位：临江市政务服务数据管理局</p>
<p>版权所有 临江市人民政府　粤ICP备00000000号　网站标识码0000000000</p>
<p><a href="/map">网站地图</a> | <a href="/about">关于我们</a> | <a href="/contact">联系我们</a></p></div>"""
SIDE = """<div class="side"><h3>热点推荐</h3><ul>
<li><a href="/1.html">临江市召开全市安全生产工作会议部署下一步重点任务</a></li>
<li><a href="/2.html">我市三项举措推动老旧小区改造提质增效</a></li>
<li><a href="/3.html">关于公布第二批市级非物质文化遗产名录的通知</a></li>
<li><a href="/4.html">一图读懂：临江市促进中小企业发展若干措施</a></li></ul></div>"""

TITLE = "临江市开展春季森林防火专项检查"
SENTENCES = [
    "3月12日，临江市应急管理局会同市林业局，对全市重点林区开展春季森林防火专项检查，现场排查火灾隐患12处。",
    "检查组先后来到青山林场、白石水库周边，详细查看防火物资储备、值班值守和巡护记录，听取各单位工作汇报。",
    "检查组要求，各镇街要压实防火责任，加强野外用火管控，严格落实24小时值班制度，确保人民群众生命财产安全。",
    "下一步，市应急管理局将持续开展巡查，对整改不到位的单位进行通报。",
]


def page(
    html: str | bytes,
    *,
    url: str = "http://www.linjiang.gov.cn/zwgk/tzgg/202003/t20200312_1234.html",
    content_type: str | None = "text/html",
    status: int = 200,
) -> Page:
    body = html if isinstance(html, bytes) else html.encode()
    headers = (("Content-Type", content_type),) if content_type else ()
    return Page("test", url, url, FETCHED, status, headers, body)


def article(
    body: str,
    *,
    title: str = TITLE,
    lead: str = "<div class='info'>发布日期：2020-03-12 来源：市应急管理局 字体：【大 中 小】</div>",
    head: str = "",
    trail: str = "",
    below: str = "",
    aside: str = "",
    page_title: str | None = None,
) -> str:
    """A whole page: navigation, side bar and footer around a heading, a line about the text, and `body`."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{page_title or title + "_临江市人民政府门户网站"}</title>{head}</head>
<body><div class="header"><ul class="nav">{NAVIGATION}</ul></div>{trail}{SIDE}{aside}<div class="main"><h1>{title}</h1>{lead}
<div class="con">{body}</div>{below}</div>{FOOTER}</body></html>"""


def in_p(sentences: list[str]) -> str:
    return "".join(f"<p>　　{sentence}</p>" for sentence in sentences)
