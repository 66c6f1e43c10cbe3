"""Rows that stand as texts in a page's scripts are read as if the scripts had put them into the page; none is run."""

from datetime import date

import pytest

from pipelines.lists.read import read_list
from pipelines.models import ListedLink, ListPage, Source, WhyNothing

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
TITLES = ("关于开展农村危房改造工作的通知", "停水公告", "区人民政府办公室关于春节放假的公告")
ROW = '<li><a href="/a/80{n}.html">{t}</a><span>2026-09-2{n}</span></li>'
ROWS = [ROW.format(n=n, t=title) for n, title in enumerate(TITLES)]
LISTED = tuple(ListedLink(f"{SITE}/a/80{n}.html", title, date(2026, 9, 20 + n)) for n, title in enumerate(TITLES))


def read(script: str, body: str = '<ul id="list"></ul>') -> ListPage:
    text = f"<html><head><title>通知公告</title></head><body><h1>通知公告</h1>{body}<script>{script}</script></body></html>"
    return read_list(text, LIST, SOURCE)


SCRIPTS = {
    "added to a text": 'var s = "";' + "".join(f"s += '{row}';\n" for row in ROWS) + '$("#list").html(s);',
    "without marks between lines": "\n".join(f"s += '{row}'" for row in ROWS),
    "at once": f"document.getElementById('list').innerHTML = `{''.join(ROWS)}`;",
    "in a function": "$(function () {" + "".join(f"$('#list').append(`{row}`);" for row in ROWS) + "});",
    "in a list": "var rows = [" + ", ".join(f"'{row}'" for row in ROWS) + "]; $('#list').html(rows.join(''));",
    "piece by piece": "".join(
        f"s += '<li>' + '<a href=\"/a/' + 80{n} + '.html\">';\ns += '{title}';\ns += '</a>2026-09-2{n}</li>';\n"
        for n, title in enumerate(TITLES)
    ),
    "by names": "".join(
        f"u = '/a/80{n}.html'; t = '{title}'; s += '<li><a href=\"' + u + '\">' + t + '</a> 2026-09-2{n}</li>';"
        for n, title in enumerate(TITLES)
    ),
    "with quotes in quotes": "".join(f"s += '{row}';".replace("/", "\\/") for row in ROWS),
    "clicked": "".join(
        f"s += `<li onclick=\"openInfo('80{n}')\">{title} <i>2026-09-2{n}</i></li>`;" for n, title in enumerate(TITLES)
    )
    + "function openInfo(id) { location.href = '/a/' + id + '.html'; }",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_rows_in_quotes_are_read(script: str) -> None:
    found = read(script)
    assert found.articles == LISTED
    assert found.nothing is None


NOT_KNOWN = {
    "a loop": "for (var i = 0; i < n; i++) { s += '<li><a href=\"' + rows[i].url + '\">' + rows[i].t + '</a></li>'; }",
    "a template": 'rows.forEach(r => { s += `<li><a href="${r.url}">${r.title}</a> ${r.day}</li>` });',
    "a name that a function is given": (
        "var u = '/a/1.html'; function row(u) { return '<li><a href=\"' + u + '\">停水公告</a> 2026-09-22</li>'; }"
    ),
    "a name that depends": (
        "if (old) { u = '/a/1.html' } else { u = '/b/1.html' } s += '<li><a href=\"' + u + '\">停水公告</a> 2026-09-22</li>';"
    ),
    "a name given once in a while": (
        "var u = x; if (old) u = '/a/1.html'; s += '<li><a href=\"' + u + '\">停水公告</a> 2026-09-22</li>';"
    ),
    "a text that is changed": "s += '<li><a href=\"/a/ID.html\">停水公告</a> 2026-09-22</li>'.replace('ID', id);",
    "in a comment": f"/* s += '{ROWS[0]}'; */ // s += '{ROWS[1]}'",
}


@pytest.mark.parametrize("script", NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_what_only_a_run_would_show_is_no_row_and_is_said(script: str) -> None:
    found = read(script)
    assert not found.articles
    assert found.nothing is not None


def test_rows_that_are_not_known_next_to_those_that_are() -> None:
    found = read(SCRIPTS["added to a text"] + NOT_KNOWN["a loop"])
    assert found.articles == LISTED
    assert found.nothing is not None
    assert found.nothing.reason is WhyNothing.SCRIPT


def test_a_page_with_rows_of_its_own_is_not_filled() -> None:
    own = "".join(ROW.format(n=n + 3, t=title) for n, title in enumerate(TITLES))
    found = read(SCRIPTS["at once"], f"<ul>{own}</ul>").articles
    assert [link.url for link in found] == [f"{SITE}/a/80{n}.html" for n in (3, 4, 5)]


def test_rows_that_a_script_elsewhere_opens_are_named_next_to_links() -> None:
    clicked = "".join(f"<li><a href=\"javascript:openX('9{n}')\">停电公告</a> 2026-09-1{n}</li>" for n in range(3))
    found = read("", f"<ul>{''.join(ROWS)}{clicked}</ul>")
    assert found.articles == LISTED
    assert found.nothing is not None
    assert "3 rows" in found.nothing.detail


HELD = f"var rows = [{', '.join(f'{{id: 80{n}, cid: 7, title: {title!r}, day: {str(LISTED[n].listed)!r}}}' for n, title in enumerate(TITLES))}];"
LED = {
    "joined": "$.each(rows, function (i, r) { s += '<li><a href=\"/a/' + r.id + '.html\">' + r.title + '</a></li>'; });",
    "in a template": "rows.forEach(r => { s += `<li><a href='/a/${r.id}.html'>${r.title}</a><i>${r.day}</i></li>` });",
    "by its place": "for (i in rows) s += '<a href=/a/' + rows[i].id + '.html>' + rows[i].title + '</a>';",
    "clicked": (
        "rows.map(r => `<li onclick=\"openInfo('${r.id}')\">${r.title}</li>`);"
        "function openInfo(id) { location.href = '/a/' + id + '.html'; }"
    ),
    "next to a column": (
        "rows.map(r => `<li><a href='/lm/${r.cid}/'>公告</a><a href='/a/${r.id}.html'>${r.title}</a></li>`);"
    ),
}


@pytest.mark.parametrize("script", LED.values(), ids=LED)
def test_rows_that_a_script_holds_lead_where_it_writes_their_titles(script: str) -> None:
    assert read(HELD + script).articles == LISTED


def test_titles_that_lead_to_two_places_are_not_guessed() -> None:
    other = "rows.map(r => `<a href='/b/${r.id}.html'>${r.title}</a>`);"
    assert not read(HELD + LED["joined"] + other).articles
