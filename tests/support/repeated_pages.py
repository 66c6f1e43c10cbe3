"""Pages with repeated sections whose truth is known, made from real paragraphs.

A page is a stretch of real paragraphs with headings, short lines and table rows among them, some of which recur on
purpose. One section of it is repeated further down, as editors repeat it: with slips, a line dropped or inserted, two
paragraphs joined, one split, and with facts changed. The truth is which positions may go.
"""

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.models import Document, Paragraph, ParagraphKind

__all__ = ["CORPUS", "MadePage", "make_page", "real_paragraphs"]

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
NUMBER = re.compile(r"\d+")
PLACES = ("北京", "上海", "广州", "重庆", "台湾", "香港", "美国", "日本", "新会", "江门")
TURNS = (
    ("上升", "下降"),
    ("增长", "下降"),
    ("增加", "减少"),
    ("提高", "降低"),
    ("上涨", "下跌"),
    ("支持", "反对"),
    ("以上", "以下"),
)
FUNCTION_WORDS = "的了在也就都"
ON_PURPOSE = ("特此公告。", "同意", "（此页无正文）", "联系人：李先生", "单位：万元", "责任单位：各镇（街）人民政府")
HEADINGS = (
    "基本情况",
    "主要做法",
    "工作成效",
    "存在问题",
    "下一步打算",
    "有关要求",
    "组织实施",
    "保障措施",
    "工作目标",
    "附则",
)
RELATED = "相关新闻"
SEVERAL = 3  # sentences: fewer under a heading of their own are said about that
ROWS = ("合计\t0\t0", "其中：男\t0\t0", "其中：女\t0\t0")


@dataclass
class MadePage:
    document: Document
    removable: set[int]  # the positions that repeat an earlier paragraph and say nothing new
    changed: set[int]  # copies in which a fact was changed: they must stay
    open: set[int]  # short lines at the edge of a section, beyond a line that differs: no truth says which way
    made: list[str] = field(default_factory=list)  # what was done to the copy, for a person who looks into a miss


@dataclass
class _Line:
    text: str
    kind: ParagraphKind = ParagraphKind.TEXT
    gone: bool = False
    changed: bool = False
    open: bool = False
    sentence: bool = False


# 一、 1. (三) ① 第四条 问: 联系人: at the beginning, or a question: such a line governs what stands below it
GOVERNS = re.compile(
    r"\W*(?:第?[零〇一二三四五六七八九十百]+[、.．章条节是]|第[零〇一二三四五六七八九十百\d]|\d+\s*[.、．)）]|[(（][一二三四五六七八九十\d]+[)）]"
    r"|[①-⑳]|[A-Za-z][.、)）]|[^，。；！？]{1,14}[:：])|.*[？?:：][”’」』]?$"
)


def real_paragraphs() -> list[list[str]]:
    """The running prose of each corpus page, in order: paragraphs of 20 characters or more that occur once, end as
    sentences do and are neither items, labels, questions nor lead-ins."""
    pages, seen = [], set()
    for path in sorted(CORPUS.glob("*/gold/*.json")):
        fresh = []
        for text in json.loads(path.read_text(encoding="utf-8"))["paragraphs"]:
            folded = re.sub(r"\W", "", text)
            is_prose = _ends_as_sentence(text) and not GOVERNS.match(text)
            if is_prose and len(folded) >= 20 and folded[:30] not in seen and "\t" not in text:
                seen.add(folded[:30])
                fresh.append(text)
        if fresh:
            pages.append(fresh)
    return pages


def _ends_as_sentence(text: str) -> bool:
    return text.rstrip("”’」』)） ")[-1:] in ("。", "！", "？", "…")


def _comma(text: str, chance: random.Random) -> str | None:
    places = [
        at
        for at, mark in enumerate(text)
        if mark == "，" and not (text[at - 1 : at].isdigit() or text[at + 1 : at + 2].isdigit())
    ]
    places = [
        at
        for at in places
        if text[at - 1] not in "不没未无非" and not re.match("[一二三四五六七八九十百千万亿两半几数]", text[at + 1 :])
    ]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def _particle(text: str, chance: random.Random) -> str | None:
    places = [
        at
        for at, char in enumerate(text)
        if char == "的" and at > 1 and text[at - 1] not in "不没未无非" and text[at - 1] >= "\u4e00"
    ]
    if not places:
        return None
    at = chance.choice(places)
    return chance.choice((text[:at] + text[at + 1 :], text[:at] + "的" + text[at:], text[:at] + "地" + text[at + 1 :]))


def _doubled(text: str, chance: random.Random) -> str | None:
    places = [at for at, char in enumerate(text) if char in FUNCTION_WORDS]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + text[at] + text[at:]


def _width(text: str, chance: random.Random) -> str | None:
    made = text.translate(
        {ord("，"): ",", ord("："): ":", ord("（"): "(", ord("）"): ")", **{48 + n: 0xFF10 + n for n in range(10)}}
    )
    return made if made != text else None


