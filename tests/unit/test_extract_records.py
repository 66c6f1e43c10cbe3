"""Records of names and values that no `<table>` lays out are read as tables, and what only looks like one is not."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, article, in_p, page

from pipelines.extract import extract
from pipelines.extract.lines.records import ROWS
from pipelines.models import Document, ParagraphKind

TITLE = "临江市好味食品厂行政处罚信息"
RECORD = {
    "当事人": "临江市好味食品厂",
    "决定书文号": "临市监罚〔2020〕7号",
    "违法行为类型": "生产标签不合格的食品",
    "处罚内容": "罚款五千元",
    "处罚决定日期": "2020年3月2日",
    "处罚机关": "临江市市场监督管理局",
}
MARKUP = {
    "roles": ("<div role='table'>{}</div>", "<div role='row'><div role='columnheader'>{}</div><div role='cell'>{}</div></div>"),
    "divs": ("<div class='record'>{}</div>", "<div class='item'><div class='k'>{}：</div><div class='v'>{}</div></div>"),
    "paragraphs": ("<section>{}</section>", "<div><p>{}</p><p>{}</p></div>"),
    "values deeper": ("<div>{}</div>", "<div class='row'><div>{}</div><div><div><p>{}</p></div></div></div>"),
    "dl": ("<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>"),
    "dl with divs": ("<dl>{}</dl>", "<div><dt>{}</dt><dd>{}</dd></div>"),
    "a dl each": ("<div>{}</div>", "<dl><dt>{}</dt><dd>{}</dd></dl>"),
    "items": ("<ul>{}</ul>", "<li><div>{}</div><div>{}</div></li>"),
}  # fmt: skip


def record(kind: str, rows: dict[str, str]) -> str:
    outer, row = MARKUP[kind]
    return outer.format("".join(row.format(name, value) for name, value in rows.items()))


def read(html: str) -> Document:
    return extract(page(html), ANY)


def lines(document: Document) -> list[str]:
    return [paragraph.text.replace("：\t", "|").replace("\t", "|") for paragraph in document.paragraphs]


def bare(body: str, title: str = TITLE, page_title: str = "临江市信用信息平台") -> str:
    """A page without a line of day and source."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{page_title}</title></head><body><ul class="nav">{NAVIGATION}</ul>
