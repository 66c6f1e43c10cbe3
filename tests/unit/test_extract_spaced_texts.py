"""Articles whose words stand apart: what the markup or the place says is no text; and the same in Chinese, where it is."""

# ruff: noqa: E501 - pages are markup: a line of it broken up reads worse than a long one

import pytest

from pipelines.extract import paragraphs_of

TITLE = "Harbour ferry returns after winter repairs"
TEXTS = [
    "The harbour ferry went back into service on Monday, five weeks later than planned, the port office said.",
    "Workers had found rust below the waterline, and two of the four shafts were replaced in the town's own yard.",
    "Tickets stay at last year's price until June. From then on a return trip will cost half a crown more.",
    "The council expects some nine hundred passengers a day, most of them pupils from the northern shore.",
]
RUSSIAN = [
    "Паром снова ходит через гавань с понедельника, на пять недель позже, чем было обещано, сообщили в порту.",
    "Рабочие нашли ржавчину ниже ватерлинии, и два вала из четырёх пришлось заменить на городской верфи.",
    "Билеты до июня стоят столько же, сколько в прошлом году; потом поездка туда и обратно подорожает.",
]
CHINESE = [
    "港区轮渡周一恢复通航，比原计划推迟五周，港务局有关负责人在现场会上介绍了维修情况，并感谢市民理解支持。",
    "维修人员发现水线以下锈蚀严重，四根传动轴更换两根，全部在本市船厂完成，质量经第三方机构检验合格。",
    "船票价格六月以前保持不变，此后往返票价上调五角，学生和老年人凭证件继续享受半价优惠，详情见公告。",
]


def page(inner: str, title: str = TITLE) -> bytes:
    return f"<html><head><title>{title}</title></head><body><div class='story'>{inner}</div></body></html>".encode()


def in_p(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


PARTS = {
    "caption": "<figure><img src=f.jpg><figcaption>The ferry at the northern pier, seen from the tower.</figcaption></figure>",
    "credit in a figure": "<figure><img src=f.jpg><span>Photograph: the port office</span></figure>",
    "caption by name": "<img src=f.jpg><div class='image-caption'>The ferry at the northern pier, seen from the tower.</div>",
    "aside of links": "<aside><h4>Our ferries</h4><ul><li><a href='/a/1'>The winter that sank a pier</a></li><li><a href='/a/2'>All about piers</a></li></ul></aside>",
    "aside with a form": "<aside><p>Get our letter each morning. Leave whenever you like.</p><form action=/join><p>Your address</p></form></aside>",
    "form": "<form action=/join><p>Get our letter each morning. Leave whenever you like.</p></form>",
    "subscribers": "<div class='newsletter-box'><p>Get our letter each morning. Leave whenever you like.</p></div>",
    "one link": "<p>Read more: <a href='/a/1'>Why the winter was hard on the northern piers</a></p>",
    "links below a line": "<h4>More on this</h4><ul><li><a href='/a/1'>Why the winter was hard on the northern piers</a></li><li><a href='/a/2'>Port office asks for a second yard by spring</a></li></ul>",
}


@pytest.mark.parametrize("at", [1, 2, len(TEXTS)])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_the_markup_names_is_no_text(part: str, at: int) -> None:
    assert paragraphs_of(page(in_p(TEXTS[:at]) + PARTS[part] + in_p(TEXTS[at:]))) == TEXTS


@pytest.mark.parametrize("part", PARTS)
def test_so_it_is_in_a_text_in_russian(part: str) -> None:
    assert paragraphs_of(page(in_p(RUSSIAN[:2]) + PARTS[part] + in_p(RUSSIAN[2:]), "Паром")) == RUSSIAN


@pytest.mark.parametrize(
    "line",
    [
        "<div>November 19, 2019</div>",
        "<div>Tuesday, 19 Nov 2019, 10:02 AM EST</div>",
        "<div>2019-11-19 10:02</div>",
        "<div>Updated <time datetime='2019-11-19'>19 November 2019</time></div>",
        "<div><time datetime='2019-11-19'>19 November 2019</time></div>",
        "<div class='post-meta'>Published 10:02 AM EST Nov 19, 2019 by Ann Smith</div>",
        "<div class='meta'>Ann Smith | Updated: 19 November 2019 | 2 min read</div>",
        "<p itemprop='datePublished'>Posted 19 November 2019</p>",
    ],
)
def test_a_day_above_the_first_paragraph_is_no_text(line: str) -> None:
    assert paragraphs_of(page(line + in_p(TEXTS))) == TEXTS


FACTS_ABOVE = [
    "2019 storm: 3 dead, 12 missing",
    "Fares 2019: 3.1%",
    "Closing day: 30 November 2019",
    "Case No. 2019/145",
    "Judgment of 4 March 2019",
    "Order No. 35 of 2019",
    "[4th June 2019]",
    "(Adopted at the 12th sitting on June 4, 2019)",
    "Anna Holm, 1935 - 2019",
    "GULL BAY, Nov 19, 2019 /Port Wire/ --",
    "Arrêté n° 2019-145 du 4 septembre 2019",
    "Beschluss vom 4. September 2019",
    "viernes, 22 de octubre de 2010 a las 20:13",
]


@pytest.mark.parametrize("fact", FACTS_ABOVE)
@pytest.mark.parametrize("form", ["<p>{}</p>", "<div>{}</div>", "<p class='date'>{}</p>"])
def test_a_line_with_a_day_and_other_words_above_stays_and_so_do_those_above_it(fact: str, form: str) -> None:
    assert paragraphs_of(page("<p>Notice to owners</p>" + form.format(fact) + in_p(TEXTS))) == [
        "Notice to owners",
        fact,
        *TEXTS,
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<ul><li>19 November 2019</li></ul>",
        "<p class='event-date'>19 November 2019, 10:00</p>",
        "<p class='meta deadline'>Posted by 19 November 2019</p>",
        "<p>Applications close <time datetime='2019-11-19'>19 November 2019</time></p>",
        "<p>Owners of boats</p><p>19 November 2019</p>",
    ],
)
def test_a_day_of_another_kind_stays(line: str) -> None:
    assert "19 November 2019" in "".join(paragraphs_of(page(line + in_p(TEXTS))))


