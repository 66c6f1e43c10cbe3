"""Who a bulletin is from, and further fields of the public-information directory's table (信息公开目录)."""

import re
from datetime import date

from pipelines.extract.dates import first_moment
from pipelines.extract.labels import Field
from pipelines.extract.numbers import NOTHING

__all__ = ["issuer", "office", "subject", "validity", "written"]

LONGEST_SUBJECT = 60  # characters; a longer one is a sentence that happened to follow the label
LONGEST_VALIDITY = 12
STATE = re.compile(r"有效|失效|废止|修改|修订|终止|停止|作废|宣布|执行")
CUT = re.compile(r"\s*(?:…+|\.{2,}|。{2,})$")
YES = {"是": "有效", "否": "失效"}


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
    return told(fields, "office", LONGEST_SUBJECT)


def subject(fields: dict[Field, list[str]]) -> str | None:
    return told(fields, "subject", LONGEST_SUBJECT)


def validity(fields: dict[Field, list[str]]) -> str | None:
    """The page's own word: 有效, 失效, 废止, 部分失效 …; 是 and 否 are what some tables say under 是否有效."""
    value = told(fields, "validity", LONGEST_VALIDITY)
    value = YES.get(value or "", value)
    return value if value and STATE.search(value) else None


def written(fields: dict[Field, list[str]]) -> date | None:
    """The day on which the document was signed, which may be long before its publication."""
    found = (first_moment(value) for value in fields.get("written", []))
    return next((moment.day for moment in found if moment), None)


def told(fields: dict[Field, list[str]], field: Field, longest: int) -> str | None:
    values = (value for value in fields.get(field, []) if not NOTHING.match(value) and len(value) <= longest)
    return next(values, None)
