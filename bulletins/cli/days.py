"""Days on the command line: 2020-06-07, or a month or year, of which the first or the last day is meant."""

import re
from calendar import monthrange
from datetime import date

import click

__all__ = ["FIRST_DAY", "LAST_DAY"]

SPOKEN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class Day(click.ParamType[date]):
    name = "date"

    def __init__(self, *, last: bool) -> None:
        self.last = last

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        told = SPOKEN.fullmatch(str(value))
        if told is None:
            self.fail(f"{value!r} is no day; say 2020-06-07, 2020-06 or 2020", param, ctx)
        year, month, day = int(told[1]), told[2], told[3]
        try:
            in_month = int(month or (12 if self.last else 1))
            return date(year, in_month, int(day or (monthrange(year, in_month)[1] if self.last else 1)))
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)


FIRST_DAY = Day(last=False)
LAST_DAY = Day(last=True)
