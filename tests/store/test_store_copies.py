"""Copies in the store: the same whatever the order in which pages come, after a rebuild, and as pages change."""

import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from amounts import amount
from click.testing import CliRunner
from store_pages import fetch, page, rows

from bulletins.cli.group import bulletins
from pipelines.dedup import dedup
from pipelines.models import CleanDocument, Document, Outcome, Page, Paragraph, Rejected, Rejection
from pipelines.search.query import read_query
from pipelines.store import Store, open_store

HOSTS = ("www.linjiang.example", "www.portal.example")
SENTENCES = tuple(
    f"第{number}项工作由{office}牵头，{day}日前完成并向社会公布结果，有关材料报区政府办公室存档备查。"
    for number, office, day in zip(
        range(1, 31), ("区水务局", "区教育局", "区民政局", "区司法局", "区财政局") * 6, range(1, 31), strict=True
    )
)


@dataclass(frozen=True)
class Made:
    """A bulletin to store: its address, day and what it says."""

    url: str
    day: int
    title: str
    body: tuple[str, ...]

    def read(self) -> CleanDocument:
        return dedup(
            Document(self.url, self.title, tuple(map(Paragraph, self.body)), published=date(2026, 3, self.day))
        )

    def page(self) -> Page:
        made = page(self.url, json.dumps([self.title, self.day, self.body]).encode())
        return replace(made, source="portal" if HOSTS[1] in self.url else "linjiang")


def of_page(one: Page) -> CleanDocument:
    title, day, body = json.loads(one.body)
    return Made(one.url, day, title, tuple(body)).read()


def url(number: int, host: str = HOSTS[0]) -> str:
    return f"http://{host}/{number}.html"


NOTICE = Made(url(1), 2, "关于做好防汛工作的通知", ("各镇街：", *SENTENCES[:4], "特此通知。"))
COLUMN = Made(url(2), 2, NOTICE.title, NOTICE.body)
REPOST = Made(
    url(3, HOSTS[1]), 1, NOTICE.title, ("据悉，该区近日印发通知，全文如下：", *NOTICE.body, "（责任编辑：闻知）")
)
LATER = Made(url(4), 9, NOTICE.title, (*NOTICE.body[:-1], SENTENCES[9], "特此通知。"))
REPORT = Made(url(5), 11, "防汛工作检查情况", (SENTENCES[20], SENTENCES[2], SENTENCES[21]))
ALONE = Made(url(6), 12, "公开招聘公告", SENTENCES[25:28])
ALL = (NOTICE, COLUMN, REPOST, LATER, REPORT, ALONE)


@pytest.fixture
def new_store(new_store_url: Callable[[], str]) -> Iterator[Callable[[], Store]]:
    opened: list[Store] = []

    def new() -> Store:
        opened.append(open_store(new_store_url()))
        return opened[-1]

    yield new
    for store in opened:
        store.close()


def fill(store: Store, made: Iterable[Made]) -> Store:
    run = store.begin_run("crawl")
    for one in made:
        fetch(store, run, one.page(), one.read())
    return store


def links(store: Store) -> list[tuple[object, ...]]:
    """All that is recorded of copies, bulletins by their addresses."""
    with store.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT b.url, o.url, c.relation, c.share, c.of_share FROM bulletin_copies c"
            " JOIN bulletins b ON b.id = c.bulletin JOIN bulletins o ON o.id = c.of"
        ).all()
        receipts = connection.exec_driver_sql(
            "SELECT b.url, o.url, position, repeats, reason, distance, similarity, difference FROM copied_paragraphs c"
            " JOIN bulletins b ON b.id = c.bulletin JOIN bulletins o ON o.id = c.of"
        ).all()
        copies = connection.exec_driver_sql(
            "SELECT b.url, o.url FROM bulletins b JOIN bulletins o ON o.id = b.copy_of"
        ).all()
        texts = connection.exec_driver_sql("SELECT id, precedence FROM texts").all()
        keys = connection.exec_driver_sql("SELECT key, text_id, most FROM text_keys").all()
    return sorted(map(tuple, (*found, *receipts, *copies, *texts, *keys)), key=repr)


def reported(store: Store, number: int) -> dict[str, tuple[str, bool]]:
    return {copy.url: (copy.relation, copy.earlier) for copy in store.copies(number)}


