"""文号 (the number of a document) and 索引号 (its number in the public-information directory)."""

import re
from collections.abc import Sequence
from itertools import takewhile

from pipelines.extract.lines.day_lines import is_numbered_day
from pipelines.extract.lines.labels import Field
from pipelines.extract.words.dates import without_day
from pipelines.extract.words.line_patterns import DOCUMENT_NUMBER as NUMBER
from pipelines.extract.words.line_patterns import YEAR_OF_NUMBER, squeeze

__all__ = ["document_number", "index_number"]

# By year and number (公告2026年第2号) or by number alone (县人民政府令第12号)
COUNT = r"第\s*[\d一二三四五六七八九十百零〇]{1,6}\s*号"
ORDER = re.compile(
    rf"[\u4e00-\u9fff]{{0,26}}?(?:(?:19|20)\d\d\s*年|[（(〔\[]\s*(?:19|20)\d\d\s*年?\s*[〕\]）)])\s*{COUNT}"
    rf"|[\u4e00-\u9fff]{{2,26}}[令告]\s*{COUNT}"
)
ORDERS = re.compile(r"[\u4e00-\u9fff]{2,26}[令告]")  # the line above its count
SIGNED_BY = re.compile(r"^\s*签发人?\s*[:：]\s*\S{2,4}\s+|签发人?\s*[:：].*$")
HEADED_UNTIL = ("。", "：", ":", "；", "，")  # a salutation or the first sentence ends what stands above a text
INDEX = re.compile(r"^[A-Za-z0-9][\w\-/.:·—\[\]()〔〕 ]{4,60}$")
NOTHING = re.compile(r"^\W*(?:无|暂无|空|未知|不详|不明|佚名|匿名|null|none|admin(?:istrator)?)?\W*$", re.IGNORECASE)
# A figure next to 号, once the year is taken away: a template that nobody filled in (〔〕号, 县政发〔2026〕号) has none
COUNTED = re.compile(r"[\d一二三四五六七八九十百零〇○][^〔〕\[\]【】﹝﹞［］]{0,3}号|号\W{0,3}\d")
OF_NUMBER = re.compile(YEAR_OF_NUMBER)
MAX_LINE = 80  # characters of a line that is a number, or several
LETTER = re.compile(r"[^\W_]")


def document_number(
    fields: dict[Field, list[str]], title: str, opening: list[str], head: Sequence[str] = (), *, letter: bool = False
) -> str | None:
    """From the header table, else next to the day in the `head`, else a line of its own in the body's opening, else in
    brackets in the title. A `letter` has its number in its table alone: what it says, it says of other documents."""
    for value in fields.get("document_number", []):
        found = NUMBER.search(value)
        if found:
            return found.group()
        if "号" in value and len(value) <= 40 and COUNTED.search(OF_NUMBER.sub("", value)):
            return value
    if letter:
        return None
    for text in head:
        found = NUMBER.search(text)
        rest = without_day(text[: found.start()] + text[found.end() :]) if found else ""
        if found and (not LETTER.search(rest) or (found.start() < 2 and is_numbered_day(text))):
            return found.group()
    for text in opening:
        if number := number_alone(text):
            return number
    above = ""
    for text in takewhile(lambda text: not text.endswith(HEADED_UNTIL), opening):
        line = squeeze(text).strip("（）()") if len(text) <= MAX_LINE else ""
        if ORDER.fullmatch(line):
            return line
        if ORDERS.fullmatch(above) and re.fullmatch(COUNT, line):
            return above + line
        above = line
    found = NUMBER.search(title)
    return found.group() if found else None


def number_alone(text: str) -> str | None:
    """Return the number of which a line consists, or the first of several of them; who signs it may stand next to it.

    Its characters may be set apart: 县 住 建 〔 2026 〕 32 号.
    """
    if "号" not in text or len(text) > MAX_LINE:
        return None
    line = SIGNED_BY.sub("", text).strip("（）() 　")
    found = NUMBER.match(line)
    if found and len(line) <= len(found.group()) + 2:
        return found.group()
    if found and not LETTER.search(NUMBER.sub("", line)):
        return found.group()
    whole = NUMBER.fullmatch(squeeze(line))
    return whole.group() if whole else None


def index_number(fields: dict[Field, list[str]]) -> str | None:
    return next(
        (value for value in fields.get("index_number", []) if INDEX.match(value) and re.search(r"\d", value)), None
    )
