"""Tables as files: what Excel, scripts and columnar engines read is what went in; a file is whole or not there."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from bulletins.exports import TABLES, Row, Table, atomically, write_csv, write_jsonl, write_parquet
from bulletins.exports.texts import MAX_CELL, units
from pipelines.china_time import CHINA

REMOVED = TABLES["removed"]
TEXTS = ("二、全区建成235个平安社区。", "二、全区建成234个平安社区。")
URL = "http://www.example.gov.cn/tzgg/t1.html"


def bulletin(number: int = 1, published: date | None = date(2020, 6, 7), **more: object) -> Row:
    reported: dict[str, object] = {
        "bulletin": number,
        "url": URL,
        "source": "xinhui",
        "title": "关于防汛工作的通知",
        "published": published,
        "published_at": published and datetime(2020, 6, 7, 9, 5, tzinfo=CHINA),
        "columns": ["政务公开", "通知公告"],
        "revision": 1,
        "first_seen": datetime(2020, 6, 7, 1, 5, tzinfo=UTC),
        "fetched_at": datetime(2020, 6, 7, 1, 5, tzinfo=UTC),
        "sha256": "a" * 64,
        "text": "一、总体要求\n二、全区建成234个平安社区。",
        "copies": 0,
    }
    reported |= more
    return tuple(reported.get(column.name) for column in TABLES["bulletins"].columns)


def removed(number: int = 1) -> Row:
    edits = [[6, "4", "5"]]
    last = ("标题", date(2020, 6, 7), "xinhui", URL)
    return (number, 3, TEXTS[0], "near repeat", None, 1, TEXTS[1], 4, 0.9, edits, *last)


def as_csv(path: Path, *rows: Row, table: Table = TABLES["bulletins"]) -> list[dict[str, str]]:
    write_csv(path, table, rows)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_csv_file_says_that_it_is_utf8(tmp_path: Path) -> None:
    as_csv(tmp_path / "b.csv", bulletin())
    assert (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbfbulletin,url,")


def test_lines_of_a_csv_file_end_in_crlf(tmp_path: Path) -> None:
    as_csv(tmp_path / "b.csv", bulletin(), bulletin(2))
    lines = (tmp_path / "b.csv").read_bytes().split(b"\r\n")
    assert [line[:2] for line in lines[1:]] == [b"1,", b"2,", b""]


def test_a_text_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin())
    assert row["text"] == "一、总体要求\n二、全区建成234个平安社区。"


def test_days_and_times_stand_in_csv_as_excel_knows_them_in_china_time(tmp_path: Path) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin())
    times = ("2020-06-07", "2020-06-07 09:05:00", "2020-06-07 09:05:00")
    assert (row["published"], row["published_at"], row["first_seen"]) == times


def test_the_breadcrumb_is_one_cell(tmp_path: Path) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin())
    assert row["columns"] == "政务公开 > 通知公告"


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＠a", "\t=1", '=HYPERLINK("http://evil.example","公告")']
)
def test_what_looks_like_a_formula_is_text(tmp_path: Path, title: str) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin(title=title))
    assert row["title"] == f"'{title}"


def test_a_formula_in_the_breadcrumb_is_text(tmp_path: Path) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin(columns=["=1+1", "公告"]))
    assert row["columns"] == "'=1+1 > 公告"


@pytest.mark.parametrize("number", ["007070787", "114407050070707872020", "12E3"])
def test_a_number_that_excel_would_round_is_text(tmp_path: Path, number: str) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin(index_number=number))
    assert row["index_number"] == f"'{number}"


@pytest.mark.parametrize("number", ["新府〔2020〕3号", "2020", "014512345/2020-00001"])
def test_other_numbers_are_as_they_are(tmp_path: Path, number: str) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin(document_number=number))
    assert row["document_number"] == number


@pytest.mark.parametrize("letter", ["文", "𠮷"])
def test_a_cell_is_no_longer_than_excel_takes(tmp_path: Path, letter: str) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin(text=letter * 40_000))
    kept = row["text"].count(letter)
    assert units(row["text"]) <= MAX_CELL
    assert row["text"] == letter * kept + f"……（后略 {40_000 - kept} 字）"
    assert row["cut"] == str(40_000 - kept)


def test_a_cell_that_just_fits_is_not_cut(tmp_path: Path) -> None:
    [row] = as_csv(tmp_path / "b.csv", bulletin(text="文" * (MAX_CELL - 1)))
    assert (len(row["text"]), row["cut"]) == (MAX_CELL - 1, "0")


def test_it_is_reported_what_was_done_to_cells(tmp_path: Path) -> None:
    rows = (bulletin(7, text="文" * 40_000), bulletin(8, title="=1"), bulletin(9))
    changes = write_csv(tmp_path / "b.csv", TABLES["bulletins"], rows)
    assert (changes.rows, changes.as_text, changes.cut_cells, changes.cut) == (3, 1, 1, [7])


def plain(path: Path) -> bytes:
    return path.read_bytes()


def gunzipped(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def unzstd(path: Path) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes())


@pytest.mark.parametrize(("name", "unpacked"), [("b.jsonl", plain), ("b.jsonl.gz", gunzipped), ("b.jsonl.zst", unzstd)])
def test_each_line_is_an_object_packed_as_the_name_says(
    tmp_path: Path, name: str, unpacked: Callable[[Path], bytes]
) -> None:
    assert write_jsonl(tmp_path / "partial", name, TABLES["bulletins"], [bulletin(), bulletin(2)]) == 2
    first, second = map(json.loads, unpacked(tmp_path / "partial").decode().splitlines())
    assert (first["bulletin"], second["bulletin"]) == (1, 2)
    assert (first["columns"], first["published"]) == (["政务公开", "通知公告"], "2020-06-07")
    assert (first["published_at"], first["issuer"]) == ("2020-06-07T09:05:00+08:00", None)


def test_edits_are_objects_in_json(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "r.jsonl", "r.jsonl", REMOVED, [removed()])
    reported = json.loads((tmp_path / "r.jsonl").read_text("utf-8"))
    assert reported["difference"] == [{"at": 6, "kept": "4", "removed": "5"}]


def with_polars(folder: Path) -> list[dict[str, Any]]:
    found = pytest.importorskip("polars").read_parquet(folder)
    rows: list[dict[str, Any]] = found.to_dicts()
    return rows


def with_pandas(folder: Path) -> list[dict[str, Any]]:
    pytest.importorskip("pyarrow")
    found = pytest.importorskip("pandas").read_parquet(folder)
    columns = {name: found[name].astype(object).where(found[name].notna(), None) for name in found}
    return [{name: values.iloc[i] for name, values in columns.items()} for i in range(len(found))]


def with_duckdb(folder: Path) -> list[dict[str, Any]]:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as engine:
        asked = engine.execute("SELECT * FROM read_parquet(?, hive_partitioning = true)", [f"{folder}/**/*.parquet"])
        names = [column[0] for column in asked.description]
        return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


READERS = pytest.mark.parametrize("read", [with_polars, with_pandas, with_duckdb])
Read = Callable[[Path], list[dict[str, Any]]]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Two sources, one of them with a colon in its name, two months, and a bulletin without a date."""
    pytest.importorskip("pyarrow")
    rows = [
        bulletin(3, source="127.0.0.1:80"),
        bulletin(4, None, issuer="本网"),
        bulletin(1),
        bulletin(2, date(2020, 7, 1)),
    ]
    assert write_parquet(tmp_path / "bulletins", TABLES["bulletins"], rows) == 4
    return tmp_path / "bulletins"


