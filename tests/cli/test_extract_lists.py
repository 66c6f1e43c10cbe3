"""`bulletins extract --list`: where a saved list page or an endpoint's answer leads, in a form that programs read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bulletins.cli.group import bulletins

URL = "http://www.example.gov.cn/zwgk/tzgg/"
API = "http://www.example.gov.cn/api/search"
ROWS = "".join(
    f"<li><a href='t20260607_{n}.html'>关于做好第{n}批民生实事项目公示的通知</a><span>2026-06-{n:02}</span></li>"
    for n in range(1, 4)
)
AWAY = "<li><a href='http://www.gov.cn/t20260604_9.html'>国务院办公厅关于放假安排的通知</a><span>2026-06-04</span></li>"
NAVIGATION = "<div class=nav><a href='/zwgk/'>政务公开</a><a href='/hd/'>互动交流</a><a href='/'>首页</a></div>"
BODY = f"{NAVIGATION}<ul>{ROWS}{AWAY}</ul><a href='index_1.html'>下一页</a>"
PAGE = f"<html><title>通知公告</title><body>{BODY}</body></html>"
ANSWER = {
    "zs": {"zts": 42},
    "jg": [{"bh": n, "bt": f"关于第{n}批项目公示的通知", "rq": f"2026-06-{n:02}"} for n in (1, 2)],
}
TOML = f"""
[[lists]]
url = "{API}"
json = '{{"lm": 7, "ys": {{page}}}}'
rows = "jg"
link = "/notice/{{bh}}.html"
title = "bt"
date = "rq"
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(bulletins, ["extract", *arguments])


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "list.html"
    file.write_text(PAGE, "utf-8")
    return file


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(ANSWER, ensure_ascii=False), "utf-8")
    return file


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    file = tmp_path / "site.toml"
    file.write_text(TOML, "utf-8")
    return file


def test_a_list_page_as_json(page: Path) -> None:
    assert json.loads(run(str(page), "--url", URL, "--list", "--json").output) == {
        "articles": [
            {
                "url": f"{URL}t20260607_{n}.html",
                "title": f"关于做好第{n}批民生实事项目公示的通知",
                "date": f"2026-06-0{n}",
            }
            for n in (1, 2, 3)
        ],
        "next_pages": [{"method": "GET", "url": f"{URL}index_1.html", "body": ""}],
        "off_site": [
            {
                "url": "http://www.gov.cn/t20260604_9.html",
                "title": "国务院办公厅关于放假安排的通知",
                "date": "2026-06-04",
            }
        ],
    }


