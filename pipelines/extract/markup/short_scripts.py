"""A short script, read and not run: what it writes, where that is known without running it.

Understood are texts in quotes, joined, cut and kept under a name, numbers reckoned with, and a choice by comparing
them. Anything else is passed over, and then what depends on it is not known. What is cut for want of room is given
whole.
"""

import re
from collections.abc import Callable, Iterator
from typing import NoReturn

__all__ = ["MAX_SCRIPT", "QUOTES", "Reading", "Value", "as_text", "texts_in_quotes", "tokens_of", "unquoted"]

Value = str | float | bool

TOKEN = re.compile(
    r"\s+|//[^\n]*|/\*.*?\*/|<!--[^\n]*|-->[^\n]*"
    r"|(\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\$]|\\.)*+`)"
    r"|(\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*)|(===|!==|==|!=|<=|>=|&&|\|\||\+=|-=|\+\+|--|[^\w\s])",
    re.DOTALL,
)
ELLIPSIS = ".…· "
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": "", "\n": "", "\r\n": ""}
WORDS = ("write", "writeln")
QUOTES = "'\"`"
OPENING, CLOSING = "([{", ")]}"
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}
MAX_SCRIPT = 20_000  # characters: what is longer is a program
MAX_WRITTEN = 100_000  # characters of a value, and of what a script writes
MAX_DEPTH = 30


class Uncut(str):
    """A text of which a script shows the beginning only."""

    __slots__ = ()


class Unknown(Exception):  # no error: a value that only running the script would show
    """What a script would come to is not known here."""


