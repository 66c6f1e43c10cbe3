"""Two texts in one line, what only the one or the other has marked: by brackets, so that no colour is needed."""

from collections.abc import Sequence

from rich.text import Text

from pipelines.cli.terminal import safe
from pipelines.records import Edit

__all__ = ["Piece", "bracketed", "pieces_of"]

Piece = tuple[str, str]  # ("same" | "kept" | "removed", text)

# As `wdiff` and `git diff --word-diff` mark them
MARKS = {"kept": ("[-", "-]", "green"), "removed": ("{+", "+}", "bold red")}


def pieces_of(kept: str, difference: Sequence[Edit]) -> list[Piece]:
    """Cut the kept text where it differs, with what it has more and what the other has in its place."""
    found: list[Piece] = []
    done = 0
    for edit in difference:
        found.append(("same", kept[done : edit.at]))
        found.append(("kept", edit.kept))
        found.append(("removed", edit.removed))
        done = edit.at + len(edit.kept)
    found.append(("same", kept[done:]))
    return [piece for piece in found if piece[1]]


def bracketed(kept: str, difference: Sequence[Edit]) -> Text:
    """Write both texts as one: [-what only the kept text has-]{+what only the other has+}."""
    line = Text()
    for kind, said in pieces_of(kept, difference):
        before, after, style = MARKS.get(kind, ("", "", ""))
        line.append(f"{before}{safe(said)}{after}", style=style)
    return line
