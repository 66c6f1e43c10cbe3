"""Where a structure word is empty: 取得了成效 and 取得成效 say the same, 大地物流 and 大物流 do not.

One character is a particle here and half a name there (的 in 目的, 地 in 房地产, 都 in 商都, 得 in 王得胜, 还 in 还款), so no
character is excused by itself. What stands on both sides decides, by classes that the language closes: auxiliaries,
adverbs, prepositions, pronouns, clause marks. Where the neighbours leave it open, the word counts as a fact.
"""

import re

from pipelines.dedup.language import CLAUSE_MARKS, FIGURES, NEGATIONS, SURNAMES

__all__ = ["exchanged_particle", "particle_is_empty", "typed_twice"]

# What a verb phrase begins with, when an adverb was left out before it: auxiliaries, the copula, prepositions, adverbs.
# 还 and 对 are missing on purpose (还对方借款), and every character that could be the second of a two-character name.
PREDICATE = frozenset("是有要会可能将應應应须須必需被把在为為让讓使给給没沒未不無很更最已曾正從从标標难難应跟")
DEGREE = re.compile("更|很|非常|十分|比较|比較|较为|极|極|越来|越來|特别|相当|不够|太|最")
# The word before 的 that stands by itself, so that the noun behind cannot make a name with it.
PRONOUN = re.compile("(?:们|們|自己|这样|這樣|那样|怎样|其他|其它|他|她|它|我|你|您)$")
# Nouns that head the name of a body, place, office, post, product class or document: 武汉的大学 is not 武汉大学.
HEADS = re.compile(
    "大学|大學|学院|學院|学校|學校|中学|小学|中學|小學|党校|幼儿园|银行|銀行|公司|集团|集團|企业|工厂|医院|醫院|卫生院|酒店|宾馆|饭店|商店"
    "|超市|商场|商城|日报|晚报|早报|时报|日報|报社|杂志|出版|电视台|电台|法院|检察|公安|政府|委员|协会|学会|商会|联合会|联盟|基金|工会|法庭"
    "|中心|大厦|大楼|广场|花园|小区|社区|公园|公寓|机场|车站|码头|港口|港|大道|公路|铁路|地铁|高速|大桥|水库|水电|电站|电厂|电网|航空|航天"
    "|保险|证券|信托|租赁|药业|制药|食品|药品|药|酒|茶|器械|产业|产权|房产|房地|实业|开发|建设|工程|项目|园区|新区|城区|地区|特区|开发区"
    "|省|市|县|镇|乡|村|街|州|盟|旗|局|厅|处|科|站|所|部队|支队|大队|中队|办公|出版|博物|图书|美术馆|体育馆|纪念馆|文化馆|文化宫|少年宫"
    "|条例|办法|规定|规划|计划|方案|法|税|费|证|罪|奖|杯|赛|工人|农民|学生|教师|医生|警察|干部|书记|市长|主任|经理|总统|主席|志愿"
)
HEAD_REACH = 7  # characters behind 的 in which such a noun makes a name: 湖南的农业大学
# 目的, 标的 ... are words, and 的士, 的确; a verb or adjective of one character with 的 is a noun (打的, 白的).
WORDS_WITH_DE = re.compile("[目标標打有之无無的]的|的[士确確黎]")
SINGLE = frozenset(
    "新老旧大小高低长短白黑红黄蓝绿金银铜东西南北中前后左右男女公母好坏真假正副冷热干湿生熟轻重软硬远近早晚"
    "打杀卖买租借还吃喝住用死伤骗偷抢欠给送收交付看听说写读开关教管种养做修建造运"
    "舊長紅黃藍綠銀銅東後殺賣買還傷騙偷搶給說寫讀開關種養"
)
# 地 behind these makes a noun, and before those: 土地, 各地, 目的地; 地区, 地产, 地税.
GROUND_BEFORE = frozenset(
    "土各当當本外内內产產基场場工营營驻駐属屬目天陆陸田耕草林园園绿綠荒实實异異殖领領盆高山湿濕空阵陣宅农農新福圣某该此两原就沙坡旱水"
    "旧老坟墓名腹余质见心境失占租拍供批出转轉卖房局胜大重锡石红黑白长平雪玉封满遍落平在坐无随另异多一二三四五六七八九十的"
)
GROUND_BEHIND = frozenset(
    "区區方产產下铁鐵址块塊面点點位震税稅名质質段级級域图圖理形表上价價籍基热熱矿礦主板租头毯契委直勘市县州府道球带帶处處界缘盘摊砖"
)
ADVERBIAL = re.compile(
    "(?:积极|认真|切实|有效|不断|深入|严格|充分|及时|主动|逐步|大力|扎实|更好|进一步|合理|自觉|坚决|努力|稳步|持续|顺利|迅速"
    "|清楚|明显|積極|認真|切實|不斷|嚴格|及時|主動|進一步|自覺|堅決|順利|明顯)$"
)
CONTINUING = frozenset("随沿朝本凭味志绕伴跟拿抱带看有隨憑繞帶標接举舉争爭唱处處")
# 在 with these is a state (在建, 在职, 在逃), and so is 并处 or 并购.
STATES = frozenset("售建办職职岗编冊册逃押校读研产任位世场线库途营运审诉侦案店家外租训试用播映孕学勤役聘囚握即野")
JOINED = frozenset("处購购案网轨列发科举排联重入存行用")
BEFORE_PLACE = frozenset("将將会會可以能是已曾也就都还還须須必应應正都们們我你他她它日月年天晨早晚午前后後们于旨妨须計计现")
KEPT_IN = ("集中", "控制", "保持", "发生", "發生", "出现", "發布", "发布", "建立", "体现", "主要", "处", "躲", "存")
EMPTY_CITY = frozenset("们們大家众眾位人门個个些者等,天次句何员員品数數睛力")
CLAUSE_WORDS = frozenset("而则則且并並又却卻便")
CONJOINED = re.compile(
    "[共饱飽祥平温溫缓緩总總调調太永颐泰仁义中人兴安呼谐丰]和|和[平谐諧田县顺林布静政睦解好约服]|参与|參與|给予|[普涉以]及|及[时時格第其]|与[会否]"
)


