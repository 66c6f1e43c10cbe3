"""Tables: to which table of its page a paragraph belongs, and each table's caption and columns.

Both are derived: `bulletins rebuild` reads them from the stored pages. Until then old bulletins have no tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("paragraphs") as batch:
        batch.add_column(sa.Column("table_number", sa.Integer(), nullable=True))
    op.create_table(
        "data_tables",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id", "revision"],
            ["revisions.bulletin_id", "revisions.number"],
            name="fk_data_tables_bulletin_id_revision",
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "revision", "position", name="pk_data_tables"),
    )
