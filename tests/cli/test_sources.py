"""A source's file becomes a Source, or one line says which file and key is wrong and what the key means."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from bulletins.cli.group import bulletins
from pipelines import sources
from pipelines.models import ListEndpoint, Source
from pipelines.sources import (
    MEANING,
    MEANING_OF_LIST,
    NoSuchSource,
    SourceError,
    from_name_or_url,
    from_url,
    load,
    load_all,
)

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "data" / "sources"
GUIDE = (ROOT / "docs" / "adding-a-source.md").read_text("utf-8")
WHOLE = """
name = "xinhui"
title = "江门市新会区人民政府"
level = "district"
start_urls = ["http://www.xinhui.gov.cn/zwgk/"]
follow = ['/post_\\d+\\.html$']
delay = 2
max_list_pages = 3
tried = true
"""


def written(folder: Path, text: str, name: str = "xinhui") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def error_of(folder: Path, text: str) -> str:
    with pytest.raises(SourceError) as caught:
        load(written(folder, text))
    return str(caught.value).replace(str(folder / "xinhui.toml"), "FILE")


def test_a_file_becomes_a_source(tmp_path: Path) -> None:
    assert load(written(tmp_path, WHOLE)) == Source(
        name="xinhui",
        title="江门市新会区人民政府",
        level="district",
        start_urls=("http://www.xinhui.gov.cn/zwgk/",),
        allowed_domains=("www.xinhui.gov.cn",),
        follow=(r"/post_\d+\.html$",),
        delay=2.0,
        max_list_pages=3,
        tried=True,
    )


LISTS = """
title = "江门市新会区人民政府"
[[lists]]
url = "https://www.xinhui.gov.cn/api/list?page={page}"
first_page = 0
[[lists]]
url = "https://api.xinhui.gov.cn/search"
form = { page = "{page}", size = 20 }
headers = { X-Requested-With = "XMLHttpRequest" }
rows = "data.list"
link = "/content/{id}.html"
title = "subject"
date = "fbsj"
column = "通知公告"
"""


def test_lists_of_a_file_become_endpoints(tmp_path: Path) -> None:
    assert load(written(tmp_path, LISTS)).lists == (
        ListEndpoint("https://www.xinhui.gov.cn/api/list?page={page}", first_page=0),
        ListEndpoint(
            url="https://api.xinhui.gov.cn/search",
            method="POST",
            form=(("page", "{page}"), ("size", "20")),
            headers=(("X-Requested-With", "XMLHttpRequest"),),
            rows="data.list",
            link="/content/{id}.html",
            title="subject",
            date="fbsj",
            column="通知公告",
        ),
    )


def test_a_posted_json_is_kept_as_text(tmp_path: Path) -> None:
    text = """[[lists]]
