"""Whole pages with their structure broken, a seeded sample: nothing falls, nothing is made up, every removal is right.

The same with other seeds and in any number:
`PYTHONPATH=tests/support python tests/unit/test_mutated_pages.py FROM UNTIL`.
"""

import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from extract_pages import page
from mutated_pages import MUTATIONS, mutated, whole_pages
from selectolax.lexbor import LexborHTMLParser

from pipelines.clean import clean
from pipelines.lists.read import read_list
from pipelines.models import CleanDocument, Reason, Rejected, Source
from pipelines.store import recordable
from pipelines.text.charset import decode

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = 110  # pages, at some 50 ms each
SOURCE = Source(name="test", allowed_domains=("linjiang.gov.cn",))
NO_LETTERS = re.compile(r"[\W_]+")
# Its markup is text to a browser, and markup to us: no page has it
RAW = re.compile("<(?:plaintext|xmp|noembed|noframes)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one mutated page. `fell`: errors that are no rejection, with their tracebacks."""

    seed: int
    mutations: tuple[str, ...]
    text: str
    clean: CleanDocument | None
    fell: list[str] = field(default_factory=list)


def outcome(seed: int, pages: list[bytes]) -> Outcome:
    body, mutations = mutated(seed, pages)
    mutant, fell, document = page(body), [], None
    try:
        document = clean(mutant, SOURCE)
        recordable(document)
    except Rejected:
        pass
    except Exception:
        fell.append(f"seed {seed}, reading: {traceback.format_exc()}")
    text = ""
    try:
        text, _ = decode(body, "text/html", None)
        read_list(text, mutant.url, SOURCE)
    except Rejected:
        pass
    except Exception:
        fell.append(f"seed {seed}, list reading: {traceback.format_exc()}")
    return Outcome(seed, mutations, text, document, fell)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    pages = whole_pages(ROOT)
    return [outcome(seed, pages) for seed in range(SAMPLE)]


@pytest.fixture(scope="module")
def documents(outcomes: list[Outcome]) -> list[tuple[int, CleanDocument]]:
    return [(one.seed, one.clean) for one in outcomes if one.clean is not None]


def test_the_sample_has_every_mutation_and_mostly_documents(outcomes: list[Outcome]) -> None:
    assert {name for one in outcomes for name in one.mutations} == set(MUTATIONS)
    assert sum(one.clean is not None for one in outcomes) > SAMPLE / 2


def test_nothing_falls(outcomes: list[Outcome]) -> None:
    assert [fell for one in outcomes for fell in one.fell] == []


def made_up(one: Outcome) -> Iterator[str]:
    """The cells whose characters do not stand on the page in that order. (Hidden ones may have stood between.)"""
    if one.clean is None or RAW.search(one.text):
        return
    root = LexborHTMLParser(one.text).root
    whole = NO_LETTERS.sub("", root.text(deep=True)) if root else ""
    for paragraph in one.clean.document.paragraphs:
        for cell in map(in_letters, paragraph.text.split("\t")):
            rest = iter(whole)
            if cell not in whole and not all(letter in rest for letter in cell):
                yield f"seed {one.seed}: {cell[:80]}"


def in_letters(text: str) -> str:
    return NO_LETTERS.sub("", text)


def test_no_text_is_made_up(outcomes: list[Outcome]) -> None:
    assert [cell for one in outcomes for cell in made_up(one)] == []


def wrong_receipts(document: CleanDocument) -> Iterator[str]:
    paragraphs = document.document.paragraphs
    gone = Counter(removal.position for removal in document.removals)
    yield from (f"{position} is removed {n} times" for position, n in gone.items() if n > 1)
    if [p for at, p in enumerate(paragraphs) if at not in gone] != list(document.kept):
        yield "what is neither kept nor has a receipt"
    for removal in document.removals:
        if removal.reason is Reason.SITE_BOILERPLATE:
            continue
        last = removal.repeats if removal.through is None else removal.through
        repeated = range(removal.repeats, last + 1)
        if not repeated or not 0 <= repeated[0] <= repeated[-1] < len(paragraphs):
            yield f"{removal.position} repeats {removal.repeats} to {last}"
        elif gone.keys() & {removal.repeats, last}:
            yield f"{removal.position} repeats what is gone"
        begin, end = removal.within or (0, 1)
        if not 0 <= begin < end <= len(paragraphs[removal.repeats].text):
            yield f"{removal.position} is within {begin} to {end}"
    for link in (*document.variants, *document.recurrences):
        if not 0 <= link.of < link.position < len(paragraphs) or gone.keys() & {link.of, link.position}:
            yield f"{link.position} is linked to {link.of}"


def test_every_receipt_is_right(documents: list[tuple[int, CleanDocument]]) -> None:
    assert sum(len(document.removals) for _, document in documents) > 0
    assert [(seed, wrong) for seed, document in documents for wrong in wrong_receipts(document)] == []


def test_every_text_can_be_stored(documents: list[tuple[int, CleanDocument]]) -> None:
    texts = [(p.text, document.document.title) for _, document in documents for p in document.document.paragraphs]
    for text, title in texts:
        assert text == text.encode().decode()
        assert title == title.encode().decode()
        assert text.strip()


if __name__ == "__main__":
    corpus = whole_pages(ROOT)
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        came = outcome(number, corpus)
        wrong = [*came.fell, *made_up(came), *(wrong_receipts(came.clean) if came.clean else ())]
        if wrong:
            print(number, came.mutations, *wrong, sep="\n  ")  # run by hand
