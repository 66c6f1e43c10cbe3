"""Who a bulletin is from, and further fields of the public-information directory's table (信息公开目录)."""

import re
from datetime import date
from typing import Any

from pipelines.document_fields import DocumentField
from pipelines.extract.dates import first_moment
from pipelines.extract.labels import Field
from pipelines.extract.numbers import NOTHING
from pipelines.models import FIELDS

__all__ = ["issuer", "of_table", "office"]

ELSEWHERE = ("document_number", "index_number")  # read from titles and texts too (numbers.py)
STATE = re.compile(r"有效|失效|废止|修改|修订|终止|停止|作废|宣布|执行")
CUT = re.compile(r"\s*(?:…+|\.{2,}|。{2,})$")
YES = {"是": "有效", "否": "失效"}


def of_table(fields: dict[Field, list[str]]) -> dict[str, Any]:
    """Return what the table says of a document, by the names of its fields; None for what it does not say."""
    return {one.name: value_of(one, fields) for one in FIELDS if one.in_table and one.name not in ELSEWHERE}


def value_of(field: DocumentField, fields: dict[Field, list[str]]) -> str | date | None:
    """A text as the page has it, or the first day that is one."""
    values = fields.get(field.name, [])
    if field.type is date:
        found = (first_moment(value) for value in values)
        return next((moment.day for moment in found if moment), None)
    texts = (value for value in values if not NOTHING.match(value) and len(value) <= field.max_length)
    text = next(texts, None)
    return validity(text) if field.name == "validity" else text


def issuer(fields: dict[Field, list[str]], metas: dict[str, str]) -> str | None:
    """Return the 来源 as the page shows it, else its `ContentSource`, else the 发布机构; None when it says none.

    One that the page cuts short (国家税务总局某某县…) is given whole where `ContentSource` has it.
    """
    whole = metas.get("contentsource", "")
    shown = next((value for value in fields.get("source", []) if not NOTHING.match(value)), None)
    if shown and whole.startswith(CUT.sub("", shown)):
        return whole if CUT.search(shown) else shown
    return shown or (None if NOTHING.match(whole) else whole) or office(fields)


def office(fields: dict[Field, list[str]]) -> str | None:
    found: str | None = of_table(fields)["office"]
    return found


def validity(text: str | None) -> str | None:
    """The page's own word: 有效, 失效, 废止, 部分失效 …; 是 and 否 are what some tables say under 是否有效."""
    value = YES.get(text or "", text)
    return value if value and STATE.search(value) else None
