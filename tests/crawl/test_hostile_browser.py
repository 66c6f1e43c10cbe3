"""Pages that scripts fill in are read by a real browser, which gets nowhere but where a source may go."""

import asyncio
import json
from contextlib import ExitStack
from pathlib import Path

import pytest
from hostile_crawl import LIST, Met, crawl_hostile
from hostile_site import HTML, Hostile, Sender, answer, gzipped, hostile
from scrapy.settings import Settings
from served_site import article, list_page

from crawler.download import browser_settings
from crawler.download.browser_handler import EgressProxy, sent_on
from pipelines.models import Source
from pipelines.sources import SourceError
from pipelines.store import open_store

PATIENT = """
import crawler.download.browser_handler, crawler.settings
crawler.settings.DOWNLOAD_TIMEOUT = 15
crawler.download.browser_handler.QUIET = 1
"""
JSON = "Content-Type: application/json"
DATA = "/zwgk/list.json"


def filled_in(by: str) -> bytes:
    """A page whose body comes from another address by a script."""
    return answer(
        f"<html><head><meta charset='utf-8'></head><body><div id='here'>加载中</div><script>fetch({by!r})"
        ".then(answer => answer.json()).then(data => { document.getElementById('here').innerHTML = data.html; });"
        "</script><img src='/picture.png'></body></html>".encode()
    )


def with_script(script: str) -> bytes:
    return answer(f"<html><body><p>稍等</p><script>{script}</script></body></html>".encode())


def escapes(there: str) -> bytes:
    """Every way out of a page that we could think of."""
    socket = there.replace("http:", "ws:")
    return answer(
        f"<html><head><link rel='preconnect' href='{there}'><link rel='prefetch' href='{there}/prefetch'>"
        f"<link rel='stylesheet' href='{there}/style.css'><link rel='dns-prefetch' href='//leak.example'>"
        f"<script src='{there}/script.js'></script></head><body><iframe src='{there}/frame'></iframe>"
        f"<iframe src='/away'></iframe><img src='{there}/image'><script>"
        f"fetch('{there}/fetch',{{mode:'no-cors'}}).catch(()=>0); fetch('/away',{{mode:'no-cors'}}).catch(()=>0);"
        f"navigator.sendBeacon('{there}/beacon'); new WebSocket('{socket}/socket'); new EventSource('{there}/events');"
        f"window.open('{there}/window'); window.open('/away');"
        f"new Worker(URL.createObjectURL(new Blob(['fetch(\"{there}/worker\").catch(()=>0)'])));"
        f"navigator.serviceWorker && navigator.serviceWorker.register('/worker.js').catch(()=>0);"
        f"new RTCPeerConnection({{iceServers:[{{urls:'stun:127.0.0.1:9'}}]}}).createDataChannel('x');"
        "</script></body></html>".encode()
    )


GROW = "document.body.hidden = true; document.body.textContent = 'x'.repeat(4e7);"
PAGES = {
    "filled in": "new",
    "every way out": "rejected: ",
    "a script without end": "timed out",
    "a document without end": "too large: a document of",
    "a bomb": "too large",
    "a redirect away": "private address: ",
    "a script that leads away": "private address: ",
    "a script that leads to a file": "rejected: ",
    "a file to save": "a file to save, not a page",
    "nobody answers": "connection failed: ",
    "honest": "new",
}


def path_of(page: str) -> str:
    return f"{LIST}t20230601_{list(PAGES).index(page) + 100}.html"


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> tuple[Met, Hostile, Hostile, Path]:
    pytest.importorskip("scrapy_playwright")
    try:
        browser_settings.chromium("test")
    except SourceError as missing:
        pytest.skip(str(missing))
    folder = tmp_path_factory.mktemp("browser")
    with ExitStack() as held:
        other = held.enter_context(hostile({}))
        rows = list_page(*map(path_of, PAGES)).partition("<ul")[2].partition("</ul>")[0]
        reported = {"html": f"<ul{rows}</ul>"}
        text = {"html": article(1).partition("<body>")[2].partition("</body>")[0]}
        away = answer(b"", f"Location: {other.address}/redirected", status="302 Found")
        pages: dict[str, bytes | Sender] = {
            LIST: filled_in("/rows.json"),
            DATA: answer('{"data":{"list":[]},"title":"通知公告"}'.encode(), JSON),
            "/rows.json": answer(json.dumps(reported).encode(), JSON),
            "/text.json": answer(json.dumps(text).encode(), JSON),
            "/away": away,
            path_of("filled in"): filled_in("/text.json"),
            path_of("every way out"): escapes(other.address),
            path_of("a script without end"): with_script("while (true) {}"),
            path_of("a document without end"): with_script(GROW),
            path_of("a bomb"): answer(gzipped(300_000_000), HTML, "Content-Encoding: gzip"),
            path_of("a redirect away"): away,
            path_of("a script that leads away"): with_script(f"location.href = '{other.address}/led'"),
            path_of("a script that leads to a file"): with_script("location.href = 'file:///etc/passwd'"),
            path_of("a file to save"): answer(b"x" * 999, "Content-Disposition: attachment; filename=a.html", HTML),
            path_of("nobody answers"): b"",
            path_of("honest"): answer(article(9).encode()),
        }
        site = held.enter_context(hostile(pages))
        return (
            crawl_hostile(
                folder, site, PATIENT, browser=True, start_urls=[site.address + path for path in (LIST, DATA)]
            ),
            site,
            other,
            folder,
        )


