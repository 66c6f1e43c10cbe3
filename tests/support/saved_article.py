"""An article to save as a file, and the fixture `run`, which calls commands on a store of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bulletins.cli.group import bulletins
from pipelines.exit_codes import guarded

ARTICLE = (
    "<html><head><meta charset='utf-8'><title>关于开展防汛检查的通知</title></head>"
    "<body><h1>关于开展防汛检查的通知</h1>"
    "<div>来源：区水务局 发布日期：2026-03-05</div><div class='TRS_Editor'><p>各镇人民政府，各有关单位：</p>"
    "<p>为做好今年防汛工作，确保人民群众生命财产安全，现就有关事项通知如下，请认真贯彻执行。</p>"
    "<p>各单位应当在3月20日前完成自查，并将检查情况书面报送区水务局，联系电话为0750-0000123。</p>"
    "<p>特此通知。</p></div></body></html>"
)
Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call a command with a store and a folder of sources of its own; the exit code."""
    (tmp_path / "sources").mkdir()
    monkeypatch.setenv("BULLETINS_STORE", f"sqlite:///{tmp_path / 'bulletins.db'}")
    monkeypatch.setenv("BULLETINS_SOURCES", str(tmp_path / "sources"))
    monkeypatch.setenv("COLUMNS", "160")
    return lambda *arguments: guarded(lambda: bulletins.main(list(arguments), "bulletins", standalone_mode=False))
