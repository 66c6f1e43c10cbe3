"""Answers that hold their rows as markup in quotes: no quotation mark gets into an address, and no row is lost."""

import json
from datetime import date

import pytest

from pipelines.lists.read import ListedLink, read_list
from pipelines.models import Source

SITE = "http://www.example.gov.cn"
ANSWER = f"{SITE}/api/list"
SOURCE = Source(name="example", start_urls=(ANSWER,), allowed_domains=("www.example.gov.cn",))
ROWS = [f'<li><a href="/a/{n}.html">关于{n}号桥封闭施工的通告</a><span>2026-09-0{n}</span></li>' for n in (1, 2, 3)]
MARKUP = "".join(ROWS)
QUOTED = MARKUP.replace('"', '\\"')
LISTED = tuple(ListedLink(f"{SITE}/a/{n}.html", f"关于{n}号桥封闭施工的通告", date(2026, 9, n)) for n in (1, 2, 3))


@pytest.mark.parametrize(
    "answer",
    [
        f'var html="{QUOTED}";',
        f'document.getElementById("list").innerHTML="{QUOTED}";',
        f'$("#list").html("{QUOTED}");',
        f'document.write("{QUOTED}");',
        f'callback("{QUOTED}")',
        f'var total=118;var html="{QUOTED}";',
        f'callback({{"html":"{QUOTED}"}})',
        QUOTED,
        json.dumps(MARKUP),
        json.dumps({"d": json.dumps({"Data": MARKUP, "Total": 3})}),
        json.dumps({"data": json.dumps({"html": MARKUP})}),
        json.dumps(json.dumps({"html": MARKUP})),
    ],
)
def test_escaped_marks_get_into_no_address(answer: str) -> None:
    assert read_list(answer, ANSWER, SOURCE).articles == LISTED


@pytest.mark.parametrize(
    "answer",
    [
        ROWS,
        {"list": ROWS},
        {"code": 0, "data": [{"html": row} for row in ROWS]},
        {"rows": [{"id": n, "content": row[4:-5]} for n, row in enumerate(ROWS)]},
        [{"html": ROWS[0]}, {"html": ROWS[1] + ROWS[2]}],
        {"d": json.dumps(ROWS)},
    ],
)
def test_rows_that_are_html_one_by_one_are_all_read(answer: object) -> None:
    assert read_list(json.dumps(answer), ANSWER, SOURCE).articles == LISTED


def test_texts_of_rows_without_addresses_are_no_rows() -> None:
    rows = [
        {"title": f"关于{n}号桥封闭施工的通告", "content": f"<p>详见<a href='/f/{n}.html'>附件</a></p>"}
        for n in (1, 2, 3)
    ]
    assert not read_list(json.dumps({"rows": rows}), ANSWER, SOURCE).articles
