"""A kept page's fate: what was read out of it, and whether that is new, revised or unchanged.

Fates do not depend on the order in which pages are settled, only on that in which they were fetched (their numbers). So
two threads, or a run that reads what a killed one had kept, give the same rows as `bulletins rebuild`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.records import CleanDocument, Outcome, Page, Rejected, Rejection, Role
from pipelines.store.copies import forget_copies, place
from pipelines.store.derived import delete_rows, insert_rows, load_rows, revisions, rows_of
from pipelines.store.errors import StoreError
from pipelines.store.naming import canonical
from pipelines.store.presence import is_missing, mark_presence, missed, missing_after, unmissed
from pipelines.store.restoring import mark_of, remember
from pipelines.store.rows import Rows
from pipelines.store.tables import Bulletins, Pages, table

__all__ = [
    "WITH_BULLETIN",
    "WRITTEN",
    "AsBefore",
    "Fate",
    "NoBulletin",
    "Settled",
    "as_before",
    "as_confirmed",
    "fate_of",
    "forget_readings",
    "settle_confirmed",
    "settle_page",
    "undo_removal",
]

pages, bulletins = table(Pages), table(Bulletins)

further = sa.alias(pages)
in_parts = sa.exists().where(further.c.part_of == pages.c.id).label("in_parts")
find_page = sa.select(pages, in_parts).where(pages.c.id == sa.bindparam("page"))
find_bulletin = (
    sa.select(
        bulletins.c.id,
        bulletins.c.source_id,
        bulletins.c.revision,
        bulletins.c.gone_since,
        revisions.c.digest,
        pages.c.content_id,
        in_parts,
    )
    .outerjoin(revisions, (revisions.c.bulletin_id == bulletins.c.id) & (revisions.c.number == bulletins.c.revision))
    .outerjoin(pages, pages.c.id == revisions.c.page_id)
    .where(bulletins.c.url == sa.bindparam("url"))
)
find_before = (
    sa.select(pages.c.content_id, pages.c.outcome, pages.c.bulletin_id, bulletins.c.revision.label("current"))
    .add_columns(bulletins.c.gone_since)
    .outerjoin(bulletins, bulletins.c.id == pages.c.bulletin_id)
    .where(pages.c.id == sa.bindparam("page"))
)
find_numbered = sa.select(bulletins).where(bulletins.c.id == sa.bindparam("bulletin"))
find_later_page = (
    sa.select(pages.c.id)
    .where(pages.c.bulletin_id == sa.bindparam("bulletin"), pages.c.id > sa.bindparam("page"))
    .limit(1)
)
add_bulletin = sa.insert(bulletins).returning(bulletins.c.id)
set_bulletin = sa.update(bulletins).where(bulletins.c.id == sa.bindparam("which"))
set_page = sa.update(pages).where(pages.c.id == sa.bindparam("which"))
find_confirmed = (
    sa.select(pages.c.id)
    .where(
        pages.c.content_id == sa.bindparam("content"),
        pages.c.requested_url == sa.bindparam("requested_url"),
        pages.c.role == sa.bindparam("role"),
        pages.c.id < sa.bindparam("page"),
    )
    .order_by(pages.c.id.desc())
    .limit(1)
)

NOT_MODIFIED = 304
WRITTEN = (Outcome.NEW, Outcome.REVISED)
WITH_BULLETIN = (*WRITTEN, Outcome.UNCHANGED)


class Current(NamedTuple):
    """What decides whether the next page of a bulletin says something new."""

    digest: str
    content_id: int


@dataclass(frozen=True, slots=True)
class NoBulletin:
    """A page that holds none: a list page, or rejected with the reason and its evidence."""

    outcome: Outcome
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class AsBefore:
    """The fate of a page that need not be read. `back`: the bulletin that was missed, and is there again."""

    outcome: Outcome
    bulletin: int | None = None
    revision: int | None = None
    back: int | None = None

    @property
    def columns(self) -> dict[str, object]:
        """Of the page's row."""
        return {
            "state": "DONE",
            "outcome": str(self.outcome),
            "bulletin_id": self.bulletin,
            "revision": self.revision,
        }


Fate = Rows | NoBulletin
Settled = CleanDocument | Rejected | Outcome | Fate


def fate_of(settled: Settled) -> Fate:
    """All the work on a reading that needs no store. Raises ValueError for an outcome that only a store can tell."""
    match settled:
        case CleanDocument():
            return rows_of(settled)
        case Rejected():
            return NoBulletin(Outcome.REJECTED, str(settled.reason), settled.detail)
        case Outcome.LISTED | Outcome.JOINED:
            return NoBulletin(settled)
        case Rows() | NoBulletin():
            return settled  # the work was done elsewhere
    raise ValueError(f"settle a page with what was read out of it, not with {settled!r}")


