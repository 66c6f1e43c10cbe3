"""Notices of a site below the way to a column and in an article's container, and bulletins that quote such notices."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, page

from pipelines.extract import extract
from pipelines.models import Rejected, Rejection

CONTAINERS = ['<div class="con">%s</div>', '<div class="TRS_Editor">%s</div>', "<table><tr><td>%s</td></tr></table>"]
OF_A_SITE = (Rejection.SITE_NOTICE, Rejection.BLOCKED, Rejection.LOGIN, Rejection.NOT_FOUND)


def column(body: str, title: str = "通知公告", lead: str = "") -> str:
    way = '<div class="pos">当前位置：<a href="/">首页</a> &gt; <a href="/tz">通知公告</a></div>'
    return (
        f'<html><head><meta charset="utf-8"><title>{title}_临江市人民政府</title></head><body><ul>{NAVIGATION}</ul>{way}'
        f"<h1>{title}</h1>{lead}{body}{FOOTER}</body></html>"
    )


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    "lines",
    [
        "<p>网站正在升级维护</p><p>由此给您带来的不便，我们深表歉意！</p>",
        "<p>网络繁忙，请稍候再试。</p>",
        "<p>请求超时，请重新加载页面</p>",
        "<p>即将跳转到外部网站</p><p>安全性未知，是否继续</p>",
        "<p>您来访的IP已被加入黑名单，禁止访问</p>",
        "<p>本次访问已触发人机识别，请输入图中字符</p>",
        "<p>您的请求被安全策略阻断，请联系管理员</p>",
        "<p>该文档仅限校园网内访问。</p>",
        "<p>对不起，您没有权限查看该文档！</p>",
        "<p>会话已过期，请重新登录。</p>",
        "<p>资料整理中……</p>",
    ],
)
def test_a_notice_of_the_site_in_a_column(container: str, lines: str) -> None:
    with pytest.raises(Rejected) as rejected:
        extract(page(column(container % lines)), ANY)
    assert rejected.value.reason in OF_A_SITE


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    ("title", "texts"),
    [
        (
            "数据中心升级维护公告",
            ["因数据中心升级维护，6月5日22时至6日6时政务服务网暂停服务，不便之处敬请谅解。", "市数据局"],
        ),
        ("数字资源使用说明", ["图书馆购买的数据库仅限校园网内访问，校外读者请通过专用网络登录使用。"]),
        ("公共数据采集设备采购公告", ["市公安局拟采购人机识别设备一套，预算80万元。"]),
        (
            "关于网站故障的说明",
            ["4月1日晚，有网民访问时看到“您访问的页面不存在”。", "经查系域名解析故障，已于当晚恢复。"],
        ),
        ("警情通报", ["经查，网民李某发布的虚假信息已被删除，李某被行政拘留五日。"]),
        ("招聘信息下架通知", ["该信息已下架，报名费将于10日内退回原账户，请报名人员留意。"]),
        ("关于部分文件失效的公告", ["下列文件失效，不再作为行政管理的依据。"]),
        ("关于“页面不存在”问题的答复", ["您反映的问题收悉，经核实系缓存所致，清除后可以看到。"]),
    ],
)
def test_a_bulletin_that_speaks_of_such_a_thing(container: str, title: str, texts: list[str]) -> None:
    lead = "<div>发布时间：2024-04-02 来源：市政府办公室</div>"
    html = column(container % "".join(f"<p>{text}</p>" for text in texts), title, lead)
    assert [one.text for one in extract(page(html), ANY).paragraphs] == texts


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("lead", ["", "<div>发布时间：2024-04-02</div>"])
def test_a_missing_page_with_a_day_is_missing(container: str, lead: str) -> None:
    html = column(container % "<p>该文章已被删除，请检查网址是否正确，或返回首页。</p>", "提示信息", lead)
    with pytest.raises(Rejected) as rejected:
        extract(page(html), ANY)
    assert rejected.value.reason is Rejection.NOT_FOUND


def test_the_sites_name_in_a_linked_heading_is_not_the_articles() -> None:
    html = (
        '<html><head><meta charset="utf-8"><title>关于扫一扫乘车的公告_临江市交通局</title></head><body>'
        f'<h1><a href="/">临江市交通局</a></h1><ul>{NAVIGATION}</ul><h2>关于扫一扫乘车的公告</h2>'
        "<div>时间：2024-04-02 来源：公交公司</div><div><table><tr><td><div>市民打开微信扫一扫车内二维码，即可支付车费。</div>"
        "<div>扫一扫后输入验证码的，均系诈骗。</div></td></tr></table></div></body></html>"
    )
    document = extract(page(html), ANY)
    assert document.title == "关于扫一扫乘车的公告"
    assert len(document.paragraphs) == 2


def test_an_office_of_copyright_is_no_owner_of_the_page() -> None:
    html = column(
        "<div class='c'><p>全市完成作品版权登记316件，版权所有人以个人为主，占八成以上。</p></div>",
        "登记工作通报",
        "<div>2024-04-02 14:00<span>来源：市版权局</span></div>",
    )
    assert str(extract(page(html), ANY).published) == "2024-04-02"
