"""Whole pages with their structure broken: tags dropped, doubled, moved, cut; texts and bytes that no editor wrote.

A mutation is drawn from a random generator that the caller seeds, so a page that was found is found again.
"""

# ruff: noqa: E501, SIM905 - lists of scraps, read as one

import gzip
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

__all__ = ["MUTATIONS", "mutated", "pages_below", "whole_pages"]

TOKEN = re.compile(rb"<[^>]*>|[^<]+|<")
ATTRIBUTES = re.compile(rb"^<[A-Za-z][A-Za-z0-9]*((?:\s[^>]*)?)>$", re.DOTALL)
DATE = re.compile(rb"\d{4}([-/.]|\xe5\xb9\xb4|\xc4\xea)\d{1,2}")
ROW_PARTS = (b"td", b"th", b"tr", b"table", b"tbody", b"thead", b"caption")
NESTED = [b"<div>", b"<table><tr><td>", b"<ul><li>", b"<font>", b"<b>", b"<span>", b"<blockquote>", b"<a href=x>"]
IMPOSSIBLE_DATES = [
    b"2024-13-45",
    b"0000-00-00",
    b"9999/99/99",
    b"2023.02.30",
    b"99999-1-1",
    b"2024-1-1T99:99:99",
    b"-1-1-1",
]
SPANS = [b"0", b"-1", b"1", b"2", b"1000", b"65535", b"99999999999999999999", b"x", b"", b"1.5", "３".encode()]
TINY = [
    b"",
    b" ",
    b".",
    b"1",
    b"\xe3\x80\x82",
    b"&nbsp;",
    b"&#0;",
    b"\xe5\xb9\xb4",
    b"\xc2\xa0",
    "：".encode(),
    "﻿".encode(),
]
ENTITIES = [
    b"&nbsp;", b"&#x110000;", b"&#xD800;", b"&#0;", b"&amp;amp;", b"&zwj;", b"&#8238;", b"&notanentity;", b"&#99999999999999999999;",
    b"&", b"&#", b"&#x", b"&lt;table&gt;", b"&#12288;", b"&NotEqualTilde;",
]  # fmt: skip
STRAY = [
    b"\x00",
    b"\x80",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbf\xbd",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\x1b$B",
    b"\r",
    b"\x0c",
    b"\xa1\xa1",
    b"\x81",
]
CHARSETS = ["utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "shift_jis", "latin-1", "euc-kr", "utf-7"]
TAGS = (
    "p div table tr td th tbody caption br a b font span h1 h3 ul ol li dl dt form input img meta base title script style pre "
    "textarea select option iframe svg math template frameset plaintext noscript body html head center xml:namespace o:p"
).split()

Tokens = list[bytes]


def pages_below(folder: Path) -> list[bytes]:
    """The pages saved below a folder (.html, .html.gz), in the order of their paths."""
    files = sorted(file for file in folder.rglob("*") if file.name.endswith((".html", ".htm", ".html.gz")))
    return [gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files]


def whole_pages(root: Path) -> list[bytes]:
    """The pages to mutate: the measuring data next to the repository where it is there, else the project's own pages."""
    corpus = root.parent / "shared" / "corpus"
    return pages_below(corpus if corpus.exists() else root / "tests" / "pages")


def mutated(seed: int, pages: Sequence[bytes]) -> tuple[bytes, tuple[str, ...]]:
    """Return a page that the seed alone decides, and the names of the mutations that made it."""
    random = Random(seed)
    body = random.choice(pages)
    names = random.choices(list(MUTATIONS), k=random.choice((1, 1, 2, 3, 5)))
    for name in names:
        body = MUTATIONS[name](random, body, random.choice(pages))
    return body, tuple(names)


def some(random: Random, of: int, most: int = 30) -> list[int]:
    """Positions below `of`: one, a few, or a share of all."""
    if of <= 0:
        return []
    count = random.choice((1, 3, min(most, of), max(1, of // 10)))
    return sorted({random.randrange(of) for _ in range(count)})


def in_tokens(change: Callable[[Random, Tokens, Tokens], Tokens]) -> Callable[[Random, bytes, bytes], bytes]:
    def changed(random: Random, body: bytes, other: bytes) -> bytes:
        tokens = TOKEN.findall(body)
        return b"".join(change(random, tokens, TOKEN.findall(other))) if tokens else body

    return changed


def is_tag(token: bytes) -> bool:
    return token.startswith(b"<") and len(token) > 1


def replaced_tags(random: Random, tokens: Tokens, make: Callable[[bytes], bytes], share: float | None = None) -> Tokens:
    tags = [at for at, token in enumerate(tokens) if is_tag(token)]
    if share is not None:
        chosen = {at for at in tags if random.random() < share}
    else:
        chosen = {tags[i] for i in some(random, len(tags))} if tags else set()
    return [make(token) if at in chosen else token for at, token in enumerate(tokens)]


def tags_dropped(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    return replaced_tags(random, tokens, lambda _: b"", random.choice((None, 0.05, 0.3, 0.9)))


def tags_doubled(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    times = random.choice((2, 2, 3, 50))
    return replaced_tags(random, tokens, lambda token: token * times)


def tags_renamed(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    return replaced_tags(
        random, tokens, lambda _: b"<%s%s>" % (random.choice((b"", b"/")), random.choice(TAGS).encode())
    )


def parts_moved(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    begin, end = sorted((random.randrange(len(tokens) + 1), random.randrange(len(tokens) + 1)))
    end = min(end, begin + random.choice((1, 10, 200)))
    moved, rest = tokens[begin:end], tokens[:begin] + tokens[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + moved + rest[at:]


def parts_doubled(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    begin = random.randrange(len(tokens))
    part = tokens[begin : begin + random.choice((1, 10, 100, 1000))]
    at = random.randrange(len(tokens) + 1)
    return tokens[:at] + part * random.choice((1, 2, 5)) + tokens[at:]


def parts_of_another(random: Random, tokens: Tokens, other: Tokens) -> Tokens:
    if not other:
        return tokens
    begin, at = random.randrange(len(other)), random.randrange(len(tokens) + 1)
    return tokens[:at] + other[begin : begin + random.choice((1, 30, 400))] + tokens[at:]


def attributes_of_another(random: Random, tokens: Tokens, other: Tokens) -> Tokens:
    borrowed = [found[1] for token in other if (found := ATTRIBUTES.match(token)) and found[1]]
    if not borrowed:
        return tokens

    def make(token: bytes) -> bytes:
        found = ATTRIBUTES.match(token)
        return token[: found.start(1)] + random.choice(borrowed) + b">" if found else token

    return replaced_tags(random, tokens, make, random.choice((0.05, 0.3, 1.0)))


def huge_attributes(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    huge = random.choice(
        (b" class='" + b"x" * 200_000 + b"'", b" a" * 5_000, b' style="' + b"display:none;" * 5_000 + b'"')
    )

    def make(token: bytes) -> bytes:
        return token[:-1] + huge + b">" if ATTRIBUTES.match(token) else token

    tags = [at for at, token in enumerate(tokens) if is_tag(token)]
    chosen = {random.choice(tags) for _ in range(3)} if tags else set()
    return [make(token) if at in chosen else token for at, token in enumerate(tokens)]


def texts_tiny(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    share, one = random.choice((0.1, 0.5, 1.0)), random.choice((None, *TINY))
    return [
        token if is_tag(token) or random.random() > share else random.choice(TINY) if one is None else one
        for token in tokens
    ]


def texts_gone(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    begin = random.randrange(len(tokens))
    end = begin + random.choice((5, 50, 500, 5000))
    return [token for at, token in enumerate(tokens) if is_tag(token) or not begin <= at < end]


def entities(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    at = set(some(random, len(tokens), 100))
    return [
        token + random.choice(ENTITIES) * random.choice((1, 1, 40)) if i in at else token
        for i, token in enumerate(tokens)
    ]


def nested_deep(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    at = random.randrange(len(tokens) + 1)
    return [*tokens[:at], random.choice(NESTED) * random.choice((10, 100, 300, 3000)), *tokens[at:]]


def spans_odd(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    def make(token: bytes) -> bytes:
        name = token[1:3].lower()
        if name not in (b"td", b"th"):
            return token
        spans = b" ".join(b'%s="%s"' % (kind, random.choice(SPANS)) for kind in (b"rowspan", b"colspan"))
        return token[:3] + b" " + spans + token[3:]

    return [make(token) if random.random() < 0.3 else token for token in tokens]


def table_made(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    """A table of this page's own texts, with ragged rows, odd spans and labels of fields."""
    texts = [token for token in tokens if not is_tag(token) and token.strip()] or [b"x"]
    labels = [
        text.encode() for text in ("索引号：", "发布日期", "来源", "名称：", "序号", "主题分类", "发文字号", "合计", "")
    ]
    rows = []
    for _number in range(random.choice((1, 2, 8, 60))):
        cells = []
        for _column in range(random.choice((0, 1, 2, 3, 6))):
            text = (
                random.choice(labels) if random.random() < 0.3 else random.choice(texts)[: random.choice((1, 20, 300))]
            )
            spans = (
                b' rowspan="%s" colspan="%s"' % (random.choice(SPANS), random.choice(SPANS))
                if random.random() < 0.2
                else b""
            )
            cells.append(b"<%s%s>%s" % (random.choice((b"td", b"th")), spans, text))
        rows.append(random.choice((b"<tr>", b"<tr>", b"", b"<thead><tr>", b"<caption>")) + b"".join(cells))
    at = random.randrange(len(tokens) + 1)
    return [*tokens[:at], b"<table>", *rows, random.choice((b"</table>", b"")), *tokens[at:]]


def tables_cut(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    share = random.choice((0.2, 0.6, 1.0))

    def is_part(token: bytes) -> bool:
        name = token.strip(b"</>").split(b" ")[0].lower()
        return is_tag(token) and name in ROW_PARTS

    return [token for token in tokens if not is_part(token) or random.random() > share]


def title_huge(random: Random, tokens: Tokens, _: Tokens) -> Tokens:
    letters = random.choice(("通知", "关于的", "a", "<", "一 ", "_-|", "　", "1.")).encode()
    tag = random.choice((b"title", b"h1", b"h2", b'meta name="ArticleTitle" content="', b"option"))
    text = letters * (100_000 // len(letters.decode()))
    made = b"<" + tag + text + b'">' if b'"' in tag else b"<%s>%s</%s>" % (tag, text, tag)
    at = random.choice((0, random.randrange(len(tokens) + 1)))
    return [*tokens[:at], made, *tokens[at:]]


def dates_impossible(random: Random, body: bytes, _: bytes) -> bytes:
    return DATE.sub(lambda found: random.choice(IMPOSSIBLE_DATES) if random.random() < 0.7 else found[0], body)


def bytes_stray(random: Random, body: bytes, _: bytes) -> bytes:
    for at in reversed(some(random, len(body), 200)):
        gone = random.choice((0, 0, 1, 2))
        body = body[:at] + random.choice(STRAY) + body[at + gone :]
        if len(body) > 5_000_000:
            break
    return body


def bytes_flipped(random: Random, body: bytes, _: bytes) -> bytes:
    flipped = bytearray(body)
    for at in some(random, len(flipped), 300):
        flipped[at] = random.randrange(256)
    return bytes(flipped)


def bytes_cut(random: Random, body: bytes, _: bytes) -> bytes:
    begin, end = sorted((random.randrange(len(body) + 1), random.randrange(len(body) + 1)))
    return random.choice((body[:end], body[begin:], body[:begin] + body[end:], body[begin:end]))


def encodings_mixed(random: Random, body: bytes, other: bytes) -> bytes:
    """Half of it in another encoding, or all of it under a wrong name."""
    text = body.decode(random.choice(("utf-8", "gb18030")), "replace")
    at = random.randrange(len(text) + 1)
    one, two = random.choice(CHARSETS), random.choice(CHARSETS)
    joined = text[:at].encode(one, "replace") + text[at:].encode(two, "replace")
    return random.choice((joined, body + other[: random.randrange(len(other) + 1)], text.encode(one, "replace")))


def ascii_but_one(random: Random, body: bytes, _: bytes) -> bytes:
    plain = bytes(byte for byte in body if byte < 128)
    at = random.randrange(len(plain) + 1)
    return plain[:at] + random.choice(STRAY) + plain[at:]


MUTATIONS: dict[str, Callable[[Random, bytes, bytes], bytes]] = {
    **{
        change.__name__: in_tokens(change)
        for change in (
            tags_dropped,
            tags_doubled,
            tags_renamed,
            parts_moved,
            parts_doubled,
            parts_of_another,
            attributes_of_another,
            huge_attributes,
            texts_tiny,
            texts_gone,
            entities,
            nested_deep,
            spans_odd,
            table_made,
            tables_cut,
            title_huge,
        )
    },
    **{
        change.__name__: change
        for change in (dates_impossible, bytes_stray, bytes_flipped, bytes_cut, encodings_mixed, ascii_but_one)
    },
}
