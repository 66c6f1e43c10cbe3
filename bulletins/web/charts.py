"""Figures as SVG, drawn here: no script, no address outside, one picture that a reader without eyes can hear.

Widths are in per cent of what the page gives, heights and letters in pixels: a chart fits a phone and its letters stay
readable. Colours are classes of the style sheet, since a strict policy takes no style from markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bulletins.web.showing import plain

__all__ = ["Bar", "columns", "rows", "shares"]

HEIGHT = 150
FOOT = 20  # room for the letters below
HEAD = 16
MOST_LABELS = 6  # below the columns: more run into each other on a phone
ROW = 30
FEWEST = 10  # columns of which one fills the whole width say nothing


@dataclass(frozen=True, slots=True)
class Bar:
    """`label` tells what was counted; `href` leads to what is behind the figure."""

    label: str
    count: int
    href: str = ""
    mark: str = ""  # what stands below a column; empty: nothing


def columns(bars: Sequence[Bar], title: str) -> Markup:
    """One column a bar, as for months: the labels below are thinned out."""
    if not bars:
        return Markup("")
    most = max(max(bar.count for bar in bars), 1)
    step = 100 / max(len(bars), FEWEST)
    marked = [n for n, bar in enumerate(bars) if bar.mark]
    kept = set(marked[:: max(1, -(-len(marked) // MOST_LABELS))])
    parts = [
        Markup('<line x1="0" x2="100%" y1="{0}" y2="{0}" class="axis"/>').format(HEAD + HEIGHT),
        Markup('<text x="0" y="12" class="scale">{:,}</text>').format(most),
        Markup('<line x1="0" x2="100%" y1="{0}" y2="{0}" class="grid"/>').format(HEAD),
    ]
    for n, bar in enumerate(bars):
        height = bar.count / most * HEIGHT
        drawn = Markup(
            '<g class="column"><rect class="reach" x="{0:.3f}%" y="{5}" width="{3:.3f}%" height="{6}"/>'
            '<rect class="bar" x="{1:.3f}%" y="{2:.1f}" width="{4:.3f}%" height="{7:.1f}"/>'
            "<title>{8}: {9:,}</title></g>"
        ).format(
            n * step,
            n * step + step * 0.1,
            HEAD + HEIGHT - height,
            step,
            step * 0.8,
            HEAD,
            HEIGHT,
            height,
            plain(bar.label),
            bar.count,
        )
        parts.append(linked(drawn, bar.href))
        if n in kept:
            anchor = "end" if (n + 0.5) * step > 92 else "start"
            parts.append(
                Markup('<text x="{:.3f}%" y="{}" class="mark" text-anchor="{}">{}</text>').format(
                    n * step if anchor == "start" else (n + 1) * step, HEAD + HEIGHT + 15, anchor, plain(bar.mark)
                )
            )
    return picture(parts, title, HEAD + HEIGHT + FOOT)


def rows(bars: Sequence[Bar], title: str) -> Markup:
    """One row a bar with its label above it, as for offices: names are long in Chinese too."""
    if not bars:
        return Markup("")
    most = max(max(bar.count for bar in bars), 1)
    parts = []
    for n, bar in enumerate(bars):
        y = n * ROW
        drawn = Markup(
            '<g class="row"><text x="0" y="{0}" class="label">{1}</text>'
            '<text x="100%" y="{0}" class="figure" text-anchor="end">{2:,}</text>'
            '<rect class="track" x="0" y="{3}" width="100%" height="5"/>'
            '<rect class="bar" x="0" y="{3}" width="{4:.2f}%" height="5"/><title>{1}: {2:,}</title></g>'
        ).format(y + 13, shortened(plain(bar.label)), bar.count, y + 19, bar.count / most * 100)
        parts.append(linked(drawn, bar.href))
    return picture(parts, title, len(bars) * ROW)


def shares(bars: Sequence[tuple[str, Bar]], title: str) -> Markup:
    """Parts of a whole on one line; each comes with the class that gives it its colour."""
    whole = sum(bar.count for _, bar in bars)
    if not whole:
        return Markup("")
    parts, at = [], 0.0
    for kind, bar in bars:
        width = bar.count / whole * 100
        parts.append(
            Markup(
                '<rect class="{}" x="{:.3f}%" y="0" width="{:.3f}%" height="18"><title>{}: {:,} ({:.1%})</title></rect>'
            ).format(kind, at, width, plain(bar.label), bar.count, bar.count / whole)
        )
        at += width
    return picture(parts, title, 18)


def shortened(label: str, most: int = 34) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"


def linked(drawn: Markup, href: str) -> Markup:
    # a keyboard gets to the same places by the table below the chart; a hundred stops here would be in its way
    return Markup('<a href="{}" tabindex="-1">{}</a>').format(href, drawn) if href else drawn


def picture(parts: Sequence[Markup], title: str, height: int) -> Markup:
    return Markup('<svg class="chart" role="img" aria-label="{}" width="100%" height="{}">{}</svg>').format(
        plain(title), height, Markup("").join(parts)
    )
