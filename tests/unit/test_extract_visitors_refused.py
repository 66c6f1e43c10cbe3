"""Pages that refuse a visitor by his address, and bulletins about who is let in."""

import pytest
from extract_pages import ANY, NAVIGATION, page

from pipelines.extract import extract
from pipelines.models import Rejected, Rejection

REFUSALS = (
    "您的IP地址（118.1.2.3）不在允许访问范围内，仅限校内访问。",
    "您的IP：10.20.30.40，仅限校园网用户阅读。",
    "当前IP地址不属于校内网段，仅限校内访问。",
)
BULLETIN = "图书馆数据库仅限校内IP地址（10.1.2.0—10.1.5.255）阅读，校外师生用VPN。"


@pytest.mark.parametrize("line", REFUSALS)
@pytest.mark.parametrize("frame", ["", f"<ul>{NAVIGATION}</ul>"], ids=["alone", "in the site's frame"])
def test_a_visitor_refused_by_address_gets_no_bulletin(line: str, frame: str) -> None:
    html = f"<html><head><title>访问受限</title></head><body>{frame}<div><p>{line}</p></div></body></html>"
    with pytest.raises(Rejected) as rejected:
        extract(page(html), ANY)
    assert rejected.value.reason in (Rejection.SITE_NOTICE, Rejection.NAVIGATION)


@pytest.mark.parametrize("line", [BULLETIN, *REFUSALS])
def test_a_bulletin_with_its_day_may_say_who_is_let_in(line: str) -> None:
    head = "<h1>校外访问通知</h1><div>发布时间：2026-01-12 来源：图书馆</div>"
    html = f"<html><head><title>校外访问通知</title></head><body>{head}<div><p>{line}</p></div></body></html>"
    assert [paragraph.text for paragraph in extract(page(html), ANY).paragraphs] == [line]


def test_which_addresses_are_let_in_is_no_refusal() -> None:
    html = f"<html><head><title>校外访问通知</title></head><body><div><p>{BULLETIN}</p></div></body></html>"
    assert [paragraph.text for paragraph in extract(page(html), ANY).paragraphs] == [BULLETIN]