def settle_page(connection: Connection, number: int, fate: Fate) -> Outcome:
    """Write a page's fate, state DONE. A page that has one keeps it: another run was faster."""
    page = connection.execute(find_page, {"page": number}).first()
    if page is None:
        raise StoreError(f"there is no page {number} in this store")
    if page.state == "DONE":
        return Outcome(page.outcome)
    if page.status == NOT_MODIFIED:
        told = {"content": page.content_id, "requested_url": page.requested_url, "role": page.role, "page": number}
        confirmed = connection.scalar(find_confirmed, told)
        outcome = None if confirmed is None else settle_confirmed(connection, number, confirmed)
        if outcome is not None:
            return outcome
    if isinstance(fate, NoBulletin):
        return settle_without(connection, page, fate)
    url = canonical(page.url)
    bulletin = connection.execute(find_bulletin, {"url": url}).first()
    if bulletin is None:
        new = {"url": url, "source_id": page.source_id, "revision": 1, "first_seen": page.fetched_at}
        which, source, revision = connection.execute(add_bulletin, new).scalar_one(), page.source_id, 1
    elif bulletin.revision is None:
        which, source, revision = bulletin.id, page.source_id, 1
        again = {"which": which, "source_id": source, "revision": 1, "first_seen": page.fetched_at}
        connection.execute(set_bulletin, again)
    elif has_later_page(connection, bulletin.id, number):
        return settle_late(connection, bulletin.id, page, fate)
    elif is_same(Current(bulletin.digest, bulletin.content_id), fate.digest, page):
        return settle_same(connection, number, bulletin)
    else:
        which, source, revision = bulletin.id, bulletin.source_id, bulletin.revision + 1
        connection.execute(set_bulletin, {"which": which, "revision": revision})
    made = insert_rows(connection, which, source, revision, number, fate, is_first=bulletin is None)
    place(connection, which, made.likeness)
    outcome = Outcome.NEW if revision == 1 else Outcome.REVISED
    done(connection, number, outcome, which, revision)
    if revision == 1:
        gone = missing_after(connection, url, number)
        for visit in gone:
            done(connection, visit.id, Outcome.GONE, which, revision, visit.detail)
        if gone:
            mark_presence(connection, which)
    elif bulletin is not None and bulletin.gone_since is not None:
        mark_presence(connection, which)
    return outcome


def as_before(connection: Connection, page: Page, content: int, before: int | None) -> AsBefore | None:
    """The fate of a page that comes now with bytes that were in the store before; None: it has to be read.

    `content`: their number. `before`: the page that was fetched from the same address before, where it is known.
    """
    if page.status >= 400:
        return None  # whatever its bytes
    if page.role is Role.LIST:
        earlier = None if before is None else connection.execute(find_before, {"page": before}).one()
        if earlier is None or earlier.outcome != Outcome.LISTED or earlier.content_id != content:
            return None
        return AsBefore(Outcome.LISTED)
    bulletin = connection.execute(find_bulletin, {"url": canonical(page.url)}).first()
    if bulletin is None or bulletin.content_id != content or bulletin.in_parts:
        return None
    return unchanged(bulletin.id, bulletin.revision, bulletin.gone_since)


def as_confirmed(connection: Connection, before: int) -> tuple[int, AsBefore | None]:
    """The number of the bytes of the page numbered `before`, and the fate of an answer that comes now and says that it
    is as it was (304).

    It is not read: its own headers tell next to nothing, and equal bytes need not be those of the newest revision.
    None: see `settle_confirmed`.
    """
    earlier = connection.execute(find_before, {"page": before}).one()
    fate = None
    if earlier.outcome in WITH_BULLETIN:
        fate = unchanged(earlier.bulletin_id, earlier.current, earlier.gone_since)
    elif earlier.outcome == Outcome.LISTED:
        fate = AsBefore(Outcome.LISTED)
    return earlier.content_id, fate


def unchanged(bulletin: int, revision: int, gone_since: datetime | None) -> AsBefore:
    return AsBefore(Outcome.UNCHANGED, bulletin, revision, bulletin if gone_since else None)


def settle_confirmed(connection: Connection, number: int, before: int) -> Outcome | None:
    """The fate of a kept answer that confirms the page numbered `before`, whatever came of that one.

    None: nothing came of it yet, or the answer is not the newest page.
    """
    page = connection.execute(find_page, {"page": number}).one()
    earlier = connection.execute(find_page, {"page": before}).one()
    if earlier.outcome in WITH_BULLETIN:
        bulletin = connection.execute(find_numbered, {"bulletin": earlier.bulletin_id}).one()
        if has_later_page(connection, bulletin.id, number):
            return None
        return settle_same(connection, number, bulletin)
    if earlier.outcome in (Outcome.REJECTED, Outcome.GONE):
        reason = earlier.reason or str(Rejection.NOT_FOUND)
        return settle_without(connection, page, NoBulletin(Outcome.REJECTED, reason, earlier.detail))
    return None if earlier.outcome is None else settle_without(connection, page, NoBulletin(Outcome(earlier.outcome)))


def has_later_page(connection: Connection, bulletin: int, page: int) -> bool:
    return connection.execute(find_later_page, {"bulletin": bulletin, "page": page}).first() is not None


