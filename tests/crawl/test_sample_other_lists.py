"""The sample site's other lists are read over HTTP: by POST, by a described endpoint, by feed and sitemap."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_site.other_lists import FEED, POSTED, SITEMAP, TABLE
from sample_site.server import Running, serve
from sample_site.site import build

from pipelines.lists.answers.feeds import unpacked
from pipelines.lists.read import ListPage, first_asks, read_list
from pipelines.models import Ask, Source
from pipelines.sources import load
from pipelines.text.charset import decode


@pytest.fixture(scope="module")
def sample() -> Iterator[Running]:
    with serve() as running:
        yield running


def answer(ask: Ask) -> bytes:
    data = ask.body.encode() if ask.method == "POST" else None
    request = urllib.request.Request(ask.url, data, dict(ask.headers), method=ask.method)  # noqa: S310  # our own server
    with urllib.request.urlopen(request) as response:  # noqa: S310  # our own server
        body: bytes = response.read()
        return body


def pages(source: Source) -> list[ListPage]:
    waiting, found = list(first_asks(source)), []
    while waiting and len(found) < 20:
        ask = waiting.pop(0)
        found.append(read_list(decode(unpacked(answer(ask)))[0], ask.url, source, ask))
        waiting += found[-1].next_pages
    return found


def paths(found: list[ListPage], base: str) -> list[str]:
    return sorted(link.url.removeprefix(base) for page in found for link in page.articles)


def of_site(prefix: str) -> list[str]:
    return sorted(one.path for one in build().articles if one.host == "a" and one.path.startswith(prefix))


def at(base: str, path: str) -> Source:
    return Source(name="sample", start_urls=(base + path,), allowed_domains=("127.0.0.1",))


def test_a_list_whose_pager_posts_is_read_to_its_end(sample: Running) -> None:
    found = pages(at(sample.base, POSTED))
    assert (len(found), paths(found, sample.base)) == (2, of_site("/zfxxgk/"))


def test_an_endpoint_is_read_as_its_table_says(sample: Running, tmp_path: Path) -> None:
    file = tmp_path / "sample.toml"
    file.write_text(TABLE.replace("BASE", sample.base), "utf-8")
    found = pages(load(file))
    assert paths(found, sample.base) == of_site("/xwzx/")
    assert {page.column for page in found} == {"部门动态"}


def test_a_feed_leads_to_its_articles(sample: Running) -> None:
    assert paths(pages(at(sample.base, FEED)), sample.base) == of_site("/zwgk/tzgg/")


def test_a_sitemap_leads_to_every_article_through_its_packed_part_too(sample: Running) -> None:
    assert paths(pages(at(sample.base, SITEMAP)), sample.base) == of_site("/")
