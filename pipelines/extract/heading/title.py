"""The title: ArticleTitle, the header table's 标题, the page's heading, then <title> without site and columns.

A title that a template cuts short (…) is given whole where a heading of the page has it.
"""

import html
import re
from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from itertools import pairwise

from pipelines.extract.heading.frame_names import instead_of_frame
from pipelines.extract.heading.headings import Heading, heads_nothing, highest
from pipelines.extract.heading.named_titles import Label
from pipelines.extract.heading.own_names import column_of, own_part
from pipelines.extract.heading.page_titles import (
    LEAST,
    LOOK_BACK,
    MAX_COLUMN,
    SUFFIX,
    WIDE,
    agrees,
    bare,
    from_title,
    gives_way,
    goes_on,
    is_linked_to,
    is_owner,
    is_owner_of,
)
from pipelines.extract.heading.repeated_titles import are_names_of_owner, without_lines_of_text
from pipelines.extract.heading.short_titles import is_below_head, opens_head, said_in_title, short_heading_above
from pipelines.extract.heading.subtitles import LEAST_ABOVE, above_subtitle, title_of_lines
from pipelines.extract.heading.titles_set_apart import (
    LEAST_SHOWN,
    MAX_LENGTH,
    NAMES_TITLE,
    NOT_DATE,
    SITE,
    alone_above,
    is_letterhead,
    is_number,
    set_apart,
    unspaced,
)
from pipelines.extract.lines.day_lines import is_day_line
from pipelines.extract.lines.labels import has_label, is_bare_label
from pipelines.extract.markup.once import once
from pipelines.extract.markup.tree import FIELD_TITLE, Block, Tree
from pipelines.extract.words.line_patterns import FULL_DATE, is_cut_anywhere, is_meta_line

__all__ = ["CUT_SHORT", "SITE", "SUFFIX", "has_heading", "title_of"]

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,60}>")  # ArticleTitle of a heading broken by <br>
CUT_SHORT = re.compile(r"\s*(?:…+|\.{2,}|。{2,})$")
LEAST_CUT = 6  # characters of a title cut short by which the whole one is known
LEAST_NAME = 2  # of a heading above the line of date and source that is marked up as one
CELLS = ("td", "th")
DAY_AT_END = re.compile(rf"\s*[\[（(]?{FULL_DATE.pattern}日?[\]）)]?$")


Headings = Callable[[], list[Heading]]


def title_of(
    tree: Tree,
    first: int,
    end: int,
    label: Label,
    names: tuple[str, ...],
    inside: Container[int] = (),
    *,
    letter: bool = False,
) -> str:
    """Return the title, or an empty text when the page has none.

    `names` are the site's and the columns' names, the site's first: never the title, unless a column bears the
    article's own title and nothing else on the page can be it. `letter`: the body is one; the <title> of such pages is
    often that of all letters, and does not matter where nothing on the page repeats it and a heading stands above.
    `inside` are lines that are worded as one about the text and are the text's own: no heading stands above them.
    """
    headings = once(lambda: list(heading_texts(tree, first, end)))  # a title that the page states needs none
    line = once(partial(above_line, tree, first, inside))
    above = heading_above(tree, first) if letter and not label.text else None
    names = (names[0], *(column_of(tree, first, name, line) for name in names[1:] if name))
    found = chosen(tree, first, end, headings, label, {bare(name) for name in names if name}, above, line)
    if len(found) < 2 or SITE.search(found) or bare(found) == bare(names[0]):
        found = chosen(tree, first, end, headings, label, {bare(names[0])} - {""}, above, line) or found
    if found and found != label.text and "articletitle" not in tree.metas:
        found = instead_of_frame(tree, first, end, found, line) or found
    return without_its_day(whole(found, headings), tree.title)


