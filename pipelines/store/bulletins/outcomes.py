"""A kept page's outcome: what was read out of it, and whether that is new, revised or unchanged.

Outcomes do not depend on the order in which pages are recorded, only on that of their fetches (their numbers).
So two threads, or a run that reads what a killed one had kept, give the same rows as `bulletins rebuild`. Whether a
page is the one that its address stands for is judged when it is recorded first (strangers.py), and the answer is kept.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.models import CleanDocument, ListPage, Outcome, Rejected, Rejection
from pipelines.revisions.addresses import canonical, leads_elsewhere
from pipelines.rows import CONFIRMS_NOTHING, NoBulletin, Recordable, Rows
from pipelines.store.bulletins import volatile
from pipelines.store.bulletins.ahead import Ahead, find_page
from pipelines.store.bulletins.as_before import bulletin_of, by_address, confirmed_by, find_bulletin
from pipelines.store.bulletins.presence import (
    is_missing,
    mark_presence,
    missed,
    missing_after,
    missing_at,
    names_of,
)
from pipelines.store.bulletins.replay import (
    Current,
    done,
    find_return,
    is_only_volatile,
    is_same,
    replay,
    set_bulletin,
    set_page,
)
from pipelines.store.bulletins.strangers import Known, judged
from pipelines.store.bulletins.write import (
    delete_rows,
    index_rows,
    insert_rows,
    load_rows,
    mark_of,
    remember,
    revisions,
    rows_of,
    write_rows,
)
from pipelines.store.copies.placing import place
from pipelines.store.copies.relations import forget_copies
from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import StoreError
from pipelines.store.engine.transactions import when_met
from pipelines.store.runs.alive import WITH_BULLETIN
from pipelines.store.schema.tables import Bulletins, Pages, Strangers, UndonePages, table
from pipelines.store.search.index import drop_entry

__all__ = [
    "NoBulletin",
    "ReadResult",
    "Recordable",
    "forget_readings",
    "is_return",
    "record_confirmed",
    "record_page",
    "recordable",
    "refuse_volatile",
    "undo_removal",
]

pages, bulletins, strangers, undone_pages = map(table, (Pages, Bulletins, Strangers, UndonePages))

find_made = sa.select(revisions.c.number).where(revisions.c.page_id == sa.bindparam("page")).limit(1)
find_numbered = sa.select(bulletins).where(bulletins.c.id == sa.bindparam("bulletin"))
find_later_page = (
    sa.select(pages.c.id)
    .where(pages.c.bulletin_id == sa.bindparam("bulletin"), pages.c.id > sa.bindparam("page"))
    .limit(1)
)

ReadResult = CleanDocument | ListPage | Rejected | Outcome | Recordable


class Added(NamedTuple):
    """A bulletin that is new: its address and number, and the revision that it begins with."""

    url: str
    bulletin: int
    revision: int


def recordable(recorded: ReadResult) -> Recordable:
    """Do the work on a reading that needs no store. Raises ValueError for an outcome that only a store can decide."""
    match recorded:
        case CleanDocument():
            return rows_of(recorded)
        case Rejected():
            return NoBulletin(Outcome.REJECTED, str(recorded.reason), recorded.detail)
        case ListPage():
            return NoBulletin(Outcome.LISTED)
        case Outcome.LISTED | Outcome.JOINED:
            return NoBulletin(recorded)
        case Rows() | NoBulletin():
            return recorded  # the work was done elsewhere
    raise ValueError(f"record a page with what was read out of it, not with {recorded!r}")


def record_page(
    connection: Connection, number: int, reading: Recordable, *, judging: bool = True, ahead: Ahead | None = None
) -> Outcome:
    """Write a page's outcome, state DONE. A page that has one keeps it: another run was faster.

    Not `judging`: whatever the page says is taken for what its address stands for, unless it was refused before.
    `ahead`: where it was looked at together with others.
    """
    page = ahead.pages.get(number) if ahead is not None else connection.execute(find_page, {"page": number}).first()
    if page is None:
        raise StoreError(f"there is no page {number} in this store")
    if page.state == "DONE":
        return Outcome(page.outcome)
    if page.status == HTTPStatus.NOT_MODIFIED:
        behind(connection).meet(connection)
        confirmed = confirmed_by(connection, page, page.content_id, number)
        if confirmed is None:
            return record_without(connection, page, CONFIRMS_NOTHING)
        outcome = record_confirmed(connection, number, confirmed)
        if outcome is not None:
            return outcome
    if isinstance(reading, NoBulletin):
        return record_without(connection, page, reading)
    if page.refused is not None:
        return record_without(connection, page, NoBulletin(Outcome.REJECTED, page.refused, page.refused_detail))
    moved = leads_elsewhere(page.requested_url, page.url)
    is_new = ahead is not None and ahead.is_new(number)
    bulletin = None if is_new and not moved else bulletin_of(connection, page)
    # another source may have the same bulletin; a new one two can add at once, and one of them has to do it again
    if (bulletin is not None or moved) and behind(connection).meet(connection):
        bulletin = bulletin_of(connection, page)
    known = known_of(bulletin)
    if moved:
        known = known_of(connection.execute(find_bulletin, by_address(page.requested_url)).first())
    judging = judging and not page.taken_back
    if judging and moved:
        refused = judged(connection, page, reading, known, None if bulletin is None else bulletin.id)
        if refused is not None:
            return record_without(connection, page, NoBulletin(Outcome.REJECTED, *refused))
    if bulletin is None:
        is_late = False
    else:
        is_late = bulletin.revision is not None and has_later_page(connection, bulletin.id, number)
        if bulletin.revision and not is_late and not page.taken_back and says_the_same(bulletin, reading, page):
            return record_same(connection, number, bulletin)
    if judging and not moved:
        refused = judged(connection, page, reading, known)
        if refused is not None:
            return record_without(connection, page, NoBulletin(Outcome.REJECTED, *refused))
    if page.taken_back or is_late or (bulletin is not None and bulletin.has_taken_back):
        return record_among_others(connection, bulletin, page, reading)
    return record_next(connection, bulletin, page, reading)


def known_of(bulletin: Row[Any] | None) -> Known | None:
    """Return what is known of a bulletin that has a text; None: of none."""
    if bulletin is None or bulletin.revision is None:
        return None
    return Known(bulletin.id, bulletin.revision, bulletin.title)


def says_the_same(bulletin: Row[Any], rows: Rows, page: Row[Any]) -> bool:
    return is_same(Current(bulletin.digest, bulletin.content_id), rows.digest, page)


def record_next(connection: Connection, bulletin: Row[Any] | None, page: Row[Any], rows: Rows) -> Outcome:
    """Write the next revision of a bulletin, or the first."""
    url = canonical(page.url)
    if bulletin is None:
        new = {"url": url, "source_id": page.source_id, "revision": 1, "first_seen": page.fetched_at}
        which, source, revision = behind(connection).add(connection, bulletins, new), page.source_id, 1
        outcome = Outcome.NEW
    elif bulletin.revision is None:
        which, source, revision = bulletin.id, page.source_id, (bulletin.last or 0) + 1
        again = {"which": which, "source_id": source, "revision": revision, "first_seen": page.fetched_at}
        connection.execute(set_bulletin, again)
        outcome = Outcome.NEW
    elif (held := find_return(connection, bulletin.id, page, rows.digest)) is not None:
        return record_return(connection, page.id, bulletin, held)
    elif is_only_volatile(connection, bulletin.id, bulletin.revision, page, rows):
        return record_same(connection, page.id, bulletin)
    else:
        which, source, revision = bulletin.id, bulletin.source_id, bulletin.last + 1
        outcome = Outcome.REVISED
    made = insert_rows(connection, which, source, revision, page.id, rows, is_first=bulletin is None)
    if outcome is Outcome.REVISED:  # now that the entries of the one before are gone from the search index
        connection.execute(set_bulletin, {"which": which, "revision": revision})
    place(connection, which, made.likeness)
    done(connection, page.id, outcome, which, revision)
    if outcome is Outcome.NEW:
        when_met(connection, mark_missing, page.id, Added(url, which, revision))
    elif bulletin is not None and bulletin.gone_since is not None:
        mark_presence(connection, which)
    return outcome


def mark_missing(connection: Connection, added: Mapping[int, Added]) -> None:
    """Give visits that missed new bulletins, and were recorded before them, what came of them.

    `added`: by the page that each was found on.
    """
    missing = missing_after(connection, min(added))
    for page, (url, bulletin, revision) in added.items() if missing else ():
        gone = [visit for visit in missing if visit.id > page and url in names_of(visit)]
        for visit in gone:
            done(connection, visit.id, Outcome.GONE, bulletin, revision, visit.detail)
        if gone:
            mark_presence(connection, bulletin)


def record_among_others(connection: Connection, bulletin: Row[Any] | None, page: Row[Any], rows: Rows) -> Outcome:
    """Record a page after a later one of its bulletin, or where something was taken back: all is as if it had come in
    its turn."""
    url = canonical(page.url)
    if bulletin is None:
        new = {"url": url, "source_id": page.source_id, "revision": None, "first_seen": None}
        which = behind(connection).add(connection, bulletins, new)
    else:
        which = bulletin.id
    gone = missing_at(connection, page.id, url)
    return replay(connection, which, more={page.id: rows}, more_visits=[page], missing=gone)[page.id]


def record_confirmed(connection: Connection, number: int, before: int) -> Outcome | None:
    """Record and return the outcome of a kept answer that confirms the page numbered `before`.

    None: nothing came of it yet, or the answer is not the newest page.
    """
    behind(connection).meet(connection)
    page = connection.execute(find_page, {"page": number}).one()
    earlier = connection.execute(find_page, {"page": before}).one()
    if earlier.outcome in WITH_BULLETIN:
        bulletin = connection.execute(find_numbered, {"bulletin": earlier.bulletin_id}).one()
        if has_later_page(connection, bulletin.id, number):
            return None
        return record_same(connection, number, bulletin)
    if earlier.outcome == Outcome.UNDONE:
        done(connection, number, Outcome.UNDONE, earlier.bulletin_id, earlier.revision)
        return Outcome.UNDONE
    if earlier.outcome in (Outcome.REJECTED, Outcome.GONE):
        reason = earlier.reason or str(Rejection.NOT_FOUND)
        return record_without(connection, page, NoBulletin(Outcome.REJECTED, reason, earlier.detail))
    return None if earlier.outcome is None else record_without(connection, page, NoBulletin(Outcome(earlier.outcome)))


def has_later_page(connection: Connection, bulletin: int, page: int) -> bool:
    return connection.execute(find_later_page, {"bulletin": bulletin, "page": page}).first() is not None


def record_same(connection: Connection, number: int, bulletin: Row[Any]) -> Outcome:
    done(connection, number, Outcome.UNCHANGED, bulletin.id, bulletin.revision)
    if bulletin.gone_since is not None:
        mark_presence(connection, bulletin.id)
    return Outcome.UNCHANGED


def record_return(connection: Connection, number: int, bulletin: Row[Any], revision: int) -> Outcome:
    """Record that the page says again what an earlier revision says: that one is the current one again, its text stored
    once."""
    drop_entry(connection, bulletin.id)
    connection.execute(set_bulletin, {"which": bulletin.id, "revision": revision})
    made = index_rows(connection, bulletin.id, bulletin.source_id, load_rows(connection, bulletin.id, revision))
    place(connection, bulletin.id, made.likeness)
    done(connection, number, Outcome.REVISED, bulletin.id, revision)
    if bulletin.gone_since is not None:
        mark_presence(connection, bulletin.id)
    return Outcome.REVISED


def is_return(connection: Connection, page: int) -> bool:
    """Whether a page that was `revised` returned to an earlier text, so that no revision was made of it."""
    return connection.execute(find_made, {"page": page}).first() is None


def record_without(connection: Connection, page: Row[Any], why: NoBulletin) -> Outcome:
    """Record a page without a bulletin; where there was one, it is gone, and its text stays."""
    seen = None
    if is_missing(page, why.reason):
        behind(connection).meet(connection)
        seen = missed(connection, page)
    if seen is not None:
        done(connection, page.id, Outcome.GONE, seen.bulletin_id, seen.revision, why.detail)
        mark_presence(connection, seen.bulletin_id)
        return Outcome.GONE
    reported = {"outcome": why.outcome, "reason": why.reason, "detail": why.detail}
    connection.execute(set_page, {"which": page.id, "state": "DONE", **reported})
    return why.outcome


def refuse_volatile(connection: Connection, bulletin: int, position: int, when: datetime) -> bool:
    """Count the changes of a paragraph's volatile figures again, in the visits before too; False: none was learned."""
    if not volatile.refuse(connection, bulletin, position, when):
        return False
    replay(connection, bulletin)
    return True


