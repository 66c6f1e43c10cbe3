"""Removals and copies are drawn by reason and at random; what people say of them stays with what they said it of."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from audited_store import PAGES, clean, fill, read, url_of
from store_pages import ask, fetch, page

from pipelines.models import CleanDocument, Page, Paragraph
from pipelines.store import AuditItem, Kind, Said, Store, Verdict


@pytest.fixture
def audited(store: Store) -> Store:
    fill(store)
    return store


def reasons(items: list[AuditItem]) -> Counter[str]:
    return Counter(item.reason for item in items)


def judge(store: Store, items: list[AuditItem], verdict: Verdict = Verdict.RIGHT) -> int:
    return store.judge(Said(item, verdict) for item in items)


def removal_of(store: Store, bulletin: int, position: int) -> AuditItem:
    drawn = store.draw(100, 1, again=True)
    return next(item for item in drawn if (item.bulletin, item.position) == (bulletin, position))


def counts(store: Store, kind: Kind = Kind.REMOVAL) -> dict[str, tuple[int, int, int, int]]:
    strata = store.precision().strata[kind]
    return {stratum.name: (stratum.size, stratum.right, stratum.wrong, stratum.unsure) for stratum in strata}


def test_as_many_are_drawn_of_each_reason(audited: Store) -> None:
    assert reasons(audited.draw(10, 1)) == {
        "copy": 1,
        "repost": 1,
        "exact repeat": 2,
        "near repeat": 2,
        "repeated section": 2,
        "site boilerplate": 2,
    }


def test_the_same_seed_draws_the_same_sample(audited: Store) -> None:
    assert audited.draw(6, 3) == audited.draw(6, 3)


def test_another_seed_draws_another_sample(audited: Store) -> None:
    assert {item.id for item in audited.draw(6, 3)} != {item.id for item in audited.draw(6, 4)}


def test_everything_is_drawn_when_the_sample_is_large_enough(audited: Store) -> None:
    assert len(audited.draw(1000, 1)) == 4 * PAGES + 2


def test_what_was_judged_is_not_drawn_again(audited: Store) -> None:
    first = audited.draw(6, 1)
    judge(audited, first)
    assert not {item.id for item in first} & {item.id for item in audited.draw(1000, 1)}


def test_what_was_not_judged_stays_in_the_sample(audited: Store) -> None:
    first = [item for item in audited.draw(8, 1) if item.reason == "exact repeat"]
    judge(audited, first[:1])
    second = [item for item in audited.draw(8, 1) if item.reason == "exact repeat"]
    assert first[1:] == second[: len(first) - 1]


def test_what_was_judged_is_drawn_when_asked_for_with_its_verdict(audited: Store) -> None:
    judge(audited, audited.draw(1000, 1), Verdict.UNSURE)
    assert {item.verdict for item in audited.draw(5, 1, again=True)} == {Verdict.UNSURE}


def test_both_places_come_with_the_lines_around_them(audited: Store) -> None:
    item = removal_of(audited, 1, 6)
    assert item.earlier is not None
    assert [(line.position, line.is_this) for line in item.earlier.lines] == [
        (0, False),
        (1, True),
        (2, False),
        (3, False),
        (4, False),
    ]
    assert [line.position for line in item.later.lines if not line.kept] == [4, 5, 6, 7]


def test_what_a_line_is_said_about_comes_with_it_however_far_above(store: Store) -> None:
    made = clean(url_of(1))
    items = tuple(Paragraph(f"（{n}）第{n}项材料；") for n in "二三四五六七")
    paragraphs = (*made.document.paragraphs[:1], *items, Paragraph("（八）身份证件；"), Paragraph("（八）身份证件；"))
    removal = replace(made.removals[0], position=8, repeats=7, within=None)
    document = replace(made.document, paragraphs=paragraphs)
    fetch(store, store.begin_run("crawl"), page(), replace(made, document=document, removals=(removal,)))
    [item] = store.draw(1, 1)
    assert [line.position for line in item.later.lines] == [0, 5, 6, 7, 8]


def test_a_part_of_a_paragraph_is_compared_with_that_part(audited: Store) -> None:
    item = removal_of(audited, 1, 4)
    assert (item.kept_text, item.difference) == (item.text, ())


def test_a_line_of_the_template_has_no_other_place(audited: Store) -> None:
    item = removal_of(audited, 1, 7)
    assert (item.earlier, item.kept_text) == (None, None)


def test_of_a_copy_both_texts_come(audited: Store) -> None:
    [copy] = [item for item in audited.draw(1000, 1) if item.reason == "repost"]
    assert copy.earlier is not None
    assert (copy.earlier.source, copy.later.source) == ("example", "other")
    assert [line.text for line in copy.earlier.lines] == [line.text for line in copy.later.lines]


def test_a_verdict_counts_under_its_reason(audited: Store) -> None:
    drawn = audited.draw(1000, 1)
    judge(audited, [item for item in drawn if item.reason == "near repeat"][:2])
    judge(audited, [item for item in drawn if item.reason == "near repeat"][2:3], Verdict.WRONG)
    assert counts(audited)["near repeat"] == (PAGES, 2, 1, 0)


def test_a_verdict_on_a_copy_counts_with_the_copies(audited: Store) -> None:
    judge(audited, [item for item in audited.draw(1000, 1) if item.kind is Kind.COPY], Verdict.WRONG)
    assert counts(audited, Kind.COPY) == {"copy": (1, 0, 1, 0), "repost": (1, 0, 1, 0)}


def test_the_newest_verdict_counts_and_the_older_one_stays(audited: Store) -> None:
    item = removal_of(audited, 1, 4)
    judge(audited, [item])
    judge(audited, [item], Verdict.WRONG)
    assert counts(audited)["exact repeat"] == (PAGES, 0, 1, 0)
    assert ask(audited, "SELECT verdict FROM verdicts ORDER BY id") == [("right",), ("wrong",)]


def test_the_same_verdict_again_adds_nothing(audited: Store) -> None:
    item = removal_of(audited, 1, 4)
    assert [judge(audited, [item]), judge(audited, [item])] == [1, 0]


def test_a_rebuild_keeps_every_verdict_with_what_it_was_said_of(audited: Store) -> None:
    judge(audited, audited.draw(9, 1), Verdict.WRONG)
    before, said = audited.precision(), ask(audited, "SELECT * FROM verdicts")
    audited.rebuild(read)
    assert (audited.precision(), ask(audited, "SELECT * FROM verdicts")) == (before, said)


def test_a_verdict_follows_its_paragraph_when_a_line_is_put_above_it(audited: Store) -> None:
    judge(audited, [removal_of(audited, 1, 5)], Verdict.WRONG)
    audited.rebuild(with_a_line_above(read))
    assert counts(audited)["near repeat"] == (PAGES, 0, 1, 0)


def with_a_line_above(read: Callable[[Page], CleanDocument]) -> Callable[[Page], CleanDocument]:
    def shifted(kept: Page) -> CleanDocument:
        made = read(kept)
        paragraphs = (Paragraph("更正说明。"), *made.document.paragraphs)
        removals = tuple(replace(r, position=r.position + 1, repeats=r.repeats + 1) for r in made.removals)
        return replace(made, document=replace(made.document, paragraphs=paragraphs), removals=removals)

    return shifted


def test_a_verdict_on_one_of_two_equal_lines_is_not_one_on_the_other(store: Store) -> None:
    made = clean(url_of(1))
    paragraphs = (*made.document.paragraphs, Paragraph("（一）营业执照复印件；"))
    removals = (*made.removals, replace(made.removals[2], position=9))
    document = replace(made.document, paragraphs=paragraphs)
    fetch(store, store.begin_run("crawl"), page(url_of(1)), replace(made, document=document, removals=removals))
    judge(store, [removal_of(store, 1, 9)], Verdict.WRONG)
    assert [item.position for item in store.draw(100, 1) if item.reason == "repeated section"] == [6]


def test_a_verdict_on_what_stays_now_has_lapsed(audited: Store) -> None:
    judge(audited, [removal_of(audited, 1, 4)], Verdict.WRONG)
    audited.rebuild(lambda kept: replace(read(kept), removals=()))
    assert audited.precision().lapsed == {Verdict.RIGHT: 0, Verdict.WRONG: 1, Verdict.UNSURE: 0}


def test_what_was_found_wrong_and_put_back_still_counts(audited: Store) -> None:
    judge(audited, [removal_of(audited, 1, 4)], Verdict.WRONG)
    audited.undo(1, 4)
    assert counts(audited)["exact repeat"] == (PAGES, 0, 1, 0)


def test_what_is_removed_from_a_copy_is_not_judged_twice(store: Store) -> None:
    run = store.begin_run("crawl")
    made = clean(url_of(1))
    for where in (url_of(1), url_of(2)):
        fetch(store, run, page(where, where.encode()), replace(made, document=replace(made.document, url=where)))
    assert reasons(store.draw(100, 1))["exact repeat"] == 1


def test_an_item_is_found_by_its_id(audited: Store) -> None:
    item = audited.draw(1, 1)[0]
    found = audited.audit_item(item.id)
    assert found is not None
    assert found.name == item.name


def test_an_id_of_another_text_finds_nothing(audited: Store) -> None:
    assert audited.audit_item("removal:1:4:0000000000000000") is None


@pytest.mark.parametrize("name", ["", "1:4", "removal:1:4", "removal:x:4:0000000000000000", "=cmd|' /C calc'!A0"])
def test_what_is_no_id_is_refused(audited: Store, name: str) -> None:
    with pytest.raises(ValueError, match="names no item"):
        audited.audit_item(name)


def test_an_empty_store_has_nothing_to_judge(store: Store) -> None:
    assert (store.draw(50, 1), store.precision().strata) == ([], {Kind.REMOVAL: (), Kind.COPY: ()})
