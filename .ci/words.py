#!/usr/bin/env python3
"""Find words that this project does not use: `python .ci/words.py [PATH...]`, over all tracked text in `make check`.

Each stands for a term of the field that a newcomer knows (right column). Names that a store or a file has carry on.
"""

import re
import subprocess
import sys
from pathlib import Path

INSTEAD = {
    r"told|tell|tells|telling|teller": "report, return, print, show, say; given, values, on_progress",
    r"fate|fates": "outcome",
    r"settle|settles|settled|settling": "record, record the outcome",
    r"happening|happenings": "event",
    r"deaf|hearing": "blocks signals, restores the signal mask",
    r"beside|besides": "next to, compared with",
    r"brought": "changed, loaded, added",
    r"anew": "again",
    r"alike": "the same, both, similar",
    r"on end": "consecutive",
    r"by the clock": "on a schedule",
    r"to the letter": "exactly",
    r"parted by": "separated by",
    r"used wrongly": "usage error",
    r"is no day": "invalid date: use YYYY-MM-DD",
    r"errors? of our own": "internal error",
    r"rounds? over": "crawl cycle",
    r"put back for good": "restored",
    r"leaves? with (?:code )?\d+": "exits with code",
    r"MOST_\w+|LONGEST_\w+": "MAX_…",
    r"patience": "retry middleware",
    r"tapes?": "byte stream",
    r"gate|gates": "egress proxy",
    r"outgoing": "export",
    r"standing": "source status",
}
# Part of stored data, of file formats or of other people's names
KEPT = re.compile(
    r"""\.fates\b|\bfates=|\bfates: |["'`]fates["'`]|\| fates \|"""  # a column, and a key of `runs --json`
    r"|\b(?:page|run)_fates\b|\bSET fates ="  # views, and the column
    r"|\w\.tell\(\)"  # the position in a file
    r"|peace-campus-gate"  # a page of the sample site
    r"""|(?<=")fate(?=")|`fate`"""  # a label of a metric
    r"|\btest_(?:extract_fates|patience)\b"  # modules of tests
)
SKIPPED = re.compile(
    r"^(?:tests/pages/|data/sample/texts/|docs/images/|\.ci/words\.py$|requirements.*\.lock$|LICENSE$)"
)
WORDS = re.compile("|".join(rf"(?P<w{i}>(?<![A-Za-z])(?:{word})(?![A-Za-z]))" for i, word in enumerate(INSTEAD)))


def found(path: Path) -> list[str]:
    """Return a line for each word in a file that is out, with what stands for it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    out = []
    for number, line in enumerate(lines, 1):
        for match in WORDS.finditer(KEPT.sub("", line)):
            instead = list(INSTEAD.values())[int((match.lastgroup or "w0")[1:])]
            out.append(f"{path}:{number}: {match[0]!r}: say {instead}")
    return out


def main() -> int:
    tracked = subprocess.run(["git", "ls-files", *sys.argv[1:]], capture_output=True, text=True, check=True).stdout
    wrong = [line for name in tracked.splitlines() if not SKIPPED.match(name) for line in found(Path(name))]
    print("\n".join(wrong) or "no word that is out")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
