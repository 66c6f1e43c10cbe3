"""Days on the command line: 2020-06-07, or a month or year, of which the first or the last day is meant."""

from datetime import date

import click

from pipelines.china_time import NotADay, first_day, last_day

__all__ = ["FIRST_DAY", "LAST_DAY"]


class Day(click.ParamType[date]):
    name = "date"

    def __init__(self, *, last: bool) -> None:
        self.last = last

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return (last_day if self.last else first_day)(str(value))
        except NotADay:
            self.fail(f"invalid date {value!r}: use 2020-06-07, 2020-06 or 2020", param, ctx)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)


FIRST_DAY = Day(last=False)
LAST_DAY = Day(last=True)
