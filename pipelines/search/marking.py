"""Where a text answers a query: the places to mark, and the line to show for a hit."""

from collections.abc import Iterable, Iterator

from pipelines.search.fold import fold, folded

__all__ = ["highlights", "pieces", "snippet"]


def highlights(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """Return where folded phrases stand in a text: (start, end) in characters of the original, ascending, none
    overlapping."""
    lines = folded(text)
    spans = sorted(
        (lines.places[at], lines.places[at + len(each) - 1] + 1) for each in phrases for at in places(lines.text, each)
    )
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def snippet(paragraphs: Iterable[str], phrases: Iterable[str], length: int = 80) -> list[tuple[str, bool]]:
    """Return the best line for a hit as (text, marked) pieces: of the paragraph with most of the phrases, some `length`
    characters around the first."""
    wanted = tuple(phrases)
    best, spans, most = "", [], -1
    for paragraph in paragraphs:
        line = fold(paragraph)
        score = sum(each in line for each in wanted)
        if score > most:
            best, most = paragraph, score
            if score == len(wanted):
                break
    spans = highlights(best, wanted)
    start = max(0, spans[0][0] - length // 4) if spans else 0
    end = min(len(best), max(start + length, spans[0][1] if spans else 0))
    return cut(best, spans, start, end)


def pieces(text: str, phrases: Iterable[str]) -> list[tuple[str, bool]]:
    """Return the whole text as (text, marked) pieces."""
    return cut(text, highlights(text, phrases), 0, len(text))


def cut(text: str, spans: Iterable[tuple[int, int]], start: int, end: int) -> list[tuple[str, bool]]:
    found = [("…", False)] if start else []
    at = start
    for first, last in spans:
        if first >= end:
            break
        found += [(text[at:first], False), (text[first : min(last, end)], True)]
        at = min(last, end)
    found += [(text[at:end], False), ("…", False) if end < len(text) else ("", False)]
    return [(piece, marked) for piece, marked in found if piece]
