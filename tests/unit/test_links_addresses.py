"""A plain path is put together as a browser would resolve it, by a short way that gives the same as the long one."""

from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest

from pipelines.lists.urls import absolute, names_a_file

BASES = [
    "http://www.example.gov.cn",
    "http://www.example.gov.cn/",
    "http://www.example.gov.cn/zwgk/tzgg/",
    "http://www.example.gov.cn/zwgk/tzgg/index_1.html",
    "https://www.example.gov.cn:8443/zwgk/list.aspx?path=/a/b/",
    "http://www.example.gov.cn/a//b/index.html",
    "http://www.example.gov.cn/a/../b/index.html",
    "http://www.example.gov.cn/a/./index.html",
    "http://WWW.example.gov.cn/a/",
    "http://www.example.gov.cn?a=1",
]
PATHS = [
    "a.html",
    "./a.html",
    "/a/b.html",
    "a/b/",
    "/",
    "../a.html",
    "a/../b.html",
    "./a/./b",
    "//other.gov.cn/a",
    "~x/-1.html",
]


@pytest.mark.parametrize(("base", "path"), [*product(BASES, PATHS)])
def test_a_path_leads_where_a_browser_would_go(base: str, path: str) -> None:
    assert absolute(base, path) == urljoin(base.replace("WWW", "www"), path)


@pytest.mark.parametrize("base", ["http://[::1", "http://h:99999/", "ftp://h/a/", "about:blank", ""])
def test_a_path_on_a_page_of_no_address_leads_nowhere(base: str) -> None:
    assert absolute(base, "a.html") is None


def test_the_session_of_the_page_is_in_none_of_its_addresses() -> None:
    assert absolute("http://h.cn/a/(S(lit3py55t21z5v55))/list.aspx", "show.aspx") == "http://h.cn/a/show.aspx"
    assert absolute("http://user@h.cn/a/", "b.html") == "http://h.cn/a/b.html"


def test_a_mark_that_was_escaped_twice_is_one() -> None:
    assert absolute("http://h.cn/a/", "show.jsp?c=1&amp;id=7") == "http://h.cn/a/show.jsp?c=1&id=7"


@pytest.mark.parametrize(
    "url",
    ["http://h.cn", "http://h.zip", "http://h.zip?a=/b.zip", "https://h.cn/a/b.pdf?x=/c#/d", "/a/b.pdf", "a.pdf#x", ""],
)
def test_the_path_of_an_address_is_cut_as_it_would_be_split(url: str) -> None:
    assert names_a_file(url) is (urlsplit(url).path.endswith((".pdf", ".zip")))
