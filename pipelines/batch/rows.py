"""Bulletins -> rows of the tables that go out (pipelines/export_tables.py), as `bulletins export` has them.

A row is a record of the stream `row`: its key names table, source and month, so that the rows of one file come together
in their order; its value is a list in the order of the table's columns.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from pipelines.batch.records import Json, Record, decoded, encoded, number_as_text
from pipelines.batch.texts import what_all_say
from pipelines.export_kinds import Kind, Row, Table
from pipelines.export_tables import TABLES
from pipelines.tables import cells_of

__all__ = ["copied_rows", "copies_rows", "file_of", "of_bulletin", "rows_from", "series_rows"]

READ: dict[Kind, Callable[[Any], object]] = {
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.CHINA_TIME: datetime.fromisoformat,
}


def row_of(table: Table, values: Json, *order: int | str) -> Record:
    """Return a row; `values` by the names of the columns, `order` after the number of the bulletin."""
    published = values["published"]
    of = f"{table.name}\t{values['source']}\t{published[:7] if published else ''}"
    place = " ".join(number_as_text(one) if isinstance(one, int) else one for one in (values["bulletin"], *order))
    return Record("row", of, place, encoded([values[column.name] for column in table.columns]))


def file_of(key: str) -> tuple[Table, str | None, str]:
    """Return the table of rows with this key, their month (None: without a day) and their source."""
    table, rest = key.split("\t", 1)
    source, when = rest.rsplit("\t", 1)
    return TABLES[table], when or None, source


def rows_from(table: Table, records: Iterator[Record]) -> Iterator[Row]:
    """Yield rows as files take them."""
    readers = [READ.get(column.kind) for column in table.columns]
    for record in records:
        values = decoded(record)
        yield tuple(
            value if read is None or value is None else read(value) for value, read in zip(values, readers, strict=True)
        )


def of_bulletin(number: str, records: Iterator[Record]) -> Iterator[Record]:
    """Yield the rows of a bulletin (stream `whole`) whose place among its copies is known (stream `state`)."""
    state: Json = {"copy_of": None, "copies": 0}
    for record in records:
        if record.to == "state":
            state = decoded(record)
        else:
            yield from rows_of_bulletin(int(number), decoded(record), state)


def rows_of_bulletin(number: int, bulletin: Json, state: Json) -> Iterator[Record]:
    current = bulletin["revisions"][bulletin["current"]]
    fields = current["rows"]["revision"]
    whole = what_all_say(bulletin) | {"bulletin": number, "issuer": fields["issuer"]}
    children = Children(current["rows"])
    if state["copy_of"] is None:
        more = {name: bulletin[name] for name in ("first_seen", "gone_since")} | {"copies": state["copies"]}
        more |= {"revision": current["number"], "fetched_at": current["fetched_at"], "sha256": current["sha256"]}
        yield row_of(TABLES["bulletins"], fields | whole | more | {"text": children.text})
        for paragraph in children.kept:
            yield row_of(TABLES["paragraphs"], paragraph | whole, paragraph["position"])
        yield from rows_of_tables(children, whole)
    for attachment in children.attachments:
        row = {"position": attachment["position"], "name": attachment["name"], "attachment_url": attachment["url"]}
        yield row_of(TABLES["attachments"], row | whole, attachment["position"])
    yield from rows_of_receipts(children, whole)
    for at, revision in enumerate(bulletin["revisions"]):
        yield row_of(
            TABLES["revisions"], whole | of_revision(revision, is_current=at == bulletin["current"]), revision["number"]
        )
    if state["copy_of"] is not None or bulletin["gone_since"] is not None:
        why = "page gone" if state["copy_of"] is None else "copy"
        row = {"why": why, "gone_since": bulletin["gone_since"], "copy_of": state["copy_of"]}
        yield row_of(TABLES["gone"], row | whole)


class Children:
    """The rows of a revision by what they are of, as rows.py makes them."""

    def __init__(self, rows: Json) -> None:
        self.paragraphs, self.removals, self.variants, self.attachments, self.tables, self.recurrences = rows[
            "children"
        ]
        self.kept = [paragraph for paragraph in self.paragraphs if paragraph["kept"]]
        self.text = "\n".join(paragraph["text"] for paragraph in self.kept) if self.kept else None

    def said(self, position: int | None) -> str | None:
        return None if position is None else str(self.paragraphs[position]["text"])


def of_revision(revision: Json, *, is_current: bool) -> Json:
    fields = revision["rows"]["revision"]
    return {
        "revision": revision["number"],
        "is_current": int(is_current),
        "title": fields["title"],
        "published_then": fields["published"],
        "issuer": fields["issuer"],
        "fetched_at": revision["fetched_at"],
        "sha256": revision["sha256"],
        "text": Children(revision["rows"]).text,
        "undone_at": None,
    }


def rows_of_tables(children: Children, whole: Json) -> Iterator[Record]:
    lines = [paragraph for paragraph in children.paragraphs if paragraph["kind"] == "table row"]
    for table in children.tables:
        of = {"table_number": table["position"], "caption": table["caption"], "columns": table["columns"]} | whole
        some = [line for line in lines if line["table_number"] == table["position"]]
        yield row_of(TABLES["tables"], of | {"rows": len(some)}, table["position"])
        for line in some:
            position, cells = line["position"], cells_of(line["text"])
            row = of | {"position": position, "kept": int(line["kept"])}
            yield row_of(TABLES["rows"], row | {"cells": cells}, position)
            for at, cell in enumerate(cells):
                name = table["columns"][at] if at < len(table["columns"]) else None
                of_cell = {"column_number": at, "column_name": name, "cell": cell}
                yield row_of(TABLES["cells"], row | of_cell, position, at)


def rows_of_receipts(children: Children, whole: Json) -> Iterator[Record]:
    for removal in children.removals:
        position = removal["position"]
        texts = {"text": children.said(position), "kept_text": kept_text(children, removal)}
        yield row_of(TABLES["removed"], removal | texts | whole, position)
    for variant in children.variants:
        texts = {"text": children.said(variant["position"]), "of_text": children.said(variant["of"])}
        yield row_of(TABLES["variants"], variant | texts | whole, variant["position"], variant["of"])
    for one in children.recurrences:
        texts = {"text": children.said(one["position"]), "of_text": children.said(one["of"])}
        texts["governor_text"] = children.said(one["governor"])
        yield row_of(TABLES["recurring"], one | texts | whole, one["position"], one["of"])


def kept_text(children: Children, removal: Json) -> str | None:
    """Return what of the kept text a removed paragraph repeats; None: it is the site's boilerplate."""
    first = removal["repeats"]
    if first == removal["position"]:
        return None
    if removal["within_start"] is not None:
        return str(children.paragraphs[first]["text"])[removal["within_start"] : removal["within_end"]]
    last = first if removal["through"] is None else removal["through"]
    return "".join(line["text"] for line in children.kept if first <= line["position"] <= last)


