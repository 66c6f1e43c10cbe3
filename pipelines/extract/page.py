"""The whole reading of one page: bytes -> text -> tree -> body -> paragraphs and what the page says about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.china_time import CHINA
from pipelines.extract.body.find import Body, find, is_table_alone, with_whole_tables
from pipelines.extract.body.letters import asks_something, lines_of_answer, title_of_letter, without_earlier_days
from pipelines.extract.body.short_body import held_files, held_pictures
from pipelines.extract.body.weights import weigh
from pipelines.extract.confidence import UNSURE, confidence
from pipelines.extract.fields.directory_table import of_table
from pipelines.extract.fields.foot_fields import foot_of, with_foot
from pipelines.extract.fields.issuers import issuer, named_below
from pipelines.extract.fields.lines_near import lines_near
from pipelines.extract.fields.linked_buttons import without_buttons
from pipelines.extract.fields.links import attachments, next_page, resolve
from pipelines.extract.fields.numbers import document_number, index_number
from pipelines.extract.fields.published import (
    below_heading,
    published,
    released,
    scripted,
    up_to_prose,
    without_days_of_text,
)
from pipelines.extract.fields.xml_fields import xml_fields
from pipelines.extract.heading import breadcrumb
from pipelines.extract.heading import title as headline
from pipelines.extract.heading.named_titles import Label, title_label
from pipelines.extract.heading.subtitles import lines_below_title
from pipelines.extract.lines.day_lines import is_numbered_day
from pipelines.extract.lines.labels import labelled
from pipelines.extract.lines.named_days import named_days
from pipelines.extract.markup.names import known_container
from pipelines.extract.markup.tree import Block, Stretch, Tree
from pipelines.extract.markup.wrapped import frames_of, of_json, of_state
from pipelines.extract.paragraphs import shape
from pipelines.extract.parsing.parse import parse
from pipelines.extract.rejections.cut_short import may_be_cut
from pipelines.extract.rejections.reasons import no_body, reject_by_bytes, reject_by_text
from pipelines.extract.second_opinion import ask_trafilatura, extent, mostly_text
from pipelines.extract.trim.boxes import LITTLE
from pipelines.extract.trim.directories import directories
from pipelines.extract.trim.text_fields import sources_of_text
from pipelines.extract.trim.verdicts import KEPT, Verdict, judge_blocks
from pipelines.extract.words.dates import first_moment
from pipelines.extract.words.line_patterns import is_meta_line
from pipelines.models import Document, Page, Rejected, Rejection, Source
from pipelines.text.charset import decode
from pipelines.text.misread import MISREAD, is_misread, is_of_question_marks

__all__ = ["MAY_BE_CUT", "Reading", "document_of", "read"]

IMAGES_ONLY = 60  # characters: a body of pictures has at most a caption and a signature
FILES_ONLY = 30  # characters next to the files: a line about them and a signature, but no sentence
MUCH_MORE = 4  # times our own text: a second opinion that differs by less is no better (docs/extraction.md)
OPENING = 14  # blocks of the body among which they may stand
AFTER_BODY = 12  # blocks below the body among which 来源 and date may still stand
MAX_TITLE = 500  # characters; the longest real title that was looked at has some 120
LATEST_UNKNOWN = datetime(2099, 12, 31)
DRAWN_LATER = (Rejection.NO_BODY, Rejection.NAVIGATION, Rejection.SITE_NOTICE)  # until a script has drawn the page
MAY_BE_CUT = "may be cut short"
IN_IMAGES = "text in images"
IN_FILES = "text in attachments"


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
    html = of_json(html) or html
    try:
        return reading_from(html, page, source, encoding, spread=spread)
    except Rejected as rejected:
        drawn = of_state(html) if rejected.reason in DRAWN_LATER else None
        if drawn is None:
            raise
    return reading_from(drawn, page, source, encoding, spread=spread)


def reading_from(html: str, page: Page, source: Source, encoding: str, *, spread: bool) -> Reading:
    """Read a page decoded as `html`. Raises Rejected."""
    tree = parse(html, source.content, source.drop)
    try:
        return reading_of(tree, page, html, encoding, spread=spread)
    except BaseException:
        tree.release()
        raise


def document_of(page: Page, source: Source, *, spread: bool = True) -> Document:
    """Read one page for its document alone; see `read` for what it raises."""
    reading = read(page, source, spread=spread)
    reading.tree.release()
    return reading.document


def reading_of(tree: Tree, page: Page, html: str, encoding: str, *, spread: bool) -> Reading:
    """Find the body in the page's tree, and what the page says of it. Raises Rejected."""
    tree.metas = xml_fields(html) | scripted(html, tree.code, tree.metas) | tree.metas
    body = find(tree)
    article = body is not None and shows_article(tree, body)
    sure = confidence(tree, body, article) if body else 0.0
    reader = "own"
    if sure < UNSURE and not article and mostly_text(tree) and not (body and is_table_alone(tree, body)):
        second = ask_trafilatura(html, tree, body.weights if body else weigh(tree))
        if second is not None and extent(tree, second) > MUCH_MORE * extent(tree, body):
            body, reader = second, "trafilatura"
    if body is None or not tree.chosen:
        reject_by_text(tree, body, html, article)
    if body is None:
        raise no_body(tree, frames_of(html))
    if not tree.chosen:
        body = with_whole_tables(body, tree)
    verdicts, title, fields = judged(tree, body, page)
    kept = [verdict.number for verdict in verdicts if verdict.why == KEPT]
    stretch = Stretch(body.first, body.end)
    files = held_files(tree, stretch)
    pictures = held_pictures(tree, stretch, files)
    if not kept and not pictures and not files:
        raise no_body(tree, frames_of(html))
    start = kept[0] if kept else body.first
    opened = lines_below_title(tree, start, title) if kept and not body.whole else []
    base = (resolve(page.url, tree.base) if tree.base else None) or page.url
    above = lines_near(tree, body.weights.blocks, start, "" if body.whole else title)
    near = [tree.blocks[i] for i in above]
    if kept and near and not below_heading(near, title) and is_numbered_day(tree.blocks[start].text):
        near.append(tree.blocks[start])  # right below the heading; it stays in the text
    head = list(up_to_prose(below_heading(near, title)))
    answer: list[Block] = []
    if body.whole:
        near = without_earlier_days(near, fields.get("answered", []))
        answer = lines_of_answer(tree, body.first, body.end)
    else:
        opening = [tree.blocks[number] for number in kept if number < body.first + OPENING]
        fields = without_days_of_text(fields, opening)
    times = {tree.blocks[i]: tree.times[i] for i in above if i in tree.times}
    moment, dated_by = published(fields, tree.metas, near, page.url, latest(page), title, times)
    texts = [tree.blocks[number].text for number in kept]
    if moment is None and (moment := released(texts)):
        dated_by = "day at the foot of a release"
    own = (tree.blocks[number].text for number in kept if not tree.blocks[number].linked)
    in_images = bool(pictures) and not files and sum(map(len, texts)) < IMAGES_ONLY
    flags = {
        IN_IMAGES: in_images,
        IN_FILES: bool(files) and sum(map(len, own)) < FILES_ONLY,
        MAY_BE_CUT: may_be_cut(page, html),
        MISREAD: came_misread(tree, [title, *texts]),
    }
    site_name, table = tree.metas.get("sitename"), of_table(fields)
    document = Document(
        url=page.url,
        title=title,
        paragraphs=shape(tree, body, [*opened, *kept], spread),
        published=moment.day if moment else None,
        published_at=moment.at if moment else None,
        issuer=issuer(fields, tree.metas, table["office"]) or named_below([*head, *answer]),
        site_name=site_name,
        columns=breadcrumb.columns(tree, start, title, site_name),
        document_number=document_number(fields, title, texts[:8], [block.text for block in head], letter=body.whole),
        index_number=index_number(fields),
        **table,
        attachments=attachments(tree, body, base, pictures if in_images else ()),
        next_page=next_page(tree, body, base, page.url),
        encoding=encoding,
        reader=reader,
        confidence=min(sure, UNSURE) if flags[IN_IMAGES] or flags[IN_FILES] else sure,
        flags=tuple(flag for flag, holds in flags.items() if holds),
    )
    evidence = (f"decoded as {encoding}", *body.evidence, f"date: {dated_by}")
    return Reading(document, tree, body, (*(Verdict(number, KEPT) for number in opened), *verdicts), evidence)


