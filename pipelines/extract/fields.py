"""Which of a page's dates is its day of publication.

A visible 发布日期 first; then the day shown under the heading, as 日期：, 时间： or bare: PubDate can be that of a
re-publication. Then PubDate, other labels, other meta tags, the address. 成文日期, 留言时间, the page's clock and
generation stamps never count; the time of a page's last update counts only where nothing else does.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from pipelines import china_time
from pipelines.extract.dates import Moment, first_moment, in_url, of_the_republic
from pipelines.extract.labels import Field, has_label
from pipelines.extract.line_patterns import IN_SENTENCE, is_meta_line
from pipelines.extract.tree import Block

__all__ = ["published", "scripted"]

METAS = (
    "article:published_time", "datepublished", "publishdate", "publish_date", "publishtime", "pubtime", "firstpublishedtime", "og:release_date",  # noqa: E501 - one list of words, read as one
    "weibo: article:create_at", "date", "dc.date", "dc.date.issued", "sailthru.date", "createdate", "publication_date", "bytedance:published_time",  # noqa: E501 - one list of words, read as one
)  # fmt: skip
NOT_PUBLISHED = (
    "来信",
    "提问",
    "提交",
    "成文",
    "生成",
    "发文",
    "留言",
    "截止",
    "施行",
    "印发",
    "签发",
    "废止",
    "失效",
    "制发",
    "形成",
    "有效期",
)
CLOCK = ("今天", "现在时间", "当前时间", "星期", "农历", "生成时间", "版权", "©", "Copyright", "copyright")


TAIWANESE = re.compile(r"https?://[^/]+\.tw(?=[/:?]|$)", re.IGNORECASE)
UPDATED = ("更新", "修改", "录入", "添加")
# What a 公众号 article says of itself in its scripts alone
ACCOUNT_PAGE = 'id="js_content"'
CREATED = re.compile(
    r"\b(?:ct|(?:c|ori_?C|ori_c)reate_?[tT]ime)\s*[=:]\s*[\"']?(\d{10}(?!\d)|20\d\d-\d\d-\d\d(?: \d\d:\d\d)?)"
)
ACCOUNT = re.compile(
    r"\bid=\"js_name\"[^<>]*>\s*([^<>]{1,60}?)\s*<|\bnickname\s*=\s*(?:htmlDecode\()?[\"']([^\"'<>]{1,60})[\"']"
)
MAX_LINE = 150  # characters
SHORT_LINE = 60


def published(
    fields: dict[Field, list[str]],
    metas: dict[str, str],
    near: Sequence[Block],
    url: str,
    latest: datetime,
    title: str = "",
) -> tuple[Moment | None, str]:
    """Return the day and the evidence that decided; None when the page gives none.

    `near` are the blocks between heading and prose; nothing later than `latest` (when the page was fetched, with a
    day's grace) can be the publication.
    """

    taiwanese = TAIWANESE.match(url) is not None

    def among(texts: Sequence[str]) -> Moment | None:
        read = (first_moment(text) or (of_the_republic(text) if taiwanese else None) for text in texts)
        found = [moment for moment in read if moment and moment.day <= latest.date()]
        return next((moment for moment in found if moment.at), found[0] if found else None)

    labelled_day = among(fields.get("published", []))
    tagged = among([metas["pubdate"]] if "pubdate" in metas else [])
    others = {*fields.get("written", []), *fields.get("not_published", []), *fields.get("updated", [])}
    below = [block.text for block in below_heading(near, title)]
    lines = [text for block in near if (text := block.text) not in others and is_dated_line(text, text in below)]
    shown = among([text for text in lines if is_shown_day(text, text in below)])
    under = among(lines)
    other = among([*fields.get("dated", []), *fields.get("updated", [])])
    answered = among(fields.get("answered", []))
    meta = among([metas[name] for name in METAS if name in metas])
    addressed = in_url(url)
    if addressed and addressed.day > latest.date():
        addressed = None
    ranked = [(labelled_day, "visible 发布日期"), (shown, "date under the heading"), (tagged, "PubDate"), (answered, "day of the answer"), (under, "date above the text"),  # noqa: E501 - one list of words, read as one
              (other, "another label"), (meta, "meta tag"), (addressed, "address")]  # fmt: skip
    best, evidence = next(((moment, name) for moment, name in ranked if moment), (None, "none"))
    if best and best.at is None:
        timed = next((moment for moment, _ in ranked if moment and moment.at and moment.day == best.day), None)
        best = timed or best
    return best, evidence


def scripted(html: str) -> dict[str, str]:
    """Return what a 公众号 article, decoded as `html`, says outside its text: moment and account, by the names of the
    standard's tags; nothing for any other page."""
    if ACCOUNT_PAGE not in html:
        return {}
    found: dict[str, str] = {}
    created = CREATED.search(html)
    if created:
        moment = created[1]
        if moment.isdigit():
            moment = china_time.written(int(moment))
        found["pubdate"] = moment
    account = ACCOUNT.search(html)
    if account:
        found["contentsource"] = (account[1] or account[2]).strip()
    return found


def below_heading(near: Sequence[Block], title: str) -> Sequence[Block]:
    """The blocks after the last that repeats the title; none where the heading is not among them."""
    heading = "".join(title.split())
    for number in range(len(near) - 1, -1, -1):
        text = "".join(near[number].text.split())
        if len(text) >= 4 and text in heading:
            return near[number + 1 :]
    return ()


def is_dated_line(text: str, below: bool) -> bool:
    """Whether a line about the text may state the day of its publication; `below` the heading any short one may."""
    if "20" not in text and "19" not in text and "年" not in text:
        return False
    about = is_meta_line(text) or (len(text) < MAX_LINE and (has_label(text) or (below and is_short_line(text))))
    return about and ("发布" in text or not any(word in text for word in (*CLOCK, *NOT_PUBLISHED)))


def is_short_line(text: str) -> bool:
    return len(text) < SHORT_LINE and IN_SENTENCE.search(text) is None


def is_shown_day(text: str, below: bool) -> bool:
    """Whether the line says when it was published, not when it was last changed: with a label, or right below."""
    return not any(word in text for word in UPDATED) and (has_label(text) or (below and is_meta_line(text)))