<main><h2>{title}</h2><div>{body}</div><div class="btn"><a href="javascript:history.go(-1)">返回</a></div></main>{FOOTER}</body></html>"""


ROWS_OF_RECORD = [f"{name}|{value}" for name, value in RECORD.items()]


@pytest.mark.parametrize("kind", MARKUP)
def test_a_record_is_the_body_in_rows(kind: str) -> None:
    document = read(article(record(kind, RECORD), title=TITLE))
    assert lines(document) == ROWS_OF_RECORD
    assert {paragraph.kind for paragraph in document.paragraphs} == {ParagraphKind.TABLE_ROW}


@pytest.mark.parametrize("kind", MARKUP)
def test_a_record_is_the_body_of_a_page_without_a_day(kind: str) -> None:
    document = read(bare(record(kind, RECORD)))
    assert lines(document) == ROWS_OF_RECORD
    assert document.title == TITLE


@pytest.mark.parametrize("kind", MARKUP)
def test_a_long_value_stays_with_its_name(kind: str) -> None:
    rows = {**RECORD, "违法事实": SENTENCES[0] + SENTENCES[1] + SENTENCES[2]}
    assert lines(read(bare(record(kind, rows)))) == [f"{name}|{value}" for name, value in rows.items()]


@pytest.mark.parametrize("kind", MARKUP)
def test_a_record_above_or_below_the_text_belongs_to_it(kind: str) -> None:
    text = in_p(SENTENCES)
    assert lines(read(article(record(kind, RECORD) + text, title=TITLE))) == [*ROWS_OF_RECORD, *SENTENCES]
    assert lines(read(article(text + record(kind, RECORD), title=TITLE))) == [*SENTENCES, *ROWS_OF_RECORD]


def test_several_values_of_a_name_stand_in_one_row() -> None:
    rows = "<dt>当事人</dt><dd>甲公司</dd><dd>乙公司</dd><dt>案由</dt><dd>超限运输</dd><dt>结果</dt><dd>罚款</dd>"
    assert lines(read(article(f"<dl>{rows}</dl>", title=TITLE))) == [
        "当事人|甲公司 乙公司",
        "案由|超限运输",
        "结果|罚款",
    ]


def test_a_name_without_a_value_and_a_heading_between_rows_stay() -> None:
    outer, row = MARKUP["divs"]
    half = [row.format(name, value) for name, value in RECORD.items()]
    inside = "".join([*half[:3], "<h4>处罚结果</h4>", *half[3:], row.format("备注", "")])
    assert lines(read(article(outer.format(inside), title=TITLE))) == [
        *ROWS_OF_RECORD[:3], "处罚结果", *ROWS_OF_RECORD[3:], "备注|"
    ]  # fmt: skip


MARKUP_OF_TABLE = ("<table>{}</table>", "<tr><th>{}</th><td>{}</td></tr>")


@pytest.mark.parametrize("kind", [*MARKUP, "table"])
@pytest.mark.parametrize("page_title", [TITLE, "临江市信用信息平台"])
def test_a_record_between_buttons_and_a_day_below_it_is_the_body(kind: str, page_title: str) -> None:
    outer, row = MARKUP.get(kind, MARKUP_OF_TABLE)
    inside = outer.format("".join(row.format(name, value) for name, value in RECORD.items()))
    buttons = "<ul><li><a href='#'>回上一页</a></li><li><a href='#'>友善打印</a></li></ul>"
    tags = "<ul><li><a href='/t1'>食品安全</a></li><li><a href='/t2'>双公示</a></li></ul>"
    below = (
        "<ul><li>发布日期：2020-03-20</li><li>点阅次数：1234</li></ul><p>(20201)临江市中正路1号 总机：02-2420-1122</p>"
    )
    document = read(bare(f"{buttons}{tags}<section>{inside}</section>{below}", page_title=page_title))
    assert lines(document) == ROWS_OF_RECORD


FIELDS = {"发布日期": "2020-03-12", "更新日期": "2020-03-13", "发布单位": "市应急管理局", "点阅次数": "1234"}
SHORT = ["经研究，定于3月20日召开全市春耕生产现场会，请各镇街按时参加。"]


@pytest.mark.parametrize("kind", MARKUP)
@pytest.mark.parametrize(
    "rows",
    [
        FIELDS,
        {"省里召开春耕工作会议": "2020-03-11", "我市开展林区巡查": "2020-03-10", "县区动态三则": "2020-03-09"},
        {"主办": "临江市人民政府办公室", "承办": "临江市政务服务数据管理局", "备案号": "粤ICP备00000000号", "网站标识码": "0000000000"},
        {"03-11": "省里召开春耕工作会议", "03-10": "我市开展林区巡查", "03-09": "县区动态三则"},
    ],
    ids=["fields of the page", "rows with a day each", "who runs the site", "days and titles"],
)  # fmt: skip
def test_what_is_of_the_page_is_no_record_below_a_text(kind: str, rows: dict[str, str]) -> None:
    document = read(article(in_p(SHORT), below=f"<div class='more'>{record(kind, rows)}</div>"))
    assert lines(document)[: len(SHORT)] == SHORT
    assert not any(paragraph.kind is ParagraphKind.TABLE_ROW for paragraph in document.paragraphs)


@pytest.mark.parametrize("kind", ["divs", "dl", "items"])
def test_questions_with_answers_of_prose_stay_paragraphs(kind: str) -> None:
    rows = {"办理条件": SENTENCES[0] + SENTENCES[1], "办理流程": SENTENCES[2], "监督方式": SENTENCES[1] + SENTENCES[3]}
    document = read(article(record(kind, rows), title=TITLE))
    assert not any(paragraph.kind is ParagraphKind.TABLE_ROW for paragraph in document.paragraphs)
    assert [line for line in lines(document) if len(line) > 20] == list(rows.values())


def test_rows_of_an_element_are_looked_for_in_linear_time() -> None:
    assert ROWS.search("\2" * 200_000) is None
    assert ROWS.search("\2\0" + "\1" * 200_000) is None
