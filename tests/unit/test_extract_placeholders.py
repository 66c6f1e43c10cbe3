"""Pages that wait for a script to write their text: a line of waiting or a template's expressions are no body."""

import json

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, SENTENCES, TITLE, page

from pipelines.extract import extract
from pipelines.models import Rejected

HEAD = f"<h1>{TITLE}</h1><div>发布时间：2020-03-12 来源：市应急管理局</div>"
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
WAITING = (
    "加载中...",
    "Loading...",
    "loading",
    "请稍候……",
    "页面加载中，请稍候…",
    "正在努力加载，请您耐心等待",
    "Please wait, content is loading",
    "載入中",
    "{{detail.title}}",
    "来源：{{ detail.source }} {{ detail.content }}",
    "${content}",
)


def bare(shown: str, script: str = "<script src=app.js></script>", title: str = TITLE) -> str:
    return (
        f'<html><head><title>{title}</title></head><body><div id="app"><div>{shown}</div></div>{script}</body></html>'
    )


def framed(shown: str) -> str:
    body = f'<ul>{NAVIGATION}</ul>{HEAD}<div class="detail">{shown}</div>{FOOTER}'
    return f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"


def texts(html: str) -> list[str]:
    return [paragraph.text for paragraph in extract(page(html), ANY).paragraphs]


@pytest.mark.parametrize("line", WAITING)
def test_a_line_of_waiting_is_no_body(line: str) -> None:
    for html in (bare(line), framed(line), framed(f'<div><img src="/images/wait.gif">{line}</div>')):
        with pytest.raises(Rejected):
            extract(page(html), ANY)


@pytest.mark.parametrize(
    "line",
    [
        "工程进入下载测试阶段。",
        "请稍候办理的业户于3月15日前补报。",
        "Loading area closed.",
        "模板写作{{姓名}}，请各单位填写。",
    ],
)
def test_words_of_waiting_in_a_text_are_its_own(line: str) -> None:
    assert texts(framed(f"<p>{line}</p>")) == [line]


def test_a_file_below_a_line_of_waiting_is_the_body() -> None:
    shown = '<div>加载中...</div><iframe src="/files/2020/notice.pdf"></iframe>'
    document = extract(page(framed(shown)), ANY)
    assert [file.url.rpartition("/")[2] for file in document.attachments] == ["notice.pdf"]
    assert not document.paragraphs


STATES = {
    "JSON": '<script id="__NEXT_DATA__" type="application/json">%s</script>',
    "an assignment": "<script>window.__INITIAL_STATE__=%s;</script>",
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("day", [{"publishTime": "2020-03-12"}, {}], ids=["with a day", "with the page's title"])
def test_the_script_behind_a_line_of_waiting_is_read(state: str, day: dict[str, str]) -> None:
    data = json.dumps({"props": {"detail": {"title": TITLE, "content": BODY, **day}}}, ensure_ascii=False)
    assert texts(bare("加载中...", state % data.replace("</", "<\\/"))) == SENTENCES


def test_a_state_whose_names_have_no_quotes_is_read() -> None:
    title, content = (
        json.dumps(text, ensure_ascii=False).replace("</", "<\\/") for text in (TITLE, BODY + "<p>a:1,b:!0</p>")
    )
    written = (
        f'{{data:[{{detail:{{title:{title},publishTime:"2020-03-12",content:{content},top:!0,pic:void 0}}}}],$s:{{}}}}'
    )
    document = extract(page(bare("加载中...", f"<script>window.__NUXT__={written}</script>", "某某市")), ANY)
    assert [paragraph.text for paragraph in document.paragraphs] == [*SENTENCES, "a:1,b:!0"]
    assert document.title == TITLE
    assert str(document.published) == "2020-03-12"


def test_a_record_without_a_day_or_the_title_of_the_page_is_no_article() -> None:
    data = json.dumps({"column": {"title": "栏目简介", "content": BODY}}, ensure_ascii=False).replace("</", "<\\/")
    with pytest.raises(Rejected):
        extract(page(bare("加载中...", STATES["an assignment"] % data)), ANY)
