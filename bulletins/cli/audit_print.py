"""An audit on a terminal: both places side by side, and the rates."""

from rich.table import Table
from rich.text import Text

from bulletins.cli.audit_shapes import NAMES, changes_of, facts_of
from bulletins.cli.differences import bracketed
from bulletins.cli.terminal import out, safe
from pipelines.dedup.precision import Stratum, estimate, wilson
from pipelines.revisions.differences import ParagraphChange, What
from pipelines.store import AuditItem, Kind, Precision, Side

__all__ = ["print_item", "print_rate"]

OPENING = 4  # paragraphs of a copy that are shown before the differences
CHANGES = 20  # differences of a copy that are shown
THIS, GONE = "▶", "−"


def print_item(item: AuditItem, number: int, of: int) -> None:
    """Print one item: what it is, both places next to each other, and the difference."""
    out.print()
    line = Text()
    line.append(f"{number}/{of}  ", style="dim")
    line.append(item.reason, style="bold")
    line.append(f"  {safe(item.later.title)}", style="bold")
    line.append(f"  {item.id}", style="dim")
    out.print(line)
    table = Table(expand=True)
    if item.kind is Kind.COPY:
        table.add_column(f"original: bulletin {item.of}", ratio=1, overflow="fold")
        table.add_column(f"hidden as its copy: bulletin {item.bulletin}", ratio=1, overflow="fold")
        table.add_row(opening(item.earlier), opening(item.later))
    else:
        kept = "kept" if item.earlier is not None else "line of the site's template"
        table.add_column(kept, ratio=1, overflow="fold")
        table.add_column(f"removed: {item.bulletin}:{item.position}", ratio=1, overflow="fold")
        table.add_row(lines_of(item.earlier), lines_of(item.later))
    out.print(table, soft_wrap=False)
    if item.kind is Kind.COPY:
        print_changes(item)
    elif item.kept_text is not None:
        print_difference(item)


def lines_of(side: Side | None) -> Table | Text:
    """The paragraphs of one place, each with its position; ▶ marks the one in question, − another removed one."""
    if side is None:
        return Text("it repeats nothing of this page", style="dim")
    block = two_columns()
    for at, line in enumerate(side.lines):
        if at and line.position > side.lines[at - 1].position + 1:
            block.add_row("…", "")
        mark = THIS if line.is_this else GONE if not line.kept else ""
        style = "bold" if line.is_this else "dim"
        block.add_row(Text(f"{mark} {line.position}"), Text(safe(line.text)), style=style)
    return block


def opening(side: Side | None) -> Table:
    """What a bulletin says of itself and how its text begins."""
    block = two_columns()
    if side is None:
        return block
    for name, value in facts_of(side).items():
        if value:
            block.add_row(Text(name, style="dim"), Text(safe(value)))
    for line in side.lines[:OPENING]:
        block.add_row(Text(str(line.position)), Text(safe(line.text)), style="dim")
    if len(side.lines) > OPENING:
        block.add_row("…", f"{len(side.lines) - OPENING} more", style="dim")
    return block


def two_columns() -> Table:
    """A name or position, and what it stands before. In one text a long Chinese line would begin below its number."""
    block = Table.grid(padding=(0, 1), expand=True)
    block.add_column(justify="right", no_wrap=True)
    block.add_column(ratio=1, overflow="fold")
    return block


def print_difference(item: AuditItem) -> None:
    if not item.difference:
        out.print("the two are the same, character for character", style="dim")
        return
    line = Text()
    line.append("difference: ", style="dim")
    line.append_text(bracketed(item.kept_text or "", item.difference))
    out.print(line)


def print_changes(item: AuditItem) -> None:
    """Where the copy differs from its original, facts first."""
    fields, paragraphs = changes_of(item)
    for field in fields:
        out.print(Text(f"{field.name}: [-{safe(field.before or '')}-]{{+{safe(field.after or '')}+}}"))
    for change in paragraphs[:CHANGES]:
        out.print(changed(change))
    if len(paragraphs) > CHANGES:
        out.print(
            f"… {len(paragraphs) - CHANGES} more differences: `bulletins copies {item.bulletin} --with {item.of}`"
        )
    if not paragraphs:
        out.print("the two texts are the same, character for character", style="dim")


def changed(change: ParagraphChange) -> Text:
    line = Text()
    line.append(f"{change.what}: ", style="dim")
    if change.what is What.ADDED:
        line.append(f"{{+{safe(change.after or '')}+}}", style="bold red")
    elif change.what is What.REMOVED:
        line.append(f"[-{safe(change.before or '')}-]", style="green")
    else:
        line.append_text(bracketed(change.before or "", change.difference))
    return line


def print_rate(precision: Precision) -> None:
    """Print how often removals and copies are right, in all and by reason."""
    for kind, strata in precision.strata.items():
        print_kind(NAMES[kind], strata)
    lapsed = sum(precision.lapsed.values())
    if lapsed:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in precision.lapsed.items() if count)
        out.print(f"{lapsed} verdicts are on what is not removed or a copy any more: {counts}")


def print_kind(name: str, strata: tuple[Stratum, ...]) -> None:
    size = sum(stratum.size for stratum in strata)
    found = estimate(strata)
    if found is None:
        out.print(f"{name}: {size:,}, none judged yet" if size else f"{name}: there are none")
        return
    interval = f"95% interval {found.low:.1%} to {found.high:.1%}"
    out.print(f"{name}: {found.rate:.1%} right ({interval}), {found.decided:,} of {found.size:,} judged")
    table = Table("reason", "there are", "judged", "right", "wrong", "unsure", "rate", "95% interval", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    for stratum in strata:
        counts = (stratum.size, stratum.decided, stratum.right, stratum.wrong, stratum.unsure)
        table.add_row(stratum.name, *(f"{count:,}" for count in counts), *share_of(stratum))
    out.print(table)
    missing = [f"{stratum.name} ({stratum.size:,})" for stratum in strata if not stratum.decided]
    if missing:
        out.print(f"  the rate says nothing of {', '.join(missing)}: none of these is judged", style="yellow")


def share_of(stratum: Stratum) -> tuple[str, str]:
    if not stratum.decided:
        return "—", "—"
    share = stratum.right / stratum.decided
    low, high = wilson(share, stratum.decided)
    return f"{share:.1%}", f"{low:.1%} to {high:.1%}"
