"""`bulletins serve` in a real browser: what an analyst does there, by mouse, by keyboard, on a phone.

Every test also holds that no page logs an error and that no request leaves for another address.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("datasette", reason="the extra `serve` is not installed")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from web_pages import HTML, add, filled, titled

from pipelines.store import open_store

CHROMIUM = Path(os.environ.get("BULLETINS_CHROMIUM", "/usr/bin/chromium"))
# nothing that the browser does by itself, and no name that it could look up
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
HOSTILE = "http://www.example.gov.cn/hostile.html"
SPY = "http://spy.example"
TRAPS = f"""
<script>document.title = 'ran'; new Image().src = '{SPY}/script'</script><base href="{SPY}/">
<meta http-equiv="refresh" content="0;url={SPY}/refresh"><link rel="stylesheet" href="{SPY}/style.css">
<link rel="dns-prefetch" href="{SPY}"><link rel="preconnect" href="{SPY}"><img src="{SPY}/picture" onerror="alert(1)">
<style>body{{background:url({SPY}/background)}}</style>
<p style="background:url({SPY}/inline)">全区建成234个平安社区。</p>
<iframe src="{SPY}/frame"></iframe><a href="javascript:alert(1)">链接</a>
<form action="{SPY}/form"><input autofocus></form>
<video src="{SPY}/film"></video><svg><image href="{SPY}/svg"/></svg><object data="{SPY}/object"></object>
"""

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not there")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = filled(tmp_path_factory.mktemp("web") / "bulletins.db")
    with open_store(url) as store:
        add(
            store,
            HOSTILE,
            titled("<script>alert('标题')</script>通知", "含\u202e反向\x07响铃的<b>文字</b>。"),
            HTML + TRAPS,
        )
    command = [sys.executable, "-m", "bulletins", "serve", "--port", "0", "--store", url]
    served = subprocess.Popen(  # noqa: S603  # our own program
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert served.stderr is not None
    reported = re.search(r"http://127\.0\.0\.1:\d+", served.stderr.readline())
    assert reported is not None
    yield reported[0]
    served.send_signal(signal.SIGINT)
    assert served.wait(20) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address, locale="zh-CN")
    context.set_default_timeout(10_000)
    errors: list[str] = []
    strangers: list[str] = []
    context.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.on("dialog", lambda dialog: errors.append(dialog.message))
    context.on("request", lambda sent: None if sent.url.startswith(address) else strangers.append(sent.url))
    yield context
    context.close()
    assert strangers == []
    assert errors == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_a_search_leads_to_a_bulletin(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("平安社区")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("平安社区")
    page.get_by_role("link", name="关于防汛工作的通知").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("关于防汛工作的通知")


def test_a_filter_narrows_a_search(page: Page) -> None:
    page.goto("/search?q=防汛")
    page.get_by_label("来源站点").select_option("other")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("status")).to_contain_text("共 1 篇")


def test_a_slash_leads_to_the_search(page: Page) -> None:
    page.goto("/bulletin/1")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_a_removal_unfolds_to_its_twin(page: Page) -> None:
    page.goto("/bulletin/1")
    removed = page.locator("details.removed")
    expect(removed.locator(".twins")).to_be_hidden()
    removed.locator("summary").click()
    expect(removed.locator(".twins")).to_contain_text("全区建成234个平安社区。")
    removed.get_by_role("link", name="¶1").click()
    expect(page.locator("#p1:target")).to_be_visible()


def test_all_removals_unfold_at_once(page: Page) -> None:
    page.goto("/bulletin/1")
    page.get_by_role("button", name="展开全部移除段落").click()
    expect(page.locator("details.removed")).to_have_attribute("open", "")


def test_an_address_of_a_removed_paragraph_unfolds_it(page: Page) -> None:
    page.goto("/bulletin/1#p2")
    expect(page.locator("details.removed .twins")).to_be_visible()


def test_a_difference_is_marked_in_place(page: Page) -> None:
    page.goto("/bulletin/1")
    page.get_by_role("link", name="与前一版比较").click()
    expect(page.locator(".differences del")).to_have_text("通知")
    expect(page.locator(".differences ins")).to_have_text("公告")


def test_a_chart_is_drawn(page: Page) -> None:
    page.goto("/")
    box = page.locator("svg.chart rect.bar").first.bounding_box()
    assert box is not None
    assert box["height"] > 50
    assert page.locator("svg.chart rect.bar").first.evaluate("bar => getComputedStyle(bar).fill") != "rgb(0, 0, 0)"


def test_the_language_is_kept_from_page_to_page(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Newest bulletins")).to_be_visible()
    page.goto("/questions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=防汛",
        "/bulletin/1",
        "/bulletin/1/changes",
        "/bulletin/1/original",
        "/questions/issuers",
        "/store",
        "/store/bulletin_texts",
        "/store/-/query?sql=select * from bulletin_texts",
    ],
)
def test_a_phone_scrolls_down_only(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_first_stop_of_a_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/bulletin/1")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_a_keyboard_is_at_can_be_seen(page: Page) -> None:
    page.goto("/search?q=防汛")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_removal_unfolds_by_keyboard(page: Page) -> None:
    page.goto("/bulletin/1")
    page.locator("details.removed summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.removed .twins")).to_be_visible()


def test_a_citation_is_copied(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/bulletin/1")
    page.get_by_role("button", name="复制").first.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("本网. 关于防汛工作的通知: 新府〔2020〕3号[EB/OL]. (2020-06-07)[2026-01-02].")


def test_a_strangers_markup_shows_as_text(page: Page) -> None:
    page.goto("/search?q=文字")
    page.get_by_role("link", name="<script>").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("<script>alert('标题')</script>通知")
    expect(page.locator(".prose p").first).to_contain_text("含U+202E反向U+0007响铃的<b>文字</b>。")


def test_an_archived_page_shows_its_text_and_loads_nothing(page: Page) -> None:
    page.goto("/search?q=文字")
    page.get_by_role("link", name="<script>").click()
    page.get_by_role("link", name="存档原页").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("全区建成234个平安社区。").first).to_be_visible()
    page.wait_for_timeout(300)  # a refresh or a picture would have been asked for by now
    assert page.frames[1].url.endswith("/archived?revision=1")


def test_an_archived_page_runs_nothing_when_it_is_opened_by_itself(page: Page) -> None:
    page.goto("/bulletin/4/archived")
    page.wait_for_timeout(300)
    assert page.title() != "ran"
    assert page.url.endswith("/bulletin/4/archived")


def test_a_table_is_filtered(page: Page) -> None:
    page.goto("/store/bulletin_texts")
    page.get_by_label("在标题与正文中检索").fill("平安")
    page.get_by_role("button", name="应用").click()
    expect(page.get_by_role("status")).to_contain_text("1 行")


def test_dark_pages_are_dark(browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{address}/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(23, 22, 20)"
    page.close()
