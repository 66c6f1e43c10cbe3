"""The key by which an index finds near repeats with one equality."""

import os
import subprocess
import sys

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
        TEXT + "【打印】【关闭】",
        TEXT.replace("治安情况", "治安情況"),
        TEXT.replace("建成", "&nbsp;建成"),
    ],
)
def test_ways_to_write_one_text_share_their_key(copy: str) -> None:
    assert skeleton_key(copy) == skeleton_key(TEXT)


@pytest.mark.parametrize(
    "copy", [TEXT.replace("234", "235"), TEXT.replace("新会", "江门"), TEXT.replace("提升", "下降")]
)
def test_a_changed_fact_changes_the_key(copy: str) -> None:
    assert skeleton_key(copy) != skeleton_key(TEXT)


@pytest.mark.parametrize("text", ["", "特此公告。", "的" * 100])
def test_a_text_that_says_little_has_no_key(text: str) -> None:
    assert skeleton_key(text) is None


def test_a_lone_surrogate_has_a_key() -> None:
    assert skeleton_key("\ud800甲乙丙丁戊己庚辛壬癸子丑") is not None


def test_the_key_is_the_same_in_every_process() -> None:
    # every word that has another spelling: which of them stands for all must not hang on the order of a set
    code = (
        "from pipelines.dedup import skeleton_key; from pipelines.dedup.language import SAME_WORDS\n"
        "words = sorted(frozenset().union(*SAME_WORDS))\nprint(skeleton_key('项'.join(words)))"
    )
    reported = {
        subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(reported) == 1
