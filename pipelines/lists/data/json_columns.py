"""Answers in JSON that hold the rows of several columns: which of them are the list that was asked for."""

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from pipelines.lists.data.json_rows import JsonRows, as_json, as_number, lists_of, own_lists
from pipelines.lists.page_numbers import SIZE_KEY, page_number
from pipelines.models import ListedLink, NothingListed, WhyNothing

__all__ = ["apart", "of_asked_size", "why_apart"]

DIGITS = re.compile(r"\d+")


def of_asked_size(lists: list[JsonRows], url: str) -> list[JsonRows]:
    """Return the one list with as many rows as a page was asked for (?page=2&size=15), where all others have another
    number and lead to other folders; else all lists."""
    if len(lists) < 2 or page_number(url) is None:
        return lists
    sizes = {as_number(value) for key, value in parse_qsl(urlsplit(url).query) if SIZE_KEY.match(key)}
    full = [rows for rows in lists if len(rows.links) in sizes]
    if len(full) != 1:
        return lists
    own = folders_of(full[0].links)
    others = (folders_of(rows.links) for rows in lists if rows is not full[0])
    return full if all(own.isdisjoint(folders) for folders in others) else lists


def apart(links: Sequence[ListedLink], text: str, url: str) -> NothingListed | None:
    """Return a note where an answer's rows (`links`) are those of several lists, which share no folder: some may be
    another column's, and nothing shows which."""
    if len(folders_of(links)) < 2:
        return None
    return why_apart(own_lists(lists_of(as_json(text), url)), "the answer")


def why_apart(lists: Sequence[JsonRows], held_by: str) -> NothingListed | None:
    """Return the same of these lists, which an answer or a script holds (`held_by`)."""
    found = [folders_of(rows.links) for rows in lists]
    if not any(one.isdisjoint(other) for one, other in pairwise(found)):
        return None
    return NothingListed(WhyNothing.OTHERS, f"{len(found)} lists of {held_by} lead to folders of their own")


def folders_of(links: Sequence[ListedLink]) -> set[str]:
    """Return where rows lead, without the numbers of days and columns."""
    return {DIGITS.sub("", link.url.partition("?")[0].rpartition("/")[0]) for link in links}
