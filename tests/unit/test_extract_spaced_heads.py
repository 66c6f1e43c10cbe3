"""What stands at the head of an English text inside its element: the way to the page, day and source."""

import pytest
from extract_pages import ANY, page

from pipelines.extract import extract

TITLE = "Ministry reports on the new flood measures"
TEXT = [
    "The Ministry held a press conference on Tuesday to report on the progress of the new flood measures.",
    "Officials said that the measures would be carried out in all provinces before the end of this year.",
    "More details will be published on the website in the coming weeks, a spokesperson added.",
]


def in_element(above: str, below: str, *, opening: str = "") -> str:
    texts = "".join(f"<p>{sentence}</p>" for sentence in TEXT)
    return (
        f"<html><head><title>{TITLE} - Ministry of Water</title></head><body><div class='nav'><a href='/'>Home</a>"
        f"<a href='/news/'>News</a></div><div class='content'>{above}<h1>{TITLE}</h1>{below}{opening}{texts}</div>"
        "<div class='footer'><p>Copyright © Ministry of Water. All rights reserved.</p></div></body></html>"
    )


@pytest.mark.parametrize(
    "trail",
    [
        "<p>Home &gt; News &gt; Notices</p>",
        "<p><a href='/'>Home</a> » <a href='/news/'>News</a> » <a href='/news/notices/'>Notices</a></p>",
        "<p>Location: <a href='/'>Home</a> &gt; <a href='/news/'>News</a> &gt; Notices</p>",
        "<div>Home / News / Notices</div>",
    ],
)
@pytest.mark.parametrize(
    ("about", "source"),
    [
        ("<p>Updated: 2025-06-28 16:20</p>", None),
        (
            "<p>Updated: June 28, 2025 16:20 Source: China Daily <span>Font size: <a>A+</a><a>A-</a></span></p>",
            "China Daily",
        ),
        ("<p>2025-06-28 From: China Daily</p>", "China Daily"),
        ("<p>Jun 28, 2025</p><p>Source: Ministry of Water</p>", "Ministry of Water"),
        ("<p>Release date: June 28, 2025 | Source: China Daily | Author: Li Hua</p>", "China Daily"),
    ],
)
def test_way_day_and_source_are_fields_and_no_text(trail: str, about: str, source: str | None) -> None:
    document = extract(page(in_element(trail, about), url="http://www.water.gov.cn/en/view?id=12"), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == TEXT
    assert (str(document.published), document.issuer) == ("2025-06-28", source)
    assert document.columns == ("News", "Notices")


@pytest.mark.parametrize(
    "opening",
    [
        "Location: Riverton Town Hall",
        "Date: 2025-07-02, Venue: Town Hall",
        "From: The Minister",
        "Deadline: July 2, 2025",
    ],
)
def test_what_a_text_says_in_such_lines_stays(opening: str) -> None:
    document = extract(page(in_element("", "<p>June 28, 2025</p>", opening=f"<p>{opening}</p>")), ANY)
    assert [paragraph.text for paragraph in document.paragraphs][-4:] == [opening, *TEXT]
    assert (document.columns, document.issuer) == ((), None)


def test_a_path_in_the_text_stays() -> None:
    opening = "Home &gt; Settings &gt; Network"
    document = extract(page(in_element("", "<p>June 28, 2025</p>", opening=f"<p>{opening}</p>")), ANY)
    assert "Home > Settings > Network" in [paragraph.text for paragraph in document.paragraphs]
