"""A real crawl of a site that gives one page for all: maintenance, a portal, and its articles when they are back."""

from pathlib import Path

from crawls import LIST, crawl, outcomes, source_of
from served_site import Answer, Page, article, list_page, served

from pipelines.store import open_store

MAINTENANCE = (
    "<html><head><meta charset='utf-8'><title>系统维护公告</title></head><body><h1>系统维护公告</h1>"
    "<div class='content'>"
    "<p>尊敬的用户：为提供更好的服务，门户网站正在进行系统升级维护，暂时无法访问，请您稍后再试。</p>"
    "<p>给您带来的不便，敬请谅解。如有疑问请联系网站管理员。</p></div></body></html>"
)
PORTAL = (
    "<html><head><meta charset='utf-8'><title>临江市人民政府</title></head><body><h1>临江市人民政府</h1>"
    "<div class='content'>"
    "<p>临江市位于省境东南部，辖六个街道、七个镇，总面积三千零八十平方公里，常住人口十六万余人。</p>"
    "<p>全市森林覆盖率达百分之八十五，矿泉水、硅藻土资源丰富，是国家园林城市和全国绿色食品原料标准化生产基地。</p>"
    "</div></body></html>"
)
PATHS = [f"{LIST}t2023060{n}_{n}.html" for n in range(1, 6)]
GOOD: dict[str, Page] = {
    LIST: list_page(*(path.removeprefix(LIST) for path in PATHS)),
    **{path: article(n) for n, path in enumerate(PATHS, 1)},
}


def titles(folder: Path) -> set[str]:
    with open_store(f"sqlite:///{folder / 'b.db'}") as store:
        return {line.title[:3] for line in store.bulletins(copies=True)}


def test_a_maintenance_page_replaces_nothing_and_the_source_is_suspicious(tmp_path: Path) -> None:
    with served(dict(GOOD)) as site:
        crawl(tmp_path, source_of(site))
        site.pages.update(dict.fromkeys(PATHS, MAINTENANCE))
        down = crawl(tmp_path, source_of(site), full=True)
        site.pages.update({path: GOOD[path] for path in PATHS})
        back = crawl(tmp_path, source_of(site))
    assert {name.partition(":")[0] for name in outcomes(down.run)} == {"listed", "rejected"}
    assert down.states["site"][0] == "suspicious"
    assert "5 addresses gave another page than their own" in down.states["site"][1]
    assert outcomes(back.run) == {"listed": 1, "unchanged": 5}
    assert titles(tmp_path) == {"关于第"}


def test_articles_that_lead_to_a_portal_are_no_bulletin(tmp_path: Path) -> None:
    leading = {path: Answer(b"", 302, (("Location", "/portal.html"),)) for path in PATHS}
    with served({**GOOD, **leading, "/portal.html": PORTAL}) as site:
        crawled = crawl(tmp_path, source_of(site))
    assert outcomes(crawled.run) == {"listed": 1, "rejected: redirected elsewhere": 5}
    assert crawled.states["site"][0] == "suspicious"
    assert titles(tmp_path) == set()


def test_articles_that_lead_to_a_maintenance_page_are_named_by_what_it_says(tmp_path: Path) -> None:
    leading = {path: Answer(b"", 302, (("Location", "/down.html"),)) for path in PATHS}
    with served({**GOOD, **leading, "/down.html": MAINTENANCE}) as site:
        crawled = crawl(tmp_path, source_of(site))
    assert outcomes(crawled.run) == {"listed": 1, "rejected: notice of the site": 5}
    assert crawled.states["site"][0] == "suspicious"
    assert titles(tmp_path) == set()
