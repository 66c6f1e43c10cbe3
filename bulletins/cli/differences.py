"""Two texts in one line, what only the one or the other has marked: by brackets, so that no colour is needed."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from bulletins.cli.terminal import safe
from pipelines.dedup import marked_up, pieces_of, whole
from pipelines.models import Edit

__all__ = ["AFTER", "BEFORE", "EMPTY", "STYLES", "bracketed", "marks_alone"]

# Of a repeat the kept text is the good one; of two revisions the later
STYLES = {"kept": "green", "removed": "bold red"}
BEFORE, AFTER = "red strike", "bold green"
EMPTY = "∅"


def bracketed(
    kept: str, difference: Sequence[Edit], other: str | None = None, styles: Mapping[str, str] = STYLES
) -> Text:
    """Write both texts as one: [-what only the kept text has-]{+what only the other has+}, whole figures at a time."""
    line = Text()
    for kind, said in pieces_of(kept, difference, other):
        line.append(safe(marked_up(kind, said)), style=styles.get(kind, ""))
    return line


def marks_alone(kept: str, difference: Sequence[Edit], other: str | None = None) -> Text:
    """Write the differences alone, each with its place in the kept text: ` [5] [-20-]{+25+}`."""
    line = Text()
    for edit in whole(kept, difference, other):
        line.append(f" [{edit.at}] ", style="dim")
        for kind, said in (("kept", edit.kept), ("removed", edit.removed)):
            if said:
                line.append(safe(marked_up(kind, said)), style=STYLES[kind])
    return line
