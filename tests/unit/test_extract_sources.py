"""来源 next to days without a space, next to buttons, in marks and under other names."""

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

OFFICE = "市应急管理局"


@pytest.mark.parametrize(
    "lead",
    [
        f"<div><span>2020年3月12日</span><span>来源：{OFFICE}</span></div>",
        f"<div>2020年03月12日信息来源：{OFFICE}</div>",
        f"<div><span>2020年3月12日</span><span>星期四</span><span>来源：{OFFICE}</span></div>",
        f"<div>3月12日来源：{OFFICE}</div>",
        f"<div>03-12 来源：{OFFICE}</div>",
        f"<div>2020-03-12 供稿单位：{OFFICE}</div>",
        f"<div>2020-03-12 选自：《{OFFICE}》</div>",
        f"<div>2020-03-12 来源：{OFFICE} &gt;&gt; 【字体：大 中 小】</div>",
        f"<div>2020-03-12 来源：{OFFICE} <i>\U0001f50a</i></div>",
        f"<div>2020-03-12 来源：{OFFICE} <a href='#'>读给我</a> <a href='#'>A-</a></div>",
        f"<div>2020-03-12 来源：{OFFICE} <a>听新闻</a></div>",
    ],
)
def test_the_source_is_a_name_and_the_line_no_paragraph(lead: str) -> None:
    document = extract(page(article(in_p(SENTENCES), lead=lead)), ANY)
    assert document.issuer == OFFICE
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES


@pytest.mark.parametrize("name", ["临江日报", "中国 政府网", "市局（东区）"])
def test_a_source_that_is_a_link_stays_whole(name: str) -> None:
    lead = f"<div>2020-03-12 来源：<a href='http://x.cn/'>{name}</a></div>"
    assert extract(page(article(in_p(SENTENCES), lead=lead)), ANY).issuer == name
