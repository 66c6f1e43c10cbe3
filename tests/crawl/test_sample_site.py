"""The sample site has the shapes of real sites, in bytes as well as in markup, and answers as they do."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from http.client import HTTPResponse

import pytest
from sample_site.listings import GKMLPT_START
from sample_site.server import Running, serve
from sample_site.site import Article, Response, build, truth
from sample_site.texts import all_texts

from pipelines.lists.read import read_list
from pipelines.models import Ask, Rejection, Source
from pipelines.text.charset import decode

SITE = Source(name="sample", allowed_domains=("a.example", "b.example"), max_list_pages=99)
HAN = re.compile(r"[\u3400-\u9fff]")


def of(layout: str) -> list[Article]:
    found = [one for one in build().articles if one.layout == layout]
    assert found, layout
    return found


def last(host: str, path: str) -> Response:
    return build().pages[host, path][-1]


def listings() -> dict[str, str]:
    """Every list page and endpoint that the starts lead to, by address, as text."""
    found: dict[str, str] = {}
    waiting = [f"http://{host}.example{path}" for host, paths in build().starts.items() for path in paths]
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        answer = last(url[7], url.partition(".example")[2])
        found[url], _ = decode(answer.body, answer.content_type, None)
        waiting += [ask.url for ask in read_list(found[url], url, SITE).next_pages]
    return found


def get(url: str, etag: str = "") -> HTTPResponse:
    request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})  # noqa: S310  # our own server
    answer: HTTPResponse = urllib.request.urlopen(request)  # noqa: S310  # our own server
    return answer


# What it holds


def test_it_has_eighty_pages_of_articles_and_lists() -> None:
    assert len(build().articles) + len(listings()) >= 80


def test_it_begins_at_a_few_lists() -> None:
    assert sum(len(paths) for paths in build().starts.values()) == 6


def test_the_lists_lead_to_everything_that_the_truth_says_of() -> None:
    found = {link.url for url, text in listings().items() for link in read_list(text, url, SITE).articles}
    assert {url.replace("http://", "").replace(".example", "") for url in found} == set(truth())


def test_the_truth_says_of_every_article() -> None:
    assert {f"{one.host}{one.path}" for one in build().articles} == {
        k for k, reported in truth().items() if "title" in reported
    }


def test_the_truth_names_reasons_that_the_records_have() -> None:
    reasons = {reported["rejected"] for reported in truth().values() if "rejected" in reported}
    assert reasons == {str(reason) for reason in Rejection} & reasons
    assert len(reasons) == 5


def test_the_texts_are_as_long_as_real_ones() -> None:
    lengths = {text.slug: sum(len(HAN.findall(words)) for _, words in text.blocks) for text in all_texts()}
    assert {slug for slug, length in lengths.items() if not 300 <= length <= 3_000} == {"short-notice", "images-only"}


def test_no_two_texts_share_a_sentence() -> None:
    stock = re.compile(r"特此|现将|联系电话|\d{4}年\d{1,2}月\d{1,2}日$|[：:]$")
    seen: dict[str, str] = {}
    shared = set()
    for text in all_texts():
        for kind, words in text.blocks:
            if kind != "text" or len(words) < 25 or stock.search(words):
                continue
            if seen.setdefault(words, text.slug) != text.slug:
                shared.add(words)
    assert shared == set()


def test_every_picture_of_a_site_name_is_fictional() -> None:
    """Nothing is served that a real site would answer for: hosts end in names kept for examples."""
    hosts = {host for a in build().articles for host in re.findall(r"https?://([\w.-]+)", a.html)}
    assert {host for host in hosts if "example" not in host and host != "www.w3.org"} == set()


# Lists


@pytest.mark.parametrize(
    "sign",
    [
        r'createPageHTML\(\d+, 1, "index", "shtml"\)',
        r'<script type="text/xml"><datastore><nextgroup><!\[CDATA\[<a href="/module/web/jpage/dataproxy\.jsp',
        r"^<datastore><recordset><record><!\[CDATA\[<li>",
        r'^\{"articles": \[\{"id"',
        r'href="/xwzx/list\.jsp\?page=2"',
        r"<th>索引号</th><th>名称</th><th>文号</th><th>成文日期</th>",
        r">下一页</a>",
        r'href="\./202\d{3}/t202\d{5}_\d+\.shtml"',
    ],
)
def test_a_list_has_the_shape(sign: str) -> None:
    assert [url for url, text in listings().items() if re.search(sign, text)]


def test_a_page_for_people_stands_before_the_gkmlpt_endpoint() -> None:
    shown = last("a", "/gkmlpt/index").body.decode()
    assert "window._CONFIG = { SID: '760001'" in shown
    asked = read_list(shown, "http://a.example/gkmlpt/index#2001", SITE).next_pages
    assert asked == (Ask(f"http://a.example{GKMLPT_START}"),)


# Articles


@pytest.mark.parametrize(
    ("layout", "sign"),
    [
        ("trs", r'<div class="TRS_Editor"><style'),
        ("trs", r'<meta name="ArticleTitle" content="[^"]+"><meta name="PubDate"'),
        ("trs", r'name="SiteName".*name="ContentSource".*name="ColumnName"'),
        ("trs", r"<p align=\"justify\">　　"),
        ("zoom", r'<div id="zoom"><p'),
        ("zoom", r"<span style='font-size:16pt'>[^<。]+</span><span>"),
        ("ucap", r'id="UCAP-CONTENT"'),
        ("ucap", r"索 引 号：.*发文字号："),
        ("v_news", r'<div class="v_news_content"><p class="MsoNormal"'),
        ("v_news", r"<o:p></o:p>"),
        ("nested_td", r"<table><tr><td class=\"article\">　　[^<]+<br><br>"),
        ("line_breaks", r"　　[^<]+<br/>　　"),
        ("two_copies", r'style="display:none"><p>'),
        ("images", r"(<p align=\"center\"><img [^>]+></p>){3}</div>"),
        ("portal", r'<div class="art_con"'),
        ("plain", r"<article><header><h1>"),
        ("trs", r"您现在的位置：<a href=\"/\">首页</a> &gt; "),
        ("trs", r"今天是2026年7月1日"),
        ("trs", r"【字体：.*大.*中.*小.*】.*打印.*关闭"),
        ("trs", r"分享到：.*扫一扫"),
        ("trs", r"ICP备"),
        ("ucap", r'<a href="[^"]+_1\.html">下一页</a>'),
        ("ucap", r"<table border=\"1\" cellspacing=\"0\"><tr><td>"),
        ("zoom", r'<a href="/files/[^"]+\.xls">'),
    ],
)
def test_an_article_has_the_shape(layout: str, sign: str) -> None:
    shown = [last(one.host, one.path).body.decode(one.encoding) for one in of(layout)]
    assert [html for html in shown if re.search(sign, html, re.DOTALL)]


@pytest.mark.parametrize("layout", ["zoom", "v_news", "nested_td", "line_breaks", "portal"])
def test_some_templates_have_no_standard_tags(layout: str) -> None:
    assert [one.path for one in of(layout) if "ArticleTitle" in one.html] == []


def test_a_page_repeats_its_last_seven_paragraphs_but_for_one_character() -> None:
    (text,) = [text for text in all_texts() if text.repeats]
    words = [reported for _, reported in text.blocks]
    assert (len(words), words[18:]) == (24, words[11:17])
    one = next(i for i, (a, b) in enumerate(zip(words[17], words[10], strict=False)) if a != b)
    assert words[17][:one] + words[17][one + 1 :] == words[10]


def test_an_article_stands_under_two_columns_and_one_address_in_two_lists() -> None:
    twins = [one for one in build().articles if one.text.slug == "two-columns"]
    assert len({one.path for one in twins}) == len({one.text.columns for one in twins}) == 2
    named = [url for url, text in listings().items() if re.search(rf"{twins[0].path.rpartition('/')[2]}", text)]
    assert len(named) == 2


def test_the_portal_repeats_bulletins_word_for_word_and_with_a_frame() -> None:
    reported: dict[str, dict[str, list[str]]] = {"a": {}, "b": {}}
    for one in build().articles:
        reported[one.host][one.text.slug] = [words for kind, words in one.text.blocks if kind != "number"]
    city, portal = reported["a"], reported["b"]
    assert [slug for slug, words in portal.items() if words == city[slug]] == [
        "flood-inspection", "old-street-plan-reply", "statistical-communique", "ancient-trees",
    ]  # fmt: skip
    assert [slug for slug, words in portal.items() if words[1:-1] == city[slug]] == [
        "winter-fire-safety", "rental-housing-measures",
    ]  # fmt: skip


# Bytes


def declared(one: Article) -> tuple[str | None, str | None]:
    """The charset that the header names, and the one that the page names."""
    header = Message()
    header["Content-Type"] = one.content_type
    meta = re.search(r'charset=["\']?([\w-]+)', one.html)
    return header.get_content_charset(), meta[1] if meta else None


@pytest.mark.parametrize(
    ("layout", "header", "meta", "real"),
    [
        ("trs", "utf-8", "utf-8", "utf-8"),
        ("zoom", None, "gb2312", "gb18030"),
        ("ucap", None, "utf-8", "utf-8-sig"),
        ("v_news", None, None, "utf-8"),
        ("nested_td", "iso-8859-1", "gb2312", "gb18030"),
        ("line_breaks", "utf-8", None, "gb18030"),
        ("big5", None, "big5", "big5"),
    ],
)
def test_charsets_are_reported_as_on_real_sites(layout: str, header: str | None, meta: str | None, real: str) -> None:
    one = of(layout)[0]
    assert declared(one) == (header, meta)
    assert one.response.body.decode(real) == one.html
    assert one.response.body.startswith(b"\xef\xbb\xbf") == (real == "utf-8-sig")


def test_a_wrong_header_does_not_fit_the_bytes() -> None:
    with pytest.raises(UnicodeDecodeError):
        of("line_breaks")[0].response.body.decode("utf-8")


@pytest.mark.parametrize("character", ["镕", "㐂"])
def test_a_page_that_says_gb2312_holds_names_beyond_it(character: str) -> None:
    pages = [one for one in of("zoom") if character in one.html]
    assert len(pages) >= 1
    with pytest.raises(UnicodeDecodeError):
        pages[0].response.body.decode("gb2312")


def test_the_page_in_big5_is_traditional_throughout() -> None:
    (one,) = of("big5")
    assert "網站" in one.html
    assert "&#" not in one.html


# Answers


def path_of(slug: str) -> str:
    return next(one.path for one in build().articles if one.text.slug == slug)


def test_an_error_of_the_server_is_followed_by_the_page(sample: Running) -> None:
    url = sample.base + path_of("flaky")
    with pytest.raises(urllib.error.HTTPError, match="500"):
        get(url)
    assert get(url).status == 200


def test_an_article_is_edited_between_two_visits_and_then_stays(sample: Running) -> None:
    bodies = [get(sample.base + path_of("road-closure")).read().decode() for _ in range(3)]
    assert ["8月18日24时" in body for body in bodies] == [False, True, True]


def test_only_one_article_is_ever_edited() -> None:
    edited = [path for (_, path), answers in build().pages.items() if len(answers) == 2 and answers[0].status == 200]
    assert edited == [path_of("road-closure")]


def test_visits_can_be_forgotten(sample: Running) -> None:
    url = sample.base + path_of("road-closure")
    before = get(url).read()
    sample.forget()
    assert (get(url).read(), sample.log) == (before, [("a", path_of("road-closure"), 200)])


def test_a_site_can_be_served_as_if_visited() -> None:
    with serve(visited=True) as running:
        assert "8月18日24时" in get(running.base + path_of("road-closure")).read().decode()


def test_an_unchanged_page_answers_304(sample: Running) -> None:
    url = sample.base + build().starts["a"][0]
    with pytest.raises(urllib.error.HTTPError, match="304"):
        get(url, etag=str(get(url).headers["ETag"]))


def test_an_edited_page_answers_in_full_to_its_old_mark(sample: Running) -> None:
    url = sample.base + path_of("road-closure")
    assert get(url, etag=str(get(url).headers["ETag"])).status == 200


def test_an_old_address_leads_to_the_article(sample: Running) -> None:
    ((old, new),) = build().redirected.items()
    assert get(sample.base + old).url == sample.base + new


def test_robots_txt_forbids_one_path_that_a_list_names(sample: Running) -> None:
    rules = get(f"{sample.base}/robots.txt").read().decode()
    (forbidden,) = build().forbidden
    assert f"Disallow: {forbidden.rpartition('/')[0]}/\n" in rules


def test_the_two_hosts_are_two_sites(sample: Running) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{sample.portal}/zwgk/tzgg/index.shtml")
    assert get(f"{sample.portal}/news/list_1.html").status == 200


STARTS: dict[str, Callable[[bytes], bool]] = {
    "application/pdf": lambda body: body.startswith(b"%PDF-1.4") and body.endswith(b"%%EOF\n"),
    "application/msword": lambda body: body.startswith(b"{\\rtf1"),
    "application/vnd.ms-excel": lambda body: b'progid="Excel.Sheet"' in body,
    "application/zip": lambda body: body.startswith(b"PK\x03\x04"),
}


def test_every_attachment_is_served_as_what_it_is(sample: Running) -> None:
    bases = {"a": sample.base, "b": sample.portal}
    kinds = set()
    for one in build().articles:
        for _, path in one.files:
            answer = get(bases[one.host] + path)
            kind = str(answer.headers["Content-Type"])
            kinds.add(kind.replace("vnd.openxmlformats-officedocument.", "").partition("processingml")[0])
            assert STARTS.get(kind, STARTS["application/zip"])(answer.read())
    assert kinds == {*STARTS, "application/word", "application/spreadsheetml.sheet"}


def test_the_site_is_made_the_same_every_time() -> None:
    again = build.__wrapped__()
    assert again.pages == build().pages
