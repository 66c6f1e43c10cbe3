"""Golden pages: bytes as served, headers, and what must be read out of them."""

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.clean import clean
from pipelines.models import Page, Source

PAGES = Path(__file__).parents[1] / "pages"
FOLDERS = sorted(path.parent for path in PAGES.rglob("page.json"))


def golden(folder: Path) -> Page:
    served = json.loads((folder / "page.json").read_text("utf-8"))
    return Page(
        source=folder.parent.name,
        url=served["url"],
        requested_url=served["url"],
        fetched_at=datetime.fromisoformat(served["fetched_at"]),
        status=served["status"],
        headers=tuple((name, value) for name, value in served["headers"]),
        body=gzip.decompress((folder / "page.html.gz").read_bytes()),
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_golden_page_is_read_as_a_person_reads_it(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    cleaned = clean(golden(folder), Source(name=folder.parent.name))
    document = cleaned.document
    assert {
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "issuer": document.issuer,
        "columns": list(document.columns),
        "document_number": document.document_number,
        "index_number": document.index_number,
        "paragraphs": [{"kind": str(p.kind), "text": p.text} for p in document.paragraphs],
        "removed": {str(removal.position): removal.repeats for removal in cleaned.removals},
        "attachments": [{"name": a.name, "url": a.url} for a in document.attachments],
    } == expected


def test_there_are_golden_pages() -> None:
    assert len(FOLDERS) >= 4
