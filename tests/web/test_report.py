"""`bulletins report`: a run as one page that says what happened, asks for nothing, and runs nothing of any text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

import pytest
from simulated_crawl import DAY, LIST, NOW, SOURCE, Answer, article, crawl, links
from store_pages import URL, fetch, notice, page

from bulletins.charts import by_time, element, text
from bulletins.cli.group import bulletins
from bulletins.report import report
from bulletins.report.sections import MAX_MONTHS
from bulletins.words import CHINESE
from crawler.download.browser_settings import chromium
from pipelines.exit_codes import Exit, guarded
from pipelines.frontier import Scope
from pipelines.health import State
from pipelines.models import CleanDocument, Edit, Outcome, Reason, Receipt, Rejected, Rejection, Role
from pipelines.sources import SourceError
from pipelines.store import Store, open_store

HOSTILE = (
    "</title></style><script>document.title='run'</script><img src='http://evil.example/a.png' onerror=alert(1)>"
    "\"'&lt;\u202e<svg onload=alert(2)>"
)
Run = Callable[..., int]


def of_hostile_page(url: str) -> CleanDocument:
    made = notice(url, HOSTILE, f"{HOSTILE}。", HOSTILE)
    document = replace(
        made.document, title=HOSTILE, issuer=HOSTILE, columns=(HOSTILE,), published=date(2020, 6, 7), url=url
    )
    near = Receipt(3, 2, Reason.NEAR_REPEAT, 3, 0.98, (Edit(0, "", "。"),))
    return replace(made, document=document, removals=(near, Receipt(4, 2, Reason.EXACT_REPEAT, 0, 1.0)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bulletins.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Run 1: a crawl of a source that is well; run 2: what was saved of hostile pages."""
    with open_store(f"sqlite:///{path}") as store:
        site = {LIST: Answer(b"1", links=links(1, 2, "never"))}
        site |= {article(n): Answer(b"%d" % n, published=NOW.date(), says=f"第{n}号。") for n in (1, 2)}
        site[article("never")] = Answer(error="timed out: 30 s")
        crawl(store, site)
        run = store.begin_run("ingest")
        fetch(store, run, page(URL + "?<b>", b"1"), of_hostile_page(URL + "?<b>"))
        fetch(store, run, page(URL + "?2", b"2"), Rejected(Rejection.LOGIN, HOSTILE))
        fetch(store, run, page(URL + "?list", b"list", role=Role.LIST), Outcome.LISTED)
        store.note_failure(run, HOSTILE, f"http://evil.example/{HOSTILE}", f"{HOSTILE}: {HOSTILE}")
        store.finish_run(run)
        yield store


@pytest.fixture
def reported(store: Store) -> Callable[[int], str]:
    def of(number: int) -> str:
        run = store.run(number)
        assert run is not None
        return report(run, store.changes(number))

    return of


def sections(page: str) -> dict[str, str]:
    """The sections by their English titles, without markup and charts."""
    found = re.findall(r"<section>(.*?)</section>", re.sub(r"<svg.*?</svg>", "", page), re.DOTALL)
    named = {re.search(r'<small lang="en">([^<]*)', one)[1]: one for one in found}  # type: ignore[index]  # each has a title
    return {name: " ".join(re.sub(r"<[^>]*>", " ", one).split()) for name, one in named.items()}


def test_the_outcomes_of_each_source_are_reported(reported: Callable[[int], str]) -> None:
    assert sections(reported(1))["What became of the pages"].endswith("example 2 1 1")


def test_why_pages_were_rejected_is_reported(reported: Callable[[int], str]) -> None:
    assert "要求登录 login wall ：1" in sections(reported(2))["What became of the pages"]


def test_the_verdict_on_each_source_is_reported(reported: Callable[[int], str]) -> None:
    assert "example 正常 ok —" in sections(reported(1))["Is every source well"]


def test_failures_are_reported_by_name(reported: Callable[[int], str]) -> None:
    assert sections(reported(1))["Failures"].endswith(f"超时 timed out 1 {article('never')} : 30 s")


def test_what_was_removed_is_reported_by_reason(reported: Callable[[int], str]) -> None:
    found = sections(reported(1))["What was removed"]
    assert "完全重复 exact repeat 2 26" in found


def test_the_difference_of_a_removed_paragraph_is_marked(reported: Callable[[int], str]) -> None:
    assert "<p><ins>{+。+}</ins>&lt;/title&gt;" in reported(2)


def test_new_bulletins_are_reported(reported: Callable[[int], str]) -> None:
    found = sections(reported(1))["New and revised bulletins"]
    assert found.count("2026-03-02 关于防汛工作的通知") == 2


