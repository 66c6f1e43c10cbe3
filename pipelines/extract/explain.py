"""Why a page was read as it was: the evidence that decided, and every block kept or cut with its reason.

This is how a maintainer repairs a source: the element's path of a wrong block is what goes into `content` or `drop`.
"""

import html
from dataclasses import dataclass

from pipelines.extract.body.weights import weigh
from pipelines.extract.markup.tree import Element
from pipelines.extract.page import Reading, read
from pipelines.extract.parsing.parse import parse
from pipelines.extract.rejections.reasons import reject_by_bytes
from pipelines.extract.trim.verdicts import KEPT
from pipelines.internal_errors import netted
from pipelines.models import FIELDS, Document, Page, Rejected, Rejection, Source
from pipelines.text.charset import decode

__all__ = ["BlockStory", "Explanation", "as_html", "as_text", "explain"]

OUTSIDE = "outside the body"
SHOWN = (*(field.name for field in FIELDS), "attachments", "next_page", "flags")
STYLE = """
body{font:15px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1b1f24}
body{margin:2em auto;max-width:70em;padding:0 1em}
table{border-collapse:collapse}
th{text-align:left;padding:.2em 1em .2em 0;vertical-align:top;color:#57606a;font-weight:500}
.block{padding:.25em .7em;margin:.2em 0;border-left:.35em solid}.kept{background:#e6f6e9;border-color:#2da44e}
.cut{background:#fdecea;border-color:#cf222e}.outside{background:#f6f8fa;border-color:#d0d7de;color:#6e7781}
small{color:#57606a;float:right;margin-left:1em}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}.kept{background:#12301b}.cut{background:#3b1316}
.outside{background:#161b22}}
"""


@dataclass(frozen=True, slots=True)
class BlockStory:
    """One block of the page; `why` is empty for a kept one. `weight` is its vote, in characters."""

    text: str
    kept: bool
    why: str
    path: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`document` is None when the page was rejected; then `reason` and `detail` say why."""

    url: str
    evidence: tuple[str, ...]
    blocks: tuple[BlockStory, ...]
    document: Document | None
    reason: Rejection | None = None
    detail: str = ""


def explain(page: Page, source: Source) -> Explanation:
    """Read the page as `extract` does and say what decided. Never raises: a rejection is part of the story."""
    found = netted(page.url, "reading", lambda: of_reading(page, read(page, source)))
    return of_rejection(page, source, found) if isinstance(found, Rejected) else found


def of_reading(page: Page, reading: Reading) -> Explanation:
    why = {verdict.number: verdict.why for verdict in reading.verdicts}
    weights = reading.body.weights.blocks
    blocks = tuple(
        BlockStory(
            block.text,
            why.get(number, OUTSIDE) == KEPT,
            why.get(number, OUTSIDE),
            path_of(block.element),
            weights[number],
        )
        for number, block in enumerate(reading.tree.blocks)
    )
    return Explanation(page.url, reading.evidence, blocks, reading.document)


def of_rejection(page: Page, source: Source, rejected: Rejected) -> Explanation:
    """Return the blocks of a rejected page too, as far as it can be parsed at all."""
    blocks: tuple[BlockStory, ...] = ()
    try:
        reject_by_bytes(page)
        tree = parse(decode(page.body, page.header("content-type"), source.encoding)[0])
        weights = weigh(tree).blocks
        blocks = tuple(
            BlockStory(b.text, False, OUTSIDE, path_of(b.element), w) for b, w in zip(tree.blocks, weights, strict=True)
        )
    except Exception:  # the same cause that rejected it
        blocks = ()
    return Explanation(page.url, (f"rejected: {rejected}",), blocks, None, rejected.reason, rejected.detail)


def path_of(element: Element) -> str:
    """Its nearest named ancestors, written as a selector."""
    named = [step.path for step in (element, *element.ancestors()) if "." in step.path or "#" in step.path]
    inner = element.path
    return " ".join(reversed([inner, *[step for step in named if step != inner][:2]]))


def as_text(explanation: Explanation) -> str:
    """For a terminal: evidence, fields, then a line for each block: + kept, - cut, blank outside the body."""
    lines = [explanation.url, *(f"  {evidence}" for evidence in explanation.evidence), ""]
    if explanation.document is not None:
        lines += [f"{name:>16}  {value}" for name, value in fields(explanation.document)] + [""]
    for block in explanation.blocks:
        mark = "+" if block.kept else " " if block.why == OUTSIDE else "-"
        lines.append(f"{mark} {block.weight:7.0f}  {block.text[:90]}" + (f"  [{block.why}]" if mark == "-" else ""))
    return "\n".join(lines)


def as_html(explanation: Explanation) -> str:
    """One self-contained file: kept blocks green, cut ones red with the reason, the rest grey."""
    escape = html.escape
    rows = "".join(
        f"<tr><th>{escape(name)}<td>{escape(value)}"
        for name, value in (fields(explanation.document) if explanation.document else [])
    )
    evidence = "".join(f"<li>{escape(line)}" for line in explanation.evidence)
    blocks = "".join(
        f'<div class="block {kind_of(block)}"><small title="weight {block.weight:.0f}">{escape(block.why or "kept")}'
        f" · {escape(block.path)}</small>"
        f"{escape(block.text)}</div>"
        for block in explanation.blocks
    )
    title = escape(explanation.document.title if explanation.document else str(explanation.reason))
    return (
        f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(explanation.url)}</p><ul>{evidence}</ul><table>{rows}</table>{blocks}</html>"
    )


def kind_of(block: BlockStory) -> str:
    if block.kept:
        return "kept"
    return "outside" if block.why == OUTSIDE else "cut"


def fields(document: Document) -> list[tuple[str, str]]:
    found = []
    for name in SHOWN:
        value = getattr(document, name)
        if name == "attachments":
            value = tuple(f"{attachment.name} <{attachment.url}>" for attachment in value)
        if isinstance(value, tuple):
            value = " > ".join(value) if name == "columns" else ", ".join(value)
        if value:
            found.append((name, str(value)))
    return [*found, ("reader", f"{document.reader}, confidence {document.confidence}")]
