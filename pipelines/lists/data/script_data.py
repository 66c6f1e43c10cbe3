"""Values that stand in scripts: the state of a page that a script draws, and answers that only a script reads as JSON.

window.__INITIAL_STATE__={…};(function(){…}())           Vue, React
<script id="__NEXT_DATA__" type="application/json">      Next
window.__NUXT__=(function(a,b){return {…}}("通知",1))     Nuxt 2: values given once, named where they stand
<script id="__NUXT_DATA__">[{"list":1},[2],{"title":3}…] Nuxt 3: every value once, found by its number
var data = [{title:'…',url:'…'},]                        older pages
new Vue({data: {list: [{…}]}}), draw([{…}])              lists of objects, wherever they stand
a[0]=new Array("…","…"); a.push(["…","…"]); a.push("…")  rows given one by one
var rows=new Array(new Array("…","…"), …)                or at once

Nothing is run. A literal is written again as JSON, token by token; what is no literal in it (a call) is null.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from pipelines.lists.data.streamed_values import streamed_values

__all__ = ["literal_at", "read_json", "states_of"]

MAX_SCRIPT = 8 * 1024 * 1024  # characters of all scripts of a page that are looked through
MAX_EXPRESSION = 4000  # characters of a value that is no literal
MAX_STARTS = 300  # of literals in a page
MAX_ROWS = 50_000  # that a page's scripts give one by one
MAX_UNREAD = 2000  # that are no literals
MAX_PARTS = 200_000  # of Nuxt's numbers, which may name one another without an end
MAX_DEPTH = 60
QUOTED = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`(?:[^`\\$]|\\.)*`'
TOKEN = re.compile(
    rf"(?P<space>\s+|//[^\n]*|/\*.*?\*/)|(?P<quoted>{QUOTED})|(?P<mark>[{{}}\[\],:])|"
    r"(?P<number>-?(?:0x[0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+))(?=[\s,\]}:/])|"
    r"(?P<name>[A-Za-z_$][\w$]*)|(?P<logic>![01])",
    re.DOTALL,
)
ARRAY = re.compile(r"(?<![\w$.])(?:new\s+)?Array\s*\(")
# What is looked at for the end of one; a quotation mark in a comment opens nothing
BRACKETED = re.compile(
    rf"(?P<array>{ARRAY.pattern})|[()]|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/",
    re.DOTALL,
)
SKIPPED = re.compile(rf"{QUOTED}|[()\[\]{{}},]", re.DOTALL)
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.DOTALL)
CONSTANTS = {"true": "true", "false": "false", "null": "null", "undefined": "null", "NaN": "null"}
START = re.compile(
    r"([A-Za-z_$][\w$.]{0,100})(?:\[\s?[\"'][\w$.-]{1,100}[\"']\s?\])?\s*=\s*(?=[\[{])|\breturn\s*(?=[\[{])"
)
ROWS = re.compile(r"\[\s{0,20}(?=\{)")
PARSED = re.compile(r"JSON\s*\.\s*parse\s*\(\s*(?:decodeURIComponent\s*\(\s*)?(?=['\"])")
ONE_BY_ONE = re.compile(
    r"(?<![\w$.])([A-Za-z_$][\w$.]{0,100}?)\s*(?:\[[\w\s.$+]{1,40}\]\s*=|\.push\s*\()\s*(?:(new\s+Array\s*\()|(?=[\[{\"']))"
)
NUXT = re.compile(r"__NUXT__\s*=\s*\(?\s*function\s*\(([\w$,\s]{0,20000})\)\s*\{")
RETURN = re.compile(r"\breturn\s*(?=\{)")
PLAIN_JSON = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
JSON_TYPE = re.compile(r"json", re.IGNORECASE)


def read_json(text: str) -> Any:
    """Return what a text of JSON holds, also with raw line breaks, commas too many, bare keys; None for any other text.

    The text may be named or called with: `var data = {…};`, `callback({…})`.
    """
    bare = text.strip("\ufeff \t\r\n;")
    if bare[:1] in ("{", "["):
        try:
            return json.loads(bare, strict=False)
        except (ValueError, RecursionError):
            found = literal_at(bare, 0)
            return found[0] if found and not bare[found[1] :].strip() else None
    return None


def states_of(tree: LexborHTMLParser) -> Iterator[tuple[str, Any]]:
    """Yield the lists and objects of a page's scripts, each with the name that it was given (empty: none)."""
    read, streamed = 0, False
    for node in tree.css("script:not([src])"):
        text = (node.text(deep=True) or "").strip()
        read += len(text)
        if read > MAX_SCRIPT:
            return
        name = node.id or ""
        if JSON_TYPE.search(node.attributes.get("type") or ""):
            value = read_json(text)
            yield name, of_numbers(value) if name == "__NUXT_DATA__" else value
        elif any(mark in text for mark in ("=", "[", ".push")):
            yield from states_in(text)
            streamed |= "__next_f" in text
    if streamed:
        scripts = (node.text(deep=True) or "" for node in tree.css("script:not([src])"))
        yield from (("", value) for value in streamed_values(scripts))


