"""Pagers made of elements that say without words where they lead: icons, options, buttons with an address to fill in.

<a class="next" href="…"><i></i></a>                      a picture, named by its class or by what it stands next to
<li><a href="2.html"><i class="arrow"></i></a></li> 1/24
<a tagname="/tzgg/19f1bb4e-2.html" onclick="go(this)">下一页</a>
<select><option value="index_1.html">2</option>           a list to choose from
<div data-url="…?page=2">加载更多</div>                    pages that are added below
<div class="pagination" data-url="list-{0}.html" data-total="230" data-size="10">
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.lists.data.json_rows import as_number, more_of
from pipelines.lists.page_numbers import is_same_list, number_below, page_number
from pipelines.lists.rows.anchors import Anchor, address_of
from pipelines.lists.scripts.scripted_links import opened_by
from pipelines.lists.titles import folded
from pipelines.lists.urls import absolute, looks_like_an_address, names_a_file

__all__ = ["LOADS", "LOADS_MORE", "filled_in", "is_next_to", "of_attribute", "of_choice", "of_icon", "of_more"]

LOADS_MORE = re.compile(r"^\W*(?:(?:点击|上拉|下拉|滑动)?(?:加载|查看|显示)?更多|load\s*more|more)\W*$", re.IGNORECASE)
LOADS = re.compile(r"加载|load", re.IGNORECASE)
ICONS = "a[class*=next], a[id*=next], a[rel=next], [class*=next] > a, a[aria-label*=下一], a > img[src*=next]"
BOXES = "[class*=pag i], [id*=pag i], [aria-label*=pag i], [aria-label*=页]"
NAMES_NEXT = re.compile(r"next|right|下一|后一|arrow-?r\b|forward", re.IGNORECASE)
NAMES_OTHER = re.compile(r"prev|left|上一|前一|last|first|末|尾|首|double|disabled", re.IGNORECASE)
NUMBER_OF = re.compile(r"(?<![\d/.-])(\d{1,5})\s?/\s?(?:共\s?)?(\d{1,5})(?![\d/-])")
NUMBERED = re.compile(r"^\W*(?:第\s*)?(\d{1,5})\s*页?\s*(?:/\s*\d{1,5}\s*页?)?\W*$")
CHOSEN = re.compile(r"(?:this|\w+)\s*\.\s*(?:options\s*\[[^\]]{1,60}\]\s*\.\s*)?value")
BLANK = re.compile(r"\{(?:0|[A-Za-z]{1,20})\}")
WITHOUT_ADDRESS = "a:not([href]), a[href^='#'], a[href^='javascript' i]"
MAX_OPTIONS = 3000
MAX_BOXES, MAX_LINKS = 30, 60


def of_icon(tree: LexborHTMLParser, text: str, url: str) -> str | None:
    """Return a link that is called next where nobody sees it: in its class, or in the name of its picture.

    One that is not called anything is known by its place in a pager that says 1/24.
    """
    for node in tree.css(ICONS)[:20]:
        link = node if node.tag == "a" else node.parent
        if link is None or re.search(r"\w", folded(link)) or "disabled" in (link.attributes.get("class") or ""):
            continue
        found = absolute(url, link.attributes.get("href"))
        if found and found != url and (is_same_list(found, url) or number_below(found, url) == 2):
            return found
    return next((found for box in tree.css(BOXES)[:MAX_BOXES] if (found := drawn_in(box, text, url))), None)


def drawn_in(box: LexborNode, text: str, url: str) -> str | None:
    """Return the next page among the links of a pager that hold no word."""
    opened = opened_by(text)
    drawn: list[tuple[str, str]] = []  # address, and how the link and its picture are called
    for node in box.css("a, [onclick]")[:MAX_LINKS]:
        if re.search(r"\w", folded(node)):
            continue
        found = address_of(node, url, opened)
        if found and found != url and is_next_to(found, url):
            parts = [node, *node.css("i, svg, span, img, use")[:5]]
            drawn.append((found, " ".join(str(value) for part in parts for value in part.attributes.values() if value)))
    named = [found for found, called in drawn if is_called_next(called)]
    if named:
        return named[0]
    shown = NUMBER_OF.search(folded(box))
    here, last = (int(shown[1]), int(shown[2])) if shown else (0, 0)
    if not 0 < here < last or not drawn:
        return None
    if here == 1:
        return drawn[0][0]  # what leads back leads nowhere
    # back and on, or first, back, on and last
    return drawn[len(drawn) // 2][0] if len(drawn) in (2, 4) else None


def is_called_next(called: str) -> bool:
    """Whether classes, labels and pictures are those of a next page; addresses say nothing."""
    words = " ".join(word for word in called.split() if "/" not in word and not re.search(r"\.\w{2,5}$", word))
    return NAMES_NEXT.search(words) is not None and NAMES_OTHER.search(words) is None


def is_next_to(found: str, url: str) -> bool:
    """Whether an address is in the same folder, or the same but for a number."""
    here, there = (one.partition("?")[0].rpartition("/")[0] for one in (url, found))
    return (here == there or is_same_list(found, url)) and not names_a_file(found)


def of_attribute(tree: LexborHTMLParser, url: str, called: re.Pattern[str]) -> str | None:
    """Return the address that a link called so has in an attribute of the site's own, which only its scripts read."""
    for node in tree.css(WITHOUT_ADDRESS)[:MAX_OPTIONS]:
        if called.match((node.text(deep=True) or "").strip()[:20]):
            values = (
                value for name, value in node.attributes.items() if value and name not in ("href", "src", "class")
            )
            found = next((absolute(url, value) for value in values if looks_like_an_address(value)), None)
            if found and found != url:
                return found
    return None


