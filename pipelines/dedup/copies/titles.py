"""What a title says apart from its frame: whether two are one, and of which series a bulletin is.

A title is often all that names the subject of a notice (张三任前公示, 凤台县大风预警), so two titles are judged as two
paragraphs are, and in both directions: neither may say anything that the other does not.
"""

import re
from collections.abc import Sequence

from pipelines.dedup import judge
from pipelines.text.fingerprint import normal_form

__all__ = ["bare_title", "same_title", "series_name"]

# 转 alone begins words of its own (转移支付), so it needs its brackets or a colon
REPUBLISHED = re.compile(
    r"^(?:\[(?:转发|转载|转)\]|\((?:转发|转载|转)\)|(?:转发|转载|转)[:|丨]|(?:转发|转载)(?!的|和|与|工作))"
)
PARTED = r"[\s_|丨:·-]+"

NUMERAL = "〇零一二两三四五六七八九十百千"
# A numeral counts issues after 第 or before a unit of time or of counting; 三 in 三峡 does not
COUNTED = re.compile(
    rf"第[{NUMERAL}]+|[{NUMERAL}]+(?=[年月日周季旬期批次号届轮])|(?<=[本每上下]周|星期)[一二三四五六日天]"
    r"|[上中下](?=旬)|[上下](?=半年)|[0-9]+(?:[.,][0-9]+)*"
)
FIGURE = "#"
# A day or a span of days is one figure, however it is written: 3月25日-31日, 4月29日至5月5日, 2024-03-05
SPAN = re.compile(rf"{FIGURE}(?:[年月日号时分./:~至到-]*{FIGURE})*[年月日号时分]?")


def bare_title(title: str, sites: Sequence[str] = ()) -> str:
    """A title in normal form without what a re-publisher puts around it: 转发, and the names that his site has."""
    plain = normal_form(title)
    for site in filter(None, map(normal_form, sites)):
        named = re.escape(site)
        plain = re.sub(rf"^{named}{PARTED}(?=.)|(?<=.){PARTED}{named}$", "", plain)
    return REPUBLISHED.sub("", plain) or plain


def same_title(one: str, other: str) -> bool:
    """Say whether two bare titles name one bulletin: neither says anything that the other does not."""
    return one == other or (judge(one, other) == "duplicate" and judge(other, one) == "duplicate")


def series_name(title: str) -> str:
    """What the titles of one series have in common: the title with `#` for every figure, day and number of an issue."""
    folded = COUNTED.sub(lambda found: "第#" if found[0].startswith("第") else FIGURE, bare_title(title))
    return SPAN.sub(FIGURE, folded)
