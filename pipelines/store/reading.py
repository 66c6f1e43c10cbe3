"""The read path: what the commands and other programs ask of a store. Frozen values out, no session to keep open."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.records import Attachment, Edit, Outcome, ParagraphKind, Reason, Variant
from pipelines.store.tables import (
    Attachments,
    Bulletins,
    Contents,
    Failures,
    Pages,
    Paragraphs,
    Removals,
    Revisions,
    Runs,
    Sources,
    Variants,
)
from pipelines.store.writing import canonical

__all__ = ["BulletinLine", "BulletinView", "ParagraphView", "RemovedView", "RunView", "Totals"]


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph in its place on the page, kept or removed. `position` counts from 0."""

    position: int
    kind: ParagraphKind
    text: str
    kept: bool


@dataclass(frozen=True, slots=True)
class RemovedView:
    """A removal's receipt with the removed text; the fields are those of records.Removal."""

    position: int
    text: str
    reason: Reason
    repeats: int
    distance: int | None
    similarity: float
    difference: tuple[Edit, ...]
    section: int | None
    through: int | None
    within: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class BulletinView:
    """One revision of a bulletin, whole. `sha256` and `fetched_at` are those of the page that it was read from."""

    number: int
    url: str
    source: str
    revision: int
    title: str
    published: date | None
    published_at: datetime | None
    issuer: str | None
    site_name: str | None
    columns: tuple[str, ...]
    document_number: str | None
    index_number: str | None
    paragraphs: tuple[ParagraphView, ...]
    removals: tuple[RemovedView, ...]
    variants: tuple[Variant, ...]
    attachments: tuple[Attachment, ...]
    encoding: str
    reader: str
    confidence: float
    flags: tuple[str, ...]
    fetched_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class BulletinLine:
    """A bulletin in a list."""

    number: int
    source: str
    title: str
    published: date | None
    issuer: str | None
    url: str
    revision: int


@dataclass(frozen=True, slots=True)
class RunView:
    """A run and the counted fates of its pages: (source, outcome, reason) -> pages.

    `failures` are the requests that got no answer: (source, url, error).
    """

    number: int
    command: str
    version: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    fates: dict[tuple[str, Outcome | None, str | None], int]
    failures: tuple[tuple[str, str, str], ...]

    @property
    def fetched(self) -> int:
        return sum(self.fates.values())


@dataclass(frozen=True, slots=True)
class Totals:
    """What the store holds. Sizes in bytes; paragraphs are those of current revisions."""

    bulletins: int
    revisions: int
    pages: int
    paragraphs_kept: int
    paragraphs_removed: dict[str, int]
    variants: int
    raw_bytes: int
    compressed_bytes: int


def edits(told: list[list[object]]) -> tuple[Edit, ...]:
    return tuple(Edit(*edit) for edit in told)  # type: ignore[arg-type]  # written by settle_page as [int, str, str]


def bulletin(connection: Connection, which: int | str, revision: int | None = None) -> BulletinView | None:
    wanted = Bulletins.id == which if isinstance(which, int) else Bulletins.url == canonical(which)
    b = connection.execute(
        sa.select(Bulletins.id, Bulletins.url, Bulletins.revision, Sources.name).join(Sources).where(wanted)
    ).first()
    if b is None:
        return None
    number = b.revision if revision is None else revision
    r = connection.execute(
        sa.select(Revisions, Pages.fetched_at, Contents.sha256)
        .join(Pages, Pages.id == Revisions.page_id)
        .join(Contents, Contents.id == Pages.content_id)
        .where(Revisions.bulletin_id == b.id, Revisions.number == number)
    ).first()
    if r is None:
        return None

    def rows(table: type) -> list[Row[tuple[object, ...]]]:
        columns = table.__table__.c  # type: ignore[attr-defined]  # every model has one
        where = (columns.bulletin_id == b.id, columns.revision == number)
        return list(connection.execute(sa.select(columns).where(*where).order_by(columns.position)))

    paragraphs = tuple(ParagraphView(p.position, ParagraphKind(p.kind), p.text, p.kept) for p in rows(Paragraphs))
    text = {p.position: p.text for p in paragraphs}
    return BulletinView(
        number=b.id,
        url=b.url,
        source=b.name,
        revision=r.number,
        title=r.title,
        published=r.published,
        published_at=r.published_at,
        issuer=r.issuer,
        site_name=r.site_name,
        columns=tuple(r.columns),
        document_number=r.document_number,
        index_number=r.index_number,
        paragraphs=paragraphs,
        removals=tuple(
            RemovedView(
                position=m.position,
                text=text[m.position],
                reason=Reason(m.reason),
                repeats=m.repeats,
                distance=m.distance,
                similarity=m.similarity,
                difference=edits(m.difference),
                section=m.section,
                through=m.through,
                within=None if m.within_start is None else (m.within_start, m.within_end),
            )
            for m in rows(Removals)
        ),
        variants=tuple(
            Variant(v.position, v.of, v.distance, v.similarity, edits(v.difference)) for v in rows(Variants)
        ),
        attachments=tuple(Attachment(a.name, a.url) for a in rows(Attachments)),
        encoding=r.encoding,
        reader=r.reader,
        confidence=r.confidence,
        flags=tuple(r.flags),
        fetched_at=r.fetched_at,
        sha256=r.sha256,
    )


