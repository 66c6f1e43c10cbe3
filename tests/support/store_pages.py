"""Pages and readings made by hand for the tests of the store."""

from datetime import UTC, date, datetime

import sqlalchemy as sa

from pipelines.models import (
    Attachment,
    CleanDocument,
    Document,
    Edit,
    Outcome,
    Page,
    Paragraph,
    ParagraphKind,
    Reason,
    Receipt,
    Recurrence,
    Role,
    Variant,
)
from pipelines.store import ReadResult, Store
from pipelines.store.schema.tables import Base
from pipelines.text.storable import as_json

URL = "http://www.example.gov.cn/tzgg/t1.html"


def page(url: str = URL, body: bytes = b"<p>body</p>", second: int = 0, role: Role = Role.ARTICLE) -> Page:
    return Page(
        source="example",
        url=url,
        requested_url=url,
        fetched_at=datetime(2026, 1, 2, 3, 4, second, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        body=body,
        role=role,
    )


def reading(url: str = URL, last: str = "特此通知。") -> CleanDocument:
    texts = ("一、总体要求", "全区建成234个平安社区。", "全区建成234个平安社区。", "全区建成235个平安社区。", last)
    return CleanDocument(
        document=Document(
            url=url,
            title="关于防汛工作的通知",
            paragraphs=tuple(
                Paragraph(t, ParagraphKind.HEADING if i == 0 else ParagraphKind.TEXT) for i, t in enumerate(texts)
            ),
            published=date(2020, 6, 7),
            issuer="本网",
            columns=("政务公开", "通知公告"),
            document_number="新府〔2020〕3号",
            attachments=(Attachment("附件.pdf", "http://www.example.gov.cn/a.pdf"),),
            flags=("text in images",),
        ),
        removals=(Receipt(2, 1, Reason.EXACT_REPEAT, 0, 1.0, (), 1, through=1, within=(0, 13)),),
        variants=(Variant(3, 1, 4, 0.9, (Edit(6, "4", "5"),)),),
        fingerprint=2**64 - 1,
    )


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def ask(store: Store, query: str) -> list[tuple[object, ...]]:
    """Return rows with their values as a store in a file has them, whatever the engine."""
    with store.reading() as connection:
        return [tuple(map(as_in_a_file, row)) for row in connection.execute(sa.text(query))]


def as_in_a_file(value: object) -> object:
    """Return a value of PostgreSQL as SQLite has it."""
    match value:
        case bool():
            return int(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case list() | dict():
            return as_json(value)
    return value


def fetch(store: Store, run: int, a_page: Page, result: ReadResult) -> Outcome:
    return store.record_outcome(store.keep(run, a_page), result)


def notice(url: str, *more: str) -> CleanDocument:
    """A bulletin long enough to be found again elsewhere, with some lines more."""
    texts = (
        "为切实做好防汛工作，保障人民群众生命财产安全，经区政府同意，现将有关事项通知如下：",
        "各镇街主要负责人为本辖区防汛第一责任人，要逐级签订责任书，并报区水务局备案。",
        *more,
    )
    return CleanDocument(
        Document(url=url, title="关于切实做好全区防汛备汛工作的通知", paragraphs=tuple(map(Paragraph, texts)))
    )


def with_tables(url: str) -> CleanDocument:
    """A bulletin of two tables: one with a caption and a head of two levels, and a list of fields."""
    head, row = ParagraphKind.TABLE_HEAD, ParagraphKind.TABLE_ROW
    paragraphs = (
        Paragraph("现将检查情况通报如下。"),
        Paragraph("全市罚款情况表", ParagraphKind.CAPTION, 0),
        Paragraph("镇街\t罚款\t罚款\t", head, 0),
        Paragraph("镇街\t本年\t上年\t备注", head, 0),
        Paragraph("青山镇\t\t12.3\t", row, 0),
        Paragraph('\t5.1\t\\t"\t=1+1', row, 0),
        Paragraph("青山镇\t\t12.3\t", row, 0),
        Paragraph("当事人\t张三", row, 1),
    )
    document = Document(url=url, title="关于检查情况的通报", paragraphs=paragraphs, published=date(2020, 6, 8))
    return CleanDocument(document, removals=(Receipt(6, 4, Reason.EXACT_REPEAT, None, 1.0),))


def recurring(url: str = URL) -> CleanDocument:
    """A rule that says of two bodies the same, under an article each, and once refers back to the line above it."""
    texts = (
        "第三条 市人民政府的职责",
        "应当依法公开年度预算和决算。",
        "上述信息应当在二十日内公开。",
        "第四条 区人民政府的职责",
        "应当依法公开年度预算、决算。",
        "上述信息应当在二十日内公开。",
    )
    headings = (0, 3)
    return CleanDocument(
        Document(
            url=url,
            title="信息公开规定",
            paragraphs=tuple(
                Paragraph(t, ParagraphKind.HEADING if i in headings else ParagraphKind.TEXT)
                for i, t in enumerate(texts)
            ),
        ),
        recurrences=(
            Recurrence(4, 1, 3, 1, 0.93, (Edit(10, "和", "、"),)),
            Recurrence(5, 2, None, 0, 1.0),
        ),
    )
