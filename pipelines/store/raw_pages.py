"""What was fetched: each page's row, each content once, a dictionary for each source. Facts, never made again."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines import archive
from pipelines.models import Outcome, Page, Role
from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import StoreDamaged
from pipelines.store.engine.transactions import transaction
from pipelines.store.schema.tables import Contents, Dictionaries, Frontier, Pages, Sources, table
from pipelines.store.schema.types import insert

__all__ = [
    "FETCHED",
    "PAGES_AT_A_TIME",
    "Content",
    "articles_with_parts_after",
    "compressed",
    "content_numbers",
    "find_number",
    "keep_page",
    "keep_pages",
    "make_dictionary",
    "newest_number",
    "number_of",
    "numbered_pages",
    "pages_under_way",
    "source_number",
    "stored_page",
    "stored_pages",
    "under_way",
    "unread_of",
    "with_parts",
]

# The dictionary is the first pages themselves, so a few are enough; of fewer pages a list page might be most of it
PAGES_FOR_A_DICTIONARY = 8
PAGES_AT_A_TIME = 32  # read in one short transaction, so that no reader holds up the checkpoints of a long crawl

sources, pages, contents, dictionaries = table(Sources), table(Pages), table(Contents), table(Dictionaries)
frontier = table(Frontier)

find_source = sa.select(sources.c.id, sources.c.title).where(sources.c.name == sa.bindparam("name"))
add_source = sa.insert(sources).returning(sources.c.id)
find_contents = sa.select(contents.c.id, contents.c.sha256).where(
    contents.c.sha256.in_(sa.bindparam("sha256", expanding=True))
)
add_content = insert(contents).on_conflict_do_nothing().returning(contents.c.id, contents.c.sha256)
has_dictionary = sa.select(dictionaries.c.id).where(dictionaries.c.source_id == sa.bindparam("source"))
find_dictionary = (
    sa.select(dictionaries.c.id, dictionaries.c.dictionary)
    .join(sources, sources.c.id == dictionaries.c.source_id)
    .where(sources.c.name == sa.bindparam("name"))
)

whole_pages = (
    sa.select(pages, sources.c.name, contents.c.sha256, contents.c.compressed, contents.c.dictionary_id)
    .join(sources, sources.c.id == pages.c.source_id)
    .join(contents, contents.c.id == pages.c.content_id)
    .order_by(pages.c.id)
)


class KnownColumns(Protocol):
    """Gives the columns of the outcome that a page has at once, by the number of its content; None: it has none."""

    def __call__(self, page: Page, content: int, *, was_there: bool) -> Mapping[str, object] | None: ...


FETCHED = {"state": "FETCHED"}
JOINED = {"state": "DONE", "outcome": str(Outcome.JOINED)}

# Kept by a crawl that goes on with them itself: further parts may have to come first
under_way = sa.exists().where(frontier.c.page_id == pages.c.id, frontier.c.state == "FETCHED")


@dataclass(frozen=True, slots=True)
class Content:
    """A body on its way into the store. `number`: it was there when we looked; else `frame` is to be written."""

    sha256: str
    size: int
    number: int | None = None
    frame: bytes = b""
    dictionary: int | None = None

    @property
    def lacks_dictionary(self) -> bool:
        """It comes to its source when that has none yet."""
        return self.number is None and self.dictionary is None


def source_number(connection: Connection, name: str, title: str = "") -> int:
    found = connection.execute(find_source, {"name": name}).first()
    if found is None:
        return int(connection.execute(add_source, {"name": name, "title": title}).scalar_one())
    if title and title != found.title:
        connection.execute(sa.update(sources).where(sources.c.id == found.id).values(title=title))
    return int(found.id)


def find_number(connection: Connection, name: str) -> int | None:
    found = connection.execute(find_source, {"name": name}).first()
    return None if found is None else int(found.id)


def compressed(connection: Connection, some: Sequence[Page]) -> list[Content]:
    """Return the contents of pages, those not yet in the store compressed. Reads only, so nobody waits for it."""
    digests = [hashlib.sha256(page.body).hexdigest() for page in some]
    known = {row.sha256: row.id for row in connection.execute(find_contents, {"sha256": list(set(digests))})}
    shared = {name: dictionary_of(connection, name) for name in {page.source for page in some}}

    def content_of(page: Page, sha256: str) -> Content:
        if sha256 in known:
            return Content(sha256, len(page.body), known[sha256])
        number, dictionary = shared[page.source]
        return Content(sha256, len(page.body), None, archive.compress(page.body, dictionary), number)

    return list(map(content_of, some, digests))


def dictionary_of(connection: Connection, source: str) -> tuple[int | None, bytes | None]:
    found = connection.execute(find_dictionary, {"name": source}).first()
    return (None, None) if found is None else (found.id, archive.decompress(found.dictionary))


def keep_pages(
    connection: Connection,
    run: int,
    some: Sequence[Page],
    contents: Sequence[Content],
    part_of: int | None = None,
    known: KnownColumns | None = None,
) -> list[int]:
    """Write pages with their contents, state FETCHED; their numbers. `part_of`: the number of their first page.

    Parts that come with a page are written with it, and have their outcome: their text is read with the page's.
    `contents`: of each page, and after it of its parts; `known`: is asked for each page that is no part.
    """
    source = {name: source_number(connection, name) for name in dict.fromkeys(page.source for page in some)}
    new: set[int] = set()  # sources to which pages without a dictionary came
    held = zip(contents, content_numbers(connection, contents), strict=True)

    def add(page: Page, first: int | None, reported: Mapping[str, object]) -> int:
        (content, (held_as, was_there)), number = next(held), source[page.source]
        if content.lacks_dictionary:
            new.add(number)
        if known is not None and first is None:
            reported = known(page, held_as, was_there=was_there) or reported
        return keep_page(connection, run, number, page, held_as, reported, first)

    numbers = []
    for page in some:
        numbers.append(add(page, part_of, FETCHED))
        for part in page.parts:
            add(part, numbers[-1], JOINED)
    for number in new:
        make_dictionary(connection, number)
    return numbers


def with_parts(some: Sequence[Page]) -> list[Page]:
    return [each for page in some for each in (page, *page.parts)]


def keep_page(
    connection: Connection,
    run: int,
    source: int,
    page: Page,
    content: int,
    reported: Mapping[str, object],
    part_of: int | None = None,
) -> int:
    """Write a page of a source, with the number of its content and the columns of its outcome; return its number."""
    row = {**row_of(page, run, source), "part_of": part_of, "content_id": content, **reported}
    return behind(connection).add(connection, pages, row)


def unread_of(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Return those of some pages that have no outcome."""
    return set(connection.scalars(sa.select(pages.c.id).where(pages.c.id.in_(numbers), pages.c.state == "FETCHED")))


