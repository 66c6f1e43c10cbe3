"""What a reader sees of a difference: whole figures of before and of after, never a mixture of both."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup import difference, marked_up, pieces_of, whole
from pipelines.models import Edit
from pipelines.text.fingerprint import normal_form

FIGURE = re.compile("[0-9]+")


def shown(before: str, after: str) -> str:
    return "".join(marked_up(*piece) for piece in pieces_of(before, difference(before, after), after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("罚款4400元。", "罚款88800元。", "罚款[-4400-]{+88800+}元。"),
        ("试用期一年", "试用期两年", "试用期[-一-]{+两+}年"),
        ("共1,234,567元", "共1,234,667元", "共[-1,234,567-]{+1,234,667+}元"),
        ("占1.5成", "占15成", "占[-1.5-]{+15+}成"),
        ("二十三人", "二十五人", "[-二十三-]{+二十五+}人"),
        ("拨款5万元", "拨款5亿元", "拨款[-5万-]{+5亿+}元"),
        ("自2020-06-07起", "自2020-06-17起", "自[-2020-06-07-]{+2020-06-17+}起"),
        ("电话0750-6123456。", "电话0750-6123466。", "电话[-0750-6123456-]{+0750-6123466+}。"),
        ("粤J12345号车", "粤J12845号车", "粤[-J12345-]{+J12845+}号车"),
        ("零下-5度", "零下5度", "零下[--5-]{+5+}度"),
    ],
)
def test_a_figure_is_shown_whole(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("增长5%。", "增长5‰。", "增长[-5%-]{+5‰+}。"),
        ("招收15名", "招收15位", "招收[-15名-]{+15位+}"),
        ("价格5元", "价格5美元", "价格[-5-]{+5美+}元"),
    ],
)
def test_a_unit_that_changed_takes_its_figure_along(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


def test_words_are_marked_as_narrowly_as_they_differ() -> None:
    assert (
        shown("统一部署，于2024年完成。", "统一安排，于2024年前完成。") == "统一[-部署-]{+安排+}，于2024年{+前+}完成。"
    )


def test_both_sides_are_quoted_in_their_own_width() -> None:
    assert shown("共２０２０件", "共 2021件") == "共[-２０２０-]{+2021+}件"


def test_edits_of_a_part_of_the_text_stay_as_they_are() -> None:
    edits = [Edit(3, "5", "4")]  # counted in a part that begins later
    assert whole("一、全区建成235个", edits) == edits


TEXTS = st.text(st.sampled_from("一二万0123456789.,-% 元年市的，。ab"), max_size=30).map(str.strip)


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_two_texts(before: str, after: str) -> None:
    pieces = pieces_of(before, difference(before, after), after)
    assert "".join(text for kind, text in pieces if kind != "removed") == before
    assert normal_form("".join(text for kind, text in pieces if kind != "kept")) == normal_form(after)


@given(TEXTS, TEXTS)
def test_each_figure_that_is_shown_stands_in_one_of_the_texts(before: str, after: str) -> None:
    found = set(FIGURE.findall(shown(before, after)))
    assert found <= {*FIGURE.findall(before), *FIGURE.findall(after)}
