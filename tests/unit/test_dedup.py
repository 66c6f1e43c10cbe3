"""A page's repeats go with a receipt each; whatever differs in a fact stays."""

from collections.abc import Sequence

import pytest

from pipelines.dedup import dedup, difference, undo
from pipelines.models import CleanDocument, Document, Edit, Paragraph, ParagraphKind, Reason, Receipt
from pipelines.text.fingerprint import digest

A = "近年来，新会治安情况取得喜人变化，群众安全感大幅提升，精神障碍患者管理等品牌服务得到群众的普遍好评。"
B = "据统计，专项斗争开展以来，全区共侦破涉黑涉恶案件367宗，查封、冻结、扣押涉案资产价值4.24亿元。"
C = "新会区人民法院推出网上预约申请服务、网上阅卷服务，让当事人充分感受“指尖诉讼”的便利。"
D = "新会区司法局全力打造覆盖城乡的公共法律服务体系，在全市率先实行免费办理公证，服务暖心便民。"
OTHER = "春节前后，各地要加强市场供应和价格监测，保证群众过一个安定祥和的节日，并及时报告有关情况。"
HEADING = Paragraph("二、工作成效", ParagraphKind.HEADING)


def page(*paragraphs: str | Paragraph) -> Document:
    made = (p if isinstance(p, Paragraph) else Paragraph(p) for p in paragraphs)
    return Document("https://example.test/1.html", "", tuple(made))


def rows(*texts: str) -> list[Paragraph]:
    return [Paragraph(text, ParagraphKind.TABLE_ROW) for text in texts]


def reported(clean: CleanDocument) -> list[tuple[int, int, Reason, int | None]]:
    return [(r.position, r.repeats, r.reason, r.section) for r in clean.removals]


def linked(clean: CleanDocument) -> list[tuple[int, int]]:
    return [(variant.position, variant.of) for variant in clean.variants]


def removed(paragraphs: Sequence[str | Paragraph]) -> list[int]:
    return [removal.position for removal in dedup(page(*paragraphs)).removals]


def test_an_exact_repeat_goes_with_its_receipt() -> None:
    assert dedup(page(A, OTHER, A)).removals == (
        Receipt(position=2, repeats=0, reason=Reason.EXACT_REPEAT, distance=0, similarity=1.0),
    )


def test_a_repeat_in_another_width_is_exact() -> None:
    assert reported(dedup(page(B, OTHER, B.replace("，", ",").replace("367", "３６７")))) == [
        (2, 0, Reason.EXACT_REPEAT, None)
    ]


def test_a_near_repeat_names_the_exact_difference() -> None:
    receipt = dedup(page(C, OTHER, C.replace("让当事人", "让让当事人"))).removals[0]
    assert (receipt.reason, receipt.difference) == (Reason.NEAR_REPEAT, (Edit(C.index("让") + 1, "", "让"),))


def test_a_changed_figure_stays_and_is_linked() -> None:
    clean = dedup(page(B, OTHER, B.replace("367", "376")))
    assert (reported(clean), linked(clean)) == ([], [(2, 0)])


def test_a_repeated_section_goes_as_one() -> None:
    clean = dedup(page(A, HEADING, B, C, OTHER, A, HEADING, B, C))
    assert reported(clean) == [
        (5, 0, Reason.EXACT_REPEAT, 1),
        (6, 1, Reason.REPEATED_SECTION, 1),
        (7, 2, Reason.EXACT_REPEAT, 1),
        (8, 3, Reason.EXACT_REPEAT, 1),
    ]


def test_two_sections_are_numbered_in_page_order() -> None:
    clean = dedup(page(A, B, OTHER, C, D, C, D, "云溪市统计局", "2020年6月7日", A, B))
    assert [(r.position, r.section) for r in clean.removals] == [(5, 1), (6, 1), (9, 2), (10, 2)]


def test_a_wording_slip_between_lines_that_agree_is_a_repeat() -> None:
    slipped = A.replace("精神障碍", "精神病障碍")
    clean = dedup(page(C, A, B, OTHER, C, slipped, B))
    assert clean.removals[1] == Receipt(
        position=5,
        repeats=1,
        reason=Reason.NEAR_REPEAT,
        distance=clean.removals[1].distance,
        similarity=clean.removals[1].similarity,
        difference=(Edit(A.index("障碍"), "", "病"),),
        section=1,
    )


def test_the_same_wording_slip_alone_is_a_variant() -> None:
    clean = dedup(page(A, OTHER, A.replace("精神障碍", "精神病障碍")))
    assert (reported(clean), linked(clean)) == ([], [(2, 0)])


def test_a_changed_figure_inside_a_repeated_section_stays() -> None:
    clean = dedup(page(A, B, C, OTHER, A, B.replace("367", "368"), C))
    assert ([r.position for r in clean.removals], linked(clean)) == ([4, 6], [(5, 1)])


def test_a_short_line_that_recurs_alone_stays() -> None:
    assert removed([A, "特此公告。", B, "特此公告。", C, "一、", D, "一、", "同意", "同意"]) == []


def test_a_line_of_responsibility_that_recurs_stays() -> None:
    line = "（责任单位：区发展改革局、区财政局、区工业和信息化局，各镇人民政府、街道办事处）"
    assert removed([A, line, B, line, C, line]) == []


def test_a_dropped_line_does_not_end_a_section() -> None:
    assert reported(dedup(page(A, B, C, D, OTHER, A, B, D))) == [
        (5, 0, Reason.EXACT_REPEAT, 1),
        (6, 1, Reason.EXACT_REPEAT, 1),
        (7, 3, Reason.EXACT_REPEAT, 1),
    ]


