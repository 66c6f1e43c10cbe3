"""Which keys of a list's rows hold the address, the title and the day: by what stands there, in all rows together.

Content systems call the same thing url, publishUrl, contentUrl, docpuburl … What no system changes is the shape: an
address leads to a document and each row has its own; the title is text, each row has its own, and it is shorter than a
summary; a day is a day. Names only order keys whose values have the same shape: publishTime before createTime.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

from pipelines.extract.words.dates import first_moment
from pipelines.lists.data.day_keys import by_their_days
from pipelines.lists.dates import day_in, day_without_year, is_a_day
from pipelines.lists.urls import absolute, is_part_of_a_page, looks_like_an_address, names_a_document, names_a_file
from pipelines.text.attributes import attribute_value

__all__ = ["RowKeys", "as_day", "as_title", "flat"]

CHINA = timedelta(hours=8)
MAX_TITLE = 1000  # characters, with the marks of colour that some sites put around it
MAX_KEYS = 80  # of a row
USUAL_TITLE = 120  # characters: what is longer in most rows is a summary
LINK_NAME = re.compile(r"ur[li]|link|href|path|page$", re.IGNORECASE)
NOT_THE_PAGE = re.compile(
    r"img|image|pic|thumb|logo|cover|icon|video|audio|file|attach|wap|mobile|app|share|api|edit|parent|channel|column|category|source|qr",
    re.IGNORECASE,
)
TITLE_NAME = re.compile(r"title|subject|^bt$|headline", re.IGNORECASE)
NOT_THE_TITLE = re.compile(
    r"sub_?title|short|seo|keyword|summary|abstract|content$|site|channel|column|page", re.IGNORECASE
)
TOLD_DAY = re.compile(r"pub|rel|issue|fb|disp|show|release", re.IGNORECASE)
DAY_NAME = re.compile(r"date|time|day|rq$|sj$|_at$|when|pub", re.IGNORECASE)
OTHER_DAY = re.compile(r"upd|modif|edit|end|expir|valid|effect|written|cwrq|dead|start|begin|now|server", re.IGNORECASE)
MOMENT = re.compile(r"^[\dT\s:./+Z年月日-]{6,40}$")
SINCE_1970 = re.compile(r"^\\?/Date\((\d{9,14})(?:[+-]\d{4})?\)\\?/$")
OFFSET = re.compile(r"\d\d:\d\d[\d:.]{0,16}\s?(?:Z|[+-]\d\d:?\d\d)$")
IN_GREENWICH = re.compile(r"\b([01]\d|2[0-3]):\d\d(?::\d\d)?\s(?:GMT|UTC)(?!\s?[+-])")
COMPACT_DAY = re.compile(r"^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?$")
# seconds or milliseconds since 1970, in the years of the web
STAMP = re.compile(r"(?:9[5-9]\d|1[0-8]\d\d)\d{6}(?:\d{3})?")
COUNTS_OR_SORTS = re.compile(
    r"id$|no$|num|code|bh$|xh$|sort|order|seq|rank|weight|phone|tel|mobile|size|count|view|hit|version", re.IGNORECASE
)
MIN_STAMPS = 3
NUMBERS_IT = re.compile(r"id$|no$|num$|number$|code$|bh$|xh$", re.IGNORECASE)
PART_NAME = re.compile(r"(?:\w*_)?(year|month|day|ym|yearmonth)", re.IGNORECASE)
PROSE = re.compile(r"。|(?:[^，,；]*[，,；]){3}")  # a summary has sentences, or parts of one
MAX_LINK = 3000  # characters of a value that is a link
LINK = re.compile(r"<a\s[^>]*?\bhref\s*=\s*([\"'])([^\"'<>]+)\1[^>]*>.*</a>", re.IGNORECASE | re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2}")

Row = Mapping[str, Any]


class RowKeys:
    """The keys of some rows in order of preference. Rows are flat (see `flat`)."""

    def __init__(self, rows: Sequence[Row], url: str) -> None:
        keys = list(dict.fromkeys(key for row in rows for key in list(row)[:MAX_KEYS]))
        self.url = url
        self.known_days: dict[str, date | None] = {}  # by their texts: a long list repeats them
        self.links = ordered(keys, rows, lambda key, values: self.link_score(key, values, len(rows)))
        # the object of a row that has its address is the row itself: _source of ElasticSearch
        folder, dot, _ = self.links[0].rpartition(".") if self.links else ("", "", "")

        def own(key: str) -> str:
            return key.removeprefix(folder + dot)

        self.titles = ordered(keys, rows, lambda key, values: title_score(own(key), values, len(rows)))
        days = ordered(keys, rows, lambda key, values: day_score(own(key), values, self.day_of))
        self.days = by_their_days(days, rows, self.day_of, lambda key: called_for_days(own(key)))

    def link_score(self, key: str, values: list[Any], rows: int) -> tuple[float, ...] | None:
        named = LINK_NAME.search(key) is not None
        found = [self.address(value, named) for value in values]
        addresses = [address for address in found if address and not is_part_of_a_page(address)]
        if 2 * len(addresses) < len(values) or not addresses:
            return None
        own = len(set(addresses)) / len(values)
        documents = sum(names_a_document(one) or names_a_file(one) for one in addresses) / len(addresses)
        # a column's address is the same in all rows; a file is not the page that shows it
        return (
            float(own > 0.5 or rows == 1), round(documents, 1), float(not NOT_THE_PAGE.search(key)), float(named),
            float("." not in key), round(len(addresses) / rows, 1), -float(len(key)),
        )  # fmt: skip

    def address(self, value: Any, named: bool) -> str | None:
        if not isinstance(value, str) or not value.strip():
            return None
        value = value.strip()
        if linked := address_in_link(value):
            return absolute(self.url, linked)
        if looks_like_an_address(value) or (
            named and value.isascii() and " " not in value and re.search(r"[/?.]", value)
        ):
            return absolute(self.url, value)
        return None

    def link(self, row: Row) -> str | None:
        """Return the row's address; None when it has none."""
        found = (self.address(row.get(key), True) for key in self.links)
        return next((address for address in found if address and not is_part_of_a_page(address)), None)

    def title(self, row: Row) -> str:
        """Return the row's title, whole where another key holds it whole; empty when it has none."""
        texts = [title for key in self.titles if (title := as_title(row.get(key)))]
        if not texts:
            return ""
        stem = re.sub(r"(?:…|\.{2,})\W*$", "", texts[0])
        if stem == texts[0]:
            return texts[0]
        return next(
            (text for text in texts if text.startswith(stem) and len(text) > len(stem) + 1 and text != texts[0]),
            texts[0],
        )

    def day(self, row: Row) -> date | None:
        found = next((day for key in self.days if (day := self.day_of(row.get(key)))), None)
        return found or day_in_parts(row) or self.day_without_year(row)

    def day_of(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return as_day(value)
        if value not in self.known_days:
            self.known_days[value] = as_day(value)
        return self.known_days[value]

    def day_without_year(self, row: Row) -> date | None:
        """By the year of the row's address, where a value is such a day alone: 09-20."""
        address = self.link(row)
        texts = (value for value in row.values() if isinstance(value, str) and 4 <= len(value) <= 12)
        days = (day_without_year(text, address or "") for text in texts if is_a_day(text))
        return next((day for day in days if day), None)


def day_in_parts(row: Row) -> date | None:
    """Return the day whose parts have keys of their own: year, month and day, or the first two together."""
    parts = {found[1].lower(): str(row[key]) for key in row if (found := PART_NAME.fullmatch(key)) and row[key]}
    if "day" not in parts or not parts["day"].isdecimal():
        return None
    first = [parts[name] for name in ("year", "month") if name in parts]
    texts = (
        first if len(first) == 2 else [text for name in ("ym", "yearmonth", "month") if (text := parts.get(name))][:1]
    )
    return day_in("-".join([*texts, parts["day"]]))


def address_in_link(value: str) -> str | None:
    """Return the address of a value that is one link as a whole: <a href="/art/1.html">关于…的通知</a>."""
    if value[:2].lower() != "<a" or len(value) > MAX_LINK or value.lower().count("<a") > 1:
        return None
    found = LINK.fullmatch(value)
    return attribute_value(found[2]).strip() if found else None


def flat(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the row with the parts of its objects as keys of their own: page.href."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            found |= {
                f"{key}.{name}": part
                for name, part in list(value.items())[:MAX_KEYS]
                if not isinstance(part, (dict, list))
            }
        elif not isinstance(value, list) or as_day(value):
            found[str(key)] = value
    return found


def ordered(
    keys: list[str], rows: Sequence[Row], score: Callable[[str, list[Any]], tuple[float, ...] | None]
) -> list[str]:
    scores = {}
    for key in keys:
        values = [value for row in rows if (value := row.get(key)) not in (None, "")]
        found = score(key, values) if values else None
        if found is not None:
            scores[key] = found
    return sorted(scores, key=lambda key: scores[key], reverse=True)


def title_score(key: str, values: list[Any], rows: int) -> tuple[float, ...] | None:
    titles = [as_title(value) for value in values]
    texts = [text for text in titles if LETTERS.search(text) and not is_a_day(text) and not looks_like_an_address(text)]
    if not texts or 2 * len(texts) < len(values):
        return None
    usual = sorted(map(len, texts))[len(texts) // 2]
    last = key.rpartition(".")[2]
    named = TITLE_NAME.search(last) is not None and not NOT_THE_TITLE.search(last) and "." not in key
    own = len(set(texts)) / len(texts)
    head, dot, _ = key.partition(".")
    is_of_title = bool(dot) and TITLE_NAME.search(head) is not None and not NOT_THE_TITLE.search(head)
    if not named and (("." in key and not is_of_title) or usual > USUAL_TITLE or NOT_THE_TITLE.search(last)):
        return None
    return (
        float(last.lower() == "title" and named),
        float(named),
        float(2 * sum(PROSE.search(text) is not None for text in texts) < len(texts)),
        float(own > 0.5 or rows < 3),
        len(texts) / rows,
        float(usual),
    )


def day_score(key: str, values: list[Any], day_of: Callable[[Any], date | None]) -> tuple[float, ...] | None:
    named = DAY_NAME.search(key) is not None
    # 20241122 in each row is a day under any name but that of a number
    is_compact = not NUMBERS_IT.search(key) and all(isinstance(v, str) and COMPACT_DAY.match(v) for v in values)
    is_stamp = not named and are_stamps(key, values)
    days = [
        value
        for value in values
        if (named or is_stamp or isinstance(value, str))
        and day_of(value)
        and is_moment(value, named or is_compact or is_stamp)
    ]
    if not days or 2 * len(days) < len(values):
        return None
    first = day_of(days[0])
    # what is written, entered and published is so in this order; of one day, the text says it in China's time
    return (
        *called_for_days(key),
        float(named),
        float(first.toordinal() if first else 0),
        float(isinstance(days[0], str)),
    )


def are_stamps(key: str, values: list[Any]) -> bool:
    """Whether all values can be moments since 1970, and by the key no numbers, counts or places in an order."""
    if len(values) < MIN_STAMPS or COUNTS_OR_SORTS.search(key) is not None or OTHER_DAY.search(key) is not None:
        return False
    return all(type(value) in (int, str) and STAMP.fullmatch(str(value)) for value in values)


def called_for_days(key: str) -> tuple[float, float, float]:
    return float(not OTHER_DAY.search(key)), float(TOLD_DAY.search(key) is not None), float("." not in key)


def is_moment(value: Any, named: bool) -> bool:
    """Whether a value is a day and nothing else; a number is one only under the name of one."""
    if not isinstance(value, str):
        return named
    if value.isdecimal():
        return named
    return is_a_day(value) or MOMENT.match(value) is not None or (named and len(value) <= 40)


def as_title(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join(unescape(re.sub(r"<[^>]{1,200}>", "", value[:MAX_TITLE])).split())


def as_day(value: Any) -> date | None:
    """Return a day given as text, as 20230607, as [2023, 6, 7, …] or /Date(…)/, or as seconds (or milliseconds) since
    1970; a moment with an offset of its own in China's time."""
    if isinstance(value, list):
        parts = value[:3]
        is_day = len(parts) == 3 and all(type(part) is int and 0 < part < 2100 for part in parts)
        return day_in("-".join(map(str, parts))) if is_day else None
    if isinstance(value, str) and not value.isdecimal():
        since = SINCE_1970.match(value)
        if since is None:
            return day_of_moment(value[:200])
        value = since[1]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, (int, str)) or isinstance(value, bool) or len(str(value)[:20]) > 14:
        return None
    text = str(value)
    if len(text) == 14 or 19_000_101 <= int(value) <= 20_991_231:  # 20230607, 20230607123000
        return day_in(f"{text[:4]}-{text[4:6]}-{text[6:8]}")
    seconds = int(value) / (1000 if int(value) > 10**11 else 1)
    return (datetime.fromtimestamp(seconds, UTC) + CHINA).date() if 3 * 10**8 < seconds < 4 * 10**9 else None


def day_of_moment(text: str) -> date | None:
    """Return the day of a text; of a moment elsewhere (2024-11-21T16:30:00Z) the day that it is in China."""
    if OFFSET.search(text) and (moment := first_moment(text)):
        return moment.day
    day, elsewhere = day_in(text), IN_GREENWICH.search(text)
    return day + timedelta(1) if day and elsewhere and int(elsewhere[1]) >= 24 - CHINA // timedelta(hours=1) else day
