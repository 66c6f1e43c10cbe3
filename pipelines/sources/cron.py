"""Cron expressions, checked and translated to systemd's calendar events; and what each key of a source's file means.

    minute hour day-of-month month day-of-week        30 7,19 * * mon-fri

cronsim reads the expressions. Times are China time. As in cron, a day matches when either of the two day fields does,
if both are restricted. What cron, systemd and Kubernetes do not all understand in the same way is refused.
"""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from cronsim import CronSim, CronSimError

from pipelines.china_time import CHINA

__all__ = [
    "MEANING",
    "MEANING_OF_LIST",
    "Cron",
    "CronError",
    "latest",
    "on_calendar",
    "read_cron",
    "said_of",
    "unknown",
]

FIELDS = ("minute", "hour", "day-of-month", "month", "day-of-week")
WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
ANY_TIME = datetime(2024, 1, 1, tzinfo=UTC)
MEANING = {
    "name": "the source's short name, the same as the file's, in a-z 0-9 - _",
    "title": "what people call the site, for example 江门市新会区人民政府",
    "level": "whose site it is: central, ministry, province, city, district or other",
    "start_urls": "the list pages to begin at: http(s) addresses",
    "lists": "lists that the site gives out to its scripts only, a [[lists]] table each",
    "allowed_domains": "the hosts that may be fetched; empty: those of start_urls and lists",
    "follow": "patterns (regular expressions) of article addresses; empty: decided by the evidence on the list page",
    "skip": "patterns (regular expressions) of addresses never to fetch",
    "content": "CSS selectors of the article's body, tried first",
    "drop": "CSS selectors of what is never body",
    "encoding": "the charset, where the site declares a wrong one",
    "delay": "seconds between two requests to the site",
    "max_list_pages": "how many pages of each list to read",
    "budget_requests": "requests that one run may make to the source; what is over is left for the next run",
    "budget_bytes": "bytes that one run may fetch",
    "budget_seconds": "seconds that one run may take for the source",
    "budget_list_pages": "list pages that one run may read, of all lists; 0: four times what max_list_pages allows",
    "recheck_least": "days after which a page is looked at again at the earliest; it is after half its age",
    "recheck_most": "days after which a page is looked at again at the latest; 0: never again",
    "browser": "true where a script fills the pages in: they are fetched by a real browser (the extra `browser`)",
    "legacy_tls": "true where the server knows only old TLS (legacy renegotiation, small keys): less safe",
    "verified_tls": "true: a page is taken only from a server whose certificate this machine trusts",
    "schedule": "when to crawl, as a cron expression in China time, for example 30 7,19 * * *",
    "expect_every": "days within which a new bulletin is to come; 0: judged by the source's own history",
    "expect_bulletins": "how many bulletins the store holds at the least once the source has been crawled",
    "expect_dated": "the share of bulletins that state their date, at the least, 0 to 1",
    "expect_length": "the median length of a bulletin's text in characters, at the least",
    "expect_rejected": "the share of article pages that hold no bulletin, at the most, 0 to 1",
    "expect_revised": "the share of known bulletins that a run revises, at the most, 0 to 1",
    "tried": "true once somebody has crawled the real site with this file",
}
MEANING_OF_LIST = {
    "url": "the endpoint's address; {page} stands for the page's number",
    "method": "GET or POST; left out: POST where form or json is given",
    "form": 'the fields that are posted, { page = "{page}", size = "20" }',
    "json": "the JSON text that is posted in place of a form; {page} stands for the page's number",
    "headers": 'headers that the endpoint asks for, { X-Requested-With = "XMLHttpRequest" }',
    "first_page": "the number of the first page",
    "rows": "where the rows stand: keys of JSON (data.list), an element of XML, a CSS selector of HTML",
    "link": "what in a row is the address: a key, or a template such as /content/{id}.html",
    "title": "what in a row is the title",
    "date": "what in a row is the date",
    "column": "what people call the column",
}

