"""Readers' comments that say more than the article, and `<article>` elements next to it or inside it."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest

from pipelines.extract import paragraphs_of

TITLE = "Bridge over the mill stream to close for a month"
TEXTS = [
    "The bridge over the mill stream will be closed from the first of May, the parish said in a short note.",
    "Two of its five oak beams are to be changed, and walkers are asked to take the road past the chapel.",
]
CHINESE = [
    "水磨河大桥自五月一日起封闭施工一个月，过往行人请绕行教堂路，施工期间公交线路临时调整。",
    "此次维修更换橡木横梁两根，由镇建设办公室组织实施，不便之处敬请谅解。",
]
SAID = (
    "I have crossed this bridge for thirty years and never once saw a beam that looked unsound, but who am I to say?",
    "The road past the chapel has no pavement at all. Somebody should think of the children who walk to school there.",
    "They said a month the last time, too, and in the end it was closed from April until the leaves came down.",
    "My grandfather put in two of these beams himself. He would have a word or two to say about the new ones.",
)
ANSWERS = tuple(
    f"我在这座桥上走了{n}年，从来没有觉得横梁有问题，教堂路又没有人行道，孩子们上学怎么办，希望镇里考虑。"
    for n in ("三十", "二十", "十", "五")
)


def page(inner: str, title: str = TITLE) -> bytes:
    return f"<html><head><title>{title}</title></head><body>{inner}</body></html>".encode()


def in_p(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


COMMENTS = {
    "div": '<div id="comments"><h3>Four readers</h3>{}</div>|<div class="comment"><b>Ann M.</b><i>2 days ago</i><div>{}</div></div>',
    "ol": '<section class="comment-area"><ol>{}</ol></section>|<li><cite>Ann M.</cite><p>{}</p></li>',
    "deep": '<div class="comments-plugin"><div><div>{}</div></div></div>|<div class="d"><span>Ann</span><p>{}</p></div>',
    "nested articles": "<div>{}</div>|<article class='c'><h4>Ann M.</h4><p>{}</p></article>",
}


@pytest.mark.parametrize("kind", COMMENTS)
@pytest.mark.parametrize("texts", [TEXTS, CHINESE], ids=["English", "Chinese"])
def test_comments_that_say_more_than_the_article_are_not_it(kind: str, texts: list[str]) -> None:
    title = TITLE if texts is TEXTS else "水磨河大桥封闭施工一个月"
    outer, inner = COMMENTS[kind].split("|")
    said = "".join(inner.format(one) for one in (SAID if texts is TEXTS else ANSWERS))
    body = f"<article><h1>{title}</h1><div class='t'>{in_p(texts)}</div>{outer.format(said)}</article>"
    assert paragraphs_of(page(body, title)) == texts


def test_a_text_in_an_element_named_for_comments_is_read() -> None:
    sections = "".join(f"<div class='s'><h3>Part {n}</h3><p>{one}</p></div>" for n, one in enumerate(SAID))
    assert paragraphs_of(page(f"<h1>{TITLE}</h1><div class='commentary comment'>{sections}</div>"))[-1] == SAID[-1]


@pytest.mark.parametrize("around", ["<section>{}</section>", "<div class=row>{}</div>"])
def test_articles_next_to_the_one_with_the_heading_are_teasers(around: str) -> None:
    teasers = "".join(
        f"<article class='i'><a href='/a/{n}'><h4>A tale of the town</h4><p>{one}</p></a></article>"
        for n, one in enumerate(SAID * 2)
    )
    own = f"<article class='a'><h1>{TITLE}</h1>{in_p(TEXTS)}</article>"
    assert paragraphs_of(page(f"<div>{own}{around.format(teasers)}</div>")) == TEXTS


def test_parts_of_one_text_that_are_articles_are_read() -> None:
    parts = "".join(
        f"<article class='part'><h2>Part {n}</h2><p>{one}</p><p>{one[::-1]}</p></article>" for n, one in enumerate(SAID)
    )
    read = paragraphs_of(page(f"<main><h1>{TITLE}</h1>{parts}</main>"))
    assert all(one in read for one in SAID)


def test_links_that_show_their_addresses_stand_in_the_text() -> None:
    rows = "".join(
        f"<p>{n}) A model of the bridge, {n}0 by 30 cm</p><p><a href='http://x.example.org/{n}'>http://x.example.org/{n}</a></p>"
        for n in range(1, 9)
    )
    read = paragraphs_of(page(f"<h1>{TITLE}</h1><div class=t>{in_p(TEXTS)}{rows}</div>"))
    assert read[-1] == "http://x.example.org/8"
    assert len(read) == len(TEXTS) + 16


def test_paragraphs_with_a_linked_name_are_no_teasers() -> None:
    """One column of two begins with an advertisement; a name that is linked in a paragraph is longer than a headline in Chinese."""
    linked = [
        f"{one} So wrote <a href='/n/{n}'>Margaret Ashdown of the mill</a> to us, and she ought to know it by now."
        for n, one in enumerate(SAID)
    ]
    columns = f"<div class='c'>{in_p(TEXTS)}</div><div class='c'><div>Wares</div>{in_p(linked)}</div>"
    read = paragraphs_of(page(f"<article><h1>{TITLE}</h1><section>{columns}</section></article>"))
    assert read[0] == TEXTS[0]
    assert sum("Ashdown" in one for one in read) == len(linked)


@pytest.mark.parametrize("name", ["embed-screenshot", "share' style='display:none"])
def test_such_a_box_in_the_midst_of_a_text_does_not_end_it(name: str) -> None:
    box = f"<div class='post'><div><p>@mill_parish</p></div><div><div class='{name}'>Share this with your friends</div></div></div>"
    read = paragraphs_of(page(f"<h1>{TITLE}</h1><div class=t>{in_p(list(SAID))}{box}{in_p(TEXTS)}</div>"))
    assert read[-1] == TEXTS[-1]


@pytest.mark.parametrize("texts", [TEXTS, CHINESE], ids=["English", "Chinese"])
def test_comments_with_addresses_of_their_own_below_a_link_each(texts: list[str]) -> None:
    """Each below its author's link, as teasers stand; the links to neighbours above them begin no stream."""
    said = "".join(
        f"<li id='comment-{n}'><div><a href='/u/{n}'>Ann Ashdown of the mill</a> said:</div><p>{one}</p></li>"
        for n, one in enumerate(SAID * 2)
    )
    links = "<ul><li><a href='/p'>The post before this</a></li></ul>"
    title = TITLE if texts is TEXTS else "水磨河大桥封闭施工一个月"
    body = f"<article id='p1'><h1>{title}</h1>{links}{in_p(texts)}</article>{links}<div id='comments'><ul>{said}</ul></div>"
    assert paragraphs_of(page(f"<main>{body}</main>", title))[-2:] == texts


