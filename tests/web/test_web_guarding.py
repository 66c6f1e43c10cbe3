"""What `bulletins serve` lets in and out: methods, addresses, policies, strangers' texts, languages."""

import json
import sqlite3
from collections.abc import Iterable, Iterator

import pytest

pytest.importorskip("datasette", reason="the extra `serve` is not installed")

from web_pages import Pages, add, filled, pages_of, titled

from bulletins.web.pages.original import harmless
from bulletins.web.questions import QUESTIONS
from bulletins.web.showing import both_sides, plain, shown
from bulletins.web.words import WORDS, chosen
from pipelines.health import State
from pipelines.models import Reason
from pipelines.revisions.differences import What
from pipelines.store import StoreError, open_store, open_to_read
from pipelines.store.engine.sqlite import Sqlite
from pipelines.store.schema.views import views

VIEWS = views(Sqlite.phrases)

TITLE = "<script>alert(1)</script>\u202e反\x07"
LONG = "长" * 3_000_000
PATHS = [
    "/",
    "/search?q=<script>alert(1)</script>",
    "/search?q=通知",
    "/bulletin/4",
    "/bulletin/4/changes",
    "/bulletin/4/original",
    "/questions",
    "/questions/issuers",
    "/store",
    "/store/bulletin_texts",
    "/store/revisions/4,1",
    "/store/-/query?sql=select '<script>alert(1)</script>'",
    "/store/-/query?sql=<script>alert(1)</script>",
    "/<script>alert(1)</script>",
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = filled(tmp_path_factory.mktemp("web") / "bulletins.db")
    with open_store(url) as store:
        add(store, "http://www.example.gov.cn/hostile.html", titled(TITLE, "通知", LONG))
    return url


@pytest.fixture(scope="module")
def pages(url: str) -> Iterator[Pages]:
    with pages_of(url) as pages:
        yield pages


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_a_strict_policy(pages: Pages, path: str) -> None:
    policy = pages.get(path).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PATHS)
def test_every_page_shows_markup_as_text(pages: Pages, path: str) -> None:
    html = pages.get(path).text
    assert "<script>alert" not in html
    assert "style=" not in html
    assert "\u202e" not in html
    assert "\x07" not in html


@pytest.mark.parametrize("path", PATHS)
def test_no_page_names_an_address_to_load_from(pages: Pages, path: str) -> None:
    html = pages.get(path).text
    loaded = [part.split('"')[0] for part in html.replace("'", '"').split('src="')[1:]]
    assert [address for address in loaded if not address.startswith(("/assets/", "/bulletin/"))] == []


def test_a_page_long_paragraph_is_cut_on_the_page_and_whole_in_the_text(pages: Pages) -> None:
    assert len(pages.text("/bulletin/4")) < 200_000
    assert LONG in pages.text("/bulletin/4/text")


def test_the_archived_page_may_do_nothing(pages: Pages) -> None:
    policy = pages.get("/bulletin/4/archived").headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none';")


@pytest.mark.parametrize(
    "markup",
    [
        "<script>fetch('http://spy.example')</script>",
        "<link rel=dns-prefetch href=//spy.example>",
        "<meta http-equiv=refresh content='0;url=http://spy.example'>",
        "<base href=http://spy.example>",
        "<img src=http://spy.example/a.png srcset='http://spy.example/b.png 2x'>",
        "<iframe src=http://spy.example></iframe>",
        "<style>@import 'http://spy.example'</style>",
        "<p style='background:url(http://spy.example)'>",
        "<form action=http://spy.example><button formaction=http://spy.example>",
        "<body background=http://spy.example onload=alert(1)>",
        "<svg><script>spy.example</script><use xlink:href='http://spy.example'/></svg>",
        "<video poster=http://spy.example src=http://spy.example></video>",
        "<noscript><img src=http://spy.example></noscript>",
    ],
)
def test_what_loads_is_taken_out_of_an_archived_page(markup: str) -> None:
    assert "spy.example" not in harmless(f"<p>文字</p>{markup}")


def test_a_link_of_an_archived_page_is_reported_and_leads_nowhere() -> None:
    assert '<a title="http://a.example/">链接</a>' in harmless('<a href="http://a.example/">链接</a>')


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_but_reading_is_answered(pages: Pages, method: str) -> None:
    answer = pages.runner.run(getattr(pages.datasette.client, method)("/store/bulletins"))
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/-/permissions",
        "/-/create-token",
        "/-/api",
        "/-/plugins.json",
        "/-/settings.json",
        "/-/logout",
        "/-/threads.json",
        "/store.db",
        "/store.json",
        "/store/-/create",
        "/store/-/execute-write",
        "/store/bulletins/-/insert",
        "/_internal",
    ],
)
def test_pages_of_datasette_that_we_do_not_serve_are_not_there(pages: Pages, path: str) -> None:
    assert pages.get(path).status_code == 404


