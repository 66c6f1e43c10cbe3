"""Answers to take along, as CSV and JSON: all rows of a table, a question or a query, as they are at one moment.

    /store/NAME.csv, /store/NAME.json           a table or view, as its page filters and sorts it; or a question
    /store/-/query.csv, /store/-/query.json     a query in SQL

Rows go out while SQLite finds them, some at a time: nothing is held, whatever their number. They are found and written
by threads of our own, so nobody waits for somebody else's file. What cannot be finished breaks off the connection, so
that no browser or program takes a part for the whole. `_size=N` asks for the first N; where there are more, the file's
name says so, and JSON by `truncated`.
"""

import asyncio
import base64
import csv
import io
import json
import math
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from datasette import NotFound
from datasette.app import Datasette
from datasette.utils import InvalidSql, named_parameters, validate_sql_select
from datasette.utils.asgi import BadRequest, Request, Response
from datasette.views.database import QueryView
from datasette.views.table import table_view, table_view_data

from bulletins.web import bounds
from bulletins.web.questions import QUESTIONS, values_of
from pipelines.store.engine import read_connections

__all__ = ["FILES", "query_file", "table_file"]

FILES = r"(?P<format>csv|json)"
PIECE = 128_000  # characters that are sent at a time
MAX_FIRST = 15  # seconds for the first rows: an answer that is sorted or added up has to be made whole before
MAX_WORK = 90  # seconds for all of a file, in SQLite and in writing; waiting for the reader does not count
MAX_WAIT = 120  # seconds for the reader to take a piece
STEPS = 10_000  # of SQLite's machine, between two looks at the clock
AT_ONCE = 2  # files that are written at the same moment; the others take turns with them
MAX_FILES = 16  # that are under way: each keeps what it reads of the store as it was
# What a table page's address holds that is not about which rows there are
ABOUT_THE_PAGE = ("_size", "_next", "_shape", "_nl", "_dl", "_stream", "_labels", "_extra", "_json", "_header", "lang")
# Pages of rows, for programs that ask for them one after the other: Datasette's own
PAGED = ("_next", "_extra", "_labels", "_label")

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
workers = ThreadPoolExecutor(AT_ONCE, "files")
under_way: set[object] = set()


class NotFinished(Exception):
    """A file broke off: what was sent of it is not all."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows are written. `most`: no more than so many; None: all."""

    format: str
    shape: str = "objects"
    lines: bool = False
    header: bool = True
    most: int | None = None


async def table_file(request: Request, datasette: Datasette) -> Any:
    """Answer with all rows of a table or view that its page would show some of, or of a question."""
    question = QUESTIONS.get(str(request.url_vars["table"]))
    if question is not None:
        return await file(request, datasette, question.name, question.sql, values_of(question, request.args))
    if request.url_vars["format"] == "json" and any(name in request.args for name in PAGED):
        return with_truncated(await table_view(datasette, request))
    found = await sql_of_table(request, datasette)
    if isinstance(found, Response):
        return found
    return await file(request, datasette, str(request.url_vars["table"]), *found)


def with_truncated(page: Response) -> Response:
    """Return Datasette's page of rows, which says of itself that it is not all where more rows follow.

    Datasette means by `truncated` only that a page holds fewer rows than were asked for.
    """
    reported = json.loads(page.body) if page.status == 200 and "json" in (page.content_type or "") else None
    if isinstance(reported, dict) and reported.get("next") is not None and reported.get("truncated") is False:
        page.body = json.dumps(reported | {"truncated": True}, ensure_ascii=False)
    return page


async def query_file(request: Request, datasette: Datasette) -> Any:
    """Answer with all rows that answer a query in SQL. Raises BadRequest."""
    sql = (request.args.get("sql") or "").strip().rstrip("; \n")
    if request.url_vars["format"] == "json" and "_extra" in request.args:
        return await QueryView()(request, datasette)
    try:
        validate_sql_select(sql)
    except InvalidSql as error:
        raise BadRequest(str(error)) from error
    return await file(
        request, datasette, "query", sql, {name: request.args.get(name) or "" for name in named_parameters(sql)}
    )


