"""Connections to PostgreSQL that work the same whatever somebody has set there, and notice when they are lost."""

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from pipelines.store.engine.database import SECONDS_TO_WAIT_FOR_A_WRITER, Database
from pipelines.store.engine.postgres_errors import driver_errors
from pipelines.text.storable import as_json

__all__ = ["PIPELINE", "SECONDS_TO_ANSWER", "SETTINGS", "answering", "connecting", "sending_ahead"]

SECONDS_TO_CONNECT = 15
SECONDS_TO_ANSWER = 60  # the other side's machine, not its query
SETTINGS = {
    "jit": "off",  # compiling a query takes longer than answering nearly any of ours
    "work_mem": "32MB",  # what GIN is given is sorted in it: adding to the search index is a fifth dearer in 4 MB
    "lock_timeout": f"{SECONDS_TO_WAIT_FOR_A_WRITER}s",
    "client_min_messages": "warning",
    # a client that is gone without a word gives its locks back in a minute
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": f"{SECONDS_TO_ANSWER}s",
    "default_transaction_isolation": "read committed",  # of single statements; transactions say theirs
    # What a role, a database or a server may have set otherwise: how values are written and read
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "standard_conforming_strings": "on",
    "backslash_quote": "safe_encoding",
    "array_nulls": "on",
    "transform_null_equals": "off",
    # that all is found
    "gin_fuzzy_search_limit": "0",
    # and how long we may think: the session whose locks show that a run goes on waits between two of its pages
    "statement_timeout": "0",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0",
}
# Those of them that this version of the server knows
SET = """
    SELECT set_config(known.name, wanted.value, false) FROM pg_settings known
    JOIN unnest(CAST(%s AS TEXT[]), CAST(%s AS TEXT[])) wanted (name, value) ON known.name = wanted.name
"""
PIPELINE = "pipeline"
# What a broken connection comes to is said by us, once, and not by the driver for each statement that was on its way
logging.getLogger("psycopg").setLevel(logging.CRITICAL)
POOLED = 15  # connections of an engine at the most, SQLAlchemy's own bound


def connecting(database: Database, *, settings: Mapping[str, str] | None = None, **more: Any) -> Engine:
    """Return an engine for a database. `settings`: of each session next to ours; `more`: what create_engine takes."""
    wanted = SETTINGS | dict(settings or {})
    engine = database.engine(
        json_serializer=as_json,
        connect_args={
            "connect_timeout": SECONDS_TO_CONNECT,
            "application_name": "bulletins",
            # a server that is gone without a word is noticed in a minute, also while something is on its way
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "tcp_user_timeout": SECONDS_TO_ANSWER * 1000,
        }
        | database.url.query
        | {"client_encoding": "utf8"},
        **more,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SET, (list(wanted), list(wanted.values())))
        connection.commit()

    return engine


def sending_ahead(engine: Engine) -> Engine:
    """Let the connections of an engine be in a pipeline (`Postgres.pipelined`), and return it."""

    @event.listens_for(engine, "after_cursor_execute")
    def fetch(connection: Connection, cursor: Any, statement: str, _: Any, context: Any, is_many: bool) -> None:
        # SQLAlchemy looks at once what columns there are, so the answer must have come
        pipeline = connection.info.get(PIPELINE)
        if pipeline is not None and not has_no_answer(statement):
            pipeline.sync()

    return engine


def answering(engine: Engine) -> Connection:
    """Return a connection of the pool to a server that answers; one that the server has closed is opened again.

    That takes a way to the server. Who waits for a server and writes again (`again.py`) need not ask. (pool_pre_ping
    would ask for everybody.)
    """
    for _ in range(POOLED):  # all may have been closed at once
        connection = engine.connect()
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute("SELECT 1")
            driver.commit()  # a rollback forgets what is prepared
        except driver_errors():
            connection.invalidate()
            connection.close()
        else:
            return connection
    return engine.connect()


@cache
def has_no_answer(statement: str) -> bool:
    return statement.startswith(("INSERT", "UPDATE", "DELETE")) and "RETURNING" not in statement