@pytest.mark.parametrize("sql", ["DELETE FROM bulletins", "PRAGMA user_version=1"])
def test_sql_that_is_no_question_is_refused(pages: Pages, sql: str) -> None:
    assert pages.get(f"/store/-/query?sql={sql}").status_code == 400


def test_sql_that_writes_all_the_same_is_stopped_by_sqlite(pages: Pages) -> None:
    reported = pages.text("/store/-/query?sql=WITH a AS (SELECT 1) DELETE FROM bulletins")
    assert "attempt to write a readonly database" in reported


def test_the_pages_own_connection_cannot_write(url: str) -> None:
    with open_to_read(url) as store, pytest.raises(StoreError, match="readonly"):
        store.begin_run("crawl")


def test_datasettes_connection_cannot_write(pages: Pages) -> None:
    database = pages.datasette.get_database("store")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        pages.runner.run(database.execute_fn(lambda connection: connection.execute("DELETE FROM bulletins")))


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8650", 200), ("LOCALHOST", 200), ("[::1]:8650", 200), ("rebound.example", 421), ("[::2]:8650", 421)],
)
def test_it_answers_to_its_own_names_only(url: str, host: str, status: int) -> None:
    with pages_of(url, names=frozenset({"127.0.0.1", "localhost", "[::1]"})) as pages:
        assert pages.get("/", host=host).status_code == status


def test_an_answer_in_json_that_went_wrong_is_json(pages: Pages) -> None:
    answer = pages.get("/store/nothing.json")
    assert (answer.status_code, json.loads(answer.text)["ok"]) == (404, False)


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "language"),
    [
        ("en", "zh", "zh-CN", "en"),
        ("fr", "en", "zh-CN", "en"),
        (None, None, "en-GB,en;q=0.9,zh-CN;q=0.8", "en"),
        (None, None, "zh-TW,zh;q=0.9,en;q=0.8", "zh"),
        (None, None, "fr,en;q=0.1", "en"),
        (None, None, "fr", "zh"),
        (None, None, "en;q=0, zh;q=nan, ;;;=,", "zh"),
        (None, None, "en;q=...", "en"),
        (None, "<script>", None, "zh"),
    ],
)
def test_whose_word_about_the_language_counts(
    asked: str | None, cookie: str | None, accepted: str | None, language: str
) -> None:
    assert chosen(asked, cookie, accepted) == language


def test_a_language_is_kept_in_a_cookie(pages: Pages) -> None:
    assert pages.get("/?lang=en").headers["set-cookie"].startswith("lang=en; Path=/;")


def test_no_other_word_is_kept_in_a_cookie(pages: Pages) -> None:
    assert "set-cookie" not in pages.get("/?lang=x%0d%0aSet-Cookie:a=b").headers


def test_every_word_is_reported_in_both_languages_with_the_same_blanks() -> None:
    def blanks(reported: str) -> set[str]:
        return {part.split("}")[0].split(":")[0] for part in reported.split("{")[1:]}

    assert [word for word, (zh, en) in WORDS.items() if not zh or not en or blanks(zh) != blanks(en)] == []


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("reason", Reason),
        ("state", State),
        ("what", What),
        ("ask", QUESTIONS),
        ("view", VIEWS),
        ("relation", ("copy", "repost", "version", "quotation")),
    ],
)
def test_what_the_store_says_has_a_word(kind: str, names: Iterable[str]) -> None:
    assert [name for name in names if f"{kind}.{name}" not in WORDS] == []


@pytest.mark.parametrize(
    "path", ["", "bulletin/1", "questions/issuers", "store/revisions?_size=1&_facet=issuer&_sort=title"]
)
def test_behind_a_proxy_every_address_has_its_prefix_once(url: str, path: str) -> None:
    with pages_of(url, "/gongbao/") as pages:
        html = pages.text(f"/{path}", host="www.example.org")
    addresses = [part.split('"')[0] for part in html.split('href="')[1:]]
    outside = ("http://www.example.gov.cn/", "#", "?")
    ours = [address for address in addresses if not address.startswith(outside)]
    assert [address for address in ours if address.count("gongbao") != 1 or address[0] != "/"] == []


def test_unseen_characters_are_reported_by_number_and_name() -> None:
    assert shown("a\u202eb") == ('a<span class="unseen" title="RIGHT-TO-LEFT OVERRIDE">U+202E</span>b')


def test_where_no_markup_can_be_unseen_characters_are_replaced() -> None:
    assert plain("a\u202eb\x00") == "a�b�"


def test_both_sides_of_a_difference_are_marked() -> None:
    assert both_sides("障碍<1>。", "病障碍<1>！") == (
        "障碍&lt;1&gt;<del>。</del>",
        "<ins>病</ins>障碍&lt;1&gt;<ins>！</ins>",
    )
