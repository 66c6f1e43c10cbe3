"""Fields that a page leaves empty, and a day and its time with nothing between them."""

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

DAY = "2026-03-12"


@pytest.mark.parametrize(
    "lead",
    [
        f"<div>{DAY} 来源：</div>",
        f"<p>发布时间：{DAY}</p><p>来源：</p>",
        f"<div><span>{DAY}</span> <span>来源：<em></em></span></div>",
        f"<ul><li>发布日期：{DAY}</li><li>信息来源：</li></ul>",
    ],
)
@pytest.mark.parametrize("first", ["因管道检修，北河路停水。", "近日，我市3家企业入选国家级绿色工厂！", SENTENCES[0]])
def test_a_sentence_is_no_value_of_an_empty_source(first: str, lead: str) -> None:
    document = extract(page(article(in_p([first, *SENTENCES[1:]]), lead=lead)), ANY)
    assert document.issuer is None
    assert document.paragraphs[0].text == first


@pytest.mark.parametrize("name", ["新华社", "人民日报，新华社", "市住房和城乡建设局 市公安局"])
def test_a_name_in_the_next_cell_is_the_source(name: str) -> None:
    lead = f"<table><tr><td>来源：</td><td>{name}</td><td>发布日期：</td><td>{DAY}</td></tr></table>"
    assert extract(page(article(in_p(SENTENCES), lead=lead)), ANY).issuer == name


@pytest.mark.parametrize("tag", ["span", "i", "em"])
@pytest.mark.parametrize("day", ["2020-03-12", "2020/03/12", "2020.3.12"])
@pytest.mark.parametrize("time", ["09:35", "09:35:20"])
@pytest.mark.parametrize("order", ["{d}{t}{s}", "{s}{d}{t}"])
def test_a_day_and_its_time_in_tags_next_to_each_other(order: str, time: str, day: str, tag: str) -> None:
    parts = {"d": day, "t": time, "s": "来源：市林业局"}
    lead = "<div>" + order.format(**{name: f"<{tag}>{text}</{tag}>" for name, text in parts.items()}) + "</div>"
    document = extract(page(article(in_p(SENTENCES), lead=lead)), ANY)
    assert str(document.published_at)[:16] == "2020-03-12 09:35"
    assert (document.issuer, document.paragraphs[0].text) == ("市林业局", SENTENCES[0])


def test_figures_that_may_be_read_in_two_ways_are_no_day() -> None:
    lead = "<div><span>2020-03-11</span><span>9:35</span></div>"  # the eleventh at nine, or the first at nineteen
    assert str(extract(page(article(in_p(SENTENCES), lead=lead)), ANY).published) != "2020-03-01"


@pytest.mark.parametrize("office", ["县版权局", "省版权保护中心"])
def test_an_office_of_copyright_next_to_the_day(office: str) -> None:
    lead = f"<div>2020-03-10 14:00<span>来源： {office}</span></div>"  # the address has another day
    document = extract(page(article(in_p(SENTENCES), lead=lead)), ANY)
    assert (str(document.published), document.issuer) == ("2020-03-10", office)
