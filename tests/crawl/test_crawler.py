"""Whole crawls with the real spider against a site on 127.0.0.1, each in a program of its own: a reactor runs once."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import warm
from crawls import CRAWL, LIST, ROOT, Crawled, crawl, crawl_pages, outcomes, run_program, source_of, start
from served_site import Answer, Page, Site, article, list_page, served

from pipelines import models
from pipelines.store import RunView, open_store
from pipelines.text.fingerprint import digest

NOON = "2026-01-02T12:00:00.000000Z"


def failures(run: RunView, site: Site) -> dict[str, str]:
    return {url.removeprefix(site.address): error for _, url, error in run.failures}


PAGES: dict[str, Page] = {
    LIST: list_page(
        "t20230601_1.html", "t20230602_2.html", pager='<script>createPageHTML(2,0,"index","html")</script>'
    ),
    f"{LIST}index_1.html": list_page("t20230603_3.html", "t20230602_2.html"),
    **{f"{LIST}t2023060{n}_{n}.html": article(n) for n in (1, 2, 3)},
}


def test_lists_pages_and_articles_are_fetched_once_and_each_has_its_outcome(tmp_path: Path) -> None:
    crawled, site = crawl_pages(tmp_path, PAGES)
    assert sorted(site.asked) == sorted([*PAGES, "/robots.txt"])
    assert outcomes(crawled.run) == {"listed": 2, "new": 3}
    assert (crawled.run.state, crawled.run.failures) == ("finished", ())
    assert crawled.states == {"site": ["ok", ""]}


def test_a_second_crawl_asks_for_the_first_list_page_only(tmp_path: Path) -> None:
    with served(PAGES) as site:
        crawl(tmp_path, source_of(site))
        site.asked.clear()
        crawled = crawl(tmp_path, source_of(site))
    assert site.asked == ["/robots.txt", LIST]
    assert outcomes(crawled.run) == {"listed": 1}
    assert crawled.states == {"site": ["ok", ""]}


def test_a_full_crawl_finds_everything_unchanged(tmp_path: Path) -> None:
    with served(PAGES) as site:
        crawl(tmp_path, source_of(site))
        crawled = crawl(tmp_path, source_of(site), full=True)
    assert outcomes(crawled.run) == {"listed": 2, "unchanged": 3}


def test_an_edited_article_is_revised(tmp_path: Path) -> None:
    edited = article(1).replace("37万元", "38万元")
    pages: dict[str, Page] = {
        LIST: list_page("t20230601_1.html"),
        f"{LIST}t20230601_1.html": lambda before: Answer((edited if before else article(1)).encode()),
    }
    with served(pages) as site:
        crawl(tmp_path, source_of(site))
        crawled = crawl(tmp_path, source_of(site), full=True)
    assert outcomes(crawled.run) == {"listed": 1, "revised": 1}


def test_bytes_are_kept_as_served(tmp_path: Path) -> None:
    body = article(1).replace("utf-8", "gb2312").encode("gb18030")
    packed = Answer(
        gzip.compress(body), headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X-Via", "a"))
    )
    crawl_pages(tmp_path, {LIST: list_page("t20230601_1.html"), f"{LIST}t20230601_1.html": packed})
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        page = next(page for _, page in store.pages() if page.url.endswith("1.html"))
    assert (page.body, page.header("x-via")) == (body, "a")


def test_error_pages_have_outcomes_too(tmp_path: Path) -> None:
    names = [f"t2023060{n}_{n}.html" for n in (1, 2, 3, 4)]
    pages: dict[str, Page] = {
        LIST: list_page(*names),
        LIST + names[0]: article(1),
        LIST + names[2]: lambda before: Answer(b"busy", 500) if before == 0 else Answer(article(3).encode()),
        LIST + names[3]: Answer(b""),
    }
    crawled, site = crawl_pages(tmp_path, pages)
    assert outcomes(crawled.run) == {"listed": 1, "new": 2, "rejected: http error": 1, "rejected: empty page": 1}
    assert site.asked.count(LIST + names[2]) == 2


def test_an_article_that_stays_broken_is_rejected_after_its_retries(tmp_path: Path) -> None:
    pages: dict[str, Page] = {LIST: list_page("t20230601_1.html"), f"{LIST}t20230601_1.html": Answer(b"busy", 503)}
    crawled, _ = crawl_pages(tmp_path, pages)
    assert outcomes(crawled.run) == {"listed": 1, "rejected: http error": 1}
    assert crawled.states["site"][0] == "suspicious"


def test_a_source_whose_list_is_gone_failed(tmp_path: Path) -> None:
    crawled, _ = crawl_pages(tmp_path, {})
    assert crawled.states == {"site": ["failed", "no list page could be read: 1 http error"]}


def test_a_source_that_nobody_answers_for_failed(tmp_path: Path) -> None:
    with served({}) as site:
        pass
    crawled = crawl(tmp_path, source_of(site))
    assert crawled.states == {"site": ["failed", "no list page could be read: connection refused"]}
    assert crawled.errors == ""


def test_a_list_without_articles_is_suspicious(tmp_path: Path) -> None:
    crawled, _ = crawl_pages(tmp_path, {LIST: list_page()})
    why = "no link to an article was found on its list pages: no links look like a list of articles: 2 links"
    assert crawled.states == {"site": ["suspicious", why]}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<div>" * 50_000, "too large"),
        (b"\xff\x00\x81" * 999, "undecodable"),
    ],
    ids=["nested", "no text"],
)
def test_a_list_page_that_cannot_be_read_is_named(tmp_path: Path, body: bytes, why: str) -> None:
    crawled, _ = crawl_pages(tmp_path, {LIST: Answer(body)})
    assert crawled.states == {"site": ["failed", f"no list page could be read: 1 {why}"]}


def test_robots_txt_holds(tmp_path: Path) -> None:
    robots = Answer(
        f"User-agent: *\nDisallow: {LIST}t20230602_2.html\n".encode(), headers=(("Content-Type", "text/plain"),)
    )
    crawled, site = crawl_pages(tmp_path, {**PAGES, "/robots.txt": robots})
    assert failures(crawled.run, site) == {f"{LIST}t20230602_2.html": "forbidden by robots.txt"}
    assert f"{LIST}t20230602_2.html" not in site.asked


def slow(text: str, seconds: float = 0.2) -> Page:
    def answer(_: int) -> Answer:
        time.sleep(seconds)
        return Answer(text.encode())

    return answer


def test_one_request_at_a_time_with_an_honest_name(tmp_path: Path) -> None:
    with served({path: slow(str(page), 0.05) for path, page in PAGES.items()}) as site:
        other = source_of(site, name="other", start_urls=[f"{site.address}{LIST}index_1.html"])
        crawl(tmp_path, source_of(site), other, BULLETINS_CONTACT="mailto:someone@example.org")
    assert site.most_at_once == 1
    assert {agent.partition("/")[0] for agent in site.agents} == {"bulletins"}
    assert all("someone@example.org" in agent for agent in site.agents)


def test_articles_are_fetched_in_the_order_of_the_list(tmp_path: Path) -> None:
    names = [f"{LIST}t202306{n:02}_{n}.html" for n in range(1, 10)]
    _, site = crawl_pages(tmp_path, {LIST: list_page(*names), **{name: article(n) for n, name in enumerate(names, 1)}})
    assert site.asked == ["/robots.txt", LIST, *names]


MANY = """
import crawler.visits
crawler.visits.MAX_LISTED = 2
"""


def test_a_list_page_of_too_many_articles_is_followed_in_part_and_named(tmp_path: Path) -> None:
    with served({LIST: list_page(*(f"t2023060{n}_{n}.html" for n in (1, 2, 3)))}) as site:
        done = run_program(MANY + CRAWL, json.dumps([source_of(site)]), f"sqlite:///{tmp_path / 'b.db'}")
    assert done.returncode == 0
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        run = store.run()
    assert run is not None
    assert failures(run, site) == {LIST: "too many links: lists 3 articles, only 2 were followed"}
    assert f"{LIST}t20230603_3.html" not in site.asked


def test_no_more_list_pages_than_the_source_says(tmp_path: Path) -> None:
    crawled, _ = crawl_pages(tmp_path, PAGES, max_list_pages=1)
    assert outcomes(crawled.run) == {"listed": 1, "new": 2}


def test_a_bound_of_list_pages_that_was_raised_is_made_use_of(tmp_path: Path) -> None:
    with served(PAGES) as site:
        crawl(tmp_path, source_of(site, max_list_pages=1))
        crawled = crawl(tmp_path, source_of(site, max_list_pages=5))
    assert outcomes(crawled.run) == {"listed": 2, "new": 1}


def redirected(place: str) -> Answer:
    return Answer(b"", 302, (("Location", place),))


REDIRECTS = {
    "file": ("file:///etc/hostname", "redirect that cannot be followed: file:///etc/hostname"),
    "other port": ("http://127.0.0.1:9/", "private address: http://127.0.0.1:9/"),
    "one number": ("http://2130706433/", "private address: http://2130706433/"),
    "hexadecimal": ("http://0x7f.1/", "private address: http://0x7f.1/"),
    "mapped": ("http://[::ffff:127.0.0.1]/", "private address: http://[::ffff:127.0.0.1]/"),
    "metadata": ("http://169.254.169.254/latest/", "private address: http://169.254.169.254/latest/"),
    "localhost": ("http://localhost/", "private address: http://localhost/"),
    "other site": ("http://www.example.com/", "off the allowed sites: http://www.example.com/"),
    "itself": (f"{LIST}t20230601_1.html", "redirect loop"),
}


@pytest.fixture(scope="module")
def led_astray(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawled, Site]:
    names = {kind: f"t2023060{n}_{n}.html" for n, kind in enumerate(REDIRECTS, 1)}
    pages: dict[str, Page] = {LIST: list_page(*names.values())}
    for kind, (place, _) in REDIRECTS.items():
        pages[LIST + names[kind]] = redirected(LIST + names[kind] if kind == "itself" else place)
    return crawl_pages(tmp_path_factory.mktemp("astray"), pages)


@pytest.mark.parametrize(("number", "kind"), list(enumerate(REDIRECTS, 1)))
def test_redirects_that_lead_astray_are_refused_by_name(
    led_astray: tuple[Crawled, Site], number: int, kind: str
) -> None:
    crawled, site = led_astray
    assert failures(crawled.run, site)[f"{LIST}t2023060{number}_{number}.html"] == REDIRECTS[kind][1]


def test_every_request_ends_in_a_page_or_a_failure(led_astray: tuple[Crawled, Site]) -> None:
    crawled, _ = led_astray
    assert (outcomes(crawled.run), len(crawled.run.failures)) == ({"listed": 1}, len(REDIRECTS))


RESOLVES = """
import socket
socket.gethostbyname = {"rebound.example": "127.0.0.1"}.__getitem__
"""


def test_a_name_that_leads_into_this_machine_is_refused_when_it_resolves(tmp_path: Path) -> None:
    with served({LIST: list_page()}) as site:
        url = site.address.replace("127.0.0.1", "rebound.example") + LIST
        source = source_of(site, start_urls=[url], allowed_domains=["rebound.example"])
        done = run_program(RESOLVES + CRAWL, json.dumps([source]), f"sqlite:///{tmp_path / 'b.db'}")
    why = "no list page could be read: private address: rebound.example resolves to 127.0.0.1"
    assert (json.loads(done.stdout), done.stderr) == ({"site": ["failed", why]}, "")
    assert site.asked == []


def test_a_redirect_within_the_site_keeps_both_addresses(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        LIST: list_page("t20230601_1.html"),
        f"{LIST}t20230601_1.html": redirected("/art/1.html"),
        "/art/1.html": article(1),
    }
    with served(pages) as site:
        crawl(tmp_path, source_of(site))
        with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
            page = next(page for _, page in store.pages() if page.role == "article")
    assert (page.requested_url, page.url) == (f"{site.address}{LIST}t20230601_1.html", f"{site.address}/art/1.html")


def test_bodies_beyond_the_limit_are_cut_and_named(tmp_path: Path) -> None:
    bomb = Answer(
        gzip.compress(b"\0" * 40_000_000), headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    )
    pages: dict[str, Page] = {
        LIST: list_page("t20230601_1.html", "t20230602_2.html", "t20230603_3.html"),
        f"{LIST}t20230601_1.html": bomb,
        f"{LIST}t20230602_2.html": Answer(b"x" * 20_000_000),
        f"{LIST}t20230603_3.html": article(3),
    }
    crawled, site = crawl_pages(tmp_path, pages)
    assert {url: error.partition(":")[0] for url, error in failures(crawled.run, site).items()} == {
        f"{LIST}t20230601_1.html": "too large",
        f"{LIST}t20230602_2.html": "too large",
    }
    assert outcomes(crawled.run) == {"listed": 1, "new": 1}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_crawl_leaves_a_whole_store_and_the_next_goes_on(tmp_path: Path, number: signal.Signals) -> None:
    names = [f"t202306{n:02}_{n}.html" for n in range(1, 21)]
    pages: dict[str, Page] = {
        LIST: list_page(*names),
        **{LIST + name: slow(article(n)) for n, name in enumerate(names, 1)},
    }
    with served(pages) as site:
        program = start(tmp_path, source_of(site))
        deadline = time.monotonic() + 60
        while len(site.asked) < 6 and time.monotonic() < deadline:
            time.sleep(0.05)
        program.send_signal(number)
        _, errors = program.communicate(timeout=60)
        assert (program.returncode, errors) == (0, "")
        with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
            stopped = store.run()
            assert stopped is not None
            assert stopped.state == "stopped"
            assert list(store.unread()) == []
            assert 0 < outcomes(stopped)["new"] < len(names)
        crawled = crawl(tmp_path, source_of(site))
    assert crawled.run.state == "finished"
    assert outcomes(crawled.run) == {"new": len(names) - outcomes(stopped)["new"]}
    assert sorted(site.asked) == sorted(["/robots.txt", "/robots.txt", LIST, *(LIST + name for name in names)])


FULL_DISK = """
from pipelines.store import Fetched, StoreFull, Work
record, kept = Work.record, []
def until_full(self, events, now):
    kept.extend(event for event in events if isinstance(event, Fetched))
    if len(kept) > 3:
        raise StoreFull("the disk is full")
    return record(self, events, now)
