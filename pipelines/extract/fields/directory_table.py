"""Further fields of the public-information directory's table (信息公开目录): 发布机构, 主题分类, 成文日期, 有效性."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from pipelines.document_fields import DocumentField
from pipelines.extract.fields.numbers import NOTHING
from pipelines.extract.lines.labels import Field
from pipelines.extract.words.dates import first_moment
from pipelines.models import FIELDS

__all__ = ["of_table"]

ELSEWHERE = ("document_number", "index_number")  # read from titles and texts too (numbers.py)
OF_TABLE = [field for field in FIELDS if field.in_table and field.name not in ELSEWHERE]
STATE = re.compile(r"有效|失效|废止|修改|修订|终止|停止|作废|宣布|执行")
YES = {"是": "有效", "否": "失效"}


def of_table(fields: dict[Field, list[str]]) -> dict[str, Any]:
    """Return what the table says of a document, by the names of its fields; None for what it does not say."""
    return {one.name: value_of(one, fields.get(one.name, ())) for one in OF_TABLE}


def value_of(field: DocumentField, values: Sequence[str]) -> str | date | None:
    """Return a text as the page has it, or the first day that is one."""
    if field.type is date:
        found = (first_moment(value) for value in values)
        return next((moment.day for moment in found if moment), None)
    texts = (value for value in values if not NOTHING.match(value) and len(value) <= field.max_length)
    text = next(texts, None)
    return validity(text) if field.name == "validity" else text


def validity(text: str | None) -> str | None:
    """Return the page's own word: 有效, 失效, 废止, 部分失效 …; 是 and 否 are what some tables say under 是否有效."""
    value = YES.get(text or "", text)
    return value if value and STATE.search(value) else None
