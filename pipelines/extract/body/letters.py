"""Letters to an office with its answers (留言, 互动交流).

A letter's body has no element of its own: it is question and answer, with who and when. Its labels may stand in a line
of their own, be glued to one another (网友：林女士提问时间：…), or come below the texts. What heads the texts has many
names (市民来信：, 问题描述, 部门答复：), and bulletins have them too: they count where nothing was said above them.
"""

import re
from collections.abc import Sequence

from pipelines.extract.body.visitors_words import is_of_visitors
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.markup.tree import HEADINGS, PAGE, Block, Element, Stretch, Tree, branch_of, common_element
from pipelines.extract.words.dates import YEAR, first_moment, without_day
from pipelines.extract.words.line_patterns import (
    OFFICE,
    SENTENCE_MARK,
    is_choice,
    is_furniture,
    is_meta_line,
    is_tail_start,
)

__all__ = [
    "asks_something",
    "heads_answer",
    "is_answer",
    "is_sentence",
    "letter",
    "lines_of_answer",
    "part_begun_by",
    "title_of_letter",
    "without_earlier_days",
]

ASKS = "留言|来信|写信|信件|咨询|提问|诉求|投诉|信访"
ANSWERS = "答复|回复|办理|处理|受理|反馈"
QUESTION = re.compile(
    rf"^[\W_]*(?:{ASKS})(?:(?:人|者|内容|时间|日期|标题|主题|编号|类型|类别)?(?:姓名)?\s*(?:[:：]|$)|(?:时间|日期)\s*(?=(?:19|20)\d\d))"
)
ANSWER = re.compile(
    rf"^[\W_]*(?:{ANSWERS})(?:(?:单位|部门|机构|人|时间|日期|内容|结果|情况|意见)\s*(?:[:：]|$)|(?:时间|日期)\s*(?=(?:19|20)\d\d))"
)
DAY = r"20\d\d\s*[-./年]\s*\d\d?\s*[-./月]\s*\d"
# The same inside a line of fields, and at the end of one: 2024-03-02 林女士 提问：
QUESTION_INSIDE = re.compile(rf"(?:{ASKS})(?:时间|日期)\s*[:：]|(?:{ASKS})\s*[:：]?\s*(?:$|(?={DAY}))")
ANSWER_INSIDE = re.compile(
    r"(?:答复|回复|办结)(?:时间|日期)\s*[:：]|(?:答复|回复)\s*(?:[（(]\d{1,2}[)）])?(?=[\s:：]|$)"
)
TAKEN_IN = re.compile(r"^[\W_]*受理(?:时间|日期)")  # an office does so before it answers
# What heads the texts, with who wrote them before it, or by other names
ASKERS = "网民|网友|市民|群众|居民|村民|公众|用户|读者|企业|家长|业主|来信人|[您你我]的?"
TEXT = "内容|正文|详情|描述"
COLON = r"\s*(?:[】\])）]?\s*[:：]|[】\]])"
CLOSED = rf"(?:{COLON}|\s*$)"
QUESTION_NAMED = re.compile(
    rf"^[\W_]*(?:(?:{ASKERS})的?(?:{ASKS}|问题)(?:{TEXT})?|(?:{ASKS}|问题)(?:{TEXT})){CLOSED}|^[\[【](?:{ASKS})[\]】]"
)
TEXT_LABEL = re.compile(rf"[\[【]?(?:{ASKS}|问题)(?:{TEXT}){CLOSED}")
LABEL_BEGINS = frozenset("[【问留来写信咨提诉投")
OFFICES = "部门|单位|官方|政府|机关|我们的?|网站|[局委办厅院镇乡]|中心|街道"
SAYS = "答复|回复|回答|解答"
ANSWER_NAMED = re.compile(
    rf"^[\W_]*(?:(?:[\u4e00-\u9fff]{{0,8}}(?:{OFFICES})的?|办理|处理)(?:{SAYS}|反馈|办理|处理)(?:{TEXT}|意见|情况|结果)?{CLOSED}"
    rf"|(?:{SAYS})(?:(?:{TEXT}|意见|情况|结果){CLOSED}|{COLON})|(?:答复|回答|解答)\s*$)"
)
REPORT = re.compile(rf"(?:{ASKS}|热线).{{0,30}}(?:通报|公告|公示|通知|报告|汇总|总结|综述)\W*(?:$|[_|—-])")
INTRODUCES = re.compile(r"如下\W*$|^\W*各.{2,}[:：]$")
LEAST_SENTENCE = 12  # characters
MENTIONS = re.compile(f"{ASKS}|{ANSWERS}|办结|问题|{SAYS}")
ASKED_FOR = re.compile(
    r"^\W*(?:请(?:您)?(?:在|先|简要|如实|详细)?.{0,4}(?:输入|填写|描述|留下|选择)|不(?:得)?超过|限\d)"
)
SPOKEN = re.compile(r"^[\W_]*问\s*[:：]")
ASK_MARK = re.compile(r"\W*(?:提?问|问题|[QＱ])\W*")
HAS_ASK_MARK = re.compile(r"<[^<\w]*(?:提?问|问题|[QＱ])[^<\w]*<")  # among all lines
ANSWER_MARK = re.compile(r"[\W_]*(?:回?答(?![案题卷辩])|回复|[AＡ]\W*(?:$|[:：]))")
MAX_MARK = 5  # characters
DONE_THEN = re.compile(r"\s*(?:(?:回复|答复|提问|留言|发表|写)?于|回复|答复)?\s*[:：]?\s*$")  # 县城管局 回复于
OFFICE_ENDS = frozenset("局厅委办部院署处科室站社会所馆园校镇乡队行心府道学")
# 标题, 问题标题, 信件名称: the name of a field with its colon, or by itself
LETTER_TITLE = re.compile(
    r"^[\W_]*(?:[\u4e00-\u9fff]{0,4}(?:标\s*题|主\s*题|题\s*目|名\s*称)|事\s*[项由])\s*(?:[】\])）]?\s*[:：]|$)"
)
FIELD = re.compile(r"\W*[\u4e00-\u9fff]{2,6}\s*[:：]\s*\S")
LEAST_TITLE = 2  # characters
NEAR_TITLE = 12  # blocks of a letter among which its title stands
MAX_HEAD = 40  # characters of a line that names somebody and a day
MAX_LINE = 80  # characters of a line of fields
CHOICE_LABEL = re.compile(r"^[^:：，。]{2,12}[:：]?$")  # 满意度评价, above or next to what is to be chosen from
MAX_LABELS = 6  # of answers: more of them are a list of letters, unless one letter is asked and answered again
MAX_TURNS = 12
ABOVE = 8  # blocks from the question to a line below the answer with both days
LINK = -5.0  # weight


