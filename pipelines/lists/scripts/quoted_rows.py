"""Rows that stand as texts in a page's scripts: page -> page with them where the scripts would put them.

    str += '<li><a href="/a/1.html">关于…</a><span>2026-11-27</span></li>'; $("#list").html(str);
    $("#list").append(`<li>…</li>`);      var rows = ['<li>…</li>', '<li>…</li>'];

No script is run: what is in quotes is taken in its order, joined where `+` joins it. A name has the text that it was
given last in the same block or around it; any other value is a blank, which no address may hold.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.markup.limits import scripts_of
from pipelines.extract.markup.short_scripts import QUOTES, tokens_of, unquoted
from pipelines.lists.scripts.scripted_links import opened_by
from pipelines.lists.scripts.scripted_rows import MENDED_BY

__all__ = ["PLACE", "row_address", "unquoted_rows", "with_quoted_rows"]

MAX_CODE = 1_000_000  # characters of all scripts that are looked through
BLANK = "${}"  # as pipelines/lists/urls.py knows what a script was to fill in
LINKS = ("<a ", "<A ", "onclick=")
PLACE = re.compile(r"getElementById\s*\(\s*['\"]([\w-]{1,60})['\"]|['\"]#([\w-]{1,60})['\"]")
UNREAD = re.compile(r"<a\s[^<>]{0,300}?href\s?=\s?[\"']?[^\"'<>\s]{0,300}\$\{", re.IGNORECASE)
TEMPLATE = re.compile(r"`[^`]{0,20000}`")
VALUE = re.compile(r"\$\{\s*([\w$][\w$.]{0,60})\s*\}")
MAX_PLACES = 5
MAX_LINKS = 200
MAX_SCRIPTS = 20  # with markup
MAX_BLOCKS = 30  # in one another
MAX_VALUE = 2000  # words of a value that is no text
MAX_NAMED = 20  # of one that may have a name
MAX_GIVEN = 20  # words that name what a function is given
ENDS = frozenset((";", ",", ":", "?", "+", "=", "+=", "&&", "||", "==", "===", "!=", "!=="))


def with_quoted_rows(text: str) -> str:
    """Return a page with the markup that stands in its scripts, in the element that a script names, else next to it;
    empty where none stands there."""
    found: list[tuple[int, str]] = []
    left = MAX_CODE
    for _, inner, inner_end, end in scripts_of(text):
        code = text[inner:inner_end]
        left -= len(code)
        if left < 0 or len(found) == MAX_SCRIPTS:
            break
        if any(mark in code for mark in LINKS) and (markup := markup_in(code)):
            found.append((place_of(code, text) or end, markup))
    pieces: list[str] = []
    done = 0
    for place, markup in sorted(found, key=lambda one: one[0]):
        pieces += [text[done:place], markup]
        done = place
    return "".join([*pieces, text[done:]]) if pieces else ""


def unquoted_rows(text: str) -> str:
    """Return what a page, filled so, says of rows whose addresses only running its scripts would show; empty: none."""
    return f"a script puts the addresses of other rows together; {MENDED_BY}" if UNREAD.search(text) else ""


def place_of(code: str, text: str) -> int:
    """Return where the element begins whose id a script names; 0 where it names none of the page's, or several."""
    names = {match[1] or match[2] for match in islice(PLACE.finditer(code), MAX_PLACES)}
    places = set()
    for name in names:
        tag = re.search(rf"<(?!script|input|a\b)\w+\b[^<>]{{0,300}}?\bid\s?=\s?[\"']?{re.escape(name)}[\"'\s>]", text)
        if tag is not None and (end := text.find(">", tag.end() - 1)) >= 0:
            places.add(end + 1)
    return places.pop() if len(places) == 1 else 0


def markup_in(code: str) -> str:
    """Return the markup with links that stands in quotes in a script; empty where there is none."""
    markup = "".join(texts_of(list(tokens_of(TEMPLATE.sub(as_sum, code) if "${" in code else code))))
    return markup if any(mark in markup for mark in LINKS) else ""


def as_sum(template: re.Match[str]) -> str:
    return VALUE.sub(r"`+\1+`", template[0])


