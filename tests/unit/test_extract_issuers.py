"""An office next to the day, without a label; the reporter behind a paper; the account of a 公众号."""

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

OFFICE = "市发展改革委"
FIELDS = "<p>提交时间：2020-03-10</p><p>受理时间：2020-03-11</p>"
LETTER = "<p>来信内容：青山路的路灯已经不亮一个多月，请尽快维修。</p>{}<p>答复内容：您好，线路故障已经修复。</p>"


@pytest.mark.parametrize(
    "lead",
    [
        f"<div>{OFFICE}  2020-03-12 15:20</div>",
        f"<div>2020-03-12 | {OFFICE} | 字号：<a>大</a> <a>中</a> <a>小</a></div>",
        f"<div><span>2020-03-12</span><span>{OFFICE}</span><span>浏览：<i></i>次</span></div>",
        f"<div>2020年3月12日 星期四 {OFFICE}</div>",
        f"<div>{OFFICE}发布于 2020-03-12</div>",
        f"<div><time datetime='2020-03-12T09:00:00+08:00'>25天前</time> · {OFFICE}</div>",
        f"<div>{OFFICE}　发布时间：2020-03-12</div>",
        f"<div><div>{OFFICE}</div><div>2020-03-12</div></div>",
    ],
)
def test_an_office_next_to_the_day_is_the_source(lead: str) -> None:
    document = extract(page(article(in_p(SENTENCES), lead=lead)), ANY)
    assert (document.issuer, str(document.published)) == (OFFICE, "2020-03-12")
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES


@pytest.mark.parametrize(
    "lead",
    [
        "<div>王建会 2020-03-12</div>",
        "<div>作者：王强 2020-03-12 审核：李梅</div>",
        "<div>2020-03-12 浏览次数：12 政务公开</div>",
        "<div>2020-03-12 打印 关闭</div>",
        "<div>2020-03-12</div><p>县长信箱</p>",
    ],
)
def test_a_person_or_a_column_next_to_the_day_is_none(lead: str) -> None:
    assert extract(page(article(in_p(SENTENCES), lead=lead)), ANY).issuer is None


def test_a_labelled_source_wins_over_an_office_next_to_the_day() -> None:
    lead = "<div>市政府办公室 2020-03-12 来源：临江日报</div>"
    assert extract(page(article(in_p(SENTENCES), lead=lead)), ANY).issuer == "临江日报"


@pytest.mark.parametrize(
    ("said", "issuer"),
    [
        ("来源：新华社 记者 张三", "新华社"),
        ("来源：临江晚报（记者 李四 通讯员 王五）", "临江晚报"),
        ("来源：临江日报　本报记者：赵六", "临江日报"),
        ("来源：新华社记者张三", "新华社"),
        ("来源：临江日报、本报记者", "临江日报"),
        ("来源：中国记者协会网", "中国记者协会网"),
        ("来源：中国摄影报", "中国摄影报"),
        ("来源：临江日报记者站", "临江日报记者站"),
    ],
)
def test_the_reporter_is_no_part_of_the_source(said: str, issuer: str) -> None:
    document = extract(page(article(in_p(SENTENCES), lead=f"<div>2020-03-12 {said}</div>")), ANY)
    assert document.issuer == issuer


@pytest.mark.parametrize(
    ("opening", "ending", "issuer"),
    [
        ("", "<p>来源：市水务局</p><p>编辑：张三</p>", "临江发布"),
        ("<p>来源：人民日报</p>", "", "人民日报"),
        ("", "", "临江发布"),
    ],
)
def test_of_an_account_the_text_says_the_source_at_its_head_alone(opening: str, ending: str, issuer: str) -> None:
    html = (
        "<html><body><h1 id='activity-name'>关于停水的通知</h1><a id=\"js_name\">临江发布</a>"
        f"<div class='rich_media_content' id=\"js_content\">{opening}{in_p(SENTENCES)}{ending}</div>"
        "<script>var ct='1584000000';</script></body></html>"
    )
    assert extract(page(html), ANY).issuer == issuer


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        (FIELDS + LETTER.format("<p>答复时间：2020-03-12</p>"), "2020-03-12"),
        (FIELDS + LETTER.format(""), "2020-03-10"),
        (f"<p>提问时间：2020-03-10</p>{LETTER.format('')}", "2020-03-10"),
    ],
)
def test_a_letter_is_of_the_day_of_its_answer_or_else_of_the_question(fields: str, day: str) -> None:
    html = article(fields, title="路灯不亮的咨询", lead="")
    assert str(extract(page(html, url="http://www.linjiang.gov.cn/hdjl/view?id=12"), ANY).published) == day


