"""A question in the words of FTS5, and its answers: how many bulletins, and some of them, the newest or the best first.

    translated(Phrase("人 民"))  ->  Match("search_index", '{text title} : "人,民"')
    translated(Phrase("赣"))     ->  Match("search_characters", '"赣"')

The rows of the index are in the order of the bulletins' numbers. The order by date is found in the way that is
shorter: some answers are sorted; for many, the newest bulletins are asked one by one until enough have answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search.asks import Operator, Phrase, Wanted, can_rank
from pipelines.search.characters import the_rest
from pipelines.search.tokens import pairs
from pipelines.store.engine.errors import StoreError
from pipelines.store.search.filters import Filters, conditions, hidden_copies

__all__ = ["CHARACTERS", "INDEX", "ORDER", "as_sql", "find", "match_of_pairs"]

INDEX = "search_index"
CHARACTERS = "search_characters"
ORDER = "search_order"
WEIGHTS = "1.0, 8.0"  # bm25: a word in the text, in the title
SET_OPERATIONS = {Operator.AND: "INTERSECT", Operator.OR: "UNION", Operator.NOT: "EXCEPT"}
TEST_OPERATIONS = {Operator.AND: " AND ", Operator.OR: " OR ", Operator.NOT: " AND NOT "}
# To ask one bulletin whether it answers costs as much as to sort so many answers: 20 to 150 microseconds against 0.25
ASKING = 500

# CROSS and INDEXED BY fix the order of the walk: from the newest bulletin down, those without a date last
BY_DATE = (
    "revisions INDEXED BY ix_revisions_published CROSS JOIN bulletins"
    " ON bulletins.id = revisions.bulletin_id AND bulletins.revision = revisions.number"
)
ANY_ORDER = "bulletins JOIN revisions ON revisions.bulletin_id = bulletins.id AND revisions.number = bulletins.revision"


@dataclass(frozen=True, slots=True)
class Match:
    """An FTS5 expression, and which of the two indexes it is for."""

    index: str
    expression: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """Answers of the two indexes put together."""

    operator: Operator
    parts: tuple["Asked", ...]


Asked = Match | Mixed


def translated(wanted: Wanted) -> Asked:
    """Return a question in FTS5's words: one expression where one index answers all of it."""
    if isinstance(wanted, Phrase):
        return Match(CHARACTERS, holding(wanted.text)) if wanted.is_character else Match(INDEX, in_place(wanted))
    parts = tuple(map(translated, wanted.parts))
    simple = [part for part in parts if isinstance(part, Match)]
    if len(simple) == len(parts) and len({part.index for part in simple}) == 1:
        return Match(simple[0].index, joined(wanted.operator, [part.expression for part in simple]))
    return Mixed(wanted.operator, parts)


def match_of_pairs(wanted: Wanted) -> str:
    """Return a question as one expression for the index of pairs. A single character takes long: it is looked for in
    every pair that it begins."""
    if isinstance(wanted, Phrase):
        return in_place(wanted)
    return joined(wanted.operator, [match_of_pairs(part) for part in wanted.parts])


def joined(operator: Operator, expressions: list[str]) -> str:
    return "(" + f" {operator} ".join(expressions) + ")"


def in_place(phrase: Phrase) -> str:
    """Return the expression for a phrase where it stands."""
    columns = " ".join(phrase.columns)
    if len(phrase.text) > 1:
        return f"{{{columns}}} : {quoted(' '.join(pairs(phrase.text)))}"
    # it begins a pair or ends its line: a prefix finds it, at the cost of walking all the pairs that it begins
    return f"{{{columns}}} : {quoted(phrase.text)} *"


def holding(character: str) -> str:
    """Return the expression for the bulletins that hold a folded character."""
    rest = the_rest(character)
    plain = quoted(character)
    return f"({plain} OR ({quoted(rest[0])} NOT {quoted(rest[1])}))" if rest else plain


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def find(
    connection: Connection, wanted: Wanted | None, filters: Filters, *, ranked: bool, limit: int, offset: int
) -> tuple[int, Sequence[int]]:
    """Return how many bulletins answer, and the numbers of some. Raises StoreError."""
    if wanted is None:
        return browse(connection, filters, limit=limit, offset=offset)
    asked = translated(wanted)
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    found = as_sql(asked, values)
    narrowed = conditions(filters, values, "o.source_id", "o.published")
    hidden = hidden_copies(filters)
    if hidden:
        found = shown_once(found, hidden)
    where = f"WHERE 1{narrowed}"
    with_days = f"CROSS JOIN {ORDER} o ON o.bulletin = f.rowid"
    try:
        count = connection.scalar(
            sa.text(f"SELECT count(*) FROM ({found}) f {with_days if narrowed else ''} {where}"), values
        )
        if ranked and can_rank(wanted):
            which = f"f.rowid FROM ({best_first(hidden)}) f {with_days} {where}"
            order = "f.score, f.rowid"
        elif not narrowed and (limit + offset) * last_number(connection) * ASKING < count * count:
            which = f"bulletins.id FROM {BY_DATE} WHERE {shown_test(asked, values, hidden)}"
            order = "revisions.published DESC, bulletins.id DESC"
        else:
            which = f"f.rowid FROM ({found}) f {with_days} {where}"
            order = "o.published DESC, f.rowid DESC"
        chosen = sa.text(f"SELECT {which} ORDER BY {order} LIMIT :limit OFFSET :offset")
        return count, connection.scalars(chosen, values).all()
    except sa.exc.OperationalError as error:
        raise StoreError(f"the search index could not answer: {error.orig}") from error


