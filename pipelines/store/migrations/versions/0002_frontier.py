"""The frontier, what lists say of articles, each source's row of a run, and bulletins that are gone.

What was crawled before is put into the frontier, so that the next crawl does not ask for all of it again.
"""

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Days after which a page is looked at again, where its source says nothing: half its age within these bounds
LEAST, MOST = timedelta(days=1), timedelta(days=60)


def upgrade() -> None:
    op.create_table(
        "frontier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.String(length=27), nullable=True),
        sa.Column("lease_until", sa.String(length=27), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("links", sa.Integer(), nullable=True),
        sa.Column("unread", sa.Text(), nullable=True),
        sa.Column("rules", sa.Text(), nullable=True),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.String(length=27), nullable=True),
        sa.Column("changed_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_frontier_page_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["frontier.id"], name="fk_frontier_parent_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_frontier_run_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_frontier_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_frontier"),
        sa.UniqueConstraint("source_id", "url", "request", name="uq_frontier_source_id_url_request"),
    )
    op.create_index("ix_frontier_next", "frontier", ["source_id", "state", "rank", "attempts", "id"])
    op.create_index("ix_frontier_due", "frontier", ["source_id", "state", "due_at"])
    op.create_index("ix_frontier_page_id", "frontier", ["page_id"])
    op.create_index("ix_frontier_parent_id", "frontier", ["parent_id"])
    op.create_index("ix_frontier_run_id", "frontier", ["run_id"])
    op.create_table(
        "listings",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.String(length=27), nullable=False),
        sa.Column("last_seen", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["frontier.id"], name="fk_listings_article_id"),
        sa.ForeignKeyConstraint(["list_id"], ["frontier.id"], name="fk_listings_list_id"),
        sa.PrimaryKeyConstraint("article_id", "list_id", name="pk_listings"),
    )
    op.create_index("ix_listings_list_id", "listings", ["list_id"])
    op.create_table(
        "run_sources",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.String(length=27), nullable=False),
        sa.Column("round_at", sa.String(length=27), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("fates", sa.JSON(), nullable=False),
        sa.Column("failed", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("lists", sa.Integer(), nullable=False),
        sa.Column("empty_lists", sa.Integer(), nullable=False),
        sa.Column("unread_lists", sa.Integer(), nullable=False),
        sa.Column("put_off_until", sa.String(length=27), nullable=True),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("undated", sa.Integer(), nullable=False),
        sa.Column("median_length", sa.Integer(), nullable=True),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_sources_run_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_run_sources_source_id"),
        sa.PrimaryKeyConstraint("run_id", "source_id", name="pk_run_sources"),
    )
    op.create_index("ix_run_sources_source_id", "run_sources", ["source_id"])
    with op.batch_alter_table("bulletins") as batch:
        batch.add_column(sa.Column("gone_since", sa.String(length=27), nullable=True))
    op.execute(
        "CREATE TABLE search_order (bulletin INTEGER NOT NULL PRIMARY KEY, source_id INTEGER NOT NULL, published DATE)"
    )
    seed_frontier(op.get_bind())


def seed_frontier(connection: sa.Connection) -> None:
    """The newest page of each article becomes its row, with the validators that its server gave."""
    newest = connection.exec_driver_sql(
        "SELECT p.id, p.source_id, p.requested_url AS url, p.headers, p.fetched_at, p.outcome, p.run_id, r.published,"
        " EXISTS (SELECT 1 FROM pages q WHERE q.part_of = p.id) AS in_parts"
        " FROM pages p LEFT JOIN revisions r ON r.bulletin_id = p.bulletin_id AND r.number = p.revision"
        " WHERE p.role = 'article' AND p.state = 'DONE' AND p.requested_url LIKE 'http%' AND p.id IN"
        " (SELECT max(id) FROM pages WHERE role = 'article' GROUP BY source_id, requested_url)"
    )
    add = (
        "INSERT INTO frontier (source_id, url, request, role, rank, depth, state, due_at, attempts, run_id, page_id,"
        " result, failures, etag, last_modified, checked_at, changed_at)"
        " VALUES (?, ?, '', 'article', 1, 0, 'DONE', ?, 0, ?, ?, 'page', 0, ?, ?, ?, ?)"
    )
    for row in newest:  # read while we write: the headers of all pages would not fit into memory
        # of a page that is no bulletin we want another; and 304 says nothing of an article's further parts
        is_usable = row.outcome in ("new", "revised", "unchanged")
        headers = json.loads(row.headers) if is_usable and not row.in_parts else []
        given = {name.lower(): value for name, value in headers}
        fetched = datetime.fromisoformat(row.fetched_at)
        changed = fetched
        if row.published is not None:
            changed = min(fetched, datetime.fromisoformat(row.published).replace(tzinfo=UTC))
        due = fetched + max(LEAST, min(MOST, (fetched - changed) / 2)) if is_usable else fetched
        known = (instant(due), row.run_id, row.id, given.get("etag"), given.get("last-modified"))
        connection.exec_driver_sql(add, (row.source_id, row.url, *known, row.fetched_at, instant(changed)))


def instant(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
