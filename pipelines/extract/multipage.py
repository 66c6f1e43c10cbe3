"""Articles that a site spreads over several pages (下一页): which page comes next, and all of them as one document."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.extract.page import document_of
from pipelines.models import Document, Page, Paragraph, Rejected, Source

__all__ = ["continuation", "joined"]

# What a page with a further part holds somewhere, in the encodings that sites use. Most articles hold none of it, and
# need not be read before their parts are known
SIGNS = (
    b"createPage",
    *(word.encode(encoding) for word in ("下一页", "下页") for encoding in ("utf-8", "gb18030")),
    *(word.encode("big5") for word in ("下一頁", "下頁")),
    b">[2]</a>",
    b">2</a>",
    *(">【2】</a>".encode(encoding) for encoding in ("utf-8", "gb18030")),
    b"next_page",
)
MISSING = "a part is missing"


def continuation(page: Page, source: Source) -> str | None:
    """Return the absolute address of the next part of an article; None when this is the last, or no article."""
    if not any(sign in page.body for sign in SIGNS):
        return None
    try:
        return document_of(page, source).next_page
    except Rejected:
        return None


def joined(first: Document, parts: Sequence[Page], source: Source) -> Document:
    """One document of a first page and its further parts. A part that cannot be read leaves a flag."""
    paragraphs, attachments, flags = list(first.paragraphs), list(first.attachments), list(first.flags)
    following = first.next_page
    for part in parts:
        try:
            document = document_of(part, source)
        except Rejected:
            flags.append(MISSING)
            continue
        paragraphs += numbered_on(document.paragraphs, paragraphs)
        attachments += [a for a in document.attachments if a not in attachments]
        following = document.next_page
    if following is not None:
        flags.append(MISSING)
    return replace(
        first,
        paragraphs=tuple(paragraphs),
        attachments=tuple(attachments),
        next_page=following,
        flags=tuple(dict.fromkeys(flags)),
    )


def numbered_on(part: Sequence[Paragraph], before: Sequence[Paragraph]) -> list[Paragraph]:
    """Return a part's paragraphs, its tables counted on from those of the pages before it."""
    count = max((paragraph.table + 1 for paragraph in before if paragraph.table is not None), default=0)
    return [p if p.table is None else replace(p, table=p.table + count) for p in part]