Work.record = until_full
"""


def test_a_store_that_cannot_be_written_to_ends_the_crawl(tmp_path: Path) -> None:
    names = [f"t202306{n:02}_{n}.html" for n in range(1, 21)]
    pages: dict[str, Page] = {
        LIST: list_page(*names),
        **{LIST + n: slow(article(i), 0.05) for i, n in enumerate(names, 1)},
    }
    with served(pages) as site:
        program = run_program(FULL_DISK + CRAWL, json.dumps([source_of(site)]), f"sqlite:///{tmp_path / 'b.db'}")
    assert program.stderr.splitlines()[-1] == "pipelines.store.engine.errors.StoreFull: the disk is full"
    assert "[scrapy" not in program.stderr
    assert len(site.asked) < len(names)
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        run = store.run()
    assert run is not None
    assert (run.state, run.fetched) == ("disk full", 3)


def test_pages_that_a_killed_run_kept_are_read_first(tmp_path: Path) -> None:
    crawl_pages(tmp_path, PAGES)
    with sqlite3.connect(tmp_path / "b.db") as database:
        # as kill -9 leaves it between keeping a page and reading it
        database.execute("PRAGMA foreign_keys = OFF")
        derived = "search_order copied relations text_keys texts attachments recurrences variants removals"
        derived += " paragraphs revisions bulletins"
        for table in derived.split():
            database.execute(f"DELETE FROM {table}")  # noqa: S608  # names from the line above
        database.execute("UPDATE pages SET state='FETCHED', outcome=NULL, bulletin_id=NULL, revision=NULL")
        database.execute("UPDATE runs SET state='running', finished_at=NULL")
    crawl_pages(tmp_path, {LIST: list_page()})
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        first = store.run(1)
    assert first is not None
    assert outcomes(first) == {"listed": 2, "new": 3}


READS_NOTHING = """
import os
import pipelines.clean
pipelines.clean.extract = lambda *_: os._exit(9)
"""


def test_pages_of_a_killed_ingest_are_read_within_the_bounds_of_readers(tmp_path: Path) -> None:
    with served({LIST: list_page()}) as site:
        with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
            url = f"{site.address}{LIST}t20230601_1.html"
            kept = models.Page("site", url, url, datetime.now(UTC), 200, (), article(1).encode())
            store.keep(store.begin_run("ingest"), kept)
        reported = json.dumps([source_of(site)])
        program = run_program(READS_NOTHING + CRAWL, reported, f"sqlite:///{tmp_path / 'b.db'}")
    assert (program.returncode, program.stderr) == (0, "")
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        ingest = store.run(1)
    assert ingest is not None
    assert outcomes(ingest) == {"new": 1}


def test_what_was_learned_as_the_sites_template_is_taken_out(tmp_path: Path) -> None:
    crawl_pages(tmp_path, {LIST: list_page()})
    line = "项目实施情况由区发展和改革局按月调度，并于每季度末向社会公布进展，欢迎广大群众提出意见和建议。"
    assert line in article(1)
    with sqlite3.connect(tmp_path / "b.db") as database:
        database.execute("INSERT INTO boilerplate VALUES (1, ?, ?, 20, 20, ?)", (digest(line), line, NOON))
    crawl_pages(tmp_path, PAGES)
    with sqlite3.connect(tmp_path / "b.db") as database:
        found = database.execute("SELECT reason, count(*), min(text), max(text) FROM removed_paragraphs").fetchall()
    assert found == [("site boilerplate", 3, line, line)]


def scrapy_crawl(tmp_path: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "scrapy", "crawl", "bulletin", *arguments],
        cwd=ROOT,
        env={**os.environ, "BULLETINS_STORE": f"sqlite:///{tmp_path / 'b.db'}", "BULLETINS_SOURCES": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_scrapy_crawl_works_from_the_project(tmp_path: Path) -> None:
    with served(PAGES) as site:
        (tmp_path / "near.toml").write_text(f'start_urls = ["{site.address}{LIST}"]\ndelay = 0\n')
        done = scrapy_crawl(tmp_path, "-a", "source=near")
    assert (done.returncode, done.stderr) == (0, "")
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        run = store.run()
    assert run is not None
    assert (run.state, outcomes(run)) == ("finished", {"listed": 2, "new": 3})


def test_scrapy_crawl_says_a_wrong_source_in_one_line(tmp_path: Path) -> None:
    done = scrapy_crawl(tmp_path, "-a", "source=nowhere")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("bulletins: no source 'nowhere'")


def in_parts(n: int, following: str) -> str:
    return article(n).replace("</body>", f'<div class="pager"><a href="{following}">下一页</a></div></body>')


def test_the_parts_of_an_article_are_one_bulletin(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        LIST: list_page("t20230601_1.html"),
        f"{LIST}t20230601_1.html": in_parts(1, "t20230601_1_1.html"),
        f"{LIST}t20230601_1_1.html": article(2),
    }
    crawled, site = crawl_pages(tmp_path, pages)
    assert outcomes(crawled.run) == {"listed": 1, "new": 1, "joined": 1}
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        view = store.bulletin(f"{site.address}{LIST}t20230601_1.html")
    assert view is not None
    assert view.flags == ()
    assert [p.text[-8:] for p in view.paragraphs if "民生实事项目，共" in p.text] == [
        "排资金37万元。",
        "排资金74万元。",
    ]


def test_an_article_is_stored_without_a_part_that_does_not_come(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        LIST: list_page("t20230601_1.html"),
        f"{LIST}t20230601_1.html": in_parts(1, "t20230601_1_1.html"),
        f"{LIST}t20230601_1_1.html": Answer(b"", status=302, headers=(("Location", "file:///etc/passwd"),)),
    }
    crawled, site = crawl_pages(tmp_path, pages)
    assert outcomes(crawled.run) == {"listed": 1, "new": 1}
    assert list(failures(crawled.run, site)) == [f"{LIST}t20230601_1_1.html"]
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        view = store.bulletin(1)
    assert view is not None
    assert view.flags == ("a part is missing",)


BROKEN_END = """
from pipelines.store import Work
def finish(self, now, *, whole):
    raise ValueError("the end is not to be written")
