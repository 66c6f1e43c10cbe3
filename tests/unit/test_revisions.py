"""What changed between two revisions: every paragraph that differs is reported once, and none that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.models import Edit
from pipelines.revisions.differences import FieldChange, ParagraphChange, What, changed_fields, changed_paragraphs

TEXT = ("一、总体要求", "各镇街于3月20日前完成自查，并报区水务局。", "联系电话：0750-0000123。", "特此通知。")


def reported(before: tuple[str, ...], after: tuple[str, ...]) -> list[tuple[object, ...]]:
    return [(c.what, c.before_position, c.position) for c in changed_paragraphs(before, after)]


def test_what_says_the_same_has_no_changes() -> None:
    assert changed_paragraphs(TEXT, TEXT) == ()


def test_white_space_and_width_are_no_change() -> None:
    assert reported(TEXT, ("一、 总体要求", TEXT[1].replace("3", "３"), *TEXT[2:])) == []


def test_a_paragraph_that_came_stands_where_it_came() -> None:
    assert reported(TEXT, (*TEXT[:2], "各社区另行安排。", *TEXT[2:])) == [(What.ADDED, None, 2)]


def test_a_paragraph_that_went_stands_where_it_was() -> None:
    assert reported(TEXT, (TEXT[0], *TEXT[2:])) == [(What.REMOVED, 1, None)]


def test_an_edited_paragraph_says_the_edit() -> None:
    [change] = changed_paragraphs(TEXT, (TEXT[0], TEXT[1].replace("20", "25"), *TEXT[2:]))
    assert (change.what, change.before, change.after) == (What.EDITED, TEXT[1], TEXT[1].replace("20", "25"))
    assert change.difference == (Edit(7, "0", "5"),)


def test_a_paragraph_that_moved_is_not_reported_as_two() -> None:
    assert reported(TEXT, (TEXT[0], TEXT[2], TEXT[3], TEXT[1])) == [(What.MOVED, 1, 3)]


def test_a_paragraph_that_moved_and_was_edited_is_edited() -> None:
    assert reported(TEXT, (TEXT[0], TEXT[2], TEXT[3], TEXT[1].replace("20", "25"))) == [(What.EDITED, 1, 3)]


def test_two_that_have_little_in_common_went_and_came() -> None:
    before, after = ("甲乙丙丁戊己庚辛",), ("子丑寅卯辰巳午未",)
    assert reported(before, after) == [(What.REMOVED, 0, None), (What.ADDED, None, 0)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("五、原来就有的一段文字，后来没有了。", "七、全新的一段文字，以前没有，现在加上。"),
        ("原来的那一段文字，讲的是防汛，后来没有了。", "这是全新一段文字，以前没有，是讲的环保。"),
        ("五、原来就有的内容，区水务局负责。", "七、全新内容，区教育局负责。"),
        ("（三）区水务局负责防汛工作的检查。", "（四）区教育局负责学校工作的检查。"),
        ("第三条 各镇街于三月底前完成自查。", "第八条 各学校于五月底前完成整改。"),
    ],
)
def test_two_that_have_characters_in_common_and_no_phrases_are_not_one(before: str, after: str) -> None:
    assert reported((before,), (after,)) == [(What.REMOVED, 0, None), (What.ADDED, None, 0)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("五、各镇街要加强组织领导。", "六、各镇街要加强组织领导。"),
        ("（三）区水务局负责防汛工作。", "（四）区水务局负责防汛抗旱工作。"),
        ("2026年3月1日", "2025年12月31日"),
        ("各镇街于3月20日前完成自查，并报区水务局。", "各镇街于4月15日前完成整改，并报区应急局。"),
        ("联系人：张三，电话：0750-1234567。", "联系人：李四，电话：0750-7654321。"),
        ("甲类 10", "甲类 1"),
        ("特此通知。", "特此公告。"),
    ],
)
def test_what_keeps_its_phrases_is_one_edited(before: str, after: str) -> None:
    assert reported((before,), (after,)) == [(What.EDITED, 0, 0)]


def test_of_equal_paragraphs_only_those_more_or_less_are_reported() -> None:
    assert reported(("甲", "甲"), ("甲", "甲", "甲")) == [(What.ADDED, None, 2)]


def test_the_most_the_same_way_are_taken_for_one_edited() -> None:
    before = ("第一条 区水务局负责防汛工作。", "第二条 区教育局负责学校安全。")
    after = ("第二条 区教育局负责校园安全。", "第一条 区水务局负责防汛抗旱工作。")
    assert sorted(reported(before, after)) == [(What.EDITED, 0, 1), (What.EDITED, 1, 0)]


def test_fields_that_differ_are_reported_in_their_order() -> None:
    before = {"title": "关于防汛的通知", "published": "2026-03-01", "issuer": None}
    after = {"title": "关于防汛的通知（更正）", "published": "2026-03-01", "issuer": "区水务局"}
    assert changed_fields(before, after) == (
        FieldChange("title", "关于防汛的通知", "关于防汛的通知（更正）"),
        FieldChange("issuer", None, "区水务局"),
    )


@given(
    before=st.lists(st.sampled_from(["甲", "乙", "丙丁戊己", "丙丁戊庚", "。"]), max_size=8),
    after=st.lists(st.sampled_from(["甲", "乙", "丙丁戊己", "丙丁戊庚", "。"]), max_size=8),
)
def test_the_changes_make_the_later_revision_of_the_earlier(before: list[str], after: list[str]) -> None:
    changes = changed_paragraphs(before, after)
    gone = {c.before_position for c in changes} - {None}
    come = {c.position for c in changes} - {None}
    stayed = [text for i, text in enumerate(before) if i not in gone]
    assert stayed == [text for j, text in enumerate(after) if j not in come]
    assert sum(map(is_edit_or_move, changes)) == len(gone) + len(come) - len(changes)


def is_edit_or_move(change: ParagraphChange) -> bool:
    return change.what in (What.EDITED, What.MOVED)
