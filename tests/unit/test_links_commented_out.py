"""What a page's makers commented out is no list and no pager of it."""

import json

import pytest

from pipelines.lists.commented_out import without_comments
from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "http://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source(name="example", allowed_domains=("www.example.gov.cn",))
REAL = 'createPageHTML(9, 0, "index", "html");'
OLD = 'createPageHTML(23, 0, "old", "html");'


def next_pages(text: str) -> tuple[str, ...]:
    return tuple(ask.url for ask in read_list(text, LIST, SOURCE).next_pages)


@pytest.mark.parametrize(
    "page",
    [
        f"<script>\n//{OLD}\n{REAL}</script>",
        f"<script>\n/*{OLD}*/\n{REAL}</script>",
        f"<script>/*\n{OLD}\n*/{REAL} //{OLD}</script>",
        f"<!--<script>{OLD}</script>--><script>{REAL}</script>",
        f"<!-- old\n<SCRIPT>{OLD}</SCRIPT>\n--><SCRIPT>{REAL}</SCRIPT>",
        f"<script><!--\n{REAL}\n//--></script>",
    ],
)
def test_a_pager_that_is_commented_out_does_not_lead_on(page: str) -> None:
    assert next_pages(page) == (f"{LIST}index_1.html",)


@pytest.mark.parametrize(
    "page",
    [
        f"<script>\n//{OLD}\n</script>",
        f"<!--<script>{OLD}</script>--><script>var a = 1;</script>",
        "<script>\n//var countPage = 30;\nvar countPage = 1; var currentPage = 0;</script>",
    ],
)
def test_a_pager_that_is_only_a_comment_leads_nowhere(page: str) -> None:
    assert next_pages(page) == ()


def test_rows_of_a_test_that_are_commented_out_are_none() -> None:
    def data(folder: str) -> str:
        rows = [
            {"title": f"关于{n}号桥封闭施工的通告", "url": f"/{folder}/{n}.html", "date": "2026-09-0" + str(n)}
            for n in (1, 2, 3)
        ]
        return f"var data={json.dumps(rows)};"

    page = f"<div id=l></div><script>\n//{data('test')}\n{data('tzgg')}</script>"
    assert [link.url for link in read_list(page, LIST, SOURCE).articles] == [f"{SITE}/tzgg/{n}.html" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "code",
    [
        'var a = "http://www.example.gov.cn/a"; b();',
        "var a = '/* no comment */' + `// none`; b();",
        'a.replace(/"/g, "\'").open("http://www.example.gov.cn/");',
        "a = b.split(/[/*]/); c = 1; d = '*/';",
        "a = b / c / d; /* cut off",
    ],
)
def test_what_only_looks_like_a_comment_stays(code: str) -> None:
    assert without_comments(f"<script>{code}</script>") == f"<script>{code}</script>"


def test_other_text_than_a_script_stays() -> None:
    page = "<textarea><!-- a --></textarea><script type='text/xml'>http://a // b</script><script>//c</script>"
    assert without_comments(page) == page.replace("//c", " ")


@pytest.mark.parametrize("mark", ['"', '\\"', "/*", "//", "=/[", "<!--", "<script>", "`", "(/a"])
def test_a_page_of_marks_takes_no_time(mark: str) -> None:
    assert without_comments("<script>x" + mark * (200_000 // len(mark)))
