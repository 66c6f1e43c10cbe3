"""A bulletin: its text made for reading, its receipts in their places, and where it comes from."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from datasette import NotFound
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from bulletins.web.citing import bibtex, gb7714
from bulletins.web.folding import Block, blocks
from bulletins.web.viewer import Viewer, viewer_of
from pipelines.models import FIELDS
from pipelines.store import BulletinView, CopyView, PlacesView, SeriesView

__all__ = ["RevisionLine", "bulletin", "number_of", "revision_asked", "revisions_of", "text"]

REVISIONS = (
    "SELECT revision, fetched_at, title, is_current FROM revision_texts WHERE bulletin = ? ORDER BY revision DESC"
)


@dataclass(frozen=True, slots=True)
class RevisionLine:
    number: int
    fetched_at: datetime
    title: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the page shows. `view.revision` may be an old one, or one that was taken back."""

    view: BulletinView
    blocks: list[Block]
    copies: list[CopyView]
    revisions: list[RevisionLine]
    series: SeriesView | None
    widespread: list[tuple[int, PlacesView]]

    @property
    def current(self) -> int | None:
        """The number of the current revision; None: all were taken back."""
        return self.view.current

    @property
    def taken_back(self) -> frozenset[int]:
        return frozenset(taken.revision for taken in self.view.taken_back)


def number_of(request: Request) -> int:
    """The bulletin's number in the address; the route lets only digits through. Raises NotFound."""
    told = str(request.url_vars["number"])
    if len(told) > 18:
        raise NotFound(f"no bulletin {told[:20]}…")
    return int(told)


def revision_asked(request: Request, name: str = "revision") -> int | None:
    """A revision's number in the address; None: none is named. Raises NotFound for what is no number."""
    told = request.args.get(name) or ""
    if not told:
        return None
    if not (told.isascii() and told.isdecimal()) or len(told) > 9:
        raise NotFound("no such revision")
    return int(told)


def revisions_of(viewer: Viewer, number: int) -> list[RevisionLine]:
    """The newest first."""
    with viewer.store.reading() as connection:
        found = connection.exec_driver_sql(REVISIONS, (number,)).all()
    return [RevisionLine(row[0], datetime.fromisoformat(row[1]), row[2], bool(row[3])) for row in found]


def look(viewer: Viewer, number: int, revision: int | None) -> Told | None:
    view = viewer.store.bulletin(number, revision)
    if view is None:
        return None
    store = viewer.store
    return Told(
        view,
        blocks(view),
        store.copies(number),
        revisions_of(viewer, number),
        store.series(number),
        store.widespread(number),
    )


def facts_of(view: BulletinView) -> list[tuple[str, object]]:
    """What the page says of its bulletin, by the names of its fields, but for its title and columns."""
    of_table = [(field.name, getattr(view, field.name)) for field in FIELDS if field.in_table]
    when = view.published_at or view.published
    return [("published", when), ("issuer", view.issuer), *of_table, ("site_name", view.site_name)]


async def bulletin(request: Request, datasette: Datasette) -> Response:
    number, viewer = number_of(request), viewer_of(datasette)
    told = await asyncio.to_thread(look, viewer, number, revision_asked(request))
    if told is None:
        raise NotFound(f"no bulletin {number}")
    context = {
        "told": told,
        "view": told.view,
        "facts": facts_of(told.view),
        "gb7714": gb7714(told.view),
        "bibtex": bibtex(told.view),
        "kept": sum(p.kept for p in told.view.paragraphs),
    }
    return Response.html(await datasette.render_template("bulletin.html", context, request))


async def text(request: Request, datasette: Datasette) -> Response:
    """The kept paragraphs, one a line, as they are stored."""
    number = number_of(request)
    view = await asyncio.to_thread(viewer_of(datasette).store.bulletin, number, revision_asked(request))
    if view is None:
        raise NotFound(f"no bulletin {number}")
    lines = [view.title, *(p.text for p in view.paragraphs if p.kept), ""]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")
