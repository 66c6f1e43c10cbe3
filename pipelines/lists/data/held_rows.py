"""Rows that a page holds where nobody sees them, for a script to show: as markup, or as values.

    <textarea style="display:none"><ul><li>…</li></ul></textarea>     markup; also <xmp>, <template>, <pre>, srcdoc of a
    <script type="text/template"><li>…</li></script>                  frame, value of a hidden field
    <input type="hidden" value='[{"title":"…","url":"…"}]'>           values; also data-rows, :list and any attribute
    <textarea>[{"title":"…","url":"…"}]</textarea>                    and all that may hold markup

No script is run: what is to be filled in ({{title}}) lists nothing.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.data.json_rows import rows_place
from pipelines.lists.data.row_keys import RowKeys, flat
from pipelines.lists.data.script_data import read_json
from pipelines.lists.dates import states_a_day
from pipelines.text.attributes import attribute_value

__all__ = ["cut_rows", "rows_held", "values_held", "with_held_rows"]

CARRIERS = "textarea, xmp, pre, iframe[srcdoc], input[type=hidden i][value], script[type^='text/' i]"
MAX_CARRIERS = 60
MAX_LENGTH = 2_000_000  # characters of one
CODE = re.compile(r"javascript|ecmascript|babel|jsx|vbs", re.IGNORECASE)
TEMPLATE = re.compile(r"<(/?)template\b", re.IGNORECASE)  # what is in one is not in the tree
LINK = re.compile(r"<a\s|\bonclick\s?=", re.IGNORECASE)
MARK = "\ue000"  # of private use: where markup is to stand
PLACE = re.compile(rf"{MARK}(\d{{1,3}}){MARK}")
ATTRIBUTE = re.compile(r"\s[\w:@.-]{1,60}\s?=\s?(?:'(\s{0,9}[\[{][^']{40,})'|\"(\s{0,9}[\[{][^\"]{40,})\")")
MAX_ATTRIBUTES = 200
ROW = re.compile(r"<(?:li|tr|dd|p|div)\b", re.IGNORECASE)
MIN_ROWS = 3
MAX_ROWS = 200
MAX_NAMED = 8  # keys


def with_held_rows(text: str) -> str:
    """Return a page with the markup with links that it holds next to what holds it; empty where it holds none."""
    opened = TEMPLATE.sub(r"<\1div", text.replace(MARK, ""))
    tree = LexborHTMLParser(opened)
    found: list[str] = []
    for node in tree.css(CARRIERS)[:MAX_CARRIERS]:
        markup = text_held(node)
        if LINK.search(markup) is not None:
            node.insert_after(f"{MARK}{len(found)}{MARK}")
            found.append(markup)
    if not found:
        return opened if len(opened) != len(text) else ""
    return PLACE.sub(lambda place: f"<div>{found[int(place[1])]}</div>", tree.html or "")


def text_held(node: LexborNode) -> str:
    """Return what an element holds for a script, but for its end where it is long; empty where that is a script
    itself."""
    return all_held(node)[:MAX_LENGTH]


def all_held(node: LexborNode) -> str:
    attributes = node.attributes
    if node.tag == "script" and CODE.search(attributes.get("type") or "") is not None:
        return ""
    held = (
        attributes.get("srcdoc") if node.tag == "iframe" else attributes.get("value") if node.tag == "input" else None
    )
    return held if held is not None else node.text(deep=True) or ""


def cut_rows(text: str) -> str:
    """Say which element of a page holds more than is read of one; empty: none does."""
    if len(text) <= MAX_LENGTH:
        return ""
    for node in LexborHTMLParser(text).css(CARRIERS)[:MAX_CARRIERS]:
        held = all_held(node)
        if len(held) > MAX_LENGTH and (LINK.search(held, MAX_LENGTH) or held.lstrip()[:1] in ("[", "{")):
            return f"its <{node.tag}> holds {len(held)} characters, of which {MAX_LENGTH} are read for rows"
    return ""


def values_held(tree: LexborHTMLParser, text: str) -> Iterator[Any]:
    """Yield the lists and objects that stand as JSON in a page's fields, templates and attributes."""
    held = (text_held(node).strip() for node in tree.css(CARRIERS)[:MAX_CARRIERS])
    given = (attribute_value(found[1] or found[2]) for found in islice(ATTRIBUTE.finditer(text), MAX_ATTRIBUTES))
    for one in dict.fromkeys([*held, *given]):
        value = read_json(one) if one.lstrip()[:1] in ("[", "{") else None
        if isinstance(value, (dict, list)):
            yield value


def rows_held(tree: LexborHTMLParser, text: str) -> str:
    """Say what a page holds that looks like rows with days, though no address of theirs can be read; empty: nothing."""
    for value in values_held(tree, text):
        place, rows = rows_place(value)
        keys = RowKeys([flat(row) for row in rows], "") if len(rows) >= MIN_ROWS else None
        if keys is not None and keys.titles and keys.days:
            names = ", ".join(list(rows[0])[:MAX_NAMED])
            return f"it holds {len(rows)} rows for a script{f' at {place}' if place else ''}, with the keys {names}"
    for node in tree.css(CARRIERS)[:MAX_CARRIERS]:
        held = text_held(node)
        count = sum(states_a_day(line) for line in ROW.split(held)[1:MAX_ROWS]) if ROW.search(held) else 0
        if count >= MIN_ROWS:
            return f"its <{node.tag}> holds {count} rows with days for a script"
    return cut_rows(text)
