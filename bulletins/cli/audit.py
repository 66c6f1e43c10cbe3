"""`bulletins audit`: removals and copies drawn at random for a person to judge, and how often they are right."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from bulletins.cli.audit_page import audit_page
from bulletins.cli.audit_print import item_as_json, print_item, print_rate, rate_as_json
from bulletins.cli.group import store_option
from bulletins.cli.terminal import out
from pipelines.exit_codes import Exit, Failure
from pipelines.store import AuditItem, Kind, Said, Store, Verdict, open_store, open_to_read

__all__ = ["VerdictLine", "WrongFile", "audit", "read_verdicts"]

KEYS = {"r": Verdict.RIGHT, "w": Verdict.WRONG, "u": Verdict.UNSURE}
KEYS |= {"1": Verdict.RIGHT, "2": Verdict.WRONG, "3": Verdict.UNSURE}  # where an input method holds the letters back


SKIP, QUIT = "s", "q"
PROMPT = "[r]ight  [w]rong  [u]nsure  [s]kip  [q]uit (or 1 2 3): "
HOW = (
    "To judge them: run this in a terminal; or write a page with `--html FILE` and mark them there; or write a file"
    " with the line `item,verdict` at its top and a line for each item (right, wrong or unsure). Hand the file in with"
    " `--verdicts FILE`."
)
VERDICT_WORDS = {
    Verdict.RIGHT: ("right", "r", "对", "正确"),
    Verdict.WRONG: ("wrong", "w", "错", "错误"),
    Verdict.UNSURE: ("unsure", "u", "不确定", "拿不准"),
}
VERDICTS = {word: verdict for verdict, words in VERDICT_WORDS.items() for word in words}


@click.command(
    epilog="""\b
Examples:
  bulletins audit                          judge 50 of them, key by key; Ctrl-C keeps what was judged
  bulletins audit --html audit.html        a page on which to mark verdicts, offline
  bulletins audit --verdicts verdicts.csv  take in the file that the page gives
  bulletins audit --rate                   how often removals and copies are right, with 95% intervals

