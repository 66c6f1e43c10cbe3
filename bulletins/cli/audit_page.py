"""An audit as one HTML page: verdicts are marked in the browser, offline, and handed over as a CSV file.

The page loads nothing, and its policy lets run only the one script that it was made with, known by its digest.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path

from bulletins.charts import Element, element, joined
from bulletins.cli.audit_print import changes_of, facts_of
from bulletins.words import REASONS, RELATIONS
from pipelines.dedup import marked_up, pieces_of
from pipelines.models import Edit
from pipelines.revisions.differences import ParagraphChange, What
from pipelines.store import AuditItem, Kind, Line, Side, Verdict

__all__ = ["audit_page"]

HERE = Path(__file__).parent
CHANGES = 40  # differences of a copy that are shown
OPENING = 6  # paragraphs of a copy that are shown
WORDS = {Verdict.RIGHT: "正确 right", Verdict.WRONG: "错误 wrong", Verdict.UNSURE: "拿不准 unsure"}
FACTS = {"title": "标题", "published": "日期", "issuer": "来源", "source": "站点", "url": "网址"}
CHANGED = {What.ADDED: "多出", What.REMOVED: "缺少", What.MOVED: "移位", What.EDITED: "改动"}
TAGS = {"kept": "del", "removed": "ins"}


def audit_page(items: Sequence[AuditItem], seed: int) -> str:
    """Return a page on which a person judges these items; it works without a server and without a network."""
    script, style = ((HERE / name).read_text("utf-8") for name in ("audit_page.js", "audit_page.css"))
    fingerprint = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{fingerprint}'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width"),
        element("link", rel="icon", href="data:,"),
        element("title", "去重抽查 · audit"),
        element("style", Element(style)),
    )
    body = element(
        "body",
        element(
            "header",
            element("h1", "去重抽查 ", element("small", f"audit · {len(items)} · seed {seed}", lang="en")),
            element("p", QUESTION),
            element("p", ASKED, lang="en"),
        ),
        element("main", *(section(item, number, len(items)) for number, item in enumerate(items, 1))),
        footer(),
        element("script", Element(script)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='zh-CN')}\n"


QUESTION = (
    "左边是保留的，右边是被移除的（或被当作副本隐藏的）。右边没有说出左边以外的任何事实，即为“正确”；"
    "只要它说的是别的对象（另一条款、另一当事人、另一栏目），或多出一个事实，即为“错误”。"
)
ASKED = (
    "Right: what is on the right says nothing that the left does not. Wrong: it says it of something else (another"
    " article, party, heading), or one fact more. Keys: r, w, u judge the outlined one; j and k move."
)


def footer() -> Element:
    return element(
        "footer",
        element("span", id="count"),
        element("label", "判读人 by ", element("input", id="by", size="10", autocomplete="off")),
        element("button", "下载 download verdicts.csv", type="button", id="download"),
        element("button", "复制 copy", type="button", id="copy"),
        element("code", "bulletins audit --verdicts verdicts.csv"),
        element("textarea", id="text", readonly="readonly", rows="4", hidden="hidden"),
    )


def section(item: AuditItem, number: int, of: int) -> Element:
    """Show one item: what it is, both places, the difference, and where to mark the verdict."""
    place = f"{item.bulletin}:{item.position}" if item.kind is Kind.REMOVAL else f"{item.of} → {item.bulletin}"
    said = REASONS.get(item.reason) or RELATIONS.get(item.reason, ("",))[0]
    title = element("h2", f"{number}/{of} ", said, " ", element("small", f"{item.reason} · {place}", lang="en"))
    places = copy_places(item) if item.kind is Kind.COPY else removal_places(item)
    boxes = [
        element(
            "label",
            element(
                "input",
                type="radio",
                name=item.id,
                value=str(verdict),
                checked="checked" if item.verdict is verdict else None,
            ),
            f" {word}",
        )
        for verdict, word in WORDS.items()
    ]
    verdict = element("fieldset", *boxes, element("button", "清除 clear", type="button", class_="clear"))
    return element("section", title, *places, verdict, data_item=item.id, tabindex="-1")


def removal_places(item: AuditItem) -> Iterable[Element]:
    kept = (
        element("p", "站点模板，不重复本页任何一段。", class_="none")
        if item.earlier is None
        else joined(*map(line_of, item.earlier.lines))
    )
    removed = joined(*map(line_of, item.later.lines))
    yield element("p", item.later.title, " ", element("span", facts(item.later), class_="facts"), class_="of")
    yield side_by_side("保留 kept", kept, "移除 removed", removed)
    if item.kept_text is not None:
        yield element("p", element("b", "差异 "), merged(item.kept_text, item.difference), class_="difference")


def copy_places(item: AuditItem) -> Iterable[Element]:
    yield side_by_side("原件 original", opening(item.earlier), "隐藏的副本 hidden copy", opening(item.later))
    fields, paragraphs = changes_of(item)
    for field in fields:
        both = (piece("kept", field.before or ""), piece("removed", field.after or ""))
        yield element("p", element("b", f"{FACTS.get(field.name, field.name)} "), *both, class_="difference")
    for change in paragraphs[:CHANGES]:
        yield element("p", element("b", f"{CHANGED[change.what]} {change.what} "), changed(change), class_="difference")
    if len(paragraphs) > CHANGES:
        yield element("p", f"… +{len(paragraphs) - CHANGES}", class_="none")
    if not paragraphs:
        yield element("p", "两篇正文一字不差。", class_="none")


def side_by_side(name: str, left: Element, other: str, right: Element) -> Element:
    sides = (element("div", element("h3", title), lines) for title, lines in ((name, left), (other, right)))
    return element("div", *sides, class_="sides")


def line_of(line: Line) -> Element:
    """Show one paragraph with its position; the one in question is marked by a sign, not by colour alone."""
    kinds = ["this"] * line.is_this + ["gone"] * (not line.kept)
    sign = "▶" if line.is_this else "−" if not line.kept else ""
    return element("p", element("i", f"{sign}¶{line.position}"), line.text, class_=" ".join(("line", *kinds)))


def opening(side: Side | None) -> Element:
    if side is None:
        return Element("")
    rows = [
        element("p", element("i", FACTS.get(name, name)), value, class_="line")
        for name, value in facts_of(side).items()
        if value
    ]
    lines = [line_of(Line(line.position, line.text, line.kept, False)) for line in side.lines[:OPENING]]
    more = len(side.lines) - OPENING
    return joined(*rows, element("hr"), *lines, element("p", f"… +{more}", class_="none") if more > 0 else "")


def facts(side: Side) -> str:
    return " · ".join(filter(None, (str(side.published or ""), side.issuer or "", side.source, side.url)))


def merged(kept: str, difference: Sequence[Edit]) -> Element:
    if not difference:
        return joined("一字不差 the same")
    return joined(*(piece(kind, said) for kind, said in pieces_of(kept, difference)))


def piece(kind: str, said: str) -> Element:
    """Show a piece with its marks as text, which a copy of it and a screen reader have too."""
    return element(TAGS[kind], marked_up(kind, said)) if kind in TAGS else joined(said)


def changed(change: ParagraphChange) -> Element:
    if change.what is What.ADDED:
        return piece("removed", change.after or "")
    if change.what is What.REMOVED:
        return piece("kept", change.before or "")
    return merged(change.before or "", change.difference) if change.difference else joined(change.after or "")
