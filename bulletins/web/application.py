"""Datasette over one store, set to show only what we serve."""

import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from bulletins.web import bounds, plugin
from bulletins.web.guarding import ANY_ADDRESS
from bulletins.web.pages.asking import DATABASE
from bulletins.web.questions import QUESTIONS
from bulletins.web.viewer import Viewer, viewers
from pipelines.store.engine import read_connections

__all__ = ["ANY_ADDRESS", "application", "listening", "serve"]

HERE = Path(__file__).parent
SETTINGS = {
    "default_page_size": 50,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 2000,
    "suggest_facets": False,  # they try every column of a view, most of them in vain
    "num_sql_threads": 4,
    "truncate_cells_html": 300,
    "default_cache_ttl": 0,  # a crawl may be writing
    "allow_download": False,
    "allow_signed_tokens": False,
    "max_csv_mb": 0,
}
SECONDS_TO_FINISH = 3
COUNTING = "select count(*) from (select * "


class Counted(Database):  # type: ignore[misc]  # Datasette has no types
    """A database that counts no more than a page shows, and puts no texts together to count their rows.

    It is opened as the store's readers are: also by whoever may write nothing in its folder.
    """

    def connect(self, write: bool = False) -> Any:
        connection = bounds.connect(Path(self.path))
        self._all_connections.append(connection)
        return connection

    async def _execute_fn(self, fn: Callable[[Any], Any]) -> Any:
        def current(held: Any) -> Any:
            if not read_connections.has_changed(held):
                return fn(held)
            with closing(bounds.connect(Path(self.path))) as connection:
                self.ds._prepare_connection(connection, self.name)
                return fn(connection)

        try:
            return await super()._execute_fn(current)
        except MemoryError as error:
            raise bounds.AnswerTooLarge("out of memory") from error

    async def execute(self, sql: str, *rest: Any, **more: Any) -> Any:
        if sql.startswith(COUNTING):
            sql = sql.replace("select *", "select 1", 1)
        answer = await super().execute(sql, *rest, **more)
        most = max(1, bounds.MAX_CELLS // max(1, len(answer.description or ())))
        if more.get("truncate") and len(answer.rows) > most:
            answer.rows, answer.truncated = answer.rows[:most], True
        if more.get("truncate"):
            bounds.answer_was_cut.set(answer.truncated)
        return answer

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        return dict.fromkeys(await self.table_names())


def application(url: str, prefix: str = "/", names: frozenset[str] | None = None) -> Datasette:
    """Make the web application over the store at a URL. `prefix`: what a proxy in front puts before every address;
    `names`: those that it may be asked by (None: any).

    Raises StoreError.
    """
    viewer = Viewer(url, names)
    if not pm.is_registered(plugin):
        pm.register(plugin, "bulletins")
        # it prints every page that is not there with all its variables
        pm.unregister(name="datasette.handle_exception")
    datasette = Datasette(
        [],
        config=config(),
        settings={**SETTINGS, "base_url": prefix},
        template_dir=str(HERE / "templates"),
        static_mounts=[("assets", str(HERE / "assets"))],
        memory=False,
    )
    datasette.remove_database("_memory")
    datasette.add_database(Counted(datasette, path=str(viewer.path), is_mutable=True), name=DATABASE)
    viewers[datasette] = viewer
    return datasette


def config() -> dict[str, Any]:
    # the search box of a table page asks our index (plugin.prepare_connection puts the words so that it can answer)
    searched = {"fts_table": "search_index", "fts_pk": "bulletin"}
    tables = {"bulletin_texts": searched, "all_bulletin_texts": searched}
    asked = {
        name: {"sql": question.sql, "params": [parameter.name for parameter in question.parameters]}
        for name, question in QUESTIONS.items()
    }
    return {"databases": {DATABASE: {"tables": tables, "queries": asked}}}


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that is bound before anything is opened. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except BaseException:
        bound.close()
        raise
    return bound


def serve(datasette: Datasette, bound: socket.socket) -> None:
    """Serve until a signal ends it; answers under way have a moment to finish."""
    bounds.hold_memory()
    settings = uvicorn.Config(
        datasette.app(), log_level="warning", server_header=False, timeout_graceful_shutdown=SECONDS_TO_FINISH
    )
    uvicorn.Server(settings).run(sockets=[bound])
