"""`bulletins sources try`: a list page and an article are fetched as a crawl would, shown, and kept nowhere."""

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import warm
from crawls import LIST
from served_site import Answer, Site, article, list_page, served

from pipelines.models import ListEndpoint, Source
from pipelines.sources import load

ROOT = Path(__file__).parents[2]
NUMBERS = (1, 2, 3)
PAGES = {f"{LIST}t2023060{n}_{n}.html": article(n) for n in NUMBERS}


def tried(site: Site, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-m", "bulletins", "sources", "try", *(arguments or (site.address + LIST,))]
    return warm.run(words, cwd=folder, capture_output=True, text=True, timeout=120)


def site_of(pager: str = "", **more: str | Answer) -> dict[str, str | Answer]:
    return {LIST: list_page(*PAGES, pager=pager), **PAGES, **more}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple["subprocess.CompletedProcess[str]", list[str], Path]:
    folder = tmp_path_factory.mktemp("tried")
    with served(dict(site_of("<a href='index_1.html'>下一页</a>"))) as site:
        return tried(site, folder), site.asked, folder


def test_one_list_page_and_one_article_are_fetched_after_robots_txt(
    both: tuple["subprocess.CompletedProcess[str]", list[str], Path],
) -> None:
    assert both[1] == ["/robots.txt", LIST, next(iter(PAGES))]


def test_it_shows_the_groups_the_fields_and_the_next_page(
    both: tuple["subprocess.CompletedProcess[str]", list[str], Path],
) -> None:
    program = both[0]
    assert program.returncode == 0, program.stderr
    for line in (
        "+ 3 links taken",
        "next page GET",
        "title            关于",
        "published        2023-06-",
        "paragraphs",
    ):
        assert line in program.stdout


def test_it_ends_with_a_file_of_toml(both: tuple["subprocess.CompletedProcess[str]", list[str], Path]) -> None:
    piece = both[0].stdout.partition("# data/sources/site.toml\n")[2]
    found = tomllib.loads(piece)
    assert (found["name"], found["start_urls"][0].endswith(LIST)) == ("site", True)
    assert r"# follow = ['t\d+_\d+\.html$']" in piece


def test_it_keeps_nothing(both: tuple["subprocess.CompletedProcess[str]", list[str], Path]) -> None:
    assert list(both[2].iterdir()) == []


def test_a_pager_that_is_not_understood_gives_a_table_to_fill_in(tmp_path: Path) -> None:
    with served(dict(site_of("<b>共12页</b>"))) as site:
        program = tried(site, tmp_path)
    assert program.returncode == 1
    assert "next page not understood, though the answer says 共12页" in program.stdout
    assert f'# url = "{site.address}{LIST}index_{{page}}.html"' in program.stdout


def test_what_robots_txt_forbids_is_not_fetched(tmp_path: Path) -> None:
    robots = Answer(b"User-agent: *\nDisallow: /", headers=(("Content-Type", "text/plain"),))
    with served(dict(site_of(**{"/robots.txt": robots}))) as site:
        program = tried(site, tmp_path)
    assert site.asked == ["/robots.txt"]
    assert (program.returncode, "forbidden by robots.txt" in program.stderr) == (3, True)


def test_a_described_list_is_tried_by_what_it_asks(tmp_path: Path) -> None:
    with served(dict(site_of(**{"/api?page=1": '{"d": [{"u": "/zwgk/t20230601_1.html", "t": "公示"}]}'}))) as site:
        folder = tmp_path / "sources"
        folder.mkdir()
        table = f'[[lists]]\nurl = "{site.address}/api?page={{page}}"\nrows = "d"\nlink = "u"\ntitle = "t"\n'
        (folder / "a.toml").write_text(f'name = "a"\n{table}', "utf-8")
        program = tried(site, tmp_path, str(folder / "a.toml"))
    assert "[[lists]] 1 of the source, as its page 1" in program.stdout
    assert "the answer is JSON with the keys {d[1 of {u, t}]}" in program.stdout
    assert pasted(program, folder, "b") == replace(load(folder / "a.toml"), name="b")


def pasted(program: "subprocess.CompletedProcess[str]", folder: Path, name: str) -> Source:
    """The source that the printed file describes, under another name."""
    piece = program.stdout.partition("# data/sources/")[2].partition("\n")[2]
    path = folder / f"{name}.toml"
    path.write_text(re.sub("^name = .*", f'name = "{name}"', piece, count=1), "utf-8")
    return load(path)


ROWS = [
    {"id": n, "bt": f"关于第{n}批项目的公示", "fbrq": f"2026-09-{n:02}", "lj": f"{LIST}t2023060{n}_{n}.html"}
    for n in NUMBERS
]
ANSWERS: dict[str, tuple[str, str, ListEndpoint]] = {
    "rows under keys": (
        "/api?lm=7&pageNo=0",
        json.dumps({"result": {"records": ROWS, "total": 3}}),
        ListEndpoint(
            "{site}/api?lm=7&pageNo={page}", first_page=0, rows="result.records", link="lj", title="bt", date="fbrq"
        ),
    ),
    "rows alone": (
        "/data/list.json",
        json.dumps(ROWS),
        ListEndpoint("{site}/data/list.json", link="lj", title="bt", date="fbrq"),
    ),
    "two lists of rows": (
        "/api?page=1",
        json.dumps({"a": ROWS[:2], "b": ROWS[2:]}),
        ListEndpoint("{site}/api?page={page}"),
    ),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_endpoint_that_answers_json_gives_a_table_that_reads_it(kind: str, tmp_path: Path) -> None:
    path, answer, endpoint = ANSWERS[kind]
    with served(dict(site_of(**{path: answer}))) as site:
        program = tried(site, tmp_path, site.address + path)
        source = pasted(program, tmp_path, "pasted")
        again = tried(site, tmp_path, str(tmp_path / "pasted.toml"))
    assert source.lists == (replace(endpoint, url=endpoint.url.replace("{site}", site.address)),)
    for number in NUMBERS:
        line = f"2026-09-{number:02}  关于第{number}批项目的公示  {site.address}{LIST}t2023060{number}_{number}.html"
        assert line in program.stdout
        assert line in again.stdout


def test_rows_without_an_address_give_a_table_to_complete(tmp_path: Path) -> None:
    answer = json.dumps({"rows": [{key: row[key] for key in ("id", "bt", "fbrq")} for row in ROWS]})
    with served({"/api?page=1": answer}) as site:
        program = tried(site, tmp_path, f"{site.address}/api?page=1")
        endpoint = ListEndpoint(f"{site.address}/api?page={{page}}", rows="rows", title="bt", date="fbrq")
    assert pasted(program, tmp_path, "pasted").lists == (endpoint,)
    assert "# link = '/…/{id}.html'" in program.stdout
    assert "no row has a title and an address" in program.stdout


def test_a_wrong_place_of_a_table_is_named_with_what_there_is(tmp_path: Path) -> None:
    with served({"/api": json.dumps({"result": {"records": ROWS}})}) as site:
        table = f'[[lists]]\nurl = "{site.address}/api"\nrows = "result.rows"\ntitle = "bt"\n'
        (tmp_path / "a.toml").write_text(table, "utf-8")
        program = tried(site, tmp_path, str(tmp_path / "a.toml"))
    assert "rows = 'result.rows': no key 'rows' at result; its keys are records" in program.stdout


def test_a_key_that_no_row_has_is_named_where_the_rows_are_read_all_the_same(tmp_path: Path) -> None:
    with served({"/api": json.dumps({"result": {"records": ROWS}})}) as site:
        table = f'[[lists]]\nurl = "{site.address}/api"\nrows = "result.records"\nlink = "lj"\ndate = "rq"\n'
        (tmp_path / "a.toml").write_text(table, "utf-8")
        program = tried(site, tmp_path, str(tmp_path / "a.toml"))
    assert "date = 'rq': no row has rq; its keys are id, bt, fbrq, lj" in program.stdout
    assert "articles  3, 0 of them dated" in program.stdout


def test_the_shell_of_a_page_names_what_its_scripts_ask(tmp_path: Path) -> None:
    shell = "<html><body><div id=app></div><script>axios.get('/api/list').then(show)</script></body></html>"
    with served({LIST: shell}) as site:
        program = tried(site, tmp_path)
    assert program.returncode == 1
    assert f"a script fills the rows in: its scripts ask {site.address}/api/list" in program.stdout
    assert "# browser = true" in program.stdout
    assert f'# url = "{site.address}/api/list"' in program.stdout


def test_the_endpoint_that_a_page_names_is_asked_for_its_rows(tmp_path: Path) -> None:
    rows = [
        {"title": f"关于第{n}批惠农补贴发放的通知", "url": url, "time": "2023-06-01"} for n, url in enumerate(PAGES)
    ]
    script = "<script>fetch(`./rows.json`).then(draw)</script>"
    shell = f"<html><title>通知公告</title><body><div id=list></div>{script}</body></html>"
    with served({LIST: shell, f"{LIST}rows.json": json.dumps({"rows": rows}), **PAGES}) as site:
        program = tried(site, tmp_path)
    assert program.returncode == 0, program.stderr
    assert "articles  3, 3 of them dated" in program.stdout
    assert "paragraphs" in program.stdout


def test_a_row_that_leads_to_a_file_is_shown_by_its_row(tmp_path: Path) -> None:
    row = f"<li><a href='{LIST}W1.pdf'>关于惠农补贴发放的通知</a><span>2023-06-07</span></li>"
    file = Answer(b"%PDF-1.4 text", headers=(("Content-Type", "application/pdf"),))
    with served({LIST: f"<html><body><ul>{row}</ul></body></html>", f"{LIST}W1.pdf": file}) as site:
        program = tried(site, tmp_path)
    assert program.returncode == 0, program.stdout + program.stderr
    assert "title            关于惠农补贴发放的通知" in program.stdout
    assert "published        2023-06-07" in program.stdout
    assert "a file, whose bytes are kept" in program.stdout
