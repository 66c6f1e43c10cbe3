#!/usr/bin/env python3
"""Show what a confidence is worth: the F1 of the bodies that were read with it, for two halves of the sites.

    bench/confidence.py

Every page is read as it was saved and with its markup made poorer: without names of elements and meta tags; then also
without tags that say what an element is, without <title>, without years; with <br> for paragraphs. Half A is where a
bound may be chosen (the confidence from which on about one body in a hundred has an F1 below 0.5), half B shows whether
it holds.
"""

import argparse
import hashlib
import re
import statistics
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from extract import ROOT, Saved, body_score, own, saved_pages

SETS = ("gov", "policy", "news", "handmade", "articles")
BANDS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.88), (0.88, 0.9), (0.9, 1.01))
SURE = 0.8
META = re.compile(rb"<meta[^>]*(?:name|property)[^>]*>", re.IGNORECASE)
NAMES = re.compile(rb"\s(?:class|id)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
KINDS = re.compile(rb"<(/?)(?:h[1-6]|article|section|main|header|footer|nav|aside)\b", re.IGNORECASE)
TITLE = re.compile(rb"<title[^>]*>.*?</title>", re.IGNORECASE | re.DOTALL)
YEAR = re.compile(rb"20[012]\d(?=[-/.]|\xe5\xb9\xb4|\xc4\xea)")
PARAGRAPH = re.compile(rb"</?p\b[^>]*>", re.IGNORECASE)


def without_names(body: bytes) -> bytes:
    return NAMES.sub(b"", META.sub(b"", body))


def without_kinds(body: bytes) -> bytes:
    return KINDS.sub(rb"<\1div", without_names(body))


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "as saved": lambda body: body,
    "no names": without_names,
    "no kinds": without_kinds,
    "no title": lambda body: TITLE.sub(b"", without_kinds(body)),
    "no years": lambda body: TITLE.sub(b"", without_kinds(YEAR.sub(b"xx", body))),
    "by breaks": lambda body: PARAGRAPH.sub(b"<br>", without_names(body)),
}


def half_of(saved: Saved) -> str:
    """A or B, by the page's host; a page of which no host is known stands for itself."""
    named = re.match(r"\d{8}_([\w.-]+?)_[0-9a-f]", saved.name)
    host = urlsplit(saved.gold.get("url") or "").netloc or (named[1] if named else saved.name)
    return "AB"[hashlib.sha256(host.encode()).digest()[0] % 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus", help="folder of the sets")
    corpus: Path = parser.parse_args().corpus
    rows: list[tuple[str, bool, float, float]] = []  # half, as saved or not, confidence, F1
    for saved in (saved for name in SETS for saved in saved_pages(corpus / name, 1)):
        for change, changed in CHANGES.items():
            document = own(replace(saved, body=changed(saved.body)))
            if document is not None:
                score = body_score([paragraph.text for paragraph in document.paragraphs], saved.gold["paragraphs"])[2]
                rows.append((half_of(saved), change == "as saved", document.confidence, score))
    for is_saved in (True, False):
        print("as saved" if is_saved else "changed")
        for half in "AB":
            mine = [(sure, score) for of, kind, sure, score in rows if of == half and kind == is_saved]
            for low, high in BANDS:
                print_line(f"{half} {low:.2f} to {min(high, 1):.2f}", [s for sure, s in mine if low <= sure < high])
            print_line(f"{half} from {SURE}", [score for sure, score in mine if sure >= SURE])


def print_line(name: str, scores: list[float]) -> None:
    if scores:
        low = sum(score < 0.5 for score in scores)
        print(f"{name:16} {len(scores):5} pages  mean F1 {statistics.mean(scores):.3f}  below 0.5: {low}")


if __name__ == "__main__":
    main()
