"""Pages that a converter read in a wrong encoding, and pages put together from two."""

import re
from collections.abc import Callable
from html import unescape
from html.entities import codepoint2name

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract
from pipelines.text.charset import decode
from pipelines.text.misread import MISREAD, is_misread

SIMPLIFIED = "临江市应急管理局会同市林业局，对全市重点林区开展春季森林防火专项检查，船长认定失误，现场排查隐患12处。"
TRADITIONAL = "市政府衛生局表示，民眾應注意飲食安全，並於春節期間減少外出聚會，勿信謠言。"


def html(text: str) -> str:
    return f"<html><head><title>{text[:8]}</title></head><body><p>{text}</p><p>12</p></body></html>"


def taken_for(raw: bytes, encoding: str) -> str:
    """As a converter reads bytes in a Western encoding: those without a character come through as themselves."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in raw)


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize("taken", ["latin-1", "cp1252", "iso8859-15"])
@pytest.mark.parametrize(
    ("text", "true"),
    [
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "utf-8"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gbk"),
        (TRADITIONAL, "utf-8"),
    ],
)
def test_what_was_taken_for_a_western_encoding_is_undone_by_the_one_that_it_was(
    text: str, true: str, taken: str, times: int
) -> None:
    written = html(text * times)
    assert decode(taken_for(written.encode(true), taken).encode())[0] == written


def test_what_was_misread_twice_is_undone_twice() -> None:
    written = html(SIMPLIFIED + "</p><p>是</p><p>否" * 8)
    once = taken_for(written.encode("gbk"), "iso8859-15")
    assert decode(taken_for(once.encode(), "latin-1").encode())[0] == written


def test_utf_8_taken_for_gbk_is_undone() -> None:
    written = html("召开安全生产会议，部署工作各镇街" * 4)
    assert decode(written.encode().decode("gb18030").encode())[0] == written


@pytest.mark.parametrize("taken", ["latin-1", "cp1252", "iso8859-15"])
@pytest.mark.parametrize("true", ["gbk", "utf-8"])
def test_half_a_page_that_was_misread_is_undone_and_the_rest_left(true: str, taken: str) -> None:
    body = f"<p>{SIMPLIFIED}</p>"
    frame = "<html><head><title>临江市政府</title></head><body><div>首页 · 公开</div>{}<p>© 临江市</p></body>"
    assert decode(frame.format(taken_for(body.encode(true), taken)).encode())[0] == frame.format(body)


@pytest.mark.parametrize(("frame", "body"), [("gbk", "utf-8"), ("utf-8", "gbk")])
def test_a_page_of_two_encodings_is_read_in_both(frame: str, body: str) -> None:
    above = f"<html><head><meta charset={frame}><title>关于防汛的通知</title></head><body><div>首页 政务公开</div>"
    middle, below = f"<p>{SIMPLIFIED}</p>", f"<p>{SIMPLIFIED * 3}</p></body></html>"
    assert decode(above.encode(frame) + middle.encode(body) + below.encode(frame))[0] == above + middle + below


@pytest.mark.parametrize(
    "text",
    ["Café in Göteborg, naïve élève. ÀÁÂÃÄÅÖÐ", "声调 āáǎà ēéěè", "ÄÖÜäöüß", f"{SIMPLIFIED}张·李 €100 “引” ÀÁÂÃÄÅÆÇÖÐ"],
)
def test_accents_are_no_misreading(text: str) -> None:
    assert decode(html(text).encode()) == (html(text), "utf-8")
    assert not is_misread(html(text))


def test_what_cannot_be_undone_is_flagged() -> None:
    lost = taken_for("".join(SENTENCES).encode("gbk")[:-1], "latin-1").replace("Ê", "").replace("Ä", "")
    document = extract(page(article(in_p([*SENTENCES, lost]))), ANY)
    assert MISREAD in document.flags


def test_a_page_read_well_has_no_flag() -> None:
    assert extract(page(article(in_p(SENTENCES))), ANY).flags == ()


@pytest.mark.parametrize("text", ["锟斤拷锟斤拷", "\ufffd" * 12])
def test_characters_that_are_lost_are_known(text: str) -> None:
    assert is_misread(html(SIMPLIFIED + text))


LOSSES = {
    "marked": lambda text, taken: text.encode().decode(taken, "replace"),
    "as question marks": lambda text, taken: text.encode().decode(taken, "replace").replace("\ufffd", "?"),
    "not marked": lambda text, taken: text.encode().decode(taken, "ignore"),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("taken", ["gbk", "gb18030"])
def test_what_a_wrong_reading_lost_is_marked_and_nothing_else_is_wrong(
    taken: str, lose: Callable[[str, str], str]
) -> None:
    written = article(in_p([*SENTENCES, "2020年3月12日"]))
    text, _ = decode(lose(written, taken).encode())
    right = re.escape(text).replace("\ufffd", ".{1,2}")
    assert 0 < text.count("\ufffd") < 0.2 * len(written)
    assert re.fullmatch(right, written, re.DOTALL)


def test_a_text_that_lacks_characters_is_flagged() -> None:
    document = extract(page(article(in_p(SENTENCES)).encode().decode("gb18030", "replace")), ANY)
    assert "\ufffd" in document.paragraphs[0].text
    assert document.flags == (MISREAD,)


def test_a_title_misread_by_itself_is_undone_and_the_sites_name_left() -> None:
    title = "关于印发临江市城市更新行动实施方案的通知"
    written = f"<html><title>{{}}_临江市人民政府门户网站</title><p>{SIMPLIFIED}</p></html>"
    assert decode(written.format(title.encode().decode("gb18030")).encode())[0] == written.format(title)


@pytest.mark.parametrize("text", ["嚙踝蕭嚙踝蕭", "摰墧鴌嚗鰵銵嚗䲮獢嚗𡁶䰻" * 3])
def test_what_was_taken_for_big5_is_known(text: str) -> None:
    assert is_misread(html(SIMPLIFIED + text))


def by_name(text: str) -> str:
    """Write Western letters by their names, or by number where they have none."""
    given = {character: codepoint2name.get(ord(character)) for character in text if "\xa0" < character < "\u0100"}
    return "".join(f"&{given[c]};" if given.get(c) else f"&#{ord(c)};" if c in given else c for c in text)


def test_western_letters_by_name_are_undone_too() -> None:
    written = html(SIMPLIFIED)
    assert decode(by_name(taken_for(written.encode("gbk"), "latin-1")).encode())[0] == written


@pytest.mark.parametrize("true", ["gbk", "utf-8"])
@pytest.mark.parametrize("taken", ["cp1251", "cp1253", "koi8-r"])
def test_what_was_taken_for_cyrillic_or_greek_is_undone(taken: str, true: str) -> None:
    written = html(SIMPLIFIED * 3)
    assert decode(taken_for(written.encode(true), taken).encode())[0] == written


@pytest.mark.parametrize(
    "text",
    [
        "Администрация города Линьцзян сообщает о проверке лесов и водоёмов в марте. КНР и РФ провели встречу.",
        "Η Εθνική Τράπεζα και ο Δήμος ανακοίνωσαν σήμερα το πρόγραμμα. Κάθε Δευτέρα.",
        "价格 10&times;20&plusmn;1&deg;，&laquo;&middot;&middot;&middot;&middot;&raquo;",
    ],
)
def test_other_scripts_and_signs_are_left_alone(text: str) -> None:
    written = html(text)
    read, _ = decode(written.encode())
    assert unescape(read) == unescape(written)
    assert not is_misread(read)


def test_a_text_of_question_marks_is_flagged() -> None:
    lost = [re.sub("[^\0-\x7f]", "?", sentence) for sentence in SENTENCES]
    assert MISREAD in extract(page(article(in_p(lost))), ANY).flags


def test_question_marks_of_a_text_are_no_flag() -> None:
    asked = [*SENTENCES, "为什么要检查？？？", "What??? 检查组答复：防火要紧。"]
    assert MISREAD not in extract(page(article(in_p(asked))), ANY).flags
