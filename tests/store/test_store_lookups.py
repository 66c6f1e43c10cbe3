"""What readers ask all day is looked up: it takes no longer in a store of a million bulletins."""

from pathlib import Path

import pytest

from pipelines.store import open_store
from pipelines.store.bulletins.queries import listings_of

pytestmark = pytest.mark.sqlite("SQLite's plans")


def test_where_a_bulletin_is_listed_is_found_without_going_through_pages_or_addresses(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/bulletins.db") as store, store.reading() as connection:
        query = str(listings_of(store.database.phrases)).replace(":bulletin", "1")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    scanned = [row.detail for row in plan if row.detail.startswith("SCAN") and row.detail != "SCAN x"]
    assert plan
    assert scanned == []
