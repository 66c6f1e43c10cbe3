"""What people took back of a run, and pages that came in the place of others."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "strangers",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_strangers_page_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_strangers_source_id"),
        sa.PrimaryKeyConstraint("page_id", name="pk_strangers"),
    )
    op.create_index("ix_strangers_key", "strangers", ["source_id", "key"])
    op.create_table(
        "undos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.String(length=27), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.Column("redone_at", sa.String(length=27), nullable=True),
        sa.Column("redone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_undos_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_undos"),
    )
    op.create_index("ix_undos_run_id", "undos", ["run_id"])
    op.create_table(
        "undone_pages",
        sa.Column("undo_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["undo_id"], ["undos.id"], name="fk_undone_pages_undo_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_undone_pages_page_id"),
        sa.PrimaryKeyConstraint("undo_id", "page_id", name="pk_undone_pages"),
    )
    op.create_index("ix_undone_pages_page_id", "undone_pages", ["page_id"])
