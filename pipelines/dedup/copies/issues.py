"""Which bulletins of one text are copies, and which are another issue of it.

One site that publishes a text on another day publishes it again about another day: the notice of a stopped water supply
in March and the one in May are two facts in the same words. Another site that has the text on a later day reposts it.
Both follow from one rule: a bulletin is a copy of the newest issue before it, unless its own site has published the
text since that issue came out and before the bulletin's day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.dedup.copies.texts import UNDATED

__all__ = ["Member", "originals"]

DAY = len(UNDATED)  # characters of a precedence that are the day


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
    """Each member that is not fixed, in the order of publication, with the number of the bulletin that it is a copy of;
    None: it is an issue of its own.

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
