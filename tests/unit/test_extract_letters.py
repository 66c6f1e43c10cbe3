"""Letters to an office with its answers, in the shapes that pages give their labels; and consultations."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from datetime import date

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, article, in_p, page

from pipelines.extract import extract
from pipelines.models import Document

URL = "http://www.linjiang.gov.cn/hdjl/content/post_77.html"
ASKED = "请问滨河路的公共自行车站点什么时候恢复使用？"
ANSWERED = "您好，滨河路站点因管道施工暂停，预计4月底恢复使用，感谢您的关注。"
AGAIN, AT_LAST = "请问施工期间可以在哪里还车？", "可以在人民公园站点还车。"
REPLY = (
    f"<div class='a'><p><span>答复单位：市城管局</span><span>答复时间：2020-03-09</span></p><div>{ANSWERED}</div></div>"
)


def read(main: str, title: str = "公共自行车站点何时恢复") -> Document:
    head = f"<head><meta charset='utf-8'><title>{title}_临江市</title></head>"
    html = f"<html>{head}<body><ul>{NAVIGATION}</ul><h1>{title}</h1>{main}{FOOTER}</body></html>"
    return extract(page(html, url=URL), ANY)


LETTERS = {
    "labels glued in spans": f"<div><p><span>市民：陈*</span><span>留言时间：2020-03-02</span><span>状态：已答复</span></p>"
    f"<div>{ASKED}</div></div>{REPLY}",
    "no colon": f"<div><div><label>来信日期</label><em>2020-03-02</em></div><div>{ASKED}</div></div>{REPLY}",
    "who asks last": f"<div><p>2020-03-02 08:15　陈先生 咨询：</p><div>{ASKED}</div></div>{REPLY}",
    "days below": f"<div><b>问：</b>{ASKED}</div><div><b>答：</b>{ANSWERED}</div>"
    "<p>留言时间：2020-03-02　回复时间：2020-03-09　回复单位：市城管局</p>",
    "rows of two fields": "<table><tr><th>编号</th><td>LJ0302</td><th>写信人</th><td>陈*</td></tr>"
    "<tr><th>写信时间</th><td>2020-03-02 08:15:00</td><th>类别</th><td>咨询</td></tr>"
    f"<tr><th>信件内容</th><td colspan='3'>{ASKED}</td></tr>"
    "<tr><th>是否公开</th><td>公开</td><th>办理状态</th><td>已办结</td></tr>"
    "<tr><th>回复部门</th><td>市城管局</td><th>回复时间</th><td>2020-03-09 16:00:00</td></tr>"
    f"<tr><th>回复内容</th><td colspan='3'>{ANSWERED}</td></tr></table>",
}

# The form in which a letter was written, shown with its fields locked
LETTERS |= {
    "fields in a table": "<table><tr><th>编号</th><td><input readonly value='LJ0302'></td><th>写信人</th><td><input type='text' readonly='readonly' value='陈*'></td></tr>"
    f"<tr><th>写信时间</th><td><input readonly value='2020-03-02 08:15:00'></td></tr><tr><th>信件内容</th><td colspan=3><textarea readonly rows=8>{ASKED}</textarea></td></tr>"
    "<tr><th>回复部门</th><td><input value='市城管局' disabled></td><th>回复时间</th><td><input disabled value='2020-03-09 16:00:00'></td></tr>"
    f"<tr><th>回复内容</th><td colspan=3><textarea readonly>{ANSWERED}</textarea></td></tr></table>",
    "fields with labels": "<form><div><label>留言时间：</label><input readonly value='2020-03-02'></div>"
    f"<div><label>留言内容：</label><TEXTAREA READONLY>{ASKED}\n谢谢！</TEXTAREA></div><div><label>答复时间：</label><input disabled value='2020-03-09'></div>"
    f"<div><label>答复内容：</label><textarea disabled='disabled'>{ANSWERED}</textarea></div></form>",
    "fields of one line": f"<div><label>来信时间</label><input readonly value='2020-03-02'></div><div><label>来信内容</label><input readonly value='{ASKED}'></div>"
    "<div><label>回复单位</label><input readonly value='市城管局'></div><div><label>回复时间</label><input readonly value='2020-03-09'></div>"
    f"<div><label>回复内容</label><input readonly value='{ANSWERED}'></div>",
    "texts in fields alone": f"<p>留言时间：2020-03-02　状态：已答复</p><textarea readonly>{ASKED}</textarea>"
    f"<p>答复单位：市城管局　答复时间：2020-03-09</p><textarea readonly>&lt;p&gt;{ANSWERED}&lt;/p&gt;</textarea>",
    "only the answer in a field": f"<p>留言时间：2020-03-02</p><p>{ASKED}</p><p>答复时间：2020-03-09</p><textarea readonly>{ANSWERED}</textarea>",
}


NAMES = [
    ("网民留言：", "部门答复："), ("市民来信：", "官方回复："), ("群众诉求：", "处理结果："), ("问题描述", "办理答复"), ("信件正文", "处理意见"),
    ("您的问题：", "我们的答复："), ("【网友咨询】", "【市城管局回复】"), ("我的留言：", "答复："), ("来信内容：", "单位回复："), ("企业诉求：", "回答："),
]  # fmt: skip
SHAPES = {
    "in elements": "<div><div>{0}</div><div>{1}</div><div>提交时间：2020-03-02</div></div><div><div>{2}</div><div>{3}</div><div>答复日期：2020-03-09</div></div>",
    "in lines": "<div><p>{0}</p><p>{1}</p><p>2020-03-02</p><p>{2}</p><p>{3}</p><p>2020-03-09</p></div>",
    "in a list": "<dl><dt>{0}</dt><dd>{1}</dd><dt>留言日期</dt><dd>2020-03-02</dd><dt>{2}</dt><dd>{3}</dd><dt>答复日期</dt><dd>2020-03-09</dd></dl>",
    "with headings": "<h3>{0}</h3><div>{1}</div><div class='t'>2020-03-02</div><h3>{2}</h3><div>{3}</div><div class='t'>2020-03-09</div>",
    "in a table": "<table><tr><td>{0}</td><td>{1}</td></tr><tr><td>提交时间</td><td>2020-03-02</td></tr><tr><td>{2}</td><td>{3}</td></tr><tr><td>答复时间</td><td>2020-03-09</td></tr></table>",
    "days in their own parts": "<div class='q'><b>{0}</b><p>{1}</p><div><span>2020-03-02</span></div></div><div class='a'><b>{2}</b><p>{3}</p><div><span>2020-03-09</span></div></div>",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0])
def test_what_names_the_texts_may_say_who_wrote_them(names: tuple[str, str], shape: str) -> None:
    document = read(SHAPES[shape].format(names[0], ASKED, names[1], ANSWERED))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [part for part in (*names, ASKED, ANSWERED, "2020-03-02", "2020-03-09") if part not in text] == []
    assert document.published == date(2020, 3, 9)


@pytest.mark.parametrize("names", [names for names in NAMES if names[0].endswith("：")], ids=lambda names: names[0])
def test_a_label_may_have_its_text_behind_it(names: tuple[str, str]) -> None:
    document = read(
        f"<div class='q'><b>{names[0]}</b>{ASKED}</div><div>2020-03-02</div><div class='a'><b>{names[1]}：</b>{ANSWERED}</div><div>2020-03-09</div>"
    )
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [part for part in (ASKED, ANSWERED) if part not in text] == []
    assert document.published == date(2020, 3, 9)


@pytest.mark.parametrize(
    ("above", "day"),
    [
        ("<div>2020-03-02</div>", date(2020, 3, 9)),
        ("<div class='info'>时间：2020-03-10 来源：市城管局</div>", date(2020, 3, 10)),
        ("<div class='info'>发布时间：2020-03-11 来源：市城管局</div>", date(2020, 3, 11)),
    ],
)
def test_a_day_above_a_letter_is_its_own_unless_it_was_asked_then(above: str, day: date) -> None:
    parts = (
        f"<div>市民来信：</div><div>{ASKED}</div><div>市城管局答复：</div><div>{ANSWERED}</div><div>2020-03-09</div>"
    )
    assert read(above + parts).published == day


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (
            "网民留言办理情况的通报",
            [
                "现将8月份网民留言办理情况通报如下：",
                f"网民留言：{ASKED}",
                f"办理结果：{ANSWERED}",
                "请各单位举一反三，认真整改。",
            ],
        ),
        ("8月份办理情况", ["各乡镇人民政府：", f"网民留言：{ASKED}", f"办理结果：{ANSWERED}", "请认真整改。"]),
        ("群众来信办理情况通报", [f"群众诉求：{ASKED}", f"处理结果：{ANSWERED}", "请各单位举一反三，认真整改。"]),
        ("临江市开展春季森林防火专项检查", [*SENTENCES[:2], "问题描述", SENTENCES[2], "处理意见", SENTENCES[3]]),
        ("临江市开展春季森林防火专项检查", [*SENTENCES[:2], "网友留言：", ASKED, "记者：", ANSWERED, SENTENCES[3]]),
        (
            "临江市开展春季森林防火专项检查",
            [*SENTENCES[:2], f"群众诉求：{ASKED}", f"部门答复：{ANSWERED}", SENTENCES[3]],
        ),
    ],
)
def test_a_bulletin_about_letters_is_read_whole(title: str, said: list[str]) -> None:
    assert [p.text for p in extract(page(article(in_p(said), title=title)), ANY).paragraphs] == said


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_keeps_question_answer_and_both_days(kind: str) -> None:
    document = read(LETTERS[kind])
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [part for part in (ASKED, ANSWERED, "2020-03-02", "2020-03-09") if part not in text] == []
    assert document.published == date(2020, 3, 9)


@pytest.mark.parametrize(
    "turns",
    [
        f"<p>咨询时间：2020-03-02</p><p>{ASKED}</p><div>部门答复（1）　市城管局 2020-03-09</div><p>{ANSWERED}</p>"
        f"<div>追问　2020-03-10</div><p>{AGAIN}</p><div>部门答复（2）　市城管局 2020-03-11</div><p>{AT_LAST}</p>",
        f"<p>咨询时间：2020-03-02</p><div>{ASKED}</div><div><p>市城管局　答复时间：2020-03-09</p><p>{ANSWERED}</p></div>"
        f"<div>追问：{AGAIN}</div><div><p>市城管局　答复时间：2020-03-11</p><p>{AT_LAST}</p></div>",
    ],
    ids=["lines", "blocks"],
)
def test_a_letter_that_was_asked_again_keeps_every_turn(turns: str) -> None:
    text = "\n".join(paragraph.text for paragraph in read(turns).paragraphs)
    assert [part for part in (ASKED, ANSWERED, AGAIN, AT_LAST) if part not in text] == []


@pytest.mark.parametrize(
    "field",
    [
        "<textarea disabled>文明上网，理性发言，请遵守服务协议。</textarea><input type='submit' disabled value='发表'>",
        "<textarea placeholder='写下您的意见。'>请写下您的意见，我们会尽快答复。</textarea><input readonly value='验证码'>",
        "<div class='pl'><textarea readonly>文明上网，理性发言，请遵守服务协议。</textarea><input disabled value='请先登录，再发表评论。'><input readonly value='验证码'></div>",
        "<div><textarea disabled>评论功能已关闭，感谢您的参与！</textarea><input disabled value='匿名网友'></div>",
        "<input readonly value='请输入关键字'><input disabled value='搜索'>",
        "<input type='hidden' readonly value='这是一个内部值，读者看不到。'><input type='checkbox' disabled value='1'>",
    ],
)
def test_a_field_that_waits_for_a_reader_is_no_text(field: str) -> None:
    document = extract(page(article(in_p(SENTENCES) + field), url=URL), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == SENTENCES


def test_a_sentence_above_a_field_is_no_label_of_it() -> None:
    said = [*SENTENCES, "其他来信由市林业局办理。"]
    field = "<textarea readonly>请文明发言，遵守法律法规。</textarea><input disabled value='游客'>"
    document = extract(page(article(in_p(said) + field), url=URL), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == said


def test_an_article_that_speaks_of_letters_is_no_letter() -> None:
    said = [*SENTENCES, "2020年，市长信箱的来信时间和答复时间都向社会公开，市民可以查询。"]
    assert [paragraph.text for paragraph in extract(page(article(in_p(said))), ANY).paragraphs] == said


@pytest.mark.parametrize(
    "outcome",
    ["<h3>意见采纳情况</h3><p>{}</p>", "<div class='jg'><div class='t'>结果反馈</div><p>{}</p></div>"],
)
def test_what_came_in_upon_a_consultation_is_of_its_body(outcome: str) -> None:
    asked = ["为规范户外广告设置，市城管局起草了《临江市户外广告管理办法（征求意见稿）》，现公开征求意见。"]
    asked += ["有关意见请于4月10日前寄至临江市人民路一号，或发送至电子邮箱。"]
    came = "截至4月10日，共收到意见九条，采纳四条，其余意见将在今后工作中研究。"
    document = read(
        f"<div>征集时间：2020-03-10 至 2020-04-10</div><div class='c'>{in_p(asked)}</div>{outcome.format(came)}",
        "关于征求户外广告管理办法意见的公告",
    )
    assert [paragraph.text for paragraph in document.paragraphs][:2] == asked
    assert document.paragraphs[-1].text == came


LOCKS = [
    'onfocus="this.blur()"',
    "onfocus='this.blur();'",
    "onfocus=this.blur()",
    'onfocus="javascript:$(this).blur();return false;"',
    'onclick="blur()" class="nr"',
    'onkeydown="return false"',
    'onkeydown="return false;" onpaste="return false"',
    'onkeypress="event.preventDefault()"',
    'onbeforeinput="event.returnValue=false"',
    "ONFOCUS='this.blur()'",
    'contenteditable="false"',
    "unselectable=on",
    'style="border:0;pointer-events: none"',
]


def in_a_form(lock: str, script: str = "") -> str:
    return (
        f"<form><p>来信时间：<input {lock} value='2020-03-01'></p><p>来信内容：</p><textarea {lock}>{ASKED}</textarea>"
        f"<p>回复单位：<input {lock} value='市水务局'></p><p>回复时间：<input {lock} value='2020-03-05'></p>"
        f"<p>回复内容：</p><textarea {lock}>{ANSWERED}</textarea></form>{script}"
    )


def assert_letter(lock: str, script: str = "") -> None:
    document = read(in_a_form(lock, script))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [part for part in (ASKED, ANSWERED, "2020-03-01", "2020-03-05") if part not in text] == []
    assert document.published == date(2020, 3, 5)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_field_that_a_script_locks_is_text(lock: str) -> None:
    assert_letter(lock)


@pytest.mark.parametrize(
    "script",
    [
        "<script>$('textarea, input').attr('readonly', true);</script>",
        '<script>$("input, textarea").prop("disabled",true)</script>',
        "<script>document.getElementById('nr').readOnly = true;</script>",
        '<script>document.getElementsByName("nr")[0].disabled = "disabled"</script>',
        '<script>$(\'.nr\').attr("readonly","readonly")</script>',
        '<script>document.querySelector(".nr").setAttribute("readonly","readonly")</script>',
    ],
)
def test_a_field_that_the_pages_script_locks_is_text(script: str) -> None:
    assert_letter('id="nr" class="nr" name="nr"', script)


@pytest.mark.parametrize(
    "lock",
    [
        'onkeydown="if(event.keyCode==13){return false;}"',
        'onkeydown="return event.keyCode!=13 &amp;&amp; false"',
        "onfocus=\"if(this.value=='请输入') this.value=''\"",
        'onpaste="return false"',
        'oncontextmenu="return false" onblur="check()"',
        'onchange="this.blur()" onblur="return false"',
    ],
)
def test_a_field_with_another_script_is_no_text(lock: str) -> None:
    body = f"<p>留言内容：</p><textarea {lock}>请填写留言，我们将尽快答复您。</textarea>{in_p(SENTENCES)}"
    texts = [paragraph.text for paragraph in extract(page(article(body)), ANY).paragraphs]
    assert not any("尽快答复您" in text for text in texts)


def test_a_button_that_a_script_locks_is_no_field() -> None:
    script = "<script>$('#submit').attr('disabled', true); $('#nr').attr('readonly', false)</script>"
    body = f"<p>留言内容：</p><textarea id=nr>请填写留言，我们将尽快答复您。</textarea>{in_p(SENTENCES)}{script}"
    texts = [paragraph.text for paragraph in extract(page(article(body)), ANY).paragraphs]
    assert not any("尽快答复您" in text for text in texts)


def test_fields_in_a_set_that_is_disabled_are_text() -> None:
    form = in_a_form("").replace("<form>", "<form><fieldset><fieldset class=a disabled><fieldset></fieldset>")
    document = read(form.replace("</form>", "</fieldset></fieldset></form>"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [part for part in (ASKED, ANSWERED, "2020-03-01", "2020-03-05") if part not in text] == []


@pytest.mark.parametrize("around", ["<fieldset>{}</fieldset>", "<fieldset disabled></fieldset>{}"])
def test_fields_next_to_such_a_set_are_none(around: str) -> None:
    field = "<p>留言内容：</p><textarea>请填写留言，我们将尽快答复您。</textarea>"
    texts = [p.text for p in extract(page(article(around.format(field) + in_p(SENTENCES))), ANY).paragraphs]
    assert not any("尽快答复您" in text for text in texts)


@pytest.mark.parametrize(
    "waits",
    [
        f"<p>来信内容：{ASKED}</p><p>来信时间：2020-03-02</p><p>办理状态：办理中</p><p>答复内容：</p>",
        f"<p>来信内容：{ASKED}</p><p>答复内容：暂无</p>",
        f"<p>问题描述</p><p>{ASKED}</p><p>回复内容：暂无内容</p>",
        f"<div>【留言内容】</div><div>{ASKED}</div><div>处理结果：正在处理</div>",
    ],
)
def test_a_letter_that_waits_for_its_answer_is_read(waits: str) -> None:
    html = (
        f"<html><head><title>自行车站点</title></head><body><h1>自行车站点</h1><div class=c>{waits}</div></body></html>"
    )
    text = "\n".join(paragraph.text for paragraph in extract(page(html, url=URL), ANY).paragraphs)
    assert ASKED in text


FOOT = "<div class='{}'><p>主办：临江县人民政府办公室　承办：县大数据中心</p><p>本站由县融媒体中心维护，如有意见请与我们联系。</p></div>"
ABOVE_FOOT = {
    "around both": "<div class='xj'><h3>{title}</h3><p>来信人：刘某 来信日期：2024-05-22</p><div>供暖以来室内只有十五度，请帮助解决。</div><div><p>回复单位：县住建局 回复日期：2024-05-26</p><div>{answer}</div></div></div>",
    "fields": "<div class='xj'><ul><li>留言人：刘某</li><li>内容：供暖以来室内只有十五度，请帮助解决。</li></ul><ul><li>回复：{answer}</li><li>回复时间：2024-05-26 10:00:00</li></ul></div>",
    "right on the page": "<div class='q'><p>来信时间：2024-05-22</p><p>供暖以来室内只有十五度，请帮助解决。</p></div><div class='a'><p>答复时间：2024-05-26</p><p>{answer}</p></div>",
    "text below the labels' element": "<div class='xj'><p>来信时间：2024-05-22</p><p>供暖以来室内只有十五度，请帮助解决。</p><p>答复时间：2024-05-26</p></div><div class='hf'><p>{answer}</p></div>",
}


@pytest.mark.parametrize("letter", ABOVE_FOOT.values(), ids=ABOVE_FOOT.keys())
@pytest.mark.parametrize("name", ["", "footer"])
def test_the_foot_of_the_page_is_no_part_of_a_letter(letter: str, name: str) -> None:
    title = "关于小区供暖的问题"
    main = letter.format(title=title, answer=ANSWERED) + FOOT.format(name)
    html = f"<html><head><meta charset='utf-8'><title>{title}_临江县</title></head><body><ul>{NAVIGATION}</ul>{main}</body></html>"
    texts = [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]
    assert any(ANSWERED in text for text in texts)
    assert any("室内只有十五度" in text for text in texts)
    assert not any("县大数据中心" in text or "县融媒体中心" in text for text in texts)


@pytest.mark.parametrize("title", ["信件详情", "关于站点恢复使用的问题"])
@pytest.mark.parametrize("tag", ["i", "span", "b", "div", "p", "h3"])
def test_a_question_and_its_answer_by_their_marks_are_a_letter(tag: str, title: str) -> None:
    asked = f"<{tag}>问</{tag}><h1>关于站点恢复使用的问题</h1><span>网友：陈* 时间：2020-03-02</span><p>{ASKED}</p>"
    answered = f"<{tag}>答</{tag}><span>市城管局 2020-03-09</span><p>{ANSWERED}</p>"
    main = f"<div class='wt'>{asked}</div><div class='hd'>{answered}</div>"
    html = f"<html><head><title>{title}_临江市</title></head><body><ul>{NAVIGATION}</ul>{main}{FOOTER}</body></html>"
    document = extract(page(html, url=URL), ANY)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert document.title == "关于站点恢复使用的问题"
    assert ASKED in texts
    assert texts[-1] == ANSWERED


@pytest.mark.parametrize("pairs", [1, 3])
def test_marked_questions_below_a_text_leave_the_text_whole(pairs: int) -> None:
    asked = f"<div class='wt'><i>问</i><p>{ASKED}</p></div><div class='hd'><i>答</i><p>{ANSWERED}</p></div>" * pairs
    document = read(in_p(SENTENCES) + asked)
    assert {paragraph.text for paragraph in document.paragraphs} >= set(SENTENCES)
