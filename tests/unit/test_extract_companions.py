"""What explains a bulletin next to it (政策解读) is not the bulletin, however much longer it is."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import time

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


SIGNED = [*NOTICE, "某县人民政府", "2026年9月20日"]
SIGNED_OWN = f'<div class="content">{lines(SIGNED)}</div>'


@pytest.mark.parametrize(
    "part",
    [
        "<div class=jd><h2>《关于做好秋季防火工作的通知》解读</h2><p>2026-09-25</p>{}</div>",
        "<div class=jd><h2>《通知》政策解读</h2><p>发布时间：2026-09-25 来源：县政府办</p>{}</div>",
        "<div class=jd><h3>关于秋季防火通知的解读说明</h3>{}</div>",
        "<div class=jd><div class=title>解读：防火通知说了什么</div>{}</div>",
        "<section><p>解读《关于做好秋季防火工作的通知》</p>{}</section>",
        "<h2>《通知》解读</h2><p>2026-09-25</p><div class=jd>{}</div>",
        "<div class=jd><h2><a href='/jd/1.html'>《通知》解读</a></h2><p>2026-09-25</p>{}</div>",
        "<div class=jd><p><strong>秋季防火通知解读</strong></p>{}</div>",
        "<div><div class=bt>相关文件</div><div class=x><h4>解读｜秋季防火通知</h4>{}</div></div>",
        "<div class=qa><h2>县应急局负责人答记者问</h2><p>2026-09-25</p>{}</div>",
        "<div class=news><h3>防火工作一图看懂</h3><p>发布时间：2026-09-25</p>{}</div>",
    ],
)
def test_a_companion_under_a_title_of_its_own(part: str) -> None:
    explained = part.format(lines(EXPLAINED))
    assert paragraphs_of(page(f"<div>{HEAD}{SIGNED_OWN}{explained}</div>")) == SIGNED


@pytest.mark.parametrize(
    "tabs",
    [
        "<div class=tab><a>文件正文</a><a>政策解读</a></div><div class=t1>{0}</div><div class=t2>{1}</div>",
        "<ul class=tab><li>通知原文</li><li>解读</li></ul><div class=t1>{0}</div><div class=t2>{1}</div>",
        "<div class=hd><span>原文</span> <span>文件解读</span></div><div id=con1>{0}</div><div id=con2>{1}</div>",
        '<ul><li><a href="#a">正文</a></li><li><a href="#b">部门解读</a></li></ul>'
        '<div class=bd><div class="pane on">{0}</div><div class=pane>{1}</div></div>',
        '<div class=h><ul><li><a href="javascript:;">解读</a></li><li><a href="javascript:;">正文</a></li></ul></div>'
        "<div class=c1>{1}</div><div class=c2>{0}</div>",
        "<div><span>正文</span>|<span>专家解读</span></div><section class=s>{0}</section><section class=s>{1}</section>",
        "<div class=tab><button>文件正文</button><button>政策解读</button></div><div>{0}</div><div>{1}</div>",
        '<ul class="nav"><li class=n><button type="button"><span>文件</span></button></li> <li class=n><button>解读</button></li></ul>'
        '<div class="c"><div id=wj>{0}</div><div id=jd>{1}</div></div>',
        "<ul><li><p>文件</p></li><li><p>解读</p></li></ul><div class=wj>{0}</div><div class=jd>{1}</div>",
        "<dl><dt>文件正文</dt><dd>{0}</dd><dt>政策解读</dt><dd>{1}</dd></dl>",
        "<div class=t>文件正文</div><div class=c>{0}</div><div class=t>政策解读</div><div class=c>{1}</div>",
        "<label>文件正文</label><label>政策解读</label><div class=t1>{0}</div><div class=t2>{1}</div>",
        "<dl><dd>正文</dd><dd>政策解读</dd><dd>部门解读</dd></dl>"
        "<div class=t1>{0}</div><div class=t2>{1}</div><div class=t3>{1}</div>",
    ],
)
def test_a_companion_behind_a_tab(tabs: str) -> None:
    both = tabs.format(lines(SIGNED), lines(EXPLAINED))
    assert paragraphs_of(page(f"<div>{HEAD}<div class=content>{both}</div></div>")) == SIGNED
    assert paragraphs_of(page(f'<div>{HEAD}<div class="TRS_Editor">{both}</div></div>')) == SIGNED
    assert paragraphs_of(page(f"<div>{HEAD}{both}</div>")) == SIGNED


def test_short_companion_in_a_known_container_is_cut() -> None:
    tabs = f"<ul><li>正文</li><li>解读</li></ul><div class=t1>{lines(SIGNED)}</div><div class=t2>{lines(EXPLAINED[:1])}</div>"
    assert paragraphs_of(page(f'<div>{HEAD}<div class="TRS_Editor">{tabs}</div></div>')) == SIGNED


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        # parts of one text, one of which is about explaining
        (
            f"<div class=s><h3>一、总体要求</h3>{lines(NOTICE)}</div><div class=s><h3>二、政策解读工作</h3>{lines(EXPLAINED)}</div>",
            [*NOTICE, "二、政策解读工作", *EXPLAINED],
        ),
        (
            f"<div class=s><h3>总体要求</h3>{lines(NOTICE)}</div><div class=s><h3>解读与宣传</h3>{lines(EXPLAINED)}</div>",
            [*NOTICE, "解读与宣传", *EXPLAINED],
        ),
        # a sentence
        (
            f"<div class=s>{lines(NOTICE)}</div><div class=s><p>请各地做好解读，及时上报。</p>{lines(EXPLAINED)}</div>",
            [*NOTICE, "请各地做好解读，及时上报。", *EXPLAINED],
        ),
        # tabs of a guide, none of which explains
        (
            f"<ul><li>基本信息</li><li>办理流程</li></ul><div class=t1>{lines(NOTICE)}</div><div class=t2>{lines(EXPLAINED)}</div>",
            [*NOTICE, *EXPLAINED],
        ),
    ],
)
def test_parts_of_one_text_stay(own: str, expected: list[str]) -> None:
    read = paragraphs_of(page(f"<div>{HEAD}<div class=content>{own}</div></div>"))
    assert [line for line in read if line in expected] == expected


def test_a_menu_with_the_word_is_no_row_of_tabs() -> None:
    menu = '<ul><li><a href="/zc/">政策文件</a></li><li><a href="/jd/">政策解读</a></li></ul>'
    parts = f"<div class=p>{lines(NOTICE)}</div><div class=p>{lines(EXPLAINED)}</div>"
    assert paragraphs_of(page(f"<div>{HEAD}{menu}{parts}</div>")) == [*NOTICE, *EXPLAINED]


def test_an_article_that_explains_is_read_behind_its_tab() -> None:
    title = "《关于做好秋季防火工作的通知》解读"
    tabs = (
        f"<ul><li>解读</li><li>原文</li></ul><div class=t1>{lines(EXPLAINED)}</div><div class=t2>{lines(NOTICE)}</div>"
    )
    html = page(f"<div>{HEAD}{tabs}</div>").decode().replace(TITLE, title)
    read = paragraphs_of(html.encode())
    assert [line for line in read if line in EXPLAINED] == EXPLAINED


def test_an_annex_of_a_signed_notice_stays() -> None:
    annex = f"<h2>某县秋季防火工作方案</h2><p>（2026年9月20日）</p>{lines(EXPLAINED)}"
    read = paragraphs_of(page(f"<div>{HEAD}<div class=content>{lines(SIGNED)}{annex}</div></div>"))
    assert read == [*SIGNED, "某县秋季防火工作方案", "（2026年9月20日）", *EXPLAINED]


@pytest.mark.parametrize(
    "part", ["<h2>《通知》解读</h2><p>2026-09-25</p>{}", "<div><h3>通知解读</h3><p>2026-09-25</p>{}</div>"]
)
def test_a_companion_with_a_day_of_its_own_inside_the_articles_element(part: str) -> None:
    own = f"<div class=content>{lines(SIGNED)}{part.format(lines(EXPLAINED))}</div>"
    assert paragraphs_of(page(f"<div>{HEAD}{own}</div>")) == SIGNED


def test_tabs_above_the_pages_heading() -> None:
    tabs = "<ul><li>文件</li><li>解读</li></ul>"
    panels = f"<div class=p1>{HEAD}{SIGNED_OWN}</div><div class=p2><h2>《通知》解读</h2>{lines(EXPLAINED)}</div>"
    assert paragraphs_of(page(f"<div>{tabs}{panels}</div>")) == SIGNED


def test_sections_in_turn_with_their_headings_stay() -> None:
    own = f"<h3>文件背景</h3><div class=c>{lines(NOTICE)}</div><h3>政策解读</h3><div class=c>{lines(EXPLAINED)}</div>"
    read = paragraphs_of(page(f"<div>{HEAD}<div class=content>{own}</div></div>"))
    assert [line for line in read if line in EXPLAINED] == EXPLAINED


def test_a_row_of_short_lines_below_a_paragraph_is_no_row_of_tabs() -> None:
    own = f"<div>{lines(NOTICE)}<ul><li>宣传发动</li><li>政策解读</li></ul><div>{lines(EXPLAINED[:3])}</div><div>{lines(EXPLAINED[3:])}</div></div>"
    read = paragraphs_of(page(f"<div>{HEAD}<div class=content>{own}</div></div>"))
    assert [line for line in read if line in EXPLAINED] == EXPLAINED


def test_below_another_heading_than_the_pages_own_nothing_is_a_companion_but_by_its_label() -> None:
    notice = f"<div><p>2026-09-22</p><div>{lines(NOTICE)}</div></div>"
    body = f"<div>{notice}<div class=main><h1>秋季防火通知解读</h1>{lines(EXPLAINED)}</div></div>"
    html = page(body).decode().replace(TITLE, "某县人民政府门户网站").encode()
    assert [line for line in paragraphs_of(html) if line in EXPLAINED] == EXPLAINED


ANNEX = [
    "第一条 编织袋5000只由区应急局调拨。",
    "第二条 冲锋舟12艘由区消防大队调拨，不得挪用。",
    "第三条 本办法自2026年10月1日起施行。",
]


@pytest.mark.parametrize(
    "head",
    [
        ["附件：防火物资调拨办法", "2026年9月20日印发"],
        ["附件1 防火物资调拨办法", "发布时间：2026-09-22"],
        ["附录 防火物资名录", "2026-09-25"],
        ["防火物资调拨办法", "2026年9月20日"],
        ["防火物资调拨办法", "2026年9月18日印发"],
    ],
)
def test_an_annex_next_to_a_signed_notice_stays(head: list[str]) -> None:
    annex = f'<div class="content"><h3>{head[0]}</h3>{lines([head[1], *ANNEX])}</div>'
    assert paragraphs_of(page(f"<div>{HEAD}{SIGNED_OWN}{annex}</div>")) == [*SIGNED, *head, *ANNEX]


def test_a_text_that_the_notice_names_stays() -> None:
    notice = ["现将《防火物资调拨办法》印发给你们，请遵照执行。", *SIGNED]
    annex = f'<div class="content"><h2>防火物资调拨办法</h2><p>2026-09-25</p>{lines(ANNEX)}</div>'
    read = paragraphs_of(page(f"<div>{HEAD}<div class=content>{lines(notice)}</div>{annex}</div>"))
    assert read == [*notice, "防火物资调拨办法", "2026-09-25", *ANNEX]


def test_a_second_notice_below_a_signature_is_not_lost() -> None:
    second = ["各乡镇自9月26日8时起启动四级应急响应，预置队伍42支。", "县防火办", "2026年9月25日"]
    part = f'<div class="content"><h2>关于启动四级应急响应的通知</h2>{lines(second)}</div>'
    read = paragraphs_of(page(f"<div>{HEAD}{SIGNED_OWN}{part}</div>"))
    assert read == [*SIGNED, "关于启动四级应急响应的通知", *second]


def test_questions_and_answers_below_a_signature_are_no_second_notice() -> None:
    part = f'<div class="content"><h3>政策问答</h3>{lines(["问：谁负责？答：各乡镇，热线62345678。"])}</div>'
    assert paragraphs_of(page(f"<div>{HEAD}{SIGNED_OWN}{part}</div>")) == SIGNED


def test_an_interview_of_the_notices_own_day_is_a_companion() -> None:
    part = f'<div class="content"><h2>县应急局负责人答记者问</h2><p>2026-09-22</p>{lines(EXPLAINED)}</div>'
    assert paragraphs_of(page(f"<div>{HEAD}{SIGNED_OWN}{part}</div>")) == SIGNED


def test_many_rows_of_tabs_take_little_time() -> None:
    tabs = "<ul>" + "<li>政策解读</li>" * 3000 + "</ul>"
    started = time.process_time()
    paragraphs_of(page(f"<div>{HEAD}{tabs}{f'<div><p>{NOTICE[0]}</p></div>' * 3000}</div>"))
    assert time.process_time() - started < 15  # a minute where each label looks at every element


LINKED_TABS = '<div class=tabs><a href="#zw">正文</a><a href="#fj">附件</a><a href="#jd">解读</a></div>'
LIST_OF_TABS = "<ul><li>正文</li><li>附件</li><li>解读</li></ul>"


@pytest.mark.parametrize("tabs", [LINKED_TABS, LINKED_TABS.replace("</a><a", "</a> | <a"), LIST_OF_TABS])
@pytest.mark.parametrize("lead", ["附件：物资表", "物资名称及数量"])
def test_an_annex_behind_a_tab_next_to_a_companion_stays(tabs: str, lead: str) -> None:
    table = "<table><tr><th>物资</th><th>数量</th></tr><tr><td>灭火器</td><td>200</td></tr><tr><td>铁锹</td><td>85</td></tr></table>"
    parts = f"<div id=zw>{lines(SIGNED)}</div><div id=fj><p>{lead}</p>{table}</div><div id=jd>{lines(EXPLAINED)}</div>"
    text = "\n".join(paragraphs_of(page(f"<div>{HEAD}{tabs}{parts}</div>")))
    assert [line for line in [*SIGNED, "灭火器", "85"] if line not in text] == []
    assert not any(line in text for line in EXPLAINED)


def test_links_to_parts_of_a_text_are_its_contents() -> None:
    contents = '<div><a href="#a">基本要求</a><a href="#b">解读工作</a></div>'
    parts = f"<div id=a>{lines(NOTICE)}</div><div id=b>{lines(EXPLAINED)}</div>"
    read = paragraphs_of(page(f"<div>{HEAD}<div class=content>{contents}{parts}</div></div>"))
    assert [line for line in read if line in (*NOTICE, *EXPLAINED)] == [*NOTICE, *EXPLAINED]


@pytest.mark.parametrize(
    ("label", "is_read"),
    [("附件", True), ("实施细则", True), ("附件一 调拨办法", True), ("解读", False), ("相关新闻", False)],
)
def test_only_what_is_the_document_is_read_behind_a_hidden_tab(label: str, is_read: bool) -> None:
    tabs = f"<ul class=tab><li class=on>通知正文</li><li>{label}</li></ul>"
    parts = f'<div class=p>{lines(SIGNED)}</div><div class=p style="display:none">{lines(ANNEX)}</div>'
    read = paragraphs_of(page(f"<div>{HEAD}{tabs}{parts}</div>"))
    assert [line for line in read if line in SIGNED] == SIGNED
    assert [line for line in read if line in ANNEX] == (ANNEX if is_read else [])