def pages_under_way(connection: Connection, source: int | None = None) -> set[int]:
    """Return the pages that a crawl has kept and will go on with."""
    query = sa.select(frontier.c.page_id).where(frontier.c.state == "FETCHED")
    return set(connection.scalars(query if source is None else query.where(frontier.c.source_id == source)))


def newest_number(engine: Engine) -> int:
    """Return the newest page's number; no page with a lower one is still to come."""
    with behind(engine).after_writers(engine) as connection:
        return connection.scalar(sa.select(sa.func.max(pages.c.id))) or 0


def articles_with_parts_after(connection: Connection, page: int) -> set[int]:
    """Articles to which a further part came after the page of this number."""
    later_parts = (pages.c.id > page, pages.c.part_of.is_not(None))
    return set(connection.scalars(sa.select(pages.c.part_of).where(*later_parts)))


def row_of(page: Page, run: int, source: int) -> dict[str, object]:
    return {
        "run_id": run,
        "source_id": source,
        "role": str(page.role),
        "url": page.url,
        "requested_url": page.requested_url,
        "fetched_at": page.fetched_at,
        "status": page.status,
        "headers": [list(header) for header in page.headers],
    }


def content_numbers(connection: Connection, some: Sequence[Content]) -> list[tuple[int, bool]]:
    """Return of each content its number, and whether it was there before; of two that are the same the second was.

    They are written in one order by all: of two transactions that come with the same contents one waits for the other,
    and never both.
    """
    rows = {
        content.sha256: {
            "sha256": content.sha256,
            "size": content.size,
            "compressed": content.frame,
            "dictionary_id": content.dictionary,
        }
        for content in some
        if content.number is None
    }
    added: dict[str, int] = {}
    if rows:
        added = {row.sha256: row.id for row in connection.execute(add_content, [rows[key] for key in sorted(rows)])}
    known = {content.sha256: content.number for content in some if content.number is not None}
    if by_others := rows.keys() - added.keys() - known.keys():  # another writer has been
        known |= {row.sha256: row.id for row in connection.execute(find_contents, {"sha256": sorted(by_others)})}
    held = []
    for content in some:
        was_there = content.sha256 in known
        number = known[content.sha256] if was_there else added[content.sha256]
        held.append((number, was_there))
        known[content.sha256] = number
    return held


