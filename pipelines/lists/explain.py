"""Why a list page was read as it was: its groups of links, taken or left and why, its pager, understood or not.

This is how a maintainer repairs a source: what is wrong here goes into `follow`, `skip` or a [[lists]] table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from pipelines.internal_errors import netted
from pipelines.lists.answers.described_lists import endpoint_of, is_described, is_xml, misplaced, places_in_rows
from pipelines.lists.answers.feeds import read_feed, unpacked
from pipelines.lists.answers.vendor_endpoints import addresses_in_scripts, answered, embedded
from pipelines.lists.columns.groups import Group, best_lists, groups_among
from pipelines.lists.commented_out import without_comments
from pipelines.lists.data.json_rows import as_json, fragment_in, rows_place
from pipelines.lists.data.script_data import states_of
from pipelines.lists.days.day_orders import has_open_order
from pipelines.lists.pagers.next_page import is_pager
from pipelines.lists.read import ask_for, links_of, name_in_title
from pipelines.lists.rows.anchors import Anchor, anchors_of, base_of
from pipelines.lists.titles import title_in
from pipelines.models import Ask, ListEndpoint, ListPage, Page, Rejected, Source
from pipelines.text.charset import decode

__all__ = ["as_lines", "explain_list"]

SHOWN = 5  # links of a group, rows of a list
MAX_TITLE = 40  # characters
# 下一页 and 共12页 are found by their own words; what else speaks of pages is a call or a variable of a script
PAGES_IN_SCRIPT = re.compile(r"[^\n;{}]{0,60}\b\w{0,30}page\w{0,30}\s?[(:=][^\n;{}]{0,80}", re.IGNORECASE)
MAX_HINTS = 8


def explain_list(page: Page, source: Source, ask: Ask | None = None) -> list[str]:
    """Read a list page as a crawl does, and say in lines what decided. Never raises.

    `ask`: what was asked for it; None: found by the page's address and the source.
    """
    ask = ask or ask_for(page.requested_url, source)
    found = netted(page.url, "reading", lambda: links_of(page, source, ask))
    if isinstance(found, Rejected):
        return [f"no list: {found}"]
    reported = netted(page.url, "explaining", lambda: list(story(page, source, ask, found)))
    return [f"not explained: {reported}"] if isinstance(reported, Rejected) else reported


def story(page: Page, source: Source, ask: Ask, found: ListPage) -> Iterator[str]:
    text, encoding = decode(unpacked(page.body), page.header("Content-Type"), source.encoding)
    text = without_comments(text)
    described = endpoint_of(ask, source)
    yield f"address   {ask.method} {ask.url}{f'  {ask.body[:200]}' if ask.body else ''}"
    if described:
        endpoint, number = described
        yield f"read by   [[lists]] {source.lists.index(endpoint) + 1} of the source, as its page {number} ({encoding})"
        yield from of_endpoint(text, endpoint)
    if not described or not is_described(described[0]):
        yield f"read as   {kind_of(text, page.url)} ({encoding})"
        if is_for_people(text, page.url):
            yield from of_links(text, page.url, source)
            yield from of_scripts(text, page.url)
    yield from as_lines(found)
    yield from of_pager(text, found, described[0] if described else None)


def kind_of(text: str, url: str) -> str:
    """Return what an answer is taken for, in the order in which read.py asks."""
    feed = read_feed(text, url)
    if feed is not None:
        return f"a {'sitemap' if feed.is_sitemap else 'feed'} of {len(feed.listed)} entries"
    answer = answered(text, url)
    if answer is None:
        if is_xml(text):
            return "XML rows"
        island = embedded(text, url)
        rows = f", with {len(island.listed)} rows that it holds for its scripts" if island.listed else ""
        asks = f", whose script asks {island.next_pages[0]}" if island.next_pages else ""
        return f"a page for people{rows}{asks}"
    if answer.listed or as_json(text) is None:
        return f"rows for scripts: {len(answer.listed)}"
    if fragment_in(as_json(text)):
        return "JSON that holds HTML, which is read as a page"
    return f"JSON in which no row has a title and an address, with the keys {keys_of(as_json(text))}"


def is_for_people(text: str, url: str) -> bool:
    return read_feed(text, url) is None and answered(text, url) is None and not is_xml(text)


def of_endpoint(text: str, endpoint: ListEndpoint) -> Iterator[str]:
    """Yield what the table says, and what kind of answer it is held against."""
    answer = as_json(text)
    kind = "JSON" if answer is not None else "XML" if is_xml(text) else "HTML"
    said = {"rows": endpoint.rows} | places_in_rows(endpoint)
    for key, value in said.items():
        yield f"  {key:<6}  {value or '(found by the usual names)'}"
    yield from (f"  wrong   {place}" for place in misplaced(text, endpoint))
    yield f"  the answer is {kind}{f' with the keys {keys_of(answer)}' if answer is not None else ''}"


def keys_of(answer: object, depth: int = 0) -> str:
    """Return the keys of JSON as they stand, so that a wrong `rows` is seen next to them."""
    if isinstance(answer, dict) and depth < 4:
        parts = (f"{key}{inner}" if (inner := keys_of(value, depth + 1)) else str(key) for key, value in answer.items())
        return "{" + ", ".join(list(parts)[:20]) + "}"
    if isinstance(answer, list):
        return f"[{len(answer)} of {keys_of(answer[0], depth + 1) or type(answer[0]).__name__}]" if answer else "[]"
    return ""


def of_links(text: str, url: str, source: Source) -> Iterator[str]:
    """Yield the groups of links, or what `follow` makes of all links."""
    tree = LexborHTMLParser(text)
    anchors = anchors_of(tree, base_of(tree, url), text)
    if source.follow:
        fits = [a for a in anchors if any(re.search(pattern, a.url) for pattern in source.follow)]
        yield f"links     {len(anchors)}; {len(fits)} are taken by `follow`, which alone decides"
        yield from some_of(fits or anchors)
        return
    groups = groups_among(anchors, url, source)
    alone = Counter(why_loose(anchor) for anchor in loose(anchors, groups))
    said = "".join(f"; {n} {what}, in no group" for what, n in alone.items())
    unread = [a.nearby for a in anchors if a.listed is None and has_open_order(a.nearby)]
    if unread:
        shown = unread[0][:MAX_TITLE]
        yield f"days      {len(unread)} not read, for no row shows whether the month stands first: {shown}"
    yield f"links     {len(anchors)} in {len(groups)} groups{said}"
    lists = [group for group in groups if group.is_list]
    best = {id(group) for group in best_lists(lists, name_in_title(title_in(tree)))}
    for group in sorted(groups, key=lambda group: (id(group) not in best, -len(group.anchors))):
        yield f"{'+' if id(group) in best else '-'} {verdict(group, id(group) in best)}"
        yield f"    {shares(group)}; at {where(group)}"
        yield from some_of([a for a in group.anchors if a.is_document] if id(group) in best else group.anchors)


def of_scripts(text: str, url: str) -> Iterator[str]:
    """Yield what the page's scripts ask for, and the rows that they hold: both can be named in a [[lists]] table."""
    tree = LexborHTMLParser(text)
    yield from (f"script    asks {address}" for address in addresses_in_scripts(tree, url))
    for name, state in states_of(tree):
        path, rows = rows_place(state)
        if len(rows) > 1:
            place = ".".join(part for part in (name, path) if part) or "the top"
            yield f"script    holds {len(rows)} rows at {place}, with the keys {', '.join(list(rows[0])[:12])}"


