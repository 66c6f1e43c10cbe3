"""XML as sites write it, mended so that a parser reads all of it.

<link>http://…/v.asp?cid=1&id=5</link>      an address with a bare & in it
<description>A&B 局 <br> 通知</description>    markup of HTML in a text, which nothing closes
"""

import re
from collections import Counter

__all__ = ["with_references", "without_stray_tags"]

CDATA = r"<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+(?:\]\]>|\Z)"
BARE = re.compile(rf"{CDATA}|&(?!(?:[A-Za-z]\w{{0,30}}|#\d{{1,7}}|#x[0-9a-fA-F]{{1,6}});)")
TAGS = re.compile(
    rf"{CDATA}|<!--(?s:.)*?(?:-->|\Z)|<(?P<closes>/?)(?P<name>[A-Za-z_][\w:.-]*+)[^<>]*+>|<(?![A-Za-z_/!?])"
)


def with_references(text: str) -> str:
    """Return XML in which each & that begins no reference is written as one."""
    return BARE.sub(lambda found: "&amp;" if found[0] == "&" else found[0], text)


def without_stray_tags(text: str) -> str:
    """Return XML without the tags that are not closed before the element around them is, nor those that close nothing.

    What is still open at the end was cut off, and stays.
    """
    opened: list[tuple[str, int, int]] = []
    names: Counter[str] = Counter()
    strays: list[tuple[int, int, str]] = []
    for tag in TAGS.finditer(text):
        name = tag["name"]
        if name is None:
            if tag[0] == "<":
                strays.append((*tag.span(), "&lt;"))
        elif not tag["closes"]:
            if tag[0][-2] != "/":
                opened.append((name, *tag.span()))
                names[name] += 1
        elif not names[name]:
            strays.append((*tag.span(), " "))
        else:
            while (last := opened.pop())[0] != name:
                names[last[0]] -= 1
                strays.append((*last[1:], " "))
            names[name] -= 1
    pieces: list[str] = []
    done = 0
    for start, end, instead in sorted(strays):
        pieces += [text[done:start], instead]
        done = end
    return "".join([*pieces, text[done:]])
