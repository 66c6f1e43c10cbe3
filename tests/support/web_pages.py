"""A store to look at, and a way to ask its pages, for the tests of bulletins/web."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from store_pages import URL, fetch, notice, page, reading

from bulletins.web.application import application
from pipelines.models import CleanDocument, Page, Paragraph, Source
from pipelines.store import Store, open_store

HTML = '<html><head><meta charset="gb2312"><title>通知</title></head><body><p>全区建成234个平安社区。</p></body></html>'
REPOST = "http://other.example.gov.cn/t9.html"


class Pages:
    """Asks the application as a browser would, without one."""

    def __init__(self, url: str, prefix: str = "/", names: frozenset[str] | None = None) -> None:
        self.runner = asyncio.Runner()
        self.datasette = application(url, prefix, names)
        self.runner.run(self.datasette.invoke_startup())

    def get(self, path: str, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.runner.run(self.datasette.client.get(path, headers=named))

    def text(self, path: str, **headers: str) -> str:
        answer = self.get(path, **headers)
        assert answer.status_code == 200, answer.text[:500]
        reported: str = answer.text
        return reported

    def close(self) -> None:
        self.runner.run(self.datasette.invoke_shutdown())
        self.runner.close()


@contextmanager
def pages_of(url: str, prefix: str = "/", names: frozenset[str] | None = None) -> Iterator[Pages]:
    pages = Pages(url, prefix, names)
    try:
        yield pages
    finally:
        pages.close()


def archived(url: str = URL, html: str = HTML, second: int = 0, source: str = "example") -> Page:
    return replace(page(url, html.encode("gb18030"), second), source=source)


def filled(path: Path) -> str:
    """A store with a bulletin that has a removal, a variant, an attachment and two revisions, and one on two sites."""
    url = f"sqlite:///{path}"
    with open_store(url) as store:
        run = store.begin_run("crawl", [Source(name="example"), Source(name="other")])
        fetch(store, run, archived(), reading())
        fetch(store, run, archived(html=HTML + " ", second=5), reading(last="特此公告。"))
        for where, source in ((URL.replace("t1", "t2"), "example"), (REPOST, "other")):
            fetch(store, run, archived(where, f"{HTML}{where}", source=source), notice(where))
        store.finish_run(run)
    return url


def add(store: Store, url: str, clean: CleanDocument, html: str = HTML) -> None:
    fetch(store, store.begin_run("crawl"), archived(url, f"{html}<!--{url}-->"), clean)


def titled(title: str, *texts: str, url: str = "http://www.example.gov.cn/hostile.html") -> CleanDocument:
    clean = notice(url)
    paragraphs = tuple(map(Paragraph, texts)) or clean.document.paragraphs
    return replace(clean, document=replace(clean.document, title=title, paragraphs=paragraphs))