@pytest.mark.parametrize("texts", [TEXTS, CHINESE], ids=["English", "Chinese"])
def test_a_menu_that_says_more_than_the_article_is_not_it(texts: list[str]) -> None:
    title = TITLE if texts is TEXTS else "水磨河大桥封闭施工一个月"
    items = "".join(f"<li><div>{one}</div><div>{one[::-1]}</div></li>" for one in SAID)
    assert (
        paragraphs_of(
            page(f"<header><nav><ul>{items}</ul></nav></header><main><h1>{title}</h1>{in_p(texts)}</main>", title)
        )
        == texts
    )


def test_whole_articles_below_the_one_asked_for_are_not_read() -> None:
    """Each has an address of its own, and an element that is an article as well holds them."""
    others = "".join(
        f"<article id='p{n}'><div><a href='/s'>Send it</a></div><p>{one} {one}</p></article>"
        for n, one in enumerate(SAID)
    )
    own = f"<article class='own'><h1>{TITLE}</h1><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p></article>"
    assert paragraphs_of(page(f"<div>{own}<article id='more'><h3>You may like</h3>{others}</article></div>")) == TEXTS


def test_a_text_next_to_an_article_that_holds_only_the_head_is_read() -> None:
    parts = f"<article class='body'>{in_p(list(SAID) * 3)}</article><article class='x'><p>Two walks by the mill.</p></article>"
    read = paragraphs_of(page(f"<article class='head'><h1>{TITLE}</h1><p>{TEXTS[0]}</p></article>{parts}"))
    assert SAID[0] in read


