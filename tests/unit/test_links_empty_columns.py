"""A page whose own column is empty lists nothing: what it shows of other columns is not its list."""

import pytest

from pipelines.lists.read import read_list
from pipelines.models import Source

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/zwgk/zdxm/"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))
HOT = "".join(
    f"<li><a href='/xw/t2026091{n}_{n}01.html'>关于第{n}批惠农补贴发放的通知</a><i>2026-09-1{n}</i></li>"
    for n in range(5)
)

FRAME = f"<p>{'主办：示例县人民政府办公室　承办：示例县大数据中心　' * 30}</p>"  # a page that says less is a notice


def listed(own: str, hot: str, title: str = "重大项目_示例县人民政府") -> int:
    text = f"<html><head><title>{title}</title></head><body>{own}{hot}{FRAME}</body></html>"
    return len(read_list(text, LIST, SOURCE).articles)


OTHERS = f"<div class=hot><h3>热门文章</h3><ul>{HOT}</ul></div>"
EMPTY = [
    "<div class=r><h2>重大项目</h2><p>暂无数据</p></div>",
    "<div class=r><h2>重大项目</h2><p>暂无相关信息！</p></div>",
    "<div class=r><h2>重大项目</h2><p>该栏目内容正在整理中，敬请期待</p></div>",
    "<div class=r><h2>重大项目</h2><div>共0条记录</div></div>",
    "<div class=r><div class=tit><h2>重大项目</h2></div><ul class=list></ul></div>",
    "<div class=r><p class=name>重大项目</p><table id=rows></table></div>",
]


@pytest.mark.parametrize("own", EMPTY)
def test_the_hottest_of_other_columns_are_no_rows_of_an_empty_one(own: str) -> None:
    assert listed(own, OTHERS) == listed(OTHERS, own) == 0


def test_rows_under_no_name_or_the_page_s_own_stay_whatever_is_said() -> None:
    for own in EMPTY:
        assert listed(own, f"<div><ul>{HOT}</ul></div>") == 5
        assert listed(own, f"<div><h3>重大项目</h3><ul>{HOT}</ul></div>") == 5
        assert listed(own, OTHERS.replace("/xw/", "/zwgk/zdxm/")) == 5
        assert listed(own, OTHERS, "首页") == 5


def test_a_name_in_a_banner_is_no_empty_column() -> None:
    for banner in ("<div class=banner><h1>重大项目</h1></div>", "<div><h1>重大项目</h1><p>ZHONGDA XIANGMU</p></div>"):
        assert listed(banner, OTHERS.replace("热门文章", "项目公告")) == 5
