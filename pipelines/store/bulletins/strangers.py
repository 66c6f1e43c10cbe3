"""Pages that come in the place of others: whether a page is the one that its address stands for.

A page is a stranger when it gives neither the title by which its list names it, nor the one that it had, nor anything
of the text that was known of it. What follows:

    another address has the same text and another title     it stands in for both, and is neither's bulletin
    it was redirected to another address                     it is not what was asked for
    a list names it, and a bulletin is known there           it is not taken for a revision
    else                                                     it is taken, until another address has the same text

What gives its title may be a stranger all the same:

    it was redirected to a page that is known as another     it is not what was asked for, unless title or text are
                                                             exactly those that were
    its text is new, and several addresses that had          it stands in for all of them
    different ones have the same now

What was found is a fact (`strangers`), so `bulletins rebuild` comes to the same answer whatever lists say by then.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from pipelines.models import Outcome, Rejection, Role
from pipelines.revisions.addresses import canonical, leads_elsewhere, leads_home
from pipelines.revisions.stand_ins import body_key, has_text, is_named, is_titled, is_usable, same_text, text_key
from pipelines.rows import Rows
from pipelines.store.bulletins.replay import replay, set_page
from pipelines.store.bulletins.write import revisions
from pipelines.store.engine.database import behind
from pipelines.store.frontier.listings import titles_of
from pipelines.store.runs.tally import count_again
from pipelines.store.schema.tables import Attachments, Bulletins, Frontier, Pages, Paragraphs, Strangers, table
from pipelines.store.schema.types import Number, Words, insert
from pipelines.text.fingerprint import normal_form

__all__ = ["Known", "has_stand_ins", "judged"]

pages, strangers, frontier = table(Pages), table(Strangers), table(Frontier)
stand_ins = sa.alias(strangers)
paragraphs, attachments, bulletins = table(Paragraphs), table(Attachments), table(Bulletins)

find_texts = tuple(
    sa.select(column)
    .where(of.c.bulletin_id == sa.bindparam("bulletin"), of.c.revision == sa.bindparam("revision"))
    .order_by(of.c.position)
    for of, column in ((paragraphs, paragraphs.c.text), (attachments, attachments.c.name))
)
find_same = (
    sa.select(strangers.c.page_id, strangers.c.key, strangers.c.called, strangers.c.reason)
    .add_columns(pages.c.requested_url, pages.c.url, pages.c.source_id, pages.c.bulletin_id, pages.c.revision)
    .join(pages, pages.c.id == strangers.c.page_id)
    .where(strangers.c.source_id == sa.bindparam("source"), strangers.c.key == sa.bindparam("key"))
    .order_by(strangers.c.page_id)
)
find_list = (
    sa.select(frontier.c.id)
    .where(
        frontier.c.source_id == sa.bindparam("source"),
        frontier.c.url == sa.bindparam("url"),
        frontier.c.role == str(Role.LIST),
    )
    .limit(1)
)
find_titles_there = sa.select(titles_of(sa.bindparam("source", type_=Number), sa.bindparam("url", type_=Words)))
find_published = sa.select(revisions.c.published).where(
    revisions.c.bulletin_id == sa.bindparam("bulletin"), revisions.c.number == sa.bindparam("revision")
)
find_read_as = (
    sa.select(pages.c.id)
    .where(pages.c.bulletin_id == sa.bindparam("bulletin"), pages.c.requested_url == sa.bindparam("url"))
    .limit(1)
)
find_current = sa.select(bulletins.c.id.label("bulletin"), bulletins.c.revision).where(
    bulletins.c.url == sa.bindparam("url"), bulletins.c.revision.is_not(None)
)
find_revision_before = sa.select(sa.func.max(revisions.c.number)).where(
    revisions.c.bulletin_id == sa.bindparam("bulletin"), revisions.c.number < sa.bindparam("revision")
)
find_visits = sa.select(pages.c.id, pages.c.run_id, pages.c.requested_url).where(
    pages.c.bulletin_id == sa.bindparam("bulletin"), pages.c.revision == sa.bindparam("revision")
)
add_stranger = insert(strangers)
add_stranger = add_stranger.on_conflict_do_update(
    index_elements=["page_id"],
    set_={"reason": add_stranger.excluded.reason, "detail": add_stranger.excluded.detail},
)
ask_again = (
    sa.update(frontier)
    .where(frontier.c.page_id == sa.bindparam("page"))
    .values(due_at=sa.bindparam("now"), failures=frontier.c.failures + 1, etag=None, last_modified=None)
)


class Known(NamedTuple):
    """What is known of the bulletin at an address: its number, its current revision, and that one's title."""

    bulletin: int
    revision: int
    title: str


class Refusal(NamedTuple):
    """Why a page is no bulletin's, in the words of its row."""

    reason: str
    detail: str