class Reading:
    """One script, read once from its first token to its last. `names`: the values that have one, of all scripts.

    `is_whole`: all of it was understood; `is_known`: all that it may write. `writing`: the words without which a
    statement writes nothing.
    """

    writing: tuple[str, ...] = WORDS

    def __init__(self, code: str, names: dict[str, Value]) -> None:
        self.tokens = list(tokens_of(code))
        self.names = names
        self.at = self.depth = 0
        self.written: list[str] = []
        self.is_whole = self.is_known = True

    def run(self) -> None:
        while self.at < len(self.tokens):
            self.statement()

    # Statements

    def statement(self) -> None:
        before = self.at
        self.depth += 1
        try:
            if self.depth > MAX_DEPTH:
                self.unknown()
            self.one_statement()
        except Unknown:
            self.is_whole = False
            self.at = before
            self.pass_over()
            self.is_known = self.is_known and not any(word in self.writing for word in self.tokens[before : self.at])
        finally:
            self.depth -= 1

    def one_statement(self) -> None:
        word = self.next()
        if word == "{":
            while self.peek() not in ("}", ""):
                self.statement()
            self.next()
        elif word == "if":
            self.choice()
        elif word in ("var", "let", "const"):
            self.name_values()
        elif word == "document" and self.peek() == ".":
            self.write()
        elif word[:1].isidentifier() and self.peek() in ("=", "+=", "-=", "++", "--"):
            self.named(word)
        elif word in ("++", "--") and self.peek()[:1].isidentifier():
            self.counted(self.next(), word)
        elif word != ";":
            self.unknown()

    def name_values(self) -> None:
        while True:
            name = self.next()
            if self.peek() == "=":
                self.named(name)
            if self.peek() != ",":
                return
            self.next()

    def named(self, name: str) -> None:
        """Keep a value under its name; one that is not known has none."""
        mark = self.next()
        if mark in ("++", "--"):
            self.counted(name, mark)
            return
        before = self.names.get(name)
        try:
            value = self.expression()
            if self.goes_on():
                self.unknown()
        finally:
            self.names.pop(name, None)
        if mark == "+=":
            value = joined(self.known(before), value)
        elif mark == "-=":
            value = number_in(self.known(before)) - number_in(value)
        self.names[name] = value

    def counted(self, name: str, mark: str) -> None:
        """Keep a number under its name that is more or less by one."""
        before = self.names.pop(name, None)
        self.names[name] = number_in(self.known(before)) + (1 if mark == "++" else -1)

    def goes_on(self) -> bool:
        """Whether a mark follows that makes something else of the value that was just read."""
        word = self.peek()
        return bool(word) and word not in ";,)}" and not word[0].isidentifier()

    def write(self) -> None:
        self.next()
        if self.next() not in WORDS:
            self.unknown()
        self.expect("(")
        said = as_text(self.expression())
        while self.peek() == ",":
            self.next()
            said += as_text(self.expression())
        self.expect(")")
        if sum(map(len, self.written)) + len(said) > MAX_WRITTEN:
            self.unknown()
        self.written.append(said)

    def choice(self) -> None:
        """Follow the branch that its condition chooses. Where that is not known, none of both may write."""
        self.expect("(")
        start = self.at
        chosen: bool | None = None
        try:
            chosen = bool(self.expression())
            self.expect(")")
        except Unknown:
            self.is_whole, self.at = False, start
            self.to_closing()
        first = self.branch()
        second: tuple[list[str], dict[str, Value]] = ([], dict(self.names))
        if self.peek() == "else":
            self.next()
            second = self.branch()
        if chosen is None:
            self.is_known = self.is_known and not first[0] and not second[0]
            shared = {name: value for name, value in first[1].items() if second[1].get(name) == value}
            first = second = [], shared
        written, names = first if chosen else second
        self.written += written
        self.names.clear()
        self.names.update(names)

    def branch(self) -> tuple[list[str], dict[str, Value]]:
        """Read a branch apart; what it writes, and the names after it."""
        written, names, self.written = self.written, dict(self.names), []
        self.statement()
        found = self.written, dict(self.names)
        self.written = written
        self.names.clear()
        self.names.update(names)
        return found

    def pass_over(self) -> None:
        """Go on behind a statement that is not understood: its blocks and brackets with it."""
        while self.at < len(self.tokens):
            word = self.next()
            if word in OPENING:
                self.to_closing()
                if word == "{" and self.peek() not in (")", ",", ".", "(", ";", "else"):
                    return
            elif word == ";" or word in CLOSING:
                return

    def to_closing(self) -> None:
        """Go on behind the bracket that closes the one that is open."""
        depth = 1
        while depth and self.at < len(self.tokens):
            word = self.next()
            depth += (word in OPENING) - (word in CLOSING)

    # Values

    def expression(self) -> Value:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.depth -= 1
            self.unknown()
        try:
            value = self.either()
            if self.peek() == "?":
                self.next()
                first = self.expression()
                self.expect(":")
                second = self.expression()
                return first if value else second
            return value
        finally:
            self.depth -= 1

    def either(self) -> Value:
        value = self.compared()
        while self.peek() in ("&&", "||"):
            both = self.next() == "&&"
            other = self.compared()
            value = other if bool(value) is both else value
        return value

    def compared(self) -> Value:
        value = self.sum()
        mark = self.peek()
        if mark in ("==", "===", "!=", "!=="):
            self.next()
            other = self.sum()
            if len(mark) == 2 and isinstance(value, str) is not isinstance(other, str):
                value, other = number_in(value), number_in(other)
            return (other == value) is (mark[0] == "=")
        if mark in COMPARED:
            self.next()
            other = self.sum()
            if isinstance(value, str) and isinstance(other, str):
                self.unknown()
            return COMPARED[mark](number_in(value), number_in(other))
        return value

    def sum(self) -> Value:
        value = self.product()
        while self.peek() in ("+", "-"):
            adds = self.next() == "+"
            other = self.product()
            value = joined(value, other) if adds else number_in(value) - number_in(other)
        return value

    def product(self) -> Value:
        value = self.part()
        while self.peek() == "*":
            self.next()
            value = number_in(value) * number_in(self.part())
        return value

    def part(self) -> Value:
        """A text, a number, a name or a bracket, and what is taken of it: t.substring(0, 20)."""
        word = self.next()
        value: Value
        if word and word[0] in QUOTES:
            value = unquoted(word)
        elif word[:1].isdigit():
            value = float(word)
        elif word == "(":
            value = self.expression()
            self.expect(")")
        elif word in ("true", "false"):
            value = word == "true"
        elif word == "-":
            return -number_in(self.part())
        else:
            value = self.called(word) if self.peek() == "(" else self.known(self.names.get(word))
        while self.peek() == ".":
            self.next()
            value = self.taken(as_text(value), self.next())
        return value

    def called(self, name: str) -> Value:
        """Return what a function gives back."""
        return self.unknown()

    def taken(self, text: str, how: str) -> Value:
        if how == "length":
            return float(len(text))
        self.expect("(")
        bounds: list[int] = []
        while self.peek() not in (")", ""):
            bound = self.expression()
            if isinstance(bound, str) or bound > MAX_WRITTEN:
                self.unknown()
            bounds.append(int(bound))
            if self.peek() == ",":
                self.next()
        self.expect(")")
        first, last = (bounds + [0, len(text)][len(bounds) :])[:2]
        if how in ("substring", "substr", "slice") and first == 0 < last < len(text):
            return Uncut(text)
        if how in ("substring", "slice") and min(first, last) >= 0:
            return text[first:last]
        if how == "substr" and min(first, last) >= 0:
            return text[first : first + last]
        if how in ("trim", "toString") and not bounds:
            return text.strip() if how == "trim" else text
        return self.unknown()

    # Tokens

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        word = self.peek()
        self.at += 1
        return word

    def expect(self, word: str) -> None:
        if self.next() != word:
            self.unknown()

    def known(self, value: Value | None) -> Value:
        if value is None:
            self.unknown()
        return value

    def unknown(self) -> NoReturn:
        raise Unknown


def tokens_of(code: str) -> Iterator[str]:
    """Yield a script's words and marks, texts with their quotes, without comments and white space."""
    for found in TOKEN.finditer(code):
        if found.lastindex:
            yield found[found.lastindex]


def texts_in_quotes(code: str) -> Iterator[str]:
    """Yield what stands in quotes in a script."""
    yield from (unquoted(word) for word in tokens_of(code[:MAX_SCRIPT]) if word[0] in QUOTES)


def unquoted(word: str) -> str:
    def meant(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else ESCAPED.get(found[3], found[3])

    return ESCAPE.sub(meant, word[1:-1]) if "\\" in word else word[1:-1]


def as_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if value.is_integer() else f"{value:g}"


def number_in(value: Value) -> float:
    """Return the number that a value stands for. Raises Unknown for other texts."""
    if not isinstance(value, str):
        return float(value)
    if not (len(value) < 16 and value.isascii() and value.removeprefix("-").isdecimal()):
        raise Unknown
    return float(value)


def joined(one: Value, other: Value) -> Value:
    """What `+` makes of two values. Raises Unknown where that is too long."""
    if not isinstance(one, str) and not isinstance(other, str):
        return one + other
    if isinstance(one, Uncut) and isinstance(other, str) and not other.strip(ELLIPSIS):
        return one
    text = as_text(one) + as_text(other)
    if len(text) > MAX_WRITTEN:
        raise Unknown
    return text
