"""Single lines that are known by their words: what pages write around a body in much the same terms everywhere."""

import re
from functools import lru_cache

__all__ = [
    "DATE",
    "DOCUMENT_NUMBER",
    "FULL_DATE",
    "IN_SENTENCE",
    "OFFICE",
    "OF_THE_PAGE",
    "SENTENCE_ENDS",
    "SENTENCE_MARK",
    "is_choice",
    "is_credit",
    "is_cut_anywhere",
    "is_disclaimer",
    "is_field_of_an_event",
    "is_furniture",
    "is_labelled",
    "is_meta_line",
    "is_of_a_day",
    "is_one_field",
    "is_open_to_both",
    "is_owner",
    "is_row_of_pages",
    "is_said_of_sharing",
    "is_statement",
    "is_tail_start",
    "simplified",
    "squeeze",
]

# The patterns below are written in Simplified characters; a line in Traditional ones is compared in these
TRADITIONAL = "關閉來時間發佈責編輯記瀏覽點擊閱讀訪問體號標題類稱審聯繫轉載權歸屬聲鏈結報導專資訊薦熱門評論網頁則條進還沒錄設為現當們廣務許術單辦級調這讓覺訂閱續錯糾復製爭議賬戶實習輸驗證開貼贊讚聞參與說臉書給顯隱選檔圖攝機構張貼處區業"  # noqa: E501
SIMPLIFIED = "关闭来时间发布责编辑记浏览点击阅读访问体号标题类称审联系转载权归属声链结报道专资讯荐热门评论网页则条进还没录设为现当们广务许术单办级调这让觉订阅续错纠复制争议账户实习输验证开贴赞赞闻参与说脸书给显隐选档图摄机构张贴处区业"  # noqa: E501
# and figures in full width in these: ２０２４－０５－２９
WIDE_FIGURES, FIGURES = "０１２３４５６７８９", "0123456789"
ANY_TRADITIONAL = re.compile(f"[{TRADITIONAL}{WIDE_FIGURES}]")
TO_SIMPLIFIED = str.maketrans(TRADITIONAL + WIDE_FIGURES, SIMPLIFIED + FIGURES)
# The page's own frame: owners, licences, buttons. Every branch starts with a plain character, without flags: then the
# engine skips to a possible start instead of trying each branch at each place.
FURNITURE = re.compile(
    "版权所有|版權所有|Copyright|COPYRIGHT|copyright|All [Rr]ights|ICP[备備证證]|公网安备|网安备|主办单位\\s*[:：]|承办单位\\s*[:：]|主管单位\\s*[:：]"  # noqa: E501 - one list of words, read as one
    "|运行维护单位\\s*[:：]|网站标识码|技术支持\\s*[:：]|未经.{0,12}(?:授权|许可|允许)|不得转载|免责声明|免責聲明|网站声明|违法和不良信息|举报电话|分辨率"
    "|发表评论|發表評論|我要评论|网友评论|用户名|验证码|设为首页|加入收藏|联系我们|网站地图|关于我们|广告服务|营业执照|许可证号"
    "|上一篇|下一篇|上一条|下一条|上一則|下一則|分享到|分享至|转发到|打印本页|关闭窗口|点击排行|热门文章|热门推荐|热门新闻|无障碍|登录.{0,3}注册"
    "|ireitos reservados|roits réservés|echte vorbehalten"
)
SCAN = re.compile("扫一扫|掃一掃|二维码")
SEPARATED = re.compile(r"[\s:：|/]")
MAX_CAPTION = 40  # characters: what stands under a picture to be scanned; a longer line may be text about one
# 2026年1-9月 are months, and no day
DATE = r"(?:19|20)\d\d(?!\s*[-./年]\s*\d{1,2}\s*[-－]\s*\d{1,2}月)\s*[-./年－／．]\s*\d{1,2}\s*[-./月－／．]\s*\d{1,2}"
LABEL = (
    r"来\s*源|信息来\s*源|來\s*源|稿\s*源|文章来源|信息来源|发布(?:日期|时间|机构|单位)|發[布佈](?:日期|時間)|发稿时间|更新(?:日期|时间)|时\s*间|日\s*期"
    r"|作\s*者|记\s*者|编\s*辑|責任編輯|责任编辑|责\s*编|浏览(?:次数|量)?|点击(?:次数|率|数)?|阅读(?:次数|量)?|访问量|点击量|字\s*号|字\s*体|字体大小"
    r"|索\s*引\s*号|主题分类|发文机关|发布机构|成文日期|发文日期|标\s*题|发文字号|文\s*号|主\s*题\s*词|有\s*效\s*性|生成日期|公开(?:方式|时限|范围|目录|日期)"
    r"|信息(?:名称|索引)|名\s*称|分\s*类|体裁分类|服务对象|内容概述|关键词|关\s*键\s*字|视力保护色|保护视力色|审\s*核|供稿|信息员|撰稿|稿件来源|文章类型|张贴(?:日期?|时间|人|单位)"
)
LABELLED = re.compile(rf"^[\W_]*(?:{LABEL})\s*[:：]", re.IGNORECASE)
LABELLED_INSIDE = re.compile(rf"(?:{LABEL})\s*[:：]")
# 【发文机关】县财政局【发布日期】2026-09-01【效力】有效
FIELDS_IN_BRACKETS = re.compile(r"(?:【[^【】]{2,10}】[^【】，。；]{0,60}){3,}")
LABELLED_IN_BRACKETS = re.compile(
    r"【(?:来\s*源|文\s*号|索\s*引\s*号|发文(?:机关|字号)|发布(?:机构|单位|日期|时间)|有\s*效\s*性)】"
)
# Three fields and one of these: a line about the text, whatever it begins with
OF_THE_PAGE = re.compile(r"来\s*源|來\s*源|浏览|点击|阅读|访问|字\s*[号体號體]|发布|發[布佈]")
LEAST_FIELDS, OPENING = 3, "[【〔〖（("
SOURCE_AND_DAY = re.compile(r"源.*发布[日时]|发布[日时].*源")  # of three labels
# 4月25日 来源：…
MONTH_AND_DAY = re.compile(r"\d\d?(?:月\d\d?日|[-/.]\d\d?)\s*(?:\d\d?:\d\d)?\s*(?=\D)")
# 时间：3月15日上午9时 is a line of a notice, 时间：2020-03-12 one about it.
OPEN_TO_BOTH = re.compile(r"^[\W_]*(?:时\s*间|日\s*期|名\s*称|标\s*题|分\s*类|审\s*核)\s*[:：]\s*\S")
FULL_DATE = re.compile(DATE)
STARTS_WITH_DATE = re.compile(
    rf"^(?:[|·•【〖\[\s]|https?://(?:(?!https?://)\S)+|[\w.]{{2,12}}\s|(?:[\w-]{{1,20}}\.){{1,3}}[a-zA-Z]{{2,4}}\s)*{DATE}(?:\s?日)?(?:\s*(?:HKT|星期.|周.|[（(].{{1,6}}[）)]))?[\sT]*(?:\d\d?[:：]\d\d(?:[:：]\d\d)?)?(?P<rest>.*)$"
)
UNTIL = re.compile(rf"(?:[至到~～—-]+)\s*{DATE}")  # a span of days is of what the text speaks of
RUNS_ON = re.compile(r"年\d\d?月\d\d?日(?!星期|来\s*源|作\s*者|发布)[\u4e00-\u9fff]")
CHINESE_DATE = re.compile(
    r"[【\[]?[一二][〇○零ＯO0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日[】\]]?\s"
)
# 張貼日：101-04-18　資料來源：… : a day after a name that no list here has, and a field of the page after it
NAMED_DAY = re.compile(
    rf"^\W*[\u4e00-\u9fff]{{2,6}}\s*[:：]\s*(?:{DATE}|(?:民[国國])?\s*\d{{2,3}}[-./年]\d{{1,2}}[-./月]\d{{1,2}})"
)
# 信息提供：县财政局 发布时间：2026-09-01: a name after a label that no list here has, and when it was published
NAME_AND_DAY = re.compile(
    rf"^\W*[\u4e00-\u9fff]{{2,6}}\s*[:：]\s*[^\s:：，。；]{{2,30}}[\s|]+(?:发[布表稿]|公[开布]|上传|录入|更新|刊登)(?:时间|日期)\s*[:：]\s*{DATE}"
)
# 来源县财政局发布时间2026-09-01: labels in elements of their own or in brackets, with no colon right behind the name
JOINED_DAY = re.compile(
    rf"(?:(?:^|\s)[（(]?|\||(?P<opened>[\[【〔〖]))\s?(?P<named>(?:发[布表稿]|公[开布]|上传|录入|更新|刊登|编辑|添加)(?:时间|日期)|发布于)(?(opened)\s?[:：]?)(?:\s?[\]】）)〕〗]\s?(?:[:：]|(?=.{{8,40}}源)))?\s*{DATE}"
    rf"|^[\[【〔〖]?(?:信息|文章|稿件|新闻|消息|发布)?(?:来源|稿源)[\]】〕〗]?\s*\S{{2,40}}?\s*[\[【〔〖]?(?:[\u4e00-\u9fff]{{2}})?(?:时间|日期)[\]】〕〗]?\s*{DATE}"
    r"|^(?:日期|时间)\s*(?:19|20)\d\d(?P<mark>[-./])\d\d?(?P=mark)\d\d?(?:[\sT]+\d\d?:\d\d(?::\d\d)?)?$"
)
# The name of an office or a paper, by its last character; a name of three does not end as persons' do (知行, 小园)
OFFICE = re.compile(
    r"[\u4e00-\u9fff（）·－-]{2,28}(?:[局厅委办部院署处科室站社报网台]|(?<=...)[会所馆园校系镇乡队行]|中心|政府|街道|大学|中学|小学|(?<=..)发布)"
)
# 发布人：县招标中心 发布时间：2026-09-01: a field of any name, and the day of publication behind it
FIELD_AND_DAY = re.compile(
    rf"^\W*[\u4e00-\u9fff]{{2,6}}\s*[:：]\s*\S{{2,40}}[\s|]+发布(?:时间|日期)\s*[:：]\s*{DATE}(?![^,，。；]*[,，。；])"
)
YEAR_OF_NUMBER = r"[〔\[（(【﹝［]\s*(?:19|20)\d\d\s*[〕\]）)】﹞］]"
DOCUMENT_NUMBER = re.compile(
    rf"[\u4e00-\u9fff]{{1,14}}\s*{YEAR_OF_NUMBER}\s*(?:第?\s*\d{{1,5}}(?:[-－]\d{{1,3}})?\s*号|\d{{1,5}}号?)"
)
NAMES_DAY = re.compile("时间|日期|发布于")
OF_AN_EVENT = re.compile(r"[上下中]午|晚上|[至到起]|—|[。；，]$")  # 时间：6月7日下午3时至5时
IN_SENTENCE = re.compile(r"[，。；！？,;]|通过|施行|公布|修[订正]|会议|以[来前后]")
# What a reader may do with a page: 打印本页, 我要收藏, 返回上一页, 告诉好友; the longer of two parts stands first
DONE = r"打\s?印|友善列印|列\s?印|关\s?闭|收\s?藏|分\s?享|纠\s?错|订\s?阅|转发|转寄|推荐|返\s?回"
DONE_WITH = rf"{DONE}|下载|保存|复制|导出|发送|告诉"  # only with what it is done to
PAGE = (
    r"(?:[本此该]?(?:当前)?(?:页面|网页|窗口|文章|文档|新闻|稿件|链接|网址|正文|全文)|[本此该](?:信息|[页文])"
    r"|当前页|上一?页|列表|首页|顶部|给?(?:好友|朋友))"
)
DEED = (
    rf"(?:我要|点击)?(?:(?:{DONE_WITH}){PAGE}|(?:下载|保存)(?:{DONE})|分\s?享[到至]\s?[:：]?|{DONE})"
    "|发表评论|(?:PDF|WORD)下载|顶部"
)
BUTTONS = re.compile(
    rf"^(?!\W*顶部\W*$)[\s\[【（(|]*(?:{DEED}|字[体號号]\s*[:：]?|大|中|小|默认|超大|纯文本|[简繁][体體]|RSS|T|A[+-]?"
    r"|[+＋－-]|评论|微信|微博|更多|朗读|语音播报(?:[\s:：]*(?:播放|暂停|停止))*|听(?:全文|新闻)|引用|保护视力色|视力保护色|\||/|·|．|\s|[\[\]【】（）()])++$",
    re.IGNORECASE,
)
EDITOR_MARK = re.compile("[:：辑輯编編]")
BUTTON_STARTS = frozenset(
    " [【（(|/·．友列引订简繁听大中小默超打关關收分纠复返纯RTA+＋－-转推评微更朗语我保视字】]）)点下导发告顶PWpw"
)
SHARE = re.compile(
    r"^[\W_]*(?:分享(?:到|至|工具|本文|给)|(?:友善)?列印|转寄|调整字[体级]|(?:这|本)[篇则](?:新闻|文章|报道)?让[你您]|转[发帖贴](?:到|至)|转载到|查看原图|分享让更多人看到$|【?(?:我要)?(?:打印|纠错|评论)】?$|扫一扫|掃一掃|扫描二维码|(?:打开|使?用)微信扫|手机(?:看|扫|浏览)"
    r"|微信扫|长按|点击(?:下载|查看更多|进入)|查看更多|展开(?:阅读)?全文|返回(?:顶部|首页|列表|搜狐)|您?还没有登录|(?:用户)?登[录陆]后[才方]?可(?:以)?(?:发表)?评论|您是(?:本[站页])?第\s*\d+\s*位|本文(?:链接|网址|地址)\s*[:：]|网友(?:评论|跟帖)|我来说两句|我要评论|已有.{0,8}(?:评论|参与|人阅读)"
    r"|(?:立即|点击)?(?:打开|进入|下载)\W?\w{0,8}(?:客户端|APP|App|app)\W?(?:阅读|查看|浏览)(?:全文|原文|更多|全部)\w{0,2}\W{0,2}$"
    r"|设为首页|加入收藏|今天是|您(?:现在|当前|目前)?(?:的|所在)*(?:位置|所在)|当前位置|所在位置|正在(?:加载|载入)|(?:本|该)文(?:章)?(?:已)?(?:被)?(?:浏览|阅读|访问))"
)
# What a reader may choose from: 满意度评价：满意 基本满意 不满意, also behind a question. 群众满意不满意 is a heading
CHOICE = re.compile(
    r"^[\W_]*(?:[^:：，。；]{2,12}[:：]\s*|[^:：，。；]{4,16}[?？]\s*)?(?:非常|十分|很)?([\u4e00-\u9fff]{2})[^，。；！]{0,16}不\1[^，。；！]{0,12}$"
)
PAGES = re.compile(
    r"[\s|/()（）【】\[\]\d第页頁一二三四五六七八九十]*[\d一二三四五六七八九十][\s|/()（）【】\[\]第页頁]*$"
)
LONG_NUMBER = re.compile(r"\d{3}")
PAGER = re.compile(
    r"^(?:[\s\d\[\]()（）【】|<>«»‹›/…·.:：]|[上下前后]一?[页頁]|[首末尾][页頁]|共|第|[页頁]|当前|到|GO|跳转|next|prev)+$",
    re.IGNORECASE,
)
NUMBERS_OF_PAGES = re.compile(r"^(?:\s*[\[【]\s*(\d{1,2})\s*[\]】])++\s*$")
# Counters, also 顶 0 踩 0, and a player at its beginning: 00:00/03:12
COUNTS = re.compile(
    r"^\W*(?:[点击播放音频视听全文新闻朗读暂停]{2,10}\W*)?0?0:00\s*/\s*\d{1,2}(?::\d\d){1,2}$"
    r"|^(?:[\s|·]*(?:阅读|浏览|查看|评论|点赞|顶(?=\W*\d+\W*踩)|[顶踩]一下|[赞踩]|收藏|推荐|引用|回复|转发|分享|参与)(?:数|量|次数)?\s*[:：]?\s*[(（]?\s*\d+[万+]*\s*[)）]?[次条]?)+\s*$"
)
EDITOR = re.compile(
    r"^[\s\[【（(〔]*(?:本文)?(?:责\s*任\s*编\s*辑|責\s*任\s*編\s*輯|责\s*编|責\s*編|(?:实习|见习|值班|网络|本网|执行)?编\s*辑|編\s*輯|稿\s*源|本文来源|文章来源|稿件来源|信息来源|新闻来源|原标题"
    r"|作\s*者|来\s*源|來\s*源|供\s*稿|审\s*核|[初复终]\s*审|校\s*对|录\s*入|发布人|撰稿|信息员)\s*[:：].{0,60}$"
    r"|^[\s(（【\[]*[\u4e00-\u9fff·]{2,8}\s*(?:/\s*)?(?:编辑|責編|责编)[\s)）】\]]*$"
)
# 监制：王强 统筹：李娜 责编：赵明: persons and what each did, one of them an editor
CREDITS = re.compile(
    r"[\s\[【(（]*(?:[\u4e00-\u9fff]{2,6}\s*[:：]\s*[\u4e00-\u9fff·]{2,4}(?:[\s、]+[\u4e00-\u9fff·]{2,4}(?!\s*[:：]))*(?:[\s|/丨]+|(?=[)）\]】]*$))){2,8}[)）\]】]*$"
)
OF_EDITOR = re.compile(r"(?:责编|编辑|编审|校对)\s*[:：]")
TAIL = re.compile(
    r"^[\W_]*(?:相[关關](?:新[闻聞]|[链鏈]接|[阅閱][读讀]|文章|报道|報道|報導|专题|稿件|信息|内容|資訊|资讯|推荐|热词)|(?:延伸|推荐|更多|热门|精彩)(?:阅读|閱讀|新[闻聞]|推荐|文章|内容|精彩)"
    r"|更多(?:关于|精彩|相关|热门|新闻)|[上下前后]一[篇条條则](?:文章|信息|新闻)?(?:\s|[\]】:：]|$)|分享(?:到|至|本文|工具)|网友(?:评论|跟帖)|最新(?:评论|新闻|文章|报道)|热点(?:新闻|推荐|专题)|发表评论"
    r"|版权声明|免责声明|猜你喜欢|大家都在看|今日(?:热点|推荐)|编辑推荐|图片(?:新闻|推荐)|您?可能(?:还|也)?(?:喜欢|感兴趣)"
    r"|标签\s*[:：]|關鍵[字詞]|(?:文章|本文)?关键[字词]\s*[:：]|上一页|(?:本文)?(?:共\s*\d+\s*页)|收藏本文|打印本文|回(?:到)?(?:页|頁)?(?:顶部|頂))"
)
MAX_TAIL = 60  # characters of a line that ends the body
# A heading of links, and what goes on after it in words
OF_LINKS = re.compile(
    r"^[\W_]*(?:相关|更多(?:关于|相关)|最新|热点|(?:延伸|推荐|更多|热门|精彩)(?:阅读|新闻|文章|内容))"
)
GOES_ON = re.compile(r"\W{0,3}[^\W\d_]{3,}")
SENTENCE_MARK = re.compile("[，。；！？]")

