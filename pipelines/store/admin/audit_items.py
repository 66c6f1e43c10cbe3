"""One removal or one copy with both its places, as a person judges it.

It is named by what both its texts say, so that a verdict finds it again after a rebuild.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.dedup import difference
from pipelines.models import Edit, ParagraphKind, Receipt
from pipelines.store.bulletins.queries import BulletinView, ParagraphView, bulletin
from pipelines.store.schema.tables import Bulletins, table
from pipelines.text.fingerprint import digest, to_signed

__all__ = ["AuditItem", "Kind", "Line", "Name", "Side", "Verdict", "item_at", "items_of"]

DIGEST_SHOWN = 16  # hexadecimal digits in the id of an item

# A line that opens what stands below it: an article or chapter by its number, or a line that ends in a colon
SIGNPOST = re.compile(r"^\s*第[〇零一二三四五六七八九十百千0-9]+[编章节条]|[:：]\s*$")

bulletins = table(Bulletins)


class Kind(StrEnum):
    """What is judged: a paragraph that was removed from a page, or a bulletin that is hidden as a copy."""

    REMOVAL = "removal"
    COPY = "copy"


class Verdict(StrEnum):
    """What a person says: it went rightly, wrongly (it says something else), or the person cannot decide."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph near the one in question. `is_this`: it is the one itself; not `kept`: it was removed."""

    position: int
    text: str
    kept: bool
    is_this: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two places: its bulletin and the lines there; of a copy all lines of its text."""

    bulletin: int
    url: str
    source: str
    title: str
    published: date | None
    issuer: str | None
    document_number: str | None
    lines: tuple[Line, ...]


class Name(NamedTuple):
    """By what a verdict finds its item again: the texts, and which of the like paragraphs on the page it is."""

    kind: str
    bulletin: int
    digest: str
    nth: int


@dataclass(frozen=True, slots=True)
class AuditItem:
    """A removal or a copy with both its places. `earlier` None: site boilerplate, which repeats nothing of its page.

    `position` is that of a removal, `of` the original of a copy. `difference` counts characters of `kept_text`; of a
    copy there is none, both sides have all their lines. `paragraph` is the removed paragraph's digest.
    """

    kind: Kind
    bulletin: int
    position: int | None
    of: int | None
    reason: str
    digest: str
    nth: int
    paragraph: int | None
    text: str
    kept_text: str | None
    difference: tuple[Edit, ...]
    earlier: Side | None
    later: Side
    verdict: Verdict | None = None

    @property
    def id(self) -> str:
        """The name in a file of verdicts: kind, bulletin, place, and the beginning of the digest."""
        place = self.position if self.kind is Kind.REMOVAL else self.of
        return f"{self.kind}:{self.bulletin}:{place}:{self.digest[:DIGEST_SHOWN]}"

    @property
    def name(self) -> Name:
        return Name(self.kind, self.bulletin, self.digest, self.nth)


def items_of(connection: Connection, number: int, context: int = 0) -> list[AuditItem]:
    """Return all that there is to judge of a bulletin as it stands."""
    original = connection.scalar(sa.select(bulletins.c.copy_of).where(bulletins.c.id == number))
    if original is not None:
        copy = item_at(connection, Kind.COPY, number, original, context)
        return [] if copy is None else [copy]
    view = bulletin(connection, number)
    return [] if view is None else [removal_item(view, one, context) for one in view.removals]


def item_at(connection: Connection, kind: Kind, number: int, place: int, context: int) -> AuditItem | None:
    """Return the removal at a position of a bulletin, or the copy with its original."""
    view = bulletin(connection, number)
    if view is None:
        return None
    if kind is Kind.REMOVAL:
        removal = next((one for one in view.removals if one.position == place), None)
        return None if removal is None else removal_item(view, removal, context)
    original = bulletin(connection, place)
    return None if original is None else copy_item(original, view)


def removal_item(view: BulletinView, removal: Receipt, context: int) -> AuditItem:
    kept = removal.kept_text
    last = removal.repeats if removal.through is None else removal.through
    paragraph = short_digest(removal.text)
    above = (p for p in view.paragraphs if p.position < removal.position)
    return AuditItem(
        kind=Kind.REMOVAL,
        bulletin=view.number,
        position=removal.position,
        of=None,
        reason=str(removal.reason),
        digest=of_both(digest(removal.text), digest(kept or "")),
        nth=sum(short_digest(p.text) == paragraph for p in above),
        paragraph=paragraph,
        text=removal.text,
        kept_text=kept,
        difference=() if kept is None else difference(kept, removal.text),
        earlier=None if kept is None else side(view, around(view, removal.repeats, last, context)),
        later=side(view, around(view, removal.position, removal.position, context)),
    )


def copy_item(original: BulletinView, copy: BulletinView) -> AuditItem:
    return AuditItem(
        kind=Kind.COPY,
        bulletin=copy.number,
        position=None,
        of=original.number,
        reason="copy" if original.source == copy.source else "repost",
        digest=of_both(*(digest("\n".join([v.title, *(p.text for p in v.paragraphs)])) for v in (copy, original))),
        nth=0,
        paragraph=None,
        text=copy.title,
        kept_text=original.title,
        difference=(),
        earlier=side(original, tuple(Line(p.position, p.text, p.kept, True) for p in original.paragraphs if p.kept)),
        later=side(copy, tuple(Line(p.position, p.text, p.kept, True) for p in copy.paragraphs if p.kept)),
    )


def of_both(one: str, other: str) -> str:
    return hashlib.sha256(f"{one}{other}".encode()).hexdigest()


def short_digest(text: str) -> int:
    """Return a paragraph's digest as the table `paragraphs` has it."""
    return to_signed(int(digest(text)[:16], 16))


def side(view: BulletinView, lines: tuple[Line, ...]) -> Side:
    return Side(
        view.number, view.url, view.source, view.title, view.published, view.issuer, view.document_number, lines
    )


def around(view: BulletinView, first: int, last: int, context: int) -> tuple[Line, ...]:
    """Return the paragraphs from `first` to `last` with those near them, and above these what they are said about.

    That is the nearest heading and the nearest article, lead-in or label, where they are not among them.
    """
    start = max(0, first - context)
    above = [p for p in view.paragraphs if p.position < start]
    headings = [p for p in above if p.kind is ParagraphKind.HEADING]
    signposts = [p for p in above if SIGNPOST.search(p.text)]
    posts = {p.position: p for p in (*headings[-1:], *signposts[-1:])}
    near = [p for p in view.paragraphs if start <= p.position <= last + context]
    return tuple(
        Line(p.position, p.text, p.kept, first <= p.position <= last) for p in (*sorted_by_place(posts), *near)
    )


def sorted_by_place(posts: dict[int, ParagraphView]) -> list[ParagraphView]:
    return [posts[position] for position in sorted(posts)]