def _spaces(text: str, chance: random.Random) -> str | None:
    at = chance.randrange(1, len(text))
    around = text[at - 1 : at + 1]
    return "\u3000\u3000" + text if around.isascii() else text[:at] + " " + text[at:]


def _frame(text: str, chance: random.Random) -> str | None:
    return chance.choice(("本报讯 " + text, text + "（完）", "新华社电 " + text))


def _wording(text: str, chance: random.Random) -> str | None:
    place = text.find("障碍")
    return text[:place] + "病" + text[place:] if place > 20 else None


SLIPS: tuple[Callable[[str, random.Random], str | None], ...] = (
    _comma,
    _particle,
    _doubled,
    _width,
    _spaces,
    _frame,
    _wording,
)


def _other_number(text: str, chance: random.Random) -> str | None:
    found = list(NUMBER.finditer(text))
    if not found:
        return None
    number = chance.choice(found)
    at = chance.randrange(number.start(), number.end())
    return text[:at] + str((int(text[at]) + chance.randrange(1, 10)) % 10) + text[at + 1 :]


def _negated(text: str, chance: random.Random) -> str | None:
    places = [at for at, char in enumerate(text) if char in "是能会有可应" and text[at - 1] not in "不没未"]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + "不" + text[at:]


def _turned(text: str, chance: random.Random) -> str | None:
    for one, other in chance.sample(TURNS, len(TURNS)):
        if one in text:
            return text.replace(one, other, 1)
    return None


def _elsewhere(text: str, chance: random.Random) -> str | None:
    for place in PLACES:
        if place in text:
            return text.replace(place, chance.choice([other for other in PLACES if other != place]), 1)
    return None


def _other_unit(text: str, chance: random.Random) -> str | None:
    found = re.search(r"(?<=\d)[%万亿]", text)
    if not found:
        return None
    return text[: found.start()] + {"%": "‰", "万": "亿", "亿": "万"}[found[0]] + text[found.end() :]


FACTS: tuple[Callable[[str, random.Random], str | None], ...] = (
    _other_number,
    _negated,
    _turned,
    _elsewhere,
    _other_unit,
)


def _altered(
    text: str, ways: Sequence[Callable[[str, random.Random], str | None]], chance: random.Random
) -> tuple[str, str] | None:
    for way in chance.sample(list(ways), len(ways)):
        made = way(text, chance)
        if made is not None and made != text:
            return made, way.__name__.strip("_")
    return None


def make_page(sources: Sequence[Sequence[str]], seed: int) -> MadePage:
    """The page of that seed: always the same."""
    chance = random.Random(seed)
    lines = _original(sources, chance)
    sections = [
        (first, size)
        for size in range(1, min(12, len(lines) - 2) + 1)
        for first in range(len(lines) - size)
        if any(_is_sentence(line) for line in lines[first : first + size])
    ]
    size = chance.choice(sorted({size for _, size in sections}))
    first = chance.choice([first for first, length in sections if length == size])
    copy, made = _copied(lines[first : first + size], chance)
    lines.append(_Line(RELATED))
    # a line that by chance goes on like the section would be part of it, and no truth could say otherwise
    places = range(first + size, len(lines) + 1)
    free = [at for at in places if not _goes_on(lines, first, first + size, at)]
    agreeing = sum(line.gone and line.sentence for line in copy)
    if copy[0].changed or copy[-1].changed:
        agreeing = 0  # a section like the first with other facts: which of the two it is no reader can say
    plain = [at for at in free if not _is_said_of_another(lines, first + size, at, agreeing)]
    at = chance.choice(plain or free[:1])
    _leave_open(copy)
    few = sum(line.gone and line.sentence for line in copy) < SEVERAL
    if not plain or copy[0].changed or (few and any(line.changed for line in copy)):
        for line in copy:  # what begins with another fact, or agrees little, may be a form filled in again
            line.open, line.gone = line.open or line.gone, False
    page = [*lines[:at], *copy, *lines[at:]]
    return MadePage(
        document=Document("https://example.test/", "", tuple(Paragraph(line.text, line.kind) for line in page)),
        removable={place for place, line in enumerate(page) if line.gone},
        changed={place for place, line in enumerate(page) if line.changed},
        open={place for place, line in enumerate(page) if line.open},
        made=made,
    )


def _is_sentence(line: _Line) -> bool:
    return line.kind is ParagraphKind.TEXT and len(line.text.strip()) >= 20 and _ends_as_sentence(line.text)


def _goes_on(lines: Sequence[_Line], first: int, end: int, at: int) -> bool:
    """Would a line next to a copy put in at `at` match the line next to the section, or the section's own edge?"""
    return (
        _same(lines, end, at)
        or _same(lines, first - 1, at - 1)
        or _same(lines, first, at)
        or _same(lines, end - 1, at - 1)
    )


def _is_said_of_another(lines: Sequence[_Line], end: int, at: int, agreeing: int) -> bool:
    """Would a copy of what ends before `end`, put in at `at`, stand under a heading of its own, as part of it?

    A block in which three sentences or more agree is no part of it at the end of the page, below three of its own.
    """
    headings = [place for place in range(end, at) if _names(lines[place])]
    if not headings:
        return False
    at_the_end = all(map(_names, lines[at:]))
    own = sum(map(_is_sentence, lines[headings[-1] : at]))
    return not (at_the_end and own >= SEVERAL and agreeing >= SEVERAL) or end in headings