def undo_removal(connection: Connection, bulletin: int, position: int, when: datetime) -> bool:
    """Put a removed paragraph back in every revision, and remember it; False when none was removed there."""
    found = connection.execute(find_numbered, {"bulletin": bulletin}).first()
    if found is None or found.revision is None:
        return False
    mark = mark_of(load_rows(connection, bulletin, found.revision), position)
    if mark is None:
        return False
    remember(connection, bulletin, mark, when)
    columns = (revisions.c.number, revisions.c.page_id)
    kept = connection.execute(sa.select(*columns).where(revisions.c.bulletin_id == bulletin)).all()
    stored = [(row, load_rows(connection, bulletin, row.number)) for row in kept]
    delete_rows(connection, bulletin)
    for row, rows in stored:
        write_rows(connection, bulletin, row.number, row.page_id, rows)
    index_rows(connection, bulletin, found.source_id, load_rows(connection, bulletin, found.revision))
    place(connection, bulletin)
    return True


def forget_readings(connection: Connection) -> None:
    """Go back to what was fetched: no page has an outcome. Bulletins keep their rows, and with them their numbers."""
    connection.execute(
        sa.update(pages).values(
            state="FETCHED", outcome=None, reason=None, detail=None, bulletin_id=None, revision=None
        )
    )
    forget_copies(connection)
    delete_rows(connection)
    volatile.forget(connection)
    connection.execute(sa.update(bulletins).values(revision=None, first_seen=None, gone_since=None))
