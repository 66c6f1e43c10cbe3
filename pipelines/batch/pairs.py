"""Texts that share a key or follow one another in a series -> pairs; pairs compared, with receipts.

The bounds are those of the store (pipelines/store/copies): of each key the first texts are compared, each with each;
of a series neighbours that share half of their keys. So the work for a text has a bound, however large the archives.
"""

from collections.abc import Iterator
from itertools import combinations, groupby
from typing import Any

from pipelines.batch.records import Json, Record, decoded, encoded
from pipelines.dedup.copies import FEW, Comparable, Kind, Relation, relate
from pipelines.models import Paragraph, ParagraphKind
from pipelines.rows import receipt

__all__ = ["compared", "of_key", "of_series", "sides"]

RUNNING = 4  # texts of a series at the most whose issues may be versions of one notice
OF_PAIR, OF_PLACE = "1", "2"  # what a text is asked for: to be compared; a paragraph that stands in more than that


def of_key(key: str, texts: Iterator[Record]) -> Iterator[Record]:
    """Yield what the texts that share a key are asked for (stream `asked`): the first are compared with each other;
    what comes later has the paragraph from the text that had it first."""
    first: list[Json] = []
    for record in texts:
        text = decoded(record)
        most = text["most"]
        if len(first) <= most or text["rank"] == first[-1]["rank"]:
            first.append(text)
        elif most == FEW:
            yield from widespread(key, first[0], text)
        else:
            break
    for one, other in combinations(first, 2):
        if one["series"] != other["series"]:
            yield from pair(one["text"], other["text"])


def pair(one: int, other: int) -> Iterator[Record]:
    named = name_of(one, other)
    for text in (one, other):
        yield Record("asked", str(text), f"{OF_PAIR} {named}", encoded({"pair": named}))


def name_of(one: int, other: int) -> str:
    return f"{min(one, other)} {max(one, other)}"


def widespread(key: str, first: Json, later: Json) -> Iterator[Record]:
    if None in (first["position"], later["position"]) or first["series"] == later["series"]:
        return
    named = name_of(first["text"], later["text"])
    for side, text in enumerate((first, later)):
        asked = {"pair": named, "key": key, "side": side, "position": text["position"]}
        yield Record("asked", str(text["text"]), f"{OF_PLACE} {named} {key}", encoded(asked))


def of_series(_: str, issues: Iterator[Record]) -> Iterator[Record]:
    """Yield what neighbours in a series are asked for (`asked`), if they are of one day or the series has few issues,
    and share half of the keys of either."""
    before: Json | None = None
    waiting: list[tuple[Json, Json]] = []  # of other days, while the series is not known to have many
    count = 0
    for record in issues:
        issue = decoded(record)
        count += 1
        if before is not None and share_half(before, issue):
            if before["day"] == issue["day"]:
                yield from pair(before["text"], issue["text"])
            elif count <= RUNNING:
                waiting.append((before, issue))
        before = issue
    if count <= RUNNING:
        for one, other in waiting:
            yield from pair(one["text"], other["text"])


def share_half(one: Json, other: Json) -> bool:
    keys, others = set(one["keys"]), set(other["keys"])
    return 2 * len(keys & others) >= max(1, min(len(keys), len(others)))


def sides(text: str, records: Iterator[Record]) -> Iterator[Record]:
    """Yield a text for each that it is compared with (stream `side`, by the pair), and the paragraphs of it that it is
    asked for."""
    owned = next(records, None)
    assert owned is not None  # noqa: S101  # a text is asked for by its keys
    assert owned.to == "owned"  # noqa: S101  # and its order is the first
    whole = decoded(owned)
    about = {name: whole[name] for name in ("number", "precedence", "title", "published", "source", "url", "text")}
    lines = {line[3]: line for line in whole["paragraphs"]}
    last = ""
    for record in records:
        if record.order == last:
            continue  # asked for by several keys
        last = record.order
        asked = decoded(record)
        if "key" not in asked:
            yield Record("side", asked["pair"], f"{OF_PAIR} {whole['precedence']}", owned.value)
            continue
        line = lines[asked["position"]]
        place = about | {"position": line[3], "line": line[0], "digest": line[4], "key": asked["key"]}
        yield Record("side", asked["pair"], f"{OF_PLACE} {asked['key']} {asked['side']}", encoded(place))


def compared(_: str, records: Iterator[Record]) -> Iterator[Record]:
    """Yield what the later of two texts is to the earlier.

    `same` (by the later text): it says nothing new. `copies`, `copied`: rows of these tables, but what makes a
    repetition of a text a copy, a repost or another issue is not known yet.
    """
    related_text = None
    for order, some in groupby(records, lambda record: record.order[0]):
        if order == OF_PAIR:
            whole = [decoded(record) for record in some]
            if len(whole) == 2:
                found = relate(*map(comparable_from_json, whole))
                if found is not None:
                    related_text = whole[1]["text"]
                    yield from related(whole[0], whole[1], found)
        else:
            yield from places(related_text, (decoded(record) for record in some))


def related(earlier: Json, later: Json, found: Relation) -> Iterator[Record]:
    shares: Json = {"kind": str(found.kind), "share": found.share, "of_share": found.of_share}
    about = {"earlier": about_text(earlier), "later": about_text(later)}
    if found.kind is Kind.SAME:
        yield Record("same", str(later["text"]), f"2 {earlier['precedence']}", encoded(about | shares))
    else:
        yield Record("copies", str(later["number"]), "", encoded(about | shares))
    before, after = ({line[3]: line[0] for line in side["paragraphs"]} for side in (earlier, later))
    for one in found.copied:
        row = receipt(one)
        row |= {"text": after[one.position], "of_text": before[one.repeats]}
        yield Record("copied", str(later["number"]), "", encoded(about | row))


def about_text(side: Json) -> Json:
    return {name: side[name] for name in ("number", "precedence", "title", "published", "source", "url", "text")}


def places(related_text: int | None, halves: Iterator[Json]) -> Iterator[Record]:
    """Yield the paragraphs that a text has from one that had them first, where more texts have them than are compared.

    `related_text`: the later of the two if they were compared and are related; then its receipts are there already.
    """
    about: Json = {}
    for _, two in groupby(halves, lambda half: half["key"]):
        first, later = two
        if later["text"] == related_text:
            continue
        about = {"earlier": about_text(first), "later": about_text(later)}
        is_exact = first["digest"] == later["digest"]
        row: dict[str, Any] = {
            "position": later["position"],
            "text": later["line"],
            "repeats": first["position"],
            "of_text": first["line"],
            "reason": "exact repeat" if is_exact else "near repeat",
            "distance": 0 if is_exact else None,
            "similarity": 1.0 if is_exact else None,
            "difference": [] if is_exact else None,
        }
        yield Record("copied", str(later["number"]), "", encoded(about | row))
    if about:
        shares = {"kind": "quotation", "share": None, "of_share": None}
        yield Record("copies", str(about["later"]["number"]), "", encoded(about | shares))


def comparable_from_json(side: Json) -> Comparable:
    lines = side["paragraphs"]
    return Comparable(
        title=side["title"],
        paragraphs=tuple(Paragraph(text, ParagraphKind(kind), table) for text, kind, table, _, _ in lines),
        positions=tuple(position for _, _, _, position, _ in lines),
        document_number=side["document_number"],
        attachments=tuple(side["attachments"]),
        sites=tuple(side["sites"]),
    )