def test_an_article_without_a_date_has_none_in_json(tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    undated = "".join(f"<li><a href='t20260607_{n}.html'>关于第{n}批项目公示的通知</a></li>" for n in range(3))
    file.write_text(f"<ul>{undated}</ul>", "utf-8")
    found = json.loads(run(str(file), "--url", URL, "--list", "--json").output)
    assert [row["date"] for row in found["articles"]] == [None, None, None]


def test_an_answer_is_read_as_the_source_describes_it(answer: Path, toml: Path) -> None:
    result = run(str(answer), "--url", API, "--list", "--json", "--source", str(toml))
    assert json.loads(result.output) == {
        "articles": [
            {
                "url": f"http://www.example.gov.cn/notice/{n}.html",
                "title": f"关于第{n}批项目公示的通知",
                "date": f"2026-06-0{n}",
            }
            for n in (1, 2)
        ],
        "next_pages": [{"method": "POST", "url": API, "body": '{"lm": 7, "ys": 2}'}],
        "off_site": [],
    }


@pytest.mark.parametrize(
    "url", ["http://www.example.gov.cn/api/list?lm=7&page=3", "http://www.example.gov.cn/api/list"]
)
def test_the_page_of_a_described_get_is_known_by_the_address(url: str, answer: Path, tmp_path: Path) -> None:
    toml = tmp_path / "get.toml"
    described = TOML.replace(API, "http://www.example.gov.cn/api/list?lm=7&page={page}")
    toml.write_text("\n".join(line for line in described.splitlines() if not line.startswith("json")), "utf-8")
    found = json.loads(run(str(answer), "--url", url, "--list", "--json", "--source", str(toml)).output)
    following = 4 if "page=3" in url else 2
    assert len(found["articles"]) == 2
    assert found["next_pages"][0]["url"] == f"http://www.example.gov.cn/api/list?lm=7&page={following}"


def test_a_list_page_for_people(page: Path) -> None:
    lines = run(str(page), "--url", URL, "--list").output.splitlines()
    assert lines[0] == f"2026-06-01\t关于做好第1批民生实事项目公示的通知\t{URL}t20260607_1.html"
    assert lines[-1] == f"next page\tGET\t{URL}index_1.html"


NOTHING = {
    "half an answer": ('{"code": 200, "data": {"rows": [{"ti', "undecodable: JSON that breaks off after 36 characters"),
    "an error": ('{"code": 500, "msg": "系统异常"}', "error of the site: code 500: 系统异常"),
    "no rows": ('{"code": 200, "rows": []}', "the list says that it is empty: rows is []"),
    "a shell": (
        "<html><body><div id=app></div><script src=/a.js></script></body></html>",
        "a script fills the rows in",
    ),
    "maintenance": (
        "<html><body><h1>系统维护</h1><p>本网站正在升级维护</p></body></html>",
        "notice of the site: 本网站",
    ),
}


@pytest.mark.parametrize("kind", NOTHING)
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_page_without_articles_says_why_next_to_its_result(kind: str, more: list[str], tmp_path: Path) -> None:
    text, why = NOTHING[kind]
    file = tmp_path / "answer"
    file.write_text(text, "utf-8")
    result = run(str(file), "--url", API, "--list", *more)
    assert (result.exit_code, f"no link to an article was found: {why}" in result.stderr) == (0, True)
    assert "no link" not in result.stdout


@pytest.mark.parametrize("kind", NOTHING)
def test_the_explanation_says_why_a_page_names_nothing(kind: str, tmp_path: Path) -> None:
    text, why = NOTHING[kind]
    file = tmp_path / "answer"
    file.write_text(text, "utf-8")
    assert why in " ".join(run(str(file), "--url", API, "--list", "--explain").output.split())


def test_the_explanation_says_of_each_group_why_it_was_taken_or_left(page: Path) -> None:
    reported = run(str(page), "--url", URL, "--list", "--explain").output
    assert "+ 4 links taken: dated and of the list's own column" in reported
    assert "- 2 links left: no dates, and fewer than three links" in reported
    assert f"next page GET {URL}index_1.html" in reported


def test_the_explanation_shows_a_pager_that_was_not_understood(tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    pager = "<a href='#' onclick='turn(this)'>下一页</a> 共12页<script>var pages = draw({pageSize: 4});</script>"
    file.write_text(f"<ul>{ROWS}</ul>{pager}", "utf-8")
    reported = run(str(file), "--url", URL, "--list", "--explain").output
    assert "next page not understood, though the answer says 共12页" in reported
    assert "onclick='turn(this)'> 下一页" in reported
    assert "pageSize: 4" in reported


def test_the_explanation_of_an_answer_shows_the_table_next_to_its_keys(answer: Path, toml: Path) -> None:
    reported = run(str(answer), "--url", API, "--list", "--explain", "--source", str(toml)).output
    assert "[[lists]] 1 of the source, as its page 1" in reported
    assert "the answer is JSON with the keys {zs{zts}, jg[2 of {bh, bt, rq}]}" in reported


def test_an_explained_page_that_is_no_bulletin_is_read_as_a_list_too(tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    many = "".join(f"<li><a href='t20260607_{n}.html'>关于做好第{n}批项目公示的通知</a></li>" for n in range(30))
    file.write_text(f"<html><title>通知公告</title><body>{NAVIGATION}<ul>{many}</ul></body></html>", "utf-8")
    assert "30 links taken" in run(str(file), "--url", URL, "--explain").output


def test_a_page_in_the_place_of_a_list_is_none(tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    file.write_text("<html><title>安全验证</title><body><p>请输入验证码<input name=captcha></body></html>", "utf-8")
    result = run(str(file), "--url", URL, "--list", "--json")
    assert (result.exit_code, "was found: blocked" in result.stderr) == (0, True)
    assert json.loads(result.stdout) == {"articles": [], "next_pages": [], "off_site": []}


@pytest.mark.parametrize("options", [("--json",), ("--list", "--html", "x.html"), ("--url", "list.html")])
def test_options_that_do_not_fit_are_a_usage_error(page: Path, options: tuple[str, ...]) -> None:
    assert run(str(page), *options).exit_code == 2


SCRIPTS = {
    "a call": (
        "$.ajax({url:'/api/notice/page?lm=7', success: draw})",
        "script asks http://www.example.gov.cn/api/notice/page?lm=7",
    ),
    "a file": ("$.getJSON('./list.json', draw)", "script asks http://www.example.gov.cn/zwgk/tzgg/list.json"),
    "a request": ("x.open('POST', '/xxgk/q.do', true)", "script asks http://www.example.gov.cn/xxgk/q.do"),
    "a state": (
        "window.__INITIAL_STATE__={notice:{rows:[{bh:1,bt:'关于一'},{bh:2,bt:'关于二'}]}}",
        "script holds 2 rows at __INITIAL_STATE__.notice.rows, with the keys bh, bt",
    ),
}


@pytest.mark.parametrize("kind", SCRIPTS)
def test_the_explanation_names_what_scripts_ask_for_and_hold(kind: str, tmp_path: Path) -> None:
    code, said = SCRIPTS[kind]
    file = tmp_path / "list.html"
    file.write_text(f"<html><body><ul id=l></ul><script>{code}</script></body></html>", "utf-8")
    assert said in " ".join(run(str(file), "--url", URL, "--list", "--explain").output.split())


def test_the_explanation_names_a_unit_that_a_page_is_made_of(tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    unit = (
        """<script src="/u.js" url="/api-gateway/x/build/unit" queryData="{'webId':'7','tagId':'信息列表'}"></script>"""
    )
    file.write_text(f"<html><body><div>{unit}</div></body></html>", "utf-8")
    said = "script asks http://www.example.gov.cn/api-gateway/x/build/unit?webId=7&tagId="
    assert said in " ".join(run(str(file), "--url", URL, "--list", "--explain").output.split())


def test_files_in_the_rows_of_articles_are_not_counted_as_articles(tmp_path: Path) -> None:
    rows = "".join(
        f"<li><a href='/a/70{n:02}.html'>关于第{n}批项目的公示</a> "
        f"<a href='/f/{n}.pdf'>PDF下载</a><i>2026-09-0{n}</i></li>"
        for n in range(1, 6)
    )
    file = tmp_path / "list.html"
    file.write_text(f"<html><body><ul>{rows}</ul></body></html>", "utf-8")
    reported = run(str(file), "--url", URL, "--list", "--explain").output
    assert "+ 5 links (and not 5 files, columns or offices in their rows) taken: dated" in reported
    assert "PDF下载" not in reported
