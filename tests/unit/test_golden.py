"""Golden pages: what a person reads on a page is what we read, part by part (tests/support/golden_pages.py)."""

from functools import cache
from typing import Any

import pytest
from golden_pages import PARTS, Golden, body_f1, golden_pages, read

PAGES = golden_pages()
# Of a page whose body is known to be read with a fault: where most of it comes out for all that
BODY_FLOORS: dict[str, float] = {}


@cache
def found(name: str) -> dict[str, Any]:
    return read(next(golden for golden in PAGES if golden.name == name))


def of_each_part() -> list[Any]:
    return [
        pytest.param(
            golden,
            part,
            id=f"{golden.name}-{part}",
            marks=[pytest.mark.xfail(reason=golden.faults[part], strict=True)] if part in golden.faults else [],
        )
        for golden in PAGES
        for part in PARTS
    ]


@pytest.mark.parametrize(("golden", "part"), of_each_part())
def test_each_part_of_a_page_is_read_as_a_person_reads_it(golden: Golden, part: str) -> None:
    assert found(golden.name)[part] == golden.expected[part]


@pytest.mark.parametrize("golden", PAGES, ids=lambda golden: golden.name)
def test_no_page_falls_below_its_floor(golden: Golden) -> None:
    assert body_f1(found(golden.name), golden.expected) >= BODY_FLOORS.get(golden.name, 0.999)


@pytest.mark.parametrize("golden", PAGES, ids=lambda golden: golden.name)
def test_the_bytes_of_a_page_are_in_the_charset_that_it_names(golden: Golden) -> None:
    text = golden.page.body.decode(golden.charset)
    assert all(p["text"].split("\t")[0].split(" ")[0] in text for p in golden.expected["paragraphs"])


def test_the_pages_are_of_many_systems_and_charsets() -> None:
    assert len(PAGES) >= 28
    assert len({golden.system for golden in PAGES} - {"sample"}) >= 12
    assert {"utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "big5"} <= {golden.charset for golden in PAGES}


def test_a_fault_that_is_known_names_a_part() -> None:
    assert {part for golden in PAGES for part in golden.faults} <= set(PARTS)