async def sql_of_table(request: Request, datasette: Datasette) -> tuple[str, dict[str, Any]] | Response:
    """Return the SELECT behind a table page without its limit, and its values; or the redirection that a form leads
    to."""
    asked = [
        pair
        for pair in parse_qsl(request.query_string, keep_blank_values=True)
        if pair[0] not in ABOUT_THE_PAGE and not pair[0].startswith("_facet")
    ]
    asked += [("_size", "0"), ("_nocount", "1"), ("_nofacet", "1"), ("_extra", "query")]
    scope = {**request.scope, "query_string": urlencode(asked).encode()}
    found = await table_view_data(datasette, Request(scope, request.receive), await datasette.resolve_table(request))
    if isinstance(found, Response):
        return found
    query = found[0]["query"]
    return query["sql"].removesuffix(" limit 1"), query["params"]


async def file(request: Request, datasette: Datasette, name: str, sql: str, values: dict[str, Any]) -> Any:
    """Return the answer that sends the rows.

    Raises NotFound, BadRequest; sqlite3.Error, MemoryError for what is too much.
    """
    shape = shape_of(request)
    if len(under_way) >= MAX_FILES:
        return Response.text("too many files at once: ask again in a moment", status=503)
    database = datasette.get_database(str(request.url_vars.get("database", "store")))
    work = Work(Path(database.path), lambda connection: datasette._prepare_connection(connection, database.name))
    under_way.add(work)
    try:
        rows = await work.step(lambda: Rows(work, sql, values, shape))
    except BaseException as error:
        work.close()
        if isinstance(error, sqlite3.Error) and bounds.why_not(error) != "answer too large":
            slow = str(error) == "interrupted"
            raise BadRequest(f"stopped after {MAX_FIRST} seconds" if slow else str(error)) from error
        raise
    work.left = MAX_WORK
    if request.method == "HEAD":
        work.close()
        return Response("", headers=headers_of(name, shape, is_cut=rows.is_cut), content_type=kind_of(shape))
    return File(work, rows, headers_of(name, shape, is_cut=rows.is_cut), kind_of(shape))


def shape_of(request: Request) -> Shape:
    """Return the shape that was asked for. Raises BadRequest."""
    reported = request.args.get("_size")
    if reported and reported != "max" and not (reported.isdecimal() and len(reported) < 10):
        raise BadRequest("_size must be a number or max")
    shape = request.args.get("_shape") or "objects"
    if shape not in ("objects", "array", "arrays", "arrayfirst"):
        raise BadRequest("_shape must be objects, array, arrays or arrayfirst")
    return Shape(
        format=str(request.url_vars["format"]),
        shape=shape,
        lines=shape == "array" and bool(request.args.get("_nl")),
        header=request.args.get("_header") != "off",
        most=int(reported) if reported and reported != "max" else None,
    )


def kind_of(shape: Shape) -> str:
    if shape.format == "csv":
        return "text/csv; charset=utf-8"
    return "text/plain; charset=utf-8" if shape.lines else "application/json; charset=utf-8"


def headers_of(name: str, shape: Shape, *, is_cut: bool) -> dict[str, str]:
    """Return the headers; the file's name says where it does not have all."""
    part = f"-first-{shape.most}-of-more" if is_cut else ""
    way = "attachment" if shape.format == "csv" or is_cut else "inline"
    return {"content-disposition": f"{way}; filename*=UTF-8''{quote(f'{name}{part}.{shape.format}')}"}