# pydantic's kinds of errors in the words of a TOML file
IN_TOML = {
    "tuple_type": 'should be a list in brackets, ["…", "…"]',
    "dict_type": 'should be a table in braces, { name = "…" }',
    "string_type": 'should be text in quotes, "…"',
}


class CronError(ValueError):
    """The expression is none, or says a time that never comes. The message says which field."""


@dataclass(frozen=True, slots=True)
class Cron:
    """The values that match, ascending; weekdays count from Sunday, 0. None: every day."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...] | None
    months: tuple[int, ...]
    weekdays: tuple[int, ...] | None


def read_cron(expression: str) -> Cron:
    """Raises CronError."""
    reported = expression.split()
    if len(reported) != len(FIELDS):
        raise CronError(f"{len(reported)} fields; five are needed: {' '.join(FIELDS)}")
    try:
        read = CronSim(expression, ANY_TIME)
        next(read)
    except CronSimError as error:
        raise CronError(str(error)) from error
    except StopIteration:
        raise CronError("a time that never comes") from None
    # cronsim's own words for the last day of a month (L, LW) and the nth weekday (3L, 2#1) are negative or pairs
    if min(read.days) < 0 or not all(isinstance(day, int) for day in read.weekdays):
        raise CronError("L and # are not understood everywhere")
    days, weekdays = read.days, {cast(int, day) % 7 for day in read.weekdays}
    any_day, any_weekday = len(days) == 31, len(weekdays) == 7
    if not any_day and not any_weekday and read.day_and:
        # Debian's cron then wants both days, Kubernetes is content with either
        raise CronError("day-of-month and day-of-week: a step of * in one next to the other is read in two ways")
    return Cron(
        minutes=tuple(sorted(read.minutes)),
        hours=tuple(sorted(read.hours)),
        days=None if any_day else tuple(sorted(days)),
        months=tuple(sorted(read.months)),
        weekdays=None if any_weekday else tuple(sorted(weekdays)),
    )


def latest(expression: str, moment: datetime) -> datetime:
    """Return the last time that matches, at `moment` or before it, in UTC. Raises CronError."""
    read_cron(expression)
    # cronsim looks at the minutes strictly before
    next_minute = moment.astimezone(CHINA).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return next(CronSim(expression, next_minute, reverse=True)).astimezone(UTC)


def on_calendar(cron: Cron) -> list[str]:
    """The same times as OnCalendar= values of systemd, in China time; two of them where either day field may match."""
    clock = f"{listed(cron.hours, 24)}:{listed(cron.minutes, 60)}:00 Asia/Shanghai"
    months = listed(cron.months, 12)
    by_weekday = [] if cron.weekdays is None else [f"{weekday_names(cron.weekdays)} *-{months}-* {clock}"]
    by_day = [] if cron.days is None else [f"*-{months}-{listed(cron.days, 31)} {clock}"]
    return by_weekday + by_day or [f"*-{months}-* {clock}"]


def weekday_names(weekdays: Collection[int]) -> str:
    from_monday = sorted(weekdays, key=lambda day: day or 7)
    return ",".join(WEEKDAYS[day] for day in from_monday)


def listed(values: Collection[int], all_of_them: int) -> str:
    return "*" if len(values) == all_of_them else ",".join(f"{value:02}" for value in values)


# The meaning of each key of a source's file: shown with every mistake, so that nobody has to look it up


def said_of(error: Mapping[str, Any]) -> str:
    """Return what pydantic found wrong with a value, said for whoever writes TOML."""
    return IN_TOML.get(error["type"]) or str(error["msg"]).lower()


def unknown(key: str, meaning: Mapping[str, str]) -> str:
    """That a key is none of these, and which was meant."""
    near = difflib.get_close_matches(key, meaning, n=1)
    hint = f"did you mean {near[0]} ({meaning[near[0]]})?" if near else f"the keys are {', '.join(meaning)}"
    return f"{key}: unknown key; {hint}"
