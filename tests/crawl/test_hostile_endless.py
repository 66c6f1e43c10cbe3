"""Sites that never end: calendars, session ids, lists that lead in circles, parts without end, entities in feeds."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest
from hostile_crawl import LIST, Met, crawl_hostile, crawl_several
from hostile_site import Hostile, Line, Sender, answer, hostile
from served_site import article, list_page

NEXT = "<a href='{}'>下一页</a>"
ARTICLE = f"{LIST}t20230601_1.html"


NO_ROBOTS = answer(b"", status="404 Not Found")


def crawl_endless(folder: Path, otherwise: Sender, named: dict[str, bytes], **more: object) -> tuple[Met, Hostile]:
    with hostile({"/robots.txt": NO_ROBOTS, **named}, otherwise) as site:
        return crawl_hostile(folder, site, **more), site


def one_further(line: Line) -> None:
    """A list page that leads to the next number, whatever it is asked for."""
    number = int("".join(filter(str.isdigit, line.path)) or 0) + 1
    line.send(answer(list_page(pager=NEXT.format(f"{LIST}index_{number}.html")).encode()))


def another_session(line: Line) -> None:
    """The same list under another session, and the same article."""
    session = f"?sid={id(line)}{len(line.path)}"
    if "/t2023" in line.path:
        line.send(answer(article(1).encode()))
        return
    line.send(answer(list_page(f"{ARTICLE}{session}", pager=NEXT.format(f"{LIST}index.html{session}x")).encode()))


def refreshed(line: Line) -> None:
    further = f"{LIST}?n={len(line.path)}{'x' * len(line.path)}"
    line.send(answer(f"<meta http-equiv='refresh' content='0; url={further}'>".encode()))


def calendar(line: Line) -> None:
    """A part of an article for every day to come."""
    day = int(line.path.rpartition("_")[2].partition(".")[0]) + 1
    pager = f"<div class='pager'><a href='t20230601_1_{day}.html'>下一页</a></div></body>"
    line.send(answer(article(1).replace("</body>", pager).encode()))


def test_a_list_that_always_has_a_next_page_is_read_as_far_as_the_source_says(tmp_path: Path) -> None:
    met, site = crawl_endless(tmp_path, one_further, {}, max_list_pages=4)
    assert (list(met.came_of.values()), len(site.asked)) == (["listed"] * 4, 1 + 4)


def test_session_ids_do_not_make_a_list_endless(tmp_path: Path) -> None:
    met, site = crawl_endless(tmp_path, another_session, {}, max_list_pages=3)
    assert met.run.state == "finished"
    assert len([path for path in site.asked if "/t2023" not in path]) <= 1 + 3


def test_a_refresh_that_always_leads_on_is_followed_as_far_as_the_source_says(tmp_path: Path) -> None:
    met, site = crawl_endless(tmp_path, refreshed, {}, max_list_pages=4)
    assert (list(met.came_of.values()), len(site.asked)) == (["listed"] * 4, 1 + 4)


def test_a_refresh_in_a_circle_is_followed_once(tmp_path: Path) -> None:
    circle = answer(f"<meta http-equiv='refresh' content='0; url={LIST}'>".encode())
    met, site = crawl_endless(tmp_path, one_further, {LIST: circle})
    assert (met.came_of, site.asked) == ({LIST: "listed"}, ["/robots.txt", LIST])


FEW = "import crawler.visits; crawler.visits.MAX_PARTS = 5\n"


def test_an_article_of_endless_parts_is_stored_with_those_that_were_read(tmp_path: Path) -> None:
    first = article(1).replace("</body>", "<div class='pager'><a href='t20230601_1_1.html'>下一页</a></div></body>")
    pages = {LIST: answer(list_page(ARTICLE).encode()), ARTICLE: answer(first.encode())}
    with hostile({"/robots.txt": NO_ROBOTS, **pages}, calendar) as site:
        met = crawl_hostile(tmp_path, site, FEW)
    assert list(met.came_of.values()).count("joined") == 5
    assert met.came_of[ARTICLE] == "new"


LAUGHS = "<!DOCTYPE lolz [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)
)
ROW = "<item><title>关于做好汛期工作的通知&m;</title><link>/zwgk/tzgg/t20230601_1.html</link></item>"
OUTSIDE = "<!DOCTYPE r [<!ENTITY m SYSTEM 'file:///etc/passwd'><!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'>%p;]>"
XML = "Content-Type: text/xml; charset=utf-8"


FEEDS = {
    "laughs in a feed": f"<?xml version='1.0'?>{LAUGHS}]><rss><channel>{ROW}</channel></rss>",
    "a file in a feed": f"<?xml version='1.0'?>{OUTSIDE}<rss><channel>{ROW}</channel></rss>",
    "laughs in a sitemap": f"<?xml version='1.0'?>{LAUGHS}]><urlset><url><loc>{ARTICLE}</loc></url>&m;</urlset>",
    "a file in a datastore": f"<?xml version='1.0'?>{OUTSIDE}<datastore><record><![CDATA[&m;]]></record></datastore>",
}


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Met], Path]:
    folder = tmp_path_factory.mktemp("fed")
    with ExitStack() as held:
        sites = {
            name: held.enter_context(hostile({LIST: answer(feed.encode(), XML), ARTICLE: answer(article(1).encode())}))
            for name, feed in FEEDS.items()
        }
        return crawl_several(folder, sites), folder


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_with_entities_is_read_without_them(fed: tuple[dict[str, Met], Path], feed: str) -> None:
    assert (fed[0][feed].came_of[LIST], fed[0][feed].errors) == ("listed", "")


def test_no_entity_adds_a_file_in(fed: tuple[dict[str, Met], Path]) -> None:
    with sqlite3.connect(fed[1] / "b.db") as database:
        titles = "".join(title for (title,) in database.execute("SELECT title FROM listings"))
    assert "关于做好汛期工作的通知" in titles
    assert "root:" not in titles
