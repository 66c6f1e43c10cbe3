"""Rules for those who comment are no body, however short the notice above them is."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, page

from pipelines.extract import extract

NOTICE = "因管网检修，定于5月6日8时至18时对人民路沿线停水，请提前储水。"
RULES = {
    "sentences": "<p>网友留言须知：一、请遵守国家法律法规，承担一切因您的行为引起的法律责任。</p><p>二、本网站有权保留或删除留言中的任意内容，请勿发布与主题无关之内容。</p><p>三、违反上述规定者，本网站有权直接封锁账号，恕不另行通知。</p>",
    "list": "<p>发言须知</p><ul><li>文明上网，理性发言，不得发布违反法律法规的内容。</li><li>您的言论将在审核后显示，审核时间为一个工作日。</li></ul>",
    "lines": "<h4>评论规则</h4><p>1、用户应遵守跟帖评论服务管理规定，对所发布的内容负责。<br>2、本站保留删除、修改、屏蔽评论的权利，恕不另行通知。</p>",
    "traditional": "<h4>留言規則</h4><p>使用者留言前，請詳細閱讀並同意下述規定，違者帳號將被封鎖。</p><p>請勿重複刊登一樣的文章，請勿轉貼廣告。</p>",
}
BOXES = [
    "<div class='rule'>%s</div>",
    "<div>%s</div>",
    "<div class='comment'><h3>发表评论</h3><div class='collapse'>%s</div></div>",
    "<div class='modal fade'><div>%s</div></div>",
    "<div style='display:none'>%s</div>",
]


def with_rules(box: str, rules: str, title: str = "关于人民路停水的公告", text: str = NOTICE) -> str:
    return f"<html><head><title>{title}_临江市</title></head><body><a href='/'>首页</a><h1>{title}</h1><div>发布时间：2024-05-04 来源：市住建局</div><div class='con_x'><p>{text}</p></div>{box % rules}<div>主办：临江市</div></body></html>"


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_the_notice_is_the_body(box: str, rules: str) -> None:
    document = extract(page(with_rules(box, rules)), ANY)
    assert [one.text for one in document.paragraphs] == [NOTICE]


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_an_article_about_such_rules_keeps_them(rules: str) -> None:
    text = "为规范网上交流，现将网友发言规则公布如下。"
    document = extract(page(with_rules("<div>%s</div>", rules, "网上发言规则公布", text)), ANY)
    assert len(document.paragraphs) > 2


def test_rules_for_speakers_are_an_annex() -> None:
    annex = "<p>听证会发言规则</p><p>一、代表按顺序发言，每人不超过五分钟，不得打断他人发言。</p><p>二、主持人可要求补充说明，代表应当如实陈述意见。</p>"
    html = with_rules(
        "<div>%s</div>", annex, "关于召开水价听证会的通知", "定于6月5日召开水价听证会，请各代表准时参加。"
    )
    assert "听证会发言规则" in [one.text for one in extract(page(html), ANY).paragraphs]


@pytest.mark.timeout(20)
def test_lines_that_name_rules_over_and_over_end_soon() -> None:
    html = with_rules("<div>%s</div>", "<p>评论须知一二三</p>" * 20_000)
    assert extract(page(html), ANY).paragraphs[0].text == NOTICE
