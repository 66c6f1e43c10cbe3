"""An audit on a terminal: both places side by side, and the rates."""

from rich.table import Table
from rich.text import Text

from bulletins.cli.bulletin_json import edits
from bulletins.cli.differences import bracketed
from bulletins.cli.terminal import out, safe
from pipelines.dedup.precision import Estimate, Stratum, estimate, wilson
from pipelines.revisions.differences import FieldChange, ParagraphChange, What, changed_fields, changed_paragraphs
from pipelines.store import AuditItem, Kind, Precision, Side

__all__ = ["changes_of", "facts_of", "item_as_json", "print_item", "print_rate", "rate_as_json"]

OPENING = 4  # paragraphs of a copy that are shown before the differences
CHANGES = 20  # differences of a copy that are shown


THIS, GONE = "▶", "−"
PLACES = ("source", "url")  # where a bulletin stands, which differs whatever it says
NAMES = {Kind.REMOVAL: "removals", Kind.COPY: "copies"}


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
    """Return the paragraphs of one place, each with its position; ▶ marks the one in question, − another removed
    one."""
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
    """Return what a bulletin says of itself and how its text begins."""
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
    """Print where the copy differs from its original, facts first."""
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


# An audit for other programs: items and rates as JSON, and what of two copies differs.


def item_as_json(item: AuditItem) -> dict[str, object]:
    """Return the stable shape of an item; docs/schema.md describes each key."""
    return {
        "item": item.id,
        "kind": str(item.kind),
        "reason": item.reason,
        "bulletin": item.bulletin,
        "position": item.position,
        "of": item.of,
        "text": item.text,
        "kept_text": item.kept_text,
        "difference": edits(item.difference),
        "earlier": None if item.earlier is None else side_as_json(item.earlier),
        "later": side_as_json(item.later),
        "verdict": None if item.verdict is None else str(item.verdict),
    }


def side_as_json(side: Side) -> dict[str, object]:
    return {
        "bulletin": side.bulletin,
        "url": side.url,
        "source": side.source,
        "title": side.title,
        "published": side.published.isoformat() if side.published else None,
        "lines": [
            {"position": line.position, "text": line.text, "kept": line.kept, "is_this": line.is_this}
            for line in side.lines
        ],
    }


def rate_as_json(precision: Precision) -> dict[str, object]:
    """Return the rates of removals and of copies, from 0 to 1, and the verdicts that are of nothing any more."""
    rates: dict[str, object] = {
        NAMES[kind]: {
            **estimate_as_json(estimate(strata), strata),
            "reasons": [stratum_as_json(stratum) for stratum in strata],
        }
        for kind, strata in precision.strata.items()
    }
    return rates | {"lapsed": {str(verdict): count for verdict, count in precision.lapsed.items()}}


def estimate_as_json(found: Estimate | None, strata: tuple[Stratum, ...]) -> dict[str, object]:
    size = sum(stratum.size for stratum in strata)
    if found is None:
        return {"rate": None, "low": None, "high": None, "decided": 0, "covered": 0, "size": size}
    rate, low, high = (round(share, 6) for share in (found.rate, found.low, found.high))
    return {"rate": rate, "low": low, "high": high, "decided": found.decided, "covered": found.covered, "size": size}


def stratum_as_json(stratum: Stratum) -> dict[str, object]:
    share = stratum.right / stratum.decided if stratum.decided else None
    low, high = wilson(share, stratum.decided) if share is not None else (None, None)
    return {
        "reason": stratum.name,
        "size": stratum.size,
        "right": stratum.right,
        "wrong": stratum.wrong,
        "unsure": stratum.unsure,
        "rate": None if share is None else round(share, 6),
        "low": None if low is None else round(low, 6),
        "high": None if high is None else round(high, 6),
    }


def facts_of(side: Side) -> dict[str, str | None]:
    """Return what a bulletin says of itself, apart from its text."""
    return {
        "title": side.title,
        "published": str(side.published) if side.published else None,
        "issuer": side.issuer,
        "文号": side.document_number,
        "source": side.source,
        "url": side.url,
    }


def changes_of(item: AuditItem) -> tuple[tuple[FieldChange, ...], tuple[ParagraphChange, ...]]:
    """Return where a copy differs from its original: what it says of itself, and the paragraphs of the text."""
    if item.earlier is None:
        return (), ()
    texts = ([line.text for line in side.lines] for side in (item.earlier, item.later))
    before, after = (
        {name: value for name, value in facts_of(side).items() if name not in PLACES}
        for side in (item.earlier, item.later)
    )
    return changed_fields(before, after), changed_paragraphs(*texts)
