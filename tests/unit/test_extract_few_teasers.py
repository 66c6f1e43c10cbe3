"""Three teasers of other pages below a text are no part of it; three cases that it announces are."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, page

from pipelines.extract import extract

TITLE = "我市部署秋季森林防火工作"
TEXTS = [
    "10月11日，临江市召开秋季森林防火工作部署会，各乡镇分管负责人参加会议。",
    "会议强调，要压实网格责任，把护林员巡山和卡口值守结合起来。",
]
OTHERS = [
    ("老年大学秋季班开始招生", "今年共开设二十六个班，每班限三十人，学费每学期八十元。"),
    ("南山隧道恢复双向通行", "此次整治更换了照明灯具六百余盏，隧道内限速六十公里。"),
    ("图书馆推出夜读专场活动", "夜读专场配备了咖啡角和充电座位，首周入馆人次超过三千。"),
]
ITEMS = {
    "headline": '<li><a href="/{n}"><h3>{t}</h3></a><p>{s}</p></li>',
    "button": '<li><h3>{t}</h3><div>{s}</div><a href="/{n}.html">查看详情</a></li>',
}


def with_items(item: str, heading: str = "", opening: str = TEXTS[1], around: str = "<div>%s</div>") -> str:
    items = "".join(item.format(n=number, t=title, s=text) for number, (title, text) in enumerate(OTHERS))
    return (
        f"<html><head><title>{TITLE}_临江市人民政府</title></head><body><a href='/'>首页</a><div class='main'><h1>{TITLE}</h1>"
        f"<div>发布时间：2024-10-12 来源：市林业局</div><div class='c'><p>{TEXTS[0]}</p><p>{opening}</p></div>{around % f'{heading}<ul>{items}</ul>'}</div></body></html>"
    )


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
@pytest.mark.parametrize("heading", ["", "<h3>推荐</h3>", "<b>更多消息</b>"])
@pytest.mark.parametrize("around", ["<div>%s</div>", "<aside>%s</aside>", "<section>%s</section>"])
def test_three_teasers_are_no_text(item: str, heading: str, around: str) -> None:
    document = extract(page(with_items(item, heading, around=around)), ANY)
    assert [one.text for one in document.paragraphs] == TEXTS


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_what_the_text_announces_is_text(item: str) -> None:
    document = extract(page(with_items(item, opening="现将三起典型案例公布如下：")), ANY)
    assert all(any(text in one.text for one in document.paragraphs) for _, text in OTHERS)