class Evidence(NamedTuple):
    """What speaks for a page and against it. `is_its_own`: it gives a title that its address is known by, or its text;
    `is_stranger`: it does not, and could. `called`: a title that its address is known by; `is_listed`: by a list."""

    is_its_own: bool
    is_stranger: bool
    called: str
    is_listed: bool
    titles: tuple[str, ...] = ()  # all that its address is known by
    before: tuple[str, ...] = ()  # the text that was known of it
    as_it_was: bool | None = None  # whether that is there still


def has_stand_ins(source: sa.ColumnElement[Any]) -> sa.Exists:
    """Whether a text of this source is known to stand in for several pages."""
    return sa.exists().where(stand_ins.c.source_id == source, stand_ins.c.reason == str(Rejection.STAND_IN))


def judged(
    connection: Connection, page: Row[Any], rows: Rows, known: Known | None, there: int | None = None
) -> Refusal | None:
    """Return why a page that says something new is not taken for what its address stands for; None: it is.

    `there`: the bulletin at the address that answered.
    """
    found = evidence(connection, page, rows, known)
    moved = leads_elsewhere(page.requested_url, page.url)
    if found.is_its_own and not moved:
        return replaced(connection, page, rows, known, found)
    if moved and not is_exactly(rows, found):
        if is_of_another(connection, page, known, there) and not is_republished(connection, rows, known, found):
            found = found._replace(is_its_own=False, is_stranger=found.is_stranger or bool(found.titles or known))
        elif found.is_its_own and found.as_it_was is not True:
            return doubted(connection, page, rows, found)
    is_blank = known is None and not found.is_stranger  # nothing speaks for the page or against it
    if found.is_its_own or not (found.is_stranger or (is_blank and (moved or page.has_stand_ins))):
        return None
    key = text_key(rows.revision["title"], texts_of(rows))
    same = others(connection, page, key, found.called)
    refusal = None
    if moved and (found.is_stranger or leads_to_a_list(connection, page)):
        refusal = Refusal(str(Rejection.REDIRECTED), page.url)
    elif same and (found.is_stranger or any(row.reason == Rejection.STAND_IN for row in same)):
        refusal = Refusal(str(Rejection.STAND_IN), f"as at {same[0].requested_url}")
    elif known is not None and found.is_listed:
        refusal = Refusal(str(Rejection.UNLIKE), f"it is called {found.called}")
    if refusal is None and is_blank:
        return None
    if refusal is not None and refusal.reason != Rejection.UNLIKE:
        take_back(connection, page, same)
    remember(connection, page.id, page.source_id, key, found.called, refusal)
    return refusal


def texts_of(rows: Rows) -> list[str]:
    return [row["text"] for row in rows.paragraphs]


def names_of(rows: Rows) -> list[str]:
    return [row["name"] for row in rows.attachments]


def is_equal(before: Sequence[str], after: Sequence[str]) -> bool:
    return list(map(normal_form, before)) == list(map(normal_form, after))


def is_exactly(rows: Rows, found: Evidence) -> bool:
    """Whether a page says exactly what was known; where no text was, whether it gives a title of its address whole."""
    if found.before:
        return is_equal(found.before, [*texts_of(rows), *names_of(rows)])
    return any(is_titled(title, rows.revision["title"], texts_of(rows)) for title in found.titles)


def is_of_another(connection: Connection, page: Row[Any], known: Known | None, there: int | None) -> bool:
    """Whether the address that answered a redirect is known for something else than the one that was asked for."""
    if there is None:
        listed = connection.scalar(find_titles_there, {"source": page.source_id, "url": page.url})
        return any(map(is_usable, listed or ()))
    if known is not None and known.bulletin == there:
        return False
    return connection.execute(find_read_as, {"bulletin": there, "url": page.requested_url}).first() is None


def is_republished(connection: Connection, rows: Rows, known: Known | None, found: Evidence) -> bool:
    """Whether a page has the title of a known bulletin, its date, and half of its text: it is that one, edited.

    Two issues of one report have all but the date.
    """
    if known is None or found.as_it_was is False:
        return False
    if not is_titled(known.title, rows.revision["title"], texts_of(rows)):
        return False
    published = connection.scalar(find_published, {"bulletin": known.bulletin, "revision": known.revision})
    return bool(published == rows.revision["published"])


def doubted(connection: Connection, page: Row[Any], rows: Rows, found: Evidence) -> Refusal | None:
    """A page at another address that gives its title in part: taken, until another address leads to it by another."""
    key = text_key(rows.revision["title"], texts_of(rows))
    same = others(connection, page, key, found.called)
    refusal = Refusal(str(Rejection.REDIRECTED), page.url) if same else None
    take_back(connection, page, same)
    remember(connection, page.id, page.source_id, key, found.called, refusal)
    return refusal