OWNER = re.compile("版权所有|ICP[备证]|公网安备|网站标识码")
# Next to a sign or a year, or above a name without marks: Copyright问题请联系咨询部 is said to readers
COPYRIGHT = re.compile(
    r"copyright[^\u4e00-\u9fff]{0,20}?(?:[©Ⓒ]|[(（]c[)）]|(?<!\d)(?:19|20)\d\d(?!\d))|[©Ⓒ][^\u4e00-\u9fff]{0,20}copyright"
    r"|copyright.{0,80}reserved|^\W*copyright(?!.*\d{5})\W*[^。；！，：:？、]{0,60}$",
    re.IGNORECASE,
)
# With a number of its own, or in words that no sentence begins with
OWNED = re.compile(r"^\W*版权所有|(?:ICP[备证]|公网安备|网站标识码)\W{0,3}\d")
SENTENCE_ENDS = ("。", "；", "！")
STATEMENT = re.compile(r"^[\W_]*[\u4e00-\u9fff]{0,6}声明\s*(?:[:：]|$)")
DISCLAIMER = re.compile(
    "不代表本[网站]|赞同其观|凡.{0,12}注明|版权.{0,10}[归属]|与本[网站].{0,6}联系|文责自负|保证.{0,10}真实性|遵守.{0,12}法律"
    "|转载.{0,20}(?:出处|来源)|侵权|本站所有|仅代表(?:作者|该)|仅提供信息存储"
)
RIGHTS = "未经.{0,12}(?:授权|许可|允许|同意)|不得转载|请勿转载|版权所有"
DISCLAIMER_OR_RIGHTS = re.compile(f"{DISCLAIMER.pattern}|{RIGHTS}")
# A line that speaks of the text itself; else 侵权 and the like are what the bulletin is about
OF_ITSELF = re.compile("本[文网站刊报平稿]|该文|作者|以上内容|转载自|专稿|请注明|勿转载|得转载|来源于")
# A counter or a button next to a label: then the line is about the text, whatever it begins with
COUNTER = re.compile(r"(?:浏览|点击|阅读|访问)(?:次数|量|率|数)?\s*[:：]|字[体号]\s*[:：]|打印|次数\s*[:：]")
LINES = 4096  # of a page that are kept with what is known of them, for every rule asks about the same ones


