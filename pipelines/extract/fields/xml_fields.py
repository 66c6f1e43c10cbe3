"""What XML that is no page of HTML says of its one article: `<pubDate>`, `<published>`, `<source>`.

A page's parser reads its text, but not what its own elements mean.
"""

import re
from email.utils import parsedate_to_datetime

from pipelines.china_time import CHINA
from pipelines.extract.words.dates import first_moment

__all__ = ["xml_fields"]

OPENING = 400  # characters in which HTML names itself
DECLARED = "<?xml"
HTML = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
OF_HTML = re.compile(r"<(?:!doctype|html|head|body|meta|div|script|link|p)\b", re.IGNORECASE)  # also without <html>
VALUE = r"\s*(?:<!\[CDATA\[)?\s*([^<>\]]{{{},{}}}?)\s*(?:\]\]>)?\s*</\1\s*>"
DAY = re.compile(rf"<((?:\w+:)?(?:pub|release)\w*?(?:date|time|day|ed|at))>{VALUE.format(8, 40)}", re.IGNORECASE)
SOURCE = re.compile(rf"<((?:\w+:)?(?:source|origin))>{VALUE.format(2, 60)}", re.IGNORECASE)
ITEM = re.compile(r"<(?:item|entry)\b", re.IGNORECASE)


def xml_fields(text: str) -> dict[str, str]:
    """Return the day and the source of the only article in XML, by the names of the tags that pages have for them;
    nothing of HTML, nor where it names several days."""
    html = HTML if text.startswith(DECLARED) else OF_HTML
    if html.search(text, 0, OPENING) is not None or len(ITEM.findall(text)) > 1:
        return {}
    days = {day for _, value in DAY.findall(text) if (day := in_china(value))}
    found = {"pubdate": days.pop()} if len(days) == 1 else {}
    sources = {value for _, value in SOURCE.findall(text)}
    return found | {"contentsource": sources.pop()} if len(sources) == 1 else found


def in_china(value: str) -> str | None:
    """Return a time as it stands, or in China if it is written as in mail (Fri, 20 Nov 2026 20:30:00 GMT); None where
    it is none."""
    if first_moment(value) is None:
        return None
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return value
    return value if moment.tzinfo is None else moment.astimezone(CHINA).isoformat()
