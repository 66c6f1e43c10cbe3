"""Days of a line below the heading: of the Republic next to other words, and one that an element's attribute denies."""

import pytest
from extract_pages import ANY, FOOTER, SENTENCES, in_p, page

from pipelines.extract import extract

TAIWAN, CHINA = "https://www.qinghe.gov.tw/news/plaact/86346", "https://www.qinghe.gov.cn/news/plaact/86346"
TITLE = "某局辦理防災演練公告"


def published(line: str, address: str = CHINA) -> str:
    share = "<div class=share><span>Share</span></div>"
    main = f"<div class=m><h2 class=title>{TITLE}</h2><div class=pageinfo>{line}</div>{share}"
    text = f"<div class=c><p>{TITLE}</p>{in_p(SENTENCES)}</div></div>"
    html = f"<html><head><title>{TITLE}</title></head><body>{main}{text}{FOOTER}</body></html>"
    return str(extract(page(html, url=address), ANY).published)


@pytest.mark.parametrize("day", ["113.03.19", "113-3-19", "113/03/19", "113年3月19日", "發布日期：113.03.19"])
@pytest.mark.parametrize(
    "line", ["區域動態 {} 發布單位：政治作戰局", "<b>區域動態</b> <b>{}</b> <b>發布單位：政治作戰局</b>"]
)
def test_a_day_of_the_republic_among_other_words(line: str, day: str) -> None:
    assert published(line.format(day), TAIWAN) == "2024-03-19"
    if "日期" not in day:
        assert published(line.format(day)) == "None"


@pytest.mark.parametrize("line", ["截止 113.03.19 發布單位：政治作戰局", "更新 113.03.19 發布單位：政治作戰局"])
def test_days_of_another_kind_are_none(line: str) -> None:
    assert published(line, TAIWAN) != "2024-03-19"


@pytest.mark.parametrize("shown", ["建立時間：2016/05/21 11:44", "2016-05-21", "上稿 2016-05-21"])
def test_the_day_shown_wins_against_the_attribute_of_its_element(shown: str) -> None:
    assert published(f"<time pubdate datetime='2017-11-13'>{shown}</time>") == "2016-05-21"


@pytest.mark.parametrize("shown", ["3天前", "更新：2016-05-21", "2016-05-21 至 2016-06-01"])
def test_the_attribute_says_the_day_where_the_line_does_not(shown: str) -> None:
    assert published(f"<time datetime='2017-11-13T08:00:00+08:00'>{shown}</time>") == "2017-11-13"