@lru_cache(maxsize=LINES)
def simplified(text: str) -> str:
    """The text with the Traditional characters that the patterns know made Simplified."""
    return text.translate(TO_SIMPLIFIED) if ANY_TRADITIONAL.search(text) else text


@lru_cache(maxsize=LINES)
def is_furniture(text: str) -> bool:
    """A line of the page's frame: owner, licence, login, button rows."""
    text = simplified(text)
    return FURNITURE.search(text) is not None or (len(text) < MAX_CAPTION and SCAN.search(text) is not None)


@lru_cache(maxsize=LINES)
def is_owner(text: str) -> bool:
    """A line that says whose the site is: it stands at a page's end. No sentence that speaks of registration does."""
    text = simplified(text)
    if ("opyright" in text or "OPYRIGHT" in text) and COPYRIGHT.search(text):
        return True
    return OWNER.search(text) is not None and (not text.endswith(SENTENCE_ENDS) or OWNED.search(text) is not None)


def is_labelled(text: str) -> bool:
    """It begins with the name of a field and a colon: 来源：…"""
    return ("：" in text or ":" in text) and LABELLED.match(simplified(text)) is not None


@lru_cache(maxsize=LINES)
def is_meta_line(text: str) -> bool:
    """Whether a line is about the text: source, date, author, size of type, counters, one field of the header table."""
    text = simplified(text)
    colon = "：" in text or ":" in text
    if colon and (found := says_field(text)) is not None:
        return found
    if len(text) < 100 and NAMES_DAY.search(text):
        labelled = colon and text[0] not in OPENING and LABELLED_INSIDE.search(text)
        joined = None if labelled else JOINED_DAY.search(text)
        if joined and not IN_SENTENCE.search(text) and not OF_AN_EVENT.search(text[joined.end() :]):
            return True
    if text[0] == "【" and text.count("】") >= LEAST_FIELDS and FIELDS_IN_BRACKETS.fullmatch(text):
        return LABELLED_IN_BRACKETS.search(text) is not None
    if text[0] in "【[一二" and CHINESE_DATE.match(text) and len(text) < 80:
        return LABELLED_INSIDE.search(text) is not None
    dated = STARTS_WITH_DATE.match(text) if "20" in text or "19" in text else None
    if dated:  # a signature's date (2020年6月7日) ends there and is body
        rest = dated["rest"].strip()
        said = len(rest) >= 45 or IN_SENTENCE.search(rest) or UNTIL.match(rest)
        return not said and not text.endswith(("日", "日）", "日)"))
    return text[0] in BUTTON_STARTS and BUTTONS.match(text) is not None


