"""Days of the Republic below a heading, who posted a text and when, and the day at the foot of a release."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, page

from pipelines.extract import extract

TITLE = "衛生局公布端午抽驗結果"
TEXTS = ["端午節將屆，衛生局針對市售粽子執行抽驗專案，共抽驗86件。", "衛生局提醒民眾，選購時應注意包裝標示是否完整。"]


@pytest.mark.parametrize(
    "day", ["中華民國113年5月31日", "民國113年5月31日", "113-05-31", "113.05.31", "張貼日：113/05/31　張貼人：衛生局"]
)
@pytest.mark.parametrize("lead", ['<div class="meta">%s</div>', '<p class="date">%s</p>', "<ul><li>%s</li></ul>"])
@pytest.mark.parametrize("container", ['<div class="cp"><p>%s</p><p>%s</p></div>', '<div class="ed">%s<br>%s</div>'])
def test_a_day_of_the_republic_below_the_heading(day: str, lead: str, container: str) -> None:
    html = f"<html><head><title>{TITLE}</title></head><body><main><h2>{TITLE}</h2>{lead % day}{container % tuple(TEXTS)}</main><footer>版權所有</footer></body></html>"
    document = extract(page(html), ANY)
    assert str(document.published) == "2024-05-31"
    assert [one.text for one in document.paragraphs] == TEXTS


def test_the_day_at_the_foot_of_a_release() -> None:
    html = f'<html><head><title>{TITLE}</title></head><body><div id="contentBody"><span>{TITLE}</span><br><span>{TEXTS[0]}<br><br>{TEXTS[1]}<br><br>完</span><br><br>2023年11月14日（星期二）<br>香港時間18時05分</div></body></html>'
    document = extract(page(html, url="http://www.info.gov.hk/gia/P1234.htm"), ANY)
    assert str(document.published_at) == "2023-11-14 18:05:00+08:00"


@pytest.mark.parametrize(
    "below",
    [
        "<div><p>您对本页面内容是否满意？</p></div>",
        "<div><span>本文对您是否有帮助？</span><b>有</b><b>没有</b></div>",
        "<div><b>我要评价</b><label>非常满意</label><label>满意</label><label>不满意</label></div>",
        "<div>下载“临江融媒”APP，掌握更多资讯</div>",
        "<div>初审：李娜</div><div>复审：王磊</div><div>终审：周涛</div>",
        "<section>新闻热线：0513-8551011　投稿邮箱：qs@example.com</section>",
    ],
)
@pytest.mark.parametrize("name", ['class="TRS_Editor"', 'class="con"', ""])
def test_what_a_page_says_below_the_text_is_no_text(below: str, name: str) -> None:
    texts = ["因管网检修，定于5月6日8时至18时停水，请提前储水。", "下载“临江水务”APP，可查询停水范围。", "市自来水公司"]
    body = "".join(f"<p>{text}</p>" for text in texts)
    html = f"<html><head><title>停水公告和安排_临江市</title></head><body><h1>停水公告和安排</h1><div>发布时间：2024-05-04 来源：市住建局</div><div><div {name}>{body}</div>{below}</div><div class='foot'>主办：临江市</div></body></html>"
    assert [one.text for one in extract(page(html), ANY).paragraphs] == texts
