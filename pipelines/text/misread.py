"""Text that a converter read in a wrong encoding and stored as UTF-8, and pages put together from two encodings.

船长 in GBK becomes ´¬³¤ when it is taken for Latin-1 and Ž¬³€ for ISO 8859-15; 关于 in UTF-8 becomes å…³äºŽ when it is
taken for cp1252 and 鍏充簬 for GBK. Which of them happened shows only in what undoing it gives: the reading that fits
best is taken, and none that does not read as text. What cannot be undone stays as it is, and `is_misread` says so.

A converter that reads UTF-8 as GBK or Big5 loses bytes where a pair of them is no character there. Nothing says which
they were, so each of the characters that they belonged to becomes U+FFFD, and the rest comes right.

`fitness` measures how well bytes read as common Chinese in an encoding.
"""

import re
from collections import Counter
from collections.abc import Sequence
from html.entities import name2codepoint
from typing import NamedTuple

__all__ = [
    "FITS",
    "MISREAD",
    "decoded_in_parts",
    "fitness",
    "is_misread",
    "is_of_question_marks",
    "is_of_two_encodings",
    "may_be_misread",
    "undone",
    "with_letters",
]

MISREAD = "characters misread"

WESTERN = ("latin-1", "cp1252", "iso8859-15")
CASED = ("cp1251", "cp1253", "koi8-r")  # Cyrillic and Greek, whose words have no capital after a small letter
EASTERN = ("gb18030", "big5hkscs")
CHINESE = re.compile(r"[\u3400-\u9fff]")

# Letters of which a text in GBK, UTF-8 or Big5 holds several after such a reading, and what ，：。 in UTF-8 become when
# they are taken for GBK. Most pages hold none, and looking for a character is the quickest that can be asked of a text
LETTERS = "ÖÊÄÃÂåæ¤¥"
MARKS = "锛銆嚗"
HALVES = "鐨涓鍏浜鏂鍦鏄鎴鍙鏈鍒閫"  # and how 的中公于新在是成可本分通 begin then
OFTEN = "锛銆鐨涓鍏浜�"  # what any sentence of UTF-8 holds when it is read as GBK, or cannot be as Big5
FEW = 2
MAX_TITLE = 300  # characters
CASED_LETTERS = "КДдйΚδ"  # of which such a text has one: how 是, 的, 中 and others begin
# A capital after a small letter, a sign between two letters
CASE_TURNS = re.compile("[а-яёα-ω][А-ЯЁΆ-Ω]|[\u0370-\u04ff][¤-©¬-¹†-‰€™\u2500-\u25a0][\u0370-\u04ff]")
CASED_LETTER = re.compile("[\u0370-\u04ff]")
QUESTION_MARKS = re.compile(r"\?{3,}")
MANY_MARKS = 0.2  # of a text's characters
# A converter that wrote a Western reading's letters by name, or by number: &Ecirc;&ETH; is 市
LATIN = {f"&{name};": chr(code) for name, code in name2codepoint.items() if 0xA0 < code <= 0xFF}
NAMED = re.compile("&(?:" + "|".join(name.strip("&;") for name in LATIN) + r"|#1[6-9]\d|#2[0-4]\d|#25[0-5]);")
NAMED_LOOKS = ("circ;&", "uml;&", ";&#2")
NAMED_RUN = re.compile(r"(?:&(?!nbsp;|amp;|quot;|[lr]dquo;|[lg]t;)(?:[A-Za-z]\w{1,5}|#\d{3});){4}")  # a look, and
RUN = r"[\u0080-\u024f\u2013-\u2122]"
WESTERN_RUN = re.compile(f"{RUN}{{4,}}")  # no Western word has four such letters in a row
WESTERN_PAIR = re.compile(f"{RUN}{{2}}")
PIECE = re.compile("[^<>]+")
BEYOND_LATIN = re.compile(r"[^\0->@-\x7f]+")  # and question marks
BYTE_PIECE = re.compile(rb"[^<>]+")

UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){4}")
BEYOND_ASCII_TEXT = re.compile("[^\x00-\x7f]+")
BEYOND_ASCII = re.compile(rb"[\x80-\xff]{8}")
# A whole character of UTF-8, and what is left of one; 0xFF and a question mark stand for bytes that were lost
LOST_BYTE = b"\xff"
WHOLE = rb"[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
HALF = rb"[\xe0-\xf4](?:[\x80-\xbf]{1,2}[?\xff]?|[?\xff]{1,2}[\x80-\xbf]?)?"
UTF8_UNIT = re.compile(rb"(" + WHOLE + rb")|" + HALF + rb"|[\x80-\xff][\x80-\xbf]*")
# Text that was never misread is not of these from end to end, in bytes of GBK
WITH_LOST_BYTES = re.compile(rb"(?:" + WHOLE + rb"|" + HALF + rb"|\xff)++")
SAMPLE = 60  # pieces of text: enough to know how all of them came about
LOW = re.compile(rb"[\x80-\xa0]")
NOT_GIVEN = 0xFFFF
LOST = ("锟斤拷", "嚙踝蕭")  # U+FFFD twice, stored and read as GBK or Big5: nobody knows what it was
MANY_LOST = 10
MUCH = 40  # characters: a line of accents, or a word of another language, is less
MAX_TIMES = 3
MAX = 0.8
FITS = 0.5  # a reading this fit is text; what is wrong stays below

# The characters that fill Chinese prose, both scripts: a wrong decoding yields rare ones instead.
COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所"
    "然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与"
    "长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己"
    "制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系"
    "气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社"
    "便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉"
    "格望觉术领共确传师观清今切院让识候带导争运网关首页新闻图片更多登录注册搜索版权联系首頁新聞圖片更多登錄註冊"
    "這個們來為國說時會對發後裡經麼現當動還進樣無與長機關點業將兩間問並應戰頭體見產話給門論處義條題變總電數報結"
    "，。、：；！？“”（）《》「」　０１２３"
)


# Characters of no text: for private use, to control, or beyond the basic plane
STRANGE = re.compile("[\ue000-\uf8ff\x80-\x9f\U00010000-\U0010ffff]")


class Misreading(NamedTuple):
    """`taken`: the encoding in which a converter read it; `true`: the one in which it was written."""

    taken: str
    true: str


LAYERS = tuple(Misreading(taken, "utf-8") for taken in WESTERN)
WITH_LOSSES = tuple(Misreading(taken, "utf-8") for taken in EASTERN)
WAYS = (
    *LAYERS,
    *(Misreading(w, true) for w in WESTERN for true in EASTERN),
    *(Misreading(c, true) for c in CASED for true in ("utf-8", "gb18030")),
    *WITH_LOSSES,
)


def bytes_of(encoding: str) -> dict[int, int]:
    """Return what each character of a Western encoding was as a byte. Bytes without a character came through as
    themselves.

    A character that it does not give is none: those of ISO 8859-15 are in cp1252 too, as other bytes.
    """
    given = {byte: bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in range(0x80, 0x100)}
    known = {ord(character): byte for byte, character in given.items()}
    return dict.fromkeys(range(128, 256), NOT_GIVEN) | known


TABLES = {encoding: bytes_of(encoding) for encoding in (*WESTERN, *CASED)}


def may_be_misread(text: str) -> bool:
    """A quick look, to spare nearly all pages the rest."""
    if any(mark in text for mark in MARKS) or sum(letter in text for letter in LETTERS) >= FEW:
        return True
    if "的" not in text and any(letter in text for letter in CASED_LETTERS) and CASE_TURNS.search(text):
        return True
    title = text.find("<title")  # a title misread by itself is too short for marks
    return title >= 0 and is_of_halves(text[title : title + MAX_TITLE])


def is_of_halves(text: str) -> bool:
    """Several of the characters in which common ones begin when their UTF-8 is taken for GBK."""
    return sum(half in text for half in HALVES) > FEW


def undone(text: str) -> tuple[str, str]:
    """Return the text as it was written, with its encoding ("utf-8" where only a part of it was misread)."""
    came, whole = text, not CHINESE.search(text)
    for _ in range(MAX_TIMES):
        pieces = [piece for piece in PIECE.findall(text) if is_doubtful(piece)][:SAMPLE]
        found = most_fit(pieces)
        if found is not None:
            return put_right(text, found), found.true if whole and found.true in EASTERN else "utf-8"
        outer = next((how for how in LAYERS if is_layer(pieces, how)), None)
        if outer is None:
            break
        text = put_right(text, outer)
    return came, "utf-8"


