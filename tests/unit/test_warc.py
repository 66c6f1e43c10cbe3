"""Archives out and in: the same pages come back, other readers accept ours, and anybody's are read, broken ones too."""

import base64
import gzip
import hashlib
import io
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from warc_records import HTML, http, record
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive import ArchiveError, content, framing, read_warc, write_warc
from pipelines.archive.writing import uri
from pipelines.models import Page, Role

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def page(number: int = 0, body: bytes = HTML, **changes: object) -> Page:
    values: dict[str, object] = {
        "source": "xinhui",
        "url": f"http://www.example.gov.cn/t{number}.html",
        "requested_url": f"http://www.example.gov.cn/t{number}.html",
        "fetched_at": AT,
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=gb2312"),),
        "body": body,
    }
    return Page(**(values | changes))  # type: ignore[arg-type]


def pages_in(path: Path) -> tuple[list[Page], list[str]]:
    warnings: list[str] = []
    return list(read_warc(path, warn=warnings.append)), warnings


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    def write(*parts: bytes, name: str = "x.warc") -> Path:
        path = tmp_path / name
        path.write_bytes(b"".join(parts))
        return path

    return write


def saved(number: int, name: str = "t.html", body: bytes = HTML) -> Page:
    """A page that was saved as a file: no server answered."""
    url = f"file:///home/pages/{number}/{name}"
    return page(number, body, url=url, requested_url=url, headers=())


HARD_PAGES = [
    page(0, b""),
    page(1, bytes(range(256)) * 300),
    page(2, HTML, headers=(("content-encoding", "gzip"), ("Content-Length", "7"), ("Transfer-Encoding", "chunked"))),
    page(3, HTML, headers=(("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Empty", ""))),
    page(4, HTML, headers=(("Content-Disposition", "attachment; filename=" + "通知.doc".encode().decode("latin-1")),)),
    page(5, b"\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\n<p>\r\n\r\n"),
    page(6, b'{"list": []}', role=Role.LIST, headers=(("Content-Type", "application/json"),)),
    page(7, b"moved", status=302),
    page(8, b"odd", status=799, headers=()),
    page(9, HTML, requested_url="http://www.example.gov.cn/old?id=中文"),
    page(
        10, HTML, url="http://www.example.gov.cn/通知 1.html?b=50%&c=[1]", requested_url="http://www.example.gov.cn/10"
    ),
    saved(11),
    saved(12, "通知 (1)[终].html"),
    saved(13, body=b""),
    saved(14, body=b"HTTP/1.1 200 OK\r\n\r\n<p>"),
]


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_pages_come_back_as_they_were(tmp_path: Path, name: str) -> None:
    assert write_warc(tmp_path / name, HARD_PAGES) == len(HARD_PAGES)
    assert pages_in(tmp_path / name) == (HARD_PAGES, [])


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_an_article_comes_back_with_its_parts(tmp_path: Path, name: str) -> None:
    parts = tuple(page(i, role=Role.PART) for i in (2, 3))
    article = page(1, parts=parts)
    written = write_warc(tmp_path / name, [page(0), article, page(4), *parts, page(5)])
    assert written == 6
    assert pages_in(tmp_path / name) == ([page(0), article, page(4), page(5)], [])


def test_a_part_without_its_article_comes_back_by_itself(tmp_path: Path) -> None:
    part = page(2, role=Role.PART)
    assert write_warc(tmp_path / "x.warc", [page(1), part]) == 2
    assert pages_in(tmp_path / "x.warc") == ([page(1), part], [])


@given(
    body=st.binary(max_size=500),
    status=st.integers(100, 599),
    headers=st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True),
            st.text(
                st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f\x85\xa0\xad"), max_size=40
            ),
        ),
        max_size=5,
    ),
)
def test_any_bytes_and_headers_come_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, status: int, headers: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("warc") / "x.warc.gz"
    one = page(0, body, status=status, headers=tuple(headers))
    write_warc(path, [one])
    assert pages_in(path) == ([one], [])


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_warcio_finds_every_digest_right(tmp_path: Path, name: str) -> None:
    write_warc(tmp_path / name, HARD_PAGES)
    checked = subprocess.run(  # noqa: S603  # our own interpreter on a file just written
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout.count("digest pass"), checked.stdout.count("digest failed")) == (
        0,
        len(HARD_PAGES) + 1,  # and warcinfo
        0,
    )


