"""Pages that come in the place of others: no revision, no bulletin, a named outcome; the true page when it is back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from simulated_crawl import DAY, LIST, NOW, Answer, answered, article, begin, crawl, end, outcomes, read
from store_pages import ask, fetch, page, rows
from strange_pages import MAINTENANCE, NOTICES, PORTAL, healthy, instead, listing, notice_of, saying

from pipelines.dedup import dedup
from pipelines.frontier import Scope
from pipelines.models import CleanDocument, Outcome, Page, Role
from pipelines.store import Fetched, Store

FULL = Scope(full=True)
ALL = tuple(NOTICES)


def reasons(store: Store) -> list[str | None]:
    """The reasons of the newest page of each article."""
    return [
        reason
        for (reason,) in ask(
            store,
            "SELECT reason FROM pages WHERE role = 'article' AND id IN"
            " (SELECT max(id) FROM pages GROUP BY requested_url) ORDER BY requested_url",
        )
    ]


def titles(store: Store) -> list[str]:
    return sorted(line.title for line in store.bulletins(copies=True))


TRUE = sorted(title for title, _ in NOTICES.values())


def state(store: Store) -> tuple[str, str]:
    [run] = store.source_runs("example")[:1]
    return run.state, run.why


def test_one_text_in_the_place_of_every_known_page_revises_none(store: Store) -> None:
    crawl(store, healthy())
    crawl(store, instead(*ALL), NOW + 90 * DAY, FULL)
    assert (titles(store), store.totals().revisions) == (TRUE, 5)
    assert set(reasons(store)) == {"same page at many addresses", "unlike its bulletin"}
    assert state(store)[0] == "suspicious"
    assert "5 addresses gave another page than their own" in state(store)[1]


def test_the_true_pages_are_read_when_they_are_back(store: Store) -> None:
    crawl(store, healthy())
    crawl(store, instead(*ALL), NOW + 90 * DAY, FULL)
    back = healthy("更正：请于月底前报送。")
    asked = crawl(store, back, NOW + 90 * DAY + timedelta(hours=2))
    assert sorted(asked) == sorted(back)
    assert store.totals().revisions == 10
    assert state(store) == ("ok", "")


def test_what_stays_wrong_is_asked_for_more_and_more_seldom(store: Store) -> None:
    crawl(store, healthy())
    for hours in (0, 1, 2):
        crawl(store, instead(*ALL), NOW + 90 * DAY + timedelta(hours=hours))
    assert crawl(store, instead(*ALL), NOW + 90 * DAY + timedelta(hours=3)) == [LIST]


def test_one_text_in_the_place_of_new_pages_is_no_bulletin(store: Store) -> None:
    crawl(store, instead(*ALL))
    assert (titles(store), set(reasons(store))) == ([], {"same page at many addresses"})
    assert state(store)[0] == "suspicious"
    crawl(store, healthy(), NOW + timedelta(hours=1))
    assert titles(store) == TRUE


def test_the_first_of_them_is_taken_back_by_a_later_run(store: Store) -> None:
    crawl(store, {**healthy(), **instead(1)})
    assert MAINTENANCE[0] in titles(store)  # alone, a page may be what an odd list calls otherwise
    crawl(store, instead(1, 2), NOW + 90 * DAY, FULL)
    assert titles(store) == sorted(title for n, (title, _) in NOTICES.items() if n > 1)
    assert [finding for finding in store.verify() if not finding.check.startswith("search")] == []


def test_the_counts_of_the_earlier_run_follow(store: Store) -> None:
    crawl(store, {**healthy(), **instead(1)})
    crawl(store, instead(1, 2), NOW + 90 * DAY, FULL)
    first = store.source_runs("example")[-1]
    assert first.fates == {"listed": 1, "new": 4, "rejected: same page at many addresses": 1}


def test_a_single_known_page_that_is_unlike_its_list_and_its_text_is_not_revised(store: Store) -> None:
    crawl(store, healthy())
    crawl(store, instead(3), NOW + 90 * DAY, FULL)
    assert (titles(store), reasons(store)[2]) == (TRUE, "unlike its bulletin")


def test_a_page_that_changes_with_its_title_in_the_list_is_revised(store: Store) -> None:
    crawl(store, healthy())
    new = saying(3, "关于取消食品抽检收费的通知", "自下月起，不再收取检验费用，已收的予以退还。")
    names = {n: title for n, (title, _) in NOTICES.items()} | {3: new.title}
    site = {**healthy(), LIST: listing(*ALL, titles=names), article(3): Answer(b"new", document=new)}
    crawl(store, site, NOW + 90 * DAY, FULL)
    assert new.title in titles(store)


def test_a_site_that_corrects_every_page_has_every_page_revised(store: Store) -> None:
    crawl(store, healthy())
    crawl(store, healthy("更正：请于月底前报送有关情况。"), NOW + 90 * DAY, FULL)
    assert [outcomes(store, article(n)) for n in ALL] == [["new", "revised"]] * 5
    assert state(store) == ("ok", "")


def test_notices_of_one_text_are_distinguished_by_the_titles_that_lists_name(store: Store) -> None:
    names = {n: f"{county}城乡居民基本医疗保险缴费公告" for n, county in enumerate(("青山县", "白水县", "黑石县"), 1)}
    text = "现将城乡居民基本医疗保险缴费事项公告如下，请在规定期限内缴费。"
    site = {LIST: listing(1, 2, 3, titles=names)}
    site |= {article(n): Answer(b"%d" % n, document=saying(n, title, text)) for n, title in names.items()}
    crawl(store, site)
    assert titles(store) == sorted(names.values())


def test_one_article_at_two_addresses_is_listed_by_one_title(store: Store) -> None:
    names = {1: "政策解读：一图读懂防汛要点", 2: "政策解读：一图读懂防汛要点"}
    said = ("临江市发布", "汛期将至，市民出行请注意安全，远离河道。")
    crawl(store, {**instead(1, 2, of=said), LIST: listing(1, 2, titles=names)})
    assert titles(store) == ["临江市发布", "临江市发布"]


def test_pages_of_pictures_are_taken_whatever_lists_call_them(store: Store) -> None:
    crawl(store, instead(*ALL, of=("临江市人民政府门户网站",)))
    assert store.totals().bulletins == 5


def test_a_relaunched_site_can_be_accepted(store: Store) -> None:
    crawl(store, healthy())
    crawl(store, instead(*ALL), NOW + 90 * DAY, Scope(full=True, accept=True))
    assert titles(store) == [MAINTENANCE[0]] * 5


def test_a_redirect_to_a_portal_is_named(store: Store) -> None:
    portal = ("临江市人民政府门户网站", "欢迎访问本网站，这里提供政务公开、政务服务和互动交流。")
    crawl(store, instead(*ALL, of=portal, leads_to=PORTAL))
    assert (titles(store), set(reasons(store))) == ([], {"redirected elsewhere"})
    assert state(store)[0] == "suspicious"


def test_a_single_redirect_to_a_portal_leaves_its_bulletin_as_it_was(store: Store) -> None:
    crawl(store, healthy())
    portal = ("临江市人民政府门户网站", "欢迎访问本网站，这里提供政务公开、政务服务和互动交流。")
    crawl(store, instead(4, of=portal, leads_to=PORTAL), NOW + 90 * DAY, FULL)
    assert (titles(store), reasons(store)[3]) == (TRUE, "redirected elsewhere")


def test_a_redirect_to_the_first_page_is_no_bulletin_whatever_lists_call_it(store: Store) -> None:
    home = ("临江市人民政府", "欢迎访问本网站，这里提供政务公开、政务服务和互动交流。")
    site = {**instead(1, of=home, leads_to="http://www.example.gov.cn/"), LIST: listing(1, titles={1: "公告"})}
    crawl(store, site)
    assert titles(store) == []


def test_an_article_that_moved_is_the_same_bulletin(store: Store) -> None:
    crawl(store, healthy())
    moved = {article(n): Answer(b"%d" % n, document=notice_of(n), leads_to=f"{LIST}new/{n}.html") for n in ALL}
    crawl(store, {**healthy(), **moved}, NOW + 90 * DAY, FULL)
    assert [outcomes(store, article(n)) for n in ALL] == [["new", "unchanged"]] * 5


def test_it_is_still_the_same_when_lists_name_its_new_address(store: Store) -> None:
    crawl(store, healthy())
    moved = Answer(b"1", document=notice_of(1), leads_to=article(6))
    crawl(store, {**healthy(), article(1): moved}, NOW + 90 * DAY, FULL)
    names = {6: NOTICES[1][0]}
    again = {LIST: listing(6, titles=names), article(6): Answer(b"6", document=notice_of(1, "更正：请报送。"))}
    crawl(store, again, NOW + 91 * DAY)
    assert outcomes(store, article(6)) == ["revised"]
    assert store.totals().bulletins == 5


def read_again(site: dict[str, Answer]) -> "dict[str, CleanDocument]":
    return {answer.body.decode(): dedup(answer.document) for answer in site.values() if answer.document is not None}


def test_a_rebuild_comes_to_the_same_answers(store: Store) -> None:
    sites = (healthy(), instead(*ALL), instead(1, 2, leads_to=PORTAL, of=("门户", "欢迎访问门户网站首页。")))
    said: dict[str, CleanDocument] = {}
    for day, site in enumerate(sites):
        said |= read_again(site)
        crawl(store, site, NOW + 90 * day * DAY, FULL)
    before = rows(store)

    def read_page(kept: Page) -> object:
        return Outcome.LISTED if kept.role is Role.LIST else said[kept.body.decode()]

    store.rebuild(read_page)  # type: ignore[arg-type]  # what is recorded
    after = rows(store)
    assert {name for name in before if before[name] != after[name]} == set()


def test_a_killed_run_and_the_next_take_none_of_them(store: Store) -> None:
    crawl(store, healthy())
    site = instead(*ALL)
    work = begin(store, NOW + 90 * DAY, FULL)
    for number in range(3):
        [lease] = work.lease(1, NOW + 90 * DAY, FULL, [Role.ARTICLE])
        [kept] = work.record([Fetched(lease, answered(lease, NOW + 90 * DAY, site[lease.ask.url]))], NOW + 90 * DAY)
        if number < 2:
            read(work, site, lease, kept.number, NOW + 90 * DAY)  # type: ignore[union-attr]  # what Kept is answered with
    next_work = begin(store, NOW + 90 * DAY + timedelta(minutes=5), FULL)
    for unfinished in next_work.unfinished():
        read(next_work, site, unfinished.lease, unfinished.number, NOW + 90 * DAY)
    end(store, next_work)
    crawl(store, site, NOW + 90 * DAY + timedelta(hours=2), FULL)
    assert (titles(store), store.totals().revisions) == (TRUE, 5)


@pytest.mark.parametrize("first", [1, 2])
def test_saved_pages_without_any_list_are_held_to_the_texts_before(store: Store, first: int) -> None:
    run = store.begin_run("ingest")
    numbers = (1, 2, 3) if first == 1 else (3, 2, 1)
    for n in numbers:
        fetch(store, run, page(article(n), b"%d" % n), dedup(notice_of(n)))
    title, text = MAINTENANCE
    for n in numbers:
        fetch(store, run, page(article(n), b"maintenance", second=n), dedup(saying(n, title, text)))
    assert titles(store) == sorted(NOTICES[n][0] for n in numbers)
    assert store.totals().revisions == 3


# Pages that give the title of their address, and are another's all the same

OFFICIAL = {
    n: f"关于做好{what}工作的通知" for n, what in enumerate(("老旧小区改造", "冬季清雪", "渔业禁捕", "农机补贴"), 1)
}
ELSEWHERE = article("elsewhere")
DOWN = ("因系统升级维护，网站暂停对外服务，给您带来的不便敬请谅解。", "如有紧急事项，请拨打政务服务热线。")


def official(n: int, *texts: str) -> Answer:
    reported = texts or (f"为做好{OFFICIAL[n][4:-5]}，{NOTICES[n][1]}", "请遵照执行。")
    return Answer("".join((OFFICIAL[n], *reported)).encode(), document=saying(n, OFFICIAL[n], *reported))


def office(**changed: Answer) -> dict[str, Answer]:
    """A site whose titles have most of their words in common, but for some of its pages (`page_1`)."""
    site = {LIST: listing(*OFFICIAL, titles=OFFICIAL), **{article(n): official(n) for n in OFFICIAL}}
    return site | {article(name.removeprefix("page_")): answer for name, answer in changed.items()}


def leading_to(n: int, place: str | None = None) -> Answer:
    return replace(official(n), leads_to=place or article(n))


def listed_titles(store: Store, url: str) -> set[str]:
    view = store.bulletin(url)
    return {line.title for line in view.listings} if view is not None else set()


def test_known_addresses_that_lead_to_another_bulletin_are_named(store: Store) -> None:
    crawl(store, office())
    crawl(store, office(page_2=leading_to(1), page_3=leading_to(1), page_4=leading_to(1)), NOW + 90 * DAY, FULL)
    assert [outcomes(store, article(n))[1] for n in OFFICIAL] == ["unchanged", "rejected", "rejected", "rejected"]
    assert set(reasons(store)) == {None, "redirected elsewhere"}
    assert state(store)[0] == "suspicious"
    assert listed_titles(store, article(1)) == {OFFICIAL[1]}


def test_they_are_asked_for_again_and_read_when_they_are_back(store: Store) -> None:
    crawl(store, office())
    crawl(store, office(page_2=leading_to(1)), NOW + 90 * DAY, FULL)
    assert article(2) in crawl(store, office(), NOW + 90 * DAY + timedelta(hours=2))
    assert outcomes(store, article(2)) == ["new", "rejected", "unchanged"]


def test_new_addresses_that_lead_to_a_listed_article_are_named(store: Store) -> None:
    crawl(store, office(page_2=leading_to(1), page_3=leading_to(1)))
    assert titles(store) == sorted((OFFICIAL[1], OFFICIAL[4]))
    assert reasons(store).count("redirected elsewhere") == 2
    assert listed_titles(store, article(1)) == {OFFICIAL[1]}


def test_new_addresses_that_all_lead_to_an_unlisted_article_are_none_of_it(store: Store) -> None:
    names = {f"page_{n}": replace(official(1), leads_to=ELSEWHERE) for n in OFFICIAL}
    crawl(store, {**office(**names), LIST: listing(*list(OFFICIAL)[1:], titles=OFFICIAL)})
    assert titles(store) == []
    assert state(store)[0] == "suspicious"


def test_a_redirect_to_the_next_issue_of_a_report_is_named(store: Store) -> None:
    names = dict.fromkeys((1, 2), "城区空气质量周报")

    def issue(n: int) -> Answer:
        text = f"本周城区空气质量优良天数为{n + 3}天，可吸入颗粒物浓度均值为{60 + n}微克每立方米，请市民安排好出行。"
        return Answer(b"%d" % n, document=saying(n, names[n], text, published=date(2026, 2, 7 * n)))

    site = {LIST: listing(1, 2, titles=names), article(1): issue(1), article(2): issue(2)}
    crawl(store, site)
    crawl(store, {**site, article(1): replace(issue(2), leads_to=article(2))}, NOW + 90 * DAY, FULL)
    assert outcomes(store, article(1)) == ["new", "rejected"]


def test_an_address_that_leads_to_the_same_article_in_another_column_stays(store: Store) -> None:
    both = {1: OFFICIAL[1], 5: OFFICIAL[1]}
    copy = Answer(b"5", document=official(1).document)
    site = {LIST: listing(1, 5, titles=both), article(1): official(1), article(5): copy}
    crawl(store, site)
    crawl(store, {**site, article(5): leading_to(1)}, NOW + 90 * DAY, FULL)
    assert outcomes(store, article(5)) == ["new", "unchanged"]


def test_a_new_address_of_a_cut_title_that_leads_to_its_article_stays(store: Store) -> None:
    names = {1: OFFICIAL[1], 5: f"{OFFICIAL[1][:8]}…"}
    site = {LIST: listing(1, 5, titles=names), article(1): official(1), article(5): leading_to(1)}
    crawl(store, site)
    assert (titles(store), outcomes(store, article(5))) == ([OFFICIAL[1]], ["unchanged"])


def test_one_text_under_the_titles_of_known_pages_revises_none(store: Store) -> None:
    crawl(store, office())
    before = titles(store)
    down = {f"page_{n}": official(n, *DOWN, f"请求编号：{n * 977}，您访问的是《{OFFICIAL[n]}》") for n in OFFICIAL}
    crawl(store, office(**down), NOW + 90 * DAY, FULL)
    assert (titles(store), store.totals().revisions) == (before, 4)
    assert set(reasons(store)) == {"same page at many addresses"}
    assert state(store)[0] == "suspicious"
    crawl(store, office(), NOW + 90 * DAY + timedelta(hours=2))
    assert [outcomes(store, article(n))[-1] for n in OFFICIAL] == ["unchanged"] * 4


def test_a_new_page_that_has_such_a_text_is_no_bulletin(store: Store) -> None:
    site = office()
    fewer = {**site, LIST: listing(1, 2, 3, titles=OFFICIAL)}
    crawl(store, fewer)
    down = {f"page_{n}": official(n, *DOWN) for n in OFFICIAL}
    crawl(store, {**office(**down), LIST: fewer[LIST]}, NOW + 90 * DAY, FULL)
    crawl(store, office(**down), NOW + 91 * DAY)
    assert outcomes(store, article(4)) == ["rejected"]


def test_new_pages_of_one_text_under_their_own_titles_are_bulletins(store: Store) -> None:
    crawl(store, office(**{f"page_{n}": official(n, "具体内容详见附件，请认真组织实施。") for n in OFFICIAL}))
    assert titles(store) == sorted(OFFICIAL.values())


def test_notices_that_were_equal_are_corrected_together(store: Store) -> None:
    crawl(store, office(**{f"page_{n}": official(n, "具体内容详见附件，请认真组织实施。") for n in OFFICIAL}))
    crawl(store, office(**{f"page_{n}": official(n, *DOWN) for n in OFFICIAL}), NOW + 90 * DAY, FULL)
    assert [outcomes(store, article(n))[-1] for n in OFFICIAL] == ["revised"] * 4


def test_a_single_notice_that_is_written_again_under_its_title_is_revised(store: Store) -> None:
    crawl(store, office())
    crawl(store, office(page_3=official(3, *DOWN)), NOW + 90 * DAY, FULL)
    assert [outcomes(store, article(n))[-1] for n in OFFICIAL] == ["unchanged", "unchanged", "revised", "unchanged"]
