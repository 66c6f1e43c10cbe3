"""Crawls that are killed, one after the other, by a program that has all imported already: a start costs a fork.

program = Zygote(root, store, address); pid = program.start(); os.kill(pid, SIGKILL); program.ended()
"""

import json
import subprocess
import sys
from pathlib import Path

__all__ = ["Zygote"]

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, os, sys
import crawler.run, crawler.spiders.bulletin, twisted.internet.asyncioreactor
from crawler.run import crawl_sources
from pipelines.models import Source
given, store = json.loads(sys.argv[1]), sys.argv[2]
source = Source(**{key: tuple(v) if isinstance(v, list) else v for key, v in given.items()})
for _ in sys.stdin:
    child = os.fork()
    if not child:
        code = 1
        try:
            report = crawl_sources([source], store)
            code = 0 if report.run.state == "finished" else 2
        except BaseException:
            import traceback
            traceback.print_exc()
        os._exit(code)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


class Zygote:
    """`start` begins a crawl, its process id is the answer; `ended` waits for its exit code, or minus its signal."""

    def __init__(self, source: dict[str, object], store: str) -> None:
        self.program = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-c", PROGRAM, json.dumps(source), store],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> int:
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write("crawl\n")
        self.program.stdin.flush()
        return int(self.program.stdout.readline())

    def ended(self) -> int:
        assert self.program.stdout is not None
        return int(self.program.stdout.readline())

    def close(self) -> None:
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.close()
        self.program.stdout.close()
        self.program.wait(timeout=60)
