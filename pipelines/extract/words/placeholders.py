"""What a page shows until a script has written its text: 加载中…, or the braces of a template, {{detail.content}}."""

import re
from collections.abc import Iterable

__all__ = ["is_placeholder", "waits_for_text"]

MAX_LENGTH = 40  # characters of a line that begs to wait
MAX_TEMPLATE = 400  # characters of a line of expressions
MARKS = ("载", "載", "稍", "待", "{{", "${", "<%")  # one of them, or the line is in Latin letters
# Made of these words only, one of which says that something is to come
WAITING = re.compile(
    r"(?=.*(?:加载|加載|载入|載入|读取|稍[候后等後]|等待|loading|wait))"
    r"(?:加载|加載|载入|載入|读取|页面|頁面|网页|数据|數據|内容|內容|正文|文章|信息|资源|图片|系统|正在|努力|拼命|玩命|稍[候后等後]|等待|耐心|片刻|请|請|[您你我们中的为在]"
    r"|loading|please|wait|page|content|data|article|text|the|a|moment|for|now|is|\W)++",
    re.IGNORECASE,
)
EXPRESSION = r"(?:\{\{[^{}]{0,100}\}\}|\$\{[^{}]{0,100}\}|<%[^%]{0,100}%>)"
TEMPLATE = re.compile(rf"(?:\W*(?:[^\W\d]{{1,8}}\s*[:：]\s*)?{EXPRESSION})+\W*")


def is_placeholder(text: str) -> bool:
    """A line of waiting and nothing else, or of a template's expressions, each with a label at most."""
    if not any(mark in text for mark in MARKS) and not text[:1].isascii():
        return False
    if len(text) <= MAX_LENGTH and WAITING.fullmatch(text):
        return True
    return len(text) <= MAX_TEMPLATE and TEMPLATE.fullmatch(text) is not None


def waits_for_text(lines: Iterable[str]) -> bool:
    """Whether a body of these lines is still to come: all of them are placeholders."""
    return all(map(is_placeholder, lines))
