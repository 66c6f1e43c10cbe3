"""What has changed in a store on PostgreSQL since a moment, by the transaction that is noted in each row (xmin).

A moment is a snapshot's oldest transaction that was still going on: all rows that it did not show were written by that
one or a later one. Numbers of transactions have 32 bits in rows, so two billion transactions later nothing can be said.
"""

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

__all__ = ["changed_since", "moment"]

# A server that was restored has another identifier or timeline, or was started since where its files were put back: its
# transactions have the numbers of others then
MOMENT = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text,
           (SELECT system_identifier::text FROM pg_control_system()),
           (SELECT timeline_id FROM pg_control_checkpoint()),
           extract(epoch FROM pg_postmaster_start_time())::text,
           (SELECT oid::text FROM pg_database WHERE datname = current_database()),
           (SELECT oid::text FROM pg_namespace WHERE nspname = current_schema())
"""
TRANSACTIONS = 2**32
COMPARABLE = 2**31 - 2**24


def moment(connection: Connection) -> str:
    """Return the moment that a transaction of one snapshot reads."""
    oldest, *of_server = connection.exec_driver_sql(MOMENT).one()
    return json.dumps([int(oldest), *of_server])


def changed_since(connection: Connection, before: str) -> sa.ColumnElement[bool] | None:
    """Return the condition that holds for the rows of any one table that were written since a moment.

    None: nothing can be said, for the server is another one, or too much has been written since.
    """
    (then, *of_server), (now, *of_this) = json.loads(before), json.loads(moment(connection))
    if of_server != of_this or not 0 <= now - then < COMPARABLE:
        return None
    # both ages are counted from the same transaction, the next one as this one begins
    return sa.text(f"age(xmin) <= age(CAST('{then % TRANSACTIONS}' AS xid))")  # type: ignore[return-value]  # a condition
