"""Users of one store in processes of their own: one that writes, one that serves, one that runs commands in turn."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from bulletins.cli.group import bulletins
from pipelines.exit_codes import guarded

__all__ = ["NOTICE", "READ", "Writer", "get", "in_turn", "run", "served"]

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from bulletins.cli.main import main; main()"]
NOTICE = """<html><head><meta charset="utf-8"><title>关于开展防汛检查的通知</title></head><body>
<h1>关于开展防汛检查的通知</h1><div>发布日期：2026-03-05</div><div class="TRS_Editor"><p>各镇人民政府，各有关单位：</p>
<p>为做好今年防汛工作，现就有关事项通知如下，请认真贯彻执行。第{number}号检查组负责这一片区的全部河段。</p>
<p>各单位应当在3月20日前完成自查，并将检查情况书面报送区水务局，逾期不报的予以通报。</p></div></body></html>"""

# The commands that only look, with what each is called; `{folder}`: where it may write files of its own
READ = {
    "show": ["1"],
    "list": [],
    "table": ["1"],
    "copies": ["1"],
    "series": ["1"],
    "audit": ["--json"],
    "diff": ["1"],
    "search": ["通知"],
    "volatile": [],
    "serve": ["--port", "0"],
    "stats": [],
    "runs": [],
    "report": ["--output", "{folder}/report.html"],
    "health": [],
    "extract": ["{saved}"],
    "dedup": ["--explain", "1"],
    "export": ["--jsonl", "{folder}/all.jsonl"],
    "sources": [],
    "schedule": ["--cron"],
    "verify": [],
    "backup": ["{folder}/kept.db"],
}


def run(*arguments: str) -> int:
    """The exit code of a command in this process."""
    return guarded(lambda: bulletins.main(list(arguments), "bulletins", standalone_mode=False))


WRITER = """
import sys
from bulletins.cli.group import bulletins
from pipelines.exit_codes import guarded
for page in sys.stdin:
    arguments = ["ingest", page.rstrip(), "--store", sys.argv[1]]
    code = guarded(lambda: bulletins.main(arguments, "bulletins", standalone_mode=False))
    print(int(code), file=sys.stderr, flush=True)
"""


class Writer:
    """Another process that opens the store, writes one page and closes it, each time that it is given a page."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.program = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-c", WRITER, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ingest(self, name: str, number: int) -> None:
        """Store a page; at the same name it is another revision of the same bulletin."""
        assert self.program.stdin is not None
        assert self.program.stderr is not None
        page = self.folder / f"{name}.html"
        page.write_text(NOTICE.format(number=number), "utf-8")
        self.program.stdin.write(f"{page}\n")
        self.program.stdin.flush()
        assert self.program.stderr.readline() == "0\n"

    def close(self) -> None:
        self.program.communicate()


def in_turn(path: Path, calls: Mapping[str, Sequence[str]], before: Sequence[str] = ()) -> dict[str, Any]:
    """What commands over a store came to in a process of their own, by name: tests/support/commands_in_turn.py."""
    pytest.importorskip("datasette", reason="the extra `serve` is not installed")
    done = subprocess.run(  # noqa: S603  # our own program
        [*before, sys.executable, str(Path(__file__).with_name("commands_in_turn.py")), str(path)],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "BULLETINS_STORE": f"sqlite:///{path}", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout)
    return came


@contextmanager
def served(url: str, before: Sequence[str] = ()) -> Iterator[str]:
    """The address of `bulletins serve` over a store; `before`: what the command is run by."""
    pytest.importorskip("datasette", reason="the extra `serve` is not installed")
    program = subprocess.Popen(  # noqa: S603  # our own program
        [*before, *PROGRAM, "serve", "--port", "0", "--store", url],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert program.stderr is not None
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+/", program.stderr.readline())
        assert address is not None
        yield address[0]
    finally:
        program.terminate()
        program.stderr.read()
        program.wait(20)
        program.stderr.close()


def get(address: str) -> str:
    with urlopen(address, timeout=20) as answer:  # noqa: S310  # our own address
        text: str = answer.read().decode()
        return text