Work.finish = finish
"""


def test_an_error_of_our_own_at_the_end_ends_the_program(tmp_path: Path) -> None:
    with served(PAGES) as site:
        program = run_program(BROKEN_END + CRAWL, json.dumps([source_of(site)]), f"sqlite:///{tmp_path / 'b.db'}")
    assert program.returncode == 1
    assert program.stderr.splitlines()[-1] == "ValueError: the end is not to be written"


BROKEN_START = """
from crawler.spiders.bulletin import BulletinSpider
begin = BulletinSpider.__init__
def broken(self, source, *arguments, **named):
    if source.name == "broken":
        raise ValueError("no such thing")
    begin(self, source, *arguments, **named)
BulletinSpider.__init__ = broken
"""


def test_a_source_that_breaks_off_is_an_internal_error_and_the_others_go_on(tmp_path: Path) -> None:
    with served(PAGES) as site:
        reported = json.dumps([source_of(site, name="broken"), source_of(site)])
        program = run_program(BROKEN_START + CRAWL, reported, f"sqlite:///{tmp_path / 'b.db'}")
    states = json.loads(program.stdout)
    assert states["site"] == ["ok", ""]
    assert states["broken"][0] == "internal error"
    assert states["broken"][1].startswith("internal error: the crawl broke off: value error: no such thing (crawler/")


def test_the_parts_that_a_killed_run_left_are_fetched_and_read(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        LIST: list_page("t20230601_1.html"),
        f"{LIST}t20230601_1.html": in_parts(1, "t20230601_1_1.html"),
        f"{LIST}t20230601_1_1.html": article(2),
    }
    with served(pages) as site:
        crawl(tmp_path, source_of(site))
        with sqlite3.connect(tmp_path / "b.db") as database:
            # as it was when the article was kept and its part was under way
            database.execute("UPDATE frontier SET state = 'LEASED' WHERE role = 'part'")
            database.execute("UPDATE frontier SET state = 'FETCHED' WHERE role = 'article'")
            database.execute("DELETE FROM pages WHERE role = 'part' AND id NOT IN (SELECT page_id FROM revisions)")
        site.asked.clear()
        crawl(tmp_path, source_of(site))
    assert f"{LIST}t20230601_1_1.html" in site.asked
    assert f"{LIST}t20230601_1.html" not in site.asked


def test_every_address_ends_in_a_named_state(tmp_path: Path) -> None:
    names = [f"t2023060{n}_{n}.html" for n in range(1, 8)]
    robots = f"User-agent: *\nDisallow: {LIST}{names[5]}\n".encode()
    pages: dict[str, Page] = {
        "/robots.txt": Answer(robots, headers=(("Content-Type", "text/plain"),)),
        # the first stands there twice, the last leads to another site
        LIST: list_page(*names, names[0], "http://www.example.com/t20230608_8.html"),
        LIST + names[0]: article(1),
        LIST + names[1]: redirected(LIST + names[1]),
        LIST + names[2]: redirected("http://www.example.com/"),
        LIST + names[3]: redirected(LIST + names[0]),
        LIST + names[4]: Answer(b"gone", 410),
        LIST + names[6]: Answer(b"busy", 500),
    }
    _, site = crawl_pages(tmp_path, pages)
    with sqlite3.connect(tmp_path / "b.db") as database:
        found = {
            url.removeprefix(site.address + LIST): (state, result)
            for url, state, result in database.execute("SELECT url, state, result FROM frontier")
        }
    assert found == {
        "": ("DONE", "page"),
        names[0]: ("DONE", "page"),
        names[1]: ("DONE", "redirect loop"),
        names[2]: ("DONE", "off the allowed sites"),
        names[3]: ("DONE", "page"),
        names[4]: ("DONE", "page"),
        names[5]: ("DONE", "forbidden by robots.txt"),
        names[6]: ("DONE", "page"),
        "http://www.example.com/t20230608_8.html": ("DONE", "off the allowed sites"),
    }
    asked = {path.removeprefix(LIST) for path in site.asked} - {"/robots.txt"}
    assert asked <= set(found)


def test_a_part_that_is_put_off_is_waited_for(tmp_path: Path) -> None:
    busy = Answer(b"busy", 429, (("Retry-After", "1"), ("Content-Type", "text/html")))
    pages: dict[str, Page] = {
        LIST: list_page("t20230601_1.html"),
        f"{LIST}t20230601_1.html": in_parts(1, "t20230601_1_1.html"),
        f"{LIST}t20230601_1_1.html": lambda before: Answer(article(2).encode()) if before else busy,
    }
    crawled, _ = crawl_pages(tmp_path, pages)
    assert outcomes(crawled.run) == {"listed": 1, "new": 1, "joined": 1, "rejected: http error": 1}
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        view = store.bulletin(1)
    assert view is not None
    assert view.flags == ()


def test_an_article_is_stored_without_a_part_that_is_an_error_page(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        LIST: list_page("t20230601_1.html"),
        f"{LIST}t20230601_1.html": in_parts(1, "t20230601_1_1.html"),
        f"{LIST}t20230601_1_1.html": Answer(b"gone", 410),
    }
    crawled, _ = crawl_pages(tmp_path, pages)
    assert outcomes(crawled.run) == {"listed": 1, "new": 1, "rejected: http error": 1}
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        view = store.bulletin(1)
    assert view is not None
    assert view.flags == ("a part is missing",)


DYING = """
import os, signal
from pipelines.workers import Workers
call, calls = Workers.call, []
async def until_one_dies(self, url, read_page):
    calls.append(url)
    if len(calls) == 3:
        workers = list(self.pool._pool_manager.worker_manager.workers.values())
        for worker in workers if WHOM == "all" else workers[:1]:
            os.kill(worker.pid, signal.SIGKILL)
    return await call(self, url, read_page)
