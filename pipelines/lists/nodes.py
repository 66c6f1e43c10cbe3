"""What is asked of a node of the page's tree, whoever asks: its text, and what it stands in."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

__all__ = ["LONGEST_TEXT", "ancestors", "folded"]

HIGHEST = 40  # ancestors looked at; real pages stand 10 to 25 deep, and a hostile one 100,000
LONGEST_TEXT = 2000  # characters of a link or row that are looked at


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(HIGHEST):
        if above is None or above.tag in ("body", "html"):
            return
        yield above
        above = above.parent


def folded(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())[:LONGEST_TEXT]