def chosen(
    tree: Tree,
    first: int,
    end: int,
    headings: Headings,
    label: Label,
    forbidden: set[str],
    above: str | None,
    line: Callable[[], tuple[str, bool] | None],
) -> str:
    def stated(candidate: str) -> str:
        text = plain(candidate)
        return text if 1 < len(text) <= MAX_LENGTH and bare(text) not in forbidden else ""

    if found := stated(tree.metas.get("articletitle", "")) or stated(label.text if label.sure else ""):
        return found
    labelled = stated(label.text)
    page_title = bare(tree.title)
    own = once(partial(own_part, tree, first, end, forbidden))
    begins = bare(SUFFIX.split(tree.title)[0])
    repeated = [
        heading
        for heading in headings()
        if len(folded := bare(heading.text)) >= 4 and folded not in forbidden
        if agrees(folded, page_title)
        or (heading.marked and not heading.mixed and goes_on(folded, page_title))
        or (heading.element.tag == "h1" and not heading.mixed and goes_on(folded, begins))
        if heading.marked
        or not (SITE.search(heading.text) or is_letterhead(heading.text))  # the office that signs is in <title> as well
        or heading.text == own()
        if not labelled or not heading.text.endswith(labelled)  # the line with the label
    ]
    repeated = without_lines_of_text(repeated, page_title, first) if len(repeated) > 1 else repeated
    if repeated and not are_names_of_owner(tree, headings(), repeated, line):
        longest = max((heading.text for heading in repeated), key=lambda text: len(bare(text)))
        if labelled and not label.inside and is_linked_to(tree, longest):
            return labelled
        if below := named_below(tree, headings(), longest):
            return below
        if len(longest) <= MAX_COLUMN and (other := below_column(tree, headings(), longest, line)):
            return other
        if bare(longest) != page_title or not (is_owner_of(tree, longest) or is_owner(tree, longest)):
            return longest
        # <title> of all pages is the site's name, and so is a heading; the article's own stands below it
        shown = line()
        return shown[0] if shown and shown[1] and not is_linked_to(tree, shown[0]) else longest
    if above is not None and bare(above) not in forbidden:
        return above
    strong = [
        heading
        for heading in headings()
        if heading.marked and 5 < len(heading.text) <= 80
        if bare(heading.text) not in forbidden and not SITE.search(heading.text)
        if not heads_nothing(heading)
    ]
    said = from_title(tree, first, end, forbidden, own())
    shown = line()
    stands_inside = label.inside and (strong or (said.text and not SITE.search(said.text)))
    if labelled and not stands_inside and not (shown and shown[1]):
        return labelled
    short = said_in_title(tree, first) if len(said.text) < LEAST else None
    if short and bare(short) not in forbidden and not (shown and (shown[1] or len(shown[0]) >= LEAST_ABOVE)):
        return short
    gives = partial(gives_way, tree, first, end, said)
    if shown and bare(shown[0]) not in forbidden and not is_linked_to(tree, shown[0]) and (shown[1] or gives(shown[0])):
        return shown[0]
    if strong and gives(headline := highest(tree, strong, first, end)):
        return headline
    if (short := short_heading_above(tree, first)) and bare(short) not in forbidden and gives(short):
        return short
    apart = set_apart(tree, first, end)
    if apart and bare(apart) not in forbidden and (is_letterhead(said.text) or gives(apart)):
        return apart
    alone = alone_above(tree, first) if apart is None else None
    if alone and bare(alone) not in forbidden and gives(alone):
        return alone
    field = tree.metas.get(FIELD_TITLE, "") if said.is_of_site else ""
    if LEAST <= len(field) <= MAX_LENGTH / 2 and WIDE.search(field) and "%" not in field and not SITE.search(field):
        return unspaced(field)
    if said.text:
        return said.longest
    return tree.metas.get("og:title", "")[:MAX_LENGTH]


def above_line(tree: Tree, first: int, inside: Container[int]) -> tuple[str, bool] | None:
    """The text right above the line of date and source, whatever <title> says; True where it is marked up as a heading.

    Then it may be short and have a site's words: 停水通知, 关于启用新网站的公告.
    """
    numbers = range(max(0, first - LOOK_BACK), min(len(tree.blocks), first + 2))
    shown = [tree.blocks[number] for number in numbers if not tree.blocks[number].hidden and number not in inside]
    text_begins = tree.blocks[first : first + 2]  # there bold words and a day may be a signature
    for number, (block, following) in reversed(list(enumerate(pairwise(shown)))):
        below = shown[number + 2] if is_number(following.text) and number + 2 < len(shown) else following
        if is_meta_line(block.text) or (is_number(block.text) and not is_marked(block)):
            continue
        marked = is_marked(block) or block.bold == len(block.text)
        if not marked and (has_label(block.text) or is_bare_label(block.text)):
            continue
        if not is_meta_line(below.text) and not (marked and block not in text_begins and is_day_line(below.text)):
            continue
        if not marked and block in text_begins and number and is_below_head(shown[number - 1], block, below):
            continue
        if whole_title := title_of_lines(shown, number):
            return whole_title, True
        text = unspaced(unbroken(shown, number) if marked else block.text)
        named = (
            (LEAST_NAME if marked or opens_head(block, below) else LEAST_SHOWN) <= len(text) <= MAX_LENGTH / 2
            and NOT_DATE.search(text)
            and (marked or not SITE.search(text))
        )
        if not named or block.linked or is_cut_anywhere(text):
            return None
        heading = above_subtitle(tree, shown, number)
        return (text, marked) if heading == number else (unspaced(unbroken(shown, heading)), is_marked(shown[heading]))
    return None


def heading_above(tree: Tree, first: int) -> str | None:
    """Return the last text above a letter that is marked up as a heading, or the caption that it begins with."""
    for number in range(min(first + 1, len(tree.blocks)) - 1, max(0, first - LOOK_BACK) - 1, -1):
        block = tree.blocks[number]
        is_heading = block.element.tag == "caption" or (number < first and is_marked(block))
        if is_heading and not block.linked and not block.hidden and LEAST_SHOWN <= len(block.text) <= MAX_LENGTH / 2:
            return None if SITE.search(block.text) or is_meta_line(block.text) else unspaced(block.text)
    return None


