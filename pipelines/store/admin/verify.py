"""Is the store what it says it is? Each check reads only, and says what to do about what it finds."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines import archive
from pipelines.store.engine.database import behind
from pipelines.store.engine.errors import StoreDamaged
from pipelines.store.engine.opening import create_tables, lacking, ways_on
from pipelines.store.engine.phrases import Phrases
from pipelines.store.engine.transactions import transaction
from pipelines.store.schema.tables import Contents, Dictionaries, table
from pipelines.store.search import index as search_index

__all__ = ["Finding", "verify"]

BACKUP = "restore a backup (`bulletins restore`)"
REBUILD = "`bulletins rebuild` makes all that is derived again"
REINDEX = "`bulletins rebuild --search` makes the search index again"
REMAKE = "leave it as it is: no command can give it what it lacks"
CRAWL = "the next `bulletins crawl` of its source goes on from there"
SHOWN = 3  # examples of a finding

contents, dictionaries = table(Contents), table(Dictionaries)
some_contents = sa.select(contents).where(contents.c.id > sa.bindparam("after")).order_by(contents.c.id).limit(32)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: which check, what it saw, what mends it."""

    check: str
    what: str
    mend: str


# Each query yields a row for every wrong one: what it is called.
RULES = {
    "pages have one outcome": (
        "SELECT 'page ' || id || ' is ' || state || ' with outcome ' || coalesce(outcome, 'none') FROM pages"
        " WHERE (state = 'DONE') <> (outcome IS NOT NULL)"
        " OR (outcome IN ('new', 'revised', 'unchanged', 'gone', 'undone')) <> (bulletin_id IS NOT NULL)"
        " OR (coalesce(outcome, '') = 'rejected') <> (reason IS NOT NULL)",
        REBUILD,
    ),
    "pages lead to their revisions": (
        "SELECT 'page ' || pages.id FROM pages LEFT JOIN revisions ON revisions.bulletin_id = pages.bulletin_id"
        " AND revisions.number = pages.revision WHERE pages.bulletin_id IS NOT NULL AND revisions.number IS NULL",
        REBUILD,
    ),
    "bulletins have their current revision": (
        "SELECT 'bulletin ' || bulletins.id FROM bulletins LEFT JOIN revisions ON"
        " revisions.bulletin_id = bulletins.id AND revisions.number = bulletins.revision"
        " WHERE bulletins.revision IS NOT NULL AND revisions.number IS NULL",
        REBUILD,
    ),
    "what was taken back is not current": (
        "SELECT 'bulletin ' || b.id FROM bulletins b JOIN revisions r ON r.bulletin_id = b.id AND r.number = b.revision"
        " JOIN undone_pages x ON x.page_id = r.page_id AND x.holds",
        REBUILD,
    ),
    "what was refused is no bulletin's": (
        "SELECT 'page ' || p.id FROM strangers s JOIN pages p ON p.id = s.page_id"
        " WHERE s.reason IS NOT NULL AND p.bulletin_id IS NOT NULL",
        REBUILD,
    ),
    "each removed paragraph has its receipt": (
        "SELECT 'paragraph ' || p.bulletin_id || ':' || p.position || ' of revision ' || p.revision FROM paragraphs p"
        " LEFT JOIN removals r ON r.bulletin_id = p.bulletin_id AND r.revision = p.revision"
        " AND r.position = p.position WHERE p.kept = (r.position IS NOT NULL)",
        REBUILD,
    ),
    "each receipt has both its paragraphs": (
        "SELECT 'removal ' || r.bulletin_id || ':' || r.position || ' of revision ' || r.revision FROM removals r"
        " LEFT JOIN paragraphs p ON p.bulletin_id = r.bulletin_id AND p.revision = r.revision"
        " AND p.position = r.position LEFT JOIN paragraphs k ON k.bulletin_id = r.bulletin_id"
        " AND k.revision = r.revision AND k.position = r.repeats WHERE p.position IS NULL OR k.position IS NULL",
        REBUILD,
    ),
    "each recurrence links two paragraphs that stay": (
        "SELECT 'recurrence ' || c.bulletin_id || ':' || c.position || ' of revision ' || c.revision FROM recurrences c"
        " LEFT JOIN paragraphs p ON p.bulletin_id = c.bulletin_id AND p.revision = c.revision"
        " AND p.position = c.position LEFT JOIN paragraphs k ON k.bulletin_id = c.bulletin_id"
        " AND k.revision = c.revision AND k.position = c.of LEFT JOIN paragraphs g"
        " ON g.bulletin_id = c.bulletin_id AND g.revision = c.revision AND g.position = c.governor"
        " WHERE p.kept IS NOT TRUE OR k.kept IS NOT TRUE OR c.of >= c.position"
        " OR (c.governor IS NULL) <> (g.position IS NULL)",
        REBUILD,
    ),
    "each bulletin has its text": (
        "SELECT 'bulletin ' || b.id FROM bulletins b LEFT JOIN texts t ON t.id = b.text_id"
        " WHERE (b.revision IS NULL) <> (t.id IS NULL)",
        REBUILD,
    ),
    "each text has its first publisher": (
        "SELECT 'text ' || t.id FROM texts t WHERE t.bulletin_id IS DISTINCT FROM"
        " (SELECT id FROM bulletins b WHERE b.text_id = t.id ORDER BY precedence LIMIT 1)",
        REBUILD,
    ),
    "each copied paragraph is in both bulletins": (
        "SELECT 'paragraph ' || y.position || ' of text ' || y.text_id FROM copied y"
        " JOIN texts t ON t.id = y.text_id JOIN texts e ON e.id = y.of_id"
        " JOIN bulletins b ON b.id = t.bulletin_id JOIN bulletins o ON o.id = e.bulletin_id"
        " LEFT JOIN paragraphs p ON p.bulletin_id = b.id AND p.revision = b.revision AND p.position = y.position"
        " LEFT JOIN paragraphs k ON k.bulletin_id = o.id AND k.revision = o.revision AND k.position = y.repeats"
        " WHERE p.position IS NULL OR k.position IS NULL",
        REBUILD,
    ),
    "a gone bulletin is one whose newest pages missed it": (
        "SELECT 'bulletin ' || b.id FROM bulletins b WHERE b.gone_since IS DISTINCT FROM"
        " (SELECT min(g.fetched_at) FROM pages g WHERE g.bulletin_id = b.id AND g.outcome = 'gone' AND g.id >"
        " (SELECT max(p.id) FROM pages p WHERE p.bulletin_id = b.id AND p.outcome NOT IN ('gone', 'undone')))",
        REBUILD,
    ),
    # a server may send a 304 that nobody asked for: such a page is rejected, and confirms nothing
    "a 304 has the bytes of the page that it confirms": (
        "SELECT 'page ' || p.id FROM pages p WHERE p.status = 304 AND p.outcome IS DISTINCT FROM 'rejected'"
        " AND NOT EXISTS (SELECT 1 FROM pages q WHERE q.content_id = p.content_id AND q.id < p.id)",
        BACKUP,
    ),
    "what is fetched waits for its reader": (
        "SELECT a.url FROM frontier a LEFT JOIN pages p ON p.id = a.page_id"
        " WHERE a.state = 'FETCHED' AND p.state IS DISTINCT FROM 'FETCHED'",
        CRAWL,
    ),
    "what is done has its outcome": (
        "SELECT a.url FROM frontier a LEFT JOIN pages p ON p.id = a.page_id"
        " WHERE a.state = 'DONE' AND a.result IN ('page', 'not modified') AND p.state IS DISTINCT FROM 'DONE'",
        REBUILD,
    ),
    "what is leased has a run that may hold it": (
        "SELECT a.url FROM frontier a LEFT JOIN run_sources x ON x.run_id = a.run_id AND x.source_id = a.source_id"
        " WHERE a.state = 'LEASED' AND x.state IS DISTINCT FROM 'running'",
        CRAWL,
    ),
    "listings are those of lists": (
        "SELECT 'article ' || g.article_id || ' on ' || l.url FROM listings g JOIN frontier l ON l.id = g.list_id"
        " WHERE l.role <> 'list'",
        "the next `bulletins crawl` of its source begins with its lists, which mends it",
    ),
}