def says_field(text: str) -> bool | None:
    """Whether a line with a colon is about the text by the names before its colons; None where these do not say."""
    if LABELLED.match(text):
        of_an_event = not FULL_DATE.search(text) or OF_AN_EVENT.search(text)
        if OPEN_TO_BOTH.match(text) and of_an_event and len(LABELLED_INSIDE.findall(text)) < 2:
            return False
        return len(text) < 50 or len(LABELLED_INSIDE.findall(text)) > 1
    if len(text) < 100 and len(LABELLED_INSIDE.findall(text)) > 1 and COUNTER.search(text):
        return not IN_SENTENCE.search(text)
    if len(text) < 100 and (named := NAMED_DAY.match(text)) and LABELLED_INSIDE.search(text):
        return not IN_SENTENCE.search(text[named.end() :] if "公布" in named.group() else text)
    if len(text) < 100 and (
        (NAMES_DAY.search(text) and NAME_AND_DAY.match(text)) or ("发布" in text and FIELD_AND_DAY.match(text))
    ):
        return True
    if text[0].isdigit() and len(text) < 50 and (day := MONTH_AND_DAY.match(text)):
        return LABELLED.match(text[day.end() :]) is not None
    if len(text) < 150 and text.count("：") + text.count(":") >= LEAST_FIELDS and OF_THE_PAGE.search(text):
        found = "|".join(LABELLED_INSIDE.findall(text))
        if found.count("|") >= LEAST_FIELDS - 1 or (SOURCE_AND_DAY.search(found) and FULL_DATE.search(text)):
            return True
    return None


