"""Which bulletins of one text are copies, and which are another issue of it.

One site that publishes a text on another day publishes it again about another day: the notice of a stopped water supply
in March and the one in May are two facts in the same words. Another site that has the text on a later day reposts it.
Both follow from one rule: a bulletin is a copy of the newest issue before it, unless its own site has published the
text since that issue came out and before the bulletin's day.

Also here: what of a bulletin is compared (`Comparable`), and which of two was published first (`precedence`).
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from os.path import commonprefix
from urllib.parse import urlsplit

from pipelines.models import Paragraph
from pipelines.text.fingerprint import normal_form

__all__ = ["UNDATED", "Comparable", "Member", "Publication", "originals", "precedence", "site_of"]

UNDATED = "9999-12-31"
DAY = len(UNDATED)  # characters of a precedence that are the day
OWN = frozenset(("本网", "本站", "本网站", "本局", "本委", "本厅", "本部", "本报", "本刊", "原创", "本单位"))

# What two names begin with: 云溪市 of 云溪市统计局 and 云溪市人民政府; 中国 alone is no place
PLACE = re.compile(r"\w+[省市县区州盟旗镇乡]|\w{3,}")

# Names of one site's second entrance, for telephones or none
ENTRANCE = re.compile(r"(?:www\d?|m|wap|3g|mobile)\.(?=.)")
MAX_WHOLE = 500  # characters of an address in a precedence; databases keep them in an index, whose keys have a bound
WITHOUT_TIME = "~"  # sorts after every time of day


@dataclass(frozen=True, slots=True)
class Publication:
    """What distinguishes a publisher from a re-publisher.

    `sites`: the names that the site has; `numbered`: the page gives the document's 文号 or 索引号.
    """

    url: str
    first_seen: datetime
    published: date | None = None
    published_at: datetime | None = None
    issuer: str | None = None
    sites: tuple[str, ...] = ()
    numbered: bool = False


def is_of(issuer: str, site: str) -> bool:
    common = commonprefix((issuer, site))  # noqa: RUF071  # of names, not of paths
    return (len(issuer) > 1 and issuer in site) or site in issuer or PLACE.fullmatch(common) is not None


def names_itself(issuer: str | None, sites: Iterable[str]) -> bool:
    if not issuer:
        return False
    one = normal_form(issuer)
    return one in OWN or any(is_of(one, normal_form(site)) for site in sites if site)


def precedence(one: Publication) -> str:
    """Sorts publishers before re-publishers: by day; then those who name themselves or their own place as the source
    (来源) or give the document's number, which re-publishers leave out; then by time of day, by when it was first
    fetched, and by address. Undated ones come last."""
    reported = (
        one.published.isoformat() if one.published else UNDATED,
        str(2 - one.numbered - names_itself(one.issuer, one.sites)),
        one.published_at.isoformat() if one.published_at else WITHOUT_TIME,
        one.first_seen.isoformat(),
        shortened(one.url),
    )
    return " ".join(reported)


def shortened(url: str) -> str:
    """Return an address; of a very long one its beginning, and a digest that no other has."""
    if len(url) <= MAX_WHOLE:
        return url
    return url[:MAX_WHOLE] + hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Member:
    """A bulletin of a text. `precedence` sorts members in the order of publication and begins with the day; `site` is
    any mark of its site; `copy_of` is the number that it is known as a copy of (None: of none). `fixed`: that stands,
    and is only to be taken into account."""

    number: int
    site: str
    precedence: str
    copy_of: int | None = None
    fixed: bool = False

    @property
    def day(self) -> str:
        return self.precedence[:DAY]


def originals(members: Iterable[Member]) -> Iterator[tuple[Member, int | None]]:
    """Yield each member that is not fixed, in the order of publication, with the number of the bulletin that it is a
    copy of; None: it is an issue of its own.

    Members come in that order, from the day of an issue on. One without a day is of no other day than the newest.
    """
    issue: Member | None = None
    days: dict[str, set[str]] = defaultdict(set)  # of each site, since the issue's day
    for member in members:
        if member.fixed:
            is_issue = member.copy_of is None
        else:
            dated = member.day != UNDATED
            is_issue = issue is None or (dated and any(issue.day <= day < member.day for day in days[member.site]))
            yield member, None if is_issue or issue is None else issue.number
        if is_issue:
            issue = member
            days = defaultdict(set, {site: some for site, of in days.items() if (some := since(of, member.day))})
        days[member.site].add(member.day)


def since(days: set[str], first: str) -> set[str]:
    return {day for day in days if day >= first}


# What of a bulletin is compared with other bulletins, and which of two was published first


@dataclass(frozen=True, slots=True)
class Comparable:
    """A bulletin as others see it: its kept paragraphs with their places on the page, and what names it.

    `sites`: the names that its site has, which some sites put into their titles.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    positions: tuple[int, ...]
    document_number: str | None = None
    attachments: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def site_of(url: str) -> str:
    """Return the site that an address belongs to: its host, whichever entrance it is. Saved files are all of one."""
    host = urlsplit(url).hostname or ""
    found = ENTRANCE.match(host)
    return host[found.end() :] if found else host
