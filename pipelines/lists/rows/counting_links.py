"""Links that only count something of the row in which they stand, at an address of their own: 3条评论, 评论(0).

    <li><a href="/a/1.html">关于…</a> <a href="/comment/1.html#comments">3条评论</a></li>

They say the same in each row but for their figures, or lead to a part of a page (发表评论), next to titles that differ
from row to row.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from selectolax.lexbor import LexborNode

from pipelines.lists.rows.row_companions import COUNTED, MANY
from pipelines.lists.titles import LONG_TITLE, ancestors, folded

__all__ = ["counting_links"]

FIGURES = re.compile(r"\d+")
NO_COUNT: tuple[set[tuple[str, ...]], ...] = ({("0",)}, {()})
PART_OF_A_PAGE = re.compile(r"#\w")  # #comments, but neither #/ nor #!
MAX_TEXT = 20  # characters
MIN_ROWS = 3
MAX_ROWS = 1000
MAX_AROUND = 5  # elements, up to the row
MAX_LINKS = 8  # of a row


def counting_links(found: Sequence[tuple[LexborNode, str]]) -> set[int]:
    """Return the numbers of such links among those of a page."""
    together: dict[str, list[tuple[LexborNode, str]]] = defaultdict(list)
    for node, _ in found:
        text = folded(node)
        is_meant = len(text) <= MAX_TEXT and (
            FIGURES.search(text) or PART_OF_A_PAGE.search(node.attributes.get("href") or "")
        )
        if is_meant and (said := COUNTED.sub("", text)):
            together[said].append((node, text))
    counting: set[int] = set()
    for said, links in together.items():
        figures = {tuple(FIGURES.findall(text)) for _, text in links}
        # 附件1 in each row counts nothing
        if not MIN_ROWS <= len(links) <= MAX_ROWS or (len(figures) == 1 and figures not in NO_COUNT):
            continue
        titles = [title_next_to(node, said) for node, _ in links]
        if all(titles) and len({COUNTED.sub("", title) for title in titles}) > MANY * len(titles):
            counting.update(node.mem_id for node, _ in links)
    return counting


def title_next_to(node: LexborNode, said: str) -> str:
    """Return the longest text of another link in the row of one; empty where it is no row, or none is a title."""
    for around in islice(ancestors(node), MAX_AROUND):
        links = around.css("a")
        texts = [folded(link) for link in links[: MAX_LINKS + 1]]
        if len(links) > MAX_LINKS or sum(COUNTED.sub("", text) == said for text in texts) > 1:
            return ""
        title = max(texts, key=len, default="")
        if len(title) >= LONG_TITLE and COUNTED.sub("", title) != said:
            return title
    return ""
