"""The enlarged sample site: each bulletin on its list, in one place, read as its truth, and no other's double."""

from datetime import UTC, datetime

import pytest
from sample_site.enlarged import enlarge, enlarged_article

from pipelines.extract import extract
from pipelines.lists.read import read_list
from pipelines.models import Page, Source

COUNT = 230
NOW = datetime(2026, 7, 1, tzinfo=UTC)
SOURCE = Source(name="load", allowed_domains=("a.example",), max_list_pages=99)


def test_the_lists_lead_to_every_bulletin_once() -> None:
    site = enlarge(COUNT)
    waiting, found = [f"http://a.example{path}" for path in site.starts["a"]], []
    seen = set(waiting)
    while waiting:
        url = waiting.pop()
        body = site.pages["a", url.removeprefix("http://a.example")][0].body.decode()
        links = read_list(body, url, SOURCE)
        found += [link.url for link in links.articles]
        waiting += [page.url for page in links.next_pages if page.url not in seen]
        seen.update(waiting)
    assert sorted(found) == sorted(f"http://a.example{enlarged_article(i).path}" for i in range(COUNT))
    assert len(set(found)) == COUNT


def test_what_is_not_there_is_not_made() -> None:
    pages = enlarge(COUNT).pages
    last = enlarged_article(COUNT - 1).path
    assert ("a", last) in pages
    for path in (enlarged_article(COUNT).path, last.replace("/t20", "/t21"), "/load/index_3.shtml", "/"):
        assert ("a", path) not in pages
    assert ("b", last) not in pages


@pytest.mark.parametrize("number", range(24))
def test_a_bulletin_reads_as_its_truth(number: int) -> None:
    made = enlarged_article(number)
    url, answer = f"http://a.example{made.path}", made.response
    headers = (("Content-Type", answer.content_type),)
    document = extract(Page("load", url, url, NOW, 200, headers, answer.body), SOURCE)
    assert document.title == made.text.title
    assert [paragraph.text for paragraph in document.paragraphs] == [words for _, words in made.text.blocks]
    assert answer == enlarged_article(number).response
