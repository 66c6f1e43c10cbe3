"""What of a bulletin is compared with other bulletins, and which of two was published first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from os.path import commonprefix
from urllib.parse import urlsplit

from pipelines.models import Paragraph
from pipelines.text.fingerprint import normal_form

__all__ = ["UNDATED", "Comparable", "Publication", "precedence", "site_of"]

OWN = frozenset(("本网", "本站", "本网站", "本局", "本委", "本厅", "本部", "本报", "本刊", "原创", "本单位"))
# What two names begin with: 云溪市 of 云溪市统计局 and 云溪市人民政府; 中国 alone is no place
PLACE = re.compile(r"\w+[省市县区州盟旗镇乡]|\w{3,}")
# Names of one site's second entrance, for telephones or none
ENTRANCE = re.compile(r"(?:www\d?|m|wap|3g|mobile)\.(?=.)")
UNDATED = "9999-12-31"
WITHOUT_TIME = "~"  # sorts after every time of day


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


@dataclass(frozen=True, slots=True)
class Publication:
    """What tells a publisher from a re-publisher. `sites`: the names that the site has; `numbered`: the page gives the
    document's 文号 or 索引号."""

    url: str
    first_seen: datetime
    published: date | None = None
    published_at: datetime | None = None
    issuer: str | None = None
    sites: tuple[str, ...] = ()
    numbered: bool = False


def precedence(one: Publication) -> str:
    """Sorts publishers before re-publishers: by day; then those who name themselves or their own place as the source
    (来源) or give the document's number, which re-publishers leave out; then by time of day, by when it was first
    fetched, and by address. Undated ones come last."""
    told = (
        one.published.isoformat() if one.published else UNDATED,
        str(2 - one.numbered - names_itself(one.issuer, one.sites)),
        one.published_at.isoformat() if one.published_at else WITHOUT_TIME,
        one.first_seen.isoformat(),
        one.url,
    )
    return " ".join(told)


def names_itself(issuer: str | None, sites: Iterable[str]) -> bool:
    if not issuer:
        return False
    one = normal_form(issuer)
    return one in OWN or any(is_of(one, normal_form(site)) for site in sites if site)


def is_of(issuer: str, site: str) -> bool:
    common = commonprefix((issuer, site))  # noqa: RUF071  # of names, not of paths
    return (len(issuer) > 1 and issuer in site) or site in issuer or PLACE.fullmatch(common) is not None


def site_of(url: str) -> str:
    """The site that an address belongs to: its host, whichever entrance it is. Saved files are all of one."""
    host = urlsplit(url).hostname or ""
    found = ENTRANCE.match(host)
    return host[found.end() :] if found else host
