"""What a question in SQL may cost the program that answers it, and whose questions are answered at all."""

# ruff: noqa: S608  # statements of our own

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

pytest.importorskip("datasette", reason="the extra `serve` is not installed")

from store_users import served
from web_pages import Pages, filled, pages_of

from bulletins.web import bounds
from bulletins.web.guarding import ANY_ADDRESS
from pipelines.store.engine.sqlite import Sqlite
from pipelines.store.schema.views import views

VIEWS = views(Sqlite.phrases)

NUMBERS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n)"
LARGE = "printf('%.*c', 1000000, 'a')"
LARGER = f"{LARGE} || {LARGE} || {LARGE} || {LARGE}"
TOO_MUCH = [
    "SELECT zeroblob(300000000)",
    "SELECT length(hex(randomblob(9000000)))",
    "SELECT printf('%.*c', 300000000, 'x')",
    "SELECT printf('%300000000d', 1)",
    "SELECT format('%*d', 300000000, 1)",
    f"SELECT instr({LARGER}, {LARGE} || 'b')",
    f"SELECT replace({LARGER}, {LARGE} || 'b', '')",
    f"SELECT trim({LARGER}, {LARGE})",
    f"{NUMBERS} SELECT randomblob(1000000) FROM n LIMIT 100000",
    f"{NUMBERS} SELECT group_concat({LARGE}) FROM (SELECT n FROM n LIMIT 30)",
    f"{NUMBERS} SELECT json_group_array({LARGE}) FROM (SELECT n FROM n LIMIT 30)",
]
OWN = {"sec_fetch_site": "same-origin"}
STRANGE = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"}
BY_A_LINK = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return filled(tmp_path_factory.mktemp("bounds") / "bulletins.db")


@pytest.fixture(scope="module")
def pages(url: str) -> Iterator[Pages]:
    with pages_of(url) as pages:
        yield pages


@pytest.mark.parametrize("sql", TOO_MUCH)
def test_what_is_too_large_is_said_on_the_page_with_the_question_kept(pages: Pages, sql: str) -> None:
    html = pages.get(f"/store/-/query?sql={quote(sql)}").text
    assert "结果或其中一个值太大" in html
    assert "<textarea" in html


@pytest.mark.parametrize("sql", TOO_MUCH[:6])
def test_what_is_too_large_is_no_file(pages: Pages, sql: str) -> None:
    answer = pages.get(f"/store/-/query.json?sql={quote(sql)}")
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


def test_a_pattern_that_is_too_long_is_named(pages: Pages) -> None:
    html = pages.get(f"/store/-/query?sql={quote('SELECT url LIKE ' + repr('%a' * 900) + ' FROM bulletins')}").text
    assert "式样太长" in html


def test_a_page_has_no_more_cells_than_it_can_show_quickly(pages: Pages) -> None:
    sql = quote(f"{NUMBERS} SELECT {', '.join('1' * 90)} FROM n LIMIT 1000")
    html = pages.text(f"/store/-/query?sql={sql}")
    assert html.count("<td") <= bounds.MAX_CELLS
    assert "结果多于 222 行" in html


def test_no_condition_in_sql_is_taken_from_a_tables_address(pages: Pages) -> None:
    assert pages.get("/store/bulletins?_where=zeroblob(300000000)").status_code == 400


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("instr('公报通知', '通知')", 3),
        ("instr(x'0102', x'02')", 2),
        ("instr(NULL, 'a')", None),
        ("replace('公报', '公', '通')", "通报"),
        ("replace('a', '', 'b')", "a"),
        ("trim('--a--', '-')", "a"),
        ("ltrim('--a', '-')", "a"),
        ("rtrim('a--', '-')", "a"),
        ("printf('%05d|%.2f|%s', 7, 1.5, '报')", "00007|1.50|报"),
        ("format('%,d', 1234567)", "1,234,567"),
        ("""json_patch('{"a":1}', '{"a":null,"b":2}')""", '{"b":2}'),
    ],
)
def test_a_function_that_is_bounded_gives_what_sqlites_own_gives(sql: str, expected: object) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        plain = connection.execute(f"SELECT {sql}").fetchone()[0]
        bounds.bound(connection)
        assert connection.execute(f"SELECT {sql}").fetchone()[0] == plain == expected


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_can_be_asked_within_the_limits(pages: Pages, name: str) -> None:
    assert "trouble" not in pages.text(f"/store/-/query?sql=SELECT * FROM {name}")


@pytest.mark.parametrize(
    "sql", [f"SELECT {', '.join(['hex(randomblob(4900000))'] * 99)}", f"{NUMBERS} SELECT count(*) FROM n"]
)
def test_others_are_answered_while_questions_are_too_much(url: str, sql: str) -> None:
    with served(url) as address:
        asked = [threading.Thread(target=status, args=(f"{address}store/-/query?sql={quote(sql)}",)) for _ in range(6)]
        for one in asked:
            one.start()
        answered = 0
        while any(one.is_alive() for one in asked):
            assert status(f"{address}bulletin/1") == 200
            answered += 1
        for one in asked:
            one.join()
    assert answered > 1


