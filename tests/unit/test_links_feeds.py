"""Feeds and sitemaps are read as lists, whatever their kind, and nothing that they hold is expanded or loaded."""

import gzip
from datetime import date

import pytest

from pipelines.lists.answers.feeds import unpacked
from pipelines.lists.read import ListedLink, read_list
from pipelines.models import Ask, Rejected, Source
from pipelines.text.charset import decode

SITE = "http://www.example.gov.cn"
FEED = f"{SITE}/zwgk/rss.xml"
SOURCE = Source(name="example", start_urls=(FEED,), allowed_domains=("www.example.gov.cn",))
FIRST = ListedLink(f"{SITE}/zwgk/t20231102_1.html", "关于冬季养护安排的通知", date(2023, 11, 2))
SECOND = ListedLink(f"{SITE}/zwgk/t20230401_2.html", "清明节放假公告", date(2023, 4, 1))

RSS = """<?xml version="1.0" encoding="GB2312"?><?xml-stylesheet href="/rss.xsl"?>
<rss version="2.0"><channel><title>通知公告_某某区人民政府</title><link>http://www.example.gov.cn/zwgk/</link>
<item><title><![CDATA[关于<b>冬季养护</b>安排的通知]]></title><link>http://www.example.gov.cn/zwgk/t20231102_1.html</link>
<description>&lt;p&gt;…&lt;/p&gt;</description><pubDate>Thu, 02 Nov 2023 08:00:00 +0800</pubDate></item>
<item><title>清明节放假公告</title><guid>/zwgk/t20230401_2.html</guid><pubDate>2023-04-01 10:00</pubDate></item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><title>通知公告</title></channel>
<item rdf:about="x"><title>关于冬季养护安排的通知</title><link>/zwgk/t20231102_1.html</link><dc:date>2023-11-02T09:00:00+08:00</dc:date></item>
<item><title>清明节放假公告</title><link>/zwgk/t20230401_2.html</link><dc:date>2023-04-01</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://www.example.gov.cn/zwgk/"><title>通知公告</title>
<link rel="self" href="/atom.xml"/><link rel="next" href="atom_2.xml"/>
<entry><title type="html">关于&lt;b&gt;冬季养护&lt;/b&gt;安排的通知</title><link rel="enclosure" href="a.pdf"/><link href="t20231102_1.html"/>
<updated>2023-11-02T09:00:00+08:00</updated></entry>
<entry><title>清明节放假公告</title><link rel="alternate" href="t20230401_2.html"/><published>2023-03-31T23:30:00Z</published>
<updated>2023-06-01T00:00:00Z</updated></entry></feed>"""


@pytest.mark.parametrize(
    "text", [RSS, RDF, ATOM, f"\ufeff \n{RSS}"], ids=["rss 2.0", "rss 1.0", "atom", "after blanks"]
)
def test_a_feed_names_articles_with_title_and_day(text: str) -> None:
    assert read_list(text, FEED, SOURCE).articles == (FIRST, SECOND)


@pytest.mark.parametrize("text", [RSS, RDF, ATOM], ids=["rss 2.0", "rss 1.0", "atom"])
def test_a_feed_says_what_its_column_is_called(text: str) -> None:
    assert read_list(text, FEED, SOURCE).column == "通知公告"


def test_a_feed_in_several_parts_names_the_next() -> None:
    assert read_list(ATOM, FEED, SOURCE).next_pages == (Ask(f"{SITE}/zwgk/atom_2.xml"),)


def test_the_day_of_a_feed_is_that_in_china() -> None:
    text = RSS.replace("Thu, 02 Nov 2023 08:00:00 +0800", "Wed, 01 Nov 2023 17:30:00 GMT")
    assert read_list(text, FEED, SOURCE).articles[0].listed == date(2023, 11, 2)


def test_a_feed_in_gb2312_is_read() -> None:
    assert read_list(decode(RSS.encode("gb2312"))[0], FEED, SOURCE).articles == (FIRST, SECOND)


def test_articles_of_a_feed_on_other_hosts_are_distinguished() -> None:
    text = RSS.replace("<guid>", "<guid>http://www.other.gov.cn")
    page = read_list(text, FEED, SOURCE)
    assert [one.url for one in page.off_site] == ["http://www.other.gov.cn/zwgk/t20230401_2.html"]


def test_links_that_are_no_addresses_are_left() -> None:
    text = RSS.replace("http://www.example.gov.cn/zwgk/t20231102_1.html", "javascript:alert(1)")
    assert read_list(text, FEED, SOURCE).articles == (SECOND,)


