"""Figures as SVG, drawn here: no script, no address outside, one picture that a reader without eyes can hear.

`columns`, `rows` and `shares` are for the web pages: widths are in per cent of what the page gives, heights and letters
in pixels, so a chart fits a phone and its letters stay readable. Colours are classes of the style sheet, since a strict
policy takes no style from markup. `columns_in_print`, `stacked` and `bar` are for the report, which is printed and
mailed: they bring their colours along, and columns their figures.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bulletins.words import CHINESE

__all__ = [
    "COLOURS",
    "Bar",
    "Element",
    "bar",
    "both",
    "by_time",
    "columns",
    "columns_in_print",
    "element",
    "filled",
    "joined",
    "rows",
    "shares",
    "stacked",
    "text",
]


# Distinguished also by who sees no red or green; what needs a look is warm
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
FOOT = 20  # room for the letters below
HEAD = 16
MAX_LABELS = 6  # below the columns: more run into each other on a phone
ROW = 30
GAP = 0.25  # of a column's width in print
MAX_MONTHS = 72  # as columns; where they are more, years
FEW = 12  # so many have room for their own names
FEWEST = 10  # columns of which one fills the whole width say nothing


# A title may not turn the reading direction of the table that it stands in, nor hide what comes after it
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
VOID = ("meta", "rect", "line", "link", "input", "hr")


@dataclass(frozen=True, slots=True)
class Bar:
    """`label` says what was counted; `href` leads to what is behind the figure."""

    label: str
    count: int
    href: str = ""
    mark: str = ""  # what stands below a column; empty: nothing


# Elements of HTML and SVG. A text is escaped unless it is an element, so no text of a page can become one.


class Element(str):
    """Markup of our own making, safe to put into a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return it as it is: by this name templates know what is not to be escaped again."""
        return str(self)


def columns(bars: Sequence[Bar], title: str) -> Element:
    """Draw one column a bar, as for months: the labels below are thinned out."""
    if not bars:
        return Element()
    most = max(max(bar.count for bar in bars), 1)
    step = 100 / max(len(bars), FEWEST)
    marked = [n for n, bar in enumerate(bars) if bar.mark]
    kept = set(marked[:: max(1, -(-len(marked) // MAX_LABELS))])
    parts = [
        filled('<line x1="0" x2="100%" y1="{0}" y2="{0}" class="axis"/>', HEAD + HEIGHT),
        filled('<text x="0" y="12" class="scale">{:,}</text>', most),
        filled('<line x1="0" x2="100%" y1="{0}" y2="{0}" class="grid"/>', HEAD),
    ]
    for n, bar in enumerate(bars):
        height = bar.count / most * HEIGHT
        drawn = filled(
            '<g class="column"><rect class="reach" x="{0:.3f}%" y="{5}" width="{3:.3f}%" height="{6}"/>'
            '<rect class="bar" x="{1:.3f}%" y="{2:.1f}" width="{4:.3f}%" height="{7:.1f}"/>'
            "<title>{8}: {9:,}</title></g>",
            n * step,
            n * step + step * 0.1,
            HEAD + HEIGHT - height,
            step,
            step * 0.8,
            HEAD,
            HEIGHT,
            height,
            bar.label,
            bar.count,
        )
        parts.append(linked(drawn, bar.href))
        if n in kept:
            anchor = "end" if (n + 0.5) * step > 92 else "start"
            parts.append(
                filled(
                    '<text x="{:.3f}%" y="{}" class="mark" text-anchor="{}">{}</text>',
                    n * step if anchor == "start" else (n + 1) * step,
                    HEAD + HEIGHT + 15,
                    anchor,
                    bar.mark,
                )
            )
    return picture(parts, title, HEAD + HEIGHT + FOOT)


def rows(bars: Sequence[Bar], title: str) -> Element:
    """Draw one row a bar with its label above it, as for offices: names are long in Chinese too."""
    if not bars:
        return Element()
    most = max(max(bar.count for bar in bars), 1)
    parts = []
    for n, bar in enumerate(bars):
        y = n * ROW
        drawn = filled(
            '<g class="row"><text x="0" y="{0}" class="label">{1}</text>'
            '<text x="100%" y="{0}" class="figure" text-anchor="end">{2:,}</text>'
            '<rect class="track" x="0" y="{3}" width="100%" height="5"/>'
            '<rect class="bar" x="0" y="{3}" width="{4:.2f}%" height="5"/><title>{1}: {2:,}</title></g>',
            y + 13,
            shortened(bar.label),
            bar.count,
            y + 19,
            bar.count / most * 100,
        )
        parts.append(linked(drawn, bar.href))
    return picture(parts, title, len(bars) * ROW)


def shares(bars: Sequence[tuple[str, Bar]], title: str) -> Element:
    """Draw parts of a whole on one line; each comes with the class that gives it its colour."""
    whole = sum(bar.count for _, bar in bars)
    if not whole:
        return Element()
    parts, at = [], 0.0
    for kind, bar in bars:
        width = bar.count / whole * 100
        parts.append(
            filled(
                '<rect class="{}" x="{:.3f}%" y="0" width="{:.3f}%" height="18">'
                "<title>{}: {:,} ({:.1%})</title></rect>",
                kind,
                at,
                width,
                bar.label,
                bar.count,
                bar.count / whole,
            )
        )
        at += width
    return picture(parts, title, 18)


def shortened(label: str, most: int = 34) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"


def linked(drawn: Element, href: str) -> Element:
    # a keyboard gets to the same places by the table below the chart; a hundred stops here would be in its way
    return filled('<a href="{}" tabindex="-1">{}</a>', href, drawn) if href else drawn


def picture(parts: Sequence[Element], title: str, height: int) -> Element:
    return filled(
        '<svg class="chart" role="img" aria-label="{}" width="100%" height="{}">{}</svg>', title, height, joined(*parts)
    )


def by_time(months: Mapping[str, int], most: int = MAX_MONTHS) -> list[Bar]:
    """Return a bar for each month from the first to the last, or for each year where the months are more than `most`.

    `months` counts by 2020-06. A month without anything has a bar too: a gap says something.
    """
    every = spread(months)
    if len(every) > most:
        years: dict[str, int] = {}
        for month, n in every.items():
            years[month[:4]] = years.get(month[:4], 0) + n
        return [Bar(year, n, mark=year) for year, n in years.items()]
    few = len(every) <= FEW
    return [Bar(name, n, mark=name if few else name[:4] * name.endswith("-01")) for name, n in every.items()]


def spread(months: Mapping[str, int]) -> dict[str, int]:
    """Return every month from the first to the last."""
    if not months:
        return {}
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(months), max(months)))
    names = (f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1))
    return {name: months.get(name, 0) for name in names}


def stacked(parts: Mapping[str, int], most: int) -> Element:
    """Draw one bar of parts, as long as its sum is compared with the largest of all."""
    drawn, at = [], 0.0
    for name, count in parts.items():
        width = 100 * count / most
        title = element("title", f"{CHINESE.get(name, name)} {count:,}")
        shape = element("rect", x=f"{at:.3f}", width=f"{width:.3f}", height=10, fill=COLOURS.get(name, "#999"))
        drawn.append(element("g", title, shape))
        at += width
    label = "，".join(f"{CHINESE.get(name, name)} {count:,}" for name, count in parts.items())
    return element(
        "svg", *drawn, viewBox="0 0 100 10", preserveAspectRatio="none", class_="bar", role="img", aria_label=label
    )


def bar(share: float, colour: str) -> Element:
    """Draw one bar, from 0 to 1."""
    rect = element("rect", width=f"{100 * share:.3f}", height=10, fill=colour)
    return element("svg", rect, viewBox="0 0 100 10", preserveAspectRatio="none", class_="bar", aria_hidden="true")


def columns_in_print(bars: Sequence[Bar]) -> Element:
    """Draw a column a bar, with the number above it and some of the labels below."""
    most = max(bar.count for bar in bars)
    step = 100 if len(bars) < 8 else 800 / len(bars)
    width = step * len(bars)
    every = -(-len(bars) // max(1, int(width // 64)))  # a label takes some 60 units
    drawn = []
    for i, one in enumerate(bars):
        height = HEIGHT * one.count / most
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
        parts = [element("title", f"{one.label}: {one.count:,}"), shape]
        if one.count and step >= 16:
            at = {"x": f"{middle:.1f}", "y": f"{15 + HEIGHT - height:.1f}", "text_anchor": "middle"}
            parts.append(element("text", f"{one.count:,}", **at))
        if i % every == 0:
            parts.append(element("text", one.label, x=f"{middle:.1f}", y=HEIGHT + 38, text_anchor="middle"))
        drawn.append(element("g", *parts))
    axis = element("line", x1=0, x2=f"{width:.1f}", y1=HEIGHT + 20, y2=HEIGHT + 20, stroke="#8a939d")
    return element(
        "svg",
        joined(*drawn, axis),
        viewBox=f"0 0 {width:.1f} {HEIGHT + 46}",
        style=f"max-width:{width:.0f}px",
        class_="columns",
        role="img",
        aria_label="，".join(f"{one.label} {one.count:,}" for one in bars),
    )


def text(reported: str) -> Element:
    return Element(escape(UNPRINTABLE.sub("�", reported)))


def element(tag: str, /, *children: object, **attributes: object) -> Element:
    """Make an element; `class_` is the attribute `class`, and `_` in a name stands for `-`. None: no such attribute."""
    reported = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if tag in VOID:
        return Element(f"<{tag}{reported}/>")
    return Element(f"<{tag}{reported}>{joined(*children)}</{tag}>")


def filled(template: str, *values: object) -> Element:
    """Return markup of ours with its blanks filled in; texts are escaped, numbers as the template formats them."""
    safe = (value if isinstance(value, Element) or not isinstance(value, str) else text(value) for value in values)
    return Element(template.format(*safe))


def joined(*children: object) -> Element:
    return Element("".join(child if isinstance(child, Element) else text(str(child)) for child in children))


def both(label: str) -> Element:
    """Return a word of ours in Chinese with the English next to it; what is no word of ours stays as it is."""
    if label not in CHINESE:
        return text(label)
    return joined(CHINESE[label], " ", element("small", label, lang="en"))