def came_misread(tree: Tree, said: Sequence[str]) -> bool:
    """Whether text of the page stands in a wrong reading, or characters of what is `said`, title first, are lost."""
    # not in scripts and attributes, which may be as they like
    whole = f"{said[0]}<{tree.said}"
    lost = "\ufffd" in whole and any("\ufffd" in text for text in said)
    return lost or ("???" in whole and is_of_question_marks(said)) or is_misread(tree.said)


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


def judged(tree: Tree, body: Body, page: Page) -> tuple[list[Verdict], str, dict[str, list[str]]]:
    """Title, fields and block verdicts need one another: the fields first, from what is above and below the body."""
    above = range(max(0, body.first - 60), min(body.end, body.first + (60 if body.whole else OPENING)))
    tables = directories(tree, body)
    around = [*above, *range(body.end, min(len(tree.blocks), body.end + AFTER_BODY))]
    if tables.apart:
        around = [number for number in around if number not in tables.apart]
    fields = tables.by_column | fields_of(tree, around)
    if "source" in fields and (own := sources_of_text(tree, body, body.first + OPENING)):
        fields["source"] = fields_of(tree, [number for number in around if number not in own]).get("source", [])
    if "source" in fields and "account" in tree.metas:  # a text's own 来源 counts at its head alone
        prose = (number for number in range(body.first, body.end) if body.weights.plain[number] >= LITTLE)
        fields["source"] = fields_of(tree, list(range(above.start, next(prose, 0)))).get("source", [])
    if "asked" in fields and not body.whole and not asks_something(tree):  # until when papers may be handed in
        fields["not_published"] = fields.get("not_published", []) + fields.pop("asked")
    if body.whole and "answered" not in fields:
        fields["answered"] = [block.text for block in lines_of_answer(tree, body.first, body.end)][::-1]
    foot = foot_of(tree, body)
    fields, is_of_page = with_foot(fields, tree, foot)
    names = (tree.metas.get("sitename", ""), tree.metas.get("columnname", ""))
    shown = [tree.blocks[number] for number in above if not tree.blocks[number].hidden]
    opening = next(iter(tree.blocks[body.first : body.first + 1]), None)  # none where a file stands below all text
    label = title_label(fields, shown, opening, sure=body.whole)
    if body.whole and (named := title_of_letter(tree, body.first, body.end)):
        label = Label(named, sure=True)
    title = headline.title_of(tree, body.first, body.end, label, names, body.weights.inside, letter=body.whole)[
        :MAX_TITLE
    ]
    of_page = tables.of_page.union(range(foot.start, min(foot.stop, body.end)) if is_of_page else ())
    return judge_blocks(tree, body, title, of_page), title, fields