def last_number(connection: Connection) -> int:
    """Return about how many bulletins there are."""
    return connection.scalar(sa.text(f"SELECT max(bulletin) FROM {ORDER}")) or 0


def browse(connection: Connection, filters: Filters, *, limit: int, offset: int) -> tuple[int, Sequence[int]]:
    """Return the newest bulletins of a source or of some days, and how many there are."""
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    hidden = hidden_copies(filters)
    where = f"WHERE 1{conditions(filters, values, 'bulletins.source_id', 'revisions.published')}"
    where += f" AND NOT {hidden}" if hidden else ""
    order = "ORDER BY revisions.published DESC, bulletins.id DESC LIMIT :limit OFFSET :offset"
    count = connection.scalar(sa.text(f"SELECT count(*) FROM {ANY_ORDER} {where}"), values) or 0
    return count, connection.scalars(sa.text(f"SELECT bulletins.id FROM {BY_DATE} {where} {order}"), values).all()


def as_sql(asked: Asked, values: dict[str, Any]) -> str:
    """Return the SELECT of the bulletins that answer; what it binds is put into `values`."""
    if isinstance(asked, Match):
        return f"SELECT rowid FROM {asked.index} WHERE {asked.index} MATCH :{bound(asked, values)}"
    parts = (f"SELECT rowid FROM ({as_sql(part, values)})" for part in asked.parts)
    return f" {SET_OPERATIONS[asked.operator]} ".join(parts)


def shown_once(found: str, hidden: str) -> str:
    """Return the SELECT of the bulletins that are shown for those that answer: for a hidden copy its original.

    The copies are listed once, by their index: a look at the row of each answer takes ten times as long.
    """
    copies = f"FROM bulletins WHERE bulletins.copy_of > 0 AND {hidden}"
    return (
        f"WITH found AS MATERIALIZED ({found})"
        f" SELECT rowid FROM found WHERE +rowid NOT IN (SELECT id {copies})"
        f" UNION SELECT bulletins.copy_of {copies} AND bulletins.id IN (SELECT rowid FROM found)"
    )


def best_first(hidden: str) -> str:
    """Return the SELECT of the bulletins that are shown, each with its score, the least the best: its own or a copy's.

    What is asked is the first expression that was bound.
    """
    scored = f"SELECT rowid, bm25({INDEX}, {WEIGHTS}) AS score FROM {INDEX} WHERE {INDEX} MATCH :match0"
    if not hidden:
        return scored
    return (
        f"WITH scored AS MATERIALIZED ({scored})"
        " SELECT coalesce(bulletins.copy_of, scored.rowid) AS rowid, min(scored.score) AS score"
        f" FROM scored LEFT JOIN bulletins ON bulletins.id = scored.rowid AND {hidden} GROUP BY 1"
    )


def shown_test(asked: Asked, values: dict[str, Any], hidden: str) -> str:
    """Return whether one bulletin is shown: it or a copy of it that is hidden answers, and it is no hidden copy
    itself."""
    own = as_test(asked, values, "revisions.bulletin_id")
    if not hidden:
        return own
    of_copy = as_test(asked, values, "c.id")
    copies = f"SELECT 1 FROM bulletins c WHERE c.copy_of = bulletins.id AND {hidden.replace('bulletins.', 'c.')}"
    return f"NOT {hidden} AND ({own} OR EXISTS ({copies} AND {of_copy}))"


def as_test(asked: Asked, values: dict[str, Any], which: str) -> str:
    """Return whether the bulletin `which` answers: SQLite would make `id IN (SELECT …)` a list of all that do."""
    if isinstance(asked, Match):
        return (
            f"EXISTS (SELECT 1 FROM {asked.index}"
            f" WHERE {asked.index} MATCH :{bound(asked, values)} AND rowid = {which})"
        )
    parts = (as_test(part, values, which) for part in asked.parts)
    return f"({TEST_OPERATIONS[asked.operator].join(parts)})"


def bound(asked: Match, values: dict[str, Any]) -> str:
    """Return the name that an expression has among the values."""
    name = f"match{sum(name.startswith('match') for name in values)}"
    values[name] = asked.expression
    return name
