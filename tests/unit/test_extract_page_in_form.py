"""Pages that are one `<form>` (ASP.NET), or whose article is: it is no form to fill in."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, in_p, page

from pipelines.extract import Rejected, extract

TITLE = "关于公布二季度考核结果的通知"
LEAD = "现将有关情况公布如下，如有疑问请与我局联系。"
TABLE = "<table border='1'><tr><td>指标</td><td>单位</td><td>累计</td></tr><tr><td>工业增加值</td><td>亿元</td><td>56.3</td></tr><tr><td>社零总额</td><td>亿元</td><td>43.2</td></tr></table>"
ROWS = ["指标\t单位\t累计", "工业增加值\t亿元\t56.3", "社零总额\t亿元\t43.2"]
SIGNED = ["临江县统计局", "2023年9月25日"]
HEAD = f"<div class='tit'><span>{TITLE}</span></div><div class='sub'>发布时间：<span>2023/9/25 09:00:00</span> 文章来源：<span>县统计局</span></div>"
MENU = (
    "<table><tr>"
    + "".join(
        f"<td><a href='list.aspx?id={number}'>{name}</a></td>"
        for number, name in enumerate(
            ["首页", "走进临江", "新闻中心", "政务公开", "政务服务", "互动交流", "专题专栏", "工作动态"]
        )
    )
    + "</tr></table>"
)
FOOT = "<table><tr><td>主办：临江县人民政府 网站标识码：1234567890</td></tr></table>"
PLACES = {
    "page": "<form id='aspnetForm' method='post'>" + MENU + "<table><tr><td>{}</td></tr></table>" + FOOT + "</form>",
    "divs": "<form id='form1' method='post'>" + MENU + "<div class='main'>{}</div>" + FOOT + "</form>",
    "article": MENU + "<form>{}</form>" + FOOT,
    "no form": MENU + "<table><tr><td>{}</td></tr></table>" + FOOT,
}


def texts(place: str, inside: str) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_临江县</title></head><body>{place.format(HEAD + inside)}</body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("container", ["<div class='con'><span>{}</span></div>", "<div>{}</div>"])
def test_what_stands_below_a_short_table_is_read(container: str, place: str) -> None:
    inside = container.format(f"<p>{LEAD}</p>{TABLE}{in_p(SIGNED)}")
    assert texts(place, inside) == [LEAD, *ROWS, *SIGNED]
    note = "以上信息公示7日，如有异议请来电反映。"
    inside = container.format(f"<p>表一</p>{TABLE}<p>表二</p>{TABLE}<p>{note}</p>")
    assert texts(place, inside) == ["表一", *ROWS, "表二", *ROWS, note]


def test_a_form_to_fill_in_below_an_article_is_no_text() -> None:
    form = "<form><p>您对本次考核结果有何意见，请在下面填写，我们将认真研究，并尽快给您答复。</p><textarea></textarea></form>"
    said = "二季度，全县考核结果总体良好，各乡镇、各部门完成了年初确定的目标任务，居民收入和财政收入稳步增长。"
    inside = f"<div class='con'>{in_p([said, LEAD, *SIGNED])}</div>"
    assert texts(MENU + "<div class='main'>{}</div>" + form + FOOT, inside) == [said, LEAD, *SIGNED]


def test_a_form_alone_is_no_bulletin() -> None:
    fields = "<p>用户名：<input name='u'></p><p>密码：<input type='password' name='p'></p><p>请输入您的用户名和密码登录本系统。</p>"
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>登录</title></head><body><form><ul>{NAVIGATION}</ul>{fields}{FOOT}</form></body></html>"
    with pytest.raises(Rejected):
        extract(page(html), ANY)
