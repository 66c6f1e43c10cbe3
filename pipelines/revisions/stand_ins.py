"""Is a page the one that its address stands for, or another in its place: a notice of maintenance, a portal?

A server that cannot give a page often gives another one with status 200. By itself it reads as a bulletin. What gives
it away is what was known before: the title by which a list names the address, and the text that stood there.

Pure: texts in, answers out. pipelines/store/bulletins/strangers.py asks the store, and says what follows.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from pipelines.text.fingerprint import normal_form

__all__ = ["body_key", "has_text", "is_named", "is_titled", "is_usable", "same_text", "text_key"]

# Letters that say something: figures come and go with every issue, and a page's own clock with every visit
CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
WORDS = re.compile(r"[^\W\d_]+")
LEAST_CHINESE, LEAST_WORDS = 4, 8  # letters of a title that can name one page among others
HEAD = 3  # paragraphs below the title in which a page may give its title again
HEAD_LENGTH = 80  # characters of each; further on a body says much that any title has
NAMED = 0.5  # share of a title's pairs of letters that its own page has; another notice shares some 关于, 工作, 通知
SAME = 0.5  # share of either text's fours that the other has; a phrase (敬请谅解) is some of a short notice
PAIR, FOUR = 2, 4
LEAST_TEXT = 12  # letters of a text that can be compared at all


def letters(text: str) -> str:
    """Return the letters of a text without its figures: the Chinese ones where there are enough, else all."""
    plain = normal_form(text)
    chinese = "".join(CHINESE.findall(plain))
    return chinese if len(chinese) >= LEAST_CHINESE else "".join(WORDS.findall(plain)).casefold()


def grams(text: str, size: int) -> set[str]:
    return {text[at : at + size] for at in range(len(text) - size + 1)}


def is_usable(title: str) -> bool:
    """Whether a title says enough to know its page by: not 查看, 公告 or more."""
    chinese = len(CHINESE.findall(normal_form(title)))
    return chinese >= LEAST_CHINESE or (not chinese and len(letters(title)) >= LEAST_WORDS)


def has_text(paragraphs: Sequence[str]) -> bool:
    """Whether a text is long enough to be compared at all."""
    return len(letters("\n".join(paragraphs))) >= LEAST_TEXT


def is_named(title: str, page_title: str, paragraphs: Sequence[str], attachments: Iterable[str] = ()) -> bool:
    """Whether a page gives this title, in its own title, at the head of its text or as the name of an attachment.

    Lists cut titles and word them a little otherwise, so half of it is enough.
    """
    wanted = grams(letters(title), PAIR)
    head = [line[:HEAD_LENGTH] for line in (page_title, *paragraphs[:HEAD], *attachments)]
    found = {pair for line in head for pair in grams(letters(line), PAIR)}
    return len(wanted & found) >= NAMED * len(wanted)


def is_titled(title: str, page_title: str, paragraphs: Sequence[str]) -> bool:
    """Whether a page gives this very title: cut or drawn out, but with nothing else in the place of any of it.

    Half of a title is enough to know a page by where no other claims it; two notices of one office share as much.
    """
    ours, theirs = without_signs(title), without_signs(page_title)
    if is_usable(page_title) and (is_within(ours, theirs) or is_within(theirs, ours)):
        return True
    return any(ours in without_signs(line) for line in paragraphs[:HEAD])


def without_signs(text: str) -> str:
    """Letters and figures: lists end a cut title with dots, and put 《》 where the page has none."""
    return "".join(filter(str.isalnum, normal_form(text))).casefold()


def is_within(short: str, long: str) -> bool:
    """Whether all of a text stands in another, in its order."""
    rest = iter(long)
    return all(character in rest for character in short)


def same_text(before: Sequence[str], after: Sequence[str]) -> bool | None:
    """Whether two texts can be revisions of one; None: there is too little of either to say so.

    Half of the first has to be there still, or half of the second, which was cut down, is known from the first.
    """
    ours, theirs = letters("\n".join(before)), letters("\n".join(after))
    if len(ours) < LEAST_TEXT or len(theirs) < FOUR:
        return None
    one, other = grams(ours, FOUR), grams(theirs, FOUR)
    return len(one & other) >= SAME * min(len(one), len(other))


def text_key(title: str, paragraphs: Sequence[str]) -> int:
    """Return a signed 64-bit number, equal for pages that say the same but for figures and foreign words.

    A page of maintenance often gives its time, the address that was asked for, or the number of the request.
    """
    return key_of("\n".join((title, *paragraphs)))


def body_key(title: str, paragraphs: Sequence[str]) -> int:
    """The same for pages that say the same below their own titles, and where they repeat these."""
    own = letters(title)
    body = letters("\n".join(paragraphs))
    return key_of("\n" + (body.replace(own, "") if own else body))


def key_of(whole: str) -> int:
    said = letters(whole) or normal_form(whole)
    made = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)
