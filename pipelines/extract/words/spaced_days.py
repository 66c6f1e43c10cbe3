"""Days in lines whose words stand apart (English, French): what such a line says of its day, and next to it.

The words right before a day say what it is of: `Published on 12 May 2026`, `Closed on 12 May 2026`. A name is set off
by a mark: `Traffic Police | 12 May 2026`, `By Li Na, May 12, 2026`. So a line whose day follows other words than those
of publication is of another kind.
"""

import re

from pipelines.extract.words.dates import WEEKDAY, day_spans, spelled_days

__all__ = ["HOUR", "office_by_day", "states_day"]

MAX_LENGTH = 100  # characters of the line
WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LETTERS = re.compile(r"[^\W\d_]{2}")
MARK = r"[|｜·•,/(\[–—-]"
OF_PUBLICATION = (
    r"(?:(?:first|last|originally|date)\s+)?(?:published|posted|updated|modified|issued|released)(?:\s+(?:on|at))?"
    r"|(?:(?:release|publish|publication|posting|update|issue)\s+)?(?:date|time)"
    r"|(?:publi|post)ée?s?(?:\s+le)?|paru(?:\s+le)?|mise?\s+(?:en\s+ligne|à\s+jour)(?:\s+le)?"
    r"|date\s+de\s+(?:publication|parution|mise\s+en\s+ligne)|(?:publicad|atualizad)[oa](?:\s+em)?|data(?:\s+de\s+publicação)?"
)
BEFORE = re.compile(
    rf"(?:(?P<name>[^:]*?)\s*{MARK}\s*|by\s+(?P<author>(?-i:[A-ZÀ-Ý])[^:]*?[^:\W\d_])\s*)?(?:(?:{OF_PUBLICATION})\s*:?\s*)?(?:{WEEKDAY}\.?,?\s*)?(?:[\s,]|le\b)*",
    re.IGNORECASE,
)
HOUR = re.compile(
    r"(?:\b(?:at|à)\s+|@\s*)?(?<!\d)\d\d?[:.h]\d\d(?::\d\d)?(?!\d)(?:\s*[ap]\.?m\b\.?)?(?:\s*\(?\b(?:[A-Z]{1,3}T|GMT|UTC)\b\)?)?",
    re.IGNORECASE,
)
TIME_TO_READ = re.compile(r"\b\d+\s+min(?:ute)?s?\s+read\b", re.IGNORECASE)
NAMED = re.compile(r"\b(?:source|author|editor|writer|by)\s*:", re.IGNORECASE)
# A day of another kind, or more than a name
OTHERWISE = re.compile(
    rf"[\d:!?;]|\.$|\b(?:on|by|this|next)\s+{WEEKDAY}|\b(?:event|dead|due\b|start|end\b|ends|clos|open|effect|expir|until|hear|judg|meet|session|valid|from\b|before\b"
    r"|limite|échéance|avant\b|jusqu|réunion|valable|fermeture|ouverture)",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s*(?:[|｜·•,/–—()\[\]]|\s-\s|\b(?:by|par)\b:?)\s*", re.IGNORECASE)
WORD = r"(?:[A-ZÀ-Ý][\w'’.&-]*|of|for|and|on|the|de|du|des|la|et)"
OFFICE = re.compile(
    rf"(?:the\s+)?(?P<name>(?:{WORD}\s+)+(?:Bureau|Office|Department|Ministry|Police|Council|Commission|Committee|Administration"
    r"|Authority|Government|Centre|Center|Agency|Court)"
    rf"|(?:Bureau|Office|Department|Ministry|Commission|Administration|Centre|Center|Mairie|Préfecture|Ministère)"
    rf"(?:\s+(?:of|for|de|du|des)(?:\s+{WORD})+|\s+d['’]\w+))"
)


def states_day(text: str) -> bool | None:
    """Whether a line says that its only day is that of publication; None where its words do not stand apart, or where
    it has no day among them."""
    if len(text) > MAX_LENGTH or LETTERS.search(text) is None or WIDE.search(text) is not None:
        return None
    spans = day_spans(text)
    if not spans:
        return None
    (first, end), *others = spans
    before, after = HOUR.sub(" ", text[:first]).strip(), rest_of(text[end:])
    if not spelled_days(text):  # its words may be of any language
        words = f"{before} {after}".replace(":", "")
        return False if LETTERS.search(words) and OTHERWISE.search(words) else None
    lead = BEFORE.fullmatch(before)
    if others or lead is None or OTHERWISE.search(after):
        return False
    name = lead["name"] or lead["author"] or ""
    return not OTHERWISE.search(name) and not (lead["author"] and OTHERWISE.search(f"by {name}"))


def rest_of(text: str) -> str:
    """Return what stands behind a day, without the hour, how long it takes to read and whose name is labelled."""
    return NAMED.sub(" ", TIME_TO_READ.sub(" ", HOUR.sub(" ", text))).strip()


def office_by_day(text: str) -> str | None:
    """Return the only office that a line has next to the day of publication: a person or a column may stand there."""
    if states_day(text) is False or len(text) > MAX_LENGTH or LETTERS.search(text) is None or WIDE.search(text):
        return None
    spans = day_spans(text)
    if len(spans) != 1:
        return None
    ((first, end),) = spans
    names = [name for part in (text[:first], rest_of(text[end:])) for name in BETWEEN.split(part)]
    found = [office["name"] for name in names if (office := OFFICE.fullmatch(name.strip()))]
    return found[0] if len(found) == 1 else None
