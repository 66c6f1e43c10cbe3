"""Files that a text links to by a download script, a button's call or a name."""

import time

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract
from pipelines.extract.fields.linked_files import IN_QUOTES

FILES = {
    "name in the query": ("/module/download/downfile.jsp?classid=0&amp;filename=26aa.doc", "报名表"),
    "ending in the query": ("/virtual_attach_file.vsb?afc=U1&amp;e=.docx", "报名表"),
    "words of the link": ("/Show.aspx?f=12", "报名表.xls"),
    "number": ("/download?id=778", "报名表"),
    "folder": ("/attachDir/12", "报名表"),
}
CALLS = [
    "<a href='javascript:void(0)' onclick=\"window.open('/files/a.docx')\">报名表</a>",
    "<a href=\"javascript:download('/files/a.docx')\">报名表.docx</a>",
    "<a href='#' onclick=\"downFile('/files/a.docx','报名表.docx');return false;\">报名表.docx</a>",
    "<a href='javascript:;' data-url='/files/a.docx'>报名表</a>",
]
PAGES = [
    "<a href='/xxgk/show.jsp?id=3'>报名表</a>",
    "<a href='/files/a.html'>报名表</a>",
    "<a href='/download/'>下载专区</a>",
    "<a href=\"javascript:down('12','报名表.docx')\">报名表</a>",
]


def attachments(markup: str, announced: str = "附件：") -> list[str]:
    return [one.url for one in extract(page(article(f"{in_p(SENTENCES)}<p>{announced}{markup}</p>")), ANY).attachments]


@pytest.mark.parametrize(("address", "words"), FILES.values(), ids=FILES)
def test_an_address_of_a_download(address: str, words: str) -> None:
    (found,) = attachments(f"<a href='{address}'>{words}</a>")
    assert found.endswith(address.replace("&amp;", "&"))


@pytest.mark.parametrize("call", CALLS)
def test_an_address_that_a_script_is_given(call: str) -> None:
    (found,) = attachments(call)
    assert found.endswith("/files/a.docx")


@pytest.mark.parametrize("attribute", ["download", "download='报名表.docx'"])
def test_a_link_that_downloads(attribute: str) -> None:
    assert len(attachments(f"<a href='/f/778' {attribute}>报名表</a>", announced="")) == 1


@pytest.mark.parametrize("markup", PAGES)
def test_a_link_to_a_page_is_none(markup: str) -> None:
    assert attachments(markup) == []


def test_an_address_of_downloads_is_none_where_the_text_announces_no_annex() -> None:
    assert attachments("<a href='/download?id=778'>下载中心</a>", announced="详见") == []


@pytest.mark.parametrize("text", ["'" * 200_000, "'/" + "/" * 200_000, "'" + "a" * 200_000])
def test_hostile_calls_take_no_long_time(text: str) -> None:
    begun = time.perf_counter()
    IN_QUOTES.search(text)
    assert time.perf_counter() - begun < 2
