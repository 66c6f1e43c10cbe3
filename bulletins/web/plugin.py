"""What Datasette asks of us: pages, cells, words, search in Chinese, and the rules at the door.

Registered for the whole program, so each answer first looks whether the application is one of ours.
"""

import hashlib
import json
import re
import sqlite3
import sys
import traceback
from datetime import datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response
from jinja2 import Environment
from markupsafe import Markup
from pluggy import HookimplMarker

from bulletins.web.bounds import answer_was_cut, why_not
from bulletins.web.downloads import ABOUT_THE_PAGE, FILES, query_file, table_file
from bulletins.web.guarding import Application, cookie_of, guarded
from bulletins.web.pages.asking import DATABASE, ask, questions, tables
from bulletins.web.pages.bulletin import bulletin, text
from bulletins.web.pages.changes import changes
from bulletins.web.pages.original import archived, original, raw
from bulletins.web.pages.searching import search
from bulletins.web.pages.start import slug, start
from bulletins.web.showing import plain, shown
from bulletins.web.viewer import viewers
from bulletins.web.words import LANGUAGES, WORDS, chosen, speaker
from pipelines.china_time import CHINA
from pipelines.search.asks import Wanted
from pipelines.search.query import QueryError, read_query
from pipelines.store.search.fts5_query import match_of_pairs

hookimpl = HookimplMarker("datasette")

ROUTES = [
    (r"^/$", start),
    (r"^/search$", search),
    (r"^/questions$", questions),
    (r"^/questions/(?P<name>\w+)$", ask),
    (rf"^/{DATABASE}$", tables),
    (rf"^/(?P<database>{DATABASE})/-/query\.{FILES}$", query_file),
    (rf"^/(?P<database>{DATABASE})/(?P<table>[\w~]+)\.{FILES}$", table_file),
    (r"^/bulletin/(?P<number>\d+)$", bulletin),
    (r"^/bulletin/(?P<number>\d+)/changes$", changes),
    (r"^/bulletin/(?P<number>\d+)/original$", original),
    (r"^/bulletin/(?P<number>\d+)/archived$", archived),
    (r"^/bulletin/(?P<number>\d+)/bytes$", raw),
    (r"^/bulletin/(?P<number>\d+)/text$", text),
]
ASSETS = Path(__file__).with_name("assets")
LIMITED = re.compile(r" limit \d+(?: offset \d+)?$")
MAX_CELL = 300  # characters
OF_BULLETINS = ("bulletin", "copy_of", "bulletin_id")


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Any]]:
    return ROUTES if datasette in viewers else []


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Any:
    def wrap(application: Application) -> Application:
        if datasette not in viewers:
            return application
        return guarded(application, datasette.setting("base_url"), viewers[datasette].names)

    return wrap


@hookimpl(trylast=True)  # Datasette's own comes before, and would find nothing in Chinese
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    if datasette in viewers:
        conn.create_function("escape_fts", 1, as_asked)


def as_asked(words: str) -> str:
    """Return what the search box of a table page holds, as our index is asked: the same language as everywhere.

    What cannot be read finds nothing here; `filters_from_request` has said so before.
    """
    try:
        asks = asked_of_table(words)
    except QueryError:
        return '""'
    return match_of_pairs(asks) if asks is not None else '""'


def asked_of_table(words: str) -> Wanted | None:
    """Return what a table page's search box asks for. Raises QueryError."""
    query = read_query(words)
    if query.source is not None:
        raise QueryError("source: is a column of this table: filter by it")
    return query.asks


@hookimpl(tryfirst=True)
def filters_from_request(request: Request, database: str, table: str, datasette: Datasette) -> None:
    """Say what is wrong with the words of a search box. Raises BadRequest."""
    words = (request.args.get("_search") or "").strip()
    if datasette in viewers and words:
        try:
            asked_of_table(words)
        except QueryError as error:
            raise BadRequest(str(error)) from error


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    env.filters |= {
        "shown": shown,
        "plain": plain,
        "slug": slug,
        "day": day,
        "china": china,
        "instant": instant,
        "web": web,
        "here": here,
        "why_not": why_not,
        "unlimited": unlimited,
    }


def china(moment: datetime) -> str:
    """Return a moment as a reader in China writes it."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def day(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d}"


def instant(reported: str) -> str:
    """Return a moment out of a view, the same way."""
    return china(datetime.fromisoformat(reported))


def unlimited(sql: str) -> str:
    """Return the SELECT behind a table page without the limit of its page: what is asked with it is all."""
    return LIMITED.sub("", sql)


def here(address: str) -> str:
    """Return an address of ours without the host: Datasette names the one that it was asked by, not the proxy's."""
    return urlsplit(address)._replace(scheme="", netloc="").geturl()


