"""Does a page give the title that it is listed by, or the text that it had? Texts as offices write them."""

import pytest

from pipelines.revisions.stand_ins import is_named, is_usable, same_text, text_key

SORRY = "由此带来的不便，敬请谅解。"
MAINTENANCE = ("系统维护公告", ["尊敬的用户：为提供更好的服务，网站正在升级维护，请您稍后再试。", SORRY])
FLOODS = ["为切实做好防汛工作，各镇街要落实责任制，逐级签订责任书。", "请于六月十日前将联络员名单报区水务局备案。"]
WATER = ["因管网改造施工，城区东片停水两天，请居民提前储水。", "由此带来的不便，敬请谅解。"]


@pytest.mark.parametrize(
    ("listed", "title", "paragraphs"),
    [
        ("关于做好防汛工作的通知", "关于做好防汛工作的通知", FLOODS),
        ("关于做好防汛工作的通…", "临江市人民政府关于做好防汛工作的通知", FLOODS),
        ("市水务局关于做好防汛工作的通知", "临江市人民政府门户网站", ["关于做好防汛工作的通知", *FLOODS]),
        ("[转发]关于做好防汛工作的通知 2024-06-01", "关于做好防汛工作的通知", FLOODS),
        ("Notice on flood control", "Notice on Flood Control (2024)", ["Text."]),
    ],
    ids=["as listed", "cut", "in the text", "with more around it", "English"],
)
def test_a_title_is_given(listed: str, title: str, paragraphs: list[str]) -> None:
    assert is_named(listed, title, paragraphs)


@pytest.mark.parametrize("listed", ["关于公布城区停水安排的公告", "关于系统开展水质检查的公告", "临江市2024年预算公开"])
def test_a_notice_of_maintenance_gives_no_other_title(listed: str) -> None:
    assert not is_named(listed, *MAINTENANCE)


def test_an_attachment_may_give_the_title() -> None:
    assert is_named("2024年部门预算表", "预算公开", ["详见附件。"], ["临江市水务局2024年部门预算表.xls"])


def test_a_title_deep_in_a_text_is_not_the_pages_own() -> None:
    headlines = ["欢迎访问临江市人民政府门户网站。", "政务公开", "互动交流", "要闻", "关于做好防汛工作的通知"]
    assert not is_named("关于做好防汛工作的通知", "临江市人民政府门户网站", headlines)


@pytest.mark.parametrize("title", ["", "查看", "公告", "详情>>", "2024-06-01", "more", "第3号", "公告download"])
def test_some_titles_name_no_page(title: str) -> None:
    assert not is_usable(title)


@pytest.mark.parametrize("title", ["停水通知", "关于防汛的通知", "Notice on floods"])
def test_a_title_of_four_characters_names_one(title: str) -> None:
    assert is_usable(title)


def test_a_correction_is_the_same_text() -> None:
    assert same_text(FLOODS, [FLOODS[0], "请于六月十五日前将联络员名单报区水务局备案。"])


def test_a_text_cut_down_to_a_line_of_it_is_the_same() -> None:
    assert same_text([*FLOODS, *WATER, *MAINTENANCE[1]], [FLOODS[1]])


@pytest.mark.parametrize("before", [FLOODS, WATER], ids=["nothing in common", "a polite phrase in common"])
def test_another_notice_is_another_text(before: list[str]) -> None:
    assert same_text(before, MAINTENANCE[1]) is False


def test_a_page_without_text_says_nothing_either_way() -> None:
    assert same_text([], FLOODS) is None


def test_a_page_that_gives_its_time_and_address_has_one_key() -> None:
    said = [f"网站维护中，请求 {n:x} 于 2024-06-0{n} 0{n}:15 未能完成：/tzgg/t{n}.html" for n in (1, 2)]
    assert text_key("维护", said[:1]) == text_key("维护", said[1:])


def test_other_words_have_another_key() -> None:
    assert text_key("通知", FLOODS) != text_key("通知", WATER)
