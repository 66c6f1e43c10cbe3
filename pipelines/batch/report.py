"""What became of the archives, of each record in them and of each page, and whether it adds up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipelines.batch.records import Json
from pipelines.models import Outcome

__all__ = ["Report", "report_of"]

# What became of a record that is no page, next to what was skipped as none
NO_PAGE = ("broken", "unreadable", "revisits of nothing")


@dataclass(frozen=True, slots=True)
class Report:
    """`archives`: of each its address, how many records became what, and what was wrong. `outcomes`: of each source and
    outcome (with its reason) how many pages. `rows`: of each table how many."""

    archives: tuple[Json, ...]
    outcomes: tuple[Json, ...]
    rows: dict[str, int]

    @property
    def pages(self) -> int:
        return sum(self.of_outcomes.values())

    @property
    def of_outcomes(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        for one in self.outcomes:
            counted[one["outcome"]] += one["pages"]
        return counted

    @property
    def bad(self) -> tuple[Json, ...]:
        """Archives of which something could not be read."""
        return tuple(one for one in self.archives if one["error"] or one["warnings"])

    def does_not_add_up(self) -> str | None:
        """Return what is missing or too much; None: each record is one thing, and each page has one outcome."""
        for one in self.archives:
            found, skipped = one["found"], one["skipped"]
            known = sum(found.get(name, 0) for name in ("pages", "parts", *NO_PAGE)) + sum(skipped.values())
            held = 1 if one["error"] else 0  # an article that was held back for its parts when the archive broke off
            if not 0 <= found.get("records", 0) - known <= held:
                return f"{one['archive']}: {found.get('records', 0):,} records, of which {known:,} are accounted for"
        pages = sum(one["found"].get("pages", 0) + one["found"].get("parts", 0) for one in self.archives)
        return None if pages == self.pages else f"{pages:,} pages, of which {self.pages:,} have an outcome"

    def lines(self) -> Iterable[str]:
        """Yield what a person should read at the end."""
        for one in self.bad:
            if one["error"]:
                yield f"bad archive: {one['error']}"
            yield from (f"not read: {line}" for line in one["named"])
            if one["warnings"] > len(one["named"]):
                yield f"not read: {one['archive']}: {one['warnings'] - len(one['named']):,} more"
        yield from self.counts()

    def counts(self) -> Iterable[str]:
        found, skipped = of_all(self.archives, "found"), of_all(self.archives, "skipped")
        records = found.pop("records", 0)
        pages = found.pop("pages", 0) + found.pop("parts", 0)
        yield f"{len(self.archives):,} archives, {records:,} records: {pages:,} pages{in_words(found + skipped)}"
        yield f"{self.pages:,} pages{in_words(self.of_outcomes)}"
        reasons: Counter[str] = Counter()
        for one in self.outcomes:
            if one["outcome"] == Outcome.REJECTED:
                reasons[one["reason"]] += one["pages"]
        yield from (f"  rejected: {reason}: {count:,}" for reason, count in reasons.most_common())
        yield "rows" + in_words(Counter(self.rows))

    def as_json(self) -> dict[str, Any]:
        return {
            "archives": self.archives,
            "outcomes": self.outcomes,
            "rows": self.rows,
            "adds_up": self.does_not_add_up() is None,
        }


def of_all(archives: Iterable[Json], name: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in archives:
        total.update(one[name])
    return total


def in_words(counted: Counter[str]) -> str:
    said = ", ".join(f"{count:,} {name}" for name, count in counted.most_common() if count)
    return f": {said}" if said else ""


def report_of(parts: Iterable[Json], outcomes: Iterable[Json], written: Iterable[Json]) -> Report:
    """Add up what was reported of parts of archives, of addresses and of files."""
    archives: dict[str, Json] = {}
    for part in parts:
        one = archives.setdefault(
            part["archive"],
            {"archive": part["archive"], "found": {}, "skipped": {}, "warnings": 0, "named": [], "error": ""},
        )
        for name in ("found", "skipped"):
            one[name] = dict(Counter(one[name]) + Counter(part[name]))
        one["warnings"] += part["warnings"]
        one["named"] += part["named"]
        one["error"] = one["error"] or part["error"]
    rows: Counter[str] = Counter()
    for file in written:
        rows[file["table"]] += file["rows"]
    in_order = sorted(outcomes, key=lambda one: (one["source"], one["outcome"], one["reason"]))
    return Report(tuple(archives.values()), tuple(in_order), dict(rows))
