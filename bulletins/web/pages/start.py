"""The start page: what is new, how the sources are, what the store holds."""

import asyncio

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from bulletins.charts import Bar, Element, by_time, columns, shares
from bulletins.web.viewer import viewer_of
from bulletins.web.words import speaker
from pipelines.models import Reason
from pipelines.store import Totals

__all__ = ["start"]


async def start(request: Request, datasette: Datasette) -> Response:
    viewer = viewer_of(datasette)
    figures = await asyncio.to_thread(viewer.figures.get)
    newest = await asyncio.to_thread(viewer.newest.get)
    bars = by_time(dict(figures.months))
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


def removed_shares(totals: Totals, language: str) -> tuple[Element, list[tuple[str, Bar]]]:
    """Draw the picture; return it with its parts for the words next to it: what stays first, then each reason."""
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
