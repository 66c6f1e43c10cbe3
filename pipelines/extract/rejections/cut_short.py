"""Whether a page came whole: it may be cut where no length was given and it does not end as a page does."""

import re

from pipelines.models import Page

__all__ = ["may_be_cut"]

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
    """Whether only the end of the connection said where the body ends. HTTP/2 gives no length and no `close` either."""
    if (page.header("Connection") or "").lower() != "close":
        return False
    return all(page.header(name) is None for name in OF_LENGTH)