# What is reported


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    return fill(new_store(), ALL)


def test_what_each_is_to_the_notice(store: Store) -> None:
    assert reported(store, 1) == {
        # the portal's page says a day before: it is the publisher, until one knows better
        REPOST.url: ("repost", True),
        COLUMN.url: ("copy", False),
        LATER.url: ("version", False),
        REPORT.url: ("quotation", False),
    }
    assert reported(store, 6) == {}


def test_a_repost_of_a_later_day_is_a_copy(new_store: Callable[[], Store]) -> None:
    reposted = Made(REPOST.url, 3, REPOST.title, REPOST.body)
    store = fill(new_store(), [reposted, NOTICE, COLUMN])
    assert reported(store, 2) == {COLUMN.url: ("copy", False), reposted.url: ("repost", False)}
    assert reported(store, 1) == {NOTICE.url: ("repost", True), COLUMN.url: ("repost", True)}
    assert [(line.url, line.copies) for line in store.bulletins()] == [(NOTICE.url, 2)]
    assert {line.url for line in store.bulletins(copies=True)} == {NOTICE.url, COLUMN.url, reposted.url}


def test_the_receipts_of_a_quotation(store: Store) -> None:
    (one,) = store.copied(5, 1)
    assert (one.position, one.text, one.repeats, one.kept_text) == (1, SENTENCES[2], 3, SENTENCES[2])
    assert store.copied(1, 5) == [one]
    assert store.copied(1, 6) == []


def test_texts_and_months_count_each_bulletin_once(store: Store) -> None:
    with store.reading() as connection:
        texts = connection.exec_driver_sql("SELECT url, copies FROM bulletin_texts ORDER BY url").all()
        everything = connection.exec_driver_sql("SELECT url FROM all_bulletin_texts WHERE copy_of IS NOT NULL").all()
        months = connection.exec_driver_sql("SELECT sum(bulletins) FROM bulletins_by_month").scalar()
        kept = connection.exec_driver_sql("SELECT count(DISTINCT bulletin) FROM kept_paragraphs").scalar()
    assert dict(map(tuple, texts)) == {REPOST.url: 2, LATER.url: 0, REPORT.url: 0, ALONE.url: 0}
    assert sorted(everything) == [(NOTICE.url,), (COLUMN.url,)]
    assert (months, kept) == (4, 4)


# Order


# Each later one is compared with all before it
MADE = amount(16, 40)
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2, 3))]


def many(seed: int, count: int = MADE) -> list[Made]:
    """Bulletins that share paragraphs in every way, some of these with more others than a key may have."""
    throw = random.Random(seed)
    made = [*ALL]
    for number in range(10, 10 + count):
        host = HOSTS[throw.random() < 0.3]
        base = throw.choice(made)
        body = list(base.body)
        match throw.randrange(6):
            case 0:
                body = ["据悉，该区近日印发通知，全文如下：", *body]
            case 1:
                body.insert(throw.randrange(len(body) + 1), throw.choice(SENTENCES))
            case 2:
                body = [throw.choice(SENTENCES) for _ in range(3)]
            case 3:
                body = [reported.replace("完成并", "完成，并") for reported in body]
            case 4:
                body = [SENTENCES[0], throw.choice(SENTENCES).replace("日前", "日以前")]
        title = throw.choice([base.title, base.title, f"第{number}号通告", f"{number}年防汛工作情况"])
        made.append(Made(url(number, host), throw.randrange(1, 28), title, tuple(body)))
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_in_which_pages_come_does_not_matter(new_store: Callable[[], Store], seed: int) -> None:
    made = many(seed)
    once = links(fill(new_store(), made))
    random.Random(seed).shuffle(made)
    again = links(fill(new_store(), made))
    assert once == again
    assert len(once) > 2 * MADE


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rebuild_gives_what_came_page_by_page(new_store: Callable[[], Store], seed: int) -> None:
    made = many(seed)
    store = fill(new_store(), made)
    throw = random.Random(seed)
    run = store.begin_run("crawl")
    for _ in range(MADE):  # edits: a bulletin takes on another's text, or one of its own
        one, other = throw.sample(made, 2)
        edited = Made(
            one.url, throw.randrange(1, 28), other.title, other.body if throw.random() < 0.7 else one.body[:1]
        )
        fetch(store, run, edited.page(), edited.read())
    before = rows(store)
    store.rebuild(of_page)
    assert rows(store) == before


