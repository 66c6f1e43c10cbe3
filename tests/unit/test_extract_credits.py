"""来源：, 作者：, 编辑： in the text itself stay; above the text and at its end they are about it."""

import pytest
from extract_pages import ANY, FOOTER, page

from pipelines.extract import extract, paragraphs_of

TITLE = "关于公布征文比赛结果的通知"
HEAD = f"<h1>{TITLE}</h1><div>发布日期：2026-09-05　来源：县文化馆</div>"
LAST = "<p>请各单位认真组织学习，并于月底前将落实情况报县文化馆。</p><p>县文化馆</p><p>2026年9月5日</p>"
TEXT = ["比赛共收到作品三百余件。", "获奖作品将在县图书馆展出，欢迎参观。"]


def read(lines: list[str], last: str = LAST, head: str = HEAD) -> list[str]:
    text = "".join(f"<p>{line}</p>" for line in lines) + last
    body = f"<body>{head}<div class=c>{text}</div></body>"
    return paragraphs_of(f"<html><head><title>{TITLE}</title></head>{body}</html>".encode())


@pytest.mark.parametrize(
    "lines",
    [
        "经费安排如下，请各单位核对。 来源：财政拨款。",
        "获奖作品如下，请互相转告。 一等奖 作品：河边的早晨 作者：林晓 二等奖 作品：老街 作者：周明",
        "招聘岗位如下，请符合条件的人员报名。 编辑：2名，本科以上 记者：3名，本科以上 校对：1名，专科以上",
        "展览有关事项公告如下，欢迎参观。 来源：县博物馆藏品 展出文物三百余件，均为首次展出。",
        "各环节由下列单位负责，不得推诿。 录入：由乡镇负责 审核：由县局负责 校对：由专班负责",
    ],
    ids=["a sentence", "prizes", "posts", "between paragraphs", "duties"],
)
def test_lines_of_the_text_stay(lines: str) -> None:
    said = lines.split()
    assert read(said)[: len(said)] == said


@pytest.mark.parametrize(
    "credit",
    [
        "责任编辑：李平",
        "来源：县融媒体中心",
        "作者：王芳",
        "（编辑：李平）",
        "审核：张军",
        "监制：王强 统筹：李娜 责编：赵明",
        "总监制：王强丨校对：李娜 孙红",
    ],
)
def test_at_the_end_they_are_about_it(credit: str) -> None:
    assert read(TEXT, f"<p>{credit}</p>") == TEXT


@pytest.mark.parametrize("line", ["组长：王强 副组长：李娜", "一等奖：王强 李娜 二等奖：赵明", "姓名：王强 职务：编辑"])
def test_persons_of_the_text_stay(line: str) -> None:
    assert read(TEXT, f"<p>{line}</p>") == [*TEXT, line]


def test_without_a_head_above_they_are_about_it() -> None:
    assert read(["来源：县融媒体中心　2026-09-05", *TEXT], "", "") == TEXT


LISTED = [
    ["项目名称：农田建设", "资金来源：", "来源：财政资金", "建设期限：八个月"],
    ["采购内容：地力监测", "数量：三套", "来源：国产", "交货期：三十天"],
    ["1.编号：A-12", "2.类别说明：扬尘", "3.来源：群众举报", "4.办理情况：已办结"],
]
FORMS = {"paragraphs": "<p>{}</p>", "boxes": "<div>{}</div>", "items": "<li>{}</li>", "lines": "{}<br>"}
NOTICE = "关于农田建设项目的公告"
SAID = "<p>根据有关规定，现将本县农田建设项目的有关情况公告如下：</p>"
SOURCE_ABOVE = "<div class=ly>来源：县农业农村局 2020-03-12</div>"


@pytest.mark.parametrize("head", ["", "<div class=ly>2020-03-12</div>", SOURCE_ABOVE], ids=["bare", "day", "source"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("lines", LISTED, ids=["project", "purchase", "numbered"])
def test_a_field_among_those_of_a_text_is_neither_a_credit_nor_the_source(
    lines: list[str], form: str, head: str
) -> None:
    listed = "".join(map(form.format, lines))
    main = f"<h1>{NOTICE}</h1>{head}<div class=nr>{SAID}{listed}<p>特此公告。</p></div>"
    document = extract(page(f"<html><head><title>{NOTICE}</title></head><body>{main}{FOOTER}</body></html>"), ANY)
    said = [paragraph.text for paragraph in document.paragraphs]
    assert [line for line in lines if line not in said] == []
    assert document.issuer == ("县农业农村局" if head == SOURCE_ABOVE else None)


@pytest.mark.parametrize(
    "lines",
    [
        ["联系电话：8161234", "来源：临江日报", "编辑：李娜"],
        ["来源：临江日报", "编辑：李娜", "校对：王强", "监制：赵明"],
        ["联系电话：8161234", "作者：王强", "(本文来源：临江日报)"],
    ],
)
def test_credits_below_a_text_are_cut_whatever_stands_above_them(lines: list[str]) -> None:
    listed = "".join(f"<p>{line}</p>" for line in ["项目总投资二百万元，明年完工。", *lines])
    main = f"<h1>{NOTICE}</h1><div class=ly>2020-03-12</div><div class=nr>{SAID}{listed}</div>"
    document = extract(page(f"<html><head><title>{NOTICE}</title></head><body>{main}{FOOTER}</body></html>"), ANY)
    assert [text for p in document.paragraphs if "来源" in (text := p.text) or "编辑" in text] == []
    assert document.issuer == ("临江日报" if "来源：临江日报" in lines else None)