def loose(anchors: Sequence[Anchor], groups: Sequence[Group]) -> list[Anchor]:
    grouped = {id(anchor) for group in groups for anchor in group.anchors}
    return [anchor for anchor in anchors if id(anchor) not in grouped]


def why_loose(anchor: Anchor) -> str:
    if anchor.next_to:
        return "next to the title in a row"
    if is_pager(anchor.text):
        return "of a pager"
    return "to a column next to this one" if anchor.title else "without a title"


def verdict(group: Group, is_taken: bool) -> str:
    count = f"{len(group.anchors)} links"
    if is_taken:
        rows = sum(anchor.is_document for anchor in group.anchors)
        more = len(group.anchors) - rows
        count = f"{rows} links{f' (and not {more} files, columns or offices in their rows)' if more else ''}"
        why = [
            name for name, share in (("dated", group.dated), ("of the list's own column", group.below)) if share >= 0.5
        ]
        return f"{count} taken: {' and '.join(why) or 'numbered addresses and titles, and no better list'}"
    if group.why_no_list:
        return f"{count} left: {group.why_no_list}"
    return f"{count} left: a list, but another is dated or of this page's own column and this is less so"


def shares(group: Group) -> str:
    of = {
        "can be an article": group.documents,
        "dated": group.dated,
        "numbered": group.numbered,
        "long titles": group.titled,
        "own column": group.below,
        "own hosts": group.ours,
    }
    return ", ".join(f"{name} {share:.0%}" for name, share in of.items())


