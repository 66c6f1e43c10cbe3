"""Files of verdicts: CSV as a spreadsheet writes it, or JSON Lines."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.store import Verdict

__all__ = ["VerdictLine", "WrongFile", "read_verdicts"]

WORDS = {
    Verdict.RIGHT: ("right", "r", "对", "正确"),
    Verdict.WRONG: ("wrong", "w", "错", "错误"),
    Verdict.UNSURE: ("unsure", "u", "不确定", "拿不准"),
}
VERDICTS = {word: verdict for verdict, words in WORDS.items() for word in words}


class WrongFile(Exception):
    """The file is not one of verdicts; the message names the line. Nothing of it may be used."""


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """What a file says of one item. `by` None: the file does not say who judged."""

    item: str
    verdict: Verdict
    by: str | None


def read_verdicts(file: Path) -> list[VerdictLine]:
    """Read a file of verdicts; lines whose verdict is empty are left out. Raises WrongFile."""
    text = decoded(file.read_bytes())
    rows = of_json_lines(text) if text.lstrip().startswith("{") else of_csv(text)
    return [line for number, row in rows if (line := verdict_of(number, row)) is not None]


def decoded(content: bytes) -> str:
    """Decode UTF-8, with or without its mark, or what a Chinese spreadsheet saves else. Raises WrongFile."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFile("neither UTF-8 nor GB 18030")


def of_json_lines(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise WrongFile(f"line {number} is no JSON") from error
        if not isinstance(row, dict):
            raise WrongFile(f"line {number} is no JSON object")
        yield number, row


def of_csv(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    head = text.partition("\n")[0]
    delimiter = next((mark for mark in ",;\t" if mark in head), ",")
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    names = reader.fieldnames or []
    missing = [name for name in ("item", "verdict") if name not in names]
    if missing:
        raise WrongFile(f"its first line names no column {' and no column '.join(missing)}")
    for row in reader:
        yield reader.line_num, {name: value for name, value in row.items() if name is not None}


def verdict_of(number: int, row: dict[str, object]) -> VerdictLine | None:
    """Return what one line says; None: it says nothing yet. Raises WrongFile."""
    item, word, by = (str(row.get(name) or "").strip() for name in ("item", "verdict", "by"))
    if not word:
        return None
    if word.lower() not in VERDICTS:
        raise WrongFile(f"line {number}: {word[:40]!r} is no verdict (right, wrong or unsure)")
    return VerdictLine(item, VERDICTS[word.lower()], by or None)