def is_open_to_both(text: str) -> bool:
    """One field that a page has and a text may have as well: 时间：2020-03-12."""
    text = simplified(text)
    return OPEN_TO_BOTH.match(text) is not None and len(LABELLED_INSIDE.findall(text)) < 2


def is_one_field(text: str) -> bool:
    """One field without a day, and no counter or button: 记者：3名，本科以上."""
    text = simplified(text)
    fields = len(LABELLED_INSIDE.findall(text))
    return LABELLED.match(text) is not None and fields < 2 and not (FULL_DATE.search(text) or COUNTER.search(text))


def is_of_a_day(text: str) -> bool:
    """What happened on a day, in words that run on from it, without a label: 县教育局办公室 2026年6月30日印发."""
    return "日" in text and RUNS_ON.search(text) is not None and LABELLED_INSIDE.search(text) is None


def is_cut_anywhere(text: str) -> bool:
    """Never body, wherever in it such a line stands: buttons, share rows, who edited it."""
    if len(text) >= 90 and "页" not in text and "頁" not in text:
        return False
    text = simplified(text)
    if "页" in text and PAGER.match(text):
        return True
    if text[0] in "[【" and is_count_of_pages(text):
        return True
    return len(text) < 90 and bool(
        SHARE.match(text)
        or ("不" in text and is_choice(text))
        or (text[-1] in "0123456789)）次条万" and COUNTS.match(text))
        or is_credit(text)
        or (text[0] in BUTTON_STARTS and BUTTONS.match(text))
    )


