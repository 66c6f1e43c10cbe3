"""What an answer in JSON that gives no total says of rows after its own, in a way that is not followed.

{"list": […], "nextCursor": "MTIzNA=="}          what the next question has to hold
?page=1&size=10 -> {"data": [ten rows]}           as many rows as were asked for: there may be more
"""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pipelines.lists.data.json_rows import SIZE_NAME, heads_of
from pipelines.models import Ask

__all__ = ["said_to_go_on"]

CURSOR = re.compile(
    r"(?:(?:next|end)_?(?:page)?_?)?cursor$|next_?(?:page)?_?(?:token|key|id)$|(?:last|scroll)_?id$|next_?page(?:_?(?:no|num))?$",
    re.IGNORECASE,
)
MAX_SAID = 40  # characters of a value
MIN_SIZE = 5  # a size asked for that is smaller is no list's


def said_to_go_on(answer: Any, ask: Ask, rows: int, here: int) -> str:
    """Return what leads on after these rows, the page with the number `here`; empty where nothing does."""
    for part in heads_of(answer):
        for name, value in part.items():
            is_given = isinstance(value, (str, int)) and not isinstance(value, bool) and value not in ("", "0", 0, -1)
            if is_given and CURSOR.match(str(name)) and not is_past(str(name), value, here):
                return f"{name}={str(value)[:MAX_SAID]}"
    for name, size in (*parse_qsl(urlsplit(ask.url).query), *parse_qsl(ask.body)):
        if SIZE_NAME.match(name) and size.isdecimal() and MIN_SIZE <= rows == int(size[:9]):
            return f"as many rows as were asked for ({name}={size}), and no total"
    return ""


def is_past(name: str, value: str | int, here: int) -> bool:
    """Whether a number of a page is not that of one after this."""
    is_page = name.lower().replace("_", "").startswith("nextpage") and str(value).isdecimal()
    return is_page and int(value) <= here
