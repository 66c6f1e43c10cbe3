"""A run says where a list has pages that no pager led to."""

from pathlib import Path

from crawls import LIST, crawl_pages
from served_site import article, list_page

PAGES = {f"{LIST}t20230601_1.html": article(1)}
SAID = "next page not understood: the list says 共12页"


def test_a_run_notes_it_and_the_source_is_suspicious(tmp_path: Path) -> None:
    crawled, site = crawl_pages(tmp_path, {LIST: list_page(*PAGES, pager="<b>共12页</b>"), **PAGES})
    assert crawled.run.failures == (("site", site.address + LIST, SAID),)
    state, why = crawled.states["site"]
    assert (state, "no next page was understood" in why) == ("suspicious", True)


def test_a_source_of_which_the_first_page_is_enough_is_well(tmp_path: Path) -> None:
    pages = {LIST: list_page(*PAGES, pager="<b>共12页</b>"), **PAGES}
    crawled, _ = crawl_pages(tmp_path, pages, max_list_pages=1)
    assert (crawled.run.failures, crawled.states["site"][0]) == ((), "ok")
