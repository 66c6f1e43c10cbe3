"""What two bulletins are to each other, and which was first: judged by the texts alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipelines.dedup.copies import (
    FEW,
    MANY,
    Comparable,
    Kind,
    Publication,
    keys,
    precedence,
    relate,
    series_name,
    site_of,
    text_key,
)
from pipelines.dedup.copies.comparing import numbered_after
from pipelines.models import Paragraph, ParagraphKind

TITLE = "临江区人民政府办公室关于做好2026年防汛工作的通知"
BODY = (
    "各镇人民政府、街道办事处，区政府各部门：",
    "为切实做好2026年防汛工作，保障人民群众生命财产安全，经区政府同意，现将有关事项通知如下：",
    "一、压实责任",
    "各镇街主要负责人为本辖区防汛第一责任人，要逐级签订责任书，于4月10日前报区水务局备案。",
    "二、全面排查",
    "对全区38座小型水库、117公里堤防和46座排涝泵站开展拉网式排查，发现问题立即整改，一时难以整改的要落实应急措施。",
    "特此通知。",
    "临江区人民政府办公室",
    "2026年3月28日",
)
LEAD_IN = "东岭省政务要闻网讯 记者从临江区获悉，该区近日印发通知，全文如下："
OTHER = (
    "近日，区水务局组织技术人员对石桥水库开展了年度安全鉴定，鉴定结论为二类坝，可以正常蓄水运行。",
    "下一步，区水务局将按照鉴定意见安排维修养护，并把鉴定结论在区政府网站上公开，接受群众监督。",
)


def text(*paragraphs: str, title: str = TITLE, number: str | None = None, files: tuple[str, ...] = ()) -> Comparable:
    lines = tuple(
        Paragraph(reported, ParagraphKind.HEADING if reported[1:2] == "、" else ParagraphKind.TEXT)
        for reported in paragraphs
    )
    return Comparable(title, lines, tuple(range(10, 10 + len(lines))), number, files)


def kind(earlier: Comparable, later: Comparable) -> Kind | None:
    found = relate(earlier, later)
    return found.kind if found else None


NOTICE = text(*BODY)


def changed(at: int, old: str, new: str) -> tuple[str, ...]:
    assert old in BODY[at]
    return (*BODY[:at], BODY[at].replace(old, new), *BODY[at + 1 :])


SAME = {
    "exactly": text(*BODY),
    "reposted under its title": text(*BODY, title=f"【转发】{TITLE}"),
    "under a title with a slip": text(*BODY, title=TITLE.replace("的通知", "通知")),
    "under a title with the site's name": replace(text(*BODY, title=f"{TITLE}_临江网"), sites=("临江网",)),
    "with a lead-in and a sign-off": text(LEAD_IN, *BODY, "（责任编辑：闻知）"),
    "with its source and editors": text("来源：临江区人民政府网", *BODY, "编辑：王小明 审核：李大山"),
    "with its title in the text": text(TITLE, *BODY),
    "with slips": text(*changed(5, "拉网式排查，发现", "拉网式排查发现")),
    "without its first line": text(*BODY[1:]),
    "with paragraphs joined": text(*BODY[:2], BODY[2] + BODY[3], *BODY[4:]),
}


@pytest.mark.parametrize("how", SAME)
def test_a_copy_says_nothing_new(how: str) -> None:
    assert kind(NOTICE, SAME[how]) is Kind.SAME


VERSIONS = {
    "another figure": text(*changed(5, "38座", "36座")),
    "another day": text(*changed(3, "4月10日", "4月20日")),
    "a paragraph more": text(*BODY[:6], "三、加强值守。汛期实行24小时值班制度，值班电话6683110。", *BODY[6:]),
    "a note on top that says something": text("请各镇街于6月30日前将落实情况报区水务局。", *BODY),
    "called a supplement": text(*BODY, title=f"{TITLE}（补充）"),
    "another document number": text(*BODY, number="临府办〔2026〕9号"),
    "an attachment of its own": text(*BODY, files=("附件：水库名单.docx",)),
}


@pytest.mark.parametrize("how", VERSIONS)
def test_a_text_that_says_something_else_is_a_version(how: str) -> None:
    earlier = replace(NOTICE, document_number="临府办〔2026〕8号") if "number" in how else NOTICE
    assert kind(earlier, VERSIONS[how]) is Kind.VERSION


# The text is the same, and only the title says of whom, of where, or whether it is so
OTHER_TITLES = [
    (TITLE, TITLE.replace("2026", "2025")),
    (TITLE, "我区部署2026年防汛工作"),
    ("关于李明同志任前公示的公告", "关于王强同志任前公示的公告"),
    ("张三", "李四"),
    ("凤台县气象台发布大风蓝色预警信号", "灵璧县气象台发布大风蓝色预警信号"),
    ("关于宏源化工有限公司扩建项目环境影响报告表拟审批公示", "关于永利电镀有限公司扩建项目环境影响报告表拟审批公示"),
    ("关于同意设立幼儿园的批复", "关于不同意设立幼儿园的批复"),
    ("关于撤销行政处罚的决定", "关于设立行政处罚的决定"),
    ("拟确认对象名单公示（第一批）", "拟确认对象名单公示（第二批）"),
    ("大风蓝色预警", "大风蓝色预警解除"),
]


@pytest.mark.parametrize("titles", OTHER_TITLES)
def test_one_text_under_another_title_is_no_copy(titles: tuple[str, str]) -> None:
    one, other = (text(*BODY, title=title) for title in titles)
    assert kind(one, other) is Kind.RECURRENCE
    assert kind(other, one) is Kind.RECURRENCE


SERIES = [
    ("云溪县2024年第5周主要农产品价格", "云溪县2025年第十二周主要农产品价格"),
    ("三峡库区3月25日-31日水情", "三峡库区4月29日至5月5日水情"),
    ("一季度经济运行情况", "三季度经济运行情况"),
    ("11月上旬价格监测", "12月中旬价格监测"),
    ("拟确认对象公示（第一批）", "拟确认对象公示（第十一批）"),
    ("停水通知", "停水通知"),
]


@pytest.mark.parametrize("titles", SERIES)
def test_titles_that_differ_in_figures_and_days_are_one_series(titles: tuple[str, str]) -> None:
    assert series_name(titles[0]) == series_name(titles[1])


@pytest.mark.parametrize(
    "titles",
    [("三峡库区水情", "五峡库区水情"), ("甲县价格监测", "乙县价格监测"), ("关于同意的批复", "关于不同意的批复")],
)
def test_titles_that_name_something_else_are_of_two_series(titles: tuple[str, str]) -> None:
    assert series_name(titles[0]) != series_name(titles[1])


def test_a_mobile_address_is_of_the_same_site() -> None:
    assert site_of("http://m.yunxi.example/1.html") == site_of("https://www.yunxi.example/2.html") == "yunxi.example"


def test_tables_of_two_pages_stay_two() -> None:
    cells = Paragraph("大米\t5.2元", ParagraphKind.TABLE_ROW, table=0)
    earlier, later = numbered_after((cells,), (cells,)), numbered_after((), (cells,))
    assert (earlier[0].table, later[0].table) == (1, 0)


def test_a_quotation_holds_a_paragraph_of_another_bulletin() -> None:
    report = text(OTHER[0], BODY[5], OTHER[1], title="石桥水库完成安全鉴定")
    found = relate(NOTICE, report)
    assert found is not None
    assert (found.kind, [(one.position, one.repeats) for one in found.copied]) == (Kind.QUOTATION, [(11, 15)])
    assert 0 < found.of_share < found.share < 1


@pytest.mark.parametrize(
    "other", [text(*OTHER, title="另一件事"), text(*BODY[6:], title="另一件事"), text(title=TITLE)]
)
def test_formulas_in_common_make_no_relation(other: Comparable) -> None:
    assert relate(NOTICE, other) is None


def test_each_common_paragraph_has_its_receipt() -> None:
    found = relate(NOTICE, SAME["with slips"])
    assert found is not None
    assert len(found.copied) == len(BODY)
    differing = [one for one in found.copied if one.difference]
    assert [(one.position, one.repeats, one.difference[0].kept, one.difference[0].removed) for one in differing] == [
        (15, 15, "，", "")
    ]
    assert differing[0].distance is not None
    assert (found.share, found.of_share) == (1.0, 1.0)


def test_a_page_of_many_thousand_rows_is_not_compared() -> None:
    rows = text(*(f"第{number}行，金额{number * 7}万元" for number in range(4000)))
    assert relate(rows, rows) is None


# Which are compared


def test_the_same_text_in_another_width_has_the_same_keys() -> None:
    wide = text(*(reported.replace("2026", "２０２６").replace("，", "， ") for reported in BODY))
    assert text_key(NOTICE) == text_key(wide)
    assert keys(NOTICE) == keys(wide)


OTHERWISE = {
    "the cut": text(BODY[0] + BODY[1], *BODY[2:]),
    "a figure": text(*changed(5, "38座", "39座")),
    "a mark": text(*changed(5, "排查，发现", "排查发现")),
    "the title": text(*BODY, title="通知"),
    "the number": text(*BODY, number="1号"),
    "the attachments": text(*BODY, files=("附件",)),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_any_difference_makes_another_text(what: str) -> None:
    assert text_key(OTHERWISE[what]) != text_key(NOTICE)


@pytest.mark.parametrize("how", SAME)
def test_a_copy_shares_a_key_with_its_original(how: str) -> None:
    assert set(keys(NOTICE)) & set(keys(SAME[how]))


def test_formulas_have_no_key() -> None:
    assert keys(text("特此通知。", "附件：名单", title="通知")) == {}


def test_more_are_compared_by_a_whole_text_under_its_title_than_by_a_paragraph() -> None:
    assert sorted(key.most for key in keys(NOTICE).values()) == [*[FEW] * 5, MANY]


def test_a_paragraphs_key_knows_where_it_stands() -> None:
    assert {key.position for key in keys(NOTICE).values()} - {None} == {11, 13, 15}


# Which was first

SITE = ("云溪市人民政府门户网站",)
PAGE = Publication(url="http://b.example/1", first_seen=datetime(2026, 7, 2, tzinfo=UTC), published=date(2026, 7, 1))
BEFORE = {
    "a day earlier": replace(PAGE, published=date(2026, 6, 30)),
    "names itself": replace(PAGE, issuer="本网"),
    "names its site": replace(PAGE, issuer="云溪市人民政府", sites=SITE),
    "names its own place": replace(PAGE, issuer="云溪市统计局", sites=SITE),
    "gives the document's number": replace(PAGE, numbered=True),
    "gives an hour": replace(PAGE, published_at=datetime(2026, 7, 1, 9, tzinfo=UTC)),
    "fetched earlier": replace(PAGE, first_seen=datetime(2026, 7, 1, tzinfo=UTC)),
    "comes first by address": replace(PAGE, url="http://a.example/1"),
}


@pytest.mark.parametrize("why", BEFORE)
def test_it_was_published_before(why: str) -> None:
    assert precedence(BEFORE[why]) < precedence(PAGE)


def test_an_undated_page_comes_last() -> None:
    undated = replace(PAGE, published=None, issuer="本网", numbered=True, first_seen=datetime(2020, 1, 1, tzinfo=UTC))
    assert precedence(PAGE) < precedence(undated)


@pytest.mark.parametrize("issuer", ["新华社", "云溪日报", "中国气象局", None])
def test_who_names_another_has_no_precedence(issuer: str | None) -> None:
    sites = ("中国政府网", "东岭省政务要闻网")
    assert precedence(replace(PAGE, issuer=issuer, sites=sites)) == precedence(PAGE)