def rules(phrases: Phrases) -> dict[str, tuple[str, str]]:
    """Write all of them in the words of a database."""
    counted = "SELECT coalesce(sum(CAST(e.value AS INTEGER)), 0) FROM " + phrases.numbers_in("x.fates") + " e"
    return RULES | {
        "the outcomes of a source's run add up to its pages": (
            "SELECT 'source ' || x.source_id || ' in run ' || x.run_id FROM run_sources x WHERE x.state <> 'running'"
            f" AND (x.fetched <> ({counted}) OR x.fetched <>"
            " (SELECT count(*) FROM pages p WHERE p.run_id = x.run_id AND p.source_id = x.source_id))",
            "nothing to do: pages, not this count, are the truth; the views `run_fates` and `page_fates` count them",
        ),
    }


def verify(engine: Engine, on_progress: Callable[[str], None] = lambda _: None) -> Iterator[Finding]:
    """Yield every finding as it is found. Raises StoreError.

    `on_progress` is called with each check's name, and for each raw content.
    """
    try:
        yield from checks(engine, on_progress)
    except StoreDamaged as error:
        yield Finding("database file", str(error), BACKUP)


def checks(engine: Engine, on_progress: Callable[[str], None]) -> Iterator[Finding]:
    with transaction(engine, writing=False) as connection:
        on_progress("database file")
        yield from database_file(connection)
        missing = lacking(connection, create_tables)
        if missing:
            yield Finding("tables and columns", ways_on(missing, is_current=True), REMAKE)
            return  # every other check asks for some of them
        for check, (query, mend) in rules(behind(connection).phrases).items():
            on_progress(check)
            yield from summed_up(check, connection.execute(sa.text(query)).scalars(), mend)
        on_progress("search index")
        for what in search_index.differences(connection):
            yield Finding("search index", what, REINDEX)
    on_progress("raw pages")
    yield from raw_pages(engine, on_progress)


