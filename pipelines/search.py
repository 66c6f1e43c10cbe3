"""Search in Chinese: what is indexed, what a query asks of the index, and where a text answers it.

Words are not cut: two-character words would be lost or mixed up. The index holds every pair of neighbouring characters
of the folded text, those with punctuation between them told apart, and the last character of each line by itself. Any
text of two or more characters is then a phrase of such tokens, found exactly where its characters stand and nowhere
else: the last character of a line keeps a phrase from running on into the next. Single characters have an index of
their own (pipelines/characters.py): which of them a bulletin's title and text hold, not where.

    tokens("中国人，民")         ->  "中国 国人 人,民 民"
    asks_for("人，民").match       ->  '{text title} : "人,民"'
    read_query("扫黑 -通知").asks  ->  Asks(INDEX, '{text title} : "扫黑" NOT {text title} : "通知"')
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from operator import add

from pipelines.characters import holding
from pipelines.folding import fold, folded

__all__ = [
    "CHARACTERS",
    "FIELDS",
    "INDEX",
    "Asks",
    "Combined",
    "Query",
    "QueryError",
    "Wanted",
    "asks_for",
    "combined",
    "highlights",
    "pieces",
    "read_query",
    "snippet",
    "tokens",
    "tokens_of",
]

INDEX = "search_index"
CHARACTERS = "search_characters"
BREAK = ","  # in a token, between two characters with punctuation between them; no folded text has a comma
# what stands before a colon in a query, and the column of the index that it means
FIELDS = {"title": "title", "标题": "title", "text": "text", "正文": "text", "issuer": "issuer", "来源": "issuer"}
ANYWHERE = "text title"
QUOTES = {'"': '"', "“": "”", "「": "」"}
FIELD = re.compile(rf"({'|'.join(FIELDS)})[:：]")


class QueryError(ValueError):
    """The query cannot be read. The message says what is missing, in words for the one who typed it."""


@dataclass(frozen=True, slots=True)
class Asks:
    """An FTS5 expression, and which of the two indexes it is for."""

    index: str
    match: str


@dataclass(frozen=True, slots=True)
class Combined:
    """Answers of the two indexes put together: AND, OR, or the first NOT the others."""

    operator: str
    parts: tuple["Wanted", ...]


Wanted = Asks | Combined


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask, and in `phrases` the folded texts to mark in what is found."""

    asks: Wanted
    phrases: tuple[str, ...]


def tokens(text: str) -> str:
    """What the index holds of a text, paragraphs being its lines."""
    return tokens_of(map(fold, text.split("\n")))


def tokens_of(lines: Iterable[str]) -> str:
    """The same of folded lines."""
    return " ".join(" ".join([*pairs(line), line[-1:]]) for line in lines)


def pairs(line: str) -> list[str]:
    """Each two neighbours of a folded text, in order: those of a run, then the one that leads into the next run."""
    runs = line.split()
    found: list[str] = []
    for run, following in zip_longest(runs, runs[1:]):
        found += map(add, run, run[1:])
        if following:
            found.append(f"{run[-1]}{BREAK}{following[0]}")
    return found


def asks_for(text: str, columns: str = ANYWHERE) -> Asks:
    """What to ask for a text wherever it stands. Raises QueryError when nothing is left of it."""
    line = fold(text)
    if not line:
        raise QueryError(f"nothing to look for in {text!r}")
    if len(line) > 1:
        return Asks(INDEX, f"{{{columns}}} : {quoted(' '.join(pairs(line)))}")
    if columns == ANYWHERE:
        return Asks(CHARACTERS, holding(line))
    # it begins a pair or ends its line: a prefix finds it, at the cost of walking all the pairs that it begins
    return Asks(INDEX, f"{{{columns}}} : {quoted(line)} *")


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def combined(operator: str, parts: list[Wanted]) -> Wanted:
    """AND, OR, or the first NOT the others; one expression where one index answers all."""
    if len(parts) == 1:
        return parts[0]
    simple = [part for part in parts if isinstance(part, Asks)]
    if len(simple) == len(parts) and len({part.index for part in simple}) == 1:
        return Asks(simple[0].index, "(" + f" {operator} ".join(part.match for part in simple) + ")")
    return Combined(operator, tuple(parts))


def read_query(text: str) -> Query:
    """Words all have to be there. Also: "a phrase", OR, NOT (or -word), ( ), and title: text: issuer: before a word.

    A word is found wherever its characters stand together, so 2020年6月 needs no quotes. Raises QueryError.
    """
    reader = Reader(text)
    asks = reader.either()
    if reader.rest():
        raise QueryError("a ) too many")
    return Query(asks, tuple(dict.fromkeys(reader.phrases)))


class Reader:
    """Reads a query from left to right: either > all of > one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0
        self.columns = ANYWHERE
        self.phrases: list[str] = []

    def rest(self) -> str:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return self.text[self.place :]

    def either(self) -> Wanted:
        options = [self.all_of()]
        while self.takes("OR"):
            options.append(self.all_of())
        return combined("OR", options)

    def all_of(self) -> Wanted:
        wanted: list[Wanted] = []
        unwanted: list[Wanted] = []
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
        return combined("NOT", [combined("AND", wanted), *unwanted])

    def one(self) -> Wanted:
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
        return asks_for(told, self.columns)

    def in_field(self, field: re.Match[str]) -> Wanted:
        outer, self.columns = self.columns, FIELDS[field[1]]
        self.place += field.end()
        found = self.one()
        self.columns = outer
        return found

    def group(self) -> Wanted:
        self.place += 1
        self.depth += 1
        inner = self.either()
        if self.rest()[:1] != ")":
            raise QueryError("a ) is missing")
        self.place += 1
        self.depth -= 1
        return inner

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
