"""What the press and a template put before and behind a paragraph: 本报讯, （完）, 责任编辑：…, 【打印】【关闭】.

Such a frame says who published a text, not what it says. It counts as a frame by its form and its place: at the very
beginning, or behind a finished sentence at the very end, with the words of editing (not of authorship or results).
"""

import re

from pipelines.dedup.language import SURNAMES

__all__ = ["lead_in", "sign_off", "without_frame"]

SIGNED = 60  # characters at the end in which a sign-off is looked for
NAMED = f"(?:[{''.join(sorted(SURNAMES))}][\u4e00-\u9fff]{{1,2}}|某某|[\u4e00-\u9fff]某某?)"
PERSON = r"[\u4e00-\u9fff·]{2,5}?"
PEOPLE = rf"{PERSON}(?:[,、 ]{PERSON}){{0,5}}"
CHECKED = rf"{NAMED}(?:[,、 ]{NAMED}){{0,5}}"
AGENCY = (
    "(?:新华社|新华网|新华财经|中新社|中新网|中国新闻网|人民网|央视网|央广网|光明网|中国网|中央社"
    "|本报|本网|本台|本刊|本站)"
)
PLACE = r"[\u4e00-\u9fff]{2,8}?"
NO_WORD = "(?![员话子视力脑机器影台号人来])"  # 本报电子版, 本台电话 are no lead-ins
DATED = rf"{AGENCY}(?:(?:{PLACE})?(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日)?(?:综合)?(?:讯|消息|电){NO_WORD}"
REPORTER = "(?:特约|实习|见习|本报|本网|本台)?(?:记者|通讯员|实习生|文/图|图/文|文图|撰文|文字)"
EDITOR = "(?:责任编辑|责编|编辑|值班编辑|值班主任|校对|美编|网编|编校|录入|排版)"
CHECKER = "(?:审核|复核|初审|复审|终审|审签|签发|监制|核稿|审稿)"
MEDIUM = (
    r"[\u4e00-\u9fffA-Za-z]{0,12}(?:报|网|新华社|中新社|电视台|广播|融媒体中心|融媒|客户端|公众号|微信|发布|新闻)"
    "(?:微信公众号|客户端|网)?"
)
REPORTED = rf"{REPORTER}[:/ ]?{PEOPLE}"
WRITTEN = rf"(?:{AGENCY})?{REPORTED}(?:[,、/ ]?{REPORTED})*(?:综合|摄影)?(?:报道|摄|文|整理|编译)?"
PICTURED = rf"(?:文|图|供稿|摄影)?[:/]?{NAMED}(?:供稿|摄|文|图|/图|/文)|文/图[: ]?{PEOPLE}"
EDITED = rf"(?:(?:{EDITOR}[: ]?{PEOPLE}|{CHECKER}:{CHECKED})[,、/; ]?)+"
SOURCED = rf"(?:来源|转自|稿源|来源于)[: ]?{MEDIUM}"
WORDS = (
    "(?:打印|关闭|返回|收藏|分享|推荐|纠错|复制|字体|字号|默认|超大|本页|页面|窗口|网页|本文|顶部|首页|列表"
    "|上一篇|下一篇|上一页|下一页|上一条|下一条"
    "|链接|原文|查看|点击|阅读|朗读|全文|保存|评论|转发|我要|此页|到|回)"
)
BUTTONS = rf"(?:\[(?:{WORDS}+|字[体号]?:?[大中小]{{1,3}}|[大中小])\]|[/|])+"
BUTTON = re.compile(rf"\[{WORDS}{{1,4}}\]|\[字[体号]")
LEAD_IN = re.compile(
    rf"(?:(?:{DATED}|据{AGENCY}(?:消息|报道|电|讯){NO_WORD})(?:[(\[]{WRITTEN}[)\]])?[:,]?"
    rf"|[(\[](?:{WRITTEN}|{EDITED}|{SOURCED})[)\]](?:讯|电|报道)?[:,]?"
    rf"|\[[\u4e00-\u9fff]{{0,12}}(?:网|报|社|台|刊|站|中心|[省市县区镇]|快|简|综合|新闻)(?:讯|报道|消息|电)\][:,]?"
    rf"|[\u4e00-\u9fff]{{2,8}}(?:日报|晚报|时报|网)讯(?=[(\[])"
    rf"|(?:{AGENCY})?{REPORTER} ?{PERSON}(?:[,、 ]{PERSON}){{0,3}}(?:报道|电|讯)[:,]?|{BUTTONS})+"
)
TAIL = re.compile(
    rf"(?:[(\[](?:完|全文完|待续|{WRITTEN}|{EDITED}|{SOURCED}|{PICTURED})[)\]]"
    rf"|{EDITED}|{BUTTONS})+[。.]?"
)
TAIL_START = re.compile(r"[(\[]|责|编|值|校|美|网|录|排|审|复|初|终|签|监|核")
# A page on prizes names authors and photographers because they won.
CONTENT = re.compile("奖|獎|作品|参赛|入选|著作|论文|画展|影展|专利|课题")
EDITING = re.compile(
    rf"[(\[](?:完|全文完|{EDITOR})|{BUTTON.pattern}"
)  # nothing else, so it may stand behind an unfinished line too
FINISHED = frozenset("。!?…\"')]")


def lead_in(text: str) -> str:
    """The lead-in of the press or the template at the beginning, or nothing."""
    found = LEAD_IN.match(text)
    return found[0] if found and not _is_size(found[0]) else ""


def sign_off(text: str) -> str:
    """The sign-off behind the last finished sentence, or nothing."""
    low = max(1, len(text) - SIGNED)
    for start in TAIL_START.finditer(text, low):
        at = start.start()
        if (text[at - 1] in FINISHED or EDITING.match(text, at)) and TAIL.fullmatch(text, at):
            return "" if _is_size(text[at:]) or _is_content(text[at:], text) else text[at:]
    return ""


def _is_size(piece: str) -> bool:
    """Is this no row of buttons but a lone [大]?"""
    return BUTTON.search(piece) is None and re.fullmatch(BUTTONS, piece) is not None


def _is_content(piece: str, text: str) -> bool:
    """Is this credit part of what a text on prizes and works says?"""
    return CONTENT.search(text) is not None and re.search("记者|通讯员|文|图|摄|供稿|撰", piece) is not None


def without_frame(text: str) -> str:
    """A normal form without the lead-in and sign-off of the press."""
    core = text[len(lead_in(text)) :]
    return core[: len(core) - len(sign_off(core))]
