"""A bulletin as one JSON object, with its copies and its series: the stable shape that docs/schema.md describes."""

from collections.abc import Sequence
from datetime import date

from pipelines.models import FIELDS, Edit, ParagraphKind
from pipelines.store import BulletinView, CopyView, IssueView, ParagraphView, PlacesView, SeriesView
from pipelines.tables import DataTable, cells_of

__all__ = ["as_json", "copy_as_json", "edits", "issue_as_json", "rows_of", "series_as_json", "table_as_json"]


def as_json(
    view: BulletinView,
    copies: Sequence[CopyView] = (),
    series: SeriesView | None = None,
    widespread: Sequence[tuple[int, PlacesView]] = (),
) -> dict[str, object]:
    """Return the stable shape of a bulletin for other programs; docs/schema.md describes each key."""
    kept = [p for p in view.paragraphs if p.kept]
    index_of = {p.position: index for index, p in enumerate(kept)}
    text_at = {p.position: p.text for p in view.paragraphs}
    return {
        "number": view.number,
        "url": view.url,
        "source": view.source,
        **{field.name: plain(getattr(view, field.name)) for field in FIELDS},
        "paragraphs": [p.text for p in kept],
        "kinds": [str(p.kind) for p in kept],
        "tables": [table_as_json(view, table) for table in view.tables],
        "removals": [
            {
                "id": f"{view.number}:{removal.position}",
                "text": removal.text,
                "position": removal.position,
                "reason": str(removal.reason),
                "repeats": text_at[removal.repeats],
                "repeats_index": index_of.get(removal.repeats),
                "distance": removal.distance,
                "similarity": removal.similarity,
                "difference": edits(removal.difference),
                "section": removal.section,
                "through": removal.through,
                "within": removal.within,
            }
            for removal in view.removals
        ],
        "variants": [
            {
                "text": text_at[variant.position],
                "index": index_of.get(variant.position),
                "of": text_at[variant.of],
                "of_index": index_of.get(variant.of),
                "distance": variant.distance,
                "similarity": variant.similarity,
                "difference": edits(variant.difference),
            }
            for variant in view.variants
        ],
        "recurs": [
            {
                "text": text_at[again.position],
                "index": index_of.get(again.position),
                "of": text_at[again.of],
                "of_index": index_of.get(again.of),
                "governor": None if again.governor is None else text_at[again.governor],
                "governor_index": None if again.governor is None else index_of.get(again.governor),
                "distance": again.distance,
                "similarity": again.similarity,
                "difference": edits(again.difference),
            }
            for again in view.recurrences
        ],
        "attachments": [{"name": a.name, "url": a.url} for a in view.attachments],
        "copies": [copy_as_json(copy) for copy in copies],
        "series": series_as_json(series),
        "widespread": [widespread_as_json(position, found) for position, found in widespread],
        "listings": [
            {
                "column": listing.column,
                "list_url": listing.list_url,
                "title": listing.title,
                "listed_on": listing.listed_on.isoformat() if listing.listed_on else None,
                "first_seen": listing.first_seen.isoformat(),
                "last_seen": listing.last_seen.isoformat(),
            }
            for listing in view.listings
        ],
        "gone_since": view.gone_since.isoformat() if view.gone_since else None,
        "refused": {
            "since": view.refused.since.isoformat(),
            "visits": view.refused.visits,
            "reason": view.refused.reason,
        }
        if view.refused
        else None,
        "revision": view.revision,
        "current_revision": view.current,
        "taken_back": [
            {
                "revision": taken.revision,
                "run": taken.run,
                "undone_at": taken.undone_at.isoformat(),
                "undone_by": taken.undone_by,
            }
            for taken in view.taken_back
        ],
        "fetched_at": view.fetched_at.isoformat(),
        "sha256": view.sha256,
        "flags": list(view.flags),
    }


def plain(value: object) -> object:
    """Return a field's value as JSON has it."""
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def table_as_json(view: BulletinView, table: DataTable) -> dict[str, object]:
    """Return a table with its rows of data, cells in their columns; removed rows too."""
    return {
        "table": table.number,
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [
            {"position": row.position, "cells": cells_of(row.text), "kept": row.kept} for row in rows_of(view, table)
        ],
    }


def rows_of(view: BulletinView, table: DataTable) -> list[ParagraphView]:
    return [p for p in view.paragraphs if p.table == table.number and p.kind is ParagraphKind.TABLE_ROW]


def copy_as_json(copy: CopyView) -> dict[str, object]:
    return {
        "number": copy.number,
        "url": copy.url,
        "source": copy.source,
        "title": copy.title,
        "published": copy.published.isoformat() if copy.published else None,
        "issuer": copy.issuer,
        "relation": copy.relation,
        "earlier": copy.earlier,
        "share": copy.share,
        "of_share": copy.of_share,
    }


def series_as_json(series: SeriesView | None) -> dict[str, object] | None:
    if series is None:
        return None
    return {
        "key": f"{series.key & 0xFFFF_FFFF_FFFF_FFFF:016x}",
        "name": series.name,
        "issues": series.issues,
        "previous": None if series.previous is None else issue_as_json(series.previous),
        "next": None if series.next is None else issue_as_json(series.next),
    }


def issue_as_json(issue: IssueView) -> dict[str, object]:
    return {
        "number": issue.number,
        "title": issue.title,
        "published": issue.published.isoformat() if issue.published else None,
        "url": issue.url,
    }


def widespread_as_json(position: int, found: PlacesView) -> dict[str, object]:
    first = found.places[0]
    return {
        "position": position,
        "bulletins": found.bulletins,
        "first": first.number,
        "first_source": first.source,
        "first_published": first.published.isoformat() if first.published else None,
    }


def edits(difference: tuple[Edit, ...]) -> list[dict[str, object]]:
    return [{"at": edit.at, "kept": edit.kept, "removed": edit.removed} for edit in difference]
