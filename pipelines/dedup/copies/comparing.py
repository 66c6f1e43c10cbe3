"""Two bulletins: the same again, another version of one notice, or one that quotes the other.

The comparison is the pass over one page (pipelines/dedup): the later text is laid behind the earlier, and what the pass
would take out of it is what it has from the earlier one, with the same receipts.

Also here: the keys by which two bulletins come to be compared at all, and what a title says without its frame.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipelines.dedup import judge, repeats, skeleton_key
from pipelines.dedup.copies.issues import Comparable, site_of
from pipelines.models import Paragraph, Receipt
from pipelines.text.fingerprint import letter_counts, normal_form

__all__ = [
    "FEW",
    "MANY",
    "Key",
    "Kind",
    "Likeness",
    "Relation",
    "bare_title",
    "keys",
    "likeness",
    "paragraph_key",
    "relate",
    "same_title",
    "series_key",
    "series_name",
    "text_key",
]

QUOTED = 40  # letters in common at the least: less is a formula
SAME = 30
SAME_SHARE = 0.9  # of the earlier text that a copy must hold, lead-in and sign-off aside
VERSION_SHARE = 0.3
FRAME = 80  # letters that a line of lead-in or sign-off has at the most
MAX_PARAGRAPHS = 4000  # of both: beyond that only texts that are exactly the same are found

# Whole lines, in normal form, that a re-publisher puts around a text.
CREDIT = (
    "来源|出处|转自|转载自|摘自|原标题|原文链接|责任编辑|责编|编辑|作者|记者|通讯员|审核|审签|校对|初审|复审|终审|供稿|"
    "撰稿|摄影|监制|发布时间|发布日期|发布者|发布人|信息员"
)
FRAMES = re.compile(
    rf"[(\[](?:{CREDIT}).{{0,20}}[)\]]"
    rf"|[(\[]?(?:(?:文章|信息|稿件|内容|本文)?(?:{CREDIT})[:/].*)[)\]]?"
    r"|[(\[]?(?:完|全文完|以上|正文|全文|本文转自.*|此文转自.*)[)\]]?"
    r"|.*(?:转载|转发|刊载|全文|原文)(?:内容)?(?:公布|发布|刊发|刊登|转载|转发)?(?:给大家)?如下[:。]?"
    r"|据(?:新华社|新华网|中新社|人民网|央视).{0,40}"
)

# What in a title makes another bulletin of it, though the text may be the same.
FIGURE = re.compile(r"[0-9.]+|[零〇一二三四五六七八九十百]+")
ANOTHER = re.compile(
    "补充|更正|修订|修正|修改|勘误|征求意见稿?|草案|送审稿|试行|暂行|废止|失效|延期|延长|重新|再次|最终|正式"
)
EMPTY_BRACKETS = re.compile(r"\(\)|\[\]")
TELLING = 24  # letters of a paragraph that nobody writes twice by chance
MAX = 400  # keys of one text, of its longest paragraphs: a page of ten thousand rows is found by these as well
CORE = 3
FEW = 8
MANY = 64

# 转 alone begins words of its own (转移支付), so it needs its brackets or a colon
REPUBLISHED = re.compile(
    r"^(?:\[(?:转发|转载|转)\]|\((?:转发|转载|转)\)|(?:转发|转载|转)[:|丨]|(?:转发|转载)(?!的|和|与|工作))"
)
PARTED = r"[\s_|丨:·-]+"

NUMERAL = "〇零一二两三四五六七八九十百千"

# A numeral counts issues after 第 or before a unit of time or of counting; 三 in 三峡 does not
COUNTED = re.compile(
    rf"第[{NUMERAL}]+|[{NUMERAL}]+(?=[年月日周季旬期批次号届轮])|(?<=[本每上下]周|星期)[一二三四五六日天]"
    r"|[上中下](?=旬)|[上下](?=半年)|[0-9]+(?:[.,][0-9]+)*"
)
PLACEHOLDER = "#"

# A day or a span of days is one figure, however it is written: 3月25日-31日, 4月29日至5月5日, 2024-03-05
SPAN = re.compile(rf"{PLACEHOLDER}(?:[年月日号时分./:~至到-]*{PLACEHOLDER})*[年月日号时分]?")


class Kind(StrEnum):
    """`SAME`: the later one says nothing new; `RECURRENCE`: its text does not, but its title names another subject;
    `VERSION`: another text of the notice of that name; `QUOTATION`: parts of it."""

    SAME = "same"
    RECURRENCE = "recurrence"
    VERSION = "version"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Relation:
    """`share` of the later text's letters that the earlier one has, and `of_share` of the earlier one's that the later
    has, both 0 to 1. `copied` are the receipts: `position` counts the later page's paragraphs, `repeats` and `through`
    the earlier one's."""

    kind: Kind
    share: float
    of_share: float
    copied: tuple[Receipt, ...]


