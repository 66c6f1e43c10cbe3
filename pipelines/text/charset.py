"""Bytes to text, and text to paragraphs: what one must know of Chinese pages before reading them.

Declared charsets lie often (a server's default header over older files), so a declaration is a vote that the
bytes themselves must bear out: valid UTF-8 is UTF-8, and what is left is decided by how much of the text reads
as common Chinese under each candidate.
"""

import codecs
import re

from pipelines.models import Rejected, Rejection
from pipelines.text.misread import (
    FITS,
    decoded_in_parts,
    fitness,
    is_of_two_encodings,
    may_be_misread,
    undone,
    with_letters,
)

__all__ = ["decode", "fold", "join_wrapped", "split_indented", "width"]

# Browsers read these labels as their superset; the bytes often use it (㎡, 镕, 〇, €).
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
}
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
IN_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,30})|<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([\w:.-]{2,30})",
    re.IGNORECASE,
)
ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”‘’…—"
NON_WIDE = re.compile(f"[^{WIDE}]")
BETWEEN_WIDE = re.compile(f"(?<=[{WIDE}]) (?=[{WIDE}])")
# All of a gap at once, so that a long one is run through once, and then whether it is as wide as an indent
GAP = re.compile(r"(?<=[。！？：；”」）])\s++(?=\S)")
INDENT = re.compile(r"\u3000\u3000|(?:[\u00a0\u2003] ?){4}")
SENTENCE_END = re.compile(r"[。！？：；…”」』）】.!?:;)]$")
THREE_BYTE = re.compile("[\u0800-\U0010ffff]")  # what UTF-8 writes in three bytes or more
# A NUL in these is a byte of its own, and looked for among bytes in a hundredth of the time
BYTE_BY_BYTE = frozenset(("utf-8", "gb18030", "big5hkscs", "cp1252"))
HIGH_RUN = re.compile(rb"[\x80-\xff]{2,400}")
SAMPLE = 24_000


def decode(body: bytes, content_type: str | None = None, override: str | None = None) -> tuple[str, str]:
    """Text of a page and the name of the encoding it was read in. Broken bytes become U+FFFD.

    `content_type` is the HTTP header; `override` is a charset that someone who knows the site has fixed.
    Raises Rejected (undecodable) when the bytes read as text in no encoding that we know.
    """
    fixed = known(override)
    if fixed:
        return without_nul(body.decode(fixed, "replace").removeprefix("\ufeff")), fixed
    for bom, name in BOMS:
        if body.startswith(bom):
            return without_nul(body[len(bom) :].decode(name, "replace")), name
    declared = declared_names(body, content_type)
    valid = as_utf8(body)
    found = detect(body, valid, declared)
    if found is None:
        raise Rejected(Rejection.UNDECODABLE, f"{len(body)} bytes, declared {', '.join(declared) or 'nothing'}")
    text = valid if valid is not None and found == "utf-8" else body.decode(found, "replace")
    if is_of_two_encodings(body, text, found):
        text = decoded_in_parts(body, found)
    if found == "utf-8":
        text = with_letters(text)
    if found == "utf-8" and may_be_misread(text):
        text, found = undone(text)
    return text if found in BYTE_BY_BYTE and b"\0" not in body else without_nul(text), found


