"""What scripts put into an element of the page: text -> text with that markup in its place, hidden.

    <div id="show"></div><script>var content = "<p>…<\\/p><p>…<\\/p>"; $("#show").html(content);</script>

A page that is filled so has no other body; as with what other tags hold (wrapped.py), only how much it says makes it
one. No script is run: the texts are those that stand in it in quotes, whole or joined, perhaps under a name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice, takewhile
from urllib.parse import unquote

from pipelines.extract.markup.limits import Script
from pipelines.extract.markup.short_scripts import QUOTES, tokens_of, unquoted
from pipelines.extract.markup.wrapped import MARKUP, MAX_LENGTH, PLACEHOLDER, as_hidden

__all__ = ["with_placed"]

# In a page that puts a text somewhere, and in the script with the text
PUTS = ("document.write(", "innerHTML", ".html(", ".append(", "v-html=", "ng-bind-html=")
PARAGRAPH_ENDS = ("</p", "<\\/p", "<br", "</div", "<\\/div", "u003c/p", "u003C/p", "&lt;/p", "%3C/p", "%3C%2Fp")
QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`", re.DOTALL)
CALLS = frozenset(("write", "html", "append", "prepend"))
DECODES = frozenset(("decodeURIComponent", "decodeURI", "unescape"))
SHOWN_BY_NAME = re.compile(r"\s(?:v-html|ng-bind-html)\s*=\s*[\"']\s*(?:[\w$]+\s*\.\s*)*([\w$]+)\s*[\"'][^<>]*>")
TAG = re.compile(r"<[^<>]*>")
FEWEST_PARTS = 2  # paragraphs, or
LEAST_TEXT = 60  # characters of one: less may be what a page says when nothing came
LEAST_MARKUP = 20  # characters with their tags
LEAST_WRITTEN = 80  # of a text without a name: less may be what a program says to a visitor
MAX_READ = 500_000  # characters of all scripts that are read
MAX_TOKENS = 50_000  # of one
MAX_PLACED = 20
BACK, FORWARD = 8, 8  # tokens of what names an element, or the text that is put into it
ENDS = (")", ";", "}", ",")


def with_placed(text: str, scripts: Sequence[Script], code: str) -> str:
    """Return the page with the texts that its `scripts`, whose code is `code` together, put into elements, hidden
    there."""
    if len(text) > MAX_LENGTH or not is_worded(code):
        return text
    codes = {one.start: text[one.inner : one.inner_end] for one in scripts}
    with_texts = {start: code for start, code in codes.items() if holds_text(code)}
    if not with_texts or sum(map(len, with_texts.values())) > MAX_READ or not any(sign in text for sign in PUTS):
        return text
    tokens = {start: list(islice(tokens_of(code), MAX_TOKENS)) for start, code in with_texts.items()}
    articles = named_articles(tokens.values())
    placed: dict[int, str] = {}
    elements: dict[str, int] = {}
    for start, _, _, end in scripts:
        code = codes[start]
        if articles and start not in tokens and any(sign in code for sign in PUTS):
            tokens[start] = list(islice(tokens_of(code[:MAX_READ]), MAX_TOKENS))
        for element, markup in islice(put_into(tokens.get(start, ()), articles), MAX_PLACED):
            if element and element not in elements:
                elements[element] = place_of(text, element, scripts)
            placed.setdefault(elements[element] if element else end, markup)
        if len(placed) > MAX_PLACED or len(elements) > MAX_PLACED:
            return text
    for found in islice(SHOWN_BY_NAME.finditer(text), MAX_PLACED) if articles and "-html" in text else ():
        if found[1] in articles and not is_inside(found.start(), scripts):
            placed.setdefault(found.end(), articles[found[1]])
    placed.pop(0, None)  # for an element that the page has not
    pieces: list[str] = []
    done = 0
    for place, markup in sorted(placed.items()):
        pieces += [text[done:place], as_hidden(markup)]
        done = place
    return "".join([*pieces, text[done:]]) if pieces else text


def holds_text(code: str) -> bool:
    """Whether a text in quotes has sentences and paragraphs: a quick look, to spare most scripts the rest."""
    if len(code) <= LEAST_TEXT or not is_worded(code):
        return False
    return any(is_worded(found[0]) for found in QUOTED.finditer(code))


def is_worded(text: str) -> bool:
    # written out: most scripts have none of them, and this is asked of each
    if not (
        (not text.isascii() and "。" in text)
        or "\\u3002" in text
        or "%E3%80%82" in text
        or "&#12290;" in text
        or "&#x3002;" in text
    ):
        return False
    return any(sign in text for sign in PARAGRAPH_ENDS)


def named_articles(scripts: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return the markup of the articles that have a name in scripts: `content = "<p>…"`, `"content": "<p>…"`. Two by
    one name are those of a list."""
    texts: dict[str, list[str] | None] = {}
    for tokens in scripts:
        for at, mark in enumerate(tokens[1:-1], 1):
            if mark not in ("=", "+=", ":"):
                continue
            name = tokens[at - 1]
            name = unquoted(name) if name[0] in QUOTES else name
            value, before = text_at(tokens, at + 1), texts.get(name, [])
            if mark == "+=":
                if value is None or before is None:
                    texts[name] = None
                else:
                    before.append(value)
                    texts[name] = before
            elif value is not None and before in ([], [""], [value]):
                texts[name] = [value]
            elif value is None or article_in(value):
                texts[name] = None
    found = ((name, article_in("".join(pieces))) for name, pieces in texts.items() if pieces)
    return {name: markup for name, markup in found if markup}


