"""The way to a list page, which ends in its name: 首页 > 政务公开 > 通知公告. Its links are none of the list below it.

<div>当前位置：<a>首页</a> &gt; <a>通知公告</a></div>       marks between its steps
<ul class=breadcrumb><li>首页</li><li>通知公告</li></ul>    steps alone, in an element that is named so
"""

from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.extract.heading.breadcrumb import is_named, leads_to
from pipelines.lists.rows.list_headings import MAX_WAY
from pipelines.lists.titles import ancestors, folded

__all__ = ["ways_to"]

LEVELS = 6  # around the last step of a way
MAX_WAYS = 40  # elements in which a page repeats its name
MIN_NAME = 2  # characters
MARKS = " >＞»›→/\\|"
NO_STEPS = "h1, h2, h3, h4, h5, input"


def ways_to(tree: LexborHTMLParser, name: str) -> list[LexborNode]:
    """Return the elements that hold nothing but a way to the page of this name."""
    if len(name) < MIN_NAME or '"' in name or "\\" in name:
        return []
    last = tree.css(f'body :lexbor-contains("{name}")')[:MAX_WAYS]
    return list({way.mem_id: way for step in last if (way := way_around(step, name)) is not None}.values())


def way_around(step: LexborNode, name: str) -> LexborNode | None:
    """Return the smallest element around a last step in which the whole way stands; None: it is the last of none."""
    way, length = None, 0
    for above in (step, *islice(ancestors(step), LEVELS)):
        text = folded(above)
        if len(text) > MAX_WAY or not text.rstrip(MARKS).endswith(name):
            break
        if len(text) > length and (leads_to(text, name) or is_named_one(above, text, name)):
            way, length = above, len(text)
    return way


def is_named_one(node: LexborNode, text: str, name: str) -> bool:
    """Whether an element is a breadcrumb by its class, with steps and nothing else in it."""
    attributes = f' class="{node.attributes.get("class") or ""}" id="{node.id or ""}"'
    return text != name and is_named(attributes) and node.css_first(NO_STEPS) is None