def summed_up(check: str, names: Iterator[str], mend: str) -> Iterator[Finding]:
    count, examples = 0, []
    for name in names:
        count += 1
        if count <= SHOWN:
            examples.append(name)
    if count:
        more = f" and {count - SHOWN:,} more" if count > SHOWN else ""
        yield Finding(check, f"{', '.join(examples)}{more}", mend)


def database_file(connection: Connection) -> Iterator[Finding]:
    for line in behind(connection).faults(connection):
        yield Finding("database file", line, BACKUP)
    broken = (f"{table} row {row} to {of}" for table, row, of in behind(connection).referring_to_none(connection))
    yield from summed_up("rows that refer to none", broken, REBUILD)


def raw_pages(engine: Engine, on_progress: Callable[[str], None]) -> Iterator[Finding]:
    """Unpack every content and hold it to its SHA-256, a few at a time."""
    check, after = "raw pages", 0
    shared: dict[int | None, bytes | None] = {None: None}
    while True:
        with transaction(engine, writing=False) as connection:
            rows = connection.execute(some_contents, {"after": after}).all()
            for missing in {row.dictionary_id for row in rows} - shared.keys():
                kept = connection.scalar(sa.select(dictionaries.c.dictionary).where(dictionaries.c.id == missing))
                shared[missing] = unpacked(kept, None)
        if not rows:
            return
        for row in rows:
            on_progress(check)
            body = unpacked(row.compressed, shared[row.dictionary_id])
            if body is None or hashlib.sha256(body).hexdigest() != row.sha256:
                yield Finding(check, f"content {row.id} ({row.sha256}) is not what was fetched", BACKUP)
        after = rows[-1].id


def unpacked(frame: bytes | None, dictionary: bytes | None) -> bytes | None:
    """None when it cannot be."""
    try:
        return None if frame is None else archive.decompress(frame, dictionary)
    except archive.ArchiveError:
        return None
