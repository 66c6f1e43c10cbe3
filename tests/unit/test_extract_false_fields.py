"""Fields that a page does not have: empty templates, buttons glued to names, numbers of other documents; and those that
stand in the columns of a table."""

from datetime import date

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

URL = "http://www.linjiang.gov.cn/zwgk/tzgg/content/post_1234.html"


def read(html: str) -> Document:
    return extract(page(html, url=URL), ANY)


def headed(line: str) -> Document:
    """A page whose heading has this line below it."""
    return read(article(in_p(SENTENCES), lead=f"<div class='info'>{line}</div>"))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


# Document numbers


@pytest.mark.parametrize(
    "value", ["〔〕 号", "临政发〔〕号", "临政发〔2026〕号", "第号", "〔2026〕 号", "九江市府〔 〕号"]
)
def test_a_number_that_nobody_filled_in_is_none(value: str) -> None:
    fields = f"<ul><li>索引号：LJ-2026-01</li><li>发文字号：{value}</li><li>发文机关：临江市人民政府</li></ul>"
    assert headed(fields).document_number is None


@pytest.mark.parametrize(
    "value", ["临政发〔2026〕12号", "第十二号", "2026年第3号", "临政令 12-1号", "总第（8）号", "临检 编号 2026-12 号"]
)
def test_a_number_in_any_form_is_one(value: str) -> None:
    assert headed(f"<ul><li>发文字号：{value}</li><li>发文机关：临江市人民政府</li></ul>").document_number == value


@pytest.mark.parametrize(
    "line",
    [
        "2026年3月，我单位获评二等奖（文号：临教普〔2025〕82号）。请问证书能否使用？",
        "现将《林区防火办法》（文号：临林发〔2025〕6号）印发如下",
        "经研究，同意实施该项目，文号：临发改〔2025〕8号，有效期两年。",
    ],
)
def test_a_number_in_a_sentence_is_of_another_document(line: str) -> None:
    assert read(article(in_p([line, *SENTENCES]))).document_number is None


def test_a_letter_quotes_numbers_of_other_documents() -> None:
    rows = (
        "<tr><td>信件标题：</td><td colspan=3>关于临教发〔2025〕3号的咨询</td></tr>"
        "<tr><td>信件类别：</td><td>咨询</td><td>来信时间：</td><td>2026-01-01</td></tr>"
        "<tr><td>信件内容：</td><td colspan=3>我单位获奖（文号：临教普〔2025〕82号）。请问评职称时能否使用？</td></tr>"
        "<tr><td>回复单位：</td><td>市教育局</td><td>回复时间：</td><td>2026-01-02</td></tr>"
        "<tr><td>回复内容：</td><td colspan=3>您好，可以使用。感谢您的来信，祝您生活愉快！</td></tr>"
    )
    document = read(article(f"<table>{rows}</table>", title="关于临教发〔2025〕3号的咨询", lead=""))
    assert document.document_number is None
    assert document.published == date(2026, 1, 2)


# Names and buttons


@pytest.mark.parametrize(
    "button",
    [
        "<a href='#comments'><img src='/i.png' alt='参与互动'>参与互动</a>",
        "<a href='javascript:void(0)'>我要留言</a>",
        "<a href='/app.html'>查看客户端</a>",
    ],
)
def test_a_button_behind_a_name_is_no_part_of_it(button: str) -> None:
    assert headed(f"2020年3月12日 10:10　来源：临江日报{button}").issuer == "临江日报"
    assert headed(f"发布日期：2020-03-12　发布机构：市林业局{button}").issuer == "市林业局"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("<a href='http://www.example.com'>临江日报</a>", "临江日报"),
        ("临江<a href='http://www.example.com'>日报</a>", "临江日报"),
        ("市政府<a href='/bgs/'>办公室</a>", "市政府办公室"),
    ],
)
def test_a_name_may_be_linked(source: str, name: str) -> None:
    assert headed(f"2020年3月12日 10:10　来源：{source}").issuer == name


# Tags of the head


@pytest.mark.parametrize("value", ["网站名称", "[网站名称]", "SiteName", "{{SiteName}}", "站点名称"])
def test_a_site_name_that_a_template_left_is_none(value: str) -> None:
    tag = f"<meta name='SiteName' content='{value}'>"
    assert read(article(in_p(SENTENCES), head=tag)).site_name is None


def test_other_tags_that_a_template_left_say_nothing() -> None:
    tags = "<meta name='ArticleTitle' content='文章标题'><meta name='ContentSource' content='信息来源'>"
    document = read(article(in_p(SENTENCES), head=tags, lead="<div>2020-03-12</div>"))
    assert (document.title, document.issuer) == ("临江市开展春季森林防火专项检查", None)
    named = read(article(in_p(SENTENCES), head="<meta name='SiteName' content='临江市政府网站'>"))
    assert named.site_name == "临江市政府网站"


# Tables of fields with the names in one row


NAMES = ["索取号", "发布时间", "发布机构", "文件编号", "备注"]
VALUES = ["LJ000/2026-00112", "", "临江市林业局", "临林〔2020〕5号", ""]


def cells(tag: str, values: list[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{value}</{tag}>" for value in values) + "</tr>"


@pytest.mark.parametrize(
    "rows",
    [
        cells("td", NAMES) + cells("td", VALUES),
        f"<thead>{cells('th', NAMES)}</thead><tbody>{cells('td', VALUES)}</tbody>",
        cells("th", NAMES[:3]) + cells("td", VALUES[:3]) + cells("th", NAMES[3:]) + cells("td", [VALUES[3], "-"]),
        cells("td", [f"<p>{name}：</p>" for name in NAMES[::-1]]) + cells("td", [f"<p>{v}</p>" for v in VALUES[::-1]]),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_a_table_with_the_names_of_fields_in_a_row_gives_them_and_is_no_text(rows: str, above: bool) -> None:
    table = f"<table>{rows}</table>"
    day = "<div class='info'>2020-03-12</div>"
    document = read(article(("" if above else table) + in_p(SENTENCES), lead=day + (table if above else "")))
    assert (document.index_number, document.office) == ("LJ000/2026-00112", "临江市林业局")
    assert (document.document_number, document.issuer) == ("临林〔2020〕5号", "临江市林业局")
    assert texts(document) == SENTENCES


@pytest.mark.parametrize(
    "body",
    [
        in_p(SENTENCES[:2]) + "<table>" + cells("td", NAMES) + cells("td", VALUES) + "</table>" + in_p(SENTENCES[2:]),
        "<table>" + cells("td", ["序号", *NAMES]) + cells("td", ["1", *VALUES]) + "</table>" + in_p(SENTENCES),
        "<table>" + cells("td", NAMES) + cells("td", VALUES) * 3 + "</table>" + in_p(SENTENCES),
        "<table>"
        + cells("td", ["文件名称", *NAMES])
        + cells("td", ["临江市林区防火办法", *VALUES])
        + "</table>"
        + in_p(SENTENCES),
    ],
)
def test_a_table_of_other_documents_is_text(body: str) -> None:
    document = read(article(body))
    assert (document.index_number, document.office) == (None, None)
    assert any("临林〔2020〕5号" in text for text in texts(document))
