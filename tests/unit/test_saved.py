"""Saved pages on disk become Pages, and a file that gives none says why."""

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.archive import saved_html
from pipelines.archive.saved_html import SavedPageError, files_below, read_saved


def test_a_plain_file_is_known_by_its_own_uri(tmp_path: Path) -> None:
    file = tmp_path / "通知.html"
    file.write_bytes("<p>特此通知。</p>".encode("gb18030"))
    page = read_saved(file, "files")
    assert page.url == file.as_uri()
    assert page.body == "<p>特此通知。</p>".encode("gb18030")


def test_the_canonical_link_is_not_the_identity(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text('<link rel="canonical" href="http://www.example.gov.cn/">')
    assert read_saved(file, "files").url == file.as_uri()


def test_an_address_that_a_browser_wrote_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<!-- saved from url=(0037)http://www.example.gov.cn/a/t1.html -->\n<html>")
    assert read_saved(file, "files").url == "http://www.example.gov.cn/a/t1.html"


def test_the_time_of_the_file_stands_for_the_time_of_the_fetch(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("x")
    os.utime(file, (1_591_491_600, 1_591_491_600))
    assert read_saved(file, "files").fetched_at == datetime(2020, 6, 7, 1, 0, tzinfo=UTC)


def test_a_gzipped_page_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.html.gz"
    file.write_bytes(gzip.compress(b"<p>body</p>", mtime=0))
    assert read_saved(file, "files").body == b"<p>body</p>"


@pytest.mark.parametrize("broken", [b"not gzip at all", gzip.compress(b"x" * 1000, mtime=0)[:-12]])
def test_a_broken_gzip_names_the_file(tmp_path: Path, broken: bytes) -> None:
    file = tmp_path / "broken.html.gz"
    file.write_bytes(broken)
    with pytest.raises(SavedPageError, match=r"broken\.html\.gz: "):
        read_saved(file, "files")


def test_a_gzip_bomb_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_html, "LARGEST", 1_000_000)
    file = tmp_path / "bomb.html.gz"
    file.write_bytes(gzip.compress(b"\0" * 50_000_000, mtime=0))
    with pytest.raises(SavedPageError, match="larger than"):
        read_saved(file, "files")


def test_a_folder_gives_its_pages_and_archives_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.html", "a.HTM", "c.warc.gz", "style.css", "deep/d.html.gz"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    found = [str(path.relative_to(tmp_path)) for path in files_below([tmp_path])]
    assert found == ["a.HTM", "b.html", "c.warc.gz", "deep/d.html.gz"]


def test_a_file_named_outright_is_read_whatever_its_ending(tmp_path: Path) -> None:
    assert list(files_below([tmp_path / "page.txt"])) == [tmp_path / "page.txt"]