As many are drawn of each reason, and rates weigh each reason by how many there are of it. What was judged is not drawn
again. The same seed draws the same sample. Verdicts stay through rebuilds and upgrades (docs/dedup.md).
"""
)
@click.option("--sample", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many to draw.")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="Another number draws others.")
@click.option("--context", type=click.IntRange(0, 50), default=3, show_default=True, help="Lines before and after.")
@click.option("--again", is_flag=True, help="Draw also what was judged before.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page here.")
@click.option(
    "--verdicts",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Take verdicts from a CSV or JSON Lines file: item, verdict, by (may be left out).",
)
@click.option("--by", metavar="NAME", help="Who judges, kept with each verdict.")
@click.option("--rate", is_flag=True, help="Only the rates, without a new sample.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
@store_option
def audit(
    sample: int,
    seed: int,
    context: int,
    again: bool,
    html: Path | None,
    verdicts: Path | None,
    by: str | None,
    rate: bool,
    as_object: bool,
    store_url: str,
) -> int:
    """Judge removals and copies drawn at random, and estimate how often they are right."""
    is_asked = not (rate or html or as_object) and sys.stdin.isatty() and sys.stdout.isatty()
    is_written = verdicts is not None or is_asked
    with open_store(store_url, create=False) if is_written else open_to_read(store_url) as store:
        if verdicts is not None:
            take_in(store, verdicts, by, quiet=as_object)
        if rate or verdicts is not None:
            report_rate(store, as_object)
            return Exit.OK
        items = store.draw(sample, seed, context=context, again=again)
        if html is not None:
            html.write_text(audit_page(items, seed), "utf-8")
        if as_object:
            drawn = {"seed": seed, "sample": [item_as_json(item) for item in items]}
            click.echo(json.dumps(drawn | rate_as_json(store.precision()), ensure_ascii=False, indent=2))
        elif html is not None:
            click.echo(f"{html}: {len(items)} to judge; open it in a browser, then `bulletins audit --verdicts FILE`")
        elif is_asked:
            judge_all(store, items, by)
            report_rate(store, as_object)
        else:
            print_all(items)
    return Exit.OK


def take_in(store: Store, file: Path, by: str | None, *, quiet: bool) -> None:
    """Store the verdicts of a file, all or none; say on stderr what is no longer there. Raises Failure."""
    try:
        lines = read_verdicts(file)
        found = [(line, store.audit_item(line.item)) for line in lines]
    except (WrongFile, ValueError) as error:
        raise Failure(f"{file}: {error}; nothing was stored", Exit.USAGE) from error
    said = [Said(item, line.verdict, line.by or by) for line, item in found if item is not None]
    stored = store.judge(said)
    missing = [line.item for line, item in found if item is None]
    for name in missing:
        click.echo(f"{name} is not removed or a copy any more, or its text changed: its verdict was left out", err=True)
    if not quiet:
        click.echo(f"{len(lines)} verdicts read, {stored} stored, {len(said) - stored} known, {len(missing)} left out")


def report_rate(store: Store, as_object: bool) -> None:
    precision = store.precision()
    if as_object:
        click.echo(json.dumps(rate_as_json(precision), ensure_ascii=False, indent=2))
    else:
        print_rate(precision)


def print_all(items: list[AuditItem]) -> None:
    for number, item in enumerate(items, 1):
        print_item(item, number, len(items))
    out.print()
    click.echo(HOW if items else "Nothing was removed or hidden as a copy that is not judged yet.")


def judge_all(store: Store, items: list[AuditItem], by: str | None) -> None:
    """Show one item after the other and store each verdict at once."""
    for number, item in enumerate(items, 1):
        print_item(item, number, len(items))
        key = ask()
        if key == QUIT:
            return
        if key == SKIP:
            continue
        verdict = KEYS[key]
        store.judge([Said(item, verdict, by)])
        click.echo(f"{verdict}, stored")
        if verdict is Verdict.WRONG and item.kind is Kind.REMOVAL:
            click.echo(f"`bulletins undo {item.bulletin}:{item.position}` puts it back")
    if not items:
        click.echo("Nothing was removed or hidden as a copy that is not judged yet.")


def ask() -> str:
    """Wait for one of the keys; the end of the input is quitting."""
    click.echo(PROMPT, nl=False)
    while True:
        try:
            key = click.getchar().lower()
        except EOFError:
            key = QUIT
        if key in KEYS or key in (SKIP, QUIT):
            click.echo(key)
            return key


# Files of verdicts: CSV as a spreadsheet writes it, or JSON Lines.


class WrongFile(Exception):
    """The file is not one of verdicts; the message names the line. Nothing of it may be used."""


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """What a file says of one item. `by` None: the file does not say who judged."""

    item: str
    verdict: Verdict
    by: str | None


def read_verdicts(file: Path) -> list[VerdictLine]:
    """Read a file of verdicts; lines whose verdict is empty are left out. Raises WrongFile."""
    text = decoded(file.read_bytes())
    rows = of_json_lines(text) if text.lstrip().startswith("{") else of_csv(text)
    return [line for number, row in rows if (line := verdict_of(number, row)) is not None]


def decoded(content: bytes) -> str:
    """Decode UTF-8, with or without its mark, or what a Chinese spreadsheet saves else. Raises WrongFile."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFile("neither UTF-8 nor GB 18030")


def of_json_lines(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise WrongFile(f"line {number} is no JSON") from error
        if not isinstance(row, dict):
            raise WrongFile(f"line {number} is no JSON object")
        yield number, row


def of_csv(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    head = text.partition("\n")[0]
    delimiter = next((mark for mark in ",;\t" if mark in head), ",")
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    names = reader.fieldnames or []
    missing = [name for name in ("item", "verdict") if name not in names]
    if missing:
        raise WrongFile(f"its first line names no column {' and no column '.join(missing)}")
    for row in reader:
        yield reader.line_num, {name: value for name, value in row.items() if name is not None}


def verdict_of(number: int, row: dict[str, object]) -> VerdictLine | None:
    """Return what one line says; None: it says nothing yet. Raises WrongFile."""
    item, word, by = (str(row.get(name) or "").strip() for name in ("item", "verdict", "by"))
    if not word:
        return None
    if word.lower() not in VERDICTS:
        raise WrongFile(f"line {number}: {word[:40]!r} is no verdict (right, wrong or unsure)")
    return VerdictLine(item, VERDICTS[word.lower()], by or None)
