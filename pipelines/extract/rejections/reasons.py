"""Why a page has no bulletin: the named reasons, decided by status, bytes and words before anything is guessed."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.extract.body.find import Body
from pipelines.extract.heading.title import CUT_SHORT
from pipelines.extract.markup.tree import Tree
from pipelines.extract.markup.tree import is_file as is_named_file
from pipelines.extract.markup.wrapped import is_json
from pipelines.extract.rejections.bot_walls import CHALLENGE, CHALLENGE_WORDS, challenge, is_script_alone
from pipelines.extract.rejections.site_notices import error_in, is_bulletin, is_of_site, notice_in, speaks_of_site
from pipelines.extract.words.line_patterns import is_furniture, is_meta_line
from pipelines.models import Page, Rejected, Rejection

__all__ = ["no_body", "reject_by_bytes", "reject_by_text", "speaks_of_itself"]

LARGEST = 32 * 1024 * 1024  # bytes
# What a row of a list may lead to in place of a page: Word and others before 2007, and since, PDF, RTF, archives
FILES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
IMAGES = (b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"II*\x00", b"MM\x00*")
MAGIC = (*FILES, *IMAGES, b"\x1f\x8b", b"\x00\x00\x01\x00")
IMAGE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|webp)$", re.IGNORECASE)
NOT_HTML = re.compile(
    r"^(?:image|audio|video|font)/|^application/(?!xhtml|xml|octet-stream|x-httpd|force-download|json)|^text/(?:css|javascript|csv|calendar)",
    re.IGNORECASE,
)
MISSING = re.compile(
    r"(?:页面|頁面|网页|網頁|文章|信息|内容|文件|资源|栏目|稿件|您(?:要|所)?(?:访问|查看|浏览|查找)的.{0,12})(?:可能)?(?:已|不再)?(?:经)?(?:不存在|存在$|被.{0,6}(?:删除|移除|移走|移动|更名|重命名)|暂时不可用|已删除|未找到|找不到|无法找到|失效|下线|下架|过期|丢失|撤回|撤销|撤稿|不见了|尚未发布|未发布)"
    r"|找不到.{0,12}(?:页|頁|文件|资源|内容)|(?:没有|未)找到.{0,12}(?:页|文件|资源|内容|信息)|\b404\b.{0,20}(?:not found|错误|页面|error|$)|page not found|not found on this server|无法找到该页|(?:参数|地址|链接)(?:错误|有误|无效|不正确)|(?:非法|无效)(?:的)?(?:参数|链接|请求|(?:访问|操作)\W*$)"  # noqa: E501 - one list of words, read as one
    r"|^\W*[此该本](?:内容|文章|页面|信息|[账帐]号)已?因.{0,12}(?:无法|不能)(?:查看|访问|显示)\W*$",
    re.IGNORECASE,
)
MISSING_AT_END = re.compile(rf"(?:{MISSING.pattern})\W*$", re.IGNORECASE)
TITLE_PARTS = re.compile(r"[\s_|－—–-]+")
QUOTATION = re.compile(r"[“「『][^”」』]{0,60}[”」』]")
CLAUSE_ENDS = re.compile(r"[，。；！？\s]+")
LOGIN = re.compile(
    r"请(?:先|您先|重新)?登[录陆]|登录后(?:才能|方可|查看|继续)|(?:您)?(?:尚未|还没有|未)登[录陆]|用户登[录陆]|统一身份认证|会员登[录陆]|please (?:log|sign) ?in|无权(?:限)?(?:访问|查看)"  # noqa: E501 - one list of words, read as one
)
# A line that says of this page alone that it is to be logged in for, made of these words only
LOGIN_ALONE = re.compile(
    r"^\W*(?:(?:对不起|抱歉|温馨提示|提示|您好|或者?注册|[您该本此请先须再后或]|需要?|必须|重新|尚未|还没有|还未|未|没有|用户|会员|访客|登[录陆]|才能|方可|可以?"
    r"|即可|继续|点击这里|立即|查看|浏览|阅读|访问|观看|内容|信息|页面|全文|详情|正文|文章|更多|免费注册|注册账[号户]|账[号户]|密码|验证码|忘记密码|统一身份认证"
    r"|无权限?|权限|please|log|sign|in|to|continue|you|must|first)\W*+)++$",
    re.IGNORECASE,
)
# One that offers the rest of the text for it, and names no place to log in at
REST = r"(?:全文|正文|全部|完整|余下|剩余|更多|阅读)"
OFFERS_REST = re.compile(
    rf"登[录陆].{{0,12}}{REST}(?:内容|部分|文章|信息)?\W*$|^.{{0,8}}{REST}(?:内容|部分)?.{{0,12}}登[录陆].{{0,6}}$"
)
READS = re.compile("[查观]?看|阅读|浏览|显示")
LOGGED_IN_AT = re.compile(r"登[录陆](?![后即可查阅浏继才方以并或注]|\W|$)")
MAX_OFFER = 40  # characters of it
MAX_TEASER = 200  # characters of the opening above it
FEW_BLOCKS = 14  # of a body that may be an opening
BELOW = 3  # blocks from the body to a line that offers its rest
MAX_ASKING = 60  # characters of a line that asks to log in
MIN_SAID = 12  # characters of a bulletin's body next to such lines
MIN_TOLD = 10  # characters of it next to what is missing
HEADLINE = 8  # characters: a shorter link is a keyword or a button
FEW_LINKS = 5
FAINT = 10  # less than one plain sentence weighs: a footer's line, say
SLIGHT = 200.0  # a body of less weight may be an error text in the site's frame
NOTHING_TO_SEE = 60  # characters of a page: a script does the rest
NOSCRIPT = re.compile(r"<noscript[^>]{0,100}>([^\0]{0,600}?)</noscript", re.IGNORECASE)
TAG = re.compile(r"<[^>]{0,500}>")
DATED = re.compile(r"(?:19|20)?\d\d[-./年]\d{1,2}[-./月]\d{1,2}|[\[(（]?\d{1,2}[-/月]\d{1,2}日?[\])）]?\s*$")


def reject_by_bytes(page: Page) -> None:
    """Raise Rejected for what shows without reading: status, emptiness, size, kind of file."""
    if page.status >= 400:
        challenge(page)
        raise Rejected(Rejection.HTTP_ERROR, f"status {page.status}")
    if not page.body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Rejected(Rejection.EMPTY, f"{len(page.body)} bytes")
    if len(page.body) > LARGEST:
        raise Rejected(Rejection.TOO_LARGE, f"{len(page.body)} bytes, the limit is {LARGEST}")
    content_type = page.header("content-type") or ""
    if page.body.startswith(MAGIC):
        reason = Rejection.FILE if is_file(page) else Rejection.NOT_HTML
        raise Rejected(reason, f"begins with {page.body[:4]!r}, content type {content_type or 'none'}")
    if NOT_HTML.match(content_type.strip()) and b"<html" not in page.body[:2000].lower():
        raise Rejected(Rejection.NOT_HTML, f"content type {content_type}")
    if b"<" not in page.body and b"\0<" not in page.body and not is_json(page.body):
        raise Rejected(Rejection.NOT_HTML, "no tag in it")


def is_file(page: Page) -> bool:
    """Whether it is what its address promised: a picture in the place of a page is none."""
    return page.body.startswith(FILES) or (
        page.body.startswith(IMAGES) and bool(IMAGE.search(urlsplit(page.requested_url or page.url).path))
    )


def reject_by_text(tree: Tree, body: Body | None, html: str, article: bool) -> None:
    """Raises Rejected when the words say that this is no bulletin: missing page, notice of the site, login, list page.

    `article`: the page shows signs of an article (standard tags, heading, a line about the text).
    """
    error = error_in(tree)
    if error:
        raise Rejected(Rejection.SERVER_ERROR, error)
    weight = body.weights.between(body.first, body.end) if body else 0.0
    if body is not None and not article and is_teasers(body):
        raise Rejected(Rejection.NAVIGATION, "teasers of other pages")
    if body is not None and (offer := rest_offered(tree, body)):
        raise Rejected(Rejection.LOGIN, offer)
    if weight >= SLIGHT:
        return
    texts = [block.text for block in tree.blocks if not block.hidden and len(block.text) < 120]
    said = [tree.title, *texts, *(without_script(html) if tree.text_length < NOTHING_TO_SEE else ())]
    words = CHALLENGE_WORDS.search(" ".join(said)) if tree.text_length < 400 else None
    if words and not is_bulletin(tree):
        raise Rejected(Rejection.BLOCKED, words.group())
    if tree.text_length < NOTHING_TO_SEE and (found := CHALLENGE.search(html, 0, 300_000)):
        raise Rejected(Rejection.BLOCKED, f"challenge script: {found.group()[:40]}")
    if tree.text_length < NOTHING_TO_SEE and not tree.links and is_script_alone(html):
        raise Rejected(Rejection.BLOCKED, "a script that asks again")
    missing = next((text for text in [tree.title, *texts] if len(text) < 80 and MISSING.search(text)), None)
    if missing and not (body is not None and article and speaks_of_missing(tree, body)):
        raise Rejected(Rejection.NOT_FOUND, missing)
    notice = None if body is not None and body.whole else notice_in(tree)  # letters complain of sites as well
    if notice:
        raise Rejected(Rejection.SITE_NOTICE, notice)
    login = login_in(tree, body, texts, article)
    if (login and tree.text_length < 600) or (tree.passwords and weight < 60 and not article):
        raise Rejected(Rejection.LOGIN, login or "password field")
    if body is not None and not article and is_list_page(tree, body):
        raise Rejected(Rejection.NAVIGATION, "list of dated links")
    if body is not None and not article and weight < FAINT and len(tree.links) >= FEW_LINKS:
        raise Rejected(Rejection.NAVIGATION, f"{len(tree.links)} links, and no more than a line of text with them")


def speaks_of_itself(line: str) -> bool:
    """Whether a line says of its page that it is missing, to be logged in for, or what a site's notices say."""
    return any(pattern.search(line) for pattern in (MISSING, LOGIN)) or speaks_of_site(line)