def sitemap(*rows: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    {"".join(f"<url>{row}</url>" for row in rows)}</urlset>"""


def test_a_sitemap_names_its_articles_newest_first_and_no_columns() -> None:
    text = sitemap(
        "<loc>http://www.example.gov.cn/zwgk/</loc><lastmod>2023-12-01</lastmod>",
        "<loc>http://www.example.gov.cn/zwgk/t20230401_2.html</loc><lastmod>2023-04-01</lastmod>",
        "<loc>http://www.example.gov.cn/zwgk/t20231102_1.html</loc><lastmod>2023-11-02T10:00:00+08:00</lastmod>",
        "<loc>http://www.example.gov.cn/zwgk/P020231102.pdf</loc>",
        "<loc>http://www.example.gov.cn/zwgk/t20210101_3.html</loc>",
    )
    assert [(one.url.removeprefix(SITE), one.listed) for one in read_list(text, FEED, SOURCE).articles] == [
        ("/zwgk/t20231102_1.html", date(2023, 11, 2)),
        ("/zwgk/t20230401_2.html", date(2023, 4, 1)),
        ("/zwgk/t20210101_3.html", None),
    ]


def test_the_sources_patterns_hold_for_a_sitemap() -> None:
    source = Source(name="s", allowed_domains=SOURCE.allowed_domains, follow=("/tzgg/",))
    text = sitemap(f"<loc>{SITE}/tzgg/1.html</loc>", f"<loc>{SITE}/xwzx/t20230401_2.html</loc>")
    assert [one.url for one in read_list(text, FEED, source).articles] == [f"{SITE}/tzgg/1.html"]


def index(count: int) -> str:
    rows = "".join(
        f"<sitemap><loc>/sitemap_{n}.xml.gz</loc><lastmod>20{n:02}-01-01</lastmod></sitemap>"
        for n in range(1, count + 1)
    )
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</sitemapindex>"


def test_an_index_of_sitemaps_leads_to_them_newest_first() -> None:
    assert read_list(index(3), FEED, SOURCE).next_pages == tuple(Ask(f"{SITE}/sitemap_{n}.xml.gz") for n in (3, 2, 1))


def test_an_index_of_very_many_sitemaps_leads_to_the_newest() -> None:
    following = read_list(index(90), FEED, SOURCE).next_pages
    assert (len(following), following[0]) == (50, Ask(f"{SITE}/sitemap_90.xml.gz"))


def test_a_packed_sitemap_is_unpacked() -> None:
    assert unpacked(gzip.compress(b"<urlset/>")) == b"<urlset/>"


def test_a_body_that_is_not_packed_stays() -> None:
    assert unpacked(b"<urlset/>") == b"<urlset/>"


def test_a_packed_body_that_is_broken_off_gives_what_is_there() -> None:
    whole = b"".join(b"<url><loc>/%d.html</loc></url>" % n for n in range(5000))
    found = unpacked(gzip.compress(whole)[:-2000])
    assert (whole.startswith(found), len(found) > 1000) == (True, True)


def test_a_packed_body_of_one_repeated_byte_is_unpacked_to_the_limit_only() -> None:
    assert len(unpacked(gzip.compress(b"0" * 40_000_000))) == 16 * 1024 * 1024


DOCTYPE = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/hostname">]>"""


@pytest.mark.parametrize("reference", ["&c;", "&f;", "&unknown;"])
def test_entities_are_never_expanded(reference: str) -> None:
    text = RSS.replace('<?xml version="1.0" encoding="GB2312"?>', DOCTYPE).replace("清明节", f"清明{reference}节")
    assert read_list(text, FEED, SOURCE).articles == (FIRST, SECOND)


def test_entities_in_attributes_are_never_expanded() -> None:
    text = DOCTYPE.replace("rss [", "feed [") + ATOM.replace('href="t20231102_1.html"', 'href="t20231102_1.html&c;"')
    assert read_list(text, FEED, SOURCE).articles == (FIRST, SECOND)


def test_characters_that_html_names_are_read() -> None:
    assert read_list(RSS.replace("清明节", "清明&middot;节"), FEED, SOURCE).articles[1].title == "清明·节放假公告"


@pytest.mark.parametrize("end", ["<item><title>破", "<item", "</nonsense></channel>", "\x01\x02&&&<<<"])
def test_a_broken_feed_is_read_as_far_as_it_goes(end: str) -> None:
    assert read_list(RSS.replace("\n</channel></rss>", end), FEED, SOURCE).articles == (FIRST, SECOND)


def test_a_page_that_shows_a_feed_is_a_page() -> None:
    body = f"<html><body><ul><li><a href='/zwgk/t20231102_1.html'>{FIRST.title}</a>2023-11-02</li></ul><rss ></rss></body></html>"
    assert read_list(body, f"{SITE}/zwgk/", SOURCE).articles == (FIRST,)


@pytest.mark.timeout(120)  # each takes a second or less
@pytest.mark.parametrize(
    "text",
    [
        "<rss>" + "<item>" * 400_000,
        "<rss>" + "<item><link>/a.html" * 90_000,
        "<rss><channel><item><title>" + "&amp;" * 1_000_000,
        "<rss " + "a" * 5_000_000,
        "<rss " + "a='b' " * 500_000,
        "<urlset>" + "<url/>" * 400_000,
        "<?xml version='1.0'?><!DOCTYPE " + "[" * 2_000_000,
        "<?xml version='1.0'?>" + "<a>" * 300_000,
    ],
    ids=["deep", "rows without ends", "ampersands", "a long tag", "attributes", "empty rows", "a doctype", "elements"],
)
def test_hostile_feeds_take_no_more_time_than_their_size(text: str) -> None:
    assert len(read_list(text, FEED, SOURCE).articles) <= 256


def test_a_feed_that_would_fill_the_memory_is_rejected_by_name() -> None:
    with pytest.raises(Rejected, match="too large: XML of"):
        read_list("<rss>" + "<a/>" * 1_100_000, FEED, SOURCE)
