#!/usr/bin/env python3
"""Say which pages gained and which lost between two results that a bench wrote with --write.

    bench/extract.py --peers none --write old.json     before a change
    bench/extract.py --peers none --write new.json     after it
    bench/compare.py old.json new.json                 a page a line, losses first, then the means

Exits with 1 when a page lost more than --allow.
"""

import argparse
import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path


def pages_of(file: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))["pages"]
    return found


def changes(old: dict[str, float], new: dict[str, float], least: float) -> list[tuple[float, str]]:
    """The difference and the name of each page of both results that differs by `least` or more, losses first."""
    differences = ((new[name] - old[name], name) for name in old.keys() & new.keys())
    return sorted((difference, name) for difference, name in differences if abs(difference) >= least)


def means(pages: dict[str, float]) -> dict[str, float]:
    by_set: dict[str, list[float]] = defaultdict(list)
    for name, value in pages.items():
        by_set[name.split("/")[0]].append(value)
    return {name: statistics.mean(values) for name, values in by_set.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--least", type=float, default=0.001, help="smaller differences are not shown")
    parser.add_argument("--allow", type=float, default=0.01, help="a page may lose this much")
    arguments = parser.parse_args()
    old, new = pages_of(arguments.old), pages_of(arguments.new)
    changed = changes(old, new, arguments.least)
    for difference, name in changed:
        print(f"{difference:+.3f}  {old[name]:.3f} -> {new[name]:.3f}  {name}")
    for names, what in ((old.keys() - new.keys(), "only in the old"), (new.keys() - old.keys(), "only in the new")):
        for name in sorted(names):
            print(f"{what}: {name}")
    before, after = means(old), means(new)
    for name in sorted(before.keys() & after.keys()):
        print(f"{name}: mean {before[name]:.4f} -> {after[name]:.4f}")
    sys.exit(any(difference < -arguments.allow for difference, _ in changed))


if __name__ == "__main__":
    main()
