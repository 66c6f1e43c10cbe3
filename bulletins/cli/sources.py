"""`bulletins sources`: which sites are watched, and whether their files are right."""

import json
from pathlib import Path

import click
from rich.table import Table

from bulletins.cli.sources_try import try_source
from bulletins.cli.terminal import out
from pipelines import sources as source_files
from pipelines.exit_codes import Exit
from pipelines.lists.read import first_asks
from pipelines.models import Source

__all__ = ["sources"]


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  bulletins sources                 list them
  bulletins sources check           check every file in data/sources
  bulletins sources check xinhui    check one
  bulletins sources try xinhui      fetch a list page and an article, show what is understood
  bulletins sources try https://www.example.gov.cn/tzgg/    the same without a file
""",
)
@click.pass_context
def sources(ctx: click.Context) -> None:
    """List, check or try the sources: one TOML file a site, in data/sources (or BULLETINS_SOURCES)."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_sources)


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_sources(as_json: bool) -> int:
    """List the sources."""
    found = source_files.load_all()
    if as_json:
        click.echo(json.dumps([describe(s) for s in found], ensure_ascii=False, indent=2))
        return Exit.OK
    table = Table("name", "title", "level", "tried", "begins at", box=None, header_style="bold")
    for source in found:
        tried = "yes" if source.tried else "not yet"
        table.add_row(source.name, source.title, source.level, tried, first_asks(source)[0].url)
    out.print(table)
    return Exit.OK


def describe(source: Source) -> dict[str, object]:
    return {
        "name": source.name,
        "title": source.title,
        "level": source.level,
        "tried": source.tried,
        "start_urls": list(source.start_urls),
        "lists": len(source.lists),
    }


@sources.command("check")
@click.argument("names", nargs=-1, metavar="[NAME|FILE…]")
def check(names: tuple[str, ...]) -> int:
    """Check source files: every wrong key is named with what it means. Exit code 78 when one is wrong."""
    wrong = 0
    checked = names or tuple(str(path) for path in sorted(source_files.sources_folder().glob("*.toml")))
    for name in checked:
        try:
            source = source_files.load(name)
        except source_files.SourceError as error:
            wrong += 1
            click.echo(str(error), err=True)
        else:
            click.echo(f"{source.name}: ok ({begins_at(source)}, {Path(name).name})")
    return Exit.CONFIGURATION if wrong else Exit.OK


def begins_at(source: Source) -> str:
    """How many list pages a source begins at, and how many lists it describes."""
    counts = {"list page": len(source.start_urls), "described list": len(source.lists)}
    told = [f"{n} {what}{'s' if n > 1 else ''}" for what, n in counts.items() if n]
    return " and ".join(told)


sources.add_command(try_source)