def test_an_inserted_line_stays_and_does_not_end_a_section() -> None:
    assert [(r.position, r.section) for r in dedup(page(A, B, C, A, B, OTHER, C)).removals] == [(3, 1), (4, 1), (6, 1)]


def test_joined_paragraphs_repeat_the_ones_they_join() -> None:
    clean = dedup(page(A, B, C, OTHER, A, B + C))
    assert (clean.removals[1].repeats, clean.removals[1].through, clean.removals[1].difference) == (1, 2, ())


def test_the_parts_of_a_split_paragraph_repeat_its_characters() -> None:
    clean = dedup(page(A, B + C, D, OTHER, A, B, C, D))
    assert [(r.position, r.repeats, r.within) for r in clean.removals[1:3]] == [
        (5, 1, (0, len(B))),
        (6, 1, (len(B), len(B + C))),
    ]


def test_a_third_copy_repeats_the_first() -> None:
    assert [(r.position, r.repeats) for r in dedup(page(A, OTHER, A, D, A)).removals] == [(2, 0), (4, 0)]


def test_rows_that_recur_alone_stay() -> None:
    table = rows("合计\t0\t0", "其中：男\t0\t0")
    assert removed([A, *rows("北京\t12\t34"), *table, B, *rows("上海\t56\t78"), *table]) == []


def test_rows_inside_a_repeated_section_go_with_it() -> None:
    table = rows("北京\t12\t34", "合计\t12\t34")
    assert removed([A, *table, B, OTHER, A, *table, B]) == [5, 6, 7, 8]


def test_a_changed_figure_in_a_row_of_a_repeated_section_stays() -> None:
    clean = dedup(page(A, *rows("北京\t12\t34"), B, OTHER, A, *rows("北京\t12\t35"), B))
    assert ([r.position for r in clean.removals], linked(clean)) == ([4, 6], [(5, 1)])


def test_a_template_with_other_facts_keeps_its_stock_lines() -> None:
    one = ["处罚决定书", "当事人张三于2020年6月1日违反规定，现决定罚款200元，限15日内缴清。", "特此公告。"]
    other = ["处罚决定书", "当事人李四于2020年6月2日违反规定，现决定罚款500元，限15日内缴清。", "特此公告。"]
    assert removed([*one, *other]) == []


def test_a_list_of_names_that_recurs_whole_is_a_section() -> None:
    names = [
        f"{name}　　{post}"
        for name, post in (
            ("陈树歆", "新会区委副书记、政法委书记、区法学会会长"),
            ("张松坚", "大泽人民法庭负责人、全国优秀法官获得者"),
            ("肖湘荣", "三江司法所所长、全国模范司法所所长"),
        )
    ]
    assert removed([*names, OTHER, *names]) == [4, 5, 6]


def test_site_boilerplate_goes_by_its_digest() -> None:
    clean = dedup(page(A, "版权所有：新会区人民政府"), frozenset({digest("版权所有：新会区人民政府")}))
    assert reported(clean) == [(1, 1, Reason.SITE_BOILERPLATE, None)]


def test_undoing_puts_the_paragraph_back() -> None:
    clean = dedup(page(A, OTHER, A))
    assert undo(clean, 2).kept == clean.document.paragraphs


def test_undoing_what_was_not_removed_is_an_error() -> None:
    with pytest.raises(KeyError):
        undo(dedup(page(A, OTHER)), 1)


def test_an_empty_page_has_nothing_to_remove() -> None:
    assert dedup(page()) == CleanDocument(page())


def test_differences_count_characters_of_the_kept_text() -> None:
    assert difference("共 12 宗，下降", "共12宗,上升") == (Edit(7, "下降", "上升"),)


@pytest.mark.parametrize(
    "texts",
    [
        ["字" * 1_000_000],
        ["字" * 1_000_000 + "。", "字" * 999_999 + "。"],
        ["同意"] * 20_000,
        ["同意", "反对"] * 10_000,
        [f"第{n}项内容说明情况" for n in range(5_000)],
        [""] * 20_000,
        ["\ud800" * 40, "\udfff"],
        ["(记者" * 20_000, "来源:" * 20_000],
    ],
    ids=["one of 1 MB", "two of 1 MB", "one short line", "two in turn", "template", "empty", "surrogates", "bylines"],
)
def test_hostile_pages_lose_nothing(texts: list[str]) -> None:
    assert removed(texts) == []


def test_twenty_thousand_identical_sentences_leave_one() -> None:
    assert len(dedup(page(*[A] * 20_000)).kept) == 1


def test_a_repeat_of_a_paragraph_that_goes_later_names_the_one_that_stays() -> None:
    """The same sentence as text and as a heading, in sections that come again: it goes in rounds."""
    sentence = "近年来，新会治安情况取得喜人变化，群众安全感、幸福感大幅提升。"
    kinds = (ParagraphKind.TEXT, ParagraphKind.TEXT, ParagraphKind.HEADING)
    section = [
        *(Paragraph(sentence, kind) for kind in kinds),
        Paragraph("有关的单位应当在十日内报告结果，逾期未报告的不予受理并通报批评。（完）"),
    ]
    clean = dedup(Document("", "", tuple(section * 5)))
    gone = {removal.position for removal in clean.removals}
    assert [removal for removal in clean.removals if removal.repeats in gone] == []
    assert all(removal.difference == () for removal in clean.removals)
    assert dedup(Document("", "", clean.kept)).removals == ()
