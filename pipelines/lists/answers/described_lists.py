"""The lists that a source describes in [[lists]] tables: what to ask for a page of one, and what its answer holds."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipelines.extract.markup.limits import guard
from pipelines.frontier import ListedLink
from pipelines.lists.answers.feeds import elements, name_of, parsed, text_of
from pipelines.lists.data.json_rows import BLANK, Keys, as_json, filled, has_more, rows_in, rows_place, value_at
from pipelines.lists.data.row_keys import as_title, flat
from pipelines.lists.data.script_data import states_of
from pipelines.lists.dates import day_in
from pipelines.lists.rows.anchors import Anchor, anchors_of
from pipelines.lists.titles import ancestors, folded
from pipelines.lists.urls import absolute
from pipelines.models import Ask, ListEndpoint, Source

__all__ = [
    "described_rows",
    "endpoint_of",
    "is_described",
    "is_xml",
    "misplaced",
    "numbers_in",
    "page_of",
    "places_in_rows",
    "turn_after",
]

PAGE = "{page}"
FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")
MAX_ROWS = 5000  # of one answer


def page_of(endpoint: ListEndpoint, number: int) -> Ask:
    """Return what is asked for the page of that number."""

    def numbered(text: str) -> str:
        return text.replace(PAGE, str(number))

    form = urlencode([(name, numbered(value)) for name, value in endpoint.form])
    if endpoint.method == "GET":
        mark = "&" if "?" in endpoint.url else "?"
        return Ask(numbered(endpoint.url) + (mark + form if form else ""), headers=endpoint.headers)
    body = numbered(endpoint.json) or form
    kind = JSON if endpoint.json else FORM
    reported = any(name.lower() == "content-type" for name, _ in endpoint.headers)
    headers = endpoint.headers if reported or not body else (kind, *endpoint.headers)
    return Ask(numbered(endpoint.url), endpoint.method, body, headers)


def endpoint_of(ask: Ask, source: Source) -> tuple[ListEndpoint, int] | None:
    """Return the endpoint that was asked, and for which page; None when the source describes none such."""
    for endpoint in source.lists:
        for number in (endpoint.first_page, *numbers_in(f"{ask.url} {ask.body}")):
            if page_of(endpoint, number) == ask:
                return endpoint, number
    return None


def numbers_in(text: str) -> Iterator[int]:
    digits = "".join(c if c.isascii() and c.isdecimal() else " " for c in text)
    return (int(number) for number in dict.fromkeys(digits.split()) if len(number) <= 7)


def turn_after(endpoint: ListEndpoint, number: int, text: str, rows: int) -> tuple[Ask, ...]:
    """Return the next page, while this one held rows and no total says that they were the last."""
    counts = PAGE in endpoint.url or PAGE in endpoint.json or any(PAGE in value for _, value in endpoint.form)
    if not counts or not rows or has_more(as_json(text), number - endpoint.first_page + 1, rows) is False:
        return ()
    return (page_of(endpoint, number + 1),)


def is_described(endpoint: ListEndpoint) -> bool:
    """Whether the source says anything of the rows; else all is decided by the evidence."""
    return bool(endpoint.rows or endpoint.link or endpoint.title or endpoint.date)


def described_rows(text: str, url: str, endpoint: ListEndpoint) -> list[ListedLink]:
    """Return the rows of an answer by what the source says of them. Raises Rejected (too large)."""
    keys = Keys(endpoint.link, endpoint.title, endpoint.date)
    answer = as_json(text)
    if answer is None and is_xml(text):
        root = parsed(text)
        answer = [] if root is None else as_dicts(root, endpoint.rows)
        if root is not None and not endpoint.rows and not any(rows_in(answer, url, keys)):
            answer = next(
                (rows for rows in attributes_in(root) if any(row.listed for row in rows_in(rows, url, keys))), []
            )
    elif answer is not None and endpoint.rows:
        answer = value_at(answer, endpoint.rows)
        if isinstance(answer, str) and "<" in answer:  # HTML in JSON: its rows are decided by the evidence
            return rows_of_html(answer, url, keys, "li, tr, dd")
    if answer is None and endpoint.rows and "<script" in text:
        answer = state_at(text, endpoint.rows)
    if answer is None:
        return rows_of_html(text, url, keys, endpoint.rows or "li, tr, dd") if text.lstrip()[:1] == "<" else []
    found: list[ListedLink] = []
    for row in rows_in(answer, url, keys):
        found.append(row)
        if len(found) >= MAX_ROWS:
            break
    return found


def state_at(text: str, path: str) -> Any:
    """Return what a page's scripts hold at the path (notice.list, __NEXT_DATA__.props.rows); None when nothing is
    there."""
    guard(text)
    for name, state in states_of(LexborHTMLParser(text)):
        found = value_at({name: state} if name and path.startswith(f"{name}.") else state, path)
        if isinstance(found, (dict, list)):
            return found
    return None


def misplaced(text: str, endpoint: ListEndpoint) -> list[str]:
    """Say of each place in the table where nothing stands in this answer what stands there in its stead."""
    answer = as_json(text)
    if answer is None and is_xml(text):
        return misplaced_in_xml(text, endpoint)
    if answer is None and endpoint.rows and "<script" in text:
        answer = state_at(text, endpoint.rows)
    elif answer is not None and endpoint.rows:
        rows = value_at(answer, endpoint.rows)
        if rows is None:
            return [f"rows = {endpoint.rows!r}: {where_it_ends(answer, endpoint.rows)}"]
        if isinstance(rows, str) and "<" in rows:
            return []
        if not isinstance(rows, (dict, list)):
            return [f"rows = {endpoint.rows!r}: {str(rows)[:40]!r} stands there, no rows"]
        answer = rows
    if answer is None:
        return misplaced_in_html(text, endpoint)
    _, rows = rows_place(answer if isinstance(answer, list) else [answer] if endpoint.rows else answer)
    return misplaced_in_rows(rows, endpoint)


def places_in_rows(endpoint: ListEndpoint) -> dict[str, str]:
    """Return where in a row the table says that its parts stand; empty: found by the usual names."""
    return {"link": endpoint.link, "title": endpoint.title, "date": endpoint.date}


def misplaced_in_rows(rows: Sequence[Mapping[str, Any]], endpoint: ListEndpoint) -> list[str]:
    """Say which keys no row has, and what keys there are."""
    keys = list(dict.fromkeys(str(key) for row in rows[:20] for key in flat(row)))[:20]
    wrong = []
    for name, place in places_in_rows(endpoint).items():
        blanks = BLANK.findall(place) if "{" in place else [place] if place else []
        missing = [key for key in blanks if rows and all(value_at(row, key) in (None, "") for row in rows)]
        if missing:
            wrong.append(f"{name} = {place!r}: no row has {', '.join(missing)}; its keys are {', '.join(keys)}")
    return wrong


def misplaced_in_xml(text: str, endpoint: ListEndpoint) -> list[str]:
    root = parsed(text)
    if root is None:
        return ["XML that cannot be read"]
    rows = as_dicts(root, endpoint.rows)
    if endpoint.rows and not rows:
        names = list(dict.fromkeys(name_of(element) for element in root.iter()))[:20]
        return [f"rows = {endpoint.rows!r}: no element of that name; its elements are {', '.join(names)}"]
    return misplaced_in_rows(rows, endpoint)


def misplaced_in_html(text: str, endpoint: ListEndpoint) -> list[str]:
    guard(text)
    tree = LexborHTMLParser(text)
    try:
        found = tree.css(endpoint.rows) if endpoint.rows else []
    except SelectolaxError:
        return [f"rows = {endpoint.rows!r}: the answer is HTML, and this is no CSS selector"]
    if endpoint.rows and not found:
        return [f"rows = {endpoint.rows!r}: the answer is HTML, and no element of it fits that selector"]
    wrong = []
    for name, place in places_in_rows(endpoint).items():
        if place and found and "{" not in place and not any(stands_in(node, place) for node in found[:50]):
            wrong.append(f"{name} = {place!r}: neither an attribute of a row nor an element in one")
    return wrong


def stands_in(node: LexborNode, place: str) -> bool:
    try:
        return place in node.attributes or node.css_first(place) is not None
    except SelectolaxError:
        return False


def where_it_ends(answer: Any, path: str) -> str:
    """Return how far a path of keys leads, and what keys there are."""
    names = path.split(".")
    for number in range(len(names)):
        if value_at(answer, ".".join(names[: number + 1])) is None:
            part = value_at(answer, ".".join(names[:number])) if number else answer
            there = ".".join(names[:number]) or "the top"
            if isinstance(part, Mapping):
                return f"no key {names[number]!r} at {there}; its keys are {', '.join(map(str, list(part)[:20]))}"
            what = f"a list of {len(part)}" if isinstance(part, list) else repr(str(part)[:40])
            return f"{what} stands at {there}, in which nothing is called {names[number]!r}"
    return "null stands there"


def is_xml(text: str) -> bool:
    start = text[:2000].lstrip("\ufeff \t\r\n")
    return start.startswith("<?xml") and "<html" not in start.lower()


def as_dicts(root: Any, rows: str) -> list[dict[str, str]]:
    """Each element of that name (any element with others in it, when none is named) as its attributes and texts."""
    found = []
    for element in root.iter():
        within = elements(element)
        if (name_of(element) == rows.lower()) if rows else within:
            reported = {str(name).rpartition("}")[2]: value for name, value in element.items()}
            # an element that holds others is no value of a row, but its own parts may be
            reported |= {name_of(part): text_of(part) for part in within if not elements(part)}
            found.append(reported)
    return found


def attributes_in(root: Any) -> list[list[dict[str, str]]]:
    """Return the elements that hold no others, as their attributes and text, those of one name together and the most
    first: <item title="…" url="…" date="…"/>. Without a day they may as well be columns, and are left."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for element in root.iter():
        if len(element.items()) > 1 and not elements(element):
            reported = {str(name).rpartition("}")[2]: value for name, value in element.items()}
            found[name_of(element)].append({name_of(element): text_of(element)} | reported)
    return sorted(found.values(), key=len, reverse=True)


