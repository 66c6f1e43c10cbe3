"""Rows with a second link: what explains the title, its office or column, its comments; the day is the title's."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/index.html"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("example.gov.cn",))
TITLES = (
    "关于开展农村危房改造工作的通知",
    "停水公告",
    "区人民政府办公室关于春节放假的公告",
    "关于公布行政许可事项目录的通告",
    "停水公告",
)
OFFICES = ("区水务局", "区教育局", "区水务局", "区财政局", "区教育局")


def listed(body: str) -> list[tuple[str, str, str]]:
    text = f"<html><head><title>通知公告</title></head><body><div class='main'>{body}</div></body></html>"
    articles = read_list(text, LIST, SOURCE).articles
    return [(one.url.removeprefix(f"{SITE}/zwgk/tzgg/"), one.title, str(one.listed or "")) for one in articles]


def filled(row: str, around: str = "<ul>{}</ul>") -> str:
    rows = (
        row.format(n=n, t=title, o=office, d=f"2026-09-{20 - n}")
        for n, (title, office) in enumerate(zip(TITLES, OFFICES, strict=True))
    )
    return around.format("".join(rows))


def titles(*, dated: bool = True) -> list[tuple[str, str, str]]:
    return [(f"t_100{n}.html", title, f"2026-09-{20 - n}" if dated else "") for n, title in enumerate(TITLES)]


TABLE = "<table>{}</table>"
TITLE = '<a href="t_100{n}.html">{t}</a>'


@pytest.mark.parametrize(
    ("row", "around"),
    [
        (f'<li>{TITLE}<a href="/bm/200{{n}}.html">{{o}}</a><span>{{d}}</span></li>', "<ul>{}</ul>"),
        (f'<tr><td>{TITLE}</td><td><a href="unit.aspx?id=20{{n}}">{{o}}</a></td><td>{{d}}</td></tr>', TABLE),
        (f'<li>{TITLE}<p>标签：<a href="/tag/30{{n}}1.html">营商环境</a></p><span>{{d}}</span></li>', "<ul>{}</ul>"),
        (f'<tr><td><a href="/lm/101.html">[招标公告]</a>{TITLE}</td><td>{{d}}</td></tr>', TABLE),
        (f'<li>{TITLE}<span>{{d}}</span><a href="comment.html?id=100{{n}}">评论({{n}})</a></li>', "<ul>{}</ul>"),
        (f'{TITLE} <a href="/author/100{{n}}">{{o}}</a> {{d}}<br>', "<p>{}</p>"),
    ],
    ids=["office", "office in a table", "tag", "category", "comments", "lines"],
)
def test_a_link_that_recurs_next_to_the_titles_neither_takes_their_day_nor_is_a_row(row: str, around: str) -> None:
    assert listed(filled(row, around)) == titles()


@pytest.mark.parametrize("with_day", [True, False])
def test_links_in_columns_of_their_own_do_not_hide_a_list_of_titles(with_day: bool) -> None:
    day = "{d}" if with_day else "{o}"
    row = f'<tr><td>{TITLE}</td><td>{day}</td><td><a href="zx.do?id=10{{n}}1">咨询</a> <a href="ts.do?id=10{{n}}1">投诉</a></td></tr>'
    assert listed(filled(row, TABLE)) == titles(dated=with_day)


def test_what_explains_a_notice_is_listed_without_a_day_where_it_has_a_page_like_the_titles() -> None:
    found = listed(filled(f'<li>{TITLE}<a href="jd/t_300{{n}}.html">【解读】</a><span>{{d}}</span></li>'))
    assert [one for one in found if not one[0].startswith("jd/")] == titles()
    assert [one[2] for one in found if one[0].startswith("jd/")] == [""] * 5


def test_a_second_link_in_one_row_of_many_is_known_by_its_place() -> None:
    row = f"<li>{TITLE}<span>{{d}}</span></li>"
    body = filled(row).replace("</a>", '</a><a href="/bm/2001.html">区水务局</a>', 1)
    assert listed(body) == titles()


def test_the_day_of_the_last_answer_is_not_that_of_the_row() -> None:
    row = f'<tr><th>{TITLE}</th><td><a href="u_10{{n}}1.html">{{o}}</a> {{d}}</td><td><a href="last.php?tid=10{{n}}1">2026-09-28 10:00</a></td></tr>'
    assert listed(filled(row, TABLE)) == titles()


def test_articles_next_to_articles_are_no_companions() -> None:
    row = '<tr><td><a href="t_100{n}.html">{t}</a> {d}</td><td><a href="t_200{n}.html">停水公告</a> {d}</td></tr>'
    assert len(listed(filled(row, TABLE))) == 10


def test_short_titles_that_recur_in_lists_next_to_one_another_stay() -> None:
    box = '<div><ul><li><a href="t_10{n}0.html">{t}（第一批，共三十件）的通知</a></li><li><a href="t_10{n}1.html">停水公告</a></li><li><a href="t_10{n}2.html">{t}（第二批，共三十件）</a></li></ul></div>'
    assert len(listed(filled(box, "<div>{}</div>"))) == 15


@pytest.mark.parametrize(
    "row",
    [
        '<tr><td><a href="t_100{n}.html">空气质量日报</a></td><td><a href="/bm/{m}/">区生态环境局大气科</a></td><td>{d}</td></tr>',
        '<li><a href="/bm/{m}.html">[区生态环境局大气科]</a><a href="t_100{n}.html">空气质量日报</a><span>{d}</span></li>',
        '<li><em>{d}</em><a href="/bm/{m}/index.shtml">[区环境监测站]</a><a href="t_100{n}.html">空气质量日报</a></li>',
    ],
    ids=["table", "mark", "folder"],
)
def test_titles_that_are_the_same_each_day_are_known_by_their_addresses(row: str) -> None:
    around = TABLE if row.startswith("<tr") else "<ul>{}</ul>"
    rows = "".join(row.format(n=n, m=n % 2 + 11, d=f"2026-09-{20 - n}") for n in range(5))
    assert listed(around.format(rows)) == [(f"t_100{n}.html", "空气质量日报", f"2026-09-{20 - n}") for n in range(5)]


DISTINCT = ("区水务局", "区教育局", "区公安局", "区财政局", "区民政局")


@pytest.mark.parametrize(
    "row",
    [
        '<li><a href="t_100{n}.html">行政处罚决定书</a><a href="/bm/bm_{n}1.html">{o}</a><span>{d}</span></li>',
        '<li><a href="/bm/bm_{n}1.html">[{o}]</a><a href="t_100{n}.html">行政处罚决定书</a><span>{d}</span></li>',
        '<tr><td><a href="t_100{n}.html">行政处罚决定书</a></td><td><a href="/bm.asp?id={n}1">{o}</a></td><td>{d}</td></tr>',
    ],
    ids=["behind", "before", "table"],
)
def test_titles_that_are_the_same_for_each_office_are_longer_than_its_name(row: str) -> None:
    around = TABLE if row.startswith("<tr") else "<ul>{}</ul>"
    rows = "".join(row.format(n=n, o=office, d=f"2026-09-{20 - n}") for n, office in enumerate(DISTINCT))
    assert listed(around.format(rows)) == [(f"t_100{n}.html", "行政处罚决定书", f"2026-09-{20 - n}") for n in range(5)]


@pytest.mark.parametrize("said", ["点击查看详细内容", "【解读】", "查看全文"])
def test_what_recurs_next_to_short_titles_is_not_their_title(said: str) -> None:
    names = ("停水公告", "停电公告", "招标公告", "中标公告", "休假公告")
    rows = "".join(
        f'<li><a href="t_100{n}.html">{name}</a><a href="jd_200{n}.html">{said}</a><span>2026-09-{20 - n}</span></li>'
        for n, name in enumerate(names)
    )
    titles = {(f"t_100{n}.html", name) for n, name in enumerate(names)}
    assert titles <= {one[:2] for one in listed(f"<ul>{rows}</ul>")}


@pytest.mark.parametrize("office", ["/lm/1/index.html", "lm.aspx?id=11"])
def test_a_column_is_not_the_title_of_a_row_whose_link_says_nothing(office: str) -> None:
    row = f'<tr><td>{{t}}</td><td><a href="{office}">规范性文件（含修改废止的行政规范性文件）</a></td><td>{{d}}</td>'
    assert listed(filled(f'{row}<td><a href="t_100{{n}}.html">查看</a></td></tr>', TABLE)) == titles()


def test_reports_in_columns_of_their_own_all_stay() -> None:
    row = '<tr><td>2026年{n}月</td><td><a href="y_{n}00.html">区环境空气质量月报</a></td><td><a href="s-{n}11.html">区地表水环境质量月报</a></td></tr>'
    addresses = {address for address, *_ in listed(TABLE.format("".join(row.format(n=n) for n in range(1, 6))))}
    assert addresses == {
        f"{make}{n}{number}.html" for n in range(1, 6) for make, number in (("y_", "00"), ("s-", "11"))
    }
