"""Pages that come in the place of others: whether a page is the one that its address stands for.

A page is a stranger when it gives neither the title by which its list names it, nor the one that it had, nor anything
of the text that was known of it. What follows:

    another address has the same text and another title     it stands in for both, and is neither's bulletin
    it was redirected to another address                     it is not what was asked for
    a list names it, and a bulletin is known there           it is not taken for a revision
    else                                                     it is taken, until another address has the same text

What was found is a fact (`strangers`), so `bulletins rebuild` comes to the same answer whatever lists say by then.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection, Row

from pipelines.copies import site_of
from pipelines.records import Outcome, Rejection, Role
from pipelines.stand_ins import has_text, is_named, is_usable, same_text, text_key
from pipelines.store.replaying import replay, set_page
from pipelines.store.rows import Rows
from pipelines.store.tables import Attachments, Frontier, Pages, Paragraphs, Strangers, table
from pipelines.store.tallies import count_again

__all__ = ["Known", "has_stand_ins", "judged", "leads_elsewhere"]

pages, strangers, frontier = table(Pages), table(Strangers), table(Frontier)
standing_in = sa.alias(strangers)
paragraphs, attachments = table(Paragraphs), table(Attachments)

find_texts = tuple(
    sa.select(column)
    .where(of.c.bulletin_id == sa.bindparam("bulletin"), of.c.revision == sa.bindparam("revision"))
    .order_by(of.c.position)
    for of, column in ((paragraphs, paragraphs.c.text), (attachments, attachments.c.name))
)
find_same = (
    sa.select(strangers.c.page_id, strangers.c.called, strangers.c.reason, pages.c.requested_url, pages.c.source_id)
    .add_columns(pages.c.bulletin_id, pages.c.revision)
    .join(pages, pages.c.id == strangers.c.page_id)
    .where(strangers.c.source_id == sa.bindparam("source"), strangers.c.key == sa.bindparam("key"))
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
find_visits = sa.select(pages.c.id, pages.c.run_id).where(
    pages.c.bulletin_id == sa.bindparam("bulletin"), pages.c.revision == sa.bindparam("revision")
)
add_stranger = upsert(strangers)
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


def has_stand_ins(source: sa.ColumnElement[Any]) -> sa.Exists:
    """Whether a text of this source is known to stand in for several pages."""
    return sa.exists().where(standing_in.c.source_id == source, standing_in.c.reason == str(Rejection.STAND_IN))


def judged(connection: Connection, page: Row[Any], rows: Rows, known: Known | None) -> Refusal | None:
    """Why a page that says something new is not taken for what its address stands for; None: it is."""
    found = evidence(connection, page, rows, known)
    moved = leads_elsewhere(page.requested_url, page.url)
    is_blank = known is None and not found.is_stranger  # nothing speaks for the page or against it
    if found.is_its_own or not (found.is_stranger or (is_blank and (moved or page.has_stand_ins))):
        return None
    key = text_key(rows.revision["title"], [row["text"] for row in rows.paragraphs])
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


def evidence(connection: Connection, page: Row[Any], rows: Rows, known: Known | None) -> Evidence:
    listed = [title for title in json.loads(page.titles) if is_usable(title)]
    texts, names = [row["text"] for row in rows.paragraphs], [row["name"] for row in rows.attachments]

    def is_given(title: str) -> bool:
        return is_named(title, rows.revision["title"], texts, names)

    if known is None:
        named = any(map(is_given, listed))
        # a page of pictures gives nothing by which it could be known
        is_stranger = bool(listed) and not named and has_text(texts)
        return Evidence(named, is_stranger, next(iter(listed), ""), bool(listed))
    where = {"bulletin": known.bulletin, "revision": known.revision}
    before = [text for find in find_texts for text in connection.scalars(find, where)]
    # a list whose title the bulletin never gave proves nothing; a bulletin's own may be its site's name on every page
    proven = [title for title in listed if is_named(title, known.title, before)]
    own = [known.title] if is_usable(known.title) and not proven else []
    named = any(map(is_given, (*listed, *own)))
    as_it_was = same_text(before, [*texts, *names])
    against = as_it_was is False or (as_it_was is None and bool(listed or own))
    called = next(iter((*proven, *own, *listed)), known.title)
    return Evidence(named or as_it_was is True, not named and against, called, bool(proven))


def leads_elsewhere(asked: str, answered: str) -> bool:
    """Whether a page answers at another address than it was asked at; another scheme or entrance is none."""
    return asked != answered and place_of(asked) != place_of(answered)


def place_of(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
        return site_of(url), parts.path.rstrip("/"), parts.query
    except ValueError:
        return "", url, ""


def leads_to_a_list(connection: Connection, page: Row[Any]) -> bool:
    """Whether a redirect ends at the site's first page or at a list of its own."""
    parts = urlsplit(page.url)
    is_home = not parts.query and parts.path.strip("/").partition(".")[0] in ("", "index", "default", "home")
    where = {"source": page.source_id, "url": page.url}
    return is_home or connection.execute(find_list, where).first() is not None


def others(connection: Connection, page: Row[Any], key: int, called: str) -> list[Row[Any]]:
    """The strangers that say the same at other addresses; one article at two addresses is called the same at both."""
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
        where = {"bulletin": row.bulletin_id, "revision": row.revision}
        visits = connection.execute(find_visits, where).all()
        refusal = Refusal(str(Rejection.STAND_IN), f"as at {page.requested_url}")
        key = connection.execute(sa.select(strangers.c.key).where(strangers.c.page_id == row.page_id)).scalar_one()
        outcome = {"outcome": str(Outcome.REJECTED), "reason": refusal.reason, "detail": refusal.detail}
        for visit in visits:
            remember(connection, visit.id, row.source_id, key, row.called, refusal)
            connection.execute(set_page, {"which": visit.id, "bulletin_id": None, "revision": None, **outcome})
            connection.execute(ask_again, {"page": visit.id, "now": page.fetched_at})
        replay(connection, row.bulletin_id)
        for run in {visit.run_id for visit in visits}:
            count_again(connection, run, row.source_id)
