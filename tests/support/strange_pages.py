"""A site of five notices, and what it answers when it cannot give them: documents made by hand."""

from datetime import date

from simulated_crawl import LIST, Answer, article

from pipelines.frontier import ListedLink
from pipelines.models import Document, Paragraph

__all__ = ["MAINTENANCE", "NOTICES", "PORTAL", "healthy", "instead", "listing", "notice_of", "saying"]

PORTAL = "http://www.example.gov.cn/portal.html"
# title and text of each
NOTICES = {
    1: ("关于做好全市防汛备汛工作的通知", "各镇街要落实责任制，逐级签订责任书，主要负责人为第一责任人。"),
    2: ("关于公布城区停水安排的公告", "因管网改造施工，定于六月七日起对城区东片停水两天，请居民提前储水。"),
    3: ("关于开展食品安全专项检查的通知", "市场监管部门将对餐饮单位、农贸市场开展专项检查，重点检查进货查验记录。"),
    4: ("关于召开水价听证会的公告", "定于七月一日在市政府会议中心召开水价调整听证会，欢迎社会各界报名参加。"),
    5: ("关于表彰先进集体的决定", "经研究决定，授予青山镇人民政府等十个单位先进集体称号，希望再接再厉。"),
}
MAINTENANCE = (
    "系统维护公告",
    "尊敬的用户：为提供更好的服务，门户网站正在进行系统升级维护，暂时无法访问，请您稍后再试。",
)


def saying(number: int, title: str, *paragraphs: str, published: date | None = None) -> Document:
    return Document(article(number), title, tuple(map(Paragraph, paragraphs)), published=published)


def notice_of(number: int, more: str = "特此通知，请遵照执行。") -> Document:
    title, text = NOTICES[number]
    return saying(number, title, text, more, published=date(2026, 2, number))


def listing(*numbers: int, titles: dict[int, str] | None = None) -> Answer:
    named = titles or {number: title for number, (title, _) in NOTICES.items()}
    links = tuple(ListedLink(article(number), named[number], date(2026, 2, number)) for number in numbers)
    return Answer(b"list %d" % hash(links), links=links)


def healthy(more: str = "特此通知，请遵照执行。") -> dict[str, Answer]:
    """Every notice at its address, and the list of them."""
    articles = {article(n): Answer(f"{n} {more}".encode(), document=notice_of(n, more)) for n in NOTICES}
    return {LIST: listing(*NOTICES), **articles}


def instead(*numbers: int, of: tuple[str, ...] = MAINTENANCE, leads_to: str | None = None) -> dict[str, Answer]:
    """The healthy site, but for these addresses, which all give one other page."""
    title, *texts = of
    body = "\n".join(of).encode()
    return healthy() | {article(n): Answer(body, document=saying(n, title, *texts), leads_to=leads_to) for n in numbers}
