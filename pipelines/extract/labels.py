"""The lines and tables that tell about a bulletin: 来源：本网, 索 引 号：…, 发布日期：… -> one value for each field.

Sites print the same fields as one line with spaces, as table cells, as list entries with the label in its own tag.
All three come down to: a label with a colon, and what follows it up to the next label, here or in the next block.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipelines.extract.tree import Block

__all__ = ["Field", "is_directory", "labelled"]

Field = str

# What each field is called; spaces inside a label (索 引 号) are typesetting.
NAMES: dict[Field, str] = {
    "source": "信息来源|文章来源|稿件来源|新闻来源|来源单位|来源|來源|稿源|消息来源|出处",
    "published": "发布日期|发布时间|發布日期|發布時間|發佈日期|發佈時間|发稿时间|发表时间|发表日期|发布于|公开日期|公布日期|上网日期|发文时间|信息时间|刊登日期",  # noqa: E501 - one list of words, read as one
    "dated": "日期|时间|時間|更新日期|更新时间|更新時間|录入时间|添加时间",
    "written": "成文日期|成文时间|制发日期|形成日期|印发日期|签发日期",
    "not_published": "发文日期|生成日期|生成时间|生效日期|失效日期|施行日期|废止日期|实施日期|留言时间|截止时间|截止日期",  # noqa: E501 - one list of words, read as one
    "index_number": "索引号|信息索引号|索取号|索引编号|信息索引",
    "document_number": "文号|发文字号|发布文号|文件编号|公文文号|文件文号|字号|决定书文号",
    "office": "发布机构|发文机关|发布单位|发文单位|公开单位|公开责任部门|信息公开单位|责任部门|发布部门|制发机关|公开机构|发布者",  # noqa: E501 - one list of words, read as one
    "title": "标题|名称|信息名称|公文名称|文件名称|信息标题|標題",
    "validity": "是否有效|有效性|时效性|时效状态|时效|信息有效性|效力状态|文件状态",
    "subject": "主题分类|主题类别",
    "document_type": "公文种类|公文体裁|公文类型|公文类别|文件种类|体裁分类|体裁|文种|體裁分類|體裁",
    "other": "主题词|分类|组配分类|服务对象|公开方式|公开时限|公开范围|公开目录|公开类别|公开程序|公开形式|内容概述|内容概况|信息分类|信息类别|关键词|关键字"  # noqa: E501 - one list of words, read as one
    "|作者|记者|编辑|责任编辑|责编|浏览次数|浏览量|浏览|点击次数|点击率|点击数|点击量|点击|阅读次数|阅读量|阅读|访问量|访问次数|访问|字体|字体大小|文字大小|视力保护色|保护视力色"
    "|审核|供稿|撰稿|信息员|文章类型|分享|分享到|语种|载体类型|适用范围|发布人|录入|打印|访问次数|背景色|次数|统一登记号|有效期|栏目|所属栏目|所属类别|主办单位|承办单位|评论|类别",
}
FIELD_OF = {name: field for field, names in NAMES.items() for name in names.split("|")}
SPACED = sorted(FIELD_OF, key=len, reverse=True)
LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])[\[【(（]?("
    + "|".join(r"[\s　]*".join(name) for name in SPACED)
    + r")[\]】)）]?\s*[:：]|(?<![\u4e00-\u9fff])[\[【]("
    + "|".join(r"[\s　]*".join(name) for name in SPACED)
    + r")[\]】]"
)
# 作者 may follow a value without a space ("…检查局文章类型：原创"): a label in the middle of text needs its colon.
INSIDE = re.compile("(?:" + "|".join(r"[\s　]*".join(name) for name in SPACED if len(name) > 1) + r")\s*[:：]")
BARE_CELL = re.compile("^(?:" + "|".join(r"[\s　]*".join(name) for name in SPACED) + r")$")
SPACE = re.compile(r"[\s　]+")
VALUE_END = re.compile(
    r"\s*(?:[|｜]|\s【|字[体號号]\s*[:：\[【（(]|[\[【（(]?\s*(?:打印|(?:暂无)?(?:网友)?评论|跟帖|大\s+中\s+小|关闭|收藏|分享|我要|浏览|点击|阅读|访问|字体|字号)|T\s*\||https?://).*$"
)
FOR_DATE = re.compile(r"\s*(?:(?:19|20)\d\d\s*[-./年]).*$")
LONGEST = 120
LEAST_LABELS = 3
# A permit or a decision has a 名称, a 文号 and a 有效期 as well; of these fields a document has two at least
ABOUT_A_DOCUMENT = frozenset(("source", "published", "written", "index_number", "office", "subject", "validity"))
LEAST_FIELDS = 2


def labelled(blocks: Iterable[Block]) -> dict[Field, list[str]]:
    """Every value found for each field, in page order."""
    found: dict[Field, list[str]] = {}
    waiting: Field | None = None
    for block in blocks:
        text = block.text
        if len(text) > 400:
            waiting = None
            continue
        marked = "：" in text or ":" in text or "【" in text or "[" in text
        matches = (list(LABEL.finditer(text)) if marked else []) or bare_label(text, block)
        if not matches:
            if waiting:
                keep(found, waiting, text)
            waiting = None
            continue
        for number, match in enumerate(matches):
            field = FIELD_OF[SPACE.sub("", match[1] or match[2])]
            end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
            value = text[match.end() : end]
            inside = INSIDE.search(value)
            if inside:
                value = value[: inside.start()]
            keep(found, field, value)
        waiting = field if not value.strip(" ：:　") else None
    return found


def is_directory(texts: Sequence[str]) -> bool:
    """The fields of a document by turns with their values: 索引号, 发布机构, 成文日期 …

    The columns of a table may bear the same names, but there they stand together, above their values.
    """
    labels = [is_label(text) for text in texts]
    count = sum(labels)
    if count < LEAST_LABELS or count < 0.3 * len(texts):
        return False
    together = sum(one and other for one, other in pairwise(labels))
    fields = {FIELD_OF[SPACE.sub("", text.rstrip("：: "))] for text, label in zip(texts, labels, strict=True) if label}
    return together <= 0.5 * count and len(fields & ABOUT_A_DOCUMENT) >= LEAST_FIELDS


def is_label(text: str) -> bool:
    """A cell that holds the name of a field and nothing else, with or without a colon."""
    return len(text) <= 14 and BARE_CELL.match(text.rstrip("：: ")) is not None


def bare_label(text: str, block: Block) -> list[re.Match[str]]:
    """A table cell that holds only the label, without a colon."""
    if len(text) > 12 or block.element.tag not in ("td", "th", "dt", "label"):
        return []
    bare = BARE_CELL.match(text)
    labelled_text = LABEL.match(text + "：") if bare else None
    return [labelled_text] if labelled_text else []


def keep(found: dict[Field, list[str]], field: Field, value: str) -> None:
    value = VALUE_END.sub("", value)
    if field in ("source", "office"):
        value = FOR_DATE.sub("", value)
    value = value.strip(" 　:：;；,，|[]【】()（）" if field in ("source", "office") else " 　:：;；|")
    if value and len(value) <= LONGEST:
        found.setdefault(field, []).append(value)
