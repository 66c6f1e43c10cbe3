"""`bulletins backup` and `bulletins restore`: the store as one file, taken while it is in use, and put back."""

import json
from pathlib import Path

import click
from rich.markup import escape

from bulletins.cli.group import store_option
from bulletins.cli.summary import print_totals
from bulletins.cli.terminal import meter, out, safe
from pipelines import store
from pipelines.exit_codes import Exit
from pipelines.store import open_store, open_to_read, restore
from pipelines.store.engine.databases import name_of

__all__ = ["backup", "restore_command", "upgrade", "verify"]


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


# `bulletins verify`: the store held against itself, and what to do about each finding.


@click.command(
    epilog="""\b
Checked are: the database file; the tables and columns of the schema; that each page has one outcome and leads to its
revision; that each removed paragraph has its receipt and each receipt its paragraphs; that what is to be fetched
agrees with what was, and what is gone with what was missed; the search index against the texts; and the bytes of every
raw page against their SHA-256.
Only read, so it may run while a crawl writes. Exit code 1 when something is found.
"""
)
@click.option("--json", "as_object", is_flag=True, help="One JSON list of the findings.")
@store_option
def verify(as_object: bool, store_url: str) -> int:
    """Check the store, and say what to do about what is wrong."""
    findings = []
    with open_to_read(store_url) as store, meter("verify") as progress:
        for finding in store.verify(progress.step):
            findings.append(finding)
    if as_object:
        reported = [{"check": f.check, "what": f.what, "mend": f.mend} for f in findings]
        click.echo(json.dumps(reported, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            out.print(f"[bold red]{escape(finding.check)}[/]: {escape(safe(finding.what))}")
            out.print(f"    {escape(finding.mend)}")
        out.print(f"{len(findings)} findings" if findings else "all well")
    return Exit.SUSPICIOUS if findings else Exit.OK


# `bulletins upgrade`: bring a store to the schema of this version.


@click.command()
@store_option
def upgrade(store_url: str) -> int:
    """Bring a store to this version's schema. Safe to call at any time; a failed step leaves the old schema."""
    store.upgrade(store_url)
    click.echo(f"{name_of(store_url)}: schema is up to date")
    return Exit.OK
