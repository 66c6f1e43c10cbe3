"""The list of views and tables, and the way to ask in SQL. Nothing is counted: that takes seconds on a large store."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

__all__ = ["DATABASE", "tables"]

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
