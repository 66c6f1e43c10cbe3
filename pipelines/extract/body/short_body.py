"""Bodies of few words: a sentence, a file that the page links to or shows in a frame, pictures.

Their words weigh next to nothing, so their place decides: below an article's head, which is a heading or a standard
tag and the line about the text, and above whatever else the page has. A list of files is no body: its rows bear days.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.extract.body.own_lines import FRAME_TAGS, PARAGRAPH, next_own
from pipelines.extract.body.streams import page_heading
from pipelines.extract.body.weights import BAD, MAX_LEADS, META, Weights, dated_leads
from pipelines.extract.lines.labels import has_label
from pipelines.extract.markup.names import is_called_otherwise, known_container
from pipelines.extract.markup.tree import (
    NAMES_FILE,
    PAGE,
    Element,
    Link,
    Picture,
    Stretch,
    Tree,
    branch_away,
    common_element,
    is_file,
    links_in,
)
from pipelines.extract.markup.wrapped import EMBEDDED
from pipelines.extract.words.dates import first_moment
from pipelines.extract.words.line_patterns import is_cut_anywhere, is_meta_line, is_owner
from pipelines.extract.words.placeholders import is_placeholder

__all__ = [
    "Found",
    "container_below_heading",
    "held_files",
    "held_pictures",
    "is_of_picture",
    "short_body",
    "stands_in_frame",
]

FEW_BLOCKS = 20
LEAST_HEADING = 4  # characters
LABEL = 5  # characters: 附件：
MAX_FIELD = 40  # characters of a field and its value
MANY_DATED = 2  # rows with a day of their own among the files: a list


class Found(NamedTuple):
    """blocks[first:end] of the tree in `element`, which may hold no block at all; `evidence` in words."""

    element: Element
    first: int
    end: int
    evidence: str


def short_body(tree: Tree, weights: Weights) -> Found | None:
    """Return a body of few words; None where no place is one."""
    return in_container(tree) or below_lead(tree, weights) or own_sentences(tree, weights)


def in_container(tree: Tree) -> Found | None:
    """A known container that holds a few words, pictures or a file."""
    holding = {picture.element for picture in tree.images} | {link.element for link in tree.links if is_shown(link)}
    containers = [
        element
        for element in tree.elements
        if known_container(element)
        and not element.hidden
        and (element.end > element.first or holding & family(element))
    ]
    if not containers:
        return None
    element = max(containers, key=lambda candidate: candidate.end - candidate.first)
    return Found(element, element.first, element.end, f"known container {element.path}, few words")


def below_lead(tree: Tree, weights: Weights) -> Found | None:
    """What stands right below the article's head: below its heading where that comes last, else below its date."""
    lead, heading = last_lead(tree, weights), article_heading(tree)
    under_heading = None if heading is None else below_heading(tree, weights, heading, lead)
    if lead is None or (heading is not None and lead < heading and under_heading is not None):
        return under_heading
    return what_follows(tree, weights, lead) or under_heading


def own_sentences(tree: Tree, weights: Weights) -> Found | None:
    """The article's own lines where its day stands in a tag only, if one of them is a sentence."""
    own = weights.own
    if not (tree.metas.get("articletitle") or tree.metas.get("pubdate")) or not own:
        return None
    if not any(tree.blocks[number].text.endswith("。") for number in own):
        return None
    stretch = Stretch(min(own), max(own) + 1)
    return Found(common_element(tree, *stretch), *stretch, "few words below the heading")


def below_heading(tree: Tree, weights: Weights, heading: int, lead: int | None) -> Found | None:
    """Files or pictures below a heading, where the page says when it was published, or shows the file itself.

    `lead`: the line with the date, which may stand above the heading.
    """
    things = places_of_things(tree)
    last = heading
    while last + 1 < len(tree.blocks) and is_about_text(tree, weights, last + 1) and last + 1 not in things:
        last += 1
    found = what_follows(tree, weights, last)
    if found is None:
        return None
    stretch = Stretch(found.first, found.end)
    files = held_files(tree, stretch)
    dated = (lead is not None and lead < heading) or any(
        states_day(block.text) for block in tree.blocks[heading + 1 : last + 1]
    )
    if dated or tree.metas.get("articletitle") or tree.metas.get("pubdate"):
        return found if files or held_pictures(tree, stretch, files) else None
    return found if any(is_shown(link) for link in files) else None


