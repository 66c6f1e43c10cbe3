"""No table changes: an upgrade makes the views, of which `listed_files` is new.

`bulletins rebuild` names the files among the pages that were rejected as `not html` before.
"""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
