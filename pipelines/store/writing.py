"""The write path: keep a fetched page, then settle its fate. Core statements only.

`settle` is given a reading and decides new, revised or unchanged; everything derived from one page, and the page's
fate, are written in one transaction.
"""

import hashlib
import json
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines import archive
from pipelines.fingerprint import to_signed
from pipelines.records import CleanDocument, Outcome, Page, Rejected
from pipelines.store.tables import (
    Attachments,
    Base,
    Bulletins,
    Contents,
    Dictionaries,
    Pages,
    Paragraphs,
    Removals,
    Revisions,
    Sources,
    Variants,
    table_of,
)

__all__ = ["Settled", "canonical", "derived_tables", "keep_page", "settle_page", "source_number"]

Settled = CleanDocument | Rejected | Outcome

PAGES_BEFORE_TRAINING = 8
derived_tables = (Attachments, Variants, Removals, Paragraphs, Revisions)

# Statements are made once, with their values as parameters: building one anew for each page costs more than the page
PAGES, CONTENTS = table_of(Pages), table_of(Contents)
SOURCE = sa.select(Sources.id).where(Sources.name == sa.bindparam("name"))
CONTENT = sa.select(Contents.id).where(Contents.sha256 == sa.bindparam("sha256"))
DICTIONARY = sa.select(Dictionaries.id, Dictionaries.dictionary).where(Dictionaries.source_id == sa.bindparam("source"))
COUNT = sa.select(sa.func.count()).select_from(Pages).where(Pages.source_id == sa.bindparam("source"))
PAGE = sa.select(Pages.url, Pages.source_id, Pages.content_id).where(Pages.id == sa.bindparam("page"))
BULLETIN = sa.select(Bulletins.id, Bulletins.revision).where(Bulletins.url == sa.bindparam("url"))
CURRENT = (
    sa.select(Revisions.digest, Pages.content_id)
    .join(Pages, Pages.id == Revisions.page_id)
    .where(Revisions.bulletin_id == sa.bindparam("bulletin"), Revisions.number == sa.bindparam("revision"))
)
DONE = (
    sa.update(PAGES)
    .where(PAGES.c.id == sa.bindparam("page"))
    .values({name: sa.bindparam(f"to_{name}") for name in ("outcome", "reason", "detail", "bulletin_id", "revision")})
    .values(state="DONE")
)


def canonical(url: str) -> str:
    """The address that names a bulletin: no fragment, host in lower case, no default port. Nothing else is guessed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != {"http": 80, "https": 443}.get(parts.scheme):
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))


def source_number(connection: Connection, name: str, title: str = "") -> int:
    found: int | None = connection.scalar(SOURCE, {"name": name})
    if found is None:
        found = connection.scalar(sa.insert(Sources).values(name=name, title=title).returning(Sources.id))
    elif title:
        connection.execute(sa.update(Sources).where(Sources.id == found, Sources.title != title).values(title=title))
    assert found is not None  # noqa: S101  # RETURNING gives a row
    return found


def keep_page(connection: Connection, run: int, page: Page) -> int:
    source = source_number(connection, page.source)
    row = {
        "run_id": run,
        "source_id": source,
        "role": str(page.role),
        "url": page.url,
        "requested_url": page.requested_url,
        "fetched_at": page.fetched_at,
        "status": page.status,
        "headers": [list(header) for header in page.headers],
        "content_id": keep_content(connection, source, page.body),
        "state": "FETCHED",
    }
    return insert(connection, PAGES, row)


def keep_content(connection: Connection, source: int, body: bytes) -> int:
    sha256 = hashlib.sha256(body).hexdigest()
    found: int | None = connection.scalar(CONTENT, {"sha256": sha256})
    if found is not None:
        return found
    dictionary_id, dictionary = dictionary_of(connection, source)
    row = {
        "sha256": sha256,
        "size": len(body),
        "dictionary_id": dictionary_id,
        "compressed": archive.compress(body, dictionary),
    }
    return insert(connection, CONTENTS, row)


def dictionary_of(connection: Connection, source: int) -> tuple[int, bytes] | tuple[None, None]:
    """The source's dictionary; trained on its first pages, once there are enough of them."""
    found = connection.execute(DICTIONARY, {"source": source}).first()
    if found is not None:
        return found.id, found.dictionary
    seen = connection.scalar(COUNT, {"source": source}) or 0
    if seen == 0 or seen % PAGES_BEFORE_TRAINING:
        return None, None
    first = sa.select(Pages.content_id).where(Pages.source_id == source).order_by(Pages.id).limit(seen)
    rows = connection.execute(
        sa.select(Contents.compressed).where(Contents.id.in_(first), Contents.dictionary_id.is_(None))
    )
    dictionary = archive.dictionary_from([archive.decompress(row.compressed) for row in rows])
    if dictionary is None:
        return None, None
    row = {"source_id": source, "trained_on": seen, "dictionary": dictionary}
    return insert(connection, table_of(Dictionaries), row), dictionary


def insert(connection: Connection, table: sa.Table, row: dict[str, object]) -> int:
    """Insert one row; the number that it was given."""
    key = connection.execute(sa.insert(table), row).inserted_primary_key
    assert key is not None  # noqa: S101  # each of these tables has one
    return int(key[0])


