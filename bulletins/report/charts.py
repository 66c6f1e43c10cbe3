"""Bars as SVG of our own: three kinds are all that the report needs, and no library of charts fits into a mail."""

from collections.abc import Mapping, Sequence
from datetime import date

from bulletins.report.labels import LABELS
from bulletins.report.markup import Element, element, joined

__all__ = ["COLOURS", "bar", "columns", "in_years", "months_between", "stacked"]

# Told apart also by who sees no red or green; what needs a look is warm
COLOURS = {
    "new": "#2a6fb0",
    "revised": "#7fb3e0",
    "unchanged": "#b9c2cc",
    "gone": "#8a6d3b",
    "listed": "#d9dee4",
    "joined": "#e7eaee",
    "rejected": "#e08a1e",
    "failed": "#b3261e",
    "not read yet": "#6b4fa0",
}
HEIGHT = 150
GAP = 0.25  # of a column's width
MOST_COLUMNS = 48


def stacked(parts: Mapping[str, int], most: int) -> Element:
    """One bar of parts, as long as its sum is beside the largest of all."""
    drawn, at = [], 0.0
    for name, count in parts.items():
        width = 100 * count / most
        title = element("title", f"{LABELS.get(name, name)} {count:,}")
        shape = element("rect", x=f"{at:.3f}", width=f"{width:.3f}", height=10, fill=COLOURS.get(name, "#999"))
        drawn.append(element("g", title, shape))
        at += width
    told = "，".join(f"{LABELS.get(name, name)} {count:,}" for name, count in parts.items())
    return element(
        "svg", *drawn, viewBox="0 0 100 10", preserveAspectRatio="none", class_="bar", role="img", aria_label=told
    )


def bar(share: float, colour: str) -> Element:
    """One bar, from 0 to 1."""
    rect = element("rect", width=f"{100 * share:.3f}", height=10, fill=colour)
    return element("svg", rect, viewBox="0 0 100 10", preserveAspectRatio="none", class_="bar", aria_hidden="true")


def columns(counts: Sequence[tuple[str, int]]) -> Element:
    """A column for each name, in their order, with the number above it and some of the names below."""
    most = max(count for _, count in counts)
    step = 100 if len(counts) < 8 else 800 / len(counts)
    width = step * len(counts)
    every = -(-len(counts) // max(1, int(width // 64)))  # a name takes some 60 units
    drawn = []
    for i, (name, count) in enumerate(counts):
        height = HEIGHT * count / most
        left = i * step
        middle = left + step / 2
        shape = element(
            "rect",
            x=f"{left + step * GAP / 2:.1f}",
            y=f"{20 + HEIGHT - height:.1f}",
            width=f"{step * (1 - GAP):.1f}",
            height=f"{height:.1f}",
            fill=COLOURS["new"],
        )
        told = [element("title", f"{name}: {count:,}"), shape]
        if count and step >= 16:
            at = {"x": f"{middle:.1f}", "y": f"{15 + HEIGHT - height:.1f}", "text_anchor": "middle"}
            told.append(element("text", f"{count:,}", **at))
        if i % every == 0:
            told.append(element("text", name, x=f"{middle:.1f}", y=HEIGHT + 38, text_anchor="middle"))
        drawn.append(element("g", *told))
    axis = element("line", x1=0, x2=f"{width:.1f}", y1=HEIGHT + 20, y2=HEIGHT + 20, stroke="#8a939d")
    told_all = "，".join(f"{name} {count:,}" for name, count in counts)
    return element(
        "svg",
        joined(*drawn, axis),
        viewBox=f"0 0 {width:.1f} {HEIGHT + 46}",
        style=f"max-width:{width:.0f}px",
        class_="columns",
        role="img",
        aria_label=told_all,
    )


def months_between(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The months from the first to the last, those without anything too: `2020-06`."""
    first, last = min(counts), max(counts)
    month, found = date.fromisoformat(f"{first}-01"), []
    while f"{month:%Y-%m}" <= last:
        found.append((f"{month:%Y-%m}", counts.get(f"{month:%Y-%m}", 0)))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found


def in_years(counts: Mapping[str, int]) -> list[tuple[str, int]] | None:
    """The same by years, where the months are too many to be drawn; None: they are not."""
    first, last = int(min(counts)[:4]), int(max(counts)[:4])
    if (last - first + 1) * 12 <= MOST_COLUMNS or len(months_between(counts)) <= MOST_COLUMNS:
        return None
    of_year = {year: sum(n for month, n in counts.items() if int(month[:4]) == year) for year in range(first, last + 1)}
    return [(str(year), n) for year, n in of_year.items()]
