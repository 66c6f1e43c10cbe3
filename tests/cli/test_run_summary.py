"""What a run prints at its end: a request without an answer has failed, what is noted of a page that came has not."""

from datetime import UTC, datetime

import pytest

from bulletins.cli.summary import print_run
from pipelines.health.runs import RunState
from pipelines.models import Outcome
from pipelines.store import RunView

URL = "http://www.example.gov.cn/tzgg/"


def printed(error: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    began = datetime(2026, 9, 20, tzinfo=UTC)
    pages: dict[tuple[str, Outcome | None, str | None], int] = {("a", Outcome.LISTED, None): 1}
    print_run(RunView(1, "crawl", "0", RunState.FINISHED, began, began, pages, (("a", URL, error),)))
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_request_without_an_answer_is_counted_as_failed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed("timed out", capsys)
    assert ("a 1 1 1" in lines, f"a: no answer from {URL}: timed out" in lines) == (True, True)


@pytest.mark.parametrize("note", ["nothing listed: 5 links", "next page not understood: 共12页", "over budget: 3 left"])
def test_a_note_is_shown_and_not_counted_as_failed(note: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(note, capsys)
    assert ("a 1 1 ·" in lines, f"a: {URL}: {note}" in lines) == (True, True)
