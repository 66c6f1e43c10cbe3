"""What a store says, apart from the numbers that depend on the order of work: two stores are compared by it."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from pipelines.models import Page
from pipelines.store import ReadResult, Store, open_store

# What a reader of the store sees, by address: numbers and times are those of the run that came first
SAID = {
    "bulletins": "SELECT url, revision, gone_since FROM bulletins ORDER BY url",
    "revisions": "SELECT b.url, r.number, r.digest, r.title, r.published FROM revisions r"
    " JOIN bulletins b ON b.id = r.bulletin_id ORDER BY 1, 2",
    "paragraphs": "SELECT b.url, p.revision, p.position, p.kept, p.text FROM paragraphs p"
    " JOIN bulletins b ON b.id = p.bulletin_id ORDER BY 1, 2, 3",
    "removals": "SELECT b.url, m.revision, m.position, m.repeats, m.reason FROM removals m"
    " JOIN bulletins b ON b.id = m.bulletin_id ORDER BY 1, 2, 3",
    "texts": "SELECT t.id, b.url FROM texts t JOIN bulletins b ON b.id = t.bulletin_id ORDER BY 1",
    "relations": "SELECT text_id, of_id, kind, share, of_share FROM relations ORDER BY 1, 2",
    "frontier": "SELECT url, role, state, result, failures FROM frontier ORDER BY url",
    "listings": "SELECT a.url, l.title, l.listed_on, l.column_name FROM listings l"
    " JOIN frontier a ON a.id = l.article_id ORDER BY 1",
    "pages": "SELECT url, role, state, outcome, count(*) FROM pages GROUP BY 1, 2, 3, 4 ORDER BY url",
}


def by_address(store: Store) -> list[list[str]]:
    """All that was read, without the numbers of bulletins: these are given out in the order of recording."""
    views = ("page_fates", "revision_texts", "removed_paragraphs", "variant_paragraphs", "bulletin_attachments")
    with store.reading() as connection:
        reported = [connection.execute(sa.text(f"SELECT * FROM {view}")).mappings().all() for view in views]  # noqa: S608  # our own names
    return [sorted(repr({k: v for k, v in row.items() if k != "bulletin"}) for row in rows) for rows in reported]


@contextmanager
def recorded_in_two_orders(
    folder: Path, pages: Sequence[Page], read: Callable[[Page], ReadResult], random_order: random.Random
) -> Iterator[tuple[Store, Store]]:
    """Two stores of the same pages: one that recorded them in the order of fetching, one in any order."""
    with (
        open_store(f"sqlite:///{folder / 'in_turn.db'}") as in_turn,
        open_store(f"sqlite:///{folder / 'any.db'}") as any_,
    ):
        for store in (in_turn, any_):
            numbers = store.keep_many(store.begin_run("crawl"), pages)
        kept = list(zip(numbers, pages, strict=True))
        in_turn.record_outcomes([(number, read(page)) for number, page in kept])
        for number, page in random_order.sample(kept, len(kept)):
            any_.record_outcome(number, read(page))
        yield in_turn, any_
