"""Later pages at the list's own address with a number behind it: /news/list and /news/list/2."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.tw"
TITLES = ["關於辦理申報作業之通知", "人選名單公告", "人才申報作業之說明"]
ROWS = "".join(f"<li><a href='/news/a/{n + 500}'>{title}</a><b>2026-11-2{n}</b></li>" for n, title in enumerate(TITLES))


def next_of(pager: str, path: str) -> list[str]:
    url = f"{SITE}{path}"
    source = Source("example", start_urls=(url,), allowed_domains=("www.example.gov.tw",))
    page = f"<title>公告</title><ul>{ROWS}</ul><div class=pages>{pager}</div>"
    return [ask.url.removeprefix(SITE) for ask in read_list(page, url, source).next_pages]


def numbers(path: str, *shown: int) -> str:
    return "".join(f"<a href='{path}/{n}'><span>{n}</span></a>" for n in shown)


@pytest.mark.parametrize("path", ["/news/list", "/notice/list/77", "/zh-tw/news"])
def test_the_page_after_the_first_is_its_address_with_2(path: str) -> None:
    for shown in ((1, 2, 3), (2, 3), (1, 2), (2,), (1, 2, 3, 5), (2, 3, 11)):
        assert next_of(numbers(path, *shown), path) == [f"{path}/2"]
    for icon in (
        f"<a href='{path}/2' class='next arrow' aria-label='下1頁'><span aria-hidden=true></span></a>",
        f"<a href='{path}/2'><img src='/i/next.gif'></a>",
    ):
        assert next_of(icon, path) == [f"{path}/2"]


def test_pages_are_counted_on_and_end() -> None:
    assert next_of(numbers("/news/list", 1, 2, 3), "/news/list/2") == ["/news/list/3"]
    assert next_of(numbers("/news/list", 1, 2, 3), "/news/list/3") == []


def test_numbers_that_lead_to_other_numbers_are_no_pages() -> None:
    assert next_of("".join(f"<a href='/news/list/{n + 40}'>{n}</a>" for n in (1, 2, 3)), "/news/list") == []
    assert next_of("<a href='/news/list/9' class=next><i></i></a>", "/news/list") == []
