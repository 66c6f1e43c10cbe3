"""Text that a page hides until a script uncovers it, and that belongs to its body nevertheless.

A whole body is hidden until it is loaded, the rest of one until somebody asks for it: 展开全文, tabs 第1页 第2页, or
the panels of a guide.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pipelines.extract.body.companions import MENTIONS, is_of_the_document, panels_below, row_of_tabs
from pipelines.extract.body.streams import page_heading
from pipelines.extract.body.weights import block_weight
from pipelines.extract.markup.names import is_called_otherwise, known_container
from pipelines.extract.markup.once import once
from pipelines.extract.markup.tokens import is_hidden
from pipelines.extract.markup.tree import HEADINGS, Block, Element, Link, Tree, branch_of, links_in, take_out
from pipelines.extract.parsing.shown_lines import is_below_lines, waiting_container
from pipelines.extract.parsing.unfolding_buttons import MAX_BUTTON, UNFOLDING, UNFOLDS
from pipelines.extract.words.line_patterns import is_cut_anywhere, is_owner, is_row_of_pages, is_tail_start

__all__ = ["reveal"]

LITTLE = 15.0  # weight: less prose is no body
OPENING = 30.0  # weight: less prose below a heading is no body
MAX = 1.0  # times what is shown
MAX_ROWS = 8  # of tabs that are looked at
NEXT_TO = 2  # blocks from the rest of a text to its button
MAX_LABEL = 60  # characters of a line that unfolds the text below it
NO_PANELS = frozenset(("tr", "th", "td", *HEADINGS))
ASKS = ("？", "?")  # at the end of a line
FIGURE = re.compile(r"\d+")
MUCH_LINKED = 0.25  # of the characters
CUT = "….。 "  # at the end of a paragraph that is said in part


def reveal(tree: Tree, hidden: Sequence[Element]) -> None:
    """Unhide, in place, the hidden stretch that is the body, if there is one, and the rest of a body that is shown.

    `hidden` are the outermost elements that are hidden, in page order.
    """
    head_named_texts(tree)
    waiting = waiting_container(tree, hidden)
    if waiting is not None:
        uncover(tree, waiting)
    roots = [element for element in hidden if element.end > element.first and element.hidden]
    if not roots:
        return
    footer = once(partial(first_of_footer, tree))  # asked for on few pages, there once
    stretches = folded(tree, roots, footer)
    for stretch in stretches:
        for root in stretch:
            uncover(tree, root)
    for panel in annexes_behind_tabs(tree, footer):
        uncover(tree, panel)
    uncover_best(tree, [root for root in roots if root.hidden], footer)
    for panel in other_panels(tree, roots, footer):
        uncover(tree, panel)
    take_out(tree, {at for stretch in stretches for at in buttons_of(tree, stretch)})


def uncover_best(tree: Tree, roots: list[Element], footer: Callable[[], int]) -> None:
    """Unhide, in place, the hidden element with most prose, if that is the body."""
    best, most = None, LITTLE
    for root in roots:
        weight = prose(tree, root.first, root.end)
        if weight >= most and root.first < footer() and may_hold_body(root):
            best, most = root, weight
    if best is None:
        return
    shown = [block for block in tree.blocks if not block.hidden and block_weight(block) > 0]
    if repeats(tree, best, shown):
        return
    says_most = most > MAX * sum(map(block_weight, shown))
    container = container_in(best)
    if container is not None and shows_no_container(tree, best):
        if says_most or not links_next_to_text(tree, best, container):
            uncover(tree, best)
        return
    if says_most and (continues(best, shown) or (opens_below_heading(tree, best) and not is_below_lines(tree, best))):
        uncover(tree, best)


def repeats(tree: Tree, root: Element, shown: list[Block]) -> bool:
    """Whether a hidden element says no more than what is shown: what a page says again for browsers without scripts, or
    its first lines for search engines."""
    said = "\n".join([block.text for block in shown])
    more = (block for block in tree.blocks[root.first : root.end] if block.text.rstrip(CUT) not in said)
    return sum(max(0.0, block_weight(block)) for block in more) < LITTLE


def links_next_to_text(tree: Tree, root: Element, container: Element) -> bool:
    """Whether much of a hidden element is links, and its container shows a text: an unseen advertisement."""
    blocks = tree.blocks[root.first : root.end]
    if sum(block.linked for block in blocks) < MUCH_LINKED * sum(len(block.text) for block in blocks):
        return False
    blocks = tree.blocks[container.first : container.end]
    return sum(max(0.0, block_weight(block)) for block in blocks if not block.hidden) >= LITTLE


def folded(tree: Tree, roots: list[Element], footer: Callable[[], int]) -> list[list[Element]]:
    """Return the hidden stretches that are the rest of a text: they hold other prose than is shown, stand right next to
    shown prose, and next to them a button unfolds them or a row names the pages of the text."""
    stretches: list[list[Element]] = []
    for root in roots:
        last = stretches[-1][-1] if stretches else None
        if last is not None and last.end == root.first and last.parent is root.parent:
            stretches[-1].append(root)
        else:
            stretches.append([root])
    shown = once(partial(shown_texts, tree))
    found = [one for one in stretches if is_folded(tree, one, shown) and one[0].first < footer()]
    heading = (page_heading(tree) or 0) if found else 0
    return [one for one in found if heading < one[0].first]


def annexes_behind_tabs(tree: Tree, footer: Callable[[], int]) -> Iterator[Element]:
    """Yield the hidden texts behind a tab that is called an annex or rules (附件, 实施细则), next to a shown one."""
    done = rows = 0
    short = [number for number, block in enumerate(tree.blocks) if len(block.text) <= MAX_BUTTON]
    for number in short:
        block = tree.blocks[number]
        if number < done or block.hidden or not is_of_the_document(block.text):
            continue
        row = row_of_tabs(tree, number)
        if row is None or not row.apart:
            continue
        done, rows = row.end, rows + 1
        if rows > MAX_ROWS or row.first >= footer():
            return
        panels = panels_below(row)
        shown = (panel for panel in panels if not panel.hidden)
        if any(prose(tree, panel.first, panel.end) >= LITTLE for panel in shown):
            named = [one for one, label in zip(panels, row.labels, strict=False) if is_of_the_document(label)]
            yield from (panel for panel in named if panel.hidden and may_hold_body(panel))


def other_panels(tree: Tree, roots: list[Element], footer: Callable[[], int]) -> Iterator[Element]:
    """Yield the panels, hidden still, of a row of tabs or of labels that unfold, one of which is shown below the
    heading: parts of one text, unless a label speaks of another. `roots`: all that the page hides."""
    heading: int | None = None
    said: frozenset[str] | None = None
    seen: set[Element] = set()
    folded_up = set(roots)
    for root in roots:
        if root in seen or not root.hidden or root.tag in NO_PANELS:
            continue
        panels = of_one_kind(root, folded_up)
        seen.update(panels)
        if len(panels) < 2 or not all(map(may_hold_body, panels)):
            continue
        labels = labels_of(tree, panels)
        if not labels or any(map(is_of_other_text, labels)):
            continue
        if root.tag == "p" and not all(asks_or_unfolds(tree, panel.first - 1) for panel in panels):
            continue  # one that nobody is to see
        if folded_up.issuperset(panels) and not are_unfolded(tree, panels):
            continue
        heading = (page_heading(tree) or 0) if heading is None else heading
        said = shown_texts(tree) if said is None else said
        if heading < panels[0].first < footer():
            for panel in panels:
                if panel.hidden and says_more(tree, panel, said):
                    yield panel
            if len(set(labels)) > 1:  # else each is a button
                head_texts(tree, panels)


def is_of_other_text(label: str) -> bool:
    """Whether a label speaks of another text, or is a button of the page: 解读, 相关新闻, 分享."""
    return MENTIONS.search(label) is not None or is_tail_start(label, linked=True) or is_cut_anywhere(label)


def asks_or_unfolds(tree: Tree, number: int) -> bool:
    """Whether a line ends as a question, or is a button or a link that leads to no other page."""
    block = tree.blocks[number]
    return block.text.endswith(ASKS) or (
        UNFOLDING in block.element.attributes or (block.linked > 0 and leads_nowhere(tree, number))
    )


def are_unfolded(tree: Tree, panels: list[Element]) -> bool:
    """Whether panels that are all hidden say something, or answer, each below a line of its own that leads to no other
    page."""
    above = [panel.first - 1 for panel in panels]
    return (
        all(label_above(tree, panel) is not None for panel in panels)
        and all(leads_nowhere(tree, number) for number in above)
        and (
            sum(prose(tree, panel.first, panel.end) for panel in panels) >= LITTLE
            or all(tree.blocks[number].text.endswith(ASKS) for number in above)
        )
    )


def head_texts(tree: Tree, panels: list[Element]) -> None:
    """Make text, in place, of the links right above panels that do nothing but unfold them."""
    for panel in panels:
        if not panel.hidden and label_above(tree, panel) is not None and leads_nowhere(tree, panel.first - 1):
            tree.blocks[panel.first - 1].linked = 0


def of_one_kind(panel: Element, folded_up: set[Element]) -> list[Element]:
    """Return the elements like it next to it; or, where it is the only one in its parent, in parents like its own."""
    around = panel.parent
    siblings = [one for one in around.children if is_like(one, panel)] if around is not None else []
    by_turns = siblings[1::2]  # below lines that are no other elements than they are
    if panel.tag == "p":
        siblings = [one for one in siblings if one in folded_up]
    elif len(siblings) % 2 == 0 and panel in by_turns and folded_up.isdisjoint(siblings[::2]):
        siblings = by_turns
    if len(siblings) > 1 or around is None or around.parent is None:
        return siblings
    items = [item for item in around.parent.children if is_like(item, around)]
    inner = [[one for one in item.children if is_like(one, panel)] for item in items]
    return [found[0] for found in inner if len(found) == 1] if all(len(found) == 1 for found in inner) else siblings


def is_like(one: Element, other: Element) -> bool:
    """One tag, and a name in common, but for numbers and what says which is shown; or neither has a name."""
    if one.tag != other.tag or one.end == one.first:
        return False
    names, others = (set(FIGURE.sub("", element.identity).split()) for element in (one, other))
    return names == others or bool(names & others)


def head_named_texts(tree: Tree) -> None:
    """Make text, in place, of several links each of which names the element right below it, shown or hidden."""
    above = [link for link in tree.links if '"#' in link.attributes and '"#"' not in link.attributes]
    numbers = [link.block for link in above if is_named_by(tree, link)] if len(above) > 1 else []
    if len(numbers) > 1:
        for number in numbers:
            tree.blocks[number].linked = 0


def is_named_by(tree: Tree, link: Link) -> bool:
    """Whether the link leads to the element right below its line."""
    below = link.block + 1
    if below >= len(tree.blocks):
        return False
    element: Element | None = tree.blocks[below].element
    while element is not None and element.first == below:
        if (name := element.attribute("id")) and f'"#{name}"' in link.attributes:
            return True
        element = element.parent
    return False


def labels_of(tree: Tree, panels: list[Element]) -> list[str]:
    """Return the labels of panels: a line of one kind right above each, or a row of tabs above the first; none where
    they have no labels."""
    above = [found for panel in panels if (found := label_above(tree, panel)) is not None]
    if len(above) == len(panels):
        one_kind = all(is_like(one, above[0]) for one in above)
        return [tree.blocks[panel.first - 1].text for panel in panels] if one_kind else []
    row = row_of_tabs(tree, panels[0].first - 1) if panels[0].first > 0 else None
    return row.labels if row is not None and row.apart and panels_below(row) == panels else []


def label_above(tree: Tree, panel: Element) -> Element | None:
    """Return the element right above a panel, next to it, that holds one shown line and nothing else; or the element
    around both, where the line has none of its own."""
    block = tree.blocks[panel.first - 1] if panel.first > 0 else None
    if block is None or block.hidden or len(block.text) > MAX_LABEL or panel.parent is None:
        return None
    element = branch_of(block.element, panel.parent)
    is_alone = element.parent is panel.parent and element.end == element.first + 1
    return element if is_alone or element is panel.parent else None


def says_more(tree: Tree, panel: Element, said: frozenset[str]) -> bool:
    """Whether it says what is shown nowhere else, and is no list of links."""
    blocks = tree.blocks[panel.first : panel.end]
    if sum(block.linked for block in blocks) > sum(len(block.text) for block in blocks) / 2:
        return False
    return not any(block.text in said and block_weight(block) >= LITTLE for block in blocks)


def shown_texts(tree: Tree) -> frozenset[str]:
    return frozenset(block.text for block in tree.blocks if not block.hidden)


def is_folded(tree: Tree, roots: list[Element], shown_before: Callable[[], frozenset[str]]) -> bool:
    first, end, outer = roots[0].first, roots[-1].end, roots[0].parent
    if outer is None or not all(map(may_hold_body, roots)):
        return False
    above = [at for at in range(max(outer.first, first - NEXT_TO), first) if not tree.blocks[at].hidden]
    opening = next((at for at in reversed(above) if block_weight(tree.blocks[at]) >= LITTLE), None)
    if opening is None or prose(tree, first, end) < LITTLE:
        return False
    shown = branch_of(tree.blocks[opening].element, outer)
    around = [*above, *range(end, min(len(tree.blocks), end + NEXT_TO))]
    if not any(is_button(tree, at) for at in around):
        like = (shown.tag, shown.identity) == (roots[0].tag, roots[0].identity)
        edges = [at for at in (shown.first - 2, shown.first - 1, end, end + 1) if 0 <= at < len(tree.blocks)]
        if not like or not any(is_row_of_pages(tree.blocks[at].text) for at in edges if not tree.blocks[at].hidden):
            return False
    said = shown_before()
    return not any(block.text in said and block_weight(block) >= LITTLE for block in tree.blocks[first:end])


def is_button(tree: Tree, number: int) -> bool:
    """A few words that unfold a text; with an address of its own it leads away."""
    block = tree.blocks[number]
    if block.hidden or len(block.text) > MAX_BUTTON or UNFOLDS.search(block.text) is None:
        return False
    return leads_nowhere(tree, number)


def leads_nowhere(tree: Tree, number: int) -> bool:
    """Whether a block has no links but those that do something on the page."""
    return not tree.blocks[number].linked or all(
        not link.href or link.href.lower().startswith(("#", "javascript:"))
        for link in links_in(tree, number, number + 1)
    )


def buttons_of(tree: Tree, stretch: list[Element]) -> list[int]:
    """Return the buttons right above and right below the rest of a text that is shown now: they have done their part,
    and would stand in its way."""
    around = (stretch[0].first - 1, stretch[-1].end)
    return [at for at in around if 0 <= at < len(tree.blocks) and is_button(tree, at)]


def continues(root: Element, shown: list[Block]) -> bool:
    """What is shown stands right next to it, in the same element: the opening of a text that unfolds."""
    return any(block.element.parent is root.parent and block_weight(block) >= LITTLE for block in shown)


def opens_below_heading(tree: Tree, root: Element) -> bool:
    """No prose that is shown stands between the page's heading, if it has one, and the root, which is below it."""
    heading = page_heading(tree)
    if heading is None:
        return True
    between = (block for block in tree.blocks[heading : root.first] if not block.hidden)
    return heading < root.end and sum(max(0.0, block_weight(block)) for block in between) < OPENING


