"""`bulletins report`: a run as one HTML page that needs nothing else."""

from pathlib import Path

import click

from bulletins.cli.export import new_folders
from bulletins.cli.group import store_option
from bulletins.exports import ExportError, atomically
from bulletins.report import report
from pipelines.exit_codes import Exit, Failure
from pipelines.store import open_to_read

__all__ = ["report_command"]


@click.command(
    epilog="""\b
Examples:
  bulletins report                                 the newest run, to run-N.html
  bulletins report --run 12 --output monday.html

The page has no script and asks for no address, so it may be sent by mail and opened anywhere. It says what
became of the pages, how each source stood, what failed, what was removed with examples, and what is new.
"""
)
@click.option("--run", "number", type=click.IntRange(1, 2**63 - 1), metavar="N", help="[default: the newest run]")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Where to  [default: run-N.html]",
)
@store_option
def report_command(number: int | None, output: Path | None, store_url: str) -> int:
    """Write a run's report as one HTML page, in Chinese and English."""
    with open_to_read(store_url) as store:
        run = store.run(number)
        if run is None:
            raise click.UsageError(f"no run {number}" if number is not None else "no run yet")
        reported = report(run, store.changes(run.number))
    path = output or Path(f"run-{run.number}.html")
    made = new_folders([path])
    try:
        with atomically([path]) as [partial]:
            partial.write_text(reported, "utf-8")
    except ExportError as error:
        raise Failure(str(error), Exit.FAILED) from error
    for line in made:
        click.echo(line)
    click.echo(f"{path}: open it in a browser")
    return Exit.OK
