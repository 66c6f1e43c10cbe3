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


def test_a_list_that_a_script_fills_in_is_noted_with_what_the_script_asks(tmp_path: Path) -> None:
    shell = "<html><body><div id=app></div><script>axios.get('/api/list').then(show)</script></body></html>"
    crawled, site = crawl_pages(tmp_path, {LIST: shell})
    ((_, url, said),) = crawled.run.failures
    reason = f"a script fills the rows in: its scripts ask {site.address}/api/list"
    assert (url, said.partition("; ")[0]) == (site.address + LIST, f"nothing listed: {reason}")
    state, why = crawled.states["site"]
    assert (state, f"no link to an article was found on its list pages: {reason}" in why) == ("suspicious", True)


def test_a_list_whose_rows_differ_only_after_the_hash_is_noted_and_none_is_fetched(tmp_path: Path) -> None:
    names = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告")
    rows = "".join(f"<li><a href='/h5/#/detail/{n}'>{name}</a> 2026-09-1{n}</li>" for n, name in enumerate(names))
    crawled, site = crawl_pages(tmp_path, {LIST: f"<html><body><ul>{rows}</ul></body></html>", "/h5/": article(1)})
    ((_, url, said),) = crawled.run.failures
    reason = f"its rows lead to one page: 2 rows lead to {site.address}/h5/ and differ only in what follows it"
    assert (url, said.partition(": #/detail/0")[0]) == (site.address + LIST, f"nothing listed: {reason}")
    state, why = crawled.states["site"]
    assert (state, reason in why) == ("suspicious", True)
    assert [outcome for _, outcome, _ in crawled.run.fates] == ["listed"]


def test_a_list_that_says_that_it_is_empty_is_no_failure(tmp_path: Path) -> None:
    crawled, _ = crawl_pages(tmp_path, {LIST: "<html><body><ul></ul><p>暂无数据</p></body></html>"})
    assert crawled.run.failures == ()


def test_an_error_in_a_lists_place_is_a_rejected_page(tmp_path: Path) -> None:
    crawled, _ = crawl_pages(tmp_path, {LIST: '{"code": 500, "msg": "系统异常，请联系管理员"}'})
    assert [(outcome, reason) for _, outcome, reason in crawled.run.fates] == [("rejected", "error of the site")]
    assert crawled.states["site"][0] == "failed"