def speaks_of_missing(tree: Tree, body: Body) -> bool:
    """Whether a page is a bulletin that speaks of a page, or of what somebody wrote, that is there no more: then its
    title goes on behind the words or has them in quotation marks, and its body says other things as well."""
    parts = TITLE_PARTS.split(QUOTATION.sub("", tree.title))
    if any(MISSING_AT_END.search(part) for part in parts) or not is_bulletin(tree):
        return False
    blocks = (block for block in tree.blocks[body.first : body.end] if not block.hidden and not block.linked)
    said = [block.text for block in blocks if not is_meta_line(block.text) and block.text not in tree.title]
    clauses = [clause for text in said for clause in CLAUSE_ENDS.split(text)]
    return sum(len(clause) for clause in clauses if not MISSING.search(clause) and not is_of_site(clause)) >= MIN_TOLD


def login_in(tree: Tree, body: Body | None, texts: Sequence[str], article: bool) -> str | None:
    """Return the line that says that the page is to be logged in for; None where none does.

    A bulletin may say where its reader has to log in (请登录系统办理): there only a line counts that is about this
    page, and only where the body says nothing else.
    """
    asking = next((text for text in [tree.title, *texts] if len(text) < MAX_ASKING and LOGIN.search(text)), None)
    if asking is None or body is None or not (article or is_bulletin(tree)):
        return asking
    blocks = [block for block in tree.blocks[body.first : body.end] if not block.hidden]
    said = [block for block in blocks if not (is_meta_line(block.text) or is_furniture(block.text))]
    rest = [text for block in said if len(text := block.text) >= MAX_ASKING or not LOGIN_ALONE.match(text)]
    if sum(map(len, rest)) >= MIN_SAID or (rest and len(rest) == len(said)):
        return None
    return next(
        (text for text in texts if len(text) < MAX_ASKING and LOGIN.search(text) and LOGIN_ALONE.match(text)), None
    )


