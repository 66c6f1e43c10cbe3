"""What pages put around a text next to links: players, votes, invitations to an app, cookies, whose the page is."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, in_p, page

from pipelines.extract import extract

TITLE = "秋收用电安全提示"
TEXT = ["入秋以来，全县玉米陆续成熟，各镇组织农机手抢收。", "请广大农户注意用电安全，防止火灾。"]


def texts(body: str, below: str = FOOTER) -> list[str]:
    head = f"<h1>{TITLE}</h1><div class=ly>来源：县农业农村局 2020-03-12</div>"
    main = f"<div class=main>{head}<div class=nr>{body}</div></div>"
    html = f"<html><head><title>{TITLE}</title></head><body>{NAVIGATION}{main}{below}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("form", ["<p>{}</p>", "<div>{}</div>", "<span>{}</span>"], ids=["paragraph", "box", "span"])
@pytest.mark.parametrize(
    "line",
    [
        "点击播放音频 00:00/03:12",
        "0:00 / 12:05",
        "00:00/1:03:12",
        "顶 0 踩 0",
        "顶(0) 踩(0)",
        "顶一下(0)",
        "打开APP阅读全文",
        "展开阅读全文",
    ],
)
def test_players_votes_and_invitations_are_cut(line: str, form: str) -> None:
    assert texts(form.format(line) + in_p(TEXT)) == TEXT
    assert texts(in_p(TEXT) + form.format(line)) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "停水 00:00/03:12",
        "比分 1:00/3:12",
        "00:30/03:12",
        "顶 3",
        "踩 5 次油门",
        "打开APP，点击“阅读全文”即可查看缴费记录。",
        "关闭时间 0:00/5:00",
    ],
)
def test_lines_of_a_text_that_are_like_them_stay(line: str) -> None:
    assert line in texts(in_p(["有关情况如下：", TEXT[0], line, TEXT[1]]))


@pytest.mark.parametrize(
    "line", ["地址：临江市北门路11号", "临江市农业农村局 地址：北门路11号", "Todos os direitos reservados"]
)
@pytest.mark.parametrize("box", ["<div>{}</div>", "<div class=bottom>{}</div>", "<div id=dibu>{}</div>"])
def test_the_last_line_of_a_page_says_whose_it_is(box: str, line: str) -> None:
    assert texts(in_p(TEXT), box.format(line)) == TEXT


def test_an_address_of_the_text_stays() -> None:
    line = "地址：临江市北门路11号"
    assert texts(in_p([*TEXT, line])) == [*TEXT, line]
    assert texts(f"{in_p(TEXT)}<div>{line}</div>", "") == [*TEXT, line]


def test_a_notice_of_cookies_below_the_article_is_no_text() -> None:
    said = ["From 1 July the fee is 35 yuan.", "Receipts are issued at window 6."]
    notice = "<div class=cookie>We use cookies to improve your experience. Accept all</div>"
    html = (
        f"<html><head><title>Notice of fees</title></head><body><h1>Notice of fees</h1><div>{in_p(said)}</div>{notice}"
    )
    assert [paragraph.text for paragraph in extract(page(html), ANY).paragraphs] == said


def test_a_beginning_cut_short_is_no_second_paragraph() -> None:
    assert texts(f"<div class=jj>{TEXT[0][:14]}…</div><div>{in_p(TEXT)}</div>") == TEXT
    other = "全县玉米收获面积已达三十一万亩…"
    assert texts(f"<p>{other}</p>{in_p(TEXT)}") == [other, *TEXT]
