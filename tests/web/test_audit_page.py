"""The page of an audit: it holds every item, runs nothing of any text, and gives the file that the command takes."""

import csv
import io
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from audited_store import PAGES, clean, fill, url_of
from store_pages import fetch, page

from bulletins.cli.audit_page import audit_page
from crawler.download.browser_settings import chromium
from pipelines.models import Paragraph
from pipelines.sources import SourceError
from pipelines.store import AuditItem, Store

HOSTILE = "</p></script><script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">\u202e"


@pytest.fixture
def items(store: Store) -> list[AuditItem]:
    fill(store)
    made = clean(url_of(99))
    paragraphs = (*made.document.paragraphs[:-1], Paragraph(HOSTILE))
    document = replace(made.document, title=HOSTILE, paragraphs=paragraphs)
    fetch(store, store.begin_run("crawl"), page(url_of(99), b"hostile"), replace(made, document=document))
    return store.draw(1000, 1)


@pytest.fixture
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    try:
        executable = chromium("test")
    except SourceError as error:
        pytest.skip(str(error))
    with sync.sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Any, items: list[AuditItem], tmp_path: Path) -> Any:
    path = tmp_path / "audit.html"
    path.write_text(audit_page(items, 1), "utf-8")
    shown = browser.new_page()
    shown.goto(path.as_uri())
    return shown


def test_every_item_has_its_place_to_judge(items: list[AuditItem]) -> None:
    made = audit_page(items, 1)
    assert re.findall(r'data-item="([^"]+)"', made) == [item.id for item in items]
    assert len(items) == 4 * (PAGES + 1) + 2


def test_no_text_becomes_markup(items: list[AuditItem]) -> None:
    made = audit_page(items, 1)
    assert made.count("<script>") == 1
    assert "<img" not in made
    assert "\u202e" not in made


def test_the_policy_lets_run_only_the_script_of_the_page(items: list[AuditItem]) -> None:
    made = audit_page(items, 1)
    script = made.partition("<script>")[2].partition("</script>")[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src &#x27;sha256-{digest}&#x27;" in made
    assert "default-src &#x27;none&#x27;" in made


def test_the_difference_is_marked_by_elements_that_read_without_colour(items: list[AuditItem]) -> None:
    made = audit_page(items, 1)
    assert "第二条 材料不全的<del>[-，-]</del>应当" in made


def test_a_verdict_that_was_given_is_marked(items: list[AuditItem]) -> None:
    from pipelines.store import Verdict

    made = audit_page([replace(items[0], verdict=Verdict.WRONG)], 1)
    assert re.findall(r'value="(\w+)" checked', made) == ["wrong"]


def test_verdicts_are_downloaded_as_the_file_that_the_command_takes(opened: Any, items: list[AuditItem]) -> None:
    opened.locator("section").nth(0).get_by_label("right").check()
    opened.locator("section").nth(2).get_by_label("wrong").check()
    opened.locator("#by").fill('李,"四"')
    with opened.expect_download() as started:
        opened.locator("#download").click()
    content = Path(started.value.path()).read_text("utf-8")
    assert list(csv.reader(io.StringIO(content))) == [
        ["item", "verdict", "by"],
        [items[0].id, "right", '李,"四"'],
        [items[2].id, "wrong", '李,"四"'],
    ]


def test_keys_judge_the_outlined_item_and_go_on(opened: Any) -> None:
    opened.keyboard.press("r")
    opened.keyboard.press("j")
    opened.keyboard.press("u")
    checked = opened.locator("section input:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    assert checked == ["right", "unsure"]
    assert opened.locator("section").nth(2).get_by_label("unsure").is_checked()


def test_a_verdict_can_be_taken_back(opened: Any) -> None:
    first = opened.locator("section").nth(0)
    first.get_by_label("right").check()
    first.locator(".clear").click()
    assert opened.locator("section input:checked").count() == 0


def test_nothing_of_a_text_runs(opened: Any) -> None:
    assert opened.title() == "去重抽查 · audit"
