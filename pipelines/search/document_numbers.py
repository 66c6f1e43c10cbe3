"""文号 as people write them: one number, whatever stands around its year.

The rule says 国发〔2024〕1号. Pages and people also write [2024], (2024), （2024）, 【2024】, ［2024］, 「2024」, with
spaces, in full width, with 第 before the number, without a bracket, with 號 or without 号. To search for one is to
search for all of them.

    spellings("国发[2024]1号")  ->  ("国发〔2024〕1号", "国发[2024]1号", "国发(2024)1号", …)
    spellings("关于通知")        ->  ()
"""

import re
from dataclasses import dataclass

__all__ = ["Number", "beginning", "number_at", "spellings"]

OPENING, CLOSING = "〔[(（［【「『〖《〈<＜{｛﹝⦗", "〕])）］】」』〗》〉>＞}｝﹞⦘"  # as they are typed
# Each for itself, so that places stay as they are
PLAIN = str.maketrans(
    OPENING + CLOSING + "０１２３４５６７８９號", "〔" * len(OPENING) + "〕" * len(CLOSING) + "0123456789号"
)
# One for each that the folding of texts keeps apart; 「」 stands for all that end a clause (pipelines/search/fold.py)
PAIRS = (("〔", "〕"), ("[", "]"), ("(", ")"), ("「", "」"), ("", ""))
MADE = (*PAIRS, *(pair for opening, closing in PAIRS[:4] for pair in ((opening, ""), ("", closing))))
YEAR = r"(?:19|20)[0-9]{2}"
COUNT = r"\s*第?\s*(?P<count>[0-9]{1,5})\s*(?P<sign>号)"
# Without 号 nothing but 第 may stand between: 〔2024〕 2023年 are two things
UNSIGNED = r"(?:\s*第\s*)?(?P<part>[0-9]{1,5})(?![0-9])"
BRACKETED = re.compile(rf"\s*〔\s*(?P<year>{YEAR})\s*〕(?:{COUNT}|{UNSIGNED})?")
# 国发2024 1号, 国发20241号, 国发2024〕1号, 国发2024第1: one year after a name, then a number
BARE = re.compile(
    rf"(?<=[\u4e00-\u9fff])\s*〔?\s*(?P<year>{YEAR})\s*"
    rf"(?:〕?(?:{COUNT})(?![0-9])|(?=〕|第)〕?{UNSIGNED})"
)
NAME = re.compile(r"\w+(?=\s*$)")


@dataclass(frozen=True, slots=True)
class Number:
    """Where a 文号 is at the head of what was typed. `end`: behind it; `gap`: the place where a space parts it from the
    words before, 0 for none."""

    end: int
    gap: int = 0


def found_in(text: str) -> re.Match[str] | None:
    plain = text.translate(PLAIN)
    return BRACKETED.search(plain) or BARE.search(plain)


def spellings(text: str) -> tuple[str, ...]:
    """Return each way to write a text that holds a year of a 文号; none where it holds none.

    Those of a number typed without 号 have none: they stand in each text that has the number with 号.
    """
    found = found_in(text)
    if found is None:
        return ()
    before, behind = text[: found.start()], text[found.end() :]
    count, sign = found["count"] or found["part"], found["sign"] or ""
    made = []
    for opening, closing in MADE:
        year = f"{before}{opening}{found['year']}{closing}"
        is_sure = bool(closing or before.strip())  # 20241号 might be any number; 2024第1号 is one
        if count:
            made += [f"{year}{nth}{count}{sign}{behind}" for nth in ("", "第") if nth or is_sure]
        elif is_sure:
            made.append(f"{year}{behind}")
    return tuple(dict.fromkeys(made))


def number_at(text: str) -> Number | None:
    """Return the 文号 that a text begins with, a name and spaces within it included; None: it begins with something
    else."""
    found = found_in(text)
    if found is None or '"' in text[: found.end()]:
        return None
    before = text[: found.start()]
    if any(character.isspace() or character in "|｜" for character in before) or before[:1] in ("(", "（"):
        return None  # it begins with another word, or a group
    opened = text[found.start() : found.end()].lstrip()
    gap = len(before) if before and text[found.start()].isspace() else 0
    if opened[:1] in ("(", "（") and (gap or not before) and not found["count"]:
        return None  # a group of words
    return Number(found.end(), gap)


def beginning(text: str) -> str:
    """Return the name and the year of a 文号: what its neighbours have too. Empty where there is no such number."""
    found = found_in(text)
    if found is None or not (found["count"] or found["part"]):
        return ""
    name = NAME.search(text[: found.start()])  # not the field, bracket or quote before it
    return f"{name[0] if name else ''}〔{found['year']}〕"
