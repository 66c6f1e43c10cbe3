"""A removal that a person took back stays back: in the store, in later revisions, and after a rebuild."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from store_pages import fetch, page, reading, rows

from pipelines.models import CleanDocument, Outcome, Paragraph
from pipelines.store import Store, open_store


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        fetch(opened, opened.begin_run("crawl"), page(), reading())
        yield opened


def kept(store: Store) -> list[bool]:
    view = store.bulletin(1)
    assert view is not None
    return [paragraph.kept for paragraph in view.paragraphs]


def test_the_paragraph_is_kept_and_its_removal_gone(store: Store) -> None:
    assert kept(store)[2] is False
    assert store.undo(1, 2) is True
    view = store.bulletin(1)
    assert view is not None
    assert (kept(store)[2], view.removals) == (True, ())


@pytest.mark.parametrize(("bulletin", "position"), [(1, 0), (1, 99), (2, 2)])
def test_what_was_not_removed_cannot_be_put_back(store: Store, bulletin: int, position: int) -> None:
    before = rows(store)
    assert store.undo(bulletin, position) is False
    assert rows(store) == before


def test_it_is_put_back_once(store: Store) -> None:
    store.undo(1, 2)
    assert store.undo(1, 2) is False


def test_a_rebuild_keeps_it(store: Store) -> None:
    store.undo(1, 2)
    before = rows(store)
    store.rebuild(lambda _: reading())
    assert rows(store) == before


def test_the_page_as_it_was_is_still_unchanged(store: Store) -> None:
    store.undo(1, 2)
    assert fetch(store, store.begin_run("crawl"), page(body=b"other bytes"), reading()) == Outcome.UNCHANGED


def test_a_later_revision_keeps_it_where_it_then_stands(store: Store) -> None:
    store.undo(1, 2)
    fetch(store, store.begin_run("crawl"), page(body=b"edited"), with_a_line_above(reading()))
    view = store.bulletin(1)
    assert view is not None
    assert (view.revision, view.removals) == (2, ())
    assert all(kept(store))


def with_a_line_above(clean: CleanDocument) -> CleanDocument:
    document = replace(clean.document, paragraphs=(Paragraph("更正说明。"), *clean.document.paragraphs))
    removals = tuple(replace(r, position=r.position + 1, repeats=r.repeats + 1) for r in clean.removals)
    variants = tuple(replace(v, position=v.position + 1, of=v.of + 1) for v in clean.variants)
    return replace(clean, document=document, removals=removals, variants=variants)
