"""A question in SQL over the keys and texts of gin.py, and its answers, in the order in which SQLite gives them.

Each phrase becomes a SELECT of the bulletins that have it, by GIN and, where its keys alone do not say it, by a look
into the folded text; set operations put these together. For the best first each phrase is counted in the texts, and
scored as FTS5's bm25 does it, step by step, so that the order is the same.

The planner knows nothing of how common a key is, and would at times read all rows, or look at all copies for each
answer. What it is to do is known here: settings of the transaction, which are put back, leave it no choice.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines.search.asks import Combined, Operator, Phrase, Wanted, can_rank
from pipelines.store.search.filters import Filters, conditions, hidden_copies

__all__ = ["ANYWHERE_KEYS", "FIELD_KEYS", "INDEX", "TITLE_KEYS", "TOTALS", "find"]

INDEX = "search_index"
TOTALS = "search_totals"
ANYWHERE_KEYS = "search_keys(words)"
TITLE_KEYS = "search_keys(title)"
FIELD_KEYS = "search_keys(issuer || E'\\n' || document_number || E'\\n' || column_names)"
FIELDS = ("issuer", "document_number", "column_names")
TEXT_ALONE = "substr(words, char_length(title) + 2)"
TITLE_WEIGHT = 8  # of what stands there; 1 elsewhere
SET_OPERATIONS = {Operator.AND: "INTERSECT", Operator.OR: "UNION", Operator.NOT: "EXCEPT"}
PLAN = {"enable_seqscan": "off", "enable_nestloop": "off", "jit": "off", "work_mem": "64MB"}
BEFORE = ", ".join(f"current_setting('{name}') AS {name}" for name in PLAN)
SET = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in PLAN.items())
BEGIN = sa.text(f"WITH before AS MATERIALIZED (SELECT {BEFORE}) SELECT before.*, {SET} FROM before")
END = sa.text("SELECT " + ", ".join(f"set_config('{name}', :{name}, true)" for name in PLAN))
ANSWER = "bulletin, published, source_id"
AVERAGE = "sum(characters)::float8 / nullif(sum(entries), 0)::float8 AS average"
# FTS5's formula: k1 = 1.2, b = 0.75; a phrase that more than half of the bulletins have still counts a little
WEIGHT = (
    "SELECT CASE WHEN rarity <= 0 THEN 1e-6::float8 ELSE rarity END AS weight FROM ("
    "SELECT ln(((SELECT entries FROM totals) - count(*)::float8 + 0.5::float8) / (count(*)::float8 + 0.5::float8))"
    " AS rarity FROM {phrase}) AS counted"
)
SCORE = (
    "(SELECT weight FROM {weight}) * ((count * 2.2::float8) / (count"
    " + 1.2::float8 * (0.25::float8 + 0.75::float8 * characters / (SELECT average FROM totals))))"
)


@dataclass(frozen=True, slots=True)
class Branch:
    """Where one GIN index names the bulletins that have a phrase, and the texts into which to look."""

    keys: str
    texts: tuple[str, ...]
    is_exact: bool  # the index alone decides


@dataclass(slots=True)
class Statement:
    """A statement while it is made: its named parts in their order, and what it binds."""

    values: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    def bound(self, value: object) -> str:
        """Return the name of a value."""
        name = f"value{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def named(self, name: str, query: str) -> str:
        """Add a part that is worked out once; its name."""
        self.parts[name] = query
        return name

    def asking(self, query: str) -> sa.TextClause:
        parts = ", ".join(f"{name} AS MATERIALIZED ({part})" for name, part in self.parts.items())
        return sa.text(f"WITH {parts} {query}")


def find(
    connection: Connection, wanted: Wanted | None, filters: Filters, *, ranked: bool, limit: int, offset: int
) -> tuple[int, Sequence[int]]:
    """Return how many bulletins answer, and the numbers of some."""
    if wanted is None:
        return browse(connection, filters, limit=limit, offset=offset)
    asked, values = asking(wanted, filters, ranked=ranked, limit=limit, offset=offset)
    before = connection.execute(BEGIN).mappings().one()
    count, numbers = connection.execute(asked, values).one()
    connection.execute(END, {name: before[name] for name in PLAN})
    return count, numbers


def asking(
    wanted: Wanted, filters: Filters, *, ranked: bool, limit: int, offset: int
) -> tuple[sa.TextClause, dict[str, Any]]:
    """Return the statement that answers with the count and some numbers, and what it binds."""
    made = Statement({"limit": limit, "offset": offset})
    narrowed = conditions(filters, made.values, "source_id", "published")
    hidden = hidden_copies(filters)
    if hidden:
        made.named("copies", f"SELECT id, copy_of FROM bulletins WHERE copy_of > 0 AND {hidden}")
    if ranked and can_rank(wanted):
        order = "score DESC, bulletin"
        made.named("totals", f"SELECT sum(entries)::float8 AS entries, {AVERAGE} FROM {TOTALS}")
        found = made.named("found", scored(made, wanted))
        shown = made.named("shown", best_once(found)) if hidden else found
    else:
        order = "published DESC NULLS LAST, bulletin DESC"
        found = made.named("found", answers(made, wanted))
        shown = made.named("shown", shown_once(found)) if hidden else found
    rows = f"FROM {shown} WHERE true{narrowed}"
    page = f"ARRAY(SELECT bulletin {rows} ORDER BY {order} LIMIT :limit OFFSET :offset)"
    return made.asking(f"SELECT (SELECT count(*) {rows}), {page}"), made.values


def browse(connection: Connection, filters: Filters, *, limit: int, offset: int) -> tuple[int, Sequence[int]]:
    """Return the newest bulletins of a source or of some days, and how many there are."""
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    narrowed = conditions(filters, values, "i.source_id", "i.published")
    hidden = hidden_copies(filters)
    once = f" AND NOT EXISTS (SELECT 1 FROM bulletins WHERE bulletins.id = i.bulletin AND {hidden})" if hidden else ""
    rows = f"FROM {INDEX} i WHERE true{narrowed}{once}"
    page = f"SELECT bulletin {rows} ORDER BY published DESC NULLS LAST, bulletin DESC LIMIT :limit OFFSET :offset"
    count = connection.scalar(sa.text(f"SELECT count(*) {rows}"), values) or 0
    return count, connection.scalars(sa.text(page), values).all()


# Who answers


def answers(made: Statement, wanted: Wanted) -> str:
    """Return the SELECT of the bulletins that answer, each with its day and source."""
    if isinstance(wanted, Phrase):
        return " UNION ".join(
            f"SELECT {ANSWER} FROM {INDEX} WHERE {condition(made, [(branch, wanted.text)])}"
            for branch in branches(wanted)
        )
    parts = [f"({part})" for part in selects(made, wanted)]
    return f" {SET_OPERATIONS[wanted.operator]} ".join(parts)


def selects(made: Statement, wanted: Combined) -> Iterator[str]:
    """Yield the SELECTs that a set operation puts together. Phrases that all have to be there are asked of an index at
    once: GIN then goes by the rarest."""
    together: dict[str, list[tuple[Branch, str]]] = {}
    for part in wanted.parts:
        found = branches(part) if wanted.operator is Operator.AND and isinstance(part, Phrase) else []
        if len(found) == 1:
            together.setdefault(found[0].keys, []).append((found[0], part.text))  # type: ignore[union-attr]
        else:
            yield answers(made, part)
    for phrases in together.values():
        yield f"SELECT {ANSWER} FROM {INDEX} WHERE {condition(made, phrases)}"


def branches(phrase: Phrase) -> list[Branch]:
    """Return where to look for a phrase."""
    found = []
    is_short = len(phrase.text) <= 2
    if set(phrase.columns) >= {"text", "title"}:
        found.append(Branch(ANYWHERE_KEYS, ("words",), is_short))
    elif "title" in phrase.columns:
        found.append(Branch(TITLE_KEYS, ("title",), is_short))
    elif "text" in phrase.columns:
        found.append(Branch(ANYWHERE_KEYS, (TEXT_ALONE,), is_exact=False))
    if fields := tuple(column for column in FIELDS if column in phrase.columns):
        found.append(Branch(FIELD_KEYS, fields, is_exact=False))
    return found


def condition(made: Statement, phrases: list[tuple[Branch, str]]) -> str:
    """Return the condition for rows that have all of some phrases, which one index knows."""
    tests = [has_keys(made, phrases[0][0].keys, [text for _, text in phrases])]
    for branch, text in phrases:
        if not branch.is_exact:
            looked_for = made.bound(text)
            tests.append(" OR ".join(f"strpos({place}, {looked_for}) > 0" for place in branch.texts))
    return " AND ".join(f"({test})" for test in tests)


def has_keys(made: Statement, indexed: str, texts: list[str]) -> str:
    """Return the condition by which an index names the rows that may have all of some texts."""
    keys = list(dict.fromkeys(key for text in texts for key in keys_of(text)))
    return f"{indexed} @> CAST({made.bound(keys)} AS bigint[])"


def keys_of(text: str) -> list[int]:
    """Return keys that each text has in which this one stands: pairs, or the only character."""
    held = [ord(character) for character in text]
    return [(one << 21) + other for one, other in pairwise(held)] or held


def shown_once(found: str) -> str:
    """Return the SELECT of the bulletins that are shown for those that answer: for a hidden copy its original."""
    original = f"FROM {INDEX} o WHERE o.bulletin = missing.copy_of"
    return (
        f"SELECT {ANSWER} FROM {found} WHERE bulletin NOT IN (SELECT id FROM copies)"
        f" UNION ALL SELECT copy_of, (SELECT published {original}), (SELECT source_id {original})"
        f" FROM (SELECT DISTINCT copy_of FROM copies WHERE id IN (SELECT bulletin FROM {found})"
        f" AND copy_of NOT IN (SELECT bulletin FROM {found})) AS missing"
    )


# How well


def scored(made: Statement, wanted: Wanted) -> str:
    """Return the SELECT of the bulletins that answer, each with its day, source and score, the greatest the best."""
    if isinstance(wanted, Phrase):
        number = sum(name.startswith("phrase") for name in made.parts)
        phrase = made.named(f"phrase{number}", counted(made, wanted))
        weight = made.named(f"weight{number}", WEIGHT.format(phrase=phrase))
        return f"SELECT {ANSWER}, {SCORE.format(weight=weight)} AS score FROM {phrase}"
    parts = [f"({part}) AS part{at}" for at, part in enumerate(scored_parts(made, wanted))]
    match wanted.operator:
        case Operator.AND:
            score = " + ".join(f"part{at}.score" for at in range(len(parts)))
            joined = " JOIN ".join([parts[0], *(f"{part} USING (bulletin)" for part in parts[1:])])
            return f"SELECT bulletin, part0.published, part0.source_id, {score} AS score FROM {joined}"
        case Operator.OR:
            every = " UNION ALL ".join(f"SELECT * FROM {part}" for part in parts)
            return f"SELECT {ANSWER}, sum(score) AS score FROM ({every}) AS every GROUP BY {ANSWER}"
        case Operator.NOT:
            return f"SELECT {ANSWER}, score FROM {parts[0]} WHERE " + " AND ".join(
                f"bulletin NOT IN (SELECT bulletin FROM {part})" for part in parts[1:]
            )


def scored_parts(made: Statement, wanted: Combined) -> Iterator[str]:
    """Yield the parts of a question; those that are to be left out need no score."""
    for at, part in enumerate(wanted.parts):
        yield answers(made, part) if at and wanted.operator is Operator.NOT else scored(made, part)


def counted(made: Statement, phrase: Phrase) -> str:
    """Return the SELECT of the bulletins that have a phrase, and how often, by its weights."""
    found = branches(phrase)
    asked = [has_keys(made, branch.keys, [phrase.text]) for branch in found]
    counts = [count_of(made, place, phrase.text) for branch in found for place in branch.texts]
    if found[0].keys == TITLE_KEYS:
        counts[0] = f"{TITLE_WEIGHT} * {counts[0]}"
    elif found[0].texts == ("words",):  # the title is looked at only where the phrase is in it
        titled = has_keys(made, TITLE_KEYS, [phrase.text])
        more = f"{TITLE_WEIGHT - 1} * {count_of(made, 'title', phrase.text)}"
        counts.append(f"CASE WHEN bulletin IN (SELECT bulletin FROM {INDEX} WHERE {titled}) THEN {more} ELSE 0 END")
    row = f"SELECT {ANSWER}, characters, ({' + '.join(counts)})::float8 AS count FROM {INDEX}"
    # OFFSET 0: the planner would count again for the condition
    return f"SELECT * FROM ({' UNION '.join(f'{row} WHERE {one}' for one in asked)} OFFSET 0) AS counts WHERE count > 0"


def count_of(made: Statement, place: str, text: str) -> str:
    """Return how often a text stands somewhere. One that overlaps with itself (人人 in 人人人) is counted at each
    place, which `replace` does not do."""
    if any(text[:length] == text[-length:] for length in range(1, len(text))):
        pattern = made.bound(f"{literal(text[0])}(?={literal(text[1:])})")
        return f"(SELECT count(*) FROM regexp_matches({place}, {pattern}, 'g'))"
    removed = f"octet_length({place}) - octet_length(replace({place}, {made.bound(text)}, ''))"
    return f"({removed}) / {len(text.encode())}"


def literal(text: str) -> str:
    """Return a text as PostgreSQL's regular expressions take it for itself."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def best_once(found: str) -> str:
    """Return the SELECT of the bulletins that are shown, each with the best score: its own or a copy's."""
    original = f"FROM {INDEX} o WHERE o.bulletin = best.bulletin"
    day, source = (f"coalesce(min({name}), (SELECT {name} {original}))" for name in ("published", "source_id"))
    return (
        f"SELECT best.bulletin, {day} AS published, {source} AS source_id, max(score) AS score FROM"
        f" (SELECT {ANSWER}, score FROM {found} WHERE bulletin NOT IN (SELECT id FROM copies)"
        " UNION ALL SELECT copies.copy_of, NULL, NULL, score"
        f" FROM copies JOIN {found} ON {found}.bulletin = copies.id) AS best GROUP BY best.bulletin"
    )
