"""What a reading becomes in the store: the rows of one revision. They can all be made again from the raw page."""

import hashlib
import json
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.copies import Comparable, likeness
from pipelines.fingerprint import digest, fingerprints, to_signed
from pipelines.records import CleanDocument, Document, Paragraph, ParagraphKind
from pipelines.store.columns import storable
from pipelines.store.restoring import with_restorations
from pipelines.store.rows import Made, Row, Rows, receipt, triples
from pipelines.store.search_index import add_entry, drop_all, drop_entry, words_of
from pipelines.store.tables import (
    Attachments,
    DataTables,
    Paragraphs,
    Recurrences,
    Removals,
    Revisions,
    Variants,
    table,
)
from pipelines.tables import tables_of

__all__ = ["Rows", "delete_rows", "insert_rows", "load_rows", "revisions", "rows_of"]

revisions = table(Revisions)
children = tuple(table(model) for model in (Paragraphs, Removals, Variants, Attachments, DataTables, Recurrences))
add_revision = sa.insert(revisions)
add_children = tuple(sa.insert(child) for child in children)


def rows_of(clean: CleanDocument) -> Rows:
    """The rows of a reading, with all that is made of them."""
    document = clean.document
    rows = Rows(
        {
            "digest": said(document),
            "title": document.title,
            "published": document.published,
            "published_at": document.published_at,
            "issuer": document.issuer,
            "site_name": document.site_name,
            "columns": list(document.columns),
            "document_number": document.document_number,
            "index_number": document.index_number,
            "office": document.office,
            "subject": document.subject,
            "written": document.written,
            "validity": document.validity,
            "next_page": document.next_page,
            "encoding": document.encoding,
            "reader": document.reader,
            "confidence": document.confidence,
            "flags": list(document.flags),
            "fingerprint": signed(clean.fingerprint),
        },
        (
            paragraphs_of(clean),
            removals_of(clean),
            variants_of(clean),
            attachments_of(document),
            data_tables_of(document),
            recurrences_of(clean),
        ),
    )
    return replace(rows, made=made_of(rows))


def made_of(rows: Rows) -> Made:
    kept = [row for row in rows.paragraphs if row["kept"]]
    number = rows.revision["document_number"]
    text = Comparable(
        title=storable(rows.revision["title"]),
        paragraphs=tuple(
            Paragraph(storable(row["text"]), ParagraphKind(row["kind"]), row["table_number"]) for row in kept
        ),
        positions=tuple(row["position"] for row in kept),
        document_number=None if number is None else storable(number),
        attachments=tuple(storable(row["name"]) for row in rows.attachments),
    )
    return Made(words_of(rows.revision, [row["text"] for row in kept]), likeness(text))


def said(document: Document) -> str:
    """SHA-256 over what the page says of its bulletin: two readings with the same one are the same revision.

    How it was read (encoding, reader, flags) and judged (removals, variants, recurrences) is left out: a newer
    version of this program may do either otherwise, and `revised` must mean that the publisher changed something.
    """
    told = [
        document.title,
        str(document.published),
        document.published_at.isoformat() if document.published_at else None,
        document.issuer,
        document.columns,
        document.document_number,
        document.index_number,
        document.office,
        document.subject,
        document.written.isoformat() if document.written else None,
        document.validity,
        [(str(p.kind), p.text) for p in document.paragraphs],
        [(a.name, a.url) for a in document.attachments],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def paragraphs_of(clean: CleanDocument) -> list[Row]:
    paragraphs = clean.document.paragraphs
    gone = {removal.position for removal in clean.removals}
    marks = fingerprints([paragraph.text for paragraph in paragraphs])
    return [
        {
            "position": position,
            "kind": str(paragraph.kind),
            "kept": position not in gone,
            "text": paragraph.text,
            "digest": to_signed(int(digest(paragraph.text)[:16], 16)),
            "fingerprint": signed(mark),
            "table_number": paragraph.table,
        }
        for position, (paragraph, mark) in enumerate(zip(paragraphs, marks, strict=True))
    ]


def removals_of(clean: CleanDocument) -> list[Row]:
    return [receipt(removal) | {"section": removal.section} for removal in clean.removals]


def variants_of(clean: CleanDocument) -> list[Row]:
    return [
        {
            "position": variant.position,
            "of": variant.of,
            "distance": variant.distance,
            "similarity": variant.similarity,
            "difference": triples(variant.difference),
        }
        for variant in clean.variants
    ]


def recurrences_of(clean: CleanDocument) -> list[Row]:
    return [
        {
            "position": recurrence.position,
            "of": recurrence.of,
            "governor": recurrence.governor,
            "distance": recurrence.distance,
            "similarity": recurrence.similarity,
            "difference": triples(recurrence.difference),
        }
        for recurrence in clean.recurrences
    ]


def attachments_of(document: Document) -> list[Row]:
    return [{"position": i, "name": a.name, "url": a.url} for i, a in enumerate(document.attachments)]


def data_tables_of(document: Document) -> list[Row]:
    return [
        {"position": found.number, "caption": found.caption, "columns": list(found.columns)}
        for found in tables_of(document.paragraphs)
    ]


def signed(fingerprint: int | None) -> int | None:
    return None if fingerprint is None else to_signed(fingerprint)


def insert_rows(
    connection: Connection,
    bulletin: int,
    source: int,
    number: int,
    page: int,
    rows: Rows,
    *,
    is_first: bool = False,
    is_indexed: bool = True,
) -> Made:
    """Write a revision; what a person has put back stays. What was made of it, as it is now.

    `source`: the bulletin's; `is_first`: the bulletin has never had a revision; not `is_indexed`: the revision is one
    that was taken back, and searches do not find it.
    """
    if not is_first:
        rows = with_restorations(connection, bulletin, rows)
        if is_indexed:
            drop_entry(connection, bulletin)
    made = rows.made or made_of(rows)
    connection.execute(add_revision, {"bulletin_id": bulletin, "number": number, "page_id": page, **rows.revision})
    where = {"bulletin_id": bulletin, "revision": number}
    for add, some in zip(add_children, rows.children, strict=True):
        if some:
            connection.execute(add, [where | row for row in some])
    if is_indexed:
        add_entry(connection, bulletin, source, rows.revision["published"], made.words)
    return made


def load_rows(connection: Connection, bulletin: int, number: int) -> Rows:
    """A stored revision as `rows_of` made it."""
    of_revision = (revisions.c.bulletin_id == bulletin, revisions.c.number == number)
    revision = connection.execute(sa.select(revisions).where(*of_revision)).mappings().one()
    loaded = []
    for child in children:
        found = sa.select(child).where(child.c.bulletin_id == bulletin, child.c.revision == number)
        rows = connection.execute(found.order_by(child.c.position)).mappings()
        loaded.append([without(row, "bulletin_id", "revision") for row in rows])
    return Rows(without(revision, "bulletin_id", "number", "page_id"), tuple(loaded))


def without(row: sa.RowMapping, *keys: str) -> Row:
    return {name: value for name, value in row.items() if name not in keys}


def delete_rows(connection: Connection, bulletin: int | None = None) -> None:
    """Delete the revisions of one bulletin, or of all."""
    if bulletin is None:
        drop_all(connection)
    else:
        drop_entry(connection, bulletin)
    for each in (*children, revisions):
        gone = sa.delete(each)
        connection.execute(gone if bulletin is None else gone.where(each.c.bulletin_id == bulletin))