def bulletins(connection: Connection, source: str | None, limit: int) -> list[BulletinLine]:
    """Newest first: by date of publication, then by number; bulletins without a date last."""
    query = (
        sa.select(
            Bulletins.id,
            Sources.name,
            Revisions.title,
            Revisions.published,
            Revisions.issuer,
            Bulletins.url,
            Bulletins.revision,
        )
        .join(Sources, Sources.id == Bulletins.source_id)
        .join(Revisions, (Revisions.bulletin_id == Bulletins.id) & (Revisions.number == Bulletins.revision))
        .order_by(Revisions.published.desc().nulls_last(), Bulletins.id.desc())
        .limit(limit)
    )
    if source is not None:
        query = query.where(Sources.name == source)
    return [BulletinLine(*row) for row in connection.execute(query)]


def run(connection: Connection, number: int | None) -> RunView | None:
    """A run by its number; None: the newest."""
    query = sa.select(Runs).order_by(Runs.id.desc()).limit(1)
    found = connection.execute(query if number is None else query.where(Runs.id == number)).first()
    if found is None:
        return None
    counted = connection.execute(
        sa.select(Sources.name, Pages.outcome, Pages.reason, sa.func.count())
        .join(Sources, Sources.id == Pages.source_id)
        .where(Pages.run_id == found.id)
        .group_by(Sources.name, Pages.outcome, Pages.reason)
        .order_by(Sources.name, Pages.outcome, Pages.reason)
    )
    failures = connection.execute(
        sa.select(Sources.name, Failures.url, Failures.error)
        .join(Sources, Sources.id == Failures.source_id)
        .where(Failures.run_id == found.id)
        .order_by(Failures.id)
    )
    return RunView(
        number=found.id,
        command=found.command,
        version=found.version,
        state=found.state,
        started_at=found.started_at,
        finished_at=found.finished_at,
        fates={(s, Outcome(o) if o else None, reason): n for s, o, reason, n in counted},
        failures=tuple((f.name, f.url, f.error) for f in failures),
    )


def totals(connection: Connection) -> Totals:
    def count(table: type) -> int:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0

    def current(table: type) -> sa.ColumnElement[bool]:
        columns = table.__table__.c  # type: ignore[attr-defined]  # every model has one
        return sa.and_(columns.bulletin_id == Bulletins.id, columns.revision == Bulletins.revision)

    kept = (
        sa.select(sa.func.count()).select_from(Paragraphs).join(Bulletins, current(Paragraphs)).where(Paragraphs.kept)
    )
    removed = (
        sa.select(Removals.reason, sa.func.count().label("n"))
        .join(Bulletins, current(Removals))
        .group_by(Removals.reason)
    )
    sizes = connection.execute(
        sa.select(sa.func.sum(Contents.size), sa.func.sum(sa.func.length(Contents.compressed)))
    ).one()
    return Totals(
        bulletins=count(Bulletins),
        revisions=count(Revisions),
        pages=count(Pages),
        paragraphs_kept=connection.scalar(kept) or 0,
        paragraphs_removed={row.reason: row.n for row in connection.execute(removed)},
        variants=connection.scalar(sa.select(sa.func.count()).select_from(Variants).join(Bulletins, current(Variants)))
        or 0,
        raw_bytes=sizes[0] or 0,
        compressed_bytes=sizes[1] or 0,
    )
