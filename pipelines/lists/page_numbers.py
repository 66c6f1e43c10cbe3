"""The number of a page in an address: ?page=2, ?pageNumber=2, list_2.html, ?start=15."""

import re
from collections.abc import Mapping
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

__all__ = [
    "SIZE_KEY",
    "comes_after",
    "counted_up",
    "is_below_its_name",
    "is_page_key",
    "is_same_list",
    "next_offset",
    "number_below",
    "page_number",
    "this_number",
    "with_blank",
    "with_page_number",
]

PAGE_KEY = re.compile(
    r"^_?(?:c|cur|curr|current|now|this|to|goto|go|i|int|n|nav)?[_-]?page[_-]?(?:no|num|number|num|index|idx|id|n)?$|^p[nig]?$",
    re.IGNORECASE,
)
OFFSET_KEY = re.compile(r"^(?:start|offset|skip|first|begin)(?:_?(?:index|row|num|no))?$", re.IGNORECASE)
# ?current=1&size=10 (MyBatis-Plus): what counts pages next to their size
PAGE_WITH_SIZE = re.compile(r"^(?:cur|current|no|index|num)$", re.IGNORECASE)
SIZE_KEY = re.compile(r"^(?:page_?)?(?:size|limit|rows)$|^per_?page$", re.IGNORECASE)
NUMBERED_NAME = re.compile(r"(?:[a-z]+[_/-]?)?\d{1,6}(?:\.\w{2,6})?$", re.IGNORECASE)  # 20.htm, page/2.shtml
COUNTING_FOLDER = re.compile(r"(.*)/([a-z_-]{1,12})/\d{1,6}(?:/|\.\w{2,6})?", re.IGNORECASE)  # tzgg/page/2
NUMBER_LAST = re.compile(r"(.*?)([_/]?)(\d{1,4})?(/|\.\w{2,6}|)")  # index, _, 2, .html
MAX_DIGITS = 6  # of a page's number; what is longer is the number of something else


def is_page_key(name: str) -> bool:
    """Whether a field of this name counts pages."""
    return PAGE_KEY.match(name) is not None


def page_number(url: str) -> int | None:
    """Return the number in ?page=N (and its other names)."""
    field = page_field(url)
    return int(field[1]) if field else None


def page_field(url: str) -> tuple[str, str] | None:
    """Return the field of an address that counts its pages, and its number; None where there is none."""
    fields = parse_qsl(urlsplit(url).query)
    numbers = [(key, value) for key, value in fields if value.isdecimal() and len(value) <= MAX_DIGITS]
    found = next((field for field in numbers if is_page_key(field[0])), None)
    if found or not any(SIZE_KEY.match(key) for key, _ in numbers):
        return found
    return next((field for field in numbers if PAGE_WITH_SIZE.match(field[0])), None)


def with_page_number(url: str, number: int) -> str:
    field = page_field(url)
    return with_fields(url, lambda key, value: str(number) if (key, value) == field else value)


def with_blank(url: str) -> tuple[str, int]:
    """Return the address with {page} in place of its page's number, and that number; as it is, and 1, without one."""
    field = page_field(url)
    if field is None:
        return url, 1
    return re.sub(rf"([?&]{re.escape(field[0])}=){field[1]}(?=&|#|$)", r"\1{page}", url, count=1), int(field[1])


def next_offset(url: str, rows: int, total: int) -> str | None:
    """The address of the rows after these, where it says at which row they begin (?start=15); None at the end."""
    for key, value in parse_qsl(urlsplit(url).query):
        if OFFSET_KEY.match(key) and value.isdecimal() and len(value) <= MAX_DIGITS:
            here = int(value) + rows
            return with_fields(url, lambda k, v: str(here) if k == key else v) if rows and here < total else None  # noqa: B023
    return None


def with_fields(url: str, changed) -> str:  # type: ignore[no-untyped-def]
    parts = urlsplit(url)
    query = [(key, changed(key, value)) for key, value in parse_qsl(parts.query, keep_blank_values=True)]
    return urljoin(url, urlunsplit(parts._replace(query=urlencode(query))))


def this_number(numbered: Mapping[int, str], url: str) -> int:
    """Return the number of the page at `url`, by the numbers that its pager shows as links with their addresses."""
    itself = next((number for number, address in numbered.items() if address == url), None)
    if itself is not None:
        return itself
    ordered = sorted(numbered)
    for one, other in pairwise(ordered):
        found = by_relation((one, numbered[one]), (other, numbered[other]), url)
        if found is not None:
            return found
    number = page_number(url) or by_one(numbered, url)
    if number is not None:
        return number
    # a pager shows the page's own number without a link, between its neighbours; beyond them it may leave numbers out
    alone = (n for n in range(1, ordered[-1]) if n not in numbered and n + 1 in numbered)
    return next((n for n in alone if n == 1 or n - 1 in numbered), 1)


def counted_up(numbered: Mapping[int, str]) -> bool:
    """Whether the addresses of numbered pages are the same but for their number, or one that is less by one.

    The first page may have none.
    """
    apart = set()
    for number, address in numbered.items():
        parts = re.split(r"(\d+)", address)
        for less in (0, 1):
            at = next((i for i in range(len(parts) - 2, 0, -2) if parts[i] == str(number - less)), 0)
            if at:
                apart.add((less, "".join(parts[:at]), "".join(parts[at + 1 :])))
                break
        else:
            if number > 1:
                return False
    return len(apart) == 1 and (len(numbered) > 1 or 2 in numbered)


