"""Where a structure word is empty: 取得了成效 and 取得成效 say the same, 大地物流 and 大物流 do not.

One character is a particle here and half a name there (的 in 目的, 地 in 房地产, 都 in 商都, 得 in 王得胜), so no
character is excused by itself. What stands on both sides decides, by classes that the language closes: auxiliaries,
adverbs, prepositions, pronouns, clause marks. Where the neighbours leave it open, the word counts as a fact.
"""

import re

from pipelines.dedup.language import CLAUSE_MARKS, FIGURES, NEGATIONS, SURNAMES

__all__ = ["PARTICLES", "exchanged_particle", "particle_is_empty", "typed_twice"]

# What a verb phrase begins with, when an adverb was left out before it: auxiliaries, the copula, prepositions, adverbs.
# 还 and 对 are missing on purpose (还对方借款), and every character that could be the second of a two-character name.
PREDICATE = frozenset(
    "會成显顯到想只仅是有要会可能将應應应须須必需被把在为為让讓使给給没沒未不無很更最已曾正從从标標难難应跟"
)
DEGREE = re.compile("么|麼|更|很|非常|十分|比较|比較|较为|极|極|越来|越來|特别|相当|不够|太|最")
# The word before 的 that stands by itself, so that the noun behind cannot make a name with it.
PRONOUN = re.compile("(?:们|們|自己|这样|這樣|那样|怎样|其他|其它|他|她|它|我|你|您)$")
# Nouns that head the name of a body, place, office, post, product class or document: 武汉的大学 is not 武汉大学.
HEADS = re.compile(
    "大学|大學|学院|學院|学校|學校|中学|小学|中學|小學|党校|幼儿园|银行|銀行|公司|集团|集團|工厂|医院|醫院|卫生院"
    "|酒店|宾馆|饭店|商店"
    "|超市|商场|商城|日报|晚报|早报|时报|日報|报社|杂志|出版|电视台|电台|法院|检察院|公安局|委员会|协会|学会|商会"
    "|联合会|联盟|基金|工会"
    "|大厦|大楼|广场|花园|小区|社区|公园|公寓|机场|车站|码头|港口|大道|公路|铁路|地铁|高速|大桥|水库|电站|电厂"
    "|电网|航空|航天"
    "|保险|证券|信托|药业|制药|食品|药品|器械|产业园|房产|房地|实业|园区|新区|城区|特区|开发区|博物|图书馆|美术馆"
    "|体育馆"
    "|纪念馆|文化馆|文化宫|少年宫|[得值费产]税|志愿|贷款|存款|债券|彩票|新闻|华社|牛|的士"
)
HEAD_CHARACTERS = frozenset("税証证罪药藥酒茶局厅廳县縣镇鎮乡鄉州")
COMPARED = re.compile("[低超比增减減降涨漲跌升差扩缩]|高[于於出]|[多少][于於]")
CLAUSE_BORDER = re.compile("[,。;:!?…]")
HEAD_REACH = 6  # characters behind 的 in which such a noun makes a name: 湖南的农业大学
# 目的, 标的 ... are words, and 的士, 的确; a verb or adjective of one character with 的 is a noun (打的, 白的).
WORDS_WITH_DE = re.compile(
    "[打之无無的]的|(?<![注项項科栏欄题節节数账侧醒夺])目的|(?<![商指坐])[标標]的"
    "|(?<![都所拥擁占持特固原私公国國享具没沒])有的|的[士确確黎]"
)
SINGLE = frozenset(
    "新老旧大小高低长短白黑红黄蓝绿金银铜东西南北中前后左右男女公母好坏真假正副冷热干湿生熟轻重软硬远近早晚"
    "打杀卖买租借还吃喝住用死伤骗偷抢欠给送收交付看听说写读教管种养做修建造运"
    "舊長紅黃藍綠銀銅東後殺賣買還傷騙偷搶給說寫讀種養"
)
ALONE = frozenset("是有的个個了和与在为為将將被把我他她你")  # what stands before a word of one character
# Two characters that 的 keeps from being a word: 大的学生 are no 大学生.
MEETING_OF = re.compile(
    "[大中小]的[学學队隊桥橋街院厦组組]|[黄黃黑白红紅]的[酒河米豆糖茶牛海金色]|高的[中校铁鐵]|公的司"
    "|[东東西南北]的[方部区區湖山海]"
)
# 地 behind these makes a noun, and before those: 土地, 各地, 目的地; 地区, 地产, 地税.
GROUND_BEFORE = frozenset(
    "土各当當本外内內产產基场場工营營驻駐属屬目天陆陸田耕草林园園绿綠荒实實异異殖领領盆高山湿濕空阵陣宅农農新"
    "福圣某该此两原就沙坡旱水"
    "旧老坟墓失占租拍批大"
)
GROUND_BEHIND = re.compile(
    "区(?![域别分])|區(?![域別分])|方(?![式面向便案针針程])|[产產](?![品生量出值能妇婦])"
    "|下(?![降一列午周属发达面])|铁|鐵|址|块|塊|面(?![对对临向积對臨積])"
    "|[点點](?!滴)|位(?![置于於])|震|[税稅]|名(?![字单單称稱额额誉人次])|[质質](?!量)|段|级|級|域|[图圖](?!片|像)"
    "|理(?![由想念解论論])|形(?![成式势勢象])"
    "|表(?![示现現明])|上(?![述升市级海年午涨漲班])|[价價](?![格值])|籍|基(?![础礎本金层層因])|[热熱][水能源电電]"
    "|[矿礦]|板|租(?![金赁賃户客])|毯"
    "|契|委(?!员|員|托)|直(?![接播属屬达達])|勘|市(?![场場民值区])|县|縣|州|府|道(?![路德理歉])|球"
    "|[带帶](?![动動来來头領领])|[处處](?![理罚罰境])|界"
)
ADVERBIAL = re.compile(
    "(?:积极|认真|切实|有效|不断|深入|严格|充分|及时|主动|逐步|大力|扎实|更好|进一步|合理|自觉|坚决|努力|稳步"
    "|持续|顺利|迅速"
    "|清楚|明显|積極|認真|切實|不斷|嚴格|及時|主動|進一步|自覺|堅決|順利|明顯)$"
)
NAMING = re.compile("(?:任命|免去|选举|聘任|聘请|批准|表彰|授予|推荐|[事告请罚]人|原告|被告)$")
EVERY = re.compile("多数|多數|所有|每|全部|各|任何|无论|無論|不管")
SAYING = re.compile("告诉|告訴|表示|回答|指出|认为|認為|说|說")
CONTINUING = frozenset("随沿朝本凭味志绕伴跟拿抱带看有隨憑繞帶標接举舉争爭唱处處")
# 在 with these is a state (在建, 在职, 在逃), and so is 并处 or 并购.
STATES = frozenset(
    "控保园院飞航港华京缴查测演修种养贷险管投谈签批拆退挂拍招售建办職职岗编冊册逃押校读研产任位世场线库途营运"
    "审诉侦案店外租训试用播映孕学勤役聘囚握即野"
)
JOINED = frozenset("处購购案网轨列发科举排联重入存行用")
COMING = ("或", "可能", "预计", "預計", "有望", "计划", "計劃", "即", "拟", "擬", "会", "會", "必", "必定", "势必")
BEFORE_PLACE = frozenset(
    "但而要别別往常则又却只将將会會可以能是已曾也就都还還须須必应應正都们們我你他她它日月年天晨早晚午前后後们"
    "于旨妨须計计现"
)
WHEN_OR_WHERE = re.compile(
    "未来|未來|[今明昨去]年|哪|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南"
    "|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|[上下]午|此|这|這|该|該|各[地省市县区级]|全[国國省市县区]"
    "|国[内外]|海外|当[地时前]|我[国國省市县]|\\d+[年月日个天]"
    "|[^,。;:!?]{1,12}[上下中内裡里前后後间間时時期]"
)
KEPT_IN = (
    "集中",
    "控制",
    "保持",
    "发生",
    "發生",
    "出现",
    "發布",
    "发布",
    "建立",
    "体现",
    "主要",
    "生活",
    "居住",
    "设",
    "处",
    "躲",
    "存",
)
EMPTY_CITY = frozenset("们們大家众眾位人门個个些者等,天次句何员員品数數睛力話话为為时時称稱睛目物类類")
AT_HAND = "业業职職地医醫学學近诊読读此餐任座绪义义门門名称稱民利衣饭当條条"  # 就业, 就地, 也门, 又名, 便民 are words
CONJOINED = re.compile(
    "[共饱飽祥平温溫缓緩总總调調太永颐泰仁义中人兴安呼谐丰]和|和[平谐諧田县顺林布静政睦解好约服]|参与|參與|给予"
    "|[普涉以]及|及[时時格第其]|与[会否]"
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
    if after[:1] == "、":
        return (
            re.search("[较較很更最极極]", before[-4:-1]) is not None or before[-2:-1] == before[-1]
        )  # 较高的、红红的、
    if not after or after[0] in CLAUSE_MARKS or after[0] == ")" or after[0] in NEGATIONS:
        # 情节严重的,处罚款 opens a condition; 成本是要增加的, only stresses
        return after[:1] == "。" or (after[:1] == "," and "是" in CLAUSE_BORDER.split(before[-10:])[-1])
    if after[0] in FIGURES and (before[-1] in FIGURES or COMPARED.search(CLAUSE_BORDER.split(before[-24:])[-1])):
        return False  # 低于去年的5%, 低于去年5%
    if before[-1] == "真":
        return True
    if WORDS_WITH_DE.search(before[-2:] + "的" + after[0]) or after[0] in HEAD_CHARACTERS:
        return False
    if PRONOUN.search(before[-2:]) is not None or not before[-1].isalpha() or before[-1].isascii():
        return True
    if MEETING_OF.match(before[-1] + "的" + after[0]) and not DEGREE.search(before[-3:-1]):
        return False
    if before[-1] in SINGLE and (before[-2:-1] in ALONE or not before[-2:-1].isalpha()):
        return before[-1] in "新老旧舊" and after[0] not in "区區城桥橋街路村华華闻聞河港湖山江岛塘坝校馆店屋宅兵人民年"
    if before[-1] in "省市县縣":
        return True  # the place is named in full, so it takes no more to its name
    noun = re.split(r"[的,。、;:!?\"'()]", after[:HEAD_REACH], maxsplit=1)[0]
    return HEADS.search(noun) is None


def _completed(before: str, after: str) -> bool:
    """了 behind a verb: not in 了解, 了结, nor in a name."""
    if after[:1] == "一":
        return after[1:2] in tuple("个個项項次些种種场場家名位批片系部款条條份")
    return after[:1] not in ("解", "结", "結", "断", "斷", "却", "卻", "望", "凡", "然", "得", "不", "起")


def _adverbial(before: str, after: str) -> bool:
    """地 behind an adverb: 积极地开展; everywhere else it may be land or a place."""
    if before[-1] == "等":
        return not after[:1].isalpha() or after[0] in "的区區"
    if SAYING.match(after):
        return before[-1] not in GROUND_BEFORE
    pairs = before[-4:-3] == before[-3:-2] and before[-2:-1] == before[-1:]  # 时时刻刻地
    return (pairs or ADVERBIAL.search(before[-3:]) is not None) and GROUND_BEHIND.match(after) is None


def _complement(before: str, after: str) -> bool:
    """得 before a degree: 落实得更加到位; elsewhere it is may (得处罚款) or half a name."""
    return DEGREE.match(after) is not None and before[-1] not in "必总總只所"


def _continuing(before: str, after: str) -> bool:
    """着 behind a preposition or a verb that takes it: 随着, 意味着, 带着."""
    return before[-1] in CONTINUING and after[:1] not in CLAUSE_MARKS


def _adverb(before: str, after: str) -> bool:
    """也, 就, 又 ... before what begins a predicate."""
    if before[-1] in CLAUSE_MARKS or before[-1] == "的":
        return after[:1].isalnum() and after[:1] not in tuple(AT_HAND)
    return (after[:1] in PREDICATE or DEGREE.match(after) is not None) and not _could_be_named(before)


def _still(before: str, after: str) -> bool:
    """还 as still, not as pay back: 还要, but 还贷款, 还不清, 还给."""
    return after[:1] in PREDICATE - frozenset("不在给給让讓使为為成到想") and not _could_be_named(before)


def _all(before: str, after: str) -> bool:
    """都 as all, not in the name of a place (商都, 成都) and not in 都会."""
    if before[-1] in EMPTY_CITY and EVERY.search(before[-8:]) and after[:1].isalpha() and after[0] not in "会會市":
        return True
    if before[-1] not in EMPTY_CITY or after[:1] not in PREDICATE | frozenset("得顯显出"):
        return False
    return after[:1] not in "会會" or after[1:2] not in tuple("所展议議员堂社馆计城区")


def _located(before: str, after: str) -> bool:
    """在 before a place or time, behind what such a phrase follows; 在售, 在建, 在职 are states."""
    if after[:2] in ("内的", "內的"):
        return re.search("包括|包含", before[-40:]) is not None  # 包括张某在内的五人
    if after[:1] in STATES or not after[:1].strip("".join(CLAUSE_MARKS)):
        return False
    if before[-1] in CLAUSE_MARKS or before[-1] in BEFORE_PLACE or before.endswith(KEPT_IN):
        return True
    return before[-1] not in SURNAMES and WHEN_OR_WHERE.match(after) is not None


def _future(before: str, after: str) -> bool:
    """将 where another word says already that it is to come: 或将, 预计将, 将会; elsewhere it makes the future."""
    return before.endswith(COMING) or after[:1] in ("会", "會", "要") or after[:2] in ("可能", "自己", "不得")


def _clause(before: str, after: str) -> bool:
    """而, 则, 且, 并 at the head of a clause; 并处, 并购, 而非 are words."""
    if before[-1] in CLAUSE_MARKS:
        return after[:1] not in JOINED and after[:1] not in "非立已且是"
    return False


def _and_not(before: str, after: str) -> bool:
    return _clause(before, after) or after[:2] in ("不是", "没有", "未能", "沒有", "不能")


def _could_be_named(before: str) -> bool:
    """Does a surname stand where the word would be a given name, or part of one?"""
    return before[-1] in SURNAMES and (not before[-2:-1].isalpha() or NAMING.search(before[-4:-1]) is not None)


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
    "将": _future,
    "將": _future,
    "而": _clause,
    "则": _clause,
    "則": _clause,
    "且": _clause,
    "并": _and_not,
    "並": _and_not,
}

