"""Addresses that a page opens by script: onclick="window.open('…')", href="javascript:openInfo('123')".

Nothing is run. A call is followed only as far as it can be read: an address in quotes, or a function of the page whose
body opens quoted parts joined with what it was given.

    function openInfo(id) { window.open("/info.jsp?id=" + id); }     openInfo('123') -> /info.jsp?id=123

A function may also be kept under a name (openInfo = id => …), join its parts in a template (`/info/${id}.html`), and
use names that the page gives one text in quotes (var ctx = "/portal").
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from urllib.parse import quote

from pipelines.lists.scripts.page_functions import changes_what_is_given, led_to, reckons
from pipelines.lists.urls import is_part_of_a_page, looks_like_an_address

__all__ = ["address_in", "address_returned", "opened_by", "reckoned"]

SAFE = "/:?&=%.~-_"  # in an address
MAX_CALL = 500  # characters
MAX_BODY = 600  # characters of a function that are looked at
MAX_FUNCTIONS = 200
MAX_CONSTANTS = 20
QUOTED = r"(?:'[^'\\\n]{0,500}'|\"[^\"\\\n]{0,500}\")"
OPENS = re.compile(
    r"(?:window\s*\.\s*open|(?:window|self|top|parent|document)?\.?location\s*\.\s*(?:replace|assign))\s*\(\s*|"
    r"\blocation(?:\s*\.\s*(?:href|(?P<hash>hash)))?\s*=(?!=)\s*",
    re.IGNORECASE,
)
RETURNS = re.compile(r"\breturn\b\s*(?=['\"])")
PIECE = re.compile(rf"\s*({QUOTED}|\d{{1,12}}|[A-Za-z_$][\w$]{{0,60}})[ \t]*")
CALL = re.compile(
    r"^\s*(?:javascript\s*:)?\s*(?:return\s+)?(?:void\s*\(?\s*)?([A-Za-z_$][\w$]{0,60})\s*\(([^()]{0,300})\)",
    re.IGNORECASE,
)
VARIABLE = re.compile(r"\b(?:var|let|const)\s+([A-Za-z_$][\w$]{0,60})\s*=(?!=)")
SUM = re.compile(r"\(\s*([A-Za-z_$][\w$]{0,40})\s*([-+])\s*(\d{1,6})\s*\)")
TEMPLATE = re.compile(r"`([^`\\\n]{0,500})`")
VALUE_IN_TEMPLATE = re.compile(r"\$\{\s*([A-Za-z_$][\w$]{0,40}|[\w$\s()*+-]{1,60})\s*\}")
COMPARED = r"([A-Za-z_$][\w$]{0,40})\s*(===?|!==?|[<>]=?)\s*(\d{1,6})"
CHOICE = re.compile(rf"\(?\s*{COMPARED}\s*\)?\s*\?\s*((?:{QUOTED}|[\w$\s.+]){{1,20}}?):")
EARLY_RETURN = re.compile(rf"\bif\s*\(\s*{COMPARED}\s*\)\s*\{{?\s*return\b((?:{QUOTED}|[^;}}'\"]){{0,20}})[;}}]")
ARGUMENT = re.compile(rf"\s*({QUOTED}|-?[\w.]{{1,100}})\s*(?:,|$)")
NAME = r"[A-Za-z_$][\w$]{0,60}"
GIVEN = r"\(([\w\s,$]{0,200})\)\s{0,9}"
FUNCTION = re.compile(
    rf"\bfunction\s+({NAME})\s*{GIVEN}\{{|"
    rf"(?<![\w$])({NAME})\s{{0,9}}[=:]\s{{0,9}}(?:async\s{{1,9}})?"
    rf"(?:function\s{{0,9}}{GIVEN}\{{|(?:{GIVEN}|({NAME})\s{{0,9}})=>)"
)
USED = re.compile(rf"(?<![\w$.]){NAME}(?!\s*[.(\w$])")
QUOTED_TEXT = re.compile(QUOTED)
GIVES = re.compile(r"\s{0,9}(?:[-+*/]?=(?!=)|--|\+\+)")
DECLARES = re.compile(r"(?:\b(?:var|let|const)\s{1,9}|\bwindow\s?\.\s?|[,;]\s{0,9})$")
IN_WORD = re.compile(r"[\w$?&]$")
NUMBER = re.compile(r"\s{0,9}=\s{0,9}(?:(?:parseInt|Number)\s?\(\s?)?['\"]?(\d{1,6})['\"]?\s{0,9}(?=[;,)\n<}]|$)")
MAX_BEFORE = 60  # characters of what gives a name its value
MAX_TIMES = 200  # that a name stands in a page
CONSTANT = re.compile(rf"\b(?:var|let|const)\s{{1,9}}({NAME})\s{{0,9}}=\s{{0,9}}({QUOTED})\s{{0,9}}(?=[;,\n<]|$)")


def opened_by(text: str) -> Callable[[str], str | None]:
    """Reads the calls of one page: a call's text -> the address it opens, as the page writes it, or None.

    A call is the value of an attribute as the parser gives it.
    """
    functions: dict[str, tuple[list[str], str]] | None = None
    constants: dict[str, str] = {}
    numbers: dict[str, float | None] = {}

    def numbers_in(body: str, given: Sequence[str]) -> dict[str, float]:
        """Return the numbers that the page gives to names which a function uses: (n - 1) * pageSize."""
        used = list(dict.fromkeys(USED.findall(QUOTED_TEXT.sub("''", body))))[:MAX_CONSTANTS]
        for name in used:
            if name not in numbers:
                numbers[name] = number_given(text, name)
        return {name: number for name in used if name not in given and (number := numbers[name]) is not None}

    def opened(call: str) -> str | None:
        nonlocal functions, constants
        call = call[:MAX_CALL]
        direct = address_in(call, {})
        if direct is not None:
            return direct
        named = CALL.match(call)
        if named is None:
            return None
        if functions is None:
            functions, constants = functions_of(text), constants_of(text)
        reported = functions.get(named[1])
        if reported is None:
            return address_given(named[2])
        names, body = reported
        values = [match[1] for match in ARGUMENT.finditer(named[2])]
        # what is neither quoted nor a number (this, event) cannot be known without running it
        given = {n: bare(v) for n, v in zip(names, values, strict=False) if v[0] in "'\"" or v.lstrip("-").isdecimal()}
        known = {name: value for name, value in constants.items() if name not in names}
        body = TEMPLATE.sub(as_sum, body)
        if (changed := changes_what_is_given(body, names)) or reckons(body):
            values_known = {n: as_value(v) for n, v in zip(names, values, strict=False) if n in given}
            is_known, address = led_to(body, known | numbers_in(body, names) | values_known)
            if is_known or changed:
                return address or address_given(named[2])
        return address_in(body, known | given) or address_given(named[2])

    return opened


def as_value(reported: str) -> str | float:
    """Return what a function is given: a text in quotes, or a number."""
    return quote(bare(reported), safe=SAFE) if reported[0] in "'\"" else float(reported)


def address_given(arguments: str) -> str | None:
    """Return the address that a function is given whose text is elsewhere: query(this, '/tzgg/11040-2.html')."""
    quoted = (bare(match[1]) for match in ARGUMENT.finditer(arguments))
    return next((value for value in quoted if looks_like_an_address(value) and not is_part_of_a_page(value)), None)


def functions_of(text: str) -> dict[str, tuple[list[str], str]]:
    """Return the page's functions: name -> names of what they are given, and the text after their opening brace."""
    found: dict[str, tuple[list[str], str]] = {}
    starts = []
    for match in FUNCTION.finditer(text):
        starts.append(match)
        if len(starts) > MAX_FUNCTIONS:
            break
    for match, following in zip(starts, [*starts[1:], None], strict=False):
        end = min(match.end() + MAX_BODY, following.start() if following else len(text))
        names = [name.strip() for name in (match[2] or match[4] or match[5] or match[6] or "").split(",")]
        found.setdefault(match[1] or match[3], (names, text[match.end() : end]))
    return found


