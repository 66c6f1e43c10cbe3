"""Pages on which a site speaks of itself: 系统维护, 栏目建设中, 您即将离开本站, the stack of an error.

Words alone decide nothing, for a bulletin may be about such a thing (关于系统升级暂停办税的公告). A bulletin shows
who published it and when, or is signed with a day, or bears a document's title. A notice of the site does none of
this: it is short, and most of what the page says, links and its frame left out, is about the site or the visit.
"""

import re

from pipelines.extract.body.letters import asks_something
from pipelines.extract.lines.labels import has_label
from pipelines.extract.markup.names import is_called_otherwise, known_container
from pipelines.extract.markup.tree import Block, Tree, is_file
from pipelines.extract.rejections.bot_walls import CHALLENGE_WORDS
from pipelines.extract.words.dates import first_moment
from pipelines.extract.words.line_patterns import (
    OFFICE,
    SENTENCE_ENDS,
    is_cut_anywhere,
    is_furniture,
    is_meta_line,
    simplified,
)

__all__ = ["error_in", "is_bulletin", "is_of_site", "notice_in", "speaks_of_site"]

# What programs print when they fall over; each is written by a machine, none by an office
MARKS = (
    "xception",
    "ORA-",
    "SQL",
    "mysql",
    "服务器错误",
    " on line ",
    "OLE DB",
    "rror",
    "HTTP Status",
    "Traceback",
    ".php",
    "Request Method",
    "错误 '",
)
ERROR = re.compile(
    r"\bat [\w.$<>]{3,120}\((?:\w{1,60}\.java:\d+|Native Method|Unknown Source)\)|\(\w{1,60}\.java:\d+\)"
    r"|\b(?:[a-zA-Z_]\w{0,40}\.){1,8}\w{0,60}(?:Exception|Error)\b|\b\w{1,60}Exception:|Exception report|\bUncaught \w{3,60}"  # noqa: E501 - one list of words, read as one
    r"|\bORA-\d{5}\b|\bTNS:|SQLSTATE\[|OLE DB Provider|\[Microsoft\]\[ODBC|mysqli?_\w{1,30}\(\)|PDO->|Table '[\w.]+' doesn't exist"  # noqa: E501 - one list of words, read as one
    r"|\bStack ?[Tt]race\b|堆栈跟踪|异常详细信息|应用程序中的服务器错误|Server Error in '/|错误 '[0-9a-f]{8}'|\bon line \d+|#\d+ /\S{1,120}\(\d+\)"  # noqa: E501 - one list of words, read as one
    r"|HTTP Status [45]\d\d|Apache Tomcat/\d|Whitelabel Error Page|Traceback \(most recent|Runtime Error|(?:Fatal|Parse) error\b"  # noqa: E501 - one list of words, read as one
    r"|[\w/]\.(?:php|py|aspx?|cs|java)\W{1,6}(?:line|LINE)\W{0,3}\d+|Request Method:\s*(?:GET|POST)\b",
    re.ASCII,
)
SITE = r"本(?:网)?站|本页面?|本系统|网站|站点|系统|服务器|页面|网页|栏目|链接|网址|浏览器|微信|内容|您(?:所)?(?:访问|打开|点击|浏览)的"  # noqa: E501 - one list of words, read as one
STATE = (
    r"维护|升级|改版|迁移|检修|调试|建设中|正在建设|正在更新|更新中|繁忙|忙碌|过多|拥堵|开小差|异常|出错|暂停|关闭|无法(?:访问|打开|浏览|显示|查看)"
    r"|离开|跳转|不属于|第三方|版本过低|不支持|打开|扫描|浏览|恢复访问|停止|停机|关停|变更"
)
OF_ITSELF = re.compile(
    rf"(?:{SITE}).{{0,16}}(?:{STATE})|(?:{STATE}).{{0,12}}(?:{SITE})|(?:访问|在线)(?:用户|人数|量|次数)?过多"
    r"|请(?:您)?.{0,4}(?:稍后|稍候|刷新|耐心等待)|敬请期待|(?:继续|放弃|确认)(?:访问|前往|浏览|跳转)|是否(?:继续|前往)\W*$"
    # Whom it lets in, and for how long
    r"|(?:仅限|仅供|只限|只能|仅允许|只允许|仅对).{0,8}(?:校园|校内|内部|局域|专)网?.{0,6}(?:访问|浏览|查看|阅读|下载|开放|打开)"
    r"|本(?:系统|网?站|页面).{0,12}维修"
    r"|[您你](?:没有|无).{0,6}权限|(?:会话|登[录陆]).{0,6}(?:过期|超时|失效)|(?:请求|连接|响应)超时"
    # The visitor's own address, which no bulletin knows, and that it is not let in
    r"|(?:[您你]|当前|来访)\S{0,6}IP.{0,20}(?:\d{1,3}(?:\.\d{1,3}){3}|不在|不属于|未被|无权|没有权)",
)
# A state and nothing else, next to an apology for it
UNDER_WORK = re.compile(
    r"^\W*(?:\w{0,6}(?:正在|尚在|仍在)|资料|内容|信息|数据|页面|栏目|网站|网页|系统)?(?:建设|施工|整理|完善|制作|筹备|开发|维护|升级|更新|调整)之?中?\W*$"
    r"|^\W*即将(?:上线|开通|推出)|under construction|coming soon"
    r"|\b(?:we are|(?:web ?)?site|system|server|page)\b.{0,20}\b(?:down for|under|undergoing)\b.{0,20}maintenance"
    r"|\b(?:system|server|(?:web ?)?site) is\b.{0,20}\bbusy\b",
    re.IGNORECASE,
)
NOT_NOW = re.compile(r"[暂无未不没尚]|即将|正在|抱歉|[^其集]中(?:\W|$)")
APOLOGY = re.compile(
    r"不便.{0,6}(?:谅解|见谅|原谅|理解)|不便.{0,10}歉|^\W*(?:我们)?(?:深?表|致以)\S{0,4}歉意|^\W*(?:敬请|请您?)(?:谅解|见谅|期待|关注)\W*$"
    r"|\b(?:[Ss]orry for|apologi[sz]e|inconvenience|try again later|back (?:soon|shortly))\b"
)
# What Traditional notices are written with, next to the characters that all patterns know
IS_TRADITIONAL = re.compile("[統網維暫請]")
TO_SIMPLIFIED = str.maketrans("統維護暫請諒處見", "统维护暂请谅处见")
# The page that a server shows before a site is put on it
DEFAULT_PAGE = re.compile(
    r"Welcome to (?:nginx|OpenResty|tengine|CentOS)\b|(?:Apache2?|IIS|Tomcat|HTTP Server)\b.{0,30}(?:default|test) page"
    r"|^\W*It works\W*$|站点创建成功|没有找到站点",
    re.IGNORECASE,
)
# What a page of a few words says to its visitor, whatever that is about
TO_VISITOR = re.compile(r"^\W*(?:很|非常)?(?:对不起|抱歉)")
# and what it asks him to do
BACK = re.compile(
    r"返回(?:首页|主页|上[一级])|刷新|重新(?:访问|输入|打开|查找|加载|登[录陆])|联系(?:网站|系统)?管理员|(?:检查|核对|确认).{0,8}(?:地址|网址|链接|输入)"
)
VISITOR = re.compile("[您你请]|当前|本次|Denied|IP")
HAN = re.compile(r"[\u4e00-\u9fff]")
# The site's clock and who runs it, in words; menus, the way to the page and the footer are known by their elements
FRAME = re.compile(
    r"^\W*(?:今天是|现在是|(?:主办|承办|主管|协办|地址|(?:联系)?电话|邮编|传真|邮箱|友情链接)\S{0,4}[:：])"
)
TRAIL = re.compile(r"^.{0,12}(?:首\s*页|主页|首頁)\W*[>＞»›→]")
# A gateway's line, the words of a program in English, and in Chinese with what only a program says
GATEWAY = re.compile(r"^\W*(?:HTTP\W{1,3})?(?:[Ee]rror\W{0,3})?5\d\d\b[\s:：-]{0,4}[A-Za-z\u4e00-\u9fff]")
PROGRAM = re.compile(
    r"\b(?:[Ee]rr(?:or|no)|[Ww]arning|[Ff]atal|[Ee]xception|[Uu]navailable|[Tt]imed? ?-?out|[Ff]ailed|[Rr]efused"
    r"|[Cc]an(?:no|')t|[Tt]oo many)\b"
)
DATABASE = re.compile(
    r"数据库.{0,8}(?:错误|出错|失败|不可用|异常|超时)|(?:错误|出错|失败)\S{0,6}数据库|错误(?:代码|码|编号|号)\s*[:：]?\s*-?\w{0,3}\d"
)
OF_PROGRAM = re.compile(r"(?:系统|服务器|程序|模板|接口|页面|运行).{0,6}(?:错误|出错|异常)")
VERSION = re.compile(r"[A-Za-z][\w.]{2,20}(?:\s[A-Z]{2,5})?[\s/][vV]?\d+\.\d")
DOCUMENT_TITLE = re.compile(
    r"(?:关于|關於|有關).{3,60}(?:公告|通告|通知|通[报報]|公示|函|意[见見]|[决決]定|批[复復覆]|[办辦]法|方案|[报報]告|[说說]明)"
)
DAY_ALONE = re.compile(
    r"^\W*(?:(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}日?|(?:中華民國|民國)?\s*1\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[一二][〇○零ＯO一二三四五六七八九]{3}年.{2,7}日)\W*$"
)
ABOUT_SITE = re.compile(
    rf"{SITE}|文章|信息|小程序|APP|服务|域名|IP\b|website|server|browser|blocked|request", re.IGNORECASE
)
PUBLISHED = re.compile(r"发布|發布|發佈|来源|來源|发稿|公开日期|[回答]复|留言|作者|记者|编辑|浏览|点击|阅读")
MAX_LENGTH = 300  # characters of a notice, links and the page's frame left out
MAX = 0.45  # of them, at least, in lines about the site
SHORT = 60  # of the words of a page, heading and frame left out, that may only name the site to be about it
LEAST_HEADING = 6
LEAST_SAID = 12  # characters of a line that says something
TINY = 400  # characters of a whole page on which a program says that it fell over
MOSTLY = 0.6  # of its letters
BARE = 160  # characters of a page that has next to no links either: it has no room for a bulletin and its day
FEW_LINKS = 5
MAX_ERROR = 20_000  # characters of the longest stack that was looked at, twice over
LEAST_ERRORS = 2  # signs of a program's error: one may be quoted


