"""Made pages in the style of officials, whose truth is known: what recurs on purpose, and what is a true repeat.

On a page of `RECURRING` sentences, sections and rows stand several times, each time about something else (another
party, question, town, lot, article, table): nothing of it may go. On a page of `REPEATED` editors printed a part of the
article twice: the later copy must go, and what recurs on purpose around it must stay. Every page is made from its seed
alone; the words stand in recurring_texts.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import recurring_texts as words

from pipelines.models import Document, Paragraph, ParagraphKind

__all__ = ["RECURRING", "REPEATED", "RecurringPage", "make_recurring_page"]

NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
NUMBERINGS = ("{cn}、", "（{cn}）", "{n}.", "{n}、", "({n})", "（{n}）", "{circled}", "")
ITEM_NUMBERINGS = ("（{cn}）", "{n}.", "（{n}）", "{circled}")  # each may stand below those before it
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
FUNCTION_WORDS = "的了在也就都"


@dataclass
class RecurringPage:
    shape: str
    document: Document
    recurs: set[int]  # positions that say of something else what an earlier one says: they must stay
    listed: set[int]  # those of `recurs` that are whole sentences of 20 characters or more: listed as recurrences
    removable: set[int]  # positions of the later copy of a true repeat: they must go
    open: set[int]  # short lines at the edge of a copy: to remove or to keep them is equally right
    made: list[str] = field(default_factory=list)  # slips in copies, for a person who looks into a miss


@dataclass
class _Line:
    text: str
    kind: ParagraphKind = ParagraphKind.TEXT
    table: int | None = None
    key: str = ""  # what it says, where its text differs by a slip or by its number; empty: the text itself
    section: int = 0  # the subject under which it stands, from 1; 0: none
    head: bool = False  # names the subject of its section
    block: int = 0  # the later copy to which it belongs, from 1; 0: no copy


@dataclass
class _Page:
    title: str
    opening: list[_Line]
    body: list[_Line]
    closing: list[_Line]
    made: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[_Line]:
        return [*self.opening, *self.body, *self.closing]


def make_recurring_page(shape: str, seed: int) -> RecurringPage:
    """Make the page of that shape (a key of RECURRING or REPEATED) and seed: always the same."""
    chance = random.Random(f"{shape} {seed}")
    page = RECURRING[shape](chance) if shape in RECURRING else REPEATED[shape](chance)
    lines = page.lines
    recurs: set[int] = set()
    seen: set[str] = set()
    for place, line in enumerate(lines):
        if not line.block and (line.key or line.text) in seen:
            recurs.add(place)
        seen.add(line.key or line.text)
    removable, open_ = _copies(lines)
    document = Document(
        "https://example.test/", page.title, tuple(Paragraph(line.text, line.kind, line.table) for line in lines)
    )
    listed = {place for place in recurs if _is_sentence(lines[place])}
    return RecurringPage(shape, document, recurs, listed, removable, open_, page.made)


def _copies(lines: Sequence[_Line]) -> tuple[set[int], set[int]]:
    """Positions of copies that must go, and those that may: short lines beyond a copy's first and last sentence."""
    removable: set[int] = set()
    open_: set[int] = set()
    for block in {line.block for line in lines} - {0}:
        places = [place for place, line in enumerate(lines) if line.block == block]
        firm = [place for place in places if _is_sentence(lines[place]) or lines[place].table is not None]
        inside = range(firm[0], firm[-1] + 1) if firm else range(0)
        removable |= {place for place in places if place in inside}
        open_ |= {place for place in places if place not in inside}
    return removable, open_


def _is_sentence(line: _Line) -> bool:
    return line.kind is ParagraphKind.TEXT and len(line.text) >= 20 and line.text.rstrip("”")[-1:] in tuple("。！？")


# Parts of pages


def _number(style: str, n: int) -> str:
    return style.format(cn=NUMERALS[n - 1], n=n, circled=CIRCLED[n - 1])


def _rank(numbering: str) -> int:
    """How many of ITEM_NUMBERINGS are too high to stand below a heading of that numbering."""
    ranks = {"（{cn}）": 1, "{n}.": 2, "{n}、": 2, "({n})": 3, "（{n}）": 3, "{circled}": 4}
    return ranks.get(numbering, 0)


def _person(chance: random.Random) -> str:
    return chance.choice(words.SURNAMES) + chance.choice(words.GIVEN)


def _people(chance: random.Random, count: int) -> list[str]:
    return [surname + chance.choice(words.GIVEN) for surname in chance.sample(words.SURNAMES, count)]


def _parties(chance: random.Random, count: int) -> list[str]:
    way = chance.randrange(3)
    if way == 0:
        return _people(chance, count)
    if way == 1:
        return [f"云溪县{name}有限公司" for name in chance.sample(words.COMPANIES, count)]
    return [chance.choice(words.TOWNS) + name for name in chance.sample(words.SHOPS, count)]


def _filled(chance: random.Random, template: str) -> str:
    """Fill in a template. Every call draws other figures and names."""
    return template.format(
        n=chance.randrange(200, 9800),
        m=chance.randrange(11, 99),
        k=chance.randrange(100, 190),
        month=chance.randrange(1, 13),
        day=chance.randrange(1, 29),
        town=chance.choice(words.TOWNS),
        unit=chance.choice(words.UNITS),
        project=chance.choice(words.PROJECTS),
        deed=chance.choice(words.DEEDS),
        dish=chance.choice(words.DISHES),
        name=_person(chance),
    )


def _breach(chance: random.Random, templates: Sequence[str]) -> str:
    n = chance.randrange(10, 90)
    return chance.choice(templates).format(
        law=chance.choice(words.LAWS), n=n, m=n + chance.randrange(1, 9), decision=chance.choice(words.DECISIONS)
    )


def _sentences(chance: random.Random, bank: Sequence[str], least: int, most: int) -> list[str]:
    return [_filled(chance, text) for text in chance.sample(bank, chance.randint(least, most))]


def _dressed(
    chance: random.Random, title: str, opening: str, body: list[_Line], *, signed: bool | None = None
) -> _Page:
    """Put a body between an opening sentence and a closing: a formula, the office that signs, the day."""
    closing: list[_Line] = []
    if signed or (signed is None and chance.random() < 0.6):
        formula = chance.choice(words.CLOSINGS)
        closing += [_Line(formula)] if formula else []
        day = f"2024年{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日"
        closing += [_Line("云溪" + chance.choice(words.UNITS)), _Line(day)]
    return _Page(title, [_Line(opening)] if opening else [], body, closing)


