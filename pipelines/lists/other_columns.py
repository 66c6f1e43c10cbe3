"""Pages that list nothing but rows of other columns: what stands in the place of their own list decides.

A page that shows 热点新闻 next to its list shows them as well where that list is missing: because the page is an error,
a login or a notice, because a script or a frame brings the rows, or because there are none. So the page is read again
without such rows: what it says then may be its own.
"""

from collections.abc import Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.answers.vendor_endpoints import asked_by_scripts, asked_for_a_place
from pipelines.lists.columns.empty_columns import is_empty_below, own_headings
from pipelines.lists.columns.groups import MORE, in_column
from pipelines.lists.data.held_rows import rows_held
from pipelines.lists.nothing import why_nothing
from pipelines.lists.pagers.next_page import frames
from pipelines.lists.rows.anchors import Anchor, base_of
from pipelines.lists.scripts.scripted_rows import opened_rows
from pipelines.lists.titles import folded
from pipelines.models import ListedLink, ListPage, NothingListed, Rejected, Rejection, WhyNothing

__all__ = ["instead_of", "is_elsewhere", "shown_as_well"]

MAX_TABLES = 20
OF_THE_SITE = (Rejection.NOT_FOUND, Rejection.SITE_NOTICE)
LISTS = "ul, ol, table"
TEMPLATES = "li[v-for], tr[v-for], a[v-for], [v-for] a"  # a row that a script repeats


def is_elsewhere(rows: Sequence[Anchor], name: str, url: str) -> bool:
    """Whether no row is of the list's own column, by its address or by what the list around it is called (`name`: what
    the page is called)."""
    if not rows or any(in_column(row.url, url) for row in rows):
        return False
    return not (name and any(MORE.sub("", row.head[0]) == name for row in rows))


def instead_of(
    rest: str, page: ListPage, url: str, *, held: bool, apart: bool, title: str, name: str
) -> ListPage | None:
    """Return what a page is without rows of other columns, None where it says nothing of a list of its own.

    `rest`: its text, `page`: what that lists, `held`: from what a page keeps for its scripts by itself. Raises Rejected
    for what came in the list's place. Many columns keep their articles in a folder of another name, so rows give way
    only to rows that are the column's by their address, to what the page is called (`title`), and, where they stand
    apart, to what stands below the page's own name. Of all else a page with the reason `OTHERS` is returned: its rows
    stay, and what it asks is asked too.
    """
    listed = (*page.articles, *page.off_site)
    if listed and (held or 2 * sum(in_column(link.url, url) for link in listed) >= len(listed)):
        return page
    tree = LexborHTMLParser(rest)
    named = {*frames(tree, base_of(tree, url)), *asked_by_scripts(tree, rest, url, rows=0).next_pages}
    asked = tuple(ask for ask in page.next_pages if ask.url in named and in_column(ask.url, url))
    if asked and not listed:
        if apart and own_headings(tree, name):
            return page
        return ListPage((), asked, nothing=NothingListed(WhyNothing.OTHERS, f"it shows {asked[0].url} as well"))
    try:
        said = why_nothing(rest, url, None)
    except Rejected as rejected:
        by_title = bool(rejected.detail) and rejected.detail in title
        if rejected.reason is Rejection.SERVER_ERROR or by_title or (apart and rejected.reason in OF_THE_SITE):
            raise
        is_doubt = rejected.reason in OF_THE_SITE or is_asked_to_log_in(tree, rejected, name, apart=apart)
        return in_doubt(str(rejected)) if is_doubt else None
    if rows := opened_rows(tree):
        return replace(page, articles=(), off_site=(), nothing=said) if apart else in_doubt(rows)
    if said.reason is WhyNothing.SAID:
        return in_doubt(said.detail)
    if said.reason is WhyNothing.SCRIPT and apart and has_headed_table(tree):
        return replace(page, articles=(), off_site=(), nothing=said)
    if unread := rows_held(tree, rest):
        return in_doubt(unread)
    if template := tree.css_first(TEMPLATES):
        return in_doubt(f"a script repeats <{template.tag}> in it")
    if is_empty_below(tree, name):
        return in_doubt(f"nothing stands below {name}")
    is_held = apart and (has_headed_table(tree) or any(map(is_empty_list, tree.css(LISTS)[:MAX_TABLES])))
    return in_doubt(f"an empty list stands next to them, and none of them below {name}") if is_held else None


def shown_as_well(links: Sequence[ListedLink], tree: LexborHTMLParser, url: str) -> NothingListed | None:
    """Return a note on rows that stand in a page's scripts (`links`), where none is of the column and a script asks for
    what fills an empty place of the page."""
    if not links or any(in_column(link.url, url) for link in links):
        return None
    asked = asked_for_a_place(tree, url)
    return NothingListed(WhyNothing.OTHERS, f"it shows {asked} as well") if asked else None


def in_doubt(why: str) -> ListPage:
    return ListPage((), nothing=NothingListed(WhyNothing.OTHERS, why))


def is_asked_to_log_in(tree: LexborHTMLParser, rejected: Rejected, name: str, *, apart: bool) -> bool:
    """Whether a line asks to log in, below the page's own name where that is shown, and nothing is there to do so: a
    site's head does all of this."""
    if rejected.reason is not Rejection.LOGIN or tree.css_first("input[type=password]") is not None:
        return False
    if any(text and text in rejected.detail for text in map(folded, tree.css("a"))):
        return False
    shown = folded(tree.body) if tree.body is not None else ""
    return name in shown.partition(rejected.detail)[0] if name and name in shown else apart


def is_empty_list(node: LexborNode) -> bool:
    """Whether a list shows nothing, or no more than the names of its columns."""
    cells = node.css("td") if node.tag == "table" else ()
    return not folded(node) or (len(cells) > 1 and len(node.css("tr")) == 1 and not node.css("a, input, img, select"))


def has_headed_table(tree: LexborHTMLParser) -> bool:
    """Whether a table has names of columns and no rows."""
    tables = (head.parent for head in tree.css("thead")[:MAX_TABLES])
    return any(table is not None and folded(table) and not table.css("td") for table in tables)
