"""A query as a person types it: words, phrases, operators, brackets and fields, read into what to ask of the index.

read_query("扫黑 -通知").asks  ->  Combined(Operator.NOT, (Phrase("扫黑"), Phrase("通知")))
"""

import re
import unicodedata
from dataclasses import dataclass

from pipelines.search.asks import ANYWHERE, Operator, QueryError, Wanted, asks_for, asks_for_number, combined
from pipelines.search.document_numbers import Number, number_at, spellings
from pipelines.search.fold import fold

__all__ = ["FIELDS", "Query", "QueryError", "plain_words", "read_query"]

# what stands before a colon in a query, and the column of the index that it means
FIELDS = {
    "title": "title",
    "标题": "title",
    "text": "text",
    "正文": "text",
    "issuer": "issuer",
    "来源": "issuer",
    "number": "document_number",
    "文号": "document_number",
    "column": "column_names",
    "栏目": "column_names",
    "source": "source",
    "站点": "source",
}
SOURCE = "source"  # no column: whose bulletins
DOUBLE = '"“”„‟＂〝〞'  # whichever of them an input method gives
QUOTES = dict.fromkeys(DOUBLE, DOUBLE) | {"「": "」", "『": "』"} | dict.fromkeys("‘’", "‘’")
OPEN, CLOSE = "(（", ")）"
BARS = "|｜"
ANDS = "&＆﹠"
STARS = "*＊﹡"
MINUS = "-－﹣−–‐‑"
# a field that there may be: a short word, or a name as programs have them, right before a colon. 12:30 and http:// are
# none
FIELD = re.compile(r"([^\W\d_]{1,16}|[A-Za-z][A-Za-z0-9_.-]{0,31})[:：﹕∶︰](?!//)")
MAX_FIELD = 4  # Chinese characters: what is longer is a clause
OPERATORS = {
    "AND": re.compile(rf"and(?=[\s{OPEN}{DOUBLE}]|$)|[{ANDS}]+", re.IGNORECASE),
    "OR": re.compile(rf"(?:or|或|或者)(?=[\s{OPEN}{DOUBLE}]|$)|[{BARS}]+", re.IGNORECASE),
    "NOT": re.compile(rf"not(?=[\s{OPEN}{DOUBLE}]|$)", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask, and in `phrases` the folded texts to mark in what is found.

    `source`: only its bulletins; None: all. `asks` None: nothing but a source was named.
    """

    asks: Wanted | None
    phrases: tuple[str, ...]
    source: str | None = None


def read_query(text: str) -> Query:
    """Read a query: words that all have to be there, and the marks of a search box.

    These are "a phrase", OR, NOT (or -word), ( ), and a field before a word, as 标题:通知. A word is found wherever its
    characters stand together, so 2020年6月 needs no quotes. Operators, brackets, quotes and colons may be those of an
    input method: ｜ or 或 is OR, － is -, （） are ( ). A 文号 is found in any spelling.

    Raises QueryError.
    """
    reader = Reader(text)
    asks = reader.either()
    reader.nothing_left()
    return Query(asks, tuple(dict.fromkeys(reader.phrases)), reader.source)


class Reader:
    """Reads a query from left to right: either > all of > one."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.place = 0
        self.depth = 0
        self.columns: tuple[str, ...] = ANYWHERE
        self.phrases: list[str] = []
        self.source: str | None = None

    def rest(self) -> str:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return self.text[self.place :]

    def nothing_left(self) -> None:
        """Raise QueryError for a bracket that closes none; nothing else can be left over."""
        if self.rest():
            bracket = self.rest()[0]
            raise QueryError(f'a {bracket} too many; to find the {bracket} itself, put it in quotes: "{bracket}"')

    def either(self) -> Wanted | None:
        options = [self.all_of()]
        while self.takes("OR"):
            options.append(self.all_of())
        found = [option for option in options if option is not None]
        if len(found) < len(options) or (len(found) > 1 and self.source is not None and not self.depth):
            if len(options) == 1:
                return None
            raise QueryError("source: narrows the whole search, so it cannot stand in an OR")
        return combined(Operator.OR, found)

    def all_of(self) -> Wanted | None:
        wanted: list[Wanted] = []
        unwanted: list[Wanted] = []
        while True:
            self.takes("AND")
            if not self.rest() or self.rest()[0] in CLOSE or self.at("OR"):
                break
            if self.takes_source():
                continue
            if self.takes("NOT") or self.takes_minus():
                before = len(self.phrases)
                unwanted.append(self.one())
                del self.phrases[before:]
            else:
                wanted.append(self.one())
        if not wanted:
            if not self.depth and not self.at("OR"):
                self.nothing_left()
            if self.source is not None and not unwanted and not self.depth:
                return None
            why = ", not only what to leave out" if unwanted else '; to find or, and, not or 或, put it in quotes: "或"'
            raise QueryError(f"a search needs something to find{why}")
        return combined(Operator.NOT, [combined(Operator.AND, wanted), *unwanted])

    def one(self) -> Wanted:
        rest = self.rest()
        if not rest:
            raise QueryError("a word is missing at the end")
        field = self.field(rest)
        if field:
            return self.in_field(field)
        number = number_at(rest)
        if rest[0] in OPEN and number is None:
            return self.group()
        if rest[0] in QUOTES:
            return self.asked(self.in_quotes(rest))
        if number is not None:
            return self.number(rest, number)
        return self.asked(self.word(rest))

    def asked(self, text: str) -> Wanted:
        """Return what to ask for a word or phrase; a 文号 in every spelling, and among the numbers of bulletins too."""
        made = spellings(text)
        if not made:
            self.phrases.append(fold(text))
            return asks_for(text, self.columns)
        self.phrases += map(fold, made)
        columns = (*ANYWHERE, "document_number") if self.columns == ANYWHERE else self.columns
        return asks_for_number(text, columns)

    def number(self, rest: str, number: Number) -> Wanted:
        """Return a 文号 with spaces in it. Where one parts it from a word before, each may also be meant for itself."""
        self.place += number.end
        behind = self.word(rest[number.end :]) if rest[number.end : number.end + 1].strip(f" {CLOSE}{BARS}") else ""
        whole = "".join(rest[: number.end].split()) + behind
        asked = self.asked(whole)
        if not number.gap:
            return asked
        apart = [self.asked(rest[: number.gap]), self.asked(rest[number.gap : number.end])]
        return combined(Operator.OR, [asked, combined(Operator.AND, apart)])

    def field(self, rest: str) -> re.Match[str] | None:
        """Return the field that what follows is to be looked for in. Raises QueryError for one that there is not."""
        found = FIELD.match(rest)
        if found is None:
            return None
        name = field_name(found)
        if name in FIELDS:
            return found
        if not name.isascii() and len(name) > MAX_FIELD:
            return None
        raise QueryError(
            f"{found[1]}: is no field; the fields are {', '.join(f'{known}:' for known in FIELDS)}"
            f' -- to find these characters themselves, put them in quotes: "{rest.split()[0]}"'
        )

    def in_field(self, field: re.Match[str]) -> Wanted:
        column = FIELDS[field_name(field)]
        if column == SOURCE:
            raise QueryError("source: narrows the whole search: it stands once, outside of brackets, and not after NOT")
        outer, self.columns = self.columns, (column,)
        self.place += field.end()
        found = self.one()
        self.columns = outer
        return found

    def takes_source(self) -> bool:
        rest = self.rest()
        field = FIELD.match(rest)
        if self.depth or self.source is not None or field is None or FIELDS.get(field_name(field)) != SOURCE:
            return False
        self.place += field.end()
        rest = self.rest()
        name = self.in_quotes(rest) if rest[:1] and rest[0] in QUOTES else self.word(rest) if rest else ""
        if not name:
            raise QueryError("source: needs a name, as source:xinhui")
        self.source = name
        return True

    def group(self) -> Wanted:
        self.place += 1
        self.depth += 1
        inner = self.either()
        if inner is None or self.rest()[:1] not in tuple(CLOSE):
            raise QueryError("a ) is missing")
        self.place += 1
        self.depth -= 1
        return inner

    def in_quotes(self, rest: str) -> str:
        closing = QUOTES[rest[0]]
        end = next((place for place, character in enumerate(rest) if place and character in closing), -1)
        if end < 0:
            raise QueryError(f"a {closing[-1] if rest[0] != DOUBLE[0] else DOUBLE[0]} is missing")
        self.place += end + 1
        return rest[1:end]

    def word(self, rest: str) -> str:
        """Up to white space, a bar or an &; brackets inside a word, as in 通知(试行), belong to it.

        Raises QueryError for a bracket in it that is not closed, and for a * that would stand for something.
        """
        depth = 0
        read = rest.split(maxsplit=1)[0]
        for place, character in enumerate(read):
            depth += (character in OPEN) - (character in CLOSE)
            if depth < 0 or (character in BARS and place) or parts_words(read, place):
                read = read[:place]
                break
        else:
            if depth > 0:
                raise QueryError(
                    f"a ) is missing in {read}; brackets in a word belong to it, as in 通知(试行), and a space before "
                    f'them makes a group; to find the characters themselves, put them in quotes: "{read}"'
                )
        self.place += len(read)
        return without_stars(read)

    def at(self, operator: str) -> re.Match[str] | None:
        return OPERATORS[operator].match(unicodedata.normalize("NFKC", self.rest()[:4]) + self.rest()[4:5])

    def takes(self, operator: str) -> bool:
        found = self.at(operator)
        if found is None:
            return False
        self.place += found.end()
        return True

    def takes_minus(self) -> bool:
        if self.rest()[0] not in MINUS or self.rest()[1:2].isspace() or len(self.rest()) == 1:
            return False
        self.place += 1
        return True


def field_name(field: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", field[1]).casefold()


def plain_words(text: str) -> str:
    """Return the words of a query by themselves, without fields, quotes and marks between them; empty where they would
    say something else: with operators, or with a word to leave out."""
    words = unicodedata.normalize("NFC", text).split()
    if any(word[0] in MINUS or any(each.fullmatch(word) for each in OPERATORS.values()) for word in words):
        return ""
    bare = [word[field.end() :] if (field := FIELD.match(word)) else word for word in words]
    plain = [word.strip("".join(QUOTES)) if spellings(word) else re.sub(r"[\W_]+", " ", word) for word in bare]
    return " ".join(" ".join(plain).split())


def parts_words(word: str, place: int) -> bool:
    """Whether an & there is an operator. That of AT&T is a part of the word."""
    if word[place] not in ANDS or not place:
        return False
    around = word[place - 1] + word[place + 1 : place + 2]
    return not (len(around) == 2 and around.isascii() and around.isalnum())


def without_stars(word: str) -> str:
    """Return a word without the * around it, which say what is so without them: it is found inside of longer ones too.

    Raises QueryError where one stands inside for what may be there; that of 3*5 is text.
    """
    plain = word.strip(STARS)
    for place, character in enumerate(plain):
        if character in STARS and not (plain[place - 1].isascii() and plain[place + 1].isascii()):
            parts = " ".join(re.split(f"[{re.escape(STARS)}]+", plain))
            raise QueryError(
                f"{character} stands for nothing here: words are found inside of longer ones anyway, so {parts} finds "
                f'those that have all of them; to find the {character} itself, put it in quotes: "{plain}"'
            )
    return plain or word
