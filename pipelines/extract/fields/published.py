"""Which of a page's dates is its day of publication.

A visible 发布日期 first; then the day shown under the heading, as 日期：, 时间： or bare: PubDate can be that of a
re-publication. Then PubDate, other labels, other meta tags, the address. 成文日期, 留言时间, the page's clock and
generation stamps never count; the time of a page's last update counts only where nothing else does, and of a letter
then the day when it was asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from pipelines import china_time
from pipelines.extract.lines.day_lines import is_day_line, parts_of_day
from pipelines.extract.lines.labels import FIELD_OF, Field, has_label, labelled
from pipelines.extract.lines.named_days import NamedDays, named_days
from pipelines.extract.markup.tree import FIELD_DAY, HEADINGS, Block
from pipelines.extract.trim.spaced_lines import says_day
from pipelines.extract.words.dates import (
    Moment,
    day_by_itself,
    day_spans,
    first_moment,
    in_url,
    of_the_republic,
    within_of_the_republic,
)
from pipelines.extract.words.line_patterns import (
    FULL_DATE,
    IN_SENTENCE,
    OF_THE_PAGE,
    SENTENCE_ENDS,
    is_meta_line,
    simplified,
)
from pipelines.extract.words.spaced_days import states_day

__all__ = ["below_heading", "is_row_above", "published", "released", "scripted", "up_to_prose", "without_days_of_text"]

METAS = (
    "article:published_time", "datepublished", "publishdate", "publish_date", "publishtime", "pubtime", "firstpublishedtime", "og:release_date",  # noqa: E501 - one list of words, read as one
    "weibo: article:create_at", "date", "dc.date", "dc.date.issued", "sailthru.date", "createdate", "publication_date", "bytedance:published_time", FIELD_DAY,  # noqa: E501 - one list of words, read as one
)  # fmt: skip
NOT_PUBLISHED = (
    "来信",
    "提问",
    "提交",
    "成文",
    "生成",
    "发文日",
    "发文时",
    "发文于",
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
    "受理",
)
OTHER_DAYS = ("written", "not_published", "asked", "updated")
CALENDAR = ("星期", "农历")  # of the page's clock, unless it stands below the heading
OFFICE_OF_RIGHTS = re.compile(r"版权(?!所有|归|声明)[\u4e00-\u9fff]{0,6}(?:局|中心|协会)")  # 来源：县版权局
CLOCK = ("今天", "现在时间", "当前时间", "生成时间", "版权", "版權所有", "©", "Copyright", "copyright")


RELEASED_AT = re.compile(r"^\W*(?:香港|澳[门門])[时時][间間]\s*(\d{1,2})\s*[时時:：]\s*(\d{1,2})")
FOOT = 6  # lines at the end of a text
TAIWANESE = re.compile(r"https?://[^/]+\.tw(?=[/:?]|$)", re.IGNORECASE)
UPDATED = ("更新", "修改", "录入", "添加")
LINKED_DATA = '"datePublished"'
FOR_BAIDU = "cambrian.jsonld"  # linked data as a search engine asks for it, with names of its own
DATE_PUBLISHED = re.compile(r"\"(?:datePublished|pubDate)\"\s*:\s*\"([^\"<]{8,40})\"")
# What a 公众号 article says of itself in its scripts alone
ACCOUNT_PAGE = 'id="js_content"'
CREATED = re.compile(
    r"\b(?:ct|(?:c|ori_?C|ori_c)reate_?[tT]ime)\s*[=:]\s*[\"']?(\d{10}(?!\d)|20\d\d-\d\d-\d\d(?: \d\d:\d\d)?)"
)
ACCOUNT = re.compile(
    r"\bid=\"js_name\"[^<>]*>\s*([^<>]{1,60}?)\s*<|\bnickname\s*=\s*(?:htmlDecode\()?[\"']([^\"'<>]{1,60})[\"']"
)
NAME_OF_DAY = re.compile(r"([\u4e00-\u9fff]{2,6}?(?:时间|日期))\s*[:：]?\s*(?=(?:19|20)\d\d)")
# Days of a line of several, each behind its label: 开标时间：2026-09-28 公告时间：2026-09-05
LABEL_OF_DAY = re.compile(r"[\u4e00-\u9fff]{2,8}(?:时间|日期)\s*[:：]\s*(?=(?:19|20)\d\d)")
OF_PUBLICATION = re.compile(r"(?:公告|发布|公布|公开|刊登|发表|发稿|上网|挂网|张贴|上传|上载|信息)(?:时间|日期)")
MAX_LINE = 150  # characters
SHORT_LINE = 60
LABEL_ALONE = 6  # characters, 发布日期：
LEAST_LINK = 4  # characters of a headline
OF_LINES = {"published": "said", "dated": ""}  # fields that a text may have as well, and what they are there
DAY_APART = timedelta(days=1)  # the same moment, in another zone of time
GIVES_TIME = re.compile(r"\d\s*[:：时]")  # of day; without one none need be looked for
NAMES_DAY = re.compile("时间|日期|发布|公布")
PROSE_ENDS = (*SENTENCE_ENDS, ".", "”", '"')


def published(
    fields: dict[Field, list[str]],
    metas: dict[str, str],
    near: Sequence[Block],
    url: str,
    latest: datetime,
    title: str = "",
    times: Mapping[Block, str] | None = None,
) -> tuple[Moment | None, str]:
    """Return the day and the evidence that decided; None when the page gives none.

    `near` are the blocks between heading and prose; nothing later than `latest` (when the page was fetched, with a
    day's grace) can be the publication. `times`: what elements that machines read say of the block they stand in.
    """
    taiwanese = TAIWANESE.match(url) is not None

    def among(texts: Sequence[str]) -> Moment | None:
        read = (first_moment(text) or (of_the_republic(text) if taiwanese else day_by_itself(text)) for text in texts)
        found = [moment for moment in read if moment and moment.day <= latest.date()]
        return next((moment for moment in found if moment.at), found[0] if found else None)

    def ranked() -> Iterator[tuple[Moment | None, str]]:
        yield among(fields.get("published", [])), "visible 发布日期"
        others = {day for field in OTHER_DAYS for day in fields.get(field, [])}
        under_title = below_heading(near, title)
        below = [block.text for block in under_title]
        named = {block.text: named_days(block.text) for block in near if not (under_title and is_row_above(block))}
        named |= {block.text: named_days(block.text) for block in under_title}
        lines = [text for text in named if text not in others and may_say_day(text, named[text], text in below)]
        days = {text: next(iter(named[text].of("published")), from_publication(text)) for text in lines}
        parts = (parts_of_day(under_title[number:]) for number in range(len(under_title)))
        marked = [shown_or_marked(block.text, times[block]) for block in under_title if block in times] if times else []
        head = [block.text for block in up_to_prose(under_title)]
        marked += [text for text in head if says_day(text)]
        if taiwanese:
            marked += [day for text in head if len(text) < SHORT_LINE and (day := day_of_head(text))]
        marked += [block.text for block in near if holds_title_and_day(block, title)]
        seen = [days[text] for text in lines if is_shown_day(text, named[text], text in below)]
        yield among([*seen, *filter(None, parts), *marked]), "date under the heading"
        yield among([metas["pubdate"]] if "pubdate" in metas else []), "PubDate"
        yield among(fields.get("answered", [])), "day of the answer"
        labelled = [text for text in lines if OF_PUBLICATION.search(simplified(text))]
        yield among([days[text] for text in labelled or lines]), "date above the text"
        yield among(fields.get("said", [])), "发布日期 in the text"
        yield among([*fields.get("dated", []), *fields.get("updated", [])]), "another label"
        yield among([metas[name] for name in METAS if name in metas]), "meta tag"
        addressed = in_url(url)
        yield addressed if addressed and addressed.day <= latest.date() else None, "address"
        yield among(fields.get("asked", [])), "day of the question"

    ways = ranked()  # most need not be asked
    best, evidence = next(((moment, name) for moment, name in ways if moment), (None, "none"))
    said = [*fields.values(), metas.values(), (times or {}).values(), [block.text for block in near]]
    if best and best.at is None and any(GIVES_TIME.search(text) for texts in said for text in texts):
        timed = next((moment for moment, _ in ways if moment and moment.at and moment.day == best.day), None)
        best = timed or best
    return best, evidence


def released(texts: Sequence[str]) -> Moment | None:
    """Return the moment at the foot of a release of Hong Kong or Macao: its day, and below it 香港時間18時00分."""
    for day, time in pairwise(texts[-FOOT:]):
        if (clock := RELEASED_AT.match(time)) and is_day_line(day) and (moment := first_moment(day)):
            return first_moment(f"{moment.day:%Y-%m-%d} {int(clock[1]):02}:{int(clock[2]):02}")
    return None


def scripted(html: str, code: str, metas: Mapping[str, str]) -> dict[str, str]:
    """Return what a page, decoded as `html`, says in its scripts (their `code`), by the names of the tags that others
    have for it: the day in its linked data (JSON-LD), and of a 公众号 article the moment and the account.

    Linked data is not asked where `metas` give a day.
    """
    found: dict[str, str] = {}
    if not any(name in metas for name in ("pubdate", *METAS)) and (LINKED_DATA in code or FOR_BAIDU in code):
        days = set(DATE_PUBLISHED.findall(code))
        if len(days) == 1:  # several are those of other pages as well
            found["datepublished"] = days.pop()
    if ACCOUNT_PAGE not in html:
        return found
    created = CREATED.search(code)
    if created:
        moment = created[1]
        if moment.isdigit():
            moment = china_time.written(int(moment))
        found["pubdate"] = moment
    account = ACCOUNT.search(html)
    if account:
        found["contentsource"] = found["account"] = (account[1] or account[2]).strip()
    return found


def below_heading(near: Sequence[Block], title: str) -> Sequence[Block]:
    """The blocks after the last that repeats the title; none where the heading is not among them."""
    heading = "".join(title.split())
    for number in range(len(near) - 1, -1, -1):
        text = "".join(near[number].text.split())
        if len(text) >= 4 and text in heading:
            return near[number + 1 :]
    return ()


def holds_title_and_day(block: Block, title: str) -> bool:
    """Whether a heading is the title with a day at its end, which is no part of that: 停水通知 2026-11-18."""
    if block.element.tag not in HEADINGS or block.linked or not title:
        return False
    _, found, rest = block.text.partition(title)
    return found != "" and FULL_DATE.search(rest) is not None


def up_to_prose(lines: Sequence[Block]) -> Iterator[Block]:
    """Give the lines below the heading up to the first sentence: a day or a name below it may be of what it quotes."""
    return takewhile(lambda block: len(block.text) < SHORT_LINE or not block.text.endswith(PROSE_ENDS), lines)


def without_days_of_text(fields: dict[Field, list[str]], text: Sequence[Block]) -> dict[Field, list[str]]:
    """Return the fields with the days of publication that lines of the text name under another name, and without other
    days of theirs: 日期： in a text is of what it is about, and 公告日期 there often of another bulletin."""
    if not fields.keys() & OF_LINES.keys():
        return fields
    naming = [block for block in text if NAMES_DAY.search(simplified(block.text))]
    in_cells = any(len(block.text) <= LABEL_ALONE for block in naming)  # then the day is the next block
    own = labelled(text if in_cells else naming)
    if not own.keys() & OF_LINES.keys():
        return fields
    rest = dict(fields)
    for name, other in OF_LINES.items():
        said = own.get(name, [])
        values = rest.pop(name, [])
        if said and other and values and values[0] in said:  # the head names none
            rest[other] = values
        else:
            rest[name] = [value for value in values if value not in said] or (values if other else [])
    return rest


def is_row_above(block: Block) -> bool:
    """A row of another list: the link to a page and its day."""
    return block.linked >= LEAST_LINK and not has_label(block.text)


def may_say_day(text: str, named: NamedDays, below: bool) -> bool:
    """Whether a line may state the day of publication: by the name of one of its days, or as a line about the text."""
    if named.every:
        return bool(named.of("published") or named.of("updated"))
    return is_dated_line(text, below)


def from_publication(text: str) -> str:
    """Return a line from the label of its day of publication on where another labelled day stands before."""
    labels = list(LABEL_OF_DAY.finditer(simplified(text))) if "时" in text or "日" in text or "時" in text else []
    of_it = [label for label in labels if OF_PUBLICATION.search(label.group())]
    return text[of_it[0].start() :] if of_it and of_it[0] is not labels[0] else text


def shown_or_marked(text: str, marked: str) -> str:
    """Return what an element that machines read says of its line, or the line, where that shows another day: a template
    may give its own to all pages."""
    if any(word in text for word in UPDATED) or len(text) >= SHORT_LINE or len(day_spans(text)) != 1:
        return marked
    shown, stated = first_moment(text), first_moment(marked)
    return text if shown and stated and abs(shown.day - stated.day) > DAY_APART else marked


def day_of_head(text: str) -> str | None:
    """Return the day of a Taiwanese line below the heading, unless it is one of another kind."""
    plain = simplified(text)
    is_other = any(word in plain for word in (*CLOCK, *NOT_PUBLISHED, *UPDATED)) or IN_SENTENCE.search(plain)
    return None if is_other else within_of_the_republic(text)


def is_dated_line(text: str, below: bool) -> bool:
    """Whether a line about the text may state the day of its publication; `below` the heading any short one may."""
    plain = simplified(text)
    if (
        "20" not in plain
        and "19" not in plain
        and "年" not in plain
        and not (below and (day_by_itself(plain) or is_day_line(text)))
    ):
        return False
    about = is_meta_line(text) or (
        len(text) < MAX_LINE and (has_label(text) or (below and (is_short_line(text) or is_day_line(text))))
    )
    others = (*CLOCK, *NOT_PUBLISHED) if below else (*CLOCK, *CALENDAR, *NOT_PUBLISHED)
    rest = OFFICE_OF_RIGHTS.sub("", text) if "版权" in text else text
    is_other = not about or ("发布" not in text and any(word in rest for word in others))
    return not is_other and states_day(text) is not False


def is_short_line(text: str) -> bool:
    return len(text) < SHORT_LINE and IN_SENTENCE.search(text) is None


def is_shown_day(text: str, named: NamedDays, below: bool) -> bool:
    """Whether the line says when it was published, not when it was last changed: with a label, or right below.

    征集时间 and the like name a day of another kind; a name that no list has is one of publication among fields of the
    page.
    """
    if named.of("published"):
        return below or has_label(text)
    plain = simplified(text)
    name = NAME_OF_DAY.search(plain) if "时间" in plain or "日期" in plain else None
    if name and FIELD_OF.get(name[1]) is None and "发布" not in name[1] and not OF_THE_PAGE.search(plain):
        return False
    return not any(word in text for word in UPDATED) and (
        has_label(text) or (below and (is_meta_line(text) or is_day_line(text)))
    )
