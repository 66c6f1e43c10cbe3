"""What the class and id of an element say of it: that it holds the body, or something else."""

import re
from functools import lru_cache

from pipelines.extract.markup.tree import Element, identity_of

__all__ = [
    "is_called_caption",
    "is_called_comments",
    "is_called_links",
    "is_called_otherwise",
    "is_called_said",
    "is_called_small_part",
    "known_container",
]

# Names that the content systems of government sites give to the body: TRS, 大汉, 博达, 开普, www.gov.cn ...
KNOWN_CONTAINER = re.compile(
    r"(?:^|\s)(?:trs_\w*editor\w*|ucap-?content|v_news_content|vsb_content\w*|zoom|zoomcon\w*|bt_content"
    r"|xxgk[-_]?content|gk[-_]?content|article[-_]{0,2}con(?:tent)?|news[-_]?content|pages_content|view_content|conttext"
    r"|content_text|wz_article|easysite-news-text|wenzhang|info-?cont(?:ent)?|zhengwen|detail[-_]?content|artibody|js_content|rich_media_content)(?=\s|$)"
)
NOT_BODY_NAME = re.compile(
    r"comment|pinglun|reply|foot|copyright|nav\b|navi|menu|side|relat(?!ive)|recommend|(?<!screens)(?<!snaps)hot\b|rank|share|crumb"
    r"|\btop\b|header|login|search|toolbar|advert|\bads?\b|banner|\blinks?\b|qrcode|ewm|tuijian|xiangguan|paihang"
    r"|popup|dialog|modal|accessib|alert|cookie"
)

# of what NOT_BODY_NAME finds
COMMENTS_NAME = re.compile(r"comments?(?:\b|[-_]?(?:list|area|section|container|wrap))|pinglun")
SAID_NAME = re.compile("comment|pinglun|reply")
# Small parts around and inside a text, which have sentences of their own
SMALL_PART_NAME = re.compile(r"by-?line|newsletter|sign-?up|recirc|author-?(?:bio|box|info)|cookie|gallery|slideshow")
CAPTION_NAME = re.compile(r"caption|credits?\b")  # of pictures; of a table, a section or a tax it is text
# Boxes of links; also social security, promotions, subscription fees, comments on a draft, which are text
LINKS_NAME = re.compile(r"subscri|promo|\btags?\b|consent|share|social|relat(?!ive)|timestamp|pub-?date|comment|advert")


def known_container(element: Element) -> bool:
    """It bears a name that content systems give to the body, and is none of several paragraphs."""
    return element.attributes != "" and names_body(element.attributes) and not is_paragraph(element)


def is_paragraph(element: Element) -> bool:
    """Whether it is a paragraph next to others, whatever its name."""
    if element.tag != "p" or element.parent is None:
        return False
    return any(
        other.tag == "p" and other is not element and other.end > other.first for other in element.parent.children
    )


def is_called_otherwise(element: Element) -> bool:
    """Its own name says side bar, comments, footer …"""
    return element.attributes != "" and names_other(element.attributes)


def is_called_comments(element: Element) -> bool:
    """Its own name says readers' comments."""
    return element.attributes != "" and names_one_of(COMMENTS_NAME, element.attributes)


def is_called_said(element: Element) -> bool:
    """Its own name says what people say: comments, or replies."""
    return element.attributes != "" and names_one_of(SAID_NAME, element.attributes)


def is_called_small_part(element: Element) -> bool:
    """Its own name says byline, letter to subscribers, gallery …"""
    return element.attributes != "" and names_one_of(SMALL_PART_NAME, element.attributes)


def is_called_caption(element: Element) -> bool:
    """Its own name says caption or credit."""
    return element.attributes != "" and names_one_of(CAPTION_NAME, element.attributes)


def is_called_links(element: Element) -> bool:
    """Its own name says related pages, buttons to share …"""
    return element.attributes != "" and names_one_of(LINKS_NAME, element.attributes)


@lru_cache(maxsize=4096)  # a site gives the same few names to thousands of elements
def names_body(attributes: str) -> bool:
    return KNOWN_CONTAINER.search(identity_of(attributes)) is not None


@lru_cache(maxsize=4096)
def names_other(attributes: str) -> bool:
    return NOT_BODY_NAME.search(identity_of(attributes)) is not None


@lru_cache(maxsize=4096)
def names_one_of(names: re.Pattern[str], attributes: str) -> bool:
    return names.search(identity_of(attributes)) is not None
