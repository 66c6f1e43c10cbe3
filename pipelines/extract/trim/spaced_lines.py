"""Lines of a text whose words stand apart (English, Russian …) that are no text, by markup or words without doubt.

A line with a year in it may be a deadline, a judgment, a law's number; a line that is a link may be what the text is
about. So a line goes only if it is nothing but a day, if markup names it as the day of publication or the author, or
if its own words say that it leads to other pages (`Read more: …`).
"""

import re
from collections.abc import Iterator

from pipelines.extract.body.find import Body
from pipelines.extract.body.spaced_body import PARAGRAPH
from pipelines.extract.heading.breadcrumb import is_trail
from pipelines.extract.markup.tree import HEADINGS, Block, Element, Tree, is_file
from pipelines.extract.words.spaced_days import HOUR

__all__ = ["lines_about", "says_day", "source_in"]

MAX_HEAD = 12  # blocks above the first paragraph
MAX_LINE = 120  # characters of a line about the text
MAX_LABEL = 20  # characters before the link: `Read more: …`
MAX_LEAD_IN = 40  # characters of a line above links
ENDS = re.compile(r"[.!?…][\"')\]”’»]*$")
WHOLE = frozenset(("html", "body", "main", "article"))
ITEMS = frozenset(("li", "dt", "dd", "td", "th"))

MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
DAY = re.compile(
    rf"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
    rf"(?:{MONTH}\s+\d\d?(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|\d\d?(?:st|nd|rd|th)?[\s-]+{MONTH},?[\s-]+(?:19|20)\d\d"
    r"|(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"\b(?:(?:first|last|originally)\s+)?(?:published|posted|updated|modified)(?:\s+(?:on|at))?\b"
    r"|\b\d+ min(?:ute)?s? read\b",
    re.IGNORECASE,
)
# Published: 28 June 2026; Release date: …
OF_PUBLICATION = re.compile(
    rf"{PUBLISHED.pattern}|\b(?:release|publish|publication|posting|update)(?:\s+(?:date|time))\b|\breleased\b",
    re.IGNORECASE,
)
SOURCE = re.compile(r"(?:^|[\s|(])Source\s?[:：]\s*(?P<name>[^\s:：|][^:：|]{1,60}?)(?=\s*(?:[|)]|$)|\s+\w+\s?[:：])")
# Next to a day: 2026-06-29 From: Linjiang Daily
FROM = re.compile(SOURCE.pattern.replace("Source", "From"))
# A label at a line's end with buttons behind it: Font size: A+ A-
OF_BUTTONS = re.compile(r"\s*\b[A-Z][a-z]{1,12}(?: [a-z]{1,12})?\s?[:：](?:\s*A[+＋－-]){2,3}\s*$")
MADE_BY = re.compile(
    r"(?:^|[\s|])(?:Author|Editor|Writer)\s?[:：]\s*[^\s:：|][^:：|]{1,40}?(?=\s*(?:[|]|$)|\s+\w+\s?[:：])"
)
BY = re.compile(r"\bby\b:?", re.IGNORECASE)
MARKS = " ,|·•-–—:："
NO_NAME = re.compile(r"\d|\w\s*[:=]")  # further figures, or a label: `Deadline: …`
MAX_NAMES = 60  # characters of author and paper next to the day
# What markup calls the line that says when and by whom a text was published, and what it calls days of other kinds
NAMED = re.compile(
    r"byline|timestamp|publi(?:shed|cation)|pub-?date|posted|(?:post|entry|article|story|news)[-_]*(?:meta|date|info)"
    r"|date(?:published|modified)"
)
SLIGHTLY_NAMED = re.compile(r"(?<![-_\w])(?:meta|date)(?![-_\w])")  # of which day, the line's words must say
OTHER_DAY = re.compile(
    r"event|dead|due|start|end(?!t)|clos|open|effect|expir|until|hear|judg|meet|session|decision|birth|death"
)
ITEMPROP = re.compile(r"\sitemprop=[\"']?([\w ]+)", re.IGNORECASE)

LEADS = (
    r"read (?:more|next|also|now)|see more|also (?:read|on [\w.]+)"
    r"|related(?: (?:post|story|storie|article|news|link|content|coverage|reading)s?)?"
    r"|more on this(?: (?:story|topic))?|more (?:stories|news|headlines|coverage)|more from [\w ]{2,25}"
    r"|don['’]t miss|explore further|you (?:may|might) also (?:like|be interested in)|recommended(?: for you| reading)?"
    r"|most (?:read|popular|viewed)|trending(?: now)?|top stories|latest (?:news|stories)"
    r"|читайте также|по теме|подробнее|leggi anche(?: su)?|(?:à )?lire aussi|lesen sie auch|mehr zum thema"
    r"|leia (?:também|mais)|lea también|관련 ?기사"
)
LEAD_IN = re.compile(rf"(?:{LEADS})\s*:?", re.IGNORECASE)
LABELLED = re.compile(rf"[\[(]?\s*(?:{LEADS})\b\s*:?\s*", re.IGNORECASE)


