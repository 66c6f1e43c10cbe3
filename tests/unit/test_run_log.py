"""The run log: what a line says, for a person and for a program, and that nobody pays for it who does not ask."""

import json
import logging
from pathlib import Path

import pytest

from pipelines.models import Outcome, Role
from pipelines.run_log import LogError, PageLine, is_logging, log_page, run_log

URL = "http://www.example.gov.cn/tzgg/t1.html"


def log_one(url: str = URL, outcome: Outcome | None = Outcome.NEW, reason: str | None = None) -> None:
    log_page("xinhui", Role.ARTICLE, url, outcome, reason, size=1234, seconds=0.0416)


def test_a_line_on_stderr_is_keys_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    with run_log(verbose=True):
        log_one()
    assert capsys.readouterr().err == f"source=xinhui role=article url={URL} outcome=new bytes=1234 ms=42\n"


def test_a_line_in_the_file_is_an_object(tmp_path: Path) -> None:
    with run_log(file=tmp_path / "log.jsonl"):
        log_one(outcome=Outcome.REJECTED, reason="no body: 3 characters")
    line = json.loads((tmp_path / "log.jsonl").read_text("utf-8"))
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "source": "xinhui",
        "role": "article",
        "url": URL,
        "outcome": "rejected",
        "reason": "no body: 3 characters",
        "bytes": 1234,
        "ms": 42,
    }


def test_a_request_without_a_page_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with run_log(verbose=True):
        log_one(outcome=None, reason="timed out")
    assert 'outcome=failed reason="timed out"' in capsys.readouterr().err


@pytest.mark.parametrize("reason", ["a b", 'say "no"', "\x1b[2J", "\u202e", ""])
def test_what_a_terminal_would_obey_is_quoted(reason: str) -> None:
    line = str(PageLine("s", "article", URL, "rejected", reason, 0, 0))
    assert f"reason={json.dumps(reason)}" in line
    assert line.isprintable()


def test_a_password_is_in_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    with run_log(verbose=True):
        log_one("http://me:secret@www.example.gov.cn/")
    assert "secret" not in capsys.readouterr().err


def test_the_file_is_written_to_its_end(tmp_path: Path) -> None:
    for _ in range(2):
        with run_log(file=tmp_path / "log.jsonl"):
            log_one()
    assert len((tmp_path / "log.jsonl").read_text("utf-8").splitlines()) == 2


def test_the_file_has_errors_and_no_chatter(tmp_path: Path) -> None:
    with run_log(file=tmp_path / "log.jsonl"):
        logging.getLogger("pipelines.internal_errors").error("internal error: %s\nTraceback", URL)
        logging.getLogger("scrapy").warning("no news")
    (line,) = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["message"] == f"internal error: {URL}\nTraceback"


def test_nothing_is_logged_that_nobody_reads(capsys: pytest.CaptureFixture[str]) -> None:
    with run_log():
        assert not is_logging()
        log_one()
    assert capsys.readouterr().err == ""


def test_what_was_set_up_is_taken_down(tmp_path: Path) -> None:
    before = logging.getLogger().handlers[:]
    with run_log(verbose=True, file=tmp_path / "log.jsonl"):
        assert is_logging()
    assert not is_logging()
    assert logging.getLogger().handlers == before


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="nowhere/log"), run_log(file=tmp_path / "nowhere/log.jsonl"):
        pass
