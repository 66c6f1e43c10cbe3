"""Whatever a list can be -> the articles it leads to, and what to ask for next. Pure: text in, addresses out.

read_list is the one entrance. The content of an answer decides how it is read: an endpoint that the source describes
(described_lists.py), a feed or sitemap (feeds.py), rows for scripts (vendor_endpoints.py), or a page for people, on
which groups.py finds the articles, pagers.py and form_pagers.py the next page. What a list is called, and what it says
of further pages where none was understood, is read here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract import challenge
from pipelines.extract.breadcrumb import columns
from pipelines.extract.dates import CHINA
from pipelines.extract.limits import guard
from pipelines.extract.parsing import shown_in
from pipelines.extract.title import SITE, SUFFIX
from pipelines.extract.tree import Tree
from pipelines.extract.written_markup import with_written
from pipelines.lists.anchors import anchors_of, base_of
from pipelines.lists.dates import counted_from
from pipelines.lists.described_lists import (
    described_rows,
    endpoint_of,
    is_described,
    is_xml,
    numbers_in,
    page_of,
    turn_after,
)
from pipelines.lists.empty_columns import is_empty_column
from pipelines.lists.feeds import Feed, read_feed, unpacked
from pipelines.lists.form_pagers import posted_pages
from pipelines.lists.groups import articles_among, on_site
from pipelines.lists.hash_routes import all_of_one_page, routed_rows, why_one_page
from pipelines.lists.json_rows import SIZE_NAME, as_json, as_number, fragment_in, has_more, more_name, more_of
from pipelines.lists.nothing import failure_said, why_nothing
from pipelines.lists.page_numbers import is_page_key, page_number
from pipelines.lists.pagers import THIS_PAGE, counted_by_widget, frames, next_pages, this_page_of, written_pager
from pipelines.lists.row_years import with_this_year
from pipelines.lists.titles import title_in, whole
from pipelines.lists.urls import is_part_of_a_page, names_a_document, without_visit
from pipelines.lists.vendor_endpoints import answered, asked_by_scripts, embedded, next_unit
from pipelines.models import Ask, ListedLink, ListEndpoint, ListPage, Page, Rejected, Rejection, Source
from pipelines.text.charset import decode

__all__ = [
    "ListPage",
    "ListedLink",
    "ask_for",
    "first_asks",
    "links_of",
    "name_in_title",
    "on_site",
    "read_list",
    "unturned",
]

MAX_LENGTH = 24  # characters: no column has a longer name
NUMBER = r"(\d{1,7})"
PAGES = "[页頁]"

# Each begins at a character that is there once: spaces in front would be run through from each of them again
CURRENT_OF_PAGES = re.compile(rf"(?<!\d){NUMBER}\s?/\s?(?:共\s?)?{NUMBER}\s?{PAGES}?|第\s?{NUMBER}\s?/\s?{NUMBER}")
CURRENT = re.compile(rf"第\s?{NUMBER}\s?{PAGES}|当前(?:第|为)?\s?{NUMBER}\s?{PAGES}")
ALL_PAGES = re.compile(rf"[共总總]\s?(?:有|计|計)?\s?[:：]?\s?{NUMBER}\s?{PAGES}|{PAGES}数\s?[:：]?\s?{NUMBER}")
ALL_ROWS = re.compile(
    rf"[共总總](?:有|计|計)?\s?[:：]?\s?{NUMBER}\s?[条條篇项項则則筆笔个個](?!\s?/)|(?:总数|总记录数?|记录总数|总条数)\s?[:：]?\s?{NUMBER}"
)
ALONE = re.compile(r"(?<![^\s])(\d{1,5})\s?/\s?(\d{1,5})(?![^\s])")
NUMBER_IN_SCRIPT = re.compile(
    rf"(?<![\w$])([A-Za-z_$][\w$]{{1,40}})['\"]?\]?\s{{0,3}}[:=]\s{{0,3}}['\"]?{NUMBER}(?![\w.%])"
)
IN_CALL = re.compile(rf"create_?page(?:html)?\w{{0,10}}\s?\(\s?['\"]?{NUMBER}['\"]?\s?,", re.IGNORECASE)
IN_NAME = re.compile(r"[_-](\d{1,5})\.\w{1,6}$")
NEAR = 400  # characters between the total and the size of a page that one pager is given
MAX_NUMBERS = 2000  # in a script
MAX_BOXES = 50  # that may be a pager
MAX_TITLES = 500  # that are taken out before the page is searched: one may well end in （共3页）


def first_asks(source: Source) -> tuple[Ask, ...]:
    """Return where a source begins: its list pages, and the first page of each list that only scripts get."""
    return (
        *(Ask(url) for url in source.start_urls),
        *(page_of(endpoint, endpoint.first_page) for endpoint in source.lists),
    )


def ask_for(url: str, source: Source) -> Ask:
    """Return what was asked for an answer of which only the address is known: a page of a list that the source
    describes, where one is asked for at that address, else a plain GET.

    What a POST said of the page's number is not in its address; then it is taken for the first page.
    """
    plain = Ask(url)
    if endpoint_of(plain, source):
        return plain
    for endpoint in source.lists:
        for number in (endpoint.first_page, *numbers_in(url)):
            ask = page_of(endpoint, number)
            if ask.url == url or ask.url.partition("?")[0] == url:
                return ask
    return plain


def links_of(page: Page, source: Source, ask: Ask | None = None) -> ListPage:
    """Read a fetched list page; `ask` is what was asked for it (None: a plain GET of its requested address).

    Raises Rejected for a firewall's challenge in its place, and for what is too large.
    """
    challenge(page)
    ask = ask or Ask(page.requested_url)
    # the fragment is no part of what a server is asked, but 广东 gkmlpt names the column by it
    url = ask.url if page.url == ask.url.partition("#")[0] else page.url
    # a sitemap may come packed
    text, _ = decode(unpacked(page.body), page.header("Content-Type"), source.encoding)
    with counted_from(page.fetched_at.astimezone(CHINA).date()):
        return read_list(text, url, source, ask)


def read_list(text: str, url: str, source: Source, ask: Ask | None = None) -> ListPage:
    """Read a list (HTML, XML, JSON or JSONP) that `url` answered to `ask` (None: to a plain GET of it).

    `url` carries the fragment of the address asked for. Raises Rejected for a page that no browser would show (too
    large), and where something else came in the list's place; of anything else comes at worst nothing, with why.
    """
    ask = ask or Ask(url)
    reported = endpoint_of(ask, source)
    page = read_endpoint(text, url, source, *reported) if reported else read_by_evidence(text, url, source)
    following = dict.fromkeys(page.next_pages)
    led = tuple(n for n in following if n not in (ask, Ask(url)) and on_site(n.url, source))
    listed = (*page.articles, *page.off_site)
    # a feed or a sitemap has no pages; what it quotes may speak of some
    is_silent = bool(led) or read_feed(text, url) is not None
    is_first = ask in first_asks(source)
    left = "" if is_silent else unturned(text, ask, (a.title for a in listed), len(listed), is_first=is_first)
    found = replace(page, next_pages=led, unturned=left)
    # {"status": 404, "error": "Not Found", "path": "/api/list"} has a title and an address too
    if len(listed) == 1 and not reported and (failure := failure_said(as_json(text))):
        raise Rejected(Rejection.SERVER_ERROR, failure)
    if listed or led or found.nothing:
        return found
    return replace(found, nothing=why_nothing(text, url, reported[0] if reported else None, source.follow))


def read_endpoint(text: str, url: str, source: Source, endpoint: ListEndpoint, number: int) -> ListPage:
    """Return a list that the source describes; what it leaves out is decided by the evidence."""
    if is_described(endpoint):
        rows = described_rows(text, url, endpoint)
        page = page_of_rows(rows, source)
        count = len(rows)
    else:
        page = read_by_evidence(text, url, source)
        count = len(page.articles) + len(page.off_site)
    following = turn_after(endpoint, number, text, count)
    return replace(page, next_pages=following or page.next_pages, column=page.column or endpoint.column)


def read_by_evidence(text: str, url: str, source: Source) -> ListPage:
    feed = read_feed(text, url)
    if feed is not None:
        return read_entries(feed, source)
    answer = answered(text, url)
    if answer is None and is_xml(text):
        return list_page(described_rows(text, url, ListEndpoint(url)), source)
    if answer is not None and (answer.listed or not (fragment := fragment_in(as_json(text)))):
        return page_of_rows(answer.listed, source, asks(answer.next_pages))
    if answer is None:
        return read_page(text, url, source)
    # an answer whose rows are HTML already has no name of its own, and its pager may only count
    page = read_page(fragment, url, source)
    following = page.next_pages or asks(
        next_unit(fragment, as_json(text), url, len(page.articles) + len(page.off_site))
    )
    return replace(page, next_pages=following, column="")


def page_of_rows(rows: Sequence[ListedLink], source: Source, next_pages: tuple[Ask, ...] = ()) -> ListPage:
    """Return an answer's rows, none of them where all lead to one page."""
    one = all_of_one_page(rows)
    return replace(list_page(() if one else rows, source, next_pages=next_pages), nothing=one)


