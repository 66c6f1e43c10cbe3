"""Bulletins -> what they are found by. Those that say exactly the same are one text, which its first publisher stands
for; texts share keys, and are the issues of a series.
"""

from collections.abc import Iterator
from datetime import date, datetime

from pipelines.batch.records import Json, Record, decoded, encoded, number_as_text, rows_from_json
from pipelines.dedup.copies import Publication, likeness, precedence, series_key
from pipelines.rows import Rows, comparable_of

__all__ = ["as_text", "texts", "what_all_say"]

BITS = 0xFF_FFFF_FFFF


def what_all_say(bulletin: Json) -> Json:
    """Return what each row of a table that goes out says of a bulletin."""
    revision = bulletin["revisions"][bulletin["current"]]["rows"]["revision"]
    return {
        "title": revision["title"],
        "published": revision["published"],
        "source": bulletin["source"],
        "url": bulletin["url"],
    }


def as_text(number: str, bulletins: Iterator[Record]) -> Iterator[Record]:
    """Yield a numbered bulletin as a member of its text (`member`, by the text), and whole (`whole`, by its number)."""
    for record in bulletins:
        bulletin = decoded(record)
        rows = rows_from_json(bulletin["revisions"][bulletin["current"]]["rows"])
        made, order = likeness(comparable_of(rows)), precedence_of(bulletin, rows)
        title = rows.revision["title"]
        member = {
            "number": int(number),
            "precedence": order,
            "series": series_key(bulletin["url"], title) if title else None,
            **what_all_say(bulletin),
        }
        found_by = [[key, of.most, of.position] for key, of in made.keys.items()]
        says = {"keys": found_by, "comparable": comparable_as_json(rows)}
        yield Record("member", str(made.text), order, encoded(member | says))
        yield Record("whole", number, "2", record.value)


def precedence_of(bulletin: Json, rows: Rows) -> str:
    revision = rows.revision
    return precedence(
        Publication(
            url=bulletin["url"],
            first_seen=datetime.fromisoformat(bulletin["first_seen"]),
            published=revision["published"],
            published_at=revision["published_at"],
            issuer=revision["issuer"],
            sites=sites_of(rows),
            numbered=bool(revision["document_number"] or revision["index_number"]),
        )
    )


def sites_of(rows: Rows) -> tuple[str, ...]:
    return tuple(filter(None, (rows.revision["site_name"],)))


def comparable_as_json(rows: Rows) -> Json:
    """What of a bulletin is compared, with the digests of its paragraphs."""
    return {
        "title": rows.revision["title"],
        "paragraphs": [
            [row["text"], row["kind"], row["table_number"], row["position"], row["digest"]]
            for row in rows.paragraphs
            if row["kept"]
        ],
        "document_number": rows.revision["document_number"],
        "attachments": [row["name"] for row in rows.attachments],
        "sites": sites_of(rows),
    }


def texts(text: str, members: Iterator[Record]) -> Iterator[Record]:
    """Yield what stands for a text, and its bulletins without what they say.

    `owned` (by the text): its first publisher with what is compared. `place` (by the text): each bulletin. `key` (by
    the key): the text among those that share it, in the order of publication. `issue` (by the series): among those.
    """
    is_first = True
    for record in members:
        member = decoded(record)
        keys, comparable = member.pop("keys"), member.pop("comparable")
        if is_first:
            yield Record("owned", text, "0", encoded(member | comparable | {"text": int(text)}))
            yield from found_by(int(text), member, keys)
        is_first = False
        yield Record("place", text, f"1 {record.order}", encoded(member))


def found_by(text: int, owner: Json, keys: list[list[int]]) -> Iterator[Record]:
    rank, series = rank_of(text, owner["precedence"]), owner["series"]
    for key, most, position in keys:
        found = {"text": text, "rank": rank, "most": most, "position": position, "series": series}
        yield Record("key", str(key), f"{number_as_text(rank)} {text}", encoded(found))
    if series is not None:
        day = owner["precedence"][:10]
        found = {"text": text, "day": day, "keys": [key for key, _, _ in keys]}
        yield Record("issue", str(series), owner["precedence"], encoded(found))


def rank_of(text: int, order: str) -> int:
    """Return a text's place among those that share a key: the day, then its own low bits."""
    return date.fromisoformat(order[:10]).toordinal() << 40 | (text & BITS)
