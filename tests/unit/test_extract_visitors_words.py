"""Forms for comments, and comments, below an article: no letter to an office, though their labels are a letter's."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

EMPTY = {
    "divisions": "<div class='m'><form><div><label>联系电话：</label><input name='t'></div><div><label>留言内容：</label><textarea></textarea></div>"
    "<div><label>验证码：</label><input></div><a href='#'>提交留言</a></form><form><div><label>回复内容：</label><textarea></textarea></div><a href='#'>提交</a></form></div>",
    "rows": "<form><table><tr><td>姓名：</td><td><input></td></tr><tr><td>留言标题：</td><td><input></td></tr><tr><td>留言内容：</td><td><textarea></textarea></td></tr>"
    "<tr><td>回复内容：</td><td><textarea></textarea></td></tr><tr><td><button>提交</button></td></tr></table></form>",
    "no colons": "<div class='w'><ul><li><label>咨询内容</label><textarea></textarea></li><li><label>手机号码</label><input></li><li><label>答复内容</label><textarea></textarea></li></ul><button>立即提交</button></div>",
    "lists": "<dl><dt>留言人：</dt><dd><input></dd><dt>留言内容：</dt><dd><textarea placeholder='请输入'></textarea></dd><dt>回复内容：</dt><dd><textarea></textarea></dd></dl>",
    "stars": "<div><p>* 留言人：*</p><p>留言内容：*</p><p>验证码：<a href='#'>看不清楚？</a></p><p>回复内容：*</p></div>",
}
WRITTEN = {
    "field by field": "<div class='list'><div><span>留言人：</span><b>林先生</b></div><div><span>留言内容：</span><b>希望常态化检查。</b></div><div><span>回复内容：</span><b>谢谢关注。</b></div></div>",
    "with days": "<div class='list'><p>网友 留言时间：2020-03-13</p><p>支持！</p><p>回复时间：2020-03-14</p><p>谢谢关注。</p></div>",
    "in a table": "<table><tr><td>留言内容：</td><td>请问白石水库开放吗？</td></tr><tr><td>回复单位：</td><td>市林业局</td></tr><tr><td>回复内容：</td><td>暂不开放。</td></tr></table>",
}


def read(body: str, below: str = "", **around: str) -> list[str]:
    return [one.text for one in extract(page(article(body, below=below, **around)), ANY).paragraphs]


@pytest.mark.parametrize("form", EMPTY.values(), ids=EMPTY)
def test_a_form_with_nothing_in_it_is_no_letter(form: str) -> None:
    assert read(in_p(SENTENCES), form) == SENTENCES


@pytest.mark.parametrize("name", sorted(EMPTY.keys() - {"no colons"}))
def test_nor_is_it_below_an_article_without_a_day(name: str) -> None:
    assert read(in_p(SENTENCES), EMPTY[name], lead="") == SENTENCES


@pytest.mark.parametrize("comments", WRITTEN.values(), ids=WRITTEN)
def test_comments_below_an_article_are_no_letter(comments: str) -> None:
    assert read(in_p(SENTENCES), comments)[: len(SENTENCES)] == SENTENCES


def test_a_short_letter_below_its_day_is_one() -> None:
    letter = "<p>留言内容：路灯不亮</p><p>回复内容：已修好</p>"
    assert read(letter) == ["留言内容：路灯不亮", "回复内容：已修好"]