def rows_of_html(text: str, url: str, keys: Keys, selector: str) -> list[ListedLink]:
    guard(text)
    tree = LexborHTMLParser(text)
    try:
        nodes = tree.css(selector)[:MAX_ROWS]
    except SelectolaxError:
        return []
    # what holds other rows is none itself: the cells of a layout, a list in a list
    around = {above.mem_id for node in nodes for above in ancestors(node)}
    return [link for node in nodes if node.mem_id not in around and (link := row_of_html(node, url, keys))]


def row_of_html(node: LexborNode, url: str, keys: Keys) -> ListedLink | None:
    # read by itself, so that nothing around the row is taken for its date; outside of a table no <tr> is one
    row = LexborHTMLParser(f"<table>{node.html}</table>" if node.tag in ("tr", "td", "tbody") else node.html or "")
    own = {name: value or "" for name, value in node.attributes.items()}
    anchors = anchors_of(row, url)
    best: Anchor | None = max(anchors, key=lambda anchor: len(anchor.title), default=None)
    if "{" in keys.link:
        address = absolute(url, filled(keys.link, own))
    elif keys.link:
        reported = first_of(row, keys.link)
        address = absolute(url, own.get(keys.link) or (reported.attributes.get("href") if reported else None))
    else:
        address = best.url if best else None
    title = described_text(row, own, keys.title) if keys.title else best.title if best else ""
    if keys.date:
        day = day_in(described_text(row, own, keys.date))
    else:
        day = best.listed if best and best.listed else day_in(folded(node))
    return ListedLink(address, as_title(title), day) if address and title else None


def described_text(row: LexborHTMLParser, own: dict[str, str], name: str) -> str:
    reported = None if name in own else first_of(row, name)
    return own.get(name, "") or (folded(reported) if reported else "")


def first_of(row: LexborHTMLParser, selector: str) -> LexborNode | None:
    try:
        return row.css_first(selector)
    except SelectolaxError:
        return None
