"""What analysts see: texts in page order, once each, each removal next to what it repeats, outcomes that add up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from simulated_crawl import DAY, LIST, NOW, SOURCE, Answer, article, begin, crawl, links
from store_pages import URL, ask, fetch, page, reading

from pipelines.frontier import Scope
from pipelines.models import CleanDocument, Document, Outcome, Paragraph, Reason, Receipt, Rejected, Rejection, Role
from pipelines.store import Store

Rows = list[tuple[object, ...]]


def test_a_text_is_the_kept_paragraphs_in_page_order(store: Store) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    assert ask(store, "SELECT bulletin, title, text FROM bulletin_texts") == [
        (
            1,
            "关于防汛工作的通知",
            "一、总体要求\n全区建成234个平安社区。\n全区建成235个平安社区。\n特此通知。",
        )
    ]


def test_paragraphs_of_a_long_page_stay_in_order(store: Store) -> None:
    texts = [f"第{i}条" for i in range(300)]
    document = Document(url=URL, title="t", paragraphs=tuple(map(Paragraph, texts)))
    fetch(store, store.begin_run("crawl"), page(), CleanDocument(document))
    assert ask(store, "SELECT text FROM bulletin_texts") == [("\n".join(texts),)]


def test_views_show_the_current_revision_and_revision_texts_all(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, page(body=b"edited", second=5), reading(last="特此公告。"))
    assert ask(store, "SELECT revision, fetched_at FROM bulletin_texts") == [(2, "2026-01-02T03:04:05.000000Z")]
    assert ask(store, "SELECT text FROM kept_paragraphs WHERE position = 4") == [("特此公告。",)]
    assert ask(store, "SELECT revision, is_current, text LIKE '%通知。' FROM revision_texts ORDER BY revision") == [
        (1, 0, 1),
        (2, 1, 0),
    ]


@pytest.mark.parametrize(
    ("removal", "kept_text"),
    [
        (Receipt(3, 0, Reason.EXACT_REPEAT, 0, 1.0), "甲乙丙丁"),
        (Receipt(3, 0, Reason.EXACT_REPEAT, 0, 1.0, through=2), "甲乙丙丁戊己庚辛"),
        (Receipt(3, 0, Reason.EXACT_REPEAT, 0, 1.0, within=(1, 3)), "乙丙"),
        (Receipt(3, 3, Reason.SITE_BOILERPLATE, None, 1.0), None),
    ],
)
def test_a_removed_paragraph_stands_next_to_what_it_repeats(
    store: Store, removal: Receipt, kept_text: str | None
) -> None:
    texts = ("甲乙丙丁", "（删）", "戊己庚辛", "removed")
    document = Document(url=URL, title="t", paragraphs=tuple(map(Paragraph, texts)))
    between = Receipt(1, 1, Reason.SITE_BOILERPLATE, None, 1.0)
    fetch(store, store.begin_run("crawl"), page(), CleanDocument(document, (between, removal)))
    found = ask(store, "SELECT text, kept_text FROM removed_paragraphs WHERE position = 3")
    assert found == [("removed", kept_text)]


def test_variants_stand_side_by_side_with_their_difference(store: Store) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    assert ask(store, "SELECT position, text, of, of_text, difference FROM variant_paragraphs") == [
        (3, "全区建成235个平安社区。", 1, "全区建成234个平安社区。", '[[6,"4","5"]]')
    ]


def test_columns_come_outermost_first(store: Store) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    assert ask(store, "SELECT depth, column_name FROM bulletin_columns ORDER BY depth") == [
        (0, "政务公开"),
        (1, "通知公告"),
    ]


def test_attachments_are_listed_with_their_bulletin(store: Store) -> None:
    fetch(store, store.begin_run("crawl"), page(), reading())
    assert ask(store, "SELECT bulletin, name, attachment_url FROM bulletin_attachments") == [
        (1, "附件.pdf", "http://www.example.gov.cn/a.pdf")
    ]


def test_months_and_totals_count_each_bulletin_once(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, page(body=b"edited"), reading(last="特此公告。"))
    undated = replace(reading(), document=replace(reading().document, published=None))
    fetch(store, run, page(URL + "?b", b"b"), undated)
    fetch(store, run, page(URL + "?c", b""), Rejected(Rejection.EMPTY))
    assert ask(store, "SELECT source, month, bulletins FROM bulletins_by_month ORDER BY month NULLS FIRST") == [
        ("example", None, 1),
        ("example", "2020-06", 1),
    ]
    assert ask(store, "SELECT source, bulletins, revised, newest, pages, rejected FROM source_totals") == [
        ("example", 2, 1, "2020-06-07", 4, 1)
    ]


def test_the_outcomes_of_a_run_add_up_to_its_pages(store: Store) -> None:
    run = store.begin_run("crawl")
    fetch(store, run, page(), reading())
    fetch(store, run, page(URL + "?b", b""), Rejected(Rejection.EMPTY, "0 bytes"))
    fetch(store, run, page(URL + "?c", b"c", role=Role.LIST), Outcome.LISTED)
    store.keep(run, page(URL + "?d", b"d"))
    assert ask(store, "SELECT outcome, reason, pages FROM run_fates ORDER BY outcome") == [
        ("listed", None, 1),
        ("new", None, 1),
        ("not read yet", None, 1),
        ("rejected", "empty page", 1),
    ]
    assert ask(store, "SELECT page, role, outcome, detail, bulletin, size FROM page_fates ORDER BY page") == [
        (1, "article", "new", None, 1, 11),
        (2, "article", "rejected", "0 bytes", None, 0),
        (3, "list", "listed", None, None, 1),
        (4, "article", "not read yet", None, None, 1),
    ]


def test_failed_requests_name_their_source(store: Store) -> None:
    run = store.begin_run("crawl")
    store.note_failure(run, "example", URL, "connection refused")
    assert ask(store, "SELECT run, source, url, error FROM failed_requests") == [
        (1, "example", URL, "connection refused")
    ]


def crawled(store: Store) -> None:
    """Article 1 in two columns, article 2 there and then gone; one request that fails."""
    source = replace(SOURCE, start_urls=(LIST, LIST + "gk/"))
    site = {article(1): Answer(b"1"), article(2): Answer(b"2", published=NOW.date())}
    site[LIST] = Answer(b"list", links=links(1, 2, 3, listed=NOW.date()))
    site[LIST + "gk/"] = Answer(b"other list", links=links(1))
    site[article(3)] = Answer(error="timeout: 30 s")
    crawl(store, site, source=source)
    crawl(store, site | {article(2): Answer(status=404)}, NOW + DAY, source=source)


def test_each_column_that_a_bulletin_stands_in_is_listed(store: Store) -> None:
    crawled(store)
    query = "SELECT column_name, list_url, title, listed_on FROM bulletin_listings WHERE url = '{}' ORDER BY list_url"
    assert ask(store, query.format(article(1))) == [
        ("通知公告", LIST, "通知1", "2026-03-02"),
        ("通知公告", LIST + "gk/", "通知1", None),
    ]


def test_a_bulletin_that_fails_now_is_listed_all_the_same(store: Store) -> None:
    crawl(store, {LIST: Answer(links=links(1)), article(1): Answer(b"1", published=NOW.date())})
    crawl(store, {LIST: Answer(links=links(1)), article(1): Answer(status=503)}, NOW + DAY)
    assert ask(store, "SELECT bulletin, title FROM bulletin_listings") == [(1, "通知1")]


def test_a_file_that_a_list_leads_to_has_its_title_and_day(store: Store) -> None:
    site = {LIST: Answer(links=links("1.pdf", 2, listed=NOW.date())), article(2): Answer(b"2")}
    site[article("1.pdf")] = Answer(b"%PDF-1.7", rejected=Rejection.FILE)
    crawl(store, site)
    query = "SELECT source, title, listed_on, url, size FROM listed_files"
    assert ask(store, query) == [("example", "通知1.pdf", "2026-03-02", article("1.pdf"), 8)]
    assert ask(store, "SELECT rejected FROM run_sources") == [(0,)]


def test_gone_bulletins_say_since_when(store: Store) -> None:
    crawled(store)
    assert ask(store, "SELECT url, gone_since, last_seen FROM gone_bulletins") == [
        (article(2), "2026-03-03T00:00:00.000000Z", "2026-03-02T00:00:00.000000Z")
    ]
    assert ask(store, "SELECT count(gone_since) FROM all_bulletin_texts") == [(1,)]


def test_what_came_of_a_source_in_a_run_adds_up(store: Store) -> None:
    crawled(store)
    counts = "new + revised + unchanged + gone + listed + joined + rejected"
    query = f"SELECT run, fetched, {counts}, new, gone, listed, failed FROM source_runs ORDER BY run"  # noqa: S608  # our own
    assert ask(store, query) == [(1, 4, 4, 2, 0, 2, 1), (2, 4, 4, 0, 1, 2, 1)]


def test_the_frontier_says_what_is_to_do_and_when_the_next_is_due(store: Store) -> None:
    crawled(store)
    later = NOW + DAY + timedelta(hours=2)
    begin(store, later).lease(1, later, Scope())
    query = "SELECT role, pending, leased, fetched, done, failing, next_due_at FROM frontier_status ORDER BY role"
    assert ask(store, query) == [
        ("article", 0, 0, 0, 3, 1, "2026-03-04T00:00:00.000000Z"),
        ("list", 0, 1, 0, 1, 0, None),
    ]
