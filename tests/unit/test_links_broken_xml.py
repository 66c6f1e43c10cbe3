"""XML that is not well formed is read whole: bare & in addresses, markup in texts that nothing closes."""

from datetime import date

import pytest

from pipelines.lists.answers.broken_xml import with_references, without_stray_tags
from pipelines.lists.read import ListedLink, read_list
from pipelines.models import Source

SITE = "http://www.example.gov.cn"
FEED = f"{SITE}/rss.asp"
SOURCE = Source(name="example", start_urls=(FEED,), allowed_domains=("www.example.gov.cn",))


def feed(link: str, description: str = "") -> str:
    rows = "".join(
        f"<item><title>关于{n}号桥封闭施工的通告</title><link>{link.format(n)}</link><description>{description}</description>"
        f"<pubDate>2026-09-0{n}</pubDate></item>"
        for n in (1, 2, 3)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>通知公告</title>{rows}</channel></rss>'


def expected(link: str) -> tuple[ListedLink, ...]:
    return tuple(ListedLink(SITE + link.format(n), f"关于{n}号桥封闭施工的通告", date(2026, 9, n)) for n in (1, 2, 3))


@pytest.mark.parametrize("link", ["/v.asp?cid=1&id={}", "/index.php?m=content&c=index&a=show&lt=2&id={}"])
def test_a_bare_ampersand_stays_in_an_address(link: str) -> None:
    assert read_list(feed(SITE + link), FEED, SOURCE).articles == expected(link)
    assert read_list(feed(f"<![CDATA[{SITE}{link}]]>"), FEED, SOURCE).articles == expected(link)
    assert read_list(feed(SITE + link.replace("&", "&amp;")), FEED, SOURCE).articles == expected(link)


@pytest.mark.parametrize(
    "description",
    ["A&B 局 <br> 通知", "<p>一<p>二", "一</b>二", "<img src=a.jpg>", "5<6", "<b><i>一</b>", "AT&T;&#x20;&"],
)
def test_markup_in_a_text_takes_no_row_away(description: str) -> None:
    assert read_list(feed(f"{SITE}/a/{{}}.html", description), FEED, SOURCE).articles == expected("/a/{}.html")


def test_rows_of_an_own_make_keep_their_addresses_too() -> None:
    rows = "".join(
        f"<row><bt>关于{n}号桥封闭施工的通告</bt><dz>{SITE}/v.asp?cid=1&id={n}</dz><rq>2026-09-0{n}</rq></row>"
        for n in (1, 2, 3)
    )
    assert read_list(f"<?xml version='1.0'?><rows>{rows}</rows>", FEED, SOURCE).articles == expected(
        "/v.asp?cid=1&id={}"
    )


def test_what_is_cut_off_stays_open() -> None:
    assert without_stray_tags("<a><b>1</b><c>2") == "<a><b>1</b><c>2"


@pytest.mark.parametrize("mark", ["&", "<", "<a>", "</a>", "<a></b>", "<![CDATA[", "<!--", "]]>", "&#"])
def test_a_text_of_marks_takes_no_time(mark: str) -> None:
    text = mark * (200_000 // len(mark))
    assert with_references(text)
    assert without_stray_tags(text)
