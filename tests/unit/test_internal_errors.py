"""An internal error over a page: logged once with its traceback and address, and a reason, a state and an exit code."""

import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from bulletins.cli.group import bulletins
from crawler.reading import read_article, read_list_page
from pipelines.clean import clean, read
from pipelines.exit_codes import Exit
from pipelines.exit_codes import guarded as left_with
from pipelines.extract import explain, paragraphs_of
from pipelines.frontier import Lease
from pipelines.health import State
from pipelines.internal_errors import trace_of, what_fell
from pipelines.models import Ask, Page, Rejected, Rejection, Role
from pipelines.store import Event, Fetched, Store, open_store
from pipelines.workers import guarded

ARTICLE = page(article(in_p(SENTENCES)))
STAGES = ["pipelines.extract.page.published", "pipelines.extract.page.judge_blocks", "pipelines.clean.dedup"]


LISTED = replace(ARTICLE, role=Role.LIST)


def kept(page: Page) -> Fetched:
    return Fetched(Lease(1, Ask(page.url), page.role), page, number=1)


def broken(*_: object, **__: object) -> None:
    raise KeyError("fields")


def traced(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of internal errors."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("stage", STAGES)
def test_the_traceback_is_logged_once_with_the_address(
    stage: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(stage, broken)
    read(ARTICLE, ANY)
    (reported,) = traced(caplog)
    assert ARTICLE.url in reported
    assert reported.count("Traceback (most recent call last)") == 1
    assert reported.rstrip().endswith("KeyError: 'fields'")


@pytest.mark.parametrize("stage", STAGES)
def test_its_words_name_the_frame_at_fault(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, broken)
    rejected = read(ARTICLE, ANY)
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Rejection.INTERNAL_ERROR
    assert rejected.detail.startswith("reading: key error: 'fields' (pipelines/")
    file, line = rejected.detail.partition("(")[2].partition(",")[0].split(":")
    called = Path(file).read_text("utf-8").splitlines()[int(line) - 1]
    assert stage.rpartition(".")[2] in called


def test_outside_the_net_an_internal_error_is_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STAGES[0], broken)
    with pytest.raises(KeyError):
        clean(ARTICLE, ANY)


def test_what_never_raises_logs_it(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(STAGES[0], broken)
    assert explain(ARTICLE, ANY).reason is Rejection.INTERNAL_ERROR
    assert paragraphs_of(ARTICLE.body) == []
    assert len(traced(caplog)) == 2


def test_no_log_prints_the_page(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def quoting(*_: object, **__: object) -> None:
        raise ValueError("no number: " + "字" * 5000 + "\n" + SENTENCES[0])

    monkeypatch.setattr(STAGES[0], quoting)
    rejected = read(ARTICLE, ANY)
    assert isinstance(rejected, Rejected)
    (reported,) = traced(caplog)
    assert reported.count("字") + rejected.detail.count("字") < 1000
    assert SENTENCES[0] not in reported + rejected.detail


def test_no_log_prints_a_password(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(STAGES[0], broken)
    read(page(ARTICLE.body, url="http://me:secret@www.example.gov.cn/t1.html"), ANY)
    assert "secret" not in traced(caplog)[0]
    assert "www.example.gov.cn/t1.html" in traced(caplog)[0]


def test_an_endless_recursion_is_cut(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    def one(*_: object, **__: object) -> None:
        other()

    def other() -> None:
        one()

    monkeypatch.setattr(STAGES[0], one)
    read(ARTICLE, ANY)
    assert len(traced(caplog)[0].splitlines()) < 150


def test_what_led_to_an_error_is_in_its_traceback() -> None:
    try:
        try:
            broken()
        except KeyError as error:
            raise ValueError("no such field") from error
    except ValueError as error:
        reported = trace_of(error)
    assert reported.index("KeyError: 'fields'") < reported.index("ValueError: no such field")


def test_an_error_that_says_nothing_is_named_by_its_kind() -> None:
    assert what_fell(ZeroDivisionError()) == "zero division error"


def test_too_little_memory_is_no_internal_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(STAGES[0], greedy)
    rejected = read(ARTICLE, ANY)
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Rejection.FAILED


@pytest.mark.parametrize(
    ("name", "read_page"),
    [
        ("pipelines.lists.read.read_list", partial(read_list_page, kept(LISTED), ANY)),
        ("crawler.reading.recordable", partial(read_article, kept(ARTICLE), ANY, frozenset())),
    ],
)
def test_a_worker_hands_its_log_to_the_crawler(
    name: str, read_page: Callable[[], Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name, lambda found, *_: found if isinstance(found, Rejected) else broken())
    (record,) = guarded(ARTICLE.url, read_page).logged
    assert "Traceback" in record.getMessage()
    assert ARTICLE.url in record.getMessage()
    assert record.exc_info is None  # so it can go to another process


@pytest.fixture
def saved_pages(tmp_path: Path) -> Path:
    """A folder of three saved articles, of which the second has 作废 in its title."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for number, title in enumerate(["关于停水的通知", "关于作废证件的公告", "关于停电的通知"]):
        (folder / f"t{number}.html").write_text(article(in_p(SENTENCES[number:]), title=title), "utf-8")
    return folder


def over_some(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a function of ours fall over what has 作废 in it."""
    module, _, function = name.rpartition(".")
    real = getattr(sys.modules[module], function)

    def falls(*arguments: object, **named: object) -> object:
        if any("作废" in repr(argument) for argument in arguments):
            broken()
        return real(*arguments, **named)

    monkeypatch.setattr(name, falls)


def bulletins_with(*arguments: str) -> int:
    return left_with(lambda: bulletins.main(list(arguments), "bulletins", standalone_mode=False))


READING, WRITING = "pipelines.clean.dedup", "pipelines.store.bulletins.outcomes.insert_rows"


@pytest.mark.parametrize("name", [READING, WRITING])
def test_an_ingest_stores_the_others_and_leaves_with_1(
    name: str,
    saved_pages: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    over_some(monkeypatch, name)
    store = f"sqlite:///{tmp_path / 'b.db'}"
    assert bulletins_with("ingest", str(saved_pages), "--store", store) == Exit.SUSPICIOUS
    (reported,) = traced(caplog)
    assert (saved_pages / "t1.html").as_uri() in reported
    assert "internal error: 1 page could not be read" in capsys.readouterr().err
    with open_store(store) as opened:
        run = opened.run()
        assert run is not None
        assert (run.state, run.fell, opened.totals().bulletins) == (State.INTERNAL_ERROR, 1, 2)


def test_an_ingest_in_which_every_page_fell_leaves_with_3(
    saved_pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(READING, broken)
    store = f"sqlite:///{tmp_path / 'b.db'}"
    assert bulletins_with("ingest", str(saved_pages), "--store", store) == Exit.FAILED


def test_an_ingest_that_an_internal_error_breaks_off_has_that_state(
    saved_pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.archive.saved_html.read_saved", broken)
    store = f"sqlite:///{tmp_path / 'b.db'}"
    assert bulletins_with("ingest", str(saved_pages), "--store", store) == Exit.FAILED
    with open_store(store) as opened:
        run = opened.run()
    assert run is not None
    assert run.state == State.INTERNAL_ERROR


@pytest.fixture
def ingested(saved_pages: Path, store: Store) -> Store:
    assert bulletins_with("ingest", str(saved_pages), "--store", store.url) == Exit.OK
    return store


def test_a_rebuild_names_the_page_and_leaves_with_1(
    ingested: Store, saved_pages: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    over_some(monkeypatch, READING)
    assert bulletins_with("rebuild", "--store", ingested.url) == Exit.SUSPICIOUS
    (reported,) = traced(caplog)
    assert (saved_pages / "t1.html").as_uri() in reported


def test_a_rebuild_at_once_that_cannot_write_a_page_names_it_and_changes_nothing(
    ingested: Store,
    saved_pages: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = ingested.totals()
    over_some(monkeypatch, WRITING)
    capsys.readouterr()
    assert bulletins_with("rebuild", "--at-once", "--store", ingested.url) == Exit.FAILED
    (reported,) = traced(caplog)
    assert (saved_pages / "t1.html").as_uri() in reported
    assert capsys.readouterr().err.splitlines()[-1].endswith("nothing was changed")
    assert ingested.totals() == before


def test_what_fell_is_read_again_by_a_rebuild(saved_pages: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        over_some(patched, READING)
        bulletins_with("ingest", str(saved_pages), "--store", store.url)
    assert bulletins_with("rebuild", "--store", store.url) == Exit.OK
    assert store.totals().bulletins == 3


def test_the_command_names_it_without_a_store(tmp_path: Path) -> None:
    program = "import pipelines.extract.page as r\nr.published = None\n"
    program += (
        "import sys\nfrom bulletins.cli.group import bulletins\nfrom pipelines.exit_codes import run\nrun(bulletins)"
    )
    file = tmp_path / "t.html"
    file.write_bytes(ARTICLE.body)
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", program, "extract", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == Exit.FAILED
    assert "Traceback" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("bulletins: internal error, please report these lines: TypeError")
