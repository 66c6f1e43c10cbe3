"""Series of bulletins, and keys in the order of publication, so that what is widely copied stays linked.

A rebuild names the series and gives the keys their paragraphs; until then bulletins that were there before have none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The day as pipelines/store/copies/relations.py counts it (date.toordinal), then the low 40 bits of the text's number
RANK = "(CAST(julianday(substr(t.precedence, 1, 10)) - 1721424.5 AS INTEGER) << 40) | (k.text_id & 1099511627775)"


def upgrade() -> None:
    for name in ("bulletins", "texts"):
        op.add_column(name, sa.Column("series", sa.BigInteger(), nullable=True))
        op.create_index(f"ix_{name}_series", name, ["series", "precedence"])
    op.execute("ALTER TABLE text_keys RENAME TO old_text_keys")
    op.execute("DROP INDEX IF EXISTS ix_text_keys_text_id")
    op.create_table(
        "text_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rank", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name="fk_text_keys_text_id"),
        sa.PrimaryKeyConstraint("key", "rank", "text_id", name="pk_text_keys"),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO text_keys SELECT k.key, {RANK}, k.text_id, k.most, NULL"  # noqa: S608  # words of ours
        " FROM old_text_keys k JOIN texts t ON t.id = k.text_id"
    )
    op.execute("DROP TABLE old_text_keys")
    op.create_index("ix_text_keys_text_id", "text_keys", ["text_id"])
