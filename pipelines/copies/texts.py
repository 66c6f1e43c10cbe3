"""What of a bulletin is compared with other bulletins, and which of two was published first."""

from dataclasses import dataclass
from datetime import date, datetime

from pipelines.fingerprint import normal_form
from pipelines.records import Paragraph

__all__ = ["Comparable", "precedence"]

OWN = frozenset(("本网", "本站", "本网站", "本局", "本委", "本厅", "本部", "本报", "本刊", "原创", "本单位"))
UNDATED = "9999-12-31"
WITHOUT_TIME = "~"  # sorts after every time of day


@dataclass(frozen=True, slots=True)
class Comparable:
    """A bulletin as others see it: its kept paragraphs with their places on the page, and what names it."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    positions: tuple[int, ...]
    document_number: str | None = None
    attachments: tuple[str, ...] = ()


def precedence(
    published: date | None,
    published_at: datetime | None,
    first_seen: datetime,
    url: str,
    issuer: str | None = None,
    site_name: str | None = None,
) -> str:
    """Sorts publishers before re-publishers: by day; then who names itself as the source (来源) before who names
    another or nobody; then by time of day, by when it was first fetched, and by address. Undated ones come last."""
    told = (
        published.isoformat() if published else UNDATED,
        "0" if names_itself(issuer, site_name) else "1",
        published_at.isoformat() if published_at else WITHOUT_TIME,
        first_seen.isoformat(),
        url,
    )
    return " ".join(told)


def names_itself(issuer: str | None, site_name: str | None) -> bool:
    if not issuer:
        return False
    one, other = normal_form(issuer), normal_form(site_name or "")
    return one in OWN or (len(one) > 1 and bool(other) and (one in other or other in one))
