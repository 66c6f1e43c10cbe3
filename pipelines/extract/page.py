"""The whole reading of one page: bytes -> text -> tree -> body -> paragraphs and what the page tells about them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.extract import breadcrumb
from pipelines.extract import title as headline
from pipelines.extract.body import Body, find, with_whole_tables
from pipelines.extract.confidence import UNSURE, confidence
from pipelines.extract.dates import first_moment
from pipelines.extract.directory import office, subject, validity, written
from pipelines.extract.ending import MAY_BE_CUT, may_be_cut
from pipelines.extract.fallback import ask_trafilatura
from pipelines.extract.fields import published
from pipelines.extract.labels import labelled
from pipelines.extract.line_patterns import is_meta_line
from pipelines.extract.links import attachments, next_page, resolve
from pipelines.extract.names import known_container
from pipelines.extract.numbers import document_number, index_number
from pipelines.extract.paragraphs import shape
from pipelines.extract.parsing import parse
from pipelines.extract.rejections import no_body, reject_by_bytes, reject_by_text
from pipelines.extract.tree import Tree
from pipelines.extract.trim import KEPT, Verdict, judge_blocks
from pipelines.extract.weights import weigh
from pipelines.models import Document, Page, Source
from pipelines.text.charset import decode

__all__ = ["Reading", "read"]

IMAGES_ONLY = 60  # characters: a body of pictures has at most a caption and a signature
MUCH_MORE = 4  # times our own text: a second opinion that differs by less is no better (docs/extraction.md)
SENTENCE_LENGTH = 25  # characters
LITTLE_TEXT = 200  # characters
AFTER_BODY = 12  # blocks below the body among which 来源 and date may still stand
MAX_TITLE = 500  # characters; the longest real title that was looked at has some 120
LATEST_UNKNOWN = datetime(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and how it came about; the tree is shared with whoever explains it."""

    document: Document
    tree: Tree
    body: Body
    verdicts: tuple[Verdict, ...]
    evidence: tuple[str, ...]


def read(page: Page, source: Source, *, spread: bool = True) -> Reading:
    """Read one page. `spread`: cells of a table that span others are repeated there, else each is given once.

    Raises Rejected; see pipelines.extract.extract.
    """
    reject_by_bytes(page)
    html, encoding = decode(page.body, page.header("content-type"), source.encoding)
    tree = parse(html, source.content, source.drop)
    body = find(tree)
    article = body is not None and shows_article(tree, body)
    sure = confidence(tree, body, article) if body else 0.0
    reader = "own"
    if sure < UNSURE and not article and mostly_text(tree):
        second = ask_trafilatura(html, tree, body.weights if body else weigh(tree))
        if second is not None and extent(tree, second) > MUCH_MORE * extent(tree, body):
            body, reader = second, "trafilatura"
    if body is None or not tree.chosen:
        reject_by_text(tree, body, html, article)
    if body is None:
        raise no_body(tree)
    if not tree.chosen:
        body = with_whole_tables(body, tree)
    verdicts, title, fields = settle(tree, body, page)
    kept = [verdict.number for verdict in verdicts if verdict.why == KEPT]
    pictures = sum(body.first <= number <= body.end for number, _ in tree.images)
    if not kept and not pictures:
        raise no_body(tree)
    start = kept[0] if kept else body.first
    base = (resolve(page.url, tree.base) if tree.base else None) or page.url
    near = [tree.blocks[i] for i in range(max(0, start - 10), start)]
    moment, dated_by = published(fields, tree.metas, near, page.url, latest(page))
    text_length = sum(len(tree.blocks[number].text) for number in kept)
    site_name = tree.metas.get("sitename")
    document = Document(
        url=page.url,
        title=title,
        paragraphs=shape(tree, body, kept, spread),
        published=moment.day if moment else None,
        published_at=moment.at if moment else None,
        issuer=first(fields.get("source")) or tree.metas.get("contentsource") or first(fields.get("office")),
        site_name=site_name,
        columns=breadcrumb.columns(tree, start, title, site_name),
        document_number=document_number(fields, title, [tree.blocks[number].text for number in kept[:8]]),
        index_number=index_number(fields),
        office=office(fields),
        subject=subject(fields),
        written=written(fields),
        validity=validity(fields),
        attachments=attachments(tree, body, base),
        next_page=next_page(tree, body, base, page.url, html),
        encoding=encoding,
        reader=reader,
        confidence=sure,
        flags=flags_of(page, html, in_images=bool(text_length < IMAGES_ONLY and pictures)),
    )
    evidence = (f"decoded as {encoding}", *body.evidence, f"date: {dated_by}")
    return Reading(document, tree, body, tuple(verdicts), evidence)


