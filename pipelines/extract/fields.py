"""Which of a page's dates is its day of publication.

Order, as measured (docs/extraction.md): a visible 发布日期; then PubDate, unless the address and an unlabelled date
under the heading agree on another day (PubDate can be a re-publication); then the unlabelled date under the heading,
other labels, other meta tags, the address. 成文日期, 留言时间, the page's clock and generation stamps never count.
"""

from datetime import datetime

from pipelines.extract.dates import Moment, first_moment, in_url
from pipelines.extract.labels import Field
from pipelines.extract.line_patterns import is_meta_line
from pipelines.extract.tree import Block

__all__ = ["published"]

METAS = (
    "article:published_time", "datepublished", "publishdate", "publish_date", "publishtime", "pubtime", "firstpublishedtime", "og:release_date",  # noqa: E501 - one list of words, read as one
    "weibo: article:create_at", "date", "dc.date", "dc.date.issued", "sailthru.date", "createdate", "publication_date", "bytedance:published_time",  # noqa: E501 - one list of words, read as one
)  # fmt: skip
NOT_PUBLISHED = (
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


def published(
    fields: dict[Field, list[str]], metas: dict[str, str], near: list[Block], url: str, latest: datetime
) -> tuple[Moment | None, str]:
    """The day, and the evidence that decided. `near` are the blocks between heading and prose; nothing later
    than `latest` (when the page was fetched, with a day's grace) can be the publication."""

    def among(texts: list[str]) -> Moment | None:
        found = [moment for text in texts if (moment := first_moment(text)) and moment.day <= latest.date()]
        return next((moment for moment in found if moment.at), found[0] if found else None)

    told = among(fields.get("published", []))
    tagged = among([metas["pubdate"]] if "pubdate" in metas else [])
    written = [*fields.get("written", []), *fields.get("not_published", [])]
    under = among(
        [b.text for b in near if is_meta_line(b.text) and b.text not in written and may_tell_publication(b.text)]
    )
    other = among(fields.get("dated", []))
    meta = among([metas[name] for name in METAS if name in metas])
    addressed = in_url(url)
    if addressed and addressed.day > latest.date():
        addressed = None
    ranked = [(told, "visible 发布日期"), (tagged, "PubDate"), (under, "date under the heading"), (other, "another label"),  # noqa: E501 - one list of words, read as one
              (meta, "meta tag"), (addressed, "address")]  # fmt: skip
    if told is None and tagged and under and addressed and under.day == addressed.day != tagged.day:
        ranked[1], ranked[2] = ranked[2], ranked[1]
    best, evidence = next(((moment, name) for moment, name in ranked if moment), (None, "none"))
    if best and best.at is None:
        timed = next((moment for moment, _ in ranked if moment and moment.at and moment.day == best.day), None)
        best = timed or best
    return best, evidence


def may_tell_publication(text: str) -> bool:
    return not any(word in text for word in (*CLOCK, *NOT_PUBLISHED)) or "发布" in text