def _slipped_comma(text: str) -> str:
    """Drop the last comma that parts two clauses of several characters each; the text itself where there is none."""
    for at in range(len(text) - 8, 8, -1):
        if text[at] == "，" and not set("，、：；。《》“”0123456789不没未无非") & set(
            text[at - 3 : at] + text[at + 1 : at + 4]
        ):
            return text[:at] + text[at + 1 :]
    return text


def _sections(
    chance: random.Random,
    heads: Sequence[str],
    own: Callable[[], list[str]],
    formulas: Callable[[], list[str]],
    *,
    numberings: Sequence[str] = NUMBERINGS,
    endings: Sequence[str] = ("", "", "："),
    places: Sequence[str] = ("first", "middle", "last"),
) -> list[_Line]:
    """Sections under heads of their own, in which the same formula sentences stand: first, in the middle or last.

    One page has one or two sets of formulas, of which each section takes one; at least two sections share one.
    """
    numbering, ending = chance.choice(numberings), chance.choice(endings)
    if heads[0][0].isdigit():
        numbering = chance.choice(("{cn}、", "（{cn}）", ""))  # nobody writes 2、2月15日
    kind = chance.choice((ParagraphKind.TEXT, ParagraphKind.TEXT, ParagraphKind.HEADING))
    sets = [formulas() for _ in range(chance.choice((1, 1, 2)))]
    takes = [0, 0] + [chance.randrange(len(sets)) for _ in heads[2:]]
    chance.shuffle(takes)
    below = ITEM_NUMBERINGS[_rank(numbering) :]
    items = chance.choice(below) if below and chance.random() < 0.35 else ""
    place, slips = chance.choice(places), chance.random() < 0.15
    lines: list[_Line] = []
    used: set[int] = set()
    for section, (head, take) in enumerate(zip(heads, takes, strict=True), 1):
        mark = "" if "：" in head or head.endswith("。") else ending
        lines.append(_Line(_number(numbering, section) + head + mark, kind, section=section, head=True))
        same = [_Line(_number(items, n) + text, section=section) for n, text in enumerate(sets[take], 1)]
        if slips and take in used:
            same = [replace(line, text=_slipped_comma(line.text), key=line.text) for line in same]
        used.add(take)
        mine = [_Line(text, section=section) for text in own()]
        here = chance.choice(places) if chance.random() < 0.2 else place
        cut = {"first": 0, "middle": len(mine) // 2, "last": len(mine)}[here]
        lines += [*mine[:cut], *same, *mine[cut:]]
    return lines


def _some(chance: random.Random, bank: Sequence[str], least: int, most: int) -> Callable[[], list[str]]:
    """Draw between `least` and `most` filled sentences, other ones at every call; always none on some pages."""
    return lambda: _sentences(chance, bank, least, most)


# What recurs on purpose: text


def penalties_numbered(chance: random.Random) -> _Page:
    mark = chance.choice(("当事人：", "被处罚人：", "", "案件：", "违法主体："))
    heads = [mark + party for party in _parties(chance, chance.randint(2, 6))]
    if not mark:
        heads = [head + chance.choice(words.DEEDS) + chance.choice(("案", "案。")) for head in heads]
    least = chance.choice((0, 1, 1))
    body = _sections(
        chance,
        heads,
        _some(chance, words.ACTS, least, 2),
        lambda: [_breach(chance, words.BREACHES) for _ in range(chance.choice((1, 1, 2)))],
        numberings=NUMBERINGS[:-1],
    )
    return _dressed(chance, "行政处罚信息公示", "为加强社会监督，现将近期作出的行政处罚决定予以公示。", body)


def penalties_labelled(chance: random.Random) -> _Page:
    labels = chance.choice(
        (
            ("当事人：", "违法事实：", "处罚依据：", "处罚结果："),
            ("被处罚单位：", "案由：", "法律依据：", "处罚内容："),
            ("【当事人】", "【违法行为】", "【依据】", "【处罚决定】"),
            ("行政相对人名称：", "主要违法事实：", "处罚依据和理由：", "处罚种类及金额："),
        )
    )
    deed = chance.choice(words.DEEDS)
    basis = f"《{chance.choice(words.LAWS)}》第{chance.randrange(10, 90)}条、第{chance.randrange(90, 120)}条的规定。"
    result = chance.choice(words.DECISIONS) + "，限十五日内缴纳。"
    numbering = chance.choice(NUMBERINGS)
    body: list[_Line] = []
    for section, party in enumerate(_parties(chance, chance.randint(2, 6)), 1):
        fact = deed if chance.random() < 0.5 else chance.choice(words.DEEDS)
        body.append(_Line(_number(numbering, section) + labels[0] + party, section=section, head=True))
        rest = (f"{labels[1]}经现场检查，当事人存在{fact}的行为。", labels[2] + basis, labels[3] + result)
        body += [_Line(text, section=section) for text in rest]
    return _dressed(chance, "行政处罚案件公示", "现将查处的典型案件通报如下：", body)


def penalties_short_lines(chance: random.Random) -> _Page:
    body = _sections(
        chance,
        _parties(chance, chance.randint(2, 6)),
        _some(chance, words.ACTS, chance.choice((0, 1)), 2),
        lambda: [_breach(chance, words.BREACHES)],
        numberings=("",),
        endings=("", "："),
    )
    return _dressed(chance, "典型违法案例通报", "现将近期查处的一批典型案例通报如下。", body)


def _prose(chance: random.Random, breach: str) -> _Page:
    body: list[_Line] = []
    for party in _parties(chance, chance.randint(2, 5)):
        act = _filled(chance, chance.choice(words.ACTS)).replace("当事人", party)
        body += [_Line(act if party in act else f"{party}案：{act}"), _Line(breach)]
    return _dressed(chance, "违法案件查处情况", "近期，执法人员开展了专项检查，查处情况如下。", body)


def penalties_prose(chance: random.Random) -> _Page:
    return _prose(chance, _breach(chance, words.BREACHES[:4]))


def penalties_prose_inner(chance: random.Random) -> _Page:
    return _prose(chance, _breach(chance, words.BREACHES[4:]).replace("决定", "决定对当事人"))


def questions(chance: random.Random) -> _Page:
    ask, reply, mark = chance.choice(
        (
            ("问：", "答：", "？"),
            ("问题{n}：", "答复：", "？"),
            ("{n}.", "", "？"),
            ("{n}、", "答：", "？"),
            ("{cn}、", "", "？"),
            ("", "", ""),
            ("", "", "？"),
            ("（{cn}）", "", ""),
            ("Q{n}：", "A：", "？"),
            ("【问】", "【答】", "？"),
            ("网友“云溪{n}号”：", "回复：", "？"),
        )
    )
    kind = ParagraphKind.HEADING if not ask and chance.random() < 0.7 else ParagraphKind.TEXT
    answers = chance.sample(words.ANSWERS, 5)
    same = answers[: chance.randint(1, 2)]
    body: list[_Line] = []
    count = chance.randint(2, 6)
    place = chance.choice(("alone", "first", "last"))
    odd = chance.randrange(count) if count > 2 and chance.random() < 0.4 else -1
    for section, question in enumerate(chance.sample(words.QUESTIONS, count), 1):
        body.append(_Line(_number(ask, section) + question + mark, kind, section=section, head=True))
        mine = [answers[3]] if section - 1 == odd else list(same)
        if place != "alone":
            extra = _filled(chance, chance.choice(words.OWN_PROSE))
            mine = [*mine, extra] if place == "first" else [extra, *mine]
        mine[0] = _number(reply, section) + mine[0]
        body += [_Line(text, section=section) for text in mine]
    return _dressed(chance, "政策问答", "近期群众咨询较为集中的问题，现统一答复如下。", body)


def forecasts(chance: random.Random) -> _Page:
    towns = chance.sample(words.TOWNS, chance.randint(2, 6))
    if chance.random() < 0.2:
        month = chance.randrange(1, 13)
        towns = [f"{month}月{day}日" for day in sorted(chance.sample(range(1, 29), len(towns)))]
    own = _some(
        chance, ("降水概率百分之{m}，代表站编号{n}，观测员{name}。", "{town}方向云量较多，昨日累计日照{k}分钟。"), 0, 1
    )
    body = _sections(
        chance,
        towns,
        own if chance.random() < 0.5 else list,
        lambda: chance.sample(words.FORECASTS, chance.choice((1, 1, 2, 3))),
        endings=("", "：", "："),
    )
    return _dressed(chance, "乡镇天气预报", "县气象台今天下午发布全县分乡镇天气预报：", body)


def lots(chance: random.Random) -> _Page:
    head = chance.choice(("第{cn}标段", "包{n}", "标段{cn}：", "{n}包：", "第{n}包", "标项{cn}", "分包{n}："))
    heads = []
    for n, project in enumerate(chance.sample(words.PROJECTS, chance.randint(2, 5)), 1):
        heads.append(_number(head, n) + (project + "工程" if chance.random() < 0.6 else ""))
    own = _some(
        chance,
        (
            "预算金额{n}万元，最高限价{n}万元，工期{k}天。",
            "建设地点位于{town}，主要内容为{project}的配套设施，规模{n}平方米。",
        ),
        0,
        2,
    )
    body = _sections(
        chance,
        heads,
        own if chance.random() < 0.7 else list,
        lambda: chance.sample(words.QUALIFICATIONS, chance.randint(1, 5)),
        numberings=("", "", "{cn}、", "（{cn}）", "{n}."),
        endings=("",),
    )
    return _dressed(chance, "公开招标公告", "受采购人委托，对下列项目进行公开招标，各标段的要求如下。", body)


def samplings(chance: random.Random) -> _Page:
    goods = chance.sample(words.GOODS, chance.randint(2, 6))
    makers = [f"云溪县{name}有限公司" for name in chance.sample(words.COMPANIES, len(goods))]
    heads = [f"{maker}生产的{good}" for maker, good in zip(makers, goods, strict=True)]
    own = _some(
        chance,
        ("样品批号{n}，抽样数量{m}袋，抽样日期为{month}月{day}日。", "被抽样单位为{town}的一家商店，报告编号{n}。"),
        0,
        2,
    )
    body = _sections(
        chance,
        heads,
        own if chance.random() < 0.6 else list,
        lambda: _sentences(chance, words.FINDINGS, 1, 2),
    )
    return _dressed(chance, "食品安全监督抽检信息通告", "近期组织开展食品安全监督抽检，结果通告如下。", body)


def cases(chance: random.Random) -> _Page:
    head = chance.choice(
        ("病例{n}：", "确诊病例{n}：", "{n}.病例{n}，", "（{cn}）无症状感染者{n}：", "病例{cn}", "新增确诊病例{n}，")
    )
    same = _sentences(chance, words.CASE_TRACES, 1, 3)
    other = _sentences(chance, words.CASE_TRACES, 1, 2)
    place = chance.choice(("first", "last", "alone"))
    body: list[_Line] = []
    for section in range(1, chance.randint(2, 6) + 1):
        about = f"{chance.choice('男女')}，{chance.randrange(3, 90)}岁，现住{chance.choice(words.TOWNS)}。"
        number = _number(head, section)
        body.append(_Line(number if number[-1] not in "：，" else number + about, section=section, head=True))
        mine = list(other) if section > 2 and chance.random() < 0.3 else list(same)
        if place != "alone":
            trace = (
                f"{chance.randrange(1, 28)}日曾到{chance.choice(words.ROADS)}附近停留{chance.randrange(20, 300)}分钟。"
            )
            mine = [*mine, trace] if place == "first" else [trace, *mine]
        body += [_Line(text, section=section) for text in mine]
    return _dressed(chance, "新增病例活动轨迹通报", "昨日0至24时，我县新增病例若干例，主要活动轨迹如下。", body)


def committees(chance: random.Random) -> _Page:
    groups = chance.sample(
        ("综合协调组", "医疗救治组", "物资保障组", "宣传报道组", "抢险救援组", "交通保障组", "督导检查组"),
        chance.randint(2, 5),
    )
    leader, deputy, members = chance.sample(words.OFFICES, 3)
    same_names = f"{_person(chance)}（{leader}）"
    staff = "、".join(chance.sample(words.UNITS, 5)) + "负责同志。"
    duties = chance.sample(words.DUTIES, chance.randint(1, 3))
    numbering, ending = chance.choice(NUMBERINGS), chance.choice(("", "："))
    numbered_duties = chance.choice(("职责：", "", "主要职责：", "工作职责："))
    body: list[_Line] = []
    for section, group in enumerate(groups, 1):
        body.append(_Line(_number(numbering, section) + group + ending, section=section, head=True))
        body.append(_Line("组长：" + same_names, section=section))
        body.append(_Line(f"副组长：{_person(chance)}（{deputy}）", section=section))
        body.append(_Line("成员：" + staff, section=section))
        if chance.random() < 0.3:
            body.append(_Line("联络员：" + members, section=section))
        body += [_Line((numbered_duties if not n else "") + text, section=section) for n, text in enumerate(duties)]
    return _dressed(chance, "关于成立应急指挥部的通知", "为加强组织领导，决定成立应急指挥部，下设若干工作组。", body)


def minutes(chance: random.Random) -> _Page:
    head = chance.choice(("关于{}项目", "关于{}项目有关问题", "{}项目", "研究{}项目建设事宜", "审议《{}项目实施方案》"))
    heads = [head.format(project) for project in chance.sample(words.PROJECTS, chance.randint(2, 6))]
    own = _some(chance, words.OWN_PROSE, 0, 2)
    body = _sections(
        chance,
        heads,
        own if chance.random() < 0.7 else list,
        lambda: chance.sample(words.HEARINGS, chance.randint(1, 4)),
    )
    return _dressed(chance, "县政府常务会议纪要", "县政府召开常务会议，研究了以下事项，现纪要如下。", body)


def forms(chance: random.Random) -> _Page:
    head = chance.choice(
        ("附件{n}", "附件{n}：{name}", "附件{n} {name}", "附{cn}：{name}", "{name}", "样表{n}：{name}")
    )
    blanks = chance.sample(words.BLANKS, chance.randint(3, 8))
    body: list[_Line] = []
    for section, name in enumerate(chance.sample(words.FORM_NAMES, chance.randint(2, 4)), 1):
        body.append(
            _Line(head.format(n=section, cn=NUMERALS[section - 1], name=name), section=section, head=True),
        )
        if "{name}" not in head:
            body.append(_Line(name, section=section))
        body += [_Line(text, section=section) for text in blanks]
    return _dressed(chance, "申请材料清单及样表", "请下载填写以下样表，并提交窗口办理。", body, signed=False)


def _articles(chance: random.Random, first: int) -> Callable[[int], str]:
    """The number of an article, in one way on the whole page."""
    chinese = chance.random() < 0.8

    def number(n: int) -> str:
        n += first
        return f"第{_chinese_number(n)}条" if chinese else f"第{n}条"

    return number


def _chinese_number(n: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(n, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def statute_items(chance: random.Random) -> _Page:
    article = _articles(chance, chance.randrange(3, 30))
    items = chance.sample(words.PROVISIONS, chance.randint(2, 6))
    item = chance.choice(("（{cn}）", "（{cn}）", "{n}.", "（{n}）"))
    gap = chance.choice(("\u3000", " ", ""))
    headed = chance.random() < 0.25
    leads = [
        "经营者不得有下列行为：",
        f"有下列行为之一的，由{chance.choice(words.UNITS)}责令改正，处一万元以上五万元以下的罚款：",
        f"从事经营活动的单位有下列情形之一，情节严重的，由{chance.choice(words.UNITS)}吊销许可证：",
        "国家工作人员有下列行为之一的，依法给予处分：",
    ][: chance.randint(2, 4)]
    body: list[_Line] = []
    for section, lead in enumerate(leads, 1):
        between = _filled(chance, "{unit}负责{town}范围内的监督检查工作，第{m}号标准另行制定。")
        body.append(_Line(article(section * 9 - 1) + gap + between))
        number = article(section * 9)
        body += [_Line(number, ParagraphKind.HEADING), _Line(lead)] if headed else [_Line(number + gap + lead)]
        marked = [
            _Line(_number(item, n) + text + ("；" if n < len(items) else "。")) for n, text in enumerate(items, 1)
        ]
        body += marked
        if chance.random() < 0.4:
            body.append(_Line(words.ORGAN_RULES[chance.choice((1, 2, 13, 15))]))
    return _dressed(chance, "云溪市市容和经营管理条例", "", body, signed=False)


def statute_companies(chance: random.Random) -> _Page:
    article = _articles(chance, chance.randrange(1, 20))
    gap, headed = chance.choice(("\u3000", " ")), chance.random() < 0.3
    same = chance.sample(words.ORGAN_RULES, chance.randint(2, 7))
    kinds = chance.sample(
        ("有限责任公司", "股份有限公司", "合伙企业", "农民专业合作社", "国有独资公司", "社会团体"), chance.randint(2, 3)
    )
    head = chance.choice(("第{cn}章 {}的组织机构", "第{cn}节\u3000{}", "{}", "第{cn}章\u3000{}"))
    body: list[_Line] = []
    count = 0
    for section, kind in enumerate(kinds, 1):
        title = head.format(kind, cn=NUMERALS[section])
        body.append(
            _Line(title, chance.choice((ParagraphKind.HEADING, ParagraphKind.TEXT)), section=section, head=True)
        )
        for rule in same:
            count += 1
            own = (
                f"{kind}的第{chance.randrange(10, 99)}项事务由其{chance.choice(('股东会', '成员大会', '理事会'))}议定。"
            )
            lead = [_Line(article(count)), _Line(own)] if headed else [_Line(article(count) + gap + own)]
            body += [*lead, _Line(rule)]
            if chance.random() < 0.3:
                body.append(_Line(f"{kind}每年{chance.randrange(1, 13)}月向登记机关报送前项所称的材料。"))
    return _dressed(chance, "云溪市市场主体条例", "", body, signed=False)


def amendments(chance: random.Random) -> _Page:
    rules = chance.sample(words.PROVISIONS, 4)
    sentence = chance.choice(words.ORGAN_RULES)
    article = _articles(chance, chance.randrange(5, 40))
    numbering = chance.choice(("{cn}、", "（{cn}）", "{n}."))
    body: list[_Line] = []
    for section in range(1, chance.randint(2, 5) + 1):
        lead = chance.choice(("将{}修改为：", "{}增加一款，作为第二款：", "在{}后增加一条：", "删去{}中的下列内容："))
        body.append(_Line(_number(numbering, section) + lead.format(article(section * 3)), section=section, head=True))
        if chance.random() < 0.5:
            body.append(_Line("“有下列情形之一的，由主管部门责令限期改正：", section=section))
            body += [_Line(f"（{NUMERALS[n]}）{rule}；", section=section) for n, rule in enumerate(rules[:3])]
            body.append(_Line(f"（四）{rules[3]}。”", section=section))
        else:
            body.append(_Line(f"“{sentence}”", section=section))
    return _dressed(
        chance, "关于修改《云溪市市容管理条例》的决定", "市人民代表大会常务委员会决定对条例作如下修改：", body
    )


def closures(chance: random.Random) -> _Page:
    roads = chance.sample(words.ROADS, chance.randint(2, 6))
    ends = [chance.sample([other for other in words.ROADS if other not in roads], 2) for _ in roads]
    stretches = [f"（{one}至{other}段）" for one, other in ends]
    heads = [road + chance.choice((stretch, "")) for road, stretch in zip(roads, stretches, strict=True)]
    if chance.random() < 0.35:
        month = chance.randrange(1, 13)
        days = sorted(chance.sample(range(1, 29), len(roads)))
        heads = [f"{month}月{day}日（星期{chance.choice('一二三四五六日')}）" for day in days]
    elif chance.random() < 0.15:
        heads = [f"{hour}:00—{hour + 2}:30" for hour in sorted(chance.sample(range(6, 20, 3), min(5, len(roads))))]
    own = _some(
        chance,
        ("施工时间为{month}月{day}日起，影响用户{n}户。", "绕行路线为经{town}方向的辅路，全长{n}米。"),
        0,
        2,
    )
    body = _sections(
        chance,
        heads,
        own if chance.random() < 0.7 else list,
        lambda: chance.sample(words.CLOSURES, chance.choice((1, 1, 2, 3))),
    )
    return _dressed(chance, "道路施工和停水停电通告", "因工程建设需要，将对下列路段采取临时措施。", body)


def parcels(chance: random.Random) -> _Page:
    head = chance.choice(("地块{cn}", "{cn}号地块", "宗地编号：YX2024-{n}", "YX2024-{n}号宗地", "地块{n}："))
    heads = [_number(head, n) for n in range(1, chance.randint(2, 5) + 1)]
    own = _some(
        chance,
        ("土地面积{n}平方米，起始价{n}万元，增价幅度{m}万元。", "位于{town}，规划用途为商住，容积率不大于{m}。"),
        0,
        2,
    )
    body = _sections(
        chance,
        heads,
        own,
        lambda: chance.sample(words.PARCEL_TERMS, chance.randint(1, 5)),
        numberings=("", "", "{cn}、", "（{cn}）"),
        endings=("",),
    )
    return _dressed(
        chance, "国有建设用地使用权挂牌出让公告", "经批准，决定挂牌出让下列地块的国有建设用地使用权。", body
    )


def posts(chance: random.Random) -> _Page:
    ending = chance.choice(("", f"（{chance.randrange(1, 9)}名）", "："))
    heads = [post + ending for post in chance.sample(words.POSTS, chance.randint(2, 6))]
    label = chance.choice(("", "岗位要求：", "任职条件：", "应聘条件"))
    own = _some(
        chance,
        ("招聘人数{m}人，月薪{n}元，工作地点在{town}。", "主要职责是协助{unit}开展日常工作，由{name}负责管理。"),
        0,
        2,
    )
    body = _sections(
        chance,
        heads,
        own if chance.random() < 0.7 else list,
        lambda: ([label] if label else []) + chance.sample(words.REQUIREMENTS, chance.randint(1, 5)),
        endings=("",),
    )
    return _dressed(chance, "公开招聘工作人员公告", "因工作需要，面向社会公开招聘以下岗位工作人员。", body)


def personnel(chance: random.Random) -> _Page:
    same = chance.sample(words.PERSONNEL_FORMULAS, chance.choice((1, 1, 2)))
    style, way = chance.choice(NUMBERINGS), chance.randrange(3)
    body: list[_Line] = []
    for section, person in enumerate(_people(chance, chance.randint(2, 6)), 1):
        born = f"{chance.randrange(1965, 1998)}年{chance.randrange(1, 13)}月"
        life = f"{chance.choice('男女')}，汉族，{born}出生，现任{chance.choice(words.OFFICES)}。"
        if way == 0:
            lead = [f"{person}，{life}"]
        elif way == 1:
            lead = [person, f"现年{chance.randrange(26, 59)}岁，{life}"]
        else:
            lead = [f"{person}同志"]
        body.append(_Line(_number(style, section) + lead[0], section=section, head=True))
        body += [_Line(text, section=section) for text in (*lead[1:], *same)]
    return _dressed(chance, "干部任前公示", "根据有关规定，现将拟任用人选的有关情况公示如下。", body)


def court_notices(chance: random.Random) -> _Page:
    heads = [chance.choice(("", "被告")) + party for party in _parties(chance, chance.randint(2, 5))]
    body = _sections(
        chance,
        heads,
        _some(chance, words.OWN_COURT, 0, chance.choice((0, 1, 2))),
        lambda: chance.sample(words.COURT_FORMULAS, chance.randint(1, 4)),
        endings=("：", "：", ""),
    )
    return _dressed(chance, "云溪县人民法院公告", "", body)


def serial_notices(chance: random.Random) -> _Page:
    """Notices one below the other, each with its addressee, its closing formula, the court and the day."""
    same = chance.sample(words.COURT_FORMULAS, chance.randint(1, 4))
    day = f"2024年{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日"
    ending, closing = chance.choice(("：", "：", "")), chance.choice(("特此公告。", "", "特此公告"))
    numbered = chance.choice(("", "公告{cn}", "（2024）云0922民初{n}号"))
    body: list[_Line] = []
    for section, party in enumerate(_parties(chance, chance.randint(2, 5)), 1):
        if numbered:
            body.append(_Line(_number(numbered, section), section=section))
        body.append(_Line(party + ending, section=section, head=True))
        body += [_Line(text, section=section) for text in same]
        body += [_Line(text, section=section) for text in (closing, "云溪县人民法院", day) if text]
    return _dressed(chance, "送达公告", "", body, signed=False)


def windows(chance: random.Random) -> _Page:
    """Service windows by town, each with labelled lines; what stands after a label is the same."""
    labels = chance.sample(
        ("服务事项：", "办理须知：", "温馨提示：", "受理范围：", "办事流程：", "注意事项："), chance.randint(1, 3)
    )
    same = [label + answer for label, answer in zip(labels, chance.sample(words.ANSWERS, len(labels)), strict=True)]
    numbering, ending = chance.choice(NUMBERINGS), chance.choice(("", "便民服务中心", "便民服务中心：", "："))
    body: list[_Line] = []
    for section, town in enumerate(chance.sample(words.TOWNS, chance.randint(2, 6)), 1):
        body.append(_Line(_number(numbering, section) + town + ending, section=section, head=True))
        lines = [f"联系电话：0922-{chance.randrange(1000000, 9999999)}", *same]
        lines = lines if chance.random() < 0.5 else lines[::-1]
        body += [_Line(text, section=section) for text in lines]
    return _dressed(chance, "便民服务窗口一览", "为方便群众办事，现将各乡镇便民服务窗口公布如下。", body)


def licences(chance: random.Random) -> _Page:
    kind = chance.choice(("食品经营许可证", "营业执照", "道路运输经营许可证", "安全生产许可证"))
    heads = [party + chance.choice(("", f"（{kind}）")) for party in _parties(chance, chance.randint(2, 6))]
    own = _some(
        chance, ("证件编号JY{n}{m}，发证日期为{month}月{day}日。", "住所在{town}{m}号，法定代表人{name}。"), 0, 2
    )
    body = _sections(chance, heads, own, lambda: chance.sample(words.LICENCES, chance.randint(1, 3)))
    return _dressed(chance, "注销和吊销许可证件的公告", f"依照有关规定，对下列单位和个人的{kind}作出处理。", body)


def nested_sections(chance: random.Random) -> _Page:
    """The same lower headings under each upper heading: 一、城关镇 （一）工作要求 …"""
    upper, lower = chance.choice(
        (("{cn}、", "（{cn}）"), ("{cn}、", "{n}."), ("（{cn}）", "{n}."), ("第{cn}部分 ", "{cn}、"), ("", "（{cn}）"))
    )
    names = chance.choice((words.TOWNS, words.PROJECTS, words.UNITS))
    labels = chance.sample(words.SECTION_HEADINGS, chance.randint(1, 3))
    same = {label: chance.sample(words.HEARINGS, chance.randint(1, 2)) for label in labels}
    body: list[_Line] = []
    for section, name in enumerate(chance.sample(names, chance.randint(2, 4)), 1):
        body.append(_Line(_number(upper, section) + name, ParagraphKind.HEADING, section=section, head=True))
        if chance.random() < 0.4:
            body.append(_Line(_filled(chance, chance.choice(words.OWN_PROSE)), section=section))
        for n, label in enumerate(labels, 1):
            body.append(_Line(_number(lower, n) + label, section=section))
            body += [_Line(text, section=section) for text in same[label]]
    return _dressed(chance, "重点工作任务分解", "为推进年度重点工作，现将任务分解如下。", body)


# What recurs on purpose: tables

ROW, HEAD = ParagraphKind.TABLE_ROW, ParagraphKind.TABLE_HEAD


def _figure(chance: random.Random) -> str:
    return chance.choice(
        (f"{chance.randrange(1, 900)}.{chance.randrange(10, 99)}", "0.00", "", str(chance.randrange(1, 90)))
    )


def _table(
    number: int, head: Sequence[str], rows: Sequence[Sequence[str]], section: int = 0, *, kind: ParagraphKind = HEAD
) -> list[_Line]:
    """`kind`: of the head, which not every reading recognises."""
    return [
        _Line("\t".join(head), kind, number, section=section),
        *(_Line("\t".join(row), ROW, number, section=section) for row in rows),
    ]


def _budget_rows(chance: random.Random, columns: int) -> list[list[str]]:
    rows = chance.sample(words.BUDGET_ROWS, chance.randint(3, 7))
    return [[code, name, *(_figure(chance) for _ in range(columns - 2))] for code, name in sorted(rows)]


def _caption(chance: random.Random, text: str, table: int, section: int = 0) -> _Line:
    if chance.random() < 0.5:
        return _Line(text, ParagraphKind.CAPTION, table, section=section, head=True)
    return _Line(text, chance.choice((ParagraphKind.TEXT, ParagraphKind.HEADING)), section=section, head=True)


def tables_budget(chance: random.Random) -> _Page:
    """The same table, head and rows, under 表一 and 表二."""
    caption = chance.choice(("表{cn} {}", "表{n}：{}", "附表{n} {}", "{}", "{cn}、{}"))
    head = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
    rows = _budget_rows(chance, len(head))
    names = chance.sample(
        (
            "部门支出总体情况表",
            "财政拨款支出情况表",
            "一般公共预算支出表",
            "部门收支总表",
            "县水利局支出预算表",
            "县信访局支出预算表",
        ),
        chance.randint(2, 4),
    )
    unit, kind = chance.random() < 0.5, chance.choice((HEAD, HEAD, HEAD, ROW))
    body: list[_Line] = []
    for table, name in enumerate(names):
        text = caption.format(name, cn=NUMERALS[table], n=table + 1)
        body.append(_caption(chance, text, table, table + 1))
        body += [_Line("单位：万元", section=table + 1)] if unit else []
        body += _table(table, head, rows, table + 1, kind=kind)
    return _dressed(chance, "部门预算公开", "现将部门预算公开如下。", body, signed=False)


def tables_other_heads(chance: random.Random) -> _Page:
    """The same rows under other heads, with no caption between."""
    rows = _budget_rows(chance, 5)
    heads = chance.sample(
        (
            ("科目编码", "科目名称", "本年预算", "上年预算", "增减额"),
            ("科目编码", "科目名称", "收入合计", "财政拨款", "事业收入"),
            ("科目编码", "科目名称", "支出合计", "人员经费", "公用经费"),
            ("科目编码", "科目名称", "年初数", "调整数", "决算数"),
        ),
        chance.randint(2, 3),
    )
    kind = chance.choice((HEAD, HEAD, HEAD, ROW))
    body: list[_Line] = []
    for table, head in enumerate(heads):
        body += _table(table, head, rows, kind=kind)
        if chance.random() < 0.3:
            body.append(_Line("单位：万元"))
    return _dressed(chance, "部门决算公开", "现将部门决算公开如下。", body, signed=False)


def tables_other_columns(chance: random.Random) -> _Page:
    """The same words in other columns of the same head."""
    head = chance.choice(
        (("单位", "合格批次", "不合格批次", "备注"), ("乡镇", "新建", "改建", "扩建"), ("品种", "上涨", "持平", "下跌"))
    )
    names = chance.sample(words.TOWNS, chance.randint(3, 6))
    figures = [str(chance.randrange(2, 90)) for _ in names]
    body: list[_Line] = []
    for table, column in enumerate(chance.sample((1, 2, 3), chance.randint(2, 3))):
        rows = [
            [name, *(figure if at == column else "" for at in (1, 2, 3))]
            for name, figure in zip(names, figures, strict=True)
        ]
        if chance.random() < 0.4:
            body.append(_caption(chance, f"第{NUMERALS[table]}批", table))
        body += _table(table, head, rows)
    return _dressed(chance, "抽查情况统计", "现将抽查情况统计如下。", body, signed=False)


def tables_by_subject(chance: random.Random) -> _Page:
    """The same small table under each town, road or post."""
    head = ("序号", "检查项目", "检查结果", "整改要求")
    items = chance.sample(
        ("消防通道", "用电线路", "食品台账", "应急照明", "特种设备", "从业人员健康证"), chance.randint(2, 5)
    )
    rows = [
        [str(n), item, chance.choice(("合格", "不合格", "基本合格")), chance.choice(("无", "立即整改", ""))]
        for n, item in enumerate(items, 1)
    ]
    numbering = chance.choice(NUMBERINGS)
    body: list[_Line] = []
    for section, name in enumerate(chance.sample(words.SHOPS, chance.randint(2, 5)), 1):
        body.append(_Line(_number(numbering, section) + name, section=section, head=True))
        body += _table(section - 1, head, rows, section)
    return _dressed(chance, "安全检查结果公示", "现将安全检查结果公示如下。", body)


def tables_groups(chance: random.Random) -> _Page:
    """One table in which the same rows stand under each group."""
    head = ("类别", "人数", "金额（元）", "备注")
    below = [
        [f"其中：{name}", str(chance.randrange(1, 9)), "", chance.choice(("", "已发放"))]
        for name in ("男", "女", "六十岁以上")
    ]
    below = below[: chance.randint(2, 3)]
    rows: list[list[str]] = []
    for town in chance.sample(words.TOWNS, chance.randint(2, 5)):
        rows += [[town, chance.choice(("", str(chance.randrange(10, 99)))), "", ""], *below]
    rows.append(["合计", str(chance.randrange(100, 999)), "", ""])
    return _dressed(chance, "救助金发放情况公示", "现将救助金发放情况公示如下。", _table(0, head, rows))


def tables_with_sentences(chance: random.Random) -> _Page:
    """Cells that hold whole sentences, the same for each party, in one table a party."""
    head = ("当事人", "违法事实", "处罚依据和结果")
    breach = _breach(chance, words.BREACHES)
    fact = _filled(chance, chance.choice(words.ACTS))
    numbered = chance.random() < 0.5
    body: list[_Line] = []
    for table, party in enumerate(_parties(chance, chance.randint(2, 4))):
        if numbered:
            body.append(_Line(f"案件{table + 1}", section=table + 1, head=True))
            body += _table(
                table, ("项目", "内容"), [["当事人", party], ["违法事实", fact], ["处罚依据和结果", breach]], table + 1
            )
        else:
            body += _table(table, head, [[party, fact, breach]], table + 1)
    return _dressed(chance, "行政处罚案件信息公开表", "现将行政处罚案件信息公开如下。", body, signed=False)


RECURRING: Mapping[str, Callable[[random.Random], _Page]] = {
    make.__name__: make
    for make in (
        penalties_numbered,
        penalties_labelled,
        penalties_short_lines,
        penalties_prose,
        penalties_prose_inner,
        questions,
        forecasts,
        lots,
        samplings,
        cases,
        committees,
        minutes,
        forms,
        statute_items,
        statute_companies,
        amendments,
        closures,
        parcels,
        posts,
        personnel,
        court_notices,
        serial_notices,
        windows,
        licences,
        nested_sections,
        tables_budget,
        tables_other_heads,
        tables_other_columns,
        tables_by_subject,
        tables_groups,
        tables_with_sentences,
    )
}


# True repeats


def _article(chance: random.Random, *, signed: bool | None = None, formulas: bool = True) -> _Page:
    """An article of sections under headings, no paragraph of which recurs; of facts only, without `formulas`."""
    texts = [_filled(chance, text) for text in chance.sample(words.OWN_PROSE, chance.randint(6, 11))]
    if formulas and chance.random() < 0.7:
        texts += chance.sample(words.HEARINGS, chance.randint(1, 4))
        chance.shuffle(texts)
    numbering = chance.choice(NUMBERINGS)
    kind = chance.choice((ParagraphKind.TEXT, ParagraphKind.HEADING))
    starts = sorted(chance.sample(range(1, len(texts) - 1), chance.randint(2, 3)))
    headings = iter(chance.sample(words.SECTION_HEADINGS, 4))
    body: list[_Line] = []
    section = 0
    for place, text in enumerate(texts):
        if place in starts:
            section += 1
            body.append(_Line(_number(numbering, section) + next(headings), kind, section=section, head=True))
        body.append(_Line(text, section=section))
    return _dressed(
        chance, "重点项目建设情况通报", "现将上半年全县重点项目建设和民生实事办理情况通报如下。", body, signed=signed
    )


# A part of these is repeated; of the others below it a whole page is.
BASES = (
    penalties_numbered,
    penalties_short_lines,
    forecasts,
    lots,
    samplings,
    minutes,
    closures,
    parcels,
    posts,
    licences,
)
WHOLE = (
    *BASES,
    questions,
    cases,
    personnel,
    committees,
    nested_sections,
    penalties_labelled,
    statute_items,
    statute_companies,
)


def _base(
    chance: random.Random, *, signed: bool | None = None, bases: Sequence[Callable[[random.Random], _Page]] = BASES
) -> _Page:
    """A page to repeat a part of: an article in which nothing recurs, or one in which sentences recur on purpose."""
    if chance.random() < 0.5:
        return _article(chance, signed=signed)
    page = chance.choice(bases)(chance)
    if signed is not None:
        page.closing = _dressed(chance, "", "", [], signed=signed).closing if signed else []
    return page


def _copy(lines: Sequence[_Line], block: int) -> list[_Line]:
    return [replace(line, block=block, key=line.key or line.text) for line in lines]


def _slip(text: str, chance: random.Random) -> str:
    """A slip of the keyboard that changes no fact: a comma or 的 dropped, a function word typed twice, a wide comma."""
    places = [at for at, mark in enumerate(text) if mark == "的" and 2 < at < len(text) - 2]
    way = chance.randrange(4)
    if way == 0 and places:
        at = chance.choice(places)
        return text[:at] + text[at + 1 :]
    doubled = [at for at, char in enumerate(text) if char in FUNCTION_WORDS and 2 < at < len(text) - 2]
    if way == 1 and doubled:
        at = chance.choice(doubled)
        return text[:at] + text[at:][0] + text[at:]
    if way == 2:
        return text.replace("，", ",")
    return _slipped_comma(text)


def _with_slips(page: _Page, lines: list[_Line], chance: random.Random) -> list[_Line]:
    """One to three sentences of a copy slip; at least one stays as it is where there are two or more."""
    sentences = [at for at, line in enumerate(lines) if _is_sentence(line)]
    most = max(1, len(sentences) - 1)
    for at in chance.sample(sentences, min(len(sentences), most, chance.randint(1, 3))):
        slipped = _slip(lines[at].text, chance)
        if slipped != lines[at].text:
            page.made.append(slipped)
            lines[at] = replace(lines[at], text=slipped)
    return lines


def _titled(page: _Page) -> None:
    page.opening.insert(0, _Line(page.title, ParagraphKind.HEADING))


def twice_with_title(chance: random.Random) -> _Page:
    page = _base(chance, bases=WHOLE)
    _titled(page)
    page.closing += _copy(page.lines, 1)
    return page


def twice_without_title(chance: random.Random) -> _Page:
    page = _base(chance, bases=WHOLE)
    _titled(page)
    page.closing += _copy(page.lines[1:], 1)
    return page


def twice_title_in_copy_only(chance: random.Random) -> _Page:
    page = _base(chance, bases=WHOLE)
    copy = _copy(page.lines, 1)
    page.closing += [_Line(page.title), *copy]
    return page


def twice_slipped(chance: random.Random) -> _Page:
    page = _base(chance, bases=WHOLE)
    page.closing += _with_slips(page, _copy(page.lines, 1), chance)
    return page


def _last_section(page: _Page) -> list[_Line]:
    last = max(line.section for line in page.body)
    return [line for line in page.body if line.section == last and not line.head]


def _says_something_once(page: _Page, lines: Sequence[_Line]) -> bool:
    """Is there a sentence in `lines` that stands nowhere else on the page?

    A copy of sentences that recur anyway could as well be one more recurrence: no truth says which.
    """
    said = [line.key or line.text for line in page.body]
    return any(_is_sentence(line) and said.count(line.key or line.text) == 1 for line in lines)


def last_section_again(chance: random.Random) -> _Page:
    """The last section stands again at the end, without its heading, below the closing on some pages."""
    signed = chance.random() < 0.3
    page = _base(chance, signed=signed)
    if not _says_something_once(page, _last_section(page)):
        page = _article(chance, signed=signed)
    page.closing += _copy(_last_section(page), 1)
    return page


def last_section_slipped(chance: random.Random) -> _Page:
    page = _base(chance, signed=False)
    if not _says_something_once(page, _last_section(page)):
        page = _article(chance, signed=False)
    page.closing += _with_slips(page, _copy(_last_section(page), 1), chance)
    return page


def _block(page: _Page, chance: random.Random) -> list[_Line]:
    """2 to 7 consecutive lines that hold a sentence which stands nowhere else on the page."""
    spans = [
        page.body[first : first + size]
        for size in range(2, min(7, len(page.body)) + 1)
        for first in range(len(page.body) - size + 1)
    ]
    return chance.choice([span for span in spans if _says_something_once(page, span)])


def _base_with_own_sentences(chance: random.Random) -> _Page:
    page = _base(chance, signed=True)
    return page if _says_something_once(page, page.body) else _article(chance, signed=True)


def block_after_signature(chance: random.Random) -> _Page:
    page = _base_with_own_sentences(chance)
    page.closing += _copy(_block(page, chance), 1)
    return page


def block_slipped(chance: random.Random) -> _Page:
    page = _base_with_own_sentences(chance)
    page.closing += _with_slips(page, _copy(_block(page, chance), 1), chance)
    return page


def earlier_block_at_end(chance: random.Random) -> _Page:
    """3 to 7 paragraphs of facts from earlier sections stand again below the last paragraph of the article."""
    earlier: list[_Line] = []
    while len(earlier) < 3:
        page = _article(chance, signed=False, formulas=False)
        last = max(line.section for line in page.body)
        earlier = [line for line in page.body if line.section < last and not line.head]
    size = chance.randint(3, min(7, len(earlier)))
    first = chance.randrange(len(earlier) - size + 1)
    page.closing += _copy(earlier[first : first + size], 1)
    return page


def section_doubled(chance: random.Random) -> _Page:
    """One section, without its heading, stands again directly below itself."""
    page = _article(chance)
    section = chance.randint(1, max(line.section for line in page.body))
    lines = [line for line in page.body if line.section == section]
    at = page.body.index(lines[-1]) + 1
    page.body[at:at] = _copy([line for line in lines if not line.head], 1)
    return page


def articles_again(chance: random.Random) -> _Page:
    """Some articles of a statute, with their numbers, stand again at its end."""
    page = chance.choice((statute_items, statute_companies))(chance)
    starts = [at for at, line in enumerate(page.body) if line.text.startswith("第") and "条" in line.text[:7]]
    first = chance.randrange(len(starts) - 1)
    last = min(first + chance.randint(1, 3), len(starts) - 1)
    page.closing += _copy(page.body[starts[first] : starts[last]], 1)
    return page


def two_sections_again(chance: random.Random) -> _Page:
    page = _base(chance)
    last = max(line.section for line in page.body)
    first = chance.randint(1, max(1, last - 1))
    page.closing += _copy([line for line in page.body if line.section in (first, first + 1)], 1)
    return page


def every_paragraph_doubled(chance: random.Random) -> _Page:
    page = _base(chance)
    page.body = [each for n, line in enumerate(page.body, 1) for each in (line, *_copy([line], n))]
    return page


def doubled_slipped(chance: random.Random) -> _Page:
    page = _base(chance)
    body: list[_Line] = []
    for n, line in enumerate(page.body, 1):
        body += [line, *_with_slips(page, _copy([line], n), chance)] if _is_sentence(line) else [line]
    page.body = body
    return page


def one_paragraph_doubled(chance: random.Random) -> _Page:
    page = _base(chance)
    at = chance.choice([at for at, line in enumerate(page.body) if _is_sentence(line)])
    page.body[at + 1 : at + 1] = _copy([page.body[at]], 1)
    return page


def lone_in_prose(chance: random.Random) -> _Page:
    """One paragraph of running prose stands again three to five paragraphs on; no heading on the page."""
    texts = [_filled(chance, text) for text in chance.sample(words.OWN_PROSE, chance.randint(7, 11))]
    body = [_Line(text) for text in texts]
    at = chance.randrange(len(body) - 5)
    to = at + chance.randint(4, 6)
    body[to:to] = _copy([body[at]], 1)
    return _dressed(chance, "民生实事办理情况", "今年以来，全县民生实事稳步推进，办理情况如下。", body)


def table_again(chance: random.Random) -> _Page:
    """A table printed twice, with its caption, at the end of the page."""
    page = _article(chance, signed=False)
    head = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
    rows = _budget_rows(chance, len(head))
    table = [_caption(chance, "附表 部门支出总体情况表", 0), *_table(0, head, rows)]
    page.body[2:2] = table
    page.closing += _copy([replace(line, table=None if line.table is None else 1) for line in table], 1)
    return page


REPEATED: Mapping[str, Callable[[random.Random], _Page]] = {
    make.__name__: make
    for make in (
        twice_with_title,
        twice_without_title,
        twice_title_in_copy_only,
        twice_slipped,
        last_section_again,
        last_section_slipped,
        block_after_signature,
        block_slipped,
        earlier_block_at_end,
        section_doubled,
        articles_again,
        two_sections_again,
        every_paragraph_doubled,
        doubled_slipped,
        one_paragraph_doubled,
        lone_in_prose,
        table_again,
    )
}
