"""Search in Chinese: what is indexed, what a query asks of the index, and where a text answers it.

Words are not cut: two-character words would be lost or mixed up. The index holds every pair of neighbouring
characters of the folded text, and each paragraph's last character by itself. Then a single character is a prefix of
some token, and any longer run a phrase of pairs; both are found exactly where the characters stand, nowhere else.

    tokens("中国人")  ->  "中国 国人 人"
    read_query('标题:扫黑').match   ->  '{title} : "扫黑"'
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipelines.folding import fold, folded

__all__ = ["FIELDS", "Query", "QueryError", "highlights", "phrase", "pieces", "read_query", "snippet", "tokens"]

# what stands before a colon in a query, and the column of the index that it means
FIELDS = {"title": "title", "标题": "title", "text": "text", "正文": "text", "issuer": "issuer", "来源": "issuer"}
OPERATORS = ("AND", "OR", "NOT")
QUOTES = {'"': '"', "“": "”", "「": "」"}
FIELD = re.compile(rf"({'|'.join(FIELDS)})[:：]")


class QueryError(ValueError):
    """The query cannot be read. The message says what is missing, in words for the one who typed it."""


@dataclass(frozen=True, slots=True)
class Query:
    """`match` is an FTS5 expression over the index, `phrases` the folded texts to mark in what is found."""

    match: str
    phrases: tuple[str, ...]


def tokens(text: str) -> str:
    """What the index holds of a text, paragraphs being its lines."""
    return " ".join(pair for line in text.split("\n") for pair in pairs(fold(line)))


def pairs(run: str) -> Iterator[str]:
    yield from map("".join, pairwise(run))
    if run:
        yield run[-1]


def phrase(text: str) -> str:
    """The FTS5 expression that finds a text wherever it stands. Raises QueryError when nothing is left of it."""
    run = fold(text)
    if not run:
        raise QueryError(f"nothing to look for in {text!r}")
    if len(run) == 1:
        return f'"{quoted(run)}" *'
    return f'"{quoted(" ".join([*pairs(run)][:-1]))}"'


def quoted(text: str) -> str:
    return text.replace('"', '""')


def read_query(text: str) -> Query:
    """Words all have to be there. Also: "a phrase", OR, NOT (or -word), ( ), and title: text: issuer: before a word.

    A word is found wherever its characters stand together, so 2020年6月 needs no quotes. Raises QueryError.
    """
    reader = Reader(text)
    match = reader.either()
    if reader.rest():
        raise QueryError("a ) too many")
    return Query(match, tuple(dict.fromkeys(reader.phrases)))


class Reader:
    """Reads a query from left to right: either > all of > one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0
        self.columns = "title text"
        self.phrases: list[str] = []

    def rest(self) -> str:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return self.text[self.place :]

    def either(self) -> str:
        options = [self.all_of()]
        while self.takes("OR"):
            options.append(self.all_of())
        return options[0] if len(options) == 1 else f"({' OR '.join(options)})"

    def all_of(self) -> str:
        wanted: list[str] = []
        unwanted: list[str] = []
        while True:
            self.takes("AND")
            if not self.rest() or (self.depth and self.rest()[0] == ")") or self.at("OR"):
                break
            if self.takes("NOT") or self.takes_minus():
                before = len(self.phrases)
                unwanted.append(self.one())
                del self.phrases[before:]
            else:
                wanted.append(self.one())
        if not wanted:
            raise QueryError("a search needs something to find" + (", not only what to leave out" if unwanted else ""))
        found = wanted[0] if len(wanted) == 1 else f"({' AND '.join(wanted)})"
        for each in unwanted:
            found = f"({found} NOT {each})"
        return found

    def one(self) -> str:
        rest = self.rest()
        if not rest:
            raise QueryError("a word is missing at the end")
        field = FIELD.match(rest)
        if field:
            return self.in_field(field)
        if rest[0] == "(":
            return self.group()
        told = self.in_quotes(rest) if rest[0] in QUOTES else self.word(rest)
        self.phrases.append(fold(told))
        return f"{{{self.columns}}} : {phrase(told)}"

    def in_field(self, field: re.Match[str]) -> str:
        outer, self.columns = self.columns, FIELDS[field[1]]
        self.place += field.end()
        found = self.one()
        self.columns = outer
        return found

    def group(self) -> str:
        self.place += 1
        self.depth += 1
        inner = self.either()
        if self.rest()[:1] != ")":
            raise QueryError("a ) is missing")
        self.place += 1
        self.depth -= 1
        return f"({inner})"

    def in_quotes(self, rest: str) -> str:
        end = rest.find(QUOTES[rest[0]], 1)
        if end < 0:
            raise QueryError(f"a {QUOTES[rest[0]]} is missing")
        self.place += end + 1
        return rest[1:end]

    def word(self, rest: str) -> str:
        """Up to white space; brackets inside a word, as in 通知(试行), belong to it."""
        depth = 0
        told = rest.split(maxsplit=1)[0]
        for place, character in enumerate(told):
            depth += (character == "(") - (character == ")")
            if depth < 0 and self.depth:
                told = told[:place]
                break
        self.place += len(told)
        return told

    def at(self, operator: str) -> bool:
        return re.match(rf"{operator}(?=[\s(\"]|$)", self.rest()) is not None

    def takes(self, operator: str) -> bool:
        if not self.at(operator):
            return False
        self.place += len(operator)
        return True

    def takes_minus(self) -> bool:
        if self.rest()[0] != "-" or self.rest()[1:2].isspace() or len(self.rest()) == 1:
            return False
        self.place += 1
        return True


def highlights(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """Where folded phrases stand in a text: (start, end) in characters of the original, ascending, none overlapping."""
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
    """The best line for a hit as (text, marked) pieces: of the paragraph with most of the phrases, some `length`
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
    """The whole text as (text, marked) pieces."""
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