def is_doubtful(piece: str) -> bool:
    if piece.isascii():  # most pieces of a page are white space between tags
        return False
    if WESTERN_RUN.search(piece) is not None or CASE_TURNS.search(piece) is not None:
        return True
    return any(mark in piece for mark in MARKS) or is_of_halves(piece)


def most_fit(pieces: list[str]) -> Misreading | None:
    """Return the misreading whose undoing gives the best text; None when none gives any."""
    best, found = FITS, None
    cased = any(map(CASED_LETTER.search, pieces))
    taken: dict[str, tuple[bytes, float]] = {}  # the bytes by each encoding, and of how much of the text
    for how in WAYS:
        if how.taken in CASED and not cased:
            continue
        if how.taken not in taken:
            read = [(piece, raw) for piece in pieces if (raw := raw_of(piece, how.taken)) is not None]
            share = sum(len(piece) for piece, _ in read) / sum(map(len, pieces)) if read else 0.0
            taken[how.taken] = b"\n".join(raw for _, raw in read), share
        raw, share = taken[how.taken]
        if not raw:
            continue
        worth = share * (fitness_of_rest(raw) if how in WITH_LOSSES else fitness(raw, how.true))
        if how.true in EASTERN:  # characters in daily use have no such byte: of two readings the one with fewer
            worth -= len(LOW.findall(raw)) / len(raw)
        if worth > best:
            best, found = worth, how
    return found


def raw_of(piece: str, taken: str) -> bytes | None:
    """Return the bytes that a converter took for `piece`; None when it cannot have read them so."""
    if taken in EASTERN:
        if not CHINESE.search(piece):
            return None
        try:
            return LOST_BYTE.join(part.encode(taken) for part in piece.split("\ufffd"))
        except UnicodeEncodeError:
            return None
    try:
        return piece.translate(TABLES[taken]).encode("latin-1")
    except UnicodeEncodeError:
        return None


def run_put_right(run: str, taken: str) -> str:
    """A run of characters as it was written; what reads no better for it stays, as the other half of a title does."""
    raw = raw_of(run, taken)
    if raw is None:
        return run
    rest = rest_of(raw)
    explained = WITH_LOST_BYTES.fullmatch(raw) and any(character > "\u07ff" for character in rest)
    return rest if explained or fitness_of_rest(raw) > FITS else run


def rest_of(raw: bytes) -> str:
    """Decode UTF-8 of which single bytes were lost: U+FFFD for each character that lacks one."""
    return UTF8_UNIT.sub(lambda unit: unit[0] if unit[1] else b"\xef\xbf\xbd", raw).decode("utf-8", "replace")


def fitness_of_rest(raw: bytes) -> float:
    """Return how well what was not lost reads; below 0 where more was lost than is left."""
    rest = rest_of(raw)
    kept = re.sub("[\0-\x7f\ufffd]", "", rest)
    return -1.0 if rest.count("\ufffd") > len(kept) else fitness(kept.encode(), "utf-8")


def is_layer(pieces: list[str], how: Misreading) -> bool:
    """Whether undoing it gives text that is misread in turn: stored as UTF-8 twice, it is to be undone twice."""
    read = [raw.decode("utf-8", "replace") for piece in pieces if (raw := raw_of(piece, how.taken)) is not None]
    return sum("\ufffd" not in text and WESTERN_PAIR.search(text) is not None for text in read) > MAX * len(pieces) > 0


def put_right(text: str, how: Misreading) -> str:
    """Return the text with the pieces that were misread in that way as they were written."""
    return PIECE.sub(lambda match: piece_put_right(match.group(), how), text)


