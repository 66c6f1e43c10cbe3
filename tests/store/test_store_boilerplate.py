"""A site's template is learned from many pages; what an office writes again and again is not taken for one."""

import json

import pytest
from click.testing import CliRunner
from store_pages import fetch, page, rows

from bulletins.cli.group import bulletins
from pipelines.dedup import dedup
from pipelines.models import CleanDocument, Document, Page, Paragraph, Reason
from pipelines.store import Store

TEMPLATE = "本网站刊登的信息以正式文件为准，转载请注明出处。"
FORMULA = "公示期间如有异议，请向区民政局反映，联系电话6683000。"
COLUMNS = ("通知公告", "政策文件", "工作动态")


def url(number: int) -> str:
    return f"http://www.example.gov.cn/{number}.html"


def document(number: int, *, template: bool = True, amid: bool = False, columns: tuple[str, ...] = COLUMNS) -> Document:
    own = [
        f"第{number}号文件就第{number}项工作作出安排，请各单位遵照执行。",
        f"各镇街要压实责任，在{number + 1}个月内抓好落实。",
    ]
    own += [f"其中第{number}条第{i}款自印发之日起施行。" for i in range(6)]
    column = columns[number % len(columns)]
    if column == COLUMNS[0]:
        own.append(FORMULA)
    if template:
        own.insert(4 if amid else len(own), TEMPLATE)
    return Document(url(number), f"第{number}号", tuple(map(Paragraph, own)), columns=("首页", column))


def a_page(number: int) -> Page:
    return page(url(number), f"<p>{number}</p>".encode(), second=number)


def fill(store: Store, documents: list[Document]) -> None:
    run = store.begin_run("crawl")
    for number, one in enumerate(documents):
        fetch(store, run, a_page(number), dedup(one))


def learned(store: Store) -> list[tuple[str, int, int]]:
    return [(line.text, line.bulletins, line.of_bulletins) for line in store.learn_boilerplate("example")]


def test_a_line_at_the_edge_of_every_columns_pages_is_the_sites(store: Store) -> None:
    fill(store, [document(number) for number in range(21)])
    assert learned(store) == [(TEMPLATE, 21, 21)]
    assert store.boilerplate("example") == {line.digest for line in store.learned()}
    assert store.boilerplate("another") == frozenset()


NOT_LEARNED = {
    "too few bulletins": [document(number) for number in range(19)],
    "one column only": [document(number, columns=COLUMNS[:1]) for number in range(21)],
    "missing from one column": [document(number, template=number % 3 != 0) for number in range(30)],
    "on half of the pages": [document(number, template=number % 2 == 0) for number in range(30)],
    "once amid the text": [document(number, amid=number == 7) for number in range(21)],
    "no bulletins at all": [],
}


@pytest.mark.parametrize("why", NOT_LEARNED)
def test_what_is_not_surely_the_sites_is_not_learned(store: Store, why: str) -> None:
    fill(store, NOT_LEARNED[why])
    assert learned(store) == []


def test_learning_again_puts_the_new_in_the_place_of_the_old(store: Store) -> None:
    fill(store, [document(number) for number in range(21)])
    learned(store)
    run = store.begin_run("crawl")
    for number in range(21):
        body = f"<p>{number} again</p>".encode()
        fetch(store, run, page(url(number), body, second=30 + number), dedup(document(number, template=False)))
    assert learned(store) == []


def read_with(store: Store) -> None:
    """A rebuild as the command does it, from documents instead of pages."""

    def read(one: Page) -> CleanDocument:
        return dedup(document(int(one.body[3:-4])), store.boilerplate(one.source))

    store.rebuild(read)


def test_a_rebuild_takes_it_out_with_a_receipt_and_puts_it_back_when_it_is_forgotten(store: Store) -> None:
    fill(store, [document(number) for number in range(21)])
    before = rows(store)
    learned(store)
    read_with(store)
    view = store.bulletin(3)
    assert view is not None
    assert [(removal.text, removal.reason) for removal in view.removals] == [(TEMPLATE, Reason.SITE_BOILERPLATE)]
    assert [paragraph.text for paragraph in view.paragraphs][-1] == TEMPLATE
    assert list(store.verify()) == []
    once = rows(store)
    read_with(store)
    assert rows(store) == once
    # taken out, it is still seen where it stood
    assert learned(store) == [(TEMPLATE, 21, 21)]
    store.forget_boilerplate("example")
    read_with(store)
    assert rows(store) == before


def test_a_line_that_a_person_put_back_stays(store: Store) -> None:
    fill(store, [document(number) for number in range(21)])
    learned(store)
    read_with(store)
    assert store.undo(3, 8)
    read_with(store)
    view = store.bulletin(3)
    assert view is not None
    assert (view.paragraphs[8].text, view.paragraphs[8].kept) == (TEMPLATE, True)


# The command


def call(store: Store, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(bulletins, ["boilerplate", *arguments, "--store", store.url], standalone_mode=False)
    return (result.return_value if result.exception is None else -1), result.output


def test_the_command_learns_shows_and_forgets(store: Store) -> None:
    fill(store, [document(number) for number in range(21)])
    assert call(store) == (0, "none\n")
    code, reported = call(store, "--learn", "example")
    assert code == 0
    assert TEMPLATE in reported
    assert "bulletins rebuild" in reported
    code, reported = call(store, "--json", "example")
    assert [(line["text"], line["bulletins"]) for line in json.loads(reported)] == [(TEMPLATE, 21)]
    code, reported = call(store, "--forget", "example")
    assert (code, store.learned()) == (0, [])


@pytest.mark.parametrize("arguments", [("--learn",), ("--forget",), ("--learn", "--forget", "example")])
def test_the_command_used_wrongly(store: Store, arguments: tuple[str, ...]) -> None:
    code, _ = call(store, *arguments)
    assert code == -1
