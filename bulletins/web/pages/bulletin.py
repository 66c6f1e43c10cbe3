"""A bulletin: its text made for reading, its receipts in their places, and where it comes from."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime

from datasette import NotFound
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from bulletins.web.folding import Block, blocks
from bulletins.web.showing import plain
from bulletins.web.viewer import Viewer, viewer_of
from pipelines.china_time import CHINA
from pipelines.models import FIELDS
from pipelines.store import BulletinView, CopyView, PlacesView, SeriesView

__all__ = ["RevisionLine", "bibtex", "bulletin", "gb7714", "number_of", "revision_asked", "revisions_of", "text"]

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
class Reported:
    """What the page shows. `view.revision` may be an old one, or one that was taken back."""

    view: BulletinView
    blocks: list[Block]
    copies: list[CopyView]
    revisions: list[RevisionLine]
    series: SeriesView | None
    widespread: list[tuple[int, PlacesView]]

    @property
    def current(self) -> int | None:
        """Return the number of the current revision; None: all were taken back."""
        return self.view.current

    @property
    def taken_back(self) -> frozenset[int]:
        return frozenset(taken.revision for taken in self.view.taken_back)


def number_of(request: Request) -> int:
    """Return the bulletin's number in the address; the route lets only digits through. Raises NotFound."""
    reported = str(request.url_vars["number"])
    if len(reported) > 18:
        raise NotFound(f"no bulletin {reported[:20]}…")
    return int(reported)


def revision_asked(request: Request, name: str = "revision") -> int | None:
    """Return a revision's number in the address; None: none is named. Raises NotFound for what is no number."""
    reported = request.args.get(name) or ""
    if not reported:
        return None
    if not (reported.isascii() and reported.isdecimal()) or len(reported) > 9:
        raise NotFound("no such revision")
    return int(reported)


def revisions_of(viewer: Viewer, number: int) -> list[RevisionLine]:
    """Return the revisions, the newest first."""
    with viewer.store.reading() as connection:
        found = connection.exec_driver_sql(REVISIONS, (number,)).all()
    return [RevisionLine(row[0], datetime.fromisoformat(row[1]), row[2], bool(row[3])) for row in found]


def look(viewer: Viewer, number: int, revision: int | None) -> Reported | None:
    view = viewer.store.bulletin(number, revision)
    if view is None:
        return None
    store = viewer.store
    return Reported(
        view,
        blocks(view),
        store.copies(number),
        revisions_of(viewer, number),
        store.series(number),
        store.widespread(number),
    )


def facts_of(view: BulletinView) -> list[tuple[str, object]]:
    """Return what the page says of its bulletin, by the names of its fields, but for its title and columns."""
    of_table = [(field.name, getattr(view, field.name)) for field in FIELDS if field.in_table]
    when = view.published_at or view.published
    return [("published", when), ("issuer", view.issuer), *of_table, ("site_name", view.site_name)]


async def bulletin(request: Request, datasette: Datasette) -> Response:
    number, viewer = number_of(request), viewer_of(datasette)
    reported = await asyncio.to_thread(look, viewer, number, revision_asked(request))
    if reported is None:
        raise NotFound(f"no bulletin {number}")
    context = {
        "reported": reported,
        "view": reported.view,
        "facts": facts_of(reported.view),
        "gb7714": gb7714(reported.view),
        "bibtex": bibtex(reported.view),
        "kept": sum(p.kept for p in reported.view.paragraphs),
    }
    return Response.html(await datasette.render_template("bulletin.html", context, request))


async def text(request: Request, datasette: Datasette) -> Response:
    """Return the kept paragraphs, one a line, as they are stored."""
    number = number_of(request)
    view = await asyncio.to_thread(viewer_of(datasette).store.bulletin, number, revision_asked(request))
    if view is None:
        raise NotFound(f"no bulletin {number}")
    lines = [view.title, *(p.text for p in view.paragraphs if p.kept), ""]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


SPECIAL = re.compile(r"[\\{}$&#^_~%]")
SPELLED = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


# As one cites it: GB/T 7714-2015 (an electronic bulletin, EB/OL) and BibTeX. Both end with what makes the citation
# provable: when the page was fetched and the sha256 of its bytes


def gb7714(view: BulletinView) -> str:
    """Cite a bulletin as GB/T 7714-2015 has it: 责任者. 题名[EB/OL]. (发布日期)[引用日期]. 网址."""
    who = view.issuer or view.office or view.site_name
    before = f"{one_line(who)}. " if who else ""
    number = f": {one_line(view.document_number)}" if view.document_number else ""
    day = f"({view.published})" if view.published else ""
    seen = view.fetched_at.astimezone(CHINA)
    return (
        f"{before}{one_line(view.title)}{number}[EB/OL]. {day}[{seen:%Y-%m-%d}]. {view.url}. "
        f"抓取时间 {seen:%Y-%m-%d %H:%M:%S}（北京时间），SHA-256 {view.sha256}."
    )


def bibtex(view: BulletinView) -> str:
    fields = {
        "author": braced(view.issuer or view.office or view.site_name),
        "title": braced(view.title),
        "number": braced(view.document_number),
        "date": str(view.published or ""),
        "url": view.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": f"{view.fetched_at.astimezone(CHINA):%Y-%m-%d}",
        "note": f"fetched {view.fetched_at:%Y-%m-%d %H:%M:%S} UTC, revision {view.revision}, sha256 {view.sha256}",
        "langid": "chinese",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{bulletin{view.number}r{view.revision},\n{lines}}}"


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def braced(text: str | None) -> str:
    """Put a text in braces once more, so that no style changes a letter's case, nor takes 区公安局 for given name and
    surname."""
    if not text:
        return ""
    return "{" + SPECIAL.sub(lambda c: SPELLED.get(c.group(), "\\" + c.group()), one_line(text)) + "}"