def piece_put_right(piece: str, how: Misreading) -> str:
    letters = CASED_LETTER if how.taken in CASED else WESTERN_PAIR
    if piece.isascii() or not (how.taken in EASTERN or letters.search(piece)):
        return piece
    if how in WITH_LOSSES:
        return BEYOND_LATIN.sub(lambda run: run_put_right(run.group(), how.taken), piece)
    raw = raw_of(piece, how.taken)
    if raw is None:
        return piece
    try:
        return raw.decode(how.true)
    except UnicodeDecodeError:
        return raw.decode(how.true, "replace") if fitness(raw, how.true) > FITS else piece


def is_misread(text: str) -> bool:
    """Whether text still stands in a wrong reading, or characters of it are lost."""
    if ("\ufffd" in text and text.count("\ufffd") >= MANY_LOST) or any(lost in text for lost in LOST):
        return True
    if not may_be_misread(text):
        return False
    marked = sum(
        len(piece)
        for piece in PIECE.findall(text)
        if any(mark in piece for mark in MARKS) or is_of_halves(piece) or len(CASE_TURNS.findall(piece)) >= FEW
    )
    return marked + sum(map(len, WESTERN_RUN.findall(text))) >= MUCH


def is_of_question_marks(texts: Sequence[str]) -> bool:
    """Whether much of these texts is question marks, as a converter writes them for what it cannot say."""
    marks = sum(len(run) for text in texts if "???" in text for run in QUESTION_MARKS.findall(text))
    return marks >= MANY_LOST and marks > MANY_MARKS * sum(map(len, texts))


def with_letters(text: str) -> str:
    """Return the page with Western letters in place of their names, where several stand in a row: then they may be
    another text's bytes."""
    if "的" in text or not any(look in text for look in NAMED_LOOKS) or not NAMED_RUN.search(text):
        return text
    return NAMED.sub(lambda name: LATIN.get(name[0]) or chr(int(name[0][2:-1])), text)


def is_of_two_encodings(body: bytes, text: str, found: str) -> bool:
    """Whether a page in one encoding holds a stretch in another, as where a header of another page is put in.

    `text` is the whole page read as `found`.
    """
    if found == "utf-8":
        return "\ufffd" in text and text.count("\ufffd") >= MANY_LOST and BEYOND_ASCII.search(body) is not None
    return found in EASTERN and any(mark in text for mark in OFTEN) and UTF8_RUN.search(body) is not None


def decoded_in_parts(body: bytes, found: str) -> str:
    """Decode what stands between two tags, each by itself: as `found` unless another encoding fits it better."""

    def read(match: re.Match[bytes]) -> bytes:
        piece = match.group()
        if piece.isascii():
            return piece
        return piece.decode(best_encoding(piece, found), "replace").encode("utf-8", "replace")

    return BYTE_PIECE.sub(read, body).decode("utf-8", "replace")


def best_encoding(piece: bytes, found: str) -> str:
    if found == "utf-8":
        try:
            piece.decode("utf-8")
        except UnicodeDecodeError:
            other = max(EASTERN, key=lambda name: fitness(piece, name))
            return other if fitness(piece, other) > max(FITS, fitness(piece, found)) else found
        return found
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        return found
    return "utf-8" if CHINESE.search(text) and fitness(piece, "utf-8") > fitness(piece, found) else found


# Fitness: how well bytes read as common Chinese in an encoding, which decides where declarations and validity do not


def fitness(sample: bytes, name: str) -> float:
    """Return how well these bytes read in that encoding: about 1 for prose, below 0 for noise."""
    if name == "cp1252":
        return western_fitness(sample)
    try:
        text = sample.decode(name, "replace")
    except (UnicodeError, ValueError):
        return -1.0
    beyond = Counter("".join(BEYOND_ASCII_TEXT.findall(text)))  # most of a page is markup
    if not beyond:
        return -1.0
    broken = beyond.get("\ufffd", 0)
    strange = sum(beyond[character] for character in STRANGE.findall("".join(beyond)))
    common = sum(map(beyond.__getitem__, COMMON & beyond.keys()))
    return (common - 2 * broken - strange) / sum(beyond.values()) + 0.1


def western_fitness(sample: bytes) -> float:
    """Accented letters stand alone between ASCII letters; Chinese bytes come in runs."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    undefined = sum(sample.count(byte) for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))
    total = sum(map(len, runs))
    alone = sum(len(run) == 1 for run in runs)
    return alone / total - 0.5 - undefined / total
