"""What may differ between two copies of one Chinese text without changing what is said, and what never may.

Every class below is closed: the language gains no new numeral, negation or particle. Names, nouns and verbs are open,
so no list can tell which of them may change; a difference that no class here explains is therefore a variant.
All texts are in normal form (pipelines/fingerprint.py), in simplified characters.
"""

import re

__all__ = [
    "ADDED",
    "DOUBLED",
    "DROPPED",
    "FIGURES",
    "LEAD_IN",
    "NAME_ENDINGS",
    "NEGATIONS",
    "PLACES",
    "SENTENCE_END",
    "SIGNS",
    "SIGN_OFF",
    "SOFT_MARKS",
    "SPELLINGS",
    "SURNAMES",
    "SYNONYMS",
    "holds_fact",
    "turns_sense",
]

NUMERALS = "零〇○一二三四五六七八九十百千万亿兆两俩仨双半几数壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
SYMBOLS = "%‰°℃℉$¥£€+±×÷=<>≤≥≈√\\#&@№^*㎡㎞㎏"
FIGURES = frozenset("0123456789" + NUMERALS + SYMBOLS)
NEGATIONS = frozenset("不没未无非勿莫否毋弗免")
UNITS = frozenset("元角吨克斤米里尺亩顷升时刻日天号周旬月季年岁届次倍名个件户辆")
DIRECTIONS = frozenset("上下左右前后东南西北内外升降涨跌增减加提落高低大小多少长短强弱早晚盈亏买卖收支进出开关启停始终")
# Rank, order, scope, degree, mood, sex, who acts on whom: one such character more or less is another fact.
TURNING = frozenset(
    "第甲乙丙丁戊己庚辛壬癸男女父母先再最更较超过逾近约仅全各每部已曾将正副总代原现今昨明可能会应须必要该禁限允拒被把反中"
)


def _any_of(*classes: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"[0-9A-Za-z?\t{re.escape(''.join(sorted(frozenset().union(*classes))))}]")


FACT = _any_of(FIGURES, NEGATIONS, UNITS, DIRECTIONS)
TURN = _any_of(FIGURES, NEGATIONS, UNITS, DIRECTIONS, TURNING)


def holds_fact(text: str) -> bool:
    """Does this piece of a text hold a figure, unit, negation, direction, question mark or Latin letter?"""
    return FACT.search(text) is not None


def turns_sense(text: str) -> bool:
    """As `holds_fact`, and rank, order, scope, mood, sex and voice as well: for a wording that no rule explains."""
    return TURN.search(text) is not None


# Single characters that begin names of people, or end names of places and bodies: a wording beside them may be a name.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何罗郑梁谢宋唐许邓冯韩曹彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅姜崔谭廖范汪陆"
    "金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵钱覃武莫孔汤尚钟某"
)
NAME_ENDINGS = frozenset("省市县区镇乡村街州岛湾港河江湖山路桥站局厅部委院校所厂司团行会社处室科队")

SENTENCE_END = frozenset("。!?")  # not the semicolon: between two of these may stand one of several conditions
# Marks that belong to the figure beside them: -5, 3.5, (3.5) for minus, 3:5, 1/2, 2~3.
SIGNS = frozenset("-~./()[]")
SOFT_MARKS = frozenset(",。、;:!\"'《》〈〉·…") | SIGNS - {"/"}

# Structure words: without one of these, or with one more, a sentence is clumsy and says the same.
ADDED = frozenset("的了地得着也就在并")
DROPPED = ADDED | frozenset("都而则便却还又且")
# A word typed twice says nothing new. Left out: words whose doubling is a word of its own (天天, 人人, 一一).
DOUBLED = DROPPED | frozenset("和与及以将把被对向从由于为因但或是会能要让使给跟同等这那该其此所之再仍均已")
PLACES = re.compile("[成首古京武昌宜江丰于新花]都|都[江匀兰安]|也门|得克萨斯|地中海|和田")

SYNONYMS = frozenset(
    frozenset((one, other))
    for group in (
        "的 地 得", "和 与 及 以及 暨", "但 但是 可是", "因 因为 由于", "因此 因而 所以", "如 如果 若 假如 倘若",
        "虽 虽然", "或 或者", "并 并且", "而 而且", "已 已经", "曾 曾经", "仍 仍然 依然", "均 都 皆", "应 应当 应该",
        "可 可以", "按 按照", "据 根据 依据", "刚 刚刚", "其他 其它",
    )
    for one in group.split()
    for other in group.split()
    if one != other
)  # fmt: skip

# Two spellings of one word, taken for each other by those who type it, where neither makes another fact.
MISTAKEN = (
    "做作 份分 账帐 像象 唯惟 订定 须需 坐座 即既 画划 叠迭 覆复 它牠 带戴 交缴 至致 彻澈 辩辨 震振 练炼 拨拔 粘黏 记纪"
)
SPELLINGS = frozenset(frozenset(pair) for pair in MISTAKEN.split())

NAME = r"[\u4e00-\u9fff·]{1,12}?"
PERSON = r"[\u4e00-\u9fff·]{2,5}?"
NAMES = rf"{NAME}(?:[,、]{NAME}){{0,5}}"
AGENCY = "(?:新华社|新华网|中新社|中新网|人民网|央视网|光明网|中国网|中央社|本报|本网|本台|本刊|本站)"
ROLE = "(?:特约|实习|见习)?(?:记者|通讯员|实习生|责任编辑|责编|编辑|作者|来源|文字|摄影|供稿|撰稿|审核|校对)"
CREDIT = rf"(?:{AGENCY})?(?:{ROLE}[:、/]?)+(?:{NAMES})?(?:综合|摄影)?(?:报道|摄|文|整理|编译)?"
LEAD_IN = re.compile(
    rf"(?:{AGENCY}(?:综合)?(?:讯|消息|电)[:,]?|据{AGENCY}(?:消息|报道|电|讯)[:,]"
    rf"|[(\[]{CREDIT}[)\]](?:讯|电|报道)?[:,]?|(?:{AGENCY})?{ROLE}{PERSON}(?:[,、]{PERSON}){{0,3}}(?:报道|电|讯)[:,]?)+"
)
SIGN_OFF = re.compile(rf"(?:[(\[](?:完|全文完|待续|{CREDIT}|来源:{NAME}|{NAME}供稿)[)\]]|{ROLE}:{NAMES})+[。.]?")
