#!/usr/bin/env python3
"""Score the reading of the golden pages, which lie in the repository: a page a line, then a line for each part.

    bench/golden.py            (or make score)

`body` is the F1 of character 4-grams (1.000: every character); `wrong` names the parts that are not as a person reads
them (tests/support/golden_pages.py lists the parts), those in brackets being known faults.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from golden_pages import PARTS, body_f1, golden_pages, read  # noqa: E402 - the checkout itself, installed or not


def main() -> None:
    pages = golden_pages()
    right = dict.fromkeys(PARTS, 0)
    total = 0.0
    for golden in pages:
        found = read(golden)
        wrong = [part for part in PARTS if found[part] != golden.expected[part]]
        for part in PARTS:
            right[part] += part not in wrong
        total += (f1 := body_f1(found, golden.expected))
        shown = " ".join(f"({part})" if part in golden.faults else part for part in wrong)
        print(f"{golden.name:42} {golden.charset:10} body {f1:.3f}  {'wrong: ' + shown if wrong else 'all right'}")
    systems, charsets = {golden.system for golden in pages}, {golden.charset for golden in pages}
    print(f"\n{len(pages)} pages of {len(systems)} systems in {len(charsets)} charsets")
    print(f"{'body':16} {total / len(pages):.3f}")
    for part, count in right.items():
        print(f"{part:16} {count} of {len(pages)}")


if __name__ == "__main__":
    main()
