"""A server that sends around with a cookie gets it back, and is named where that does not help."""

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.download.cookie_redirect import CookieRedirect
from crawler.download.error_names import NoPage, failure_of

LIST = "https://www.example.gov.cn/zwgk/tzgg/"


@pytest.fixture
def redirects() -> CookieRedirect:
    found = CookieRedirect.from_crawler(get_crawler(settings_dict={"REDIRECT_MAX_TIMES": 8}))
    assert isinstance(found, CookieRedirect)
    return found


def sent(place: str, *cookies: str, status: int = 302) -> Response:
    return Response(LIST, status=status, headers={"Location": place, "Set-Cookie": list(cookies)})


@pytest.mark.parametrize("place", [LIST, "/zwgk/tzgg/", ""])
def test_a_page_that_sends_to_itself_gets_its_cookies(redirects: CookieRedirect, place: str) -> None:
    answer = redirects.process_response(Request(LIST), sent(place, "wzws_cid=5f0a; path=/; HttpOnly", "b=2"))
    assert isinstance(answer, Request)
    assert (answer.url, answer.headers["Cookie"]) == (LIST, b"wzws_cid=5f0a; b=2")


def test_where_the_cookie_does_not_help_its_name_is_said(redirects: CookieRedirect) -> None:
    again = redirects.process_response(Request(LIST), sent(LIST, "wzws_cid=5f0a"))
    assert isinstance(again, Request)
    with pytest.raises(NoPage) as caught:
        redirects.process_response(again, sent(LIST, "wzws_cid=6a1b"))
    assert str(failure_of(caught.value)) == "redirect loop: the server sets the cookie wzws_cid and asks for it again"


def followed(redirects: CookieRedirect, request: Request, *answers: Response) -> Request:
    for answer in answers:
        following = redirects.process_response(request, answer.replace(url=request.url))
        assert isinstance(following, Request)
        request = following
    return request


@pytest.mark.parametrize(
    "answers",
    [
        [sent(LIST, "a=1"), sent(LIST, "b=2")],
        [sent(f"{LIST}?_t=1", "a=1", "b=2")],
        [sent(f"{LIST}?_t=1", "a=1"), sent(LIST, "b=2")],
        [sent("/check?to=/zwgk/tzgg/", "a=1"), sent(LIST, "b=2")],
        [sent("/check", "a=1"), sent("/check2"), sent(LIST, "b=2")],
        [sent(LIST, "a=0", "b=2"), sent("/check"), sent(LIST, "a=1", "b=2")],
    ],
    ids=["two steps", "a number", "a number and back", "a page that checks", "two of them", "a value that changes"],
)
def test_cookies_go_along_the_way(redirects: CookieRedirect, answers: list[Response]) -> None:
    asked = followed(redirects, Request(LIST), *answers)
    assert asked.headers["Cookie"] == b"a=1; b=2"
    assert asked.url.startswith(LIST)


def test_a_number_that_grows_is_a_loop_all_the_same(redirects: CookieRedirect) -> None:
    asked = followed(redirects, Request(LIST), sent(f"{LIST}?_t=1", "a=1"))
    with pytest.raises(NoPage, match="the cookie a and"):
        redirects.process_response(asked, sent(f"{LIST}?_t=2", "a=2"))


def test_nothing_goes_to_another_host(redirects: CookieRedirect) -> None:
    answer = redirects.process_response(Request(LIST), sent("https://www.other.gov.cn/", "session=1"))
    assert isinstance(answer, Request)
    assert "Cookie" not in answer.headers


def test_the_cookies_end_with_the_first_redirect_to_another_place(redirects: CookieRedirect) -> None:
    again = redirects.process_response(Request(LIST), sent(LIST, "session=1"))
    assert isinstance(again, Request)
    answer = redirects.process_response(again, sent("https://www.other.gov.cn/"))
    assert isinstance(answer, Request)
    assert "Cookie" not in answer.headers


def test_a_page_without_cookies_is_sent_on_as_ever(redirects: CookieRedirect) -> None:
    answer = redirects.process_response(Request(LIST), sent(LIST))
    assert isinstance(answer, Request)
    assert "Cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["a=1; Max-Age=0", "no cookie at all", "=;;;", "a=" + "x" * 5000])
def test_what_is_no_cookie_to_send_is_left_out(redirects: CookieRedirect, cookie: str) -> None:
    answer = redirects.process_response(Request(LIST), sent(LIST, cookie))
    assert isinstance(answer, Request)
    assert "Cookie" not in answer.headers


def test_an_answer_is_handed_on(redirects: CookieRedirect) -> None:
    page = Response(LIST, headers={"Set-Cookie": "a=1"})
    assert redirects.process_response(Request(LIST), page) is page