def letter(tree: Tree, weights: Sequence[float], heading: int | None = None) -> Stretch | None:
    """From the first line about a letter to the end of its answer; None when the page shows no letter, or several.

    `heading`: the block that `<title>` repeats.
    """
    plain = [
        (number, b.text)
        for number, b in enumerate(tree.blocks)
        if not b.linked and not b.hidden and MENTIONS.search(b.text) is not None
    ]
    questions = [
        number
        for number, text in plain
        if QUESTION.match(text) or ("20" in text and is_line_with(QUESTION_INSIDE, text))
    ]
    named = [number for number, text in plain if QUESTION_NAMED.match(text)]
    openings = sorted({*questions, *named})
    if not openings:
        return marked_parts_of_page(tree, heading) or signed_parts(tree, heading)
    answers = [number for number, text in plain if ANSWER.match(text) or is_line_with(ANSWER_INSIDE, text)]
    if openings[0] not in questions or not answers:
        replies = sorted({*answers, *(number for number, text in plain if ANSWER_NAMED.match(text))})
        if opens_letter(tree, openings, replies, -1 if heading is None else heading):
            questions, answers = openings, replies
    if is_report(tree, heading, openings[0]):
        return None
    if not questions or not answers or answers[-1] < questions[0]:
        return signed_parts(tree, heading)
    if answers[-1] == questions[0]:  # both days in one line: below the texts, or not to be known from one another
        spoken = (n for n in range(max(0, questions[0] - ABOVE), questions[0]) if SPOKEN.match(tree.blocks[n].text))
        first = next(spoken, None)
        return None if first is None else Stretch(first, questions[0] + 1)
    if not is_one_letter(tree, questions, answers):
        return None
    end = answers[-1] + 1
    label = tree.blocks[answers[-1]].element
    around = label.parent
    whole = common_element(tree, questions[0], end)
    below = range(questions[0] + 1, end)
    reply = next((number for number in below if is_answer(tree.blocks[number].text)), end - 1)
    while end < len(tree.blocks):
        block = tree.blocks[end]
        is_outside_it = not is_day_line(block.text) and is_beyond(tree, end, whole, label)
        if is_outside_it and any(map(is_sentence, tree.blocks[reply:end])):
            break
        # a day by itself weighs like a line about the text, but next to its label it is the answer's
        of_answer = block.element.parent is around or (is_day_line(block.text) and label in block.element.ancestors())
        if is_choice(block.text):
            alone = CHOICE_LABEL.match(tree.blocks[end - 1].text) and end - 1 > answers[-1]
            end = end - 1 if alone else end
            break
        if weights[end] <= LINK and (block.linked or not of_answer or around is None):
            break
        if block.hidden or is_tail_start(block.text, linked=block.linked > 0) or is_furniture(block.text):
            break
        end += 1
    labels = [questions[0], *(number for number in answers if number > questions[0])]
    found = Stretch(with_fields_above(tree, questions[0], heading), end)
    return None if is_of_visitors(tree, weights, heading, labels, found) else found


