"""What is said again about something else stays, linked; what comes again with all that it is said about goes."""

from collections.abc import Sequence

import pytest

from pipelines.dedup import dedup, removed, repeats
from pipelines.models import Document, Paragraph, ParagraphKind

FINE = "依据相关法律规定，决定给予警告，并处罚款人民币五千元。"
ANSWER = "可以。请本人携带身份证件原件到就近的服务窗口办理。"
WEATHER = "今天白天到夜间多云转晴，偏南风三级左右，请注意防晒。"
REQUIRED = "投标人须具有独立法人资格，并在近三年内没有重大违法记录。"
AGREED = "会议原则同意该方案，由县政府办公室按程序印发实施。"
BEYOND = "全县上下要进一步统一思想、提高认识，确保各项任务落到实处。"
MORE = "各乡镇人民政府负责本行政区域内的组织实施和宣传动员工作。"
LAST = "县财政部门要统筹安排资金，加强监督检查，提高使用效益。"
OWN = "县发展改革部门牵头编制年度计划，报县人民政府批准后执行。"
OTHER = "县文化馆面向社会举办公益书法培训，欢迎广大市民踊跃报名。"
INTRO = "现将近期作出的有关决定信息予以公示，接受社会各界监督。"
BLOCK = (BEYOND, MORE, LAST)
ITEMS = (f"（一）{FINE}", f"（二）{MORE}")


@pytest.mark.parametrize(
    "texts",
    [
        (INTRO, "一、当事人：甲商店", FINE, "二、当事人：乙商店", FINE, "三、当事人：丙商店", FINE),
        (INTRO, "当事人：甲商店", FINE, "当事人：乙商店", FINE),
        (INTRO, "甲商店", FINE, "乙商店", FINE),
        (INTRO, "甲商店销售过期食品，货值八十元。", FINE, "乙商店销售过期食品，货值九十元。", FINE),
        (INTRO, "经查，甲商店无证经营烟草。", FINE, "经查，乙超市拒不接受检查。", FINE),
        (INTRO, "问：灵活就业人员可以参保吗？", f"答：{ANSWER}", "问：退休人员可以转移关系吗？", f"答：{ANSWER}"),
        (INTRO, "1.灵活就业人员可以参保吗？", ANSWER, "2.退休人员可以转移关系吗？", ANSWER),
        (INTRO, "灵活就业人员可以参保吗？", ANSWER, "退休人员可以转移关系吗？", ANSWER),
        (INTRO, "石桥镇", WEATHER, "青山乡", WEATHER, "城关镇", WEATHER),
        (INTRO, "石桥镇：", WEATHER, "青山乡：", WEATHER),
        (INTRO, "第一标段 土建工程", REQUIRED, "第二标段 绿化工程", REQUIRED),
        (INTRO, "标段一：土建工程", REQUIRED, MORE, "标段二：绿化工程", REQUIRED, MORE),
        (INTRO, "包1（监控设备）", REQUIRED, "包2（照明设备）", REQUIRED),
        (INTRO, "病例1：女，35岁，现住城关镇。", WEATHER, "病例2：男，8岁，现住石桥镇。", WEATHER),
        ("一、关于甲项目", "会议听取了甲项目汇报。", AGREED, "二、关于乙项目", "会议审议了乙项目方案。", AGREED),
        ("第五条 禁止下列行为：", *ITEMS, "第九条 有下列行为之一的，责令改正：", *ITEMS),
        ("第五条 国有企业的规定。", BEYOND, MORE, LAST, "第九条 民营企业的规定。", BEYOND, MORE, LAST),
        (INTRO, "【石桥镇】", FINE, "【青山镇】", FINE),
        (INTRO, "石桥：白天晴，最高气温二十八度。", WEATHER, "青山：白天多云，最高气温二十六度。", WEATHER),
        ("一、甲工程", *BLOCK, "工期为90日历天。", "二、乙工程", OWN, *BLOCK, "工期为120日历天。"),
        ("（一）甲险。自愿参加。", BEYOND, MORE, LAST, "（二）乙险。统一参加。", BEYOND, MORE, LAST),
        ("附件1 申请表", FINE, MORE, "附件2 授权书", FINE, MORE),
        (INTRO, "申请书应当载明下列事项：", f"（一）{FINE}", "变更申请应当载明下列事项：", f"（一）{FINE}"),
        ("1.申请人条件。", "（1）申请人的条件说明。", BEYOND, "2.担保人条件。", "（1）担保人的条件说明。", BEYOND),
    ],
    ids=[
        "parties by number", "parties by label", "parties by name", "parties in prose", "a pattern", "questions",
        "numbered questions", "bare questions", "towns", "towns with a colon", "ordinals", "words and numbers",
        "packages", "cases", "minutes", "articles and items", "articles and paragraphs", "bracketed names",
        "labels in prose", "lots of one layout", "items with sentences", "annexes", "lead-ins",
        "deeper levels",
    ],
)  # fmt: skip
def test_what_stands_under_a_governor_of_its_own_stays(texts: Sequence[str]) -> None:
    assert repeats([Paragraph(text) for text in texts], governed=False).removals != ()
    assert removed(texts) == []