def replaced(
    connection: Connection, page: Row[Any], rows: Rows, known: Known | None, found: Evidence
) -> Refusal | None:
    """Return why a page that gives its title is refused: several addresses whose texts differed have one text now."""
    texts = texts_of(rows)
    if not texts or found.as_it_was is True or (known is None and not page.has_stand_ins):
        return None
    new = [name for name in names_of(rows) if name not in found.before]
    key = body_key(rows.revision["title"], [*texts, *new])
    same = [
        row
        for row in connection.execute(find_same, {"source": page.source_id, "key": key})
        if row.requested_url != page.requested_url
    ]
    if known is None:
        same = [row for row in same if row.reason is not None]
    else:
        same = [row for row in same if not is_equal(found.before, text_before(connection, row))]
    refusal = Refusal(str(Rejection.STAND_IN), f"as at {same[0].requested_url}") if same else None
    if known is not None or refusal is not None:
        take_back(connection, page, same)
        remember(connection, page.id, page.source_id, key, found.called, refusal)
    return refusal


def text_before(connection: Connection, row: Row[Any]) -> tuple[str, ...]:
    """Return what was known at the address of a page before it came; nothing where that cannot be said."""
    if row.bulletin_id is None:
        current = connection.execute(find_current, {"url": canonical(row.requested_url)}).first()
        return known_text(connection, current.bulletin, current.revision) if current is not None else ()
    where = {"bulletin": row.bulletin_id, "revision": row.revision}
    before = connection.scalar(find_revision_before, where)
    return known_text(connection, row.bulletin_id, before) if before is not None else ()


def known_text(connection: Connection, bulletin: int, revision: int) -> tuple[str, ...]:
    """Return the paragraphs of a revision and the names of its attachments."""
    where = {"bulletin": bulletin, "revision": revision}
    return tuple(text for find in find_texts for text in connection.scalars(find, where))


def evidence(connection: Connection, page: Row[Any], rows: Rows, known: Known | None) -> Evidence:
    listed = [title for title in page.titles if is_usable(title)]
    texts, names = texts_of(rows), names_of(rows)

    def is_given(title: str) -> bool:
        return is_named(title, rows.revision["title"], texts, names)

    if known is None:
        named = any(map(is_given, listed))
        # a page of pictures gives nothing by which it could be known
        is_stranger = bool(listed) and not named and has_text(texts)
        return Evidence(named, is_stranger, next(iter(listed), ""), bool(listed), tuple(listed))
    before = known_text(connection, known.bulletin, known.revision)
    # a list whose title the bulletin never gave proves nothing; a bulletin's own may be its site's name on every page
    proven = [title for title in listed if is_named(title, known.title, before)]
    own = [known.title] if is_usable(known.title) and not proven else []
    named = any(map(is_given, (*listed, *own)))
    as_it_was = same_text(before, [*texts, *names])
    against = as_it_was is False or (as_it_was is None and bool(listed or own))
    called = next(iter((*proven, *own, *listed)), known.title)
    titles = (*listed, *own)
    is_own, is_stranger = named or as_it_was is True, not named and against
    return Evidence(is_own, is_stranger, called, bool(proven), titles, before, as_it_was)


def leads_to_a_list(connection: Connection, page: Row[Any]) -> bool:
    """Whether a redirect ends at the site's first page or at a list of its own."""
    where = {"source": page.source_id, "url": page.url}
    return leads_home(page.url) or connection.execute(find_list, where).first() is not None


def others(connection: Connection, page: Row[Any], key: int, called: str) -> list[Row[Any]]:
    """Return the strangers that say the same at other addresses; one article at two addresses is called the same at
    both."""
    where = {"source": page.source_id, "key": key}
    return [
        row
        for row in connection.execute(find_same, where)
        if row.requested_url != page.requested_url and row.called != called
    ]


def remember(connection: Connection, page: int, source: int, key: int, called: str, refusal: Refusal | None) -> None:
    reason, detail = refusal or (None, None)
    row = {"page_id": page, "source_id": source, "key": key, "called": called, "reason": reason, "detail": detail}
    connection.execute(add_stranger, row)


def take_back(connection: Connection, page: Row[Any], some: Sequence[Row[Any]]) -> None:
    """Refuse as well what was taken for a bulletin before another page said the same, and each visit that saw it."""
    for row in some:
        if row.reason is not None or row.bulletin_id is None:
            continue
        behind(connection).meet(connection)  # another source may have the same bulletin
        where = {"bulletin": row.bulletin_id, "revision": row.revision}
        visits = connection.execute(find_visits, where).all()
        if leads_elsewhere(row.requested_url, row.url):  # others may have come to it by the right way
            visits = [visit for visit in visits if visit.requested_url == row.requested_url]
        refusal = Refusal(str(Rejection.STAND_IN), f"as at {page.requested_url}")
        outcome = {"outcome": str(Outcome.REJECTED), "reason": refusal.reason, "detail": refusal.detail}
        for visit in visits:
            remember(connection, visit.id, row.source_id, row.key, row.called, refusal)
            connection.execute(set_page, {"which": visit.id, "bulletin_id": None, "revision": None, **outcome})
            connection.execute(ask_again, {"page": visit.id, "now": page.fetched_at})
        replay(connection, row.bulletin_id)
        for run in {visit.run_id for visit in visits}:
            count_again(connection, run, row.source_id)
