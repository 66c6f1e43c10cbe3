"""Every article of the sample site is read as its text says, and what is no article is rejected by name."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sample_site.site import Article, build, truth

from pipelines.clean import clean
from pipelines.extract import continuation, extract
from pipelines.models import Document, Page, Rejected, Source

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SITE = Source(name="sample", allowed_domains=("a.example", "b.example"))
TRUTH = truth()
REJECTED = {path: reported["rejected"] for path, reported in TRUTH.items() if "rejected" in reported}
BARE_HEADINGS = ("policy-childcare-subsidy", "peace-campus-gate", "vaccine-reminder")


def page(host: str, path: str, visit: int = 0) -> Page:
    answers = build().pages[host, path]
    answer = answers[min(visit, len(answers) - 1)]
    url = f"http://{host}.example{path}"
    return Page("sample", url, url, NOW, answer.status, (("Content-Type", answer.content_type),), answer.body)


def whole(article: Article) -> Page:
    """The article's page, with its second part where it has one."""
    first = page(article.host, article.path, visit=int(page(article.host, article.path).status == 500))
    following = continuation(first, SITE)
    parts = (page(article.host, following.partition(".example")[2]),) if following else ()
    return replace(first, parts=parts)


def read(article: Article) -> Document:
    return extract(whole(article), SITE)


def name(article: Article) -> str:
    return f"{article.layout}:{article.text.slug}:{article.host}"


def reported(article: Article) -> dict[str, object]:
    return TRUTH[f"{article.host}{article.path}"]


def failing(articles: list[Article], known: dict[str, str]) -> list[object]:
    """The articles as parameters; those whose name holds a key of `known` are known to be read wrong, with why."""
    return [
        pytest.param(
            one,
            id=name(one),
            marks=[pytest.mark.xfail(reason=why, strict=True) for part, why in known.items() if part in name(one)],
        )
        for one in articles
    ]


every_article = pytest.mark.parametrize("article", build().articles, ids=name)


@every_article
def test_the_paragraphs_are_all_there_in_page_order(article: Article) -> None:
    assert [p.text for p in read(article).paragraphs] == reported(article)["paragraphs"]


@pytest.mark.parametrize(
    "article",
    failing(
        build().articles, dict.fromkeys(BARE_HEADINGS, "a bold line with a question mark or a comma is read as text")
    ),
)
def test_each_paragraph_has_its_kind(article: Article) -> None:
    assert [str(p.kind) for p in read(article).paragraphs] == reported(article)["kinds"]


@every_article
def test_the_title_and_the_day_are_read(article: Article) -> None:
    document = read(article)
    assert (document.title, document.published and document.published.isoformat()) == (
        reported(article)["title"],
        reported(article)["published"],
    )


@every_article
def test_the_time_of_day_is_read_where_the_page_says_it(article: Article) -> None:
    at = read(article).published_at
    assert (at.isoformat() if at else None) == reported(article)["published_at"]


@every_article
def test_the_issuer_is_read(article: Article) -> None:
    assert read(article).issuer == reported(article)["issuer"]


@every_article
def test_columns_and_numbers_are_read(article: Article) -> None:
    document = read(article)
    assert (list(document.columns), document.document_number, document.index_number) == (
        reported(article)["columns"],
        reported(article)["document_number"],
        reported(article)["index_number"],
    )


@every_article
def test_the_attachments_are_read_with_their_addresses(article: Article) -> None:
    found = [(a.name, a.url.partition(".example")[2]) for a in read(article).attachments]
    pictures = [(f"long{n}.jpg", f"/images/long{n}.jpg") for n in range(3)]  # all that its body holds
    assert found == (pictures if article.text.slug == "images-only" else reported(article)["attachments"])


@every_article
def test_only_what_repeats_is_removed(article: Article) -> None:
    removals = clean(whole(article), SITE).removals
    assert {removal.position: removal.repeats for removal in removals} == reported(article)["removed"]


@pytest.mark.parametrize(("path", "reason"), sorted(REJECTED.items()))
def test_a_page_without_a_bulletin_is_rejected_by_name(path: str, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        extract(page(path[0], path[1:]), SITE)
    assert rejected.value.reason == reason


def spread_article() -> Article:
    """The one whose second half stands on a page of its own."""
    pages = build().pages
    return next(
        a for a in build().articles if (a.host, a.path.replace(".html", "_1.html")) in pages and ".html" in a.path
    )


def test_an_article_in_two_parts_is_one_document() -> None:
    document = read(spread_article())
    assert (len(document.paragraphs), document.flags, document.next_page) == (
        len(spread_article().text.blocks),
        (),
        None,
    )


def test_an_article_whose_second_part_did_not_come_says_so() -> None:
    spread = spread_article()
    alone = extract(page(spread.host, spread.path), SITE)
    assert (alone.next_page is not None, alone.flags) == (True, ("a part is missing",))
