"""A store of many pages, its rows written by SQL in a second: to look at plans and to count what a question costs.

Its texts say nothing and its search index is empty; but every table has as many rows a page as a real store, and every
place that a row names is there.
"""

# ruff: noqa: S608  # statements of our own

import sqlite3
from contextlib import closing
from pathlib import Path

from pipelines.dedup.copies import FEW
from pipelines.store import open_store

SOURCES = 3
RUNS = 20
LISTS = 50  # pages of lists
PARAGRAPHS = 8  # of each bulletin: 0 a heading, 1 to 3 text, 4 and 5 rows of a table, 6 removed, 7 in many texts
AT = "'2026-01-01T00:00:00.000000Z'"

NUMBERS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {many})"
SOURCE = f"1 + n % {SOURCES}"
OF_REVISION = (
    "bulletin_id, number, page_id, digest, title, published, published_at, issuer, site_name, columns,"
    " document_number, index_number, office, subject, written, validity, next_page, encoding, reader, confidence,"
    " flags, fingerprint"
)
# every tenth bulletin has a second revision, every fifth is a copy of the one before it
STATEMENTS = (
    f"INSERT INTO sources SELECT n, 'source' || n, '' FROM n LIMIT {SOURCES}",
    f"INSERT INTO runs SELECT n, 'crawl', '1', {AT}, {AT}, 'finished' FROM n LIMIT {RUNS}",
    f"INSERT INTO bulletins SELECT n, 'http://example.org/' || n, {SOURCE}, 1 + (n % 10 = 0), {AT}, n,"
    " printf('%08d', n), CASE WHEN n % 5 = 4 THEN n - 1 END, CASE WHEN n % 40 = 0 THEN " + AT + " END,"
    " n / 12 FROM n",
    "INSERT INTO contents SELECT n, printf('%064d', n), 9, NULL, x'00' FROM n",
    f"INSERT INTO pages SELECT n, 1 + n % {RUNS}, {SOURCE}, 'article', 'http://example.org/' || n,"
    f" 'http://example.org/' || n, {AT}, 200, '[]', NULL, n, 'DONE', CASE WHEN n % 30 = 7 THEN 'rejected' ELSE 'new'"
    " END, CASE WHEN n % 60 = 7 THEN 'a file' END, NULL, n, 1 FROM n",
    f"INSERT INTO pages SELECT {{many}} + n, {RUNS}, {SOURCE}, 'article', 'http://example.org/' || n,"
    f" 'http://example.org/' || n, {AT}, 200, '[]', NULL, n, 'DONE', 'revised', NULL, NULL, n, 2 FROM n"
    " WHERE n % 10 = 0",
    f"INSERT INTO frontier SELECT {{many}} + n, {SOURCE}, 'http://example.org/list' || n, '', 'list', 0, 0, NULL,"
    f" 'DONE', {AT}, NULL, 0, 1, NULL, 9, NULL, NULL, NULL, NULL, 0, NULL, NULL, {AT}, NULL FROM n LIMIT {LISTS}",
    f"INSERT INTO frontier SELECT n, {SOURCE}, 'http://example.org/' || n, '', 'article', 1, 1,"
    f" {{many}} + 1 + n % {LISTS}, CASE WHEN n % 3 THEN 'DONE' ELSE 'PENDING' END,"
    f" {AT}, NULL, 1, 1, NULL, NULL, NULL, NULL, n, 'new', 0, NULL,"
    f" NULL, {AT}, {AT} FROM n",
    f"INSERT INTO listings SELECT n, {{many}} + 1 + n % {LISTS}, '通知', '2026-01-01', '公告', {AT}, {AT} FROM n",
    f"INSERT INTO revisions ({OF_REVISION})"
    " SELECT n, 1, n, printf('%064d', n), '第' || n || '号通知', date('2016-01-01', (n % 3000) || ' days'),"
    " NULL, '第' || (n % 60) || '局', NULL, '[\"公开\",\"公告\"]', '国发〔2024〕' || (n % 500) || '号', NULL,"
    " NULL, NULL, NULL, NULL, NULL, 'utf-8', '1', 0.9, '[]', n FROM n",
    f"INSERT INTO revisions ({OF_REVISION})"
    " SELECT bulletin_id, 2, {many} + bulletin_id, digest, title, published, published_at, issuer,"
    " site_name, columns, document_number, index_number, office, subject, written, validity, next_page, encoding,"
    " reader, confidence, flags, fingerprint FROM revisions WHERE bulletin_id % 10 = 0 AND number = 1",
    "INSERT INTO paragraphs SELECT r.bulletin_id, r.number, p.n - 1, CASE p.n WHEN 1 THEN 'heading' WHEN 5 THEN"
    " 'table row' WHEN 6 THEN 'table row' ELSE 'text' END, p.n <> 7, "
    " '第' || r.bulletin_id || '条' || p.n ||"
    " '各单位要认真贯彻落实本通知的各项要求并按时报送有关情况',"
    " r.bulletin_id * 16 + p.n, r.bulletin_id, CASE WHEN p.n IN (5, 6) THEN 0 END"
    f" FROM revisions r, (SELECT n FROM n LIMIT {PARAGRAPHS}) p",
    "INSERT INTO data_tables SELECT bulletin_id, number, 0, '附表', '[\"名称\"]' FROM revisions",
    "INSERT INTO removals SELECT bulletin_id, number, 6, 1, 'exact repeat', 0, 1.0, '[]', NULL, NULL, NULL, NULL"
    " FROM revisions",
    "INSERT INTO variants SELECT bulletin_id, number, 2, 1, 3, 0.9, '[]' FROM revisions",
    "INSERT INTO recurrences SELECT bulletin_id, number, 3, 2, 0, 0, 1.0, '[]' FROM revisions",
    "INSERT INTO attachments SELECT bulletin_id, number, 0, '附件', 'http://example.org/a' FROM revisions",
    "INSERT INTO texts SELECT n, n, printf('%08d', n), n / 12 FROM n",
    # two keys of each text are its own; the third is that of some texts more than are compared
    f"INSERT INTO text_keys SELECT k.n * 10000000 + n.n, n.n, n.n, {FEW}, k.n FROM n, (SELECT n FROM n LIMIT 2) k",
    f"INSERT INTO text_keys SELECT n / {2 * FEW}, n, n, {FEW}, 7 FROM n",
    "INSERT INTO relations SELECT n, n - 1, 'version', 0.5, 0.5 FROM n WHERE n % 4 = 3",
    "INSERT INTO copied SELECT text_id, of_id, 1, 1, 'exact repeat', 0, 1.0, '[]', NULL, NULL, NULL FROM relations",
    f"INSERT INTO run_sources SELECT r.n, s.n, {AT}, {AT}, 'ok', '', 0, 9, '{{{{\"new\": 1}}}}', '{{{{}}}}', '[]', 1,"
    f" 0, 0, NULL, 9, 0, 0, 99, 0, 9, 1.0 FROM (SELECT n FROM n LIMIT {RUNS}) r, (SELECT n FROM n LIMIT {SOURCES}) s",
    f"INSERT INTO failures SELECT n, 1 + n % {RUNS}, {SOURCE}, 'http://example.org/' || n, 'timed out', {AT} FROM n"
    " WHERE n % 5 = 0",
    f"INSERT INTO undos SELECT n, n, {AT}, '王芳', NULL, NULL FROM n LIMIT 2",
    "INSERT INTO undone_pages SELECT 1 + n / 100 % 2, n, 1 FROM n WHERE n % 100 = 0",
    f"INSERT INTO strangers SELECT n, {SOURCE}, n, '通知', NULL, NULL FROM n WHERE n % 50 = 7",
    # a page is visited again, and the counter on it is learned by that; a few bulletins are restless
    "INSERT INTO volatile_places SELECT bulletin_id, printf('%064d', bulletin_id), 0, 'counter', number, 1, page_id"
    " FROM revisions WHERE bulletin_id % 25 = 0 AND number = 1",
    "INSERT INTO volatile_values SELECT bulletin_id, page_id, 1, '浏览次数：99' FROM volatile_places",
    f"INSERT INTO search_order SELECT n, {SOURCE}, date('2016-01-01', (n % 3000) || ' days') FROM n",
)


def large_store(path: Path, many: int) -> str:
    """The URL of a store with so many bulletins, made at a path."""
    url = f"sqlite:///{path}"
    open_store(url).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        for statement in STATEMENTS:
            into, _, select = statement.partition(" SELECT ")
            connection.execute(f"{into} {NUMBERS} SELECT {select}".format(many=many))
        connection.execute("COMMIT")
    return url
