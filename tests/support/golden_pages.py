"""Golden pages: whole pages written for this repository after those of twelve content systems, and what is in them.

    tests/pages/<system>/<slug>/page.html.gz    the bytes as served
    tests/pages/<system>/<slug>/page.json       url, status, headers, charset of the bytes, a note, known faults
    tests/pages/<system>/<slug>/expected.json   what a person reads on the page

A known fault names a part of `expected.json` that is not read rightly yet, and why.
"""

import gzip
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.clean import clean
from pipelines.models import CleanDocument, Page, Rejected, Source

__all__ = ["PARTS", "Golden", "body_f1", "golden_pages", "read"]

PAGES = Path(__file__).parents[1] / "pages"
# One test of each page for each: a fault in one hides none in the others
PARTS = (
    "title",
    "published",
    "issuer",
    "columns",
    "document_number",
    "index_number",
    "paragraphs",
    "removed",
    "attachments",
)
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Golden:
    """A page as served, next to what a person reads on it."""

    system: str
    slug: str
    page: Page
    charset: str
    faults: dict[str, str]
    expected: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.system}/{self.slug}"


def golden_pages() -> list[Golden]:
    """Return all golden pages, by system and name."""
    return [load(path.parent) for path in sorted(PAGES.glob("*/*/page.json"))]


def load(folder: Path) -> Golden:
    served = json.loads((folder / "page.json").read_text("utf-8"))
    page = Page(
        source=folder.parent.name,
        url=served["url"],
        requested_url=served["url"],
        fetched_at=datetime.fromisoformat(served["fetched_at"]),
        status=served["status"],
        headers=tuple((name, value) for name, value in served["headers"]),
        body=gzip.decompress((folder / "page.html.gz").read_bytes()),
    )
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    return Golden(folder.parent.name, folder.name, page, served["charset"], served.get("faults", {}), expected)


def read(golden: Golden) -> dict[str, Any]:
    """Return what we read on the page, in the form of `expected.json`; of a page that is rejected, nothing."""
    try:
        cleaned = clean(golden.page, Source(name=golden.system))
    except Rejected:
        return dict.fromkeys(PARTS) | {"columns": [], "paragraphs": [], "removed": {}, "attachments": []}
    return in_parts(cleaned)


def in_parts(cleaned: CleanDocument) -> dict[str, Any]:
    document = cleaned.document
    return {
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "issuer": document.issuer,
        "columns": list(document.columns),
        "document_number": document.document_number,
        "index_number": document.index_number,
        "paragraphs": [{"kind": str(p.kind), "text": p.text} for p in document.paragraphs],
        "removed": {str(removal.position): removal.repeats for removal in cleaned.removals},
        "attachments": [{"name": a.name, "url": a.url} for a in document.attachments],
    }


def body_f1(found: dict[str, Any], expected: dict[str, Any]) -> float:
    """Return the F1 of the body's character 4-grams, white space left out: 0 for nothing in common, 1 for the same."""
    ours, gold = grams(found["paragraphs"]), grams(expected["paragraphs"])
    return 2 * (ours & gold).total() / max(ours.total() + gold.total(), 1)


def grams(paragraphs: list[dict[str, str]]) -> Counter[str]:
    text = SPACE.sub("", unicodedata.normalize("NFKC", "".join(p["text"] for p in paragraphs)))
    return Counter(text[at : at + 4] for at in range(len(text) - 3))
