"""The lines and tables that describe a bulletin: 来源：本网, 索 引 号：…, 发布日期：… -> one value for each field.

Sites print the same fields as one line with spaces, as table cells, as list entries with the label in its own tag.
All three come down to: a label with a colon, and what follows it up to the next label, here or in the next block.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import pairwise

from pipelines.extract.markup.once import once
from pipelines.extract.markup.tree import HEADINGS, Block, Element
from pipelines.extract.words.dates import YEAR
from pipelines.extract.words.line_patterns import OFFICE, SENTENCE_MARK, TRADITIONAL, is_meta_line, simplified

__all__ = [
    "FIELD_OF",
    "Field",
    "begins_with_name",
    "has_label",
    "is_directory",
    "is_joined_source",
    "is_label",
    "keep",
    "labelled",
    "states_publication",
]

Field = str

# What each field is called, in Simplified characters, which labels in Traditional ones are compared in; spaces
# inside a label (索 引 号) are typesetting.
NAMES: dict[Field, str] = {
    "source": "信息来源单位|信息来源|文章来源|稿件来源|新闻来源|资料来源|来源单位|来源|稿源|消息来源|发布来源|文稿来源|原文来源|转载自|转自|来自|摘自|选自|供稿单位|出处|信息提供|信源",  # noqa: E501 - one list of words, read as one
    "published": "发布日期|发布时间|张贴日期|张贴日|上版日期|公告日期|发稿时间|发表时间|发表日期|发布于|公开日期|公布日期|上网日期|发文时间|信息时间|刊登日期"  # noqa: E501 - one list of words, read as one
    "|公开时间|公布时间|上网时间|上载日期|上传时间|挂网时间|刊发时间|时间发布|日期发布|发布",
    "dated": "日期|时间",
    "answered": "回复时间|回复日期|答复时间|答复日期|办结时间|办结日期|反馈时间|回覆日期|回覆时间|答覆日期|答覆时间",
    "updated": "更新日期|更新时间|录入时间|添加时间|修改时间|最后更新",
    "written": "成文日期|成文时间|制发日期|形成日期|印发日期|签发日期",
    "not_published": "发文日期|生成日期|生成时间|生效日期|失效日期|施行日期|废止日期|实施日期|受理时间|受理日期|截止时间|截止日期",  # noqa: E501 - one list of words, read as one
    "asked": "留言时间|留言日期|来信时间|来信日期|提问时间|提问日期|咨询时间|咨询日期|写信时间|提交时间|提交日期",
    "index_number": "索引号|信息索引号|索取号|索引编号|信息索引",
    "document_number": "文号|发文字号|发布文号|文件编号|公文文号|文件文号|字号|决定书文号",
    "office": "发布机构|发文机关|发文机构|发布机关|公开机关|制发单位|公布机关|回复单位|答复单位|回复部门|答复部门|受理单位|受理部门|办理单位|办理部门|发布单位|发文单位|公开单位|公开责任部门|信息公开单位|责任部门|发布部门|制发机关|公开机构|发布者",  # noqa: E501 - one list of words, read as one
    "letter_title": "信件标题|来信标题|留言标题|信件主题|来信主题|留言主题|咨询标题",
    "title": "标题|公告主旨|名称|信息名称|公文名称|文件名称|信息标题",
    "validity": "是否有效|有效性|时效性|时效状态|时效|信息有效性|效力状态|文件状态",
    "subject": "主题分类|主题类别",
    "document_type": "公文种类|公文体裁|公文类型|公文类别|文件种类|体裁分类|体裁|文种",
    "other": "主题词|分类|组配分类|服务对象|公开方式|公开时限|公开范围|公开目录|公开类别|公开程序|公开形式|内容概述|内容概况|信息分类|信息类别|关键词|关键字"  # noqa: E501 - one list of words, read as one
    "|作者|记者|编辑|责任编辑|责编|浏览次数|浏览量|浏览|点击次数|点击率|点击数|点击量|点击|阅读次数|阅读量|阅读|访问量|访问次数|访问|字体|字体大小|文字大小|视力保护色|保护视力色"
    "|审核|初审|复审|终审|校对|核稿|签发|供稿|撰稿|撰写|撰文|摄影|拍摄|通讯员|信息员|文章类型|分享|分享到|语种|载体类型|适用范围|发布人|录入|打印|访问次数|背景色|次数|统一登记号|有效期|栏目|所属栏目|所属类别|主办单位|承办单位|评论|类别",
}
FIELD_OF = {name: field for field, names in NAMES.items() for name in names.split("|")}
FIRST_LETTERS = frozenset(name[0] for name in FIELD_OF)
MAY_BEGIN = FIRST_LETTERS.union(letter for letter in TRADITIONAL if simplified(letter) in FIRST_LETTERS)
SPACED = sorted(FIELD_OF, key=len, reverse=True)
BEGINS = "".join(sorted(FIRST_LETTERS))  # looked at first: most characters begin none of 150 names
LABEL = re.compile(
    rf"(?=[\[【〖〔(（{BEGINS}])"
    r"(?<![\u4e00-\u9fff])[\[【〖〔(（]?\s?("
    + "|".join(r"[\s　]*".join(name) for name in SPACED)
    + r")\s?[\]】〗〕)）]?\s*[:：]|(?:(?<![\u4e00-\u9fff])[\[〔]|[【〖])\s?("
    + "|".join(r"[\s　]*".join(name) for name in SPACED)
    + r")\s?[\]】〗〕]"
)
# 作者 may follow a value without a space ("…检查局文章类型：原创"): a label in the middle of text needs its colon.
INSIDE = re.compile(
    f"(?=[{BEGINS}])(?:" + "|".join(r"[\s　]*".join(name) for name in SPACED if len(name) > 1) + r")\s*[:：]"
)
BEGUN = re.compile(f"({'|'.join(name for name in SPACED if len(name) > 1)})\\s*(?=[^\\s:：])")
SPACE = re.compile(r"[\s　]+")
# What a label follows without a space: 2024年4月25日来源：…
DAY_END = re.compile(r"(?<=\d)日(?=\D)|星期[一二三四五六日天]")
# 发布时间2020-06-07 and 来源 县财政局: where each stands in a tag of its own, the colon may be a style sheet's
DATE_FOLLOWS = re.compile(
    f"({'|'.join(NAMES[field] for field in ('published', 'dated'))})\\s*(?=(?:19|20)\\d\\d\\s*[-./年])"
)
STATES_DAY = re.compile(rf"^\W*(?:{NAMES['published']})\s*[:：]\s*(?=(?:19|20)\d\d\s*[-./年－／．])")
SOURCE_FOLLOWS = re.compile(f"({NAMES['source']})\\s+(?=\\S{{2,30}}$)")
# The same where nothing at all separates them: 来源县财政局发布时间2026-09-01浏览次数12
JOINED = re.compile(
    r"((?:信息|文章|稿件|新闻|资料|消息|发布|文稿|原文)?来源|稿源)[于自]?(?=\s*[^\s\d：:])(?!\s*[\u4e00-\u9fff]{1,4}\s*[:：])"
    rf"|({'|'.join(NAMES[field] for field in ('published', 'updated', 'dated'))})(?=\s*(?:19|20)\d\d\s*[-./年])"
    r"|(作者|编辑|责任编辑|审核|浏览次数|浏览量|浏览|点击数|点击量|点击次数|点击|阅读次数|阅读量|阅读|访问量|字体|字号|打印|分享)"
)
JOINED_SOURCE = re.compile(rf"({NAMES['source']})\s*(?![于自])[^\s，。；！？：,;:]{{2,24}}$")
VALUE_END = re.compile(
    r"\s*(?:[|｜]|\s【|字[体號号]\s*[:：\[【（(]|[\[【（(]?\s*(?:打印|(?:暂无)?(?:网友)?评论|跟帖|大\s+中\s+小|关闭|收藏|分享|我要|浏览|点击|阅读|访问|字体|字号)|T\s*\||https?://).*$"
)
FOR_DATE = re.compile(r"\s*(?:(?:19|20)\d\d\s*[-./年]).*$")
OTHER_LABEL = re.compile(r"\s+[\u4e00-\u9fff]{2,6}\s*[:：].*$")  # of a field that no list here names
# What stands after a name and is for the hand: 下载, 推荐给朋友, T大, A+
BUTTON = re.compile(
    r"下载|打印|列印|分享|转发|轉寄|推荐|收藏|朗读|播报|复制|纠错|订阅|关注|点赞|打开|扫一扫|评论|关闭|返回|浏览|阅读|访问|点击|点閱|字[号號体體]|视力|语音|缩小|放大"
    r"|^听|收听|^[\[【（(]?(?:[大中小默简繁]|默认|超大|[TA][+＋-]?.?)[\]】）)]?$"
)
# Who wrote it or took the picture, behind the paper: 新华社 记者 张三, 晚报（记者 李四）. 记者协会 is none
REPORTER = re.compile(
    r"[\s（(【\[/|、·]+(?:(?:本[报网台社站]|驻|见习|实习|特约|首席|通讯|全媒体|融媒体)\S{0,4})?(?:记者|通讯员|特派员|撰稿人?|撰文|摄影|摄)(?![\u4e00-\u9fff]{0,2}[协站网会之]).*$"
    r"|[\s（(【\[]+本[报网台社站]$|(?<=[社报网台])(?:(?:见习|实习|特约)?记者|通讯员)(?![协站网会之]).*$"
)
BY_ACCOUNT = "发布者"  # an office's account or a person's
PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}")
LABEL_BEGUN = re.compile(r"(?<=\S)[\s　]+[\u4e00-\u9fff]{2}$")
ACCOUNT = re.compile(r"[a-z][a-z\d_]{1,15}")  # by which somebody logs in: 发布者：admin
# A text without one begins with a label or has none
CLOSES_LABEL = re.compile("[：:】\\]〗〕]")
SIGN_OF_LABELS = re.compile(r"[：:【\[]|[来來]源|[时時][间間]|日期")
LETTER = re.compile(r"[^\W_]")
BRACKETS = {"（": "）", "(": ")", "【": "】", "〖": "〗", "〔": "〕", "[": "]", "《": "》"}
EDGES = " 　:：;；,，|｜丨"
OF_NAMES = ("source", "office")
MAX_NAMES = 24  # characters of several names with commas between them
MAX_LENGTH = 120
MAX_LINE = 400  # characters: a longer one is a paragraph of the text
MAX_LABEL = 12
MAX_VALUE = 60  # characters of a value that stands in a block of its own
LEAST_LABELS = 3
LEAST_LETTERS = 4  # of a label that is one by itself, with no colon, or inside other text
# A permit or a decision has a 名称, a 文号 and a 有效期 as well; of these fields a document has two at least
ABOUT_A_DOCUMENT = frozenset(("source", "published", "written", "index_number", "office", "subject", "validity"))
LEAST_FIELDS = 2
NEAR = 3  # elements, upwards, among which a label and its value have one in common


def labelled(blocks: Iterable[Block]) -> dict[Field, list[str]]:
    """Return every value found for each field, in page order."""
    found: dict[Field, list[str]] = {}
    waiting: tuple[Field, Block] | None = None
    lines = list(blocks)
    kinds = once(partial(kinds_of_labels, lines))  # asked for on few pages, there once
    begun_kinds = once(partial(kinds_of_joined, lines))
    for number, block in enumerate(lines):
        text = block.text
        labels: list[tuple[str, int, int]] = []
        if len(text) <= MAX_LINE and (text[0] in MAY_BEGIN or SIGN_OF_LABELS.search(text) is not None):
            labels = labels_in(text, block)
            if not labels and is_bare_label(text) and kind_of(block) in kinds():
                labels = [(SPACE.sub("", simplified(text)), 0, len(text))]
            if not labels and (begun := begins_with_name(text)) and kind_of(block) in begun_kinds():
                labels = [(begun[1], 0, begun.end())]
            if not labels and is_joined_source(lines, number):
                keep(found, "source", text[source_end(text) :])
                waiting = None
                continue
        if not labels:
            if waiting and is_value_of(*waiting, block):
                keep(found, waiting[0], text)
            waiting = None
            continue
        tail = linked_tail(block)
        for (name, begin, end), following in pairwise([*labels, ("", len(text), 0)]):
            if FIELD_OF[name] == "document_number" and is_of_another(text, begin):
                continue
            value = text[end : min(following[1], tail) if text[end:tail].strip(EDGES) else following[1]]
            inside = INSIDE.search(value) if "：" in value or ":" in value else None
            value = value[: inside.start()] if inside else value
            if following[0] or inside:  # 文章 of 文章作者：
                value = LABEL_BEGUN.sub("", value)
            if name == BY_ACCOUNT and PERSON.fullmatch(value.strip(EDGES)) and not OFFICE.fullmatch(value.strip(EDGES)):
                continue
            keep(found, FIELD_OF[name], value)
        # in a line of several fields an empty one has no value; alone, it has it in the next block
        waiting = (
            (FIELD_OF[labels[0][0]], block) if len(labels) == 1 and not text[labels[0][2] :].strip(EDGES) else None
        )
    return found


def is_of_another(text: str, begin: int) -> bool:
    """Whether a line speaks of another document, whose number it gives from here on: 获二等奖（文号：…）。请问…"""
    before = text[:begin].rstrip(" （(【[")
    return before.endswith("》") or (before != "" and SENTENCE_MARK.search(text) is not None and not has_label(before))


def linked_tail(block: Block) -> int:
    """Return where links at the end of a line begin, which are buttons next to a value: 来源：市财政局 读给我 A-."""
    text, left = block.text, block.linked
    end = len(text)
    while left > 0 and (space := text.rfind(" ", 0, end)) > 0:
        left -= end - space - 1
        if left == 0:
            return space
        end = space
    return len(text)


def labels_in(text: str, block: Block) -> list[tuple[str, int, int]]:
    """The names of fields in a text, where each begins and where its value does."""
    text = simplified(text)
    if text[0] not in FIRST_LETTERS and SIGN_OF_LABELS.search(text) is None:
        return []
    if text[-1] in "：:" and is_name(text[:-1].rstrip()):  # by itself, as in a table
        return [(SPACE.sub("", text[:-1]), 0, len(text))]
    if "日" in text or "星期" in text:
        text = DAY_END.sub(lambda match: " " * len(match.group()), text)
    found: list[tuple[str, int, int]] = []
    last = end_of_labels(text) if CLOSES_LABEL.search(text) else 0
    if last:
        found = [(SPACE.sub("", m[1] or m[2]), m.start(), m.end()) for m in LABEL.finditer(text, 0, last)]
    if found:  # one follows a value without a space: 次信息来源：…
        taken = {begin for _, begin, _ in found}
        for match in INSIDE.finditer(text, found[0][2], last):
            name = SPACE.sub("", match.group().rstrip(":： "))
            sure = len(name) >= LEAST_LETTERS or FIELD_OF[name] == "source"
            if sure and not any(match.start() - 2 <= begin <= match.end() for begin in taken):
                found.append((name, match.start(), match.end()))
        return sorted(found, key=lambda label: label[1])
    if ("来源" in text or "时间" in text or "日期" in text) and is_meta_line(text):
        joined = [(SPACE.sub("", m[1] or m[2] or m[3]), m.start(), m.end()) for m in JOINED.finditer(text)]
        if joined:
            return joined
    if text[0] not in FIRST_LETTERS:
        return []
    follows = DATE_FOLLOWS.match(text) or (SOURCE_FOLLOWS.match(text) if len(text) < MAX_VALUE else None)
    if follows:
        return [(follows[1], 0, follows.end())]
    if is_bare_label(text):
        name = SPACE.sub("", text)
        if len(name) >= LEAST_LETTERS or block.element.tag in ("td", "th", "dt", "label"):
            return [(name, 0, len(text))]
    return []


def end_of_labels(text: str) -> int:
    """Where the last mark ends that may stand behind a label: nothing after it is one."""
    return max(map(text.rfind, "：:】]〗〕")) + 1


def is_bare_label(text: str) -> bool:
    """The name of a field and nothing else."""
    return len(text) <= MAX_LABEL and is_name(simplified(text))


def is_name(text: str) -> bool:
    return text[:1] in FIRST_LETTERS and "".join(text.split()) in FIELD_OF


def kind_of(block: Block) -> tuple[Element | None, str, str]:
    return block.element.parent, block.element.tag, block.element.attributes


def kinds_of_labels(blocks: Sequence[Block]) -> set[tuple[Element | None, str, str]]:
    """Return the kinds of element of which several hold the name of a field: there a short name is one as well."""
    kinds = Counter(kind_of(block) for block in blocks if len(block.text) <= MAX_LABEL and is_bare_label(block.text))
    return {kind for kind, count in kinds.items() if count >= LEAST_FIELDS}


def begins_with_name(text: str) -> re.Match[str] | None:
    """The name of a field, and its value with no colon between them: 发布机构市财政局, each in a tag of its own."""
    return BEGUN.match(simplified(text)) if text[0] in MAY_BEGIN and len(text) <= MAX_VALUE else None


def kinds_of_joined(blocks: Sequence[Block]) -> set[tuple[Element | None, str, str]]:
    """Return the kinds of element of which several begin so, with several fields that only a document has."""
    fields: dict[tuple[Element | None, str, str], set[Field]] = {}
    for block in blocks:
        if begun := begins_with_name(block.text):
            fields.setdefault(kind_of(block), set()).add(FIELD_OF[begun[1]])
    return {
        kind
        for kind, names in fields.items()
        if len(names) >= LEAST_LABELS and len(names & ABOUT_A_DOCUMENT) >= LEAST_FIELDS
    }


def is_joined_source(blocks: Sequence[Block], number: int) -> bool:
    """Whether a line is 来源 and a name with nothing between them, next to the line with the day in the same part.

    By itself such a line may be a heading of the text (来源可靠).
    """
    block = blocks[number]
    if "源" not in block.text or len(block.text) > MAX_VALUE or not JOINED_SOURCE.match(simplified(block.text)):
        return False
    part = block.element.parent
    return any(
        other is not block
        and is_meta_line(other.text)
        and YEAR.search(other.text)
        and (other.element is block.element or other.element.parent is part)
        for other in blocks[max(0, number - 1) : number + 2]
    )


def source_end(text: str) -> int:
    """Where the name begins in such a line."""
    found = JOINED_SOURCE.match(simplified(text))
    return found.end(1) if found else 0


def states_publication(text: str) -> bool:
    """Whether a line begins with 发布日期 or another name of it, and the day."""
    return len(text) < MAX_LENGTH and ("：" in text or ":" in text) and STATES_DAY.match(simplified(text)) is not None


def has_label(text: str) -> bool:
    """Whether the text names a field of a bulletin, followed by a colon."""
    if "：" not in text and ":" not in text:
        return False
    text = simplified(text)
    last = end_of_labels(text)
    return (LABEL.search(text, 0, last) or INSIDE.search(text, 0, last)) is not None


def is_value_of(field: Field, label: Block, block: Block) -> bool:
    """Whether a block is what the label right before it asks for: next to it, short, and no label itself; where a name
    is asked for, no sentence, with which the text begins."""
    if block.element.tag in HEADINGS or len(block.text) > MAX_VALUE or block.text.endswith(("：", ":")):
        return False
    if field in OF_NAMES and is_sentence(block.text):
        return False
    return not innermost(label).isdisjoint(innermost(block))


def is_sentence(text: str) -> bool:
    """Whether a text ends or parts sentences; names may have commas between them."""
    mark = SENTENCE_MARK.search(text)
    return mark is not None and (len(text) > MAX_NAMES or SENTENCE_MARK.search(text.replace("，", "")) is not None)


def innermost(block: Block) -> set[Element]:
    """Return the first few elements around a block."""
    found = {block.element}
    around = block.element.parent
    while around is not None and len(found) < NEAR:
        found.add(around)
        around = around.parent
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
    fields = {
        FIELD_OF[SPACE.sub("", simplified(text).rstrip("：: "))]
        for text, label in zip(texts, labels, strict=True)
        if label
    }
    return together <= 0.5 * count and len(fields & ABOUT_A_DOCUMENT) >= LEAST_FIELDS


def is_label(text: str) -> bool:
    """A cell that holds the name of a field and nothing else, with or without a colon."""
    return len(text) <= 14 and is_name(simplified(text).rstrip("：: "))


def keep(found: dict[Field, list[str]], field: Field, value: str) -> None:
    value = VALUE_END.sub("", value)
    if field in OF_NAMES:
        value = REPORTER.sub("", name_in(value))
        if field == "office" and ACCOUNT.fullmatch(value):
            return
    value = value.strip(" 　:：;；|")
    if value and len(value) <= MAX_LENGTH:
        found.setdefault(field, []).append(value)


def name_in(value: str) -> str:
    """The name of an office or a paper, without the date, fields and buttons after it and brackets around it."""
    words = OTHER_LABEL.sub("", FOR_DATE.sub("", value.strip())).split()
    while words and not LETTER.search(words[-1]):  # >>, or the picture of a printer
        words.pop()
    end = next(
        (number for number, word in enumerate(words) if BUTTON.search(word) and (number or BUTTON.fullmatch(word))),
        None,
    )
    name = " ".join(words[:end]).strip(EDGES).rstrip("".join(BRACKETS)).lstrip("".join(BRACKETS.values()))
    while name and name[0] in BRACKETS and name.find(BRACKETS[name[0]]) in (-1, len(name) - 1):
        name = name[1:].removesuffix(BRACKETS[name[0]]).strip(EDGES)
    while name and name[-1] in BRACKETS.values() and not is_closed(name):
        name = name[:-1].strip(EDGES)
    return name


def is_closed(name: str) -> bool:
    """Whether what the last bracket closes was opened in it."""
    opening = next(mark for mark, closing in BRACKETS.items() if closing == name[-1])
    return name.count(opening) >= name.count(name[-1])