def rest_offered(tree: Tree, body: Body) -> str | None:
    """Return the line that offers the rest of the text to those who log in, where only its opening stands above; None
    for any other body.

    An opening is one paragraph, or cut short (…); what is signed, goes on below the line or has a file is whole.
    """
    if body.end - body.first > FEW_BLOCKS:
        return None
    numbers = [n for n in range(body.first, min(body.end + BELOW, len(tree.blocks))) if not tree.blocks[n].hidden]
    at = next((number for number in numbers if offers_rest(tree.blocks[number].text)), None)
    if at is None or any(link.block >= at and is_named_file(link.href, link.text) for link in tree.links):
        return None
    title = tree.title.strip()
    said = [
        (number, text)
        for number in numbers
        if (number < body.end or number < at)
        and not is_meta_line(text := tree.blocks[number].text)
        and not is_furniture(text)
        and not LOGIN_ALONE.match(text)
        and not offers_rest(text)
        and not (tree.blocks[number].is_link and len(text) < HEADLINE)
        and text not in title
    ]
    opening = [text for number, text in said if number < at]
    if not opening or len(opening) < len(said) or sum(map(len, opening)) > MAX_TEASER * 2:
        return None
    is_opening = CUT_SHORT.search(opening[-1]) is not None or (len(opening) == 1 and len(opening[0]) <= MAX_TEASER)
    return tree.blocks[at].text if is_opening else None


