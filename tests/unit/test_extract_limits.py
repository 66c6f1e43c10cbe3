"""Pages that would make the parser's time or memory grow with their square are refused before it sees them."""

import gc

import pytest

from pipelines.extract import paragraphs_of
from pipelines.extract.markup.limits import LONG, MAX_ATTRIBUTES, guard, most_left_open
from pipelines.extract.markup.tree import Element
from pipelines.models import Rejected

NAMES = [f"a{number}" for number in range(40_000)]
LEFT_OPEN = "<p>" + "".join(f"<b id={number}>" for number in range(900)) + "<p>一" * 2000

MANY_ATTRIBUTES = {
    "between spaces": f"<p {' '.join(NAMES)}>",
    "between tabs": "<p\t" + "\t".join(NAMES) + ">",
    "between slashes": f"<p/{'/'.join(NAMES)}>",
    "as most are written": "<p " + " ".join(f'{name}="1"' for name in NAMES) + ">",
    "as most are written, without an end": "<p " + " ".join(f'{name}="1"' for name in NAMES),
    "with values, and nothing between": "<p " + "".join(f'{name}="1"' for name in NAMES) + ">",
    "with values that hold the tag's end": "<p " + " ".join(f"{name}='>'" for name in NAMES) + ">",
    "after a quote in a name": "<p b'=\"' > \" " + " ".join(NAMES) + ">",
    "whose names begin tags": f"<p {' '.join('<' * (number % 20 == 0) + name for number, name in enumerate(NAMES))}>",
    "among as many tags": "<br>" * 5000 + f"<p {' '.join(NAMES)}>" + "<br>" * 5000,
    "in a tag that never ends": f"<p {' '.join(NAMES)}",
}


@pytest.mark.parametrize("text", MANY_ATTRIBUTES.values(), ids=MANY_ATTRIBUTES)
def test_a_tag_of_many_attributes(text: str) -> None:
    assert len(text) > LONG
    with pytest.raises(Rejected, match=f"too large: a tag of more than {MAX_ATTRIBUTES} attributes"):
        guard(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script>if (a <b && c <d) { x = "it\'s" }</script>' * 900 + f"<script>{'/* and so on */' * 11_000}</script>",
        f'<img src="data:image/png;base64,{"Ab/+" * 60_000}">',
        "<p title='" + "many words " * 20_000 + "'>text</p>",
        "<p>" + "a sentence of many words, " * 20_000 + "</p>",
        '<a href="left open>' + "<p class=x>text</p>" * 12_000,
    ],
    ids=["scripts", "a picture in an attribute", "a long title", "a long text", "a quote left open"],
)
def test_a_page_of_few_attributes(text: str) -> None:
    assert len(text) > LONG
    guard(text)


def test_many_tags_that_never_end_cost_no_time() -> None:
    with pytest.raises(Rejected, match="attributes"):
        guard("<br x='>' y=" * 100_001)


def test_type_faces_left_open_above_many_paragraphs() -> None:
    """A parser writes each of them again in each paragraph: 12 KB make a page of a gigabyte."""
    with pytest.raises(Rejected, match="too large: 207 tags of type faces left open among 2901 tags"):
        guard(LEFT_OPEN)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("<b>一</b>" * 1000, 1),
        ("<FONT color=red>" * 1000, 3),
        ("<b><i>一</b></i>" * 1000, 2),
        ("<base><br><body><img><input><span><table><title><tt>", 1),
        ("".join(f"<font size={number}>" for number in range(100)), 100),
    ],
    ids=["closed", "of one kind", "crossed", "other tags", "each of its own kind"],
)
def test_how_many_type_faces_are_left_open(text: str, most: int) -> None:
    assert most_left_open(text, most) in (0, most)
    assert most_left_open(text, most - 1) == most


@pytest.mark.parametrize(
    "hidden",
    [
        "<!--</b>-->", '<img alt="</b>">', "<textarea></b></textarea>", "<title></b></title>", "<style></b></style>",
        "<object></b></object>", "<marquee></b></marquee>", "<select></b></select>", "<?x </b>?>", "<xmp></b></xmp>",
        "<table><td></b></table>", "<svg><title><x a='</title></b>'></svg>",
    ],
)  # fmt: skip
def test_a_closing_tag_that_the_parser_does_not_see_closes_nothing(hidden: str) -> None:
    text = "<p>" + "".join(f"<b id={number}>{hidden}" for number in range(900)) + "<p>一" * 2000
    with pytest.raises(Rejected, match="tags of type faces left open"):
        guard(text)


@pytest.mark.parametrize(
    "hidden",
    [
        "<!--</div>-->", '<img alt="</div>">', "</b>", "<textarea></div></textarea>", "<script>'</div>'</script>",
        "<svg><title></div></title></svg>",
    ],
)  # fmt: skip
def test_a_closing_tag_that_the_parser_does_not_see_makes_no_page_flat(hidden: str) -> None:
    with pytest.raises(Rejected, match="too large: tags nested"):
        guard(f"<div>{hidden}" * 11_000)


def test_more_options_than_anybody_chooses_from() -> None:
    guard("<select>" + "<option value=1>县" * 8000)
    with pytest.raises(Rejected, match="too large: 8001 options"):
        guard("<select>" + "<OPTION value=1>县</OPTION>" * 8001)


def test_a_page_of_drawings_scripts_and_closed_type_faces_is_read() -> None:
    row = "<td><font color=red><b>县</b></font><svg><path d=x></path></svg></td>"
    guard("<script>x = '<div><b>'</script>" * 400 + f"<table><tr>{row * 900}</table>")


def test_an_old_page_of_unclosed_type_faces_is_read() -> None:
    guard("<font color=red><p>一</p>" * 1300)


@pytest.mark.parametrize(
    "body", [b"<p>" + "关于停水的通知，请相互转告。".encode() * 9, b"<p>404</p>"], ids=["read", "rejected"]
)
def test_a_tree_is_freed_without_the_collector(body: bytes) -> None:
    gc.collect()
    gc.disable()
    try:
        paragraphs_of(b"<html><body><div>" + body)
        assert [thing for thing in gc.get_objects() if isinstance(thing, Element)] == []
    finally:
        gc.enable()


def test_a_closing_tag_counts_half() -> None:
    cell = "<td><p><span>一</span></p></td>"  # as Word writes it
    guard(f"<table>{f'<tr>{cell * 8}</tr>' * 6000}</table>")
    with pytest.raises(Rejected, match=r"too large: \d+ tags, the limit is 300000"):
        guard(f"<table>{f'<tr>{cell * 8}</tr>' * 9000}</table>")
    with pytest.raises(Rejected, match=r"too large: \d+ tags, the limit is 300000"):
        guard("<td><p>一" * 150_001)
