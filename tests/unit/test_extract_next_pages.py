"""The next page of an article: by numbers, a picture or words."""

import pytest
from extract_pages import ANY, SENTENCES, article, in_p, page

from pipelines.extract import extract

PAGERS = {
    "numbers in brackets": "<b>[1]</b> <a href='t1_2.html'>[2]</a> <a href='t1_3.html'>[3]</a>",
    "numbers": "<span>1</span><a href='t1_2.html'>2</a><a href='t1_2.html'>&gt;</a>",
    "only the second": "<a href='t1_2.html'>【2】</a>",
    "picture with a name": "<a href='t1_2.html'><img src='/img/a.gif' alt='下一页'></a>",
    "picture": "<a href='t1_2.html'><img src='/img/next_page.jpg'></a>",
    "words": "<a href='t1_0.html'>上一页</a> <a href='t1_2.html'>下一页</a>",
}
OTHERS = {
    "the last": "<a href='t1_1.html'>[1]</a> <b>[2]</b>",
    "another article": "<a href='/b/x9.html'>2</a>",
    "a note": "见注释<a href='t1_2.html'>2</a>所述的办法。",
    "a picture": "<a href='t1_2.html'><img src='/img/a.jpg'></a>",
}


def next_page(pager: str) -> str | None:
    body = f"{in_p(SENTENCES)}<p align='center'>{pager}</p>"
    return extract(page(article(body), url="http://www.linjiang.gov.cn/a/t1.html"), ANY).next_page


@pytest.mark.parametrize("pager", PAGERS.values(), ids=PAGERS)
def test_a_pager_of_the_article(pager: str) -> None:
    assert next_page(pager) == "http://www.linjiang.gov.cn/a/t1_2.html"


@pytest.mark.parametrize("pager", OTHERS.values(), ids=OTHERS)
def test_other_links_are_none(pager: str) -> None:
    assert next_page(pager) is None
