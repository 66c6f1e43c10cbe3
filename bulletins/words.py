"""Our words in Chinese and English: one set for the web pages, the report and the pages of audits.

What has a name in the code is its own word in English. Fields of a bulletin have theirs in pipelines/models.py.
"""

from pipelines.health import State
from pipelines.models import FIELDS, Outcome, Reason, Rejection
from pipelines.revisions.differences import What

__all__ = ["CHANGES", "CHINESE", "REASONS", "RELATIONS", "STATES"]

STATES: dict[str, str] = {
    State.RUNNING: "进行中",
    State.OK: "正常",
    State.SUSPICIOUS: "可疑",
    State.FAILED: "失败",
    State.STOPPED: "已停止",
    State.DISK_FULL: "磁盘已满",
    State.INTERNAL_ERROR: "程序内部错误",
    State.KILLED: "被终止",
}
OUTCOMES: dict[str, str] = {
    Outcome.NEW: "新增",
    Outcome.REVISED: "修订",
    Outcome.UNCHANGED: "未变",
    Outcome.GONE: "已撤下",
    Outcome.LISTED: "列表页",
    Outcome.JOINED: "续页",
    Outcome.UNDONE: "已撤销",
    Outcome.REJECTED: "拒收",
}
REJECTIONS: dict[str, str] = {
    Rejection.HTTP_ERROR: "服务器报错",
    Rejection.NOT_HTML: "不是网页",
    Rejection.FILE: "文件，非网页",
    Rejection.EMPTY: "空白网页",
    Rejection.TOO_LARGE: "太大",
    Rejection.UNDECODABLE: "无法解码",
    Rejection.NOT_FOUND: "页面不存在",
    Rejection.LOGIN: "要求登录",
    Rejection.BLOCKED: "被拦截",
    Rejection.SITE_NOTICE: "网站自身的提示",
    Rejection.SERVER_ERROR: "网站程序出错",
    Rejection.NAVIGATION: "只有导航",
    Rejection.NO_BODY: "没有正文",
    Rejection.STAND_IN: "多个网址给出同一页面",
    Rejection.REDIRECTED: "跳转到了别的页面",
    Rejection.UNLIKE: "与原公报毫不相干",
    Rejection.FAILED: "读取失败",
    Rejection.INTERNAL_ERROR: STATES[State.INTERNAL_ERROR],  # of a run, a source, a page: one name
}
# Why a paragraph was removed
REASONS: dict[str, str] = {
    Reason.EXACT_REPEAT: "完全重复",
    Reason.NEAR_REPEAT: "近似重复",
    Reason.REPEATED_SECTION: "整节重复",
    Reason.SITE_BOILERPLATE: "站点模板",
}
# What a later bulletin is of an earlier one, in Chinese and English
RELATIONS: dict[str, tuple[str, str]] = {
    "copy": ("同站重复", "copy on the same source"),
    "repost": ("转载", "repost"),
    "recurrence": ("同文另一公报", "the same words, another bulletin"),
    "version": ("另一版本", "version"),
    "quotation": ("引用", "quotation"),
}
# What became of a paragraph in a later revision
CHANGES: dict[str, str] = {
    What.ADDED: "新增",
    What.REMOVED: "删去",
    What.MOVED: "移位",
    What.EDITED: "修改",
}
# As crawler/download/error_names.py names them; others stay in English
FAILURES: dict[str, str] = {
    "connection refused": "连接被拒绝",
    "timed out": "超时",
    "no such host": "域名不存在",
    "cut short": "传输中断",
    "connection failed": "连接失败",
    "no HTTP": "不是 HTTP",
    "forbidden by robots.txt": "robots.txt 不允许",
    "redirect loop": "循环跳转",
    "private address": "内网地址",
    "off the allowed sites": "离开了目标网站",
    "too many links": "链接太多",
    "next page not understood": "无法识别下一页",
    "nothing listed": "列表页未列出条目",
    "over budget": "超出单次限额",
    "host left alone": "网站无响应，暂停访问",
    "not storable": "无法保存",
}
# Words of the report by their English, names of the code among them
CHINESE: dict[str, str] = {
    **STATES,
    **OUTCOMES,
    **REJECTIONS,
    **REASONS,
    **FAILURES,
    **{field.name: field.zh for field in FIELDS},
    "run": "运行",
    "from": "开始",
    "until": "结束",
    "China time": "北京时间",
    "pages": "网页",
    "requests without a page": "没有得到网页的请求",
    "new bulletins": "新增公报",
    "revised bulletins": "修订公报",
    "paragraphs removed": "去掉的段落",
    "paragraphs that recur": "换了对象重述的段落",
    "What became of the pages": "网页的处理结果",
    "Is every source well": "各来源是否正常",
    "Failures": "失败",
    "What was removed": "去掉了什么",
    "New and revised bulletins": "新增和修订的公报",
    "source": "来源站点",
    "state": "状态",
    "why": "原因",
    "links": "文章链接",
    "left": "待抓取",
    "seconds": "秒",
    "MB": "兆字节",
    "failure": "失败名称",
    "times": "次数",
    "examples": "例子",
    "reason": "原因",
    "paragraphs": "段落",
    "characters": "字数",
    "share of all text": "占全部文字",
    "revision": "修订",
    "removed": "去掉",
    "by month of publication": "按发布月份",
    "by year of publication": "按发布年份",
    "without a date": "没有日期",
    "none": "没有",
    "and more": "另有",
    "kept": "保留的文字",
    "only in the kept text": "只在保留的文字里",
    "only in the removed text": "只在去掉的文字里",
    "exactly the same": "一字不差",
    "bits apart": "位不同（共 64 位）",
    "similar": "相似",
    "made by": "制作",
    "not read yet": "还没有读",
    "finished": "已完成",
}
