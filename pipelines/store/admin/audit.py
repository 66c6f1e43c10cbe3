"""Removals and copies for people to judge: drawn at random by reason, and what was said of them.

Each bulletin counts once: what was removed from a copy was removed from the one that it is a copy of.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import heappush, heapreplace
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.dedup.precision import Stratum, allocated
from pipelines.store.admin.audit_items import AuditItem, Kind, Name, Verdict, item_at, items_of
from pipelines.store.schema.tables import Restorations, Verdicts, table

__all__ = ["CONTEXT", "Precision", "Said", "draw", "find", "precision", "record"]

CONTEXT = 3  # lines before and after both places
ID = re.compile(r"(removal|copy):([0-9]{1,18}):([0-9]{1,18}):([0-9a-f]{16})")

verdicts, restorations = table(Verdicts), table(Restorations)

# What there is to judge, in the order of its numbers: (reason, bulletin, position of a removal or original of a copy)
REMOVALS = sa.text(
    """
    SELECT m.reason, b.id, m.position AS place FROM bulletins b
    JOIN removals m ON m.bulletin_id = b.id AND m.revision = b.revision
    WHERE b.copy_of IS NULL ORDER BY b.id, m.position
    """
)
COPIES = sa.text(
    """
    SELECT CASE WHEN b.source_id = o.source_id THEN 'copy' ELSE 'repost' END AS reason, b.id, b.copy_of AS place
    FROM bulletins b JOIN bulletins o ON o.id = b.copy_of ORDER BY b.id
    """
)

POPULATIONS = {Kind.REMOVAL: REMOVALS, Kind.COPY: COPIES}


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict on an item, as it is handed in."""

    item: AuditItem
    verdict: Verdict
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Precision:
    """What was judged, by kind and reason. `lapsed`: verdicts on what is not removed or hidden any more, by verdict."""

    strata: dict[Kind, tuple[Stratum, ...]]
    lapsed: dict[Verdict, int]


class SourceStatus(NamedTuple):
    """A stored verdict with what it was given for."""

    name: Name
    reason: str
    paragraph: int | None
    verdict: Verdict
    by: str | None


def draw(
    connection: Connection, sample: int, seed: int, *, context: int = CONTEXT, again: bool = False
) -> list[AuditItem]:
    """Draw at random, as many of each reason; `again`: also what was judged before.

    The same store and seed give the same sample. Each item has a place of its own in the random order of a seed, so
    when some are judged the others stay in the sample and the next ones move up.
    """
    known = newest_verdicts(connection)
    judged = frozenset() if again else places_of(connection, known)
    first: dict[tuple[Kind, str], Lowest] = defaultdict(lambda: Lowest(sample))
    for kind, query in POPULATIONS.items():
        for reason, number, place in connection.execute(query):
            if (kind, number, place) not in judged:
                first[kind, reason].add(rank(seed, kind, number, place), (number, place))
    strata = sorted(first)
    taken = allocated([first[stratum].seen for stratum in strata], sample)
    drawn = (
        item_at(connection, kind, number, place, context)
        for (kind, reason), count in zip(strata, taken, strict=True)
        for number, place in first[kind, reason].places()[:count]
    )
    latest = {one.name: one.verdict for one in known}
    return [replace(item, verdict=latest.get(item.name)) for item in drawn if item is not None]


class Lowest:
    """Keeps of all that is added the few with the lowest rank, so that a store of any size fits into memory."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.seen = wanted, 0
        self.heap: list[tuple[int, tuple[int, int]]] = []

    def add(self, rank: int, place: tuple[int, int]) -> None:
        self.seen += 1
        if len(self.heap) < self.wanted:
            heappush(self.heap, (-rank, place))
        elif self.heap and -rank > self.heap[0][0]:
            heapreplace(self.heap, (-rank, place))

    def places(self) -> list[tuple[int, int]]:
        """Return them, the lowest first."""
        return [place for _, place in sorted(self.heap, reverse=True)]


def rank(seed: int, kind: Kind, bulletin: int, place: int) -> int:
    """Return an item's place in the random order of a seed."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{kind}:{bulletin}:{place}".encode(), digest_size=8).digest())


def find(connection: Connection, name: str) -> AuditItem | None:
    """Return the item that an `AuditItem.id` names; None: there is no such removal or copy any more."""
    kind, number, place, start = id_parts(name)
    found = [item for item in items_of(connection, number) if item.kind == kind and item.digest.startswith(start)]
    same_place = [item for item in found if place in (item.position, item.of)]
    if same_place:
        return same_place[0]
    return found[0] if len(found) == 1 else None