def read_entries(feed: Feed, source: Source) -> ListPage:
    """Feeds name articles only; sitemaps everything, and the source's patterns hold for them as for a page."""
    listed: Iterable[ListedLink] = feed.listed
    if feed.is_sitemap:
        patterns = [re.compile(pattern) for pattern in source.follow]
        listed = [
            link
            for link in feed.listed
            if (any(p.search(link.url) for p in patterns) if patterns else names_a_document(link.url))
        ]
    return list_page(listed, source, next_pages=asks(feed.next_pages), column=name_in_title(feed.title))


def read_page(text: str, url: str, source: Source) -> ListPage:
    """Return a page for people, with the rows that it holds for its scripts."""
    guard(text := with_written(text, links=True))
    tree = LexborHTMLParser(text)
    base = base_of(tree, url)
    anchors = anchors_of(tree, base, text)
    island = embedded(text, url)
    name = name_in_title(title_in(tree))
    called = with_this_year(articles_among(anchors, url, source, name))
    if not source.follow and is_empty_column(tree, name, called, url):
        called = []
    routes = routed_rows(tree, base, url, {anchor.url for anchor in called}, text)
    articles = [ListedLink(a.url, a.title, a.listed) for a in called if a.url not in routes]
    # a page that scripts fill in names what they ask, or holds what they show
    rows = len(articles) + len(island.listed) + len(island.next_pages)
    scripted = asked_by_scripts(tree, text, url, rows=rows)
    turned = island.next_pages or next_pages(tree, anchors, text, url)
    following = asks(turned) or posted_pages(tree, text, base) or asks(scripted.next_pages)
    if turned and scripted.next_pages:
        following = (*following, *asks(scripted.next_pages))
    one = all_of_one_page(scripted.listed)
    links = [*island.listed, *articles, *(() if one else scripted.listed)]
    if routes and not (island.listed or island.next_pages or scripted.listed or scripted.next_pages):
        one = why_one_page(routes)
    page = list_page(links, source, without=(url, *turned, *source.start_urls), next_pages=following)
    if not page.articles and not page.off_site and not following:
        page = replace(page, next_pages=asks(frames(tree, base)))
    first_title = page.articles[0].title if page.articles else ""
    return replace(page, column=column_name(shown_in(tree), first_title), nothing=one)


