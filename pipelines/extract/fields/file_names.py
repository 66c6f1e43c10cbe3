"""What a file is called that a text links to: by the link, by its `title`, or by the words next to it.

A link may say no more than what kind of file it is or what to do with it (doc, 下载): then the name stands before it in
its line, or in the list item or the row around it.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from pipelines.extract.markup.tree import ENDINGS, IN_NAME, Block, Element, Link, Tree, links_in
from pipelines.extract.words.line_patterns import SENTENCE_MARK

__all__ = ["attachment_name", "name_of_link"]

SAYS_NOTHING = re.compile(r"^\W*+(?:点击|附件)?(?:下载|查看|打开|这里|此处|附件)?\d*+\W*+$")
KIND = re.compile(
    rf"\W*(?:\.?(?:{ENDINGS}|ods|odt|odp|word|excel|ppt)|[点點][击擊]|[档檔]案|文件|附件)?\s*(?:下[载載]|[档檔]|格式|文件)?\W*",
    re.IGNORECASE,
)
DOES = re.compile(r"[点點]?[击擊]?(?:下[载載]|查看|[开開][启啟])")
OTHER_WINDOW = re.compile(r"[\[（(](?:另[开開]|[开開][启啟])新?[视視]窗[\]）)]|^下[载載](?:[档檔]案|文件|附件)?\W*")
# 823.8 KB，下載 1,489 次 right behind the name
SIZE_BEHIND = re.compile(rf"(?<=\.)({ENDINGS})\s?[\[（(]?\s?\d[\d.,]{{0,12}}\s?[KMG]?B\b.{{0,40}}$", re.IGNORECASE)
LABEL = re.compile(r"^\W*(?:附\s*件\s*\d*\s*[:：.、]\s*)?")
WORD = re.compile(r"[^\W\d_]{2}")
NUMBER_OR_SIZE = re.compile(r"[\W\d]*(?:[KMG]?B|次)?", re.IGNORECASE)
CELLS = ("li", "td", "dd")
MAX_BLOCKS = 16  # of the list item or the row around a link
MAX_KIND = 16  # characters of a link that says no more
MAX_NAME = 120  # characters


def name_of_link(tree: Tree, link: Link, url: str) -> str:
    """Return what the file behind a link is called."""
    text = SIZE_BEHIND.sub(r"\1", link.text) if "." in link.text else link.text
    title = link.title
    is_kind = 0 < len(text) <= MAX_KIND and KIND.fullmatch(text) is not None
    if not is_kind and IN_NAME.search(text) is None and DOES.match(text) and IN_NAME.search(title):
        return OTHER_WINDOW.sub("", title).strip()
    if not is_kind:
        return attachment_name(text, title, url)
    named = OTHER_WINDOW.sub("", title).strip()
    if IN_NAME.search(named):
        return named
    if near := next(names_near(tree, link), ""):
        ending = text.strip(" .")
        return f"{near}.{ending.lower()}" if IN_NAME.search(f".{ending}") and not IN_NAME.search(near) else near
    return attachment_name("", named, url)


def attachment_name(text: str, title: str, url: str) -> str:
    if not SAYS_NOTHING.match(text):
        return text
    if not SAYS_NOTHING.match(title):
        return title
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or text or url


def names_near(tree: Tree, link: Link) -> Iterator[str]:
    """Yield what stands before a link in its line, then what stands in the list item or the row around it."""
    if link.block >= len(tree.blocks):
        return
    block = tree.blocks[link.block]
    if link.text in block.text and block.linked < len(block.text):
        before = block.text.partition(first_link_text(tree, link, block))[0]
        if name := name_in(before, in_list=block.element.tag in CELLS):
            yield name
    line = next(lines_around(tree, link), None)
    texts = [one for one in tree.blocks[line.first : link.block] if not one.linked] if line else []
    names = (name_in(one.text, in_list=True) for one in sorted(texts, key=length, reverse=True))
    yield from filter(None, names)


def first_link_text(tree: Tree, link: Link, block: Block) -> str:
    """Return the text of the first link in a link's line: several kinds of one file may stand there."""
    texts = (one.text for one in links_in(tree, link.block, link.block + 1) if one.text in block.text)
    return next(filter(None, texts), link.text)


def length(block: Block) -> int:
    return len(block.text)


def lines_around(tree: Tree, link: Link) -> Iterator[Element]:
    """Yield the list items and rows around a link that begin above it, from the innermost."""
    for element in (link.element, *link.element.ancestors()):
        if element.end - element.first > MAX_BLOCKS:
            return
        if element.tag in ("li", "tr", "dd") and element.first < link.block:
            yield element


def name_in(text: str, *, in_list: bool) -> str:
    """Return the name in a text that stands before a link; empty where it is a sentence, a number or a size. In a list
    or a row of files names may have commas."""
    name = LABEL.sub("", text).strip(" 　:：-—|()（）[]【】")
    is_name = (
        WORD.search(name)
        and len(name) <= MAX_NAME
        and not SENTENCE_MARK.search(name.replace("，", "") if in_list else name)
    )
    return name if is_name and not NUMBER_OR_SIZE.fullmatch(name) and not SAYS_NOTHING.match(name) else ""
