"""The real page that the project starts from, wrapped as HTML in three layouts of real sites."""

from datetime import date

import pytest
import seed_pages as seed
from extract_pages import ANY, page

from pipelines.extract import extract
from pipelines.models import Document, ParagraphKind

pytestmark = seed.pytestmark


@pytest.fixture(params=[seed.trs_editor, seed.nested_cells, seed.zoom], ids=lambda layout: layout.__name__)
def document(request: pytest.FixtureRequest) -> Document:
    return extract(page(request.param(), url="http://www.xinhui.gov.cn/zwgk/content/post_1234.html"), ANY)


def test_title(document: Document) -> None:
    assert document.title == seed.TITLE


def test_day_of_publication(document: Document) -> None:
    assert document.published == date(2020, 6, 7)


def test_issuer_as_the_page_says_it(document: Document) -> None:
    assert document.issuer == "本网"


def test_columns_without_the_home_page(document: Document) -> None:
    assert document.columns == ("政务公开", "专题专栏", "平安新会专栏", "最新动态")


def test_all_24_blocks_in_page_order_with_their_repeats(document: Document) -> None:
    assert [paragraph.text for paragraph in document.paragraphs] == [" ".join(block.split()) for block in seed.BLOCKS]


def test_headings_reported_from_text(document: Document) -> None:
    headings = [paragraph.text[:2] for paragraph in document.paragraphs if paragraph.kind is ParagraphKind.HEADING]
    assert headings == ["一、", "二、"]