def is_bulletin(tree: Tree) -> bool:
    """Whether the page shows when and by whom it was published, is signed with a day, or is titled as a document.

    So does one whose body, known by the name of its element, speaks of something else than the site.
    """
    if any(tree.metas.get(name) for name in ("articletitle", "pubdate")):
        return True
    visible = [block for block in tree.blocks if not block.hidden]
    if any(DAY_ALONE.match(block.text) for block in visible if len(block.text) < 30):
        return True
    if any(is_about_publication(block.text) for block in visible if len(block.text) < 150):
        return True
    inside = [block.text for block in visible if not block.is_link and stands_in_body(block)]
    if inside and (any(map(says_other, inside)) or not any(map(is_about_site, inside))):
        return True
    return any(
        DOCUMENT_TITLE.search(text) for text in (tree.title, *(block.text for block in visible if is_heading(block)))
    )


def is_about_publication(text: str) -> bool:
    """A line with the day and a field of a bulletin, or one that begins with the day."""
    if first_moment(text) is None:
        return False
    return (has_label(text) and PUBLISHED.search(text) is not None) or (is_meta_line(text) and not has_label(text))


def says_other(text: str) -> bool:
    """Whether a line is a sentence, or the name of an office, and speaks of something else than the site or a visit."""
    if is_about_site(text):
        return False
    is_said = text.endswith(SENTENCE_ENDS) or (len(text) >= LEAST_SAID and HAN.search(text) is not None)
    return is_said or OFFICE.fullmatch(text) is not None