def by_relation(one: tuple[int, str], other: tuple[int, str], url: str) -> int | None:
    """By the part in which two pages' addresses differ: list_2 and list_3, start=15 and start=30, 23.htm and 22.htm."""
    first, second, here = (re.split(r"(\d+)", address) for address in (one[1], other[1], url))
    if not len(first) == len(second) == len(here):
        return None
    differing = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(differing) != 1 or not first[differing[0]].isdecimal() or not second[differing[0]].isdecimal():
        return None
    at = differing[0]
    if not here[at].isdecimal() or here[:at] + here[at + 1 :] != first[:at] + first[at + 1 :]:
        return None
    step = (int(second[at]) - int(first[at])) / (other[0] - one[0])
    number = one[0] + (int(here[at]) - int(first[at])) / step
    return int(number) if number == int(number) and number > 0 else None


def by_one(numbered: Mapping[int, str], url: str) -> int | None:
    """By a page whose address is the same but for its number, or that less by one: index_1 of page 2, index_2."""
    here = re.split(r"(\d+)", url)
    for number, address in numbered.items():
        there = re.split(r"(\d+)", address)
        differing = [i for i, (a, b) in enumerate(zip(there, here, strict=False)) if a != b]
        if number > 1 and len(there) == len(here) and len(differing) == 1 and there[differing[0]].isdecimal():
            less = number - int(there[differing[0]])
            if less in (0, 1) and here[differing[0]].isdecimal():
                return int(here[differing[0]]) + less
    return None


def comes_after(url: str, list_url: str) -> bool:
    """Whether an address is that of the page after a list's, by its number: ?page=2, index_1.html, page/2/.

    The first page of a list has no number, and that after it 1 or 2.
    """
    if page_field(url):
        before = page_number(list_url)
        one, other = (f"{urlsplit(a).netloc}{urlsplit(a).path}" for a in (url, list_url))
        return one == other and page_number(url) == (1 if before is None else before) + 1
    here, there = (NUMBER_LAST.fullmatch(a.partition("?")[0]) for a in (list_url, url))
    if here is None or there is None or not there[3] or url.partition("?")[2] != list_url.partition("?")[2]:
        return False
    if here[3] and here[1] == there[1] and here[4] == there[4] and is_page_mark(here[1], here[2]):
        return (here[2], int(there[3])) == (there[2], int(here[3]) + 1)
    if is_below_its_name(url, list_url) and COUNTING_FOLDER.fullmatch(urlsplit(url).path):
        return int(there[3]) == 2
    name = here[1] + here[2] + (here[3] or "")
    is_named = there[2] == "_" and there[1] in (name, f"{name}index")
    return is_named and int(there[3]) in (1, 2) and here[4] in ("", there[4])


def is_page_mark(before: str, mark: str) -> bool:
    """Whether a number behind this counts pages: index_2, page/2."""
    return mark == "_" or (mark == "/" and is_page_key(before.rpartition("/")[2]))


def is_same_list(url: str, list_url: str) -> bool:
    """Whether two addresses are the same but for a number, as pages of one list are."""
    here, there = urlsplit(list_url), urlsplit(url)
    if here.netloc != there.netloc:
        return False
    return here.path == there.path or without_number(there.path) == without_number(here.path)


def is_below_its_name(url: str, list_url: str) -> bool:
    """Whether an address with a number lies in the folder that a list is called like: tzgg.htm -> tzgg/20.htm, or in
    one of the list's own that counts pages: tzgg/ -> tzgg/page/2."""
    here, there = urlsplit(list_url), urlsplit(url)
    if here.netloc != there.netloc:
        return False
    stem, dot, ending = here.path.rpartition(".")
    if dot and "/" not in ending:
        name = there.path.removeprefix(f"{stem}/")
        if name != there.path and NUMBERED_NAME.match(name):
            return True
    counting = COUNTING_FOLDER.fullmatch(there.path)
    folders = (here.path, here.path.rpartition("/")[0])
    return counting is not None and counting[1] in folders and is_page_key(counting[2])


def number_below(url: str, list_url: str) -> int | None:
    """Return the number that an address adds to a list's own: /news/list -> /news/list/2; None where it does not."""
    here, there = urlsplit(list_url), urlsplit(url)
    folder, _, number = there.path.rstrip("/").rpartition("/")
    if (here.netloc, here.query) != (there.netloc, there.query) or "." in here.path.rpartition("/")[2]:
        return None
    if len(folder) < 2 or folder != here.path.rstrip("/") or not number.isdecimal() or len(number) > MAX_DIGITS:
        return None
    return int(number)


def without_number(path: str) -> str:
    if path[-1:] == "/" and (counting := COUNTING_FOLDER.fullmatch(path)) and is_page_key(counting[2]):
        path = path[:-1]
    folder, _, name = path.rpartition("/")
    return f"{folder}/{re.sub(r'[_-]?[0-9]+', '', name.rpartition('.')[0] or name) or 'index'}"
