"""The start page: what is new, how the sources are, what the store holds."""

import asyncio
from collections.abc import Sequence

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from pipelines.records import Reason
from pipelines.store import Totals
from pipelines.web.charts import Bar, columns, shares
from pipelines.web.viewer import viewer_of
from pipelines.web.words import speaker

__all__ = ["start"]

NEWEST = 12
MOST_MONTHS = 72  # beyond, a column would be thinner than a pixel on a phone: years are counted


async def start(request: Request, datasette: Datasette) -> Response:
    viewer = viewer_of(datasette)
    figures = await asyncio.to_thread(viewer.figures.get)
    newest = await asyncio.to_thread(viewer.store.bulletins, None, NEWEST)
    bars = by_month(figures.months) if len(spread(figures.months)) <= MOST_MONTHS else by_year(figures.months)
    search = datasette.urls.path("/search")
    context = {
        "newest": newest,
        "totals": figures.totals,
        "removed": sum(figures.totals.paragraphs_removed.values()),
        "bars": bars,
        "table_rows": [(bar.label, bar.count) for bar in reversed(bars)],
        "by_year": bool(bars) and len(bars[0].label) == 4,
        "chart": lambda title: columns([linked(bar, search) for bar in bars], title),
        "shares": lambda language: removed_shares(figures.totals, language),
        "standings": sorted(figures.standings, key=lambda one: (not one.is_wrong, one.source)),
    }
    return Response.html(await datasette.render_template("start.html", context, request))


def linked(bar: Bar, search: str) -> Bar:
    return Bar(bar.label, bar.count, f"{search}?since={bar.label}&until={bar.label}", bar.mark)


def spread(months: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Every month from the first to the last, those without a bulletin too."""
    if not months:
        return []
    counted = dict(months)
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (months[0][0], months[-1][0]))
    names = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1)]
    return [(name, counted.get(name, 0)) for name in names]


def by_month(months: Sequence[tuple[str, int]]) -> list[Bar]:
    every = spread(months)
    few = len(every) <= 12
    return [Bar(name, n, mark=name if few else name[:4] if name.endswith("-01") else "") for name, n in every]


def by_year(months: Sequence[tuple[str, int]]) -> list[Bar]:
    years: dict[str, int] = {}
    for month, n in spread(months):
        years[month[:4]] = years.get(month[:4], 0) + n
    return [Bar(year, n, mark=year) for year, n in years.items()]


def removed_shares(totals: Totals, language: str) -> tuple[Markup, list[tuple[str, Bar]]]:
    """The picture, and its parts for the words beside it: what stays first, then each reason."""
    t = speaker(language)
    parts = [("kept", Bar(t("kept"), totals.paragraphs_kept))]
    parts += [
        (slug(reason), Bar(t(f"reason.{reason}"), n))
        for reason in Reason
        if (n := totals.paragraphs_removed.get(reason, 0))
    ]
    return shares(parts, t("removed share")), parts


def slug(reason: str) -> str:
    return reason.replace(" ", "-")
