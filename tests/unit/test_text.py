"""Bytes to text under every lie that servers and pages state about their charset, and text to paragraphs."""

import pytest

from pipelines.models import Rejected, Rejection
from pipelines.text.charset import decode, fold, join_wrapped, split_indented, width

SIMPLIFIED = "新会区全面铺开党员干部进村（居）宣传活动，现将有关情况通报如下：全区共派发资料20万份。"
TRADITIONAL = "臺北市政府衛生局表示，民眾應注意飲食安全，並於春節期間減少外出聚會。"
RARE = "朱镕基、喆、㎡、〇、€、龢"  # beyond gb2312, written daily

WRONG = ["utf-8", "ISO-8859-1", "windows-1252", "big5", "gb2312", "gbk", "no-such-charset", "us-ascii", ""]


def html(text: str, meta: str | None = None) -> str:
    tag = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    return f"<html><head>{tag}<title>{text[:12]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("header", [None, "text/html", *(f"text/html; charset={name}" for name in WRONG)])
@pytest.mark.parametrize("meta", [None, "gb2312", "utf-8"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-8"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "gb18030"),
    ],
)
def test_text_comes_right_whatever_is_declared(text: str, encoding: str, meta: str | None, header: str | None) -> None:
    page = html(text, meta)
    assert decode(page.encode(encoding), header)[0] == page


def test_share_of_pages_decoded_right_with_one_declaration_wrong() -> None:
    pages = [
        (html(text * times, meta), encoding, header)
        for text, encoding in (
            (SIMPLIFIED, "gb18030"),
            (SIMPLIFIED, "utf-8"),
            (TRADITIONAL, "big5"),
            (TRADITIONAL, "utf-8"),
        )
        for times in (1, 5, 40)
        for meta in (None, "gb2312", "utf-8", "big5")
        for header in (None, *(f"text/html; charset={name}" for name in WRONG))
    ]
    right = sum(decode(page.encode(encoding), header)[0] == page for page, encoding, header in pages)
    assert right == len(pages)


def test_gb2312_declared_with_characters_beyond_it() -> None:
    page = html(SIMPLIFIED + RARE, "gb2312")
    assert decode(page.encode("gb18030"), "text/html; charset=gb2312") == (page, "gb18030")


@pytest.mark.parametrize("word", ["联通", "公告", "一"])
def test_a_word_or_two_in_gbk(word: str) -> None:
    assert decode(f"<p>{word}</p>".encode("gbk"), "text/html; charset=gbk")[0] == f"<p>{word}</p>"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_decides_and_goes(encoding: str) -> None:
    assert decode(html(SIMPLIFIED).encode(encoding), "text/html; charset=gb2312")[0] == html(SIMPLIFIED)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark(encoding: str) -> None:
    assert decode(html(SIMPLIFIED).encode(encoding)) == (html(SIMPLIFIED), encoding)


def test_an_override_goes_before_all_declarations() -> None:
    assert decode(html(TRADITIONAL, "utf-8").encode("big5"), "text/html; charset=utf-8", "big5")[0] == html(
        TRADITIONAL, "utf-8"
    )


def test_an_override_of_no_charset_is_passed_over() -> None:
    assert decode(html(SIMPLIFIED).encode("gbk"), None, "chinese!")[0] == html(SIMPLIFIED)


def test_one_broken_byte_does_not_change_the_encoding() -> None:
    broken = html(SIMPLIFIED).encode().replace("，".encode(), b"\xef\xbc", 1)
    assert decode(broken)[1] == "utf-8"


def test_text_cut_in_the_middle_of_a_character() -> None:
    assert decode(html(SIMPLIFIED).encode()[:-20] + "新".encode()[:2])[1] == "utf-8"


def test_text_encoded_twice_is_undone() -> None:
    twice = html(SIMPLIFIED).encode("gbk").decode("latin-1").encode("utf-8")
    assert decode(twice, "text/html; charset=utf-8") == (html(SIMPLIFIED), "gb18030")


def test_western_text_stays_western() -> None:
    assert decode("<p>Café in Göteborg, naïve</p>".encode("latin-1"), "text/html; charset=ISO-8859-1") == (
        "<p>Café in Göteborg, naïve</p>",
        "cp1252",
    )


def test_nul_bytes_go() -> None:
    assert decode(b"<p>a\0b</p>")[0] == "<p>ab</p>"


def test_noise_is_rejected_by_name() -> None:
    with pytest.raises(Rejected) as rejected:
        decode(bytes(range(256)) * 10)
    assert rejected.value.reason is Rejection.UNDECODABLE


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("　　公告\u00a0\n 通知　", "公告 通知"),
        ("a\t b", "a b"),
        ("\u200b公\ufeff告", "公告"),
        ("　\u00a0 ", ""),
        ("１２ａ", "１２ａ"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_width_counts_chinese_twice() -> None:
    assert width("公告 2020") == 9


def test_indents_inside_a_run_part_paragraphs() -> None:
    assert split_indented("第一段。　　第二段。") == ["第一段。", "第二段。"]


def test_spaces_inside_a_heading_part_nothing() -> None:
    assert split_indented("一、加大宣传力度　　深入人心") == ["一、加大宣传力度　　深入人心"]


WRAPPED = [
    "　　新会区全面铺开党员干部进村宣传活动，答好扫黑除恶",
    "和平安建设的综合卷，全区共派发资料二十万份，开展调查",
    "问卷五万份，走访群众三万多户，收集意见建议一千多条，",
    "营造了浓厚氛围，取得了良好成效。",
    "　　下一步，我区将继续加大宣传力度，推动扫黑除恶专项",
    "斗争向纵深发展，为群众创造安全稳定的社会环境和营商环",
    "境。",
]


def test_lines_broken_by_width_are_joined() -> None:
    assert [text[:4] for text in join_wrapped(WRAPPED)] == ["新会区全", "下一步，"]


def test_joined_lines_lose_no_character() -> None:
    assert "".join(join_wrapped(WRAPPED)) == "".join(line.strip() for line in WRAPPED)


def test_whole_paragraphs_are_not_joined() -> None:
    paragraphs = [SIMPLIFIED, SIMPLIFIED[:20] + "。", SIMPLIFIED * 2] * 3
    assert join_wrapped(paragraphs) == paragraphs


def test_verse_is_not_joined() -> None:
    verse = ["雪花，雪花，飘洒着我的长发，", "雪花，雪花，飘去我的牵挂。"] * 5
    assert join_wrapped(verse) == verse


@pytest.mark.parametrize("stray", [b"\x92", b"\xa0", b"\xff"])
def test_a_stray_byte_in_a_long_page_of_entities_is_one_character(stray: bytes) -> None:
    body = b"<p>" + b"&#20851;&#20110;" * 5_000 + stray + b" end</p>"
    text, _ = decode(body)
    assert text.count("&#20851;") == 5_000
    assert text.endswith(" end</p>")
