"""References to characters in attributes: read once, as browsers read them."""

import pytest

from pipelines.extract.markup.wrapped import addresses
from pipelines.lists.read import read_list
from pipelines.models import Source
from pipelines.text.attributes import attribute_value

SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/portal/ui?pageId=7"
SOURCE = Source(name="example", start_urls=(LIST,), allowed_domains=("example.gov.cn",))
TITLES = ("关于开展农村危房改造工作的通知", "区人民政府办公室关于春节放假的公告", "关于公布行政许可事项目录的通告")
# fields of addresses whose names begin as those of characters do
FIELDS = ("currentPage", "param", "copy", "sectionId", "regionId", "notice", "degree", "timesOf", "order", "lt")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("?a=1&amp;currentPage=2", "?a=1&currentPage=2"),
        ("?a=1&currentPage=2", "?a=1&currentPage=2"),
        ("?a=1&copy=2&lt=3&ltx=4", "?a=1&copy=2&lt=3&ltx=4"),
        ("{&quot;a&quot;:1}", '{"a":1}'),
        ("&#39;a&#x27;", "'a'"),
        ("&copy;=1 &copy", "©=1 ©"),
        ("&nbsp年", "\u00a0年"),
        ("&unknown; & &amp", "&unknown; & &"),
    ],
)
def test_a_value_means_what_a_browser_takes_it_for(raw: str, value: str) -> None:
    assert attribute_value(raw) == value


def page(link: str, more: str = "") -> str:
    rows = "".join(
        f"<li>{link.replace('NUMBER', str(700 + n))}{title}</a><span>2026-09-1{n}</span></li>"
        for n, title in enumerate(TITLES)
    )
    return f"<html><body><ul>{rows}</ul>{more}</body></html>"


@pytest.mark.parametrize("mark", ["&amp;", "&"])
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "link",
    [
        """<a href="javascript:;" onclick="window.open('ADDRESS')">""",
        """<a href="javascript:openOne('ADDRESS')">""",
        """<a href="#" onclick="location.href='ADDRESS';return false">""",
        """<a href="ADDRESS">""",
        """<a data-url="ADDRESS">""",
    ],
)
def test_fields_of_addresses_are_no_characters(link: str, field: str, mark: str) -> None:
    address = f"/portal/info?col=3{mark}{field}=4{mark}id=NUMBER"
    found = read_list(page(link.replace("ADDRESS", address)), LIST, SOURCE)
    assert [one.url for one in found.articles] == [
        f"{SITE}/portal/info?col=3&{field}=4&id={700 + n}" for n in range(len(TITLES))
    ]


@pytest.mark.parametrize("mark", ["&amp;", "&"])
@pytest.mark.parametrize(
    "following",
    [
        """<a onclick="go('ADDRESS')">下一页</a>""",
        """<a href="javascript:go('ADDRESS')">下一页</a>""",
        """<button onclick="toPage(this, 'ADDRESS')">下一页</button>""",
    ],
)
def test_the_next_page_in_a_call_keeps_its_fields(following: str, mark: str) -> None:
    address = f"/portal/ui?pageId=7{mark}currentPage=2{mark}moduleId=a"
    found = read_list(page('<a href="/n/NUMBER.html">', following.replace("ADDRESS", address)), LIST, SOURCE)
    assert [ask.url for ask in found.next_pages] == [f"{SITE}/portal/ui?pageId=7&currentPage=2&moduleId=a"]


def test_a_frame_keeps_the_fields_of_its_address() -> None:
    assert addresses(' src="/view?a=1&copy=2&amp;file=/a.pdf"') == ["/view?a=1&copy=2&file=/a.pdf"]
