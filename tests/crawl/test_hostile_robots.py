"""What each answer for /robots.txt means (RFC 9309), and that none of them holds a crawl up."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from hostile_crawl import LIST, Met, crawl_hostile, crawl_several, list_of
from hostile_site import Hostile, Sender, answer, drip, forever, gzipped, hostile, pieces
from served_site import article

from crawler.download.robots import for_us

ARTICLE = f"{LIST}t20230601_1.html"
RULES = f"User-agent: *\nDisallow: {ARTICLE}\n"
TEXT = "Content-Type: text/plain"
FORBIDDEN = "forbidden by robots.txt"

Crawled = tuple[dict[str, Met], dict[str, Hostile]]


def pages_of(robots: bytes | Sender) -> dict[str, bytes | Sender]:
    return {"/robots.txt": robots, LIST: answer(list_of([ARTICLE])), ARTICLE: answer(article(1).encode())}


def moved(place: str) -> bytes:
    return answer(b"", f"Location: {place}", status="302 Found")


HUGE = pieces(
    f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 50000000\r\n\r\n{RULES}".encode(),
    *[b"Disallow: /nowhere/\n" * 5000] * 500,
)
RULES_HOLD: dict[str, bytes | Sender] = {
    "plain": answer(RULES.encode(), TEXT),
    "of 50 MB": HUGE,
    "without end": forever(f"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{RULES}".encode(), b"# no news\n" * 5000),
    "with a BOM": answer(b"\xef\xbb\xbf" + RULES.encode(), TEXT),
    "in UTF-16": answer(RULES.encode("utf-16"), TEXT),
    "with GBK remarks": answer("# 禁止抓取\n".encode("gbk") + RULES.encode(), TEXT),
    "with NULs": answer(b"\0\0\n" + RULES.encode(), TEXT),
    "with lone carriage returns": answer(RULES.replace("\n", "\r").encode(), TEXT),
    "for us by name": answer(RULES.replace("*", "Bulletins/1.0").encode(), TEXT),
    "among a hundred thousand names": answer(b"User-agent: a\n" * 20_000 + RULES.encode() + b"Disallow: /b\n" * 20_000),
}
NO_RULES: dict[str, bytes | Sender] = {
    "absent": answer(b"", status="404 Not Found"),
    "forbidden": answer(RULES.encode(), TEXT, status="403 Forbidden"),
    "a redirect circle": moved("/robots.txt"),
    "a redirect off the site": moved("https://www.example.com/robots.txt"),
    "a redirect to a file": moved("file:///etc/passwd"),
    "binary": answer(bytes(range(256)) * 1000),
    "a web page": answer(article(1).encode()),
    "for another crawler": answer(RULES.replace("*", "otherbot").encode(), TEXT),
}
UNREACHABLE: dict[str, tuple[bytes | Sender, str]] = {
    "an error of the server": (answer(RULES.encode(), TEXT, status="500 Oops"), "status 500"),
    "too many requests": (answer(b"", "Retry-After: 60", status="429 Too Many Requests"), "status 429"),
    "dripping": (drip(f"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{RULES}".encode(), b"#"), "timed out"),
    "no answer at all": (drip(b"", b""), "timed out"),
    "a bomb": (answer(gzipped(60_000_000), TEXT, "Content-Encoding: gzip"), "too large: "),
    "garbage": (b"\0\1\2\n" * 99, "no HTTP: "),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    every = {**RULES_HOLD, **NO_RULES, **{name: robots for name, (robots, _) in UNREACHABLE.items()}}
    with ExitStack() as held:
        sites = {name: held.enter_context(hostile(pages_of(robots))) for name, robots in every.items()}
        return crawl_several(tmp_path_factory.mktemp("robots"), sites), sites


@pytest.mark.parametrize("robots", RULES_HOLD)
def test_its_rules_hold(crawled: Crawled, robots: str) -> None:
    met, sites = crawled
    expected = {LIST: "listed", ARTICLE: FORBIDDEN}, False
    assert (met[robots].came_of, ARTICLE in sites[robots].asked) == expected


@pytest.mark.parametrize("robots", NO_RULES)
def test_it_has_no_rules(crawled: Crawled, robots: str) -> None:
    assert crawled[0][robots].came_of == {LIST: "listed", ARTICLE: "new"}


@pytest.mark.parametrize("robots", UNREACHABLE)
def test_nothing_is_asked_for_where_it_cannot_be_had(crawled: Crawled, robots: str) -> None:
    met, sites = crawled
    expected = f"robots.txt unreachable: {UNREACHABLE[robots][1]}"
    assert (met[robots].came_of[LIST][: len(expected)], set(sites[robots].asked)) == (expected, {"/robots.txt"})


def test_more_than_half_a_megabyte_of_it_is_not_taken(crawled: Crawled) -> None:
    assert crawled[1]["of 50 MB"].sent["/robots.txt"] < 20_000_000  # what fits into the buffers of the system


SLOTS = """
import scrapy.core.downloader as downloader
close = downloader.Downloader.close
def told(self):
    print({host: (slot.delay, slot.jitter) for host, slot in self.slots.items()})
    close(self)
downloader.Downloader.close = told
"""


@pytest.mark.parametrize(
    ("reported", "delay", "expected"),
    [("0.4", 0.0, 0.4), ("0.4", 0.1, 0.4), ("0.1", 0.3, 0.3)],
    ids=["no delay of its own", "the larger of both", "the source's own"],
)
def test_its_crawl_delay_holds(tmp_path: Path, reported: str, delay: float, expected: float) -> None:
    robots = answer(f"User-agent: *\nCrawl-delay: {reported}\n".encode(), TEXT)
    with hostile(pages_of(robots)) as site:
        met = crawl_hostile(tmp_path, site, SLOTS, delay=delay)
    assert (met.came_of[ARTICLE], met.printed) == ("new", f"{{'127.0.0.1': ({expected}, 0)}}")


LEAST = "import crawler.download.robots; crawler.download.robots.MAX_DELAY = 0.25\n"


def test_a_crawl_delay_of_days_is_bounded(tmp_path: Path) -> None:
    robots = answer(b"User-agent: *\nCrawl-delay: 864000\n", TEXT)
    with hostile(pages_of(robots)) as site:
        met = crawl_hostile(tmp_path, site, LEAST + SLOTS)
    assert met.printed == "{'127.0.0.1': (0.25, 0)}"


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        ("User-agent: a\nUser-agent: *\nDisallow: /x\n", ["User-agent: *", "disallow: /x"]),
        ("User-agent: *\nDisallow: /x\nUser-agent: a\nDisallow: /y\n", ["User-agent: *", "disallow: /x"]),
        ("user agent : BULLETINS # us\nALLOW:/ # all\n", ["User-agent: bulletins", "allow: /"]),
        ("Disallow: /x\n", []),
        ("Sitemap: /map.xml\nUser-agent: *\nHost: a\nCrawl-delay: 3\n", ["User-agent: *", "crawl-delay: 3"]),
    ],
)
def test_only_the_groups_that_speak_to_us_are_read(robots: str, expected: list[str]) -> None:
    assert list(for_us(robots.encode())) == expected


def test_a_path_that_is_cut_off_forbids_nothing() -> None:
    lines = for_us(b"User-agent: *\n" + b"Disallow: /a\n" * 50_000)
    assert set(lines) == {"User-agent: *", "disallow: /a"}
