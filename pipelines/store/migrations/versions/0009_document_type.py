"""公文种类 of a bulletin. `bulletins rebuild` reads it from the stored pages; until then old bulletins have none."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("document_type", sa.Text(), nullable=True))
    op.create_index("ix_revisions_document_type", "revisions", ["document_type"])
