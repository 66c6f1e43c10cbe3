"""Questions that unfold their answers, and texts of which 展开全文 shows the rest: all of it is the text's."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, article, in_p, page

from pipelines.extract import extract

ASKED = ["护林员每年补助多少钱？", "年满六十岁的林农经本人申请、村里同意之后，还能不能继续担任护林员？", "到哪里报名？"]
ANSWERED = ["每人每年补助九千六百元，按季度发放。", "可以，须提供体检证明。", "到镇林业站报名，须带身份证。"]
INTRODUCED = ["为方便群众办理护林员选聘手续，现将常见问题解答如下："]
HIDDEN = " style='display:none'"
ITEMS = {
    "div": "<div class='i'><div class='q'>{q}</div><div class='a'{hidden}>{a}</div></div>",
    "heading": "<div class='i'><h4>{q}</h4><div class='a'{hidden}>{a}</div></div>",
    "link": "<div class='i'><a class='q' href='javascript:;'>{q}</a><div class='a'{hidden}>{a}</div></div>",
    "button": "<div class='i'><button class='q'>{q}<i></i></button><div class='a'{hidden}><p>{a}</p></div></div>",
    "wrapped": "<div class='i'><div class='t'><h4><a href='#c{n}'>{q}</a></h4></div><div id='c{n}' class='c'{hidden}><p>{a}</p></div></div>",
    "flat": "<div class='q'>{q}</div><div class='a'{hidden}>{a}</div>",
    "flat, without names": "<div>{q}</div><div{hidden}>{a}</div>",
    "paragraph": "<h4>{q}</h4><p{hidden}>{a}</p>",
    "paragraphs": "<p class='q'>{q}</p><p class='a'{hidden}>{a}</p>",
    "paragraph in an item": "<li><div class='q'>{q}</div><p{hidden}>{a}</p></li>",
    "paragraph below a link": "<h4><a href='javascript:;'>{q}</a></h4><p{hidden}>{a}</p>",
    "button in a heading": "<h2><button aria-expanded='false'>{q}</button></h2><p{hidden}>{a}</p>",
    "plain button": "<h2><button>{q}</button></h2><div{hidden}><p>{a}</p></div>",
    "with a file": "<div class='i'><div class='q'>{q}</div><div class='a'{hidden}><p>{a}</p><p><a href='/{n}.doc'>申请表.doc</a></p></div></div>",
}
SHOWN = ["近日，县纪委通报三起典型问题。", "一、青山镇违规摊派报刊征订任务，涉及十二个村。"]
REST = ["二、县交通局以会议落实会议，三个月召开同类会议十一次。", "三、白石镇向各村索要台账，共二十四本。"]


def texts(body: str) -> list[str]:
    return [paragraph.text for paragraph in extract(page(article(body, title="护林员选聘常见问题")), ANY).paragraphs]


def items(form: str, shown: int = 0) -> str:
    """Questions with their answers, of which so many are shown."""
    pairs = zip(ASKED, ANSWERED, strict=True)
    return "".join(
        form.format(q=asked, a=answered, n=number, hidden="" if number < shown else HIDDEN)
        for number, (asked, answered) in enumerate(pairs)
    )


@pytest.mark.parametrize("shown", [0, 1])
@pytest.mark.parametrize("above", [[], INTRODUCED], ids=["alone", "introduced"])
@pytest.mark.parametrize("form", ITEMS.values(), ids=ITEMS)
def test_questions_and_their_hidden_answers_are_read(form: str, above: list[str], shown: int) -> None:
    found = texts(f"<div class='nr'>{in_p(above)}{items(form, shown)}</div>")
    assert [text for text in [*above, *ASKED, *ANSWERED] if text not in found] == []


def test_links_and_buttons_head_the_texts_that_they_name() -> None:
    link = "<div class='i'><h4><a data-toggle='collapse' href='#c{n}'>{q}</a></h4><div id='c{n}' class='collapse'><p>{a}</p></div></div>"
    button = "<div class='i'><h4><button aria-controls='c{n}'>{q}</button></h4><div id='c{n}' class='collapse'><p>{a}</p></div></div>"
    for form in (link, button):
        found = texts(f"<div class='nr'>{in_p(INTRODUCED)}{items(form)}</div>")
        assert [text for text in [*ASKED, *ANSWERED] if text not in found] == []


def test_short_answers_to_questions_are_read() -> None:
    answered = ["可以。", "不收费。", "镇林业站二楼。"]
    pairs = zip(ASKED, answered, strict=True)
    found = texts("".join(f"<h2><button>{asked}</button></h2><p hidden>{answer}</p>" for asked, answer in pairs))
    assert [text for text in [*ASKED, *answered] if text not in found] == []


def test_headings_of_items_are_no_boxes_whatever_their_name() -> None:
    form = "<div class='item'><h4 class='item-header' id='h{n}'><button aria-controls='c{n}'>{q}</button></h4><div id='c{n}' class='collapse'><p>{a}</p></div></div>"
    found = texts(f"<div class='nr'>{in_p(INTRODUCED)}{items(form)}</div>")
    assert found == INTRODUCED + [text for pair in zip(ASKED, ANSWERED, strict=True) for text in pair]


@pytest.mark.parametrize("form", ["<p hidden>{}</p>", "<div hidden>{}</div>"], ids=["paragraphs", "boxes"])
def test_hidden_lines_below_headings_and_buttons_of_a_page_stay_hidden(form: str) -> None:
    notes = [form.format(f"内部备注：第{number}处待核实，请勿公开。") for number in (1, 2)]
    boxes = f"<h3><button>收藏</button></h3>{notes[0]}<h3><button>分享</button></h3>{notes[1]}"
    assert texts(f"<div class='nr'>{in_p(SHOWN + REST)}{boxes}</div>") == SHOWN + REST
    if form.startswith("<p"):
        headed = f"<h2>一、通报</h2>{in_p(SHOWN)}{notes[0]}<h2>二、处理</h2>{in_p(REST)}{notes[1]}"
        found = texts(f"<div class='nr'>{headed}</div>")
        assert [text for text in found if "备注" in text] == []


def test_hidden_texts_below_links_to_pages_stay_hidden() -> None:
    other = "<div class='i'><a href='/{n}.html'>{q}</a><div class='a'{hidden}>{a}</div></div>"
    found = texts(f"<div class='nr'>{in_p(SHOWN + REST)}</div><div class='more'>{items(other)}</div>")
    assert found == SHOWN + REST


@pytest.mark.parametrize("opening", [SHOWN[1:], SHOWN, SHOWN * 2], ids=["short", "longer", "longest"])
@pytest.mark.parametrize(
    "button",
    [
        "<a href='javascript:all()'>展开全文</a>",
        "<p onclick='all()'>点击展开</p>",
        "<button onclick='all()'>阅读全文</button>",
    ],
    ids=["link", "paragraph", "button"],
)
@pytest.mark.parametrize("below", [False, True], ids=["between", "below"])
def test_both_parts_of_a_text_that_unfolds_are_read(opening: list[str], button: str, below: bool) -> None:
    rest = f"<div id='rest'{HIDDEN}>{in_p(REST)}</div>"
    found = texts(f"<div id='short'>{in_p(opening)}</div>{rest + button if below else button + rest}")
    assert found == opening + REST
