"""A firewall's challenge in place of a page: a script that asks whether a browser runs it, or words to a human.

What gives it away is that there is nothing else: a real page has text, links or data next to the script that counts its
visitors. So every rule here asks first how much there is to see, links left out.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from pipelines.extract.markup.limits import guard
from pipelines.models import Page, Rejected, Rejection
from pipelines.text.charset import decode

__all__ = ["CHALLENGE", "CHALLENGE_WORDS", "challenge", "is_script_alone"]

CHALLENGE = re.compile(
    r"__jsl_clearance|__jsluid|acw_sc__v2|\$_ts\s*=|_\$[a-zA-Z0-9]{2}\(|__test\b|yunsuo_session|security_session|security_verify_data|safeline|cf-chl|challenge-platform|aliyun_waf|_waf_bd8ce2ce37|renderData|waf[_-]?(?:token|cookie)|TencentCaptcha|wzws",
    re.IGNORECASE,
)
CHALLENGE_WORDS = re.compile(
    r"(?:安全|访问|人机|滑动|身份)验证|人机(?:识别|校验|检测)|IP[^。]{0,12}黑名单|请(?:开启|启用|打开).{0,6}javascript|enable javascript|checking your browser|just a moment|访问(?:被|已被|请求被)?(?:拦截|阻断|禁止|拒绝)|请求(?:被|已被)(?:拦截|阻断)|访问(?:过于|太)频繁|网站防火墙|web应用防火墙|可能对网站造成安全威胁|requested url was rejected|access denied|403 forbidden"  # noqa: E501 - one list of words, read as one
    # What a shield says of a visit: that it was refused, and by which rule; and the names that shields sign with
    r"|(?:访问|请求|操作|行为|IP|提交)[^。]{0,24}(?:拦截|阻断|封禁|拉黑)|触发[^。]{0,12}(?:规则|策略)|疑似[^。]{0,6}攻击|不合法参数|环境异常|(?:防护|滑块|完成).{0,2}验证"
    r"|创宇盾|安全狗|云锁|网站卫士|云盾|知道创宇|玄武盾|T-Sec|D盾|雷池",
    re.IGNORECASE,
)
# What any server says of itself with a plain 403: no firewall's word
PLAIN_ERROR = re.compile(r"access denied|403 forbidden", re.IGNORECASE)
# Statuses that firewalls answer with and servers hardly do: 412 and 202 瑞数, 521 加速乐, 468 雷池, 418 and 567 clouds'
OF_FIREWALLS = (202, 412, 418, 468, 521, 567)
PUBLISHED = re.compile(r"(?:发布(?:日期|时间)|来源)\s*[:：]")  # of a bulletin, which may be about walls
GONE = (404, 410)
DATA = ("{", "[", "<?xml", "<rss", "<feed", "<urlset", "<sitemapindex")
MAX_LENGTH = 400_000  # bytes: 瑞数 sends a quarter of a megabyte of script
NOTHING_TO_SEE = 60  # characters
FEW_WORDS = 400  # characters
FEW_LINKS = 5
# A cookie is set and the page asked for again; or the script hides what it does
COOKIE_AND_AGAIN = re.compile(r"document\.cookie\s*=|\bsetCookie\(")
AGAIN = re.compile(r"\blocation\b|\breload\(")
HIDDEN = re.compile(r"_0x[0-9a-f]{4,6}\b|\beval\(function\(p,a,c,k|(?:\\x[0-9a-f]{2}){20}", re.IGNORECASE)
LOADED = re.compile(r"<script[^>]*\ssrc\s*=")
LEADS_ON = ("<iframe", "<frame", 'http-equiv="refresh"', "fetch(", "xmlhttprequest")
ASKS = re.compile(r"\$\.(?:get|post|ajax|getjson)\b|\baxios\b|\bfetch\(|xmlhttprequest|\.load\(", re.IGNORECASE)
CHINESE = re.compile(r"[一-鿿]|\\u[4-9][\da-fA-F]{3}")
DATA_IN_SCRIPT = 20  # Chinese characters: a script with more of them brings the rows of a list along


def challenge(page: Page) -> None:
    """Raises Rejected (blocked) when a firewall's challenge came in place of the page, whatever the status says."""
    if page.status in GONE or len(page.body) > MAX_LENGTH:
        return
    try:
        html, _ = decode(page.body, page.header("content-type"))
        guard(html)
    except Rejected:
        return  # whoever reads the page says so
    if not html.strip() or html.lstrip()[:20].lower().startswith(DATA) or "<" not in html[:2000]:
        return
    evidence = evidence_in(html, page.status)
    if evidence:
        raise Rejected(Rejection.BLOCKED, evidence if page.status < 400 else f"status {page.status}, {evidence}")


def evidence_in(html: str, status: int) -> str | None:
    tree = LexborHTMLParser(html)
    title = " ".join(node.text() for node in tree.css("title"))
    links = len(tree.css("a[href]"))
    for node in tree.css("script, style, template, textarea, title, a"):
        node.decompose()
    seen = " ".join((tree.text() or "").split())
    if links >= FEW_LINKS:
        return None
    if len(seen) < NOTHING_TO_SEE and (found := CHALLENGE.search(html)) and not brings_data(html):
        return f"challenge script: {found.group()[:40]}"
    words = CHALLENGE_WORDS.search(f"{title} {seen}") if len(seen) < FEW_WORDS and not PUBLISHED.search(seen) else None
    if words and "<noscript" in html.lower() and is_filled_by_scripts(html):
        words = CHALLENGE_WORDS.search(f"{title} {without_noscript(tree)}")
    if words and not (status >= 400 and PLAIN_ERROR.fullmatch(words.group())):
        return words.group()
    if len(seen) >= NOTHING_TO_SEE or "<script" not in html.lower():
        return None
    if status in OF_FIREWALLS:
        return "nothing but a script"
    return "a script that asks again" if not links and is_script_alone(html) else None


def without_noscript(tree: LexborHTMLParser) -> str:
    """Return what a page shows to a browser that runs scripts; what it says to others is taken out of the tree."""
    for node in tree.css("noscript"):
        node.decompose()
    return tree.text() or ""


def is_filled_by_scripts(html: str) -> bool:
    """Whether scripts hold what a page shows, ask for it, or fill an empty element of it: most such pages ask by
    <noscript> for a browser that runs them, and are no wall."""
    tree = LexborHTMLParser(html)
    code = " ".join(node.text() or "" for node in tree.css("script:not([src])"))
    if ASKS.search(code) or tree.css_first("[querydata]") is not None or brings_data(code):
        return True
    is_loaded = tree.css_first("script[src]") is not None
    return is_loaded and any(not (node.text() or "").strip() for node in tree.css("body > div[id]"))


def is_script_alone(html: str) -> bool:
    """Whether a page that shows next to nothing sets a cookie and loads itself again, or hides what it does.

    Not the shell of a page that scripts fill in: that one loads its scripts, asks for its data or brings it along.
    """
    lower = html.lower()
    if any(mark in lower for mark in LEADS_ON) or LOADED.search(lower):
        return False
    asks_again = COOKIE_AND_AGAIN.search(html) and AGAIN.search(html)
    return bool(asks_again or len(HIDDEN.findall(html)) >= 3) and not brings_data(html)


def brings_data(html: str) -> bool:
    return len(CHINESE.findall(html)) > DATA_IN_SCRIPT
