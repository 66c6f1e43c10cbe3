"""Letters whose parts begin with who wrote them and when, and no label says which is the answer."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, page

from pipelines.extract import extract
from pipelines.extract.words.line_patterns import is_choice
from pipelines.models import Document

TITLE = "滨河路自行车站点何时恢复"
ASKED = "滨河路的公共自行车站点停了两个月，请问什么时候恢复使用？"
SHORT = "您好，滨河路站点预计4月底恢复使用，感谢您的关注。"
LONG = f"您好，来信收悉。滨河路站点因管道施工暂停使用，施工单位已经完成管道更换，正在恢复路面和围栏。{SHORT}"


def read(main: str) -> Document:
    head = f"<head><meta charset='utf-8'><title>{TITLE}_临江市</title></head>"
    return extract(page(f"<html>{head}<body><ul>{NAVIGATION}</ul><h1>{TITLE}</h1>{main}{FOOTER}</body></html>"), ANY)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def part(name: str, head: str, text: str, tag: str = "strong") -> str:
    return f'<div class="{name}"><{tag}>{head}</{tag}><div>{text}</div></div>'


@pytest.mark.parametrize("tag", ["strong", "div", "h4", "p"])
@pytest.mark.parametrize("answered", [SHORT, LONG])
@pytest.mark.parametrize(
    ("who", "office"),
    [
        ("网友 2020-03-02", "市城管局 2020-03-09"),
        ("陈* 2020-03-02 08:15", "市城管局 2020-03-09 16:00"),
        ("网友 2020-03-02", "市城管局 回复于 2020-03-09"),
        ("网友留言：", "市城管局 2020-03-09"),
        ("<span>咨询内容</span><span>2020-03-02 08:15</span>", "<span>答复内容</span><span>2020-03-09 16:00</span>"),
    ],
)
def test_both_parts_and_the_day_of_the_answer(who: str, office: str, answered: str, tag: str) -> None:
    document = read(part("q", who, ASKED, tag) + part("a", office, answered, tag))
    found = texts(document)
    assert (found[1], found[3], str(document.published)) == (ASKED, answered, "2020-03-09")


@pytest.mark.parametrize("tag", ["div", "h4", "p"])
def test_the_name_of_the_office_alone_below_a_labelled_question(tag: str) -> None:
    assert texts(read(part("q", "网友留言", ASKED, tag) + part("a", "市城管局", SHORT, tag)))[1::2] == [ASKED, SHORT]


def test_letters_that_are_asked_and_answered_again() -> None:
    again, at_last = "请问施工期间可以在哪里还车？", "您好，可以在人民公园的站点还车。"
    document = read(
        part("q", "网友 2020-03-02", ASKED)
        + part("a", "市城管局 2020-03-09", SHORT)
        + part("q", "网友 2020-03-10", again)
        + part("a", "市城管局 2020-03-12", at_last)
    )
    assert texts(document)[1::2] == [ASKED, SHORT, again, at_last]


def test_an_office_among_the_fields_is_no_answer() -> None:
    fields = "<ul><li>类型：投诉</li><li>受理单位：市城管局</li></ul>"
    document = read(
        f"{fields}{part('q', '网友留言：', ASKED)}<div><b>官方回复</b> <em>2020-03-09</em><div>{SHORT}</div></div>"
        f"{part('q', '网友追问', ASKED)}<div><b>官方回复</b> <em>2020-03-12</em><div>{LONG}</div></div>"
    )
    assert {"受理单位：市城管局", ASKED, SHORT, LONG} <= set(texts(document))
    assert str(document.published) in ("2020-03-09", "2020-03-12")


def test_news_of_two_offices_is_no_letter() -> None:
    news = part("n", "市住建局 2020-03-02", LONG) + part("n", "市城管局 2020-03-09", LONG)
    assert str(read(f"<div>2020-03-01 来源：市政府办</div><div><p>{LONG}</p></div>{news}").published) == "2020-03-01"


@pytest.mark.parametrize(
    "asks",
    [
        "<p>您对此答复是否满意？</p><a href='#'>满意</a><a href='#'>基本满意</a><a href='#'>不满意</a>",
        "您对此答复是否满意？ <label><input type=radio>满意</label> <label><input type=radio>不满意</label> 提交评价",
    ],
)
def test_what_a_reader_may_choose_from_is_cut(asks: str) -> None:
    answer = f"<div><p>回复单位：市城管局 回复时间：2020-03-09</p><div>{SHORT}</div></div>"
    found = texts(read(f"<div><div><p>咨询时间：2020-03-02</p><div>{ASKED}</div></div>{answer}<div>{asks}</div></div>"))
    assert found[-1] == SHORT


def test_a_heading_is_no_choice() -> None:
    assert not is_choice("群众满意不满意")
    assert not is_choice("群众满意吗？干部说了不算")


FIELDS = "提交时间：2020-03-02 20:11", f"诉求内容：{ASKED}", "回复时间：2020-03-09 09:00", f"回复内容：{SHORT}"
NAMES = ("标题", "标 题", "主题", "问题标题", "咨询主题", "题目", "事项", "信件名称", "信件标题")


def of_all_letters(main: str, page_title: str = "来信查看-临江市") -> Document:
    head = f"<head><meta charset='utf-8'><title>{page_title}</title></head>"
    return extract(page(f"<html>{head}<body><ul>{NAVIGATION}</ul>{main}{FOOTER}</body></html>"), ANY)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("row", ["<tr><td>{}</td><td>{}</td></tr>", "<tr><td>{}：</td><td>{}</td></tr>"])
def test_the_title_among_the_fields_in_a_table(name: str, row: str) -> None:
    rows = [row.format(*field.split("：", 1)) for field in (f"{name}：{TITLE}", *FIELDS)]
    document = of_all_letters(f"<table>{''.join(rows)}</table>", "局长信箱")
    assert (document.title, str(document.published)) == (TITLE, "2020-03-09")


@pytest.mark.parametrize("name", ["标题", "主题", "信件标题"])
@pytest.mark.parametrize("lines", ["<ul>{}</ul>", "<div>{}</div>"])
def test_the_title_and_the_day_of_asking_in_lines(name: str, lines: str) -> None:
    tag = "li" if lines.startswith("<ul") else "p"
    document = of_all_letters(lines.format("".join(f"<{tag}>{line}</{tag}>" for line in (f"{name}：{TITLE}", *FIELDS))))
    assert document.title == TITLE
    assert set(FIELDS) <= set(texts(document))


def test_the_title_and_the_day_of_asking_in_a_list_of_terms() -> None:
    terms = [line.split("：", 1) for line in (f"主题：{TITLE}", *FIELDS)]
    document = of_all_letters(f"<dl>{''.join(f'<dt>{name}：</dt><dd>{value}</dd>' for name, value in terms)}</dl>")
    assert document.title == TITLE
    assert {value for _, value in terms[1:]} <= set(texts(document))


@pytest.mark.parametrize("tag", ["h1", "h2", "h3"])
def test_the_heading_above_a_letter_whose_page_is_called_after_the_hotline(tag: str) -> None:
    fields = "<p><span>受理时间</span><em>2020-03-02</em><span>办结时间</span><em>2020-03-09</em></p>"
    letter = f"{fields}<h3>诉求内容</h3><p>{ASKED}</p><h3>办理结果</h3><p>{SHORT}</p>"
    document = of_all_letters(f"<div><{tag}>{TITLE}</{tag}>{letter}</div>", "12345政务服务便民热线-工单详情")
    assert document.title == TITLE


FORMS = {
    "boxes": "<div><div>{}</div><div>{}</div><div>{}</div></div>",
    "headings": "<h3>{}</h3><p>{}</p><p>{}</p>",
    "terms": "<dl><dt>{}</dt><dd>{}</dd><dd>{}</dd></dl>",
    "rows": "<table><tr><th>{}</th><td>{}<br>{}</td></tr></table>",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(("asks", "answers"), [("提问", "回答"), ("咨询", "解答"), ("留言", "答复")])
def test_question_and_answer_below_a_word_each_above_a_bare_day(asks: str, answers: str, form: str) -> None:
    document = read(form.format(asks, ASKED, "2020-03-02") + form.format(answers, SHORT, "2020-03-09"))
    assert [text for text in (ASKED, SHORT) if text not in "".join(texts(document))] == []
    assert str(document.published) == "2020-03-09"
