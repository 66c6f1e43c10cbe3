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


HOME = "<a href='/'>首页</a>"
WAYS = {
    "linked": f"<div class=pos>当前位置：{HOME} &gt; <a href='/zwgk/'>政务公开</a> &gt; <a href='./'>重大项目</a></div>",
    "a text at its end": f"<p>{HOME} &gt; 重大项目</p>",
    "an element at its end": f"<div><span>您的位置</span>：<span>{HOME} » <em>重大项目</em></span></div>",
    "a list of steps": f"<ul class=breadcrumb><li>{HOME}</li><li>政务公开</li><li class=active>重大项目</li></ul>",
    "a home of another name": "<div><a href='/'>示例县人民政府网</a> / <a href='./'>重大项目</a></div>",
    "no home": "<div>当前位置：<a href='/zwgk/'>政务公开</a> &gt; 重大项目</div>",
}
PLACES = {
    "a list": "<ul></ul>",
    "an element to fill": "<div id=list></div><script>$.get('/api/list?page=1', fill)</script>",
    "a text": "<div>暂无相关信息！</div>",
    "a count": "<ul></ul><div class=page>共0条 0/0页</div>",
    "on its way": "<p>正在加载，请稍候…</p>",
    "rows that a script repeats": "<ul><li v-for='i in rows'><a :href='i.url'>{{i.title}}</a>来源：{{i.from}}</li></ul>",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_way_to_a_page_is_no_part_of_its_list(way: str, place: str) -> None:
    headed = f"<div class=r>{way}<h2>重大项目</h2>{place}</div>"
    assert listed(headed, OTHERS) == listed(OTHERS, headed) == 0
    assert listed(OTHERS, f"<div class=r>{way}{place}</div>") == 0
    assert listed(way, f"{OTHERS}<div class=r><h2>重大项目</h2>{place}</div>") == 0


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_is_empty_next_to_a_way_above_the_rows_leaves_them(way: str) -> None:
    below = OTHERS.replace("热门文章", "项目公告")
    for other in ("<div id=weather></div>", "<ul class=columns></ul>", "<div><h3>在建项目</h3>暂无数据</div>"):
        assert listed(f"<div class=top>{way}{other}</div>", below) == 5
        assert listed(f"<div class=r>{way}{other}{below}</div>", "") == 5


def test_a_menu_that_ends_in_the_page_s_name_is_no_way() -> None:
    menu = f"<ul class=nav><li>{HOME}</li><li><a href='/zwgk/'>政务公开</a></li><li><a href='./'>重大项目</a></li></ul>"
    assert listed(OTHERS, f"<div class=head>{menu}<div id=search></div></div>") == 5