def of_choice(tree: LexborHTMLParser, text: str, url: str) -> str | None:
    """Return the option after the chosen one, where options are numbers of pages."""
    for select in tree.css("select")[:20]:
        options = select.css("option")[:MAX_OPTIONS]
        numbers = [int(match[1]) if (match := NUMBERED.match(folded(one))) else None for one in options]
        if len(options) < 2 or numbers != list(range(numbers[0] or 0, (numbers[0] or 0) + len(numbers))):
            continue
        addresses = [option_address(one, select, text, url) for one in options]
        if len(set(addresses)) < len(addresses) or None in addresses:
            continue
        chosen = next((i for i, one in enumerate(options) if "selected" in one.attributes), None)
        here = chosen if chosen is not None else addresses.index(url) if url in addresses else 0
        return addresses[here + 1] if here + 1 < len(addresses) else None
    return None


def option_address(option: LexborNode, select: LexborNode, text: str, url: str) -> str | None:
    value = option.attributes.get("value") or ""
    change = select.attributes.get("onchange") or ""
    if looks_like_an_address(value) or value.startswith("?"):
        return absolute(url, value)
    # onchange="goPage(this.value)": what is called with the option's own value
    return absolute(url, opened_by(text)(CHOSEN.sub(f"'{value}'", change))) if value.isalnum() and change else None


def of_more(tree: LexborHTMLParser, anchors: Sequence[Anchor], url: str) -> str | None:
    """Return what 加载更多 would load: the page after this one. 更多 at the head of a block leads to a column."""
    turn = (page_number(url) or 1) + 1
    for node in tree.css("[data-url], [data-href]"):
        named = node.attributes.get("data-url") or node.attributes.get("data-href") or ""
        said = LOADS_MORE.match(folded(node)[:40])
        names = ("data-page", "data-next", "data-nextpage", "data-next-page", "data-pageno", "data-pageindex")
        page = next((value for name in names if (value := node.attributes.get(name))), "")
        if BLANK.search(named):
            if found := filled_by(node, named, page, url, is_button=said is not None):
                return found
            continue
        address = absolute(url, named)
        # 更多 at the head of a block names a column
        if address and said and address != url and (LOADS.search(said[0]) or has_number(address)):
            return f"{address}{page}" if address.endswith("=") else address
    following = (a.url for a in anchors if LOADS_MORE.match(a.text) and page_number(a.url) == turn)
    return next(following, None)


def filled_by(node: LexborNode, template: str, page: str, url: str, *, is_button: bool) -> str | None:
    """Return the next page by an address with a blank, where the element is a button for more or counts further
    pages."""
    here = number_by(template, url)
    numbers = ((name.removeprefix("data-"), as_number(value)) for name, value in node.attributes.items())
    given = {name: number for name, number in numbers if number is not None}
    if not is_button and not more_of(given, here, 0):
        return None
    turn = int(page) if page.isdecimal() and len(page) < 7 and int(page) > here else here + 1
    return filled_in(template, turn, url)


def filled_in(template: str, number: int, url: str) -> str | None:
    """Return the address with the page's number in its blank; None where there are several."""
    return absolute(url, BLANK.sub(str(number), template)) if len(BLANK.findall(template)) == 1 else None


def number_by(template: str, url: str) -> int:
    """Return the number of the page at `url` by an address with a blank; 1 where it has another."""
    mark = "0page0"
    start, _, end = (absolute(url, BLANK.sub(mark, template, count=1)) or "").partition(mark)
    middle = url.removeprefix(start).removesuffix(end) if start and url.startswith(start) and url.endswith(end) else ""
    return int(middle) if middle.isdecimal() and len(middle) < 7 else page_number(url) or 1


def has_number(url: str) -> bool:
    """Whether the name of the page or its fields hold a number, as those of later pages do."""
    return re.search(r"\d", urlsplit(url).path.rpartition("/")[2] + urlsplit(url).query) is not None
