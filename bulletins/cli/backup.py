"""`bulletins backup` and `bulletins restore`: the store as one file, taken while it is in use, and put back."""

from pathlib import Path

import click

from bulletins.cli.group import store_option
from bulletins.cli.summary import print_totals
from pipelines.exit_codes import Exit
from pipelines.store import open_store, open_to_read, restore

__all__ = ["backup", "restore_command"]


@click.command(
    epilog="""\b
Examples:
  bulletins backup backup-2026-11-23.db
  bulletins verify --store sqlite:///backup-2026-11-23.db

Safe while a crawl writes and others read: the file holds the store as it was at one moment. It is called
FILE.partial until it is whole.
"""
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@store_option
def backup(file: Path, store_url: str) -> int:
    """Write the whole store to a new file."""
    with open_to_read(store_url) as store:
        size = store.backup(file)
    click.echo(f"{file}: {size / 1e6:,.1f} MB")
    return Exit.OK


@click.command(
    epilog="""\b
Examples:
  bulletins restore backup-2026-11-23.db --store sqlite:///restored.db
  bulletins restore backup-2026-11-23.db --replace
"""
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Put it over the store that is there, unless a program uses that.")
@store_option
def restore_command(file: Path, replace: bool, store_url: str) -> int:
    """Put a backup in the store's place."""
    restore(file, store_url, replace=replace)
    with open_store(store_url, create=False) as store:
        print_totals(store.totals())
    return Exit.OK
