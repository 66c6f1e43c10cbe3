"""What a name before a day says of it: 发布时间：2026-09-20 is that of publication, 听证时间：2026-09-20 another one.

The names of publication are known, and so are those of any day (日期) and of what comes near it (更新时间, 成文日期). A
name of a time that is none of them is that of something else, whatever it is.
"""

import re
from enum import Enum, auto

from pipelines.extract.lines.labels import FIELD_OF
from pipelines.extract.words.line_patterns import simplified
from pipelines.lists.dates import NARROW

__all__ = ["WIDEST", "Names", "named_by"]


class Names(Enum):
    """What stands before a day names."""

    PUBLICATION = auto()
    ANY_DAY = auto()
    ENTRY = auto()  # the day on which it was entered into the system, by itself often that of publication
    NEAR = auto()  # the day on which it was written or changed
    OTHER_DAY = auto()
    START = auto()  # of a period
    UNKNOWN = auto()  # with a colon, but no name of a time
    FIELD = auto()  # another particular of a document, and no time: 点击：
    NAME = auto()  # who it is from, with no value
    NOTHING = auto()  # is no name


WIDEST = 24  # characters before a day in which its name is looked for
LONGEST = 8  # characters: what is longer is no name, but text before one
TIME = r"(?:时间|日期|日|于|年月|时)"
# what is published bears its name too: 公告时间, 文章日期
OWN = "发布|公开|公布|公示|发文|刊登|登载|上线|推送|编发|公告|通知|通告|新闻|文章|稿件|消息"
ENTERED = ("录入", "添加", "创建", "入库")
STEMS = tuple(
    {
        stem
        for name, field in FIELD_OF.items()
        if field == "published" and len(stem := re.sub(rf"{TIME}$|^(?:时间|日期)(?=发布)", "", name)) > 1
    }.union(OWN.split("|"))
)
NAME_BEFORE = re.compile(
    r"(?:(?<![\u4e00-\u9fff])(?P<spaced>[\u4e00-\u9fff](?:[ \u3000]{1,2}[\u4e00-\u9fff])+)|(?P<words>[\u4e00-\u9fff]+)"
    r"|(?<![A-Za-z])(?P<english>[A-Za-z]+(?: [A-Za-z]+){0,2}))"
    r"\s?[\])）】]?\s?(?P<colon>[:：])?[\s(（\[【]*$"
)
NAMES_A_TIME = re.compile(r"(?:时间|日期|年月|\bda(?:te|y)|\btime)$", re.IGNORECASE)
WITH_COLON = re.compile(r"(?:[日期时至止]|开始|\b(?:on|by|until|deadline|expires|starts|ends))$", re.IGNORECASE)
BEGINS = re.compile(r"(?:开始|起始)(?:时间|日期|日)?$")
GENERAL = re.compile(r"(?:日期|时间|[日号]|da(?:te|y)|time|on)", re.IGNORECASE)
ENGLISH = re.compile(r"publi|post|releas|issue|upload|added|created", re.IGNORECASE)
NEAR = re.compile(r"成文|生成|制发|形成|印发|签发|[撰编]写|更新|修改|updated?\b|modif|writ", re.IGNORECASE)
OF_WHAT_IS_PUBLISHED = re.compile(r"(?:发布|公开|公布|刊登)(?!会)")  # 公开标准日期


def named_by(before: str) -> Names:
    """Return what the text before a day names; its last word counts, where a colon or the name of a time shows that it
    is a name."""
    found = NAME_BEFORE.search(simplified(before[-WIDEST:].translate(NARROW)))
    if found is None:
        return Names.NOTHING
    name = re.sub(r"\s", "", found["spaced"]) if found["spaced"] else found["words"] or found["english"]
    field = FIELD_OF.get(name)
    is_of_time = NAMES_A_TIME.search(name) is not None
    if field == "other" or field in ("index_number", "document_number"):
        return Names.FIELD
    if not (found["colon"] or is_of_time):
        return Names.NOTHING
    stem = re.sub(rf"{TIME}$", "", name)
    if stem.endswith(ENTERED):
        return Names.ENTRY
    if field == "published" or stem.endswith(STEMS) or (found["english"] and ENGLISH.search(name)):
        return Names.PUBLICATION
    if GENERAL.fullmatch(name) or field == "answered":
        return Names.ANY_DAY
    if NEAR.search(name) or field == "updated":
        return Names.NEAR
    if is_of_time and OF_WHAT_IS_PUBLISHED.match(name):
        return Names.NEAR
    if BEGINS.search(name):
        return Names.START
    if is_of_time or WITH_COLON.search(name):
        return Names.OTHER_DAY if len(name) <= LONGEST or found["english"] else Names.NEAR
    return Names.NAME if field in ("source", "office") else Names.UNKNOWN
