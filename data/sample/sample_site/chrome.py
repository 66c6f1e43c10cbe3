"""What stands around a bulletin on a real site, and must never be read as part of it.

Two houses: 云溪市's own site, and the portal that re-publishes from it.
"""

from dataclasses import dataclass
from html import escape

__all__ = ["CITY", "PORTAL", "House", "breadcrumb", "editor", "footer", "navigation", "neighbours", "share", "tools"]


@dataclass(frozen=True)
class House:
    """Whose page it is: what its navigation and its footer say."""

    name: str
    domain: str
    menu: tuple[tuple[str, tuple[str, ...]], ...]
    organiser: str
    number: str


CITY = House(
    name="云溪市人民政府门户网站",
    domain="www.yunxi.example.gov.cn",
    menu=(
        ("走进云溪", ("云溪概况", "历史沿革", "行政区划", "风景名胜", "云溪年鉴")),
        ("新闻中心", ("云溪要闻", "部门动态", "镇街动态", "媒体聚焦", "图片新闻", "通知公告")),
        ("政务公开", ("领导之窗", "机构职能", "政策文件", "政策解读", "规划计划", "财政信息", "人事信息", "招标采购")),
        ("政务服务", ("个人办事", "法人办事", "部门服务", "利企便民", "办件查询", "好差评")),
        ("互动交流", ("市长信箱", "在线访谈", "民意征集", "网上调查", "常见问题")),
        ("数据开放", ("数据发布", "数据解读", "统计公报", "开放目录")),
        ("专题专栏", ("平安临江专栏", "乡村振兴", "优化营商环境", "河长制", "安全生产月")),
    ),
    organiser="主办：云溪市人民政府办公室　承办：云溪市政务服务数据管理局",
    number="网站标识码：9907000001　云ICP备99070001号-1　云公网安备 99070302000001号",
)
PORTAL = House(
    name="东岭省政务要闻网",
    domain="news.dongling.example.cn",
    menu=(
        ("要闻", ("省内", "地方", "国内", "评论")),
        ("政策", ("文件速递", "图解", "专家谈")),
        ("民生", ("教育", "医疗", "社保", "住房")),
        ("财经", ("产业", "消费", "数说东岭")),
        ("视听", ("直播", "短视频", "图集")),
    ),
    organiser="东岭省政务要闻网版权所有　未经书面授权禁止复制或建立镜像",
    number="互联网新闻信息服务许可证编号：99120190001　云ICP备99070088号　举报电话：0000-6108110",
)
RELATED = (
    ("云溪市召开全市安全生产视频会议", "2026-06-22"),
    ("我市三个村入选省级美丽乡村示范名单", "2026-06-18"),
    ("市政务服务中心延长周末办理时间", "2026-06-11"),
    ("云溪市人民政府门户网站工作年度报表", "2026-01-08"),
)
FRIENDS = ("国务院部门网站", "省（区、市）政府网站", "市直部门网站", "县（区）政府网站", "新闻媒体网站")


def navigation(house: House = CITY) -> str:
    columns = "".join(
        f'<li class="m"><a href="/nav/{i}/">{name}</a><div class="sub">'
        + "".join(f'<a href="/nav/{i}/{k}/" target="_blank">{reported}</a>' for k, reported in enumerate(below))
        + "</div></li>"
        for i, (name, below) in enumerate(house.menu)
    )
    return (
        '<div class="top"><div class="w1200"><span id="clock">今天是2026年7月1日 星期三</span>'
        '<span class="weather">临江区 多云 26-33℃</span><a href="javascript:addFavorite()">加入收藏</a> | '
        '<a href="/wza/">无障碍浏览</a> | <a href="/wap/">手机版</a> | <a href="/big5/">繁體</a> | <a href="/en/">English</a></div></div>'
        f'<div class="header"><a href="/"><img src="/images/logo.png" alt="{house.name}"></a>'
        f'<ul class="nav"><li class="m on"><a href="/">首页</a></li>{columns}</ul>'
        '<form action="/search" method="get" name="searchform"><input name="q" value="请输入关键字" onfocus="this.value=\'\'">'
        '<button type="submit">搜索</button><p class="hot">热门搜索：<a href="/search?q=1">入学</a> <a href="/search?q=2">公积金</a> '
        '<a href="/search?q=3">医保</a> <a href="/search?q=4">人才引进</a></p></form></div>'
    )


def breadcrumb(columns: tuple[str, ...], mark: str = "&gt;") -> str:
    steps = "".join(f' {mark} <a href="/c{i}/">{escape(name)}</a>' for i, name in enumerate(columns))
    return f'<div class="position">您现在的位置：<a href="/">首页</a>{steps}</div>'


def tools() -> str:
    return (
        '<div class="tools">【字体：<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> '
        '<a href="javascript:doZoom(14)">小</a>】 <a href="javascript:window.print()">打印</a> '
        '<a href="javascript:window.close()">关闭</a> 浏览次数：<span id="hits">1024</span></div>'
    )


def editor() -> str:
    return '<div class="bjr">责任编辑：温晓棠　初审：简若谷　终审：邝文斐</div>'


def neighbours() -> str:
    (before, _), (after, _) = RELATED[:2]
    return (
        f'<div class="sxp"><p>上一篇：<a href="/nav/related0.html">{before}</a></p>'
        f'<p>下一篇：<a href="/nav/related1.html">{after}</a></p></div>'
    )


def share() -> str:
    related = "".join(
        f'<li><a href="/nav/related{i}.html" title="{title}">{title}</a><span>{day}</span></li>'
        for i, (title, day) in enumerate(RELATED)
    )
    return (
        '<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a> <a href="#">QQ空间</a></div>'
        '<div class="ewm"><img src="/images/ewm.png"><p>扫一扫在手机打开当前页</p></div>'
        f'<div class="xgyd"><h3>相关阅读</h3><ul>{related}</ul></div>'
        '<div class="dy"><a href="javascript:window.print()">【打印本页】</a><a href="javascript:window.close()">【关闭窗口】</a></div>'
    )


def footer(house: House = CITY) -> str:
    friends = "".join(
        f'<select onchange="window.open(this.value)"><option>{name}</option><option value="/links/{i}">云溪通</option></select>'
        for i, name in enumerate(FRIENDS)
    )
    return (
        f'<div class="link">友情链接：{friends}</div><div class="footer"><p><a href="/about/">关于我们</a> | '
        '<a href="/map/">网站地图</a> | <a href="/privacy/">隐私声明</a> | <a href="/contact/">联系我们</a></p>'
        f"<p>{house.organiser}</p><p>{house.number}</p><p>建议使用1024*768以上分辨率浏览本站</p>"
        '<p><img src="/images/jc.png" alt="政府网站找错"></p></div>'
        '<script>var _hmt = _hmt || []; (function () { var s = document.createElement("script"); s.src = "/js/tj.js?id=9907000001"; '
        "document.body.appendChild(s); })(); function addFavorite() { try { window.external.addFavorite(location.href, document.title); } "
        'catch (e) { alert("请使用 Ctrl+D 收藏本页"); } }</script>'
    )
