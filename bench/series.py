"""What 500 issues of one series cost to ingest, next to 500 pages of the same make that have nothing in common.

    .venv/bin/python bench/series.py [--issues 500] [--rounds 3]

Each kind is read, made free of repeats and written into a store of its own, by turns in one process; printed are the
medians of the seconds and the ratio to the unrelated pages of the same round. `oldest first`, `newest first` and
`thrown` are the orders in which the issues come.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipelines.clean import clean  # noqa: E402  # after the path of the sources
from pipelines.models import Page, Source  # noqa: E402
from pipelines.store import open_store  # noqa: E402

ANY = Source(name="bench")
FIRST = date(2015, 1, 6)
HAN = (0x4E00, 0x8000)
BATCH = 20
GOODS = ("大米", "面粉", "菜籽油", "猪肉", "牛肉", "鸡蛋", "白菜", "萝卜", "土豆", "草鱼")
FORMULAS = (
    "以上价格由价格监测点工作人员现场采集，仅供参考，如有疑问请与市发展和改革局价格监测中心联系。",
    "下一步，我们将继续做好市场价格监测工作，密切关注重要民生商品供需变化，及时发布有关信息。",
)


def prices(throw: random.Random, at: int) -> tuple[str, list[str]]:
    """Weekly prices: other figures each week, the same two paragraphs below them."""
    lines = [
        f"{name}平均价格每公斤{throw.uniform(2, 60):.2f}元，比上周上涨{throw.uniform(0, 9):.2f}%。" for name in GOODS
    ]
    return f"{2015 + at // 52}年第{at % 52 + 1}周主要农产品价格监测情况", [*lines, *FORMULAS]


NOTICE = (
    "因城关镇人民路供水管网改造施工，为确保施工安全和供水质量，市自来水公司决定对以下区域实施计划性停水。",
    "停水时间：明日8时至17时，共9个小时。停水范围：人民路片区、批发市场片区、老火车站片区。",
    "请广大用户提前做好储水准备，停水期间关好水龙头，恢复供水时如有短时水质浑浊，放水片刻即可正常使用。",
    "给您带来不便敬请谅解，咨询电话96116，二十四小时有人接听。",
)


def same_again(throw: random.Random, at: int) -> tuple[str, list[str]]:
    """A notice in the same words each time."""
    return "停水通知", [*NOTICE, *FORMULAS]


def one_figure(throw: random.Random, at: int) -> tuple[str, list[str]]:
    """A notice of which each issue has one other figure in the same words."""
    return "停水通知", [f"本次停水涉及用户{at + 100}户，请各用户相互转告，恢复供水时间另行通知。", *NOTICE]


def unrelated(throw: random.Random, title: str, lines: list[str]) -> tuple[str, list[str]]:
    """A page of the same make that shares nothing with the others: every character stands for another one."""
    others = {ord(c): chr(throw.randrange(*HAN)) for c in {*title, *"".join(lines)} if "\u4e00" <= c <= "\u9fff"}
    return title.translate(others), [line.translate(others) for line in lines]


KINDS: dict[str, Callable[[random.Random, int], tuple[str, list[str]]]] = {
    "weekly prices": prices,
    "the same words": same_again,
    "one other figure": one_figure,
}
UNRELATED = "unrelated"
ORDERS = (UNRELATED, "oldest first", "newest first", "thrown")


def pages(kind: str, order: str, issues: int) -> list[Page]:
    throw = random.Random(1)
    made = []
    for at in range(issues):
        title, lines = KINDS[kind](throw, at)
        if order == UNRELATED:
            title, lines = unrelated(throw, title, lines)
        day = FIRST + timedelta(days=7 * at)
        url = f"http://www.bench.example/jgjc/t{day:%Y%m%d}_{at}.html"
        head = (
            f'<title>{title}</title><meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day}">'
        )
        text = "".join(f"<p>{line}</p>" for line in lines)
        body = (
            f'<html><head><meta charset="utf-8">{head}</head><body><h1>{title}</h1><div id="zoom">{text}</div></body>'
        )
        made.append(Page("bench", url, url, datetime(2026, 7, 1, tzinfo=UTC), 200, (), body.encode()))
    if order == "newest first":
        made.reverse()
    elif order == "thrown":
        throw.shuffle(made)
    return made


def seconds(some: list[Page]) -> tuple[float, int]:
    """How long the pages take, and how many rows they leave in `relations` and `copied`."""
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/bench.db") as store:
        run = store.begin_run("bench")
        start = time.perf_counter()
        for first in range(0, len(some), BATCH):
            batch = some[first : first + BATCH]
            numbers = store.keep_many(run, batch)
            store.record_outcomes([(number, clean(page, ANY)) for number, page in zip(numbers, batch, strict=True)])
        took = time.perf_counter() - start
        with store.reading() as connection:
            query = "SELECT (SELECT count(*) FROM relations) + (SELECT count(*) FROM copied)"
            return took, int(connection.exec_driver_sql(query).scalar_one())


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--issues", type=int, default=500)
    asked.add_argument("--rounds", type=int, default=3)
    options = asked.parse_args()
    combinations = [(kind, order) for kind in KINDS for order in ORDERS]
    took: dict[tuple[str, str], list[float]] = {one: [] for one in combinations}
    rows: dict[tuple[str, str], int] = {}
    for _ in range(options.rounds):
        for one in combinations:
            spent, rows[one] = seconds(pages(*one, options.issues))
            took[one].append(spent)
    for (kind, order), mine in took.items():
        ratio = statistics.median(one / other for one, other in zip(mine, took[kind, UNRELATED], strict=True))
        name = f"{kind}, {order}"
        print(f"{name:32} {statistics.median(mine):7.2f} s  {ratio:5.2f}  {rows[kind, order]:,} rows of relations")


if __name__ == "__main__":
    main()
