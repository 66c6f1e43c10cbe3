"""Lines with the word Copyright: the owner's, at a page's end, and those of a text about copying."""

import pytest
from extract_pages import ANY, NAVIGATION, page

from pipelines.extract import extract
from pipelines.extract.words.line_patterns import is_owner


@pytest.mark.parametrize(
    "line",
    [
        "Copyright 2019",
        "Copyright © 临河县人民政府",
        "COPYRIGHT 临河县人民政府 2026",
        "©Copyright 临河在线",
        "Copyright(C)2000-2020 Linhe",
        "Copyright 临河县人民政府 All Rights Reserved. 电话：1234567",
        "Copyright by 临河在线",
        "Copyright：临河县人民政府",
        "Copyright临河县人民政府",
    ],
)
def test_the_owner_s_line_has_a_sign_or_a_year_or_is_a_name(line: str) -> None:
    assert is_owner(line)


@pytest.mark.parametrize(
    "lines",
    [
        ["Copyright问题请联系咨询部：6661200。", "开放时间：周二至周日8:30—20:00，周一闭馆。"],
        [
            "数字资源版权归作者所有，读者不得用于商业用途。",
            "Copyright问题请联系咨询部：6661200。",
            "周一闭馆，周二开放。",
        ],
        ["Copyright登记材料：作品一份、申请表一份", "材料交至三楼窗口。"],
    ],
)
def test_a_line_to_readers_about_copying_is_the_text_s_own(lines: list[str]) -> None:
    body = "".join(f"<p>{line}</p>" for line in lines)
    html = (
        "<html><head><title>图书馆公告_临河县人民政府</title></head><body>"
        f"<ul>{NAVIGATION}</ul><h1>图书馆公告</h1><div>2026-01-12 来源：县图书馆</div><div class=c>{body}</div>"
        "<div>版权所有 临河县人民政府 Copyright 2026</div></body></html>"
    )
    assert [paragraph.text for paragraph in extract(page(html), ANY).paragraphs] == lines
