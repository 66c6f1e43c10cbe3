"""What holds for every page: nothing is lost, nothing is done twice, no fact is merged away."""

import json
import re

import pytest
from amounts import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from repeated_pages import CORPUS, make_page, real_paragraphs

from pipelines.dedup import dedup, undo
from pipelines.models import Document, Paragraph, ParagraphKind
from pipelines.text.fingerprint import digest

SENTENCES = (
    "近年来，新会治安情况取得喜人变化，群众安全感、幸福感大幅提升。",
    "据统计，全区共侦破涉黑涉恶案件367宗，查封涉案资产价值4.24亿元。",
    "据统计，全区共侦破涉黑涉恶案件368宗，查封涉案资产价值4.24亿元。",
    "警情同比大幅下降10.8%，群众生命财产权利得到更优保障，生活安定。",
    "警情同比大幅上升10.8%，群众生命财产权利得到更优保障，生活安定。",
    "有关单位应当在十日内报告结果，逾期未报告的，不予受理并通报批评。",
    "有关单位应当在十日内报告结果，逾期报告的，不予受理，并通报批评。",
    "有关的单位应当在十日内报告结果，逾期未报告的不予受理并通报批评。（完）",
)  # fmt: skip
SHORT = ("特此公告。", "同意", "一、", "", " ", "合计\t0\t0", "北京\t12\t34", "\ud800")
SLIPS = ("的", "了", "，", " ", "不", "3", "上", "病", "（完）")


@st.composite
def slipped(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(SENTENCES))
    at = draw(st.integers(min_value=0, max_value=len(text)))
    return text[:at] + draw(st.sampled_from(SLIPS)) + text[at:]


TEXTS = st.one_of(st.sampled_from(SENTENCES), st.sampled_from(SHORT), slipped(), st.text(max_size=30))
PARAGRAPHS = st.builds(Paragraph, TEXTS, st.sampled_from(ParagraphKind))
SECTIONS = st.lists(PARAGRAPHS, max_size=6)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Pages in which whole stretches come again."""
    sections = draw(st.lists(SECTIONS, min_size=1, max_size=4))
    order = draw(st.lists(st.sampled_from(range(len(sections))), max_size=8))
    return Document("https://example.test/", "", tuple(paragraph for at in order for paragraph in sections[at]))


# Figures, units, negations and directions, named here again so that a class lost from the rules is noticed.
FACTS = re.compile(
    "[0-9０-９零一二三四五六七八九十百千万亿两半%‰元吨米升日月年时个不没未无非勿莫否上下升降增减涨跌前后内外高低多少]"
)


@settings(max_examples=examples(300))
@given(documents())
def test_the_kept_paragraphs_lose_nothing_more(document: Document) -> None:
    kept = dedup(document).kept
    assert dedup(Document(document.url, "", kept)).removals == ()


@settings(max_examples=examples(200))
@given(documents())
def test_kept_and_removed_are_the_document_in_order(document: Document) -> None:
    clean = dedup(document)
    kept = iter(clean.kept)
    gone = {removal.position for removal in clean.removals}
    whole = [document.paragraphs[at] if at in gone else next(kept) for at in range(len(document.paragraphs))]
    assert (tuple(whole), list(kept)) == (document.paragraphs, [])


@settings(max_examples=examples(200))
@given(documents())
def test_undoing_every_removal_gives_the_document(document: Document) -> None:
    clean = dedup(document)
    for removal in clean.removals:
        clean = undo(clean, removal.position)
    assert clean.kept == document.paragraphs


@settings(max_examples=examples(300))
@given(documents())
def test_no_removal_rests_on_a_difference_that_holds_a_fact(document: Document) -> None:
    edits = [edit for removal in dedup(document).removals for edit in removal.difference]
    assert [edit for edit in edits if FACTS.search(edit.kept + edit.removed)] == []


@settings(max_examples=examples(200))
@given(documents())
def test_every_removal_repeats_a_kept_paragraph_above_it(document: Document) -> None:
    clean = dedup(document)
    gone = {removal.position for removal in clean.removals}
    assert [r for r in clean.removals if r.repeats >= r.position or r.repeats in gone] == []


@settings(max_examples=examples(200))
@given(documents())
def test_the_receipt_turns_the_kept_text_into_the_removed_one(document: Document) -> None:
    def bare(text: str) -> str:
        return re.sub(r"\s", "", text)

    for removal in dedup(document).removals:
        through = removal.repeats if removal.through is None else removal.through
        kept = "".join(paragraph.text for paragraph in document.paragraphs[removal.repeats : through + 1])
        start, end = removal.within or (0, len(kept))
        made, done = "", start
        for edit in removal.difference:
            made += kept[done : edit.at] + edit.removed
            done = edit.at + len(edit.kept)
        assert bare(made + kept[done:end]) == bare(document.paragraphs[removal.position].text)


@settings(max_examples=examples(100))
@given(documents())
def test_the_same_page_gives_the_same_result(document: Document) -> None:
    assert dedup(document) == dedup(document)


needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="real pages are kept outside the repository (../shared)")


@needs_corpus
def test_made_pages_lose_their_repeats_and_nothing_else() -> None:
    sources = real_paragraphs()
    found = wrong = missed = 0
    for seed in range(10_000, 10_250):
        made = make_page(sources, seed)
        gone = {removal.position for removal in dedup(made.document).removals}
        found += len(gone & made.removable)
        wrong += len(gone - made.removable - made.open)
        missed += len(made.removable - gone)
    assert (wrong, found / (found + missed) >= 0.98) == (0, True)


@needs_corpus
def test_real_pages_without_repeats_lose_nothing() -> None:
    lost = {}
    for path in sorted(CORPUS.glob("*/gold/*.json")):
        texts = json.loads(path.read_text(encoding="utf-8"))["paragraphs"]
        once = list({digest(text): text for text in texts}.values())
        if removals := dedup(Document("", "", tuple(Paragraph(text) for text in once))).removals:
            lost[path.name] = [(once[r.repeats], once[r.position]) for r in removals]
    assert lost == {}
