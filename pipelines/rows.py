"""What a reading becomes: the rows of one revision, on their way into the store, out of it, or into a table of files.

Plain values: no database, no network. They can all be made again from the raw page.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipelines.dedup.copies import Comparable, Likeness
from pipelines.document_fields import DocumentField
from pipelines.models import (
    FIELDS,
    CleanDocument,
    Document,
    Edit,
    Outcome,
    Paragraph,
    ParagraphKind,
    Receipt,
    Rejection,
)
from pipelines.revisions.volatile import Line, Said
from pipelines.search.words import Words
from pipelines.tables import tables_of
from pipelines.text.fingerprint import digest, fingerprint, fingerprints, to_signed
from pipelines.text.storable import storable

__all__ = [
    "CONFIRMS_NOTHING",
    "Made",
    "NoBulletin",
    "Recordable",
    "Row",
    "Rows",
    "comparable_of",
    "receipt",
    "rows_of",
    "said_of",
    "triples",
    "with_texts",
]

Row = dict[str, Any]

# Fields whose change is one of the words: what a visit may not differ in, but for volatile figures
OF_READING = tuple(field.name for field in FIELDS if field.compared and field.type is not tuple)


@dataclass(frozen=True, slots=True)
class Made:
    """What is made of a revision's kept paragraphs without asking the store: what the search index holds of them, and
    by what copies are found."""

    words: Words
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a revision but for the keys that say whose it is.

    `children` are those of paragraphs, removals, variants, attachments, data tables and recurrences, in this order.
    `made` None: not made yet.
    """

    revision: Row
    children: tuple[list[Row], ...]
    made: Made | None = None

    @property
    def digest(self) -> str:
        return str(self.revision["digest"])

    @property
    def paragraphs(self) -> list[Row]:
        return self.children[0]

    @property
    def removals(self) -> list[Row]:
        return self.children[1]

    @property
    def attachments(self) -> list[Row]:
        return self.children[3]


@dataclass(frozen=True, slots=True)
class NoBulletin:
    """A page that holds none: a list page, or rejected with the reason and its evidence."""

    outcome: Outcome
    reason: str | None = None
    detail: str | None = None


# A 304 whose bytes came from its address at no visit before: it has no content of its own, so they are no page
CONFIRMS_NOTHING = NoBulletin(
    Outcome.REJECTED, str(Rejection.HTTP_ERROR), "status 304, and what it confirms is not there"
)

Recordable = Rows | NoBulletin


def receipt(removal: Receipt) -> Row:
    """Return what a removal's row and a copied paragraph's row have in common."""
    start, end = removal.within or (None, None)
    return {
        "position": removal.position,
        "repeats": removal.repeats,
        "reason": str(removal.reason),
        "distance": removal.distance,
        "similarity": removal.similarity,
        "difference": triples(removal.difference),
        "through": removal.through,
        "within_start": start,
        "within_end": end,
    }


def triples(difference: Sequence[Edit]) -> list[list[int | str]]:
    """Return a difference as it stands in a JSON column: [at, kept, removed] each."""
    return [[edit.at, edit.kept, edit.removed] for edit in difference]


def rows_of(clean: CleanDocument) -> Rows:
    """Return the rows of a reading. What is made of them (`made`) is left to those who need it."""
    document = clean.document
    rows = Rows(
        {
            **{field.name: as_stored(getattr(document, field.name)) for field in FIELDS},
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
    return with_digest(rows)


def comparable_of(rows: Rows, sites: tuple[str, ...] = ()) -> Comparable:
    """Return what of a revision is compared with others. `sites`: the names that its site has."""
    kept = [row for row in rows.paragraphs if row["kept"]]
    number = rows.revision["document_number"]
    return Comparable(
        title=storable(rows.revision["title"]),
        paragraphs=tuple(
            Paragraph(storable(row["text"]), ParagraphKind(row["kind"]), row["table_number"]) for row in kept
        ),
        positions=tuple(row["position"] for row in kept),
        document_number=None if number is None else storable(number),
        attachments=tuple(storable(row["name"]) for row in rows.attachments),
        sites=sites,
    )


def with_digest(rows: Rows) -> Rows:
    return replace(rows, revision={"digest": said(rows)} | rows.revision)


def with_texts(rows: Rows, texts: Mapping[int, str]) -> Rows:
    """Return a reading of which some paragraphs, named by position, have other texts."""
    paragraphs = [
        row | said_by(texts[row["position"]], fingerprint(texts[row["position"]])) if row["position"] in texts else row
        for row in rows.paragraphs
    ]
    mark = fingerprint("\n".join(row["text"] for row in paragraphs if row["kept"]))
    revision = rows.revision | {"fingerprint": signed(mark)}
    changed = replace(rows, revision=revision, children=(paragraphs, *rows.children[1:]), made=None)
    return replace(changed, revision=revision | {"digest": said(changed)})


def said(rows: Rows) -> str:
    """SHA-256 over what the page says of its bulletin: two readings with the same one are the same revision.

    How it was read (encoding, reader, flags) and judged (removals, variants, recurrences) is left out: a newer
    version of this program may do either otherwise, and `revised` must mean that the publisher changed something.
    """
    revision = rows.revision
    reported = [
        *(in_digest(field, revision[field.name]) for field in FIELDS if field.compared and not field.late),
        [(row["kind"], row["text"]) for row in rows.paragraphs],
        [(row["name"], row["url"]) for row in rows.attachments],
        *(
            [field.name, in_digest(field, revision[field.name])]
            for field in FIELDS
            if field.compared and field.late and revision[field.name]
        ),
    ]
    return hashlib.sha256(json.dumps(reported).encode()).hexdigest()


def in_digest(field: DocumentField, value: Any) -> Any:
    """Return a field's value as JSON in the digest. The digests of stores need `published` as str(), None too."""
    if field.name == "published":
        return str(value)
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date too


def as_stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def paragraphs_of(clean: CleanDocument) -> list[Row]:
    paragraphs = clean.document.paragraphs
    gone = {removal.position for removal in clean.removals}
    marks = fingerprints([paragraph.text for paragraph in paragraphs])
    return [
        {
            "position": position,
            "kind": str(paragraph.kind),
            "kept": position not in gone,
            **said_by(paragraph.text, mark),
            "table_number": paragraph.table,
        }
        for position, (paragraph, mark) in enumerate(zip(paragraphs, marks, strict=True))
    ]


def said_by(text: str, mark: int | None) -> Row:
    return {"text": text, "digest": to_signed(int(digest(text)[:16], 16)), "fingerprint": signed(mark)}


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


def said_of(rows: Rows, texts: Mapping[int, str] | None = None) -> Said:
    """Return what a revision's rows say, whether they were read from a page or from the store."""
    revision, other = rows.revision, texts or {}
    fields = [storable(value) if isinstance(value, str) else value for value in map(revision.get, OF_READING)]
    attachments = tuple((storable(row["name"]), storable(row["url"])) for row in rows.attachments)
    return Said(
        (*fields, tuple(storable(name) for name in revision["columns"]), attachments),
        tuple(row["kind"] for row in rows.paragraphs),
        tuple(Line.of(storable(other.get(row["position"], row["text"]))) for row in rows.paragraphs),
    )
