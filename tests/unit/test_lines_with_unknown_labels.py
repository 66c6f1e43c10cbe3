"""Lines about a text that begin with a field which no list of names knows: 文章所在栏目：… 来源：… 发布时间：…"""

import pytest

from pipelines.extract import paragraphs_of
from pipelines.extract.words.line_patterns import is_meta_line

SENTENCES = ("各单位要在6月30日前完成自查，并把结果报市局。", "逾期不报的，予以通报。")


@pytest.mark.parametrize(
    "line",
    [
        "文章所在栏目：通知公告 来源：队长办公室 发布时间：2021-06-30 20:00:22",
        "信息类别：公告 发布日期：2021-06-30 来源：本站",
        "阅读权限：公开 来源：某局 发布时间：2021-06-30 20:00",
    ],
)
def test_a_source_and_a_day_of_publication_behind_it_make_it_one(line: str) -> None:
    assert is_meta_line(line)
    body = "".join(f"<p>{text}</p>" for text in SENTENCES)
    head = f"<h1>关于开展自查的通知</h1><div>{line}</div>"
    page = f"<div class='article_content'>{head}<div class='article'>{body}</div></div>"
    html = f"<html><head><title>关于开展自查的通知</title></head><body>{page}</body></html>"
    assert paragraphs_of(html.encode()) == list(SENTENCES)


@pytest.mark.parametrize(
    "line",
    ["项目编号：A-1 资金来源：财政资金 时间：2021-06-30", "建设地点：城东 来源：本市 发布时间：另行通知"],
)
def test_the_fields_of_a_text_are_none(line: str) -> None:
    assert not is_meta_line(line)
