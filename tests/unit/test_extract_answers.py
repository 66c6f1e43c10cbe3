"""Letters whose answer stands in an element named as comments are, or has the only label of the letter."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, NAVIGATION, in_p, page

from pipelines.extract import extract

TITLE = "滨河路路灯不亮"
ASKED = "我家住滨河路12号，门前路灯坏了半个多月，晚上出行很不方便，请问应该找哪个部门修？"
ANSWERED = "网友您好，您反映的路灯系电缆老化，我局已于三月六日更换完毕，现已恢复照明，感谢您的监督。"
TRAIL = "<div class='pos'>当前位置：<a href='/'>首页</a> &gt; <a href='/hd/'>互动交流</a></div>"
NAMES = ["reply", "reply-content", "reply_box", "comment"]


def texts(main: str, title: str = TITLE) -> list[str]:
    html = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_临江县</title></head><body><ul class='nav'>{NAVIGATION}</ul>{TRAIL}<div class='w'>{main}</div><div class='foot'>主办：临江县人民政府 网站标识码：1234567890</div></body></html>"
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "answer",
    [
        "<p>{}</p>",
        "<span>县城管局</span><span>2024-03-07</span><p>{}</p>",
        "<p>县城管局 2024-03-07 回复</p><p>{}</p>",
        "<h3>回复内容</h3><p>{}</p><span>2024-03-07</span>",
        "<div>回复单位：县城管局 回复时间：2024-03-07</div><div>{}</div>",
    ],
)
@pytest.mark.parametrize("question", ["<p>{}</p>", "<span>匿名用户</span><span>2024-03-04</span><p>{}</p>"])
@pytest.mark.parametrize(
    "place",
    [
        "<h1>{0}</h1><div class='ask'>{1}</div><div class='{3}'>{2}</div>",
        "<table><tr><td><h1>{0}</h1></td></tr><tr><td>{1}</td></tr><tr><td class='{3}'>{2}</td></tr></table>",
    ],
)
def test_the_answer_is_read(place: str, question: str, answer: str, name: str) -> None:
    found = texts(place.format(TITLE, question.format(ASKED), answer.format(ANSWERED), name))
    assert ASKED in found
    assert ANSWERED in found


@pytest.mark.parametrize("name", ["hf", "answer", "reply", ""])
@pytest.mark.parametrize(
    "label", ["<h3>回复内容</h3>", "<p>县城管局 2024-03-07 回复</p>", "<div>答复单位：县城管局</div>"]
)
def test_a_question_without_a_label_is_read(label: str, name: str) -> None:
    main = f"<h1>{TITLE}</h1><div><p>{ASKED}</p><div>2024-03-04</div></div><div class='{name}'>{label}<p>{ANSWERED}</p></div>"
    found = texts(main)
    assert ASKED in found
    assert ANSWERED in found


@pytest.mark.parametrize("label", ["[{}]", "【{}】"])
@pytest.mark.parametrize("word", ["咨询", "投诉", "来信"])
def test_labels_in_brackets(word: str, label: str) -> None:
    lines = [
        f"{label.format(word)} {ASKED}",
        f"{word}时间：2024-03-04",
        f"{label.format('回复')} {ANSWERED}",
        "回复时间：2024-03-07",
    ]
    assert texts(f"<h1>{TITLE}</h1>{in_p(lines)}") == lines


def test_a_table_of_one_column() -> None:
    rows = [f"【投诉】{TITLE}", ASKED, "2024-03-04", f"回复：{ANSWERED}", "县城管局 2024-03-07"]
    found = texts("<table>" + "".join(f"<tr><td>{row}</td></tr>" for row in rows) + "</table>")
    assert found[-4:] == rows[1:]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "said",
    [
        "小编您好，这篇文章写得很好，支持家乡建设。",
        "网友您好，请问演出的门票在哪里可以买到？",
        "写得真好，希望多办这样的活动。",
    ],
)
def test_what_readers_say_below_an_article_is_not(name: str, said: str) -> None:
    text = [
        "我县非遗展演活动昨日在滨河公园举行，三千多名群众到场观看。",
        "我们将继续办好群众文化活动，让大家看得到、看得懂。",
    ]
    main = f"<h1>我县举行非遗展演活动</h1><div class='info'>2024-03-07</div><div class='con'>{in_p(text)}</div><div class='{name}'><p>热心读者 2024-03-08</p><p>{said}</p></div>"
    assert texts(main, "我县举行非遗展演活动") == text
