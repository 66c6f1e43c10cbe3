"""What an attachment is called whose link says only what kind of file it is, or what to do with it."""

import pytest
from extract_pages import ANY, SENTENCES, in_p, page

from pipelines.extract import extract

NAME = "森林防火自查表"
SAID = {"doc": ".doc", "PDF": ".pdf", "下载": "", "点击下载": "", "下載": "", "檔案下載": ""}
FORMS = [
    "<ul><li><span>{name}</span><a href='{file}'>{said}</a><em>149.5KB</em></li></ul>",
    "<ul><li><span>{name}</span><ol><li><a href='{file}'>{said}</a><div>149KB</div></li></ol></li></ul>",
    "<table><tr><td>1</td><td>{name}</td><td><a href='{file}'>{said}</a></td></tr></table>",
    "<p>附件1：{name}（<a href='{file}'>{said}</a>）</p>",
]


def name_of(markup: str) -> str:
    text = f"<html><title>关于森林防火自查的通知</title><div class='c'>{in_p(SENTENCES)}{markup}</div></html>"
    (attachment,) = extract(page(text), ANY).attachments
    return attachment.name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("said", SAID)
def test_the_name_next_to_the_link(said: str, form: str) -> None:
    file = f"/files/a1{SAID[said] or '.doc'}"
    assert name_of(form.format(name=NAME, file=file, said=said)) == NAME + SAID[said]


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("title", ["{}", "下載{}", "下載{}(另開視窗)"])
def test_the_name_in_the_title_of_the_link(title: str, said: str) -> None:
    named = title.format(f"{NAME}.pdf")
    assert name_of(f"<p>附件：<a href='/files/a1.pdf' title='{named}'>{said}</a></p>") == f"{NAME}.pdf"


@pytest.mark.parametrize("said", SAID)
def test_no_sentence_is_a_name(said: str) -> None:
    assert name_of(f"<p>请各单位认真填写，按时报送，<a href='/files/a1.doc'>{said}</a>。</p>") == "a1.doc"


@pytest.mark.parametrize("behind", ["<span>823.8 KB，下載 1,489 次</span>", "（1.2MB）", " 120KB"])
def test_a_size_behind_the_name_is_none_of_it(behind: str) -> None:
    assert name_of(f"<p><a href='/files/a1.doc'>{NAME}.doc{behind}</a></p>") == f"{NAME}.doc"


def test_a_name_stays_whole() -> None:
    assert name_of("<p><a href='/files/a1.pdf' title='a1.pdf'>2026.pdf 2B类名单</a></p>") == "2026.pdf 2B类名单"
    assert name_of(f"<p>附件：{NAME} <a href='/files/a1.pdf'>下载须知</a></p>") == "下载须知"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("said", ["!" * 100_000 + "x", "1" * 100_000 + "x", "下载" + "!" * 100_000 + "x"])
def test_long_words_of_a_link_end_soon(said: str) -> None:
    assert name_of(f"<p><a href='/a.pdf'>{said}</a></p>") == said
