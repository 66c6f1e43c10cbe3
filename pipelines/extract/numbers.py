"""文号 (the number of a document) and 索引号 (its number in the public-information directory)."""

import re
from collections.abc import Sequence

from pipelines.extract.dates import without_day
from pipelines.extract.labels import Field
from pipelines.extract.line_patterns import DOCUMENT_NUMBER as NUMBER

__all__ = ["document_number", "index_number"]

ORDER = re.compile(r"^(?:第\s*[\d一二三四五六七八九十百零〇]{1,6}\s*号|(?:19|20)\d\d年第\s*\d{1,4}\s*号)$")
INDEX = re.compile(r"^[A-Za-z0-9][\w\-/.:·—\[\]()〔〕 ]{4,60}$")
NOTHING = re.compile(r"^\W*(?:无|暂无|空|未知|不详|不明|佚名|匿名|null|none)?\W*$", re.IGNORECASE)


LETTER = re.compile(r"[^\W_]")


def document_number(
    fields: dict[Field, list[str]], title: str, opening: list[str], head: Sequence[str] = ()
) -> str | None:
    """From the header table, else next to the day in the `head`, else a line of its own in the body's opening, else in
    brackets in the title."""
    for value in fields.get("document_number", []):
        found = NUMBER.search(value)
        if found:
            return found.group()
        if not NOTHING.match(value) and "号" in value and len(value) <= 40:
            return value
    for text in head:
        found = NUMBER.search(text)
        if found and not LETTER.search(without_day(text[: found.start()] + text[found.end() :])):
            return found.group()
    for text in opening:
        found = NUMBER.match(text.strip("（）() "))
        if found and len(text) <= len(found.group()) + 4:
            return found.group()
    found = NUMBER.search(title)
    return found.group() if found else None


def index_number(fields: dict[Field, list[str]]) -> str | None:
    return next(
        (value for value in fields.get("index_number", []) if INDEX.match(value) and re.search(r"\d", value)), None
    )
