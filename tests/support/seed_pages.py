"""The real page that the project starts from, wrapped as HTML in three layouts of real sites."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

from pathlib import Path

import pytest
from extract_pages import FOOTER, NAVIGATION

SEED = Path(__file__).parents[3] / "shared" / "seed" / "xinhui-2020-06-07.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed page lies next to the repository, not in it")

if SEED.exists():
    LINES = SEED.read_text(encoding="utf-8").split("\n")
    CLOCK, TRAIL, TITLE, LEAD = LINES[:4]
    BLOCKS = [line for line in LINES[4:] if line.strip()]
    CRUMBS = TRAIL.partition(":")[2].split(" > ")


def trs_editor() -> str:
    head = (
        f'<meta name="SiteName" content="新会区人民政府门户网站"><meta name="ArticleTitle" content="{TITLE}">'
        '<meta name="PubDate" content="2020-06-07 09:05"><meta name="ContentSource" content="本网">'
    )
    body = "".join(f"<p>{block}</p>" for block in BLOCKS)
    return (
        f'<html><head><meta charset="utf-8"><title>{TITLE}_新会区政府</title>{head}</head><body><ul>{NAVIGATION}</ul>'
        f'<div class="clock">{CLOCK}<script>document.write(new Date())</script></div><div>{TRAIL.replace(">", "&gt;")}</div>'
        f'<h1>{TITLE}</h1><div class="info">{LEAD} 字体：【大 中 小】 <a href="#">打印</a></div>'
        f'<div class="TRS_Editor">{body}</div><div class="share">分享到：<a href="#">微信</a></div>{FOOTER}</body></html>'
    )


def nested_cells() -> str:
    crumbs = " &gt; ".join(f'<a href="{number}">{name}</a>' for number, name in enumerate(CRUMBS))
    body = "<br><br>".join("　　" + block.strip() for block in BLOCKS)
    return (
        f"<html><head><title>新会区人民政府</title></head><body><table width=1000><tr><td><ul>{NAVIGATION}</ul></td></tr>"
        f"<tr><td>{CLOCK}</td></tr><tr><td>您现在的位置:{crumbs}</td></tr><tr><td><table>"
        f"<tr><td align=center class=bt><b>{TITLE}</b></td></tr><tr><td align=center>{LEAD}</td></tr>"
        f"<tr><td><table><tr><td>{body}</td></tr></table></td></tr>"
        "<tr><td>【<a href='javascript:print()'>打印本页</a>】【<a href=#>关闭窗口</a>】</td></tr></table></td></tr>"
        f"<tr><td>{FOOTER}</td></tr></table></body></html>"
    )


def zoom() -> str:
    crumbs = " > ".join(f'<a href="{number}">{name}</a>' for number, name in enumerate(CRUMBS))
    body = "".join(f'<p style="text-indent:2em">{block}</p>' for block in BLOCKS)
    return (
        f'<html><head><meta charset="utf-8"><title>{TITLE} - 最新动态 - 新会区</title></head><body><ul>{NAVIGATION}</ul>'
        f'<div class="where"><span>您现在的位置:</span>{crumbs}</div><div class="title">{TITLE}</div><div>{LEAD}</div>'
        f'<div id="zoom">{body}</div><div>责任编辑：张三</div>{FOOTER}</body></html>'
    )
