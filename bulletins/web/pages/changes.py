"""Two revisions of a bulletin next to each other: what its publisher changed."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from datasette import NotFound
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from bulletins.web.pages.bulletin import RevisionLine, number_of, revision_asked, revisions_of
from bulletins.web.showing import both_sides
from bulletins.web.viewer import Viewer, viewer_of
from pipelines.revisions.differences import FieldChange, What, changed_fields, changed_paragraphs, fields_of
from pipelines.store import BulletinView

__all__ = ["changes"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A paragraph that differs, or `unchanged` many that do not."""

    unchanged: int = 0
    what: str = ""
    place: int | None = None
    before: Markup | None = None
    after: Markup | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    old: BulletinView | None
    new: BulletinView
    fields: tuple[FieldChange, ...]
    paragraphs: tuple[Changed, ...]
    revisions: list[RevisionLine]


async def changes(request: Request, datasette: Datasette) -> Response:
    number = number_of(request)
    asked = revision_asked(request, "from"), revision_asked(request, "to")
    compared = await asyncio.to_thread(compare, viewer_of(datasette), number, *asked)
    context = {
        "compared": compared,
        "view": compared.new,
    }
    return Response.html(await datasette.render_template("changes.html", context, request))


def compare(viewer: Viewer, number: int, before: int | None, after: int | None) -> Compared:
    """Compare the later revision (the current one unless named) with an earlier one (the one before).

    Raises NotFound.
    """
    new = viewer.store.bulletin(number, after)
    if new is None:
        raise NotFound(f"no bulletin {number}" if after is None else f"no revision {after} of bulletin {number}")
    revisions = revisions_of(viewer, number)
    earlier = before if before is not None else new.revision_before
    if earlier == 0:
        return Compared(None, new, (), (), revisions)
    old = viewer.store.bulletin(number, earlier)
    if old is None:
        raise NotFound(f"no revision {earlier} of bulletin {number}")
    fields = changed_fields(fields_of(old, " › "), fields_of(new, " › "))
    return Compared(old, new, fields, tuple(paragraphs(old, new)), revisions)


def paragraphs(old: BulletinView, new: BulletinView) -> Iterator[Changed]:
    """Return the changes in the order of the later revision, with a line for what stays between them."""
    at = 0
    for change in changed_paragraphs([p.text for p in old.paragraphs], [p.text for p in new.paragraphs]):
        place = change.position
        if place is not None:
            if place > at:
                yield Changed(unchanged=place - at)
            at = place + 1
        before, after = both_sides(change.before or "", change.after or "")
        yield Changed(
            what=str(change.what),
            place=place if place is not None else change.before_position,
            before=None if change.what is What.ADDED else before,
            after=None if change.what is What.REMOVED else after,
        )
    if at < len(new.paragraphs):
        yield Changed(unchanged=len(new.paragraphs) - at)
