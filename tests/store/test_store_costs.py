"""What a page costs the one writer, counted, not timed: statements, and pieces of the search index."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from simulated_crawl import DAY, LIST, NOW, Answer, answered, article, begin, end, links, take
from store_pages import page

from pipelines.dedup import dedup
from pipelines.frontier import Lease, Scope
from pipelines.models import Document, Paragraph, Role
from pipelines.store import Fetched, Read, Store, Work, recordable
from pipelines.store.search.index import differences

MANY = 10


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that are executed meanwhile; over many rows at a time it is one.

    Left out is what keeps writers apart on PostgreSQL, and shows that the run goes on: a few a transaction.
    """
    reported: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if "pg_advisory" not in statement and "pg_locks" not in statement:
            reported.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield reported
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", note)


def answer(lease: Lease) -> Answer:
    return Answer(body=lease.ask.url.encode(), validator='"1"')


def document(lease: Lease) -> Document:
    """An article that has nothing in common with the others."""
    number = int("".join(filter(str.isdigit, lease.ask.url)))
    texts = ("".join(chr(0x4E00 + 200 * number + 30 * part + i) for i in range(30)) for part in range(5))
    return Document(lease.ask.url, f"关于第{number}号事项的通知", tuple(map(Paragraph, texts)))


def articles(work: Work) -> list[Lease]:
    """The leases of all articles of a list that is read on the way."""
    site = {LIST: Answer(body=b"list", links=links(*range(MANY)))}
    for lease in work.lease(1, NOW, Scope(), [Role.LIST]):
        take(work, site, lease, NOW)
    leases = work.lease(MANY, NOW, Scope(), [Role.ARTICLE])
    assert len(leases) == MANY
    return leases


def keep(work: Work, leases: list[Lease]) -> list[Fetched]:
    kept = work.record([Fetched(lease, answered(lease, NOW, answer(lease))) for lease in leases], NOW)
    assert all(isinstance(one, Fetched) for one in kept)
    return kept  # type: ignore[return-value]  # as just seen


def read(work: Work, leases: list[Lease], kept: list[Fetched]) -> None:
    read_out = [recordable(dedup(document(lease))) for lease in leases]
    pairs = zip(leases, kept, read_out, strict=True)
    work.record([Read(lease, one.number, result) for lease, one, result in pairs], NOW)


def test_a_new_page_takes_so_many_statements(store: Store) -> None:
    work = begin(store)
    leases = articles(work)
    with counted(store) as of_keeping:
        kept = keep(work, leases)
    with counted(store) as of_reading:
        read(work, leases, kept)
    assert store.totals().bulletins == MANY
    assert len(of_keeping) <= 3 * MANY + 7
    assert len(of_reading) <= 15 * MANY + 4


@pytest.mark.parametrize(("scope", "most"), [(Scope(full=True), 3), (Scope(), 3)], ids=["same bytes", "304"])
def test_an_unchanged_page_takes_so_many_statements(store: Store, scope: Scope, most: int) -> None:
    work = begin(store)
    leases = articles(work)
    read(work, leases, keep(work, leases))
    end(store, work)
    work = begin(store, NOW + 90 * DAY, scope)
    leases = work.lease(MANY, NOW + 90 * DAY, scope, [Role.ARTICLE])
    with counted(store) as reported:
        kept = keep(work, leases)
    assert [one.outcome for one in kept] == ["unchanged"] * MANY
    assert len(reported) <= most * MANY + 7


@pytest.mark.sqlite("pieces of FTS5's index")
def test_a_transaction_leaves_one_piece_in_the_search_index(store: Store) -> None:
    work = begin(store)
    leases = articles(work)
    read(work, leases, keep(work, leases))
    with store.reading() as connection:
        pieces = connection.exec_driver_sql("SELECT count(DISTINCT segid) FROM search_index_idx").scalar()
    assert pieces == 1


def test_what_waits_for_the_end_goes_with_a_transaction_that_fails(store: Store) -> None:
    run = store.begin_run("crawl")
    numbers = [store.keep(run, page(article(n), b"%d" % n)) for n in range(2)]
    said = dedup(Document(article(0), "通知", (Paragraph("全区开展防汛检查。"),)))
    with pytest.raises(ValueError, match="record a page"):
        store.record_outcomes([(numbers[0], said), (numbers[1], "nothing that can be recorded")])  # type: ignore[list-item]
    with pytest.raises(Exception, match="no page 99"):
        store.record_outcomes([(numbers[0], said), (99, said)])
    assert store.totals().bulletins == 0
    store.record_outcome(numbers[1], said)
    with store.reading() as connection:
        assert list(differences(connection)) == []