@pytest.mark.parametrize(
    "named",
    [
        ("甲公司销售过期食品，被当场查获。", "乙商店无证经营烟草，被群众举报。", "丙超市拒不接受检查，被责令改正。"),
        ("2024-03-05", "2024-03-06", "2024-03-07"),
        ("9:00", "10:00", "11:00"),
        ("1", "2", "3"),
        ("甲公司\t1", "乙公司\t2", "丙公司\t3"),
    ],
    ids=["sentences", "days", "times", "numbers", "rows"],
)
def test_a_block_that_stands_below_three_different_lines_stays(named: Sequence[str]) -> None:
    assert removed([INTRO, *(line for name in named for line in (name, *BLOCK))]) == []


@pytest.mark.parametrize(
    ("texts", "gone"),
    [
        ((INTRO, OWN, BEYOND, MORE, LAST, BEYOND, MORE, LAST), [5, 6, 7]),
        ((INTRO, "一、工作目标", OWN, "二、保障措施", BEYOND, MORE, LAST, BEYOND, MORE, LAST), [7, 8, 9]),
        ((INTRO, OWN, BEYOND, "云溪县人民政府", "2024年3月5日", OWN, BEYOND), [5, 6]),
        (("一、总体要求", OWN, "二、保障措施", BEYOND, "一、总体要求", OWN, "二、保障措施", BEYOND), [4, 5, 6, 7]),
        ((INTRO, "一、总体要求", OWN, "二、保障措施", BEYOND) * 2, [5, 6, 7, 8, 9]),
        (("第一条 为规范公共停车场管理，制定本办法。", "第二条 本办法适用于县城建成区的公共停车场。") * 2, [2, 3]),
        ((INTRO, "一、当事人：甲商店", FINE, FINE, "二、当事人：乙商店", OWN), [3]),
        ((INTRO, "一、当事人：甲商店", FINE, "二、当事人：乙商店", FINE, FINE), [5]),
        (("问：可以参保吗？", f"答：{ANSWER}", "问：可以参保吗？", f"答：{ANSWER}", OTHER), [2, 3]),
        (("一、目标", *BLOCK, "二、措施", INTRO, OWN, OTHER, *BLOCK), [8, 9, 10]),
        ((INTRO, OWN, BEYOND, OTHER, BEYOND), [4]),
    ],
    ids=[
        "a section again", "a section again under its heading", "after the signature", "with its headings",
        "printed twice", "articles twice", "adjacent", "adjacent under its own party", "question and answer twice",
        "a whole section pasted at the end", "alone in running prose",
    ],
)  # fmt: skip
def test_what_comes_again_with_all_that_governs_it_goes(texts: Sequence[str], gone: list[int]) -> None:
    assert removed(texts) == gone