PARTICLES = "".join(RULES)

# Words of one character whose doubling is a slip. Left out: those whose doubling, or whose end and beginning, are words
# (天天, 人人; 协会会员, 合同同意, 派出所所长).
DOUBLED = frozenset("让讓使对對由向为為给給的了着著就在也而但把被与與及或将將因从從其该該这這那之已均仍再都并並地得")
SCOPED = frozenset("在将將把被与與从從")  # prepositions: behind 未 they are typed twice as anywhere
# Before the doubled one and behind it, what makes two words of it: 成都|都市, 土地|地块, 合并|并处, 存在|在建.
MEETING = {
    "都": ("成首商华古宜武昌乐于江花新京旧迁国建定故帝丰", "市城会會督江匀"),
    "地": (
        "".join(GROUND_BEFORE),
        "区區方产產下铁鐵址块面点位震税名质段级域图理形表上价籍基热矿板租头契委直市县州道带",
    ),
    "并": ("合吞兼归火裁", "".join(JOINED)),
    "並": ("合吞兼歸火裁", "".join(JOINED)),
    "得": ("所心获取值懂赢求博", "到以知出失当力"),
    "在": ("现現存所实實内潜正自外好旨", "".join(STATES)),
    "就": ("成造铸屈", "业業职職地医學学近诊读此餐"),
    "的": ("目标標", "士确確"),
    "将": ("大上中少名主武骁", "军士领校来要才"),
    "着": ("沿执衣穿", "装手力火想重急眼陆色实"),
    "让": ("转出受谦割忍", "步位利座出渡人"),
    "使": ("大特公天行驱", "馆用节命得者领"),
    "对": ("面应相针核校反绝一成", "手象方比策面话抗接口待立等照联于"),
    "由": ("自理事缘来经", "于来此衷"),
    "向": ("方面取转意走去倾导", "来前上下导阳"),
    "为": ("作行成认以因名称", "了人何止难期主首例民"),
    "给": ("供补配自", "予付排水养"),
    "被": ("棉植", "告害动褥"),
    "把": ("门火拖", "握手关"),
    "其": ("尤与极何", "他它中次余"),
    "因": ("原基起病诱", "此为而素"),
    "而": ("然从反因进时", "且已今"),
}
PHRASES = re.compile(
    "有关|有關|我们|我們|他们|他們|这个|這個|那个|以及|对于|關於|关于|进一步|由于|因为|但是|并且|而且|如果|已经"
    "|应当|可以|按照|根据|通过"
)
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
        return (
            piece in DOUBLED
            and not (before in NEGATIONS and piece not in SCOPED)
            and not (before and before in ends and after and after in begins)
        )
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
    if two == frozenset("做作"):
        return not before[-1:].isalpha() or before[-1] in BEFORE_PLACE | frozenset("边邊去来來")
    if two == frozenset("都均"):
        return after[:1] in PREDICATE and before[-1:] in EMPTY_CITY - frozenset("人天次")
    return False


def _of_or_ly(before: str, after: str) -> bool:
    """的 and 地 behind a longer attribute or adverb; with 土, 各, 大 or before 区, 产, 税 one of the two is land."""
    if not before or GROUND_BEHIND.match(after) or WORDS_WITH_DE.search(before[-2:] + "的" + after[:1]):
        return False
    if before[-1] == "当" and before[-2:-1] in tuple("正适相应恰妥不"):
        return True
    if before[-1] in "新福圣":
        return HEADS.search(after[:HEAD_REACH]) is None
    return before[-1] not in GROUND_BEFORE or DEGREE.search(before[-3:-1]) is not None or before[-2:-1] in FIGURES
