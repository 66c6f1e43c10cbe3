"""Bounds on what is parsed: size, depth, attributes and unclosed tags that would make the parser's time or memory grow
with their square.

Also here: where the tags of a page's source begin that need a look of their own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipelines.extract.markup.tokens import VOID
from pipelines.models import Rejected, Rejection

__all__ = ["Script", "guard", "places_of", "scripts_at", "scripts_of", "special_tags"]

LARGEST = 16 * 1024 * 1024  # characters; the longest real bulletin seen is below 2 million
DEEPEST = 1500  # browsers stop at 512
MAX_TAGS = 300_000  # half of one for a closing tag: one that opens costs some 500 bytes of memory
MANY_TAGS = 10_000  # below this no nesting costs more than half a second
SOME_TAGS = 1000  # and nothing that is left open more than some megabytes
MAX_REPEATED = 2 * MAX_TAGS  # tags that the parser writes again in each paragraph after their own
MAX_OPTIONS = 8000  # of all lists to choose from: the parser's time grows with their square
MAX_ATTRIBUTES = 1000  # of one tag, in a text that is
LONG = 200_000  # characters or more: what a shorter one can hold of them costs three seconds at most
MAX_WORK = 20 * LARGEST  # characters to look at for tags that never end

TAG_NAME = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
OPTION = re.compile("<option", re.IGNORECASE)
SELF_CLOSING = VOID | {"p", "li", "td", "th", "tr", "dd", "dt", "option"}
# What a parser opens again in the next paragraph if it was left open, at most three of a kind (HTML, 13.2.4.3)
FORMATTING = r"(?i:b(?:ig)?|code|em|font|i|nobr|s(?:mall|trike|trong)?|tt|u)(?![a-zA-Z0-9])"
OPENS_FORMATTING = re.compile(rf"<(?=[bceifnstuBCEIFNSTU][\s/>imotrIMOTR]){FORMATTING}")  # a quick look, as in SPECIAL
IS_FORMATTING = re.compile(FORMATTING)
# What a tag inside cannot close from
WALLS = frozenset(("td", "th", "caption", "object", "marquee", "applet", "template", "select"))
FOREIGN = frozenset(("svg", "math"))
OF_A_KIND = 3
# A tag as browsers read it (HTML, 13.2.5.6 to 13.2.5.40): between attributes stands white space, a slash or nothing
SPACE = r"[\t\n\f\r ]*+"
BETWEEN = r"[\t\n\f\r /]*+"
NAME = r"<[a-zA-Z][^\t\n\f\r />]*+"
VALUE = r"(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)"
ATTRIBUTE = rf"[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{SPACE}={SPACE}{VALUE}?+)?+"
USUAL = r" [^\t\n\f\r />\"=][^\t\n\f\r />=]*+=\"[^\"]*+\""  # an attribute as most are: in less time
ORDINARY = re.compile(
    rf"[^<]*+(?:(?:{NAME}(?:>|{USUAL}(?:{USUAL}|{BETWEEN}{ATTRIBUTE}){{0,{MAX_ATTRIBUTES - 1}}}+{BETWEEN}>"
    rf"|(?:{BETWEEN}{ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+{BETWEEN}>)|<(?![a-zA-Z]))[^<]*+)*+"
)
ENDLESS = re.compile(rf"{NAME}(?:{BETWEEN}{ATTRIBUTE}){{{MAX_ATTRIBUTES + 1}}}+")
KINDS = re.compile(rf"<({FORMATTING})((?:{BETWEEN}{ATTRIBUTE})*+)")
# Tags where browsers see them: not in comments, attributes, scripts and other text (HTML, 13.2.5)
TEXT_TAGS = "script|style|textarea|title|xmp|iframe|noembed|noframes"
TAGS = re.compile(
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:({TEXT_TAGS})(?=[\s/>])(?:{BETWEEN}{ATTRIBUTE})*+{BETWEEN}>(.*?)(?=</\1[\s/>]|\Z)"
    rf"|(/?[a-z][^\t\n\f\r />]*+)((?:{BETWEEN}{ATTRIBUTE})*+){BETWEEN}(?:>|\Z))|<[!?/][^>]*>",
    re.DOTALL | re.IGNORECASE,
)
# Tags that are not read, and those that may hold an article or a file (wrapped.py). With an inner flag the engine skips
# to the next `<`, and by two letters and one branch for each first letter it leaves most of them at once
SPECIAL = re.compile(
    r"<(?=[sniombtevaxSNIOMBTEVAX][ctveofbaumniCTVEOFBAUMNI])((?i:s(?:cript|tyle|vg|elect|ource)|noscript|i(?:frame|nput)"
    r"|object|math|button|t(?:extarea|emplate)|embed|video|audio|xmp))(?![a-zA-Z])"
)
TYPE_OF_TEXT = re.compile(r"[^>]*\btype\s*=\s*[\"']?text/(?:html|plain|template|x-[\w-]+)")
MAX_SCRIPT_TAG = 320  # characters in which its type stands
CLOSES_SCRIPT = re.compile(r"</[sS][cC][rR][iI][pP][tT]\b")


def guard(text: str) -> None:
    """Raises Rejected (too large) for a page that no browser would show."""
    if len(text) > LARGEST:
        raise Rejected(Rejection.TOO_LARGE, f"{len(text)} characters, the limit is {LARGEST}")
    tags = text.count("<")
    if tags > MAX_TAGS and tags - text.count("</") // 2 > MAX_TAGS:
        raise Rejected(Rejection.TOO_LARGE, f"{tags} tags, the limit is {MAX_TAGS}")
    if tags > MANY_TAGS and (deepest := depth_of(text)) > DEEPEST:
        raise Rejected(Rejection.TOO_LARGE, f"tags nested {deepest} deep, the limit is {DEEPEST}")
    if tags > MAX_OPTIONS and (options := len(OPTION.findall(text))) > MAX_OPTIONS:
        raise Rejected(Rejection.TOO_LARGE, f"{options} options to choose from, the limit is {MAX_OPTIONS}")
    if tags > SOME_TAGS and len(OPENS_FORMATTING.findall(text)) * tags > MAX_REPEATED:
        left_open = most_left_open(text, MAX_REPEATED // tags)
        if left_open * tags > MAX_REPEATED:
            reason = f"{left_open} tags of type faces left open among {tags} tags, each of which repeats them"
            raise Rejected(Rejection.TOO_LARGE, reason)
    if len(text) > LONG and has_endless_tag(text):
        raise Rejected(Rejection.TOO_LARGE, f"a tag of more than {MAX_ATTRIBUTES} attributes")


def depth_of(text: str) -> int:
    """How deep the tags of the source nest at the most: for each name the most that are open at once, in all.

    Those that close themselves do not count, nor what closes nothing. After a drawing scripts and the like count as
    markup that is never closed, for in one they are.
    """
    now: dict[str, int] = defaultdict(int)
    most: dict[str, int] = defaultdict(int)
    is_foreign = False
    for _, inner, name, _ in TAGS.findall(text):
        opened = [tag[1:] for tag in TAG_NAME.findall(inner)] if inner and is_foreign else (name,)
        for name in map(str.lower, opened):
            if name[:1] == "/":
                if now[name[1:]] and not inner:
                    now[name[1:]] -= 1
            elif name and name not in SELF_CLOSING:
                now[name] += 1
                if now[name] > most[name]:
                    most[name] = now[name]
                    is_foreign = is_foreign or name in FOREIGN
    return sum(most.values())


class Held:
    """The type faces that are open since a tag out of which they cannot be closed, by name with their attributes."""

    def __init__(self) -> None:
        self.opened: dict[str, list[str]] = defaultdict(list)
        self.kinds: Counter[tuple[str, str]] = Counter()

    def open(self, name: str, attributes: str) -> int:
        if self.kinds[name, attributes] >= OF_A_KIND:
            return 0
        self.kinds[name, attributes] += 1
        self.opened[name].append(attributes)
        return 1

    def close(self, name: str) -> int:
        if not self.opened[name]:
            return 0
        self.kinds[name, self.opened[name].pop()] -= 1
        return 1


def most_left_open(text: str, enough: int) -> int:
    """How many tags of type faces are open at once at the most, those of a kind counted as often as a parser keeps
    them; 0 where there are not `enough`, and where there are more, how many were when it became so.

    What is opened in a cell or an object counts further outside it, for where there is no table there is no cell. After
    a drawing nothing counts as closed: these have rules of their own.
    """
    kinds = Counter((name.lower(), attributes) for name, attributes in KINDS.findall(text))
    if sum(min(count, OF_A_KIND) for count in kinds.values()) <= enough:
        return 0  # whatever is closed where
    held, walls = [Held()], [""]
    is_open: Counter[str] = Counter()
    left_open = most = 0
    is_foreign = False
    for _, inner, name, attributes in TAGS.findall(text):
        for opened in OPENS_FORMATTING.finditer(inner) if inner else ():  # it may be no text, in a drawing
            attributes = inner[opened.end() : inner.find(">", opened.end())]
            left_open += held[-1].open(opened[0][1:].lower(), attributes)
        closes, name = name[:1] == "/", name.lower().lstrip("/")
        is_foreign = is_foreign or name in FOREIGN
        if IS_FORMATTING.fullmatch(name):
            if not closes:
                left_open += held[-1].open(name, attributes)
            elif not is_foreign:
                left_open -= held[-1].close(name)
        elif name in WALLS and not closes:
            held.append(Held())
            walls.append(name)
            is_open[name] += 1
        elif name in WALLS and is_open[name]:
            found = ""
            while found != name:
                found = walls.pop()
                is_open[found] -= 1
                left_open -= joined(held)
        most = max(most, left_open)
        if most > enough:
            break
    return most


def joined(held: list[Held]) -> int:
    """Put the type faces behind the last wall to those before it; how many fewer they are now."""
    last = held.pop()
    return sum(1 - held[-1].open(name, attributes) for name, some in last.opened.items() for attributes in some)


def has_endless_tag(text: str) -> bool:
    """Whether a tag has more than MAX_ATTRIBUTES, or so many never end that counting would take long."""
    at = work = 0
    while (at := ORDINARY.match(text, at).end()) < len(text):  # type: ignore[union-attr]  # it matches nothing as well
        if work > MAX_WORK or ENDLESS.match(text, at):
            return True
        work += len(text) - at
        at += 1  # a tag that does not end before the page does
    return False


def special_tags(text: str) -> dict[str, list[int]]:
    """Return where each tag of SPECIAL begins, by its name in lower case: "text script" for a script that is no program
    but text, which is among the scripts as well."""
    places: dict[str, list[int]] = {}
    for match in SPECIAL.finditer(text):
        places.setdefault(match[1].lower(), []).append(match.start())
    scripts = [start for start in places.get("script", ()) if not text.startswith(">", start + len("<script"))]
    of_text = [start for start in scripts if is_text(text, start)]  # the others say nothing
    if of_text:
        places["text script"] = of_text
    return places


def places_of(tags: Mapping[str, list[int]], names: Iterable[str]) -> list[int]:
    """Return where the tags of these names begin, in order."""
    return sorted(place for name in names for place in tags.get(name, ()))


class Script(NamedTuple):
    """Where a script begins and ends with its tags, and where its code does: text[inner:inner_end]."""

    start: int
    inner: int
    inner_end: int
    end: int


def scripts_at(text: str, places: Sequence[int]) -> Iterator[Script]:
    """Yield the scripts of a page whose tags begin at these places, in order; one that never ends is none."""
    done = 0
    for start in places:
        inner = text.find(">", start) + 1 if start >= done else 0
        if not inner:
            continue
        closing = CLOSES_SCRIPT.search(text, inner)
        if closing is None:
            return
        done = text.find(">", closing.end()) + 1 or len(text)
        yield Script(start, inner, closing.start(), done)


def scripts_of(text: str) -> Iterator[Script]:
    """Yield the scripts of a page whose tags nobody has looked for yet."""
    yield from scripts_at(text, special_tags(text).get("script", ()))


def is_text(text: str, start: int) -> bool:
    """Whether the script tag that begins there says that it holds text."""
    end = text.find(">", start, start + MAX_SCRIPT_TAG)
    tag = text[start : start + MAX_SCRIPT_TAG if end < 0 else end].lower()
    at = tag.find("text/")
    return at >= 0 and not tag.startswith("javascript", at + len("text/")) and TYPE_OF_TEXT.match(tag) is not None
