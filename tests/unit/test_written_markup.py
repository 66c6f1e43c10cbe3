"""What scripts write in their place is read; what cannot be known without running them is not made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.markup.limits import scripts_of
from pipelines.extract.markup.short_scripts import texts_in_quotes
from pipelines.extract.markup.written_markup import with_written
from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/tzgg/index.html"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
NAMES = ("关于公布粮食收购价格的通知", "关于桥梁封闭施工的通告", "关于公开招聘教师的公告", "关于表彰先进个人的决定")


def filled(page: str, *, links: bool) -> str:
    return with_written(page, scripts_of(page), links=links)


def written(code: str) -> str:
    """What a script writes between two marks; the script itself where it writes nothing that is known."""
    page = filled(f"<p>[<script>{code}</script>]</p>", links=True)
    return page[page.index("[") + 1 : page.rindex("]")]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('document.write("通知");', "通知"),
        ("document.writeln('a', \"b\");document.write(`c`)", "abc"),
        (r'document.write("<b class=\"x\">\u901a\x41<\/b>");', '<b class="x">通A</b>'),
        ("var t = '关于' + \"防汛\"; document.write('<i>' + t + '</i>')", "<i>关于防汛</i>"),
        ("var a='一', b; b = a; b += '二'; document.write(b)", "一二"),
        ("<!--\n/* says */ document.write('通知') // of it\n//-->", "通知"),
        ("var t='关于防汛的通知'; if (t.length > 4) { document.write(t.substring(0,4)+'...'); } else document.write(t)",
         "关于防汛的通知"),
        ("var n = 5; n--; document.write('第' + (n - 1) * 2 + '期')", "第6期"),
        ("document.write('共' + 1234567 + '元')", "共1234567元"),
        ("var t='通知'; document.write(t.length > 4 ? t.substr(0,4) + '…' : t)", "通知"),
        ("var s=''; if(s!='' && s.length){document.write('来源：'+s)} document.write('甲')", "甲"),
        ("document.write('2026-09-01 10:20'.slice(0, 10))", "2026-09-01 10:20"),
        ("document.write('2026-09-01 10:20'.substring(11, 16) + (1 + 1))", "10:202"),
        ("var d = new Date(); document.write('通知')", "通知"),
    ],
)  # fmt: skip
def test_texts_that_are_joined_cut_and_chosen_are_written(code: str, said: str) -> None:
    assert written(code).removesuffix(f"<script>{code}</script>") in (said, f"<script>{code}</script>{said}")


@pytest.mark.parametrize(
    "code",
    [
        "document.write(new Date().getFullYear() + '年')",
        "document.write(unescape('%3Cb%3E'))",
        "document.write('<script src=\"' + address); if (document.x) document.write('&x=1'); document.write('\">')",
        "if (isPhone()) document.write('一'); else document.write('二');",
        "function show() { document.write('一') }",
        "for (var i = 0; i < 3; i++) { document.write('行') }",
        "document.write('一'); document.write(later)",
        "var t = '一'; if (x) t = '二'; document.write(t)",
        "switch (day) { case 0: document.write('星期日') }",
        "var t = '一'; t = f(t); document.write(t)",
        "document.write('a' < 'b')",
        "document.write('一'",
        "document.write(" + "(" * 200 + "'一'" + ")" * 200 + ")",
        "var s='一二三四五六七八九十';" + "s+=s;" * 60 + "document.write(s)",
        "document.write('a'.substr(0, " + "9" * 400 + "))",
    ],
)
def test_what_is_not_known_is_not_written(code: str) -> None:
    assert written(code) == f"<script>{code}</script>"


def test_a_name_is_known_in_the_scripts_behind_it() -> None:
    page = filled("<script>var t = '通知';</script><p><script>document.write(t)</script></p>", links=False)
    assert page == "<script>var t = '通知';</script><p>通知</p>"


def test_around_an_article_nothing_with_a_link_is_written() -> None:
    page = "<script>document.write('<a href=/x>评论</a>')</script><script>document.write('<p>第三条</p>')</script>"
    assert filled(page, links=False) == page.partition("<script>document.write('<p>")[0] + "<p>第三条</p>"
    assert filled(page, links=True) == "<a href=/x>评论</a><p>第三条</p>"


@pytest.mark.parametrize(
    "page",
    [
        "<script>" * 50_000 + "document.write('x')",
        "<script document.write </script " * 30_000,
        "<script>document.write('x');</script " * 30_000,
        "<script>document.write(" + "'x'+" * 4_000 + "</script>",
        "<script>" + "if(a){" * 3_000 + "document.write('x')</script>",
        "<script>" + "{(" * 9_000 + "document.write('x')</script>",
    ],
)
def test_no_page_takes_long_or_falls(page: str) -> None:
    assert len(filled(page, links=True)) <= len(page)


WORDS = ["document", ".", "write", "(", ")", "{", "}", "if", "else", "var", "t", "=", "+=", "+", "'一'", '"', "1", ";",
         ",", "?", ":", "==", "<", "substr", "length", "&&", "//", "/*", "\n", "</script>", "<script>"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_whatever_a_script_says_the_rest_of_the_page_stays(words: list[str]) -> None:
    page = f"<p>前</p><script>document.write({' '.join(words)}</script><p>后</p>"
    found = filled(page, links=True)
    assert found.startswith("<p>前</p>")
    assert found.endswith("<p>后</p>")


def test_texts_in_quotes_are_found_without_comments() -> None:
    assert list(texts_in_quotes("show('一', \"二\") // '三'")) == ["一", "二"]


# Lists


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href='t{n}.html'><script>var s='{t}';if(s.length>6){{document.write(s.substr(0,6)+'…')}}"
        "else{{document.write(s)}}</script></a><span>2026-09-0{n}</span></li>",
        "<li><script>document.write(\"<a href='t{n}.html'>\" + '{t}' + '</a>');</script><span>2026-09-0{n}</span></li>",
        "<script>document.writeln('<li><a href=\"t{n}.html\">{t}</a><span>2026-09-0{n}</span></li>');</script>",
        "<li><a href='t{n}.html'><script>showTitle('{t}', 20)</script></a><span>2026-09-0{n}</span></li>",
        "<li><a href='t{n}.html'>{t}<script>if(isNew('2026-09-0{n}')){{document.write('<img src=n.gif>')}}</script></a>"
        "<span>2026-09-0{n}</span></li>",
        "<li><a href='t{n}.html'>{t}<style>.x{{color:red}}</style></a><span>2026-09-0{n}</span></li>",
    ],
)
def test_rows_that_scripts_write_are_listed_by_their_titles(row: str) -> None:
    body = "".join(row.format(n=n, t=name) for n, name in enumerate(NAMES, 1))
    text = f"<html><head><title>通知公告</title></head><body><h2>通知公告</h2><ul>{body}</ul></body></html>"
    found = read_list(text, LIST, SOURCE)
    assert [(one.url, one.title, str(one.listed)) for one in found.articles] == [
        (f"{SITE}/zwgk/tzgg/t{n}.html", name, f"2026-09-0{n}") for n, name in enumerate(NAMES, 1)
    ]


@pytest.mark.parametrize("tag", ["script", "SCRIPT", "Script language='javascript'"])
def test_a_script_is_known_by_its_tag_in_any_letters(tag: str) -> None:
    page = f"<p>来源：<{tag}>document.write('县水务局')</{tag.split()[0]}></p>"
    assert filled(page, links=False) == "<p>来源：县水务局</p>"


def test_next_to_an_article_long_scripts_and_those_that_bring_others_write_nothing() -> None:
    for code in ("document.write('<img src=\"/x.gif\">县水务局')", "document.write('县水务局')//" + "x" * 3000):
        page = f"<p><script>{code}</script></p>"
        assert filled(page, links=False) == page
        assert "县水务局<" in filled(page, links=True)
