"""How long each view and each question of `bulletins serve` takes for all its rows: milliseconds, the best of some.

    python bench/views.py [--bulletins 20000] [--rounds 3]

Without statistics, as a store has none, and after ANALYZE. SQL makes the rows (tests/support/large_store.py): eight
paragraphs a bulletin, a tenth of the bulletins revised, a fifth of them copies.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from large_store import large_store

from bulletins.web.questions import QUESTIONS, values_of
from pipelines.store.engine.sqlite import Sqlite
from pipelines.store.schema.views import views

VIEWS = views(Sqlite.phrases)


def took(path: Path, sql: str, values: dict[str, str], rounds: int) -> tuple[float, int]:
    """The shortest time in milliseconds, and how many rows came."""
    best, rows = float("inf"), 0
    for _ in range(rounds):
        with closing(sqlite3.connect(path)) as connection:
            start = time.perf_counter()
            rows = sum(1 for _ in connection.execute(sql, values))
            best = min(best, time.perf_counter() - start)
    return best * 1000, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bulletins", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    asked = {name: (f"SELECT * FROM {name}", dict[str, str]()) for name in VIEWS}  # noqa: S608  # our own names
    asked |= {f"question: {name}": (one.sql, values_of(one, {})) for name, one in QUESTIONS.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bulletins.db"
        large_store(path, options.bulletins)
        plain = {name: took(path, *each, options.rounds) for name, each in asked.items()}
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("ANALYZE")
            connection.commit()
        print("| | rows | ms | after ANALYZE |\n|---|---|---|---|")
        for name, each in asked.items():
            analyzed, _ = took(path, *each, options.rounds)
            print(f"| {name} | {plain[name][1]:,} | {plain[name][0]:.0f} | {analyzed:.0f} |")


if __name__ == "__main__":
    main()