def is_credit(text: str) -> bool:
    """A line that says who wrote, edited or gave the text: 责任编辑：…, 来源：…"""
    if EDITOR_MARK.search(text) is None:
        return False
    text = simplified(text)
    return EDITOR.match(text) is not None or (OF_EDITOR.search(text) is not None and CREDITS.match(text) is not None)


def is_count_of_pages(text: str) -> bool:
    """[1] [2] [3]: numbers from 1 on, each in brackets."""
    numbers = re.findall(r"\d+", text) if NUMBERS_OF_PAGES.match(text) else []
    return len(numbers) > 1 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def is_said_of_sharing(text: str, goes_on: bool) -> bool:
    """It begins as a share row does, and is a sentence: 分享到朋友圈的，可领纪念品一份。

    `goes_on`: the text goes on below it; then 扫描二维码报名 is a line of it too.
    """
    scanned = goes_on and "页" not in text and SCAN.search(text) and SEPARATED.search(text) is None
    return (scanned or text.endswith(SENTENCE_ENDS)) and SHARE.match(simplified(text)) is not None


def is_field_of_an_event(text: str) -> bool:
    """One field with a day that no page has of itself: 比赛时间：2024-05-14."""
    text = simplified(text)
    return NAMED_DAY.match(text) is not None and LABELLED.match(text) is None and len(LABELLED_INSIDE.findall(text)) < 2


