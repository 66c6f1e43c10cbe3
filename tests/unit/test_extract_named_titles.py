"""名称：… and 标题：… name the document among its own fields; in the text they name what the text is about."""

import pytest
from extract_pages import ANY, FOOTER, SENTENCES, in_p, page

from pipelines.extract import extract

TITLE, BUYER = "青山县路灯采购项目终止公告", "青山县城市管理局"
HEAD = f"<h1>{TITLE}</h1><div class=info>2026-01-12 来源：财政局</div>"
FIELDS = "索引号：QS00/2026-00031|名称：{}|发布机构：青山县林业局|成文日期：2026年1月10日"


def title(body: str, page_title: str = f"{TITLE}_青山县人民政府") -> str:
    html = f"<html><head><title>{page_title}</title></head><body>{body}{FOOTER}</body></html>"
    return extract(page(html), ANY).title


@pytest.mark.parametrize("label", ["名称：", "名　　称：", "（1）名称：", "标题："])
@pytest.mark.parametrize("place", ["<p>{}</p>{}", "{1}<p>{0}</p>", "<ul><li>{}</li></ul>{}"])
def test_a_label_in_the_text_names_something_else(label: str, place: str) -> None:
    text = place.format(f"{label}{BUYER}", in_p(SENTENCES[:2]))
    assert title(f"{HEAD}<div class=content>{text}</div>") == TITLE


def test_a_label_in_the_text_wins_over_no_title_of_the_page() -> None:
    text = f"<div class=content>{in_p(SENTENCES[:2])}<p>名称：{BUYER}</p></div>"
    assert title(f"<div class=info>2026-01-12 来源：财政局</div>{text}", TITLE) == TITLE


@pytest.mark.parametrize("generic", ["信息公开", "青山县人民政府"])
def test_a_document_is_named_among_its_fields(generic: str) -> None:
    said = "关于加强森林防火工作的通知"
    items = "".join(f"<li>{field}</li>" for field in FIELDS.format(said).split("|"))
    body = f"<h1>{generic}</h1><ul>{items}</ul><div class=content>{in_p(SENTENCES)}</div>"
    assert title(body, f"{generic}_青山县人民政府") == said
    lines = "".join(f"<p>{field}</p>" for field in FIELDS.format(said).split("|"))
    assert title(f"<h1>{generic}</h1><div class=content>{lines}{in_p(SENTENCES)}</div>", generic) == said
