"""The order of the stages, stated once for every engine.

    parts --read--> visits --history--> bulletins --numbered--> texts --keys, series--> pairs --compared--> relations
                                                                                                              |
                                       rows of tables <-- originals of each root <-- roots <------------------+

Numbers are given in the order of the bulletins' first pages, so they are those that `bulletins ingest` gives to the
same archives in a new store.
"""

from collections.abc import Sequence
from typing import TypeVar

from pipelines.batch.engine import Engine
from pipelines.batch.history import history, total
from pipelines.batch.originals import jump, originals_of, parents, rooted
from pipelines.batch.pairs import compared, of_key, of_series, sides
from pipelines.batch.parts import Part
from pipelines.batch.reading import ReadPart
from pipelines.batch.report import Report, report_of
from pipelines.batch.rows import copied_rows, copies_rows, of_bulletin, series_rows
from pipelines.batch.texts import as_text, texts

__all__ = ["rest_of", "run"]

Records = TypeVar("Records")


def run(engine: Engine[Records], parts: Sequence[Part], read_part: ReadPart) -> Report:
    """Read the parts and write the tables; what became of every archive, record and page."""
    return rest_of(engine, engine.kept("pages", engine.read(parts, read_part)))


def rest_of(engine: Engine[Records], pages: Records) -> Report:
    """Write the tables of pages that are read."""
    read = engine.kept("bulletins", engine.grouped(engine.select(pages, "visit"), history))
    numbered = engine.numbered("numbers", engine.select(read, "bulletin"))
    members = engine.kept("members", engine.grouped(numbered, as_text))
    found = engine.kept("texts", engine.grouped(engine.select(members, "member"), texts))
    relations = engine.kept("relations", related(engine, found))
    known = engine.kept("originals", engine.grouped(under_roots(engine, found, relations), originals_of))
    of_each = engine.together(engine.select(known, "state"), engine.select(members, "whole"))
    copies = engine.together(engine.select(relations, "copies"), engine.select(known, "copies"))
    written = engine.write(
        engine.together(
            engine.grouped(of_each, of_bulletin),
            engine.grouped(copies, copies_rows),
            engine.grouped(engine.select(relations, "copied"), copied_rows),
            engine.grouped(engine.select(known, "series"), series_rows),
        )
    )
    archives = engine.values(engine.select(pages, "archive"))
    outcomes = engine.values(engine.grouped(engine.select(read, "outcome"), total))
    return report_of(archives, outcomes, written)


def related(engine: Engine[Records], found: Records) -> Records:
    """Return what the later of two texts is to the earlier, of all pairs that may be something to each other."""
    asked = engine.together(
        engine.grouped(engine.select(found, "key"), of_key),
        engine.grouped(engine.select(found, "issue"), of_series),
    )
    both = engine.grouped(engine.together(engine.select(found, "owned"), asked), sides)
    return engine.grouped(both, compared)


def under_roots(engine: Engine[Records], found: Records, relations: Records) -> Records:
    """Return the bulletins of each text, and what it repeats, by the text that it is read in the place of."""
    same = engine.select(relations, "same")
    roots = engine.kept("roots 0", engine.grouped(same, parents))
    turn = 0
    while not engine.is_empty(engine.select(roots, "asks")):
        turn += 1
        roots = engine.kept(f"roots {turn}", engine.grouped(roots, jump))
    return engine.grouped(engine.together(roots, engine.select(found, "place"), same), rooted)
