"""`bulletins verify`: the store held against itself, and what to do about each finding."""

import json

import click
from rich.markup import escape

from bulletins.cli.group import store_option
from bulletins.cli.terminal import meter, out, safe
from pipelines.exit_codes import Exit
from pipelines.store import open_to_read

__all__ = ["verify"]


@click.command(
    epilog="""\b
Checked are: the database file; the tables and columns of the schema; that each page has one fate and leads to its
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
        told = [{"check": f.check, "what": f.what, "mend": f.mend} for f in findings]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            out.print(f"[bold red]{escape(finding.check)}[/]: {escape(safe(finding.what))}")
            out.print(f"    {escape(finding.mend)}")
        out.print(f"{len(findings)} findings" if findings else "all well")
    return Exit.SUSPICIOUS if findings else Exit.OK
