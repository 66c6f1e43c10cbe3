"""The pages of `bulletins serve`, asked without a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("datasette", reason="the extra `serve` is not installed")

from store_pages import recurring
from web_pages import Pages, add, filled, pages_of, titled

from bulletins.web.questions import QUESTIONS
from pipelines.store import open_store


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(filled(tmp_path_factory.mktemp("web") / "bulletins.db")) as pages:
        yield pages


def bare(html: str) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_start_page_shows_the_newest_bulletin(pages: Pages) -> None:
    assert '<a class="title" href="/bulletin/1" lang="zh"><bdi>关于防汛工作的通知</bdi></a>' in pages.text("/")


def test_the_start_page_counts_bulletins_by_month(pages: Pages) -> None:
    assert "<title>2020-06: 1</title>" in pages.text("/")


def test_the_start_page_says_the_share_of_paragraphs_removed(pages: Pages) -> None:
    assert "1 / 9 段（11.1%）" in pages.text("/")


def test_the_start_page_says_how_each_source_is(pages: Pages) -> None:
    assert pages.text("/").count('<th scope="row">') == 2


def test_a_search_marks_what_it_found(pages: Pages) -> None:
    assert "全区建成<mark>235</mark>个平安社区。" in pages.text("/search?q=235")


def test_a_search_asks_in_the_projects_query_language(pages: Pages) -> None:
    assert "共 1 篇" in pages.text("/search?q=标题:防汛 -备汛")


def test_a_search_finds_each_bulletin_once(pages: Pages) -> None:
    assert "共 2 篇" in pages.text("/search?q=防汛")


def test_a_search_finds_copies_when_asked_to(pages: Pages) -> None:
    assert "共 3 篇" in pages.text("/search?q=防汛&copies=1")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("source=example", 2),
        ("source=other", 1),
        ("issuer=本网", 1),
        ("column=通知公告", 1),
        ("number=新府〔2020〕3号", 1),
        ("since=2020-06&until=2020-06", 1),
        ("since=2021", 0),
        ("", 2),
    ],
)
def test_a_search_needs_no_words(pages: Pages, asked: str, count: int) -> None:
    assert f"共 {count} 篇" in pages.text(f"/search?{asked}")


def test_a_query_that_cannot_be_read_is_explained(pages: Pages) -> None:
    assert "检索式无法理解：a ) is missing" in pages.text("/search?q=(防汛")


def test_a_day_that_is_none_is_named(pages: Pages) -> None:
    assert "“2020-13”不是日期" in pages.text("/search?since=2020-13")


def test_a_bulletin_shows_what_it_is(pages: Pages) -> None:
    reported = bare(pages.text("/bulletin/1"))
    assert all(fact in reported for fact in ("关于防汛工作的通知", "本网", "新府〔2020〕3号", "2020-06-07", "政务公开"))


def test_a_removed_paragraph_is_folded_in_its_place(pages: Pages) -> None:
    assert re.search(
        r'id="p1".*<details class="removed exact-repeat" id="p2">.*id="p3"', pages.text("/bulletin/1"), re.S
    )


def test_a_removed_paragraph_opens_to_its_twin(pages: Pages) -> None:
    assert '<a href="#p1" title="转到保留的段落">¶1</a>' in pages.text("/bulletin/1")


def test_a_variant_marks_the_fact_that_differs(pages: Pages) -> None:
    assert "全区建成<del>234</del>个平安社区。" in pages.text("/bulletin/1")
    assert "全区建成<ins>235</ins>个平安社区。" in pages.text("/bulletin/1")


def test_a_recurring_paragraph_is_shown_with_what_it_is_said_about(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    with open_store(url) as store:
        add(store, "http://www.example.gov.cn/r.html", recurring("http://www.example.gov.cn/r.html"))
    with pages_of(url) as pages:
        html = pages.text("/bulletin/1")
    shown = bare(html)
    assert "↻ 与 ¶1 说法相同、所指不同，两段都保留；此处属于 ¶3 第四条 区人民政府的职责" in shown
    assert "↻ 与 ¶2 说法相同、所指不同，两段都保留；本段自行指代前文" in shown
    assert "应当依法公开年度预算<ins>、</ins>决算。" in html
    assert shown.count("¶5 上述信息应当在二十日内公开。") == 1


def test_an_attachment_leads_to_its_site(pages: Pages) -> None:
    assert 'href="http://www.example.gov.cn/a.pdf" rel="noreferrer noopener nofollow"' in pages.text("/bulletin/1")


def test_copies_on_other_sites_are_linked(pages: Pages) -> None:
    assert re.search(r'<a href="/bulletin/3".*?转载', pages.text("/bulletin/2"), re.DOTALL)


def test_an_old_revision_says_that_it_is_one(pages: Pages) -> None:
    reported = bare(pages.text("/bulletin/1?revision=1"))
    assert "这是第 1 版，不是现行版本。" in reported
    assert "特此通知。" in reported


def test_two_revisions_are_compared(pages: Pages) -> None:
    reported = pages.text("/bulletin/1/changes")
    assert "特此<del>通知</del>。" in reported
    assert "特此<ins>公告</ins>。" in reported
    assert "4 段未变" in reported


def test_a_first_revision_has_nothing_before_it(pages: Pages) -> None:
    assert "这是第一版" in pages.text("/bulletin/2/changes")


def test_the_text_alone(pages: Pages) -> None:
    answer = pages.get("/bulletin/1/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines()[:3] == ["关于防汛工作的通知", "一、总体要求", "全区建成234个平安社区。"]


def test_the_archived_page_is_decoded_as_the_reading_did(pages: Pages) -> None:
    assert "全区建成234个平安社区。" in pages.text("/bulletin/1/archived")


def test_the_bytes_are_those_that_were_served(pages: Pages) -> None:
    answer = pages.get("/bulletin/1/bytes?revision=1")
    assert answer.content.decode("gb18030").endswith("</html>")
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_an_answer(pages: Pages, name: str) -> None:
    assert re.search(r"[1-9]\d* 行", pages.text(f"/questions/{name}"))


def test_a_question_is_drawn_where_a_chart_says_more(pages: Pages) -> None:
    assert '<svg class="chart" role="img" aria-label="各机构发文量"' in pages.text("/questions/issuers")


def test_an_answer_can_be_taken_along(pages: Pages) -> None:
    assert pages.text("/store/removed.csv").splitlines() == [
        "source,reason,paragraphs,characters",
        "example,exact repeat,1,13",
    ]


def test_edited_bulletins_lead_to_what_changed(pages: Pages) -> None:
    assert 'href="/bulletin/1/changes"' in pages.text("/questions/edited")


def test_every_view_is_listed(pages: Pages) -> None:
    reported = pages.text("/store")
    assert 'href="/store/bulletin_texts"' in reported
    assert 'href="/store/removed_paragraphs"' in reported


def test_a_table_page_searches_in_chinese(pages: Pages) -> None:
    reported = pages.text("/store/bulletin_texts?_search=防 平安社区")
    assert "1 行" in reported


def test_a_table_page_counts_facets(pages: Pages) -> None:
    reported = pages.text("/store/bulletin_texts?_facet=issuer")
    assert '<bdi>本网</bdi></a> <span class="figure">1</span>' in reported


def test_a_table_page_leads_to_bulletins(pages: Pages) -> None:
    assert '<a href="/bulletin/1">1</a>' in pages.text("/store/kept_paragraphs")


def test_sql_is_answered(pages: Pages) -> None:
    assert "关于防汛工作的通知" in pages.text("/store/-/query?sql=SELECT title FROM bulletin_texts WHERE bulletin = 1")


def test_sql_that_is_none_is_explained_and_kept(pages: Pages) -> None:
    answer = pages.get("/store/-/query?sql=DELETE FROM bulletins")
    assert answer.status_code == 400
    assert "Statement must be a SELECT" in answer.text
    assert "DELETE FROM bulletins" in answer.text


@pytest.mark.parametrize(
    "path", ["/bulletin/999", "/bulletin/1?revision=9", "/bulletin/1/changes?from=7", "/questions/none", "/nowhere"]
)
def test_what_is_not_there_is_reported(pages: Pages, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


def test_a_number_of_any_length_is_no_bulletin(pages: Pages) -> None:
    assert pages.get("/bulletin/" + "9" * 400).status_code == 404


def test_what_a_crawl_writes_is_shown_at_once(tmp_path: Path) -> None:
    url = filled(tmp_path / "bulletins.db")
    with pages_of(url) as pages, open_store(url) as store:
        before = pages.text("/")
        add(store, "http://www.example.gov.cn/new.html", titled("一篇新公报", "一段新的文字，以前没有。"))
        after = pages.text("/")
    assert "一篇新公报" not in before
    assert "一篇新公报" in after


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bulletins.db'}"
    open_store(url).close()
    with pages_of(url) as pages:
        assert "库中还没有公报" in pages.text("/")


def test_a_bulletin_leads_to_the_issues_before_and_after_it(tmp_path: Path) -> None:
    url = filled(tmp_path / "series.db")
    with open_store(url) as store:
        for week in (1, 2, 3):
            address = f"http://www.example.gov.cn/week{week}.html"
            add(store, address, titled(f"第{week}周价格监测", f"本周大米每公斤{week}.5元。", url=address))
        numbers = {line.title: line.number for line in store.bulletins()}
    with pages_of(url) as pages:
        shown = pages.text(f"/bulletin/{numbers['第2周价格监测']}")
    for week, which in ((1, "上一期"), (3, "下一期")):
        assert re.search(rf'<a href="/bulletin/{numbers[f"第{week}周价格监测"]}".*?{which}', shown, re.DOTALL)


def test_a_widespread_paragraph_leads_to_who_had_it_first(tmp_path: Path) -> None:
    url, text = (
        filled(tmp_path / "widespread.db"),
        "各地要深入开展重大事故隐患专项排查整治行动，坚决防范遏制重特大事故发生。",
    )
    with open_store(url) as store:
        for at, place in enumerate("甲乙丙丁戊己庚辛壬癸子丑"):
            address = f"http://{at}.example.gov.cn/plan.html"
            add(store, address, titled(f"{place}地工作方案", text, f"{place}地定于{at}日开始。", url=address))
        numbers = {line.title: line.number for line in store.bulletins()}
    with pages_of(url) as pages:
        shown = pages.text(f"/bulletin/{numbers['丑地工作方案']}")
    assert re.search(r'<a href="#p0">¶0</a>.*?见于 12 篇，最早见于 <a href="/bulletin/\d+">', shown, re.DOTALL)