@pytest.mark.parametrize(
    "line",
    [
        "<p>Anna Holm</p><p>Head of the port</p><p>November 19, 2019</p>",
        "<p>In force from January 1, 2020</p>",
        "<p>Applications close on 30 November 2019</p>",
        "<ul><li>Sitting 1: November 12, 2019</li><li>Sitting 2: November 19, 2019</li></ul>",
        "<p>Tel: 025-88881234, fax 2019-1234</p>",
        "<h3>Next sitting</h3><p>5 December 2019</p>",
        "<h3>When</h3><p>Opens: 1 December 2019</p><p>Closes: 31 December 2019</p>",
        "<p>[Port Doc. 2019-12345 Filed 9-4-19; 8:45 am]</p>",
        "<p>Fait à Lyon, le 4 septembre 2019</p>",
    ],
)
def test_what_stands_below_the_last_paragraph_stays(line: str) -> None:
    read = paragraphs_of(page(in_p(TEXTS) + line))
    assert read[: len(TEXTS)] == TEXTS
    assert len(read) == len(TEXTS) + line.count("</p>") + line.count("</li>") + line.count("</h3>")


RULES = "<ul><li><a href='/r1'>Rules on the digging of sand in the river</a></li><li><a href='/r2'>Rules on the water of the inner town</a></li></ul>"


@pytest.mark.parametrize(
    "links",
    [
        f"<p>These rules are in force from this month:</p>{RULES}",
        f"<p>In force from this month</p>{RULES}",
        "<p>Owners ask for help at:</p><p><a href='https://help.example.org/a'>The office for help to owners of boats</a></p>",
        "<p>Full text:</p><p><a href='/r1.html'>Rules on the digging of sand in the river</a></p>",
        "<p>Holders of licences</p><p><a href='/r1.html'>Rules on the digging of sand in the river</a></p>",
    ],
)
@pytest.mark.parametrize("at", [0, 2, len(TEXTS)])
def test_links_that_are_what_a_text_is_about_stay(links: str, at: int) -> None:
    read = paragraphs_of(page(in_p(TEXTS[:at]) + links + in_p(TEXTS[at:])))
    assert len(read) == len(TEXTS) + links.count("</p>") + links.count("</li>")