def test_a_bulletin_that_a_rebuild_reads_no_more_has_no_copies(store: Store) -> None:
    def read(one: Page) -> CleanDocument | Rejected:
        return Rejected(Rejection.NO_BODY) if one.url == NOTICE.url else of_page(one)

    store.rebuild(read)
    assert reported(store, 1) == {}
    # the second column's page now stands for both, and is itself a repost of the portal's
    assert {line.url for line in store.bulletins()} == {REPOST.url, LATER.url, REPORT.url, ALONE.url}


def test_a_correction_parts_two_copies(store: Store) -> None:
    run = store.begin_run("crawl")
    corrected = Made(COLUMN.url, 2, COLUMN.title, tuple(s.replace("3日前", "5日前") for s in COLUMN.body))
    assert fetch(store, run, corrected.page(), corrected.read()) is Outcome.REVISED
    assert reported(store, 1)[COLUMN.url] == ("version", False)
    assert {line.url for line in store.bulletins()} == {one.url for one in ALL if one is not NOTICE}


def test_what_a_person_put_back_counts_as_text(new_store: Callable[[], Store]) -> None:
    twice = Made(url(7), 2, NOTICE.title, (*NOTICE.body, NOTICE.body[2]))
    store = fill(new_store(), [NOTICE, twice])
    assert reported(store, 1) == {twice.url: ("copy", False)}
    store.undo(2, 6)
    (copy,) = store.copies(1)
    assert (copy.relation, copy.share) == ("copy", 1.0)  # the same paragraph once more says nothing new
    before = rows(store)
    store.rebuild(of_page)
    assert rows(store) == before


# Widely copied


def plans(count: int) -> list[Made]:
    """Plans of so many places that each have two paragraphs of one central text, oldest first."""
    places = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    return [
        Made(url(1), 1, "关于推动设备更新的通知", SENTENCES[:3]),
        *(
            Made(
                f"http://{number}.example/1.html",
                2 + number,
                f"{place}地设备更新实施方案",
                (*SENTENCES[:2], f"{place}地：{SENTENCES[number + 4]}"),
            )
            for number, place in enumerate(places[:count])
        ),
    ]


def relations(store: Store) -> set[tuple[object, ...]]:
    with store.reading() as connection:
        return set(map(tuple, connection.exec_driver_sql("SELECT text_id, of_id, kind, share FROM relations")))


def test_one_more_that_has_a_paragraph_takes_nothing_from_those_before(new_store: Callable[[], Store]) -> None:
    made = plans(20)
    store = fill(new_store(), made[:9])
    before = relations(store)
    assert len(before) == 36
    fill(store, made[9:])
    assert before <= relations(store)


def test_the_work_for_a_paragraph_that_many_have_is_bounded(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), plans(20))
    assert len(relations(store)) == 36


def test_each_that_has_a_paragraph_leads_to_the_first(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), plans(20))
    for number in range(2, 22):
        assert (store.copies(number)[0].number, store.copies(number)[0].relation) == (1, "quotation")
        assert [one.text for one in store.copied(number, 1)] == list(SENTENCES[:2])
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT DISTINCT bulletin FROM bulletin_copies WHERE of = 1").all()
        receipts = connection.exec_driver_sql("SELECT count(*) FROM copied_paragraphs WHERE of = 1").scalar()
    assert (len(found), receipts) == (20, 40)


def test_where_a_paragraph_stands_is_answered_at_any_number(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), reversed(plans(20)))
    found = store.places(SENTENCES[0].replace("，", ""), 3)
    assert found is not None
    assert (found.bulletins, [place.url for place in found.places]) == (21, [one.url for one in plans(2)])
    assert found.places[0].position == 0
    assert {(edit.kept, edit.removed) for edit in found.places[0].difference} == {("", "，")}


def test_a_short_paragraph_is_found_nowhere(store: Store) -> None:
    assert store.places("特此通知。") is None


def test_a_bulletin_names_its_widespread_paragraphs(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), plans(20))
    (first, second) = store.widespread(15)
    assert (first[0], first[1].bulletins, first[1].places[0].number) == (0, 21, 1)
    assert second[0] == 1


# Another title, another day


