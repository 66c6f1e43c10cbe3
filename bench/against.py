#!/usr/bin/env python3
"""Compare the CPU time of reading with that of another commit: both in turn, in one run.

    bench/against.py 39f8d79                    all sets
    bench/against.py HEAD~3 --sets gov,policy   some of them
    bench/against.py 39f8d79 --rounds 8         more rounds, where the machine is noisy

The other commit is checked out next to this one for the run (git worktree) and read by the same environment. Each has
a process of its own, both on the same core, and reads a whole set before the other does; CPU time counts, not the
clock. Printed are, by set, the fastest reading of each in ms a page, their ratio, and the median ratio of a round
(above 1: this tree is slower). The sets are folders of html/NAME.html.gz (--corpus). Nothing else should run.
"""

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETS = ("gov", "policy", "news", "handmade", "articles")
PAGES_A_ROUND = 180  # of a small set it takes several readings to be as many


def serve(tree: Path) -> None:
    """Read the set of each folder that is named on stdin, with the packages of `tree`; the CPU seconds on stdout."""
    sys.path.insert(0, str(tree))
    from pipelines.extract import paragraphs_of

    bodies: dict[str, list[bytes]] = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in bodies:
            bodies[name] = [gzip.decompress(file.read_bytes()) for file in sorted(Path(name).glob("html/*.html.gz"))]
        begin = time.process_time()
        for body in bodies[name]:
            paragraphs_of(body)
        print(time.process_time() - begin, flush=True)


class Reader:
    """A process that reads sets with the packages of a tree."""

    def __init__(self, tree: Path) -> None:
        command = [sys.executable, __file__, "--serve", str(tree)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # ourselves
        with suppress(AttributeError, OSError):  # not on every system, nor allowed everywhere
            os.sched_setaffinity(self.process.pid, {max(os.sched_getaffinity(0))})

    def seconds(self, folder: Path) -> float:
        assert self.process.stdin is not None  # pipes, as asked for
        assert self.process.stdout is not None
        self.process.stdin.write(f"{folder}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"the process that reads {folder} ended")
        return float(answer)


def compare(other: Path, corpus: Path, sets: list[str], rounds: int) -> None:
    readers = [Reader(other), Reader(ROOT)]
    before_all = now_all = 0.0
    print(f"{'':10}{'before':>9}{'now':>9}{'ratio':>8}{'median':>8}")
    for name in sets:
        folder = corpus / name
        pages = len(list(folder.glob("html/*.html.gz")))
        if not pages:
            raise SystemExit(f"{folder}: no pages there")
        for reader in readers:
            reader.seconds(folder)  # what is loaded at the first page is no time of the pages
        found = [
            [reader.seconds(folder) for reader in readers] for _ in range(rounds * max(1, round(PAGES_A_ROUND / pages)))
        ]
        before, now = (min(times) for times in zip(*found, strict=True))
        before_all, now_all = before_all + before, now_all + now
        median = statistics.median(now / before for before, now in found)
        ratio = now / before
        print(f"{name:10}{before / pages * 1000:9.2f}{now / pages * 1000:9.2f}{ratio:8.2f}{median:8.2f}", flush=True)
    print(f"{'all':10}{'':18}{now_all / before_all:8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", nargs="?", help="to compare with")
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--sets", default=",".join(SETS), help="some of them, with commas between")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve)
        return
    if not asked.commit:
        parser.error("name a commit to compare with")
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "other"
        git = ["git", "-C", str(ROOT), "worktree"]
        made = subprocess.run(
            [*git, "add", "--detach", "--force", str(other), asked.commit], capture_output=True
        )  # git
        if made.returncode:
            raise SystemExit(made.stderr.decode().strip())
        try:
            compare(other, asked.corpus, asked.sets.split(","), asked.rounds)
        finally:
            subprocess.run([*git, "remove", "--force", str(other)], check=True)


if __name__ == "__main__":
    main()