def test_a_numbered_list_of_paragraphs_with_links_is_text() -> None:
    items = "".join(f"<li><a href='/n/{n}'>{one[:45]}</a>{one[45:]}</li>" for n, one in enumerate(SAID * 2))
    read = paragraphs_of(page(f"<h1>{TITLE}</h1><div class=t><p>{TEXTS[0]}</p><ol>{items}</ol><p>{TEXTS[1]}</p></div>"))
    assert read == [TEXTS[0], *SAID * 2, TEXTS[1]]


def test_a_text_with_teasers_below_it_in_two_elements_is_no_list_page() -> None:
    def teaser(n: int) -> str:
        return (
            f"<div class='tumb'><div><a href='/{n}'>The mill and its people {n}</a></div><div>{SAID[n % 4]}</div></div>"
        )

    items = "".join(map(teaser, range(12)))
    texts = [*SAID, *(one[::-1] for one in SAID), *TEXTS] * 2
    body = f"<div id=ct>{in_p(texts)}<div id=t><div><h2>More</h2>{items}</div></div></div>"
    assert set(TEXTS) <= set(paragraphs_of(page(body, "Old mills")))


def test_a_short_word_of_the_title_is_not_the_heading() -> None:
    """Reviews is six letters and more, and the title has the word."""
    body = f"<div id=ct>{in_p(list(SAID) + TEXTS)}<h1>Reviews</h1><div><p>Write one now.</p></div></div><div class=o>{in_p(TEXTS)}</div>"
    assert paragraphs_of(page(body, "Walks by the old mill stream and over the bridge. Reviews"))[: len(SAID)] == list(
        SAID
    )


def test_the_text_goes_on_below_a_button_in_an_element_of_another_kind() -> None:
    """`Read more` unfolds the rest, whose paragraphs are of the kind above."""
    first, last = ("".join(f"<div class='par'>{one}</div>" for one in texts) for texts in (SAID, TEXTS))
    body = f"<div class=t>{first}<div class='share-more'>Read More</div><div class='all'>{last}</div></div>"
    assert paragraphs_of(page(f"<h1>{TITLE}</h1>{body}")) == [*SAID, *TEXTS]


CAME_IN = "《桥梁养护办法（征求意见稿）》公开征求意见，共收到意见3条，采纳2条。具体如下："
OPINIONS = [f"村民意见{n}：建议第{n}条写明维修的期限，并提前一周公布绕行路线。采纳情况：采纳。" for n in (4, 5, 6)]


@pytest.mark.parametrize(
    ("around", "each"),
    [
        ("<div class=comments>{}</div>", "<div class=item><p>{}</p></div>"),
        ("<div class=comment-list>{}</div>", "<div class=comment><p>{}</p></div>"),
        ("<ul id=pinglun>{}</ul>", "<li><p>{}</p></li>"),
        ("<div class=list>{}</div>", "<div class=reply><p>{}</p></div>"),
        ("{}", "<div class=comment><p>{}</p></div>"),
    ],
)
def test_what_a_line_of_the_text_introduces_is_text(around: str, each: str) -> None:
    title = "《桥梁养护办法》征求意见反馈情况"
    said = around.format("".join(each.format(one) for one in OPINIONS))
    html = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>发布日期：2026-09-05</div>"
        "<div class=content><p>{}</p>{}</div><p>版权所有：某镇</p></body></html>"
    )
    assert paragraphs_of(html.format(CAME_IN, said).encode()) == [CAME_IN, *OPINIONS]
    if "comment" not in each:
        return
    below = html.format("".join(f"<p>{text}</p>" for text in CHINESE), f"<p>网友评论（共有3条评论）：</p>{said}")
    assert not set(OPINIONS) & set(paragraphs_of(below.encode()))