def is_row_of_pages(text: str) -> bool:
    """It names pages of a text by their numbers: 第1页 第2页."""
    return len(text) < MAX_CAPTION and PAGES.match(text) is not None and LONG_NUMBER.search(text) is None


def is_choice(text: str) -> bool:
    """A row of opposite answers from which a reader is to choose; 同意 by itself is somebody's answer."""
    return len(text) < MAX_CAPTION and CHOICE.match(simplified(text)) is not None


def is_tail_start(text: str, *, linked: bool = False, over_links: bool = False) -> bool:
    """After this line the page turns to something else: related links, disclaimers, comments.

    `linked`: it holds a link. `over_links`: the next line is one to another page. A heading of links stands above them,
    or is a few words; 相关信息请洽财政局 is none, and no sentence is.
    """
    if len(text) >= MAX_TAIL:
        return False
    text = simplified(text)
    found = TAIL.match(text)
    if found is None:
        return False
    rest = text[found.end() :]
    if not linked and text.endswith(SENTENCE_ENDS) and GOES_ON.match(rest) is not None:
        return False
    if linked or OF_LINKS.match(text) is None:
        return True
    return SENTENCE_MARK.search(rest) is None and (over_links or GOES_ON.match(rest) is None)


def is_disclaimer(text: str, following: str = "") -> bool:
    """Who answers for the text and who may copy it, or the word 声明 above a `following` line that says so.

    A 声明 that says something else is the bulletin's own.
    """
    if disclaims(text):
        return True
    return following != "" and is_statement(text) and DISCLAIMER.search(simplified(following)) is not None


@lru_cache(maxsize=LINES)
def disclaims(text: str) -> bool:
    text = simplified(text)
    return len(text) > 12 and DISCLAIMER_OR_RIGHTS.search(text) is not None and OF_ITSELF.search(text) is not None


def is_statement(text: str) -> bool:
    """It is headed 声明."""
    return ("声明" in text or "聲明" in text) and STATEMENT.match(simplified(text)) is not None


def squeeze(text: str) -> str:
    """Return a text without its spaces, which are set as one likes in headings."""
    return "".join(text.split())
