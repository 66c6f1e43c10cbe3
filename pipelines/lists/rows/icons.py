"""Links of a row that say nothing: the icon of a download next to the link with the title.

    <li><a href="a.pdf">…的公告</a><span><a class="icon" href="get?id=7">&nbsp;</a><span>2026-07-02</span></span></li>

They are no rows, and the day next to one is that of the row. A link without words that is laid over a card, or around a
picture of an article, is the card's own.
"""

from collections.abc import Mapping, Sequence

from selectolax.lexbor import LexborNode

from pipelines.lists.titles import ancestors, folded

__all__ = ["icons_among"]

Links = Sequence[tuple[LexborNode, str]]


def icons_among(documents: Links, every: Links, within: Mapping[int, Sequence[str]]) -> set[int]:
    """Return the numbers of those links to documents that are icons: without words, next to one other address in the
    row, that of a link with words. `every`: all links of the page; `within`: their addresses, by the elements around
    them."""
    wordless = [(node, url) for node, url in documents if not has_words(node)]
    if not wordless:
        return set()
    worded = {url for node, url in every if has_words(node)}
    return {node.mem_id for node, url in wordless if url not in worded and next_to(node, url, within) <= worded}


def next_to(node: LexborNode, url: str, within: Mapping[int, Sequence[str]]) -> set[str]:
    """Return the one other address in the row of a link; where there are none or several, its own: that of no icon."""
    for above in ancestors(node):
        others = set(within[above.mem_id]) - {url}
        if others:
            return others if len(others) == 1 else {url}
    return {url}


def has_words(node: LexborNode) -> bool:
    attributes = node.attributes
    named = attributes.get("title") or attributes.get("aria-label") or ""
    return bool(named.strip() or folded(node) or node.css_first("img[alt]:not([alt=''])"))
