"""Tags of the head that a template has and nobody filled in: <meta name="SiteName" content="网站名称">."""

__all__ = ["CALLED", "is_unfilled"]

# What the tags of the standard for government sites are called: as a value it says nothing
CALLED = {
    "sitename": frozenset(("网站名称", "站点名称", "网站名", "网站标题", "本站名称")),
    "columnname": frozenset(("栏目名称", "栏目名", "栏目标题")),
    "articletitle": frozenset(("标题", "文章标题", "信息标题", "文章名称", "信息名称")),
    "contentsource": frozenset(("来源", "内容来源", "信息来源", "文章来源", "稿件来源")),
}
MARKS = "[]【】{}$#<>（）()！! "


def is_unfilled(name: str, value: str) -> bool:
    """Whether the tag of this name, one of CALLED, has only what it is called as its value."""
    value = value.strip(MARKS)
    return value in CALLED[name] or value.lower() == name
