"""No table changes: an upgrade makes the views again, and that of the listings now has a plan that holds by itself."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
