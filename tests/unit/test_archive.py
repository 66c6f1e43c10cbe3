"""Bytes as frames: what goes in comes out, small, and damage is reported."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive import ArchiveError, compress, decompress, dictionary_from

TEMPLATE = "".join(f"<li><a href='/col{i}/index.html'>栏目{i}</a></li>" for i in range(300))
PAGES = [f"<html>{TEMPLATE}<p>{random.Random(i).getrandbits(2000)}</p></html>".encode() for i in range(60)]


@given(st.binary(max_size=2000))
def test_any_bytes_come_back(body: bytes) -> None:
    assert decompress(compress(body)) == body


def test_bytes_come_back_through_a_dictionary() -> None:
    dictionary = dictionary_from(PAGES[:8])
    assert dictionary is not None
    assert [decompress(compress(body, dictionary), dictionary) for body in PAGES] == PAGES


def test_a_dictionary_holds_what_pages_of_a_site_share() -> None:
    dictionary = dictionary_from(PAGES[:8])
    alone, shared = (sum(len(compress(body, d)) for body in PAGES[40:]) for d in (None, dictionary))
    assert shared < alone / 2


@pytest.mark.parametrize("samples", [[], [b""], [b"abc"] * 3])
def test_too_little_to_learn_from_gives_no_dictionary(samples: list[bytes]) -> None:
    assert dictionary_from(samples) is None


@pytest.mark.parametrize("at", [0, 20, -1])
def test_a_flipped_bit_is_reported(at: int) -> None:
    frame = bytearray(compress(PAGES[0]))
    frame[at] ^= 1
    with pytest.raises(ArchiveError, match="damaged frame"):
        decompress(bytes(frame))


def test_a_frame_that_says_it_holds_more_than_any_page_is_damaged_whatever_memory_there_is() -> None:
    frame = b"\x28\xb5\x2f\xfd\xe0" + (1 << 62).to_bytes(8, "little") + b"\x01\x00\x00"
    with pytest.raises(ArchiveError, match=f"holds {1 << 62} bytes"):
        decompress(frame)


@pytest.mark.parametrize("other", [None, dictionary_from([b"<p>another site</p>" * 100])])
def test_the_wrong_dictionary_is_reported(other: bytes | None) -> None:
    with pytest.raises(ArchiveError, match="damaged frame"):
        decompress(compress(PAGES[0], dictionary_from(PAGES[:8])), other)


def test_a_huge_page_does_not_fill_the_dictionary() -> None:
    dictionary = dictionary_from([b"x" * 10_000_000, PAGES[0]])
    assert dictionary is not None
    assert PAGES[0] in dictionary