def test_there_is_a_folder_for_each_source_and_month(lake: Path) -> None:
    assert sorted(str(path.relative_to(lake)) for path in lake.rglob("*.parquet")) == [
        "source=127.0.0.1%3A80/month=2020-06/part-0.parquet",
        "source=xinhui/month=2020-06/part-0.parquet",
        "source=xinhui/month=2020-07/part-0.parquet",
        "source=xinhui/month=undated/part-0.parquet",
    ]


@READERS
def test_readers_know_source_and_month_by_the_folders(lake: Path, read: Read) -> None:
    found = {(row["bulletin"], row["source"], row["month"]) for row in read(lake)}
    assert found == {
        (1, "xinhui", "2020-06"),
        (2, "xinhui", "2020-07"),
        (3, "127.0.0.1:80", "2020-06"),
        (4, "xinhui", "undated"),
    }


@READERS
def test_readers_find_what_went_in(lake: Path, read: Read) -> None:
    row = next(row for row in read(lake) if row["bulletin"] == 1)
    assert (row["title"], row["published"], row["revision"]) == ("关于防汛工作的通知", date(2020, 6, 7), 1)
    assert row["published_at"] == datetime(2020, 6, 7, 9, 5, tzinfo=CHINA)
    assert list(row["columns"]) == ["政务公开", "通知公告"]
    assert row["issuer"] is None


@READERS
def test_readers_find_the_edits_of_a_receipt(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("pyarrow")
    write_parquet(tmp_path / "removed", REMOVED, [removed()])
    [row] = read(tmp_path / "removed")
    assert list(row["difference"]) == [{"at": 6, "kept": "4", "removed": "5"}]


@READERS
def test_a_table_without_rows_is_read_as_one(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("pyarrow")
    write_parquet(tmp_path / "removed", REMOVED, [])
    assert read(tmp_path / "removed") == []


def test_each_column_says_its_meaning_in_the_file(lake: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    schema = parquet.read_schema(next(lake.rglob("*.parquet")))
    reported = {field.name: field.metadata[b"meaning"].decode() for field in schema}
    expected = {column.name: column.meaning for column in TABLES["bulletins"].columns if column.name != "source"}
    assert reported == expected


def test_long_tables_are_written_in_groups_of_rows(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = (bulletin(number, text="文" * 1_500_000) for number in range(4))
    write_parquet(tmp_path / "bulletins", TABLES["bulletins"], rows)
    [path] = tmp_path.rglob("*.parquet")
    assert parquet.ParquetFile(path).metadata.num_row_groups == 2


def interrupted() -> Iterator[Row]:
    yield bulletin()
    raise KeyboardInterrupt


def test_ctrl_c_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    target = tmp_path / "b.csv"
    target.write_text("before")
    with pytest.raises(KeyboardInterrupt), atomically([target]) as [partial]:
        write_csv(partial, TABLES["bulletins"], interrupted())
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]
    assert target.read_text() == "before"


def test_ctrl_c_leaves_nothing_of_a_folder(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(KeyboardInterrupt), atomically([tmp_path / "lake" / "bulletins"]) as [partial]:
        write_parquet(partial, TABLES["bulletins"], interrupted())
    assert list(tmp_path.iterdir()) == []