def states_in(text: str) -> Iterator[tuple[str, Any]]:
    text = with_brackets(text)
    for call in PARSED.finditer(text):
        quoted = TOKEN.match(text, call.end())
        if quoted and quoted["quoted"]:
            yield "", read_json(json.loads(as_quoted(quoted["quoted"]), strict=False))
    nuxt = NUXT.search(text)
    if nuxt and (start := RETURN.search(text, nuxt.end())):
        if found := literal_at(text, start.end(), values_given(text, start.end(), nuxt[1])):
            yield "__NUXT__", found[0]
        return
    yield from rows_one_by_one(text)
    at, left = 0, []
    for _ in range(MAX_STARTS):
        opening = START.search(text, at)
        if opening is None:
            break
        found = literal_at(text, opening.end())
        left.append(text[at : opening.end()])
        at = found[1] if found else opening.end()
        if found:
            yield (opening[1] or "").removeprefix("window."), found[0]
    yield from rows_elsewhere("\n".join([*left, text[at:]]))


def rows_elsewhere(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the lists of objects that nothing is named by: given to a function, or within what is no literal."""
    at = 0
    for _ in range(MAX_STARTS):
        opening = ROWS.search(text, at)
        if opening is None:
            return
        found = literal_at(text, opening.start())
        at = found[1] if found else opening.end()
        if found:
            yield "", found[0]


def with_brackets(text: str) -> str:
    """Return a script with new Array(…) written as […]."""
    if ARRAY.search(text) is None:
        return text
    pieces: list[str] = []
    is_open: list[int] = []  # the parentheses that are open: where an array's is among the pieces, or -1
    done = 0
    for found in BRACKETED.finditer(text):
        if found["array"]:
            is_open.append(len(pieces) + 1)
            pieces += [text[done : found.start()], found[0]]
            done = found.end()
        elif found[0] == "(":
            is_open.append(-1)
        elif found[0] == ")" and is_open and (opened := is_open.pop()) >= 0:
            pieces[opened] = "["
            pieces += [text[done : found.start()], "]"]
            done = found.end()
    return "".join([*pieces, text[done:]])


def rows_one_by_one(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the lists to which a script adds row by row: a[0]=new Array("…","…"), a.push(["…","…"])."""
    rows: dict[str, list[Any]] = {}
    unread = 0
    for opening in islice(ONE_BY_ONE.finditer(text), MAX_ROWS):
        if unread > MAX_UNREAD:
            break
        row = text[opening.end() : opening.end() + MAX_EXPRESSION]
        if opening[2]:
            row = f"[{row[: closing(row, 0, MAX_EXPRESSION)]}]"
        found = literal_at(row, 0)
        unread += not found
        if found:
            rows.setdefault(opening[1], []).append(found[0])
    yield from ((name, given) for name, given in rows.items() if len(given) > 1)


def values_given(text: str, start: int, names: str) -> dict[str, str]:
    """The JSON of what a function is given that is called where it stands: function(a,b){return {…}}("通知",1)."""
    end = closing(text, start, MAX_SCRIPT)
    opening = text[end + 1 : end + 10].lstrip(") \n") if end else ""
    if not opening.startswith("("):
        return {}
    first = text.index("(", end) + 1
    values = literal_at(f"[{text[first : closing(text, first, MAX_SCRIPT)]}]", 0)
    given = values[0] if values else []
    return {name.strip(): json.dumps(value) for name, value in zip(names.split(","), given, strict=False)}


def literal_at(text: str, start: int, known: Mapping[str, str] = {}) -> tuple[Any, int] | None:
    """Return the list or object that begins there and where it ends; None when it cannot be read.

    `known`: the JSON of values that stand under a name.
    """
    if not known and text[start : start + 1] in ("[", "{"):
        try:
            return PLAIN_JSON.raw_decode(text, start)
        except (ValueError, RecursionError):
            pass
    parts: list[str] = []
    depth, at, last = 0, start, ""
    while (token := TOKEN.match(text, at)) or (depth and last):
        if token is None or (token["name"] and (last == ":" or last in "[,") and not is_key(text, token.end())):
            word = token["name"] if token else None
            value = CONSTANTS.get(word or "") or known.get(word or "")
            end = token.end() if token and value is not None else end_of_expression(text, at)
            if end <= at:
                return None
            if last == "value":  # 'a' + 'b'
                parts.pop()
            parts.append(value or "null")
            at, last = end, "value"
            continue
        at = token.end()
        piece = token["mark"] or ""
        if token["space"]:
            continue
        if piece in ("}", "]") and last == ",":
            parts.pop()  # a comma too many
        if piece in ("{", "["):
            depth += 1
            if depth > MAX_DEPTH:
                return None
        elif piece in ("}", "]"):
            depth -= 1
        parts.append(piece or as_json_token(token))
        last = piece or "value"
        if not depth:
            break
    try:
        return (json.loads("".join(parts), strict=False), at) if parts and not depth else None
    except (ValueError, RecursionError):
        return None


def is_key(text: str, end: int) -> bool:
    return text[end : end + 20].lstrip()[:1] == ":"


def as_json_token(token: "re.Match[str]") -> str:
    if token["quoted"]:
        return as_quoted(token["quoted"])
    if token["number"]:
        number = token["number"]
        try:
            return str(
                int(number, 16)
                if "x" in number
                else float(number)
                if "." in number or "e" in number.lower()
                else int(number)
            )
        except ValueError:
            return "null"
    if token["logic"]:
        return "true" if token["logic"] == "!0" else "false"
    return json.dumps(token["name"])


def as_quoted(quoted: str) -> str:
    """Return a string of JavaScript as one of JSON; both write \\uXXXX, \\n and \\t in the same way."""
    body = quoted[1:-1]
    if "\\" in body:
        body = ESCAPE.sub(as_escape, body)
    return f'"{body}"' if quoted[0] == '"' else '"' + re.sub(r'(?<!\\)"', '\\"', body) + '"'


def as_escape(match: "re.Match[str]") -> str:
    if match[1]:
        return f"\\u00{match[1]}"
    if match[2]:
        return ""
    return match[0] if match[3] in 'ubfnrt"\\/' else match[3]


def end_of_expression(text: str, start: int) -> int:
    """Return where a value that is no literal ends: before the comma or bracket after it.

    `start` when it has no end.
    """
    return closing(text, start, MAX_EXPRESSION, before_comma=True) or start


def closing(text: str, start: int, length: int, *, before_comma: bool = False) -> int:
    """Return where the bracket is closed in which `start` stands (or the comma comes), within `length` characters; else
    0."""
    depth = 0
    for match in SKIPPED.finditer(text, start, start + length):
        if match[0] in ("{", "[", "("):
            depth += 1
        elif match[0] in ("}", "]", ")"):
            depth -= 1
            if depth < 0:
                return match.start()
        elif match[0] == "," and not depth and before_comma:
            return match.start()
    return 0


def of_numbers(values: Any) -> Any:
    """Nuxt 3: a list of all values, in which lists and objects name their parts by number."""
    if not isinstance(values, list):
        return values
    left = iter(range(MAX_PARTS))

    def part(number: Any, depth: int) -> Any:
        known = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(values)
        if not known or depth > MAX_DEPTH or next(left, None) is None:
            return None
        value = values[number]
        if isinstance(value, dict):
            return {key: part(one, depth + 1) for key, one in value.items()}
        if isinstance(value, list):
            if value and isinstance(value[0], str):  # ["Reactive", 5], ["Date", "2026-09-16"]
                rest = value[1] if len(value) > 1 else None
                return part(rest, depth + 1) if isinstance(rest, int) else rest
            return [part(one, depth + 1) for one in value]
        return value

    return part(0, 0)