def test_another_reader_gets_body_and_length_of_each_record(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc.gz", HARD_PAGES)
    with (tmp_path / "x.warc.gz").open("rb") as file:
        found = [
            (
                r.rec_headers.get_header("WARC-Target-URI"),
                r.http_headers.get_header("Content-Length"),
                r.content_stream().read(),
            )
            for r in ArchiveIterator(file)
            if r.rec_type == "response"
        ]
    assert found == [(uri(p.url), str(len(p.body)), p.body) for p in HARD_PAGES if p.url.startswith("http")]


def test_another_reader_gets_a_saved_page_as_a_resource(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc.gz", [saved(1, "通知.html")])
    with (tmp_path / "x.warc.gz").open("rb") as file:
        found = [(dict(r.rec_headers.headers), r.content_stream().read()) for r in ArchiveIterator(file)]
    headers, body = found[1]
    assert (headers["WARC-Type"], headers["Content-Type"], body) == ("resource", "text/html", HTML)
    assert headers["WARC-Target-URI"] == "file:///home/pages/1/%E9%80%9A%E7%9F%A5.html"


PCHAR = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*://(?:{PCHAR}|[\[\]])*(?:/{PCHAR}*)*(?:\?(?:{PCHAR}|[/?])*)?(?:#(?:{PCHAR}|[/?])*)?"
)


@given(st.text(max_size=30))
def test_every_address_is_written_as_a_uri(rest: str) -> None:
    try:
        rest.encode()
    except UnicodeEncodeError:
        return
    made = uri(f"http://www.example.gov.cn/{rest}")
    assert URI.fullmatch(made)
    assert uri(made) == made


@pytest.mark.parametrize(
    "address", ["http://[::1]:80/a?b=1&c=%E9%80%9A", "https://a.gov.cn/", "file:///a/b%20c.html", "http://a.cn/#/x?y"]
)
def test_a_uri_stays_as_it_is(address: str) -> None:
    assert uri(address) == address


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc.gz", [page(1), page(2)])
    raw, members = (tmp_path / "x.warc.gz").read_bytes(), 0
    while raw:
        unzip = zlib.decompressobj(31)
        assert unzip.decompress(raw).startswith(b"WARC/1.1")
        raw, members = unzip.unused_data, members + 1
    assert members == 3


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    def interrupted() -> object:
        yield page(1)
        assert [f.name for f in tmp_path.iterdir()] == ["x.warc.partial"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_warc(tmp_path / "x.warc", interrupted())  # type: ignore[arg-type]
    assert not (tmp_path / "x.warc").exists()
    write_warc(tmp_path / "x.warc", [page(1)])
    assert [f.name for f in tmp_path.iterdir()] == ["x.warc"]


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"none/x.warc: No such file or directory"):
        write_warc(tmp_path / "none" / "x.warc", [])


def test_a_header_cannot_break_out_of_its_line(tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc", [page(headers=(("A", "1\r\nContent-Type: image/png\r\n\r\nbody"),))])
    assert pages_in(tmp_path / "x.warc")[0][0].headers == (("A", "1  Content-Type: image/png    body"),)


# Anybody's archives


def chunked(body: bytes) -> bytes:
    return b"5\r\n" + body[:5] + b"\r\n" + f"{len(body) - 5:x}\r\n".encode() + body[5:] + b"\r\n0\r\n\r\n"


def bare_deflate(body: bytes) -> bytes:
    bare = zlib.compressobj(wbits=-15)
    return bare.compress(body) + bare.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (HTML, ()),
        (chunked(HTML), ("Transfer-Encoding: chunked",)),
        (gzip.compress(HTML, mtime=0), ("Content-Encoding: gzip",)),
        (chunked(gzip.compress(HTML, mtime=0)), ("Content-Encoding: GZIP", "Transfer-Encoding: Chunked")),
        (zlib.compress(HTML), ("Content-Encoding: deflate",)),
        (bare_deflate(HTML), ("Content-Encoding: deflate",)),
        (brotli.compress(HTML), ("Content-Encoding: br",)),
        (zstandard.compress(HTML), ("Content-Encoding: zstd",)),
        (gzip.compress(brotli.compress(HTML), mtime=0), ("Content-Encoding: br, gzip",)),
        (HTML, ("Content-Encoding: gzip",)),
        (HTML, ("Content-Encoding: br",)),
        (HTML, ("Content-Encoding: deflate",)),
        (HTML, ("Content-Encoding: utf-8", "Transfer-Encoding: chunked")),
    ],
)
def test_a_body_is_decoded_as_its_bytes_bear_out(
    archive: Callable[..., Path], body: bytes, headers: tuple[str, ...]
) -> None:
    found, warnings = pages_in(archive(record(http(body, *headers))))
    assert ([p.body for p in found], warnings) == ([HTML], [])


