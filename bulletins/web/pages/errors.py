"""What a reader sees when something is not there, or went wrong."""

import sys
import traceback
from http import HTTPStatus

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from bulletins.web.bounds import why_not
from bulletins.web.pages.tables import DATABASE
from bulletins.web.words import WORDS

__all__ = ["told_to_reader"]


async def told_to_reader(datasette: Datasette, request: Request, error: Exception) -> Response:
    """The answer for an exception, in the shape that was asked for. What we did not foresee goes to the log as well."""
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
    """What was filled in for the query's own :names; those of Datasette begin with _."""
    return {name: request.args[name] for name in request.args if name != "sql" and not name.startswith("_")}
