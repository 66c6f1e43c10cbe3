"""A list page without what its makers commented out: rows of a test, the pager of an older list.

    <!--<script>createPageHTML(23, 0, "old", "html");</script>-->
    //var data = [{"title": "…", "url": "…"}];      /* createPageHTML(10, 1, "old", "html"); */

A browser runs none of it, but what looks for calls and values in a page's text would find them.
"""

import re
from collections.abc import Iterator

__all__ = ["without_comments"]

# Where a comment or an element begins whose content is no markup (HTML, 13.2.5)
OPENS = re.compile(
    r"<(?=[!sStTxXiInN])(?:(?P<comment>!--)|"
    r"(?P<name>(?i:script|style|textarea|title|xmp|iframe|noembed|noframes))(?![a-zA-Z-])(?P<tag>[^>]{0,2000})>)"
)
COMMENT_ENDS = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
EMPTY = "<!-- -->"  # what is read next to a comment sees one as before
OTHER_TYPE = re.compile(r"\btype\s?=\s?[\"']?(?!(?:text|application)/(?:java|ecma|j)script|module)\w", re.IGNORECASE)
# In a script a comment, and what may hold the marks of one: texts in quotes, and patterns (behind what a value follows)
CODE = re.compile(
    r"(?P<said>(?<!:)//[^\n\r]*+|/\*(?s:.*?)(?:\*/|\Z))|\"(?:[^\"\\\n]|\\(?s:.))*+\"|'(?:[^'\\\n]|\\(?s:.))*+'|`(?:[^`\\]|\\(?s:.))*+`"
    r"|[(,=:\[!&|?;{}]\s{0,3}/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500}/|\\(?s:.)"
)


def without_comments(text: str) -> str:
    """Return a page with its comments empty and its scripts without theirs; anything but a page as it is."""
    if "<script" not in text and "<SCRIPT" not in text:
        return text
    return "".join(parts_left(text))


def parts_left(text: str) -> Iterator[str]:
    done = 0
    while (opening := OPENS.search(text, done)) is not None:
        start, name = opening.start(), opening["name"]
        if name is None:
            comment = COMMENT_ENDS.match(text, start)
            yield text[done:start]
            yield EMPTY
            if comment is None:  # to the end of the page
                done = len(text)
                break
            done = comment.end()
            continue
        closing = re.compile(rf"</{name}(?![a-z])", re.IGNORECASE).search(text, opening.end())
        end = closing.start() if closing else len(text)
        yield text[done : opening.end()]
        code = text[opening.end() : end]
        is_code = name.lower() == "script" and not OTHER_TYPE.search(opening["tag"])
        yield code_left(code) if is_code else code
        done = end
    yield text[done:]


def code_left(code: str) -> str:
    """Return a script without its comments; what only stands in one as text is no code."""
    if ("//" not in code and "/*" not in code) or (code.lstrip()[:1] == "<" and code.lstrip()[:4] != "<!--"):
        return code
    return CODE.sub(left_of, code)


def left_of(found: re.Match[str]) -> str:
    said = found["said"]
    if said is None or (said[:2] == "/*" and (said[-2:] != "*/" or len(said) < 4)):
        return found[0]
    return " "
