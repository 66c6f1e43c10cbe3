"""What never may differ between two copies of one Chinese text, and the words that may.

The classes of figures, negations and units are closed: the language gains no new numeral or particle. Names, nouns and
verbs are open, so no list can say which of them may change; a difference that no class explains is therefore a variant.
All texts are in normal form (pipelines/text/fingerprint.py), in simplified characters.
"""

import re

__all__ = [
    "CLAUSE_MARKS",
    "FIGURES",
    "MAX_WORD",
    "NEGATIONS",
    "REVIEWED_SLIPS",
    "SAME_WORDS",
    "SENTENCE_END",
    "SURNAMES",
    "holds_fact",
]

NUMERALS = "零〇○一二三四五六七八九十百千万亿兆两俩仨双半几数壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
SYMBOLS = "%‰°℃℉$¥£€+±×÷=<>≤≥≈√\\#&@№^*㎡㎞㎏"
FIGURES = frozenset("0123456789" + NUMERALS + SYMBOLS)
NEGATIONS = frozenset("不没未无非勿莫否毋弗免")
UNITS = frozenset("元角吨克斤米里尺亩顷升时刻日天号周旬月季年岁届次倍名个件户辆")
DIRECTIONS = frozenset("上下左右前后东南西北内外升降涨跌增减加提落高低大小多少长短强弱早晚盈亏买卖收支进出开关启停始终")


def _any_of(*classes: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"[0-9A-Za-z?\t{re.escape(''.join(sorted(frozenset().union(*classes))))}]")


FACT = _any_of(FIGURES, NEGATIONS, UNITS, DIRECTIONS)


def holds_fact(text: str) -> bool:
    """Does this piece of a text hold a figure, unit, negation, direction, question mark or Latin letter?"""
    return FACT.search(text) is not None


# Single characters that begin names of people: what stands next to them may be a name.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何罗郑梁谢宋唐许邓冯韩曹彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅"
    "姜崔谭廖范汪陆"
    "金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵钱覃武莫孔汤尚钟某"
)

SENTENCE_END = frozenset("。!?")  # not the semicolon: between two of these may stand one of several conditions
CLAUSE_MARKS = frozenset(",。;:!?…")


def _pairs(groups: tuple[str, ...]) -> frozenset[frozenset[str]]:
    return frozenset(
        frozenset((one, other)) for group in groups for one in group.split() for other in group.split() if one != other
    )


# Two words for one thing, whoever writes them and wherever they stand. They differ in length or in both characters, so
# no name can be made into another one. Shall and may, and and or, draft and adopt (制订, 制定) are no such pairs.
SAME_WORDS = _pairs((
    "但 但是 可是", "因 因为 由于", "因此 因而 所以", "如 如果", "若 如果 假如 倘若 若是", "和 以及", "与 以及",
    "及 以及", "虽 虽然", "或 或者", "并 并且",
    "而 而且", "已 已经", "仍 仍然 依然", "应 应当 应该", "可 可以", "按 按照", "根据 依据", "其他 其它", "获 获得",
))  # fmt: skip

# Words that are misspelt, each with the misspelling: that is no word of its own, so it can say nothing else, and both
# are whole words, so no name can be made of them by one character. 张彻 and 张澈, 何作良 and 何做良 are other people;
# 定金 and 订金, 检查 and 检察, 权利 and 权力, 截止 and 截至 are other things and stand nowhere here.
MISSPELT = _pairs((
    "部署 布署", "安全 按全", "安排 按排", "按照 安照", "安装 按装", "配合 配和", "公布 公市", "已经 己经",
    "自己 自已",
    "已完成 己完成", "贯彻 惯彻 贯澈", "彻底 澈底", "透彻 透澈", "座谈会 坐谈会", "坐落 座落", "规划 规画",
    "计划 计画",
    "策划 策画", "答复 答覆", "恢复 恢覆", "反复 反覆", "覆盖 复盖", "重叠 重迭", "纪念 记念", "纪律 记律",
    "答辩 答辨", "辩护 辨护",
    "辨认 辩认", "辨别 辩别", "振奋 震奋", "锻炼 锻练", "训练 训炼", "熟练 熟炼", "拨款 拔款", "调拨 调拔",
    "划拨 划拔", "选拔 选拨", "海拔 海拨", "粘贴 黏贴", "唯一 惟一", "唯有 惟有", "签订 签定", "立即 立既",
    "既然 即然",
    "即使 既使", "必需品 必须品", "松弛 松驰", "度假 渡假", "欢度 欢渡", "防范 防犯", "辐射 幅射", "竣工 竣功",
    "震撼 震憾", "遗憾 遗撼",
    "凭证 平证", "陷阱 陷井", "融洽 融恰", "贸然 冒然", "泄露 泻露", "通缉 通辑", "编纂 编篡", "精粹 精萃",
    "严厉 严历", "签署 签属", "蔓延 蔓沿", "宣泄 渲泄", "寒暄 寒喧", "赝品 膺品", "青睐 亲睐", "装帧 装祯",
    "脉搏 脉博",
    "再接再厉 再接再励", "相辅相成 相辅相承", "鼎力相助 鼎立相助", "川流不息 穿流不息", "墨守成规 默守成规",
    "走投无路 走头无路",
    "出其不意 出奇不意", "明察暗访 明查暗访", "账目 帐目", "账户 帐户", "账号 帐号", "账本 帐本", "账款 帐款",
    "账面 帐面", "账簿 帐簿",
    "台账 台帐", "记账 记帐", "对账 对帐", "转账 转帐", "付账 付帐", "到账 到帐", "入账 入帐", "结账 结帐",
    "挂账 挂帐", "坏账 坏帐",
    "进账 进帐", "查账 查帐", "账单 帐单", "做好 作好", "做出 作出", "做法 作法", "做到 作到", "做得 作得",
    "做了 作了", "当做 当作",
    "看做 看作", "叫做 叫作", "做为 作为", "做主 作主", "做客 作客", "做完 作完", "做过 作过", "做的 作的",
    "要做 要作", "再做 再作", "多一份 多一分", "这份 这分", "這份 這分", "身份 身分", "成分 成份", "部分 部份",
    "充分 充份", "备份 备分", "分量 份量", "股份 股分", "摄像 摄象", "图像 图象", "录像 录象", "好像 好象",
    "画像 画象", "影像 影象", "肖像 肖象", "头像 头象", "雕像 雕象", "想象 想像", "现象 现像", "对象 对像",
    "印象 印像", "气象 气像",
    "形象 形像", "迹象 迹像", "抽象 抽像", "缴纳 交纳", "佩戴 佩带",
))  # fmt: skip
SAME_WORDS |= MISSPELT

# Words for one thing that differ by a character which is a fact elsewhere (a kind of illness, of person). They are
# excused only where the lines around agree as well: inside a repeated section. Each was read before it came in here.
REVIEWED_SLIPS = _pairs((
    "精神障碍 精神病障碍",  # the law writes the first, offices both, of the same patients
    "残疾人 残疾人士",
    "老年人 老年人士",
    "新冠肺炎 新冠病毒肺炎",
))  # fmt: skip
MAX_WORD = 6  # characters: how far a difference is widened to find the words that it stands in