Fixture = tuple[Met, Hostile, Hostile, Path]


def test_a_list_that_a_script_fills_in_is_followed(met: Fixture) -> None:
    assert met[0].came_of[LIST] == "listed"
    assert set(met[0].came_of) == {LIST, DATA, *map(path_of, PAGES)}


@pytest.mark.parametrize("page", PAGES)
def test_what_comes_of_a_page(met: Fixture, page: str) -> None:
    expected = PAGES[page]
    assert met[0].came_of[path_of(page)][: len(expected)] == expected


def test_the_document_is_kept_as_it_stands_after_its_scripts(met: Fixture) -> None:
    _, site, _, folder = met
    with open_store(f"sqlite:///{folder / 'b.db'}") as store:
        page = store.newest_page(site.address + path_of("filled in"))
    assert page is not None
    assert "第1批民生实事项目" in page.body.decode()
    assert page.header("Content-Type") == "text/html; charset=utf-8"


def test_data_is_kept_as_it_was_sent(met: Fixture) -> None:
    _, site, _, folder = met
    with open_store(f"sqlite:///{folder / 'b.db'}") as store:
        page = store.newest_page(site.address + DATA)
    assert page is not None
    assert page.body == '{"data":{"list":[]},"title":"通知公告"}'.encode()


def test_no_page_reaches_another_server(met: Fixture) -> None:
    assert met[2].asked == []


def test_pictures_are_not_asked_for(met: Fixture) -> None:
    assert "/picture.png" not in met[1].asked
    assert "/text.json" in met[1].asked


def test_the_crawl_goes_on_to_its_end(met: Fixture) -> None:
    assert (met[0].run.state, met[0].errors) == ("finished", "")


def through(proxy: EgressProxy, head: bytes) -> bytes:
    """What the proxy answers to a request."""

    async def ask() -> bytes:
        address = await proxy.address()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(head)
        answered = await asyncio.wait_for(reader.read(), 20)
        writer.close()
        await proxy.close()
        return answered

    return asyncio.run(ask())


class Resolved(EgressProxy):
    async def addresses(self, host: str, port: int) -> list[str]:
        return ["127.0.0.1"]


def test_a_name_that_leads_into_this_machine_is_refused() -> None:
    proxy = Resolved(lambda _: None, allow_private=False)
    with hostile({}) as site:
        port = site.address.rpartition(":")[2]
        answered = through(proxy, f"CONNECT www.example.cn:{port} HTTP/1.1\r\n\r\n".encode())
        assert (answered, site.asked) == (b"HTTP/1.1 403 Forbidden\r\n\r\n", [])
    assert {place: str(failure) for place, failure in proxy.refused.items()} == {
        f"www.example.cn:{port}": "private address: www.example.cn resolves to 127.0.0.1"
    }


def test_what_is_refused_is_not_connected_to() -> None:
    proxy = EgressProxy(lambda url: "off the allowed sites", allow_private=True)
    with hostile({}) as site:
        answered = through(proxy, f"GET {site.address}/ HTTP/1.1\r\n\r\n".encode())
        assert (answered, site.asked) == (b"", [])


def test_more_than_its_bound_does_not_pass_for_one_page() -> None:
    proxy = EgressProxy(lambda _: None, allow_private=True)
    with hostile({"/": answer(b"x" * 60_000_000)}) as site:
        answered = through(proxy, f"GET {site.address}/ HTTP/1.1\r\n\r\n".encode())
    assert len(answered) < 34_000_000


def test_a_request_is_sent_on_without_what_was_for_the_proxy() -> None:
    head = (
        "GET http://a.cn/b?c HTTP/1.1\r\nHost: a.cn\r\nProxy-Connection: keep-alive\r\nConnection: keep-alive\r\n\r\n"
    )
    assert sent_on(head, "http://a.cn/b?c") == b"GET /b?c HTTP/1.1\r\nHost: a.cn\r\nConnection: close\r\n\r\n"


def test_without_a_browser_the_source_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULLETINS_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(
        SourceError, match="site: its pages need Chromium: install it, or name it in BULLETINS_CHROMIUM"
    ):
        browser_settings.find_browser(Source(name="site", browser=True))


def test_without_the_extra_the_source_says_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_settings, "find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"site: its pages need a browser: pip install 'bulletins\[browser\]'"):
        browser_settings.find_browser(Source(name="site", browser=True))


def test_a_source_without_a_browser_has_no_settings() -> None:
    source, settings = Source(name="site"), Settings()
    assert browser_settings.settings_for(source, settings) == {}
    assert browser_settings.meta_for(source, settings) == {}