def test_a_revised_bulletin_is_reported_as_such(store: Store, reported: Callable[[int], str]) -> None:
    site = {LIST: Answer(b"1", links=links(1)), article(1): Answer(b"1 again", says="第1号，更正。")}
    site |= {article(n): Answer(error="timed out") for n in (2, "never")}
    crawl(store, site, NOW + 2 * DAY, Scope(full=True))
    assert "修订 revised" in sections(reported(3))["New and revised bulletins"]


def test_a_report_says_of_its_run_only(store: Store, reported: Callable[[int], str]) -> None:
    before = reported(1)
    crawl(store, {LIST: Answer(b"1")}, NOW + 2 * DAY, Scope(limit=0), replace(SOURCE, name="other"))
    assert reported(1) == before


def test_no_text_of_a_page_is_markup(reported: Callable[[int], str]) -> None:
    tags = set(re.findall(r"<(\w+)", reported(2)))
    assert not tags & {"script", "img", "b>", "iframe", "a"}
    assert reported(2).count("<svg") == reported(2).count('<svg viewBox="')


def test_nothing_turns_the_reading_direction(reported: Callable[[int], str]) -> None:
    assert "\u202e" not in reported(2)


def test_no_address_is_one_to_go_to(reported: Callable[[int], str]) -> None:
    assert set(re.findall(r'(?:href|src|url)\s*[=(]\s*"?([^")]*)', re.sub(r">[^<]*<", "><", reported(2)))) == {"data:,"}


def test_a_run_without_anything_says_so(store: Store, reported: Callable[[int], str]) -> None:
    store.finish_run(store.begin_run("ingest"))
    page = reported(3)
    assert page.count('<p class="nothing">没有 <small lang="en">none</small></p>') == 4


@pytest.mark.parametrize("word", [*Outcome, *Rejection, *Reason, *State])
def test_every_name_is_reported_in_chinese(word: str) -> None:
    assert CHINESE[word] != word


def test_an_attribute_cannot_be_left() -> None:
    assert element("p", title='"><b>') == '<p title="&quot;&gt;&lt;b&gt;"></p>'


def test_text_is_escaped_once() -> None:
    assert text("<&>") == escape("<&>")


def test_months_without_a_bulletin_are_drawn_too() -> None:
    drawn = by_time({"2025-11": 1, "2026-02": 3}, MAX_MONTHS)
    assert [(bar.label, bar.count) for bar in drawn] == [("2025-11", 1), ("2025-12", 0), ("2026-01", 0), ("2026-02", 3)]


def test_many_months_are_drawn_as_years() -> None:
    drawn = by_time({"2012-11": 1, "2012-12": 1, "2026-02": 3}, MAX_MONTHS)
    assert [(bar.label, bar.count) for bar in drawn] == [
        ("2012", 2),
        *((str(year), 0) for year in range(2013, 2026)),
        ("2026", 3),
    ]


@pytest.fixture
def run(path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("BULLETINS_STORE", f"sqlite:///{path}")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: guarded(
        lambda: bulletins.main(["report", *map(str, arguments)], "bulletins", standalone_mode=False)
    )


def test_the_newest_run_is_reported(run: Run, tmp_path: Path) -> None:
    assert run() == Exit.OK
    assert "<title>运行 2" in (tmp_path / "run-2.html").read_text("utf-8")


def test_another_run_goes_where_it_is_reported(run: Run, tmp_path: Path) -> None:
    assert run("--run", 1, "--output", tmp_path / "monday.html") == Exit.OK
    assert "<title>运行 1" in (tmp_path / "monday.html").read_text("utf-8")


def test_a_run_that_never_was_is_used_wrongly(run: Run, tmp_path: Path) -> None:
    assert run("--run", 9) == Exit.USAGE
    assert not list(tmp_path.glob("*.html"))


def test_where_nothing_can_be_written_one_line_says_so(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run("--output", tmp_path / "file" / "a.html") == Exit.FAILED
    assert capsys.readouterr().err.count("\n") == 1


def test_in_a_browser_it_asks_for_nothing_and_nothing_is_wrong(reported: Callable[[int], str], tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (the extra `browser`)")
    try:
        executable = chromium("test")
    except SourceError as error:
        pytest.skip(f"needs Chromium: {error}")
    path = tmp_path / "run.html"
    path.write_text(reported(2), "utf-8")
    asked: list[str] = []
    wrong: list[str] = []
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: wrong.append(message.text))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("dialog", lambda dialog: wrong.append(dialog.message))
        tab.goto(path.as_uri())
        title, scripts = tab.title(), tab.locator("script, img").count()
        browser.close()
    assert asked == [path.as_uri()]
    assert (wrong, scripts) == ([], 0)
    assert title.startswith("运行 2")
