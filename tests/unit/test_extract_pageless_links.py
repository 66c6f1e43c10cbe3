"""Links that lead to no page: addresses of post, of pages, telephone numbers, and links around whole paragraphs."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import re

import pytest
from extract_pages import ANY, NAVIGATION, page

from pipelines.extract import extract
from pipelines.extract.markup.limits import guard
from pipelines.extract.markup.pageless_links import count_as_text
from pipelines.extract.parsing.parse import parse

TITLE = "关于公布学校联系方式的通知"
LEAD = "为方便家长咨询，现将全县各学校的联系方式予以公布，如有变动请及时告知县教育局。"
SCHOOLS = ["县一中", "县二中", "实验小学", "北河小学", "城关幼儿园"]
FOOT = "<div class='foot'><a href='/about'>关于我们</a> | <a href='/map'>网站地图</a><br>版权所有：临江县教育局　邮箱：<a href='mailto:web@example.cn'>web@example.cn</a></div>"
SHOWN = {
    "post": "<a href='mailto:s{0}@example.cn'>s{0}@example.cn</a>",
    "telephone": "<a href='tel:055512340{0}'>0555-12340{0}</a>",
    "page": "<a href='http://s{0}.example.cn/'>http://s{0}.example.cn/</a>",
    "no scheme": "<a href='http://s{0}.example.cn/'>www.s{0}.example.cn</a>",
    "in tags": "<a href='mailto:s{0}@example.cn'><span><u>s{0}@example.cn</u></span></a>",
}


def texts(body: str) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul><div class='main'><h1>{TITLE}</h1><div class='info'>发布时间：2024-05-22 来源：县教育局</div><div class='con'>{body}</div></div>{FOOT}</body></html>"
    return [line for paragraph in extract(page(html), ANY).paragraphs for line in paragraph.text.split("\t")]


@pytest.mark.parametrize("above", ["", f"<p>{LEAD}</p>"], ids=["alone", "below a paragraph"])
@pytest.mark.parametrize("cell", ["td", "th"])
@pytest.mark.parametrize("link", SHOWN.values(), ids=SHOWN.keys())
def test_a_column_of_addresses_is_read_whole(link: str, cell: str, above: str) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><{cell}><p>{link.format(at)}</p></{cell}></tr>" for at, name in enumerate(SCHOOLS)
    )
    found = texts(f"{above}<table><tr><td>学校</td><td>联系方式</td></tr>{rows}</table>")
    assert [name for name in SCHOOLS if name in found] == SCHOOLS
    assert found[-1].endswith(("s4@example.cn", "0555-123404", "s4.example.cn/", "s4.example.cn"))


@pytest.mark.parametrize("link", SHOWN.values(), ids=SHOWN.keys())
@pytest.mark.parametrize("line", ["<li>{}</li>", "{}<br>", "<p>{}</p>", "<div>{}</div>"])
def test_lines_with_an_address_behind_a_name_are_text(line: str, link: str) -> None:
    lines = "".join(line.format(f"{name}：{link.format(at)}") for at, name in enumerate(SCHOOLS))
    found = texts(f"<p>{LEAD}</p>{f'<ul>{lines}</ul>' if line.startswith('<li') else lines}")
    assert [text.partition("：")[0] for text in found] == [LEAD, *SCHOOLS]


PASTED = ["各乡镇中心学校：", LEAD, "一、联系方式每学期更新一次。", "县教育局", "2024年5月21日"]


@pytest.mark.parametrize("href", ["javascript:;", "javascript:void(0);", "javascript:void( 0 )", "#", ""])
def test_paragraphs_in_links_that_do_nothing_are_text(href: str) -> None:
    assert texts("".join(f'<p><a href="{href}">{line}</a></p>' for line in PASTED)) == PASTED


def test_a_button_next_to_them_stays_one() -> None:
    lines = "".join(f'<p><a href="javascript:;">{line}</a></p>' for line in PASTED)
    assert texts(f'{lines}<p><a href="javascript:window.print();">我要打印</a></p>') == PASTED


SENTENCES = [
    [
        "根据<a href='/1'>《县饮用水水源保护条例》</a><a href='/2'>《县供水条例》</a>有关规定，制定本办法。",
        "参照<a href='/3'>《县河道管理办法》</a>执行。",
    ],
    [
        "1.登录<a href='/1'>临江政务服务网</a>。",
        "2.进入<a href='/2'><b>个人办事</b></a>，选择<a href='/3'>教育入学</a>。",
        "3.提交。",
    ],
]


@pytest.mark.parametrize("lines", SENTENCES, ids=["laws", "steps"])
@pytest.mark.parametrize("tag", ["p", "div", "li"])
def test_a_sentence_around_links_is_text(tag: str, lines: list[str]) -> None:
    assert texts("".join(f"<{tag}>{line}</{tag}>" for line in lines)) == [re.sub("<[^>]*>", "", line) for line in lines]


def test_a_headline_that_ends_as_a_sentence_stays_a_link() -> None:
    tree = parse("<li>· <a href='/1'>全县春耕生产有序推进。</a></li><li>见<a href='/2'>全县春耕</a>。</li>")
    assert [block.is_link for block in tree.blocks] == [True, True]


def test_an_address_by_itself_stays_a_link() -> None:
    tree = parse("<div><a href='http://t.example.cn/xw'>http://t.example.cn/xw</a></div><p>关注 12 粉丝 34</p>")
    assert tree.blocks[0].is_link


def test_a_button_to_write_to_the_site_stays_a_link() -> None:
    tree = parse("<p>纠正错误请 <a href='mailto:web@example.cn'>写信给我们</a></p>")
    assert tree.blocks[0].linked == len("写信给我们")


@pytest.mark.parametrize(
    "markup",
    [
        "@" * 200_000,
        "a@" * 100_000,
        "<a href='mailto:" + "a" * 200_000 + "'>b@example.cn</a>",
        '<a href="javascript:' + " " * 200_000 + 'x">' + "：" * 400 + "</a>",
        '<a href="#">' + "。 " * 100_000 + "</a>",
        "</a>x。<" * 30_000,
        "<p>1 &lt; 2<p>x@example.cn",
    ],
)
def test_hostile_markup_takes_no_longer_than_any_other(markup: str) -> None:
    guard(markup)
    tree = parse(markup)
    count_as_text(tree, markup)
    assert tree.blocks is not None
