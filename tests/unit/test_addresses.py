"""One article is one address: sessions are taken out of links, and nothing else is."""

import pytest

from pipelines.lists.urls import absolute, without_session

HEX = "0123456789abcdef0123456789ABCDEF"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.cn/v.jsp;jsessionid=8A1F.node1?id=5", "http://a.cn/v.jsp?id=5"),
        ("http://a.cn/v.do;JSESSIONID=8A1F", "http://a.cn/v.do"),
        ("http://a.cn/v.php?PHPSESSID=abc123&id=5", "http://a.cn/v.php?id=5"),
        ("http://a.cn/v.php?id=5&phpsessid=abc123", "http://a.cn/v.php?id=5"),
        ("http://a.cn/v.php?PHPSESSID=abc123", "http://a.cn/v.php"),
        ("http://a.cn/v.asp?ASPSESSIONIDQQBCTRDC=LKJH&id=5", "http://a.cn/v.asp?id=5"),
        ("http://a.cn/v?jsessionid=AB12&id=5", "http://a.cn/v?id=5"),
        (f"http://a.cn/v?id=5&sid={HEX}#top", "http://a.cn/v?id=5#top"),
        (f"http://a.cn/v?s={HEX}", "http://a.cn/v"),
        ("http://a.cn/(S(lit3py55t21z5v55vlm25s55))/list.aspx?p=2", "http://a.cn/list.aspx?p=2"),
    ],
)
def test_sessions_are_taken_out(url: str, expected: str) -> None:
    assert without_session(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://a.cn/gkmlpt/api/all/2571?page=1&sid=755001",
        "http://a.cn/v?id=5&&empty=&%E5%8F%B7=%B1%B1",
        "http://a.cn/v?",
        "http://a.cn/v?s=%E9%80%9A%E7%9F%A5",
        f"http://a.cn/v?id={HEX}",
        f"http://a.cn/sid/{HEX}.html",
        "http://a.cn/v;type=a?id=5",
        "http://a.cn/通知(S).html",
        "http://a.cn/v?session=2023",
    ],
)
def test_what_is_no_session_stays_to_the_letter(url: str) -> None:
    assert without_session(url) == url


def test_links_lose_their_session() -> None:
    assert absolute("http://a.cn/l/", "v.jsp;jsessionid=1F?id=5#x") == "http://a.cn/l/v.jsp?id=5"


@pytest.mark.parametrize(
    "href", ["javascript:x()", "mailto:a@b.cn", "#a", "", None, "http://a:b/", "http://[", "a" * 5000]
)
def test_what_is_no_address_is_none(href: str | None) -> None:
    assert absolute("http://a.cn/", href) is None


@pytest.mark.parametrize("href", ["v.html?x=\ud83d", "\ude00.html", "v.html?x=\0"])
def test_an_address_with_half_a_letter_or_a_nul_is_none(href: str) -> None:
    assert absolute("http://a.cn/", href) is None