@pytest.mark.parametrize(
    "lead", ["Related", "Read more:", "Don't miss", "More on this story", "Читайте также", "Lire aussi :"]
)
def test_links_go_below_a_line_that_says_they_lead_to_other_pages(lead: str) -> None:
    read = paragraphs_of(page(in_p(TEXTS[:2]) + f"<p>{lead}</p>{RULES}" + in_p(TEXTS[2:])))
    assert read == TEXTS


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<aside><h3>Key facts</h3><ul><li>1,200 workers</li><li>45 km of banks</li></ul></aside>", ["Key facts", "1,200 workers", "45 km of banks"]),
        ("<aside><p>Fine for entering the yard: 500 crowns.</p></aside>", ["Fine for entering the yard: 500 crowns."]),
        ("<footer><p>The port office, 12 Pier Road</p></footer>", ["The port office, 12 Pier Road"]),
        ("<div class='table-caption'>Table 1. Days of service</div><table><tr><th>Pier</th><th>Days</th></tr><tr><td>North</td><td>212</td></tr><tr><td>South</td><td>98</td></tr></table>", ["Table 1. Days of service", "Pier\tDays", "North\t212", "South\t98"]),
    ],
)  # fmt: skip
def test_facts_in_an_aside_or_over_a_table_stay(markup: str, said: list[str]) -> None:
    assert paragraphs_of(page(in_p(TEXTS[:2]) + markup + in_p(TEXTS[2:]))) == [*TEXTS[:2], *said, *TEXTS[2:]]


@pytest.mark.parametrize(
    "markup",
    [
        "<p class='caption'>{}</p>",
        "<div class='tax-credits'><p>{}</p></div>",
        "<div class='social-security'><p>{}</p></div>",
        "<div class='promotion-rules'><p>{}</p></div>",
        "<div class='subscription-fee'><p>{}</p></div>",
        "<p class='timestamp'>{}</p>",
        "<figure><p>{}</p></figure>",
        "<nav><p>{}</p></nav>",
    ],
)
@pytest.mark.parametrize("fact", ["Fine for entering the yard: 500 crowns", "Letters are due by 30 November 2019."])
def test_a_fact_under_a_name_that_may_mean_something_else_stays(markup: str, fact: str) -> None:
    read = paragraphs_of(page(in_p(TEXTS[:2]) + markup.format(fact) + in_p(TEXTS[2:])))
    assert read == [*TEXTS[:2], fact, *TEXTS[2:]]


@pytest.mark.parametrize("name", ["comment-period", "related"])
def test_a_sentence_under_such_a_name_stays(name: str) -> None:
    said = "Under rule 32 letters are due by 30 November 2019."
    read = paragraphs_of(page(in_p(TEXTS[:2]) + f"<div class='{name}'><p>{said}</p></div>" + in_p(TEXTS[2:])))
    assert read == [*TEXTS[:2], said, *TEXTS[2:]]


@pytest.mark.parametrize("name", ["related", "social-share", "tags", "promo"])
def test_a_box_of_links_goes(name: str) -> None:
    box = f"<div class='{name}'><a href=/a>The winter that sank a pier</a> <a href=/b>All about piers</a></div>"
    assert paragraphs_of(page(in_p(TEXTS[:2]) + box + in_p(TEXTS[2:]))) == TEXTS


def test_an_aside_that_repeats_a_sentence_of_the_text_goes() -> None:
    aside = "<aside><p>“Tickets stay at last year's price until June.”</p></aside>"
    assert paragraphs_of(page(in_p(TEXTS[:2]) + aside + in_p(TEXTS[2:]))) == TEXTS


@pytest.mark.parametrize("title", ["港区轮渡恢复通航（英文版）", "致外籍居民的一封信 A Letter"])
def test_a_page_with_a_chinese_title_is_read_as_a_chinese_one(title: str) -> None:
    lines = "<div>June 4, 2019</div>", "<figure><img src=f.jpg><figcaption>The ferry at the pier.</figcaption></figure>"
    said = ["June 4, 2019", *TEXTS[:2], "The ferry at the pier.", *TEXTS[2:]]
    assert paragraphs_of(page(lines[0] + in_p(TEXTS[:2]) + lines[1] + in_p(TEXTS[2:]), title)) == said


@pytest.mark.parametrize(
    "line",
    [
        "<p>In 2019 the ferry ran on 212 days, fewer than in any year since the war.</p>",  # a sentence
        "<h3>The winter of 2018 and 2019</h3>",
        "<p>See <a href='/plan.pdf'>the plan of the yard for the coming winter months</a></p>",  # a file
        "<p><a href='#map'>a map of all the piers of the harbour is at the end</a></p>",
        "<p><a href='https://ferry.example.org/tickets/one-way'>https://ferry.example.org/tickets/one-way</a></p>",
        "<p>The port office <a href='/o'>said so in a letter to all the owners of houses</a> on Friday.</p>",
        "<ul><li><a href='/s'>Spare parts</a></li></ul>",
    ],
)
def test_a_line_that_looks_nearly_the_same_stays(line: str) -> None:
    read = paragraphs_of(page(in_p(TEXTS[:2]) + line + in_p(TEXTS[2:])))
    assert read[:2] + read[3:] == TEXTS
    assert len(read) == len(TEXTS) + 1


