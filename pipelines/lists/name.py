"""What a list calls itself: the last name of its breadcrumb, else its title before the site's name.

The breadcrumb is read as that of an article is; pipelines/extract knows how sites write it.
"""

from pipelines.extract.breadcrumb import columns
from pipelines.extract.parsing import parse
from pipelines.extract.title import SITE, SUFFIX

__all__ = ["column_name", "name_in_title"]

LONGEST = 24  # characters: no column has a longer name


def column_name(text: str, first_title: str) -> str:
    """Of a page for people; `first_title` is its first article, above which the breadcrumb stands. Raises Rejected."""
    tree = parse(text)
    first = next((i for i, block in enumerate(tree.blocks) if first_title and first_title[:12] in block.text), None)
    names = columns(tree, len(tree.blocks) // 2 if first is None else first, "", tree.metas.get("sitename"))
    return names[-1] if names else name_in_title(tree.title)


def name_in_title(title: str) -> str:
    """通知公告_某某区人民政府 -> 通知公告; empty when the title is the site's name alone."""
    names = [name.strip() for name in SUFFIX.split(title)]
    return next((name for name in names if name and len(name) <= LONGEST and not SITE.search(name)), "")
