"""Digests and fingerprints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.fingerprint import (
    digest,
    fingerprint,
    fingerprints,
    hamming,
    letters,
    normal_form,
    reference,
    to_signed,
    traced_normal_form,
)

TEXT = "近年来，新会治安情况取得喜人变化，群众安全感、幸福感、获得感大幅提升。"
FINGERPRINTS = st.integers(min_value=0, max_value=2**64 - 1)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT * 40,  # more 3-grams than a byte can count
        "abcdefghijkl",
        "啊" * 300,
        "𠀀" * 20,
        "中𠀀𠀁文" * 60,
        "ＡＢＣ１２３，全角与half-width混排的一段文字",
        "\ud800" * 40 + TEXT,
    ],
    ids=["page", "long", "latin", "one letter", "astral", "mixed planes", "widths", "lone surrogates"],
)
def test_equals_the_simhash_library(text: str) -> None:
    assert fingerprint(text) == reference(text)


@given(st.text())
def test_equals_the_simhash_library_on_any_text(text: str) -> None:
    assert fingerprint(text) == reference(text)


@given(st.lists(st.text(alphabet="一二三四五六七八九十甲乙丙丁，。 ", max_size=600), max_size=8))
def test_a_page_at_once_equals_one_text_at_a_time(texts: list[str]) -> None:
    assert fingerprints(texts) == [reference(text) for text in texts]


@pytest.mark.parametrize("text", ["", "，。！？", "特此公告。", "一二三四五六七八九十甲"])
def test_a_text_of_fewer_than_twelve_letters_has_none(text: str) -> None:
    assert fingerprint(text) is None


def test_twelve_letters_are_enough() -> None:
    assert fingerprint("一二三四五六七八九十甲乙") is not None


def test_punctuation_width_and_case_do_not_count() -> None:
    assert fingerprint("ＡＢＣ，１２３。" + TEXT) == fingerprint("abc 123" + TEXT.replace("，", ""))


def test_letters_are_what_is_fingerprinted() -> None:
    assert letters("（１） Ａb，中\u200b文！") == "1ab中文"


@given(FINGERPRINTS)
def test_sixty_four_bits_survive_a_signed_column(value: int) -> None:
    stored = to_signed(value)
    assert (-(2**63) <= stored < 2**63, stored % 2**64) == (True, value)


def test_distance_counts_bits() -> None:
    assert hamming(0b1011, 0b0010) == 2


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("１２３，ＡＢＣ", "123,ABC"),
        ("新 会\u3000区\u200b", "新会区"),
        ("每1 00公克", "每1 00公克"),
        ("完成 12 34 两项", "完成12\t34两项"),
        ("北京\t\t5", "北京\t\t5"),
        ("合格\t\t不合格", "合格\t\t不合格"),
        ("\t合格\t", "\t合格\t"),
        ("监票人：高明 远山　方正，", "监票人:高明 远山 方正,"),
        ("王 军、李建国", "王军、李建国"),
        ("本次会议 由局长主持", "本次会议由局长主持"),
        ("党建引领 服务群众", "党建引领服务群众"),
        ("⽅案", "方案"),
        ("「引」—“用”", '"引"-"用"'),
    ],
)
def test_the_normal_form_folds_width_and_space_but_keeps_figures_apart(text: str, plain: str) -> None:
    assert normal_form(text) == plain


@given(st.text())
def test_each_character_of_the_normal_form_is_traced_to_the_text(text: str) -> None:
    plain, offsets = traced_normal_form(text)
    assert (plain, len(offsets), sorted(offsets)) == (normal_form(text), len(plain) + 1, offsets)


def test_equal_digests_mean_the_same_to_the_letter() -> None:
    assert digest("新会区１２ 宗，") == digest("新会区12宗,")


def test_another_digit_is_another_digest() -> None:
    assert digest("共12宗") != digest("共13宗")


def test_a_lone_surrogate_has_a_digest() -> None:
    assert len(digest("\ud800")) == 64
