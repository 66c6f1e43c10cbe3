"""Which characters a bulletin holds is said in few words, and asked for exactly, however many of a level it has."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.search.characters import LEVELS, reported
from pipelines.search.fold import fold
from pipelines.store.search.fts5_query import holding

COMMON = "".join(LEVELS)


def bulletins_with(character: str, texts: list[str]) -> list[int]:
    """Which of some texts SQLite finds by their entries."""
    store = sqlite3.connect(":memory:")
    rules = "content='', detail=none, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* P* S* C*'\""
    store.execute(f"CREATE VIRTUAL TABLE characters USING fts5(held, {rules})")
    rows = [(number, reported(text)) for number, text in enumerate(texts)]
    store.executemany("INSERT INTO characters(rowid, held) VALUES (?, ?)", rows)
    found = store.execute("SELECT rowid FROM characters WHERE characters MATCH ?", (holding(character),))
    return sorted(row[0] for row in found)


def without(lacking: set[str]) -> str:
    return "".join(character for character in COMMON if character not in lacking)


long = st.sets(st.sampled_from(COMMON), max_size=200).map(without)
short = st.text(st.sampled_from(COMMON + "赣\"'😀\ue001\ue002，A"), max_size=30)


@given(st.lists(long | short, max_size=6), st.sampled_from(COMMON + "赣\"'😀\ue001\ue002a"))
def test_who_holds_a_character_is_found_and_nobody_else(texts: list[str], character: str) -> None:
    assert bulletins_with(character, texts) == [n for n, text in enumerate(texts) if character in fold(text)]


def test_a_text_with_nearly_all_of_a_level_says_what_it_lacks() -> None:
    assert len(reported(without({"的", "一"})).split()) == 2 + len(LEVELS)


def test_a_short_text_says_what_it_holds() -> None:
    assert reported("中国，中") == "中 国"


@pytest.mark.parametrize("level", LEVELS)
def test_the_common_characters_are_folded(level: str) -> None:
    assert fold(level) == level


def test_no_common_character_stands_in_two_levels() -> None:
    assert len(set(COMMON)) == len(COMMON)
