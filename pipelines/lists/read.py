"""Whatever a list can be -> the articles it leads to, and what to ask for next. Pure: text in, addresses out.

read_list is the one entrance. The content of an answer decides how it is read: an endpoint that the source describes
(described_lists.py), a feed or sitemap (feeds.py), rows for scripts (vendor_endpoints.py), or a page for people, on
which columns/ finds the articles, pagers/ the next page. What a list is called is read here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract import challenge
from pipelines.extract.heading.breadcrumb import columns
from pipelines.extract.heading.title import SITE, SUFFIX
from pipelines.extract.markup.limits import guard, scripts_of
from pipelines.extract.markup.tree import Tree
from pipelines.extract.markup.written_markup import with_written
from pipelines.extract.parsing.parse import shown_in
from pipelines.extract.words.dates import CHINA
from pipelines.lists.answers.described_lists import (
    described_rows,
    endpoint_of,
    is_described,
    is_xml,
    numbers_in,
    page_of,
    turn_after,
)
from pipelines.lists.answers.feeds import Feed, read_feed, unpacked
from pipelines.lists.answers.vendor_endpoints import answered, asked_by_scripts, embedded, next_unit
from pipelines.lists.columns.boxes_of_rows import without_rows
from pipelines.lists.columns.empty_columns import is_apart, is_empty_column, without_others
from pipelines.lists.columns.groups import articles_among, on_site
from pipelines.lists.columns.paged_lists import named_apart, of_the_paged_list
from pipelines.lists.commented_out import without_comments
from pipelines.lists.data.held_rows import cut_rows, with_held_rows
from pipelines.lists.data.json_columns import apart
from pipelines.lists.data.json_main_place import main_place_unread
from pipelines.lists.data.json_rows import as_json, fragment_in
from pipelines.lists.dates import counted_from
from pipelines.lists.nothing import failure_said, why_nothing
from pipelines.lists.other_columns import instead_of, is_elsewhere, shown_as_well
from pipelines.lists.pagers.form_pagers import posted_pages
from pipelines.lists.pagers.next_page import frames, next_pages, sent_on
from pipelines.lists.pagers.unturned import unturned
from pipelines.lists.rows.anchors import Anchor, anchors_of, base_of
from pipelines.lists.rows.bare_rows import with_tables
from pipelines.lists.rows.counted_rows import without_counts
from pipelines.lists.rows.given_days import with_day_of_issue, with_shared_days
from pipelines.lists.rows.row_marks import without_marks
from pipelines.lists.rows.row_years import with_this_year
from pipelines.lists.rows.rows_without_address import rows_without_address
from pipelines.lists.scripts.hash_routes import all_of_one_page, routed_rows, why_one_page
from pipelines.lists.scripts.quoted_rows import unquoted_rows, with_quoted_rows
from pipelines.lists.scripts.scripted_answers import page_in_quotes
from pipelines.lists.scripts.scripted_links import opened_by
from pipelines.lists.scripts.scripted_rows import opened_rows
from pipelines.lists.titles import title_in, whole
from pipelines.lists.urls import is_part_of_a_page, names_a_document, without_visit
from pipelines.models import (
    Ask,
    ListedLink,
    ListEndpoint,
    ListPage,
    NothingListed,
    Page,
    Rejected,
    Rejection,
    Source,
    WhyNothing,
)
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
]

CALLS = re.compile(r"(?:\bhref=[\"']javascript:|\bonclick=[\"'])\s?(?!void\b)\w{1,40}\([\"'\d&]", re.IGNORECASE)
MAX_LENGTH = 24  # characters: no column has a longer name


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
    text = without_comments(text)
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
        unread = main_place_unread(as_json(text), url) if answer.listed else None
        if unread and unread.reason is not WhyNothing.OTHERS:
            return ListPage((), nothing=unread)
        page = page_of_rows(answer.listed, source, asks(answer.next_pages))
        return replace(page, nothing=page.nothing or unread or apart(answer.listed, text, url))
    if answer is None:
        return read_page(page_in_quotes(text), url, source)
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


def read_page(text: str, url: str, source: Source, *, filled: bool = False, bare: bool = False) -> ListPage:
    """Return a page for people, with the rows that it holds for its scripts.

    `filled`: with what stands as text in them, which is looked at where nothing else is listed. `bare`: without the
    rows of other columns.
    """
    text = with_written(text, scripts_of(text), links=True)
    guard(text)
    text = with_tables(text)
    tree = LexborHTMLParser(text)
    base = base_of(tree, url)
    anchors = anchors_of(tree, base, text)
    island = embedded(text, url)
    page_title = title_in(tree)
    name = name_in_title(page_title)
    found_rows = articles_among(anchors, url, source, name, names_in_title(page_title))
    of_issue = with_day_of_issue(found_rows, url, name)
    called = without_marks(without_counts(with_this_year(with_shared_days(of_issue))))
    if not source.follow and is_empty_column(tree, name, called, url):
        called = []
    elif not source.follow:
        called = of_the_paged_list(tree, base, without_others(tree, base, name, called, url), name)
    doubt = None
    if not (filled or bare or source.follow) and is_elsewhere(called, name, url):
        found = read_without(called, text, base, url, source, title=title_in(tree), name=name)
        if found and not (found.nothing and found.nothing.reason is WhyNothing.OTHERS):
            return found
        doubt = found
    routes = routed_rows(tree, base, url, {anchor.url for anchor in called}, text)
    articles = [ListedLink(a.url, a.title, a.listed) for a in called if a.url not in routes]
    # a page that scripts fill in names what they ask, or holds what they show
    rows = len(articles) + len(island.listed) + len(island.next_pages)
    scripted = asked_by_scripts(tree, text, url, rows=rows)
    if not (rows or filled or scripted.listed or scripted.next_pages) and (page := page_filled_in(text, url, source)):
        return replace(page, nothing=page.nothing or shown_as_well(page.articles, tree, url))
    turned = island.next_pages or next_pages(tree, anchors, text, url, {a.url for a in called})
    following = asks(turned) or posted_pages(tree, text, base) or asks(scripted.next_pages)
    if turned and scripted.next_pages:
        following = (*following, *asks(scripted.next_pages))
    one = all_of_one_page(scripted.listed)
    shown = None if one or articles else scripted.doubt or shown_as_well(scripted.listed, tree, url)
    links = [*island.listed, *articles, *(() if one else scripted.listed)]
    if routes and not (island.listed or island.next_pages or scripted.listed or scripted.next_pages):
        one = why_one_page(routes)
    if articles and not one and CALLS.search(text) and (said := opened_rows(tree, opened_by(text))):
        one = NothingListed(WhyNothing.SCRIPT, said)
    if (
        not one
        and (articles or following)
        and (lost := rows_without_address(tree, text, base, {a.url for a in called}))
    ):
        one = NothingListed(WhyNothing.NO_ADDRESS, lost)
    page = list_page(links, source, without=(url, *turned, *source.start_urls), next_pages=following)
    if doubt and not following:
        page = replace(page, next_pages=doubt.next_pages)
    elif not page.articles and not page.off_site and not following:
        page = replace(page, next_pages=asks(frames(tree, base) or sent_on(tree, base)))
    first_title = page.articles[0].title if page.articles else ""
    return replace(
        page,
        column=column_name(shown_in(tree), first_title),
        nothing=one
        or (doubt.nothing if doubt else shown)
        or (None if source.follow else named_apart(called, name, url)),
    )


def read_without(
    rows: Sequence[Anchor], text: str, base: str, url: str, source: Source, *, title: str, name: str
) -> ListPage | None:
    """Return a page as it is without rows that are no articles of its column by their address; None: they are its
    list. With the reason `OTHERS` they may be.
    """
    rest = without_rows(text, base, {row.url for row in rows})
    if not rest:
        return None
    page = read_page(rest, url, source, bare=True)
    held = bool(embedded(rest, url).listed)
    return instead_of(rest, page, url, held=held, apart=is_apart(rows, name), title=title, name=name)


def page_filled_in(text: str, url: str, source: Source) -> ListPage | None:
    """Return a page with the rows that stand as texts in its scripts, or for them; None where none do."""
    return next((page for by in (with_held_rows, with_quoted_rows) if (page := page_with(by(text), url, source))), None)


def page_with(filled: str, url: str, source: Source) -> ListPage | None:
    try:
        page = read_page(filled, url, source, filled=True) if filled else None
    except Rejected:  # pieces of rows may leave everything open
        return None
    if page is None or not (page.articles or page.off_site):
        return None
    left = unquoted_rows(filled) or cut_rows(filled)
    return replace(page, nothing=NothingListed(WhyNothing.SCRIPT, left)) if left else page


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
    return next((name for name in names_in_title(title) if not SITE.search(name)), "")


def names_in_title(title: str) -> list[str]:
    """Return what may be a column's name in a title, also 新闻中心, which could be a site's."""
    names = [name.strip() for name in SUFFIX.split(title)]
    return [name for name in names if name and len(name) <= MAX_LENGTH]