def flags_of(page: Page, html: str, *, in_images: bool) -> tuple[str, ...]:
    """What a reader should know of the document."""
    told = (("text in images", in_images), (MAY_BE_CUT, may_be_cut(page, html)))
    return tuple(flag for flag, holds in told if holds)


def mostly_text(tree: Tree) -> bool:
    """Enough running text for a second opinion to be worth its time; a list page has little besides links."""
    linked = sum(block.linked for block in tree.blocks)
    plain = sum(
        len(block.text)
        for block in tree.blocks
        if not block.hidden and len(block.text) > SENTENCE_LENGTH and block.linked < len(block.text) * 0.3
    )
    return plain > max(LITTLE_TEXT, linked * 0.3)


def extent(tree: Tree, body: Body | None) -> int:
    """Characters in the body that are no links."""
    return sum(len(b.text) - b.linked for b in tree.blocks[body.first : body.end] if not b.hidden) if body else 0


def shows_article(tree: Tree, body: Body) -> bool:
    if (
        "articletitle" in tree.metas
        or known_container(body.element)
        or headline.has_heading(tree, body.first, body.end)
    ):
        return True
    above = tree.blocks[max(0, body.first - 8) : body.first + 3]
    return any(
        is_meta_line(block.text) and first_moment(block.text) for block in above if block.linked < len(block.text) / 2
    )


def settle(tree: Tree, body: Body, page: Page) -> tuple[list[Verdict], str, dict[str, list[str]]]:
    """Title, fields and block verdicts need one another: the fields first, from what is above and below the body."""
    around = [
        *range(max(0, body.first - 60), min(body.end, body.first + 14)),
        *range(body.end, min(len(tree.blocks), body.end + AFTER_BODY)),
    ]
    fields = fields_of(tree, around)
    names = (tree.metas.get("sitename", ""), tree.metas.get("columnname", ""))
    title = headline.title_of(tree, body.first, body.end, first(fields.get("title")), names)[:MAX_TITLE]
    return judge_blocks(tree, body, title), title, fields


def fields_of(tree: Tree, numbers: list[int]) -> dict[str, list[str]]:
    """What these blocks say about the bulletin. Names of columns are no fields of it; and a 名称 among the fields of a
    table that is content names what the table is about."""
    headed = {number for table in tree.tables if table.heads for number in range(table.first, table.end)}
    inside = {number for table in tree.tables if table.is_content for number in range(table.first, table.end)} - headed
    blocks = [(number, tree.blocks[number]) for number in numbers if number not in headed]
    visible = [(number, block) for number, block in blocks if not block.hidden]
    fields = labelled(block for _, block in visible)
    if any(number in inside for number, _ in visible):
        titles = labelled(block for number, block in visible if number not in inside).get("title", [])
        fields = {name: values for name, values in fields.items() if name != "title"} | (
            {"title": titles} if titles else {}
        )
    return fields


def first(values: list[str] | None) -> str | None:
    return values[0] if values else None


def latest(page: Page) -> datetime:
    """No bulletin was published after it was fetched; a file saved long ago may carry no true time of fetching."""
    return page.fetched_at + timedelta(days=2) if page.fetched_at.year > 2000 else LATEST_UNKNOWN
