"""Where the link of a row is an article's summary, the text above it is the title."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
TITLES = ["关于开展农村危房改造工作的通知", "区人民政府办公室关于春节放假的公告", "关于公布行政许可事项目录的通告"]
SUMMARIES = [
    "为进一步规范有关工作，维护群众合法权益，根据有关法律法规规定，现就相关事项公告如下：一、总体要求……",
    "根据上级统一部署，结合本区实际，区人民政府决定在全区范围内开展专项工作。现将有关事项通知如下，请认真执行。",
]
NEWS = "区长主持召开常务会议，研究部署防汛抗旱工作，审议有关文件，强调要压实责任并确保群众生命财产安全"


def titles(rows: list[str]) -> list[str]:
    text = f"<html><head><title>通知公告</title></head><body><div class=list>{''.join(rows)}</div></body></html>"
    return [link.title for link in read_list(text, LIST, SOURCE).articles]


ROWS = {
    "bold": "<div class=it><b>{t}</b><br><a href='/a/80{n}.html'>{s}</a><br>{d}</div>",
    "a heading": "<div class=it>\n<h3>{t}</h3>\n<p><a href='/a/80{n}.html'>{s}</a></p><span>{d}</span></div>",
    "a box": "<li><div><p>{t}</p></div><div><a href='/a/80{n}.html'>{s}</a></div><i>{d}</i></li>",
    "a list of terms": "<dl><dt>{t}</dt><dd><a href='/a/80{n}.html'>{s}</a></dd><dd>{d}</dd></dl>",
}


@pytest.mark.parametrize("summary", SUMMARIES, ids=["cut", "sentences"])
@pytest.mark.parametrize("kind", ROWS)
def test_the_text_above_a_summary_is_the_title(kind: str, summary: str) -> None:
    rows = [ROWS[kind].format(n=n, t=t, s=summary, d=f"2026-09-2{n}") for n, t in enumerate(TITLES)]
    assert titles(rows) == TITLES


@pytest.mark.parametrize(
    ("above", "linked"),
    [
        ("<b>区人民政府办公室文件</b>", f"{NEWS}。"),
        ("<b>区人民政府办公室文件</b>", NEWS),
        ("<b>要闻</b>", f"{NEWS}。"),
        ("发布机构为区人民政府办公室", f"{NEWS}……"),
    ],
    ids=["an office in each row", "no summary", "a short text", "no element of its own"],
)
def test_what_else_stands_above_a_long_title_is_none(above: str, linked: str) -> None:
    rows = [f"<li>{above}<a href='/a/80{n}.html'>第{n}次{linked}</a><i>2026-09-2{n}</i></li>" for n in range(3)]
    assert titles(rows) == [f"第{n}次{linked}" for n in range(3)]
