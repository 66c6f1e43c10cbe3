"""A site on 127.0.0.1 for the crawler's tests: pages by path, and a record of what was asked for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Answer", "Site", "article", "list_page", "served"]


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)


Page = str | Answer | Callable[[int], Answer]  # a callable is given how often its path was asked for before


@dataclass
class Site:
    pages: dict[str, Page]
    address: str = ""
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str) -> Answer:
        with self.lock:
            before = self.asked.count(path)
            self.asked.append(path)
        page = self.pages.get(path)
        if page is None:
            return Answer(b"<h1>404 Not Found</h1>", 404)
        if callable(page):
            return page(before)
        return Answer(page.encode()) if isinstance(page, str) else page


@contextmanager
def served(pages: dict[str, Page]) -> Iterator[Site]:
    site = Site(pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with site.lock:
                site.at_once += 1
                site.most_at_once = max(site.at_once, site.most_at_once)
                site.agents.add(self.headers.get("User-Agent", ""))
            answer = site.answer(self.path)
            with site.lock:
                site.at_once -= 1
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if not any(name == "Content-Length" for name, _ in answer.headers):
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def list_page(*articles: str, pager: str = "") -> str:
    rows = "".join(
        f"<li><a href='{url}'>关于做好第{n}批民生实事项目公示的通知</a><span>2023-06-{n:02}</span></li>"
        for n, url in enumerate(articles, 1)
    )
    return (
        "<html><head><title>通知公告</title></head><body>"
        "<div class='nav'><a href='/'>首页</a><a href='/zwgk/'>政务公开</a></div>"
        f"<ul class='list'>{rows}</ul>{pager}</body></html>"
    )


def article(number: int) -> str:
    sentences = (
        f"根据工作部署，我区于6月{number}日启动第{number}批民生实事项目，共安排资金{number * 37}万元。",
        "各镇人民政府、街道办事处要加强组织领导，压实工作责任，确保项目按期完成并接受群众监督。",
        "项目实施情况由区发展和改革局按月调度，并于每季度末向社会公布进展，欢迎广大群众提出意见和建议。",
    )
    body = "".join(f"<p>　　{sentence}</p>" for sentence in sentences)
    return (
        f"<html><head><meta charset='utf-8'><title>关于第{number}批民生实事项目的通知</title>"
        f"<meta name='ArticleTitle' content='关于第{number}批民生实事项目的通知'>"
        f"<meta name='PubDate' content='2023-06-{number:02} 09:00'></head><body>"
        "<div class='nav'><a href='/'>首页</a></div>"
        f"<h1>关于第{number}批民生实事项目的通知</h1><div class='TRS_Editor'>{body}</div></body></html>"
    )