def relate(earlier: Comparable, later: Comparable) -> Relation | None:
    """Return what the later of two bulletins is to the earlier; None: nothing."""
    before, after = earlier.paragraphs, later.paragraphs
    if len(before) + len(after) > MAX_PARAGRAPHS:
        return None
    split = len(before)
    found_removals = repeats(before + numbered_after(before, after), governed=False).removals
    removals = [r for r in found_removals if r.position >= split and (r.through or r.repeats) < split]
    found = {removal.position - split for removal in removals}
    held = {at for removal in removals for at in range(removal.repeats, (removal.through or removal.repeats) + 1)}
    sizes = letter_counts([paragraph.text for paragraph in before + after])
    of_earlier, of_later = sizes[:split], sizes[split:]
    common = sum(of_later[at] for at in found)
    share, of_share = part(common, sum(of_later)), part(sum(of_earlier[at] for at in held), sum(of_earlier))
    extra = [paragraph for at, paragraph in enumerate(after) if at not in found]
    missing = [at for at in range(split) if at not in held]
    own = sum(of_earlier[at] for at in missing if not frames(before[at].text, earlier, later))
    whole = part(own, sum(of_earlier)) <= 1 - SAME_SHARE
    kind = kind_of(earlier, later, extra, common, whole=whole, share=max(share, of_share))
    if kind is None:
        return None
    copied = (
        replace(
            removal,
            position=later.positions[removal.position - split],
            repeats=earlier.positions[removal.repeats],
            through=None if removal.through is None else earlier.positions[removal.through],
            section=None,
        )
        for removal in removals
    )
    return Relation(kind, share, of_share, tuple(copied))


def kind_of(
    earlier: Comparable, later: Comparable, extra: Sequence[Paragraph], common: int, *, whole: bool, share: float
) -> Kind | None:
    """`extra`: what only the later one has; `whole`: it has all of the earlier one that counts."""
    says_nothing_new = all(frames(paragraph.text, earlier, later) for paragraph in extra)
    one, other = (bare_title(text.title, text.sites) for text in (earlier, later))
    repeated = common >= SAME and whole and says_nothing_new
    if repeated and of_one_notice(one, other) and agree(earlier, later):
        return Kind.SAME
    if share >= VERSION_SHARE and same_title(apart_from_stage(one), apart_from_stage(other)):
        return Kind.VERSION
    if repeated:
        return Kind.RECURRENCE
    return Kind.QUOTATION if common >= QUOTED else None