def row_address(tree: LexborHTMLParser) -> str:
    """Return where the titles of rows lead that scripts write of values which stand elsewhere: /a/{id}.html; empty
    where none or several such addresses are written."""
    code = [node.text() or "" for node in tree.css("script:not([src])")]
    scripts = [one for one in code if any(mark in one for mark in LINKS) and len(one) <= MAX_CODE]
    opened = opened_by("\n".join(scripts))
    found = set()
    for script in scripts[:MAX_SCRIPTS]:
        for node in LexborHTMLParser(markup_in(script)).css("a[href], [onclick]")[:MAX_LINKS]:
            href, click = (node.attributes.get(name) or "" for name in ("href", "onclick"))
            address = href if "${" in href else unquote(opened(click or href) or "")
            if "${" in address and BLANK not in address and "${" in node.text(deep=True):
                found.add(address.replace("${", "{"))
    return found.pop() if len(found) == 1 else ""


def texts_of(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the texts with marks of HTML, and what is added to a text, in their order."""
    given = names_given(tokens)
    known: dict[str, tuple[int, str]] = {}  # the block in which a name was given its text, and the text
    added: set[str] = set()  # names to which texts are added
    blocks = [0]
    at = opened = 0

    def text_of(name: str) -> str:
        block, text = known.get(name, (-1, BLANK))
        return text if block in blocks[-MAX_BLOCKS:] and name not in given else BLANK

    while at < len(tokens):
        word = tokens[at]
        if word == "{":
            opened += 1
            blocks.append(opened)
        elif word == "}" and len(blocks) > 1:
            blocks.pop()
        before = tokens[at - 1] if at else ""
        is_text = word[0] in QUOTES
        if is_text or (before in ("=", "+=") and word != ">"):
            text, end = summed(tokens, at, text_of, MAX_VALUE if is_text else MAX_NAMED)
            name, ahead = tokens[at - 2] if at > 1 else "", tokens[at - 3] if at > 2 else ""
            if before in ("=", "+="):
                known.pop(name, None)
                # if (…) url = "…": only sometimes
                if before == "=" and BLANK not in text and ahead not in (")", "else"):
                    known[name] = (blocks[-1], text)
            if before == "+=" and is_text:
                added.add(name)
            if (is_text and "<" in text) or (before == "+=" and name in added and (is_text or "<" not in text)):
                yield BLANK + text if before == "+" else text
            # where it begins otherwise, what is given to a call or stands in a list is looked at by itself
            at = end if is_text else at + 1
            continue
        at += 1


def names_given(tokens: Sequence[str]) -> frozenset[str]:
    """Return the names by which functions are given values, other ones at each call."""
    found: set[str] = set()
    for i, word in enumerate(tokens):
        if word == "function":
            first = i + 1
        elif word == "=" and tokens[i + 1 : i + 2] == [">"]:
            first = next((k for k in range(i - 1, max(-1, i - MAX_GIVEN), -1) if tokens[k] == "("), i - 1)
        else:
            continue
        for one in tokens[first : first + MAX_GIVEN]:
            if one in (")", "="):
                break
            if is_name(one):
                found.add(one)
    return frozenset(found)


def summed(tokens: Sequence[str], at: int, text_of: Callable[[str], str], most: int) -> tuple[str, int]:
    """Return the text that is put together from there on, and where it ends; `most`: words of a value in it."""
    parts = []
    while at < len(tokens):
        text, at = value_at(tokens, at, text_of, most)
        parts.append(text)
        if tokens[at : at + 1] != ["+"]:
            break
        at += 1
    return "".join(parts), at


def value_at(tokens: Sequence[str], at: int, text_of: Callable[[str], str], most: int) -> tuple[str, int]:
    """Return the value that stands there, a blank where only running the script would show it, and where it ends."""
    start, depth = at, 0
    while at < min(len(tokens), start + most) and (depth or tokens[at] not in ENDS):
        depth += (tokens[at] in "([{") - (tokens[at] in ")]}")
        if depth < 0:
            break
        # a line may end without a mark: two words, or a text and a word
        if at > start and not depth and is_value(tokens[at]) and (is_value(tokens[at - 1]) or tokens[at - 1] in ")]}"):
            break
        at += 1
    if tokens[at - 2 : at - 1] == ["."] and at - start in (3, 6) and is_name(tokens[at - 1]):  # row.id, rows[i].id
        return f"${{{tokens[at - 1]}}}", at
    word = tokens[start] if at == start + 1 else ""
    if word and word[0] in QUOTES:
        return unquoted(word), at
    if word.isdecimal():
        return word, at
    return text_of(word), max(at, start + 1)


def is_value(word: str) -> bool:
    return word[0] in QUOTES or word[0].isdigit() or is_name(word)


def is_name(word: str) -> bool:
    return word[:1].isidentifier() or word[:1] == "$"