def is_about_site(text: str) -> bool:
    return bool(ABOUT_SITE.search(text) or is_of_site(text) or (VISITOR.search(text) and CHALLENGE_WORDS.search(text)))


def stands_in_body(block: Block) -> bool:
    return any(map(known_container, (block.element, *block.element.ancestors())))


def is_heading(block: Block) -> bool:
    return block.element.tag in ("h1", "h2", "h3") or "title" in block.element.identity


def is_of_site(text: str) -> bool:
    """What a site says of itself to its visitor."""
    return any(words.search(text) for words in (OF_ITSELF, UNDER_WORK, TO_VISITOR, APOLOGY, BACK, DATABASE))


def own_lines(tree: Tree) -> list[str]:
    """Return what the page says itself: no links, no menu, nothing of its frame."""
    return [
        block.text
        for block in tree.blocks
        if not block.hidden
        and block.linked <= len(block.text) * 0.5
        and not is_furniture(block.text)
        and not is_of_frame(block)
    ]


def is_of_frame(block: Block) -> bool:
    """A line of the page's frame, by its words or by the name of an element around it."""
    if FRAME.match(block.text) or TRAIL.match(block.text) or is_cut_anywhere(block.text):
        return True
    return any(map(is_called_otherwise, (block.element, *block.element.ancestors())))