def marked_parts_of_page(tree: Tree, heading: int | None) -> Stretch | None:
    """From the question to the end of the answer where these are two parts of the page, one next to the other, of which
    the first begins with the mark 问 and the second with 答; None where several are, or something is said above."""
    if HAS_ASK_MARK.search(tree.said) is None:
        return None
    pairs = [
        (number, pair)
        for number, block in enumerate(tree.blocks)
        if len(block.text) <= MAX_MARK and ASK_MARK.fullmatch(block.text) and (pair := parts_from(tree, number))
    ]
    if len(pairs) != 1:
        return None
    number, (question, answer) = pairs[0]
    if heading is None:
        inside = (at for at in range(number + 1, question.end) if tree.blocks[at].element.tag in HEADINGS)
        heading = next(inside, None)
    first = number if heading is None or heading < number else heading + 1
    above = tree.blocks[0 if heading is None else min(heading, number) : number]
    if any(is_sentence(block) and not block.linked for block in above):
        return None
    return Stretch(first, answer.end) if first < question.end else None


def parts_from(tree: Tree, number: int) -> tuple[Element, Element] | None:
    """Return the part of the page that begins with this block, and the next one, if that is its answer and both say
    something."""
    part = tree.blocks[number].element
    while part.parent is not None and part.parent.tag not in PAGE:
        part = part.parent
    if part.first != number or part.parent is None:
        return None
    below = (other for other in part.parent.children if other.first == part.end < other.end)
    answer = next(below, None)
    if answer is None or not ANSWER_MARK.match(tree.blocks[answer.first].text):
        return None
    says = [any(map(is_sentence, tree.blocks[one.first : one.end])) for one in (part, answer)]
    return (part, answer) if all(says) else None


def signed_parts(tree: Tree, heading: int | None) -> Stretch | None:
    """From the question to the end of the answer where these are parts of the page next to one another, each of which
    begins with who wrote it and when: somebody, then an office (网友 2026-05-07, 县城管局 2026-05-10); None where
    something else is said above."""
    if heading is None:
        return None
    first, end = None, 0
    for number in range(heading + 1, len(tree.blocks)):
        text = tree.blocks[number].text
        if number < end or len(text) > MAX_HEAD or ("20" not in text and text[-1] not in OFFICE_ENDS):
            continue
        answer = part_begun_by(tree, number, heading) if heads_answer(text) else None
        siblings = () if answer is None or answer.parent is None else answer.parent.children
        question = next((one for one in siblings if one.first < one.end == number), None)
        if answer is None or question is None or question.first <= heading or not heads_question(tree, question, text):
            continue
        if not all(any(map(is_sentence, tree.blocks[one.first + 1 : one.end])) for one in (question, answer)):
            continue
        if first is not None and question.first != end:
            return None
        first = question.first if first is None else first
        end = answer.end
    if first is None or is_report(tree, heading, first):
        return None
    return None if any(says_something(tree, one) for one in tree.blocks[heading + 1 : first]) else Stretch(first, end)