def particle_is_empty(text: str, start: int, end: int) -> bool:
    """Does the structure word text[start:end] (one character) say nothing where it stands?"""
    word = text[start:end]
    before, after = text[:start], text[end : end + 8]
    if len(word) != 1 or not before or before[-1] in NEGATIONS or before[-1] == "\t":
        return False
    rule = RULES.get(word)
    return rule is not None and rule(before, after)


def _attributive(before: str, after: str) -> bool:
    """的 between a longer attribute and a noun that heads no name."""
    if not after or after[0] in CLAUSE_MARKS or after[0] in "、)" or after[0] in FIGURES or after[0] in NEGATIONS:
        return after[:1] == "。"  # X的, opens a condition or counts as a noun
    if WORDS_WITH_DE.search(before[-1] + "的" + after[0]):
        return False
    if PRONOUN.search(before[-2:]) is not None or not before[-1].isalpha() or before[-1].isascii():
        return True
    if before[-1] in SINGLE and not DEGREE.search(before[-3:-1]):
        return False
    noun = re.split(r"[的,。、;:!?\"'()]", after[:HEAD_REACH], maxsplit=1)[0]
    return HEADS.search(noun) is None


def _completed(before: str, after: str) -> bool:
    """了 behind a verb: not in 了解, 了结, nor in a name."""
    return after[:1] not in ("解", "结", "結", "断", "斷", "却", "卻", "望", "一", "凡", "然", "得", "不", "起")


def _adverbial(before: str, after: str) -> bool:
    """地 behind an adverb: 积极地开展; everywhere else it may be land or a place."""
    return ADVERBIAL.search(before[-3:]) is not None and after[:1] not in GROUND_BEHIND


def _complement(before: str, after: str) -> bool:
    """得 before a degree: 落实得更加到位; elsewhere it is may (得处罚款) or half a name."""
    return DEGREE.match(after) is not None and before[-1] not in "必总總只所"


def _continuing(before: str, after: str) -> bool:
    """着 behind a preposition or a verb that takes it: 随着, 意味着, 带着."""
    return before[-1] in CONTINUING and after[:1] not in CLAUSE_MARKS


def _adverb(before: str, after: str) -> bool:
    """也, 就, 又 ... before what begins a predicate."""
    return after[:1] in PREDICATE and not _could_be_named(before)


def _still(before: str, after: str) -> bool:
    """还 as still, not as pay back: 还要, but 还贷款, 还不清, 还给."""
    return after[:1] in PREDICATE - frozenset("不在给給让讓使为為") and not _could_be_named(before)


def _all(before: str, after: str) -> bool:
    """都 as all, not in the name of a place (商都, 成都) and not in 都会."""
    if before[-1] not in EMPTY_CITY or after[:1] not in PREDICATE | frozenset("得顯显"):
        return False
    return after[:1] not in "会會" or after[1:2] not in tuple("所展议議员堂社馆计城区")


def _located(before: str, after: str) -> bool:
    """在 before a place or time, behind what such a phrase follows; 在售, 在建, 在职 are states."""
    if after[:1] in STATES or not after[:1].strip("".join(CLAUSE_MARKS)):
        return False
    return before[-1] in CLAUSE_MARKS or before[-1] in BEFORE_PLACE or before.endswith(KEPT_IN)


def _clause(before: str, after: str) -> bool:
    """而, 则, 且, 并 at the head of a clause; 并处, 并购, 而非 are words."""
    if before[-1] in CLAUSE_MARKS:
        return after[:1] not in JOINED and after[:1] not in "非立已且是"
    return False