def speaks_of_site(line: str) -> bool:
    """Whether a line is about the site or its state, as those of its notices are."""
    if IS_TRADITIONAL.search(line):
        line = plain(line)
    return OF_ITSELF.search(line) is not None or UNDER_WORK.search(line) is not None


def plain(line: str) -> str:
    """The line in Simplified characters, as far as the words of notices go."""
    return simplified(line).translate(TO_SIMPLIFIED)


def has_heading(tree: Tree) -> bool:
    """A line that <title> begins with: the page has a title of its own, next to the site's."""
    title = "".join(tree.title.split())
    shown = ("".join(block.text.split()) for block in tree.blocks if not block.hidden and not block.linked)
    return any(len(text) >= LEAST_HEADING and title.startswith(text) for text in shown)


def fallen_in(tree: Tree) -> str | None:
    """Return the line in which a page of few words says that a program fell over; None for any other page."""
    if tree.text_length > TINY or len(tree.links) >= FEW_LINKS:
        return None
    lines = [tree.title, *(block.text for block in tree.blocks if not block.hidden)]
    text = "\n".join(lines)
    letters = [character for character in text if character.isalpha()]
    in_english = sum(map(str.isascii, letters)) > MOSTLY * len(letters)
    versioned = VERSION.search(text) is not None
    found = next(
        (
            line
            for line in lines
            if GATEWAY.match(line)
            or DEFAULT_PAGE.search(line)
            or (in_english and PROGRAM.search(line))
            or DATABASE.search(line)
            or (versioned and OF_PROGRAM.search(line))
        ),
        None,
    )
    return found[:60] if found is not None and not is_bulletin(tree) else None


def error_in(tree: Tree) -> str | None:
    """Return what a program printed when it fell over, if that is what the page shows; None for any other page."""
    if tree.text_length > MAX_ERROR or tree.metas.get("articletitle"):
        return None
    if fallen := fallen_in(tree):
        return fallen
    if not any(mark in tree.said for mark in MARKS):
        return None
    text = "\n".join([tree.title, *[block.text for block in tree.blocks if not block.hidden]])
    found = [match.group() for match in ERROR.finditer(text)]
    enough = len(found) >= LEAST_ERRORS or (found and sum(map(len, own_lines(tree))) < MAX_LENGTH)
    return found[0][:60] if enough and not is_bulletin(tree) else None


def notice_in(tree: Tree) -> str | None:
    """Return the line in which a site announces something about itself, if the page says little else; else None."""
    lines = own_lines(tree)
    total = sum(map(len, lines))
    if not 0 < total <= MAX_LENGTH or is_bulletin(tree) or asks_something(tree):
        return None
    about = list(filter(speaks_of_site, lines))
    if total <= SHORT and not has_heading(tree) and not any(is_file(link.href, link.text) for link in tree.links):
        about = about or [line for line in lines if ABOUT_SITE.search(line) and NOT_NOW.search(line)]
        about = about or [line for line in lines if TO_VISITOR.search(line) or DATABASE.search(line)]
    if tree.text_length < BARE and len(tree.links) < FEW_LINKS:
        about = about or [line for line in lines if ABOUT_SITE.search(line)]
    if not about:
        return None
    sorry = [line for line in lines if line not in about and APOLOGY.search(plain(line))]
    return max(about, key=len)[:60] if sum(map(len, [*about, *sorry])) >= MAX * total else None
