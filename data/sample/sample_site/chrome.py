"""What stands around a bulletin on a real site, and must never be read as part of it."""

from html import escape

NAVIGATION = ("首页", "走进云溪", "新闻中心", "政务公开", "政务服务", "互动交流", "数据开放")
RELATED = (
    "云溪市召开全市安全生产视频会议",
    "我市三个村入选省级美丽乡村示范名单",
    "市政务服务中心延长周末办理时间",
    "云溪市人民政府门户网站工作年度报表",
)


def navigation() -> str:
    rows = "".join(f'<li><a href="/nav/{i}/">{name}</a></li>' for i, name in enumerate(NAVIGATION))
    return (
        '<div class="top"><span id="clock">今天是2026年7月1日 星期三</span> <a href="/wza/">无障碍浏览</a> | '
        '<a href="/big5/">繁體</a> | <a href="/en/">English</a></div>'
        f'<div class="header"><img src="/images/logo.png" alt="云溪市人民政府"><ul class="nav">{rows}</ul>'
        '<form action="/search"><input name="q" value="请输入关键字"><button>搜索</button></form></div>'
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


def share() -> str:
    related = "".join(f'<li><a href="/nav/related{i}.html">{title}</a></li>' for i, title in enumerate(RELATED))
    return (
        '<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a> <a href="#">QQ空间</a></div>'
        '<div class="ewm"><img src="/images/ewm.png"><p>扫一扫在手机打开当前页</p></div>'
        f'<div class="xgyd"><h3>相关阅读</h3><ul>{related}</ul></div>'
    )


def footer(host: str = "云溪市人民政府") -> str:
    return (
        '<div class="footer"><p><a href="/about/">关于我们</a> | <a href="/map/">网站地图</a> | '
        '<a href="/contact/">联系我们</a></p>'
        f"<p>主办：{host}办公室　承办：云溪市政务服务数据管理局</p>"
        "<p>网站标识码：9907000001　粤ICP备99070001号　粤公网安备 99070302000001号</p>"
        "<p>建议使用1024*768以上分辨率浏览本站</p></div>"
    )