def constants_of(text: str) -> dict[str, str]:
    """Return the names that the page's scripts give a text in quotes once, and nothing else ever."""
    found: dict[str, str] = {}
    for match in islice(CONSTANT.finditer(text), MAX_CONSTANTS):
        times = len(re.findall(rf"(?<![\w$]){re.escape(match[1])}\s{{0,9}}\+?=(?!=)", text))
        if times == 1:
            found[match[1]] = bare(match[2])
    return found


def number_given(text: str, name: str) -> float | None:
    """Return the number that a page gives a name once; None where it gives it another value anywhere."""
    given: list[re.Match[str] | None] = []
    at = text.find(name)
    for _ in range(MAX_TIMES):
        if at < 0 or len(given) > 1:
            break
        before, after = text[max(0, at - MAX_BEFORE) : at], text[at + len(name) : at + len(name) + MAX_BEFORE]
        if (GIVES.match(after) or before.endswith(("++", "--"))) and not IN_WORD.search(before):
            given.append(NUMBER.match(after) if DECLARES.search(before) else None)
        at = text.find(name, at + len(name))
    return float(given[0][1]) if at < 0 and len(given) == 1 and given[0] is not None else None


def address_in(code: str, given: Mapping[str, str]) -> str | None:
    """Return what the first call that opens a page is given, when it can be read; `given` are the values of names."""
    known = dict(given)
    for variable in VARIABLE.finditer(code):
        value = joined(code, variable.end(), known)
        if value is not None:
            known[variable[1]] = value
        else:
            known.pop(variable[1], None)  # a name of the page's that the function gives something else
    for opening in OPENS.finditer(code):
        address = joined(code, opening.end(), known)
        if address:
            return f"#{address.removeprefix('#')}" if opening["hash"] else address
    return None


