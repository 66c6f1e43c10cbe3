"""A store with something in every table and view, the same each time but for what clocks say of the run."""

from dataclasses import replace
from datetime import date

from simulated_crawl import DAY, LIST, NOW, SOURCE, Answer, article, begin, crawl, links
from store_pages import URL, fetch, notice, page, reading, recurring, with_tables

from pipelines.frontier import ListedLink, Scope
from pipelines.models import Outcome, Rejected, Rejection, Role, Source
from pipelines.store import Said, Store, Verdict

__all__ = ["fill"]


def fill(store: Store) -> None:
    """Fill an empty store."""
    run = store.begin_run("crawl", [Source(name="example", title="示例")])
    for i in range(9):
        body = f"<p>{'全区建成234个平安社区。' * 10}{i}</p>".encode()
        fetch(store, run, page(f"{URL}?{i}", body), reading(f"{URL}?{i}"))
    fetch(store, run, page(URL + "?0", b"edited"), reading(URL + "?0", last="特此公告。"))
    for name, more in (("?notice", ()), ("?again", ("全区备足编织袋12万条。",))):
        fetch(store, run, page(URL + name, name.encode()), notice(URL + name, *more))
    fetch(store, run, page(URL + "?tables", b"tables"), with_tables(URL + "?tables"))
    fetch(store, run, page(URL + "?recurs", b"recurs"), recurring(URL + "?recurs"))
    fetch(store, run, page(URL + "?none", b""), Rejected(Rejection.EMPTY, "0 bytes"))
    fetch(store, run, page(URL + "?list", b"list", role=Role.LIST), Outcome.LISTED)
    for n in range(6):
        fetch(store, run, page(URL + "?counter", b"%d" % n, n), reading(URL + "?counter", last=f"浏览{n}次"))
    store.note_failure(run, "example", URL, "connection refused")
    store.finish_run(run)
    wrong = store.begin_run("crawl")
    fetch(store, wrong, page(URL + "?1", b"wrong"), reading(URL + "?1", last="数据有误。"))
    store.finish_run(wrong)
    store.undo_run(wrong, "王芳")
    crawled(store)
    store.judge(Said(item, Verdict.RIGHT) for item in store.draw(100, 1))


def crawled(store: Store) -> None:
    """Two crawls: bulletin 2 in two columns, a file, an article that goes, one that never comes, one under way."""
    lists = (LIST, LIST + "gk/")
    source = replace(SOURCE, start_urls=lists)
    known = ListedLink(f"{URL}?1", "示例", date(2020, 6, 7))
    there = Answer(b"as it was", published=date(2020, 6, 7))
    site = {known.url: there, article("gone"): Answer(b"here", published=NOW.date(), part=article("part"))}
    site[article("file")] = Answer(b"%PDF-1.7", rejected=Rejection.FILE)
    site |= {article("part"): Answer(b"more"), article("never"): Answer(error="timeout: 30 s")}
    site[lists[0]] = Answer(b"1", links=(known, *links("gone", "never", "file")))
    site[lists[1]] = Answer(b"2", links=(replace(known, listed=None),))
    crawl(store, site, source=source)
    site[article("gone")] = Answer(status=404)
    crawl(store, site, NOW + DAY, source=source)
    begin(store, NOW + 2 * DAY, source=source).lease(1, NOW + 2 * DAY, Scope())
