"""Archives and command lines that nobody wrote with care: packed otherwise, dated oddly, interrupted."""

import bz2
import gzip
import json
import lzma
import os
import signal
import sys
from pathlib import Path

import pytest
import warm
import zstandard
from saved_article import ARTICLE, Run, run
from warc_records import http, record

from pipelines.archive import ArchiveError, read_warc
from pipelines.exit_codes import Exit
from pipelines.store import open_store

__all__ = ["run"]  # the fixture

ROOT = Path(__file__).parents[2]
PAGES = [ARTICLE.replace("防汛检查", f"第{number}次防汛检查").encode() for number in range(40)]
RECORDS = [record(http(page), url=f"http://h.gov.cn/t{number}.html") for number, page in enumerate(PAGES)]


def bodies(path: Path) -> tuple[list[bytes], list[str]]:
    warnings: list[str] = []
    return [page.body for page in read_warc(path, warn=warnings.append)], warnings


def with_dictionary(*, packed: bool) -> bytes:
    """As the IIPC's proposal of WARC-ZSTD has it: a skippable frame holds the dictionary of all frames after it."""
    dictionary = zstandard.train_dictionary(4096, RECORDS * 4)
    reported = dictionary.as_bytes()
    reported = zstandard.compress(reported) if packed else reported
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    head = b"\x5d\x2a\x4d\x18" + len(reported).to_bytes(4, "little") + reported
    return head + b"".join(packer.compress(one) for one in RECORDS)


@pytest.mark.parametrize(
    "packed",
    [
        b"".join(zstandard.compress(one) for one in RECORDS),
        zstandard.compress(b"".join(RECORDS)),
        with_dictionary(packed=False),
        with_dictionary(packed=True),
    ],
    ids=["frame by frame", "as a whole", "with a dictionary", "with a packed dictionary"],
)
def test_a_zstd_archive_is_read(tmp_path: Path, packed: bytes) -> None:
    path = tmp_path / "x.warc.zst"
    path.write_bytes(packed)
    assert bodies(path) == (PAGES, [])


def test_a_damaged_zstd_frame_costs_its_own_record(tmp_path: Path) -> None:
    frames = [bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(one)) for one in RECORDS[:3]]
    frames[1][40] ^= 0xFF
    path = tmp_path / "x.warc.zst"
    path.write_bytes(b"".join(frames))
    found, warnings = bodies(path)
    assert found == [PAGES[0], PAGES[2]]
    assert "damaged zstd frame at byte" in warnings[0]


def test_a_zstd_archive_that_breaks_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.zst"
    path.write_bytes(b"".join(zstandard.compress(one) for one in RECORDS[:2])[:-9])
    found, warnings = bodies(path)
    assert found == PAGES[:1]
    assert "ends in the middle of the zstd frame" in " ".join(warnings)


@pytest.mark.parametrize(
    ("ending", "pack", "program"), [("bz2", bz2.compress, "bunzip2"), ("xz", lzma.compress, "unxz")]
)
@pytest.mark.parametrize("kind", ["warc", "html"])
def test_what_is_packed_otherwise_is_refused_by_name(
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    ending: str,
    pack: object,
    program: str,
    kind: str,
) -> None:
    (tmp_path / "saved").mkdir()
    path = tmp_path / "saved" / f"x.{kind}.{ending}"
    path.write_bytes(pack(RECORDS[0] if kind == "warc" else PAGES[0]))  # type: ignore[operator]
    assert run("ingest", str(tmp_path / "saved")) == Exit.FAILED
    assert f"unpack it first ({program} {path.name})" in capsys.readouterr().err


def test_an_archive_under_another_name_is_refused_by_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(lzma.compress(RECORDS[0]))
    with pytest.raises(ArchiveError, match="unxz"):
        list(read_warc(tmp_path / "x.warc.gz"))


def test_records_without_a_page_are_counted_and_broken_ones_are_failures(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.warc"
    others = [
        *[record(b"GET / HTTP/1.1\r\n\r\n", kind="request")] * 3,
        record(http(b"", status="302 Found"), url="http://h.gov.cn/moved"),
        record(http(b"GIF89a", "Content-Type: image/gif"), url="http://h.gov.cn/a.gif"),
        record(http(gzip.compress(PAGES[1])[:-20], "Content-Encoding: gzip"), url="http://h.gov.cn/cut.html"),
    ]
    path.write_bytes(b"".join([RECORDS[0], *others]))
    assert run("ingest", str(path)) == Exit.SUSPICIOUS
    reported = capsys.readouterr()
    assert "x.warc: 5 records hold no page: 3 request records, 1 redirects, 1 not HTML" in reported.out
    assert "cut short: gzip breaks off, not read: http://h.gov.cn/cut.html" in reported.err
    with open_store(f"sqlite:///{tmp_path / 'bulletins.db'}") as store:
        view = store.run()
    assert view is not None
    assert (view.fetched, len(view.failures)) == (1, 1)


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "2020-13-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
    ],
)
def test_an_odd_date_is_named_and_the_page_is_read(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], date: str
) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(record(http(PAGES[0]), WARC_Date=date))
    assert run("ingest", str(path)) == Exit.SUSPICIOUS
    said = f"WARC-Date {date!r} is no time" if date else "no WARC-Date"
    assert f"{said}, read as fetched in 1970: http://h.gov.cn/a" in capsys.readouterr().err
    assert run("show", "1") == Exit.OK


