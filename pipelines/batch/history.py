"""The visits of an address, in the order of their pages -> its bulletins with their revisions, and an outcome for each.

The rules are those of the store (pipelines/store/bulletins), for pages that come in their turn. What needs a store's
lists or what people said of it is not here: whether a page stands in for others, removals that were taken back.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from pipelines.batch.records import Json, Record, decoded, encoded, rows_from_json
from pipelines.models import Outcome, Rejection, Role
from pipelines.revisions.addresses import canonical, is_no_longer_there
from pipelines.revisions.volatile import WINDOW, Kind, Place, Said, Visit, judge, only_volatile
from pipelines.rows import CONFIRMS_NOTHING, Rows, said_of

__all__ = ["history", "total"]

WITH_BULLETIN = (Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Revision:
    number: int
    visit: Json
    rows: Rows

    @property
    def digest(self) -> str:
        return self.rows.digest


@dataclass(frozen=True, slots=True)
class Earlier:
    """What became of a visit before. `url` is its bulletin's."""

    outcome: Outcome
    url: str | None = None
    reason: str | None = None
    detail: str | None = None


@dataclass(slots=True)
class Bulletin:
    url: str
    source: str
    order: str
    first_seen: str
    revisions: list[Revision] = field(default_factory=list)
    current: int = 0  # its place in `revisions`
    gone_since: str | None = None
    volatile: dict[Place, Kind] = field(default_factory=dict)
    visits: list[tuple[datetime, Said | None]] = field(default_factory=list)  # None: as at the visit before

    @property
    def revision(self) -> Revision:
        return self.revisions[self.current]


def history(_: str, visits: Iterator[Record]) -> Iterator[Record]:
    """Yield the bulletins of an address (stream `bulletin`), and how many of its pages became what (`outcome`)."""
    place = Address()
    counted: Counter[tuple[str, str, str]] = Counter()
    for record in visits:
        visit = decoded(record)
        found = place.see(visit, record.order)
        counted[str(found.outcome), found.reason or "", visit["source"]] += 1
        if visit["parts"]:
            counted[str(Outcome.JOINED), "", visit["source"]] += visit["parts"]
    for bulletin in place.bulletins.values():
        yield Record("bulletin", bulletin.order, "", encoded(as_json(bulletin)))
    for named, pages in sorted(counted.items()):
        yield Record("outcome", "\t".join(named), "", encoded(pages))


def total(named: str, records: Iterator[Record]) -> Iterator[Record]:
    """Yield how many pages of a source have an outcome, with its reason (stream `total`)."""
    outcome, reason, source = named.split("\t", 2)
    pages = sum(map(decoded, records))
    yield Record("total", named, "", encoded({"source": source, "outcome": outcome, "reason": reason, "pages": pages}))


def as_json(bulletin: Bulletin) -> Json:
    return {
        "url": bulletin.url,
        "source": bulletin.source,
        "first_seen": bulletin.first_seen,
        "gone_since": bulletin.gone_since,
        "current": bulletin.current,
        "revisions": [
            {
                "number": revision.number,
                "fetched_at": revision.visit["fetched_at"],
                "sha256": revision.visit["sha256"],
                "rows": revision.visit["rows"],
            }
            for revision in bulletin.revisions
        ],
    }