def asks(urls: Iterable[str]) -> tuple[Ask, ...]:
    return tuple(Ask(url) for url in urls)


def list_page(
    links: Iterable[ListedLink],
    source: Source,
    *,
    without: Sequence[str] = (),
    next_pages: tuple[Ask, ...] = (),
    column: str = "",
) -> ListPage:
    """Return each address once, with its longest title; those of other hosts apart, and none that the source skips."""
    skipped = [re.compile(pattern) for pattern in source.skip]
    never = set(without)
    found: dict[str, ListedLink] = {}
    for link in links:
        url = without_visit(link.url)
        if url in never or link.url in never or any(pattern.search(link.url) for pattern in skipped):
            continue
        before = found.get(url, link)
        found[url] = ListedLink(url, whole(before.title, link.title), before.listed or link.listed)
    ours = [link for link in found.values() if on_site(link.url, source)]
    return ListPage(
        articles=tuple(link for link in ours if not is_part_of_a_page(link.url)),
        next_pages=next_pages,
        column=column,
        off_site=tuple(link for link in found.values() if not on_site(link.url, source)),
    )


# What a list calls itself: the last name of its breadcrumb, else its title before the site's name


def column_name(tree: Tree, first_title: str) -> str:
    """Of a page for people; `first_title` is its first article, above which the breadcrumb stands."""
    first = next((i for i, block in enumerate(tree.blocks) if first_title and first_title[:12] in block.text), None)
    names = columns(tree, len(tree.blocks) // 2 if first is None else first, "", tree.metas.get("sitename"))
    tree.release()
    return names[-1] if names else name_in_title(tree.title)


def name_in_title(title: str) -> str:
    """通知公告_某某区人民政府 -> 通知公告; empty when the title is the site's name alone."""
    names = [name.strip() for name in SUFFIX.split(title)]
    return next((name for name in names if name and len(name) <= MAX_LENGTH and not SITE.search(name)), "")


# What a list page says of further pages where no next page was understood: 共12页, 第1/12页, 共235条, totalPage = 12


def unturned(text: str, ask: Ask, titles: Iterable[str], rows: int, *, is_first: bool) -> str:
    """Return what an answer says of pages after it, in its own words; empty where it says that it is the last, or
    nothing.

    `rows`: how many it lists; `is_first`: it begins a list. Looked at only where no next page was found.
    """
    here = max(number_of(ask) or 1, 1) if is_first else here_of(ask)
    answer = as_json(text)
    if answer is not None:
        more = is_first and rows and has_more(answer, here or 1, rows)
        return f"more than the {rows} rows that it holds" if more else ""
    if text.lstrip("\ufeff \t\r\n")[:1] != "<" or is_xml(text):
        return ""
    tree = LexborHTMLParser(text)
    if tree.body is None or written_pager(text, ask.url)[0]:  # a script that says that this page is the last
        return ""
    shown = " ".join(tree.body.text(deep=True, separator=" ").split())
    listed = list(titles)[:MAX_TITLES]
    below = shown[max((shown.rfind(title) for title in listed), default=0) :]
    for title in listed:
        shown = shown.replace(title, " ")
    said = said_by_words(shown, here, rows if is_first else None) or said_by_numbers(below, here)
    return said or said_by_scripts(tree, text, here, rows if is_first else 0)


def said_by_words(shown: str, here: int | None, rows: int | None) -> str:
    """By what a reader sees. A number of rows says nothing of a page that may be the last, and short."""
    both = CURRENT_OF_PAGES.search(shown)
    pages, total = ALL_PAGES.search(shown), ALL_ROWS.search(shown)
    if pages:
        reported = CURRENT.search(shown) or both
        return pages[0] if is_before(first_number(reported) if reported else here, first_number(pages)) else ""
    if both and re.search(f"第|共|{PAGES}", both[0]):  # 3/5 alone is a date, or half of one
        current, last = (int(number) for number in both.groups() if number)
        return both[0] if current < last else ""
    return total[0] if total and rows is not None and rows < first_number(total) else ""


def said_by_numbers(below: str, here: int | None) -> str:
    """By 1/12 alone, once below the rows: what stands more often, or has another number first, are days."""
    found = list(islice(ALONE.finditer(below), 2))
    is_one = len(found) == 1 and int(found[0][1]) == here
    return found[0][0] if is_one and is_before(here, int(found[0][2])) else ""


def said_by_scripts(tree: LexborHTMLParser, text: str, here: int | None, rows: int) -> str:
    """By the number of pages that a script of the page holds, or by a total of rows next to the size of a page.

    `rows`: how many the page lists; 0 where it may be the last, whose number of rows says nothing.
    """
    for script in tree.css("script"):
        code = script.text() or ""
        numbers = [(found, more_name(found[1])) for found in islice(NUMBER_IN_SCRIPT.finditer(code), MAX_NUMBERS)]
        # of a total and a size there is no doubt; what counts pages may count those that a pager shows
        for total in (found for found, counts in numbers if counts == "total"):
            sizes = (int(n[2]) for n, _ in numbers if SIZE_NAME.match(n[1]) and abs(n.start() - total.start()) < NEAR)
            if any(0 < rows <= size < int(total[2]) for size in sizes):
                return total[0]
        pages = next((found for found, counts in numbers if counts == "pages"), None) or IN_CALL.search(code)
        if pages:
            near = (n for n, _ in numbers if THIS_PAGE.match(n[1]) and abs(n.start() - pages.start()) < NEAR)
            given = next((int(n[2]) for n in near), here)
            return pages[0] if is_before(max(given or 0, here or 0) or here, int(pages[pages.lastindex or 1])) else ""
    if here is None or not rows:
        return ""
    return counted_by_element(tree, here, rows) or counted_by_fields(tree, here) or counted_by_widget(text, here)


def counted_by_fields(tree: LexborHTMLParser, here: int) -> str:
    """By a hidden field that scripts read the number of pages from: <input type=hidden id=totalPage value=17>."""
    for node in tree.css("input[type=hidden][value]")[:MAX_BOXES]:
        count = as_number(node.attributes.get("value"))
        for name in (node.attributes.get("id"), node.attributes.get("name")):
            if name and count is not None and more_name(re.split(r"[._$:]", name)[-1]) == "pages" and here < count:
                return f"{name}={count}"
    return ""


def counted_by_element(tree: LexborHTMLParser, here: int, rows: int) -> str:
    """By the box that a script makes a pager of: <div class=page data-total=97 data-pagesize=10>."""
    for node in tree.css("[data-total], [total], [class*=pag], [id*=pag], el-pagination, a-pagination, pagination")[
        :MAX_BOXES
    ]:
        given = {re.sub(r"^(?:data-|v-bind)?:?|-", "", name): value for name, value in node.attributes.items()}
        numbers = {name: n for name, value in given.items() if (n := as_number(value)) is not None}
        counted = next((name for name in numbers if more_name(name)), None)
        given_page = this_page_of(numbers)
        turn = max(here, 1 if given_page is None else given_page)
        if counted and len(numbers) > 1 and more_of(numbers, turn, rows):
            return f"{counted}={numbers[counted]}"
    return ""


def is_before(here: int | None, last: int) -> bool:
    """Of a page that nobody knows the number of nothing is missing: it may be the last."""
    return here is not None and here < last


def first_number(found: re.Match[str]) -> int:
    return next(int(number) for number in found.groups() if number)


def here_of(ask: Ask) -> int | None:
    """Return the page's number by its address or by what is posted; one of a file's name may be one less, and counts as
    the later page."""
    number = number_of(ask)
    named = IN_NAME.search(urlsplit(ask.url).path)
    return number if number is not None else int(named[1]) + 1 if named else None


def number_of(ask: Ask) -> int | None:
    """Return the page's number by a field of its address or of what is posted; None where none counts pages."""
    for key, value in (*parse_qsl(urlsplit(ask.url).query), *parse_qsl(ask.body)):
        if is_page_key(re.split(r"[._$:]", key)[-1]) and value.isdecimal() and len(value) < 8:
            return int(value)
    return page_number(ask.url)