@pytest.mark.parametrize(
    ("date", "year"), [("2020", 2020), ("2019-07", 2019), ("2016-12-31T23:59:60Z", 2016), ("2018-01-02", 2018)]
)
def test_a_date_without_its_end_and_a_leap_second_are_dates(tmp_path: Path, date: str, year: int) -> None:
    (tmp_path / "x.warc").write_bytes(record(http(PAGES[0]), WARC_Date=date))
    warnings: list[str] = []
    [page] = read_warc(tmp_path / "x.warc", warn=warnings.append)
    assert (page.fetched_at.year, warnings) == (year, [])


def test_an_unknown_source_is_an_error_that_names_the_known_ones(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGES[0])
    assert run("ingest", str(path), "--source", "heshan") == Exit.OK
    for command in (("list",), ("search", "通知")):
        assert run(*command, "--source", "xinhui") == Exit.USAGE
        assert "known are: heshan" in capsys.readouterr().err
        assert run(*command, "--source", "heshan") == Exit.OK


# Passwords and numbers


@pytest.mark.parametrize(
    "arguments",
    [
        ("crawl", "http://me:secret@www.example.gov.cn/"),
        ("crawl", "ftp://me:secret@www.example.gov.cn/"),
        ("crawl", "http://me:secret@www.example.gov.cn:x/"),
        ("crawl", "named"),
        ("sources", "--check"),
        ("extract", "http://me:secret@www.example.gov.cn/a.html"),
    ],
)
def test_no_password_of_an_address_is_printed(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    (tmp_path / "sources" / "named.toml").write_text('start_urls = ["http://me:secret@www.example.gov.cn/"]')
    assert run(*arguments) != Exit.OK
    reported = capsys.readouterr()
    assert "secret" not in reported.out + reported.err
    assert reported.err


@pytest.mark.parametrize("number", ["9" * 20, "-1"])
def test_a_limit_that_no_run_can_reach_is_an_error(run: Run, capsys: pytest.CaptureFixture[str], number: str) -> None:
    assert run("crawl", "http://www.example.gov.cn/", "--limit", number) == Exit.USAGE
    assert "0<=x<=100000000" in capsys.readouterr().err


@pytest.mark.parametrize(
    "key", ["max_list_pages", "budget_requests", "budget_bytes", "budget_seconds", "budget_list_pages"]
)
def test_a_number_of_twenty_digits_in_a_file_is_an_error(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    number = "9" * 20 + (".0" if key == "budget_seconds" else "")
    text = f'start_urls = ["http://www.example.gov.cn/"]\n{key} = {number}\n'
    (tmp_path / "sources" / "named.toml").write_text(text)
    assert run("crawl", "named") == Exit.CONFIGURATION
    assert f"{key}: " in capsys.readouterr().err


# Signals

# A signal at each of the first moments: before the commands are loaded, and while they are
EARLY = """
import os, signal, sys
from bulletins.cli import main as program
module, number = sys.argv[1], int(sys.argv[2])
if number != signal.SIGINT:
    signal.signal(number, signal.SIG_DFL)  # whoever runs the tests may ignore it, as nohup does
def trace(frame, event, argument):
    if frame.f_globals.get("__name__") == module:
        sys.settrace(None)
        os.kill(os.getpid(), number)
sys.argv = ["bulletins", "--version"]
sys.settrace(trace)
program.main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("module", ["bulletins.cli.group", "click.core", "pipelines.exit_codes"])
def test_a_signal_while_the_program_is_loaded_ends_it_with_130(number: signal.Signals, module: str) -> None:
    done = warm.run(
        [sys.executable, "-c", EARLY, module, str(int(number))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        cold=True,  # what is loaded already is not seen
    )
    assert (done.returncode, done.stderr) == (Exit.INTERRUPTED, "")


def test_a_signal_that_is_ignored_stays_so() -> None:
    text = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from bulletins.cli.main import listen\nlisten(signal.default_int_handler)\n"
        "print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, signal.getsignal(signal.SIGTERM).__name__)"
    )
    done = warm.run(
        [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, timeout=60, env=dict(os.environ)
    )
    assert done.stdout.split() == ["True", "default_int_handler"]


def test_a_title_without_end_is_cut(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.html"
    path.write_text(ARTICLE.replace("关于开展防汛检查的通知", "关于开展防汛检查的通知" * 50_000), "utf-8")
    assert run("ingest", str(path)) == Exit.OK
    capsys.readouterr()
    run("show", "1", "--json")
    assert 10 < len(json.loads(capsys.readouterr().out)["title"]) <= 500
