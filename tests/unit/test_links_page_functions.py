"""A function of the page that reckons or chooses leads where it would for the number that it is given."""

import pytest

from pipelines.lists.scripts.page_functions import led_to
from pipelines.lists.scripts.scripted_links import opened_by

LEADING = [
    ('n=n-1; location.href="index_"+n+".html"', "index_1.html"),
    ('n--; location.href="index_"+n+".html"', "index_1.html"),
    ('--n; location="index_"+n+".html"', "index_1.html"),
    ('n -= 1; self.location.href="index_"+n+".html"', "index_1.html"),
    ('var p=n-1; window.location.href="index_"+p+".html"', "index_1.html"),
    ('window.open("index_"+(n-1)+".html", "_self")', "index_1.html"),
    ('location.replace("index_".concat(n - 1, ".html"))', "index_1.html"),
    ('location.href="?start="+(n-1)*15', "?start=15"),
    ('location.search="page="+(n+0)', "?page=2"),
    ('location.href = n==1 ? "index.html" : "index_"+(n-1)+".html"', "index_1.html"),
    ('if(n==1){location.href="index.html"}else{location.href="index_"+n+".html"}', "index_2.html"),
    ('if(n<1){return;} location.href="index_"+n+".html"', "index_2.html"),
    ('if(n>1){location.href="list_"+n+".html"; return} location.href="list.html"', "list_2.html"),
    ('if(parseInt(n)<1) return false; location.href="list_"+parseInt(n)+".html"', "list_2.html"),
]


@pytest.mark.parametrize(("body", "address"), LEADING)
def test_reckoned_and_chosen(body: str, address: str) -> None:
    assert opened_by(f"<script>function goPage(n){{{body}}}</script>")("javascript:goPage(2)") == address


@pytest.mark.parametrize("name", ["function go(n)", "var go = function (n)", "go = n =>"])
def test_however_the_function_is_written(name: str) -> None:
    text = (
        f"<script>{name} {{ location.href = 'list_' + (n - 1) + '.html' }}; function other(n) {{ return 1 }}</script>"
    )
    assert opened_by(text)("go(3)") == "list_2.html"


@pytest.mark.parametrize(
    "body",
    [
        'n = n / step; location.href="index_"+n+".html"',
        'n = other(n); location.href="index_"+n+".html"',
        'n = $("#to").val(); location.href="index_"+n+".html"',
        'if (n > last) return; n--; location.href="index_"+n+".html"',
    ],
)
def test_a_changed_number_that_is_not_known_leads_nowhere(body: str) -> None:
    assert opened_by(f"<script>function goPage(n){{{body}}}</script>")("goPage(2)") is None


def test_an_unknown_choice_between_addresses_is_not_known() -> None:
    assert led_to('if (mobile) { location = "m.html" } else { location = "p.html" } }', {}) == (False, None)
    assert led_to('location = "p.html"', {}) == (False, None)  # cut off: what follows may change it
    assert led_to('if (n < 2) { return } location = "p.html" }', {"n": 1.0}) == (True, None)


GLOBAL = [
    ("var size = 15;", "'?start=' + (n - 1) * size"),
    ("let size = '15'", "'?start=' + size * (n - 1)"),
    ('const a = 1, size = parseInt("15");', "`?start=${(n - 1) * size}`"),
    ("window.size = 15;", "'?start=' + (n - 1) * size"),
]


@pytest.mark.parametrize(("given", "address"), GLOBAL)
def test_a_number_that_the_page_names_is_reckoned_with(given: str, address: str) -> None:
    function = f"function goPage(n) {{ location.href = {address}; }}"
    for scripts in (f"{given}\n{function}", f"{function}\n{given}\n", f"{function}</script><script>\n{given}"):
        assert opened_by(f"<script>{scripts}</script>")("goPage(2)") == "?start=15"


@pytest.mark.parametrize(
    "given", ["var size=15; size=20;", "var size=15; function f() { size++ }", "var size=all();", ""]
)
def test_a_number_that_changes_or_is_not_given_leads_nowhere(given: str) -> None:
    text = f"<script>{given} function goPage(n) {{ location.href = '?start=' + (n - 1) * size }}</script>"
    assert opened_by(text)("goPage(2)") is None