@pytest.mark.parametrize(
    "holder",
    [
        "<figure class='table'><table><tr><th>Pier</th><th>Days</th></tr><tr><td>North</td><td>212</td></tr><tr><td>South</td><td>98</td></tr></table></figure>",
        "<figure><blockquote>We found more rust than steel.</blockquote></figure>",
        "<div class='social-embed'><blockquote>We found more rust than steel.</blockquote></div>",
    ],
)
def test_a_table_or_a_quotation_in_such_a_part_stays(holder: str) -> None:
    assert len(paragraphs_of(page(in_p(TEXTS[:2]) + holder + in_p(TEXTS[2:])))) > len(TEXTS)


def test_an_article_in_an_element_of_such_a_name_is_read() -> None:
    assert paragraphs_of(page(f"<div class='gallery-page'>{in_p(TEXTS)}</div>")) == TEXTS


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<figure><img src=f.jpg><figcaption>{}</figcaption></figure>", "图为维修后的轮渡停靠北岸码头，市民有序登船。"),
        ("<div class='caption'>{}</div>", "维修后的轮渡停靠北岸码头，市民有序登船。"),
        ("<p><a href='/a/1.html'>{}</a></p>", "附件一：港区轮渡船票价格调整方案及学生老年人优惠办法的具体规定（全文）"),
    ],
)
def test_in_chinese_captions_and_lines_that_are_links_are_text(markup: str, said: str) -> None:
    read = paragraphs_of(page(in_p(CHINESE[:2]) + markup.format(said) + in_p(CHINESE[2:]), "港区轮渡恢复通航"))
    assert read == [*CHINESE[:2], said, *CHINESE[2:]]


@pytest.mark.parametrize("name", ["relative", "m-relative lead", "position-relative"])
def test_the_name_of_a_position_says_nothing_of_other_pages(name: str) -> None:
    beyond = "<div class='cookies'>We keep cookies, which help us to see what is read. Stay, and you agree.</div>"
    body = f"{beyond}<div class='{name}'><h1>{TITLE}</h1>{in_p(TEXTS)}</div>"
    assert paragraphs_of(page(body)) == TEXTS


GUIDE = "<h2>How much you get</h2><ul><li>50 crowns for each boat</li><li>250 crowns for each yard</li></ul><h2>Apply by</h2><p>30 November 2019</p>"
GUIDE_LINES = [
    "How much you get",
    "50 crowns for each boat",
    "250 crowns for each yard",
    "Apply by",
    "30 November 2019",
]
FIRST = "Ask for help if your boat was lost in the storm."
MENU = "<div class='menu'><a href=/a>Home</a><a href=/b>News of the port</a><a href=/c>Rules</a></div>"
END = "<footer><p>Copyright 2019, all rights reserved.</p><a href=/p>Privacy</a></footer>"


@pytest.mark.parametrize("name", ["text", "govspeak", ""])
@pytest.mark.parametrize("tag", ["div", "section"])
def test_short_lines_belong_to_the_one_sentence_of_their_element(tag: str, name: str) -> None:
    head = "<h1>Help for owners of boats</h1><dl><dt>From:</dt><dd>The port office</dd><dt>Published</dt><dd>5 October 2019</dd></dl>"
    inner = f"{MENU}<main>{head}<{tag} class='{name}'><p>{FIRST}</p>{GUIDE}</{tag}></main>{END}"
    assert paragraphs_of(page(inner, "Help for owners of boats")) == [FIRST, *GUIDE_LINES]


def test_short_lines_above_the_sentence_belong_to_it() -> None:
    inner = f"{MENU}<h1>Help for owners of boats</h1><div><h2>Who</h2><ul><li>Owners of boats</li></ul><p>{FIRST}</p></div>{END}"
    assert paragraphs_of(page(inner, "Help for owners of boats")) == ["Who", "Owners of boats", FIRST]


@pytest.mark.parametrize(
    "other", ["<ul><li><a href=/a>The storm in pictures</a></li></ul>", "<div>Copyright 2019</div>"]
)
def test_lines_among_which_links_or_other_parts_stand_do_not_join(other: str) -> None:
    inner = f"{MENU}<h1>Help for owners of boats</h1><div><p>{FIRST}</p>{GUIDE}{other}</div>{END}"
    assert FIRST in paragraphs_of(page(inner, "Help for owners of boats"))
    assert "The storm in pictures" not in paragraphs_of(page(inner, "Help for owners of boats"))