def part_begun_by(tree: Tree, number: int, heading: int) -> Element:
    """Return the outermost element that begins with a block and stands below the heading."""
    part = tree.blocks[number].element
    while part.parent is not None and part.parent.first == number > heading:
        part = part.parent
    return part


def heads_question(tree: Tree, part: Element, answer: str) -> bool:
    """Whether a part begins with the name of a question (网友留言), or, where the `answer` has its day, with who asks
    and a day (网友 2026-05-07)."""
    text = tree.blocks[part.first].text
    if QUESTION_NAMED.match(text):
        return True
    name = name_by_day(text) if name_by_day(answer) else ""
    return name != "" and OFFICE.fullmatch(name) is None and ANSWER.match(name) is None


def heads_answer(text: str) -> bool:
    """Whether a line names the office that answers, or the answer, and perhaps its day: 县城管局 2026-05-10."""
    name = name_by_day(text) or text
    return OFFICE.fullmatch(name) is not None or (name != text and is_answer(name))


def name_by_day(text: str) -> str:
    """Return what stands next to the day of a line that says nothing more, without what was done then; or nothing."""
    if "20" not in text or len(text) > MAX_HEAD or not is_day_line(text):
        return ""
    return DONE_THEN.sub("", without_day(text)).strip(" 　|:：")


def title_of_letter(tree: Tree, first: int, end: int) -> str | None:
    """Return what a letter's fields name as its title; None where they do not."""
    for number in range(first, min(end, first + NEAR_TITLE)):
        found = LETTER_TITLE.match(tree.blocks[number].text)
        if found is None:
            continue
        value = tree.blocks[number].text[found.end() :].strip() or next(
            (block.text for block in tree.blocks[number + 1 : min(number + 2, end)]), ""
        )
        if LEAST_TITLE <= len(value) <= MAX_LINE and value[-1] not in "：:" and not QUESTION.match(value):
            return value
    return None


def with_fields_above(tree: Tree, first: int, heading: int | None) -> int:
    """Return where the fields of a letter begin of which `first` is one: at its title, if that stands above it in the
    same list, table or row of lines and nothing but fields stands between; else at the fields right above it."""
    around = tree.blocks[first].element.parent
    while around is not None and around.tag in ("tr", "tbody", "li"):
        around = around.parent
    above = -1 if heading is None else heading
    for number in range(first - 1, max(above, first - ABOVE, -1 if around is None else around.first - 1), -1):
        block = tree.blocks[number]
        if block.linked or block.hidden or SENTENCE_MARK.search(block.text):
            break
        if LETTER_TITLE.match(block.text):
            return number
    while heading is not None and first - 1 > heading and is_field(tree.blocks[first - 1]):
        first -= 1
    return first


def is_field(block: Block) -> bool:
    """Whether a line is a field, and none that a page has of itself: 受理单位：市城管局."""
    text = block.text
    found = FIELD.match(text) is not None and not (block.linked or block.hidden or SENTENCE_MARK.search(text))
    return found and len(text) <= MAX_HEAD and not (is_meta_line(text) or is_furniture(text))


def is_beyond(tree: Tree, number: int, whole: Element, label: Element) -> bool:
    """Whether a block stands outside the element with all labels of a letter, or, where that is the page, in another
    part of it than the last `label` and parts of its kind."""
    if whole.tag not in PAGE:
        return number >= whole.end
    part, last = branch_of(tree.blocks[number].element, whole), branch_of(label, whole)
    return last.end <= number and part is not whole and (part.tag, part.identity) != (last.tag, last.identity)


def is_sentence(block: Block) -> bool:
    return len(block.text) >= LEAST_SENTENCE and SENTENCE_MARK.search(block.text) is not None and not block.hidden


def asks_something(tree: Tree) -> bool:
    """Whether a label of a letter's text (来信内容：) has a sentence behind it or in the next line.

    It is a letter then, though it may wait for its answer.
    """
    shown = [block.text for block in tree.blocks if not block.hidden and not block.linked]
    for number, text in enumerate(shown):
        if text[0] in LABEL_BEGINS and (label := TEXT_LABEL.match(text)):
            said = text[label.end() :].strip() or next(iter(shown[number + 1 : number + 2]), "")
            if len(said) >= LEAST_SENTENCE and SENTENCE_MARK.search(said) and not ASKED_FOR.match(said):
                return True
    return False


