"""Articles whose words stand apart: what the markup or the place says is no text; and the same in Chinese, where it is."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest

from pipelines.extract import paragraphs_of

TITLE = "Harbour ferry returns after winter repairs"
TEXTS = [
    "The harbour ferry went back into service on Monday, five weeks later than planned, the port office said.",
    "Workers had found rust below the waterline, and two of the four shafts were replaced in the town's own yard.",
    "Tickets stay at last year's price until June. From then on a return trip will cost half a crown more.",
    "The council expects some nine hundred passengers a day, most of them pupils from the northern shore.",
]
RUSSIAN = [
    "Паром снова ходит через гавань с понедельника, на пять недель позже, чем было обещано, сообщили в порту.",
    "Рабочие нашли ржавчину ниже ватерлинии, и два вала из четырёх пришлось заменить на городской верфи.",
    "Билеты до июня стоят столько же, сколько в прошлом году; потом поездка туда и обратно подорожает.",
]
CHINESE = [
    "港区轮渡周一恢复通航，比原计划推迟五周，港务局有关负责人在现场会上介绍了维修情况，并感谢市民理解支持。",
    "维修人员发现水线以下锈蚀严重，四根传动轴更换两根，全部在本市船厂完成，质量经第三方机构检验合格。",
    "船票价格六月以前保持不变，此后往返票价上调五角，学生和老年人凭证件继续享受半价优惠，详情见公告。",
]


def page(inner: str, title: str = TITLE) -> bytes:
    return f"<html><head><title>{title}</title></head><body><div class='story'>{inner}</div></body></html>".encode()


def in_p(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


PARTS = {
    "caption": "<figure><img src=f.jpg><figcaption>The ferry at the northern pier, seen from the tower.</figcaption></figure>",
    "credit in a figure": "<figure><img src=f.jpg><span>Photograph: the port office</span></figure>",
    "caption by name": "<div class='image-caption'>The ferry at the northern pier, seen from the tower.</div>",
    "aside": "<aside><h4>In short</h4><p>A ferry is back, and it is late by five weeks.</p></aside>",
    "form": "<form action=/join><p>Get our letter each morning. Leave whenever you like.</p></form>",
    "subscribers": "<div class='newsletter-box'><p>Get our letter each morning. Leave whenever you like.</p></div>",
    "one link": "<p>Read more: <a href='/a/1'>Why the winter was hard on the northern piers</a></p>",
    "links below a line": "<h4>More on this</h4><ul><li><a href='/a/1'>Why the winter was hard on the northern piers</a></li><li><a href='/a/2'>Port office asks for a second yard by spring</a></li></ul>",
}


@pytest.mark.parametrize("at", [1, 2, len(TEXTS)])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_the_markup_names_is_no_text(part: str, at: int) -> None:
    assert paragraphs_of(page(in_p(TEXTS[:at]) + PARTS[part] + in_p(TEXTS[at:]))) == TEXTS


@pytest.mark.parametrize("part", PARTS)
def test_so_it_is_in_a_text_in_russian(part: str) -> None:
    assert paragraphs_of(page(in_p(RUSSIAN[:2]) + PARTS[part] + in_p(RUSSIAN[2:]), "Паром")) == RUSSIAN


@pytest.mark.parametrize(
    "line",
    [
        "Published 10:02 AM EST Nov 19, 2019",
        "Опубликовано 19 ноября 2019, 10:02",
        "viernes, 22 de octubre de 2010 a las 20:13",
        "Ann Smith | Updated: 19 November 2019",
    ],
)
def test_a_dated_line_above_the_first_paragraph_is_no_text(line: str) -> None:
    assert paragraphs_of(page(f"<div>{line}</div>" + in_p(TEXTS))) == TEXTS


@pytest.mark.parametrize(
    "line",
    [
        "<p>In 2019 the ferry ran on 212 days, fewer than in any year since the war.</p>",  # a sentence
        "<h3>The winter of 2018 and 2019</h3>",
        "<p>See <a href='/plan.pdf'>the plan of the yard for the coming winter months</a></p>",  # a file
        "<p><a href='#map'>a map of all the piers of the harbour is at the end</a></p>",
        "<p><a href='https://ferry.example.org/tickets/one-way'>https://ferry.example.org/tickets/one-way</a></p>",
        "<p>The port office <a href='/o'>said so in a letter to all the owners of houses</a> on Friday.</p>",
        "<ul><li><a href='/s'>Spare parts</a></li></ul>",
    ],
)
def test_a_line_that_looks_nearly_the_same_stays(line: str) -> None:
    read = paragraphs_of(page(in_p(TEXTS[:2]) + line + in_p(TEXTS[2:])))
    assert read[:2] + read[3:] == TEXTS
    assert len(read) == len(TEXTS) + 1


@pytest.mark.parametrize(
    "holder",
    [
        "<figure class='table'><table><tr><th>Pier</th><th>Days</th></tr><tr><td>North</td><td>212</td></tr><tr><td>South</td><td>98</td></tr></table></figure>",
        "<figure><blockquote>We found more rust than steel.</blockquote></figure>",
        "<div class='social-embed'><blockquote>We found more rust than steel.</blockquote></div>",
    ],
)
def test_a_table_or_a_quotation_in_such_a_part_stays(holder: str) -> None:
    assert len(paragraphs_of(page(in_p(TEXTS[:2]) + holder + in_p(TEXTS[2:])))) > len(TEXTS)


def test_an_article_in_an_element_of_such_a_name_is_read() -> None:
    assert paragraphs_of(page(f"<div class='gallery-page'>{in_p(TEXTS)}</div>")) == TEXTS


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<figure><img src=f.jpg><figcaption>{}</figcaption></figure>", "图为维修后的轮渡停靠北岸码头，市民有序登船。"),
        ("<div class='caption'>{}</div>", "维修后的轮渡停靠北岸码头，市民有序登船。"),
        ("<p><a href='/a/1.html'>{}</a></p>", "附件一：港区轮渡船票价格调整方案及学生老年人优惠办法的具体规定（全文）"),
    ],
)
def test_in_chinese_captions_and_lines_that_are_links_are_text(markup: str, said: str) -> None:
    read = paragraphs_of(page(in_p(CHINESE[:2]) + markup.format(said) + in_p(CHINESE[2:]), "港区轮渡恢复通航"))
    assert read == [*CHINESE[:2], said, *CHINESE[2:]]


@pytest.mark.parametrize("name", ["relative", "m-relative lead", "position-relative"])
def test_the_name_of_a_position_says_nothing_of_other_pages(name: str) -> None:
    beyond = "<div class='cookies'>We keep cookies, which help us to see what is read. Stay, and you agree.</div>"
    body = f"{beyond}<div class='{name}'><h1>{TITLE}</h1>{in_p(TEXTS)}</div>"
    assert paragraphs_of(page(body)) == TEXTS
