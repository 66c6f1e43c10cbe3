"""What stands in rows and their addresses apart from title and day: counts, English months, ports, times of a visit."""

from datetime import date

import pytest

from pipelines.lists.days.day_parts import month_alone
from pipelines.lists.page_numbers import this_number
from pipelines.lists.read import read_list
from pipelines.lists.urls import absolute, without_visit
from pipelines.models import Source

HOST = "http://www.example.gov.cn"
LIST = f"{HOST}/zwgk/tzgg/index.html"
SOURCE = Source("example", start_urls=(LIST,), allowed_domains=("www.example.gov.cn",))


def rows(*items: str) -> list[tuple[str, date | None]]:
    page = read_list(f"<body><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></body>", LIST, SOURCE)
    return [(row.title, row.listed) for row in page.articles]


def test_a_number_that_counts_the_rows_is_none_of_their_titles() -> None:
    items = [f'<a href="content_{n}.html"><i>{n:02}</i><b>关于某工程的公告</b></a>2026-09-{n:02}' for n in (8, 9, 10)]
    assert rows(*items) == [("关于某工程的公告", date(2026, 9, n)) for n in (8, 9, 10)]


@pytest.mark.parametrize("numbers", [(8, 10, 9), (3, 1, 2), (7, 7, 7)])
def test_a_number_that_counts_nothing_stays_in_the_title(numbers: tuple[int, ...]) -> None:
    items = [f'<a href="content_{n}{i}.html"><b>{n}</b> 号楼工程的公告</a>2026-09-20' for i, n in enumerate(numbers)]
    assert [title for title, _ in rows(*items)] == [f"{n} 号楼工程的公告" for n in numbers]


@pytest.mark.parametrize("month", ["Sep 2026", "Sept. 2026", "September, 2026", "SEP/2026"])
def test_a_day_next_to_an_english_month_is_read(month: str) -> None:
    items = [
        f'<span>{n}</span><span>{month}</span><a href="content_{n}.html">Notice on the works {n}</a>'
        for n in (20, 19, 18)
    ]
    assert [day for _, day in rows(*items)] == [date(2026, 9, n) for n in (20, 19, 18)]


def test_words_that_begin_like_a_month_are_none() -> None:
    assert [month_alone(text) for text in ("Marks 2026", "Decree", "May 20, 2026", "Augusta 2026")] == [None] * 4
    assert month_alone("May") == (None, 5)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("HTTP://WWW.EXAMPLE.GOV.CN/zwgk/A_1.html", f"{HOST}/zwgk/A_1.html"),
        ("http://www.example.gov.cn:80/zwgk/1.html", f"{HOST}/zwgk/1.html"),
        ("https://www.example.gov.cn:443/zwgk/1.html", "https://www.example.gov.cn/zwgk/1.html"),
        ("http://www.example.gov.cn:8080/zwgk/1.html", f"{HOST}:8080/zwgk/1.html"),
        ("https://www.example.gov.cn:80/zwgk/1.html", "https://www.example.gov.cn:80/zwgk/1.html"),
    ],
)
def test_a_host_is_written_in_one_way(href: str, url: str) -> None:
    assert absolute(LIST, href) == url


def test_a_plain_path_has_its_list_s_host_written_in_one_way() -> None:
    assert absolute("http://www.example.gov.cn:80/zwgk/index.html", "1.html") == f"{HOST}/zwgk/1.html"
    assert absolute("http://WWW.example.gov.cn/zwgk/index.html", "1.html") == f"{HOST}/zwgk/1.html"
    assert absolute("http://www.example.gov.cn:8080/zwgk/index.html", "/1.html") == f"{HOST}:8080/1.html"


def test_a_field_that_only_keeps_a_page_out_of_caches_is_left_out() -> None:
    assert without_visit(f"{HOST}/content_900.html?_t=17084120") == f"{HOST}/content_900.html"
    assert without_visit(f"{HOST}/show.do?id=900&_=5") == f"{HOST}/show.do?id=900"
    assert without_visit(f"{HOST}/show.do?id=900&t=5") == f"{HOST}/show.do?id=900&t=5"
    assert without_visit(f"{HOST}/show.do?_t=900") == f"{HOST}/show.do?_t=900"


@pytest.mark.parametrize(
    ("numbered", "url", "number"),
    [
        ({1: "index.html", 2: "index_1.html"}, "index_2.html", 3),
        ({1: "index.html", 2: "index_2.html"}, "index_3.html", 3),
        ({1: "index.html", 2: "index_1.html"}, "index.html", 1),
        ({2: "index_1.html", 3: "index_2.html"}, "index.html", 1),
        ({2: "tzgg/10.htm", 3: "tzgg/9.htm"}, "tzgg.htm", 1),
    ],
)
def test_the_last_page_is_known_by_the_address_of_another(numbered: dict[int, str], url: str, number: int) -> None:
    folder = f"{HOST}/zwgk/"
    assert this_number({n: folder + page for n, page in numbered.items()}, folder + url) == number
