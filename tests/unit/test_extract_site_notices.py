"""Pages with status 200 on which a site speaks of itself, and bulletins about the same things, which stay bulletins."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest
from extract_pages import ANY, FOOTER, NAVIGATION, page

from pipelines.extract import extract
from pipelines.models import Rejected, Rejection


def alone(body: str, title: str = "提示") -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'


def in_frame(body: str, title: str = "临江市人民政府") -> str:
    return alone(f"<ul>{NAVIGATION}</ul><div class='main'>{body}</div>{FOOTER}", title)


def bulletin(title: str, text: str, lead: str = "<div>发布日期：2023-04-20 来源：市税务局</div>") -> str:
    return in_frame(f"<h1>{title}</h1>{lead}<div class='con'><p>　　{text}</p></div>", f"{title}_临江市人民政府")


def reason(html: str) -> Rejection:
    with pytest.raises(Rejected) as rejected:
        extract(page(html), ANY)
    return rejected.value.reason


NOTICES = {
    "维护": alone(
        "<h1>系统维护公告</h1><p>因网站系统升级维护，11月28日至29日期间暂停服务，给您带来不便，敬请谅解。</p><p>如有紧急事项，请拨打0750-1234567联系值班人员。</p>",
        "系统维护公告",
    ),
    "维护, signed": alone(
        "<p>尊敬的用户：本网站正在进行系统升级，预计12月1日8:00恢复访问。</p><p>临江市政务服务和数据管理局</p>"
    ),
    "维护, in the frame": in_frame("<p>系统维护中，暂停访问，请您稍后再试。</p>"),
    "停止服务": alone("<center><b>公 告</b><br>因机房搬迁，网站将于11月27日22:00停止服务，请各位网友谅解。</center>"),
    "关停": alone("<p>根据政府网站集约化要求，本网站已关停，请访问临江市人民政府门户网站。</p>"),
    "繁忙": alone("<p>系统繁忙，请稍后再试！</p><p>服务器当前访问人数过多，请您稍后重新访问本页面。</p>", "系统繁忙"),
    "建设中": in_frame("<p>该栏目正在建设中，敬请期待……</p>"),
    "更新中": in_frame("<p>暂无内容，内容正在更新中...</p>"),
    "外链": alone(
        "<p>您访问的链接即将离开“临江市人民政府”门户网站，是否继续？</p><p>http://www.example.com/</p><a href=#>继续访问</a>",
        "外链提示",
    ),
    "外链, warned": alone(
        "<p>即将访问的网址为非政府网站，安全性未知，请谨慎访问</p><p>https://www.example.com</p><a>返回</a>"
    ),
    "微信": alone("<div class=weui_msg><h4>请在微信客户端打开链接</h4></div>", ""),
    "小程序": alone("<p>请您使用“临江通”小程序打开</p>"),
    "浏览器": alone("<p>您的浏览器版本过低，请使用谷歌、火狐等浏览器访问。</p>"),
    "整理中, with a picture": in_frame("<img src='/wait.jpg'><br>频道内容完善中，请改日再来"),
    "即将上线": in_frame("<p>本频道的内容尚在整理，近日与您见面！</p>"),
    "暂无": in_frame("<div class='position'>当前位置：首页 > 公告</div><p>很抱歉，该栏目里暂时还没有信息。</p>"),
    "施工, and an apology": in_frame("<h3>正在施工中……</h3><p>由此带来的不便，请您谅解。</p>"),
    "with the clock and who runs it": in_frame(
        "<p>今天是2023年4月20日 星期四</p><p>页面建设中...</p><p>Under construction</p><p>主办：临江市人民政府办公室　地址：临江市人民路一号</p>"
    ),
    "忙碌, Traditional": alone("<p>系統目前忙碌中，請稍候再試，造成不便敬請見諒。</p>", "系統忙碌"),
    "維護, Traditional": alone("<p>本網站將於12月1日進行系統維護作業，暫停服務。</p><p>不便之處，敬請見諒。</p>"),
    "維修, Traditional": in_frame("<h2>系統維修</h2><p>本系統現正維修，暫停服務，敬請原諒。</p>"),
    "maintenance": alone("<h1>Our website is under scheduled maintenance</h1><p>We apologize for the delay.</p>", ""),
    "down": alone("<h1>We are down for maintenance.</h1><p>Please try again later.</p>", "Maintenance"),
    "busy": alone("<p>The system is currently busy. Please try again later.</p>", "Busy"),
    "跳转": alone("<p>页面正在跳转，请稍候……如果您的浏览器没有自动跳转，请点击这里</p>"),
}

ERRORS = {
    "Oracle": alone(
        "<pre>java.sql.SQLException: ORA-01017: invalid username/password; logon denied\n\tat oracle.jdbc.driver.T4CTTIoer.processError(T4CTTIoer.java:450)\n\tat com.example.cms.Dao.query(Dao.java:88)</pre>"
    ),
    "Oracle, in the frame": in_frame(
        "<p>数据库连接失败：ORA-12514: TNS:listener does not currently know of service</p>"
    ),
    "Tomcat": alone(
        "<h1>HTTP Status 500 - Internal Server Error</h1><p><b>type</b> Exception report</p><pre>java.lang.NullPointerException\n org.springframework.web.servlet.FrameworkServlet.doGet(FrameworkServlet.java:861)</pre><h3>Apache Tomcat/7.0.64</h3>"
    ),
    "ASP.NET": alone(
        "<h1>“/”应用程序中的服务器错误。</h1><h2>未将对象引用设置到对象的实例。</h2><b>说明:</b> 执行当前 Web 请求期间，出现未经处理的异常。请检查堆栈跟踪信息，以了解有关该错误的详细信息。<br><b>异常详细信息:</b> System.NullReferenceException<pre>[NullReferenceException: 未将对象引用设置到对象的实例。]\n NewsShow.Page_Load(Object sender, EventArgs e) in d:\\web\\NewsShow.aspx.cs:22</pre>"
    ),
    "ASP": alone(
        "<font>Microsoft OLE DB Provider for ODBC Drivers</font> <font>错误 '80004005'</font><p>/inc/conn.asp，行 10"
    ),
    "PHP": in_frame(
        "<p>Warning: mysql_connect(): Can't connect to local MySQL server in /home/wwwroot/inc/conn.php on line 9</p>"
    ),
    "board": alone(
        "<p>phpwind info: Unable to select the database</p><p>Time: 2023-4-20 9:12am<br>Error: Unknown database 'bbs'<br>Errno.: 1049</p>",
        "公告",
    ),
    "frame of a program": alone("<h1>程序运行出错啦！</h1><p>LinKMS V3.2.1</p>", "提示信息"),
    "template": alone(
        "<pre>Velocity template warning: $article.title is not set at view.vm[line 12]</pre>", "Velocity"
    ),
    "gateway": alone(
        "<center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>tengine/2.3</center>", "503"
    ),
    "gateway, in Chinese": alone("<h2>500 - 服务器内部发生错误。</h2><h3>请与管理员联系。</h3>", "500"),
    "database": alone("<p>连接数据库时出错</p>", "数据库"),
    "code": alone("<p>检索服务报错：</p><p>查询没有完成，错误码：-1024</p>", "出错页面"),
    "pool": alone("<p>com.alibaba.druid.pool.GetConnectionTimeoutException: wait millis 60000, active 20</p>"),
}

SHIELDS = {
    "创宇盾": alone("<p>您所访问的网站启用了知道创宇云安全，当前请求存在异常，已被管理员设置拦截</p>", "创宇盾"),
    "安全狗": alone("<h2>服务器安全狗防护验证页面</h2><p>请输入验证码以继续访问</p>"),
    "云锁": alone("<p>您的访问存在异常，已被云锁防护拦截，请点击按钮继续访问</p>"),
    "阿里云盾": alone(
        "<p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p><p>您的请求ID是: 3ad8b44d17640</p>",
        "405",
    ),
    "腾讯": alone("<p>很抱歉，您提交的请求可能对网站造成威胁，请求已被管理员设置的策略阻断</p>"),
    "unnamed": alone("<p>您的操作触发了本站的防护规则，IP 192.0.2.4 已被暂时封禁，请30分钟后再试。</p>"),
    "parameters": alone(
        "<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p><p>可能原因：您提交的内容包含危险的攻击请求</p>"
    ),
    "环境异常": alone("<p>环境异常</p><p>当前环境异常，完成验证后即可继续访问。</p><a>去验证</a>", "微信公众平台"),
}

MISSING = {
    "已删除": alone("<p>该信息已删除！</p>"),
    "被发布者删除": alone("<p>该内容已被发布者删除</p>", "微信公众平台"),
    "移除": in_frame("<p>抱歉，您查看的文章可能已经被移除或更名。</p><p>您可以返回首页，或用站内搜索。</p>"),
    "撤回": in_frame("<p>该文章尚未发布或已撤回，暂时无法浏览。</p>"),
    "参数": in_frame("<p>参数错误！</p>"),
}

BULLETINS = {
    "系統維護, Traditional": alone(
        "<h1>關於報稅系統維護暫停服務的公告</h1><p>為進行系統維護，報稅系統於12月1日暫停服務，請納稅人提前辦理，造成不便敬請見諒。</p>",
        "關於報稅系統維護暫停服務的公告",
    ),
    "系統維護, signed with a day of the Republic": alone(
        "<h1>公告</h1><p>為進行系統維護，報稅系統於12月1日暫停服務，請納稅人提前辦理，造成不便敬請見諒。</p><p>臨江市稅務局</p><p>中華民國115年11月28日</p>",
        "公告",
    ),
    "系统升级": bulletin(
        "关于系统升级暂停办税的公告",
        "因系统升级维护，4月28日18时至5月4日8时暂停办理涉税业务，由此带来的不便，敬请谅解。",
    ),
    "停机, no name of an office": bulletin(
        "通告",
        "因税收信息系统停机切换，10月1日至3日网站、自助终端暂停服务，敬请谅解。",
        "<div>2023-04-20 09:30:00</div>",
    ),
    "signed with a day": in_frame(
        "<h2>停机公告</h2><p>各参保单位：</p><p>因社保系统升级，4月28日至30日网站暂停服务，请提前办理。</p><p>临江市社保局</p><p>二〇二三年四月二十日</p>",
        "停机公告",
    ),
    "titled as a document": alone(
        "<h2>临江市医保局关于医保系统停机切换的公告</h2><p>因省医保信息平台升级，4月28日起暂停服务，敬请谅解。</p>",
        "临江市医保局",
    ),
    "门户网站停机": bulletin(
        "关于市政府门户网站停机维护的公告", "因电力检修，市政府门户网站4月22日0时至6时停机维护，期间网站暂停访问。"
    ),
    "外部链接": bulletin("关于清理外部链接的通知", "跳转外部链接时须提示“您即将离开本网站”，各单位于4月底前完成清理。"),
    "微信": bulletin(
        "关于启用公众号预约的通知", "自4月20日起，请使用微信打开“临江不动产”公众号进行预约，扫描下方二维码即可关注。"
    ),
    "ORA": bulletin(
        "关于采购数据库维保服务的公告", "项目内容：Oracle数据库维保，出现ORA-01017等报错时须两小时内到场处理。"
    ),
    "500": bulletin("临江企业上榜", "500 强企业名单今日公布，我市两家企业上榜。", "<div>2023-04-20</div>"),
    "an opening, no day": in_frame(
        "<h1>临江图书馆周末不闭馆</h1><p>读者可在周末到馆查阅信息，借书没有限制。</p>", "临江图书馆周末不闭馆"
    ),
    "English, no day": in_frame(
        "<h1>Harbour opens</h1><p>The new harbour opens to the public on Monday morning.</p>", "Harbour opens"
    ),
    "攻击": bulletin("网络安全宣传", "如遇访问请求被拦截、疑似攻击等情况，请及时报告市委网信办。"),
}


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_of_the_site_is_no_bulletin(kind: str) -> None:
    assert reason(NOTICES[kind]) is Rejection.SITE_NOTICE


@pytest.mark.parametrize("kind", ERRORS)
def test_the_error_of_a_program_is_no_bulletin(kind: str) -> None:
    assert reason(ERRORS[kind]) is Rejection.SERVER_ERROR


@pytest.mark.parametrize("kind", SHIELDS)
def test_the_words_of_a_shield_are_no_bulletin(kind: str) -> None:
    assert reason(SHIELDS[kind]) is Rejection.BLOCKED


@pytest.mark.parametrize("kind", MISSING)
def test_what_was_taken_away_is_not_found(kind: str) -> None:
    assert reason(MISSING[kind]) is Rejection.NOT_FOUND


@pytest.mark.parametrize("kind", BULLETINS)
def test_a_bulletin_about_such_a_thing_stays_a_bulletin(kind: str) -> None:
    assert extract(page(BULLETINS[kind]), ANY).paragraphs


@pytest.mark.parametrize("label", ["留言内容：", "来信内容：请输入您的意见，不超过200字。"])
def test_a_form_below_a_notice_makes_it_no_letter(label: str) -> None:
    notice = alone(f"<p>系统维护中，暂停访问，请您稍后再试。</p><form><p>{label}</p><textarea></textarea></form>")
    assert reason(notice) == Rejection.SITE_NOTICE


FALLEN = {
    "a program's file and line": alone(
        "<div class=error><h1>无法加载模块:Uploads</h1><p>FILE: /www/web/Library/Think/Dispatcher.class.php 　LINE: 174</p></div>",
        "系统发生错误",
    ),
    "a module and line": alone(
        "<p>[0] HttpException in Module.php line 95</p><p>页面错误！请稍后再试</p>", "系统发生错误"
    ),
    "a request": alone(
        "<h1>DoesNotExist at /zwgk/8812</h1><pre>Article matching query does not exist.</pre><table><tr><th>Request Method:</th><td>GET</td></tr></table>",
        "DoesNotExist at /zwgk/8812",
    ),
    "a server without a site": alone(
        "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working.</p><p>Further configuration is required.</p>",
        "Welcome to nginx!",
    ),
    "a panel": alone(
        "<h1>恭喜，站点创建成功！</h1><p>这是默认index.html，本页面由系统自动生成</p>", "恭喜，站点创建成功！"
    ),
}


@pytest.mark.parametrize("html", FALLEN.values(), ids=FALLEN)
def test_a_program_that_fell_over_or_has_no_site_yet(html: str) -> None:
    assert reason(html) is Rejection.SERVER_ERROR


def test_what_a_page_says_to_its_visitor_alone() -> None:
    assert reason(alone("<p>对不起，该问卷已结束，感谢您的参与！</p>", "在线调查")) is Rejection.SITE_NOTICE
    assert reason(alone("<p>该域名正在出售，如有意购买请联系QQ：12345678</p>", "域名出售")) is Rejection.SITE_NOTICE
    assert reason(alone("<p>非法访问！</p>")) is Rejection.NOT_FOUND
    assert (
        reason(alone("<h2>此内容因违规无法查看</h2><p>由用户投诉并经平台审核，涉嫌违反相关法律法规</p>", ""))
        is Rejection.NOT_FOUND
    )


@pytest.mark.parametrize(
    "text",
    [
        "对不起，因档案整修，今日窗口停止办理，请于下周一前来。",
        "非法操作起重机械造成的事故，由使用单位负责并依法处理。",
        "经查，某账号因发布不实信息被停止使用，现将处理结果公布。",
    ],
)
def test_a_bulletin_may_say_the_same(text: str) -> None:
    assert extract(page(bulletin("关于有关事项的通知", text)), ANY).paragraphs[0].text == text