def offers_rest(text: str) -> bool:
    """A line such as 登录后查看全文."""
    if len(text) > MAX_OFFER or "登" not in text:
        return False
    if OFFERS_REST.search(text) is None or READS.search(text) is None:
        return False
    return LOGIN_ALONE.match(text) is not None or LOGGED_IN_AT.search(text) is None


def without_script(html: str) -> list[str]:
    """Return what a page says to those whose browser runs no script."""
    return [TAG.sub("", match[1]) for match in NOSCRIPT.finditer(html, 0, 100_000)]


def is_teasers(body: Body) -> bool:
    """Most of what was taken for a body lists other pages, each with some lines of its text."""
    covered = {
        number
        for teasers in body.weights.teasers  # which may overlap
        for number in range(max(teasers.first, body.first), min(teasers.end, body.end))
    }
    return len(covered) >= 0.6 * (body.end - body.first)


def is_list_page(tree: Tree, body: Body) -> bool:
    """Many dated headlines, and what was taken for a body is less than they are."""
    blocks = tree.blocks
    dated = plain = 0
    for number, block in enumerate(blocks):
        if block.hidden or block.linked < HEADLINE:
            continue
        after = blocks[number + 1].text if number + 1 < len(blocks) else ""
        before = blocks[number - 1].text if number else ""
        if (
            DATED.search(block.text)
            or (len(after) < 24 and DATED.search(after))
            or (len(before) < 24 and DATED.search(before))
        ):
            dated += 1
    linked = sum(block.linked for block in blocks if block.linked >= HEADLINE)
    plain = sum(len(b.text) for b in blocks[body.first : body.end] if not b.hidden and b.linked < HEADLINE)
    return dated >= 6 and plain < linked * 0.5 and plain < 400


def no_body(tree: Tree, frames: Sequence[str] = ()) -> Rejected:
    """Nothing on this page reads as a body; its text may be on a page that it shows: `frames` are their addresses."""
    linked = sum(block.linked for block in tree.blocks)
    plain = sum(len(block.text) - block.linked for block in tree.blocks if not is_furniture(block.text))
    shown = f"; a frame shows {frames[0][:200]}" if frames else ""
    if len(tree.links) >= FEW_LINKS and plain <= linked * 1.5:
        return Rejected(Rejection.NAVIGATION, f"{len(tree.links)} links, {tree.text_length} characters{shown}")
    return Rejected(Rejection.NO_BODY, f"{tree.text_length} characters, none of them a body{shown}")
