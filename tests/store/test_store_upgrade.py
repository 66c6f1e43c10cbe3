"""A store of an older schema is upgraded: nothing is lost, and not all is asked for again."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from older_stores import at_version, copy_rows
from simulated_crawl import LIST, Answer, article, crawl, links
from store_pages import ask, fetch, page, reading, recurring, rows

from pipelines import archive
from pipelines.dedup import dedup
from pipelines.models import CleanDocument, Document, Page, Paragraph, Rejected, Rejection
from pipelines.search.query import read_query
from pipelines.store import Said, Store, Verdict, open_store, upgrade
from pipelines.store.copies.relations import rank_of

pytestmark = pytest.mark.sqlite("stores of versions before there were any on PostgreSQL")

FETCHED = datetime(2026, 3, 1, 8, tzinfo=UTC)
OLD = f"{LIST}old.html"
# number, address, outcome, published, headers
PAGES = [
    (1, LIST, "listed", None, {}),
    (2, article(1), "new", "2026-02-27", {"ETag": '"1"', "Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT"}),
    (3, OLD, "new", "2019-05-01", {"etag": '"2"'}),
    (4, article(3), "rejected", None, {"ETag": '"3"'}),
    (5, article(4), "new", "2026-02-27", {"ETag": '"4"'}),
    (6, article("4_2"), "joined", None, {}),
    (7, "file:///saved/page.html", "new", None, {}),
    (8, article(1), "unchanged", "2026-02-27", {"ETag": '"1 again"'}),
    (9, article(9), None, None, {}),
]
ROLES = {1: "list", 6: "part"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store as the migration before the frontier made it."""
    path = tmp_path / "bulletins.db"
    url = at_version("0001", path)
    with sqlite3.connect(path) as database:
        fill(database)
    return url


def insert(database: sqlite3.Connection, table: str, **values: object) -> None:
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608  # names from below


def fill(database: sqlite3.Connection) -> None:
    at = FETCHED.isoformat(timespec="microseconds").replace("+00:00", "Z")
    insert(database, "sources", id=1, name="example", title="")
    insert(database, "runs", id=1, command="crawl", version="0.1.0", started_at=at, finished_at=at, state="finished")
    insert(database, "contents", id=1, sha256="x", size=4, compressed=archive.compress(b"body"))
    bulletins: dict[str, int] = {}
    for number, url, outcome, published, headers in PAGES:
        if outcome == "new":
            bulletins[url] = number
            insert(database, "bulletins", id=number, url=url, source_id=1, revision=1, first_seen=at)
            read = {"columns": "[]", "flags": "[]", "encoding": "utf-8", "reader": "own", "confidence": 1.0}
            of_page = {"bulletin_id": number, "number": 1, "page_id": number, "published": published}
            insert(database, "revisions", digest="d", title="通知", **of_page, **read)
        insert(
            database,
            "pages",
            id=number,
            run_id=1,
            source_id=1,
            role=ROLES.get(number, "article"),
            url=url,
            requested_url=url,
            fetched_at=at,
            status=200,
            headers=json.dumps(list(headers.items())),
            part_of=5 if number == 6 else None,
            content_id=1,
            state="DONE" if outcome else "FETCHED",
            outcome=outcome,
            reason="no body" if outcome == "rejected" else None,
            bulletin_id=bulletins.get(url),
            revision=1 if url in bulletins else None,
        )


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    upgrade(url)
    with open_store(url) as upgraded:
        yield upgraded


def test_what_was_there_before_is_found(store: Store) -> None:
    count, hits = store.search(read_query("通知"))
    assert (count, [hit.number for hit in hits]) == (4, [5, 2, 3, 7])


def test_every_article_that_was_read_stands_in_the_frontier_by_its_newest_page(store: Store) -> None:
    query = "SELECT url, page_id, state, role, result FROM frontier ORDER BY page_id"
    assert ask(store, query) == [
        (OLD, 3, "DONE", "article", "page"),
        (article(3), 4, "DONE", "article", "page"),
        (article(4), 5, "DONE", "article", "page"),
        (article(1), 8, "DONE", "article", "page"),
    ]


def test_validators_are_those_of_the_newest_page_that_can_be_confirmed(store: Store) -> None:
    assert ask(store, "SELECT url, etag, last_modified FROM frontier ORDER BY page_id") == [
        (OLD, '"2"', None),
        (article(3), None, None),  # of what holds no bulletin we want another
        (article(4), None, None),  # it has parts, of which a 304 would say nothing
        (article(1), '"1 again"', None),
    ]


def test_they_are_due_by_their_age(store: Store) -> None:
    due = {url: datetime.fromisoformat(str(when)) for url, when in ask(store, "SELECT url, due_at FROM frontier")}
    assert due[OLD] == FETCHED + timedelta(days=60)
    assert due[article(1)] == FETCHED + (FETCHED - datetime(2026, 2, 27, tzinfo=UTC)) / 2
    assert due[article(3)] == FETCHED


def test_the_next_crawl_asks_for_what_is_due_and_for_what_is_new(store: Store) -> None:
    site = {LIST: Answer(links=links(1, 3, 4, 5)), article(3): Answer(b"now there is one"), article(5): Answer(b"new")}
    assert crawl(store, site, FETCHED + timedelta(hours=1)) == [LIST, article(5), article(3)]


def test_a_bulletin_is_not_gone_for_all_that_is_known(store: Store) -> None:
    assert ask(store, "SELECT count(*), count(gone_since) FROM bulletins") == [(4, 0)]


