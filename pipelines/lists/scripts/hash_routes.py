"""Rows that lead to one page and differ only in what stands after its # (#/detail?id=12): a script shows each there.

A server never sees a fragment, so all these rows are one address to a crawler. Taken for articles they would be one
page, fetched once, under the title of one row; they are named instead.
"""

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.dates import states_a_day
from pipelines.lists.scripts.scripted_links import opened_by
from pipelines.lists.titles import ancestors, folded
from pipelines.lists.urls import UNFILLED, absolute
from pipelines.models import ListedLink, NothingListed, WhyNothing

__all__ = ["all_of_one_page", "routed_rows", "why_one_page"]

NAMED_BY = ("href", "data-href", "data-url", "data-link")
CALLED = 'a[href^="javascript:"]'
LINKS = ", ".join(['a[href*="#"]', CALLED, "[onclick]", *(f'[{name}*="#"]' for name in NAMED_BY[1:])])
MIN_ROWS = 2
MIN_TITLE = 8  # characters of a row without a day
MAX_LINKS = 2000
MAX_ROW = 200  # characters of a link's row in which a day may stand
LEVELS = 3  # above a link in which its row may be
ROUTE = "/!"  # how the fragment of a route begins; a place in the page has a name
ONE_OF_MANY = re.compile(r"\d|[0-9a-f]{16}")  # what numbers a document
SHOWN = 3  # fragments in a message
MENDED_BY = "a [[lists]] table whose `link` is what the script asks for one article reads them"


def routed_rows(
    tree: LexborHTMLParser, base: str, url: str, listed: Set[str], script: str = ""
) -> dict[str, list[str]]:
    """Return the addresses to which rows of a page lead by fragments, with these.

    `script`: the page's text, for what a click calls. `listed`: what the page lists. Rows without a day, which only a
    number and a long title make rows, may be a menu's: they count where it lists nothing else.
    """
    dated: dict[str, dict[str, str]] = defaultdict(dict)
    numbered: dict[str, dict[str, str]] = defaultdict(dict)
    opened = opened_by(script)
    for node in tree.css(LINKS)[:MAX_LINKS]:
        named = next((value for name in NAMED_BY if (value := node.attributes.get(name)) and "#" in value), "")
        href = (node.attributes.get("href") or "#").strip()
        if href == "#" and not named.partition("#")[2]:
            named = opened(node.attributes.get("onclick") or "") or ""
        elif href[:11].lower() == "javascript:":
            named = opened(node.attributes.get("onclick") or href) or opened(href) or ""
        address, _, fragment = named.strip().partition("#")
        page = absolute(base, address) if address else url.partition("#")[0]
        title = folded(node)
        if not fragment or not page or not title or UNFILLED.search(fragment):
            continue
        if is_dated(node, title):
            dated[page].setdefault(fragment, title)
        elif ONE_OF_MANY.search(fragment) and len(title) >= MIN_TITLE:
            numbered[page].setdefault(fragment, title)
    if not dated and not numbered:
        return {}
    # a place in the page itself is no page of its own
    here = {name for node in tree.css("[id], [name]") for name in (node.id, node.attributes.get("name")) if name}
    routes, others = of_one_page(dated, here, least=1), of_one_page(numbered, here)
    return {**others, **routes} if listed <= routes.keys() | others.keys() else routes


def of_one_page(titles: dict[str, dict[str, str]], here: set[str], least: int = MIN_ROWS) -> dict[str, list[str]]:
    """Return the fragments of rows by the page they lead to: of several, or of `least` that are written as routes."""
    found: dict[str, list[str]] = {}
    for page, rows in titles.items():
        fragments = [fragment for fragment in rows if fragment not in here]
        many = min(len(fragments), len(set(rows.values())))
        if many >= MIN_ROWS or (many >= least and any(fragment[0] in ROUTE for fragment in fragments)):
            found[page] = fragments
    return found


def is_dated(node: LexborNode, title: str) -> bool:
    """Whether a day stands in the row of a link."""
    for around in islice(ancestors(node), LEVELS):
        text = folded(around)
        if len(text) > MAX_ROW or len({link.attributes.get("href") for link in around.css("a")}) > 1:
            break
        if states_a_day(text.replace(title, " ", 1)):
            return True
    return states_a_day(title)


def why_one_page(routes: dict[str, list[str]]) -> NothingListed:
    """Say which page these rows lead to, and how they differ."""
    said = [
        f"{'1 row leads' if len(fragments) == 1 else f'{len(fragments)} rows lead'} to {page} and "
        f"{'differs' if len(fragments) == 1 else 'differ'} only in what follows it: "
        f"{', '.join(f'#{one}' for one in fragments[:SHOWN])}"
        for page, fragments in routes.items()
    ]
    return NothingListed(WhyNothing.ONE_PAGE, f"{'; '.join(said)}; {MENDED_BY}")


def all_of_one_page(links: Sequence[ListedLink]) -> NothingListed | None:
    """Say so where the rows of an answer, one link each, all lead to one address under different titles."""
    if len({link.url for link in links}) != 1 or len({link.title for link in links}) < MIN_ROWS:
        return None
    return NothingListed(WhyNothing.ONE_PAGE, f"{len(links)} rows lead to {links[0].url}; {MENDED_BY}")
