"""The search page: the project's own search, its query language and its filters."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from bulletins.web.showing import shown_pieces
from bulletins.web.viewer import viewer_of
from pipelines.china_time import first_day, last_day
from pipelines.search.marking import pieces, snippet
from pipelines.search.query import QueryError, read_query
from pipelines.store import Filters, Hit, Store, StoreError
from pipelines.store.engine.read_only import source_titles
from pipelines.store.search.hints import Hint, hints

__all__ = ["Asked", "read_asked", "search"]

ON_A_PAGE = 20
LAST_PAGE = 500  # further down, the newest are walked for seconds; a filter gets there at once
MAX_QUERY = 500
SNIPPET = 120
MAX_READ = 100_000  # characters of a bulletin that a snippet is looked for in


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds. `wrong` are days that are none."""

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    best: bool = False
    page: int = 1
    wrong: tuple[str, ...] = ()

    def address(self, **changed: object) -> str:
        reported = {
            "q": self.words,
            "source": self.filters.source,
            "issuer": self.filters.issuer,
            "column": self.filters.column,
            "number": self.filters.document_number,
            "since": self.filters.since,
            "until": self.filters.until,
            "copies": "1" if self.filters.copies else "",
            "order": "best" if self.best else "",
            **changed,
        }
        return urlencode({name: value for name, value in reported.items() if value})

    @property
    def narrowed(self) -> bool:
        return self.filters != Filters() or bool(self.wrong)


def read_asked(reported: Mapping[str, str]) -> Asked:
    """Read the form's fields. What cannot be read is named, never passed over in silence."""

    def text(name: str) -> str:
        return (reported.get(name) or "").strip()[:MAX_QUERY]

    days: dict[str, date | None] = {}
    wrong = []
    for name, read in (("since", first_day), ("until", last_day)):
        try:
            days[name] = read(text(name)) if text(name) else None
        except ValueError:
            days[name] = None
            wrong.append(text(name))
    filters = Filters(
        source=text("source") or None,
        issuer=text("issuer") or None,
        column=text("column") or None,
        document_number=text("number") or None,
        since=days["since"],
        until=days["until"],
        copies=bool(text("copies")),
    )
    page = int(text("page")) if text("page").isdecimal() and len(text("page")) < 6 else 1
    return Asked(text("q"), filters, text("order") == "best", min(max(page, 1), LAST_PAGE), tuple(wrong))


def answer(store: Store, asked: Asked) -> tuple[int, list[Hit], tuple[str, ...]]:
    """Return how many answer, those of this page, and the phrases to mark. Raises QueryError, StoreError."""
    query = read_query(asked.words) if asked.words else None
    offset = (asked.page - 1) * ON_A_PAGE
    found = store.search(query, asked.filters, ranked=asked.best, limit=ON_A_PAGE, offset=offset)
    return *found, query.phrases if query else ()


def ways_out(store: Store, asked: Asked) -> list[tuple[Hint, str]]:
    """Return what finds something where this finds nothing, each with the address that asks for it."""
    return [
        (hint, replace(asked, words=hint.words, filters=hint.filters, page=1).address())
        for hint in hints(store, asked.words, asked.filters)
    ]


def snippet_of(hit: Hit, phrases: tuple[str, ...]) -> Markup:
    """Return the line that answers. A page-long paragraph is looked into as far as one reads."""
    return shown_pieces(snippet((text[:MAX_READ] for text in hit.paragraphs), phrases, SNIPPET))


async def search(request: Request, datasette: Datasette) -> Response:
    viewer = viewer_of(datasette)
    asked = read_asked({name: request.args.get(name) for name in request.args})
    count, hits, phrases = 0, list[Hit](), tuple[str, ...]()
    trouble = None
    if not asked.wrong:
        try:
            count, hits, phrases = await asyncio.to_thread(answer, viewer.store, asked)
        except QueryError as error:
            trouble = ("bad query", str(error))
        except StoreError as error:
            trouble = ("no answer", str(error))
    first = (asked.page - 1) * ON_A_PAGE + 1
    last_page = min(-(-count // ON_A_PAGE), LAST_PAGE)
    context = {
        "asked": asked,
        "sources": await asyncio.to_thread(source_titles, viewer.store),
        "count": count,
        "hits": [(hit, shown_pieces(pieces(hit.title, phrases)), snippet_of(hit, phrases)) for hit in hits],
        "first": first,
        "last": first + len(hits) - 1,
        "before": asked.address(page=asked.page - 1) if asked.page > 1 else None,
        "after": asked.address(page=asked.page + 1) if asked.page < last_page else None,
        "trouble": trouble,
        "hints": [] if count or trouble or asked.wrong else await asyncio.to_thread(ways_out, viewer.store, asked),
    }
    return Response.html(await datasette.render_template("search.html", context, request))