def make_dictionary(connection: Connection, source: int) -> None:
    """Make the source's dictionary once it has pages enough, and compress what it has again."""
    if connection.execute(has_dictionary, {"source": source}).first() is not None:
        return
    plain = connection.execute(
        sa.select(contents.c.id, contents.c.sha256, contents.c.compressed)
        .where(
            contents.c.dictionary_id.is_(None),
            contents.c.id.in_(sa.select(pages.c.content_id).where(pages.c.source_id == source)),
        )
        .order_by(contents.c.id)
        .limit(PAGES_AT_A_TIME)
    ).all()
    bodies: dict[int, bytes] = {}
    for row in plain:
        with suppress(
            archive.ArchiveError
        ):  # a damaged one is for `bulletins verify` to name, and in nobody's way here
            bodies[row.id] = archive.decompress(row.compressed)
    if len(bodies) < PAGES_FOR_A_DICTIONARY:
        return
    dictionary = archive.dictionary_from([*bodies.values()][:PAGES_FOR_A_DICTIONARY])
    if dictionary is None:
        return
    made = {"source_id": source, "made_from": PAGES_FOR_A_DICTIONARY, "dictionary": archive.compress(dictionary)}
    number = connection.execute(sa.insert(dictionaries).returning(dictionaries.c.id), made).scalar_one()
    connection.execute(
        sa.update(contents).where(contents.c.id == sa.bindparam("which")),
        [
            {"which": which, "compressed": archive.compress(body, dictionary), "dictionary_id": number}
            for which, body in bodies.items()
        ],
    )


def stored_pages(
    engine: Engine,
    *,
    after: int = 0,
    source: str | None = None,
    unread: bool = False,
    where: Sequence[sa.ColumnElement[bool]] = (),
) -> Iterator[tuple[int, Page]]:
    """Kept pages and their numbers in the order of their numbers, a few in memory at a time. Raises StoreDamaged.

    `unread`: those only that have no outcome and are not a crawl's to go on with. `where`: what else holds of them.
    """
    query = whole_pages.where(*where).limit(PAGES_AT_A_TIME)
    if source is not None:
        query = query.where(sources.c.name == source)
    if unread:
        query = query.where(pages.c.state == "FETCHED", ~under_way)
    shared: dict[int, bytes] = {}
    while True:
        with transaction(engine, writing=False) as connection:
            rows, parts = with_their_parts(connection, query.where(pages.c.id > after), shared)
        yield from pages_from(rows, parts, shared, behind(engine).name)
        if not rows:
            return
        after = rows[-1].id


def numbered_pages(engine: Engine, numbers: Sequence[int]) -> dict[int, Page]:
    """Return the pages of these numbers, which are few, with their parts. Raises StoreDamaged."""
    shared: dict[int, bytes] = {}
    with transaction(engine, writing=False) as connection:
        rows, parts = with_their_parts(connection, whole_pages.where(pages.c.id.in_(numbers)), shared)
    return dict(pages_from(rows, parts, shared, behind(engine).name))


def with_their_parts(
    connection: Connection, query: sa.Select[Any], shared: dict[int, bytes]
) -> tuple[Sequence[sa.Row[Any]], Sequence[sa.Row[Any]]]:
    """Return the rows of pages and those of their parts; what dictionaries they lack comes into `shared`."""
    rows = connection.execute(query).all()
    parts = connection.execute(whole_pages.where(pages.c.part_of.in_([row.id for row in rows]))).all()
    for missing in {row.dictionary_id for row in [*rows, *parts]} - {None} - shared.keys():
        found = sa.select(dictionaries.c.dictionary).where(dictionaries.c.id == missing)
        shared[missing] = archive.decompress(connection.execute(found).scalar_one())
    return rows, parts


def pages_from(
    rows: Sequence[sa.Row[Any]], parts: Sequence[sa.Row[Any]], shared: Mapping[int, bytes], store: str
) -> Iterator[tuple[int, Page]]:
    for row in rows:
        page = page_from(row, shared, store)
        further = [page_from(part, shared, store) for part in parts if part.part_of == row.id]
        yield row.id, replace(page, parts=tuple(further)) if further else page


def number_of(connection: Connection, url: str, fetched_at: datetime) -> int | None:
    """Return the number of the page that was fetched from an address at a time."""
    return connection.scalar(
        sa.select(pages.c.id).where(pages.c.url == url, pages.c.fetched_at == fetched_at).order_by(pages.c.id).limit(1)
    )


def stored_page(engine: Engine, number: int) -> Page:
    """Return the page of that number, with its parts. Raises StoreDamaged."""
    return next(stored_pages(engine, after=number - 1))[1]


def page_from(row: sa.Row[tuple[object, ...]], shared: Mapping[int, bytes], store: str) -> Page:
    try:
        body = archive.decompress(row.compressed, shared.get(row.dictionary_id))
    except archive.ArchiveError as error:
        raise StoreDamaged(f"{store}: content {row.sha256} of page {row.id} ({row.url}): {error}") from error
    return Page(
        source=row.name,
        url=row.url,
        requested_url=row.requested_url,
        fetched_at=row.fetched_at,
        status=row.status,
        headers=tuple((name, value) for name, value in row.headers),
        body=body,
        role=Role(row.role),
    )
