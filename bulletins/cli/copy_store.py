"""`bulletins copy-store`: a whole store moved to another database, or back."""

import click

from bulletins.cli.terminal import Meter, meter
from pipelines.exit_codes import Exit
from pipelines.store.admin.copy_store import copy_store

__all__ = ["copy_store_command"]


@click.command(
    epilog="""\b
Examples:
  bulletins copy-store sqlite:///data/bulletins.db postgresql://crawler@db.example/bulletins
  bulletins copy-store postgresql://crawler@db.example/bulletins sqlite:///back.db

Both are SQLAlchemy URLs. What is copied is the store as it is at one moment, others may use it meanwhile. TO must be a
file that is not there, or an empty database or schema. Every row is read again from TO and compared before the copy
counts: when anything fails, or the command is stopped, nothing is in TO, and it can be called again. The search index
is made again. Locks of a crawl that goes on are not copied: stop it first, or what it fetches later is in FROM only.
"""
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy_store_command(source: str, target: str) -> int:
    """Copy a whole store to another database: from SQLite to PostgreSQL, and back."""
    with meter("copy-store") as progress:
        copied = copy_store(source, target, lambda table, rows, steps: advance(progress, table, rows, steps))
    click.echo(f"{copied.source} -> {copied.target}")
    click.echo(f"{sum(copied.rows.values()):,} rows in {len(copied.rows)} tables, read again and the same")
    for run in copied.living:
        click.echo(
            f"run {run} goes on in {copied.source}: what it writes from now on is not in the copy, where the next crawl"
            " takes it for killed and asks again for what it had leased",
            err=True,
        )
    return Exit.OK


def advance(progress: Meter, table: str, rows: int, steps: int) -> None:
    progress.total = steps
    progress.step(table, rows)
    if progress.bar is not None and progress.task is not None:
        progress.bar.update(progress.task, total=steps)