def _and_not(before: str, after: str) -> bool:
    return _clause(before, after) or after[:2] in ("不是", "没有", "未能", "沒有", "不能")


def _could_be_named(before: str) -> bool:
    """Does a surname stand where the word would be a given name, or part of one?"""
    return before[-1] in SURNAMES and not before[-2:-1].isalpha()


RULES = {
    "的": _attributive,
    "了": _completed,
    "地": _adverbial,
    "得": _complement,
    "着": _continuing,
    "著": _continuing,
    "也": _adverb,
    "就": _adverb,
    "又": _adverb,
    "却": _adverb,
    "卻": _adverb,
    "便": _adverb,
    "还": _still,
    "還": _still,
    "都": _all,
    "在": _located,
    "而": _clause,
    "则": _clause,
    "則": _clause,
    "且": _clause,
    "并": _and_not,
    "並": _and_not,
}

# Words of one character whose doubling is a slip. Left out: those whose doubling, or whose end and beginning, are words
# (天天, 人人; 协会会员, 合同同意, 派出所所长).
DOUBLED = frozenset("的了着著就在也而但把被与與及或将將因从從其该該这這那之已均仍再都并並地得")
# Before the doubled one and behind it, what makes two words of it: 成都|都市, 土地|地块, 合并|并处, 存在|在建.
MEETING = {
    "都": ("成首商华古宜武昌乐于江花新京旧迁国建定故帝丰", "市城会會督江匀"),
    "地": ("".join(GROUND_BEFORE), "".join(GROUND_BEHIND)),
    "并": ("合吞兼归火裁", "".join(JOINED)),
    "並": ("合吞兼歸火裁", "".join(JOINED)),
    "得": ("所心获取值懂赢求博", "到以知出失当力了主"),
    "在": ("现現存所实實内潜正自外好旨", "".join(STATES)),
    "就": ("成造铸屈", "业業职職地医學学近诊读此餐"),
    "的": ("目标標", "士确確"),
    "将": ("大上中少名主武骁", "军士领校来要才"),
    "着": ("沿执衣穿", "装手力火想重急眼陆色实"),
    "其": ("尤与极何", "他它中次余"),
    "因": ("原基起病诱", "此为而素"),
    "而": ("然从反因进时", "且已今"),
}
PHRASES = re.compile("有关|有關|我们|我們|他们|他們|这个|這個|那个|以及|对于|關於|关于|进一步|由于|因为|但是|并且|而且|如果|已经|应当|可以|按照|根据|通过")
LONG_PHRASE = 4  # characters: nobody makes a name or a word of so many twice over


def typed_twice(text: str, start: int, end: int) -> bool:
    """Is text[start:end] the second of a word or phrase typed twice, and no member of a list that comes again?"""
    piece = text[start:end]
    if text[max(0, start - len(piece)) : start] == piece:
        first = start - len(piece)
    elif text[end : end + len(piece)] == piece:
        first = start
    else:
        return False
    before, after = text[max(0, first - 1) : first], text[first + 2 * len(piece) :][:1]
    if len(piece) == 1:
        if piece == "。":
            return True
        ends, begins = MEETING.get(piece, ("", ""))
        return piece in DOUBLED and before not in NEGATIONS and not (before and before in ends and after and after in begins)
    if not piece.isalpha() or any(char in FIGURES or char in NEGATIONS or char.isascii() for char in piece):
        return False
    if not before.isalpha() and before not in CLAUSE_MARKS | frozenset([""]):
        return False
    return PHRASES.fullmatch(piece) is not None or (len(piece) >= LONG_PHRASE and after not in ("、", " "))


def exchanged_particle(before: str, ours: str, theirs: str, after: str) -> bool:
    """Are these two structure words written for each other here: 的 for 地 or 得, 与 for 和, 均 for 都?"""
    two = frozenset((ours, theirs))
    if two == frozenset("的地"):
        return _of_or_ly(before, after)
    if two == frozenset("的得"):
        return DEGREE.match(after) is not None and before[-1:] not in tuple("必总總只所目标")
    if two <= frozenset("和与與及") and before and after:
        return not any(CONJOINED.search(before[-1] + word + after[0]) for word in two) and not (
            before[-1] in SURNAMES or before[-1] in CLAUSE_MARKS
        )
    if two == frozenset("都均"):
        return after[:1] in PREDICATE and before[-1:] in EMPTY_CITY - frozenset("人天次")
    return False


def _of_or_ly(before: str, after: str) -> bool:
    """的 and 地 behind a longer attribute or adverb; with 土, 各, 大 or before 区, 产, 税 one of the two is land."""
    if not before or after[:1] in GROUND_BEHIND or WORDS_WITH_DE.search(before[-1] + "的" + after[:1]):
        return False
    return before[-1] not in GROUND_BEFORE or DEGREE.search(before[-3:-1]) is not None