def where(group: Group) -> str:
    """Return the nearest named elements around the links."""
    named = [part.strip() for part in group.anchors[0].place]
    return " < ".join(part.removesuffix("#") for part in named[:5])


def some_of(anchors: Sequence[Anchor]) -> Iterator[str]:
    for anchor in anchors[:SHOWN]:
        yield f"      {anchor.title[:MAX_TITLE] or anchor.text[:MAX_TITLE]}  {anchor.url}"
    if len(anchors) > SHOWN:
        yield f"      … and {len(anchors) - SHOWN} more"


def as_lines(found: ListPage) -> Iterator[str]:
    """Yield what was read, as a person reads it."""
    dated = sum(link.listed is not None for link in found.articles)
    yield f"column    {found.column or '(none)'}"
    yield f"articles  {len(found.articles)}, {dated} of them dated"
    for link in found.articles[:SHOWN]:
        yield f"  {link.listed or 'no date   '}  {link.title[:MAX_TITLE]}  {link.url}"
    if len(found.articles) > SHOWN:
        yield f"  … and {len(found.articles) - SHOWN} more"
    if found.nothing:
        yield f"nothing   {found.nothing}"
    if found.off_site:
        yield f"off site  {len(found.off_site)} rows lead to other hosts, {found.off_site[0].url} first"


def of_pager(text: str, found: ListPage, endpoint: ListEndpoint | None) -> Iterator[str]:
    for ask in found.next_pages:
        yield f"next page {ask.method} {ask.url}{f'  {ask.body[:200]}' if ask.body else ''}"
    if endpoint is not None and not found.next_pages:
        yield "next page none: the last page, no rows, or no {page} in the table"
    elif found.next_pages:
        return
    if found.unturned:
        yield f"next page not understood, though the answer says {found.unturned}"
    elif endpoint is None:
        yield "next page none was understood, and nothing says that there is one"
    hints = list(dict.fromkeys(pager_hints(text)))[:MAX_HINTS]
    yield from (f"  on the page: {hint}" for hint in hints)


def pager_hints(text: str) -> Iterator[str]:
    """Yield what on a page looks like a pager: its links by their words, and where scripts speak of pages."""
    if text.lstrip()[:1] != "<":
        return
    tree = LexborHTMLParser(text)
    for node in tree.css("a, button, [onclick], select, option")[:5000]:
        words = " ".join((node.text(deep=True) or "").split())
        if words and words != "首页" and len(words) < MAX_TITLE and is_pager(words):
            named = {k: v for k, v in node.attributes.items() if k in ("href", "onclick", "data-url", "value") and v}
            yield f"<{node.tag} {' '.join(f'{k}={v[:80]!r}' for k, v in named.items())}> {words}"
    for script in tree.css("script"):
        yield from (" ".join(call[0].split()) for call in PAGES_IN_SCRIPT.finditer((script.text() or "")[:200_000]))
