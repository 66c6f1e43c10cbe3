"""Streams of other pages whose headlines are no links: a script opens them, or a picture or a button is the link."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from collections.abc import Callable

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, page

from pipelines.extract import extract

TITLE = "关于停水的通知"
LEAD = '<div class="info">2020-03-12 10:20 来源：市水务局</div>'
NOTICE = [
    "因管道检修，北河路一至十九号定于3月24日8时至18时停水，请提前储水。",
    "恢复供水后如水质浑浊，请放水片刻后再使用。",
]


def headline(n: int) -> str:
    return f"第{n}标段开工附近居民绕行"


def summary(n: int) -> str:
    return f"据了解，第{n}标段全长{n + 2}公里，施工期间公交线路临时调整，沿线商户照常营业，预计年底完工，届时将改善出行条件。"


ITEMS: dict[str, Callable[[int], str]] = {
    "address in a script": lambda n: (
        f"<div class='i' onclick=\"window.open('/a/{n}.html')\"><h4>{headline(n)}</h4><div>{summary(n)}</div></div>"
    ),
    "call of a script": lambda n: f"<li onclick='openArticle({n})'><span>{headline(n)}</span><p>{summary(n)}</p></li>",
    "address in data": lambda n: (
        f"<section data-url='/a/{n}'><b>{headline(n)}</b><p>{summary(n)}</p><em>2小时前</em></section>"
    ),
    "role": lambda n: f"<div class='c' role='link'><div>{headline(n)}</div><div>{summary(n)}</div></div>",
    "picture": lambda n: (
        f"<li><a href='/a/{n}.html'><img src='{n}.jpg'></a><div>{headline(n)}</div><div>{summary(n)}</div></li>"
    ),
    "button": lambda n: f"<div class='k'><h5>{headline(n)}</h5><p>{summary(n)}</p><a href='/a/{n}.html'>阅读</a></div>",
    "flat": lambda n: f"<h5>{headline(n)}</h5><p>{summary(n)}<a href='/a/{n}.html'>详情</a></p>",
}


def texts(main: str) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul>{main}{FOOTER}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


def notice(below: str) -> str:
    return f"<h1>{TITLE}</h1>{LEAD}<div class='t'>{''.join(f'<p>{text}</p>' for text in NOTICE)}</div>{below}"


@pytest.mark.parametrize("count", [5, 12])
@pytest.mark.parametrize("form", ITEMS)
@pytest.mark.parametrize("around", ["<div class='xx'>{}</div>", "<div><h3>大家关注</h3><div>{}</div></div>"])
def test_a_stream_without_linked_headlines_is_not_the_body(count: int, form: str, around: str) -> None:
    assert texts(notice(around.format("".join(map(ITEMS[form], range(count)))))) == NOTICE


def test_items_of_an_aside_need_no_links() -> None:
    items = "".join(f"<div><b>{headline(n)}</b><p>{summary(n)}</p></div>" for n in range(6))
    assert texts(notice(f"<aside>{items}</aside>")) == NOTICE


@pytest.mark.parametrize(
    "item",
    [
        "<div class='s'><h4>第{n}部分的工作安排</h4><p>{text}</p></div>",
        "<div class='s' onclick='toggleItem({n})'><h4>第{n}部分的工作安排</h4><p>{text}</p></div>",
        "<div class='s'><h4>第{n}部分的工作安排</h4><p>{text}</p><p><a href='/f/{n}.pdf'>附件{n}.pdf</a></p></div>",
    ],
    ids=["sections", "sections that unfold", "sections with files"],
)
def test_sections_of_a_text_that_lead_nowhere_are_its_body(item: str) -> None:
    sections = "".join(item.format(n=n, text=summary(n)) for n in range(6))
    found = texts(f"<h1>{TITLE}</h1>{LEAD}<div class='t'><p>{NOTICE[0]}</p></div><div class='b'>{sections}</div>")
    assert [summary(n) for n in range(6)] == [text for text in found if text.startswith("据了解")]


@pytest.mark.parametrize("form", [name for name in ITEMS if name not in ("picture", "role")])
def test_a_digest_below_the_head_is_the_body(form: str) -> None:
    digest = "".join(map(ITEMS[form], range(6)))
    found = texts(f"<h1>{TITLE}</h1>{LEAD}<div class='t'>{digest}</div>")
    assert all(any(summary(n) in text for text in found) for n in range(6))


@pytest.mark.parametrize("name", ["TRS_Editor", "t"])
@pytest.mark.parametrize("button", ["点击此处查看详细内容", "阅读报道的全文>>", "更多新闻，请点击阅读"])
def test_items_of_a_digest_with_the_same_link_below_each_all_stay(name: str, button: str) -> None:
    items = "".join(
        f"<p><b>{headline(n)}</b></p><p>{summary(n)}</p><p><a href='{n}.html'>{button}</a></p>" for n in range(7)
    )
    found = texts(f"<h1>{TITLE}</h1>{LEAD}<div class='{name}'>{items}</div>")
    assert [text for n in range(7) for text in (headline(n), summary(n))] == [text for text in found if text != button]
