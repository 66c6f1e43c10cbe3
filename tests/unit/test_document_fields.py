"""One list of fields: what `Document` describes stands in rows, views, commands, exports and web pages by itself."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from store_pages import URL, fetch, page, reading

from bulletins.cli.bulletin_json import as_json
from pipelines.china_time import CHINA
from pipelines.export_tables import TABLES
from pipelines.extract.explain import SHOWN
from pipelines.models import FIELDS, Attachment, CleanDocument, Document, Paragraph
from pipelines.revisions.differences import changed_fields, fields_of
from pipelines.store import BulletinView, Selection, Store, open_store
from pipelines.store.bulletins.write import rows_of

NAMES = [field.name for field in FIELDS]
EXAMPLES = {
    str: "市政府办公室",
    date: date(2020, 6, 5),
    datetime: datetime(2020, 6, 7, 9, 5, tzinfo=CHINA),
    tuple: ("公开",),
}
FULL = replace(reading().document, **{field.name: EXAMPLES[field.type] for field in FIELDS})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of one bulletin, every field of which has a value."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('fields')}/bulletins.db") as store:
        fetch(store, store.begin_run("crawl"), page(), CleanDocument(FULL))
        yield store


@pytest.fixture
def view(store: Store) -> BulletinView:
    found = store.bulletin(URL)
    assert found is not None
    return found


def test_a_stored_bulletin_says_what_its_document_said(view: BulletinView) -> None:
    assert {name: getattr(view, name) for name in NAMES} == {name: getattr(FULL, name) for name in NAMES}


@pytest.mark.parametrize("name", ["bulletin_texts", "all_bulletin_texts"])
def test_views_have_every_field(store: Store, name: str) -> None:
    with store.reading() as connection:
        row = connection.exec_driver_sql(f"SELECT {', '.join(NAMES)} FROM {name}").one()  # noqa: S608  # names of ours
    assert None not in row


def test_a_shown_bulletin_has_every_field(view: BulletinView) -> None:
    shown = json.loads(json.dumps(as_json(view)))
    assert [name for name in NAMES if not shown[name]] == []


def test_an_export_has_every_field(store: Store) -> None:
    table = TABLES["bulletins"]
    with store.export(Selection()) as exported:
        (row,) = exported.rows(table, exported.bulletins(table))
    said = dict(zip([column.name for column in table.columns], row, strict=True))
    assert {name: said[name] for name in NAMES} == {
        field.name: list(value) if field.type is tuple else value
        for field in FIELDS
        for value in [getattr(FULL, field.name)]
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_explanation_shows_every_field(name: str) -> None:
    assert name in SHOWN


@pytest.mark.parametrize("field", [field for field in FIELDS if field.compared], ids=str)
def test_a_change_of_a_compared_field_is_another_text(field: object) -> None:
    name = field.name  # type: ignore[attr-defined]
    other = replace(FULL, **{name: getattr(Document("", "另一标题", ()), name)})
    assert rows_of(CleanDocument(other)).digest != rows_of(CleanDocument(FULL)).digest
    assert [change.name for change in changed_fields(fields_of(FULL), fields_of(other))] == [name]


# Digests in stores of earlier releases: were they others, a page that says the same would be revised
KNOWN = {
    "897c7f4a3ad5c8ed814607ab3d22271ee9a3ebfcedd93f76f3d076a0018efcf7": Document(
        url=URL,
        title="关于防汛工作的通知",
        paragraphs=(Paragraph("全区建成234个平安社区。"),),
        published=date(2020, 6, 7),
        published_at=datetime(2020, 6, 7, 9, 5, tzinfo=CHINA),
        issuer="本网",
        site_name="示例",
        columns=("政务公开", "通知公告"),
        document_number="新府〔2020〕3号",
        index_number="007/2020-1",
        office="区政府办",
        subject="应急",
        written=date(2020, 6, 5),
        validity="有效",
        attachments=(Attachment("附件.pdf", "http://www.example.gov.cn/a.pdf"),),
    ),
    "7f47597419d4aa6fd8a6c19ecebb76d031457daa5ad7507279fa8dc8ea1b53b4": Document("u", "t", (Paragraph("p"),)),
}


@pytest.mark.parametrize("digest", KNOWN)
def test_a_digest_is_the_one_that_stores_hold(digest: str) -> None:
    assert rows_of(CleanDocument(KNOWN[digest])).digest == digest
