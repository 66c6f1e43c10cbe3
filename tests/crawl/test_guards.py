"""No request leaves the allowed sites or reaches a private address, in whatever spelling."""

import pytest
from twisted.internet.error import DNSLookupError

from crawler.download.url_guard import is_private, only_public, private_places, refusal

HOSTS = ("www.example.gov.cn",)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "127.0.0.1.",
        "0.0.0.0",  # noqa: S104  # an address to refuse, not to bind
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "localhost",
        "LOCALHOST.",
        "files.localhost",
        "::1",
        "[::1]",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
    ],
)
def test_a_private_address_is_known_in_every_spelling(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize(
    "host",
    ["www.gov.cn", "8.8.8.8", "134744072", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "10.example.cn"],
)
def test_names_and_public_addresses_are_not_private(host: str) -> None:
    assert not is_private(host)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://www.example.gov.cn/", None),
        ("https://zwgk.www.example.gov.cn/a", None),
        ("HTTP://WWW.EXAMPLE.GOV.CN./a", None),
        ("http://example.gov.cn/", "off the allowed sites"),
        ("http://www.example.gov.cn.evil.example/", "off the allowed sites"),
        ("http://evilwww.example.gov.cn/", "off the allowed sites"),
        ("http://www.example.gov.cn@evil.example/", "off the allowed sites"),
        ("file:///etc/passwd", "scheme file"),
        ("ftp://www.example.gov.cn/", "scheme ftp"),
        ("data:text/html,x", "scheme data"),
        ("//www.example.gov.cn/", "scheme missing"),
        ("http:///a", "no host"),
        ("http://[::1", "not an address"),
        ("http://www.example.gov.cn:99999/", "not an address"),
        ("http://2130706433/", "private address"),
    ],
)
def test_an_address_is_allowed_or_refused_with_its_reason(url: str, reason: str | None) -> None:
    assert refusal(url, HOSTS) == reason


def test_an_address_named_outright_as_a_list_page_is_allowed_with_its_port_only() -> None:
    places = private_places(["http://127.0.0.1:8000/zwgk/"])
    urls = ["http://127.0.0.1:8000/a", "http://127.0.0.1:8001/a", "http://127.0.0.1/a", "http://127.1:8000/a"]
    expected = [None, "private address", "private address", "private address"]
    assert [refusal(url, ("127.0.0.1", "127.1"), places=places) for url in urls] == expected


@pytest.mark.parametrize("url", ["http://localhost:8000/", "http://2130706433:8000/", "http://0x7f.1:8000/"])
def test_other_spellings_do_not_count_as_named_outright(url: str) -> None:
    assert private_places([url]) == frozenset()


def test_the_switch_allows_private_addresses_but_no_other_site() -> None:
    urls = ["http://intranet.localhost/", "http://10.0.0.1/"]
    expected = [None, "off the allowed sites"]
    assert [refusal(url, ("intranet.localhost",), allow_private=True) for url in urls] == expected


def test_a_name_that_resolves_to_a_private_address_is_refused() -> None:
    with pytest.raises(DNSLookupError, match=r"rebound\.example resolves to 127\.0\.0\.1"):
        only_public("127.0.0.1", "rebound.example")


def test_a_name_that_resolves_to_a_public_address_is_let_through() -> None:
    assert only_public("93.184.216.34", "www.example.com") == "93.184.216.34"
