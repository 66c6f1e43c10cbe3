"""Volatile places: what a series of visits shows of a figure, and what it does not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.revisions.volatile import Kind, Line, Said, Visit, judge, only_volatile

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BEGAN = datetime(2026, 3, 2, 1, 17, 5, tzinfo=UTC)  # 09:17:05 in China
# three days, then twice again within minutes: what a crawl that doubts sees
DOUBTED = (timedelta(0), DAY, 2 * DAY, 2 * DAY + MINUTE, 2 * DAY + 2 * MINUTE)
DAILY = tuple(n * DAY for n in range(8))


def said(*paragraphs: str, title: str = "关于防汛工作的通知") -> Said:
    return Said((title,), ("text",) * len(paragraphs), tuple(map(Line.of, paragraphs)))


def visits(texts: Sequence[str], after: Sequence[timedelta], *, last: str = "特此通知。") -> list[Visit]:
    return [Visit(BEGAN + gap, said("各镇街：", text, last)) for text, gap in zip(texts, after, strict=False)]


def kinds(shown: Sequence[Visit]) -> list[Kind]:
    return list(judge(shown).volatile.values())


def clock(written: str, after: Sequence[timedelta]) -> list[str]:
    china = [BEGAN + gap + timedelta(hours=8) for gap in after]
    weekday = "一二三四五六日"
    return [moment.strftime(written).replace("W", weekday[moment.weekday()]) for moment in china]


@pytest.mark.parametrize("words", ["本页已被浏览{}次", "阅读：{}", "第 {} 位访客，欢迎您", "热度{}"])
def test_a_number_that_grows_with_each_visit_is_a_counter(words: str) -> None:
    assert kinds(visits([words.format(n) for n in (998, 1003, 1010, 1011, 1012)], DOUBTED)) == [Kind.COUNTER]


def test_a_counter_may_part_its_thousands() -> None:
    texts = [f"浏览{n}" for n in ("999", "1,003", "1,010", "1,011", "1,012")]
    assert kinds(visits(texts, DOUBTED)) == [Kind.COUNTER]


def test_a_number_that_grows_from_day_to_day_is_none() -> None:
    assert kinds(visits([f"累计确诊{n}例" for n in range(100, 108)], DAILY)) == []


def test_a_number_that_stands_still_for_minutes_is_none() -> None:
    texts = [f"累计确诊{n}例" for n in (100, 103, 110, 110, 110, 118, 121)]
    after = (*DOUBTED, 3 * DAY, 4 * DAY)
    shown = visits(texts, after)
    assert judge(shown).volatile == {}
    assert judge(shown).doubtful == frozenset()  # it has been tried


def test_a_number_that_falls_is_none() -> None:
    assert kinds(visits([f"大米{n}元" for n in (5, 6, 4, 7, 8)], DOUBTED)) == []


def test_a_number_with_a_fraction_is_none() -> None:
    assert kinds(visits([f"水位{n}米" for n in (5.1, 5.2, 5.3, 5.4, 5.5)], DOUBTED)) == []


def test_a_number_that_changes_together_with_a_day_is_none() -> None:
    texts = [f"截至3月{day}日，累计确诊{n}例" for day, n in enumerate(range(100, 105), start=2)]
    assert kinds(visits(texts, DOUBTED)) == []


def test_a_number_that_changes_together_with_one_that_falls_is_none() -> None:
    texts = [f"大米{a}吨，菜油{b}吨" for a, b in zip(range(5, 10), (9, 8, 7, 6, 5), strict=True)]
    assert kinds(visits(texts, DOUBTED)) == []


def test_a_number_whose_words_change_begins_again() -> None:
    shown = visits([f"阅读{n}" for n in range(4)], DOUBTED[:4])
    edited = visits(["阅读9"], [DOUBTED[4]], last="特此公告。")
    assert kinds([*shown, *edited]) == []


def test_rows_that_share_their_words_name_no_place() -> None:
    shown = [Visit(BEGAN + gap, said(f"合计\t{n}", "合计\t7")) for n, gap in enumerate(DOUBTED)]
    assert kinds(shown) == []


def test_two_counters_and_a_clock_are_three() -> None:
    times = clock("现在时间%H:%M:%S", DOUBTED)
    texts = [f"{time} 浏览{n}次 评论{2 * n}条" for n, time in enumerate(times, start=7)]
    assert sorted(kinds(visits(texts, DOUBTED))) == [Kind.CLOCK, Kind.COUNTER, Kind.COUNTER]


@pytest.mark.parametrize(
    "written",
    ["现在时间：%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 星期W %H:%M", "北京时间%H:%M:%S", "%Y/%m/%d %H:%M", "%H时%M分%S秒"],
)
def test_a_time_that_follows_the_fetching_is_a_clock(written: str) -> None:
    after = [n * (DAY + 7 * MINUTE) for n in range(5)]
    assert kinds(visits(clock(written, after), after)) == [Kind.CLOCK]


def test_a_clock_of_another_zone_that_is_some_minutes_slow_is_one() -> None:
    after = [n * (DAY + 7 * MINUTE) for n in range(5)]
    shown = clock("%Y-%m-%d %H:%M:%S", [gap - 8 * 60 * MINUTE - 4 * MINUTE for gap in after])
    assert kinds(visits(shown, after)) == [Kind.CLOCK]


def test_a_day_with_its_weekday_that_is_always_today_is_a_clock() -> None:
    assert kinds(visits(clock("%Y年%m月%d日 星期W", DAILY), DAILY)) == [Kind.CLOCK]


def test_a_day_alone_is_none() -> None:
    assert kinds(visits(clock("截至%Y年%m月%d日，无新增病例", DAILY), DAILY)) == []


def test_a_time_that_is_the_same_every_day_is_none() -> None:
    assert kinds(visits(clock("更新时间：%Y-%m-%d %H:%M", DAILY), DAILY)) == []


def test_a_time_of_its_own_is_none() -> None:
    after = [n * (DAY + 7 * MINUTE) for n in range(6)]
    shown = clock("更新时间：%Y-%m-%d %H:%M", [n * DAY + n % 3 * 20 * MINUTE for n in range(6)])
    assert kinds(visits(shown, after)) == []


def test_a_number_that_grew_twice_is_doubtful() -> None:
    assert not judge(visits([f"阅读{n}" for n in (1, 2)], DAILY)).doubtful
    assert judge(visits([f"阅读{n}" for n in (1, 2, 3)], DAILY)).doubtful


def test_what_was_refused_is_neither_volatile_nor_doubtful() -> None:
    shown = visits([f"阅读{n}" for n in (1, 2, 3, 4, 5)], DOUBTED)
    [place] = judge(shown).volatile
    evidence = judge(shown, refused=[place])
    assert not evidence.volatile
    assert not evidence.doubtful


def test_only_the_volatile_figure_may_differ() -> None:
    shown = visits([f"大米5元，浏览{n}次" for n in (1, 2, 3, 4, 5)], DOUBTED)
    places = judge(shown).volatile
    before = shown[-1].said
    for text, expected in (
        ("大米5元，浏览9次", True),
        ("大米5元，浏览4次", False),  # it fell
        ("大米6元，浏览9次", False),
        ("大米5元，点击9次", False),
        ("大米5元，浏览9.5次", False),
    ):
        [after] = visits([text], [3 * DAY])
        assert only_volatile(before, after, places, {}) is expected, text
    [after] = visits(["大米5元，浏览9次"], [3 * DAY], last="特此公告。")
    assert not only_volatile(before, after, places, {})


def test_a_clock_that_stands_still_is_a_change() -> None:
    after = [n * (DAY + 7 * MINUTE) for n in range(5)]
    shown = visits(clock("%Y-%m-%d %H:%M:%S", after), after)
    places = judge(shown).volatile
    [late] = visits(["2026-03-06 23:00:00"], [40 * DAY])
    assert not only_volatile(shown[-1].said, late, places, {})