@pytest.mark.parametrize(
    "sentence",
    [
        "上述行为违反了食品安全法的规定，决定给予警告并责令改正。",
        "有前款行为的，由公安机关扣留车辆至违法状态消除为止。",
        "经研究，该申请符合规定的条件，准予许可并颁发证书。",
        "违反本条规定的，由县级以上主管部门责令限期改正。",
    ],
)
def test_a_lone_sentence_that_refers_back_stays(sentence: str) -> None:
    clean = dedup(Document("", "", tuple(map(Paragraph, (INTRO, sentence, OWN, OTHER, sentence)))))
    assert [(r.position, r.of, r.governor) for r in clean.recurrences] == [(4, 1, None)]
    assert clean.removals == ()


def test_a_sentence_that_refers_back_to_a_line_repeated_with_it_goes() -> None:
    sentence = "上述行为违反了食品安全法的规定，决定给予警告并责令改正。"
    assert removed((INTRO, BEYOND, OWN, sentence, OTHER, BEYOND, OWN, sentence)) == [5, 6, 7]


def test_a_recurrence_names_the_first_occurrence_and_its_own_governor() -> None:
    texts = (INTRO, "一、当事人：甲商店", FINE, "二、当事人：乙商店", FINE)
    found = repeats([Paragraph(text) for text in texts]).recurrences
    assert [(r.position, r.of, r.governor, r.distance, r.difference) for r in found] == [(4, 2, 3, 0, ())]


def test_a_recurrence_with_a_slip_has_the_difference() -> None:
    texts = (INTRO, "一、当事人：甲商店", FINE, "二、当事人：乙商店", FINE.replace("，并", "并"))
    (found,) = repeats([Paragraph(text) for text in texts]).recurrences
    assert [(edit.kept, edit.removed) for edit in found.difference] == [("，", "")]


def test_between_two_pages_governors_do_not_count() -> None:
    texts = ("一、当事人：甲商店", FINE, "二、当事人：乙商店", FINE)
    found = repeats([Paragraph(text) for text in texts], governed=False)
    assert ([r.position for r in found.removals], found.recurrences) == ([3], ())


def table(number: int, head: str, *rows: str) -> list[Paragraph]:
    heads = [Paragraph(head, ParagraphKind.TABLE_HEAD, number)]
    return heads + [Paragraph(row, ParagraphKind.TABLE_ROW, number) for row in rows]


ROWS = tuple(
    f"某县第{name}食品有限公司\t{count}批次全部检验项目"
    for name, count in zip("一二三四五六", "二三四五六七", strict=True)
)


def test_rows_under_another_head_stay() -> None:
    page = [Paragraph(INTRO), *table(0, "单位名称\t合格批次", *ROWS), *table(1, "单位名称\t不合格批次", *ROWS)]
    assert repeats(page).removals == ()


def test_rows_under_the_same_head_with_another_title_stay() -> None:
    head = "单位名称\t合格批次"
    page = [
        Paragraph("表一 一季度抽检结果"),
        *table(0, head, *ROWS),
        Paragraph("表二 二季度抽检结果"),
        *table(1, head, *ROWS),
    ]
    assert repeats(page).removals == ()


def test_a_table_below_another_sentence_stays() -> None:
    head = "单位名称\t合格批次"
    page = [Paragraph(INTRO), *table(0, head, *ROWS), Paragraph(OTHER), *table(1, head, *ROWS)]
    assert repeats(page).removals == ()


def test_a_table_printed_twice_with_its_title_goes() -> None:
    page = [Paragraph("表一 一季度抽检结果"), *table(0, "单位名称\t合格批次", *ROWS)]
    again = [Paragraph(p.text, p.kind, None if p.table is None else 1) for p in page]
    found = repeats([Paragraph(INTRO), *page, *again]).removals
    assert [removal.position for removal in found] == list(range(9, 17))


def test_rows_that_differ_in_the_column_of_a_value_are_no_repeats() -> None:
    head = "单位名称\t合格批次\t不合格批次"
    right = [row + "\t" for row in ROWS]
    wrong = [row.replace("\t", "\t\t") for row in ROWS]
    page = [Paragraph(INTRO), *table(0, head, *right), Paragraph(INTRO), *table(1, head, *wrong)]
    assert [removal.position for removal in repeats(page).removals if removal.position > 9] == []