def address_returned(code: str, given: Mapping[str, str]) -> str | None:
    """Return what a function gives back that makes an address: return 'list_' + n + '.html'."""
    for returning in RETURNS.finditer(code):
        address = joined(code, returning.end(), given)
        if address and looks_like_an_address(address):
            return address
    return None


def reckoned(code: str, given: Mapping[str, str]) -> str:
    """Return code with what can be reckoned for the values of names: (n-1), `list_${n}.html`, n==1 ? 'a' : 'b'."""

    def sum_of(match: re.Match[str]) -> str:
        value = given.get(match[1], "")
        return str(int(value) + int(match[2] + match[3])) if value.isdecimal() else match[0]

    def chosen(match: re.Match[str]) -> str:
        holds = comparison(match, given)
        return match[0] if holds is None else f"{match[4]};" if holds else ""

    def returned(match: re.Match[str]) -> str:
        holds = comparison(match, given)
        return match[0] if holds is None else f"return {match[4]};" if holds else ""

    return EARLY_RETURN.sub(returned, CHOICE.sub(chosen, SUM.sub(sum_of, TEMPLATE.sub(as_sum, code))))


def as_sum(template: re.Match[str]) -> str:
    """Return a template as quoted parts and names that are joined: `list_${n}.html` -> 'list_'+n+'.html'."""

    def added(value: re.Match[str]) -> str:
        return f"'+{value[1]}+'" if value[1].isidentifier() else f"'+({value[1]})+'"

    return "'" + VALUE_IN_TEMPLATE.sub(added, template[1].replace("'", "%27")) + "'"


def comparison(match: re.Match[str], given: Mapping[str, str]) -> bool | None:
    """Whether a name's value compares so to a number; None: it is not known."""
    value = given.get(match[1], "")
    if not value.isdecimal():
        return None
    here, there = int(value), int(match[3])
    signs = {"=": here == there, "!": here != there, "<": here < there, ">": here > there}
    return signs[match[2][0]] or (match[2] in ("<=", ">=") and here == there)


def joined(code: str, at: int, given: Mapping[str, str]) -> str | None:
    """Quoted parts, numbers and known names joined with +; None as soon as a part is anything else."""
    parts = []
    while (piece := PIECE.match(code, at)) is not None:
        reported = piece[1]
        if reported[0] in "'\"":
            parts.append(bare(reported))
        elif reported.isdecimal():
            parts.append(reported)
        elif reported in given:
            parts.append(quote(given[reported], safe=SAFE))
        else:
            return None
        at = piece.end()
        if code[at : at + 1] != "+":
            return "".join(parts) if code[at : at + 1] in ("", ")", ",", ";", "}", "\n") else None
        at += 1
    return None


def bare(reported: str) -> str:
    return reported[1:-1] if reported[:1] in "'\"" and len(reported) >= 2 else reported