def put_into(tokens: Sequence[str], articles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the id of each element that is given the text of an article, with its markup; no id where the text is
    written below the script."""
    for at, word in enumerate(tokens[:-2]):
        is_call = word in CALLS and tokens[at - 1] == "." and tokens[at + 1] == "("
        if not is_call and not (word == "innerHTML" and tokens[at + 1] in ("=", "+=")):
            continue
        value = text_at(tokens, at + 2)
        if value is None:  # the name is the last in article.content, and in decode(content)
            said = list(takewhile(lambda one: one not in ENDS, tokens[at + 2 : at + 2 + FORWARD]))
            markup = articles.get(said[-1], "") if said else ""
        else:
            markup = article_in(value, LEAST_WRITTEN)
        element = element_before(tokens, at) if markup and word != "write" else ""
        if element or (markup and word == "write"):
            yield element, markup


def element_before(tokens: Sequence[str], at: int) -> str:
    """Return the id of the element that stands before `.html(` or `.innerHTML`, also by the name that a script gave
    it; empty where it has none."""
    last = tokens[at - 2] if at > 1 else ""
    if last[:1].isidentifier():
        given = (n for n in range(at - 2) if tokens[n] == last and tokens[n + 1] == "=")
        start = next(given, None)
        named = tokens[start + 2 : start + 2 + BACK] if start is not None else []
        found = next((one for one in named if one[0] in QUOTES), "")
    elif last == ")" and at > 3 and tokens[at - 3][0] in QUOTES:
        found = tokens[at - 3]
    else:
        return ""
    return unquoted(found).strip().lstrip("#") if found else ""


def text_at(tokens: Sequence[str], at: int) -> str | None:
    """Return the text in quotes, perhaps of several joined ones, that stands there; None where something else is joined
    to it or done with it."""
    decodes = at < len(tokens) and tokens[at] in DECODES
    at += 2 * decodes
    pieces: list[str] = []
    while at < len(tokens) and tokens[at][0] in QUOTES:
        pieces.append(unquoted(tokens[at]))
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if following != "+":
            return None if following in (".", "[", "?") else "".join(pieces)
        at += 2
    return None


def article_in(value: str, least: int = 0) -> str:
    """Return the markup of an article that a text is, perhaps encoded; empty if it says no more than a line, or less
    than `least` characters."""
    if len(value) < LEAST_MARKUP:
        return ""
    if "<" not in value:
        value = unquote(value) if "%3C" in value else unescape(value)
    parts = MARKUP.findall(value)
    if not parts or PLACEHOLDER.search(value):
        return ""
    said = len(TAG.sub("", value).strip())
    return value if said >= (least or (LEAST_TEXT if len(parts) < FEWEST_PARTS else 0)) else ""


def place_of(text: str, element: str, scripts: Sequence[Script]) -> int:
    """Return where the inside of the element with this id begins; 0 where the page has none."""
    opening = re.compile(rf"<[a-z][^<>]*\sid\s*=\s*[\"']?{re.escape(element)}(?=[\"'\s>])[^<>]*>", re.IGNORECASE)
    found = (one for one in opening.finditer(text) if not is_inside(one.start(), scripts))
    return next((one.end() for one in found), 0)


def is_inside(at: int, scripts: Sequence[Script]) -> bool:
    return any(one.start <= at < one.end for one in scripts)