def prose(tree: Tree, first: int, end: int) -> float:
    return sum(max(0.0, block_weight(block)) for block in tree.blocks[first:end])


def first_of_footer(tree: Tree) -> int:
    """Return where the page's own frame begins: what is hidden below the line of its owner is a dialog."""
    shown = (number for number, block in enumerate(tree.blocks) if not block.hidden and is_owner(block.text))
    return next(shown, len(tree.blocks))


def may_hold_body(root: Element) -> bool:
    return root.tag not in ("form", "nav", "footer", "dialog") and not is_called_otherwise(root)


def container_in(root: Element) -> Element | None:
    """Return a container known to hold bodies: the element, one around it, or one inside it."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if known_container(element):
            return element
        waiting.extend(element.children)
    return next((above for above in root.ancestors() if known_container(above)), None)


def shows_no_container(tree: Tree, root: Element) -> bool:
    """No container that is shown holds prose, except one around the root."""
    around = set(root.ancestors())
    shown = (e for e in tree.elements if not e.hidden and e not in around and known_container(e))
    return not any(
        sum(max(0.0, block_weight(b)) for b in tree.blocks[e.first : e.end] if not b.hidden) >= LITTLE for e in shown
    )


def uncover(tree: Tree, root: Element) -> None:
    """Show an element and what is in it, except what hides itself there."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element is root or not is_hidden(element.attributes):
            element.hidden = False
            waiting.extend(element.children)
    for block in tree.blocks[root.first : root.end]:
        block.hidden = block.element.hidden