class Work:
    """What a file is made with: a connection of its own, and a clock that runs while it is worked on."""

    def __init__(self, path: Path, prepare: Callable[[sqlite3.Connection], None]) -> None:
        self.connection = bounds.connect(path)
        prepare(self.connection)
        self.connection.row_factory = None
        self.left = float(MAX_FIRST)
        self.until = 0.0
        self.connection.set_progress_handler(lambda: time.monotonic() > self.until, STEPS)

    async def step(self, call: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(workers, self.timed, call)

    def timed(self, call: Callable[[], Any]) -> Any:
        begin = time.monotonic()
        self.until = begin + self.left
        try:
            return call()
        finally:
            self.left -= time.monotonic() - begin

    def close(self) -> None:
        under_way.discard(self)
        self.connection.close()


class Rows:
    """The rows of an answer as pieces of a file; the first is made at once, so that what is wrong shows before anything
    is sent. Raises sqlite3.Error."""

    def __init__(self, work: Work, sql: str, values: dict[str, Any], shape: Shape) -> None:
        self.work, self.shape = work, shape
        cursor = work.connection.execute(sql, values)
        if cursor.description is None:
            raise NotFound("no rows")
        self.columns = [column[0] for column in cursor.description]
        self.is_cut = False
        self.held: list[tuple[Any, ...]] = []
        if shape.most is not None:
            # so few that they may be looked at before the name is given
            self.held = cursor.fetchmany(shape.most + 1)
            self.is_cut = len(self.held) > shape.most
            del self.held[shape.most :]
        rest = iter(self.held) if shape.most is not None else iter(cursor.fetchone, None)
        self.written = self.as_csv(rest) if shape.format == "csv" else self.as_json(rest)
        self.first = self.piece()

    def piece(self) -> str | None:
        """Return the next piece; None: that was all.

        Raises NotFinished where what was read may not be of one moment.
        """
        parts, length = [], 0
        for part in self.written:
            parts.append(part)
            length += len(part)
            if length >= PIECE:
                return "".join(parts)
        if not parts and read_connections.has_changed(self.work.connection):
            raise NotFinished("a program wrote to the store while it was read")
        return "".join(parts) or None

    def as_csv(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
        line = io.StringIO()
        writer = csv.writer(line)

        def text(row: Any) -> str:
            line.seek(0)
            line.truncate()
            writer.writerow(row)
            return line.getvalue()

        if self.shape.header:
            yield text(self.columns)
        for row in rows:
            yield text([base64.b64encode(cell).decode() if isinstance(cell, bytes) else cell for cell in row])

    def as_json(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
        as_list = self.shape.shape == "arrays"
        lines, between = self.shape.lines, "\n" if self.shape.lines else ",\n"
        is_whole = self.shape.shape in ("objects", "arrays")
        if not lines:
            yield '{"ok": true, "rows": [\n' if is_whole else "[\n"
        is_first = True
        for row in rows:
            cells = [in_json(cell) for cell in row]
            if self.shape.shape == "arrayfirst":
                made: Any = cells[0]
            else:
                made = cells if as_list else dict(zip(self.columns, cells, strict=True))
            yield ("" if is_first else between) + json.dumps(made, ensure_ascii=False)
            is_first = False
        if not lines:
            yield f'\n], "truncated": {json.dumps(self.is_cut)}}}\n' if is_whole else "\n]\n"


def in_json(cell: Any) -> Any:
    """Return a value as Datasette writes it."""
    if isinstance(cell, bytes):
        return {"$base64": True, "encoded": base64.b64encode(cell).decode()}
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


class File:
    """The answer: headers, then the pieces as the reader takes them."""

    def __init__(self, work: Work, rows: Rows, headers: dict[str, str], kind: str) -> None:
        self.work, self.rows = work, rows
        self.headers = {**headers, "content-type": kind}
        self.status = 200

    async def asgi_send(self, send: Send) -> None:
        """Send the pieces. Raises NotFinished: the server then breaks off the connection."""
        with closing(self.work):
            headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
            await send({"type": "http.response.start", "status": self.status, "headers": headers})
            piece = self.rows.first
            try:
                while piece is not None:
                    body = {"type": "http.response.body", "body": piece.encode("utf-8", "replace"), "more_body": True}
                    await asyncio.wait_for(send(body), MAX_WAIT)
                    piece = await self.work.step(self.rows.piece)
            except (sqlite3.Error, MemoryError, TimeoutError) as error:
                raise NotFinished(str(error) or "the reader took nothing for long") from error
            await send({"type": "http.response.body", "body": b""})
