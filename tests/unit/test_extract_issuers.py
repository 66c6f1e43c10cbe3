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
