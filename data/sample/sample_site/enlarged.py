"""A site of any size for load tests: each bulletin put together from paragraphs of the real texts, the same every time.

    /load/index.shtml, index_1.shtml …          100 rows each, TRS pager
    /load/202603/t20260314_1000042.shtml        bulletin 42, in the template of its turn

Pages are made when they are asked for, so a million cost no memory. A bulletin's opening, paragraphs and figures go by
its number: no two are the same, and a text's paragraphs recur in others with other figures, as in real series of notices.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from math import ceil
from zlib import crc32

from sample_site import layouts, listings
from sample_site.pages import Article, Response, Site, article
from sample_site.texts import Text, all_texts

__all__ = ["enlarge", "enlarged_article"]

FOLDER = "/load/"
ROWS = 100  # a list page
SHAPES = (
    layouts.trs,
    layouts.zoom,
    layouts.ucap,
    layouts.v_news,
    layouts.nested_td,
    layouts.line_breaks,
    layouts.plain,
    layouts.two_copies,
)
FIRST_DAY = date(2016, 1, 1)
DAYS = 3833  # to 2026-06-30
LIST = re.compile(rf"^{FOLDER}index(?:_([1-9]\d*))?\.shtml$")
ARTICLE = re.compile(rf"^{FOLDER}\d{{6}}/t\d{{8}}_1(\d{{6,}})\.shtml$")
# figures that may change: those of a year, a day, a clock or a law's article stay, or the text would make no sense
FIGURE = re.compile(r"(?<![\d〔第.:])\d+(?![\d年月日号时条〕:])")
PLACES = ("临江区", "青石县", "白鹭镇", "南岗街道", "柳坪镇", "柳堤街道", "江北片区", "石桥镇", "芦塘镇", "双桥镇")


def enlarge(count: int) -> Site:
    """A site of `count` bulletins on host "a". Its `articles` are not listed: `enlarged_article(n)` makes one."""
    pages = Enlarged(count)
    return Site(pages=pages, starts={"a": (f"{FOLDER}index.shtml",), "b": ()})


def enlarged_article(number: int) -> Article:
    """Bulletin `number`, from 0: its page, and in `text` the truth of it."""
    text = recombined(number)
    day = text.published.replace("-", "")
    path = f"{FOLDER}{day[:6]}/t{day}_1{number:06}.shtml"
    return article("a", path, text, SHAPES[chance(number, "shape") % len(SHAPES)])


class Enlarged(Mapping[tuple[str, str], tuple[Response, ...]]):
    """The pages of an enlarged site, made when asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.lists = max(1, ceil(count / ROWS))

    def __getitem__(self, key: tuple[str, str]) -> tuple[Response, ...]:
        host, path = key
        found = LIST.match(path)
        if host == "a" and found and int(found[1] or 0) < self.lists:
            return (self.list_page(int(found[1] or 0)),)
        found = ARTICLE.match(path)
        made = enlarged_article(int(found[1])) if host == "a" and found and int(found[1]) < self.count else None
        if made is None or made.path != path:
            raise KeyError(key)
        return (made.response,)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from (("a", f"{FOLDER}index{f'_{i}' if i else ''}.shtml") for i in range(self.lists))
        yield from (("a", enlarged_article(i).path) for i in range(self.count))

    def __len__(self) -> int:
        return self.lists + self.count

    def list_page(self, number: int) -> Response:
        rows = [enlarged_article(i).row for i in range(number * ROWS, min(self.count, (number + 1) * ROWS))]
        reported = listings.trs_page(FOLDER, "通知公告", rows, number, self.lists)
        return Response(reported.encode(), listings.HTML)


def chance(number: int, what: str) -> int:
    """A number that looks thrown and is the same every time."""
    return crc32(f"{number} {what}".encode())


@cache
def pool() -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """The texts that lend their head and opening, and all the paragraphs that may follow."""
    texts = tuple(text for text in all_texts() if text.slug != "traditional" and len(text.blocks) > 4)
    paragraphs = [words for text in texts for kind, words in text.blocks[1:] if kind == "text" and len(words) >= 40]
    return texts, tuple(dict.fromkeys(paragraphs))


def recombined(number: int) -> Text:
    texts, paragraphs = pool()
    base = texts[chance(number, "head") % len(texts)]
    opening = next(words for kind, words in base.blocks if kind == "text" and len(words) >= 25)
    chosen = {chance(number, f"paragraph {i}") % len(paragraphs): None for i in range(5 + chance(number, "size") % 6)}
    body = [opening, *(paragraphs[i] for i in chosen if paragraphs[i] != opening)]
    day = FIRST_DAY + timedelta(days=chance(number, "day") % DAYS)
    place = PLACES[chance(number, "place") % len(PLACES)]
    return replace(
        base,
        slug=f"load-{number}",
        title=f"{base.title}（{place}第{number + 1}期）",
        published=day.isoformat(),
        time=None,
        document_number=f"云办〔{day.year}〕{number + 1}号",
        index_number=f"014512345/{day.year}-{number + 1:05}",
        attachments=(),
        repeats=(),
        blocks=tuple(("text", other_figures(words, number, i)) for i, words in enumerate(body)),
    )


def other_figures(words: str, number: int, place: int) -> str:
    """The paragraph with figures of as many digits, by the bulletin's number."""

    def other(found: re.Match[str]) -> str:
        digits = len(found[0])
        lowest = 10 ** (digits - 1)
        return str(lowest + chance(number, f"figure {place} {found.start()}") % (9 * lowest))

    return FIGURE.sub(other, words)
