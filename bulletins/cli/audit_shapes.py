"""An audit for other programs: items and rates as JSON, and what of two copies differs."""

from bulletins.cli.show import edits
from pipelines.dedup.precision import Estimate, Stratum, estimate, wilson
from pipelines.revisions.differences import FieldChange, ParagraphChange, changed_fields, changed_paragraphs
from pipelines.store import AuditItem, Kind, Precision, Side

__all__ = ["changes_of", "facts_of", "item_as_json", "rate_as_json"]

PLACES = ("source", "url")  # where a bulletin stands, which differs whatever it says
NAMES = {Kind.REMOVAL: "removals", Kind.COPY: "copies"}


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