def fields_of(tree: Tree, numbers: list[int]) -> dict[str, list[str]]:
    """Return what these blocks say about the bulletin. Names of columns are no fields of it; and a 名称 among the
    fields of a table that is content names what the table is about."""
    headed = {number for table in tree.tables if table.heads for number in range(table.first, table.end)}
    inside = {number for table in tree.tables if table.is_content for number in range(table.first, table.end)} - headed
    visible = [(n, tree.blocks[n]) for n in numbers if n not in headed and not tree.blocks[n].hidden]
    fields = labelled(block for _, block in visible)
    without_buttons(fields, tree, visible)
    for _, block in visible if "written" not in fields else ():
        named = named_days(block.text)
        is_about = named.whole or (named.every and named.of("published"))
        if is_about and (days := named.of("written")):
            fields["written"] = days
            if "成文" in block.text and (others := named.of("published")):  # no law says so of itself
                fields.setdefault("published", others)
            break
    if "title" in fields and any(number in inside for number, _ in visible):
        titles = labelled(block for number, block in visible if number not in inside).get("title", [])
        fields = {name: values for name, values in fields.items() if name != "title"} | (
            {"title": titles} if titles else {}
        )
    return fields


def latest(page: Page) -> datetime:
    """No bulletin was published after it was fetched, but for tomorrow's paper; a file saved long ago may carry no true
    time of fetching."""
    return page.fetched_at.astimezone(CHINA) + timedelta(days=1) if page.fetched_at.year > 2000 else LATEST_UNKNOWN