def test_equal_texts_under_other_titles_are_all_listed(new_store: Callable[[], Store]) -> None:
    made = [
        Made(url(at), 3, f"关于{who}同志任前公示的公告", SENTENCES[:3])
        for at, who in enumerate(("李明", "王强", "周敏"))
    ]
    store = fill(new_store(), made)
    assert {line.url for line in store.bulletins()} == {one.url for one in made}
    assert {copy.relation for copy in store.copies(1)} == {"recurrence"}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_one_notice_on_three_days_of_one_site_is_three_bulletins(
    new_store: Callable[[], Store], order: tuple[int, ...]
) -> None:
    made = [Made(url(day), day, "停水通知", SENTENCES[:2]) for day in (3, 10, 17)]
    store = fill(new_store(), [made[at] for at in order])
    assert {line.url for line in store.bulletins()} == {one.url for one in made}
    assert {copy.relation for copy in store.copies(1)} == {"recurrence"}


def test_each_repost_of_a_notice_that_comes_again_is_a_copy_of_its_issue(new_store: Callable[[], Store]) -> None:
    made = [Made(url(day), day, "停水通知", SENTENCES[:2]) for day in (3, 10)]
    reposts = [Made(url(day, HOSTS[1]), day + 1, "停水通知", ("来源：本网", *SENTENCES[:2])) for day in (3, 10)]
    mobile = Made("http://m.linjiang.example/10.html", 10, "停水通知", SENTENCES[:2])
    store = fill(new_store(), [reposts[1], made[0], mobile, reposts[0], made[1]])
    assert {(line.url, line.copies) for line in store.bulletins()} == {(made[0].url, 1), (mobile.url, 2)}


def test_a_page_without_a_day_is_a_copy(new_store: Callable[[], Store]) -> None:
    undated = replace(NOTICE, url=url(8))
    store = new_store()
    run = store.begin_run("crawl")
    fetch(store, run, NOTICE.page(), NOTICE.read())
    clean = undated.read()
    fetch(store, run, undated.page(), replace(clean, document=replace(clean.document, published=None)))
    assert reported(store, 1) == {undated.url: ("copy", False)}


# Series


def weekly(count: int) -> list[Made]:
    return [
        Made(
            url(at), at, f"2026年第{at}周价格监测", (f"第{at}周大米每公斤{at}.5元。{SENTENCES[at][:20]}", SENTENCES[0])
        )
        for at in range(1, count + 1)
    ]


def test_issues_lead_to_the_one_before_and_the_one_after(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), reversed(weekly(5)))
    middle = store.series(3)
    assert middle is not None
    assert middle.previous is not None
    assert middle.next is not None
    assert (middle.name, middle.issues) == ("#第#周价格监测", 5)
    assert (middle.previous.title, middle.next.title) == ("2026年第2周价格监测", "2026年第4周价格监测")
    assert [issue.published and issue.published.day for issue in store.issues(3)] == [1, 2, 3, 4, 5]


def test_a_copy_under_a_second_column_is_no_issue(new_store: Callable[[], Store]) -> None:
    made = weekly(3)
    store = fill(new_store(), [*made, replace(made[1], url=url(20))])
    assert len(store.issues(1)) == 3
    of_copy, of_original = store.series(4), store.series(2)
    assert of_copy == of_original


def test_a_bulletin_that_is_alone_has_no_series(store: Store) -> None:
    assert store.series(6) is None


def test_a_running_series_is_linked_by_its_order_alone(new_store: Callable[[], Store]) -> None:
    made = [Made(url(at), at, "每周价格监测", (f"本周大米每公斤{at}.5元。", *SENTENCES[:4])) for at in range(1, 13)]
    few = fill(new_store(), made[:4])
    assert len(relations(few)) == 3
    many = fill(new_store(), made)
    assert relations(many) == set()
    assert len(many.issues(1)) == 12


# A copy's own words


def test_the_words_of_a_hidden_copy_find_its_original(new_store: Callable[[], Store]) -> None:
    repost = Made(url(3, HOSTS[1]), 3, NOTICE.title, ("来源：临江发布融媒体", *NOTICE.body))
    store = fill(new_store(), [NOTICE, repost, ALONE])
    for ranked in (False, True):
        count, hits = store.search(read_query("临江发布融媒体"), ranked=ranked)
        assert (count, [hit.number for hit in hits]) == (1, [1])