class Address:
    """What was found at an address so far, under each way to write it (another scheme, an entrance for telephones)."""

    def __init__(self) -> None:
        self.bulletins: dict[str, Bulletin] = {}
        self.read_there: dict[str, str] = {}  # address that answered -> bulletin
        self.before: dict[tuple[str, str, str], Earlier] = {}  # of what was asked for, as what, and the bytes that came
        self.bytes_of: dict[str, str] = {}  # of each visit by its name

    def see(self, visit: Json, order: str) -> Earlier:
        # a server's word that nothing changed has the name of a visit in the place of bytes, or the bytes of one
        sha256: str = visit["sha256"]
        content = self.bytes_of.get(sha256, sha256)
        self.bytes_of[visit["name"]] = content
        asked = visit["requested_url"], visit["role"], content
        if visit["status"] == HTTPStatus.NOT_MODIFIED:
            found = self.confirmed(visit, self.before.get(asked))
        elif "rows" in visit:
            found = self.said(visit, order)
            self.read_there[visit["url"]] = found.url or ""
        elif visit["role"] == Role.ARTICLE and is_no_longer_there(visit["status"], visit.get("reason")):
            found = self.missed(visit)
        else:
            found = Earlier(Outcome(visit["outcome"]), None, visit.get("reason"), visit.get("detail"))
        self.before[asked] = found
        return found

    def confirmed(self, visit: Json, earlier: Earlier | None) -> Earlier:
        """Return what becomes of a server's word that nothing changed: what was found before holds."""
        if earlier is None:
            return Earlier(CONFIRMS_NOTHING.outcome, None, CONFIRMS_NOTHING.reason, CONFIRMS_NOTHING.detail)
        if earlier.outcome in WITH_BULLETIN and earlier.url is not None:
            return self.unchanged(self.bulletins[earlier.url], visit, None)
        reason = str(Rejection.NOT_FOUND) if earlier.outcome is Outcome.GONE else earlier.reason
        if visit["role"] == Role.ARTICLE and is_no_longer_there(visit["status"], reason):
            return self.missed(visit | {"reason": reason, "detail": earlier.detail})
        return earlier

    def missed(self, visit: Json) -> Earlier:
        for name in (visit["requested_url"], visit["url"]):
            bulletin = self.bulletins.get(canonical(name))
            if bulletin is not None:
                bulletin.gone_since = min(bulletin.gone_since or visit["fetched_at"], visit["fetched_at"])
                return Earlier(Outcome.GONE, bulletin.url, None, visit.get("detail"))
        return Earlier(Outcome.REJECTED, None, visit["reason"], visit.get("detail"))

    def said(self, visit: Json, order: str) -> Earlier:
        """Of a page that has a bulletin: it is new, says something new, or what is known."""
        rows = rows_from_json(visit["rows"])
        bulletin = self.bulletin_of(visit)
        if bulletin is None:
            url = canonical(visit["url"])
            self.bulletins[url] = new = Bulletin(url, visit["source"], order, visit["fetched_at"])
            return self.revised(new, visit, rows, Outcome.NEW)
        if is_same(bulletin.revision, visit, rows):
            return self.unchanged(bulletin, visit, said_of(bulletin.revision.rows))
        held = returned(bulletin, visit, rows)
        if held is not None:
            bulletin.current = held
            return self.seen(bulletin, Outcome.REVISED, visit, said_of(bulletin.revision.rows))
        if is_only_volatile(bulletin, visit, rows):
            return self.unchanged(bulletin, visit, said_of(rows))
        return self.revised(bulletin, visit, rows, Outcome.REVISED)

    def bulletin_of(self, visit: Json) -> Bulletin | None:
        """Return the bulletin of an address; else the one that was read there before, else the one that moved there."""
        names = (canonical(visit["url"]), self.read_there.get(visit["url"], ""), canonical(visit["requested_url"]))
        return next((self.bulletins[name] for name in names if name in self.bulletins), None)

    def revised(self, bulletin: Bulletin, visit: Json, rows: Rows, outcome: Outcome) -> Earlier:
        bulletin.current = len(bulletin.revisions)
        bulletin.revisions.append(Revision(bulletin.current + 1, visit, rows))
        return self.seen(bulletin, outcome, visit, said_of(rows))

    def unchanged(self, bulletin: Bulletin, visit: Json, said: Said | None) -> Earlier:
        return self.seen(bulletin, Outcome.UNCHANGED, visit, said)

    def seen(self, bulletin: Bulletin, outcome: Outcome, visit: Json, said: Said | None) -> Earlier:
        bulletin.gone_since = None
        bulletin.visits.append((datetime.fromisoformat(visit["fetched_at"]), said))
        del bulletin.visits[:-WINDOW]
        return Earlier(outcome, bulletin.url)


def is_same(current: Revision, visit: Json, rows: Rows) -> bool:
    """Equal bytes are the same; of an article in several parts only what was read decides."""
    return current.digest == rows.digest or (current.visit["sha256"] == visit["sha256"] and not visit["in_parts"])


def returned(bulletin: Bulletin, visit: Json, rows: Rows) -> int | None:
    """Return the place of an earlier revision that says what a page says again; None: there is none."""
    for at in reversed(range(len(bulletin.revisions))):
        if bulletin.revisions[at].digest == rows.digest:
            return at
    for at in reversed(range(len(bulletin.revisions))):
        held = bulletin.revisions[at].visit
        if held["sha256"] == visit["sha256"] and not visit["in_parts"] and not held["in_parts"]:
            return at
    return None


def is_only_volatile(bulletin: Bulletin, visit: Json, rows: Rows) -> bool:
    """Whether a page differs from the current revision in volatile figures only; what its visit shows is learned."""
    now = Visit(datetime.fromisoformat(visit["fetched_at"]), said_of(rows))
    before = said_of(bulletin.revision.rows)
    if not now.said.has_words_of(before):
        return False
    window = list(visits_before(bulletin, now.said))
    evidence = judge([*reversed(window), now], bulletin.volatile, set())
    known = bulletin.volatile
    learned = {place: kind for place, kind in evidence.volatile.items() if place not in known}
    last = window[0].said.figures if window else {}
    is_volatile = only_volatile(before, now, known | learned, last)
    bulletin.volatile = known | learned
    return is_volatile


def visits_before(bulletin: Bulletin, said: Said) -> Iterator[Visit]:
    """Yield the visits before, the newest first, as long as they found the same words."""
    for at in reversed(range(len(bulletin.visits))):
        found = next((earlier for _, earlier in reversed(bulletin.visits[: at + 1]) if earlier is not None), None)
        if found is None or not found.has_words_of(said):
            return
        yield Visit(bulletin.visits[at][0], found)
