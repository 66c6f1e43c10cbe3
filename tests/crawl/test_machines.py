"""Several machines crawl into one store on a server: each source is one machine's, and so is each host.

A machine is a program with a working folder of its own here, and a network of its own where that is possible; all it
shares with the others is the server's address. The hosts are addresses of this machine (127.0.0.2 and so on), which all
lead to one server that knows them apart.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import warm
from amounts import amount
from networks import Network, network, why_none
from postgres import Server, programs
from served_site import article, list_page

from pipelines.store import Store, open_store

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from bulletins.cli.main import main; main()"
IMPATIENT = "import pipelines.store.engine.again as again; again.SECONDS_FOR_A_SERVER = 1.0; "
HOSTS, ARTICLES = 10, 3
SOURCES = 2 * HOSTS  # two at a host
EACH = 1 + ARTICLES  # pages of a source


@dataclass
class Hosts:
    """What was asked at each host, and how many requests were under way there at once at the most."""

    port: int = 0
    pause: float = 0.0  # seconds that an answer takes
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    serve_in: Callable[[Network], None] = lambda _: None

    def pages(self) -> dict[tuple[str, str], int]:
        return {(host, path): n for (host, path), n in self.asked.items() if path != "/robots.txt"}


@contextmanager
def served_hosts() -> Iterator[Hosts]:
    hosts = Hosts()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            with hosts.lock:
                hosts.asked[host, self.path] += 1
                hosts.now[host] += 1
                hosts.most[host] = max(hosts.most[host], hosts.now[host])
            time.sleep(hosts.pause)
            body = page_at(self.path)
            with hosts.lock:
                hosts.now[host] -= 1
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    def serve(server: ThreadingHTTPServer) -> None:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve_in(network: Network) -> None:
        server = ThreadingHTTPServer(("0.0.0.0", 0), Handler, bind_and_activate=False)  # noqa: S104
        server.socket.close()
        server.socket = network.listening(hosts.port)
        server.server_name, server.server_port = "", hosts.port
        servers.append(server)
        serve(server)

    servers = [ThreadingHTTPServer(("0.0.0.0", 0), Handler)]  # noqa: S104  # all the addresses of this machine
    hosts.port, hosts.serve_in = servers[0].server_address[1], serve_in
    serve(servers[0])
    try:
        yield hosts
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def page_at(path: str) -> bytes:
    column, _, name = path.strip("/").partition("/")
    if not column.startswith("c"):
        return b""
    if name:
        number = int(column[1:]) * ARTICLES + int(name[1])
        return article(1).replace("第1批", f"第{number + 100}批").encode()
    return list_page(*(f"/{column}/t{n}.html" for n in range(ARTICLES))).encode()


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    with served_hosts() as served:
        yield served


class Machine:
    """A machine that crawls: its working folder, with a copy of the sources. `at`: what puts it into its network."""

    def __init__(self, folder: Path, store_url: str, port: int) -> None:
        self.folder, self.store_url = folder, store_url
        self.at: Sequence[str] = ()
        folder.mkdir()
        for number in range(SOURCES):
            host = f"127.0.0.{2 + number % HOSTS}"
            (folder / f"s{number:02}.toml").write_text(
                f'title = "s{number}"\nstart_urls = ["http://{host}:{port}/c{number}/"]\n'
                f'allowed_domains = ["{host}"]\ndelay = 0\n'
            )

    def start(self, *names: str, before: str = "") -> "subprocess.Popen[str]":
        return warm.Popen(
            [*self.at, sys.executable, "-c", before + MAIN, "crawl", "--json", *(names or ["--all"])],
            cold=bool(self.at),
            cwd=self.folder,
            env={
                **os.environ,
                "BULLETINS_SOURCES": str(self.folder),
                "BULLETINS_STORE": self.store_url,
                "BULLETINS_ALLOW_PRIVATE": "1",
                "TMPDIR": str(self.folder),
                "PYTHONPATH": str(ROOT),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def machines(tmp_path: Path, new_database: Callable[[], str], hosts: Hosts) -> list[Machine]:
    url = new_database()
    return [Machine(tmp_path / name, url, hosts.port) for name in ("one", "two")]


@pytest.fixture(params=["folders", "networks"])
def apart(request: pytest.FixtureRequest, machines: list[Machine], hosts: Hosts) -> Iterator[list[Machine]]:
    """Two machines with folders of their own, and with networks of their own where the system lets us make some."""
    if request.param == "folders":
        yield machines
        return
    if reason := why_none():
        pytest.xfail(reason)  # it is for root, and not in every container
    with network() as one, network() as two:
        for machine, its in zip(machines, (one, two), strict=True):
            hosts.serve_in(its)
            machine.at = its.start
        yield machines


def ended(program: "subprocess.Popen[str]") -> tuple[int, dict[str, object]]:
    out, errors = program.communicate(timeout=300)
    assert out, errors
    return program.returncode, json.loads(out)


def urls_of_pages(store: Store) -> Counter[str]:
    with store.reading() as connection:
        return Counter(connection.exec_driver_sql("SELECT url FROM pages").scalars())


def test_two_machines_share_all_sources_and_ask_for_every_page_once(apart: list[Machine], hosts: Hosts) -> None:
    hosts.pause = 0.02
    programs = [machine.start() for machine in apart]
    (one, first), (two, second) = map(ended, programs)
    assert (one, two) == (0, 0)
    assert len(hosts.pages()) == SOURCES * EACH
    assert set(hosts.pages().values()) == {1}
    assert set(hosts.most.values()) == {1}
    crawled = [set(reported["sources"]) for reported in (first, second)]  # type: ignore[call-overload]
    assert crawled[0] & crawled[1] == set()
    assert len(crawled[0] | crawled[1]) == SOURCES
    assert (set(first["elsewhere"]), set(second["elsewhere"])) == (crawled[1], crawled[0])  # type: ignore[call-overload]
    with open_store(apart[0].store_url) as store:
        assert set(urls_of_pages(store).values()) == {1}
        assert [run.state for run in store.runs()] == ["finished", "finished"]


def test_a_source_that_another_machine_is_at_is_75(machines: list[Machine], hosts: Hosts) -> None:
    with open_store(machines[0].store_url) as store:
        assert store.claims is not None
        assert store.claims.take("source s00")
        program = machines[1].start("s00")
        _, errors = program.communicate(timeout=300)
    assert (program.returncode, "s00: another run is crawling it into postgresql" in errors) == (75, True)
    assert hosts.pages() == {}


def test_all_sources_but_those_of_others_are_crawled(machines: list[Machine], hosts: Hosts) -> None:
    with open_store(machines[0].store_url) as store:
        assert store.claims is not None
        for name in ("s00", "s05"):
            assert store.claims.take(f"source {name}")
        code, reported = ended(machines[1].start())
    assert (code, reported["elsewhere"]) == (0, ["s00", "s05"])
    assert len(hosts.pages()) == (SOURCES - 2) * EACH


@pytest.mark.parametrize("moment", range(amount(2, 10)))
def test_what_a_killed_machine_had_is_crawled_by_the_next(machines: list[Machine], hosts: Hosts, moment: int) -> None:
    hosts.pause = 0.05
    chance = random.Random(moment)
    killed = machines[0].start()
    asked = chance.randrange(1, SOURCES * EACH * 3 // 4)
    wait_for(lambda: len(hosts.pages()) >= asked)
    time.sleep(chance.uniform(0, 0.1))
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    code, _ = ended(machines[1].start())
    with open_store(machines[1].store_url) as store:
        pages = urls_of_pages(store)
        states = [run.state for run in store.runs()]
    articles = {url: n for url, n in pages.items() if url.endswith(".html")}
    assert (code, states) == (0, ["finished", "killed"])
    assert (len(articles), set(articles.values())) == (SOURCES * ARTICLES, {1})
    assert len(pages) == SOURCES * EACH


# The server of the store goes away


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of its own, which keeps what it has committed."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (initdb)")
    started = Server(synchronous_commit="on")
    yield started
    started.stop()


@pytest.fixture
def machine(tmp_path: Path, server: Server, hosts: Hosts) -> Machine:
    return Machine(tmp_path / "one", server.database(), hosts.port)


def whole(store_url: str) -> bool:
    """Whether every page is there, and each article once."""
    with open_store(store_url) as store:
        pages = urls_of_pages(store)
        with store.reading() as connection:
            held = connection.exec_driver_sql("SELECT count(*) FROM frontier WHERE state <> 'DONE'").scalar()
            outcomes = Counter(connection.exec_driver_sql("SELECT outcome FROM pages").scalars())
        assert [str(finding) for finding in store.verify()] == []
    articles = {url: n for url, n in pages.items() if url.endswith(".html")}
    assert (len(articles), set(articles.values()), held) == (SOURCES * ARTICLES, {1}, 0)
    assert outcomes["new"] == SOURCES * ARTICLES
    return len(pages) == SOURCES * EACH


@pytest.mark.parametrize("moment", range(amount(2, 40)))
def test_a_run_goes_on_after_the_server_was_killed(machine: Machine, server: Server, hosts: Hosts, moment: int) -> None:
    hosts.pause = 0.02
    chance = random.Random(moment)
    program = machine.start()
    asked = chance.randrange(1, SOURCES * EACH)
    wait_for(lambda: len(hosts.pages()) >= asked or program.poll() is not None)
    time.sleep(chance.uniform(0, 0.1))
    server.kill()
    server.start()
    out, errors = program.communicate(timeout=300)
    if program.returncode:  # between two of its steps it may have been at one that is not waited for
        assert (program.returncode, "what was committed before is whole" in errors) == (3, True), errors
        assert ended(machine.start())[0] == 0
    assert whole(machine.store_url), out


def test_a_run_whose_server_stays_away_is_3_and_the_next_finishes(
    machine: Machine, server: Server, hosts: Hosts
) -> None:
    hosts.pause = 0.02
    program = machine.start(before=IMPATIENT)
    wait_for(lambda: len(hosts.pages()) > SOURCES)
    server.kill()
    _, errors = program.communicate(timeout=300)
    server.start()
    assert (program.returncode, "what was committed before is whole" in errors) == (3, True), errors
    assert ended(machine.start())[0] == 0
    assert whole(machine.store_url)


def test_a_run_whose_session_is_ended_is_3_and_the_next_finishes(machine: Machine, hosts: Hosts) -> None:
    hosts.pause = 0.05
    program = machine.start()
    wait_for(lambda: len(hosts.pages()) > SOURCES)
    with open_store(machine.store_url) as store, store.writing() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
            " AND mode = 'ExclusiveLock' AND pid <> pg_backend_pid()"
        )
    _, errors = program.communicate(timeout=300)
    assert (program.returncode, "the server has ended the session" in errors) == (3, True), errors
    assert ended(machine.start())[0] == 0
    assert whole(machine.store_url)


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)
