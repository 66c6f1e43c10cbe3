"""A batch job over archives makes what `bulletins ingest` and `bulletins export` make of them, row by row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from archived_pages import AT, FORMULA, HOSTS, SENTENCES, archives_of, html, pages_of

from bulletins.cli.ingest import ingest
from pipelines.archive import Archive, archive_at
from pipelines.batch import job, reading
from pipelines.batch.flow import run
from pipelines.batch.memory import InMemory
from pipelines.batch.parts import Part, parts_of
from pipelines.batch.reading import ReadPart, reader_of
from pipelines.batch.records import Record
from pipelines.batch.report import Report
from pipelines.exit_codes import Exit
from pipelines.export_kinds import Row
from pipelines.export_tables import TABLES
from pipelines.models import CleanDocument, Page, Role, Source
from pipelines.rows import Rows
from pipelines.store import Selection, open_store

READ = reader_of(lambda name: Source(name=name))


def opened(address: str) -> Archive:
    return archive_at(Path(address))


def ingested(archives: Sequence[Path], folder: Path) -> tuple[dict[str, list[Row]], Counter[tuple[str, str]]]:
    """Return the rows that a new store exports of these archives, and how many pages have which outcome."""
    url = f"sqlite:///{folder / 'store.db'}"
    assert ingest.callback is not None
    ingest.callback(paths=tuple(archives), source=None, workers=1, store_url=url)
    with open_store(url) as store:
        with store.export(Selection()) as export:
            tables = {name: list(export.rows(table, export.bulletins(table))) for name, table in TABLES.items()}
        with store.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT outcome, coalesce(reason, ''), count(*) FROM pages GROUP BY 1, 2"
            )
            return tables, Counter({(outcome, reason): pages for outcome, reason, pages in found})


def in_batch(archives: Sequence[Path], size: int) -> tuple[dict[str, list[Row]], Report]:
    engine = InMemory(opened)
    parts = parts_of([(str(path), path.stat().st_size) for path in archives], opened, size)
    report = run(engine, parts, READ)
    return engine.tables, report


def outcomes(report: Report) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for one in report.outcomes:
        counted[one["outcome"], one["reason"]] += one["pages"]
    return counted


# Of 7 are texts that repeat texts of several roots
SEEDS = [1, 2, 7, *(pytest.param(seed, marks=pytest.mark.long) for seed in (*range(3, 7), *range(8, 24)))]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_makes_the_rows_that_a_new_store_exports(tmp_path: Path, seed: int) -> None:
    archives = archives_of(pages_of(seed, 60), tmp_path / "archives")
    expected, pages = ingested(archives, tmp_path)
    tables, report = in_batch(archives, 20_000)
    assert {name for name, rows in expected.items() if rows} == set(TABLES) - {"listings"}
    assert {name: tables[name] for name in TABLES} == expected
    assert outcomes(report) == pages
    assert report.does_not_add_up() is None
    assert report.rows == {name: len(rows) for name, rows in expected.items() if rows}


def test_its_exit_codes_are_those_of_the_other_commands() -> None:
    codes = (job.OK, job.SOME_BAD, job.USAGE, job.FAILED, job.CONFIGURATION)
    assert codes == (Exit.OK, Exit.SUSPICIOUS, Exit.USAGE, Exit.FAILED, Exit.CONFIGURATION)


def body_of(number: int, *shared: str) -> list[str]:
    return [
        f"第{number}号项目由{number}号单位承担，已于{number}日前全部完工并通过验收，有关资料已经归档备查。",
        *shared,
    ]


def article(number: int, title: str, day: date, body: Sequence[str], host: str = HOSTS[0]) -> Page:
    url = f"http://{host}/zwgk/{number}.html"
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Page(host, url, url, AT + timedelta(hours=number), 200, headers, html(title, day, body).encode())


def widely_shared() -> Iterator[Page]:
    """Yield pages of which more have a paragraph than are compared; some have more in common with the first of all."""
    for number in range(24):
        title = f"关于第{number}号项目的通报" if number % 2 else "关于项目验收情况的通报"
        more = SENTENCES[:3] if number in (1, 2, 3, 23) else ()
        body = body_of(number, FORMULA, *more)
        yield article(number, title, date(2026, 3, 28 - number), body, HOSTS[number % 3])


def repeated_in_turn() -> Iterator[Page]:
    """Yield texts that each repeat the one before, but for a paragraph: the last has too little of the first to repeat
    it, and is read in its place all the same."""
    for number in range(5):
        yield article(
            number, "关于做好防汛工作的通知", date(2026, 3, 1 + number), SENTENCES[number:20], HOSTS[number % 3]
        )


def repeats_of_two_texts() -> Iterator[Page]:
    """Yield two texts that differ in a line, and texts that have neither's: these repeat both and are read where the
    first of the two stands, so they are other issues than the second."""
    of_first, of_second = "报名截止到3月9日。", "请于4月8日领取。"
    bodies = [[*SENTENCES[:9], of_first], [*SENTENCES[:9], of_second], *[SENTENCES[:9]] * 3]
    for number, (body, host) in enumerate(zip(bodies, (0, 1, 2, 1, 2), strict=True)):
        yield article(number, "关于做好防汛工作的通知", date(2026, 3, 1 + number), body, HOSTS[host])


def issues_of_a_series(count: int) -> Iterator[Page]:
    """Yield notices of one series: of few the neighbours may be versions of each other, of many they are issues."""
    for number in range(count):
        body = [f"第{number}条管网本周检修，{line}" for line in SENTENCES[:2]]
        yield article(number, f"关于第{number}期停水的公告", date(2026, 3, 1 + number // 2), [*SENTENCES[5:15], *body])


@pytest.mark.parametrize(
    "pages",
    [
        widely_shared(),
        repeated_in_turn(),
        repeats_of_two_texts(),
        issues_of_a_series(3),
        issues_of_a_series(4),
        issues_of_a_series(7),
    ],
    ids=["shared by many", "repeated in turn", "repeats of two", "three issues", "four issues", "seven issues"],
)
def test_bounds_of_copies_are_those_of_a_store(tmp_path: Path, pages: Iterator[Page]) -> None:
    archives = archives_of(list(pages), tmp_path / "archives", 1)
    expected, _ = ingested(archives, tmp_path)
    tables, _ = in_batch(archives, 1 << 20)
    assert expected["copies"]
    for name in ("copies", "copied", "series", "bulletins", "gone"):
        assert tables[name] == expected[name]


def confirming_nothing() -> Iterator[Page]:
    """Yield pages, and answers with status 304 whose bytes did not come from their address before."""
    made = partial(article, title="关于做好防汛工作的通知", day=date(2026, 3, 1))
    known, other, moved = (made(number, body=body_of(number)) for number in range(3))
    moved = replace(moved, requested_url=f"http://{HOSTS[0]}/old?id=2")
    answers = [
        made(3, body=body_of(3)),  # the first that is heard of its address
        replace(known, body=other.body),
        replace(known, body=b""),
        replace(moved, requested_url=moved.url),  # what it has did not come to who asked there
        replace(known, role=Role.LIST),
        replace(known, url=f"{known.url}?2", requested_url=f"{known.url}?2", role=Role.PART),
    ]
    yield from (known, other, moved)
    for turn in range(2):
        for number, page in enumerate(answers):
            later = AT + timedelta(days=1 + turn, hours=number)
            yield replace(page, status=304, fetched_at=later)
    yield replace(made(3, body=body_of(3)), fetched_at=AT + timedelta(days=9))


@pytest.mark.parametrize("count", [1, 16])
def test_a_304_that_confirms_nothing_is_no_page(tmp_path: Path, count: int) -> None:
    """It has no content, whatever bytes a record gives it."""
    archives = archives_of(list(confirming_nothing()), tmp_path / "archives", count)
    expected, pages = ingested(archives, tmp_path)
    tables, report = in_batch(archives, 1 << 20)
    assert {name: tables[name] for name in TABLES} == expected
    assert outcomes(report) == pages == {("new", ""): 4, ("rejected", "http error"): 12}
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        assert list(store.verify()) == []


def test_bad_archives_are_named_and_what_is_in_the_others_is_counted(tmp_path: Path) -> None:
    pages = [article(number, "关于防汛工作的通知", date(2026, 3, 1), body_of(number)) for number in range(4)]
    good, cut = archives_of(pages, tmp_path / "archives", 2)
    cut.write_bytes(cut.read_bytes()[:-200])
    (tmp_path / "none.warc").write_bytes(b"no archive")
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    there = [good, cut, tmp_path / "none.warc", tmp_path / "empty.warc.gz", tmp_path / "gone.warc"]
    engine = InMemory(opened)
    report = run(engine, [Part(number, str(path)) for number, path in enumerate(there)], READ)
    assert report.does_not_add_up() is None
    assert (report.pages, len(engine.tables["bulletins"])) == (3, 3)
    lines = list(report.lines())
    assert lines[:5] == [
        f"not read: {cut}: ends in the middle of the gzip member at byte {member_before_the_end(cut)}",
        f"not read: {cut}: a record that is cut off is not read: response {pages[3].url}",
        f"bad archive: {tmp_path}/none.warc: not a WARC or ARC file",
        f"bad archive: {tmp_path}/empty.warc.gz: empty file",
        f"bad archive: {tmp_path}/gone.warc: No such file or directory",
    ]
    assert lines[5] == "5 archives, 6 records: 3 pages: 2 warcinfo records, 1 broken"
    assert lines[6] == "3 pages: 3 new"


def member_before_the_end(path: Path) -> int:
    return path.read_bytes().rindex(b"\x1f\x8b\x08")


def test_what_is_lost_on_the_way_is_noticed(tmp_path: Path) -> None:
    class Losing(InMemory):
        def read(self, parts: Sequence[Part], read_part: ReadPart) -> list[Record]:
            return super().read(parts, read_part)[1:]

    archives = archives_of(pages_of(1, 3), tmp_path / "archives", 1)
    report = run(Losing(opened), [Part(0, str(archives[0]))], READ)
    assert report.does_not_add_up() == f"{report.pages + 1} pages, of which {report.pages} have an outcome"


def test_an_internal_error_over_a_page_is_its_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(clean: CleanDocument) -> Rows:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "rows_of", fall)
    archives = archives_of([article(1, "通知", date(2026, 3, 1), body_of(1))], tmp_path / "archives", 1)
    report = run(InMemory(opened), [Part(0, str(archives[0]))], READ)
    assert outcomes(report) == {("rejected", "internal error"): 1}
    assert report.does_not_add_up() is None
