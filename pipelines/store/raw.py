"""What was fetched: each page's row, each content once, a dictionary for each source. Facts, never made again."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines import archive
from pipelines.records import Outcome, Page, Role
from pipelines.store.errors import StoreDamaged
from pipelines.store.tables import Contents, Dictionaries, Frontier, Pages, Sources, table
from pipelines.store.transactions import shown, transaction

__all__ = [
    "Content",
    "articles_with_parts_after",
    "compressed",
    "find_number",
    "keep_confirmed",
    "keep_pages",
    "newest_number",
    "number_of",
    "pages_under_way",
    "source_number",
    "stored_page",
    "stored_pages",
]

# The dictionary is the first pages themselves, so a few are enough; of fewer pages a list page might be most of it
PAGES_FOR_A_DICTIONARY = 8
PAGES_AT_A_TIME = 32  # read in one short transaction, so that no reader holds up the checkpoints of a long crawl

sources, pages, contents, dictionaries = table(Sources), table(Pages), table(Contents), table(Dictionaries)
frontier = table(Frontier)

find_source = sa.select(sources.c.id, sources.c.title).where(sources.c.name == sa.bindparam("name"))
add_source = sa.insert(sources).returning(sources.c.id)
find_content = sa.select(contents.c.id).where(contents.c.sha256 == sa.bindparam("sha256"))
add_content = sa.insert(contents).returning(contents.c.id)
add_page = sa.insert(pages).returning(pages.c.id)
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

# Kept by a crawl that goes on with them itself: further parts may have to come first
under_way = sa.exists().where(frontier.c.page_id == pages.c.id, frontier.c.state == "FETCHED")


@dataclass(frozen=True, slots=True)
class Content:
    """A body on its way into the store, with those of its page's parts. `frame` None: it was there when we looked."""

    sha256: str
    frame: bytes | None
    dictionary: int | None
    parts: tuple["Content", ...]


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
    """The contents of pages, those not yet in the store compressed. Reads only, so nobody waits for it."""
    shared = {name: connection.execute(find_dictionary, {"name": name}).first() for name in {p.source for p in some}}

    def content_of(page: Page) -> Content:
        sha256 = hashlib.sha256(page.body).hexdigest()
        parts = tuple(map(content_of, page.parts))
        if connection.execute(find_content, {"sha256": sha256}).first() is not None:
            return Content(sha256, None, None, parts)
        found = shared[page.source]
        if found is None:
            return Content(sha256, archive.compress(page.body), None, parts)
        return Content(sha256, archive.compress(page.body, archive.decompress(found.dictionary)), found.id, parts)

    return list(map(content_of, some))


def keep_pages(
    connection: Connection, run: int, some: Sequence[Page], made: Sequence[Content], part_of: int | None = None
) -> list[int]:
    """Write pages with their contents, state FETCHED; their numbers. `part_of`: the number of their first page.

    Parts that a page brings along are written with it, and have their fate: their text is read with the page's.
    """
    source = {name: source_number(connection, name) for name in dict.fromkeys(page.source for page in some)}

    def add(page: Page, content: Content, first: int | None, fate: dict[str, str]) -> int:
        held = {"part_of": first, "content_id": content_number(connection, page, content)}
        row = row_of(page, run, source[page.source]) | held | fate
        number = int(connection.execute(add_page, row).scalar_one())
        for part, of_part in zip(page.parts, content.parts, strict=True):
            add(part, of_part, number, {"state": "DONE", "outcome": Outcome.JOINED})
        return number

    numbers = [add(page, content, part_of, {"state": "FETCHED"}) for page, content in zip(some, made, strict=True)]
    for name, number in source.items():
        if connection.execute(find_dictionary, {"name": name}).first() is None:
            make_dictionary(connection, number)
    return numbers


def keep_confirmed(connection: Connection, run: int, page: Page, before: int, part_of: int | None = None) -> int:
    """Write an answer that says that a page is as it was (304): its content is that of the page numbered `before`."""
    content = connection.execute(sa.select(pages.c.content_id).where(pages.c.id == before)).scalar_one()
    row = row_of(page, run, source_number(connection, page.source))
    held = {"part_of": part_of, "content_id": content, "state": "FETCHED"}
    return int(connection.execute(add_page, row | held).scalar_one())