def _names(line: _Line) -> bool:
    """A heading, or a short line that may be taken for one."""
    return line.kind is ParagraphKind.HEADING or (len(line.text) <= 45 and not re.search("[。！？；，：…]", line.text))


def _same(lines: Sequence[_Line], one: int, other: int) -> bool:
    if one < 0 or other >= len(lines) or one == other:
        return False
    return lines[one].text == lines[other].text


def _leave_open(copy: list[_Line]) -> None:
    """Sentences that agree show a section. A stock line is surely in it between two of these, or next to one; but a
    table that the copy begins with stands under the line above it."""
    for line in copy:
        if line.kind is not ParagraphKind.TABLE_ROW:
            break
        line.open, line.gone = line.gone, False
    agreeing = [at for at, line in enumerate(copy) if line.gone and line.sentence]
    for way in (1, -1):
        edge = agreeing[-1 if way > 0 else 0] + way if agreeing else 0
        while agreeing and 0 <= edge < len(copy) and copy[edge].gone:
            edge += way
        beyond = range(edge, len(copy)) if way > 0 else range(edge, -1, -1)
        for line in [copy[at] for at in beyond]:
            line.open, line.gone = line.open or line.gone, False


def _original(sources: Sequence[Sequence[str]], chance: random.Random) -> list[_Line]:
    texts: list[str] = []
    for page in chance.sample(range(len(sources)), 12):
        if len(texts) >= chance.randint(6, 30) and sum(map(_ends_as_sentence, texts)) >= 3:
            break
        texts += sources[page][:20]
    lines: list[_Line] = []
    headings = iter(zip("一二三四五六七八九十", chance.sample(HEADINGS, len(HEADINGS)), strict=True))
    on_purpose = chance.sample(ON_PURPOSE, 2)
    for text in texts:
        if chance.random() < 0.15 and (heading := next(headings, None)):
            lines.append(_Line(f"{heading[0]}、{heading[1]}", ParagraphKind.HEADING))
        lines.append(_Line(text))
        if chance.random() < 0.1:
            lines.append(_Line(chance.choice(on_purpose)))
        if chance.random() < 0.03:
            figures = chance.sample(range(100, 999), 2)
            lines += [_Line(f"{chance.choice(PLACES)}\t{figures[0]}\t{figures[1]}", ParagraphKind.TABLE_ROW)]
            lines += [_Line(row, ParagraphKind.TABLE_ROW) for row in chance.sample(ROWS, 2)]
    return lines


def _copied(section: Sequence[_Line], chance: random.Random) -> tuple[list[_Line], list[str]]:
    copy = [_Line(line.text, line.kind, gone=True, sentence=_is_sentence(line)) for line in section]
    made: list[str] = []
    long = [at for at, line in enumerate(copy) if line.kind is ParagraphKind.TEXT and len(line.text) >= 20]
    chance.shuffle(long)
    for at in long[: chance.randint(0, 2) if len(long) > 1 else 0]:
        if altered := _altered(copy[at].text, FACTS, chance):
            copy[at] = _Line(altered[0], copy[at].kind, changed=True)
            made.append(altered[1])
    slips = chance.randint(0, 3)
    for at in [at for at in long if not copy[at].changed][:slips]:
        if altered := _altered(copy[at].text, SLIPS, chance):
            copy[at] = replace(copy[at], text=altered[0])
            made.append(altered[1])
    if len(copy) > 3:
        _shift_lines(copy, {line.text for line in section}, made, chance)
    return copy, made


def _shift_lines(copy: list[_Line], unslipped: set[str], made: list[str], chance: random.Random) -> None:
    way = chance.choice(("", "", "", "dropped", "inserted", "joined", "split"))
    at = chance.randrange(1, len(copy) - 1)
    pair = copy[at : at + 2]
    if (
        way == "dropped"
        and copy[at].sentence
        and all(line.gone and line.sentence for line in (copy[at - 1], copy[at + 1]))
    ):
        del copy[at]
    elif way == "inserted":
        copy.insert(at, _Line(f"编者按：这一行是第{chance.randrange(10**6)}号稿件另加的。"))
    elif (
        way == "joined"
        and all(line.gone and line.text in unslipped and len(line.text) >= 20 for line in pair)
        and _ends_as_sentence(pair[0].text)
    ):
        copy[at : at + 2] = [_Line(pair[0].text + pair[1].text, gone=True, sentence=True)]
    elif way == "split" and copy[at].gone and copy[at].kind is ParagraphKind.TEXT:
        cut = copy[at].text.find("。", 20) + 1
        if not 0 < cut < len(copy[at].text) - 20:
            return
        copy[at : at + 1] = [
            _Line(copy[at].text[:cut], gone=True, sentence=True),
            _Line(copy[at].text[cut:], gone=True, sentence=True),
        ]
    else:
        return
    made.append(way)