url = "https://www.xinhui.gov.cn/api"
json = '{"page": {page}}'"""
    (endpoint,) = load(written(tmp_path, text)).lists
    assert (endpoint.method, endpoint.json) == ("POST", '{"page": {page}}')


def test_the_hosts_of_lists_may_be_fetched(tmp_path: Path) -> None:
    text = 'start_urls = ["http://xinhui.gov.cn/"]\n' + LISTS
    assert load(written(tmp_path, text)).allowed_domains == (
        "xinhui.gov.cn",
        "www.xinhui.gov.cn",
        "api.xinhui.gov.cn",
    )


def test_the_name_is_the_files_unless_reported(tmp_path: Path) -> None:
    assert load(written(tmp_path, 'start_urls = ["http://www.example.gov.cn/"]', "example")).name == "example"


def test_a_source_is_found_by_name_in_the_folder_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, WHOLE)
    monkeypatch.setenv("BULLETINS_SOURCES", str(tmp_path))
    assert [source.name for source in (load("xinhui"), *load_all())] == ["xinhui", "xinhui"]


def test_an_unknown_source_gets_the_near_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, WHOLE)
    monkeypatch.setenv("BULLETINS_SOURCES", str(tmp_path))
    with pytest.raises(NoSuchSource, match=r"no source 'xinhiu' .*did you mean xinhui\?"):
        load("xinhiu")


@pytest.mark.parametrize("name", ["", ".", "../secret", "a/b", "\0", "x" * 5000, "新会"])
def test_odd_names_are_no_sources_and_no_tracebacks(name: str) -> None:
    with pytest.raises(SourceError):
        load(name)


WRONG = {
    "near miss": (WHOLE + "folow = []", f"FILE: folow: unknown key; did you mean follow ({MEANING['follow']})?"),
    "far miss": (WHOLE + "zzz = 1", "FILE: zzz: unknown key; the keys are " + ", ".join(MEANING)),
    "broken": ('name = "xinhui"\nstart_urls = [', "FILE: not TOML: Invalid value (at end of document)"),
    "broken, with its place": ("name = xinhui\n", "FILE: not TOML: Invalid value (at line 1, column 8)"),
    "a comma of full width": (
        'start_urls = ["http://a.gov.cn/，x"，"http://b.gov.cn/"]',
        "FILE: not TOML: Unclosed array (at line 1, column 35); ， is of full width, TOML knows only ,",
    ),
    "quotes of full width": (
        "name = 'a'\nstart_urls = [“http://a.gov.cn/”]",
        'FILE: not TOML: Invalid value (at line 2, column 15); “ is of full width, TOML knows only "',
    ),
    "no list pages": ('name = "xinhui"', f"FILE: start_urls: none ({MEANING['start_urls']})"),
    "no address": (
        'start_urls = ["www.xinhui.gov.cn"]',
        f"FILE: start_urls: 'www.xinhui.gov.cn' ({MEANING['start_urls']})",
    ),
    "a scheme of another kind": (
        'start_urls = ["file:///etc/passwd"]',
        f"FILE: start_urls: 'file:///etc/passwd' ({MEANING['start_urls']})",
    ),
    "another name": (WHOLE.replace('"xinhui"', '"other"'), f"FILE: name: 'other' ({MEANING['name']})"),
    "a level of nothing": (WHOLE.replace('"district"', '"village"'), f"FILE: level: 'village' ({MEANING['level']})"),
    "a pattern": (
        WHOLE.replace(r"'/post_\d+\.html$'", "'('"),
        f"FILE: follow: '(': missing ), unterminated subpattern at position 0 ({MEANING['follow']})",
    ),
    "a number as text": (
        WHOLE.replace("delay = 2", 'delay = "2"'),
        f"FILE: delay: input should be a valid number ({MEANING['delay']})",
    ),
    "a delay below nothing": (
        WHOLE.replace("delay = 2", "delay = -1"),
        f"FILE: delay: -1.0 ({MEANING['delay']}, 0 to 3600)",
    ),
    "a delay that is no number": (
        WHOLE.replace("delay = 2", "delay = nan"),
        f"FILE: delay: nan ({MEANING['delay']}, 0 to 3600)",
    ),
    "no pages": (
        WHOLE.replace("max_list_pages = 3", "max_list_pages = 0"),
        f"FILE: max_list_pages: 0 ({MEANING['max_list_pages']}, 1 to 100000)",
    ),
    "text for a list": (
        WHOLE.replace("follow = ['/post_\\d+\\.html$']", "follow = 'x'"),
        f'FILE: follow: should be a list in brackets, ["…", "…"] ({MEANING["follow"]})',
    ),
    "a host with a path": (
        WHOLE + 'allowed_domains = ["xinhui.gov.cn", "www.gov.cn/a"]',
        f"FILE: allowed_domains: 'www.gov.cn/a' is no host name ({MEANING['allowed_domains']})",
    ),
    "a list page off the hosts": (
        WHOLE + 'allowed_domains = ["www.other.gov.cn"]',
        f"FILE: allowed_domains: without the host of http://www.xinhui.gov.cn/zwgk/ ({MEANING['allowed_domains']})",
    ),
    "a charset of nothing": (WHOLE + 'encoding = "gb2321"', f"FILE: encoding: 'gb2321' ({MEANING['encoding']})"),
    "a selector": (
        WHOLE + 'content = ["div[", "#zoom"]',
        f"FILE: content: 'div[' is no CSS selector ({MEANING['content']})",
    ),
    "a schedule that is none": (
        WHOLE + 'schedule = "hourly"',
        "FILE: schedule: 'hourly': 1 fields; five are needed: minute hour day-of-month month day-of-week "
        f"({MEANING['schedule']})",
    ),
    "a schedule that never comes": (
        WHOLE + 'schedule = "0 3 30 2 *"',
        f"FILE: schedule: '0 3 30 2 *': Bad day-of-month ({MEANING['schedule']})",
    ),
    "an expectation below nothing": (
        WHOLE + "expect_every = -1",
        f"FILE: expect_every: -1.0 ({MEANING['expect_every']}, 0 to 3660)",
    ),
    "fewer bulletins than none": (
        WHOLE + "expect_bulletins = -1",
        f"FILE: expect_bulletins: -1 ({MEANING['expect_bulletins']}, 0 to 10000000)",
    ),
    "a list off the hosts": (
        'allowed_domains = ["www.xinhui.gov.cn"]\n' + LISTS,
        f"FILE: allowed_domains: without the host of https://api.xinhui.gov.cn/search ({MEANING['allowed_domains']})",
    ),
    "lists that are no tables": (
        WHOLE + 'lists = ["http://www.xinhui.gov.cn/api"]',
        f"FILE: lists: input should be [[lists]] tables ({MEANING['lists']})",
    ),
    "a near miss in a list": (
        LISTS.replace("headers =", "header ="),
        f"FILE: [[lists]] 2: header: unknown key; did you mean headers ({MEANING_OF_LIST['headers']})?",
    ),
    "a list without an address": (
        '[[lists]]\nrows = "data"',
        f"FILE: [[lists]] 1: url: none ({MEANING_OF_LIST['url']})",
    ),
    "a list of another scheme": (
        '[[lists]]\nurl = "ftp://a.gov.cn/{page}"',
        f"FILE: [[lists]] 1: url: 'ftp://a.gov.cn/{{page}}' ({MEANING_OF_LIST['url']})",
    ),
    "a page number as text": (
        LISTS.replace("first_page = 0", 'first_page = "0"'),
        f"FILE: [[lists]] 1: first_page: input should be a valid integer ({MEANING_OF_LIST['first_page']})",
    ),
    "a form of lists": (
        LISTS.replace('page = "{page}", size', 'page = ["{page}"], size'),
        f'FILE: [[lists]] 2: form: should be text in quotes, "…" ({MEANING_OF_LIST["form"]})',
    ),
    "two bodies": (
        LISTS.replace('rows = "data.list"', "json = '{}'"),
        f"FILE: [[lists]] 2: json: given next to form; one body is posted ({MEANING_OF_LIST['json']})",
    ),
    "a body that is asked for with GET": (
        "[[lists]]\nurl = 'http://a.gov.cn/'\nmethod = 'GET'\njson = '{}'",
        f"FILE: [[lists]] 1: json: given, but the method is GET ({MEANING_OF_LIST['json']})",
    ),
    "a body that is no JSON": (
        "[[lists]]\nurl = 'http://a.gov.cn/'\njson = '{'",
        "FILE: [[lists]] 1: json: '{': no JSON: Expecting property name enclosed in double quotes: line 1 column 2 "
        f"(char 1) ({MEANING_OF_LIST['json']})",
    ),
    "a header of two lines": (
        LISTS.replace('"XMLHttpRequest"', '"a\\nb"'),
        f"FILE: [[lists]] 2: headers: X-Requested-With = 'a\\nb' ({MEANING_OF_LIST['headers']})",
    ),
    "a later first page of a list whose pages are not counted": (
        "[[lists]]\nurl = 'http://a.gov.cn/'\nfirst_page = 2",
        "FILE: [[lists]] 1: first_page: 2, but no {page} stands in url, form or json: only one page is asked "
        f"({MEANING_OF_LIST['first_page']})",
    ),
    "a method of nothing, and a first page below nothing": (
        LISTS.replace("first_page = 0", 'first_page = -1\nmethod = "PUT"'),
        f"FILE: [[lists]] 1: method: 'PUT' ({MEANING_OF_LIST['method']}); "
        f"[[lists]] 1: first_page: -1 ({MEANING_OF_LIST['first_page']})",
    ),
    "a list and another key": (
        'level = "village"\n[[lists]]\nurl = ""',
        f"FILE: level: 'village' ({MEANING['level']}); [[lists]] 1: url: none ({MEANING_OF_LIST['url']})",
    ),
    "trusting nobody and everybody": (
        WHOLE + "legacy_tls = true\nverified_tls = true\n",
        f"FILE: verified_tls: next to legacy_tls, which takes whatever the network says ({MEANING['verified_tls']})",
    ),
    "two at once": (
        WHOLE.replace("delay = 2", "delay = -1").replace('"district"', '"x"'),
        f"FILE: level: 'x' ({MEANING['level']}); delay: -1.0 ({MEANING['delay']}, 0 to 3600)",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_reported_in_one_line_with_the_keys_meaning(tmp_path: Path, text: str, message: str) -> None:
    assert error_of(tmp_path, text) == message


ENCODED = {
    "GBK": (
        'title = "新会"'.encode("gb18030"),
        'line 1 is not in UTF-8, but reads as GBK: title = "新会"; save it as UTF-8',
    ),
    "GBK below ASCII": (
        f"name = 'xinhui'\n{WHOLE}# 通知公告".encode("gbk"),
        'line 4 is not in UTF-8, but reads as GBK: title = "江门市新会区人民政府"; save it as UTF-8',
    ),
    "UTF-16 with a mark": (WHOLE.encode("utf-16"), "it is in UTF-16; save it as UTF-8"),
    "UTF-16 without one": (WHOLE.encode("utf-16-le"), "it is in UTF-16; save it as UTF-8"),
    "bytes of nothing": (b'title = "\xff\xff"', "line 1 is not in UTF-8; save it as UTF-8"),
}


@pytest.mark.parametrize("kind", ENCODED)
def test_a_file_in_another_encoding_is_named_by_it(kind: str, tmp_path: Path) -> None:
    written_as, said = ENCODED[kind]
    path = tmp_path / "xinhui.toml"
    path.write_bytes(written_as)
    with pytest.raises(SourceError) as caught:
        load(path)
    assert f"{path}: {said}" in str(caught.value)


def test_mistakes_of_all_kinds_are_named_at_once(tmp_path: Path) -> None:
    wrong = (
        'title = 5\nlevel = "village"\nfolow = []\nstart_urls = ["www.xinhui.gov.cn"]\n'
        'max_list_pages = "3"\ncontent = ["div["]\nschedule = "hourly"\n'
        '[[lists]]\nurl = "ftp://a.gov.cn/{Page}"\nfirst_page = "1"\nrow = "data"\nlink = "{id"\n'
        "[[lists]]\nform = 3\n"
    )
    said = error_of(tmp_path, wrong)
    for part in ("folow: unknown", "title: should", "max_list_pages: input", "level: 'village'", "start_urls: 'www"):
        assert f"; {part}" in said.replace("FILE: ", "; ")
    for part in ("content: 'div['", "schedule: 'hourly'", "[[lists]] 1: url: 'ftp:", "[[lists]] 1: first_page: input"):
        assert f"; {part}" in said
    for part in (
        "[[lists]] 1: row: unknown",
        "[[lists]] 1: link: '{id'",
        "[[lists]] 2: form: should",
        "[[lists]] 2: url: none",
    ):
        assert f"; {part}" in said
    assert said.count("title:") == said.count("max_list_pages:") == said.count("first_page:") == 1


def test_an_address_is_a_source_of_its_own() -> None:
    source = from_url("https://www.example.gov.cn/zwgk/tzgg/")
    assert (source.start_urls, source.allowed_domains) == (
        ("https://www.example.gov.cn/zwgk/tzgg/",),
        ("www.example.gov.cn",),
    )


def test_two_columns_of_a_site_are_two_sources_and_a_slash_is_none() -> None:
    names = [from_url(f"http://www.example.gov.cn/{column}").name for column in ("tzgg/", "tzgg", "gzdt/", "")]
    assert (names[0] == names[1], len(set(names)), names[3]) == (True, 3, "www.example.gov.cn")


@pytest.mark.parametrize("url", ["ftp://a/", "http://", "http://[::1", "://", "javascript://a", "http://a:99999999/"])
def test_an_address_of_nothing_is_reported(url: str) -> None:
    with pytest.raises(SourceError):
        from_name_or_url(url)


def test_a_place_with_a_port_is_named_apart() -> None:
    assert from_url("http://127.0.0.1:8000/").name != from_url("http://127.0.0.1:8001/").name


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_source_is_right_and_says_that_it_was_not_tried(path: Path) -> None:
    source = load(path)
    assert (source.tried, bool(source.title), source.level in sources.LEVELS[:-1]) == (False, True, True)
    assert all((urlsplit(url).hostname or "").endswith(".gov.cn") for url in source.start_urls)
    assert "Not tried from here" in path.read_text("utf-8")


def test_every_level_of_government_is_shipped() -> None:
    shipped = [load(path) for path in SHIPPED.glob("*.toml")]
    assert {source.level for source in shipped} == {"central", "ministry", "province", "city", "district"}
    assert len(shipped) >= 13


@pytest.mark.parametrize("key", [*MEANING, *MEANING_OF_LIST])
def test_the_guide_has_a_row_for_every_key(key: str) -> None:
    assert re.search(rf"^\|[^|]*`{key}`[^|]*\|", GUIDE, re.MULTILINE)


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
def test_the_examples_of_the_guide_can_be_loaded(tmp_path: Path, example: str) -> None:
    source = load(written(tmp_path, example, "example"))
    assert source.allowed_domains == ("www.example.gov.cn",)


# [[lists]] that can never work

TABLE = '[[lists]]\nurl = "https://www.xinhui.gov.cn/api"\n'
NEVER = {
    "another case in url": ('url = "https://www.xinhui.gov.cn/list_{Page}.html"', "url: {Page} is not filled in"),
    "another name in url": ('url = "https://www.xinhui.gov.cn/list_{n}.html"', "url: {n} is not filled in"),
    "quoted braces in url": ('url = "https://www.xinhui.gov.cn/a?p=%7Bpage%7D"', "url: %7Bpage%7D is not filled in"),
    "doubled braces": (TABLE + 'form = { p = "{{page}}" }', "form: {{page}} is not filled in"),
    "of a script": ('url = "https://www.xinhui.gov.cn/list/${page}"', "url: ${page} is not filled in"),
    "blanks within": (TABLE + 'form = { p = "{ page }" }', "form: { page } is not filled in"),
    "in posted JSON": (TABLE + """json = '{"p": "{PAGE}"}'""", "json: {PAGE} is not filled in"),
    "in a header": (
        TABLE + 'headers = { Referer = "/list_{page}.html" }',
        "headers: Referer = '/list_{page}.html': {page}",
    ),
    "a broken selector": (TABLE + 'rows = "ul.list >> li["', "rows: 'ul.list >> li[' is neither a key nor a CSS"),
    "a broken selector of a title": (TABLE + 'title = "a[href"', "title: 'a[href' is neither a key nor a CSS selector"),
    "a template that is not closed": (TABLE + 'link = "/notice/{id.html"', "link: '/notice/{id.html': a template"),
    "a template for a title": (TABLE + 'title = "{bt}"', "title: '{bt}': a key, not a template"),
}


@pytest.mark.parametrize("kind", NEVER)
def test_a_described_list_that_can_never_work_is_refused(kind: str, tmp_path: Path) -> None:
    table, said = NEVER[kind]
    text = table if table.startswith("[[") else f"[[lists]]\n{table}"
    assert f"[[lists]] 1: {said}" in error_of(tmp_path, text)


@pytest.mark.parametrize(
    "table",
    [
        'rows = "data.list.0.rows"',
        'rows = "数据.列表"',
        'rows = "ul.list > li:not(.more)"',
        'link = "{url}"',
        'link = "/notice/{data.id}.html?type={@kind}"',
        'link = "a.title"',
        """json = '{"q": {"page": {page}, "size": 20}}'""",
        """form = { q = '{"lm": 7, "page": {page}}' }""",
    ],
)
def test_a_described_list_that_can_work_is_taken(table: str, tmp_path: Path) -> None:
    assert len(load(written(tmp_path, TABLE + table)).lists) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('start_urls = "http://www.xinhui.gov.cn/"', 'start_urls: should be a list in brackets, ["…", "…"]'),
        ('start_urls = ["http://a.gov.cn/"]\ntitle = 5', 'title: should be text in quotes, "…"'),
        (TABLE + 'form = "page"', '[[lists]] 1: form: should be a table in braces, { name = "…" }'),
    ],
)
def test_a_value_of_another_kind_is_explained_in_the_words_of_the_file(text: str, said: str, tmp_path: Path) -> None:
    assert said in error_of(tmp_path, text)


def test_a_mark_before_the_first_key_is_no_mistake(tmp_path: Path) -> None:
    assert load(written(tmp_path, "\ufeff" + WHOLE)).name == "xinhui"


@pytest.mark.parametrize(
    ("text", "said"),
    [(WHOLE, "1 list page,"), (LISTS, "2 described lists,"), (WHOLE + TABLE, "1 list page and 1 described list,")],
)
def test_a_check_counts_what_a_source_begins_at(text: str, said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(bulletins, ["sources", "check", str(written(tmp_path, text))])
    assert f"xinhui: ok ({said} xinhui.toml)" in result.output


# A source as its file says it

DESCRIBED = Source(
    "xinhui",
    title='江门"新会"区\\',
    start_urls=("http://www.xinhui.gov.cn/zwgk/?a=1&b='2'",),
    allowed_domains=("www.xinhui.gov.cn", "file.xinhui.gov.cn"),
    follow=(r"/t\d+_\d+\.html$", "it's"),
    delay=2.5,
    max_list_pages=3,
    browser=True,
    schedule="30 7 * * *",
    lists=(
        ListEndpoint(
            "http://www.xinhui.gov.cn/api",
            method="POST",
            form=(("page", "{page}"), ("q.type", 'a"b')),
            headers=(("X-Requested-With", "XMLHttpRequest"),),
            first_page=0,
            rows="data.list",
            link="/n/{id}.html",
            title="bt",
            date="rq",
            column="通知公告",
        ),
        ListEndpoint("http://www.xinhui.gov.cn/q?p={page}", method="POST"),
        ListEndpoint("http://www.xinhui.gov.cn/j", method="POST", json='{"q": {"p": {page}}}'),
    ),
)


@pytest.mark.parametrize(
    "source", [DESCRIBED, Source("xinhui", lists=DESCRIBED.lists, allowed_domains=("www.xinhui.gov.cn",))]
)
def test_a_source_written_as_toml_is_read_back_as_it_was(source: Source, tmp_path: Path) -> None:
    lines = [*sources.keys_as_toml(source), *sources.tables_as_toml(source.lists)]
    assert load(written(tmp_path, "\n".join(lines))) == source


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_source_is_read_back_as_it_was(path: Path, tmp_path: Path) -> None:
    source = load(path)
    lines = [*sources.keys_as_toml(source), *sources.tables_as_toml(source.lists)]
    assert load(written(tmp_path, "\n".join(lines), path.stem)) == source