def numbered_after(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the later page's paragraphs, its tables numbered on from those of the earlier one: two tables stay two."""
    used = 1 + max((paragraph.table for paragraph in before if paragraph.table is not None), default=-1)
    return tuple(
        paragraph if paragraph.table is None else replace(paragraph, table=paragraph.table + used)
        for paragraph in after
    )


def frames(line: str, earlier: Comparable, later: Comparable) -> bool:
    """Is a line that only one of the texts has a re-publisher's, or one that names them?"""
    plain = normal_form(line)
    if plain in (normal_form(earlier.title), normal_form(later.title), normal_form(earlier.document_number or "")):
        return True
    return len(plain) <= FRAME and FRAMES.fullmatch(plain) is not None


def agree(earlier: Comparable, later: Comparable) -> bool:
    """Whether the numbers of the two do not distinguish them, and the later one adds no attachment of its own."""
    numbers = {normal_form(text.document_number) for text in (earlier, later) if text.document_number}
    if len(numbers) > 1 or (later.document_number and not earlier.document_number and not numbered(earlier, later)):
        return False
    return set(map(normal_form, later.attachments)) <= set(map(normal_form, earlier.attachments))


def of_one_notice(one: str, other: str) -> bool:
    """Do two bare titles name one notice at one stage?"""
    return same_title(one, other) and all(each.findall(one) == each.findall(other) for each in (FIGURE, ANOTHER))


def apart_from_stage(title: str) -> str:
    """Return a bare title without the words that make another version of the notice: 补充, 修订, 征求意见稿, …"""
    return EMPTY_BRACKETS.sub("", ANOTHER.sub("", title))


def numbered(earlier: Comparable, later: Comparable) -> bool:
    """Does the earlier text say the number that only the later one gives as its own?"""
    number = normal_form(later.document_number or "")
    return any(number in normal_form(paragraph.text) for paragraph in earlier.paragraphs)


def part(of: int, whole: int) -> float:
    return round(of / whole, 4) if whole else 0.0


# Keys: what two bulletins must share before they are compared at all


@dataclass(frozen=True, slots=True)
class Key:
    """`most`: how many of the others that were published first are compared by it. `position`: of the paragraph that it
    is the key of; None: of the whole text or its title."""

    most: int
    position: int | None = None


# Titles without their frame: whether two name one notice, and of which series a bulletin is


def bare_title(title: str, sites: Sequence[str] = ()) -> str:
    """A title in normal form without what a re-publisher puts around it: 转发, and the names that his site has."""
    plain = normal_form(title)
    for site in filter(None, map(normal_form, sites)):
        named = re.escape(site)
        plain = re.sub(rf"^{named}{PARTED}(?=.)|(?<=.){PARTED}{named}$", "", plain)
    return REPUBLISHED.sub("", plain) or plain


def hashed(reported: str) -> int:
    made = hashlib.blake2b(reported.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)


def keys(text: Comparable) -> dict[int, Key]:
    """Return each key of a text.

    One for each paragraph that is long enough to identify something, one for the title, one for the three longest
    paragraphs together, and one for these under this title. A paragraph that ten texts have is a formula or widely
    copied; a text that ten sites have under one title is a copy.
    """
    plain = [normal_form(paragraph.text) for paragraph in text.paragraphs]
    first = dict(zip(reversed(plain), reversed(text.positions), strict=True))
    sizes = dict(zip(plain, letter_counts(plain), strict=True))
    longest = sorted(sizes, key=lambda line: (-sizes[line], line))[:MAX]
    found: dict[int, Key] = {}
    for line in sorted((line for line in longest if sizes[line] >= TELLING), key=first.__getitem__):
        key = skeleton_key(line)
        if key is not None:
            found.setdefault(key, Key(FEW, first[line]))
    title, core = skeleton_key(text.title), skeleton_key("".join(longest[:CORE]))
    wholes = {"title": title, "core": core}
    found |= {hashed(f"{of} {key}"): Key(FEW) for of, key in wholes.items() if key is not None}
    return found if core is None else found | {hashed(f"whole {core} {bare_title(text.title)}"): Key(MANY)}


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what other bulletins are found that say the same as a text (`text_key`) or may share something (`keys`)."""

    text: int
    keys: dict[int, Key]


def likeness(text: Comparable) -> Likeness:
    """Make all that a text is found by."""
    return Likeness(text_key(text), keys(text))


def text_key(text: Comparable) -> int:
    """Return a signed 64-bit number, equal for bulletins that say exactly the same, paragraph by paragraph: width and
    white space are folded, nothing else is. Such bulletins have the same keys too."""
    reported = (
        normal_form(text.title),
        normal_form(text.document_number or ""),
        *map(normal_form, sorted(text.attachments)),
        "",
        *(normal_form(paragraph.text) for paragraph in text.paragraphs),
    )
    return hashed("\n".join(reported))


def paragraph_key(paragraph: str) -> int | None:
    """Return the key that a paragraph is found by wherever it stands; None: it has too few letters."""
    plain = normal_form(paragraph)
    return skeleton_key(plain) if letter_counts([plain])[0] >= TELLING else None


def series_key(url: str, title: str) -> int:
    """A signed 64-bit number, equal for the bulletins of one site whose titles differ in figures and days only."""
    return hashed(f"series {site_of(url)} {series_name(title)}")


def same_title(one: str, other: str) -> bool:
    """Say whether two bare titles name one bulletin: neither says anything that the other does not."""
    return one == other or (judge(one, other) == "duplicate" and judge(other, one) == "duplicate")


def series_name(title: str) -> str:
    """Return what the titles of one series have in common: the title with `#` for every figure, day and number of an
    issue."""
    folded = COUNTED.sub(lambda found: "第#" if found[0].startswith("第") else PLACEHOLDER, bare_title(title))
    return SPAN.sub(PLACEHOLDER, folded)