def test_an_office_next_to_the_day_of_the_answer_gave_it() -> None:
    texts = (
        "<div><span>网友：李**</span><span>提问时间：2020-03-10 10:20</span>"
        "<p>青山路的路灯已经不亮一个多月，请尽快维修。</p></div>"
        "<div><span>市城管局</span><span>回复时间：2020-03-12 09:00</span>"
        "<p>您好，线路故障已经修复，感谢您的监督。</p></div>"
    )
    document = extract(page(article(texts, title="路灯不亮的咨询", lead="")), ANY)
    assert (document.issuer, str(document.published)) == ("市城管局", "2020-03-12")


def test_until_when_papers_may_be_handed_in_is_no_day_of_publication() -> None:
    texts = in_p(["提交时间：2020年3月10日", *SENTENCES])
    html = article(texts, lead="")
    assert extract(page(html, url="http://www.linjiang.gov.cn/view?id=12"), ANY).published is None


def test_fields_without_colons_in_items_of_one_kind_are_fields() -> None:
    fields = "".join(
        f"<li><b>{name}</b><span>{value}</span></li>"
        for name, value in [
            ("索引号", "11130534/2020-00123"),
            ("发布机构", "市应急管理局"),
            ("发文日期", "2020-03-01"),
            ("发布日期", "2020-03-12"),
            ("文号", "临应急〔2020〕12号"),
        ]
    )
    document = extract(page(article(in_p(SENTENCES), lead="", trail=f"<ul>{fields}</ul>")), ANY)
    assert (document.issuer, document.office, str(document.published)) == ("市应急管理局", "市应急管理局", "2020-03-12")
    assert (document.document_number, document.index_number) == ("临应急〔2020〕12号", "11130534/2020-00123")


def test_items_that_begin_with_such_a_name_are_no_fields_by_themselves() -> None:
    items = "".join(f"<li>{text}</li>" for text in ("来源可靠的食材优先采购", "标题党现象要整治", "时间安排要合理"))
    document = extract(page(article(f"<ul>{items}</ul>{in_p(SENTENCES)}", lead="<div>2020-03-12</div>")), ANY)
    assert document.issuer is None


@pytest.mark.parametrize("line", ["临办〔2020〕15号 | 2020/3/12", "2020年3月12日｜临办〔2020〕15号"])
@pytest.mark.parametrize("frame", ["{}{}", "<div>{}</div><div class='text'>{}</div>"])
def test_a_document_number_next_to_the_day_heads_the_text(line: str, frame: str) -> None:
    html = article(frame.format(f"<p>{line}</p>", in_p(SENTENCES)), lead="")
    document = extract(page(html, url="http://www.linjiang.gov.cn/view?id=12"), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES
    assert (str(document.published), document.document_number) == ("2020-03-12", "临办〔2020〕15号")


def test_several_such_lines_are_a_list_of_documents() -> None:
    items = [text for n in range(1, 6) for text in (f"关于做好第{n}项工作的通知", f"临办〔2020〕1{n}号 | 2020-03-0{n}")]
    document = extract(page(article(in_p(items), lead="<div>2020-03-12</div>")), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == items


@pytest.mark.parametrize(
    "lead",
    [
        f"<div>[2020-03-12 09:15:33] {OFFICE}</div>",
        f"<div><span>来源： {OFFICE}</span><span>撰写： 王强</span><span>时间： 2020-03-12</span></div>",
        f"<div>来源丨{OFFICE} 2020-03-12</div>",
    ],
)
def test_marks_around_a_source_and_a_writer_behind_it_are_no_part_of_it(lead: str) -> None:
    assert extract(page(article(in_p(SENTENCES), lead=lead)), ANY).issuer == OFFICE