def is_answer(text: str) -> bool:
    """It begins as the answer to a letter does: 答复单位：…, 回复：…"""
    return ANSWER.match(text) is not None or ANSWER_NAMED.match(text) is not None


def opens_letter(tree: Tree, openings: Sequence[int], replies: Sequence[int], heading: int) -> bool:
    """Whether the first of the labels of questions is a letter's: below the heading, where nothing was said yet, with
    words of its own and an answer below; no text has the name of another."""
    first = openings[0]
    below = next((number for number in replies if number > first), None)
    named = {number: found for number in openings if (found := QUESTION_NAMED.match(tree.blocks[number].text))}
    if first <= heading or below is None or len({found.group() for found in named.values()}) < len(named):
        return False
    if below == first + 1 and first in named and named[first].end() == len(tree.blocks[first].text):
        return False
    if any(table.heads and table.first <= first < table.end for table in tree.tables):
        return False
    return not any(says_something(tree, block) for block in tree.blocks[heading + 1 : first])


def says_something(tree: Tree, block: Block) -> bool:
    """A sentence that is no field and not the page's title: 现将有关情况通报如下."""
    text = block.text
    if block.hidden or block.linked or text in tree.title or QUESTION.match(text) or ANSWER.match(text):
        return False
    return INTRODUCES.search(text) is not None or (
        len(text) >= LEAST_SENTENCE and SENTENCE_MARK.search(text) is not None
    )


def is_report(tree: Tree, heading: int | None, first: int) -> bool:
    """Whether a heading above the first question says that the page reports on letters: 网民留言办理情况的通报."""
    if REPORT.search(tree.title.strip()):
        return True
    above = tree.blocks[heading:first] if heading is not None else ()
    headings = (block.text for block in above if len(block.text) < MAX_LINE and not block.linked)
    return any(REPORT.search(text) and not SENTENCE_MARK.search(text) for text in headings)


def lines_of_answer(tree: Tree, first: int, end: int) -> list[Block]:
    """Return the lines of a letter that state when it was answered: with a label, or a day by itself below the
    answer's."""
    found: list[Block] = []
    answered = False
    for block in tree.blocks[first:end]:
        text = block.text
        by_office = name_by_day(text) != "" and heads_answer(text)
        labelled = (is_answer(text) or is_line_with(ANSWER_INSIDE, text) or by_office) and not TAKEN_IN.match(text)
        answered = answered or labelled
        if answered and len(text) < MAX_LINE and (labelled or is_day_line(text)) and not SENTENCE_MARK.search(text):
            found += [block] if first_moment(text) else []
    return found


def without_earlier_days(above: Sequence[Block], answered: Sequence[str]) -> list[Block]:
    """Leave out the lines above a letter with a day before that of its answer: then it was asked, not published."""
    last = max((moment.day for text in answered if (moment := first_moment(text))), default=None)
    days = [(block, first_moment(block.text)) for block in above]
    return [block for block, moment in days if last is None or moment is None or moment.day >= last]


def is_line_with(label: re.Pattern[str], text: str) -> bool:
    """Whether a text is a line of fields, without a sentence, that has such a label and a day."""
    if len(text) > MAX_LINE or label.search(text) is None:
        return False
    return YEAR.search(text) is not None and SENTENCE_MARK.search(text) is None


def is_one_letter(tree: Tree, questions: Sequence[int], answers: Sequence[int]) -> bool:
    """Its answers are of several kinds (单位, 时间, 内容), or it was asked once and answered in turns."""
    names = [tree.blocks[number].text[:4] for number in answers]
    if len(set(names)) == len(names):
        return len(answers) <= MAX_LABELS
    asked = [tree.blocks[number].text[:4] for number in questions]
    below = [number for number in answers if number > questions[0]]  # 受理单位：… above is of the letter's fields
    return len(set(asked)) == len(asked) and below != [] and len(below) <= MAX_TURNS