def test_headers_stay_as_the_server_sent_them(archive: Callable[..., Path]) -> None:
    block = http(
        gzip.compress(HTML, mtime=0),
        "Server: nginx",
        "content-encoding: gzip",
        "X-Long: one",
        "  two",
        "Set-Cookie: a=1",
    )
    [found], _ = pages_in(archive(record(block)))
    assert found.headers == (
        ("Server", "nginx"),
        ("content-encoding", "gzip"),
        ("X-Long", "one two"),
        ("Set-Cookie", "a=1"),
    )


def test_a_page_has_the_address_time_and_host_of_its_record(archive: Callable[..., Path]) -> None:
    [found], _ = pages_in(archive(record(http(), url="<http://www.h.gov.cn/a>")))
    assert (found.url, found.source, found.fetched_at) == (
        "http://www.h.gov.cn/a",
        "www.h.gov.cn",
        datetime(2020, 6, 7, 1, 2, 3, tzinfo=UTC),
    )


def test_a_named_source_holds_for_every_page(archive: Callable[..., Path]) -> None:
    assert [p.source for p in read_warc(archive(record(http())), "xinhui")] == ["xinhui"]


def test_records_that_hold_no_page_are_passed_over(archive: Callable[..., Path]) -> None:
    path = archive(
        record(b"software: x\r\n", "warcinfo", ""),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(http(b"\x89PNG", "Content-Type: image/png")),
        record(http(b"", status="301 Moved Permanently")),
        record(b"1.2.3.4", url="dns:h.gov.cn"),
        record(b"{}", "metadata"),
        record(http(), url="http://h.gov.cn/page"),
    )
    found, warnings = pages_in(path)
    assert ([p.url for p in found], warnings) == (["http://h.gov.cn/page"], [])


def test_error_pages_are_pages(archive: Callable[..., Path]) -> None:
    assert [p.status for p in pages_in(archive(record(http(status="404 Not Found"))))[0]] == [404]


def test_a_resource_record_is_a_page(archive: Callable[..., Path]) -> None:
    [found], _ = pages_in(archive(record(HTML, "resource", Content_Type="text/html")))
    assert (found.body, found.status, found.headers) == (HTML, 200, (("Content-Type", "text/html"),))


def test_a_revisit_is_the_page_that_it_refers_to_under_its_own_address(archive: Callable[..., Path]) -> None:
    path = archive(
        record(http(b"", status="304 Not Modified"), "revisit", "http://h.gov.cn/b", WARC_Payload_Digest="sha1:X"),
        record(http(), url="http://h.gov.cn/a", WARC_Payload_Digest="sha1:X"),
        record(
            b"",
            "revisit",
            "http://h.gov.cn/c",
            WARC_Refers_To_Target_URI="http://h.gov.cn/a",
            WARC_Refers_To_Date="2020-06-07T01:02:03Z",
        ),
    )
    found, warnings = pages_in(path)
    assert ([(p.url, p.status, p.body) for p in found], warnings) == (
        [(f"http://h.gov.cn/{name}", 200, HTML) for name in "abc"],
        [],
    )


def test_revisits_of_other_files_are_counted(archive: Callable[..., Path]) -> None:
    path = archive(record(http()), *[record(b"", "revisit", WARC_Payload_Digest="sha1:Y")] * 2)
    found, warnings = pages_in(path)
    assert (len(found), warnings) == (1, [f"{path}: 2 revisits of records that are not in this file are not read"])


ARC_FIELDS = b"1 0 test\nURL IP-address Archive-date Content-type Archive-length\n"
ARC_1 = b"filedesc://x.arc 0.0.0.0 20200607010203 text/plain %d\n%s\n" % (len(ARC_FIELDS), ARC_FIELDS)


