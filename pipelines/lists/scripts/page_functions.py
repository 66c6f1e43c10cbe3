"""Where a function of a page leads that reckons or chooses: goPage(2) with "index_" + (n - 1) + ".html".

It is read, not run (pipelines/extract/markup/short_scripts.py). Where a choice hangs on what is not known, the address
is unknown too.
"""

import re
from collections.abc import Mapping

from pipelines.extract.markup.short_scripts import Reading, Value, as_text

__all__ = ["changes_what_is_given", "led_to", "reckons"]

PLACES = frozenset(("window", "self", "top", "parent", "document", "location", "open"))
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
RECKONS = re.compile(r"[-*?]|\+\+|\bif\b|\.\s*concat\b|\bsearch\s*=")
CHANGED = r"(?<![\w$.])(?:{0}\s*(?:[-+*]?=(?!=)|--|\+\+)|(?:--|\+\+)\s*{0}\b)"
AS_IT_IS = frozenset(("String", "encodeURIComponent", "encodeURI", "escape"))
AS_A_NUMBER = frozenset(("parseInt", "Number", "parseFloat"))
END = "\0"  # of what a function does, among the addresses


def reckons(body: str) -> bool:
    """Whether a function does more than to join what it is given."""
    return RECKONS.search(QUOTED.sub("", body)) is not None


def changes_what_is_given(body: str, names: list[str]) -> bool:
    """Whether a function gives one of its own names another value, so that they do not stand for what it is given."""
    bare = QUOTED.sub("''", body)
    return any(re.search(CHANGED.format(re.escape(name)), bare) for name in names if name)


def led_to(body: str, given: Mapping[str, Value]) -> tuple[bool, str | None]:
    """Return whether it is known where a function leads that is given these values, and the address."""
    function = Following(body, dict(given))
    ends = function.run_body()
    if not ends or not function.is_known:
        return False, None
    addresses = function.written[: function.written.index(END)] if END in function.written else function.written
    return True, next((address for address in addresses if address), None)


class Following(Reading):
    """The body of a function, from behind its opening brace. What it writes are the addresses that it opens."""

    writing = ("location", "href", "open", "replace", "assign", "hash", "search", "submit", "return", "switch")

    def run_body(self) -> bool:
        """Read up to the brace that closes it; False where that is cut off."""
        if self.peek() == "{":  # behind =>
            self.statement()
            return True
        while self.at < len(self.tokens) and self.peek() != "}":
            self.statement()
        return self.at < len(self.tokens)

    def one_statement(self) -> None:
        word = self.peek()
        if word == "return":
            self.next()
            if self.peek() in PLACES:
                self.lead()
            self.written.append(END)
            while self.peek() not in (";", "}", ""):
                self.next()
        elif word in PLACES:
            self.lead()
        else:
            super().one_statement()

    def lead(self) -> None:
        names = [self.next()]
        while self.peek() == ".":
            self.next()
            names.append(self.next())
        mark, how = self.next(), names[-1]
        if mark == "=" and how in ("location", "href", "hash", "search"):
            address = as_text(self.expression())
            if self.goes_on():
                self.unknown()
        elif mark == "(" and (how == "open" or (how in ("replace", "assign") and "location" in names)):
            address = as_text(self.expression())
            if self.peek() not in (",", ")"):
                self.unknown()
            self.to_closing()
        else:
            self.unknown()
        sign = {"hash": "#", "search": "?"}.get(how, "")
        self.written.append(sign + address.removeprefix(sign))

    def called(self, name: str) -> Value:
        self.expect("(")
        value = self.expression()
        self.to_closing()
        text = as_text(value)
        if name in AS_IT_IS:
            return text
        if name in AS_A_NUMBER and text.removeprefix("-").isdecimal():
            return float(text)
        return self.unknown()

    def taken(self, text: str, how: str) -> Value:
        if how != "concat":
            return super().taken(text, how)
        self.expect("(")
        while self.peek() not in (")", ""):
            text += as_text(self.expression())
            if self.peek() == ",":
                self.next()
        self.expect(")")
        return text