def pages_under_way(connection: Connection) -> set[int]:
    """The pages that a crawl has kept and will go on with."""
    return set(connection.scalars(sa.select(frontier.c.page_id).where(frontier.c.state == "FETCHED")))


def newest_number(engine: Engine) -> int:
    with transaction(engine, writing=False) as connection:
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


def content_number(connection: Connection, page: Page, content: Content) -> int:
    found = connection.execute(find_content, {"sha256": content.sha256}).first()  # again: another writer may have been
    if found is not None:
        return int(found.id)
    row = {
        "sha256": content.sha256,
        "size": len(page.body),
        "compressed": content.frame,
        "dictionary_id": content.dictionary,
    }
    return int(connection.execute(add_content, row).scalar_one())


def make_dictionary(connection: Connection, source: int) -> None:
    """Make the source's dictionary once it has pages enough, and compress what it has again."""
    plain = connection.execute(
        sa.select(contents.c.id, contents.c.compressed)
        .where(
            contents.c.dictionary_id.is_(None),
            contents.c.id.in_(sa.select(pages.c.content_id).where(pages.c.source_id == source)),
        )
        .order_by(contents.c.id)
        .limit(PAGES_AT_A_TIME)
    ).all()
    if len(plain) < PAGES_FOR_A_DICTIONARY:
        return
    bodies = [archive.decompress(row.compressed) for row in plain]
    dictionary = archive.dictionary_from(bodies[:PAGES_FOR_A_DICTIONARY])
    if dictionary is None:
        return
    made = {"source_id": source, "made_from": PAGES_FOR_A_DICTIONARY, "dictionary": archive.compress(dictionary)}
    number = connection.execute(sa.insert(dictionaries).returning(dictionaries.c.id), made).scalar_one()
    connection.execute(
        sa.update(contents).where(contents.c.id == sa.bindparam("which")),
        [
            {"which": row.id, "compressed": archive.compress(body, dictionary), "dictionary_id": number}
            for row, body in zip(plain, bodies, strict=True)
        ],
    )


def stored_pages(
    engine: Engine, *, after: int = 0, source: str | None = None, unread: bool = False
) -> Iterator[tuple[int, Page]]:
    """Kept pages and their numbers in the order of their numbers, a few in memory at a time. Raises StoreDamaged.

    `unread`: those only that have no fate and are not a crawl's to go on with.
    """
    query = whole_pages.limit(PAGES_AT_A_TIME)
    if source is not None:
        query = query.where(sources.c.name == source)
    if unread:
        query = query.where(pages.c.state == "FETCHED", ~under_way)
    shared: dict[int, bytes] = {}
    while True:
        with transaction(engine, writing=False) as connection:
            rows = connection.execute(query.where(pages.c.id > after)).all()
            parts = connection.execute(whole_pages.where(pages.c.part_of.in_([row.id for row in rows]))).all()
            for missing in {row.dictionary_id for row in [*rows, *parts]} - {None} - shared.keys():
                found = sa.select(dictionaries.c.dictionary).where(dictionaries.c.id == missing)
                shared[missing] = archive.decompress(connection.execute(found).scalar_one())
        for row in rows:
            page = page_from(row, shared, shown(engine.url))
            further = [page_from(part, shared, shown(engine.url)) for part in parts if part.part_of == row.id]
            yield row.id, replace(page, parts=tuple(further)) if further else page
        if not rows:
            return
        after = rows[-1].id


def number_of(connection: Connection, url: str, fetched_at: datetime) -> int | None:
    """The number of the page that was fetched from an address at a time."""
    return connection.scalar(
        sa.select(pages.c.id).where(pages.c.url == url, pages.c.fetched_at == fetched_at).order_by(pages.c.id).limit(1)
    )


def stored_page(engine: Engine, number: int) -> Page:
    """The page of that number, with its parts. Raises StoreDamaged."""
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
