"""What repeats what -> the bulletin to read in the place of a copy (`copy_of`).

A text that says nothing new is read where the first that it repeats stands, and so on from there: its root. Of a root's
bulletins and those of the texts that repeat it, dedup/copies/issues.py says which are copies and which other issues.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipelines.batch.records import Json, Record, decoded, encoded, number_as_text
from pipelines.dedup.copies import Member, originals, site_of

__all__ = ["jump", "originals_of", "parents", "rooted"]


def parents(text: str, same: Iterator[Record]) -> Iterator[Record]:
    """Yield the text that a text is read in the place of: of those that it repeats the one published first."""
    first = next(same)
    yield from pointer(text, str(decoded(first)["earlier"]["text"]), is_final=False)


def pointer(text: str, to: str, *, is_final: bool) -> Iterator[Record]:
    """Yield where a text's root is looked for (`root`, by the text), and unless it is found, the question (`asks`)."""
    yield Record("root", text, "0", encoded({"to": to, "is_final": is_final}))
    if not is_final:
        yield Record("asks", to, f"1 {text}", encoded({"text": text}))


def jump(text: str, records: Iterator[Record]) -> Iterator[Record]:
    """Answer those who look for their root at this text: it is the root, or its own is looked for elsewhere.

    Each round doubles how far a text has looked.
    """
    own = None
    for record in records:
        asked = decoded(record)
        if record.to == "root":
            own = asked
            if own["is_final"]:
                yield record
        elif own is None:
            yield from pointer(asked["text"], text, is_final=True)
        else:
            yield from pointer(asked["text"], own["to"], is_final=own["is_final"])


def rooted(text: str, records: Iterator[Record]) -> Iterator[Record]:
    """Yield the bulletins of a text, and what it repeats, by its root: those of the root itself come first."""
    root = text
    for record in records:
        if record.to == "root":
            root = decoded(record)["to"]
        else:
            place = "0" if text == root else f"1 {text}"
            yield Record(record.to, root, f"{place} {record.order}", record.value)


def originals_of(root: str, records: Iterator[Record]) -> Iterator[Record]:
    """Yield what is known of each bulletin of a root then.

    `state` (by its number): what it is a copy of, and how many are copies of it. `series` (by the series): it is an
    issue of one. `copies`: a bulletin repeats another, and how.
    """
    by_text: dict[str, list[Json]] = {}
    same: list[Json] = []
    for record in records:
        if record.to == "place":
            by_text.setdefault(root if record.order[0] == "0" else record.order.split()[1], []).append(decoded(record))
        else:
            same.append(decoded(record))
    copy_of = copies_of(root, by_text)
    copies = Counter(original for original in copy_of.values() if original is not None)
    known = {member["number"]: member for members in by_text.values() for member in members}
    for number, member in known.items():
        original = copy_of[number]
        state = {"copy_of": original, "copies": copies[number]}
        yield Record("state", number_as_text(number), "0", encoded(state))
        series = member["series"]
        if series is not None and (original is None or known[original]["series"] != series):
            yield Record("series", str(series), member["precedence"], encoded(member))
    for members in by_text.values():
        for member in members[1:]:
            same.append({"earlier": members[0], "later": member, "share": 1.0, "of_share": 1.0})
    for pair in same:
        yield Record("copies", str(pair["later"]["number"]), "", encoded(pair | {"kind": kind_of(pair, copy_of)}))


def kind_of(pair: Json, copy_of: dict[int, int | None]) -> str:
    """Return what the later of two bulletins, which repeats the earlier, is to it.

    A text may repeat texts of several roots. What has another root is not known here, and need not be: each bulletin is
    read in a place of its own text or of its root, so those of two roots are read in different places.
    """
    earlier, later = pair["earlier"], pair["later"]
    if earlier["number"] not in copy_of:
        return "recurrence"
    one, other = (copy_of[side["number"]] or side["number"] for side in (earlier, later))
    if one != other:
        return "recurrence"
    return "copy" if earlier["source"] == later["source"] else "repost"


def copies_of(root: str, by_text: dict[str, list[Json]]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    first = [as_member(member) for member in by_text.get(root, ())]
    found |= {member.number: original for member, original in originals(first)}
    fixed = [replace(member, copy_of=found[member.number], fixed=True) for member in first]
    for text, members in by_text.items():
        if text != root:
            some = sorted([*map(as_member, members), *fixed], key=lambda member: member.precedence)
            found |= {member.number: original for member, original in originals(some)}
    return found


def as_member(member: Json) -> Member:
    return Member(member["number"], site_of(member["url"]), member["precedence"])
