"""What a page says of its bulletin, field by field: how each is called, stored and compared.

`Document` (pipelines/models.py) is the one list: a field of it that is `described` goes into the store's rows, the
views, `show`, `diff`, `extract --explain`, the exports and the web pages by itself. CONTRIBUTING.md has the steps.
"""

from dataclasses import dataclass, fields, replace
from types import UnionType
from typing import Any, get_args, get_origin

__all__ = ["DocumentField", "described", "described_fields"]

DESCRIBED = "described"


@dataclass(frozen=True, slots=True)
class DocumentField:
    """One field: its name in Python, SQL, JSON and the exports, and what is true of it everywhere.

    `type` is str, date, datetime (China time) or tuple (of texts); `optional`: whether it may be None. `zh` and `en`
    label it for readers, `meaning` describes its column. `in_table`: the public-information table (信息公开目录) shows
    it. `max_length` bounds its text there, in characters; a longer one is a sentence that follows the label by chance.
    `indexed`: analysts look for its values. `compared`: a change of it makes a revision. `late`: it came after stores
    had been made, so the digest of a page that does not show it stays as it was.
    """

    zh: str
    en: str
    meaning: str
    in_table: bool = False
    max_length: int = 60
    indexed: bool = False
    compared: bool = True
    late: bool = False
    name: str = ""
    type: type = str
    optional: bool = True


def described(zh: str, en: str, meaning: str, **more: Any) -> dict[str, DocumentField]:
    """Return the metadata of a dataclass field that a page's bulletin is described by; `more` as in DocumentField."""
    return {DESCRIBED: DocumentField(zh, en, meaning, **more)}


def described_fields(model: type) -> tuple[DocumentField, ...]:
    """Return the described fields of a dataclass, in its order."""
    return tuple(
        replace(one.metadata[DESCRIBED], name=one.name, type=plain(one.type), optional=isinstance(one.type, UnionType))
        for one in fields(model)
        if DESCRIBED in one.metadata
    )


def plain(annotation: Any) -> type:
    """Return the class of `date | None` or `tuple[str, ...]`."""
    found = get_args(annotation)[0] if isinstance(annotation, UnionType) else annotation
    plain_type: type = get_origin(found) or found
    return plain_type
