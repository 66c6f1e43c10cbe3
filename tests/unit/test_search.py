"""What the index holds and what a query asks of it: held to a scan over the folded text, by FTS5 itself."""

import sqlite3
from typing import Any

import pytest
from amounts import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.search import characters
from pipelines.search.asks import Wanted, asks_for
from pipelines.search.fold import fold, folded
from pipelines.search.marking import highlights, pieces, snippet
from pipelines.search.query import QueryError, read_query
from pipelines.search.tokens import tokens
from pipelines.store.search.fts5_query import CHARACTERS, INDEX, as_sql, match_of_pairs, translated

# few characters, so that queries hit; of each sort that could go wrong
ALPHABET = "中中国國年月aA 　2２.％%，,、。”\"'-*(（）)\n😀é\ufe0f㎡𠀀…"
texts = st.text(ALPHABET, max_size=12)


def found(paragraphs: list[str], wanted: Wanted) -> list[int]:
    """Which of some texts SQLite finds, by their places."""
    store = sqlite3.connect(":memory:")
    reported = "content='', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* P* S* C*'\""
    for index, words, columns in (
        (INDEX, tokens, "text, title, issuer"),
        (CHARACTERS, characters.reported, "text, detail=none"),
    ):
        store.execute(f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, {reported})")
        rows = [(number, words(text)) for number, text in enumerate(paragraphs)]
        store.executemany(f"INSERT INTO {index}(rowid, text) VALUES (?, ?)", rows)  # noqa: S608  # constants
    values: dict[str, Any] = {}
    answers = sorted(row[0] for row in store.execute(as_sql(translated(wanted), values), values))
    asked = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH ?"  # noqa: S608  # a constant
    assert answers == sorted(row[0] for row in store.execute(asked, [match_of_pairs(wanted)]))
    return answers


@settings(max_examples=examples(300))
@given(st.lists(texts, min_size=1, max_size=8), texts.filter(fold))
def test_the_index_finds_what_a_scan_finds_and_nothing_else(paragraphs: list[str], wanted: str) -> None:
    scanned = [n for n, text in enumerate(paragraphs) if any(is_in(wanted, line) for line in text.split("\n"))]
    assert found(paragraphs, asks_for(wanted)) == scanned


def is_in(wanted: str, line: str) -> bool:
    return fold(wanted) in fold(line)


@given(st.text(max_size=20))
def test_any_text_is_found_by_itself(text: str) -> None:
    line = text.replace("\n", "")
    if fold(line):
        assert 1 in found(["别的", line], asks_for(line))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中國", "中国"),
        ("臺灣", "台湾"),
        ("２０２０", "2020"),
        ("ＡＢＣ", "abc"),
        ("2020 年 6 月", "2020年6月"),
        ("扫\u3000黑\u3000除\u3000恶", "扫黑除恶"),
        ("㎡", "m2"),
        ("零\u200b宽", "零宽"),
        ("“通知”", "通知。"),
        ("同意，请办理", "同意、请办理"),
        ("兀", "兀"),  # a compatibility ideograph
    ],
)
def test_the_same_way(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("3.5", "35"), ("12%", "12‰"), ("新会", "新惠"), ("5月", "6月")])
def test_not_the_same_way(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=30))
def test_each_folded_character_knows_its_place(text: str) -> None:
    line = folded(text)
    assert line.text == fold(text) == "".join(fold(text[at]) or " " for at in dict.fromkeys(line.places))
    assert len(line.places) == len(line.text)


QUERIES = {
    "扫黑 除恶": [0, 1],
    "扫黑 AND 除恶": [0, 1],
    "扫黑除恶": [0],
    "扫黑 OR 环保": [0, 1, 2],
    "扫黑 -除恶工作": [1],
    "扫黑 NOT 除恶工作": [1],
    "(扫黑 OR 环保) 工作": [0, 2],
    '"环保 工作"': [2],
    "“环保工作”": [2],
    "环": [2],
    "作": [0, 2],
    "通知(试行)": [3],
    "通知（试行）": [3],
    "(通知(试行) OR 环保)": [2, 3],
    "3.5": [3],
    "text:3.5 -环保": [3],
    "掃黑": [0, 1],
    "OR*": [],
    "a-b*": [3],
    "a&b": [],
    "a-b": [3],
    "环 通知": [],
    "环 OR 通知": [2, 3],
    "工 -环 -扫黑": [],
    "(环 OR 扫黑) -与": [0, 2],
    "工作 -环": [0],
    "text:环 title:环保": [],
    "text:环": [2],
    "title:环": [],
    "3.5亩，a": [3],
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_means(query: str) -> None:
    paragraphs = ["扫黑除恶工作", "除恶与扫黑", "环保工作", "通知(试行)3.5亩、a-b"]
    assert found(paragraphs, read_query(query).asks) == QUERIES[query]


UNREADABLE = ["", "  ", "-通知", "NOT 通知", "OR", "(", "(通知", "通知 OR", '"通知', '""', "标题:", "通知 -"]
NOT_OPENED = ["通知)", "通知）", "（通知））", "通知 )", ")", "通知 OR )", "“通知”)", "标题:通知)", "通知|扫黑)"]
NOT_CLOSED = ["通知(", "通知(试行", "通知(扫黑 OR 除恶)"]


@pytest.mark.parametrize("query", [*UNREADABLE, *NOT_OPENED, *NOT_CLOSED, "通*知", "通＊知", "粤环(2021)7号)"])
def test_a_query_that_cannot_be_read_says_why(query: str) -> None:
    if query == "通知 -":  # a dash alone is a word
        assert read_query(query).phrases == ("通知", "-")
        return
    with pytest.raises(QueryError) as caught:
        read_query(query)
    assert len(str(caught.value)) > 10


@given(st.text('通知 ()"“”-:标题ANDORT\u3000', max_size=20))
def test_whatever_is_typed_sqlite_takes_it_or_we_say_why_not(typed: str) -> None:
    try:
        query = read_query(typed)
    except QueryError:
        return
    found(["通知"], query.asks)


def test_only_what_is_wanted_is_marked() -> None:
    assert read_query("扫黑 -通知 标题:中國 扫黑").phrases == ("扫黑", "中国")


def test_marks_lie_on_the_original_text() -> None:
    text = "本区開展 掃黑 除惡２０２０年工作，扫黑除恶。"
    marked = [text[start:end] for start, end in highlights(text, [fold("扫黑除恶"), "2020"])]
    assert marked == ["掃黑 除惡２０２０", "扫黑除恶"]


def test_a_snippet_is_of_the_line_that_answers_best() -> None:
    paragraphs = ["扫黑的事。", "先" * 200 + "扫黑除恶" + "后" * 200, "无关。"]
    reported = snippet(paragraphs, ["扫黑", "除恶"], length=40)
    assert "".join(text for text, marked in reported if marked) == "扫黑除恶"
    assert "".join(text for text, _ in reported) == "…" + "先" * 10 + "扫黑除恶" + "后" * 26 + "…"


@given(texts, st.lists(texts.map(fold), max_size=3))
def test_pieces_make_up_the_text(text: str, wanted: list[str]) -> None:
    assert "".join(piece for piece, _ in pieces(text, wanted)) == text