def known(label: str | None) -> str | None:
    """Return the codec that a charset label stands for, widened as browsers do; None for labels of nothing."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().lower()).name
        "".encode(name)  # codecs such as "hex" are no charsets
    except (LookupError, ValueError, TypeError):
        return None
    return WIDER.get(name, name)


def declared_names(body: bytes, content_type: str | None) -> list[str]:
    """Return what the header and the page declare, in order of rank, without labels of nothing."""
    header = IN_HEADER.search(content_type or "")
    meta = IN_META.search(body, 0, 8192)
    labels = [
        header.group(1) if header else "",
        (meta.group(1) or meta.group(2)).decode("ascii", "replace") if meta else "",
    ]
    names = [known(label) for label in labels]
    return list(dict.fromkeys(name for name in names if name))


def as_utf8(body: bytes) -> str | None:
    """The text of bytes that are valid UTF-8; None for all others."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def detect(body: bytes, valid: str | None, declared: list[str]) -> str | None:
    """Return the encoding of a page; `valid`: its text, where the bytes are valid UTF-8."""
    if body.isascii():
        stateful = [name for name in declared if name.startswith(("iso2022", "hz"))]
        return stateful[0] if stateful else "utf-8"
    wide = utf16_without_bom(body)
    if wide:
        return wide
    # Two-byte sequences alone may be GBK by chance (the "联通" of Notepad): then it must read well as GBK.
    if valid is not None and (THREE_BYTE.search(valid) or fitness(sample_of(body), "gb18030") <= FITS):
        return "utf-8"
    sample = sample_of(body)
    if sample.isascii():  # a stray byte in a page of entities: whatever it was, it is one character
        return declared[0] if declared else "utf-8"
    candidates = list(dict.fromkeys([*declared, "utf-8", "gb18030", "big5hkscs", "cp1252"]))
    if declared and fitness(sample, declared[0]) > 0.6:
        return declared[0]
    scores = {name: fitness(sample, name) + 0.02 * (name in declared) for name in candidates}
    best = max(candidates, key=lambda name: scores[name])
    return best if scores[best] > 0 else None


def sample_of(body: bytes) -> bytes:
    """Return a stretch rich in bytes beyond ASCII, from the middle of them: heads are all markup and script."""
    high = [match.start() for match in HIGH_RUN.finditer(body[:2_000_000])]
    start = max(0, high[len(high) // 2] - SAMPLE // 2) if high else 0
    # a character may not be cut in two: begin after a line or tag end
    cut = max(body.find(b">", start), body.find(b"\n", start)) + 1 if start else 0
    return body[cut if 0 < cut < start + 2000 else start :][:SAMPLE]


def utf16_without_bom(body: bytes) -> str | None:
    head = body[:2000]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd + even < len(head) * 0.04:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    return name if (b"<\0" if odd > even else b"\0<") in head else None


def without_nul(text: str) -> str:
    return text.replace("\0", "") if "\0" in text else text


def fold(text: str) -> str:
    """White space of every kind to single spaces, none at the ends, marks without width gone; otherwise untouched."""
    folded = " ".join(text.split())
    # marks without width are not printable, and that is known in a third of the time that a search for them takes
    return folded if folded.isprintable() else " ".join(ZERO_WIDTH.sub("", text).split())


def width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return 2 * len(text) - len(NON_WIDE.findall(text))


def split_indented(text: str) -> list[str]:
    """Paragraphs that only an indent of full-width spaces sets apart, inside one run of text."""
    if "\u3000\u3000" not in text and "\u00a0" not in text:
        return [text]
    pieces, begin = [], 0
    for gap in GAP.finditer(text):
        if INDENT.search(gap[0]):
            pieces.append(text[begin : gap.start()])
            begin = gap.end()
    return [*pieces, text[begin:]]


def join_wrapped(lines: list[str]) -> list[str]:
    """Lines as typed, with their indents -> paragraphs, where a typist or an old board broke every line.

    Lines count as broken by width when most of them end inside a sentence at about the same column. An empty
    line and an indented line start a paragraph. Other lines are paragraphs already and come back folded.
    """
    if not hard_wrapped(lines):
        return [folded for line in lines if (folded := fold(line))]
    paragraphs: list[str] = []
    starts = True
    for line in lines:
        text = fold(line)
        if not text:
            starts = True
            continue
        if starts or line[:1].isspace() or not paragraphs:
            paragraphs.append(text)
        else:
            paragraphs[-1] = BETWEEN_WIDE.sub("", f"{paragraphs[-1]} {text}")
        starts = False
    return paragraphs


def hard_wrapped(lines: list[str]) -> bool:
    texts = [text for line in lines if (text := line.rstrip())]
    if len(texts) < 6:
        return False
    widths = list(map(width, texts))
    widest = sorted(widths)[-max(1, len(widths) // 10)]
    if not 40 <= widest <= 120:
        return False
    full = [text for text, columns in zip(texts, widths, strict=True) if widest - 8 <= columns <= widest + 8]
    inside = [text for text in full if not SENTENCE_END.search(text)]
    return len(full) >= len(widths) * 0.45 and len(inside) >= len(full) * 0.6
