"""A site that changes for weeks, and a crawl of it on a clock of its own, without a network: the rest of it is real.

An article a day appears on a list whose further pages grow. By its number an article is corrected once, has a visit
counter or a clock in its text, goes to and fro between two texts, has a figure that is new on each working day, or goes
away for some days. On one day the server does not answer, on another it answers 503.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.reading import read_list_page, read_whole_article
from pipelines.frontier import Failure, FailureKind, Lease, Scope
from pipelines.models import Ask, Page, Role, Source
from pipelines.store import Ended, Fetched, Store, Work

__all__ = ["BEGAN", "HOST", "KINDS", "SOURCE", "Site", "crawl"]

HOST = "http://www.example.gov.cn"
SOURCE = Source(name="soak", start_urls=(f"{HOST}/tzgg/",), allowed_domains=("www.example.gov.cn",))
BEGAN = date(2026, 3, 2)  # a Monday
CHINA = ZoneInfo("Asia/Shanghai")
ON_A_PAGE = 10
BEFORE = 12  # articles that are there when the crawl begins
KINDS = ("plain", "corrected", "counter", "clock", "to and fro", "daily", "away")
OUTAGE, MAINTENANCE = 4, 5  # days of a week that have them, every fourth week from the first on
COUNTIES = ("青山镇", "石桥镇", "云溪镇", "白马镇", "双河镇", "永安镇", "长乐镇", "平湖镇", "新洲镇", "南浦镇")
MATTERS = ("防汛备汛", "森林防火", "秋粮收购", "道路养护", "危房改造", "饮水安全", "疫苗接种", "校车检查", "燃气入户")


@dataclass
class Site:
    """What is served at a moment; it counts what was asked for, as a visit counter does."""

    now: datetime = field(default_factory=lambda: datetime(BEGAN.year, BEGAN.month, BEGAN.day, 1, tzinfo=UTC))
    asked: Counter[str] = field(default_factory=Counter)
    shown: dict[int, set[str]] = field(default_factory=dict)  # of the daily figures

    @property
    def day(self) -> int:
        return (self.now.date() - BEGAN).days

    def kind_of(self, number: int) -> str:
        return KINDS[number % len(KINDS)]

    def numbers(self) -> list[int]:
        """Of the articles that are there, the newest first."""
        return list(range(BEFORE + self.day, -1, -1))

    def day_of(self, number: int) -> date:
        return BEGAN + timedelta(days=number - BEFORE)

    def answer(self, url: str) -> tuple[int, str] | None:
        """The status and the page; None: no answer."""
        self.asked[url] += 1
        week, weekday = divmod(self.day, 7)
        if week % 4 == 0 and weekday == OUTAGE:
            return None
        if week % 4 == 0 and weekday == MAINTENANCE:
            return 503, "<html><head><title>503</title></head><body><p>系统维护中，请稍后再试。</p></body></html>"
        path = url.removeprefix(f"{HOST}/tzgg/")
        if not path.startswith("t"):
            return self.listed(int(path.removeprefix("index_").removesuffix(".html") or 0))
        number = int(path[1:].removesuffix(".html"))
        age = (self.now.date() - self.day_of(number)).days
        if self.kind_of(number) == "away" and 2 <= age < 4:
            return 404, "<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>"
        return 200, self.article(url, number, age)

    def listed(self, turn: int) -> tuple[int, str]:
        numbers = self.numbers()
        some = numbers[turn * ON_A_PAGE : (turn + 1) * ON_A_PAGE]
        if not some:
            return 404, "<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>"
        rows = "".join(
            f'<li><a href="/tzgg/t{n}.html">{title_of(n)}</a><span>{self.day_of(n)}</span></li>' for n in some
        )
        more = (turn + 1) * ON_A_PAGE < len(numbers)
        pager = f'<div class="page"><a href="/tzgg/index_{turn + 1}.html">下一页</a></div>' if more else ""
        return 200, page_of("通知公告", f'<ul class="list">{rows}</ul>{pager}')

    def article(self, url: str, number: int, age: int) -> str:
        town, matter = COUNTIES[number % 10], MATTERS[number % 9]
        funds = 100 + number * 7 + (self.kind_of(number) == "corrected" and age >= 2)
        lines = [
            f"各有关单位：为切实做好{town}{matter}工作，经研究，现将有关事项通知如下。",
            f"一、{town}负责统筹{matter}工作，于{self.day_of(number)}前完成第{number}轮排查。",
            f"二、安排专项资金{funds}万元，由财政所按进度拨付并接受监督检查。",
            "三、各单位要落实责任，工作情况及时报送办公室汇总。",
        ]
        kind = self.kind_of(number)
        if kind == "counter":
            lines.append(f"本通知热度累计{3 * self.asked[url] + self.day}分，感谢各界关心支持。")
        if kind == "clock":
            lines.append(f"服务器当前北京时间为{self.now.astimezone(CHINA):%Y年%m月%d日 %H:%M:%S}，请留意办理期限。")
        if kind == "to and fro":
            lines.append(
                ["办理地点设在便民服务中心一楼大厅。", "请通过网上办事大厅预约后前来办理。"][self.asked[url] % 2]
            )
        if kind == "daily":
            reported = f"截至目前累计排查隐患{500 + 3 * working_days(self.now.date())}处。"
            self.shown.setdefault(number, set()).add(reported)
            lines.append(reported)
        text = "".join(f"<p>{line}</p>" for line in lines)
        published = f"发布时间：{self.day_of(number)} 来源：示例区政府办公室"
        head = f'<h1>{title_of(number)}</h1><div class="info">{published}</div>'
        return page_of(title_of(number), f'{head}<div class="content">{text}</div>')


def working_days(until: date) -> int:
    return sum((BEGAN + timedelta(days=n)).weekday() < 5 for n in range((until - BEGAN).days + 1))


def title_of(number: int) -> str:
    return f"关于做好{COUNTIES[number % 10]}{MATTERS[number % 9]}工作的通知（第{number}号）"


def page_of(title: str, body: str) -> str:
    head = f'<head><meta charset="utf-8"><title>{title}-示例区人民政府</title></head>'
    return f"<!DOCTYPE html><html>{head}<body>{body}<footer>版权所有 示例区人民政府</footer></body></html>"


def crawl(store: Store, site: Site) -> None:
    """One run at the site's moment, which goes on by a second with each request."""
    work = store.frontier(SOURCE, store.begin_run("crawl", [SOURCE], site.now))
    work.begin([(Ask(url), Role.LIST) for url in SOURCE.start_urls], site.now, Scope())
    while True:
        leases = work.lease(1, site.now, Scope())
        for lease in leases:
            visit(work, site, lease)
            site.now += timedelta(seconds=1)
        if leases:
            continue
        until = work.waiting(site.now)
        if until is None or until - site.now > timedelta(minutes=1):
            break
        site.now = until
    work.finish(site.now, whole=True)
    store.finish_run(work.run)


def visit(work: Work, site: Site, lease: Lease) -> None:
    answer = site.answer(lease.ask.url)
    if answer is None:
        work.record([Ended(lease, Failure(FailureKind.TIMED_OUT, "30 s"))], site.now)
        return
    status, text = answer
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    page = Page("soak", lease.ask.url, lease.ask.url, site.now, status, headers, text.encode(), lease.role)
    [kept] = work.record([Fetched(lease, page)], site.now)
    assert isinstance(kept, Fetched)
    if kept.outcome is not None:
        return
    if lease.role is Role.LIST:
        work.record([read_list_page(kept, SOURCE)], site.now)
    else:
        work.record([read_whole_article(kept, SOURCE, frozenset())], site.now)
