"""The index of what is due has only addresses that are due at some time.

Where PostgreSQL had not counted yet what a frontier holds, it took that index to lease from, and so went through all
addresses that wait, and sorted them, for each lease.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAME, COLUMNS, HAS_TIME = "ix_frontier_due", ["source_id", "state", "due_at"], sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index(NAME, "frontier")
    op.create_index(NAME, "frontier", COLUMNS, sqlite_where=HAS_TIME, postgresql_where=HAS_TIME)
