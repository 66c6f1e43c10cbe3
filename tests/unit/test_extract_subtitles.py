"""What stands between the heading and the line about the text: no title, and nothing that is lost."""

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

TITLE = "关于加强农村饮水安全管理工作的意见"
INFO = "<div class='info'>发布时间：2026-03-05 来源：市水利局 【字体：大 中 小】</div>"
SUBTITLES = {
    "dash": "<h2>——全市水利工作系列之一</h2>",
    "state": "<p>（征求意见稿）</p>",
    "passed": "<div>（2026年3月1日市政府第10次常务会议通过）</div>",
    "heading": "<h4>守好水源地 用上放心水</h4>",
    "named": "<div class='subtitle'>在全市水利工作会议上的讲话</div>",
    "plain": "<p>全市农村供水保障三年行动取得成效</p>",
}


def read(head: str, page_title: str, info: str = INFO) -> Document:
    head = f"<div class='main'>{head}{info}<div class='con'>{in_p(SENTENCES)}</div></div>"
    title = f"<head><meta charset='utf-8'><title>{page_title}</title></head>"
    return extract(page(f"<html>{title}<body><ul>{NAVIGATION}</ul>{head}{FOOTER}</body></html>"), ANY)


@pytest.mark.parametrize("page_title", ["临江市水利局", "通知公告-临江市水利局", f"{TITLE}_临江市水利局", ""])
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<h3>{}</h3>"])
@pytest.mark.parametrize("subtitle", SUBTITLES.values(), ids=SUBTITLES)
def test_a_subtitle_opens_the_text(subtitle: str, heading: str, page_title: str) -> None:
    document = read(heading.format(TITLE) + subtitle, page_title)
    assert document.title == TITLE
    assert document.paragraphs[0].text in subtitle
    assert document.paragraphs[1].text == SENTENCES[0]
    assert document.issuer == "市水利局"


@pytest.mark.parametrize("info", [INFO, ""], ids=["line about the text", "none"])
@pytest.mark.parametrize(
    "line",
    [
        "临江市水利局",
        "记者 李四",
        "【联合报记者李四报导】",
        "成文于2026-03-01，发布于2026-03-05",
        "<a href='/a'>收听全市水利工作系列报道</a>",
    ],
)
def test_other_lines_below_the_heading_are_no_text(line: str, info: str) -> None:
    document = read(f"<h1>{TITLE}</h1><p>{line}</p>", f"{TITLE}_临江市水利局", info or INFO)
    assert document.paragraphs[0].text == SENTENCES[0]


@pytest.mark.parametrize("column", ["<h1>重要通知</h1>", "<h2>水利新闻</h2>", "<div class='title'>政策文件</div>"])
@pytest.mark.parametrize("heading", ["<h3>{}</h3>", "<p align='center'><b>{}</b></p>"])
def test_a_column_above_the_heading_is_not_the_title(heading: str, column: str) -> None:
    assert read(column + heading.format(TITLE), "临江市水利局").title == TITLE


@pytest.mark.parametrize("tag", ["p", "div"])
@pytest.mark.parametrize(
    "lines",
    [
        ["临江市人民政府办公室", "关于加强农村饮水安全管理的通知"],
        ["临江市水利局　临江市财政局", "关于加强农村饮水安全管理的", "通　　知"],
    ],
)
def test_a_title_in_lines_of_its_own_element_is_whole(lines: list[str], tag: str) -> None:
    head = f"<div class='tt'>{''.join(f'<{tag}>{line}</{tag}>' for line in lines)}</div>"
    title = read(head, "临江市水利局").title
    assert "".join(title.split()) == "".join("".join(lines).split())
