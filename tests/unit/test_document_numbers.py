"""A 文号 is one, in whichever way its year is set apart."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from store_pages import fetch, notice, page

from pipelines.models import Paragraph
from pipelines.search.document_numbers import spellings
from pipelines.search.query import QueryError, read_query
from pipelines.store import Filters, Store, open_store
from pipelines.store.search.hints import Way, hints

WAYS = [
    "粤环〔2021〕7号",
    "粤环[2021]7号",
    "粤环(2021)7号",
    "粤环（2021）7号",
    "粤环【2021】7号",
    "粤环［2021］7号",
    "粤环「2021」7号",
    "粤环﹝2021﹞7号",
    "粤环〔２０２１〕７号",
    "粤环 〔2021〕 7 号",
    "粤环〔2021〕第7号",
    "粤环2021〕7号",
    "粤环2021第7号",
    "粵環〔2021〕7號",
]
MARKS = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
OTHERS = ["粤环〔2021〕77号", "粤环〔2020〕7号", "粤府〔2021〕7号"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A bulletin that has the number, one for each way to mention it, and three with other numbers."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('numbers')}/bulletins.db") as store:
        run = store.begin_run("crawl")

        def add(title: str, text: str, number: str | None = None) -> None:
            url = f"http://www.example.gov.cn/{title}.html"
            clean = notice(url)
            made = replace(clean.document, title=title, paragraphs=(Paragraph(text),), document_number=number)
            fetch(store, run, page(url, title.encode()), replace(clean, document=made))

        add("关于治理臭气的办法", "臭气治理由区里负责。", WAYS[0])
        for mark, way in zip(MARKS, WAYS, strict=True):
            add(f"转发{mark * 4}的通知", f"现将{way}文件转发给{mark * 9}。")
        for other in OTHERS:
            add(f"{other}的通知", f"{other}全文{other * 2}", other)
        yield store


def count(store: Store, query: str | None, filters: Filters = Filters()) -> int:  # noqa: B008  # frozen
    return store.search(read_query(query) if query is not None else None, filters)[0]


@pytest.mark.parametrize("query", [*WAYS, "粤环20217号", "粤环 [2021] 7号", "粤环2021 7號", "粤环（2021）第7號"])
def test_each_way_to_write_a_number_finds_all_that_mention_it_and_the_bulletin_itself(store: Store, query: str) -> None:
    assert count(store, query) == len(WAYS) + 1


UNSIGNED = ["粤环〔2021〕7", "粤环[2021]第7", "粵環（２０２１）７", "粤环2021第7", "粤环2021〕7"]


@pytest.mark.parametrize("query", UNSIGNED)
def test_a_number_without_its_sign_finds_each_way_and_those_that_begin_with_it(store: Store, query: str) -> None:
    assert count(store, query) == len(WAYS) + 1 + 1  # 粤环〔2021〕77号 as well


@pytest.mark.parametrize("number", UNSIGNED)
def test_a_filter_for_a_number_without_its_sign_is_a_part_of_it(store: Store, number: str) -> None:
    assert count(store, None, Filters(document_number=number)) == 2


def test_a_year_in_brackets_and_another_word_stay_two() -> None:
    assert read_query("粤环〔2021〕 2020年").phrases[-1] == "2020年"


@pytest.mark.parametrize("number", [*WAYS, "粤环2021 7号"])
def test_a_filter_for_a_number_needs_no_words_and_finds_its_bulletin_in_each_way(store: Store, number: str) -> None:
    assert count(store, None, Filters(document_number=number)) == 1


@pytest.mark.parametrize("query", ["文号:粤环[2021]7号", "number:粤环（2021）7号", "文号：“粤环【2021】7号”"])
def test_a_number_as_a_field_is_that_of_the_bulletin(store: Store, query: str) -> None:
    assert count(store, query) == 1


def test_a_number_without_its_office_is_found_too(store: Store) -> None:
    assert count(store, "[2021]7号") == len(WAYS) + 1 + 1  # 粤府 has that number as well


def test_a_longer_number_is_another_one(store: Store) -> None:
    assert count(store, "粤环[2021]77号") == 1


def test_the_way_that_stands_in_a_text_is_marked(store: Store) -> None:
    assert "粤环[2021]7号" in read_query("粤环〔2021〕7号").phrases


@pytest.mark.parametrize("text", ["关于通知", "2021年7月", "第7号", "12:30", "(试行)", "20217"])
def test_what_is_no_number_has_no_other_spelling(text: str) -> None:
    assert spellings(text) == ()


@pytest.mark.parametrize(
    "query",
    ["粤环〔2021〕8号", "粤环〔2021〕8號", "文号:粤环[2021]8号", "文号：“粤环〔2021〕8号”", "（粤环〔2021〕8号）"],
)
def test_a_number_that_is_not_there_leads_to_its_neighbours(store: Store, query: str) -> None:
    found = {hint.words: hint.count for hint in hints(store, query, Filters()) if hint.way is Way.NUMBER}
    assert found == {"粤环〔2021〕7号": len(WAYS) + 1, "粤环〔2021〕77号": 1}


def test_words_of_which_no_bulletin_has_all_lead_to_those_that_have_one(store: Store) -> None:
    (hint,) = hints(store, "臭气 转发", Filters())
    assert (hint.way, hint.words, hint.count) == (Way.ANY, "臭气 OR 转发", len(WAYS) + 1)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("标题:臭气治理由", "臭气治理由"),
        ("臭气,由区里", "臭气 由区里"),
        ("【臭气】；区里", "臭气 区里"),
        ("文号:粤环[2021]7号文件", "粤环[2021]7号文件"),
        ("“臭气%”", "臭气"),
    ],
)
def test_marks_and_fields_that_leave_nothing_lead_to_the_words_alone(store: Store, query: str, words: str) -> None:
    found = [(hint.words, hint.count > 0) for hint in hints(store, query, Filters()) if hint.way is Way.PLAIN]
    assert found == ([] if count(store, query) else [(words, True)])


@pytest.mark.parametrize("query", ["臭气% OR 转发", "臭气% -转发", "臭气 由区里"])
def test_operators_are_no_marks(store: Store, query: str) -> None:
    assert Way.PLAIN not in {hint.way for hint in hints(store, query, Filters())}


def test_filters_that_leave_nothing_are_named(store: Store) -> None:
    (hint,) = hints(store, "臭气", Filters(issuer="没有这个局"))
    assert (hint.way, hint.filters, hint.count) == (Way.FILTERS, Filters(), 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("（臭气 OR 转发）", "(臭气 OR 转发)"),
        ("(臭气 OR 转发）", "(臭气 OR 转发)"),
        ("臭气 or 转发", "臭气 OR 转发"),
        ("臭气 ＯＲ 转发", "臭气 OR 转发"),
        ("臭气|转发", "臭气 OR 转发"),
        ("臭气 ｜ 转发", "臭气 OR 转发"),
        ("臭气 || 转发", "臭气 OR 转发"),
        ("臭气 或 转发", "臭气 OR 转发"),
        ("臭气　and　治理", "臭气 治理"),
        ("治理 －转发", "治理 -转发"),
        ("治理 −转发", "治理 -转发"),
        ("治理 not 转发", "治理 NOT 转发"),
        ("“臭气治理”", '"臭气治理"'),
        ('“臭气治理"', '"臭气治理"'),
        ("”臭气治理”", '"臭气治理"'),
        ("『臭气治理』", '"臭气治理"'),
        ("‘臭气治理’", '"臭气治理"'),
        ("标题：臭气", "标题:臭气"),
        ("Title:臭气", "title:臭气"),
        ("（粤环[2021]7号｜臭气）", "(粤环〔2021〕7号 OR 臭气)"),
        ("臭气&转发", "臭气 转发"),
        ("臭气＆转发", "臭气 转发"),
        ("臭气 &转发", "臭气 转发"),
        ("臭气&&（转发）", "臭气 转发"),
        ("臭气&(转发|治理)", "臭气 (转发 OR 治理)"),
        ("臭气*", "臭气"),
        ("＊臭气＊", "臭气"),
        ("ｔｉｔｌｅ：臭气", "title:臭气"),
        ("标题﹕臭气", "标题:臭气"),
    ],
)
def test_what_an_input_method_types_means_what_it_says(typed: str, meant: str) -> None:
    assert read_query(typed).asks == read_query(meant).asks


@pytest.mark.parametrize(
    "typed", ["作者:张三", "filetype:pdf", "日期：2021", "标题:臭气 site:gov.cn", "a:b", "ａ：b", "doc_no:7", "-x:7"]
)
def test_a_field_that_there_is_not_is_an_error_that_names_those_there_are(typed: str) -> None:
    with pytest.raises(QueryError, match=r"来源:.*文号:"):
        read_query(typed)


@pytest.mark.parametrize(
    "typed",
    ["12:30", "10：30", "上午10:30", '"a:b"', "http://www.example.gov.cn/", "“作者:张三”", "关于印发办法的通知：臭气"],
)
def test_a_colon_that_is_no_fields_is_text(typed: str) -> None:
    assert read_query(typed).source is None


def test_a_source_is_a_field_too(store: Store) -> None:
    assert count(store, "source:example 臭气") == 1
    assert count(store, "站点:nobody 臭气") == 0
    assert count(store, "source:example") == count(store, None)


@pytest.mark.parametrize(
    "typed", ["臭气 OR source:example", "(source:example 臭气)", "臭气 -source:example", "source:"]
)
def test_a_source_narrows_the_whole_search_or_is_an_error(typed: str) -> None:
    with pytest.raises(QueryError, match="source:"):
        read_query(typed)
