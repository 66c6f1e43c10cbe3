"""What a body links to: files attached to it, and its own next page."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from pipelines.extract.body.find import Body
from pipelines.extract.fields.file_names import attachment_name, name_of_link
from pipelines.extract.fields.linked_files import MAY_LEAD, addresses_of
from pipelines.extract.fields.next_pages import AFTER_BODY, links_to_next
from pipelines.extract.markup.tree import Picture, Tree, links_in
from pipelines.models import Attachment

__all__ = ["attachments", "next_page", "resolve"]

CREATE_PAGE = re.compile(
    r"create(?:Page|PageHTML|PageHtml|pagehtml)\w*\s*\(\s*(\d{1,4})\s*,\s*(\d{1,4})\s*,\s*[\"']([^\"'\s]{1,100})[\"']\s*,\s*[\"'](\w{1,6})[\"']",
)


def resolve(base: str, href: str) -> str | None:
    """Absolute http(s) address without fragment, or None (javascript:, mailto:, an address of nothing)."""
    try:
        url = urlsplit(urljoin(base, href.replace("\\", "/").strip()))
    except ValueError:
        return None
    if url.scheme not in ("http", "https", "file") or (not url.netloc and url.scheme != "file"):
        return None
    return url._replace(fragment="").geturl()


def attachments(tree: Tree, body: Body, base: str, pictures: Sequence[Picture] = ()) -> tuple[Attachment, ...]:
    """Files linked inside the body or right after it, each address once, in page order; then the `pictures` that are
    all of its text."""
    found: dict[str, Attachment] = {}
    for link in links_in(tree, body.first, body.end + AFTER_BODY + 1):
        if MAY_LEAD.search(link.attributes.lower()) is None and "." not in link.text:
            continue
        for address in addresses_of(link, tree):
            url = resolve(base, address)
            if url is not None and url not in found:
                found[url] = Attachment(name_of_link(tree, link, url), url)
    for picture in pictures:
        url = resolve(base, picture.source) if picture.source else None
        if url is not None:
            found.setdefault(url, Attachment(attachment_name(picture.label, "", url), url))
    return tuple(found.values())


def next_page(tree: Tree, body: Body, base: str, url: str) -> str | None:
    """Return the next page of an article that a site spreads over several."""
    for link in links_to_next(tree, body):
        found = resolve(base, link.href) if link.href else None
        if found and found != url and same_article(found, url):
            return found
    if "createPage" not in tree.code and "createpagehtml" not in tree.code:
        return None
    for match in CREATE_PAGE.finditer(tree.code):
        total, current, name, ending = int(match[1]), int(match[2]), match[3], match[4]
        if current + 1 < total:
            return resolve(base, f"{name}_{current + 1}.{ending}")
    return None


def same_article(found: str, url: str) -> bool:
    """Pages of one article differ in a number at the end of the name, or in the query only."""
    here, there = urlsplit(url), urlsplit(found)
    if here.netloc != there.netloc:
        return False
    if here.path == there.path:
        return True
    folder, _, name = here.path.rpartition("/")
    next_folder, _, next_name = there.path.rpartition("/")
    stem = re.sub(r"[_-]?\d{0,3}\.\w+$", "", name)
    return folder == next_folder and bool(stem) and next_name.startswith(stem[: max(4, len(stem) - 2)])
