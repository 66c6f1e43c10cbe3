"""`bulletins upgrade`: bring a store to the schema of this version."""

import click

from bulletins.cli.group import store_option
from pipelines import store
from pipelines.exit_codes import Exit

__all__ = ["upgrade"]


@click.command()
@store_option
def upgrade(store_url: str) -> int:
    """Bring a store to this version's schema. Safe to call at any time; a failed step leaves the old schema."""
    store.upgrade(store_url)
    click.echo(f"{store_url}: schema is up to date")
    return Exit.OK
