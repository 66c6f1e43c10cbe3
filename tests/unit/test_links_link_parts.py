"""What a link or its row holds apart from the title: a summary, a button, hits, quotes that end an attribute."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

LIST = "https://www.example.gov.cn/zwgk/tzgg/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
TITLES = ["关于做好防汛工作的通知", "关于召开教育大会的公告", "全县教育工作会议召开"]
SUMMARIES = [
    "近日，县政府办公室印发通知，要求各乡镇做好准备工作。",
    "县政府召开大会，研究部署下一阶段重点工作。",
    "经研究决定，现将有关事项公告如下。",
]
DAYS = ["2026-09-22", "2026-09-18", "2026-09-03"]


def read(row: str) -> list[tuple[str, str]]:
    rows = "".join(
        row.format(t=title, s=summary, d=day, a=f"content_10{n}.html")
        for n, (title, summary, day) in enumerate(zip(TITLES, SUMMARIES, DAYS, strict=True))
    )
    page = read_list(f"<html><head><title>通知公告</title></head><body><ul>{rows}</ul></body></html>", LIST, SOURCE)
    return [(row.title, str(row.listed)) for row in page.articles]


IN_THE_LINK = [
    "<b>{t}</b><p>{s}</p>",
    "{t}<p>{s}</p>",
    "<font>{t}</font><br>{s}",
    "{t}<br>{s}",
    "<span>{t}</span><span>{s}</span>",
    "<b>{t}</b><p>{s}</p><i>查看详情&gt;&gt;</i>",
    "<span>{t}</span><i>浏览量：33</i>",
    "{t}<span>来源：县政府办</span>",
    "{t} <i>[详情]</i>",
    "{t}<i>&gt;&gt;</i>",
    "{t}<span>查看更多</span>",
]
ROWS = [
    *(f"<li><a href='{{a}}'>{within}</a><span>{{d}}</span></li>" for within in IN_THE_LINK),
    "<li><a href='{a}'><span>{t}</span><span>{d}</span><span>查看更多</span></a></li>",
    "<li><a href='{a}'><span>{t}</span><span>阅读：20</span><span>{d}</span></a></li>",
    "<li><h4><a href='{a}'>{t}</a></h4><p><a href='{a}'>{s}</a></p><i>{d}</i></li>",
    "<li><p><a href='{a}'>{s}</a></p><b><a href='{a}'>{t}</a></b><i>{d}</i></li>",
    "<li><a href='{a}'><img src='1.jpg' alt='{t}'></a><p>{s}<a href='{a}'>[详细]</a></p><i>{d}</i></li>",
    "<li><h3>{t}</h3><p>{s}</p><a href='{a}'>阅读全文</a><i>{d}</i></li>",
    "<li><a href='{a}' title='{t}'>{s}</a><i>{d}</i></li>",
    "<li><a href='{a}' title='&lt;b&gt;{t}&lt;/b&gt;'>{t}</a><i>{d}</i></li>",
]


@pytest.mark.parametrize("row", ROWS)
def test_what_stands_next_to_the_title_is_none_of_it(row: str) -> None:
    assert read(row) == list(zip(TITLES, DAYS, strict=True))


PARTS = {
    "<font color=red>关于</font>{t}": "关于 {t}",
    "{t}<b>阅读</b>": "{t} 阅读",
    "{t}<em>信息</em>": "{t} 信息",
    "《{t}<b>》</b>": "《{t} 》",
    "<b>临江县人民政府办公室</b>{t}": "临江县人民政府办公室 {t}",
    "<b>喜报：</b>{t}": "喜报： {t}",
    "<span>{t}</span><span>——以滨江镇为例，兼论其他</span>": "{t} ——以滨江镇为例，兼论其他",
    "{t}<br>（第二批）": "{t} （第二批）",
}


@pytest.mark.parametrize("within", PARTS)
def test_what_is_set_off_within_a_title_stays(within: str) -> None:
    expected = [(PARTS[within].format(t=title), day) for title, day in zip(TITLES, DAYS, strict=True)]
    assert read(f"<li><a href='{{a}}'>{within}</a><span>{{d}}</span></li>") == expected


@pytest.mark.parametrize("quoted", ['关于"放管服"改革的通知', "临江县通知公告办法", "关于“放管服”改革的通知"])
def test_an_attribute_that_ends_within_the_title_is_not_the_title(quoted: str) -> None:
    for broken in (quoted.replace("“", '"').replace("”", '"'), quoted[:3]):
        row = f'<li><a href="{{a}}" title="{broken}" target="_blank">{quoted}</a><i>{{d}}</i></li>'
        assert [title for title, _ in read(row)] == [quoted] * 3


def test_an_attribute_without_what_a_link_shows_more_is_the_title() -> None:
    assert read("<li><a href='{a}' title='{t}'>{t}<em>NEW</em></a><i>{d}</i></li>") == list(
        zip(TITLES, DAYS, strict=True)
    )


def test_empty_elements_between_letters_space_no_title() -> None:
    spaced = "<b></b>".join("临江县地块出让公示")
    assert read(f"<li><a href='{{a}}'>{spaced}</a><i>{{d}}</i></li>")[0][0] == "临江县地块出让公示"
    assert (
        read(f"<li><a href='{{a}}' title='临江县地块出让公示'>{spaced}</a><i>{{d}}</i></li>")[0][0]
        == "临江县地块出让公示"
    )


MARKED = [
    "<i>置顶</i>{t}",
    "<span class=c>通知公告</span>{t}",
    "{t}<font color=red>NEW</font>",
    "{t} <sup>new!</sup>",
    "<label>[已结束]</label>{t}",
]


def marked(kinds: list[str]) -> list[str]:
    rows = "".join(
        f"<li><a href='content_10{n}.html'>{kind.format(t=title)}</a><span>2026-09-22</span></li>"
        for n, (kind, title) in enumerate(zip(kinds, TITLES, strict=True))
    )
    return [row.title for row in read_list(f"<html><body><ul>{rows}</ul></body></html>", LIST, SOURCE).articles]


@pytest.mark.parametrize("mark", MARKED)
def test_a_mark_of_several_rows_is_no_part_of_their_titles(mark: str) -> None:
    assert marked([mark] * 3) == marked([mark, mark, "{t}"]) == TITLES


def test_a_word_of_one_title_or_within_another_stays() -> None:
    assert marked(["<i>喜报</i>{t}", "{t}", "{t}"]) == [f"喜报 {TITLES[0]}", *TITLES[1:]]
    word = "<span class=red>教育</span>{t}"
    assert marked([word, "{t}", word]) == [f"教育 {TITLES[0]}", TITLES[1], f"教育 {TITLES[2]}"]
    assert marked(["<font color=red>我县</font>{t}"] * 3) == [f"我县 {title}" for title in TITLES]


def test_a_title_of_many_parts_is_kept_whole() -> None:
    parts = [f"<b>第{n}部分</b>" for n in range(20)]
    row = f"<li><a href='{{a}}'>{''.join(parts)}<i>[详情]</i></a><i>{{d}}</i></li>"
    assert all(title.startswith("第0部分 第1部分") and "第19部分" in title for title, _ in read(row))
