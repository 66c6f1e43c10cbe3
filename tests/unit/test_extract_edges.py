"""Where a body begins and ends: the lines around its paragraphs, and its parts in elements below its container."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, in_p, page

from pipelines.extract import extract

TITLE = "关于印发森林防火工作方案的通知"
DAY = "<div class='info'>发布时间：2020-03-12 来源：市林业局</div>"
H1, DIV = f"<h1>{TITLE}</h1>{DAY}", f"<div class='tit'>{TITLE}</div>{DAY}"
SIGNED = ["临江市林业局", "2020年3月11日"]
PLACE = ["一、报名地点", "市林业局三楼"]
ANNEX = ["附件：实施细则", "第一条 为规范管理，制定本细则。", "第二条 本细则自发布之日起施行。"]
TABLE = "<table><tr><th>项目</th><th>预算数</th></tr><tr><td>防火物资</td><td>3000</td></tr><tr><td>值班补助</td><td>1200</td></tr></table>"
ROWS = ["项目\t预算数", "防火物资\t3000", "值班补助\t1200"]
SHARE = "<div class='share'>分享到：</div>"
RELATED = "<div class='xg'><h3>相关阅读</h3><ul><li><a href='/1.html'>我市召开森林防火工作会议</a><span>2020年3月1日</span></li><li><a href='/2.html'>我市举办森林防火培训班</a><span>2020年3月2日</span></li></ul></div>"
WORD = f"<div class='Section0'>{in_p(SENTENCES)}</div>"
CONTAINERS = ["class='con'", "class='nr'", "class='view'", "class='TRS_Editor'", "id='zoom'", ""]

heads = pytest.mark.parametrize("head", [H1, DIV], ids=["h1", "no heading"])
containers = pytest.mark.parametrize("container", CONTAINERS)


def texts(main: str, footer: str = FOOTER) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江市人民政府</title></head><body><ul class='nav'>{NAVIGATION}</ul><div class='detail'>{main}</div>{footer}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@heads
@containers
@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (WORD + in_p(SIGNED), [*SENTENCES, *SIGNED]),
        (WORD + in_p([*SIGNED, "责任编辑：王某", "【打印】【关闭】"]), [*SENTENCES, *SIGNED]),
        ("<p>各镇人民政府：</p>" + WORD + in_p(SIGNED), ["各镇人民政府：", *SENTENCES, *SIGNED]),
        (WORD + in_p(["联系人：王某", "电话：0319-8161111"]), [*SENTENCES, "联系人：王某", "电话：0319-8161111"]),
        (WORD + f"<div>{in_p(PLACE)}</div>", [*SENTENCES, *PLACE]),
        (
            f"<section><section>{in_p(SENTENCES)}</section></section><section>{in_p(PLACE)}</section><section>{in_p(SIGNED)}</section>",
            [*SENTENCES, *PLACE, *SIGNED],
        ),
    ],
    ids=["signature", "editor", "addressed", "contact", "divs", "sections"],
)
def test_lines_next_to_a_wrapper_in_the_container(head: str, container: str, inside: str, said: list[str]) -> None:
    assert texts(f"{head}<div {container}>{inside}</div>{SHARE}{RELATED}") == said


@heads
@containers
def test_a_signature_below_a_link_to_a_file(head: str, container: str) -> None:
    inside = WORD + "<p>附件：<a href='/f/1.doc'>岗位表.doc</a></p>" + in_p(SIGNED)
    assert texts(f"{head}<div {container}>{inside}</div>{SHARE}")[-2:] == SIGNED


@heads
@containers
@pytest.mark.parametrize(
    ("below", "said"),
    [
        (f"<div style='text-align:right'>{'<br>'.join(SIGNED)}</div>", SIGNED),
        (f"<div class='sign'>{in_p(SIGNED)}</div>", SIGNED),
        (in_p(SIGNED), SIGNED),
        (f"<div class='annex'>{in_p(ANNEX)}</div>", ANNEX),
        (in_p(ANNEX), ANNEX),
        (TABLE, ROWS),
        (f"<div class='t'>{TABLE}</div>", ROWS),
        (f"<div class='t'>{TABLE}</div><div>{in_p(SIGNED)}</div>", [*ROWS, *SIGNED]),
    ],
    ids=["lines", "div", "p", "annex", "annex in p", "table", "wrapped table", "table and signature"],
)
def test_parts_of_the_article_below_its_container(head: str, container: str, below: str, said: list[str]) -> None:
    assert texts(f"{head}<div {container}>{in_p(SENTENCES)}</div>{below}{SHARE}{RELATED}") == [*SENTENCES, *said]


@heads
def test_a_second_element_of_the_same_kind(head: str) -> None:
    second = ["二、时间要求", "各单位应当于3月底前报送总结，逾期不报的予以通报。"]
    parts = "".join(f"<div class='TRS_Editor'>{in_p(part)}</div>" for part in (SENTENCES, second))
    assert texts(head + parts + SHARE) == [*SENTENCES, *second]


@heads
@containers
@pytest.mark.parametrize(
    "below",
    [
        RELATED,
        RELATED.replace("相关阅读", "最新发布"),
        "<div class='pn'><p>上一篇：<a href='/1.html'>我市召开森林防火工作会议</a></p><p>下一篇：没有了</p></div>",
        "<div class='pj'><p>您对本页面内容是否满意</p><p>满意 基本满意 不满意</p></div>",
        "<div class='box'><p>咨询服务台</p><p>电话：0319-8160000</p></div>",
        "<div class='fj'><p>附件：</p><p><a href='/f/1.doc'>岗位表.doc</a></p></div>",
        "<div class='box'><p>市民服务</p><p>市长信箱</p><p>网上办事大厅</p></div>",
        "<div class='bq'><p>临江市林业局主办</p><p>地址：滨江路1号 电话：0319-8161234</p><p>粤ICP备00000000号</p></div>",
    ],
    ids=["related", "latest", "neighbours", "survey", "desk", "files", "services", "owner"],
)
def test_what_else_stands_below_a_container_stays_out(head: str, container: str, below: str) -> None:
    assert texts(f"{head}<div {container}>{in_p([*SENTENCES, *SIGNED])}</div>{below}") == [*SENTENCES, *SIGNED]
    assert texts(f"{head}<div {container}>{in_p(SENTENCES)}</div>{below}") == SENTENCES


def test_a_column_next_to_that_of_the_article_stays_out() -> None:
    side = "<div class='r'><h3>办事指南</h3><p>受理时间：周一至周五</p><p>市林业局 2020年3月1日</p></div>"
    assert texts(f"<div class='l'>{H1}<div class='con'>{WORD}</div></div>{side}") == SENTENCES


def test_a_short_heading_in_the_elements_of_the_text_is_the_texts_own() -> None:
    head = f"<div class='head'><h2>{TITLE}</h2><p>2020年03月12日 17:00 来源：市林业局 【打印】</p></div>"
    inner = "<div><p>项目概况</p><p>临江市防火物资采购项目的潜在投标人应在网上获取招标文件，并于2020年4月1日前递交投标文件。</p></div>"
    below = "<p>一、项目基本情况</p><p>项目编号：LJZC2020-11</p>"
    found = texts(f"{head}<div class='c1'><div class='c2'>{inner}{below}</div></div>")
    assert found[0] == "项目概况"
    assert found[-2:] == ["一、项目基本情况", "项目编号：LJZC2020-11"]


def test_the_text_below_a_table_of_its_main_fields() -> None:
    table = "<div class='t'><table><tr><td>采购项目名称</td><td>临江市防火物资采购项目</td></tr><tr><td>预算金额</td><td>120万元</td></tr></table></div>"
    inner = "<div><p>项目概况</p><p>临江市防火物资采购项目的潜在投标人应在网上获取招标文件，并于2020年4月1日前递交投标文件。</p></div>"
    below = "<p>一、项目基本情况</p><p>项目编号：LJZC2020-11</p>"
    found = texts(f"{H1}{table}<div class='c1'><div class='c2'>{inner}{below}</div></div>")
    assert "项目概况" in found
    assert found[-2:] == ["一、项目基本情况", "项目编号：LJZC2020-11"]
