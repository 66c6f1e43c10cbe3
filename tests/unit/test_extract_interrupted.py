"""Bodies with something else in their midst (a box for sharing, links to other pages), and bodies that unfold."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import explain, extract

BOXES = {
    "share": '<div class="share-bar"><a href="#">微信</a><a href="#">微博</a></div>',
    "list": '<ul id="sharebox"><li>QQ空间</li><li>微博</li></ul>',
    "advertisement": '<p class="advert"><span>推广信息</span></p>',
    "related": '<div class="relatedNews"><a href="/9.html">我市老旧小区改造提质增效</a></div>',
    "wrapped": '<div class="b"><div class="hot"><a href="/9.html">我市老旧小区改造提质增效</a></div></div>',
}


def texts(html: str) -> list[str]:
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("name", ["txt", "TRS_Editor"])
def test_a_box_in_the_midst_of_a_body_is_cut_and_ends_nothing(box: str, at: int, name: str) -> None:
    body = in_p(SENTENCES[:at]) + BOXES[box] + in_p(SENTENCES[at:])
    assert texts(article(f'<div class="{name}">{body}</div>')) == SENTENCES


@pytest.mark.parametrize("box", BOXES)
def test_a_signature_below_a_box_stays(box: str) -> None:
    signed = ["临江市应急管理局", "2020年3月12日"]
    assert texts(article(in_p(SENTENCES) + BOXES[box] + in_p(signed))) == SENTENCES + signed


@pytest.mark.parametrize("box", BOXES)
def test_lines_broken_by_br_go_on_below_a_box(box: str) -> None:
    assert texts(article("<br>".join(SENTENCES[:3]) + BOXES[box] + SENTENCES[3])) == SENTENCES


@pytest.mark.parametrize("box", BOXES)
def test_a_body_in_elements_of_one_kind_goes_on_beyond_a_box(box: str) -> None:
    first, last = (f'<div class="txt">{in_p(part)}</div>' for part in (SENTENCES[:3], SENTENCES[3:]))
    assert texts(article(first + BOXES[box] + last)) == SENTENCES


def test_a_table_below_a_box_stays() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>第{n}号林场</td><td>{n * 7}处</td></tr>" for n in range(1, 5))
    table = f"<table><tr><th>序号</th><th>林场</th><th>隐患</th></tr>{rows}</table>"
    assert texts(article(in_p(SENTENCES) + BOXES["share"] + table))[len(SENTENCES) :][-1] == "4\t第4号林场\t28处"


def test_a_sentence_in_an_element_with_another_name_is_the_text_s() -> None:
    note = "编者按：以下是各镇街报送的情况汇总。"
    body = in_p(SENTENCES[:2]) + f'<div class="commentary">{note}</div>' + in_p(SENTENCES[2:])
    assert texts(article(body)) == [*SENTENCES[:2], note, *SENTENCES[2:]]


def test_comments_of_another_kind_below_a_body_still_end_it() -> None:
    comments = '<div class="comment-head">网友说</div><ul><li>张三：查得好，大家都支持。</li><li>李四：希望长期坚持下去。</li></ul>'
    assert texts(article(in_p(SENTENCES) + comments)) == SENTENCES


@pytest.mark.parametrize(
    "lines",
    [
        '<p>相关阅读：<a href="/8.html">我市老旧小区改造提质增效</a></p>',
        '<p>延伸阅读</p><p><a href="/8.html">我市老旧小区改造提质增效</a></p><p><a href="/7.html">河道清淤工程完工</a></p>',
    ],
)
def test_links_to_other_pages_between_paragraphs_are_cut(lines: str) -> None:
    assert texts(article(in_p(SENTENCES[:2]) + lines + in_p(SENTENCES[2:]))) == SENTENCES


def test_the_reason_is_given() -> None:
    story = explain(page(article(in_p(SENTENCES[:3]) + BOXES["related"] + in_p(SENTENCES[3:]))), ANY)
    assert any(block.why == "a box in the text" for block in story.blocks)


# --- the rest of a text that is shown when somebody asks for it

FOLDED = {
    "button above": '<div class="a">{first}</div><span class="b">展开剩余内容</span><div class="c" style="display:none">{rest}</div>',
    "button below": '<div class="a">{first}</div><div class="c" hidden>{rest}</div><p><a href="javascript:;">查看全部</a></p>',
    "paragraphs": '<div class="a">{first}{hidden}<a>阅读全文</a></div>',
    "a real button": '<div class="a">{first}<div class="r" style="display:none">{rest}</div><button class="m"><i></i>展开全文</button></div>',
    "pages": '<ul><li>1</li><li>2</li></ul><div class="a">{first}</div><div class="a" style="display: none">{rest}</div>',
    "pages in words": '<div class="a">{first}</div><div class="a" style="display:none">{rest}</div><div>第一页 第二页</div>',
}
HIDDEN = ' style="display:none"'


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("form", FOLDED)
def test_the_rest_of_a_text_that_somebody_unfolds_belongs_to_it(form: str, at: int) -> None:
    hidden = in_p(SENTENCES[at:]).replace("<p>", f"<p{HIDDEN}>")
    body = FOLDED[form].format(first=in_p(SENTENCES[:at]), rest=in_p(SENTENCES[at:]), hidden=hidden)
    assert [text for text in texts(article(body)) if len(text) > 12] == SENTENCES


OTHER = "本网站使用必要的缓存技术记录您的阅读偏好，继续浏览即表示您同意本网站的隐私政策。"


@pytest.mark.parametrize(
    "hidden",
    [
        f'<div class="c"{HIDDEN}><p>{OTHER}</p></div>',
        f'<div class="popup"{HIDDEN}><p>{OTHER}</p></div><span>展开全文</span>',
        f'<div class="c"{HIDDEN}><p>{OTHER}</p></div><a href="/full.html">阅读全文</a>',
        f'<div class="c"{HIDDEN}><p>{SENTENCES[1]}</p></div><span>展开全文</span>',
        f'<div class="txt"{HIDDEN}><p>{OTHER}</p></div><div>正文 解读</div>',
    ],
    ids=["no button", "a dialog", "a link to another page", "said already", "tabs of other things"],
)
def test_what_else_is_hidden_below_a_text_stays_hidden(hidden: str) -> None:
    body = f'<div class="txt">{in_p(SENTENCES)}</div>'
    assert [text for text in texts(article(body + hidden)) if len(text) > 12] == SENTENCES
