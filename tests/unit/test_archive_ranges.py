"""An archive as a stream, and a large one read range by range: the same pages in the same order as all at once."""

import gzip
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from warc_records import HTML, http, record

from pipelines.archive import (
    Archive,
    ArchiveError,
    Counts,
    Order,
    archive_at,
    archive_of,
    read_in_order,
    split,
    write_warc,
)
from pipelines.models import Page, Role

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HEADERS = (("Content-Type", "text/html"), ("ETag", '"1"'))


def page(number: int, body: bytes = HTML) -> Page:
    url = f"http://www.example.gov.cn/t{number}.html"
    return Page("example", url, url, AT + timedelta(minutes=number), 200, HEADERS, body + b"<!-- %d -->" % number)


def article_in_parts(number: int) -> Page:
    first = page(number)
    parts = (replace(page(number + n), url=f"{first.url}?{n}", role=Role.PART) for n in (1, 2))
    return replace(first, parts=tuple(parts))


def confirmed(of: Page, minutes: int) -> Page:
    return replace(of, status=304, headers=(("ETag", '"1"'),), fetched_at=of.fetched_at + timedelta(minutes=minutes))


# A page whose body is an archive that cannot be packed any smaller, so that its members stand in the outer one
INNER = page(50, b"".join(gzip.compress(record(http(), url=f"http://inner.gov.cn/{n}")) for n in range(3)))
PAGES = [page(1), article_in_parts(10), INNER, confirmed(page(1), 60), page(2), article_in_parts(20), page(3)]


def packed(form: str, pages: list[Page], folder: Path) -> bytes:
    path = folder / ("x.warc.gz" if form == "gzip" else "x.warc")
    write_warc(path, pages)
    content = path.read_bytes()
    if not form.startswith("zstd"):
        return content
    records = [b"WARC/1.1\r\n" + some for some in content.split(b"WARC/1.1\r\n")[1:]]
    if form == "zstd":
        return b"".join(map(zstandard.compress, records))
    dictionary = content[:4096]
    pack = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(dictionary)).compress
    return b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary + b"".join(map(pack, records))


def read(archive: Archive, counts: Counts | None = None) -> list[tuple[Order, Page]]:
    return list(read_in_order(archive, None, pytest.fail, counts or Counts()))


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd", "zstd with a dictionary"])
@pytest.mark.parametrize("size", [1, 700, 3000])
def test_ranges_hold_the_same_pages_in_the_same_order(tmp_path: Path, form: str, size: int) -> None:
    whole = archive_of(packed(form, PAGES, tmp_path), "x.warc")
    expected_counts, counts = Counts(), Counts()
    expected = [page for _, page in read(whole, expected_counts)]
    ranges = split(whole, size)
    found = [each for one in ranges for each in read(one, counts)]
    assert len(ranges) > 1
    assert [page for _, page in sorted(found, key=lambda each: each[0])] == expected
    assert len({order for order, _ in found}) == len(found)
    assert (counts.found, counts.skipped) == (expected_counts.found, expected_counts.skipped)


def test_each_record_is_counted_as_one_thing(tmp_path: Path) -> None:
    counts = Counts()
    write_warc(tmp_path / "x.warc", PAGES)
    more = [
        record(http(b"", "Location: /b", status="302 Found")),
        record(b"", "request"),
        record(http(gzip.compress(HTML)[:-9], "Content-Type: text/html", "Content-Encoding: gzip")),
        record(b"HTTP/1.1 304 Not Modified\r\n\r\n", "revisit", WARC_Profile="<x/server-not-modified>"),
        record(http(), length=5),
    ]
    archive = archive_of((tmp_path / "x.warc").read_bytes() + b"".join(more), "x.warc")
    warnings: list[str] = []
    pages = list(read_in_order(archive, None, warnings.append, counts))
    found = counts.found
    assert (found["pages"], found["parts"]) == (len(pages), 4) == (len(PAGES), 4)
    assert (found["broken"], found["unreadable"], found["revisits of nothing"]) == (1, 1, 1)
    assert counts.skipped == {"warcinfo records": 1, "redirects": 1, "request records": 1}
    assert found["records"] == sum(found.values()) - found["records"] + counts.skipped.total()


def test_an_archive_that_is_one_packed_member_is_one_range(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc", PAGES)
    assert len(split(archive_of(gzip.compress((tmp_path / "x.warc").read_bytes()), "x.warc.gz"), 1)) == 1


def test_a_damaged_member_is_passed_over_in_its_range_only(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc.gz", [page(n) for n in range(9)])
    content = bytearray((tmp_path / "x.warc.gz").read_bytes())
    ranges = split(archive_of(bytes(content), "x.warc.gz"), 1)
    damaged = ranges[4]
    content[damaged.start + 40 : damaged.start + 60] = bytes(20)
    now = archive_of(bytes(content), "x.warc.gz")
    warnings: list[str] = []
    found = [page for one in split(now, 1) for _, page in read_in_order(one, None, warnings.append, Counts())]
    whole = [page for _, page in read_in_order(now, None, lambda _: None, Counts())]
    assert found == whole
    assert len(found) == 8
    assert any(f"damaged gzip member at byte {damaged.start}" in line for line in warnings)


def test_a_stream_that_fails_names_its_archive() -> None:
    class Failing:
        def read(self, size: int = -1, /) -> bytes:
            raise OSError(5, "the server is gone")

        def seek(self, offset: int, whence: int = 0, /) -> int:
            return 0

        def close(self) -> None:
            pass

    with pytest.raises(ArchiveError, match=r"s3a://lake/x.warc.gz: the server is gone"):
        read(Archive("s3a://lake/x.warc.gz", Failing))


def test_an_archive_may_lie_in_a_file(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc.gz", PAGES)
    archive = archive_at(tmp_path / "x.warc.gz")
    assert read(archive) == read(archive_of((tmp_path / "x.warc.gz").read_bytes(), archive.name))
    assert Counter(page.role for _, page in read(archive)) == {Role.ARTICLE: len(PAGES)}
