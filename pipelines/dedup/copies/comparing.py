"""Two bulletins: the same again, another version of one notice, or one that quotes the other.

The comparison is the pass over one page (pipelines/dedup): the later text is laid behind the earlier, and what the pass
would take out of it is what it has from the earlier one, with the same receipts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipelines.dedup import repeats
from pipelines.dedup.copies.texts import Comparable
from pipelines.dedup.copies.titles import bare_title, same_title
from pipelines.models import Paragraph, Receipt
from pipelines.text.fingerprint import letter_counts, normal_form

__all__ = ["Kind", "Relation", "relate"]

QUOTED = 40  # letters in common at the least: less is a formula
SAME = 30
SAME_SHARE = 0.9  # of the earlier text that a copy must hold, lead-in and sign-off aside
VERSION_SHARE = 0.3
FRAME = 80  # letters that a line of lead-in or sign-off has at the most
MOST_PARAGRAPHS = 4000  # of both: beyond that only texts that are the same to the letter are found

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
    """What the later of two bulletins is to the earlier; None: nothing."""
    before, after = earlier.paragraphs, later.paragraphs
    if len(before) + len(after) > MOST_PARAGRAPHS:
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
    """The later page's paragraphs, its tables numbered on from those of the earlier one: two tables stay two."""
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
    """The numbers of the two do not tell them apart, and the later one brings no attachment of its own."""
    numbers = {normal_form(text.document_number) for text in (earlier, later) if text.document_number}
    if len(numbers) > 1 or (later.document_number and not earlier.document_number and not numbered(earlier, later)):
        return False
    return set(map(normal_form, later.attachments)) <= set(map(normal_form, earlier.attachments))


def of_one_notice(one: str, other: str) -> bool:
    """Do two bare titles name one notice at one stage?"""
    return same_title(one, other) and all(each.findall(one) == each.findall(other) for each in (FIGURE, ANOTHER))


def apart_from_stage(title: str) -> str:
    """A bare title without the words that make another version of the notice: 补充, 修订, 征求意见稿, …"""
    return EMPTY_BRACKETS.sub("", ANOTHER.sub("", title))


def numbered(earlier: Comparable, later: Comparable) -> bool:
    """Does the earlier text say the number that only the later one gives as its own?"""
    number = normal_form(later.document_number or "")
    return any(number in normal_form(paragraph.text) for paragraph in earlier.paragraphs)


def part(of: int, whole: int) -> float:
    return round(of / whole, 4) if whole else 0.0