def lines_about(tree: Tree, body: Body, kept: list[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines among these that are no text, each with the reason."""
    blocks, plain = tree.blocks, body.weights.plain
    prose = [n for n in kept if plain[n] >= PARAGRAPH and ENDS.search(blocks[n].text) and not blocks[n].is_link]
    if not prose:
        return
    only_about = True  # nothing of the text stands above
    for number in [n for n in kept if n < prose[0]][:MAX_HEAD]:
        if says_publication(tree, number):
            yield number, "above the text: when it was published, by the markup"
        elif only_about and (is_day(blocks[number]) or is_source(blocks[number])):
            yield number, "above the text: nothing but a day or the source"
        else:
            only_about = only_about and (blocks[number].element.tag == "h1" or is_trail(blocks[number].text))
    inside = {link.block for link in tree.links if link.href.startswith("#") or is_file(link.href, link.text)}
    under: int | None = None  # a line such as `Related`, and only links below it so far
    for number in kept:
        block = blocks[number]
        if number in inside:
            under = None
        elif is_labelled_link(block):
            yield number, "leads to another page"
        elif under is not None and is_whole_link(block):
            if under >= 0:
                yield under, "a line above links to other pages"
                under = -1
            yield number, "leads to another page"
        else:
            under = number if is_lead_in(block) else None


def says_publication(tree: Tree, number: int) -> bool:
    """A line that markup names, with a day, and with names but no other figures and labels."""
    block = tree.blocks[number]
    if len(block.text) > MAX_LINE or block.element.tag in HEADINGS or ENDS.search(block.text):
        return False
    rest, days = DAY.subn(" ", block.text)
    if not days:
        return False
    rest = BY.sub(" ", PUBLISHED.sub(" ", HOUR.sub(" ", rest)))
    if number in tree.times and not re.search(r"\w", rest):
        return block.element.tag not in ITEMS
    said = len(rest.strip()) <= MAX_NAMES and not NO_NAME.search(rest)
    speaks = PUBLISHED.search(block.text) is not None
    return said and (
        is_named(block.element, NAMED) or (speaks and (number in tree.times or is_named(block.element, SLIGHTLY_NAMED)))
    )


def is_named(element: Element, names: re.Pattern[str]) -> bool:
    """Whether an element, or the one around it, bears such a name, and neither that of another day."""
    around = [one for one in (element, element.parent) if one is not None and one.tag not in WHOLE]
    called = [names_of(one) for one in around]
    return any(map(names.search, called)) and not any(map(OTHER_DAY.search, called))


def names_of(element: Element) -> str:
    return f"{element.identity} {' '.join(ITEMPROP.findall(element.attributes)).lower()}"


def is_day(block: Block) -> bool:
    """A line that says when the text was published and no word more, but where it is from."""
    if block.element.tag in HEADINGS or block.element.tag in ITEMS or OTHER_DAY.search(names_of(block.element)):
        return False
    return says_day(block.text)


def says_day(text: str) -> bool:
    """Whether a text is a day, perhaps with the hour, that it was published, and the source."""
    rest, days = DAY.subn("", text, count=1)
    if not days:
        return False
    rest = HOUR.sub("", rest, count=1)
    if ":" in rest or "：" in rest:
        rest = SOURCE.sub("", OF_PUBLICATION.sub("", OF_BUTTONS.sub("", rest)))
        rest = MADE_BY.sub("", FROM.sub("", rest))
    return rest.strip(MARKS) == ""


def is_source(block: Block) -> bool:
    """A line that says where the text is from, and no word more."""
    if "Source" not in block.text or block.element.tag in HEADINGS or ENDS.search(block.text):
        return False
    rest = SOURCE.sub("", block.text, count=1)
    return rest != block.text and MADE_BY.sub("", rest).strip(MARKS) == ""


def source_in(text: str) -> str | None:
    """Return what a line about a text names as its source: Source: Xinhua | 28 June 2026."""
    if len(text) > MAX_LINE or ("Source" not in text and "From" not in text):
        return None
    rest, days = DAY.subn("|", OF_BUTTONS.sub("", text))
    rest = HOUR.sub("|", rest)
    found = SOURCE.search(rest) or (FROM.search(rest) if days else None)
    return found["name"].strip(MARKS) if found else None


def is_labelled_link(block: Block) -> bool:
    """`Read more: ` and a link, no sentence."""
    label = LABELLED.match(block.text)
    if label is None or not block.linked or block.element.tag in ("td", "th") or ENDS.search(block.text):
        return False
    return len(block.text) - block.linked <= max(MAX_LABEL, label.end() + 2) and len(block.text) > label.end()


def is_whole_link(block: Block) -> bool:
    return block.linked >= len(block.text) - 1 and not ENDS.search(block.text) and not block.text.startswith("http")


def is_lead_in(block: Block) -> bool:
    return len(block.text) <= MAX_LEAD_IN and not block.linked and LEAD_IN.fullmatch(block.text.strip()) is not None
