"""What the site is made of: responses, articles, and all of them by address."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sample_site import layouts
from sample_site.attachments import attachment
from sample_site.listings import Pages, Row
from sample_site.texts import Text

__all__ = ["Article", "Posted", "Response", "Site", "article"]

HTML = "text/html"


@dataclass(frozen=True)
class Response:
    """One answer of the server."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    location: str | None = None

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Posted:
    """What an address answers to POST: the page whose number, from 1, stands in a field of the form or the JSON."""

    field: str
    pages: tuple[Response, ...]


@dataclass(frozen=True)
class Article:
    """One article page, with the text that must be read out of it."""

    host: str
    path: str
    text: Text
    html: str
    encoding: str
    content_type: str = HTML
    bom: bool = False
    layout: str = ""

    @property
    def response(self) -> Response:
        mark = b"\xef\xbb\xbf" if self.bom else b""
        return Response(mark + self.html.encode(self.encoding), self.content_type)

    @property
    def row(self) -> Row:
        """The article as a list shows it."""
        text = self.text
        return Row(text.title, self.path, text.published, text.document_number or "", text.index_number or "")

    @property
    def files(self) -> list[tuple[str, str]]:
        """Name and address of each attachment."""
        return [(name, layouts.file_address(self.text, i)) for i, name in enumerate(self.text.attachments)]


@dataclass
class Site:
    """Everything that the server answers.

    `pages`: by (host, address) the answers to the first, second … request; the last one stays. `starts`: the list
    pages to begin at, by host. `rejected`, `redirected` (to where) and `forbidden` (by robots.txt): addresses of host
    "a" that a list leads to and that hold no bulletin of their own. `posted`: what answers to POST, by (host, address);
    `other_starts`: list pages of host "a" that lead to the same articles in other ways.
    """

    pages: Mapping[tuple[str, str], tuple[Response, ...]] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    rejected: dict[str, str] = field(default_factory=dict)
    redirected: dict[str, str] = field(default_factory=dict)
    forbidden: list[str] = field(default_factory=list)
    starts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    posted: dict[tuple[str, str], Posted] = field(default_factory=dict)
    other_starts: tuple[str, ...] = ()

    def add(self, host: str, path: str, *responses: Response) -> None:
        self.pages[host, path] = responses  # type: ignore[index]  # a made site is a dict; an enlarged one adds nothing

    def add_article(self, made: Article, *later: Response) -> None:
        self.articles.append(made)
        self.add(made.host, made.path, made.response, *later)
        for name, path in made.files:
            self.add(made.host, path, Response(*attachment(name)))

    def add_lists(self, host: str, pages: Pages) -> None:
        for path, (kind, reported) in pages.items():
            self.add(host, path, Response(reported.encode(), kind))


# How each template is served: (encoding, content type, BOM). Header, meta and bytes disagree as they do on real sites
SERVED: dict[str, tuple[str, str, bool]] = {
    "trs": ("utf-8", "text/html; charset=utf-8", False),
    "zoom": ("gb18030", "text/html", False),  # says gb2312, holds more
    "ucap": ("utf-8", "text/html", True),
    "v_news": ("utf-8", "text/html", False),  # no charset anywhere
    "nested_td": ("gb18030", "text/html; charset=ISO-8859-1", False),  # a server's default over gb2312
    "line_breaks": ("gb18030", "text/html; charset=utf-8", False),  # the header is wrong, the page says nothing
    "plain": ("utf-8", "text/html; charset=utf-8", False),
    "portal": ("utf-8", "text/html;charset=UTF-8", False),
    "two_copies": ("utf-8", "text/html; charset=UTF-8", False),
    "big5": ("big5", "text/html", False),
}


def article(host: str, path: str, text: Text, layout: Callable[[Text], str]) -> Article:
    if layout is layouts.zoom and text.document_number:
        text = replace(text, blocks=(("number", text.document_number), *text.blocks))
    encoding, content_type, bom = SERVED[layout.__name__]
    return Article(host, path, text, layout(text), encoding, content_type, bom, layout.__name__)
