"""A store with removals of every reason and copies, for the tests of `bulletins audit`."""

from dataclasses import replace

from store_pages import URL, fetch, notice, page

from pipelines.models import CleanDocument, Document, Edit, Page, Paragraph, Reason, Receipt
from pipelines.store import Store

TEXTS = (
    "第一条 申请人应当提交下列材料：",
    "（一）营业执照复印件；",
    "（二）上年度纳税证明。",
    "第二条 材料不全的，应当自收到之日起五日内补齐。",
    "材料不全的，应当自收到之日起五日内补齐。",
    "第二条 材料不全的应当自收到之日起五日内补齐。",
    "（一）营业执照复印件；",
    "本网站由县政务服务中心主办。",
)
PAGES = 6


def clean(url: str) -> CleanDocument:
    """A page of four removals, one of each reason; each page says something of its own."""
    own = url.rpartition("/")[2]
    return CleanDocument(
        Document(url=url, title=f"办事指南 {own}", paragraphs=tuple(map(Paragraph, (*TEXTS, f"编号：{own}。")))),
        removals=(
            Receipt(4, 3, Reason.EXACT_REPEAT, 0, 1.0, within=(4, 24)),
            Receipt(5, 3, Reason.NEAR_REPEAT, 1, 0.97, (Edit(8, "，", ""),)),
            Receipt(6, 1, Reason.REPEATED_SECTION, 0, 1.0, section=1),
            Receipt(7, 7, Reason.SITE_BOILERPLATE, None, 1.0),
        ),
    )


def url_of(number: int) -> str:
    return f"http://www.example.gov.cn/guides/{number}"


def fill(store: Store) -> None:
    """Six guides, a notice, and its repost on another site and copy on the same."""
    run = store.begin_run("crawl")
    for number in range(1, PAGES + 1):
        fetch(store, run, page(url_of(number), url_of(number).encode()), clean(url_of(number)))
    for where, source in ((URL, "example"), (f"{URL}?again", "example"), ("http://xx.example.cn/1", "other")):
        fetch(store, run, replace(page(where, where.encode()), source=source), notice(where))
    store.finish_run(run)


def read(kept: Page) -> CleanDocument:
    """What a rebuild reads out of the pages."""
    return clean(kept.url) if "guides" in kept.url else notice(kept.url)