def places_of_things(tree: Tree) -> set[int]:
    """Return the blocks right above which, or in which, a picture stands or a frame shows a file."""
    return {picture.block for picture in tree.images} | {link.block for link in tree.links if is_shown(link)}


def states_day(text: str) -> bool:
    return first_moment(text) is not None or first_moment(text.rpartition("：")[2]) is not None


def what_follows(tree: Tree, weights: Weights, last: int) -> Found | None:
    """The few words, pictures and files that follow block `last`, up to links, furniture or the page's frame."""
    files = {link.block for link in tree.links if is_file(link.href, link.text) and not is_shown(link)}
    end = last + 1
    while end < min(len(tree.blocks), last + FEW_BLOCKS):
        if weights.blocks[end] <= BAD and end not in files:
            goes_on = next_own(tree, weights.own, end) if end > last + 1 else end
            if goes_on == end:
                break
            end = goes_on
        part = branch_away(tree.blocks[end].element, tree.blocks[last].element)
        if is_of_frame(tree, part) or lists_others(weights, part, end):
            break
        end += 1
    stretch = Stretch(last + 1, end)
    linked = held_files(tree, stretch)
    pictures = held_pictures(tree, stretch, linked)
    if end == last + 1 and not pictures and not any(map(is_shown, linked)):
        return None
    if is_file_list(tree, linked):
        return None
    if end > last + 1:
        return Found(common_element(tree, *stretch), *stretch, "few words below the line with the date")
    element = linked[0].element if linked else pictures[0].element
    return Found(element, *stretch, f"a file or pictures in {element.path}, below the line with the date")


def lists_others(weights: Weights, part: Element, number: int) -> bool:
    """Whether a part of the page from block `number` on, below the article's own lines, lists other pages or holds what
    is none of the article."""
    if not weights.own or number <= max(weights.own) or part.tag in PAGE:
        return False
    if any(weights.blocks[at] <= BAD and weights.plain[at] >= PARAGRAPH for at in range(number, part.end)):
        return True
    return any(teasers.first < part.end and number < teasers.end for teasers in weights.teasers)


def held_pictures(tree: Tree, body: Stretch, files: Sequence[Link]) -> list[Picture]:
    """Return the pictures in these blocks, or right below them, that are its own: no banner that leads to a page, no
    icon of one of its `files`, none that turns next to 加载中, nothing of the page's frame."""
    icons = {link.element for link in files}
    above = tree.blocks[min(max(body.first - 1, 0), len(tree.blocks) - 1)].element
    return [
        picture
        for picture in tree.images
        if body.first <= picture.block <= body.end
        and not picture.element.hidden
        and (picture.href is None or is_of_picture(picture.href))
        and picture.element not in icons
        and not is_next_to_placeholder(tree, picture)
        and not (picture.block == body.end and is_of_frame(tree, branch_away(picture.element, above)))
    ]


def is_next_to_placeholder(tree: Tree, picture: Picture) -> bool:
    """Whether a picture stands in the element of a line such as 加载中… and of nothing else."""
    if picture.block >= len(tree.blocks) or not is_placeholder(tree.blocks[picture.block].text):
        return False
    around = tree.blocks[picture.block].element
    return around in (picture.element, *picture.element.ancestors()) and around.end - around.first == 1


def held_files(tree: Tree, body: Stretch) -> list[Link]:
    """Return the links to files in these blocks, and to those that a frame shows in them or right below them."""
    links = links_in(tree, body.first, body.end + 1)
    return [link for link in links if (link.block < body.end or is_shown(link)) and is_file(link.href, link.text)]


def is_shown(link: Link) -> bool:
    """It stands for a frame that shows a file."""
    return EMBEDDED in link.attributes


def is_of_picture(href: str) -> bool:
    """The link around a picture opens the picture, or nothing."""
    path = href.lower().partition("?")[0]
    return path.endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp")) or href.startswith(("#", "javascript:"))


