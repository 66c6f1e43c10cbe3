"""Whether a page may be half of one: nobody said how long it is, and it does not end as a page does.

A body without Content-Length and without chunks ends where the connection does, and a connection that breaks looks the
same. What is left to go by is the page itself. Many whole pages lack </html> (HTML lets it be left out, and fragments
have none), so the end of </body> counts as well, and for a fragment it is enough that what it opens is closed.
"""

import re

from pipelines.models import Page

__all__ = ["MAY_BE_CUT", "may_be_cut"]

MAY_BE_CUT = "may be cut short"

OF_LENGTH = ("content-length", "transfer-encoding")
ENDS = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
BEGINS = re.compile(r"<(?:html|head|body|frameset)\b", re.IGNORECASE)
HOLDS = re.compile(r"<(/?)(div|table|ul|ol|section|article|main|form|script|style)\b", re.IGNORECASE)


def may_be_cut(page: Page, html: str) -> bool:
    """Whether the page, decoded as `html`, came without a length and stops before its end."""
    if not is_ended_by_closing(page) or ENDS.search(html):
        return False
    if BEGINS.search(html) or html.rfind("<") > html.rfind(">"):
        return True
    closing = sum(1 if tag[1] else -1 for tag in HOLDS.finditer(html))
    return closing < 0


def is_ended_by_closing(page: Page) -> bool:
    """Whether only the end of the connection said where the body ends. HTTP/2 tells no length either, nor `close`."""
    if (page.header("Connection") or "").lower() != "close":
        return False
    return all(page.header(name) is None for name in OF_LENGTH)
