"""Text that any database takes, and any file: what a page says, but for characters that neither can hold."""

import json
import re

__all__ = ["UNSTORABLE", "as_json", "storable"]

# No database takes lone surrogates, and PostgreSQL no NUL; scripts in pages hold both as escapes. One character stands
# for one, so the offsets of a difference stay true.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Return a text as the store gives it back."""
    return UNSTORABLE.sub("\ufffd", text)


def as_json(value: object) -> str:
    """JSON as it stands in the store: Chinese as Chinese, so that SQL reads it and finds words in it."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in written:  # the one character that is escaped and cannot be held
        written = json.dumps(all_storable(value), ensure_ascii=False, separators=(",", ":"))
    return storable(written)


def all_storable(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(str(key)): all_storable(one) for key, one in value.items()}
        case list() | tuple():
            return [all_storable(one) for one in value]
    return value
