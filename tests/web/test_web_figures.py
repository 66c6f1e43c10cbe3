"""The small parts of `bulletins serve`: charts, months, citations, figures that are kept, days."""

import re
import threading
from dataclasses import replace
from datetime import date

import pytest

pytest.importorskip("datasette", reason="the extra `serve` is not installed")

from store_pages import fetch, page, reading

from bulletins.charts import Bar, by_time, columns, rows, shares
from bulletins.web.pages.bulletin import bibtex, gb7714
from bulletins.web.viewer import Remembered
from pipelines.china_time import first_day, last_day
from pipelines.store import BulletinView, open_store


@pytest.fixture
def view(tmp_path: object) -> BulletinView:
    with open_store(f"sqlite:///{tmp_path}/bulletins.db") as store:
        fetch(store, store.begin_run("crawl"), page(), reading())
        found = store.bulletin(1)
    assert found is not None
    return found


def widths(svg: str) -> list[str]:
    return re.findall(r'class="bar"[^>]* width="([\d.]+%)"', svg)


def test_the_longest_row_fills_the_chart() -> None:
    assert widths(rows([Bar("甲", 4), Bar("乙", 1)], "t")) == ["100.00%", "25.00%"]


def test_the_highest_column_fills_the_chart() -> None:
    assert re.findall(r'class="bar"[^>]* height="([\d.]+)"', columns([Bar("1", 5), Bar("2", 10)], "t")) == [
        "75.0",
        "150.0",
    ]


def test_a_chart_without_anything_is_none() -> None:
    assert [columns([], "t"), rows([], "t"), shares([], "t")] == ["", "", ""]


def test_parts_of_a_whole_fill_the_line() -> None:
    svg = shares([("kept", Bar("保留", 3)), ("near-repeat", Bar("近似", 1))], "t")
    assert re.findall(r'x="([\d.]+)%" y="0" width="([\d.]+)%"', svg) == [("0.000", "75.000"), ("75.000", "25.000")]


def test_a_strangers_label_is_text_in_a_chart() -> None:
    assert "<b>" not in rows([Bar("<b>\u202e", 1)], '"<b>')


def test_a_chart_says_what_it_is_to_those_who_cannot_see_it() -> None:
    assert 'role="img" aria-label="每月公报数"' in columns([Bar("2020-06", 1)], "每月公报数")


def test_months_without_a_bulletin_are_columns_too() -> None:
    bars = by_time({"2019-12": 1, "2020-02": 2})
    assert [(bar.label, bar.count) for bar in bars] == [("2019-12", 1), ("2020-01", 0), ("2020-02", 2)]


def test_many_months_are_counted_by_year() -> None:
    bars = by_time({"2010-01": 1, "2010-02": 2, "2020-01": 3})
    assert (len(bars), bars[0], bars[-1]) == (11, Bar("2010", 3, mark="2010"), Bar("2020", 3, mark="2020"))


def test_a_bulletin_is_cited_by_the_national_standard(view: BulletinView) -> None:
    assert gb7714(view) == (
        "本网. 关于防汛工作的通知: 新府〔2020〕3号[EB/OL]. (2020-06-07)[2026-01-02]. "
        "http://www.example.gov.cn/tzgg/t1.html. "
        f"抓取时间 2026-01-02 11:04:00（北京时间），SHA-256 {view.sha256}."
    )


def test_a_bulletin_without_issuer_and_date_is_cited_without_them(view: BulletinView) -> None:
    bare = replace(view, issuer=None, published=None, document_number=None)
    assert gb7714(bare).startswith("关于防汛工作的通知[EB/OL]. [2026-01-02]. http")


def test_a_bulletin_is_cited_in_bibtex(view: BulletinView) -> None:
    assert bibtex(view).splitlines()[:4] == [
        "@online{bulletin1r1,",
        "  author = {{本网}},",
        "  title = {{关于防汛工作的通知}},",
        "  number = {{新府〔2020〕3号}},",
    ]


def test_what_bibtex_would_obey_is_spelled(view: BulletinView) -> None:
    cited = bibtex(replace(view, title="a}{b\\c%d&e#f_g\n\u202e"))
    assert r"title = {{a\}\{b\textbackslash{}c\%d\&e\#f\_g �}}" in cited


class Counting:
    """Something to count, a store's version, and a clock that moves as told."""

    def __init__(self, took: float) -> None:
        self.version, self.now, self.times, self.took = 1, 0.0, 0, took

    def make(self) -> int:
        self.times += 1
        self.now += self.took
        return self.times

    def kept(self) -> Remembered[int]:
        return Remembered(self.make, lambda: self.version, lambda: self.now)


def test_figures_are_kept_while_nobody_writes() -> None:
    counting = Counting(took=0.01)
    kept = counting.kept()
    assert [kept.get(), kept.get()] == [1, 1]


def test_quick_figures_are_made_again_when_somebody_wrote() -> None:
    counting = Counting(took=0.01)
    kept = counting.kept()
    kept.get()
    counting.version, counting.now = 2, 10.0
    assert kept.get() == 2


def test_figures_that_took_long_are_good_for_some_time() -> None:
    counting = Counting(took=2.0)
    kept = counting.kept()
    kept.get()
    counting.version = 2
    counting.now += 39
    assert kept.get() == 1


def test_nobody_waits_for_figures_that_take_long() -> None:
    counting = Counting(took=2.0)
    kept = counting.kept()
    kept.get()
    counting.version = 2
    counting.now += 41
    assert kept.get() == 1
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.main_thread() and thread._target == kept.renew_and_release:  # type: ignore[attr-defined]
            thread.join(10)
    assert kept.held == (2, 2)


@pytest.mark.parametrize(
    ("reported", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-2", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-02-03", date(2020, 2, 3), date(2020, 2, 3)),
    ],
)
def test_a_month_or_a_year_is_its_first_or_last_day(reported: str, first: date, last: date) -> None:
    assert (first_day(reported), last_day(reported)) == (first, last)


@pytest.mark.parametrize("reported", ["", "2020-13", "2020-02-30", "２０２０", "yesterday", "0000", "2020-06-07x"])
def test_what_is_no_day(reported: str) -> None:
    for read in (first_day, last_day):
        with pytest.raises(ValueError):  # noqa: PT011  # the page names what was typed
            read(reported)
