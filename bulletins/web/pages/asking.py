"""The questions that are asked often: their list, and a page each with form, chart and table."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlencode

from datasette import NotFound
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response

from bulletins.charts import Element
from bulletins.web.questions import QUESTIONS, Question, values_of
from bulletins.web.viewer import viewer_of
from bulletins.web.words import speaker
from pipelines.store.engine.read_only import source_titles

__all__ = ["DATABASE", "ask", "questions", "tables"]

MAX_ROWS = 500
FOR_THE_CHART = ("month", "one")  # columns of a list of bulletins that only its chart needs


async def questions(request: Request, datasette: Datasette) -> Response:
    return Response.html(await datasette.render_template("questions.html", {"all": QUESTIONS.values()}, request))


async def ask(request: Request, datasette: Datasette) -> Response:
    question = QUESTIONS.get(str(request.url_vars["name"]))
    if question is None:
        raise NotFound("no such question")
    reported = values_of(question, request.args)
    rows: list[dict[str, object]] = []
    columns: list[str] = []
    more = too_slow = False
    try:
        answer = await datasette.get_database(DATABASE).execute(
            question.sql, reported, page_size=MAX_ROWS, truncate=True
        )
        columns = [name for name in answer.columns if "title" not in answer.columns or name not in FOR_THE_CHART]
        rows, more = [dict(row) for row in answer.rows], answer.truncated
    except QueryInterrupted:
        too_slow = True
    context = {
        "question": question,
        "reported": reported,
        "columns": columns,
        "rows": rows,
        "more": more,
        "too_slow": too_slow,
        "seconds": datasette.setting("sql_time_limit_ms") // 1000,
        "chart": lambda language: drawn(question, rows, language),
        "address": urlencode({name: value for name, value in reported.items() if value}),
        "sources": await asyncio.to_thread(source_titles, viewer_of(datasette).store),
    }
    return Response.html(await datasette.render_template("question.html", context, request))


def drawn(question: Question, rows: list[Mapping[str, object]] | list[dict[str, object]], language: str) -> Element:
    t = speaker(language)
    if question.name == "removed":  # its bars are our words, not texts of the store
        rows = [{**row, "reason": t(f"reason.{row['reason']}")} for row in rows]
    return question.draw(rows, t(f"ask.{question.name}"))


DATABASE = "store"  # its name in addresses: /store/bulletin_texts
OUR_OWN = ("alembic_version", "search_")  # how the store works, of no use to a reader


async def tables(request: Request, datasette: Datasette) -> Response:
    database = datasette.get_database(DATABASE)
    context = {
        "views": await database.view_names(),
        "inner": [name for name in await database.table_names() if not name.startswith(OUR_OWN)],
        "database": DATABASE,
    }
    return Response.html(await datasette.render_template("tables.html", context, request))
