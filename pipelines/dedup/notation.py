"""One way to write what has several: 2024-03-05 and 2024年3月5日, 1,000元 and 1000元, ㎡ and 平方米.

Each rule is exact: both ways denote one number, unit, day or character, and are recognised by their form alone, so two
texts that become equal here said the same before. Where the form leaves a doubt (101,102 may be two rooms) nothing is
rewritten. All functions take and give texts in normal form.

Also here: one key for all the ways to write a text, and the frames that the press and templates put around one.
"""

import hashlib
import html
import re
from decimal import Decimal
from functools import cache, lru_cache

from pipelines.dedup.language import SAME_WORDS, SURNAMES
from pipelines.dedup.particles import PARTICLES
from pipelines.search.fold import folding
from pipelines.text.fingerprint import SHORTEST, normal_form

__all__ = [
    "canonical",
    "holds_notation",
    "holds_traditional",
    "in_two_scripts",
    "lead_in",
    "one_script",
    "sign_off",
    "skeleton_key",
    "without_frame",
]

ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "0": "0"}
CHINESE_YEAR = re.compile(r"[一二][一二三四五六七八九〇○零0]{3}(?=年)")
CHINESE_DAY = re.compile(r"(?<=年)([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})(?=日))?")
PADDED_DAY = re.compile(r"(?<=\d{4}年)0?(\d{1,2})月(?:0?(\d{1,2})日)?")
DAY = re.compile(r"(?<![A-Za-z0-9_./\-~])((?:19|20)\d\d)([\-/.])(\d{1,2})\2(\d{1,2})(?![\d./\-~]|[A-Za-z]|号楼|[)\]])")
UNIT_OF_AMOUNT = (
    "(?:元|美元|欧元|港元|日元|万|亿|人|户|吨|公斤|千克|公里|千米|米|平方米|亩|公顷|辆|家|件|份|千瓦|册|株|头|只|套|%)"
)
THOUSANDS = re.compile(
    rf"(?<![\d.,A-Za-z\-第])(\d{{1,3}}(?:,\d{{3}})+)(?=\.\d+{UNIT_OF_AMOUNT}|{UNIT_OF_AMOUNT}|\.\d\d(?![\d.,]))"
)
LARGE = re.compile(
    r"(?<![\d.,\-~/至到、A-Za-z第])(\d{1,9}(?:\.\d{1,8})?)(万|亿)(?=元|美元|欧元|港元|日元|人次|人|户|亩|吨|平方米)"
)
TIMES = {"万": 10_000, "亿": 100_000_000}
SHARE = re.compile(
    r"([百千])分之(\d{1,6}(?:\.\d{1,6})?"
    r"|[一二三四五六七八九十百零〇]{1,6}(?:点[一二三四五六七八九零〇]{1,4})?)(?![几多余点数一二三四五六七八九十百千万亿半分.\d])"
)
UNITS = {
    unit: one
    for one, units in {
        "平方米": "㎡ m² m2 平米 平方公尺",
        "立方米": "㎥ m³ m3",
        "℃": "°C 摄氏度 度C",
        "公里": "㎞ km KM Km 千米",
        "千克": "㎏ kg KG Kg 公斤",
        "毫米": "㎜ mm",
        "厘米": "㎝ cm 公分",
    }.items()
    for unit in units.split()
}
UNIT = re.compile(rf"(?<=\d)({'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})(?![A-Za-z0-9²³拉])")

# From three letters on, apart from figures, marks of an address and units: GDP and gdp, but mW and MW stay.
LETTERS = re.compile(r"(?<![A-Za-z0-9./@_\-:#&*])[A-Za-z]{3,}(?![A-Za-z0-9./@_\-:#&*])")
ORDERED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NUMBER = re.compile(
    rf"(^|[。;:])(?:\((\d{{1,2}})\)|(\d{{1,2}})[.、)](?!\d|\(?\d)|([{ORDERED}])[.、]?)(?=[^\d,。;、号日月年期栋])"
)
FIGURE = re.compile(f"[0-9{ORDERED}]")
NUMERAL = "[一二三四五六七八九十]{1,3}"
PART = re.compile(
    rf"(^|[。;])(?:\(({NUMERAL})\)|({NUMERAL})[.、])(?=[\u4e00-\u9fff\"])(?!{NUMERAL}|[〇百千万亿第等季期类级])"
)
EXCHANGED = (frozenset("和与及與"), frozenset("都均"), frozenset("做作"))
MARKS = ",。、;:!\"'《》〈〉·…-~.()[] "
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
FRAME_WORDS = (
    "(?:打印|关闭|返回|收藏|分享|推荐|纠错|复制|字体|字号|默认|超大|本页|页面|窗口|网页|本文|顶部|首页|列表"
    "|上一篇|下一篇|上一页|下一页|上一条|下一条"
    "|链接|原文|查看|点击|阅读|朗读|全文|保存|评论|转发|我要|此页|到|回)"
)
BUTTONS = rf"(?:\[(?:{FRAME_WORDS}+|字[体号]?:?[大中小]{{1,3}}|[大中小])\]|[/|])+"
BUTTON = re.compile(rf"\[{FRAME_WORDS}{{1,4}}\]|\[字[体号]")
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


