"""Events that are written in one transaction, some of them asked for ahead, come to what each by itself comes to."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from amounts import amount
from simulated_crawl import DAY, LIST, NOW, Answer, article, crawl_together, outcomes, record_each
from store_contents import SAID, by_address
from store_pages import fetch, notice, page, reading
from strange_pages import saying

from pipelines.dedup import dedup
from pipelines.frontier import ListedLink
from pipelines.models import Rejected, Rejection
from pipelines.store import Store, open_store
from pipelines.store.bulletins.ahead import Ahead

ARTICLES = range(9)
TITLES = ("关于防汛备汛工作的通知", "关于城区停水安排的公告", "关于食品安全检查的通知", "城区空气质量周报第{}期")
TEXTS = (
    "各镇街要落实防汛责任制，逐级签订责任书，主要负责人为第一责任人。",
    "因管网改造施工，定于六月七日起对城区东片停水两天，请居民提前储水。",
    "尊敬的用户：为提供更好的服务，门户网站正在进行系统升级维护，暂时无法访问。",
    "市场监管部门将对餐饮单位、农贸市场开展专项检查，重点检查进货查验记录。",
)


def site_of(chance: random.Random) -> dict[str, Answer]:
    """A list and its articles: texts and titles that others have too, pages that moved, failed or are gone."""
    title = {n: chance.choice(TITLES).format(n) for n in ARTICLES}
    links = tuple(ListedLink(article(n), title[n], date(2026, 2, 1 + n)) for n in ARTICLES if chance.random() < 0.8)
    site = {LIST: Answer(b"list %d" % chance.randrange(3), links=links)}
    for n in ARTICLES:
        texts = chance.sample(TEXTS, chance.choice((1, 1, 2)))
        says = title[n] if chance.random() < 0.8 else "系统维护公告"
        body = "\n".join((says, *texts)).encode()
        document = saying(n, says, *texts, published=date(2026, 2, 1 + n))
        site[article(n)] = chance.choices(
            (
                Answer(body, document=document),
                Answer(body, document=document, leads_to=article(chance.choice(ARTICLES))),
                Answer(b"gone", status=404),
                Answer(b"wall", rejected=Rejection.BLOCKED),
            ),
            (7, 2, 1, 1),
        )[0]
    return site


def said(store: Store) -> object:
    with store.reading() as connection:
        rows = {name: sorted(map(repr, connection.execute(sa.text(query)))) for name, query in SAID.items()}
        strangers = "SELECT page_id, called, reason, detail FROM strangers ORDER BY page_id"
        return by_address(store), rows, connection.execute(sa.text(strangers)).all()


@pytest.mark.parametrize("seed", range(amount(6, 80)))
def test_together_and_one_by_one_come_to_the_same(new_store_url: Callable[[], str], seed: int) -> None:
    chance = random.Random(seed)
    days = [site_of(chance) for _ in range(3)]
    with open_store(new_store_url()) as one_by_one, open_store(new_store_url()) as together:
        for day, site in enumerate(days):
            crawl_together(one_by_one, site, NOW + day * DAY, record=record_each)
            crawl_together(together, site, NOW + day * DAY)
        assert said(together) == said(one_by_one)
        assert [finding.what for finding in together.verify()] == []


def test_two_new_pages_of_one_address_in_one_transaction_are_one_bulletin(store: Store) -> None:
    """The second is asked for ahead, when neither is there."""
    there = Answer("通知\n正文".encode(), document=saying(1, TITLES[0], TEXTS[0]))
    moved = replace(there, leads_to=article(1))
    site = {
        LIST: Answer(links=(ListedLink(article(1), TITLES[0]), ListedLink(article(2), TITLES[0]))),
        article(1): there,
    }
    crawl_together(store, site | {article(2): moved})
    assert store.totals().bulletins == 1


def test_what_is_asked_ahead_holds_until_an_address_is_taken(store: Store) -> None:
    pages = [page(article(n), body) for n, body in ((1, b"1"), (1, b"2"), (2, b"3"))]
    first, again, other = store.keep_many(store.begin_run("crawl"), pages)
    with store.writing() as connection:
        ahead = Ahead(connection, [first, again, other])
        assert (ahead.new, ahead.is_new(first), ahead.is_new(again), ahead.new) == (3, True, False, 1)
        assert ahead.is_new(other)
        assert not ahead.pages[other].in_parts


def test_pages_that_were_read_before_are_not_new(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(article(1), b"1"), notice(article(1)))
    number = store.keep(run, page(article(1), b"2"))
    with store.writing() as connection:
        assert not Ahead(connection, [number]).is_new(number)


def test_bytes_that_were_there_have_their_outcome_when_they_are_kept(store: Store) -> None:
    """But where something before them waits to be read, which may be what stands there by then."""
    run = store.begin_run("ingest")
    fetch(store, run, page(body=b"1", second=1), reading(last="1"))
    numbers = store.keep_many(run, [page(body=body, second=n) for n, body in enumerate((b"1", b"2", b"1"), 2)])
    assert store.unread_of(numbers) == set(numbers[1:])
    later = store.keep(run, page(body=b"1", second=5))
    assert store.unread_of([later]) == {later}
    for number, last in zip((*numbers[1:], later), "211", strict=True):
        store.record_outcome(number, reading(last=last))
    assert outcomes(store, page().url) == ["new", "unchanged", "revised", "revised", "unchanged"]
    before = by_address(store)
    store.rebuild(lambda kept: reading(last=kept.body.decode()))
    assert by_address(store) == before


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_pages_that_stand_in_for_others_are_known_however_they_are_kept(store: Store, size: int) -> None:
    """A notice of the site at two articles, before their texts and after: it is neither one's."""
    texts = {b"M": TEXTS[2], b"Y": TEXTS[0], b"Z": TEXTS[1]}
    came = [(9, b"M"), (0, b"M"), (6, b"Z"), (9, b"Y"), (9, b"M"), (6, b"M")]
    run = store.begin_run("ingest")
    for at in range(0, len(came), size):
        some = [page(article(n), body, second) for second, (n, body) in enumerate(came[at : at + size], at)]
        numbers = store.keep_many(run, some)
        unread = store.unread_of(numbers)
        readings = [
            (number, dedup(saying(n, texts[body][:12], texts[body])))
            for number, (n, body) in zip(numbers, came[at : at + size], strict=True)
            if number in unread
        ]
        store.record_outcomes(readings)
    current = {line.url: store.bulletin(line.url) for line in store.bulletins(copies=True)}
    said = {url: [paragraph.text for paragraph in view.paragraphs] for url, view in current.items() if view}
    assert said == {article(0): [TEXTS[2]], article(6): [TEXTS[1]], article(9): [TEXTS[0]]}


def test_bytes_of_an_article_that_was_missed_bring_it_back(store: Store) -> None:
    run = store.begin_run("ingest")
    fetch(store, run, page(), reading())
    fetch(store, run, replace(page(second=1), status=404), Rejected(Rejection.HTTP_ERROR, "status 404"))
    store.keep_many(run, [page(second=2)])
    assert outcomes(store, page().url) == ["new", "gone", "unchanged"]
    assert store.bulletin(page().url).gone_since is None  # type: ignore[union-attr]
