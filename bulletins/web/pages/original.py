"""The archived page: its bytes, and what they look like, fenced in.

Three fences, each enough by itself: what runs or loads is taken out of the markup; the answer's policy forbids scripts
and every address (`sandbox; default-src 'none'`); and it stands in a frame without any right.
"""

import asyncio
import re
from urllib.parse import quote

from datasette import NotFound
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from selectolax.lexbor import LexborHTMLParser

from bulletins.web.guarding import ORIGINAL_POLICY
from bulletins.web.pages.bulletin import number_of, revision_asked
from bulletins.web.viewer import Viewer, described, viewer_of
from pipelines.models import Page, Rejected
from pipelines.store import BulletinView
from pipelines.store.engine.read_only import page_of
from pipelines.text.charset import decode

__all__ = ["archived", "harmless", "original", "raw"]

# What runs, loads, or leads away. Policies say nothing of names looked up ahead (dns-prefetch), so links go too
GONE = (
    "script, noscript, link, base, meta, iframe, frame, object, embed, applet, portal, audio, video, source, template"
)
LEADING = (
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "background",
    "ping",
    "poster",
    "xlink:href",
    "data",
    "autofocus",
    "autoplay",
)
ADDRESS = re.compile(r"url\s*\(|@import", re.IGNORECASE)


async def original(request: Request, datasette: Datasette) -> Response:
    """Our page around the archived one."""
    view, page = await asyncio.to_thread(found, viewer_of(datasette), number_of(request), revision_asked(request))
    context = {"view": view, "page": page}
    return Response.html(await datasette.render_template("original.html", context, request))


async def archived(request: Request, datasette: Datasette) -> Response:
    """Return the archived page itself, for the frame."""
    view, page = await asyncio.to_thread(found, viewer_of(datasette), number_of(request), revision_asked(request))
    html = await asyncio.to_thread(lambda: harmless(as_read(view, page)))
    return Response.html(html, headers={"content-security-policy": ORIGINAL_POLICY})


async def raw(request: Request, datasette: Datasette) -> Response:
    """Return the bytes as served, to keep: never shown by a browser."""
    view, page = await asyncio.to_thread(found, viewer_of(datasette), number_of(request), revision_asked(request))
    name = quote(f"{view.source}-{view.number}-{view.revision}.html")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "content-security-policy": ORIGINAL_POLICY,
        "x-sha256": view.sha256,
    }
    return Response(page.body, headers=headers, content_type="application/octet-stream")


def found(viewer: Viewer, number: int, revision: int | None) -> tuple[BulletinView, Page]:
    """Return the page. Raises NotFound."""
    view = viewer.store.bulletin(number, revision)
    page = page_of(viewer.store.engine, number, view.revision) if view else None
    if view is None or page is None:
        raise NotFound(f"no bulletin {number}")
    return view, page


def as_read(view: BulletinView, page: Page) -> str:
    """Return the text of the bytes as the reading decoded them; a source's file may have changed since."""
    try:
        return decode(page.body, page.header("content-type"), described(view.source).encoding)[0]
    except Rejected:
        return page.body.decode(view.encoding, "replace")


def harmless(html: str) -> str:
    """Return the markup without what runs or loads. Where a link led stands in its title."""
    tree = LexborHTMLParser(html)
    for node in tree.css(GONE):
        node.decompose()
    for node in tree.css("*"):
        for name, value in dict(node.attributes).items():
            if name in LEADING or name.startswith("on") or (name == "style" and ADDRESS.search(value or "")):
                del node.attrs[name]
                if name == "href" and value:
                    node.attrs["title"] = value
    for node in tree.css("style"):
        if ADDRESS.search(node.text()):
            node.decompose()
    return f'<!DOCTYPE html><meta charset="utf-8">{tree.html or ""}'