@pytest.mark.parametrize("fields", ["text/html", "text/html 200 - - 0 x.arc"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_arc_files_are_read(archive: Callable[..., Path], fields: str, pack: Callable[[bytes], bytes]) -> None:
    block = http()
    line = f"http://h.gov.cn/a?title=two words 1.2.3.4 20200607010203 {fields} {len(block)}\n"
    path = archive(
        *(pack(part) for part in (ARC_1, line.encode() + block + b"\n", line.encode() + block + b"\n")), name="x.arc"
    )
    found, warnings = pages_in(path)
    assert ([(p.url, p.body, p.fetched_at) for p in found], warnings) == (
        [("http://h.gov.cn/a?title=two words", HTML, datetime(2020, 6, 7, 1, 2, 3, tzinfo=UTC))] * 2,
        [],
    )


def test_a_file_gzipped_as_a_whole_is_read(archive: Callable[..., Path]) -> None:
    found, warnings = pages_in(archive(gzip.compress(record(http()) * 3, mtime=0)))
    assert (len(found), warnings) == (3, [])


def test_what_warcio_writes_is_read(tmp_path: Path) -> None:
    with (tmp_path / "x.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
        writer.write_record(
            writer.create_warc_record("http://h.gov.cn/", "response", io.BytesIO(HTML), http_headers=headers)
        )
    assert [p.body for p in pages_in(tmp_path / "x.warc.gz")[0]] == [HTML]


# Broken ones: a warning that names file and record, and the rest is read


def three(pack: Callable[[bytes], bytes] = bytes) -> list[bytes]:
    return [pack(record(http(HTML + str(i).encode()), url=f"http://h.gov.cn/{i}")) for i in range(3)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_that_is_cut_off_gives_what_is_whole(
    archive: Callable[..., Path], pack: Callable[[bytes], bytes]
) -> None:
    path = archive(b"".join(three(pack))[:-30])
    found, warnings = pages_in(path)
    assert [p.url[-1] for p in found] == ["0", "1"]
    assert f"{path}: a record that is cut off is not read: response http://h.gov.cn/2" in warnings


def test_a_record_that_begins_in_the_middle_of_a_cut_off_line_is_read(archive: Callable[..., Path]) -> None:
    a, b, c = three()
    found, [warning] = pages_in(archive(a, b[:-20], c))
    assert [p.url[-1] for p in found] == ["0", "2"]
    assert "http://h.gov.cn/1" in warning


@pytest.mark.parametrize("wrong_by", [-7, 9, 300, 10_000_000])
def test_a_record_with_a_wrong_length_costs_only_itself(archive: Callable[..., Path], wrong_by: int) -> None:
    a, _, c = three()
    block = http()
    path = archive(a, record(block, url="http://h.gov.cn/wrong", length=len(block) + wrong_by), c)
    found, warnings = pages_in(path)
    assert [p.url[-1] for p in found] == ["0", "2"]
    assert "http://h.gov.cn/wrong" in warnings[0]


def test_bytes_between_records_are_passed_over(archive: Callable[..., Path]) -> None:
    a, b, c = three()
    path = archive(b"\0" * 40 + b"\n", a, b"WARC", b"\x93 noise\n" * 30, b, c)
    found, warnings = pages_in(path)
    assert [p.url[-1] for p in found] == ["0", "1", "2"]
    assert len(warnings) == 2


@pytest.mark.parametrize("at", [20, 60, -5])
def test_a_damaged_gzip_member_costs_only_itself(archive: Callable[..., Path], at: int) -> None:
    a, b, c = three(gzip.compress)
    damaged = bytearray(b)
    damaged[at] ^= 0xFF
    path = archive(a, bytes(damaged), c)
    found, warnings = pages_in(path)
    assert [p.url[-1] for p in found] == ["0", "2"]
    assert warnings[0].startswith(f"{path}: damaged gzip member at byte {len(a)}: ")


def test_a_large_record_whose_checksum_is_wrong_is_not_read(archive: Callable[..., Path]) -> None:
    a, _, c = three(gzip.compress)
    large = bytearray(gzip.compress(record(http(HTML * 20_000), url="http://h.gov.cn/large"), mtime=0))
    large[-6] ^= 1
    found, _ = pages_in(archive(a, bytes(large), c))
    assert [p.url[-1] for p in found] == ["0", "2"]


def test_a_record_with_another_digest_is_not_read(archive: Callable[..., Path]) -> None:
    path = archive(record(http(), WARC_Block_Digest="sha1:" + "A" * 32))
    assert pages_in(path) == (
        [],
        [f"{path}: a record that does not have the digest that it names is not read: response http://h.gov.cn/a"],
    )


@pytest.mark.parametrize("written", [base64.b32encode, bytes.hex, base64.b64encode])
def test_a_digest_may_be_written_in_three_ways(
    archive: Callable[..., Path], written: Callable[[bytes], bytes | str]
) -> None:
    reported = written(hashlib.sha256(http()).digest())
    name = reported if isinstance(reported, str) else reported.decode()
    found, warnings = pages_in(archive(record(http(), WARC_Block_Digest=f"sha256:{name}")))
    assert ([p.body for p in found], warnings) == ([HTML], [])


def test_a_record_whose_http_headers_were_edited_is_read_by_the_digest_of_its_payload(
    archive: Callable[..., Path],
) -> None:
    payload = base64.b32encode(hashlib.sha1(HTML, usedforsecurity=False).digest()).decode()
    path = archive(record(http(), WARC_Block_Digest="sha1:" + "A" * 32, WARC_Payload_Digest=f"sha1:{payload}"))
    found, warnings = pages_in(path)
    assert ([p.body for p in found], warnings) == ([HTML], [])


def test_a_revisit_is_not_judged_by_its_digest(archive: Callable[..., Path]) -> None:
    path = archive(
        record(http(), WARC_Payload_Digest="sha1:X"),
        record(http(b""), "revisit", WARC_Payload_Digest="sha1:X", WARC_Block_Digest="sha1:" + "A" * 32),
    )
    found, warnings = pages_in(path)
    assert (len(found), warnings) == (2, [])


def test_a_page_that_its_crawler_cut_off_is_not_read(archive: Callable[..., Path]) -> None:
    path = archive(record(http(), WARC_Truncated="length"))
    assert pages_in(path) == ([], [f"{path}: cut off by the crawler that made it, not read: http://h.gov.cn/a"])


@pytest.mark.parametrize(
    ("block", "why"),
    [
        (b"no http at all", "no HTTP status line"),
        (http(gzip.compress(HTML * 99, mtime=0)[:-30], "Content-Encoding: gzip"), "cut short: gzip breaks off"),
        (http(b"\x1f\x8b\x08\0" + b"\xff" * 50, "Content-Encoding: gzip"), "damaged gzip"),
        (http(b"\x28\xb5\x2f\xfd" + b"\xff" * 50, "Content-Encoding: zstd"), "damaged zstd"),
        (http(b"\x8b" * 50, "Content-Encoding: br"), "cut short: br breaks off"),
    ],
)
def test_a_body_that_cannot_be_had_is_reported(archive: Callable[..., Path], block: bytes, why: str) -> None:
    found, [warning] = pages_in(archive(record(block)))
    assert found == []
    assert why in warning
    assert "http://h.gov.cn/a" in warning


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bare_deflate, brotli.compress, zstandard.compress])
def test_a_compression_bomb_ends_at_the_bound(
    archive: Callable[..., Path], pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "LARGEST_BODY", 100_000)
    coding = {gzip.compress: "gzip", brotli.compress: "br", zstandard.compress: "zstd"}.get(pack, "deflate")
    found, [warning] = pages_in(archive(record(http(pack(bytes(3_000_000)), f"Content-Encoding: {coding}"))))
    assert (found, "more than" in warning) == ([], True)


def test_a_record_larger_than_any_page_is_passed_over_without_holding_it(
    archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(framing, "LARGEST_BLOCK", 1000)
    a, b, _ = three()
    found, [warning] = pages_in(archive(a, record(http(bytes(200_000)), url="http://h.gov.cn/film"), b))
    assert [p.url[-1] for p in found] == ["0", "1"]
    assert "http://h.gov.cn/film" in warning


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n\n",
        b"<html>a page, no archive</html>\n" * 100,
        b"x" * 3_000_000,
        gzip.compress(b"a text\n", mtime=0),
        b"\x1f\x8b\x08 not gzip",
        b"\x28\xb5\x2f\xfd zstd",
    ],
)
def test_a_file_that_is_no_archive_is_one_clear_line(archive: Callable[..., Path], body: bytes) -> None:
    path = archive(body)
    with pytest.raises(ArchiveError) as error:
        pages_in(path)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="No such file"):
        list(read_warc(tmp_path / "none.warc"))


@given(noise=st.binary(max_size=60), at=st.integers(0, 2000), pack=st.sampled_from([bytes, gzip.compress]))
def test_no_damage_is_an_unknown_error(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, pack: Callable[[bytes], bytes]
) -> None:
    whole = b"".join(three(pack))
    path = tmp_path_factory.mktemp("warc") / "x.warc"
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    try:
        found, _ = pages_in(path)
    except ArchiveError:
        return
    assert {p.url for p in found} <= {f"http://h.gov.cn/{i}" for i in range(3)} or noise
