"""The key by which an index finds near repeats with one equality."""

import pytest

from pipelines.dedup import skeleton_key

TEXT = "近年来，新会治安情况取得了喜人变化，全区共建成234个平安社区，群众安全感大幅提升。"


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.replace("，", ","),
        TEXT.replace("，", "", 1),
        TEXT.replace("取得了", "取得"),
        TEXT.replace("群众", "群众的"),
        TEXT.replace("取得了", "取得了了"),
        TEXT.replace("234", "２３４"),
        TEXT.replace("群众", " 群 众"),
        "本报讯（记者 王某）" + TEXT,
        TEXT + "（完）",
    ],
)
def test_ways_to_write_one_text_share_their_key(copy: str) -> None:
    assert skeleton_key(copy) == skeleton_key(TEXT)


@pytest.mark.parametrize(
    "copy", [TEXT.replace("234", "235"), TEXT.replace("新会", "江门"), TEXT.replace("提升", "下降")]
)
def test_a_changed_fact_changes_the_key(copy: str) -> None:
    assert skeleton_key(copy) != skeleton_key(TEXT)


def test_the_key_is_the_same_in_every_process() -> None:
    assert skeleton_key(TEXT) == 2519616486480350361


@pytest.mark.parametrize("text", ["", "特此公告。", "的" * 100])
def test_a_text_that_says_little_has_no_key(text: str) -> None:
    assert skeleton_key(text) is None


def test_a_lone_surrogate_has_a_key() -> None:
    assert skeleton_key("\ud800甲乙丙丁戊己庚辛壬癸子丑") is not None