# The commands


def call(store: Store, *arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(
        bulletins, [*arguments, "--store", store.url], standalone_mode=False
    )
    return (result.return_value if result.exception is None else -1), result.output


def test_the_command_shows_copies_and_their_receipts(store: Store) -> None:
    code, output = call(store, "copies", "1")
    assert code == 0
    for words in ("the same, published before", "a later version", "quotes this one", "the same again on its site"):
        assert words in output
    code, output = call(store, "copies", "5", "--with", "1")
    assert (code, "5:1 has 1:3, exact repeat" in output) == (0, True)
    code, output = call(store, "copies", "1", "--with", "2")
    assert (code, output) == (0, "2 says exactly what 1 says\n")
    assert call(store, "copies", "6")[1].endswith("no copy, version or quotation of it in the store\n")


def test_the_command_as_json(store: Store) -> None:
    found = json.loads(call(store, "copies", "1", "--json")[1])
    assert [(one["number"], one["relation"], one["earlier"]) for one in found] == [
        (3, "repost", True),
        (2, "copy", False),
        (4, "version", False),
        (5, "quotation", False),
    ]
    (receipt,) = json.loads(call(store, "copies", "1", "--with", "5", "--json")[1])
    assert (receipt["position"], receipt["repeats"], receipt["difference"]) == (1, 3, [])
    assert json.loads(call(store, "show", "1", "--json")[1])["copies"] == found


def test_a_bulletin_that_is_none_of_its_copies_is_named(store: Store) -> None:
    assert call(store, "copies", "1", "--with", "6")[0] == -1


def test_the_list_shows_each_once(store: Store) -> None:
    once, everything = call(store, "list", "--json")[1], call(store, "list", "--all", "--json")[1]
    assert {one["number"] for one in json.loads(everything)} - {one["number"] for one in json.loads(once)} == {1, 2}


def test_the_command_lists_the_issues_of_a_series(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), weekly(3))
    code, output = call(store, "series", "2")
    assert (code, [line.split()[2] for line in output.splitlines()[2:]]) == (
        0,
        ["2026年第1周价格监测", "2026年第2周价格监测", "2026年第3周价格监测"],
    )
    assert "← this one" in output.splitlines()[3]
    found = json.loads(call(store, "series", "2", "--json")[1])
    assert [issue["number"] for issue in found["issues"]] == [1, 2, 3]
    assert (found["previous"]["number"], found["next"]["number"]) == (1, 3)


def test_show_names_the_issues_before_and_after(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), weekly(3))
    assert "previous issue 1" in call(store, "show", "2")[1]
    series = json.loads(call(store, "show", "2", "--json")[1])["series"]
    assert (series["issues"], series["previous"]["number"], series["next"]["number"]) == (3, 1, 3)
    assert json.loads(call(fill(new_store(), [ALONE]), "show", "1", "--json")[1])["series"] is None


def test_the_command_says_in_how_many_bulletins_a_paragraph_stands(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), plans(20))
    code, output = call(store, "where", "5:0", "--limit", "2")
    assert (code, output.splitlines()[0]) == (0, "in 21 bulletins, first in 1 (linjiang) on 2026-03-01")
    assert output.splitlines()[-1] == "and 19 more; --limit shows them"
    found = json.loads(call(store, "where", SENTENCES[0], "--json")[1])
    assert (found["bulletins"], found["places"][0]["number"], found["places"][0]["position"]) == (21, 1, 0)


def test_a_paragraph_that_is_not_there_is_named(store: Store) -> None:
    assert call(store, "where", "1:99")[0] == -1
    assert call(store, "where", "特此通知。")[0] == -1
    assert (
        call(store, "where", "这是一段谁也没有写过的文字，它在库中任何一份公报里都找不到，长度也足够。")[1]
        == "in no bulletin\n"
    )


def test_show_names_widespread_paragraphs(new_store: Callable[[], Store]) -> None:
    store = fill(new_store(), plans(20))
    assert "widespread 0 stands in 21 bulletins, first in 1 (linjiang)" in call(store, "show", "9")[1]
    (first, _) = json.loads(call(store, "show", "9", "--json")[1])["widespread"]
    assert (first["position"], first["bulletins"], first["first"]) == (0, 21, 1)
