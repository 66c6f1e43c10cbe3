"""A kept page's fate: what was read out of it, and whether that is new, revised or unchanged.

Fates do not depend on the order in which pages are settled, only on that in which they were fetched (their numbers).
So two threads, or a run that reads what a killed one had kept, give the same rows as `bulletins rebuild`. Whether a
page is the one that its address stands for is judged when it is settled first (strangers.py), and the answer is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.models import CleanDocument, ListPage, Outcome, Page, Rejected, Rejection, Role
from pipelines.store.bulletins import volatile
from pipelines.store.bulletins.presence import (
    canonical,
    is_missing,
    is_taken_back,
    mark_presence,
    missed,
    missing_after,
)
from pipelines.store.bulletins.replay import (
    Current,
    done,
    find_return,
    in_parts,
    is_only_volatile,
    is_same,
    replay,
    set_bulletin,
    set_page,
)
from pipelines.store.bulletins.rows import NoBulletin, Recordable, Rows
from pipelines.store.bulletins.strangers import Known, has_stand_ins, judged, leads_elsewhere
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
from pipelines.store.copies.relations import forget_copies, place
from pipelines.store.engine.transactions import StoreError
from pipelines.store.frontier.listings import titles_of
from pipelines.store.runs.alive import WITH_BULLETIN
from pipelines.store.schema.tables import Bulletins, Pages, Strangers, UndonePages, table
from pipelines.store.search.index import drop_entry

__all__ = [
    "AsBefore",
    "NoBulletin",
    "ReadResult",
    "Recordable",
    "as_before",
    "as_confirmed",
    "forget_readings",
    "is_return",
    "record_confirmed",
    "record_page",
    "recordable",
    "refuse_volatile",
    "undo_removal",
]

pages, bulletins, strangers, undone_pages = map(table, (Pages, Bulletins, Strangers, UndonePages))

find_page = (
    sa.select(pages, in_parts, is_taken_back(pages.c.id).label("taken_back"))
    .add_columns(strangers.c.reason.label("refused"), strangers.c.detail.label("refused_detail"))
    .add_columns(titles_of(pages.c.source_id, pages.c.requested_url).label("titles"))
    .add_columns(has_stand_ins(pages.c.source_id).label("has_stand_ins"))
    .outerjoin(strangers, strangers.c.page_id == pages.c.id)
    .where(pages.c.id == sa.bindparam("page"))
)
# The bulletin of an address; else the one that was read there before, having moved; else the one that moves there now
named, asked, before = sa.alias(bulletins), sa.alias(bulletins), sa.alias(pages)
find_named = sa.select(named.c.id).where(named.c.url == sa.bindparam("url")).scalar_subquery()
find_read_there = (
    sa.select(before.c.bulletin_id)
    .where(before.c.url == sa.bindparam("page_url"), before.c.bulletin_id.is_not(None))
    .order_by(before.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
find_asked = sa.select(asked.c.id).where(asked.c.url == sa.bindparam("asked_url")).scalar_subquery()
numbered = sa.alias(revisions)
last = sa.select(sa.func.max(numbered.c.number)).where(numbered.c.bulletin_id == bulletins.c.id).scalar_subquery()
has_taken_back = sa.exists().where(
    numbered.c.bulletin_id == bulletins.c.id, undone_pages.c.page_id == numbered.c.page_id
)
find_bulletin = (
    sa.select(
        bulletins.c.id,
        bulletins.c.url,
        bulletins.c.source_id,
        bulletins.c.revision,
        bulletins.c.gone_since,
        revisions.c.digest,
        revisions.c.title,
        pages.c.content_id,
        in_parts,
        last.label("last"),
        has_taken_back.label("has_taken_back"),
    )
    .outerjoin(revisions, (revisions.c.bulletin_id == bulletins.c.id) & (revisions.c.number == bulletins.c.revision))
    .outerjoin(pages, pages.c.id == revisions.c.page_id)
    .where(bulletins.c.id == sa.func.coalesce(find_named, find_read_there, find_asked))
)
find_made = sa.select(revisions.c.number).where(revisions.c.page_id == sa.bindparam("page")).limit(1)
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


ReadResult = CleanDocument | ListPage | Rejected | Outcome | Recordable


def recordable(recorded: ReadResult) -> Recordable:
    """All the work on a reading that needs no store. Raises ValueError for an outcome that only a store can tell."""
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
    raise ValueError(f"settle a page with what was read out of it, not with {recorded!r}")


def record_page(connection: Connection, number: int, fate: Recordable, *, judging: bool = True) -> Outcome:
    """Write a page's fate, state DONE. A page that has one keeps it: another run was faster.

    Not `judging`: whatever the page says is taken for what its address stands for, unless it was refused before.
    """
    page = connection.execute(find_page, {"page": number}).first()
    if page is None:
        raise StoreError(f"there is no page {number} in this store")
    if page.state == "DONE":
        return Outcome(page.outcome)
    if page.status == HTTPStatus.NOT_MODIFIED:
        reported = {"content": page.content_id, "requested_url": page.requested_url, "role": page.role, "page": number}
        confirmed = connection.scalar(find_confirmed, reported)
        outcome = None if confirmed is None else record_confirmed(connection, number, confirmed)
        if outcome is not None:
            return outcome
    if isinstance(fate, NoBulletin):
        return record_without(connection, page, fate)
    if page.refused is not None:
        return record_without(connection, page, NoBulletin(Outcome.REJECTED, page.refused, page.refused_detail))
    bulletin = bulletin_of(connection, page)
    known = known_of(bulletin)
    moved = leads_elsewhere(page.requested_url, page.url)
    if moved:
        known = known_of(connection.execute(find_bulletin, by_address(page.requested_url)).first())
    judging = judging and not page.taken_back
    if judging and moved:
        refused = judged(connection, page, fate, known, None if bulletin is None else bulletin.id)
        if refused is not None:
            return record_without(connection, page, NoBulletin(Outcome.REJECTED, *refused))
    if bulletin is None:
        is_late = False
    else:
        is_late = bulletin.revision is not None and has_later_page(connection, bulletin.id, number)
        if bulletin.revision and not is_late and not page.taken_back and says_the_same(bulletin, fate, page):
            return record_same(connection, number, bulletin)
    if judging and not moved:
        refused = judged(connection, page, fate, known)
        if refused is not None:
            return record_without(connection, page, NoBulletin(Outcome.REJECTED, *refused))
    if page.taken_back or is_late or (bulletin is not None and bulletin.has_taken_back):
        return record_among_others(connection, bulletin, page, fate)
    return record_next(connection, bulletin, page, fate)


def known_of(bulletin: Row[Any] | None) -> Known | None:
    """What is known of a bulletin that has a text; None: of none."""
    if bulletin is None or bulletin.revision is None:
        return None
    return Known(bulletin.id, bulletin.revision, bulletin.title)


def by_address(url: str) -> dict[str, str]:
    return {"url": canonical(url), "page_url": url, "asked_url": canonical(url)}


def bulletin_of(connection: Connection, page: Row[Any] | Page) -> Row[Any] | None:
    """The bulletin that a page belongs to, if it is what it should be."""
    names = by_address(page.url) | {"asked_url": canonical(page.requested_url)}
    return connection.execute(find_bulletin, names).first()


def says_the_same(bulletin: Row[Any], fate: Rows, page: Row[Any]) -> bool:
    return is_same(Current(bulletin.digest, bulletin.content_id), fate.digest, page)


def record_next(connection: Connection, bulletin: Row[Any] | None, page: Row[Any], fate: Rows) -> Outcome:
    """Write the next revision of a bulletin, or the first."""
    url = canonical(page.url)
    if bulletin is None:
        new = {"url": url, "source_id": page.source_id, "revision": 1, "first_seen": page.fetched_at}
        which, source, revision = connection.execute(add_bulletin, new).scalar_one(), page.source_id, 1
        outcome = Outcome.NEW
    elif bulletin.revision is None:
        which, source, revision = bulletin.id, page.source_id, (bulletin.last or 0) + 1
        again = {"which": which, "source_id": source, "revision": revision, "first_seen": page.fetched_at}
        connection.execute(set_bulletin, again)
        outcome = Outcome.NEW
    elif (held := find_return(connection, bulletin.id, page, fate.digest)) is not None:
        return record_return(connection, page.id, bulletin, held)
    elif is_only_volatile(connection, bulletin.id, bulletin.revision, page, fate):
        return record_same(connection, page.id, bulletin)
    else:
        which, source, revision = bulletin.id, bulletin.source_id, bulletin.last + 1
        outcome = Outcome.REVISED
    made = insert_rows(connection, which, source, revision, page.id, fate, is_first=bulletin is None)
    if outcome is Outcome.REVISED:  # now that the entries of the one before are gone from the search index
        connection.execute(set_bulletin, {"which": which, "revision": revision})
    place(connection, which, made.likeness)
    done(connection, page.id, outcome, which, revision)
    if outcome is Outcome.NEW:
        gone = missing_after(connection, url, page.id)
        for visit in gone:
            done(connection, visit.id, Outcome.GONE, which, revision, visit.detail)
        if gone:
            mark_presence(connection, which)
    elif bulletin is not None and bulletin.gone_since is not None:
        mark_presence(connection, which)
    return outcome


def record_among_others(connection: Connection, bulletin: Row[Any] | None, page: Row[Any], fate: Rows) -> Outcome:
    """Settle a page after a later one of its bulletin, or where something was taken back: all is as if it had come in
    its turn."""
    url = canonical(page.url)
    if bulletin is None:
        new = {"url": url, "source_id": page.source_id, "revision": None, "first_seen": None}
        which = connection.execute(add_bulletin, new).scalar_one()
    else:
        which = bulletin.id
    gone = missing_after(connection, url, page.id)
    return replay(connection, which, more={page.id: fate}, more_visits=[page], missing=gone)[page.id]


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
    bulletin = bulletin_of(connection, page)
    if bulletin is None or bulletin.content_id != content or bulletin.in_parts:
        return None
    if leads_elsewhere(page.requested_url, page.url) and bulletin.url != canonical(page.requested_url):
        return None  # whether it is what was asked for has to be judged
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


def record_confirmed(connection: Connection, number: int, before: int) -> Outcome | None:
    """The fate of a kept answer that confirms the page numbered `before`, whatever came of that one.

    None: nothing came of it yet, or the answer is not the newest page.
    """
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
    """The page says again what an earlier revision says: that one is the current one again, its text stored once."""
    drop_entry(connection, bulletin.id)
    connection.execute(set_bulletin, {"which": bulletin.id, "revision": revision})
    made = index_rows(connection, bulletin.id, bulletin.source_id, load_rows(connection, bulletin.id, revision))
    place(connection, bulletin.id, made.likeness)
    done(connection, number, Outcome.REVISED, bulletin.id, revision)
    if bulletin.gone_since is not None:
        mark_presence(connection, bulletin.id)
    return Outcome.REVISED


def is_return(connection: Connection, page: int) -> bool:
    """Whether a page that was `revised` brought back an earlier text, so that no revision was made of it."""
    return connection.execute(find_made, {"page": page}).first() is None


def record_without(connection: Connection, page: Row[Any], fate: NoBulletin) -> Outcome:
    """A page without a bulletin; where there was one, it is gone, and its text stays."""
    seen = missed(connection, page) if is_missing(page, fate.reason) else None
    if seen is not None:
        done(connection, page.id, Outcome.GONE, seen.bulletin_id, seen.revision, fate.detail)
        mark_presence(connection, seen.bulletin_id)
        return Outcome.GONE
    reported = {"outcome": fate.outcome, "reason": fate.reason, "detail": fate.detail}
    connection.execute(set_page, {"which": page.id, "state": "DONE", **reported})
    return fate.outcome


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
    """Back to what was fetched: no page has a fate. Bulletins keep their rows, and with them their numbers."""
    connection.execute(
        sa.update(pages).values(
            state="FETCHED", outcome=None, reason=None, detail=None, bulletin_id=None, revision=None
        )
    )
    forget_copies(connection)
    delete_rows(connection)
    volatile.forget(connection)
    connection.execute(sa.update(bulletins).values(revision=None, first_seen=None, gone_since=None))