def canonical(plain: str) -> str:
    """Give the text with one notation for each number, unit, day, numbering and case."""
    if "&" in plain:
        plain = normal_form(ENTITY.sub(lambda entity: html.unescape(entity[0]), plain))
    plain = PART.sub(lambda at: f"{at[1]}{at[2] or at[3]}、", plain)
    if "年" in plain:
        plain = CHINESE_YEAR.sub(lambda year: "".join(DIGITS[digit] for digit in year[0]), plain)
        plain = CHINESE_DAY.sub(_day_in_figures, plain)
        plain = PADDED_DAY.sub(lambda day: f"{int(day[1])}月" + (f"{int(day[2])}日" if day[2] else ""), plain)
    if "分之" in plain:
        plain = SHARE.sub(_share, plain)
    if FIGURE.search(plain):
        plain = _figures(plain)
    return LETTERS.sub(lambda word: word[0].lower(), plain)


def _figures(plain: str) -> str:
    plain = NUMBER.sub(lambda at: f"{at[1]}{at[2] or at[3] or ORDERED.index(at[4]) + 1}、", plain)
    plain = UNIT.sub(lambda unit: UNITS[unit[1]], DAY.sub(_day, plain))
    if "," in plain:
        plain = THOUSANDS.sub(lambda number: number[1].replace(",", ""), plain)
    if "万" in plain or "亿" in plain:
        plain = LARGE.sub(_written_out, plain)
    return plain


# What differs where the same is written in another way, at the least.
REMEMBERED_LENGTH = 1000  # characters
NOTED = re.compile(rf"[0-9A-Za-z&;,○〇㎡㎥㎞㎏㎜㎝℃{ORDERED}零一二三四五六七八九十百千万亿分点()、.年月日号吨米克里公]")


def holds_notation(piece: str) -> bool:
    """Can a differing piece be part of another notation? Quick, so that most pairs need not be rewritten."""
    return NOTED.search(piece) is not None


def in_two_scripts(a: str, b: str) -> bool:
    """Does one of two texts hold characters that are traditional only, and the other none?"""
    return holds_traditional(a) != holds_traditional(b)


def holds_traditional(text: str) -> bool:
    """Does a text or piece hold a character that is traditional only?"""
    return _remembered(text) if len(text) <= REMEMBERED_LENGTH else not _scripts()[1].isdisjoint(text)


@lru_cache(2048)  # each paragraph of a page is asked for with each near one; 4 MB at the most
def _remembered(text: str) -> bool:
    return not _scripts()[1].isdisjoint(text)


def _day(day: re.Match[str]) -> str:
    year, month, date = day[1], int(day[3]), int(day[4])
    return f"{year}年{month}月{date}日" if 1 <= month <= 12 and 1 <= date <= 31 else day[0]


def _day_in_figures(day: re.Match[str]) -> str:
    month, date = number(day[1]), number(day[2]) if day[2] else None
    if month is None or (day[2] and date is None):
        return day[0]
    return f"{month}月{date or ''}"


def _share(share: re.Match[str]) -> str:
    whole, _, part = share[2].partition("点")
    value = whole if whole[0].isascii() else number(whole)
    if value is None:
        return share[0]
    digits = "".join(DIGITS[digit] for digit in part)
    return f"{value}{'.' if digits else ''}{digits}{'%' if share[1] == '百' else '‰'}"


def _written_out(amount: re.Match[str]) -> str:
    return f"{(Decimal(amount[1]) * TIMES[amount[2]]).normalize():f}"


def number(numeral: str) -> int | None:
    """Return the value of a Chinese numeral below a thousand (二十五, 一百零三); None where it is not well formed
    (三五)."""
    found = re.fullmatch(
        r"(?:([一二三四五六七八九])百(?:零(?=[一二三四五六七八九]$))?)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?",
        numeral,
    )
    if found is None or not numeral:
        return None
    hundreds, tens, ten, ones = found.groups()
    if hundreds and not ten and ones and "零" not in numeral:
        return None  # 一百五 is 150
    value = int(DIGITS[hundreds or "零"]) * 100 + int(DIGITS[ones or "零"])
    return value + (int(DIGITS[tens]) if tens else 1) * 10 if ten else value