def web(address: str) -> str:
    """Return an address that a page named, for a link; none that would run something."""
    return address if address.lower().startswith(("http://", "https://")) else "#"


@hookimpl
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any] | None:
    if datasette not in viewers:
        return None
    language = language_of(request)
    path = datasette.urls.path(request.path if request else "/")
    asked = [pair for pair in parse_qsl(request.query_string if request else "") if pair[0] != "lang"]
    return {
        "t": speaker(language),
        "language": language,
        "has_word": WORDS.__contains__,
        "languages": [
            (name, label, f"{path}?{urlencode([*asked, ('lang', name)])}") for name, label in LANGUAGES.items()
        ],
        "asset": lambda name: datasette.urls.path(f"/assets/{name}?v={version_of_assets()}"),
        "at": datasette.urls.path,
        "was_cut": answer_was_cut.get,
        "all_rows": lambda name: f"{path}.{name}?{urlencode(rows_asked(request))}".rstrip("?"),
    }


@cache
def version_of_assets() -> str:
    """Return a short digest of the files that a browser keeps: with another version it asks for them again."""
    digest = hashlib.sha256()
    for path in sorted(ASSETS.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def rows_asked(request: Request | None) -> list[tuple[str, str]]:
    """Return what of a page's address says which rows it is about: a file has all of them, whatever part the page
    shows."""
    asked = parse_qsl(request.query_string if request else "", keep_blank_values=True)
    return [pair for pair in asked if pair[0] not in ABOUT_THE_PAGE and not pair[0].startswith("_facet")]


def language_of(request: Request | None) -> str:
    if request is None:
        return "zh"
    return chosen(
        request.args.get("lang"), cookie_of(request.headers.get("cookie", "")), request.headers.get("accept-language")
    )


@hookimpl
def render_cell(value: object, column: str, datasette: Datasette) -> Markup | None:
    """Render a cell: numbers of bulletins lead to them; texts of strangers as everywhere; a difference as one reads
    it."""
    if datasette not in viewers:
        return None
    if column in OF_BULLETINS and isinstance(value, int):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/bulletin/{value}"), value)
    if column == "difference" and isinstance(value, str):
        return as_edits(value)
    if isinstance(value, str):
        cut = value[:MAX_CELL]
        return shown(cut) + ("…" if len(value) > MAX_CELL else "")
    return None


def as_edits(reported: str) -> Markup | None:
    try:
        edits = json.loads(reported)
        return Markup(" ").join(
            Markup('<span class="edit">{} <del>{}</del> <ins>{}</ins></span>').format(at, shown(kept), shown(removed))
            for at, kept, removed in edits[:20]
        )
    except (ValueError, TypeError):
        return None


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    return shown_to_reader(datasette, request, exception)


@hookimpl
def startup(datasette: Datasette) -> None:
    """Count before anybody asks: on a large store that takes seconds."""
    if datasette in viewers:
        Thread(target=viewers[datasette].figures.get, daemon=True).start()


@hookimpl
def shutdown(datasette: Datasette) -> None:
    viewer = viewers.pop(datasette, None)
    if viewer is not None:
        viewer.close()


async def shown_to_reader(datasette: Datasette, request: Request, error: Exception) -> Response:
    """Return the answer for an exception, in the shape that was asked for.

    What we did not foresee goes to the log as well.
    """
    why = why_not(error)
    status = int(getattr(error, "status", HTTPStatus.BAD_REQUEST if why else HTTPStatus.INTERNAL_SERVER_ERROR))
    said = str(getattr(error, "plain_message", None) or getattr(error, "message", None) or error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        traceback.print_exception(error, file=sys.stderr)
        said = ""
    if why:
        said = WORDS[why][1].format(seconds=datasette.setting("sql_time_limit_ms") // 1000)
    path = request.path
    if path.endswith(".json"):
        return Response.json({"ok": False, "error": said, "status": status}, status=status)
    if path.endswith(".csv"):
        return Response.text(said, status=status)
    if path == f"/{DATABASE}/-/query":
        context = {"query": {"sql": request.args.get("sql") or ""}, "named_parameter_values": values_of(request)}
        page = await datasette.render_template(
            "query.html", {**context, "database": DATABASE, "error": error if why else said}, request
        )
    else:
        page = await datasette.render_template("error.html", {"status": status, "error": said}, request)
    return Response.html(page, status=status)


def values_of(request: Request) -> dict[str, str]:
    """Return what was filled in for the query's own :names; those of Datasette begin with _."""
    return {name: request.args[name] for name in request.args if name != "sql" and not name.startswith("_")}
