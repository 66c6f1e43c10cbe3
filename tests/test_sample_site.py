"""The sample site has the shapes of real sites, and every article of it is read as its text says."""

import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sample_site.server import Running
from sample_site.site import Article, build, truth

from crawler.links import read_list
from pipelines.extract import continuation, extract
from pipelines.records import Document, Page, Rejected, Source
from pipelines.text import decode

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SITE = Source(name="sample", allowed_domains=("a.example", "b.example"), max_list_pages=99)


def page(host: str, path: str, visit: int = 0) -> Page:
    answers = build().pages[host, path]
    answer = answers[min(visit, len(answers) - 1)]
    url = f"http://{host}.example{path}"
    return Page("sample", url, url, NOW, answer.status, (("Content-Type", answer.content_type),), answer.body)


def read(article: Article) -> Document:
    flaky = build().pages[article.host, article.path][0].status == 500
    first = page(article.host, article.path, visit=int(flaky))
    following = continuation(first, SITE)
    parts = (page(article.host, following.partition(".example")[2]),) if following else ()
    return extract(replace(first, parts=parts), SITE)


def all_articles() -> list[Article]:
    return build().articles


def spread_articles() -> list[Article]:
    """Those whose second half stands on a page of its own."""
    site = build()
    return [a for a in site.articles if (a.host, f"{a.path.removesuffix('.html')}_1.html") in site.pages]


def name(article: Article) -> str:
    return f"{article.layout}:{article.text.slug}:{article.host}"


def test_it_has_eighty_pages_and_more() -> None:
    pages = [
        a for answers in build().pages.values() for a in answers[-1:] if b"<" in a.body[:200] or b"{" in a.body[:1]
    ]
    assert len(pages) >= 80


def test_every_template_and_encoding_is_there() -> None:
    assert {a.layout for a in all_articles()} >= {
        "trs", "zoom", "ucap", "v_news", "nested_td", "line_breaks", "plain", "two_copies", "big5", "images",
    }  # fmt: skip
    assert {a.encoding for a in all_articles()} == {"utf-8", "gb18030", "big5"}


def test_some_page_that_says_gb2312_holds_more() -> None:
    beyond = [
        a
        for a in all_articles()
        if "charset=gb2312" in a.html and a.html != a.html.encode("gb2312", "ignore").decode("gb2312")
    ]
    assert beyond


def test_the_lists_lead_to_every_article_and_every_broken_page() -> None:
    site = build()
    found: set[str] = set()
    waiting = [(host, path) for host, paths in site.starts.items() for path in paths]
    seen = set(waiting)
    while waiting:
        host, path = waiting.pop()
        listing = page(host, path)
        text, _ = decode(listing.body, listing.header("Content-Type"), None)
        read = read_list(text, listing.url, SITE)
        found |= {link.url for link in read.articles}
        for url in read.next_pages:
            step = (host, url.partition(".example")[2])
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    wanted = {f"http://{a.host}.example{a.path}" for a in all_articles()} | {
        f"http://a.example{path}" for path in site.rejected
    }
    assert wanted - found == set()
    assert [url for url in found if "/nav/" in url] == []


def test_full_articles_are_as_long_as_real_ones() -> None:
    short = {"short-notice", "images-only"}
    lengths = {a.text.slug: sum(len(b) for _, b in a.text.blocks) for a in all_articles() if a.text.slug not in short}
    assert {slug: n for slug, n in lengths.items() if not 300 <= n <= 3_500} == {}


@pytest.mark.parametrize("article", all_articles(), ids=name)
def test_an_article_is_read_as_its_text_says(article: Article) -> None:
    told = truth()[f"{article.host}{article.path}"]
    document = read(article)
    assert [p.text for p in document.paragraphs] == told["paragraphs"]
    assert (document.title, document.published, document.issuer) == (
        told["title"],
        date.fromisoformat(str(told["published"])),
        told["issuer"],
    )
    assert list(document.columns) == told["columns"]
    assert (document.document_number, document.index_number) == (
        told["document_number"] or document.document_number,  # a 文号 may also stand in the body
        told["index_number"],
    )
    assert [a.name for a in document.attachments] == told["attachments"]


@pytest.mark.parametrize(("path", "reason"), sorted(build().rejected.items()))
def test_a_page_without_a_bulletin_is_rejected_by_name(path: str, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        extract(page("a", path), SITE)
    assert rejected.value.reason == reason


def test_an_error_of_the_server_is_followed_by_the_page(sample: Running) -> None:
    url = sample.base + next(a.path for a in all_articles() if a.text.slug == "flaky")
    with pytest.raises(urllib.error.HTTPError, match="500"):
        urllib.request.urlopen(url)  # noqa: S310  # our own server
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # our own server
        assert answer.status == 200


def test_an_article_is_edited_between_two_visits(sample: Running) -> None:
    edited = [path for (_, path), answers in build().pages.items() if len(answers) == 2 and answers[0].status == 200]
    assert len(edited) == 1
    bodies = []
    for _ in range(3):
        with urllib.request.urlopen(sample.base + edited[0]) as answer:  # noqa: S310  # our own server
            bodies.append(answer.read())
    assert bodies[0] != bodies[1]
    assert bodies[1] == bodies[2]


def test_an_unchanged_page_answers_304(sample: Running) -> None:
    url = sample.base + build().starts["a"][0]
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # our own server
        etag = answer.headers["ETag"]
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(urllib.request.Request(url, headers={"If-None-Match": etag}))  # noqa: S310  # our own server


def test_an_article_in_two_parts_is_one_document() -> None:
    spread = spread_articles()
    assert [(len(read(a).paragraphs), read(a).flags, read(a).next_page) for a in spread] == [
        (len(spread[0].text.blocks), (), None)
    ]


def test_an_article_whose_second_part_did_not_come_says_so() -> None:
    spread = spread_articles()[0]
    alone = extract(page(spread.host, spread.path), SITE)
    assert alone.next_page is not None
    assert alone.flags == ("a part is missing",)
