"""Rows of a table without the table: what a script gets to put into one, or a page whose tag for it is broken.

    <tr><td><a href="content_8860.html">关于…的通知</a></td><td>2026-11-27</td></tr>

A browser leaves the tags of such rows out, and with them what belongs to which row.
"""

import re
from bisect import bisect_right

from pipelines.extract.markup.limits import scripts_of

__all__ = ["with_tables"]

TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
ROW = re.compile(r"<tr[\s>]", re.IGNORECASE)
ROWS = re.compile(r"<tr[\s>](?:(?!</?table[\s>]).)*?</tr\s*>(?:\s*(?:</?tbody[^>]*>\s*)*(?=<tr[\s>]))?", re.I | re.S)
OPEN, CLOSED = "<table>", "</table>"


def with_tables(text: str) -> str:
    """Return the page with a table around the rows that stand in none, where they come before any table."""
    first = ROW.search(text) if "<tr" in text or "<TR" in text else None
    if first is None or TABLE.search(text, 0, first.start()) is not None:
        return text
    scripts = list(scripts_of(text))
    starts = [script.start for script in scripts]
    table = TABLE.search(text)
    # behind the last row that is closed each <tr> would be sought an end for
    last = max(text.rfind("</tr"), text.rfind("</TR")) + len("</tr>")
    stop = min(last, table.start()) if table is not None else last
    written: list[str] = []
    done = 0  # how much of the text is written
    end = -1  # of the last row, with the space behind it
    for match in ROWS.finditer(text, first.start(), stop):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < scripts[before].end:
            continue
        if match.start() != end:
            written += [text[done:end], CLOSED] if end >= 0 else []
            done = max(end, 0)
            written += [text[done : match.start()], OPEN]
            done = match.start()
        end = match.end()
    return "".join([*written, text[done:end], CLOSED, text[end:]]) if end >= 0 else text
