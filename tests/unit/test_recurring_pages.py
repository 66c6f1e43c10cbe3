"""The made pages on which sentences recur on purpose, or are truly repeated: is their own truth sound?"""

import pytest
from recurring_pages import RECURRING, REPEATED, make_recurring_page

SEEDS = range(12)


@pytest.mark.parametrize("shape", [*RECURRING, *REPEATED])
def test_a_seed_makes_the_same_page_each_time(shape):
    assert make_recurring_page(shape, 3) == make_recurring_page(shape, 3)


@pytest.mark.parametrize("shape", RECURRING)
def test_nothing_may_go_where_sentences_recur_on_purpose(shape):
    pages = [make_recurring_page(shape, seed) for seed in SEEDS]
    assert [page.removable | page.open for page in pages] == [set()] * len(pages)


@pytest.mark.parametrize("shape", [shape for shape in RECURRING if shape != "tables_other_columns"])
def test_something_recurs_on_most_pages_of_each_shape(shape):
    pages = [make_recurring_page(shape, seed) for seed in SEEDS]
    assert sum(bool(page.recurs) for page in pages) >= len(pages) * 0.6


@pytest.mark.parametrize("shape", REPEATED)
def test_each_page_with_a_true_repeat_has_something_to_remove(shape):
    assert all(make_recurring_page(shape, seed).removable for seed in SEEDS)


@pytest.mark.parametrize("shape", [shape for shape in REPEATED if "slipped" not in shape])
def test_each_copy_stands_word_for_word_above(shape):
    for seed in SEEDS:
        page = make_recurring_page(shape, seed)
        texts = [paragraph.text for paragraph in page.document.paragraphs]
        assert all(texts[place] in texts[:place] for place in page.removable)


@pytest.mark.parametrize("shape", [*RECURRING, *REPEATED])
def test_what_recurs_stays(shape):
    for seed in SEEDS:
        page = make_recurring_page(shape, seed)
        assert page.listed <= page.recurs
        assert not page.recurs & (page.removable | page.open)
