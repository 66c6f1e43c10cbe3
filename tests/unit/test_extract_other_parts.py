"""What stands on a page in the shape of its body and is not: copies, streams, other articles, comments, notes."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from collections.abc import Callable

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, TITLE, article, in_p, page

from pipelines.extract import explain, extract

NAV = f'<ul class="nav">{NAVIGATION}</ul>'
LEAD = '<div class="info">2020-03-12 10:20 来源：市应急管理局</div>'
BUTTONS = "<div>打印本页 关闭窗口</div>"
NOTICE = [
    "因管道检修，北河路一至十九号定于3月24日8时至18时停水，请提前储水。",
    "恢复供水后如水质浑浊，请放水片刻后再使用。",
]
OTHERS = [f"第{n}篇说的是另外一件事情，与前面一篇没有什么关系，只是同一个人写的，放在了一起。" for n in range(9)]


def whole(body: str, title: str = TITLE) -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_临江市人民政府</title></head><body>{NAV}{body}{FOOTER}</body></html>'


def texts(html: str) -> list[str]:
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


def as_article(name: str, body: str = "") -> str:
    return f'<div class="{name}"><h1>{TITLE}</h1>{LEAD}<div class="txt">{body or in_p(SENTENCES)}</div>{BUTTONS}</div>'


# --- copies


@pytest.mark.parametrize(
    "body",
    [
        as_article("pc") + as_article("mobile"),
        f'<div class="a"><div>{as_article("pc")}</div></div><div class="b">{as_article("wap")}</div>',
        as_article("pc") + as_article("wap") + as_article("elder"),
        as_article("pc") + f'<div id="elder" class="large">{in_p(SENTENCES)}</div>',
        f'<div class="m-box"><h2>{TITLE}</h2>{in_p(SENTENCES)}</div>' + as_article("pc"),
        f'<div class="m-box"><h2>{TITLE}</h2>{in_p(SENTENCES[:3])}</div>' + as_article("pc"),
        as_article("pc") + '<div class="wap">' + "<br>".join("　　" + text for text in SENTENCES) + "</div>",
    ],
    ids=["side by side", "wrapped", "three", "no heading", "copy first", "copy first and shorter", "lines broken"],
)
def test_one_of_two_copies_is_the_body(body: str) -> None:
    assert texts(whole(body)) == SENTENCES


LAST = "参加检查的有市应急管理局、市林业局，各镇街有关负责人，青山林场护林员。"
SHORTER = LAST.replace("，各镇街有关负责人", "")


@pytest.mark.parametrize("side", ["pc", "elder"])
@pytest.mark.parametrize(
    "around", ["", "<div class='nav'><span>无障碍</span><b>长者模式</b></div><p>今天是星期四，欢迎您。</p>"]
)
def test_a_copy_may_lack_words_of_a_line(side: str, around: str) -> None:
    whole_one, other = in_p([*SENTENCES, LAST]), in_p([*SENTENCES, SHORTER])
    both = (whole_one, other) if side == "pc" else (other, whole_one)
    body = f'<div class="PC">{around}{as_article("x", both[0])}</div><div class="Mobile">{around}{as_article("y", both[1])}</div>'
    assert texts(whole(body)) == [*SENTENCES, LAST]


@pytest.mark.parametrize(
    "other", [LAST.replace("市林业局", "市水利局"), "不" + LAST, LAST.replace("护林员", "护林员12人")]
)
def test_a_text_with_a_line_that_says_something_else_is_no_copy(other: str) -> None:
    ends = LAST.replace("护林员", "护林员2人") if "12" in other else LAST
    body = as_article("pc", in_p([*SENTENCES, ends])) + as_article("wap", in_p([*SENTENCES, other]))
    assert not any("copy" in line for line in explain(page(whole(body)), ANY).evidence)


def test_a_copy_above_the_page_s_heading_is_the_copy() -> None:
    body = f'<div class="m">{in_p(SENTENCES)}</div><div class="pc"><h1>{TITLE}</h1>{LEAD}<div>{in_p(SENTENCES)}</div></div>'
    story = explain(page(whole(body)), ANY)
    assert "div.m is a copy of the body" in story.evidence
    assert texts(whole(body)) == SENTENCES


def test_the_evidence_names_the_copy() -> None:
    story = explain(page(whole(as_article("pc") + as_article("mobile"))), ANY)
    assert any("copy" in line and "div.mobile" in line for line in story.evidence)


@pytest.mark.parametrize("tag", ["section", "div"])
def test_two_parts_that_differ_in_one_figure_are_no_copies(tag: str) -> None:
    parts = [*SENTENCES[:2], "数量：5台", *SENTENCES[:2], "数量：6台"]
    assert texts(article(f"<{tag}>{in_p(parts[:3])}</{tag}><{tag}>{in_p(parts[3:])}</{tag}>")) == parts


def test_parts_of_a_body_that_say_the_same_all_stay() -> None:
    assert texts(article(f"<section>{in_p(SENTENCES[:2])}</section>" * 3)) == SENTENCES[:2] * 3


# --- what a script uncovers


@pytest.mark.parametrize(
    "hidden",
    [
        'style="visibility:hidden"',
        'style="display: none; opacity: 0"',
        "hidden",
        'id="js_content" style="visibility: hidden"',
    ],
)
def test_a_hidden_text_that_is_the_page_s_prose_is_its_body(hidden: str) -> None:
    assert texts(whole(f"<h1>{TITLE}</h1>{LEAD}<div {hidden}>{in_p(SENTENCES)}</div>")) == SENTENCES


def test_the_rest_of_a_text_that_unfolds_belongs_to_it() -> None:
    rest = f'<div style="display:none">{in_p(SENTENCES[1:])}</div>'
    assert texts(whole(f'<h1>{TITLE}</h1>{LEAD}<div class="c"><p>{SENTENCES[0]}</p>{rest}</div>')) == SENTENCES


@pytest.mark.parametrize("name", ['class="popup"', 'id="layer1"'])
def test_a_hidden_dialog_next_to_a_short_notice_stays_hidden(name: str) -> None:
    terms = "本站使用隐私政策，请您认真阅读并同意以下条款，继续访问即视为接受，感谢您的理解与支持。" * 3
    dialog = f'<div {name} style="display:none"><p>{terms}</p></div>'
    assert texts(article(in_p(NOTICE), title="关于停水的通知", below=dialog)) == NOTICE


# --- streams of teasers


def headline(n: int) -> str:
    return f'<a href="/{n}.html">本地消息第{n}条：城市更新项目第{n}标段开工附近居民绕行</a>'


def summary(n: int) -> str:
    return f"据了解，第{n}标段全长{n + 2}公里，施工期间公交线路临时调整，沿线商户照常营业，预计年底完工，届时将改善出行条件。"


ITEMS: dict[str, Callable[[int], str]] = {
    "list": lambda n: f"<li><h3>{headline(n)}</h3><p>{summary(n)}</p></li>",
    "picture": lambda n: (
        f"<div class='item'><a href='/{n}'><img src='a'></a>{headline(n)}<div>{summary(n)}</div><span>1小时前</span></div>"
    ),
    "flat": lambda n: f"<h4>{headline(n)}</h4><p>{summary(n)}</p>",
    "dl": lambda n: f"<dl><dt>{headline(n)}</dt><dd>2024-05-0{n % 9 + 1}</dd><dd>{summary(n)}</dd></dl>",
    "more": lambda n: f"<div><p>{headline(n)}</p><p>{summary(n)}<a href='/{n}'>[详细]</a></p></div>",
}


@pytest.mark.parametrize("count", [6, 14])
@pytest.mark.parametrize("form", ITEMS)
@pytest.mark.parametrize("where", ["<aside>{}</aside>", "<div><h3>相关阅读</h3>{}</div>", "inside"])
def test_a_short_notice_does_not_lose_to_a_stream_of_teasers(count: int, form: str, where: str) -> None:
    stream = "".join(map(ITEMS[form], range(count)))
    inside, after = (stream, "") if where == "inside" else ("", where.format(stream))
    main = f"<div class='main'><h1>关于停水的通知</h1>{LEAD}{in_p(NOTICE)}{inside}</div>"
    assert texts(whole(main + after, "关于停水的通知")) == NOTICE


def test_a_digest_of_linked_headlines_is_a_body() -> None:
    digest = [text for n in range(6) for text in (f"第{n}项工作的进展情况通报", OTHERS[n])]
    body = "".join(f"<p><a href='/{n}.html'>{digest[2 * n]}</a></p><p>{digest[2 * n + 1]}</p>" for n in range(6))
    assert texts(article(body)) == digest


# --- other articles


def post(title: str, day: str, paragraphs: list[str], tag: str = "h2") -> str:
    return f'<div class="post"><{tag} class="post-title">{title}</{tag}><div>{day} 10:20:11</div>{in_p(paragraphs)}<div>阅读(3) 评论(2)</div></div>'


def test_of_several_articles_the_first_is_read() -> None:
    posts = post(TITLE, "2020-03-12", SENTENCES) + post("另一篇文章的标题在这里", "2020-03-11", OTHERS)
    assert texts(whole(posts, "某人的博客")) == SENTENCES


def test_of_several_articles_the_one_that_the_title_names_is_read() -> None:
    posts = post("另一篇文章的标题在这里", "2020-03-11", OTHERS, "h1") + post(TITLE, "2020-03-12", SENTENCES, "h1")
    assert texts(whole(posts)) == SENTENCES


# --- comments, disclaimers, furniture


@pytest.mark.parametrize("name", ['class="comments"', 'class="commentlist"', 'id="pinglun"'])
@pytest.mark.parametrize("inside", [True, False])
def test_comments_below_a_text_are_cut(name: str, inside: bool) -> None:
    comments = f"<div {name}><h3>大家说</h3>{in_p([text[:20] + '，写得好，赞一个。' for text in OTHERS[:3]])}</div>"
    html = article(in_p(SENTENCES) + comments) if inside else article(in_p(SENTENCES), below=comments)
    assert texts(html) == SENTENCES


@pytest.mark.parametrize(
    "line",
    [
        "平台声明：该文观点仅代表作者本人，本平台仅提供信息存储空间服务。",
        "【免责声明】本文转载自其他媒体，不代表本网立场，如有侵权请联系删除。",
        "以上内容为创作者上传并发布，本平台仅提供信息存储服务",
    ],
)
def test_a_disclaimer_below_a_text_is_cut(line: str) -> None:
    assert texts(article(in_p(SENTENCES) + f"<p>{line}</p>")) == SENTENCES
    assert texts(article(in_p(SENTENCES), below=f"<div>{line}</div>")) == SENTENCES


@pytest.mark.parametrize(
    "line",
    [
        "郑重声明：本次考试不指定教材，不举办辅导班。",
        "四、严厉打击侵权盗版，未经许可不得复制发行，全年办结案件12件。",
    ],
)
def test_a_statement_of_the_bulletin_s_own_stays(line: str) -> None:
    assert texts(article(in_p([*SENTENCES, line]))) == [*SENTENCES, line]


def test_traditional_furniture_is_cut() -> None:
    body = [
        "臨江市應急管理局會同市林業局，對全市重點林區開展檢查，現場排查火災隱患12處。",
        "檢查組要求，加強野外用火管控，嚴格落實值班制度。",
    ]
    below = "<p>這篇新聞讓您覺得</p><p>友善列印</p><p>相關新聞</p><p><a href=/1>另一則新聞的標題在這裡</a></p>"
    assert texts(article("<div>調整字體：小 中 大</div><div>列印</div><div>轉寄</div>" + in_p(body) + below)) == body


@pytest.mark.parametrize(
    "line",
    [
        "时间发布：2020-03-12 09:51 阅读次数: 次信息来源：某日报字体：[大中小] 【打印文章】",
        "发布时间：2020-03-12点击数：12信息来源：某局作者：张三",
    ],
)
def test_a_line_about_the_text_with_labels_run_together_is_no_paragraph(line: str) -> None:
    assert texts(article(f"<p>{line}</p>" + in_p(SENTENCES), lead="")) == SENTENCES


def test_what_stands_outside_an_article_element_is_not_the_article_s() -> None:
    note = "<div>本栏目的稿件由各单位报送，欢迎大家关注，我们将持续更新。</div>"
    assert texts(whole(f"<div><h1>{TITLE}</h1>{LEAD}<article>{in_p(SENTENCES)}</article>{note}</div>")) == SENTENCES


# --- few words


def test_few_words_below_the_heading_win_over_a_longer_note_further_down() -> None:
    note = "<div><p>技术说明：本系统由信息中心维护，如有问题请与工作人员联系，谢谢配合。</p></div>"
    form = "<form><input type='text'><input type='password'></form>"
    assert texts(whole(f"{form}<h1>{TITLE}</h1><div id='zoom'><p>见附件</p></div>{note}")) == ["见附件"]


def test_a_hidden_login_dialog_makes_no_login_wall() -> None:
    dialog = '<div class="login" style="display:none"><form><input type="text"><input type="password"></form></div>'
    assert texts(article("<p>因管道检修，停水一天。</p>", below=dialog)) == ["因管道检修，停水一天。"]


# --- letters

QUESTION, ANSWER = "请问12路公交车何时恢复运营？", "您好，12路公交车预计于6月1日恢复运营，感谢您的关注。"


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='q'><div>来信人：张*</div><div>来信时间：2020-03-01</div><p>{QUESTION}</p></div>"
        f"<div class='reply'><div>回复单位：市交通局 回复时间：2020-03-06</div><p>{ANSWER}</p></div>",
        f"<ul><li><b>留言时间：</b>2020-03-01</li><li><b>留言内容：</b>{QUESTION}</li></ul>"
        f"<h3>答复</h3><ul><li><b>答复时间：</b>2020-03-06</li><li><b>答复内容：</b>{ANSWER}</li></ul>",
        "<table>"
        f"<tr><td>留言时间</td><td>2020-03-01</td></tr><tr><td>留言内容</td><td>{QUESTION}</td></tr>"
        f"<tr><td>答复时间</td><td>2020-03-06</td></tr><tr><td>答复内容</td><td>{ANSWER}</td></tr></table>",
        f"<dl><dt>提问时间</dt><dd>2020-03-01</dd><dt>内容</dt><dd>{QUESTION}</dd></dl>"
        f"<dl><dt>回复单位</dt><dd>市交通局</dd><dt>回复时间</dt><dd>2020-03-06</dd><dt>内容</dt><dd>{ANSWER}</dd></dl>",
    ],
    ids=["blocks", "list", "table", "terms"],
)
def test_a_letter_is_read_with_its_answer_and_both_days(body: str) -> None:
    text = "\n".join(texts(whole(f"<div class='main'><h1>关于公交线路的咨询</h1>{body}</div>", "关于公交线路的咨询")))
    for part in (QUESTION, ANSWER, "2020-03-01", "2020-03-06"):
        assert part in text


def test_a_body_less_than_what_is_around_it_is_doubtful() -> None:
    stream = "".join(map(ITEMS["list"], range(14)))
    main = f"<div class='main'><h1>关于停水的通知</h1>{LEAD}{in_p(NOTICE)}</div><div>{stream}</div>"
    assert extract(page(whole(main, "关于停水的通知")), ANY).confidence <= 0.75


# --- titles


def test_a_heading_that_goes_on_from_the_head_of_the_page_is_the_title() -> None:
    heading = "行政处罚信息公示（2026年第9期）"
    markup = f"<html><head><title>行政处罚信息公示</title></head><body><h2>{heading}</h2><p>来源：市市场监管局 2026-09-15</p>"
    body = "".join(f"<p>第{n}项，当事人某某食品店未按规定公示价格，罚款{n}00元，已缴清。</p>" for n in range(1, 6))
    assert extract(page(f"{markup}<div>{body}</div></body></html>"), ANY).title == heading


LINKS = '<p><a href="/1.html">临江市召开全市安全生产工作会议部署重点任务</a></p><p><a href="/2.html">我市三项举措推动老旧小区改造提质增效</a></p>'


@pytest.mark.parametrize(
    "below", ["", '<p>附件：<a href="/a.pdf">方案.pdf</a></p>', LINKS], ids=["nothing", "a file", "links"]
)
@pytest.mark.parametrize(
    "line",
    [
        "相關資訊請洽都市更新處，電話：02-27815696。",
        "相关信息请登录临江市人民政府网站查询。",
        "最新消息显示，火势已得到控制。",
        "相关推荐工作由各县区负责，4月1日前报送。",
        "延伸阅读推广工作，建设书香临江。",
    ],
)
def test_a_sentence_that_begins_as_a_heading_of_links_is_body(line: str, below: str) -> None:
    found = extract(page(article(f"{in_p(SENTENCES)}<p>{line}</p>{below}")), ANY).paragraphs
    assert [paragraph.text for paragraph in found[:5]] == [*SENTENCES, line]


@pytest.mark.parametrize("line", ["相关内容另行通知", "更多相关信息请咨询市财政局"])
def test_words_that_stand_above_no_links_are_no_heading_of_links(line: str) -> None:
    found = extract(page(article(f"{in_p(SENTENCES)}<p>{line}</p>")), ANY).paragraphs
    assert found[-1].text == line


@pytest.mark.parametrize("line", ["相关新闻", "相關報導", "【延伸阅读】", "更多关于森林防火的新闻", "相关文章列表"])
def test_a_heading_of_links_ends_the_body(line: str) -> None:
    found = extract(page(article(f"{in_p(SENTENCES)}<p>{line}</p>{LINKS}")), ANY).paragraphs
    assert [paragraph.text for paragraph in found] == SENTENCES
