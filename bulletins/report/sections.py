"""The parts of the report, each a question that a reader of a run has."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bulletins.charts import COLOURS, Element, bar, both, by_time, columns_in_print, element, joined, stacked
from bulletins.words import CHINESE
from pipelines.dedup import marked_up, pieces_of
from pipelines.health import SourceRun, State
from pipelines.health.runs import NOT_REQUESTS
from pipelines.models import Edit, Outcome
from pipelines.store import Brought, Example, RunView

__all__ = ["failures", "outcomes", "outcomes_of", "removed", "verdicts", "written"]

NOT_READ_YET = "not read yet"
IN_ORDER = (*map(str, Outcome), NOT_READ_YET, "failed")
FAILURES_SHOWN = 5  # addresses of each name
TAGS = {"kept": "del", "removed": "ins"}
MAX_MONTHS = 48  # as columns of a chart
MAX_CELL = 90  # characters of an address or an error


def outcomes_of(run: RunView) -> dict[str, Counter[str]]:
    """Count for each source how many pages had each outcome, and how many requests got no page (`failed`)."""
    counts: dict[str, Counter[str]] = {row.source: Counter() for row in run.sources}
    for (source, outcome, _), pages in run.fates.items():
        counts.setdefault(source, Counter())[str(outcome or NOT_READ_YET)] += pages
    for source, _, error in run.failures:
        if name_of(error) not in NOT_REQUESTS:
            counts.setdefault(source, Counter())["failed"] += 1
    return counts


def outcomes(run: RunView) -> Element:
    counts = outcomes_of(run)
    met = [name for name in IN_ORDER if any(of[name] for of in counts.values())]
    most = max((of.total() for of in counts.values()), default=0) or 1
    rows = [
        (source, stacked({name: of[name] for name in met if of[name]}, most), *(number(of[name]) for name in met))
        for source, of in sorted(counts.items())
    ]
    legend = [joined(element("i", style=f"background:{COLOURS[name]}"), both(name)) for name in met]
    reasons: Counter[str] = Counter()
    for (_, _, reason), pages in run.fates.items():
        if reason is not None:
            reasons[reason] += pages
    why = [element("li", both(reason), f"：{pages:,}") for reason, pages in reasons.most_common()]
    more = joined(element("h3", both(Outcome.REJECTED)), element("ul", *why)) if why else ""
    return section("What became of the pages", table(("source", "", *legend), rows, numbers_from=2), more)


def verdicts(rows: Sequence[SourceRun]) -> Element:
    if not rows:
        return section("Is every source well", nothing())
    in_order = sorted(rows, key=lambda row: (row.state is State.OK, row.source))
    cells = [
        (
            row.source,
            element("b", both(row.state), class_=f"state {row.state}"),
            row.why or "—",
            number(row.links),
            number(row.left),
            f"{row.bytes / 1e6:,.1f}",
            f"{row.seconds:,.0f}",
        )
        for row in in_order
    ]
    names = ("source", "state", "why", "links", "left", "MB", "seconds")
    return section("Is every source well", table(names, cells, numbers_from=3))


def failures(run: RunView) -> Element:
    """Show what was noted of addresses that gave no page, by the failure."""
    by_name: dict[str, list[tuple[str, str, str]]] = {}
    for source, url, error in run.failures:
        by_name.setdefault(name_of(error), []).append((source, url, error))
    if not by_name:
        return section("Failures", nothing())
    rows = [
        (
            both(name),
            number(len(some)),
            element(
                "ul",
                *(
                    element("li", element("code", short(url)), short(error.removeprefix(name)))
                    for _, url, error in some[:FAILURES_SHOWN]
                ),
            ),
        )
        for name, some in sorted(by_name.items(), key=lambda one: -len(one[1]))
    ]
    return section("Failures", table(("failure", "times", "examples"), rows, numbers_from=1, numbers_until=1))


def removed(changes: Brought) -> Element:
    """Show by reason how much, compared with all the text of these bulletins, and examples with differences marked."""
    if not changes.removed:
        return section("What was removed", nothing())
    most = max(of.paragraphs for of in changes.removed)
    rows = [
        (
            both(of.reason),
            bar(of.paragraphs / most, COLOURS["rejected"]),
            number(of.paragraphs),
            number(of.characters),
            f"{of.characters / (changes.characters or 1):.1%}",
        )
        for of in changes.removed
    ]
    names = ("reason", "", "paragraphs", "characters", "share of all text")
    marks = element(
        "p",
        piece("kept", CHINESE["only in the kept text"]),
        " ",
        piece("removed", CHINESE["only in the removed text"]),
        class_="marks",
    )
    return section("What was removed", table(names, rows, numbers_from=2), marks, *map(example, changes.examples))


def example(one: Example) -> Element:
    receipt = one.receipt
    apart = "" if receipt.distance is None else f"{receipt.distance} {CHINESE['bits apart']}"
    same = f"{CHINESE['similar']} {receipt.similarity:.1%}" if receipt.difference else CHINESE["exactly the same"]
    facts = " · ".join(filter(None, (f"{one.bulletin}:{receipt.position}", same, apart)))
    shown = (
        marked(receipt.kept_text, receipt.difference)
        if receipt.kept_text is not None
        else piece("removed", receipt.text)
    )
    return element(
        "figure",
        element("figcaption", both(receipt.reason), f" · {facts}", element("div", one.title, class_="of")),
        element("p", shown),
    )


def marked(kept: str, difference: Sequence[Edit]) -> Element:
    """Return the kept text, and in place what only it has and what the removed one has instead."""
    return joined(*(piece(kind, said) for kind, said in pieces_of(kept, difference)))


def piece(kind: str, said: str) -> Element:
    """Return a piece with its marks as text: a mail program that shows no markup shows them too."""
    return element(TAGS[kind], marked_up(kind, said)) if kind in TAGS else joined(said)


def written(changes: Brought) -> Element:
    if not changes.bulletins:
        return section("New and revised bulletins", nothing())
    rows = [
        (
            str(one.published or "—"),
            joined(element("b", one.title), element("div", element("code", short(one.url)), class_="of")),
            one.issuer or "—",
            one.source,
            both(one.outcome),
            number(one.characters),
            number(one.removed),
        )
        for one in changes.bulletins
    ]
    names = ("published", "title", "issuer", "source", "state", "characters", "removed")
    left_out = changes.new + changes.revised - len(changes.bulletins)
    more = element("p", both("and more"), f" {left_out:,}") if left_out else ""
    return section("New and revised bulletins", by_month(changes.months), table(names, rows, numbers_from=5), more)


def by_month(counts: Mapping[str | None, int]) -> Element:
    dated = {month: n for month, n in counts.items() if month is not None}
    undated = counts.get(None, 0)
    reported = element("p", both("without a date"), f"：{undated:,}") if undated else Element()
    if not dated:
        return reported
    bars = by_time(dated, MAX_MONTHS)
    label = f"by {'year' if len(bars[0].label) == 4 else 'month'} of publication"
    return joined(element("h3", both(label)), columns_in_print(bars), reported)


def section(title: str, *children: object) -> Element:
    return element("section", element("h2", both(title)), *children)


def nothing() -> Element:
    return element("p", both("none"), class_="nothing")


def table(
    names: Sequence[object], rows: Iterable[Sequence[object]], numbers_from: int, numbers_until: int = 99
) -> Element:
    """Make a table. `names`: words of ours, or what is to stand there instead. Numbers stand to the right."""

    def line(kind: str, values: Iterable[object]) -> Element:
        cells = enumerate(values)
        at_right = range(numbers_from, numbers_until + 1)
        return element("tr", *(element(kind, value, class_="number" if i in at_right else None) for i, value in cells))

    head = (name if isinstance(name, Element) else both(str(name)) for name in names)
    body = (line("td", row) for row in rows)
    made = element("table", element("thead", line("th", head)), element("tbody", *body))
    return element("div", made, class_="wide")


def number(count: int) -> str:
    return f"{count:,}" if count else "·"


def name_of(error: str) -> str:
    return error.partition(":")[0]


def short(reported: str) -> str:
    return reported if len(reported) <= MAX_CELL else f"{reported[: MAX_CELL - 1]}…"
