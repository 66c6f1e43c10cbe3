"""What is said of a table as a whole: its caption and the names of its columns, from the paragraphs that it became."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.models import Paragraph, ParagraphKind

__all__ = ["DataTable", "cells_of", "column_names", "tables_of"]


@dataclass(frozen=True, slots=True)
class DataTable:
    """`number` counts the tables of a page from 0. `columns` is empty for a table without a head.

    A table is as wide as its rows have cells; where `columns` is not empty, it names each of them, an unnamed one "".
    """

    number: int
    caption: str | None
    columns: tuple[str, ...]


def tables_of(paragraphs: Iterable[Paragraph]) -> list[DataTable]:
    """Return the tables of a page, in page order."""
    lines: dict[int, list[Paragraph]] = {}
    for paragraph in paragraphs:
        if paragraph.table is not None:
            lines.setdefault(paragraph.table, []).append(paragraph)
    return [described(number, some) for number, some in lines.items()]


def described(number: int, lines: list[Paragraph]) -> DataTable:
    caption = next((line.text for line in lines if line.kind is ParagraphKind.CAPTION), None)
    heads = [cells_of(line.text) for line in lines if line.kind is ParagraphKind.TABLE_HEAD]
    return DataTable(number, caption, column_names(heads))


def cells_of(text: str) -> list[str]:
    """Return the cells of a row, empty ones included."""
    return text.split("\t")


def column_names(heads: list[list[str]]) -> tuple[str, ...]:
    """One name a column: what the rows of the head say of it, from above, each word once: 收入/本年.

    A head that is repeated further down says nothing new.
    """
    names: list[tuple[str, ...]] = []
    for column in range(max(map(len, heads), default=0)):
        parts = dict.fromkeys(head[column] for head in heads if column < len(head) and head[column])
        names.append(tuple(parts))
    return tuple("/".join(parts) for parts in names)
