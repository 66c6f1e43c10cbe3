"""Why a list that was read names nothing.

A list that names nothing may be an empty one; mostly something else is wrong, and a person can mend it once it has a
name. What came in the list's place (a notice, an error, half an answer) is Rejected, as in place of an article.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.markup.tree import Tree
from pipelines.extract.parsing.parse import parse
from pipelines.extract.rejections.reasons import reject_by_text
from pipelines.extract.rejections.site_notices import error_in
from pipelines.lists.answers.described_lists import is_described, is_xml, misplaced
from pipelines.lists.answers.feeds import read_feed
from pipelines.lists.answers.vendor_endpoints import addresses_in_scripts
from pipelines.lists.columns.empty_columns import SAYS_EMPTY
from pipelines.lists.data.held_rows import rows_held
from pipelines.lists.data.json_main_place import keys_named
from pipelines.lists.data.json_rows import CALLED, as_json, fragment_in, more_name, numbers_in, rows_place
from pipelines.lists.scripts.scripted_rows import MENDED_BY, rows_of_scripts
from pipelines.lists.urls import UNFILLED
from pipelines.models import ListEndpoint, NothingListed, Rejected, Rejection, WhyNothing

__all__ = ["failure_said", "why_nothing"]

MAX_SAID = 80  # characters of an answer's own words
WITH_CALL = re.compile(rf"^{CALLED}[(=]\s*(?=[\[{{])")
# what endpoints say of themselves: 0, 200 and their like, or a word
STATE_KEY = re.compile(r"^(?:\w*code|status|state|ret|result|success|ok|flag|is_?success|errno)$", re.IGNORECASE)
MESSAGE_KEY = re.compile(r"^(?:\w*msg|\w*message|\w*info|desc\w*|reason|error\w*|detail|tips?)$", re.IGNORECASE)
ERROR_KEY = re.compile(r"^(?:err|error|errors|exception)(?:_?(?:msg|message|info))?$", re.IGNORECASE)
WELL = re.compile(r"(?<![不未没])成功|完成|正常|\bok\b|(?<!un)success", re.IGNORECASE)
TEMPLATE = re.compile(
    r"\b(?:v-for|ng-repeat|wx:for|x-for)\s*=|\{\{[^{}\n]{1,80}\}\}|<%=?[^%\n]{1,80}%>|\$\{[^{}\n]{1,80}\}"
)
SHORT = 600  # characters of a page that may have come in the list's place; what says more has a frame of the site
BARE = 40  # characters that the shell of a page shows at most, before a script fills it in


def why_nothing(text: str, url: str, endpoint: ListEndpoint | None, follow: Sequence[str] = ()) -> NothingListed:
    """Return why a list in which nothing was found names nothing. `endpoint`: its [[lists]] table, where it has one.

    Raises Rejected where something else came in its place: nothing, an error, a notice of the site, half an answer.
    """
    bare = text.strip("\ufeff \t\r\n\0")
    if not bare:
        raise Rejected(Rejection.EMPTY)
    answer = as_json(text)
    if answer is None and (bare[0] in "{[" or WITH_CALL.match(bare)):
        raise Rejected(Rejection.UNDECODABLE, broken(bare))
    if answer is not None:
        return in_json(answer, misplaced(text, endpoint) if endpoint else ())
    if bare[0] != "<":
        begins = "".join(c for c in " ".join(bare[: 2 * MAX_SAID].split()) if c.isprintable())[:MAX_SAID]
        return NothingListed(WhyNothing.NO_ROWS, f"neither HTML nor JSON: {begins or 'no text at all'}")
    if read_feed(text, url) is not None:
        return NothingListed(WhyNothing.SAID, "a feed or sitemap without entries")
    if is_xml(text):
        places = misplaced(text, endpoint) if endpoint else ()
        begins = " ".join(bare.split())[:MAX_SAID]
        return nothing_at(places) or NothingListed(WhyNothing.NO_ROWS, f"XML without rows: {begins}")
    return in_page(text, url, endpoint, follow)


def broken(bare: str) -> str:
    """Say where JSON ends or cannot be read on."""
    code = bare[called.end() :] if (called := WITH_CALL.match(bare)) else bare
    try:
        json.loads(code, strict=False)
    except json.JSONDecodeError as error:
        is_open = error.pos >= len(code.rstrip(");")) - 1 or error.msg.startswith("Unterminated string")
        if is_open:
            return f"JSON that breaks off after {len(bare):,} characters"
        return f"JSON that cannot be read at character {error.pos:,}: {code[error.pos : error.pos + 20]!r}"
    except RecursionError:
        return "JSON nested too deep"
    return "JSON that cannot be read"


# Answers in JSON


def in_json(answer: Any, places: Sequence[str]) -> NothingListed:
    path, rows = rows_place(answer)
    if not rows and (said := failure_said(answer)):
        raise Rejected(Rejection.SERVER_ERROR, said)
    if found := nothing_at(places):
        return found
    if rows:
        return NothingListed(WhyNothing.NO_ROWS, keys_named(path, rows))
    if fragment_in(answer):
        return NothingListed(WhyNothing.NO_LIST, "HTML in JSON")
    empty = next(empty_lists(answer, ""), None)
    if empty is not None:
        return NothingListed(WhyNothing.SAID, f"{empty or 'it'} is []")
    if any(number == 0 and more_name(name) == "total" for name, number in numbers_in(answer, 0).items()):
        return NothingListed(WhyNothing.SAID, shortened(answer))
    message = " ".join(said for _, said in scalars(answer) if isinstance(said, str))
    if SAYS_EMPTY.search(message) or (isinstance(answer, dict) and any(value is None for value in answer.values())):
        return NothingListed(WhyNothing.SAID, shortened(answer))
    return NothingListed(WhyNothing.NO_ROWS, shortened(answer))


def failure_said(answer: Any) -> str:
    """Return what an answer without a list of rows says of a failure, by its code or words; empty: it says none."""
    if not isinstance(answer, dict):
        return ""
    said = list(scalars(answer))
    messages = [value for key, value in said if isinstance(value, str) and MESSAGE_KEY.match(key) and value.strip()]
    errors = [value for key, value in said if ERROR_KEY.match(key) and isinstance(value, str) and value.strip()]
    message = next(iter((*errors, *messages)), "")
    is_well = bool(WELL.search(message) or SAYS_EMPTY.search(message))
    for key, value in said:
        if STATE_KEY.match(key) and is_bad(value, message, is_well=is_well):
            return f"{key} {str(value).lower()}{f': {message}' if message else ''}"[:MAX_SAID]
    if errors and not is_well:
        return errors[0][:MAX_SAID]
    return message[:MAX_SAID] if message and not is_well and len(answer) == 1 else ""


def is_bad(value: Any, message: str, *, is_well: bool) -> bool:
    """Whether a state is one of failure: 1 is success here and failure there, its words decide."""
    if isinstance(value, bool):
        return not value and not is_well
    number = int(value) if re.fullmatch(r"-?\d{1,9}", str(value)) else None
    if number is None:
        return isinstance(value, str) and re.search(r"fail|error|失败|异常", value, re.IGNORECASE) is not None
    if number == 1:
        return bool(message) and not is_well
    return number != 0 and not 200 <= number < 300 and not is_well


def scalars(answer: Any) -> Iterator[tuple[str, Any]]:
    """Yield the plain values of an object and of those in it, which may hold a head of the answer."""
    inner = [part for part in answer.values() if isinstance(part, dict)] if isinstance(answer, dict) else []
    for part in (answer, *inner[:5]):
        if isinstance(part, dict):
            yield from ((str(k), v) for k, v in part.items() if isinstance(v, (str, int, bool)))


def empty_lists(answer: Any, path: str, depth: int = 0) -> Iterator[str]:
    if answer == []:
        yield path
    elif isinstance(answer, dict) and depth < 6:
        for key, part in answer.items():
            yield from empty_lists(part, f"{path}.{key}" if path else str(key), depth + 1)


def shortened(answer: Any) -> str:
    try:
        text = json.dumps(answer, ensure_ascii=False)
    except RecursionError:
        return "JSON nested too deep"
    return text if len(text) <= MAX_SAID else f"{text[:MAX_SAID]}…"


def nothing_at(places: Iterable[str]) -> NothingListed | None:
    detail = "; ".join(places)
    return NothingListed(WhyNothing.NO_SUCH_PLACE, detail) if detail else None


# Pages for people


def in_page(text: str, url: str, endpoint: ListEndpoint | None, follow: Sequence[str]) -> NothingListed:
    tree = parse(text)
    if error := error_in(tree):
        raise Rejected(Rejection.SERVER_ERROR, error)
    seen = LexborHTMLParser(text)
    links, asked = len(seen.css("a[href]")), addresses_in_scripts(seen, url)
    loaded = [name for node in seen.css("script[src]") if (name := node.attributes.get("src"))]
    rows = rows_of_scripts(seen) or (f"{held}; {MENDED_BY}" if (held := rows_held(seen, text)) else "")
    script = scripted(seen, asked, loaded)
    if not script and (said := says_empty(tree)):
        return NothingListed(WhyNothing.SAID, said)
    if not script and tree.text_length < SHORT:
        reject_by_text(tree, None, text, article=False)  # a missing page, a notice of the site, a login
    if endpoint and is_described(endpoint) and (found := nothing_at(misplaced(text, endpoint))):
        return replaced(found, script)
    if script or (rows and not asked):
        return NothingListed(WhyNothing.SCRIPT, f"{script}; {MENDED_BY}" if script else rows)
    if follow:
        patterns = ", ".join(follow)
        return NothingListed(WhyNothing.NO_SUCH_PLACE, f"none of its {links} links fits `follow` ({patterns})")
    if asked or (not links and loaded):
        what = f"its scripts ask {', '.join(asked[:3])}" if asked else f"it loads {loaded[-1]}"
        return NothingListed(WhyNothing.SCRIPT, f"its {links} links are no list, {what}; {MENDED_BY}")
    return NothingListed(WhyNothing.NO_LIST, f"{links} links")


def replaced(found: NothingListed, script: str) -> NothingListed:
    return NothingListed(found.reason, f"{found.detail}; {script}") if script else found


def says_empty(tree: Tree) -> str:
    """Return the short line in which the page says that there is nothing; empty where none does."""
    lines = (block.text for block in tree.blocks if not block.hidden and len(block.text) <= BARE)
    return next((line for line in lines if SAYS_EMPTY.search(line)), "")


def scripted(tree: LexborHTMLParser, asked: Sequence[str], loaded: Sequence[str]) -> str:
    """Return what shows that a page is filled in by a script, or what that asks; empty where nothing does.

    Takes out of the tree what nobody sees.
    """
    asks = f"its scripts ask {', '.join(asked[:3])}" if asked else ""
    code = [node.text() or "" for node in tree.css("script:not([src])")]
    for node in tree.css("script, style, noscript, template, title"):
        node.decompose()
    seen = " ".join((tree.body.text(deep=True, separator=" ") if tree.body else "").split())
    unfilled = TEMPLATE.search(tree.body.html or "") if tree.body else None
    if unfilled and (UNFILLED.search(unfilled[0]) or "=" in unfilled[0]):
        return asks or f"it holds the template {unfilled[0]}"
    if len(seen) <= BARE and (loaded or asked or any(len(part) > BARE for part in code)):
        return asks or (f"nothing but {loaded[-1]}" if loaded else "nothing but a script")
    return ""
