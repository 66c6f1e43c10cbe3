"""Volatile places: counters and clocks, learned from visits, which are left out of what counts as a change."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def bulletin() -> sa.Column[int]:
    return sa.Column("bulletin_id", sa.Integer(), nullable=False)


def place() -> tuple[sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "volatile_places",
        bulletin(),
        *place(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_volatile_places_bulletin_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_volatile_places_page_id"),
        sa.PrimaryKeyConstraint("bulletin_id", "words", "nth", name="pk_volatile_places"),
    )
    op.create_index("ix_volatile_places_page_id", "volatile_places", ["page_id"])
    op.create_table(
        "volatile_values",
        bulletin(),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_volatile_values_bulletin_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_volatile_values_page_id"),
        sa.PrimaryKeyConstraint("bulletin_id", "page_id", "position", name="pk_volatile_values"),
    )
    op.create_index("ix_volatile_values_page_id", "volatile_values", ["page_id"])
    op.create_table(
        "volatile_refusals",
        bulletin(),
        *place(),
        sa.Column("refused_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_volatile_refusals_bulletin_id"),
        sa.PrimaryKeyConstraint("bulletin_id", "words", "nth", name="pk_volatile_refusals"),
    )
