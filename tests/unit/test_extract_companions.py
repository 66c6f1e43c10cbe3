"""What explains a bulletin next to it (政策解读) is not the bulletin, however much longer it is."""

import pytest

from pipelines.extract import paragraphs_of

TITLE = "关于做好秋季防火工作的通知"
NOTICE = ["为做好今年的防火工作，现将有关事项通知如下。", "各乡镇要落实巡查，发现火情立即报告。"]
EXPLAINED = ["为便于社会各界理解文件内容，现将有关内容解读如下。"] + [
    f"第{number}部分明确了有关单位的职责、巡查的次数和报告的时限，便于各地对照执行。" for number in "一二三四五"
]


def lines(some: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in some)


def page(body: str) -> bytes:
    return f"<html><head><title>{TITLE}</title></head><body>{body}<div>版权所有：某县</div></body></html>".encode()


HEAD = f"<h1>{TITLE}</h1><p>发布时间：2026-09-22 来源：县政府办</p>"
OWN = f'<div class="content">{lines(NOTICE)}</div>'


@pytest.mark.parametrize(
    "part",
    [
        "<div class=jd><h3>政策解读</h3>{}</div>",
        "<div><div><span>相关解读</span></div><div>{}</div></div>",
        "<div class=right><h2>图文解读</h2>{}</div>",
        "<section><p>解读材料</p>{}</section>",
    ],
)
def test_a_text_next_to_the_article_that_explains_it(part: str) -> None:
    explained = part.format(lines(EXPLAINED))
    assert paragraphs_of(page(f"<div>{HEAD}{OWN}{explained}</div>")) == NOTICE
    assert paragraphs_of(page(f"<div>{explained}{HEAD}{OWN}</div>")) == NOTICE


def test_a_part_of_the_article_that_explains_it_stays() -> None:
    own = f"<div class=content>{lines(NOTICE)}<h3>政策解读</h3>{lines(EXPLAINED)}</div>"
    assert paragraphs_of(page(f"<div>{HEAD}{own}</div>")) == [*NOTICE, "政策解读", *EXPLAINED]


def test_an_article_that_explains_is_read_below_its_columns_name() -> None:
    assert paragraphs_of(page(f"<div><h3>政策解读</h3></div>{HEAD}<div class=c>{lines(EXPLAINED)}</div>")) == EXPLAINED