def settle_same(connection: Connection, number: int, bulletin: Row[Any]) -> Outcome:
    done(connection, number, Outcome.UNCHANGED, bulletin.id, bulletin.revision)
    if bulletin.gone_since is not None:
        mark_presence(connection, bulletin.id)
    return Outcome.UNCHANGED


def settle_without(connection: Connection, page: Row[Any], fate: NoBulletin) -> Outcome:
    """A page without a bulletin; where there was one, it is gone, and its text stays."""
    seen = missed(connection, page) if is_missing(page, fate.reason) else None
    if seen is not None:
        done(connection, page.id, Outcome.GONE, seen.bulletin_id, seen.revision, fate.detail)
        mark_presence(connection, seen.bulletin_id)
        return Outcome.GONE
    told = {"outcome": fate.outcome, "reason": fate.reason, "detail": fate.detail}
    connection.execute(set_page, {"which": page.id, "state": "DONE", **told})
    return fate.outcome


def is_same(current: Current, digest: str, page: Row[Any]) -> bool:
    """Equal bytes are the same even when a newer version reads them otherwise: that is what a rebuild is for.

    Of an article in several parts the first may be the same and another not, so only what was read decides. What a
    server confirms is the same whatever else we have read meanwhile.
    """
    if page.status == NOT_MODIFIED:
        return True
    return current.digest == digest or (current.content_id == page.content_id and not page.in_parts)


def done(
    connection: Connection, page: int, outcome: Outcome, bulletin: int, revision: int, detail: str | None = None
) -> None:
    told = {"state": "DONE", "outcome": outcome, "reason": None, "detail": detail}
    connection.execute(set_page, {"which": page, "bulletin_id": bulletin, "revision": revision, **told})


def settle_late(connection: Connection, bulletin: int, page: Row[Any], rows: Rows) -> Outcome:
    """Settle a page after a later one of its bulletin, so that all is as if it had come in its turn.

    The stored revisions are the readings of the pages that they came from, so these need not be read again.
    """
    of_bulletin = sa.select(pages, in_parts).where(pages.c.bulletin_id == bulletin)
    gone = missing_after(connection, canonical(page.url), page.id)
    visits = [*connection.execute(of_bulletin), page, *gone]
    missing = {visit.id for visit in visits if visit.outcome == Outcome.GONE} | {visit.id for visit in gone}
    numbers = {visit.revision for visit in visits} - {None}
    stored = {number: load_rows(connection, bulletin, number) for number in numbers}
    delete_rows(connection, bulletin)
    first = min(visits, key=lambda visit: visit.id)
    revision, current, outcomes = 0, None, {}
    for visit in sorted(visits, key=lambda visit: visit.id):
        if visit.id in missing:
            if current is None:
                unmissed(connection, visit)
            else:
                done(connection, visit.id, Outcome.GONE, bulletin, revision, visit.detail)
            continue
        reading = rows if visit is page else stored[visit.revision]
        outcome = Outcome.UNCHANGED
        if current is None or not is_same(current, reading.digest, visit):
            outcome = Outcome.REVISED if current else Outcome.NEW
            revision, current = revision + 1, Current(reading.digest, visit.content_id)
            insert_rows(connection, bulletin, first.source_id, revision, visit.id, reading)
        done(connection, visit.id, outcome, bulletin, revision)
        outcomes[visit.id] = outcome
    connection.execute(
        set_bulletin,
        {"which": bulletin, "source_id": first.source_id, "revision": revision, "first_seen": first.fetched_at},
    )
    place(connection, bulletin)
    mark_presence(connection, bulletin)
    return outcomes[page.id]


def undo_removal(connection: Connection, bulletin: int, position: int, when: datetime) -> bool:
    """Put a removed paragraph back in every revision, and remember it; False when none was removed there."""
    found = connection.execute(find_numbered, {"bulletin": bulletin}).first()
    if found is None or found.revision is None:
        return False
    mark = mark_of(load_rows(connection, bulletin, found.revision), position)
    if mark is None:
        return False
    remember(connection, bulletin, mark, when)
    of_bulletin = revisions.c.bulletin_id == bulletin
    kept = connection.execute(sa.select(revisions.c.number, revisions.c.page_id).where(of_bulletin)).all()
    stored = [(row.number, row.page_id, load_rows(connection, bulletin, row.number)) for row in kept]
    delete_rows(connection, bulletin)
    for number, page, rows in stored:
        insert_rows(connection, bulletin, found.source_id, number, page, rows)
    place(connection, bulletin)
    return True


def forget_readings(connection: Connection) -> None:
    """Back to what was fetched: no page has a fate. Bulletins keep their rows, and with them their numbers."""
    connection.execute(
        sa.update(pages).values(
            state="FETCHED", outcome=None, reason=None, detail=None, bulletin_id=None, revision=None
        )
    )
    forget_copies(connection)
    delete_rows(connection)
    connection.execute(sa.update(bulletins).values(revision=None, first_seen=None, gone_since=None))
