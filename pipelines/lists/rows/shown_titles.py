"""What a link shows of its title: its text, without the day, the picture and the summary that it may hold."""

from collections.abc import Sequence
from itertools import islice

from selectolax.lexbor import LexborNode

from pipelines.extract.markup.short_scripts import texts_in_quotes
from pipelines.lists.dates import is_a_day, without_day
from pipelines.lists.days.day_parts import day_of_parts, month_alone
from pipelines.lists.rows.link_parts import first_line, is_summary_of, title_part
from pipelines.lists.titles import CHINESE, MAX_PARTS, MAX_TEXT, folded, longest, texts_in, without_window

__all__ = ["shown_title"]

BLOCKS = "p, div, td, dd, li, h1, h2, h3, h4, h5, h6"
HEADINGS = "h1, h2, h3, h4, h5, h6, [class*=tit], [class*=Tit]"
MAX_DAY_PARTS = 3  # elements in which a day may stand
MARKS = "·•●■□◆◇▪▶►◎※>» \u3000"  # in front of titles
SPACED = 8  # letters, each in an element of its own


def shown_title(node: LexborNode) -> str:
    """Return what a reader sees of the title, without marks and days around it."""
    text = (
        headline(node)
        or without_parts_of_a_day(node)
        or title_part(node)
        or unspaced(node)
        or folded(node)
        or (node.attributes.get("value") or "")[:MAX_TEXT]
        or handed_to_a_script(node)
    )
    return without_day(without_window(text).lstrip(MARKS))


def handed_to_a_script(node: LexborNode) -> str:
    """Return the longest text that a script in a link is given: showTitle("关于…的通知")."""
    texts = (text for script in node.css("script")[:MAX_PARTS] for text in texts_in_quotes(script.text() or ""))
    return max((" ".join(text.split())[:MAX_TEXT] for text in texts if CHINESE.search(text)), key=len, default="")


def inner(node: LexborNode, selector: str) -> list[LexborNode]:
    first = node.child
    if first is None or (first.tag == "-text" and first.next is None):
        return []  # most links hold their title and nothing else
    return [part for part in node.css(selector)[: MAX_PARTS + 1] if part.mem_id != node.mem_id]


def headline(node: LexborNode) -> str:
    """Return the title in a link that holds more: a card with picture and summary, a row that is clicked as a whole."""
    if node.tag == "tr":
        return longest(node.css("td"))
    blocks = inner(node, BLOCKS)
    if not blocks:
        return ""
    parts = [text for part in inner(node, HEADINGS) if (text := folded(part)) and not is_a_day(text)]
    texts = [text for part in blocks if len(text := folded(part)) > 4 and not is_a_day(text)]
    if parts or not texts:
        return next(iter(parts), "")
    line = first_line(node)  # <b>关于…的通知</b><p>近日，…</p>
    return line if is_summary_of(line, texts[:1]) else texts[0]


def without_parts_of_a_day(node: LexborNode) -> str:
    """Return the text of a link without a day in elements of its own at one of its ends; empty where none stands
    there."""
    first = node.child
    if first is None or first.next is None:
        return ""
    texts = [text for part in islice(texts_in(node), MAX_PARTS) if (text := " ".join(part.split()))]
    for count in range(min(MAX_DAY_PARTS, len(texts) - 1), 1, -1):
        if is_day_in_parts(texts[:count]):
            return " ".join(texts[count:])
        if is_day_in_parts(texts[-count:]):
            return " ".join(texts[:-count])
    return ""


def is_day_in_parts(texts: Sequence[str]) -> bool:
    return all(is_a_day(text) or month_alone(text) for text in texts) and day_of_parts(texts) is not None


def unspaced(node: LexborNode) -> str:
    """Return the text of a link whose letters stand apart, as elements without words between them would space them;
    empty where they do not."""
    first = node.child
    if first is None or first.next is None:
        return ""
    texts = list(islice(texts_in(node), MAX_TEXT))
    letters = [text for text in texts if text.strip()]
    if len(letters) < SPACED or any(len(text) > 1 for text in letters):
        return ""
    return " ".join("".join(texts).split())
