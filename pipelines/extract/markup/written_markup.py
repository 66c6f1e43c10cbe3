"""What short scripts write into a page where they stand: text -> text with that markup in their place.

    <a href="t1.html"><script>var t = "关于…的通知"; document.write(t.substr(0, 20) + "…");</script></a>

Old content systems cut titles so, hide addresses so, or write whole rows. No script is run (short_scripts.py); one that
may write what is not known here writes nothing.
"""

import re
from collections.abc import Iterable

from pipelines.extract.markup.limits import Script
from pipelines.extract.markup.short_scripts import MAX_SCRIPT, Reading, Value

__all__ = ["WRITES", "with_written"]

WRITES = "document.write"
OF_LINKS = ("href", "src=", "SRC=", "unescape(")  # what is written with one is a link, or brings another page
LINK = re.compile(r"<a\s", re.IGNORECASE)
MAX_SMALL = 2_000  # of a script next to an article
MAX_NAMES_ONLY = 500  # of a script that writes nothing, for the names it gives
MAX_READ = 500_000  # of all that are read


def with_written(text: str, scripts: Iterable[Script], *, links: bool) -> str:
    """Return the page with what its scripts write in their places; a script that was not understood whole stays.

    `links`: also what holds a link. Rows of a list do, and so do, around an article, comments and advertisements.
    """
    if WRITES not in text:  # asked first: of many pages the scripts need not be looked for
        return text
    scripts = [one for one in scripts if one.inner < one.inner_end <= one.inner + MAX_SCRIPT]
    writers = [may_write(text[one.inner : one.inner_end], links=links) for one in scripts]
    names: dict[str, Value] = {}
    pieces: list[str] = []
    done = read = 0
    while writers and not writers[-1]:  # names behind the last one that writes are no use
        writers.pop()
    for (start, inner, inner_end, end), writes in zip(scripts, writers, strict=False):
        code = text[inner:inner_end]
        if not writes and (len(code) > MAX_NAMES_ONLY or WRITES in code):
            continue
        read += len(code)
        if read > MAX_READ:
            break
        reading = Reading(code, names)
        reading.run()
        written = "".join(reading.written) if reading.is_known else ""
        if written and (links or LINK.search(written) is None):
            pieces += [text[done : start if reading.is_whole else end], written]
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def may_write(code: str, *, links: bool) -> bool:
    """A quick look, to spare most scripts the rest: next to an article they write advertisements and counters."""
    return WRITES in code and (links or (len(code) <= MAX_SMALL and not any(part in code for part in OF_LINKS)))