def is_file_list(tree: Tree, files: list[Link]) -> bool:
    """Rows of files, each with a day of its own in the same element: a list page."""
    rows = [row_of(link.element) for link in files]
    dated = sum(any(first_moment(block.text) for block in tree.blocks[row.first : row.end]) for row in set(rows))
    return dated >= MANY_DATED and 2 * dated >= len(files)


def row_of(element: Element) -> Element:
    """Return the row of a list or a table around an element, or the element itself."""
    return next((around for around in (element, *element.ancestors()) if around.tag in ("li", "tr", "dl")), element)


def article_heading(tree: Tree) -> int | None:
    """Return the number of the heading that `<title>` repeats, else of the first text that ArticleTitle is."""
    heading = page_heading(tree)
    named = "".join(tree.metas.get("articletitle", "").split())
    if heading is not None or len(named) < LEAST_HEADING:
        return heading
    shown = (number for number, block in enumerate(tree.blocks) if not block.hidden and not block.linked)
    return next((number for number in shown if "".join(tree.blocks[number].text.split()) == named), None)


def is_about_text(tree: Tree, weights: Weights, number: int) -> bool:
    block = tree.blocks[number]
    return (
        block.hidden
        or weights.blocks[number] == META
        or (is_meta_line(block.text) and number not in weights.inside)
        or is_cut_anywhere(block.text)
        or (len(block.text) < LABEL and not block.linked)
        or (len(block.text) < MAX_FIELD and not block.linked and has_label(block.text))
    )


def is_of_frame(tree: Tree, branch: Element) -> bool:
    """Whether an element next to the article's head is the page's: by its tag, its name, or the owner's line in it."""
    if branch.tag in PAGE or (branch.tag == "footer" and holds_files_alone(tree, branch)):
        return False
    return (
        branch.tag in FRAME_TAGS
        or is_called_otherwise(branch)
        or any(is_owner(block.text) for block in tree.blocks[branch.first : branch.end])
    )


def holds_files_alone(tree: Tree, element: Element) -> bool:
    """Whether an element has links, all of them to files, and no word of whose the page is: the foot of an article."""
    if any(is_owner(block.text) for block in tree.blocks[element.first : element.end]):
        return False
    links = links_in(tree, element.first, element.end)
    return bool(links) and all(is_file(link.href, link.text) or NAMES_FILE.search(link.text) for link in links)


def stands_in_frame(tree: Tree, weights: Weights, element: Element) -> bool:
    """Whether an element below the head of an article without lines of its own is in a part of the page's frame."""
    if weights.own:
        return False
    lead, heading = last_lead(tree, weights), article_heading(tree)
    last = lead if lead is not None else heading
    if last is None or element.first <= last:
        return False
    return is_of_frame(tree, branch_away(element, tree.blocks[last].element))


def container_below_heading(tree: Tree, element: Element) -> Element | None:
    """Return the first known container that follows the heading which `<title>` repeats; None if it begins below
    `element`."""
    heading = page_heading(tree)
    if heading is None:
        return None
    below = (
        candidate
        for candidate in tree.elements
        if heading < candidate.first < min(candidate.end, heading + FEW_BLOCKS) and not candidate.hidden
    )
    named = next((candidate for candidate in below if known_container(candidate)), None)
    return named if named is not None and named.end <= element.first else None


def family(element: Element) -> set[Element]:
    """Return the element and all below it."""
    found, waiting = {element}, list(element.children)
    while waiting:
        inner = waiting.pop()
        found.add(inner)
        waiting.extend(inner.children)
    return found


def last_lead(tree: Tree, weights: Weights) -> int | None:
    """Return the last of the few lines with a date that stand together above a body."""
    dated = dated_leads(tree, weights.blocks)
    if not 1 <= len(dated) <= MAX_LEADS:
        return None
    things = places_of_things(tree)
    last = dated[0]
    while last + 1 < len(tree.blocks) and weights.blocks[last + 1] == META and last + 1 not in things:
        last += 1
    return last