def status(address: str, **headers: str) -> int:
    try:
        with urlopen(Request(address, headers=headers), timeout=120) as answer:  # noqa: S310  # our own address
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.mark.skipif(sys.platform != "linux", reason="what a process takes at most is read from /proc")
def test_the_memory_of_a_question_is_bounded(url: str) -> None:
    sql = quote(f"SELECT {', '.join(['hex(randomblob(4900000))'] * 99)}")
    code = (
        "import re, sqlite3\n"
        "from bulletins.web import bounds\n"
        "bounds.hold_memory()\n"
        f"connection = sqlite3.connect(':memory:', factory=bounds.BoundedConnection); bounds.bound(connection)\n"
        f"from urllib.parse import unquote\n"
        f"try: connection.execute(unquote({sql!r})).fetchall()\n"
        "except (MemoryError, sqlite3.Error) as error: print(type(error).__name__)\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)\n"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, env={"PYTHONPATH": root}
    )
    error, megabytes = done.stdout.split()
    assert error == "MemoryError"
    assert int(megabytes) < 900


@pytest.mark.parametrize(
    "path",
    [
        "/store/-/query?sql=SELECT 1",
        "/store/bulletins",
        "/store/bulletins.csv",
        "/store",
        "/questions/issuers",
        "/bulletin/1/bytes",
    ],
)
@pytest.mark.parametrize(
    "headers",
    [STRANGE, BY_A_LINK, {"sec_fetch_site": "same-site"}, {"origin": "null"}, {"referer": "http://spy.example/"}],
)
def test_what_costs_something_is_not_answered_to_another_sites_page(
    pages: Pages, path: str, headers: dict[str, str]
) -> None:
    answer = pages.get(path, **headers)
    assert answer.status_code == 403
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/", "/search?q=通知", "/bulletin/1", "/bulletin/1/changes", "/questions"])
def test_a_link_on_another_site_leads_to_what_one_reads(pages: Pages, path: str) -> None:
    assert pages.get(path, **BY_A_LINK).status_code == 200
    assert pages.get(path, **STRANGE).status_code == 403
    assert pages.get(path, **{**BY_A_LINK, "sec_fetch_dest": "iframe"}).status_code == 403


@pytest.mark.parametrize("headers", [{}, OWN, {"sec_fetch_site": "none"}, {"referer": "http://localhost/store"}])
def test_programs_bookmarks_and_our_own_pages_are_answered(pages: Pages, headers: dict[str, str]) -> None:
    assert pages.get("/store/-/query?sql=SELECT 1", **headers).status_code == 200


def test_who_comes_by_a_link_sees_what_it_asks_and_may_ask_all_the_same(pages: Pages) -> None:
    html = pages.get("/store/-/query?sql=SELECT%20'%3Cb%3E'", **BY_A_LINK).text
    assert "SELECT &#x27;&lt;b&gt;&#x27;" in html
    assert re.search(r'href="/store/-/query\?sql=SELECT%20\'?[^"]*"', html) is not None


@pytest.mark.parametrize(
    ("host", "answered"),
    [("192.0.2.7:8650", 200), ("[2001:db8::7]:8650", 200), ("our.example", 200), ("rebound.example", 421), ("", 421)],
)
def test_a_strangers_name_that_leads_here_is_refused(url: str, host: str, answered: int) -> None:
    with pages_of(url, names=frozenset({"127.0.0.1", "our.example", ANY_ADDRESS})) as pages:
        assert pages.get("/", host=host).status_code == answered


@pytest.mark.parametrize(
    ("asker", "status"),
    [
        ("http://localhost", 200),
        ("http://localhost:80/store", 200),
        ("HTTP://LOCALHOST/", 200),
        ("http://localhost:9", 403),
        ("https://localhost", 403),
        ("http://localhost:80.evil.example/", 403),
        ("http://localhost.evil.example/", 403),
        ("http://localhost@evil.example/", 403),
        ("http://evil.example@localhost/", 403),
        ("http://localhost:0x50/", 403),
        ("//localhost/", 403),
        ("localhost", 403),
        ("null", 403),
        ("file:///tmp/a.html", 403),
    ],
)
@pytest.mark.parametrize("header", ["origin", "referer"])
def test_only_the_same_scheme_host_and_port_are_ours(pages: Pages, header: str, asker: str, status: int) -> None:
    assert pages.get("/store/-/query?sql=select+1", **{header: asker}).status_code == status


@pytest.mark.parametrize("host", ["127.0.0.1:8650", "[::1]:8650"])
def test_the_port_that_was_asked_is_the_one_that_counts(pages: Pages, host: str) -> None:
    path = "/store/-/query?sql=select+1"
    assert pages.get(path, host=host, origin=f"http://{host}").status_code == 200
    assert pages.get(path, host=host, origin=f"http://{host}1").status_code == 403
    assert pages.get(path, host=host, origin=f"http://{host.rpartition(':')[0]}").status_code == 403


def test_both_have_to_be_ours(pages: Pages) -> None:
    headers = {"origin": "http://localhost", "referer": "http://spy.example/"}
    assert pages.get("/store/-/query?sql=select+1", **headers).status_code == 403
