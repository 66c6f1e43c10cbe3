"""Pages of several sites as an archive of years has them: visited again, edited, gone, moved, copied from one another.

Made by chance from a seed. What a store makes of them is compared with what a batch job does.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipelines.archive import write_warc
from pipelines.models import Page, Role

__all__ = ["AT", "FORMULA", "HOSTS", "SENTENCES", "archives_of", "html", "pages_of"]

HOSTS = ("www.linjiang.example", "www.portal.example", "jy.linjiang.example")
OFFICES = ("区水务局", "区教育局", "区民政局", "区司法局", "区财政局")
SENTENCES = tuple(
    f"第{number}项工作由{OFFICES[number % 5]}牵头，{number}日前完成并向社会公布结果，有关材料报区政府办公室存档备查。"
    for number in range(1, 41)
)
FORMULA = "对提供虚假材料骗取补贴资金的单位和个人，将依法依规追回资金并追究有关责任人员的法律责任。"
SUBJECTS = ("防汛工作", "停水通知", "第{n}期培训", "招聘", "检查情况", "{n}月空气质量")
ROWS = "<tr><td>项目</td><td>金额</td></tr><tr><td>清淤</td><td>12.5</td></tr><tr><td></td><td>8</td></tr>"
AT = datetime(2026, 4, 1, 1, 2, 3, tzinfo=UTC)
MISSING = "<html><head><title>页面不存在</title></head><body><p>404 您访问的页面不存在或已被删除。</p></body></html>"


def html(title: str, day: date | None, body: Sequence[str], more: str = "") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    published = f"发布日期：{day}" if day else ""
    return (
        f"<html><head><title>{title}</title></head><body>"
        '<div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>'
        f'<h1>{title}</h1><div class="info">{published} 来源：本网</div>'
        f'<div class="TRS_Editor">{paragraphs}{more}</div></body></html>'
    )


class Maker:
    def __init__(self, seed: int) -> None:
        self.by_chance = random.Random(seed)
        self.clock = AT
        self.bodies: list[tuple[str, date | None, list[str]]] = []

    def text(self) -> tuple[str, date | None, list[str]]:
        """A title, a day and a text: a new one, one that is known, or one that differs a little."""
        chance = self.by_chance
        if self.bodies and chance.random() < 0.55:
            title, day, body = chance.choice(self.bodies)
            turn = chance.randrange(6)
            if turn == 0:
                day = date(2026, 3, chance.randint(1, 28))
            elif turn == 1:
                body = ["据悉，该区近日印发通知，全文如下：", *body, "（责任编辑：闻知）"]
            elif turn == 2:
                body = [*body[:-1], chance.choice(SENTENCES)]
            elif turn == 3:
                body = [*body, *body[:2]]
            elif turn == 4:
                title = self.title()
            return title, day, list(body)
        body = chance.sample(SENTENCES, chance.randint(1, 5))
        if chance.random() < 0.5:
            body.insert(chance.randint(0, len(body)), FORMULA)
        if chance.random() < 0.3:
            body += ["一、关于时间", body[0], "二、关于地点", body[0].replace("日前", "日后")]
        day = date(2026, 3, chance.randint(1, 28)) if chance.random() < 0.9 else None
        made = self.title(), day, body
        self.bodies.append(made)
        return made

    def title(self) -> str:
        subject = self.by_chance.choice(SUBJECTS).format(n=self.by_chance.randint(1, 9))
        return f"关于{subject}的{self.by_chance.choice(('通知', '公告', '通报'))}"

    def page(
        self, url: str, content: str, status: int = 200, asked: str | None = None, role: Role = Role.ARTICLE
    ) -> Page:
        self.clock += timedelta(minutes=self.by_chance.randint(1, 600))
        source = url.split("/")[2]
        headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"'))
        return Page(source, url, asked or url, self.clock, status, headers, content.encode(), role)

    def article(self, url: str) -> Page:
        title, day, body = self.text()
        more = f"<table>{ROWS}</table>" if self.by_chance.random() < 0.2 else ""
        if self.by_chance.random() < 0.2:
            more += '<p>附件：<a href="/files/1.doc">申报表.doc</a></p>'
        return self.page(url, html(title, day, body, more))

    def visits(self, url: str) -> Iterator[Page]:
        """Yield the visits of an address, in their order."""
        chance = self.by_chance
        known = self.article(url)
        yield known
        for _ in range(chance.choice((0, 0, 0, 1, 2, 4))):
            turn = chance.randrange(7)
            if turn == 0:
                known = self.article(url)
                yield known
            elif turn == 1:
                edited = known.body.decode().replace("公布结果", "公布最终结果", 1)
                yield self.page(url, edited)
            elif turn == 2:
                yield replace(self.page(url, ""), body=known.body, status=304, headers=(("ETag", '"1"'),))
            elif turn == 3:
                yield self.page(url, MISSING, status=404)
            elif turn == 4:
                yield self.page(url.replace("http:", "https:"), known.body.decode(), asked=url)
            else:
                yield self.page(url, known.body.decode())

    def counter(self, url: str) -> Iterator[Page]:
        """Yield visits of a page that shows how often it was read."""
        title, day, body = self.text()
        read = 100
        for _ in range(9):
            read += self.by_chance.randint(1, 9)
            page = self.page(url, html(title, day, [*body, f"本文已被阅读{read}次"]))
            self.clock = page.fetched_at - timedelta(minutes=1) if self.by_chance.random() < 0.5 else self.clock
            yield page


def pages_of(seed: int, count: int) -> list[Page]:
    """Return the pages of `count` addresses, the visits of each in their order."""
    maker = Maker(seed)
    visits = []
    for number in range(count):
        url = f"http://{HOSTS[number % 3]}/zwgk/{number}.html"
        some = maker.counter(url) if number % 17 == 5 else maker.visits(url)
        if number % 29 == 7:
            first, *rest = some
            parts = (replace(maker.article(f"{url}?{n}"), role=Role.PART) for n in (2, 3))
            some = iter([replace(first, parts=tuple(parts)), *rest])
        visits.append(list(some))
    # those of different addresses in any order
    order = [at for at, some in enumerate(visits) for _ in some]
    maker.by_chance.shuffle(order)
    waiting = [iter(some) for some in visits]
    pages = [next(waiting[at]) for at in order]
    pages.insert(
        3,
        maker.page(
            f"http://{HOSTS[0]}/zwgk/",
            "<ul><li><a href='/zwgk/1.html'>关于防汛工作的通知</a></li></ul>",
            role=Role.LIST,
        ),
    )
    pages.append(maker.page(f"http://{HOSTS[0]}/login", "<form><input type=password></form>"))
    return pages


def archives_of(pages: Sequence[Page], folder: Path, count: int = 3) -> list[Path]:
    """Write pages into so many archives, in their order."""
    folder.mkdir()
    size = -(-len(pages) // count)
    paths = []
    for number in range(count):
        paths.append(folder / f"{number}.warc.gz")
        write_warc(paths[-1], pages[number * size : (number + 1) * size])
    return paths