Workers.call = until_one_dies
"""


@pytest.mark.parametrize("whom", ["one", "all"])
def test_readers_that_somebody_kills_cost_no_page(tmp_path: Path, whom: str) -> None:
    names = [f"t202306{n:02}_{n}.html" for n in range(1, 13)]
    pages: dict[str, Page] = {LIST: list_page(*names), **{LIST + n: article(i) for i, n in enumerate(names, 1)}}
    with served(pages) as site:
        reported = json.dumps([source_of(site)])
        program = run_program(f"WHOM = {whom!r}{DYING}{CRAWL}", reported, f"sqlite:///{tmp_path / 'b.db'}")
    assert json.loads(program.stdout) == {"site": ["ok", ""]}
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        run = store.run()
    assert run is not None
    assert outcomes(run) == {"listed": 1, "new": len(names)}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=str)
@pytest.mark.parametrize(
    "seconds", [0.0, *(pytest.param(after, marks=pytest.mark.long) for after in (0.2, 0.4, 0.6, 1.0))]
)
def test_a_stop_of_the_whole_group_rejects_no_page(tmp_path: Path, seconds: float, number: signal.Signals) -> None:
    names = [f"t202306{n:02}_{n}.html" for n in range(1, 21)]
    pages: dict[str, Page] = {
        LIST: list_page(*names),
        **{LIST + n: slow(article(i), 0.1) for i, n in enumerate(names, 1)},
    }
    with served(pages) as site:
        program = warm.Popen(
            [sys.executable, "-c", CRAWL, json.dumps([source_of(site)]), f"sqlite:///{tmp_path / 'b.db'}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            cold=True,  # readers of its own, which the signal reaches
        )
        deadline = time.monotonic() + 60
        while not site.asked and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(seconds)
        os.killpg(program.pid, number)
        _, errors = program.communicate(timeout=60)
    assert (program.returncode, errors) == (0, "")
    with open_store(f"sqlite:///{tmp_path / 'b.db'}") as store:
        run = store.run()
    assert run is not None
    assert run.state == "stopped"
    assert set(outcomes(run)) <= {"listed", "new", "None"}


POISON = """
from pipelines.store import Listed
from pipelines.store.frontier.recording import Recording
write = Recording.write
def poisoned(self, event):
    if isinstance(event, Listed):
        raise KeyError("an address that is none")
    return write(self, event)
