"""How a page writes the days whose parts may stand in several orders: 06/09/2026, 22/09/26, 99/12/30.

One such day says nothing. The days of all rows show it together: a part above 12 is no month, and the year is the same
in most rows of a list, or is that of the one before.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from pipelines.lists.dates import (
    BY_MINGUO,
    MINGUO,
    MINGUO_SHORT,
    MONTH_FIRST,
    SHORT_ORDER,
    SHORT_YEAR_LAST,
    YEAR_LAST,
    day_of,
    to_come,
)

__all__ = ["has_open_order", "ordered_as"]

MIN_DAYS, MAX_DAYS = 3, 500
ORDERS = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}


@contextmanager
def ordered_as(text: str, url: str) -> Iterator[None]:
    """Read days such as 06/09/2026 meanwhile in the order that the days of a page (`text`) show together."""
    by_minguo = counts_by_minguo(text, url)
    month_first = MONTH_FIRST.set(month_stands_first(text))
    minguo = BY_MINGUO.set(by_minguo)
    order = SHORT_ORDER.set("ymd" if by_minguo else short_order(text))
    try:
        yield
    finally:
        SHORT_ORDER.reset(order)
        BY_MINGUO.reset(minguo)
        MONTH_FIRST.reset(month_first)


def has_open_order(text: str) -> bool:
    """Whether a day stands in the text whose parts may be in several orders."""
    return any(pattern.search(text) is not None for pattern in (YEAR_LAST, SHORT_YEAR_LAST, MINGUO_SHORT))


def month_stands_first(text: str) -> bool | None:
    """Whether the month stands first in the days of a text whose year stands last: 11/27/2026.

    None where no day of them has a part above 12, or where they differ.
    """
    orders = set()
    for first, _, second, _ in YEAR_LAST.findall(text):
        if int(first) > 12 or int(second) > 12:
            orders.add(int(second) > 12)
    return orders.pop() if len(orders) == 1 else None


def counts_by_minguo(text: str, url: str) -> bool:
    """Whether years of two figures (99/12/30) count from 1911: on sites of Taiwan, and next to days of later years."""
    host = urlsplit(url).hostname or ""
    return host.endswith(".tw") or (MINGUO_SHORT.search(text) is not None and MINGUO.search(text) is not None)


def short_order(text: str) -> str:
    """Return the order of a text's days with a year of two figures; empty where nobody knows it.

    It is the one in which most of them are days, and of several the one with the fewest years; that of China (26-09-22)
    where nothing speaks against it.
    """
    found = [(int(one), int(two), int(three)) for one, _, two, three in SHORT_YEAR_LAST.findall(text)[:MAX_DAYS]]
    if len(found) < MIN_DAYS:
        return "ymd"
    ranks = {name: rank_of(found, order) for name, order in ORDERS.items()}
    best = [name for name, rank in ranks.items() if rank == max(ranks.values())]
    return best[0] if len(best) == 1 or best[0] == "ymd" else ""


def rank_of(found: Sequence[tuple[int, int, int]], order: tuple[int, int, int]) -> tuple[int, int]:
    """Return how many of the parts are days in an order, and how few years these are of."""
    days = [day for parts in found if (day := day_of(*(parts[place] for place in order)))]
    past = [day for day in days if not to_come(day)]
    return len(past), -len({day.year for day in past})
