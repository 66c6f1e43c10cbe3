"""Whatever bytes come: a document or a named rejection, and nothing else."""

# ruff: noqa: E501, SIM905 - lists of scraps, read as one

import pytest
from amounts import examples
from extract_pages import ANY, SENTENCES, article, in_p, page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.extract import as_html, as_text, explain, extract, paragraphs_of
from pipelines.models import Document, Rejected

TAGS = st.sampled_from(
    "p div table tr td tbody br a b font span h1 ul li form input img meta base title script style pre textarea select "
    "iframe svg math template frameset plaintext noscript body html head".split()
)
TEXTS = st.sampled_from(
    ["发布日期：2020-13-45", "来源：", "首页 >", "您现在的位置：", "公告", "。", "\0", "&nbsp;" * 20, "&#x110000;", "<![CDATA[", "<!--",
     "--!>", "](", "　　", "1 2 下一页", SENTENCES[0], "索引号：", "createPageHTML(9,1,'a','b')", "\ufeff", "\ud7ff", "𠮷"]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", ' class="TRS_Editor"', ' style="display:none"', " href='http://[::1'", ' href="a.pdf"', ' name=PubDate content="2020年"',
     ' "=\'<>', ' id="zoom" hidden', " a" * 500, ' href="javascript:1"', ' src=data:,', ' charset="utf-16"']
)  # fmt: skip
PIECES = st.one_of(
    TEXTS,
    st.builds(lambda tag, attributes: f"<{tag}{attributes}>", TAGS, ATTRIBUTES),
    st.builds(lambda tag: f"</{tag}>", TAGS),
    st.text(max_size=20),
)
ENCODINGS = st.sampled_from(["utf-8", "gb18030", "big5", "utf-16", "utf-16-le"])
RELAXED = settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])


def outcome(body: bytes, content_type: str | None = "text/html") -> Document | Rejected:
    try:
        return extract(page(body, content_type=content_type), ANY)
    except Rejected as rejected:
        return rejected


@RELAXED
@given(st.lists(PIECES, max_size=60), ENCODINGS)
def test_broken_markup_in_any_encoding(pieces: list[str], encoding: str) -> None:
    found = outcome("".join(pieces).encode(encoding, "replace"))
    assert isinstance(found, Document) or found.reason != "reading failed", found


@RELAXED
@given(st.binary(max_size=2000))
def test_random_bytes(body: bytes) -> None:
    found = outcome(b"<html>" + body)
    assert isinstance(found, Document) or found.reason != "reading failed", found


@RELAXED
@given(st.lists(st.tuples(st.sampled_from(SENTENCES), ENCODINGS), min_size=1, max_size=6), st.text(max_size=30))
def test_mixed_encodings_and_any_header(parts: list[tuple[str, str]], header: str) -> None:
    body = b"<p>" + b"<p>".join(text.encode(encoding, "replace") for text, encoding in parts)
    found = outcome(body, f"text/html; charset={header}")
    assert isinstance(found, Document) or found.reason != "reading failed", found


@RELAXED
@given(st.binary(max_size=300), st.integers(0, 3000))
def test_an_article_damaged_anywhere(damage: bytes, at: int) -> None:
    whole = article(in_p(SENTENCES)).encode()
    found = outcome(whole[:at] + damage + whole[at:])
    assert isinstance(found, Document) or found.reason != "reading failed", found


@RELAXED
@given(st.lists(PIECES, max_size=30))
def test_every_reading_can_be_explained(pieces: list[str]) -> None:
    reported = explain(page("".join(pieces).encode("utf-8", "replace")), ANY)
    assert as_text(reported).startswith("http")
    assert as_html(reported).startswith("<!DOCTYPE html>")


@RELAXED
@given(st.binary(max_size=500))
def test_paragraphs_of_never_raises(body: bytes) -> None:
    assert isinstance(paragraphs_of(body), list)


@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 50_000 + "x",
        "<font a=1><p>" * 5_000,
        "".join(f"<font size={number}><p>" for number in range(20_000)),
        "<table><tr><td>" * 3_000 + SENTENCES[0],
        "<a href=x>" * 20_000 + SENTENCES[0],
        f'<p class="{"x" * 3_000_000}">{SENTENCES[0]}</p>',
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + f">{SENTENCES[0]}</p>",
        "<!--" * 100_000 + SENTENCES[0],
        "<ul>" + "<li>" * 100_000,
        "<input " * 200_000 + ">",
        "&lt;" * 500_000,
        "　" * 1_000_000 + SENTENCES[0],
        "<p>来源：" + "　" * 300_000 + SENTENCES[0],
        "<p>来源：" + "&nbsp; " * 200_000 + SENTENCES[0],
        "<" * 500_000,
        "大 " * 200_000 + "打印",
        "来源：" * 50_000,
        "<p>" + "，" * 1_000_000,
        "<p>2020年" * 20_000,
        "首页 > " * 50_000,
    ],
    ids=["b", "font", "fonts", "tables", "anchors", "attribute", "attributes", "comments", "items", "fields", "entities", "spaces", "gap", "gap of nbsp", "angles",
         "buttons", "labels", "commas", "years", "crumbs"],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_pages_made_to_be_slow_end_soon(html: str) -> None:
    found = outcome(html.encode())
    assert isinstance(found, Document) or found.reason != "reading failed", found