Recording.write = poisoned
"""


def test_a_page_whose_reading_cannot_be_written_is_rejected_by_name(tmp_path: Path) -> None:
    with served(PAGES) as site:
        reported = json.dumps([source_of(site)])
        program = run_program(POISON + CRAWL, reported, f"sqlite:///{tmp_path / 'b.db'}")
        crawled = crawl(tmp_path, source_of(site))
    state, why = json.loads(program.stdout)["site"]
    assert state == "internal error"
    assert why.startswith("internal error: writing what was read: key error: 'an address that is none' (")
    assert why.endswith("; no list page could be read: 1 internal error")
    assert outcomes(crawled.run) == {"listed": 2, "new": 3}


UNLEASED = """
from pipelines.store import Work
def lease(self, *arguments):
    raise RuntimeError("no leases today")
Work.lease = lease
"""


def test_an_internal_error_between_the_pages_has_that_state(tmp_path: Path) -> None:
    with served(PAGES) as site:
        program = run_program(UNLEASED + CRAWL, json.dumps([source_of(site)]), f"sqlite:///{tmp_path / 'b.db'}")
    state, why = json.loads(program.stdout)["site"]
    assert state == "internal error"
    assert why.startswith("internal error: the crawl broke off: runtime error: no leases today (crawler/spiders/")