# Rows between bulletins: what `whole` says is said of the later one


def later_of(pair: Json) -> Json:
    later = pair["later"]
    about = {name: later[name] for name in ("title", "published", "source", "url")}
    return about | {"bulletin": later["number"], "of": pair["earlier"]["number"]}


def copies_rows(_: str, pairs: Iterator[Record]) -> Iterator[Record]:
    for record in pairs:
        pair = decoded(record)
        row = later_of(pair) | {name: pair[name] for name in ("share", "of_share")}
        row |= {"relation": pair["kind"], "of_url": pair["earlier"]["url"]}
        yield row_of(TABLES["copies"], row, row["of"], row["relation"])


def copied_rows(_: str, places: Iterator[Record]) -> Iterator[Record]:
    for record in places:
        place = decoded(record)
        row = place | later_of(place)
        yield row_of(TABLES["copied"], row, row["position"], row["of"], row["repeats"])


def series_rows(series: str, issues: Iterator[Record]) -> Iterator[Record]:
    members = [decoded(record) for record in issues]
    numbers = [member["number"] for member in members]
    named = f"{int(series) & (2**64 - 1):016x}"
    for at, member in enumerate(members):
        row = {
            "bulletin": member["number"],
            "series": named,
            "previous": numbers[at - 1] if at else None,
            "next": numbers[at + 1] if at + 1 < len(numbers) else None,
            "issue": at + 1,
            "issues": len(numbers),
        }
        about = {name: member[name] for name in ("title", "published", "source", "url")}
        yield row_of(TABLES["series"], row | about)
