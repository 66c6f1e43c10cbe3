"""The bulletins of the sample site, read from text files: a head of `key: value` lines, `---`, then the body.

# heading     || names | of columns |     | cells | of a table |     > caption     anything else: a paragraph

A head's `repeats: 18-24 = 11-17` says that those paragraphs (counted from 1) repeat the others, one for one.
"""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "texts"
KINDS = {"# ": "heading", "> ": "caption", "| ": "table row", "||": "table head"}
IN_TABLES = ("table head", "table row")


@dataclass(frozen=True)
class Text:
    """One bulletin. `blocks` are (kind, text); the cells of a table row are joined by a tab.

    `repeats` says what a reader would take out: (position of the repeat, position of what it repeats), from 0.
    """

    slug: str
    title: str
    published: str
    issuer: str
    columns: tuple[str, ...]
    blocks: tuple[tuple[str, str], ...]
    time: str | None = None
    document_number: str | None = None
    index_number: str | None = None
    attachments: tuple[str, ...] = ()
    repeats: tuple[tuple[int, int], ...] = ()


def block(line: str) -> tuple[str, str]:
    kind = KINDS.get(line[:2], "text")
    if kind in IN_TABLES:
        return kind, "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    return kind, line if kind == "text" else line[2:].strip()


def stated_repeats(reported: str) -> tuple[tuple[int, int], ...]:
    """`18-24 = 11-17` -> ((17, 10), (18, 11), …)."""
    if not reported:
        return ()
    first, last, of, _ = (int(number) for number in re.findall(r"\d+", reported))
    return tuple((first - 1 + i, of - 1 + i) for i in range(last - first + 1))


def read_text(path: Path) -> Text:
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    reported = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return Text(
        slug=path.stem.partition("-")[2],
        title=reported["title"].strip(),
        published=reported["published"].strip(),
        issuer=reported["issuer"].strip(),
        columns=tuple(column.strip() for column in reported["columns"].split(">")),
        blocks=tuple(block(line.strip()) for line in body.splitlines() if line.strip()),
        time=reported.get("time", "").strip() or None,
        document_number=reported.get("document_number", "").strip() or None,
        index_number=reported.get("index_number", "").strip() or None,
        attachments=tuple(name.strip() for name in reported.get("attachments", "").split(";") if name.strip()),
        repeats=stated_repeats(reported.get("repeats", "")),
    )


def all_texts() -> list[Text]:
    return [read_text(path) for path in sorted(FOLDER.glob("*.txt"))]