@cache
def _scripts() -> tuple[dict[int, str], frozenset[str], frozenset[str]]:
    """Give all characters to simplified ones; those that are but another shape; and what these become.

    Another shape: one traditional character has become one simplified character that was none before (場, 场). Not 後
    (后), 乾 (干), 昇 (升): there two characters have become one, and a name may hold either.
    """
    sources: dict[str, list[str]] = {}
    for old, new in folding().simplified.items():
        sources.setdefault(new, []).append(old)
    sure = {old[0]: new for new, old in sources.items() if len(old) == 1 and not _is_traditional(new)}
    # 臺 is 台 wherever it stands: the other characters that 台 is written for are 檯 and 颱
    return (
        {ord(old): new for old, new in folding().simplified.items()},
        frozenset(sure) | {"臺"},
        frozenset(sure.values()),
    )


def _is_traditional(character: str) -> bool:
    """Is this character one of Big5, hence of traditional texts too (后, 升, 台)?"""
    try:
        return bool(character.encode("big5"))
    except UnicodeEncodeError:
        return False


def one_script(a: str, b: str) -> tuple[str, str]:
    """Both texts in one script where they are in two; as they are where they are not.

    A character that is but another shape is folded wherever it stands. One that stands for two (後, 乾) is folded only
    where one text is in traditional characters throughout and the other in simplified ones.
    """
    table, traditional, simplified = _scripts()
    ours, theirs = holds_traditional(a), holds_traditional(b)
    if not ours and not theirs:
        return a, b
    if ours != theirs:
        old, new = (a, b) if ours else (b, a)
        if simplified.isdisjoint(old) and not simplified.isdisjoint(new):
            return a.translate(table), b.translate(table)
    sure = {ord(old): table[ord(old)] for old in traditional.intersection(a) ^ traditional.intersection(b)}
    return a.translate(sure), b.translate(sure)


# One key for all the ways to write one text, by which an index of any size finds near repeats


def _joined(pairs: list[frozenset[str]]) -> dict[str, str]:
    """Return each word that stands for another one: the least of its group, the same in every process."""
    groups: list[frozenset[str]] = []
    for pair in pairs:
        joined = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in joined]
        groups.append(pair.union(*joined))
    return {word: min(group) for group in groups for word in group}


def _misspelt_characters() -> list[frozenset[str]]:
    same_length = [sorted(pair) for pair in SAME_WORDS if len({len(word) for word in pair}) == 1]
    return [frozenset(two) for one, other in same_length for two in zip(one, other, strict=True) if two[0] != two[1]]


WORDS = _joined([pair for pair in SAME_WORDS if len({len(word) for word in pair}) > 1])
WORD = re.compile("|".join(sorted(WORDS, key=lambda word: (-len(word), word))))
TWICE = re.compile(r"([\u4e00-\u9fff]{1,4})\1+")


@cache
def _bare() -> dict[int, str]:
    """Return what each character is in the key: one script, one spelling, nothing for marks and structure words."""
    plain = {ord(old): new for old, new in folding().simplified.items()}
    spelt = _joined([*EXCHANGED, *_misspelt_characters()])
    folded = {code: spelt.get(new, new) for code, new in plain.items()} | {ord(one): to for one, to in spelt.items()}
    nothing = frozenset(PARTICLES + MARKS)
    return {code: "" if new in nothing else new for code, new in folded.items()} | dict.fromkeys(map(ord, nothing), "")


def skeleton_key(text: str) -> int | None:
    """Return a signed 64-bit key, equal for almost all texts that the judge takes for repeats; None for a text too
    short."""
    plain = WORD.sub(lambda word: WORDS[word[0]], without_frame(canonical(normal_form(text))))
    bare = TWICE.sub(r"\1", plain.translate(_bare()))
    if len(bare) < SHORTEST:
        return None
    made = hashlib.blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)


# Frames: what the press and a template put before and after a paragraph (本报讯, （完）, 责任编辑：…, 【打印】【关闭】)


def lead_in(text: str) -> str:
    """Return the lead-in of the press or the template at the beginning, or nothing."""
    found = LEAD_IN.match(text)
    return found[0] if found and not _is_size(found[0]) else ""


def sign_off(text: str) -> str:
    """Return the sign-off behind the last finished sentence, or nothing."""
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
    """Return a normal form without the lead-in and sign-off of the press."""
    core = text[len(lead_in(text)) :]
    return core[: len(core) - len(sign_off(core))]
