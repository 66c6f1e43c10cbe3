"""Day and office in a list of fields below pictures, links and downloads, and what only looks like one."""

from datetime import date

import pytest
from extract_pages import ANY, SENTENCES, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

OF_ADDRESS = date(2020, 3, 12)
TITLE = "全市春季森林防火检查启动"
PICTURES = "<div class='pics'>" + "".join(f"<p><img src='/{n}.jpg'></p><p>图说文字{n}</p>" for n in range(6)) + "</div>"
LINKS = (
    "<div><h3>相關連結</h3>" + "".join(f"<p><a href='//o{n}.gov.tw/'>外部網站{n}</a></p>" for n in range(5)) + "</div>"
)
FILES = "<div><h3>檔案下載</h3>" + "".join(f"<p>申請書{n}<a href='/f/{n}.doc'>doc</a></p>" for n in range(6)) + "</div>"
FIELDS = [("發布日期", "2020-03-05"), ("更新日期", "2020-03-09"), ("發布單位", "林業處造林科"), ("點閱次數", "123")]
OTHERS = [("发布日期", "2020-03-05"), ("更新日期", "2020-03-09"), ("发布机构", "市林业局造林科"), ("浏览次数", "123")]
LISTS = {
    "ul": ("<ul>{}</ul>", "<li>{}：{}</li>"),
    "dl": ("<dl>{}</dl>", "<div><dt>{}</dt><dd>{}</dd></div>"),
    "div": ("<div class='p'>{}</div>", "<div><span>{}：</span><span>{}</span></div>"),
    "line": ("<div class='p'>{}</div>", "{}：{}　"),
    "table": ("<table>{}</table>", "<tr><th>{}</th><td>{}</td></tr>"),
}


def listed(fields: list[tuple[str, str]], kind: str) -> str:
    around, line = LISTS[kind]
    return around.format("".join(line.format(*field) for field in fields))


def read(below: str, after: str = "", info: str = "", inside: str = "") -> Document:
    main = f"<div class='m'><h1>{TITLE}</h1>{info}<div class='c'>{in_p(SENTENCES)}{inside}</div>{below}</div>"
    foot = "<div class='f'><p>地址：临江市中路1号</p><p>版权所有：临江市林业局</p></div>"
    head = f"<head><meta charset='utf-8'><title>{TITLE}</title></head>"
    return extract(page(f"<html>{head}<body>{main}{foot}{after}</body></html>"), ANY)


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("fields", [FIELDS, OTHERS], ids=["traditional", "simplified"])
@pytest.mark.parametrize("between", [PICTURES, FILES, PICTURES + LINKS + FILES], ids=["pictures", "files", "all"])
def test_day_and_office_are_read_below_what_stands_under_the_text(
    between: str, fields: list[tuple[str, str]], kind: str
) -> None:
    document = read(between + listed(fields, kind))
    assert (document.published, document.issuer) == (date(2020, 3, 5), fields[2][1])


@pytest.mark.parametrize("kind", LISTS)
def test_the_list_at_the_end_of_the_text_itself_is_cut(kind: str) -> None:
    document = read("", inside=listed(FIELDS, kind))
    assert (document.published, document.issuer) == (date(2020, 3, 5), FIELDS[2][1])
    assert [paragraph.text for paragraph in document.paragraphs] == list(SENTENCES)


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("fields", [FIELDS, OTHERS], ids=["traditional", "simplified"])
def test_a_list_of_the_site_or_of_another_document_says_nothing(fields: list[tuple[str, str]], kind: str) -> None:
    two = listed([fields[0], fields[2]], kind)
    card = f"<div><a href='/2.html'>关于进一步加强森林防火工作的意见</a>{two}</div>"
    documents = [
        read(PICTURES + FILES + listed([fields[1], fields[3]], kind)),
        read(PICTURES + FILES, f"<footer>{listed(fields, kind)}</footer>"),
        read(PICTURES + FILES, f"<div>{two}</div>"),
        read(PICTURES + FILES, f"<aside><h3>最新公告</h3>{two}</aside>"),
        read(PICTURES + FILES + card),
        read(PICTURES + FILES + two + two),
    ]
    assert {(one.published, one.issuer) for one in documents} == {(OF_ADDRESS, None)}


@pytest.mark.parametrize("kind", ["ul", "line", "div"])
def test_fields_that_a_text_ends_with_stay_where_the_page_gives_another_day(kind: str) -> None:
    info = "<div class='i'>发布时间：2020-03-08　来源：市林业局</div>"
    fields = [("公告日期", "2020-03-05"), ("发布单位", "市林业局造林科")]
    document = read("", info=info, inside=listed(fields, kind))
    assert (document.published, document.issuer) == (date(2020, 3, 8), "市林业局")
    assert any("造林科" in paragraph.text for paragraph in document.paragraphs)