def settle_page(connection: Connection, page: int, settled: Settled, numbers: Mapping[str, int]) -> Outcome:
    """Write what was read out of a page, and its fate. `numbers` keeps the numbers of a rebuild's bulletins by URL."""
    if isinstance(settled, Outcome):
        done(connection, page, settled)
        return settled
    if isinstance(settled, Rejected):
        done(connection, page, Outcome.REJECTED, reason=str(settled.reason), detail=settled.detail)
        return Outcome.REJECTED
    row = connection.execute(PAGE, {"page": page}).one()
    url = canonical(row.url)
    digest = digest_of(settled)
    bulletin = connection.execute(BULLETIN, {"url": url}).first()
    if bulletin is not None:
        current = connection.execute(CURRENT, {"bulletin": bulletin.id, "revision": bulletin.revision}).one()
        # equal bytes are unchanged even when a newer version reads them otherwise: that is what rebuild is for
        if current.digest == digest or current.content_id == row.content_id:
            done(connection, page, Outcome.UNCHANGED, bulletin=bulletin.id, revision=bulletin.revision)
            return Outcome.UNCHANGED
        number, revision, outcome = bulletin.id, bulletin.revision + 1, Outcome.REVISED
        connection.execute(sa.update(Bulletins).where(Bulletins.id == number).values(revision=revision))
    else:
        values: dict[str, object] = {"url": url, "source_id": row.source_id, "revision": 1}
        if url in numbers:
            values["id"] = numbers[url]
        number = insert(connection, table_of(Bulletins), values)
        revision, outcome = 1, Outcome.NEW
    write_revision(connection, number, revision, page, settled, digest)
    done(connection, page, outcome, bulletin=number, revision=revision)
    return outcome


def done(
    connection: Connection,
    page: int,
    outcome: Outcome,
    *,
    reason: str | None = None,
    detail: str | None = None,
    bulletin: int | None = None,
    revision: int | None = None,
) -> None:
    connection.execute(
        DONE,
        {
            "page": page,
            "to_outcome": str(outcome),
            "to_reason": reason,
            "to_detail": detail,
            "to_bulletin_id": bulletin,
            "to_revision": revision,
        },
    )


def digest_of(clean: CleanDocument) -> str:
    """sha256 over everything that an analyst sees of a bulletin; how it was read (encoding, reader) is left out."""
    document = clean.document
    seen = [
        document.title,
        str(document.published),
        document.published_at.isoformat() if document.published_at else None,
        document.issuer,
        document.columns,
        document.document_number,
        document.index_number,
        [(str(p.kind), p.text) for p in document.paragraphs],
        [(r.position, r.repeats, str(r.reason)) for r in clean.removals],
        [(a.name, a.url) for a in document.attachments],
    ]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=True).encode()).hexdigest()


def write_revision(
    connection: Connection, bulletin: int, revision: int, page: int, clean: CleanDocument, digest: str
) -> None:
    document = clean.document
    row = {
        "bulletin_id": bulletin,
        "number": revision,
        "page_id": page,
        "digest": digest,
        "title": document.title,
        "published": document.published,
        "published_at": document.published_at,
        "issuer": document.issuer,
        "site_name": document.site_name,
        "columns": list(document.columns),
        "document_number": document.document_number,
        "index_number": document.index_number,
        "next_page": document.next_page,
        "encoding": document.encoding,
        "reader": document.reader,
        "confidence": document.confidence,
        "flags": list(document.flags),
        "fingerprint": None if clean.fingerprint is None else to_signed(clean.fingerprint),
    }
    connection.execute(sa.insert(table_of(Revisions)), row)
    gone = {removal.position for removal in clean.removals}
    where = {"bulletin_id": bulletin, "revision": revision}
    insert_all(
        connection,
        Paragraphs,
        [
            {**where, "position": i, "kind": str(p.kind), "kept": i not in gone, "text": p.text}
            for i, p in enumerate(document.paragraphs)
        ],
    )
    insert_all(
        connection,
        Removals,
        [
            {
                **where,
                "position": r.position,
                "repeats": r.repeats,
                "reason": str(r.reason),
                "distance": r.distance,
                "similarity": r.similarity,
                "difference": [[e.at, e.kept, e.removed] for e in r.difference],
                "section": r.section,
                "through": r.through,
                "within_start": r.within[0] if r.within else None,
                "within_end": r.within[1] if r.within else None,
            }
            for r in clean.removals
        ],
    )
    insert_all(
        connection,
        Variants,
        [
            {
                **where,
                "position": v.position,
                "of": v.of,
                "distance": v.distance,
                "similarity": v.similarity,
                "difference": [[e.at, e.kept, e.removed] for e in v.difference],
            }
            for v in clean.variants
        ],
    )
    insert_all(
        connection,
        Attachments,
        [{**where, "position": i, "name": a.name, "url": a.url} for i, a in enumerate(document.attachments)],
    )


def insert_all(connection: Connection, table: type[Base], rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(sa.insert(table_of(table)), rows)