def id_parts(name: str) -> tuple[str, int, int, str]:
    """Take an item's id apart. Raises ValueError when it is none."""
    parts = ID.fullmatch(name)
    if parts is None:
        raise ValueError(f"{name!r} names no item of an audit (an example: removal:12:7:0123456789abcdef)")
    return parts[1], int(parts[2]), int(parts[3]), parts[4]


def record(connection: Connection, said: Iterable[Said], now: datetime) -> int:
    """Store verdicts and return how many were new; one that says again what the newest of its item says is left out."""
    latest = {one.name: (one.verdict, one.by) for one in newest_verdicts(connection)}
    count = 0
    for one in said:
        if latest.get(one.item.name) == (one.verdict, one.by):
            continue
        latest[one.item.name] = (one.verdict, one.by)
        item = one.item
        row = {
            "kind": str(item.kind),
            "bulletin_id": item.bulletin,
            "position": item.position,
            "of_id": item.of,
            "digest": item.digest,
            "nth": item.nth,
            "reason": item.reason,
            "paragraph": item.paragraph,
            "verdict": str(one.verdict),
            "judged_by": one.by,
            "judged_at": now,
        }
        connection.execute(sa.insert(verdicts), row)
        count += 1
    return count


def precision(connection: Connection) -> Precision:
    """Count what there is of each reason, and what was said of it.

    A removal that was judged and then put back by hand (`undo`) still counts: the rate is of what the program removed,
    and would be too good if those that were found wrong went out of it.
    """
    sizes: dict[Kind, Counter[str]] = {kind: Counter() for kind in Kind}
    for kind, query in POPULATIONS.items():
        counted = sa.text(f"SELECT reason, count(*) FROM ({query.text}) AS drawn GROUP BY reason")
        for reason, count in connection.execute(counted):
            sizes[kind][reason] = count
    known = newest_verdicts(connection)
    reasons = {item.name: item.reason for number in of_bulletins(known) for item in items_of(connection, number)}
    put_back = restored(connection)
    judged: dict[Kind, dict[str, Counter[Verdict]]] = {kind: defaultdict(Counter) for kind in Kind}
    lapsed: Counter[Verdict] = Counter()
    for one in known:
        kind = Kind(one.name.kind)
        reason = reasons.get(one.name)
        if reason is None and (one.name.bulletin, one.paragraph, one.name.nth) in put_back:
            reason = one.reason
            sizes[kind][reason] += 1
        if reason is None:
            lapsed[one.verdict] += 1
        else:
            judged[kind][reason][one.verdict] += 1
    return Precision(
        strata={kind: tuple(strata(sizes[kind], judged[kind])) for kind in Kind},
        lapsed={verdict: lapsed[verdict] for verdict in Verdict},
    )


def strata(sizes: Counter[str], judged: Mapping[str, Counter[Verdict]]) -> Iterator[Stratum]:
    for reason, size in sorted(sizes.items()):
        said = judged.get(reason, Counter[Verdict]())
        yield Stratum(reason, size, said[Verdict.RIGHT], said[Verdict.WRONG], said[Verdict.UNSURE])


def newest_verdicts(connection: Connection) -> list[SourceStatus]:
    """Return the newest verdict of each item, in the order in which items were first judged."""
    newest: dict[Name, SourceStatus] = {}
    for row in connection.execute(sa.select(verdicts).order_by(verdicts.c.id)):
        name = Name(row.kind, row.bulletin_id, row.digest, row.nth)
        newest[name] = SourceStatus(name, row.reason, row.paragraph, Verdict(row.verdict), row.judged_by)
    return list(newest.values())


def of_bulletins(known: Iterable[SourceStatus]) -> list[int]:
    return list(dict.fromkeys(one.name.bulletin for one in known))


def places_of(connection: Connection, known: Collection[SourceStatus]) -> frozenset[tuple[Kind, int, int | None]]:
    """Return where the judged items stand now."""
    names = {one.name for one in known}
    return frozenset(
        (item.kind, item.bulletin, item.position if item.kind is Kind.REMOVAL else item.of)
        for number in of_bulletins(known)
        for item in items_of(connection, number)
        if item.name in names
    )


def restored(connection: Connection) -> frozenset[tuple[int, int, int]]:
    """Return (bulletin, digest, nth) of each paragraph that a person put back."""
    which = sa.select(restorations.c.bulletin_id, restorations.c.digest, restorations.c.nth)
    return frozenset((row.bulletin_id, row.digest, row.nth) for row in connection.execute(which))