def test_a_page_that_nobody_read_is_read_all_the_same(store: Store) -> None:
    assert [number for number, _ in store.unread()] == [9]


def test_the_frontier_agrees_with_the_pages(store: Store) -> None:
    of_frontier = ("what is", "listings", "a gone", "a 304", "the outcomes of a source")
    assert [f for f in store.verify() if f.check.startswith(of_frontier)] == []


def test_listings_come_with_the_next_crawl(store: Store) -> None:
    crawl(store, {LIST: Answer(links=links(1)), article(3): Answer(b"3")}, FETCHED + timedelta(minutes=1))
    assert ask(store, "SELECT bulletin, list_url FROM bulletin_listings") == [(2, LIST)]


@pytest.fixture
def before_recurrences(tmp_path: Path) -> str:
    """A store of the schema before recurrences were kept, of two pages."""
    new = tmp_path / "new.db"
    with open_store(f"sqlite:///{new}") as store:
        run = store.begin_run("crawl")
        fetch(store, run, page(), reading())
        fetch(store, run, page(f"{page().url}?recurs", b"recurs"), recurring(f"{page().url}?recurs"))
        store.undo(1, 2)
        store.finish_run(run)
    url = at_version("0002", tmp_path / "old.db")
    copy_rows(new, tmp_path / "old.db")
    return url


def read_again(kept: Page) -> CleanDocument:
    return recurring(kept.url) if kept.url.endswith("recurs") else reading(kept.url)


def test_a_rebuild_after_the_upgrade_gives_what_a_fresh_crawl_gives(before_recurrences: str, tmp_path: Path) -> None:
    upgrade(before_recurrences)
    with open_store(before_recurrences) as upgraded, open_store(f"sqlite:///{tmp_path}/new.db") as fresh:
        upgraded.rebuild(read_again)
        fresh.rebuild(read_again)
        assert rows(upgraded) == rows(fresh)
        assert ask(upgraded, "SELECT count(*) FROM recurrences") == [(2,)]


def test_an_upgraded_store_takes_verdicts(before_recurrences: str) -> None:
    upgrade(before_recurrences)
    with open_store(before_recurrences) as upgraded:
        upgraded.rebuild(lambda kept: reading(kept.url))
        assert upgraded.judge(Said(item, Verdict.RIGHT) for item in upgraded.draw(1, 1)) == 1


def test_series_and_places_come_with_the_rebuild_after_the_upgrade(url: str, tmp_path: Path) -> None:
    """Texts, keys in the order of publication, series and relations, of a store that had none of these."""
    titles = (("第1周价格监测", 3), ("第2周价格监测", 10), ("价格形势通报", 17))
    made = [(f"http://www.linjiang.example/{day}.html", title, day) for title, day in titles]

    def page_of(address: str) -> Page:
        return replace(page(address, address.encode()), requested_url=address)

    def read(one: Page) -> CleanDocument | Rejected:
        for address, title, day in made:
            if one.url == address:
                body = (
                    Paragraph(
                        "本周重要民生商品价格总体平稳，市场供应充足，各监测点未见异常波动情况，主管部门将继续加强监测预警。"
                    ),
                    Paragraph(f"大米{day}元。"),
                )
                return dedup(Document(address, title, body, published=date(2026, 3, day)))
        return Rejected(Rejection.NO_BODY)

    upgrade(url)
    with open_store(url) as old, open_store(f"sqlite:///{tmp_path}/fresh.db") as fresh:
        for store in (old, fresh):
            run = store.begin_run("crawl")
            for address, _, _ in made:
                store.record_outcome(store.keep(run, page_of(address)), read(page_of(address)))
        with old.writing() as connection:  # as the upgrade leaves what was there before
            connection.exec_driver_sql("UPDATE bulletins SET series = NULL")
            connection.exec_driver_sql("UPDATE texts SET series = NULL")
            connection.exec_driver_sql("UPDATE text_keys SET position = NULL")
        old.rebuild(read)
        for query in (
            "SELECT url, series, text_id, precedence FROM bulletins WHERE series IS NOT NULL ORDER BY url",
            "SELECT id, precedence, series FROM texts ORDER BY id",
            "SELECT * FROM text_keys ORDER BY 1, 2",
            "SELECT text_id, of_id, kind, share FROM relations ORDER BY 1, 2",
        ):
            assert ask(old, query) == ask(fresh, query) != []


def test_keys_come_into_the_order_of_publication(tmp_path: Path) -> None:
    path = tmp_path / "bulletins.db"
    at_version("0002", path)
    with sqlite3.connect(path) as database:
        insert(database, "sources", id=1, name="example", title="")
        for text, day in ((-7, "2026-03-02"), (5, "9999-12-31")):
            order = f"{day} 2 ~ 2026-03-02 http://a.example/{text}"
            insert(database, "bulletins", id=abs(text), url=str(text), source_id=1, text_id=text, precedence=order)
            insert(database, "texts", id=text, bulletin_id=abs(text), precedence=order)
            insert(database, "text_keys", key=1, text_id=text, most=8)
    upgrade(f"sqlite:///{path}")
    with open_store(f"sqlite:///{path}") as store:
        found = ask(store, "SELECT text_id, rank FROM text_keys ORDER BY rank")
        orders = dict(ask(store, "SELECT id, precedence FROM texts"))
    assert found == [(text, rank_of(text, orders[text])) for text in (-7, 5)]
