"""The story of a reading: evidence, every block kept or cut with its reason, as text and as one HTML file."""

import dataclasses
from html.parser import HTMLParser

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import Explanation, as_html, as_text, explain, extract
from pipelines.models import Rejection

HTML = article(in_p(SENTENCES) + "<p>责任编辑：张三</p>")


@pytest.fixture
def reported() -> Explanation:
    return explain(page(HTML), ANY)


def test_the_document_is_that_of_extract(reported: Explanation) -> None:
    assert reported.document == extract(page(HTML), ANY)


def test_kept_blocks_are_the_paragraphs(reported: Explanation) -> None:
    assert [block.text for block in reported.blocks if block.kept] == SENTENCES


def test_a_cut_block_says_why(reported: Explanation) -> None:
    assert [block.why for block in reported.blocks if block.text == "责任编辑：张三"] == [
        "button, share or editor line"
    ]


def test_every_block_is_kept_or_has_a_reason(reported: Explanation) -> None:
    assert [block for block in reported.blocks if block.kept == bool(block.why)] == []


def test_a_block_names_its_place_as_a_selector(reported: Explanation) -> None:
    assert next(block.path for block in reported.blocks if block.kept) == "div.main div.con p"


def test_it_is_a_frozen_value(reported: Explanation) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        reported.url = ""  # type: ignore[misc]


def test_a_rejection_is_part_of_the_story() -> None:
    reported = explain(page("<html><body><p>您访问的页面不存在</p></body></html>"), ANY)
    assert (reported.document, reported.reason, [block.text for block in reported.blocks]) == (
        None,
        Rejection.NOT_FOUND,
        ["您访问的页面不存在"],
    )


def test_a_page_of_no_text_has_a_story_without_blocks() -> None:
    assert explain(page(b"%PDF-1.4"), ANY).blocks == ()


def test_text_marks_kept_and_cut(reported: Explanation) -> None:
    lines = as_text(reported).split("\n")
    assert [line[0] for line in lines if SENTENCES[1][:20] in line or "责任编辑" in line] == ["+", "-"]


def test_html_colours_each_block(reported: Explanation) -> None:
    assert (as_html(reported).count('class="block kept"'), as_html(reported).count('class="block cut"')) == (4, 1)


def test_html_is_one_file_that_loads_nothing(reported: Explanation) -> None:
    found: list[str] = []

    class Loads(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found.extend(name for name, _ in attributes if name in ("src", "href"))

    Loads().feed(as_html(reported))
    assert found == []


def test_html_escapes_the_page() -> None:
    hostile = explain(
        page(article(in_p([*SENTENCES, "&lt;script&gt;alert(1)&lt;/script&gt;，请注意防范网络风险。"]))), ANY
    )
    assert "<script>" not in as_html(hostile)