def without_its_day(title: str, page_title: str) -> str:
    """The title without a day that the heading holds at its end and <title> does not."""
    day = DAY_AT_END.search(title)
    rest = title[: day.start()] if day else title
    is_title = len(rest) >= LEAST_SHOWN or bare(rest) == bare(SUFFIX.split(page_title)[0])
    is_of_heading = day is not None and is_title and FULL_DATE.search(page_title) is None
    return rest if is_of_heading and bare(rest) in bare(page_title) else title


def named_below(tree: Tree, headings: Sequence[Heading], site: str) -> str:
    """The heading that is a part of <title> before the name of the site, whose own heading stands above it.

    However short it is; empty where the site's name is not in both places.
    """
    parts = [bare(part) for part in SUFFIX.split(tree.title)]
    texts = [bare(heading.text) for heading in headings]
    if len(parts) < 2 or bare(site) not in parts[1:]:
        return ""
    before = parts[: parts.index(bare(site))]
    under = headings[texts.index(bare(site)) + 1 :]
    cut = [bare(part) for part in SUFFIX.split(tree.title)[: len(before)] if CUT_SHORT.search(part)]
    begun = tuple(part for part in cut if len(part) >= LEAST_CUT)
    named = (
        h.text for h in under if h.marked and (text := bare(h.text)) and (text in before or text.startswith(begun))
    )
    return next(named, "")


def below_column(
    tree: Tree, headings: Sequence[Heading], name: str, line: Callable[[], tuple[str, bool] | None]
) -> str | None:
    """Return the heading right above the line with the day where `name` is that of a column, to which the page links
    and which <title> may name as well."""
    if any(heading.text == name and heading.element.tag == "h1" for heading in headings):
        return None
    shown = line()
    if shown is None or not shown[1] or shown[0] == name or not is_linked_to(tree, name):
        return None
    return None if is_linked_to(tree, shown[0]) else shown[0]


def unbroken(blocks: Sequence[Block], last: int) -> str:
    """Return a heading that <br> breaks as one text, by the number of its `last` line."""
    first = last
    while first > 0 and blocks[first].by_break and blocks[first - 1].element is blocks[last].element:
        if not is_marked(blocks[last]) and blocks[first - 1].bold < len(blocks[first - 1].text):
            break
        first -= 1
    return "".join(block.text for block in blocks[first : last + 1])


def plain(title: str) -> str:
    """A title of the standard's tag without the markup and entities that some systems leave in it."""
    if "<" not in title and "&" not in title:
        return title
    return " ".join(html.unescape(TAG.sub("", title)).split())


def whole(title: str, headings: Headings) -> str:
    """The heading that a title cut short begins; the title itself when none does, or it is whole."""
    if not CUT_SHORT.search(title):
        return title
    start = bare(CUT_SHORT.sub("", title))
    return next((text for text, *_ in headings() if len(start) >= LEAST_CUT and is_longer(bare(text), start)), title)


def is_longer(text: str, start: str) -> bool:
    return len(text) > len(start) and text.startswith(start)


def has_heading(tree: Tree, first: int, end: int) -> bool:
    """A text above the body (or opening it) that <title> repeats, long enough to be no column's name."""
    page_title = bare(tree.title)
    said = (bare(text) for text, *_ in heading_texts(tree, first, end))
    return any(len(text) >= 8 and agrees(text, page_title) for text in said)


def heading_texts(tree: Tree, first: int, end: int) -> Iterator[Heading]:
    """Yield the texts above the body (and its first lines) that may be the heading.

    A heading broken by <br> is one text.
    """
    numbers = range(max(0, first - LOOK_BACK), min(end, first + 6))
    previous, said = None, ""
    for number in numbers:
        block = tree.blocks[number]
        if (
            len(block.text) > MAX_LENGTH
            or is_meta_line(block.text)
            or not NOT_DATE.search(block.text)
            or (is_number(block.text) and not is_marked(block))  # 中国人民银行公告〔2026〕第9号 is a title
            or (block.linked > len(block.text) * 0.6 and block.element.tag not in ("h1", "h2"))
        ):
            previous = None
            continue
        marked = is_marked(block)
        if not marked and block.element.tag in CELLS and is_in_data(tree, number):
            previous = None
            continue
        text = unspaced(block.text)
        yield Heading(text, marked, block.element, 0 < block.linked < len(block.text))
        if previous is block.element and block.by_break:
            text = said + text
            yield Heading(text, marked, block.element)
        previous, said = block.element, text


def is_in_data(tree: Tree, number: int) -> bool:
    return any(table.is_content and table.first <= number < table.end for table in tree.tables)


def is_marked(block: Block) -> bool:
    """Whether a text is marked up as a heading, by its tag or its name."""
    return block.element.tag in ("h1", "h2", "h3") or NAMES_TITLE.search(block.element.identity) is not None
