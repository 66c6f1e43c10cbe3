"""Rows without a day of their own that have it from the list around them: from a heading above, or as a newspaper's."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.lists.dates import MAX_APART, day_in, day_in_address, is_today, whole_day_in_address
from pipelines.lists.rows.anchors import Anchor, rows_by_list

__all__ = ["with_day_of_issue", "with_shared_days"]


def with_shared_days(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Return the rows of a page, those below the heading of a day with that day."""
    found = list(anchors)
    for numbers in rows_by_list(anchors) if any(anchor.shared for anchor in anchors) else ():
        rows = [found[number] for number in numbers]
        days = {row.shared for row in rows if row.shared}
        # one day alone that is the day of the fetch may be what the page's clock shows
        if any(row.listed and row.listed != row.shared for row in rows) or (len(days) == 1 and is_today(min(days))):
            continue
        # where most days stand before one row each, the few rows without lack theirs
        if 2 * sum(row.listed is not None for row in rows) > len(rows):
            continue
        for number, row in zip(numbers, rows, strict=True):
            given = day_in_address(row.url)
            if row.listed is None and row.shared and (given is None or abs(given - row.shared).days <= MAX_APART):
                found[number] = replace(row, listed=row.shared)
    return found


def with_day_of_issue(anchors: Sequence[Anchor], url: str, title: str) -> list[Anchor]:
    """Return the rows of a page, with the day that its title and its folder name where no row has one, as in
    newspapers: html/2026-09/20/node_1.htm and the articles next to it."""
    folder = url.rpartition("/")[0] + "/"
    day = whole_day_in_address(folder)
    if day is None or day_in(title) != day or any(row.listed or not row.url.startswith(folder) for row in anchors):
        return list(anchors)
    return [replace(row, listed=day) for row in anchors]
